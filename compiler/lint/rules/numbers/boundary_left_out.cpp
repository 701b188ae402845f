#include <algorithm>
#include <map>
#include <tuple>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/numbers/bounds.h"
#include "compiler/lint/rules/numbers/divisions.h"
#include "compiler/lint/rules/numbers/number_line.h"
#include "compiler/lint/rules/numbers/quantities.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;
using numbers::Bound;

namespace {

/// Of the age in years that a criterion names as `age < 5 years`, the year itself is the boundary; of days and numbers
/// the boundary has no width.
constexpr std::int32_t kMonthsOfAYear = 12;

/// The unit in which an age is counted, or no months for everything else.
std::int32_t width_in_months(const ir::Policy& policy, const Bound& below, const Bound& above) {
  const bool is_age = std::any_of(policy.records.begin(), policy.records.end(), [&](const ir::Record& record) {
    return record.kind == ir::Record::Kind::Age && record.birth == below.subject.fact;
  });
  if (!is_age || !below.is_length) return 0;
  const bool are_years = below.at.months % kMonthsOfAYear == 0 && above.at.months % kMonthsOfAYear == 0;
  return are_years ? kMonthsOfAYear : 1;
}

enum class Fault { None, LeftOut, CountedTwice };

/// One branch reaches up to a boundary, the other begins there.
Fault fault_between(const ir::Policy& policy, const Bound& below, const Bound& above) {
  if (below.is_lower || !above.is_lower || below.subject != above.subject) return Fault::None;
  const std::int32_t width = width_in_months(policy, below, above);
  if (width != 0) {  // an age of whole years or months: `<= 5` ends where the sixth year does
    if (below.at.days != 0 || above.at.days != 0) return Fault::None;
    if (above.at.months - below.at.months == width) return Fault::LeftOut;
    if (below.at.months - above.at.months == width) return Fault::CountedTwice;
    return Fault::None;
  }
  if (!numbers::is_same_place(below, above)) return Fault::None;
  if (below.is_open && above.is_open) return Fault::LeftOut;
  if (!below.is_open && !above.is_open) return Fault::CountedTwice;
  return Fault::None;
}

/// What a branch demands of one subject, where it bounds it on one side only.
std::vector<Bound> single_bounds(const Context& cx, const logic::Written& written, ExprId branch) {
  std::vector<Bound> all;
  for (const ExprId clause : written.conjuncts(branch)) {
    const std::vector<Bound> bounds = numbers::bounds_of(cx, clause);
    all.insert(all.end(), bounds.begin(), bounds.end());
  }
  return all;
}

class Siblings {
 public:
  explicit Siblings(Context& cx) : cx_(cx), written_(cx.shared<logic::Written>()) {}

  void run() {
    for (const ExprId id : written_.conditions()) {
      const auto* group = std::get_if<ir::Group>(&cx_.policy().exprs[id]);
      if (group != nullptr && logic::is_any(*group)) look_at(id);
    }
  }

 private:
  struct Side {
    ExprId branch;
    Bound bound;
  };

  void look_at(ExprId group) {
    std::map<numbers::Subject, std::vector<Side>> sides;
    for (const ExprId branch : written_.branches(group)) {
      for (const Bound& bound : single_bounds(cx_, written_, branch)) sides[bound.subject].push_back({branch, bound});
    }
    for (const auto& [subject, of_subject] : sides) {
      for (const Side& below : of_subject) {
        for (const Side& above : of_subject) {
          if (below.branch == above.branch) continue;
          const Fault fault = fault_between(cx_.policy(), below.bound, above.bound);
          if (fault != Fault::None && !is_mended(of_subject, below.bound, fault)) report(group, below, above, fault);
        }
      }
    }
  }

  /// A third branch that holds what two leave out.
  bool is_mended(const std::vector<Side>& sides, const Bound& at, Fault fault) const {
    if (fault != Fault::LeftOut) return false;
    return std::any_of(sides.begin(), sides.end(), [&](const Side& side) {
      Bound whole = at;
      whole.is_lower = side.bound.is_lower;
      whole.is_open = false;
      return side.bound.test != at.test && (numbers::is_tighter(whole, side.bound) ||
                                            (!side.bound.is_open && numbers::is_same_place(whole, side.bound)));
    });
  }

  void report(ExprId group, const Side& below, const Side& above, Fault fault) {
    const std::string mine = numbers::test_text(cx_, above.bound.test), its = numbers::test_text(cx_, below.bound.test);
    const bool is_left_out = fault == Fault::LeftOut;
    Finding& finding = cx_.report(cx_.policy().range(above.bound.test), {logic::path_of(cx_, above.branch)},
                                  is_left_out ? fmt::format("{} beside {} leaves out {}", mine, its, boundary_words(below.bound, above.bound))
                                              : fmt::format("{} beside {} counts {} twice", mine, its,
                                                            boundary_words(below.bound, above.bound)));
    logic::add_path(finding, logic::path_of(cx_, below.branch));
    finding.related.push_back(logic::clause_of(cx_, below.bound.test));
    finding.number_line = numbers::draw(cx_, {{its, {below.bound.test}}, {mine, {above.bound.test}}},
                                        is_left_out ? numbers::Flaws::None : numbers::Flaws::Overlaps);
    if (finding.number_line && is_left_out) mark_gap(*finding.number_line);
    finding.witness = at_boundary(group, below, above, is_left_out);
  }

  /// "the boundary of 6 weeks", as its test has it; of an age the year or month that is left out or counted twice.
  std::string boundary_words(const Bound& below, const Bound& above) const {
    if (const std::int32_t width = width_in_months(cx_.policy(), below, above); width != 0) {
      const std::int32_t months = std::min(below.at.months, above.at.months);
      return fmt::format("the boundary of {} {}", months / width, width == 1 ? "months" : "years");
    }
    const std::string text = text_of(cx_.sources(), cx_.policy().range(above.test));
    const std::vector<numbers::Quantity> said = numbers::quantities_in(text);
    if (said.size() != 1) return "the boundary";
    return fmt::format("the boundary of {} {}", said.front().number, said.front().unit);
  }

  static void mark_gap(NumberLine& line) {
    NumberLine::Band flaw;
    flaw.label = "no branch";
    flaw.low = line.bands[0].high;
    flaw.high = line.bands[1].low;
    flaw.low_open = !line.bands[0].high_open;
    flaw.high_open = !line.bands[1].low_open;
    flaw.is_flaw = true;
    line.bands.push_back(std::move(flaw));
  }

  std::optional<Witness> at_boundary(ExprId group, const Side& below, const Side& above, bool is_left_out) {
    logic::Question question{written_.demands(group), {}};
    std::vector<ExprId>& sides = is_left_out ? question.no : question.yes;
    sides.push_back(below.bound.test);
    sides.push_back(above.bound.test);
    const std::string here =
        fmt::format("{} and {}", numbers::test_text(cx_, below.bound.test), numbers::test_text(cx_, above.bound.test));
    // Documented, not none: who has no number is at no boundary.
    std::vector<smt::Form> value;
    if (cx_.policy().facts[below.bound.subject.fact].type.or_none && !below.bound.subject.is_count) {
      ir::Operand operand;
      operand.kind = ir::Operand::Kind::Fact;
      operand.fact = below.bound.subject.fact;
      operand.is_date = cx_.policy().facts[operand.fact].type.kind == ir::FactKind::Date;
      value.push_back(cx_.session(group).compare(operand, ir::Relation::LessEqual, operand));
    }
    return cx_.shared<logic::Cases>().patient(group, question, std::move(value),
                                              fmt::format("meets {} {}", is_left_out ? "neither of" : "both", here));
  }

  Context& cx_;
  const logic::Written& written_;
};

/// Readings of definitions that answer one question alike, by their label.
class BandReadings {
 public:
  BandReadings(Context& cx, const ir::Bands& bands) : cx_(cx), policy_(cx.policy()), bands_(bands) {}

  void run() {
    std::map<std::pair<std::string, std::string>, std::vector<Read>> alike;
    for (std::size_t i = 0; i < bands_.parts.size(); ++i) {
      const auto* open = std::get_if<ir::Ambiguous>(&policy_.exprs[numbers::condition_of(policy_, bands_.parts[i])]);
      if (open == nullptr) continue;
      const ir::Ambiguity& ambiguity = policy_.ambiguities[open->ambiguity];
      for (std::uint32_t r = 0; r < ambiguity.readings.size(); ++r) {
        if (r == ambiguity.chosen) continue;
        alike[{ambiguity.question, policy_.criteria[ambiguity.readings[r]].label}].push_back(
            {i, open->ambiguity, r, ambiguity.readings[r]});
      }
    }
    for (const auto& [question_and_label, reads] : alike) look_at(question_and_label.second, reads);
  }

 private:
  struct Read {
    std::size_t part = 0;
    std::uint32_t ambiguity = 0, reading = 0;
    ir::CriterionId criterion;
  };

  void look_at(const std::string& label, const std::vector<Read>& reads) {
    numbers::Division division = numbers::as_chosen(cx_, bands_);
    const std::vector<numbers::Overlap> before = numbers::overlaps(cx_, division);
    for (const Read& read : reads) {
      division.parts[read.part] = division.session->condition_read(
          numbers::condition_of(policy_, bands_.parts[read.part]), read.ambiguity, read.reading);
    }
    std::vector<numbers::Overlap> after = numbers::overlaps(cx_, division);
    std::erase_if(after, [&](const numbers::Overlap& each) {
      return std::any_of(before.begin(), before.end(), [&](const numbers::Overlap& known) {
        return known.first == each.first && known.second == each.second;
      });
    });
    const bool had_gap = numbers::gap(cx_, division).has_value();
    if (!after.empty()) report(label, reads, division, after);
    if (had_gap && !numbers::gap(cx_, numbers::as_chosen(cx_, bands_))) report_gap(label, reads);
  }

  std::string band(std::size_t i) const { return numbers::name_of(policy_, bands_.parts[i]); }

  /// The condition of a band as `reads` has it.
  ExprId read_as(const std::vector<Read>& reads, std::size_t part) const {
    for (const Read& read : reads) {
      if (read.part == part) return policy_.criteria[read.criterion].truth;
    }
    return numbers::condition_of(policy_, bands_.parts[part]);
  }

  Finding& begin(const std::vector<Read>& reads, std::string message) {
    Finding& finding = cx_.report(bands_.range, {numbers::path_of(policy_, bands_.whole)}, std::move(message));
    for (const Read& read : reads) {
      logic::add_path(finding, policy_.criteria[read.criterion].path);
      finding.related.push_back(cx_.clause(policy_.criteria[read.criterion].truth));
      // What this reading changes is told here, for all bands that share the question.
      cx_.speak_for(policy_.criteria[read.criterion].truth);
    }
    return finding;
  }

  std::vector<numbers::Drawn> drawn(const std::vector<Read>& reads) const {
    std::vector<numbers::Drawn> bands;
    for (std::size_t i = 0; i < bands_.parts.size(); ++i) {
      bands.push_back({numbers::path_of(policy_, bands_.parts[i]), {read_as(reads, i)}});
    }
    return bands;
  }

  void report(const std::string& label, const std::vector<Read>& reads, const numbers::Division& division,
              const std::vector<numbers::Overlap>& overlaps) {
    const numbers::Overlap& first = overlaps.front();
    Finding& finding =
        begin(reads, fmt::format("if read as `{}`, the bands \"{}\" count a boundary twice: {} and {} share it", label,
                                 bands_.title, band(first.first), band(first.second)));
    for (std::size_t i = 1; i < overlaps.size(); ++i) {
      finding.details.push_back(fmt::format("so do {} and {}", band(overlaps[i].first), band(overlaps[i].second)));
    }
    finding.witness = cx_.witness(
        *division.session, {division.parts[first.first], division.parts[first.second]}, first.patient,
        fmt::format("is in both `{}` and `{}`, read so", numbers::path_of(policy_, bands_.parts[first.first]),
                    numbers::path_of(policy_, bands_.parts[first.second])));
    finding.number_line = numbers::draw(cx_, drawn(reads), numbers::Flaws::Overlaps);
    const std::string where = numbers::flaw_words(finding.number_line);
    if (!where.empty()) finding.details.insert(finding.details.begin(), "counted twice: " + where);
  }

  void report_gap(const std::string& label, const std::vector<Read>& reads) {
    Finding& finding =
        begin(reads, fmt::format("if read as `{}`, the bands \"{}\" leave somebody out", label, bands_.title));
    std::vector<numbers::Drawn> bands = drawn(reads);
    bands.insert(bands.begin(),
                 {numbers::path_of(policy_, bands_.whole), {numbers::condition_of(policy_, bands_.whole)}});
    finding.number_line = numbers::draw(cx_, bands, numbers::Flaws::Gaps);
  }

  Context& cx_;
  const ir::Policy& policy_;
  const ir::Bands& bands_;
};

}  // namespace

/// Finds: a boundary that two branches of an `any` leave out ("less than 6 weeks" beside "more than 6 weeks") or both
///   count; bands that do so read in another way than was chosen.
/// Why: on that day, or at that number, the text says nothing, or says two things.
/// Example: `any { pain < 6 weeks and fever, pain > 6 weeks and weight_loss }`.
/// Instead: give the boundary to one of the two, with `<=` or `>=`.
/// Limits: of an age in whole years the boundary is that year. Gaps that are wider are left to other rules.
void boundary_left_out(Context& cx) {
  Siblings(cx).run();
  for (const ir::Bands& bands : cx.policy().bands) BandReadings(cx, bands).run();
}

}  // namespace pol::lint
