#include "compiler/ask/wanted_text.h"

#include <fmt/format.h>

#include "compiler/interp/rationale.h"
#include "compiler/ir/civil.h"

namespace pol::ask {

using ir::FactKind;
using ir::FactState;

namespace {

std::string point_text(const ir::Policy& policy, ir::FactId fact, std::int64_t value) {
  FactState state;
  state.kind = FactState::Kind::Value;
  state.low = state.high = value;
  return interp::value_text(policy, fact, state);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 < words.size() ? ", " : " or ";
    text += words[i];
  }
  return text;
}

/// The shorter of a bound that is part of the range and the one beside it that is not: `> 5 %`, not `>= 5.01 %`.
std::string number_range(const ir::Policy& policy, ir::FactId fact, const Sample& range, const Sample& whole) {
  const auto text = [&](std::int64_t value) { return point_text(policy, fact, value); };
  const auto bound = [&](std::int64_t in, std::int64_t out, const char* with, const char* without) {
    const std::string a = text(in), b = text(out);
    return b.size() < a.size() ? fmt::format("{} {}", without, b) : fmt::format("{} {}", with, a);
  };
  constexpr std::int64_t kStep = 2;
  const bool from_start = range.low == whole.low, to_end = range.high == whole.high;
  if (from_start && to_end) return "any value";
  if (range.low == range.high) return text(range.low);
  const std::string low = bound(range.low, range.low - kStep, ">=", ">");
  const std::string high = bound(range.high, range.high + kStep, "<=", "<");
  if (to_end) return low;
  return from_start ? high : fmt::format("{} and {}", low, high);
}

std::string date_range(const ir::Policy& policy, ir::FactId fact, const Sample& range, const Sample& whole) {
  const auto text = [&](std::int64_t value) { return point_text(policy, fact, value); };
  if (range.low == whole.low && range.high == whole.high) return "any day";
  if (range.low == range.high) return text(range.low);
  if (range.high == whole.high) return text(range.low) + " or later";
  if (range.low == whole.low) return text(range.high) + " or earlier";
  return fmt::format("{} to {}", text(range.low), text(range.high));
}

std::string whole_text(const ir::Policy& policy, const Part& part, const Samples& samples) {
  const ir::Type& type = policy.facts[part.fact].type;
  std::vector<std::string> words;
  bool is_none = false;
  std::optional<Sample> range;
  Sample whole = part.samples.front();
  for (const Sample& sample : part.samples) {
    if (!sample.is_none) whole.high = sample.high;
  }
  const auto end_range = [&] {
    if (!range) return;
    words.push_back(type.kind == FactKind::Date ? date_range(policy, part.fact, *range, whole)
                                                : number_range(policy, part.fact, *range, whole));
    range.reset();
  };
  for (std::size_t i = 0; i < part.samples.size() && i < kMostSamples; ++i) {
    const Sample& sample = part.samples[i];
    if (!samples.test(i)) {
      end_range();
      continue;
    }
    if (sample.is_none) {
      end_range();
      is_none = true;
    } else if (type.kind == FactKind::Finding) {
      words.push_back(point_text(policy, part.fact, sample.low));
    } else if (type.kind == FactKind::Choice) {
      for (const std::size_t value : sample.values.list()) {
        words.push_back(point_text(policy, part.fact, static_cast<std::int64_t>(value)));
      }
    } else if (range) {
      range->high = sample.high;
    } else {
      range = sample;
    }
  }
  end_range();
  if (is_none) words.emplace_back("none");
  return joined(words);
}

}  // namespace

std::string wanted_text(const Model& model, ir::FactId fact, const Way& way) {
  const ir::Policy& policy = model.policy();
  std::vector<std::string> words, outside;
  const ir::Type& type = policy.facts[fact].type;
  for (const auto& [index, samples] : way.parts) {
    const Part& part = model.parts()[index];
    if (part.fact != fact) continue;
    if (part.kind == Part::Kind::Whole) return whole_text(policy, part, samples);
    if (part.kind == Part::Kind::SetIsNone) {
      words.emplace_back(samples.test(1) ? "none" : "documented with members or as empty");
      continue;
    }
    std::vector<std::string> names;
    for (const std::size_t member : part.members.list()) {
      const std::string& name = policy.value_sets[type.values].values[member].name;
      names.push_back(name.empty() ? "another code" : name);
    }
    const bool may_be_out = samples.test(0), may_be_one = samples.test(1);
    if (may_be_out && may_be_one) {
      words.push_back(fmt::format("not all of {}", joined(names)));
    } else if (may_be_out) {
      outside.insert(outside.end(), names.begin(), names.end());
    } else if (may_be_one) {
      words.push_back("includes " + joined(names));
    } else {
      words.push_back(fmt::format("includes all of {}", joined(names)));
    }
  }
  if (!outside.empty()) words.push_back("without " + joined(outside));
  return fmt::format("{}", fmt::join(words, "; "));
}

}  // namespace pol::ask
