#include "tools/soak/subject.h"

#include <fmt/format.h>

#include "compiler/ir/civil.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "tests/agreement/batch.h"
#include "tests/agreement/invent_policy.h"
#include "tests/agreement/invent_schedule.h"
#include "tests/exact/invent.h"

namespace pol::soak {

using agreement::CaseKey;
using agreement::Random;

Result<std::unique_ptr<Written>> read_policy(const std::vector<std::string>& files) {
  auto written = std::make_unique<Written>();
  std::vector<ast::File> parsed;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string name = i + 1 < files.size() ? "shared.pol" : "policy.pol";
    parsed.push_back(parse::parse(written->sources, written->sources.add(name, files[i]), written->sink));
  }
  if (!written->sink.has_errors()) written->policy = sema::analyse(parsed, written->sources, written->sink);
  if (written->sink.has_errors()) {
    return failure(render_text(written->sink.sorted(), written->sources, false));
  }
  if (const std::string broken = ir::verify(written->policy); !broken.empty()) return failure("verify: " + broken);
  return written;
}

agreement::Draft invent(Random& random, Kind kind) {
  switch (kind) {
    case Kind::Schedules:
      return agreement::invent_policy(random, agreement::Subjects::Schedules);
    case Kind::FewFindings:
      return agreement::invent_policy(random, agreement::Subjects::FewFindings);
    case Kind::Findings:
      return agreement::invent_policy(random, agreement::Subjects::Findings);
    case Kind::Small:
      return oracle::invent_small_policy(random);
  }
  return {};
}

std::vector<std::string> split(const std::string& text) {
  const std::size_t begin = text.find("\nfacts {"), end = text.find("\ncriteria ");
  if (begin == std::string::npos || end == std::string::npos || begin > end) return {text};
  // Schedules read the head of the file that they stand in.
  const std::string shared = text.substr(begin + 1, end - begin);
  if (shared.find("schedule") != std::string::npos) return {text};
  return {"module shared \"Shared\"\n" + shared,
          text.substr(0, begin + 1) + "import shared\n" + text.substr(end + 1)};
}

const std::vector<std::string>& spellings() {
  static const std::vector<std::string> kSpellings = {
      " regardless of ", " within ", "note ",  "note waives ", "note prefers ", "note avoids ", "note also ",
      "cites ",          "values ",  "record ", "schedule ",   "regimen ",      " whenever ",   "include only ",
      "or none",         "absent means no"};
  return kSpellings;
}

std::vector<std::string> required_constructs() {
  std::vector<std::string> all = {
      "literal", "finding", "choice is", "is none", "is documented", "includes", "compare dates", "compare numbers",
      "compare dates of two facts", "compare numbers of two facts", "count of", "shift by months", "shift by days",
      "shift by an amount", "not", "and", "any", "all", "either", "both", "one", "none", "at least", "exactly",
      "definition named", "criterion", "ambiguous", "shown by", "except", "record", "assume"};
  for (const std::string& name : agreement::schedule_features()) all.push_back(name);
  for (const std::string& spelling : spellings()) all.push_back("`" + spelling + "`");
  return all;
}

bool is_written(const std::string& text, const std::string& spelling) {
  return text.find(spelling) != std::string::npos;
}

std::vector<CaseKey> keys_of(const ir::Policy& policy, const ir::Patient& patient) {
  std::vector<CaseKey> keys;
  const auto add = [&](ir::FactId id) {
    const ir::Fact& fact = policy.facts[id];
    const ir::FactState& state = patient[id];
    if (state.kind == ir::FactState::Kind::Undocumented) return;
    if (state.kind == ir::FactState::Kind::None) {
      keys.push_back({fact.name, "\"none\""});
      return;
    }
    const auto member = [&](std::size_t i) {
      const ir::ValueSet& set = policy.value_sets[fact.type.values];
      // An open set's last member stands for every text that the policy does not name.
      return set.open && i + 1 == set.values.size() ? std::string("\"99999\"") : '"' + set.values[i].name + '"';
    };
    std::string text;
    switch (fact.type.kind) {
      case ir::FactKind::Finding:
        text = state.low != 0 ? "true" : "false";
        break;
      case ir::FactKind::Choice:
        text = member(static_cast<std::size_t>(state.low));
        break;
      case ir::FactKind::Set:
        for (const std::size_t i : state.in.list()) text += (text.empty() ? "" : ", ") + member(i);
        text = "[" + text + "]";
        break;
      case ir::FactKind::Number:
        text = ir::print_quantity(state.low, fact.type.factor, ir::row_of(fact.type.dimension).decimals);
        break;
      case ir::FactKind::Date:
        text = '"' + ir::print_date(static_cast<ir::Day>(state.low)) + '"';
        break;
    }
    keys.push_back({fact.name, text});
  };
  add(policy.reference);
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    if (ir::FactId{i} != policy.reference) add(ir::FactId{i});
  }
  return keys;
}

std::vector<ir::Patient> invent_rows(Random& random, const ir::Policy& policy,
                                     const agreement::Thresholds& thresholds, std::size_t count) {
  constexpr std::size_t kInvented = 300;
  std::vector<ir::Patient> invented, rows;
  for (std::size_t i = 0; i < kInvented && i < count; ++i) {
    ir::Patient patient = agreement::invent_case(random, policy, thresholds).patient;
    for (std::uint32_t f = 0; f < patient.facts.size(); ++f) {
      patient.facts[f] = agreement::cell_of(policy, ir::FactId{f}, patient.facts[f]);
    }
    if (patient[policy.reference].kind == ir::FactState::Kind::Value) invented.push_back(std::move(patient));
  }
  if (invented.empty()) return rows;
  rows.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    rows.push_back(invented[i % invented.size()]);
    if (i < invented.size()) continue;
    for (std::uint32_t f = 0; f < policy.facts.size(); ++f) {
      if (!random.chance(25)) continue;
      const ir::FactState& other = random.pick(invented).facts[f];
      const bool is_silent = other.kind == ir::FactState::Kind::Undocumented;
      if (!is_silent || ir::FactId{f} != policy.reference) rows.back().facts[f] = other;
    }
  }
  return rows;
}

}  // namespace pol::soak
