#pragma once
// The state that the steps of the analysis share. One file a step; `run` calls them in order.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/diag/sink.h"
#include "compiler/ir/civil.h"
#include "compiler/ir/policy.h"
#include "compiler/support/result.h"

namespace pol::sema {

/// What a bare name stands for.
struct Symbol {
  enum class Kind { Fact, Define, Record, Section, Procedures, ValueSet };
  Kind kind = Kind::Fact;
  std::uint32_t index = 0;  ///< into the list of its kind
  Range range;
};

/// One side of a test, resolved.
struct Subject {
  enum class Kind { Broken, Fact, Age, Record, Define, Criterion, Date, Quantity, CountOf };
  Kind kind = Kind::Broken;
  ir::FactId fact;           ///< Fact, CountOf
  std::uint32_t record = 0;  ///< Age, Record
  ir::DefineId define;
  ir::CriterionId criterion;
  ir::Day day = 0;             ///< Date
  ast::Quantity quantity;      ///< Quantity
  std::int32_t months = 0;     ///< shift of a date
  std::int64_t days = 0;       ///< shift of a date, after the months
  std::vector<ast::Operand::Shift> amounts;  ///< shifts of a number
  Range range;
};

constexpr bool is_time(ir::Dimension dimension) {
  return dimension == ir::Dimension::Days || dimension == ir::Dimension::Months;
}

/// A length of time as it is added to a date.
struct Span {
  std::int32_t months = 0;
  std::int64_t days = 0;
};

/// Where the phase after `then` begins, counted from the anchor.
struct Chain {
  ir::Offset from;
  ir::Offset latest;  ///< of a phase `for 1 to 2 years`: its later end, from which lengths are counted
  bool from_is_least = false;
  bool known = false;
};
struct PlacedClause;
class ScheduleCover;

class Analysis {
 public:
  Analysis(std::span<const ast::File> files, const Sources& sources, Sink& sink)
      : files_(files), sources_(sources), sink_(sink), parse_failed_(sink.has_errors()) {}
  ir::Policy run();

 private:
  // scope.cpp: who is called what
  void declare_all();
  void declare(const ast::Name& name, Symbol::Kind kind, std::uint32_t index, std::string_view what);
  void declare_criteria(const ast::File& file);
  ir::CriterionId declare_criterion(ir::Criterion::Kind kind, ir::CriterionId parent, std::string path,
                                    const ast::Name& label, const ast::Body& body);
  void declare_items(ast::ConditionId condition, ir::CriterionId parent, const std::string& path);
  void declare_list(const std::vector<ast::ItemId>& items, ir::Criterion::Kind kind, ir::CriterionId parent,
                    const std::string& path);
  void read_alias(const ast::Import& import);
  const Symbol* find(const std::string& name) const;
  bool names_no_fact(const ast::Name& name, const Symbol* symbol);
  ir::CriterionId find_criterion(const std::string& path) const;
  std::string module_named(const std::string& name) const;
  bool may_suggest();
  void suggest(Sink::Reported reported, const ast::Name& name, const std::vector<std::string>& candidates);
  void unknown_name(const ast::Name& name);
  void unknown_path(const ast::Name& name);
  std::vector<std::string> names_of(Symbol::Kind kind) const;

  // facts.cpp, records.cpp: codes, value sets, types, facts; records
  void collect_codes();
  void collect_codes(const ast::File& file, const std::unordered_set<std::string>& others);
  void add_code(const std::string& text);
  std::size_t code_index(const std::string& text) const;
  void read_value_sets();
  void read_covers(const ast::Values& values, ir::ValueSetId id);
  void read_facts();
  bool is_first(const ast::Fact& fact, ir::FactId id) const;
  void read_fact(const ast::Fact& fact, ir::FactId id);
  ir::Type read_type(const ast::Type& type, const ast::Fact& fact);
  void read_number_type(const ast::Type& type, const std::string& kind, ir::Type& out);
  void read_range(const ast::Type& type, ir::Type& out);
  bool values_fit(std::size_t count, const ast::Name& of);
  ir::ValueSetId set_in_place(const ast::Set& set, const ast::Name& of, bool is_choice);
  void read_records();
  void read_record_field(const ast::Pair& pair, ir::Record& record);
  static std::vector<ir::FactId> facts_of(const ir::Record& record);
  std::optional<std::size_t> member_of(ir::ValueSetId set, const ast::Member& member, std::string_view of);
  ir::Members members_of(ir::ValueSetId set, std::span<const ast::Member> members, std::string_view of);

  // conditions.cpp: conditions
  ir::ExprId lower(ast::ConditionId id);
  ir::ExprId lower_node(const ast::Condition& condition);
  ir::ExprId lower_group(const ast::Group& group, Range range);
  ir::ExprId lower_ambiguous(const ast::Ambiguous& ambiguous, Range range);
  ir::ExprId lower_item(ast::ItemId item);
  ir::ExprId lower_bare(const ast::Bare& bare, Range range);
  ir::ExprId lower_is(const ast::IsValue& is, Range range);
  ir::ExprId lower_documented(const ast::IsDocumented& is, Range range);
  ir::ExprId lower_include(const ast::Include& include, Range range);
  ir::ExprId lower_in(const ast::In& in, Range range);
  ir::ExprId lower_companion(const ast::HasCompanion& has, Range range);
  void check_schedule_group(const ast::Group& group);
  void check_joined_schedules(const std::vector<ast::ConditionId>& parts, Range at, std::string_view word);

  // schedules.cpp, schedule_phases.cpp
  void declare_schedule(const ast::Schedule& schedule, ir::CriterionId parent, const std::string& path);
  ir::ExprId lower_schedule(const ast::Schedule& as, Range range);
  ir::ExprId lower_regimen(const ast::Regimen& as, Range range);
  std::optional<ast::Operand> schedule_default(std::string_view key) const;
  ir::FactId schedule_date(const ast::Operand& operand);
  bool read_schedule_head(const ast::Schedule& as, ir::Schedule& out);
  PlacedClause place_clause(const ast::ScheduleClause& as, Chain& chain, const ir::Phase* before);
  bool has_few_phases(const std::vector<PlacedClause>& clauses, Range range);
  void check_readings(const std::vector<PlacedClause>& clauses, bool has_sooner);
  static void join_with(const ir::Phase* before, PlacedClause& placed);
  ir::ExprId lower_clause(PlacedClause& placed, ScheduleCover& cover);
  ir::ExprId lower_phases(const std::vector<ir::Phase>& phases, const std::optional<ir::Phase>& joined,
                          ScheduleCover& cover, Range range);
  ir::ExprId lower_phase_readings(const PlacedClause& placed, ScheduleCover& cover);
  void finish_broken(const ast::ScheduleClause& clause);
  void read_loose_trailers(const ast::Body& body, const std::string& path);
  std::vector<ir::Phase> read_phase(const ast::Phase& as, Chain& chain);
  bool read_rate(const ast::Rate& rate, ir::Phase& phase);
  bool read_place(const ast::Place& place, const Chain& chain, ir::Phase& phase, ir::Offset& latest_begin);
  bool read_span(const ast::Span& span, ir::Offset latest_begin, ir::Phase& phase, Chain& chain);
  std::vector<ir::Phase> split_dates(const ast::Rate& rate, const ir::Phase& whole);
  std::optional<ir::Offset> offset_of(const ast::Quantity& quantity);
  std::optional<ir::Offset> offset_of(const ast::Offset& offset);
  std::optional<std::int32_t> year_of(const ast::Quantity& year);
  static std::string offset_words(ir::Offset offset);

  // images.cpp: the requested study
  void read_sites();
  bool study_covers(const std::string& whole, const std::string& part) const;
  bool is_study_word(const std::string& word) const;
  bool check_study_word(const ast::Name& word);
  void check_no_site(const ast::Name& region);
  const std::vector<const ast::Procedure*>& procedure_rows();
  static ir::Study study_of(const ast::Study& study);
  static bool contrast_fits(ast::Study::Contrast asked, ast::Study::Contrast given);
  ir::Members codes_imaging(const std::vector<std::string>& modalities, const std::string& region,
                            ast::Study::Contrast contrast);
  ir::ExprId lower_images(const ast::Images& images);
  std::vector<ir::ExprId> lower_study(const ast::Study& study);
  void warn_if_settled(bool settled, bool always, Range range);
  void hint_at_condition(Sink::Reported reported, const Subject& subject) const;
  ir::ExprId broken(Range range) { return policy_.add(ir::Literal{ir::Truth::Unknown}, range); }
  ir::ExprId group(ir::Quantifier quantifier, std::vector<ir::ExprId> children, Range range, bool by_and = false);

  // operands.cpp, compare.cpp: operands; comparisons and windows
  Subject subject(const ast::Operand& operand);
  Subject unshifted(const ast::Operand& operand);
  Subject named_subject(const ast::Name& name);
  void shift(Subject& subject, const ast::Operand::Shift& by);
  ir::ExprId lower_compare(const ast::Compare& compare, Range range);
  ir::ExprId compare_age(const Subject& age, ast::Relation relation, const Subject& with, Range range);
  ir::ExprId compare_dates(const Subject& lhs, ast::Relation relation, const Subject& rhs, Range range);
  ir::ExprId compare_numbers(const Subject& lhs, ast::Relation relation, const Subject& rhs, Range op, Range range);
  ir::ExprId lower_window(const ast::Window& window, Range range);
  ir::ExprId window(const Subject& subject, const ast::Window& as, Range range);
  bool is_date(const Subject& subject) const;
  bool is_number(const Subject& subject) const;
  const ir::Type& type_of(ir::FactId fact) const { return policy_.facts[fact].type; }
  std::optional<ir::Half> amount_in(const ast::Quantity& quantity, const ir::Type& type, bool on_grid = true);
  std::optional<Span> span_of(const ast::Quantity& quantity);
  void unknown_unit(const ast::Name& unit);
  // dates.cpp: dates as written, months against days
  std::optional<ir::DayInterval> days_written(const ast::Date& date);
  std::optional<ir::Day> day_written(const ast::Date& date);
  std::string days_that_are(const ast::Quantity& quantity, std::int64_t months) const;
  bool check_order(const ast::Quantity& from, const Span& least, const ast::Quantity& to, const Span& most);
  static ir::Operand date_operand(const Subject& subject, Span more = {}, int sign = 1);
  std::string describe(const Subject& subject) const;
  std::string describe(const ir::Type& type) const;
  void warn_if_constant(const Subject& subject, const ir::Type& type, ir::Relation relation, ir::Half literal, Range range);
  bool value_after_equals(const ast::Compare& compare, Range range);

  // criteria.cpp: definitions, sections, trailers
  void read_definitions();
  void read_bands();
  ir::DefineId define_named(const ast::Name& name);
  void read_criteria();
  void read_body(const ast::Body& body, ir::CriterionId id);
  void finish_body(const ast::Body& body, ir::CriterionId id, ir::ExprId condition);
  static std::string section_path(const ast::File& file, const ast::Criteria& section);
  void read_note(const ast::Note& note, ir::CriterionId owner);

  // cycles.cpp, notes.cpp, reach.cpp
  void check_cycles();
  void check_amounts();
  void check_reachable();
  void check_note_owners();

  // decision.cpp: metadata, rules, references, history
  void read_header();
  void read_request(const ast::Pair& pair);
  void read_references();
  void read_claims();
  void read_rules();
  void read_history();
  std::string value_text(const ast::Value& value) const;
  static Range range_of(const ast::Pair& pair);

  // coverage.cpp: LCDs and NCDs
  ir::FactId choice_named(const ast::Pair& in_head);
  void read_coverages();
  void read_coverage(const ast::Coverage& as, ir::Coverage& to);
  std::optional<ir::Day> coverage_day(const ast::Pair& pair);
  std::optional<ir::Members> coverage_values(const ast::Pair& pair, std::string_view head_key, ir::FactId fact);
  void read_successor(const ast::Pair& pair, ir::Coverage& to);
  void check_successors();
  void unknown_coverage(const ast::Name& name);
  ir::ExprId lower_applies(const ast::Applies& applies, Range range);

  // allowances.cpp
  void read_allowances();
  std::optional<ir::Allowance> allowance(const ast::Allowance& as, Range range);
  std::string allowed_path(const ast::Allowance& as);
  bool has_rule(std::string_view path) const;

  // cases.cpp
  void read_cases();
  void read_case(const ast::Case& as);
  std::optional<ir::FactId> documented_fact(const ast::Name& name);
  static ir::FactState merged(const ir::Type& type, const std::vector<ir::FactState>& all);
  std::optional<ir::FactState> case_state(const ast::CaseFact& as, const ir::Fact& fact);
  void read_expectation(const ast::Expectation& as, ir::Case& to);

  std::span<const ast::File> files_;
  const Sources& sources_;
  Sink& sink_;
  bool parse_failed_;  // then what is not there may have been lost by recovery
  ir::Policy policy_;

  const ast::File* file_ = nullptr;  // the one being read
  std::unordered_map<std::string, Symbol> symbols_;
  std::unordered_map<std::string, ir::CriterionId> criteria_;
  std::unordered_map<const ast::File*, std::unordered_map<std::string, std::string>> aliases_;  // of modules, by file
  std::vector<std::string> all_names_;  // sorted, once a name is unknown
  std::size_t suggestions_ = 0;
  std::unordered_map<std::string, std::uint32_t> codes_;
  std::unordered_map<std::uint32_t, std::unordered_map<std::string, std::uint32_t>> value_index_;  // by value set
  std::unordered_map<const ast::Item*, ir::CriterionId> of_item_;
  std::unordered_map<const ast::ScheduleClause*, ir::CriterionId> of_clause_;  // the labelled ones
  std::unordered_map<const ast::PhaseReading*, ir::CriterionId> of_reading_;
  struct Site {
    Range range;
    std::vector<std::pair<std::string, ir::ExprId>> parts;  // region, when
    bool is_broken = false;
  };
  std::map<std::string, Site> sites_;
  std::optional<std::vector<const ast::Procedure*>> procedure_rows_;
  bool told_no_request_ = false;
  std::set<std::string> citations_;
  std::map<std::string, std::uint32_t> coverages_;  // by name, into policy_.coverages
  std::unordered_map<std::string, Range> cases_seen_;
  std::map<std::pair<ir::FactId, ir::FactId>, ir::ExprId> companion_rules_;  // by code and companions
  std::unordered_set<std::uint32_t> broken_records_;  // which have told what is wrong with them
  ir::ValueSetId code_set_;
  std::string path_;  // of the criterion or definition being lowered
};

}  // namespace pol::sema
