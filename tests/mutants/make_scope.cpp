// Notes, codes and the studies they stand for.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/mutants/make.h"
#include "tests/mutants/spots.h"

namespace pol::mutants {

namespace {

const ast::Procedures* procedures_of(const ast::File& file) {
  for (const ast::Declaration& declaration : file.declarations) {
    if (const auto* table = std::get_if<ast::Procedures>(&declaration)) return table;
  }
  return nullptr;
}

/// The regions that the table's studies are of.
std::set<std::string> regions_of(const ast::Procedures& table) {
  std::set<std::string> out;
  for (const ast::Procedure& each : table.procedures) {
    for (const ast::Name& region : each.study.regions) out.insert(region.text);
  }
  return out;
}

void add_regions(const ast::Images& images, std::set<std::string>& regions) {
  for (const ast::Name& region : images.study.regions) regions.insert(region.text);
  for (const ast::Images& part : images.parts) add_regions(part, regions);
}

/// Paths of the schedules that image this region, or one that covers it; empty where none images this one alone.
std::vector<std::string> schedules_that_image(const Original& original, const std::string& region) {
  bool is_alone = false;
  std::vector<std::string> out;
  for (const ScheduleSpot& spot : schedules_of(original)) {
    std::set<std::string> regions;
    for (const ast::ScheduleClause* clause : spot.clauses) add_regions(clause->images, regions);
    is_alone = is_alone || regions == std::set<std::string>{region};
    const auto covers = [&](const std::string& each) { return each.find(region) != std::string::npos; };
    if (std::none_of(regions.begin(), regions.end(), covers)) continue;
    // Where all of a criterion's schedules are of this region, it is told once.
    for (std::size_t end = spot.path.size(); end != std::string::npos; end = spot.path.rfind('.', end - 1)) {
      out.push_back(spot.path.substr(0, end));
    }
  }
  if (!is_alone) out.clear();
  return out;
}

/// One row of the table: from its code to the code of the next one.
Range row_of(const ast::Procedure& row) {
  Range out = row.code.range;
  out.end = std::max(row.study.range.end, row.companions ? row.companions->range.end : 0);
  return out;
}

bool is_finding(const ir::Policy& policy, const std::string& name) {
  return std::any_of(policy.facts.begin(), policy.facts.end(), [&](const ir::Fact& fact) {
    return fact.name == name && fact.type.kind == ir::FactKind::Finding;
  });
}

/// Labelled criteria, with the finding that their own condition demands first; "" where there is none.
std::vector<std::pair<Spot, std::string>> criteria_of(const Original& original) {
  std::vector<std::pair<Spot, std::string>> out;
  for (const Spot& spot : spots_of(original)) {
    if (spot.item == nullptr || spot.body == nullptr || spot.role != Spot::Role::Criterion) continue;
    std::string demanded;
    for (const ast::ConditionId id : terms_of(*spot.file, spot.id)) {
      const ast::Condition& term = spot.file->conditions[id];
      const bool is_bare = std::holds_alternative<ast::Bare>(term.node);
      if (demanded.empty() && is_bare && is_finding(original.policy(), original.text(term.range))) {
        demanded = original.text(term.range);
      }
    }
    out.emplace_back(spot, demanded);
  }
  return out;
}

}  // namespace

Mutations avoided_study(const Original& original) {
  Mutations out;
  const ast::Procedures* table = nullptr;
  for (const ast::File* file : original.files) table = table == nullptr ? procedures_of(*file) : table;
  if (table == nullptr || regions_of(*table).size() != 1) return out;
  const std::string region = *regions_of(*table).begin();
  for (const auto& [spot, demanded] : criteria_of(original)) {
    out.push_back(edit_at(spot, end_of(spot.item->range),
                          fmt::format(" note avoids mri of {} \"Not the study to choose\"", region)));
  }
  return out;
}

Mutations waived_demand(const Original& original) {
  Mutations out;
  for (const auto& [spot, demanded] : criteria_of(original)) {
    if (!demanded.empty()) {
      out.push_back(
          edit_at(spot, end_of(spot.item->range), fmt::format(" note waives {} \"Not needed here\"", demanded)));
    }
  }
  return out;
}

Mutations idle_waiver(const Original& original) {
  Mutations out;
  const ir::Policy& policy = original.policy();
  // Read by nothing: no criterion can demand it.
  const auto is_read = [&](ir::FactId fact) {
    for (std::uint32_t i = 0; i < policy.exprs.size(); ++i) {
      const std::vector<ir::FactId> facts = ir::own_facts(policy, ir::ExprId{i});
      if (std::find(facts.begin(), facts.end(), fact) != facts.end()) return true;
    }
    return false;
  };
  std::string idle;
  const auto is_of_record = [&](ir::FactId fact) {
    return std::any_of(policy.records.begin(), policy.records.end(), [&](const ir::Record& record) {
      const std::vector<ir::FactId> parts = {record.start, record.end,   record.length, record.status, record.kinds,
                                             record.date,  record.result, record.done,  record.birth,  record.years,
                                             record.months, record.at};
      return std::find(parts.begin(), parts.end(), fact) != parts.end();
    });
  };
  for (std::uint32_t i = 0; i < policy.facts.size() && idle.empty(); ++i) {
    if (!is_read(ir::FactId{i}) && !is_of_record(ir::FactId{i})) idle = policy.facts[ir::FactId{i}].name;
  }
  for (const auto& [spot, demanded] : criteria_of(original)) {
    if (!idle.empty()) {
      out.push_back(edit_at(spot, end_of(spot.item->range), fmt::format(" note waives {} \"Not needed here\"", idle)));
    }
  }
  return out;
}

Mutations dropped_codes(const Original& original) {
  Mutations out;
  for (const ast::File* file : original.files) {
    const ast::Procedures* table = procedures_of(*file);
    if (table == nullptr || regions_of(*table).size() < 2) continue;
    for (const std::string& region : regions_of(*table)) {
      Mutation mutation;
      for (const ast::Procedure& row : table->procedures) {
        if (row.study.regions.size() == 1 && row.study.regions.front().text == region)
          mutation.edits.push_back({row_of(row), ""});
      }
      if (mutation.edits.empty()) continue;
      // Found where the region is imaged, wherever that is.
      mutation.path = region;
      mutation.owner = table->name.range;
      mutation.place = mutation.edits.front().range;
      mutation.also = schedules_that_image(original, region);
      if (!mutation.also.empty()) out.push_back(std::move(mutation));
    }
  }
  return out;
}

Mutations code_of_nothing(const Original& original) {
  Mutations out;
  for (const ast::File* file : original.files) {
    const ast::Procedures* table = procedures_of(*file);
    for (const ast::Declaration& declaration : file->declarations) {
      const auto* determine = std::get_if<ast::Determine>(&declaration);
      if (determine == nullptr || table == nullptr || determine->rulings.empty()) continue;
      const Range first = determine->rulings.front().range;
      for (const ast::Procedure& row : table->procedures) {
        const std::string text =
            fmt::format("\n  does_not_meet when procedure_code is {}", original.text(row.code.range));
        out.push_back({row.code.text, first, first, {{end_of(first), text}}});
      }
    }
  }
  return out;
}

Mutations dropped_companion(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    const bool is_asked = std::holds_alternative<ast::HasCompanion>(spot.condition().node);
    if (!is_asked || procedures_of(*spot.file) == nullptr) continue;
    out.push_back(edit_at(spot, spot.range(), "never"));
    for (const ast::Procedure& row : procedures_of(*spot.file)->procedures) {
      if (row.companions) out.back().also.push_back(row.code.text);
    }
  }
  return out;
}

Mutations swapped_mood(const Original& original) {
  Mutations out;
  for (const Spot& spot : spots_of(original)) {
    if (spot.body == nullptr) continue;
    for (const ast::Note& note : spot.body->notes) {
      const std::string text = original.text(note.range);
      const std::map<ast::Note::Mood, std::pair<std::string, std::string>> words = {
          {ast::Note::Mood::Prefers, {"prefers", "avoids"}},
          {ast::Note::Mood::Avoids, {"avoids", "prefers"}},
          {ast::Note::Mood::Also, {"also", "avoids"}}};
      const auto word = words.find(note.mood);
      const std::size_t at = word == words.end() ? std::string::npos : text.find(word->second.first);
      if (at == std::string::npos) continue;
      const auto begin = static_cast<std::uint32_t>(note.range.begin + at);
      const auto end = static_cast<std::uint32_t>(begin + word->second.first.size());
      out.push_back({spot.path, spot.owner, note.range, {{{note.range.source, begin, end}, word->second.second}}});
    }
  }
  return out;
}

}  // namespace pol::mutants
