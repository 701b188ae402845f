#include "tools/polc/run_decide.h"

#include <fmt/format.h>

#include <new>
#include <utility>

#include "compiler/cases/words.h"
#include "compiler/exact/consistent.h"
#include "compiler/exact/search.h"
#include "compiler/ingest/documented.h"
#include "tools/polc/determination.h"

namespace pol::tool {

namespace {

bool bit(const void* bits, std::size_t at) {
  return (static_cast<const std::uint8_t*>(bits)[at / 8] >> (at % 8) & 1U) != 0;
}

bool is_one(ir::OutcomeSet set) { return (set & (set - 1)) == 0; }

ir::Outcome only_outcome(ir::OutcomeSet set) {
  int index = 0;
  while ((set & ir::outcome_bit(static_cast<ir::Outcome>(index))) == 0) ++index;
  return static_cast<ir::Outcome>(index);
}

enum { kOutcome, kPossible, kIsExact, kFirstCriterion };  // as pol/arrow.h has the answers

/// A list of facts for each row of a batch, behind the first `before` rows.
void read_open_facts(const ArrowArray& lists, std::size_t before, Answers& answers) {
  const auto* ends = static_cast<const std::int32_t*>(lists.buffers[1]);
  const auto* facts = static_cast<const std::uint32_t*>(lists.children[0]->buffers[1]);
  answers.because.resize(before + static_cast<std::size_t>(lists.length));
  for (std::int64_t row = 0; row < lists.length; ++row) {
    std::vector<ir::FactId>& named = answers.because[before + static_cast<std::size_t>(row)];
    for (std::int32_t i = ends[row]; i < ends[row + 1]; ++i) named.push_back(ir::FactId{facts[i]});
  }
}

}  // namespace

void Answers::clear() {
  rows.clear();
  truths.clear();
  because.clear();
  messages.clear();
}

Decider::Decider(const RunPolicy& policy, const CsvHeader* header, std::string file, KnownElsewhere elsewhere)
    : policy_(policy), header_(header), file_(std::move(file)), elsewhere_(std::move(elsewhere)) {}

const cases::CaseReader& Decider::reader() {
  if (reader_) return *reader_;
  const RunPolicy::Judge* judge = policy_.judge();
  // `id` and what was expected: nothing depends on them here.
  const bool has_id = policy_.layout().facts().find("id") != ingest::kNoName;
  reader_ = std::make_unique<cases::CaseReader>(
      judge != nullptr ? judge->policy() : policy_.read_by(), [this, has_id](std::string_view key) {
        return key == "expect" || (key == "id" && !has_id) || (elsewhere_ && elsewhere_(at_, key));
      });
  return *reader_;
}

bool Decider::decide_natively(ingest::Batch& batch, const ingest::Rows& rows, Answers& answers) {
  pol_error error = {};
  ArrowArray decided = {};
  const pol_columns* columns = policy_.columns(batch.has_decimals());
  const ArrowArray* cases = batch.columns();
  if (pol_decide_batch(columns, cases, &decided, &error) != POL_OK) return false;
  const auto* outcomes = static_cast<const std::int8_t*>(decided.children[kOutcome]->buffers[1]);
  const auto* possible = static_cast<const std::uint8_t*>(decided.children[kPossible]->buffers[1]);
  const void* exact = decided.children[kIsExact]->buffers[1];
  const std::size_t count = policy_.criteria().size(), before = answers.rows.size(), size = rows.all.size() - before;
  for (std::size_t row = 0; row < size; ++row) {
    Answer answer;
    answer.outcome = static_cast<ir::Outcome>(outcomes[row]);
    answer.possible = possible[row];
    answer.is_exact = bit(exact, row);
    answers.rows.push_back(answer);
  }
  const std::size_t first = answers.truths.size();
  answers.truths.resize(first + count * size, ir::Truth::Unknown);
  for (std::size_t c = 0; c < count; ++c) {
    const ArrowArray& column = *decided.children[kFirstCriterion + c];
    for (std::size_t row = 0; row < size; ++row) {
      if (!bit(column.buffers[0], row)) continue;
      answers.truths[first + row * count + c] = bit(column.buffers[1], row) ? ir::Truth::Yes : ir::Truth::No;
    }
  }
  if (policy_.asked().wants_because && !policy_.has_judge()) {
    read_open_facts(*decided.children[decided.n_children - 1], before, answers);
  }
  decided.release(&decided);
  return true;
}

/// Nobody knows more of the row than native code does. `first`: the first of its truths.
bool Decider::is_known(const Answers& answers, std::size_t row, std::size_t first) const {
  const Answer& answer = answers.rows[row];
  if (!answer.is_exact || (policy_.asked().wants_because && !is_one(answer.possible))) return false;
  for (std::size_t c = 0; c < policy_.criteria().size(); ++c) {
    if (answers.truths[first + c] == ir::Truth::Unknown && policy_.needs_search(policy_.criteria()[c])) return false;
  }
  return true;
}

/// As pipeline::decide, and whether the search came to its end.
void Decider::judge(const RunPolicy::Judge& judge, const interp::Prepared& prepared, std::size_t at, Answers& answers) {
  const ir::Policy& policy = judge.policy();
  const pipeline::Engine& engine = judge.engine;
  Answer& answer = answers.rows[at];
  answer.possible = engine.listed_as_possible(prepared.patient);
  answer.is_exact = true;
  if (!is_one(answer.possible) && engine.lacks_something(prepared.patient)) {
    exact::Search search(policy, prepared.patient);
    answer.possible = search.possible();
    answer.is_exact = !search.is_spent();
  }
  const bool is_open = !is_one(answer.possible);
  if (!is_open) {
    answer.outcome = only_outcome(answer.possible);
  } else if (prepared.conflicts.empty()) {
    answer.outcome = ir::Outcome::NeedsInformation;
  } else {
    answer.outcome = interp::outcome_of(policy, prepared.patient, engine.judges().judge(prepared.patient));
  }
  if (const std::size_t count = policy_.criteria().size(); count != 0) {
    const interp::Judged judged = engine.judges().judge(prepared.patient);
    for (std::size_t c = 0; c < count; ++c) {
      const ir::Criterion& criterion = policy.criteria[ir::CriterionId{policy_.criteria()[c]}];
      answers.truths[at * count + c] = judged.truths[criterion.truth.index];
    }
  }
  if (!policy_.asked().wants_because || !is_open) return;
  answers.because.resize(at + 1);
  answers.because[at] = determine_prepared(policy, engine, "", prepared).determination.undecided_because;
}

/// What no column has room for, one case at a time.
void Decider::decide_by_library(const ir::Patient& patient, std::size_t at, Answers& answers, cases::Errors& errors) {
  pol_error error = {};
  if (!case_) {
    pol_case* made = nullptr;
    if (pol_case_new(policy_.native(), &made, &error) != POL_OK) throw std::bad_alloc();
    case_.reset(made);
  }
  const ingest::Documented documented = ingest::document(policy_.read_by(), patient, case_.get());
  if (!documented.error.empty()) {
    errors.add(0, "", documented.error);
    return;
  }
  pol_answer decided = {};
  if (pol_decide(case_.get(), &decided, &error) != POL_OK) {
    errors.add(0, "", error.message);
    return;
  }
  Answer& answer = answers.rows[at];
  answer.outcome = static_cast<ir::Outcome>(decided.outcome);
  answer.possible = decided.possible;
  // Where facts clash and several outcomes are possible, the outcome may be `conflicting`.
  const bool may_be_conflicting = !is_one(answer.possible) && (documented.is_in_conflict || decided.conflicts != 0);
  answer.is_exact = decided.is_exact != 0 && !may_be_conflicting;
  const std::size_t count = policy_.criteria().size();
  for (std::size_t c = 0; c < count; ++c) {
    answers.truths[at * count + c] = static_cast<ir::Truth>(pol_truth_of(case_.get(), policy_.criteria()[c]));
  }
  if (!policy_.asked().wants_because) return;
  answers.because.resize(std::max(answers.because.size(), at + 1));
  answers.because[at].clear();  // what columns said of the row without what they had no room for
  if (is_one(answer.possible)) return;
  std::vector<std::uint32_t> named(policy_.read_by().facts.size());
  named.resize(pol_open_facts(case_.get(), named.data(), static_cast<std::uint32_t>(named.size())));
  for (const std::uint32_t fact : named) answers.because[at].push_back(ir::FactId{fact});
}

void Decider::read_id(const cases::Json& json, ingest::Rows& rows, ingest::Row& row, cases::Errors& errors) {
  const cases::Field* field = json.find("id");
  if (field == nullptr || reader().knows("id")) return;
  const cases::Json& id = field->value;
  const bool is_whole = id.kind == cases::Json::Kind::Number && id.text.find_first_not_of("-0123456789") == std::string::npos;
  if (id.kind == cases::Json::Kind::String) {
    rows.set_id(row, ingest::Row::Id::Text, id.text);
  } else if (is_whole) {
    rows.set_id(row, ingest::Row::Id::Number, id.text);
  } else {
    errors.add(id.offset, "id", fmt::format("{} does not fit; write a text or a whole number", cases::seen(id)));
  }
}

void Decider::read_case(const ingest::Row& row, cases::Errors& errors,
                        const std::function<void(const cases::Json&)>& each) const {
  if (row.text.size() > ingest::kMostLineBytes) {
    errors.add(0, "", fmt::format("this line has more than {} MB", ingest::kMostLineBytes >> 20U));
  } else if (header_ != nullptr) {
    std::string error;
    const cases::Json json = header_->case_of(row.text, error);
    if (error.empty()) each(json);
    if (!error.empty()) errors.add(0, "", error);
  } else {
    std::size_t count = 0;
    const auto syntax = cases::read_json(row.text, [&](const cases::Json& json, bool) {
      ++count;
      each(json);
    });
    if (syntax) {
      errors.add(syntax->offset, "", syntax->message);
    } else if (count != 1) {
      errors.add(0, "", fmt::format("this line is a list of {} cases; one case a line would fit", count));
    }
  }
}

/// Reads the row as `polc eval` does.
bool Decider::decide_slowly(ingest::Rows& rows, ingest::Row& row, std::size_t at, Answers& answers) {
  const RunPolicy::Judge* judge_of_policy = policy_.judge();
  if (judge_of_policy == nullptr && policy_.has_judge()) {
    problem_ = "cases that need a search cannot be decided";
    return false;
  }
  at_ = at;
  cases::Errors errors(file_, row.text, row.line);
  read_case(row, errors, [&](const cases::Json& json) {
    if (!errors.empty()) return;
    const cases::LoadedCase one = reader().read(json, "", errors);
    read_id(json, rows, row, errors);
    if (!errors.empty()) return;
    if (judge_of_policy == nullptr) {
      decide_by_library(one.patient, at, answers, errors);
      return;
    }
    const auto prepared = exact::prepare(judge_of_policy->policy(), one.patient);
    if (prepared) {
      judge(*judge_of_policy, prepared.value(), at, answers);
    } else {
      errors.add(json.offset, "", prepared.error());
    }
  });
  Answer& answer = answers.rows[at];
  answer.is_settled = errors.empty() && !row.is_blank && judge_of_policy != nullptr;
  answer.is_rejected = !errors.empty();
  for (std::string& message : errors.take()) answers.messages.push_back(std::move(message));
  return true;
}

bool Decider::decide(ingest::Batch& batch, ingest::Rows& rows, Answers& answers) {
  const std::size_t first = answers.rows.size(), count = policy_.criteria().size();
  const bool is_native = decide_natively(batch, rows, answers);
  if (!is_native) {
    // No row may spoil the others: each is read by itself.
    answers.rows.resize(rows.all.size());
    answers.truths.resize(rows.all.size() * count, ir::Truth::Unknown);
  }
  for (std::size_t i = first; i < rows.all.size(); ++i) {
    const bool may_know_more = policy_.has_judge() && !is_known(answers, i, i * count);
    const bool is_done = is_native && !rows.all[i].is_blank && !may_know_more;
    if (!is_done && !decide_slowly(rows, rows.all[i], i, answers)) return false;
  }
  return true;
}

}  // namespace pol::tool
