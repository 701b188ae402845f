#pragma once
// Parts of a schedule in the words of the language, on one line.

#include <string>

#include "compiler/ast/ast.h"

namespace pol::ast {

/// `mri or ct of abdomen with contrast`.
std::string study_text(const Study& study);
/// `any { mri of brain, mri of total_spine }`, `unstated`.
std::string images_text(const Images& images);
/// Place, rate and span, without the gates: `from 3 months to 12 months: once`.
std::string phase_text(const Phase& phase);

}  // namespace pol::ast
