#pragma once
// Drawings of findings as inline SVG, in the colours of the page they stand in.

#include <string>
#include <string_view>

#include "tools/polc/lint_report.h"

namespace pol::tool {

/// Bands of one number, one a row, over a common scale.
std::string number_line_chart(const lint::NumberLine& line);
/// Phases of a schedule, one a row, over months from the anchor.
std::string time_line_chart(const lint::TimeLine& line);
/// The dates of a patient, one a row, and the reference date; "" when there is nothing to see.
std::string patient_chart(const ir::Policy& policy, const LintItem& item);

/// `2 to under 3 years`, `over 5 %`, `all`.
std::string band_words(const lint::NumberLine::Band& band, const std::string& unit);
/// `months 0 to 24`, `from month 60 on`.
std::string span_of_months(const lint::TimeLine::Span& span);

std::string_view chart_style();

}  // namespace pol::tool
