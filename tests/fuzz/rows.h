#pragma once
// What a batch of compiler/ingest says of its rows, held against the reader of cases.

#include <functional>
#include <string>

#include "compiler/cases/json.h"
#include "compiler/ingest/batch.h"
#include "compiler/ingest/rows.h"
#include "tests/fuzz/native_policy.h"

namespace pol::fuzz {

/// The row as a case in JSON; empty: it is none.
using CaseOf = std::function<std::optional<cases::Json>(const ingest::Row& row)>;

/// Every row that is not blank is a case without mistakes, and columns decide of it what the case itself does.
void check_rows(const NativePolicy& native, ingest::Batch& batch, const ingest::Rows& rows, const CaseOf& case_of);

/// The policy of these targets.
const NativePolicy& wide_policy();

}  // namespace pol::fuzz
