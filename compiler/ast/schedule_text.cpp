#include "compiler/ast/schedule_text.h"

#include <fmt/format.h>

#include <vector>

namespace pol::ast {
namespace {

std::string joined(const std::vector<Name>& names, const char* mark) {
  std::string out;
  for (const Name& name : names) out += (out.empty() ? "" : mark) + name.text;
  return out;
}

std::string quantity_text(const Quantity& quantity) {
  return quantity.unit ? fmt::format("{} {}", quantity.digits, quantity.unit->text) : quantity.digits;
}

/// `quantity` as it stands before `next`: without the unit that is written once, behind both.
std::string text_before(const Quantity& quantity, const Quantity& next) {
  const bool one_unit = quantity.unit && next.unit && quantity.unit->range.begin == next.unit->range.begin;
  return one_unit ? quantity.digits : quantity_text(quantity);
}

std::string range_text(const Quantity& low, const Quantity& high) {
  if (low.range.begin == high.range.begin) return quantity_text(high);
  return fmt::format("{} to {}", text_before(low, high), quantity_text(high));
}

std::string offset_text(const Offset& offset) {
  return quantity_text(offset.quantity) + (offset.before ? " before" : "");
}

std::string place_text(const Place& place) {
  switch (place.kind) {
    case Place::Kind::Unsaid: return "";
    case Place::Kind::Years: return "in year " + range_text(place.first_year, place.last_year);
    case Place::Kind::From:
      return "from " + offset_text(place.from) + (place.to ? " to " + offset_text(*place.to) : "");
  }
  return "";
}

std::string rate_text(const Rate& rate) {
  switch (rate.kind) {
    case Rate::Kind::Unsaid: return "";
    case Rate::Kind::Every: return "every " + range_text(rate.low, rate.high);
    case Rate::Kind::EveryAtMost: return "every at most " + quantity_text(rate.high);
    case Rate::Kind::EveryUnstated: return "every unstated";
    case Rate::Kind::Once: return "once";
    case Rate::Kind::At: {
      std::string out = "at ";
      for (std::size_t i = 0; i + 1 < rate.at.size(); ++i) out += text_before(rate.at[i], rate.at[i + 1]) + " and ";
      return out + (rate.at.empty() ? "" : quantity_text(rate.at.back()));
    }
  }
  return "";
}

std::string span_text(const Span& span) {
  switch (span.kind) {
    case Span::Kind::Unsaid: return "";
    case Span::Kind::Unstated: return "for unstated";
    case Span::Kind::For: return "for " + range_text(span.low, span.high);
    case Span::Kind::ForAtLeast: return "for at least " + quantity_text(span.high);
    case Span::Kind::ThroughYear: return "through year " + span.low.digits;
    case Span::Kind::Indefinitely: return "indefinitely";
  }
  return "";
}

}  // namespace

std::string study_text(const Study& study) {
  std::string out = joined(study.modalities, " or ");
  if (!study.regions.empty()) out += " of " + joined(study.regions, " or ");
  switch (study.contrast) {
    case Study::Contrast::Unsaid: break;
    case Study::Contrast::With: out += " with contrast"; break;
    case Study::Contrast::Without: out += " without contrast"; break;
    case Study::Contrast::Either: out += " with or without contrast"; break;
  }
  return out;
}

std::string images_text(const Images& images) {
  std::string out;
  switch (images.kind) {
    case Images::Kind::Unstated: return "unstated";
    case Images::Kind::Study: return study_text(images.study);
    case Images::Kind::Any:
    case Images::Kind::All: out = images.kind == Images::Kind::Any ? "any {" : "all {"; break;
  }
  for (std::size_t i = 0; i < images.parts.size(); ++i) out += (i > 0 ? ", " : " ") + images_text(images.parts[i]);
  return out + " }";
}

std::string phase_text(const Phase& phase) {
  const std::string place = place_text(phase.place);
  const std::string rate = rate_text(phase.rate);
  const std::string span = span_text(phase.span);
  std::string out = place + (place.empty() || rate.empty() ? "" : ": ") + rate;
  if (!span.empty()) out += (out.empty() ? "" : " ") + span;
  return out;
}

}  // namespace pol::ast
