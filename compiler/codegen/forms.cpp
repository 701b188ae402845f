#include "compiler/codegen/forms.h"

#include <llvm/Config/llvm-config.h>
#include <llvm/IR/LLVMContext.h>
#include <sodium.h>

#include "compiler/codegen/column_frame.h"
#include "compiler/codegen/emit.h"
#include "compiler/codegen/library.h"
#include "compiler/codegen/session.h"
#include "compiler/codegen/tables.h"

namespace pol::codegen {

namespace {

/// Changes whenever the same program may compile to other code, or the row or cache file is laid out in another way.
constexpr int kCodeFormat = 6;

/// In LLVM instructions. Above this, fast code is not there soon: allocating registers well takes more than linear
/// time, and here already a tenth of a second.
constexpr unsigned kLargestSoon = 12000;

bool is_of_columns(Form form) {
  switch (form) {
    case Form::Decide:
    case Form::Trace:
      return false;
    case Form::Columns:
    case Form::Criteria:
      return true;
  }
  POL_BUG("form out of range");
}

const char* name_of(Form form) {
  switch (form) {
    case Form::Decide:
      return kDecideName;
    case Form::Trace:
      return kTraceName;
    case Form::Columns:
      return kColumnsName;
    case Form::Criteria:
      return kCriteriaName;
  }
  POL_BUG("form out of range");
}

std::string hash_of(const std::string& text) {
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return hash;
}

bool is_good(Tier tier, const llvm::Module& module) {
  switch (tier) {
    case Tier::First:
      return false;
    case Tier::Soon:
      return module.getInstructionCount() <= kLargestSoon;
    case Tier::Optimised:
      return true;
  }
  POL_BUG("tier out of range");
}

Effort effort_of(Form form, Tier tier, const llvm::Module& module) {
  if (is_of_columns(form)) return is_good(tier, module) ? Effort::WideGood : Effort::Wide;
  return is_good(tier, module) ? Effort::Good : Effort::Quick;
}

const char* name_of(Form form, Tier tier) {
  if (form == Form::Trace) return "";
  switch (tier) {
    case Tier::First:
      return "";
    case Tier::Soon:
      return " soon";
    case Tier::Optimised:
      return " optimised";
  }
  POL_BUG("tier out of range");
}

/// No columns of the program take more, whichever of their parts are read.
std::uint64_t most_scratch(const ir::Policy& policy, const planes::Program& program, const columns::Plan& plan) {
  std::uint64_t comparisons = 0;
  for (const planes::Node& node : program.nodes) comparisons += node.op == planes::Node::Op::Less ? 1U : 0U;
  return ScratchPlanes::bytes_of(3 * comparisons + plan.inputs.list().size() + 2 * policy.facts.size() +
                                 2 * policy.records.size() + program.atoms.size() + 2 * std::uint64_t{ir::kOutcomes});
}

}  // namespace

std::string row_key(const planes::Program& program) { return hash_of(planes::serialise(program)); }

CodeKeys code_keys(const planes::Program& program, const std::string& tables) {
  CodeKeys keys;
  keys.rows = row_key(program);
  keys.columns = hash_of(keys.rows + tables);
  return keys;
}

std::string identity_of(Form form, Tier tier, const CodeKeys& keys) {
  return std::string(name_of(form)) + name_of(form, tier) + " polc " + POL_VERSION + " llvm " +
         LLVM_VERSION_STRING + " code " + std::to_string(kCodeFormat) + " cpu " + host_cpu().name + " " +
         host_cpu().features + "\n" + (is_of_columns(form) ? keys.columns : keys.rows);
}

Result<std::string> compile_form(Form form, Tier tier, const planes::Program& program, const ir::Policy* policy) {
  llvm::LLVMContext context;
  context.setDiscardValueNames(true);
  llvm::Module module("policy", context);
  switch (form) {
    case Form::Decide:
      emit_decide(program, module);
      break;
    case Form::Trace:
      emit_trace(program, module);
      return compile_to_object(module, Effort::Quick);
    case Form::Columns:
    case Form::Criteria: {
      const columns::Plan plan = columns::make_plan(*policy, program);
      std::uint64_t scratch_bytes = 0;
      emit_columns(*policy, program, plan, host_level(), form == Form::Criteria, module, scratch_bytes);
      if (scratch_bytes > most_scratch(*policy, program, plan))
        POL_BUG("columns take more scratch than their tables say");
      break;
    }
  }
  return compile_to_object(module, effort_of(form, tier, module));
}

Result<LoadedForms> load_forms(const std::vector<Form>& forms, const std::vector<std::string>& objects) {
  Result<std::unique_ptr<Session>> session = Session::load(objects);
  if (!session) return failure(session.error());
  LoadedForms loaded;
  for (const Form form : forms) {
    Result<void*> address = session.value()->address_of(name_of(form));
    if (!address) return failure(address.error());
    loaded.entries.push_back(address.value());
  }
  loaded.session = session.take();
  return loaded;
}

std::string image_tables(const ir::Policy& policy, const planes::Program& program) {
  const columns::Plan plan = columns::make_plan(policy, program);
  return description_tables(policy, program, plan, most_scratch(policy, program, plan), "polc " POL_VERSION);
}

}  // namespace pol::codegen
