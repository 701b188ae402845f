#include "tests/mutants/spots.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pol::mutants {

namespace {

using ast::ConditionId;

/// What a condition inherits from what it stands in.
struct Standing {
  ConditionId parent;
  Spot::Role role = Spot::Role::Criterion;
  std::string path;
  Range owner;
  std::vector<ConditionId> demands;
  const ast::Body* body = nullptr;
  const ast::Item* item = nullptr;
};

class Walk {
 public:
  Walk(const ast::File& file, std::vector<Spot>& spots, std::vector<ScheduleSpot>& schedules)
      : file_(file), spots_(spots), schedules_(schedules) {}

  void run() {
    std::size_t claims = 0;
    for (std::size_t i = 0; i < file_.declarations.size(); ++i) {
      const Range range = file_.declaration_ranges[i];
      match(
          file_.declarations[i],
          [&](const ast::Criteria& each) { visit_body(each.body, standing(each.name.text, range)); },
          [&](const ast::Define& each) { visit(each.condition, standing(each.name.text, range, Spot::Role::Define)); },
          [&](const ast::Claim& each) {
            ++claims;
            visit(each.condition, standing(each.title.text, range, Spot::Role::Claim));
            if (each.consequence) visit(*each.consequence, standing(each.title.text, range, Spot::Role::Claim));
          },
          [&](const ast::Facts& each) {
            for (const ast::Fact& fact : each.facts) {
              if (fact.shown_by) visit(*fact.shown_by, standing(fact.name.text, fact.range, Spot::Role::ShownBy));
            }
          },
          [&](const ast::Determine& each) {
            for (std::size_t k = 0; k < each.rulings.size(); ++k) {
              const ast::Ruling& ruling = each.rulings[k];
              visit(ruling.condition, standing(fmt::format("determine.{}", k + 1), ruling.range, Spot::Role::Ruling));
            }
          },
          [](const auto&) {});
    }
  }

 private:
  static Standing standing(std::string path, Range owner, Spot::Role role = Spot::Role::Criterion) {
    Standing out;
    out.path = std::move(path);
    out.owner = owner;
    out.role = role;
    return out;
  }

  void visit_body(const ast::Body& body, Standing here) {
    here.body = &body;
    const std::vector<ConditionId> outer = here.demands;
    visit(body.condition, here);
    here.body = nullptr;
    here.parent = {};
    here.demands = outer;
    const std::vector<ConditionId> own = terms_of(file_, body.condition);
    here.demands.insert(here.demands.begin(), own.begin(), own.end());
    for (const ast::Note& note : body.notes) {
      here.role = Spot::Role::NoteWhen;
      if (note.when) visit(*note.when, here);
    }
    for (const ast::Except& except : body.excepts) {
      here.role = Spot::Role::ExceptWhen;
      visit(except.when, here);
    }
  }

  void visit(ConditionId id, const Standing& here) {
    const ast::Condition& condition = file_.conditions[id];
    spots_.push_back({&file_, id, here.parent, here.role, here.path, here.owner, here.body, here.item, here.demands});
    Standing below = here;
    below.parent = id;
    below.body = nullptr;
    match(
        condition.node, [&](const ast::Not& node) { visit_apart(node.operand, below); },
        [&](const ast::And& node) {
          for (const ConditionId term : node.terms) {
            Standing one = below;
            for (const ConditionId other : node.terms) {
              if (other != term) one.demands.insert(one.demands.begin(), other);
            }
            visit(term, one);
          }
        },
        [&](const ast::Group& node) {
          const bool is_negative = node.quantifier == ast::Quantifier::None;
          Standing one = below;
          if (is_negative) one.demands.clear();
          for (const ConditionId branch : node.conditions) visit(branch, one);
          visit_items(node.items, one);
        },
        [&](const ast::Ambiguous& node) { visit_items(node.readings, below); },
        [&](const ast::Regimen& node) { visit_items(node.members, below); },
        [&](const ast::Schedule& node) { visit_schedule(id, node, below); }, [](const auto&) {});
  }

  /// Below a `not`, what stands beside it outside is no demand of its own.
  void visit_apart(ConditionId id, Standing here) {
    here.demands.clear();
    visit(id, here);
  }

  void visit_items(const std::vector<ast::ItemId>& items, const Standing& here) {
    for (const ast::ItemId id : items) {
      const ast::Item& item = file_.items[id];
      Standing one = here;
      one.path += "." + item.label.text;
      one.owner = item.range;
      one.item = &item;
      visit_body(item.body, one);
    }
  }

  void visit_schedule(ConditionId id, const ast::Schedule& node, const Standing& here) {
    ScheduleSpot spot;
    spot.file = &file_;
    spot.id = id;
    spot.path = here.path;
    spot.owner = here.owner;
    spot.demands = here.demands;
    for (const ast::ScheduleClauseId each : node.clauses) {
      const ast::ScheduleClause& clause = file_.schedule_clauses[each];
      if (clause.kind == ast::ScheduleClause::Kind::Phase) spot.phases.push_back(spot.clauses.size());
      spot.clauses.push_back(&clause);
      Standing inside = here;
      inside.role = Spot::Role::Phase;
      if (clause.label) {
        inside.path += "." + clause.label->text;
        inside.owner = clause.range;
      }
      const bool has_condition =
          clause.kind == ast::ScheduleClause::Kind::Whenever || clause.kind == ast::ScheduleClause::Kind::Sooner;
      if (has_condition) visit(clause.body.condition, inside);
      for (const ast::Gate& gate : clause.phase.gates) visit(gate.condition, inside);
      for (const ast::PhaseReading& reading : clause.readings) {
        for (const ast::Gate& gate : reading.phase.gates) visit(gate.condition, inside);
      }
    }
    schedules_.push_back(std::move(spot));
  }

  const ast::File& file_;
  std::vector<Spot>& spots_;
  std::vector<ScheduleSpot>& schedules_;
};

void walk(const Original& original, std::vector<Spot>& spots, std::vector<ScheduleSpot>& schedules) {
  for (const ast::File* file : original.files) Walk(*file, spots, schedules).run();
}

}  // namespace

std::vector<Spot> spots_of(const Original& original) {
  std::vector<Spot> spots;
  std::vector<ScheduleSpot> schedules;
  walk(original, spots, schedules);
  return spots;
}

std::vector<ScheduleSpot> schedules_of(const Original& original) {
  std::vector<Spot> spots;
  std::vector<ScheduleSpot> schedules;
  walk(original, spots, schedules);
  return schedules;
}

bool is_test(const ast::Condition& condition) {
  return match(
      condition.node, [](const ast::Compare&) { return true; }, [](const ast::IsDocumented&) { return true; },
      [](const ast::IsValue&) { return true; }, [](const ast::Window&) { return true; },
      [](const ast::Include&) { return true; }, [](const ast::Bare&) { return true; },
      [](const auto&) { return false; });
}

std::vector<ConditionId> terms_of(const ast::File& file, ConditionId id) {
  if (const auto* node = std::get_if<ast::And>(&file.conditions[id].node)) return node->terms;
  return {id};
}

std::string another_finding(const Original& original, const std::string& text) {
  for (const ir::Fact& fact : original.policy().facts) {
    const bool is_plain = fact.type.kind == ir::FactKind::Finding && !fact.shown_by.is_set() && !fact.absent_means_no;
    if (is_plain && text.find(fact.name) == std::string::npos) return fact.name;
  }
  return {};
}

Mutation edit_at(const Spot& spot, Range range, std::string text) {
  return {spot.path, spot.owner, spot.range(), {{range, std::move(text)}}};
}

}  // namespace pol::mutants
