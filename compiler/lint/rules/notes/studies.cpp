#include "compiler/lint/rules/notes/studies.h"

#include <algorithm>

namespace pol::lint::notes {

using Contrast = ir::Study::Contrast;

bool covers(const ir::Policy& policy, const std::string& whole, const std::string& part) {
  if (whole == part) return true;
  for (const ir::ValueSet& set : policy.value_sets) {
    if (set.name.empty() || set.open) continue;
    for (const ir::Value& value : set.values) {
      if (value.name != whole) continue;
      for (const std::size_t i : value.covers.list()) {
        if (set.values[i].name == part) return true;
      }
    }
  }
  return false;
}

namespace {

bool all_covered(const ir::Policy& policy, const std::vector<std::string>& wholes,
                 const std::vector<std::string>& parts) {
  return std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return std::any_of(wholes.begin(), wholes.end(),
                       [&](const std::string& whole) { return covers(policy, whole, part); });
  });
}

/// Of a procedure `with or without` is both, one after the other; `without` fits what says nothing.
bool contrast_contains(Contrast outer, Contrast inner) {
  switch (outer) {
    case Contrast::Unsaid:
    case Contrast::Either:
      return true;
    case Contrast::With:
      return inner == Contrast::With || inner == Contrast::Either;
    case Contrast::Without:
      return inner == Contrast::Without || inner == Contrast::Unsaid;
  }
  return false;
}

}  // namespace

bool contains(const ir::Policy& policy, const ir::Study& outer, const ir::Study& inner) {
  if (!all_covered(policy, outer.modalities, inner.modalities)) return false;
  // A study without a region is of any.
  if (!outer.regions.empty() && (inner.regions.empty() || !all_covered(policy, outer.regions, inner.regions)))
    return false;
  return contrast_contains(outer.contrast, inner.contrast);
}

bool is_study_word(const ir::Policy& policy, const std::string& word) {
  for (const ir::ValueSet& set : policy.value_sets) {
    if (std::any_of(set.values.begin(), set.values.end(), [&](const ir::Value& value) { return value.name == word; })) {
      return true;
    }
  }
  for (const ir::ProcedureTable& table : policy.procedures) {
    for (const ir::Procedure& row : table.procedures) {
      const auto has = [&](const std::vector<std::string>& words) {
        return std::find(words.begin(), words.end(), word) != words.end();
      };
      if (has(row.parts.modalities) || has(row.parts.regions)) return true;
    }
  }
  return false;
}

}  // namespace pol::lint::notes
