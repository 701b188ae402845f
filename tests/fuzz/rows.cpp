#include "tests/fuzz/rows.h"

#include <memory>

#include "compiler/cases/reader.h"
#include "compiler/ingest/documented.h"
#include "tests/fuzz/target.h"

namespace pol::fuzz {
namespace {

struct Columns {
  Columns(const pol_policy* policy, const ArrowSchema* schema) {
    pol_error error = {};
    demand(pol_columns_new(policy, schema, 0, nullptr, 0, &columns, &error) == POL_OK,
           "the columns of a batch fit its policy", error.message);
  }
  ~Columns() { pol_columns_free(columns); }
  Columns(const Columns&) = delete;
  Columns& operator=(const Columns&) = delete;
  pol_columns* columns = nullptr;
};

/// What the case says by itself.
pol_answer decided_alone(const NativePolicy& native, const cases::Json& json, std::string_view text) {
  const std::string shown(text);
  cases::Errors errors("row", text);
  const cases::CaseReader reader(native.policy(), [](std::string_view key) { return key == "id"; });
  const cases::LoadedCase one = reader.read(json, "", errors);
  demand(errors.empty(), "a row that is not blank has no mistakes",
         errors.empty() ? "" : errors.take().front() + "\n" + shown);
  pol_case* made = nullptr;
  demand(pol_case_new(native.get(), &made, nullptr) == POL_OK, "there is memory for a case");
  const std::unique_ptr<pol_case, void (*)(pol_case*)> held(made, pol_case_free);
  const ingest::Documented documented = ingest::document(native.policy(), one.patient, made);
  demand(documented.error.empty(), "what a column holds, a case can document", documented.error + "\n" + shown);
  demand(!documented.is_in_conflict, "a row that clashes is blank", shown);
  pol_error error = {};
  pol_answer answer = {};
  demand(pol_decide(made, &answer, &error) == POL_OK, "a row that is not blank can be decided", error.message);
  return answer;
}

}  // namespace

const NativePolicy& wide_policy() {
  static const NativePolicy wide("tests/fuzz/wide.pol");
  return wide;
}

void check_rows(const NativePolicy& native, ingest::Batch& batch, const ingest::Rows& rows, const CaseOf& case_of) {
  const ArrowArray* held = batch.columns();
  demand(static_cast<std::size_t>(held->length) == batch.rows() && rows.all.size() == batch.rows(),
         "no row is lost and none is added");
  const Columns bound(native.get(), batch.schema());
  ArrowArray answers = {};
  pol_error error = {};
  demand(pol_decide_batch(bound.columns, held, &answers, &error) == POL_OK, "a batch can be decided", error.message);
  for (std::size_t i = 0; i < rows.all.size(); ++i) {
    const ingest::Row& row = rows.all[i];
    if (row.is_blank) continue;
    const std::optional<cases::Json> json = case_of(row);
    demand(json.has_value(), "a row that is not blank is a case", std::string(row.text));
    const pol_answer alone = decided_alone(native, *json, row.text);
    const auto outcome = static_cast<const std::uint8_t*>(answers.children[0]->buffers[1])[i];
    const auto possible = static_cast<const std::uint8_t*>(answers.children[1]->buffers[1])[i];
    demand(outcome == alone.outcome && possible == alone.possible, "columns say of a row what its case does",
           std::string(row.text));
  }
  answers.release(&answers);
}

}  // namespace pol::fuzz
