#pragma once
// A comparison while it is made. What it gives is said in compare.h.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diff/compare.h"
#include "compiler/diff/cover.h"
#include "compiler/diff/pairs.h"
#include "compiler/diff/places.h"
#include "compiler/diff/structure.h"
#include "compiler/diff/words.h"
#include "compiler/interp/eval.h"
#include "compiler/lint/context.h"

namespace pol::diff {

class Comparing {
 public:
  using Progress = std::function<void(std::size_t, std::size_t)>;
  Comparing(const Revision& old_revision, const Revision& new_revision, const Limits& limits, const Progress& progress);

  Comparison run();

 private:
  /// One direction of a change where it stands: cases that meet `demands`, and the `guards` of the criteria around it.
  struct Local {
    std::size_t item = 0;  ///< index into Comparison::items
    bool is_gained = true;
    Side side = Side::New;      ///< of the text in which it stands
    ir::CriterionId criterion;  ///< of that revision; not set: a definition
    Demands demands, guards;
    bool is_of_item = true;  ///< else of a place that the item has moved to or from
    std::vector<CaseCondition> conditions;
    bool is_complete = false;
    bool rests_on_unstated = false;
    std::optional<Example> example;
  };

  // What a condition refers to itself, of either revision.
  std::vector<std::size_t> items_below(const Item& item) const;
  std::optional<std::int64_t> pair_of_joint(ir::CriterionId id) const;
  bool is_paired_in_place(std::size_t pair) const;

  // items.cpp: what there is to compare.
  void list_items();
  void add_policy_and_outcomes();
  void add_definition(const DefinePair& pair);
  void add_criterion(const CriterionPair& pair);
  void describe_place(Item& item) const;
  void describe_wording(Item& item) const;

  // compare.cpp: how it relates.
  void pair_by_proof(std::vector<CriterionPair>& pairs);
  void relate(Item& item);
  void relate_policy();
  /// May `yes` hold and `no` not? Cases that were found before are tried first.
  void ask(Difference& difference, smt::Session& session, const Demands& demands);
  void find_causes();

  // differences.cpp: conditions.
  void find_locals();
  void add_locals(std::size_t item, bool is_local);
  void add_standing(std::size_t item, Side side, bool is_of_item);
  void add_local(std::size_t item, bool is_gained, Side side, ir::CriterionId criterion, Demands demands,
                 bool is_of_item = true);
  void compose(Item& item, Side side, bool is_gained);
  std::vector<const Local*> inside(const Item& item, bool is_gained, bool by_itself);
  smt::Form decides(smt::Session& session, const Local& local, ir::ExprId whole);
  Difference& difference(const Local& local);

  // effects.cpp: what a change does where it stands.
  void find_effects();
  Item::Effect effect(const Local& local);
  void find_absorbers(const Local& local, bool changes_section);
  std::vector<ir::CriterionId> enough(smt::Session& session, const std::vector<smt::Form>& cases, Side side,
                                      const std::vector<ir::CriterionId>& among);

  // examples.cpp: who shows it.
  void find_examples();
  std::optional<Example> example(const Local& local);
  std::optional<Example> example(const Item& item, bool is_gained);
  /// A completion in which the determination differs too, if there is one.
  void complete(Example& example, const Demands& shown, bool is_gained);
  bool meets(const ir::Patient& complete, const Demands& demands) const;
  void describe(Example& example, const Item& item) const;
  ir::OutcomeSet possible(Side side, const ir::Patient& complete) const;
  std::optional<ir::Outcome> outcome(Side side, const ir::Patient& complete) const;

  // pended.cpp
  void find_pended();
  void pend_by_fact(ir::FactId fact);
  void add_pended(const ir::Patient& complete, ir::FactId but, ir::ExprId instead);
  std::string path_met(const ir::Patient& documented) const;
  std::vector<std::string> missing(const ir::Patient& documented, ir::ExprId instead) const;

  const Revision& revision(Side side) const { return side == Side::Old ? old_ : new_; }
  const Places& places(Side side) const { return side == Side::Old ? old_places_ : new_places_; }
  const ir::Policy& policy() const { return joint_->policy; }
  ir::ExprId truth(Side side, ir::CriterionId id) const { return places(side).truth(id); }
  ir::ExprId truth(Side side, ir::DefineId id) const {
    return joint_->of(side).exprs[revision(side).policy.defines[id].condition.index];
  }
  /// The two conditions of an item; not set: the revision has none.
  std::pair<ir::ExprId, ir::ExprId> conditions(const Item& item) const;
  /// `gained`: the new one and not the old one.
  Demands demands(const Item& item, bool is_gained) const;
  smt::Session& session(const Item& item);
  smt::Session& session_of_section(std::string key);
  smt::Session& whole() { return session_of_section(""); }
  std::vector<smt::Form> forms(smt::Session& session, const Local& local);
  /// Outcomes that are given, and whose conditions are not the same by their form.
  std::vector<ir::Outcome> changed_outcomes();
  bool is_alike(ir::ExprId a, ir::ExprId b) { return structure_.of(a) == structure_.of(b); }
  void keep(const std::optional<ir::Patient>& witness);
  /// A case that was found before and meets all of it.
  const ir::Patient* known_case(const Demands& demands);

  const Revision &old_, &new_;
  Limits limits_;
  const Progress& progress_;
  std::shared_ptr<Joint> joint_;
  Structure structure_;
  Places old_places_, new_places_;
  Words words_;
  std::vector<CriterionPair> criteria_;
  std::vector<DefinePair> defines_;
  std::vector<std::size_t> pair_of_[2];         ///< by Side and CriterionId: index into `criteria_`
  std::vector<std::size_t> define_pair_of_[2];  ///< by Side and DefineId: index into `defines_`
  std::vector<std::size_t> item_of_pair_, item_of_define_;
  std::vector<std::size_t> pair_of_joint_, define_pair_of_joint_;  ///< by CriterionId, DefineId of the joint policy
  Comparison result_;
  std::vector<Local> locals_;
  std::map<std::string, std::unique_ptr<smt::Session>> sessions_;
  std::deque<std::pair<ir::Patient, std::unique_ptr<interp::Evaluation>>> known_cases_;
  std::unique_ptr<lint::Context> context_;  ///< for witnesses; made when one is needed
};

}  // namespace pol::diff
