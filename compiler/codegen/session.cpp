#include "compiler/codegen/session.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/CodeGen/MachineModuleInfo.h>
#include <llvm/CodeGen/Passes.h>
#include <llvm/CodeGen/TargetPassConfig.h>
#include <llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h>
#include <llvm/ExecutionEngine/Orc/Core.h>
#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>

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
    features.emplace_back(feature.second ? "+" : "-");
    features.back() += feature.first().str();
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

/// Passes of the optimising pipeline that find nothing to do in our branches and mask tests, or too little for their
/// time: together 7 of 21 ms on a policy of 220 conditions, for 2 % of the speed of its code.
void leave_out_passes(llvm::TargetPassConfig& config) {
  for (char* const pass : {&llvm::BranchFolderPassID,
                           &llvm::DeadMachineInstructionElimID,
                           &llvm::EarlyIfConverterID,
                           &llvm::EarlyMachineLICMID,
                           &llvm::EarlyTailDuplicateID,
                           &llvm::LocalStackSlotAllocationID,
                           &llvm::MachineCSEID,
                           &llvm::MachineCombinerID,
                           &llvm::MachineCopyPropagationID,
                           &llvm::MachineLICMID,
                           &llvm::MachineLateInstrsCleanupID,
                           &llvm::MachineSchedulerID,
                           &llvm::MachineSinkingID,
                           &llvm::OptimizePHIsID,
                           &llvm::PeepholeOptimizerID,
                           &llvm::PostMachineSchedulerID,
                           &llvm::PostRASchedulerID,
                           &llvm::ShrinkWrapID,
                           &llvm::StackSlotColoringID,
                           &llvm::TailDuplicateID}) {
    config.disablePass(pass);
  }
}

/// What addPassesToEmitFile would add, but with instructions always selected the fast way: the other takes most of
/// the time, and the emitters already write what it would find. What our code needs is registers, so `Good` lets the
/// optimising allocator hand them out.
bool add_passes(llvm::LLVMTargetMachine& machine, Effort effort, llvm::legacy::PassManager& passes,
                llvm::raw_pwrite_stream& object) {
  llvm::TargetPassConfig* config = machine.createPassConfig(passes);
  config->setDisableVerify(true);
  const bool is_good = effort == Effort::Good || effort == Effort::WideGood;
  if (is_good) leave_out_passes(*config);
  passes.add(config);
  auto* info = new llvm::MachineModuleInfoWrapperPass(&machine);  // `passes` owns it, as it does `config`
  passes.add(info);
  if (config->addISelPasses()) return false;
  if (is_good) machine.setOptLevel(llvm::CodeGenOptLevel::Less);
  config->addMachinePasses();
  config->setInitialized();
  if (machine.addAsmPrinter(passes, object, nullptr, llvm::CodeGenFileType::ObjectFile, info->getMMI().getContext())) {
    return false;
  }
  passes.add(llvm::createFreeMachineFunctionPass());
  return true;
}

Failure failure_of(llvm::Error error) { return failure("native code: " + llvm::toString(std::move(error))); }

}  // namespace

const HostCpu& host_cpu() {
  static const HostCpu cpu = find_host_cpu();
  return cpu;
}

Result<std::string> compile_to_object(llvm::Module& module, Effort effort, const HostCpu& cpu) {
#ifndef NDEBUG
  // What the emitters got wrong would otherwise crash somewhere in LLVM.
  if (llvm::verifyModule(module)) POL_BUG("the emitted code is no well-formed LLVM IR");
#endif
  const std::string triple = llvm::sys::getProcessTriple();
  Result<const llvm::Target*> target = host_target(triple);
  if (!target) return failure(target.error());

  llvm::TargetOptions options;
  const std::unique_ptr<llvm::TargetMachine> created(
      target.value()->createTargetMachine(triple, cpu.name, cpu.features, options, llvm::Reloc::PIC_,
                                          llvm::CodeModel::Small, llvm::CodeGenOptLevel::None, true));
  if (created == nullptr) return failure("no code generator for this machine");
  auto& machine = static_cast<llvm::LLVMTargetMachine&>(*created);  // every code generator of LLVM's is one
  machine.setFastISel(effort == Effort::Quick || effort == Effort::Good);
  module.setTargetTriple(triple);
  module.setDataLayout(machine.createDataLayout());

  llvm::SmallVector<char, 0> object;
  llvm::raw_svector_ostream stream(object);
  llvm::legacy::PassManager passes;
  if (!add_passes(machine, effort, passes, stream)) return failure("no object files for this machine");
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
  symbols[parts->execution.intern(#name)] = {orc::ExecutorAddr::fromPtr(&(name)), llvm::JITSymbolFlags::Exported};
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
