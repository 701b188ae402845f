#include "compiler/codegen/library.h"

#include <llvm/IR/GlobalAlias.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/Object/Archive.h>
#include <llvm/Object/ArchiveWriter.h>
#include <llvm/Support/MemoryBuffer.h>

#include <algorithm>
#include <memory>

#include "compiler/codegen/emit.h"
#include "compiler/codegen/session.h"
#include "compiler/codegen/tables.h"
#include "pol/runtime.h"

namespace pol::codegen {

namespace {

std::string cpu_of(CpuLevel level) {
  return level == 1 ? std::string("x86-64") : "x86-64-v" + std::to_string(level);
}

/// Gives the functions that an emitter has just added to one level, and takes the one that others see out of their
/// sight: they find it through the image.
llvm::Function* settle(llvm::Module& module, const char* name, CpuLevel level) {
  for (llvm::Function& function : module) {
    if (function.isDeclaration() || function.hasFnAttribute("target-cpu")) continue;
    function.addFnAttr("target-cpu", cpu_of(level));
  }
  llvm::Function* visible = module.getFunction(name);
  visible->setName(std::string(name) + "_v" + std::to_string(level));
  visible->setLinkage(llvm::GlobalValue::InternalLinkage);
  return visible;
}

llvm::GlobalVariable* constant(llvm::Module& module, llvm::Constant* value, const std::string& name) {
  auto* variable = new llvm::GlobalVariable(module, value->getType(), true, llvm::GlobalValue::InternalLinkage, value,
                                            name);  // the module owns it
  variable->setAlignment(llvm::Align(8));
  return variable;
}

/// As pol_policy_image, pol_code and the bytes of pol_tables.
void emit_image(llvm::Module& module, const std::string& tables, const std::vector<llvm::Constant*>& code,
                const std::string& symbol) {
  llvm::LLVMContext& context = module.getContext();
  llvm::Type* i64 = llvm::Type::getInt64Ty(context);
  llvm::Constant* bytes = llvm::ConstantDataArray::getString(context, tables, false);
  auto* code_type = llvm::ArrayType::get(code.front()->getType(), code.size());
  llvm::Constant* image = llvm::ConstantStruct::getAnon(
      {llvm::ConstantInt::get(i64, POL_MAGIC), constant(module, bytes, "tables"),
       llvm::ConstantInt::get(i64, code.size()), constant(module, llvm::ConstantArray::get(code_type, code), "code")});
  llvm::GlobalVariable* visible = constant(module, image, symbol);
  visible->setLinkage(llvm::GlobalValue::ExternalLinkage);
  llvm::GlobalAlias::create(image->getType(), 0, llvm::GlobalValue::WeakAnyLinkage, "pol_policy", visible, &module);
}

}  // namespace

CpuLevel host_level() { return static_cast<CpuLevel>(pol_cpu_level()); }

Result<std::string> compile_library(const ir::Policy& policy, const planes::Program& program,
                                    const LibraryOptions& options) {
  llvm::LLVMContext context;
  context.setDiscardValueNames(true);
  llvm::Module module("policy", context);
  llvm::Type* i64 = llvm::Type::getInt64Ty(context);
  std::vector<CpuLevel> levels = options.levels;
  std::sort(levels.rbegin(), levels.rend());
  std::vector<llvm::Constant*> code;
  const columns::Plan plan = columns::make_plan(policy, program);
  std::uint64_t scratch_bytes = 0;
  for (const CpuLevel level : levels) {
    emit_decide(program, module);
    llvm::Function* decide = settle(module, kDecideName, level);
    emit_trace(program, module);
    llvm::Function* trace = settle(module, kTraceName, level);
    emit_columns(policy, program, plan, level, false, module, scratch_bytes);
    llvm::Function* columns = settle(module, kColumnsName, level);
    emit_columns(policy, program, plan, level, true, module, scratch_bytes);
    llvm::Function* criteria = settle(module, kCriteriaName, level);
    code.push_back(llvm::ConstantStruct::getAnon(
        {llvm::ConstantInt::get(i64, static_cast<std::uint64_t>(level)), decide, trace, columns, criteria}));
  }
  const std::string tables = description_tables(policy, program, plan, scratch_bytes, options.compiler);
  emit_image(module, tables, code, options.symbol);
  return compile_to_object(module, Effort::WideGood, {cpu_of(1), ""});
}

LoadedLibrary::LoadedLibrary() = default;
LoadedLibrary::~LoadedLibrary() = default;

Result<std::unique_ptr<LoadedLibrary>> LoadedLibrary::load(const std::string& object, const std::string& symbol) {
  Result<std::unique_ptr<Session>> session = Session::load({object});
  if (!session) return failure(session.error());
  Result<void*> image = session.value()->address_of(symbol);
  if (!image) return failure(image.error());
  std::unique_ptr<LoadedLibrary> loaded(new LoadedLibrary());
  loaded->session_ = session.take();
  loaded->image_ = image.value();
  return loaded;
}

Result<std::string> archive_with(const std::string& runtime, const std::string& name, const std::string& object) {
  const auto failed = [](llvm::Error error) { return failure("archive: " + llvm::toString(std::move(error))); };
  auto archive = llvm::object::Archive::create(llvm::MemoryBufferRef(runtime, "runtime"));
  if (!archive) return failed(archive.takeError());

  std::vector<llvm::NewArchiveMember> members;
  members.emplace_back(llvm::MemoryBufferRef(object, name));
  llvm::Error error = llvm::Error::success();
  for (const llvm::object::Archive::Child& child : (*archive)->children(error)) {
    auto member = llvm::NewArchiveMember::getOldMember(child, true);
    if (!member) return failed(member.takeError());
    members.push_back(std::move(*member));
  }
  if (error) return failed(std::move(error));
  auto written = llvm::writeArchiveToBuffer(members, llvm::SymtabWritingMode::NormalSymtab,
                                            llvm::object::Archive::K_GNU, true, false);
  if (!written) return failed(written.takeError());
  return (*written)->getBuffer().str();
}

}  // namespace pol::codegen
