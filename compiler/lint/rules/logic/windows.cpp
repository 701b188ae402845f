#include "compiler/lint/rules/logic/windows.h"

#include <algorithm>

#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint::logic {

using ir::ExprId;
using ir::FactId;
using ir::Operand;
using ir::Relation;

namespace {

/// What a bound is about: a number fact beside a literal, or a day beside another day or a literal.
struct Subject {
  FactId fact, other;  ///< `other` is set where two days are compared
  bool counts_months = false, counts_days = false;
};

Relation turned(Relation relation) {
  switch (relation) {
    case Relation::Less:
      return Relation::Greater;
    case Relation::LessEqual:
      return Relation::GreaterEqual;
    case Relation::Greater:
      return Relation::Less;
    case Relation::GreaterEqual:
      return Relation::LessEqual;
    case Relation::Equal:
      return Relation::Equal;
  }
  return relation;
}

double power_of_ten(int exponent) {
  double power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

class Reader {
 public:
  explicit Reader(const ir::Policy& policy) : policy_(policy) {}

  std::optional<Line> run(const std::vector<ExprId>& branches, const std::vector<std::vector<ExprId>>& bounding) {
    Line line;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      Window window;
      window.condition = branches[i];
      const bool is_read = std::all_of(bounding[i].begin(), bounding[i].end(), [&](ExprId id) { return read(id, window); });
      if (!is_read || window.bounds.empty()) return std::nullopt;
      line.windows.push_back(std::move(window));
    }
    if (!subject_) return std::nullopt;
    line.fact = subject_->fact;
    name(line);
    return line;
  }

 private:
  bool read(ExprId id, Window& window) {
    return match(
        policy_.exprs[id], [](const ir::Literal&) { return false; }, [](const ir::Finding&) { return false; },
        [](const ir::ChoiceIs&) { return false; }, [](const ir::IsNone&) { return false; },
        [](const ir::IsDocumented&) { return false; }, [](const ir::Includes&) { return false; },
        [&](const ir::Compare& e) { return read(id, e, window); }, [](const ir::Not&) { return false; },
        [&](const ir::Group& e) {
          return is_all(e) &&
                 std::all_of(e.children.begin(), e.children.end(), [&](ExprId child) { return read(child, window); });
        },
        [&](const ir::DefineRef& e) { return read(policy_.defines[e.define].condition, window); },
        [&](const ir::CriterionRef& e) { return read(policy_.criteria[e.criterion].truth, window); },
        [&](const ir::Ambiguous& e) {
          const ir::Ambiguity& ambiguity = policy_.ambiguities[e.ambiguity];
          return read(policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth, window);
        });
  }

  bool read(ExprId id, const ir::Compare& e, Window& window) {
    Operand mine = e.lhs, other = e.rhs;
    Relation relation = e.relation;
    if (mine.kind != Operand::Kind::Fact || mine.fact == policy_.reference) {
      std::swap(mine, other);
      relation = turned(relation);
    }
    if (mine.kind != Operand::Kind::Fact || other.kind == Operand::Kind::CountOf || relation == Relation::Equal) {
      return false;
    }
    if (!is_same_subject(mine, other)) return false;
    const std::int64_t months = std::int64_t{mine.months} - other.months, amount = mine.amount - other.amount;
    // A day that lies earlier has a longer span behind it.
    const bool is_span = mine.is_date && other.kind == Operand::Kind::Fact;
    const bool is_upper = relation == Relation::Less || relation == Relation::LessEqual;
    Bound bound;
    bound.test = id;
    bound.is_lower = is_upper == is_span;
    bound.is_open = relation == Relation::Less || relation == Relation::Greater;
    if (is_span) {
      subject_->counts_months = subject_->counts_months || (months != 0 && amount == 0);
      subject_->counts_days = subject_->counts_days || amount != 0;
      bound.at = static_cast<double>(months != 0 ? months : amount);
    } else if (!mine.is_date && other.kind == Operand::Kind::Literal) {
      bound.at = static_cast<double>(other.literal + other.amount - mine.amount);
    }
    window.bounds.push_back(bound);
    return true;
  }

  bool is_same_subject(const Operand& mine, const Operand& other) {
    const FactId beside = other.kind == Operand::Kind::Fact ? other.fact : FactId{};
    if (!mine.is_date && beside.is_set()) return false;  // a number beside a number moves with it
    if (!subject_) subject_ = Subject{mine.fact, beside};
    return subject_->fact == mine.fact && subject_->other == beside;
  }

  /// Bounds in the unit in which a person thinks of it.
  void name(Line& line) const {
    const ir::Fact& fact = policy_.facts[subject_->fact];
    line.subject = fact.title.empty() ? fact.name : fact.title;
    double factor = 0;
    if (!subject_->other.is_set() && fact.type.kind == ir::FactKind::Number) {
      factor =
          1 / (2.0 * static_cast<double>(fact.type.factor) * power_of_ten(ir::row_of(fact.type.dimension).decimals));
      line.unit = fact.type.unit;
    } else if (subject_->other.is_set() && subject_->counts_months != subject_->counts_days) {
      const bool are_years = subject_->counts_months &&
                             all_bounds(line, [](double at) { return static_cast<std::int64_t>(at) % 12 == 0; });
      factor = are_years ? 1.0 / 12 : 1;
      line.unit = are_years ? "years" : subject_->counts_months ? "months" : "days";
      for (const ir::Record& record : policy_.records) {
        if (record.kind == ir::Record::Kind::Age && record.birth == subject_->fact) line.subject = record.title;
      }
    }
    for (Window& window : line.windows) {
      for (Bound& bound : window.bounds) {
        bound.at = factor == 0 || !bound.at ? std::nullopt : std::optional(*bound.at * factor);
      }
    }
  }

  template <class Holds>
  static bool all_bounds(const Line& line, Holds holds) {
    return std::all_of(line.windows.begin(), line.windows.end(), [&](const Window& window) {
      return std::all_of(window.bounds.begin(), window.bounds.end(),
                         [&](const Bound& bound) { return bound.at && holds(*bound.at); });
    });
  }

  const ir::Policy& policy_;
  std::optional<Subject> subject_;
};

}  // namespace

bool is_bound(const ir::Policy& policy, ExprId condition) { return line_of(policy, {condition}).has_value(); }

std::optional<Line> line_of(const ir::Policy& policy, const std::vector<ExprId>& conditions) {
  std::vector<std::vector<ExprId>> bounding;
  for (const ExprId id : conditions) bounding.push_back({id});
  return line_of(policy, conditions, bounding);
}

std::optional<Line> line_of(const ir::Policy& policy, const std::vector<ExprId>& branches,
                            const std::vector<std::vector<ExprId>>& bounding) {
  return Reader(policy).run(branches, bounding);
}

std::optional<NumberLine> drawing(const Context& cx, const Line& line) {
  NumberLine drawn;
  drawn.subject = line.subject;
  drawn.unit = line.unit;
  for (const Window& window : line.windows) {
    NumberLine::Band band;
    band.label = path_of(cx, window.condition);
    for (const Bound& bound : window.bounds) {
      if (!bound.at) return std::nullopt;
      std::optional<double>& end = bound.is_lower ? band.low : band.high;
      const bool is_tighter = !end || (bound.is_lower ? *bound.at > *end : *bound.at < *end);
      if (!is_tighter) continue;
      end = bound.at;
      (bound.is_lower ? band.low_open : band.high_open) = bound.is_open;
    }
    drawn.bands.push_back(std::move(band));
  }
  std::stable_sort(drawn.bands.begin(), drawn.bands.end(), [](const NumberLine::Band& a, const NumberLine::Band& b) {
    return b.low && (!a.low || *a.low < *b.low);
  });
  std::vector<NumberLine::Band> gaps;
  std::optional<double> reached = drawn.bands.front().high;
  bool is_reached_open = drawn.bands.front().high_open;
  for (const NumberLine::Band& band : drawn.bands) {
    if (!reached) break;  // covered to the end
    const bool is_apart =
        band.low && (*band.low > *reached || (*band.low == *reached && band.low_open && is_reached_open));
    if (is_apart) {
      NumberLine::Band gap;
      gap.label = "no branch";
      gap.low = reached;
      gap.high = band.low;
      gap.low_open = !is_reached_open;
      gap.high_open = !band.low_open;
      gap.is_flaw = true;
      gaps.push_back(std::move(gap));
    }
    if (!band.high || *band.high > *reached) {
      reached = band.high;
      is_reached_open = band.high_open;
    } else if (*band.high == *reached) {
      is_reached_open = is_reached_open && band.high_open;
    }
  }
  drawn.bands.insert(drawn.bands.end(), gaps.begin(), gaps.end());
  return drawn;
}

}  // namespace pol::lint::logic
