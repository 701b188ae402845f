// Columnar code: block by block of 1,024 rows, first comparisons and codes to planes in a scratch that the nearest
// cache holds, then conditions on planes, then answers a byte a row. SSA in the order of conditions, each column loaded
// where it is first needed; no pass reorders it.

#include <array>

#include "compiler/codegen/emit.h"
#include "compiler/codegen/number_lanes.h"
#include "compiler/codegen/plane_logic.h"
#include "pol/runtime.h"

namespace pol::codegen {

using columns::Input;
using columns::InputIndex;

namespace {

constexpr std::uint64_t kBlockRows = POL_BLOCK_ROWS, kBlockWords = POL_BLOCK_WORDS;
constexpr unsigned kWordRows = 64;

/// Words that conditions take at once: one register of AVX-512, two of AVX2, one general register elsewhere.
unsigned words_at_level(int level) { return level >= 3 ? 8 : 1; }

class ColumnsEmitter {
 public:
  ColumnsEmitter(ColumnFrame& frame, llvm::Function* function, int level)
      : frame_(frame), b_(frame.builder), function_(function), words_(words_at_level(level)) {}

  void emit(bool with_criteria) {
    b_.SetInsertPoint(llvm::BasicBlock::Create(b_.getContext(), "entry", function_));
    frame_.inputs = field(offsetof(pol_rows, inputs));
    frame_.scales = field(offsetof(pol_rows, scales));
    frame_.scratch = field(offsetof(pol_rows, scratch));
    llvm::Value* blocks = b_.CreateAlignedLoad(
        b_.getInt64Ty(), frame_.address(function_->getArg(0), std::uint64_t{offsetof(pol_rows, blocks)}),
        llvm::Align(8));
    outcome_ = field(offsetof(pol_rows, outcome));
    possible_ = field(offsetof(pol_rows, possible));
    llvm::Value* irregular = field(offsetof(pol_rows, irregular));
    llvm::Value* exact = field(offsetof(pol_rows, exact));
    llvm::Value* truths = with_criteria ? field(offsetof(pol_rows, truths)) : nullptr;
    loop("block", blocks, 1, [&](llvm::Value* block) {
      llvm::Value* first_row = b_.CreateMul(block, b_.getInt64(kBlockRows));
      llvm::Value* first_word = b_.CreateMul(block, b_.getInt64(kBlockWords));
      loop("numbers", b_.getInt64(kBlockRows / kLanes), 1, [&](llvm::Value* group) {
        NumberLanes(frame_).emit(b_.CreateAdd(first_row, b_.CreateMul(group, b_.getInt64(kLanes))), group);
      });
      loop("codes", b_.getInt64(kBlockWords), 1, [&](llvm::Value* word) { emit_codes(first_row, word); });
      loop("logic", b_.getInt64(kBlockWords), words_, [&](llvm::Value* word) {
        PlaneLogic(frame_, words_).emit(b_.CreateAdd(first_word, word), word, {irregular, exact, truths});
      });
      loop("answers", b_.getInt64(kBlockWords), 1, [&](llvm::Value* word) { emit_answers(first_row, word); });
    });
    b_.CreateRetVoid();
  }

 private:
  llvm::Value* field(std::size_t offset) {
    return b_.CreateAlignedLoad(b_.getPtrTy(), frame_.address(function_->getArg(0), std::uint64_t{offset}),
                                llvm::Align(8));
  }

  /// `body` for 0, step, 2 step … below `end`.
  template <class Body>
  void loop(const char* name, llvm::Value* end, std::uint64_t step, Body body) {
    llvm::BasicBlock* before = b_.GetInsertBlock();
    llvm::BasicBlock* head = llvm::BasicBlock::Create(b_.getContext(), name, function_);
    llvm::BasicBlock* inside = llvm::BasicBlock::Create(b_.getContext(), name, function_);
    llvm::BasicBlock* after = llvm::BasicBlock::Create(b_.getContext(), name, function_);
    b_.CreateBr(head);
    b_.SetInsertPoint(head);
    llvm::PHINode* at = b_.CreatePHI(b_.getInt64Ty(), 2);
    at->addIncoming(b_.getInt64(0), before);
    b_.CreateCondBr(b_.CreateICmpULT(at, end), inside, after);
    b_.SetInsertPoint(inside);
    body(at);
    at->addIncoming(b_.CreateAdd(at, b_.getInt64(step)), b_.GetInsertBlock());
    b_.CreateBr(head);
    after->moveAfter(&function_->back());
    b_.SetInsertPoint(after);
  }

  llvm::Value* plane(ScratchPlanes::Kind kind, std::uint32_t of, llvm::Value* word) {
    llvm::Value* base = frame_.address(frame_.scratch, frame_.planes.offset_of(kind, of));
    return frame_.address(base, b_.CreateShl(word, b_.getInt64(3)));
  }

  /// Choices of 64 rows: which code is one of the values that a condition asks for.
  void emit_codes(llvm::Value* first_row, llvm::Value* word) {
    llvm::Value* row = b_.CreateAdd(first_row, b_.CreateMul(word, b_.getInt64(kWordRows)));
    for (InputIndex i = 0; i < frame_.inputs_read; ++i) {
      const Input& input = frame_.plan.inputs.list()[i];
      if (input.kind != Input::Kind::Codes8 && input.kind != Input::Kind::Codes16) continue;
      const unsigned bits = input.kind == Input::Kind::Codes8 ? 8 : 16;
      auto* codes_type = llvm::FixedVectorType::get(b_.getIntNTy(bits), kWordRows);
      llvm::Value* at = b_.CreateMul(row, b_.getInt64(bits / 8));
      llvm::Value* base = frame_.pointer_of(i, ColumnFrame::Part::Values);
      llvm::Value* codes = b_.CreateAlignedLoad(codes_type, frame_.address(base, at), llvm::Align(1));
      const auto store = [&](llvm::Value* mask, ScratchPlanes::Kind kind, std::uint32_t of) {
        b_.CreateAlignedStore(b_.CreateBitCast(mask, b_.getInt64Ty()), plane(kind, of, word), llvm::Align(8));
      };
      const std::size_t values = frame_.policy.value_sets[frame_.policy.facts[input.fact].type.values].values.size();
      store(b_.CreateNot(is_between(codes, 0, values - 1)), ScratchPlanes::Kind::OutOfRange, i);
      for (std::uint32_t a = 0; a < frame_.program.atoms.size(); ++a) {
        const planes::Atom& atom = frame_.program.atoms[a];
        if (atom.kind != planes::Atom::Kind::ChoiceIs || atom.fact != input.fact || !is_live_atom(a)) continue;
        store(is_one_of(codes, atom.values), ScratchPlanes::Kind::CodeIs, a);
      }
    }
  }

  bool is_live_atom(std::uint32_t atom) const {
    for (std::size_t i = 0; i < frame_.program.nodes.size(); ++i) {
      const planes::Node& node = frame_.program.nodes[i];
      if (node.op == planes::Node::Op::Atom && node.atom == atom && frame_.live[i]) return true;
    }
    return false;
  }

  llvm::Value* is_between(llvm::Value* codes, std::size_t first, std::size_t last) {
    const auto constant = [&](std::size_t value) { return llvm::ConstantInt::get(codes->getType(), value); };
    if (first == last) return b_.CreateICmpEQ(codes, constant(first));
    llvm::Value* from_first = first == 0 ? codes : b_.CreateSub(codes, constant(first));
    return b_.CreateICmpULE(from_first, constant(last - first));
  }

  /// Values that follow each other are one comparison.
  llvm::Value* is_one_of(llvm::Value* codes, const ir::Members& values) {
    llvm::Value* found = llvm::Constant::getNullValue(llvm::FixedVectorType::get(b_.getInt1Ty(), kWordRows));
    const std::vector<std::size_t> list = values.list();
    for (std::size_t i = 0; i < list.size();) {
      std::size_t end = i + 1;
      while (end < list.size() && list[end] == list[end - 1] + 1) ++end;
      found = b_.CreateOr(found, is_between(codes, list[i], list[end - 1]));
      i = end;
    }
    return found;
  }

  /// Planes of outcomes to a byte a row.
  void emit_answers(llvm::Value* first_row, llvm::Value* word) {
    auto* bytes = llvm::FixedVectorType::get(b_.getInt8Ty(), kWordRows);
    auto* mask_type = llvm::FixedVectorType::get(b_.getInt1Ty(), kWordRows);
    const auto splat = [&](std::uint64_t value) { return llvm::ConstantInt::get(bytes, value); };
    const auto mask = [&](ScratchPlanes::Kind kind, std::uint32_t outcome) {
      llvm::Value* bits = b_.CreateAlignedLoad(b_.getInt64Ty(), plane(kind, outcome, word), llvm::Align(8));
      return b_.CreateBitCast(bits, mask_type);
    };
    ir::OutcomeSet listed = ir::outcome_bit(frame_.program.otherwise);
    for (const planes::Program::Rule& rule : frame_.program.rules) {
      listed = static_cast<ir::OutcomeSet>(listed | ir::outcome_bit(rule.outcome));
    }
    llvm::Value* possible = splat(0);
    llvm::Value* outcome = splat(POL_NEEDS_INFORMATION);
    for (std::uint32_t i = 0; i < ir::kOutcomes; ++i) {
      if (((listed >> i) & 1U) == 0) continue;
      llvm::Value* bit =
          b_.CreateSelect(mask(ScratchPlanes::Kind::Possible, i), splat(std::uint64_t{1} << i), splat(0));
      possible = b_.CreateOr(possible, bit);
      if (i != POL_NEEDS_INFORMATION) outcome = b_.CreateSelect(mask(ScratchPlanes::Kind::Only, i), splat(i), outcome);
    }
    llvm::Value* row = b_.CreateAdd(first_row, b_.CreateMul(word, b_.getInt64(kWordRows)));
    b_.CreateAlignedStore(possible, frame_.address(possible_, row), llvm::Align(1));
    b_.CreateAlignedStore(outcome, frame_.address(outcome_, row), llvm::Align(1));
  }

  ColumnFrame& frame_;
  llvm::IRBuilder<>& b_;
  llvm::Function* function_;
  unsigned words_;
  llvm::Value *outcome_ = nullptr, *possible_ = nullptr;
};

}  // namespace

void emit_columns(const ir::Policy& policy, const planes::Program& program, const columns::Plan& plan, int level,
                  bool with_criteria, llvm::Module& module, std::uint64_t& scratch_bytes) {
  llvm::IRBuilder<> builder(module.getContext());
  llvm::FunctionType* type = llvm::FunctionType::get(builder.getVoidTy(), {builder.getPtrTy()}, false);
  llvm::Function* function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage,
                                                    with_criteria ? kCriteriaName : kColumnsName, module);
  function->setDoesNotThrow();
  function->addFnAttr(llvm::Attribute::NoRecurse);
  function->addFnAttr("frame-pointer", "none");
  if (level >= 4) {  // else registers of half the width are preferred
    function->addFnAttr("prefer-vector-width", "512");
    function->addFnAttr("min-legal-vector-width", "512");
  }
  ScratchPlanes planes;
  ColumnFrame frame{policy,
                    program,
                    plan,
                    with_criteria ? plan.with_criteria : plan.decides,
                    with_criteria ? static_cast<std::uint32_t>(plan.inputs.list().size()) : plan.decide_inputs,
                    builder,
                    planes};
  ColumnsEmitter(frame, function, level).emit(with_criteria);
  scratch_bytes = std::max(scratch_bytes, planes.bytes());
}

}  // namespace pol::codegen
