#include "compiler/codegen/session.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h>
#include <llvm/ExecutionEngine/Orc/Core.h>
#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Pass.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/Transforms/Scalar.h>

#include <algorithm>
#include <mutex>

#include "pol/calendar.h"

namespace pol::codegen {

namespace orc = llvm::orc;

namespace {

HostCpu find_host_cpu() {
  HostCpu cpu;
  cpu.name = llvm::sys::getHostCPUName().str();
  std::vector<std::string> features;
  for (const auto& feature : llvm::sys::getHostCPUFeatures()) {
    features.push_back((feature.second ? "+" : "-") + feature.first().str());
  }
  std::sort(features.begin(), features.end());
  for (const std::string& feature : features) cpu.features += (cpu.features.empty() ? "" : ",") + feature;
  return cpu;
}

Result<const llvm::Target*> host_target(const std::string& triple) {
  static std::once_flag started;
  std::call_once(started, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
  });
  std::string error;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
  if (target == nullptr) return failure("no code generator for this machine: " + error);
  return target;
}

Failure failure_of(llvm::Error error) { return failure("native code: " + llvm::toString(std::move(error))); }

}  // namespace

const HostCpu& host_cpu() {
  static const HostCpu cpu = find_host_cpu();
  return cpu;
}

Result<std::string> compile_to_object(llvm::Module& module, Effort effort) {
  const std::string triple = llvm::sys::getProcessTriple();
  Result<const llvm::Target*> target = host_target(triple);
  if (!target) return failure(target.error());

  llvm::TargetOptions options;
  const llvm::CodeGenOptLevel level = effort == Effort::Quick ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Less;
  const std::unique_ptr<llvm::TargetMachine> machine(target.value()->createTargetMachine(
      triple, host_cpu().name, host_cpu().features, options, llvm::Reloc::PIC_, llvm::CodeModel::Small, level, true));
  if (machine == nullptr) return failure("no code generator for this machine");
  module.setTargetTriple(triple);
  module.setDataLayout(machine->createDataLayout());

  llvm::SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if (effort == Effort::Good) passes.add(llvm::createCFGSimplificationPass());
  if (machine->addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::ObjectFile, true)) {
    return failure("no object files for this machine");
  }
  passes.run(module);
  return std::string(object.data(), object.size());
}

struct Session::Parts {
  explicit Parts(std::unique_ptr<orc::ExecutorProcessControl> control)
      : execution(std::move(control)), linking(execution), library(execution.createBareJITDylib("policy")) {}
  ~Parts() {
    if (llvm::Error error = execution.endSession()) llvm::consumeError(std::move(error));
  }
  orc::ExecutionSession execution;
  orc::ObjectLinkingLayer linking;
  orc::JITDylib& library;
  std::string complaint;  // what the execution session reported
};

Session::Session(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::load(const std::vector<std::string>& objects) {
  // In place: the default dispatcher would start threads.
  auto control = orc::SelfExecutorProcessControl::Create(nullptr, std::make_unique<orc::InPlaceTaskDispatcher>());
  if (!control) return failure_of(control.takeError());
  auto parts = std::make_unique<Parts>(std::move(*control));
  Parts* reports = parts.get();
  parts->execution.setErrorReporter(
      [reports](llvm::Error error) { reports->complaint += llvm::toString(std::move(error)); });

  orc::SymbolMap symbols;
#define POL_SYMBOL(name) \
  symbols[parts->execution.intern(#name)] = {orc::ExecutorAddr::fromPtr(&name), llvm::JITSymbolFlags::Exported};
#include "runtime/symbols.def"
  if (llvm::Error error = parts->library.define(orc::absoluteSymbols(std::move(symbols)))) {
    return failure_of(std::move(error));
  }
  for (const std::string& object : objects) {
    auto buffer = llvm::MemoryBuffer::getMemBufferCopy(object, "policy");
    if (llvm::Error error = parts->linking.add(parts->library, std::move(buffer))) return failure_of(std::move(error));
  }
  return std::unique_ptr<Session>(new Session(std::move(parts)));
}

Result<void*> Session::address_of(const std::string& name) {
  auto symbol = parts_->execution.lookup({&parts_->library}, name);
  if (!symbol) {
    const std::string lookup_error = llvm::toString(symbol.takeError());
    return failure("native code: " + lookup_error + parts_->complaint);
  }
  return symbol->getAddress().toPtr<void*>();
}

}  // namespace pol::codegen
