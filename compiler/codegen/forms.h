#pragma once
// The functions of a policy, each compiled by itself: who wants one waits for one, and each is kept as an object.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compiler/planes/program.h"
#include "compiler/support/result.h"

namespace pol::codegen {

class Session;

/// As the entries of pol_code.
enum class Form : std::uint8_t { Decide, Trace, Columns, Criteria };

/// First: what is there soonest. Optimised: what runs fastest. Soon: Optimised, unless that takes long. Of Trace, which
/// explains one case, all are the same.
enum class Tier : std::uint8_t { First, Soon, Optimised };

/// Names of objects in a cache. What has the same key compiles to the same code: Decide and Trace by `rows`, columns by
/// `columns`.
struct CodeKeys {
  std::string rows, columns;
};
std::string row_key(const planes::Program& program);
/// `tables`: as `image_tables` gives them.
CodeKeys code_keys(const planes::Program& program, const std::string& tables);

/// What an object is kept under: its key, this machine, and the versions of all that makes it.
std::string identity_of(Form form, Tier tier, const CodeKeys& keys);

/// An object file for this machine. `policy`: read for columns only.
Result<std::string> compile_form(Form form, Tier tier, const planes::Program& program, const ir::Policy* policy);

/// Code in memory for as long as `session` lives, and where each form begins.
struct LoadedForms {
  std::shared_ptr<Session> session;
  std::vector<void*> entries;  ///< as the forms were given
};
/// `objects` by form. Starts no code generator.
Result<LoadedForms> load_forms(const std::vector<Form>& forms, const std::vector<std::string>& objects);

/// The tables of a policy whose columns are compiled later: they make room for all that columns may ask for.
std::string image_tables(const ir::Policy& policy, const planes::Program& program);

}  // namespace pol::codegen
