// `trace`: every node in order, no branches.

#include "compiler/codegen/emit.h"
#include "compiler/codegen/layout.h"
#include "compiler/support/result.h"

namespace pol::codegen {

using planes::Node;
using planes::NodeIndex;

namespace {

/// A truth is an i8: bit 0 is yes, bit 1 is "may be yes", that is not no. So No = 0, Unknown = 2, Yes = 3, and
/// Kleene's and and or are the bitwise ones.
class TraceEmitter {
 public:
  TraceEmitter(const planes::Program& program, llvm::IRBuilder<>& builder, llvm::Value* row)
      : program_(program), builder_(builder), reader_(program, builder, row) {}

  void emit_all(llvm::Value* truths) {
    values_.reserve(program_.nodes.size());
    for (std::size_t i = 0; i < program_.nodes.size(); ++i) {
      llvm::Value* value = emit(program_.nodes[i]);
      values_.push_back(value);
      llvm::Value* as_planes = builder_.CreateXor(value, builder_.getInt8(2));
      llvm::Value* address = builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), truths, i);
      builder_.CreateAlignedStore(as_planes, address, llvm::Align(1));
    }
  }

 private:
  llvm::Value* emit(const Node& node) {
    switch (node.op) {
      case Node::Op::Constant:
        return builder_.getInt8(constant(node.constant));
      case Node::Op::Atom: {
        const AtomMask mask{node.atom / 64, std::uint64_t{1} << (node.atom % 64), 0};
        return from_bits(reader_.all_are_yes(mask), builder_.CreateNot(reader_.some_is_no(mask)));
      }
      case Node::Op::Less:
        return from_bits(reader_.surely_less(node), reader_.possibly_less(node));
      case Node::Op::And:
        return fold(node, [&](llvm::Value* a, llvm::Value* b) { return builder_.CreateAnd(a, b); });
      case Node::Op::Or:
        return fold(node, [&](llvm::Value* a, llvm::Value* b) { return builder_.CreateOr(a, b); });
      case Node::Op::Not:
        return negated(values_[node.children.front()]);
      case Node::Op::AtLeast:
        return at_least(node);
      case Node::Op::Known:
        return known(node);
      case Node::Op::Shown: {
        // Yes, or may be yes and the signs are yes; no only where the finding is no.
        llvm::Value* finding = values_[node.children[0]];
        llvm::Value* may_be = builder_.CreateLShr(finding, builder_.getInt8(1));
        llvm::Value* by_signs = builder_.CreateAnd(may_be, values_[node.children[1]]);
        return builder_.CreateOr(finding, builder_.CreateAnd(by_signs, builder_.getInt8(1)));
      }
    }
    POL_BUG("operation out of range");
  }

  static std::uint8_t constant(ir::Truth truth) {
    switch (truth) {
      case ir::Truth::No:
        return 0;
      case ir::Truth::Unknown:
        return 2;
      case ir::Truth::Yes:
        return 3;
    }
    POL_BUG("truth out of range");
  }

  llvm::Value* from_bits(llvm::Value* yes, llvm::Value* may_be) {
    llvm::Type* i8 = builder_.getInt8Ty();
    llvm::Value* high = builder_.CreateShl(builder_.CreateZExt(may_be, i8), builder_.getInt8(1));
    return builder_.CreateOr(builder_.CreateZExt(yes, i8), high);
  }

  template <class Join>
  llvm::Value* fold(const Node& node, Join join) {
    llvm::Value* result = values_[node.children.front()];
    for (std::size_t i = 1; i < node.children.size(); ++i) result = join(result, values_[node.children[i]]);
    return result;
  }

  /// Yes where one child is, no where one child is.
  llvm::Value* known(const Node& node) {
    const auto is_yes = [&](llvm::Value* value) { return builder_.CreateAnd(value, builder_.getInt8(1)); };
    llvm::Value* yes = builder_.getInt8(0);
    llvm::Value* may_be = builder_.getInt8(2);
    for (const NodeIndex child : node.children) {
      yes = builder_.CreateOr(yes, is_yes(values_[child]));
      may_be = builder_.CreateAnd(may_be, values_[child]);
    }
    return builder_.CreateOr(yes, may_be);
  }

  /// Swaps the bits and flips them.
  llvm::Value* negated(llvm::Value* value) {
    llvm::Value* low = builder_.CreateLShr(value, builder_.getInt8(1));
    llvm::Value* high = builder_.CreateShl(value, builder_.getInt8(1));
    llvm::Value* swapped = builder_.CreateAnd(builder_.CreateOr(low, high), builder_.getInt8(3));
    return builder_.CreateXor(swapped, builder_.getInt8(3));
  }

  llvm::Value* at_least(const Node& node) {
    llvm::Type* i32 = builder_.getInt32Ty();
    llvm::Value* least = builder_.getInt32(0);
    llvm::Value* most = builder_.getInt32(0);
    for (const NodeIndex child : node.children) {
      llvm::Value* value = builder_.CreateZExt(values_[child], i32);
      least = builder_.CreateAdd(least, builder_.CreateAnd(value, builder_.getInt32(1)));
      most = builder_.CreateAdd(most, builder_.CreateLShr(value, builder_.getInt32(1)));
    }
    llvm::Value* k = builder_.getInt32(node.k);
    return from_bits(builder_.CreateICmpUGE(least, k), builder_.CreateICmpUGE(most, k));
  }

  const planes::Program& program_;
  llvm::IRBuilder<>& builder_;
  RowReader reader_;
  std::vector<llvm::Value*> values_;  // by node
};

}  // namespace

void emit_trace(const planes::Program& program, llvm::Module& module) {
  llvm::IRBuilder<> builder(module.getContext());
  llvm::Type* pointer = builder.getPtrTy();
  llvm::FunctionType* type = llvm::FunctionType::get(builder.getVoidTy(), {pointer, pointer}, false);
  llvm::Function* function = declare(program, module, kTraceName, type, true);
  function->getArg(1)->setName("truths");
  function->getArg(1)->addAttr(llvm::Attribute::NoAlias);
  builder.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "entry", function));
  TraceEmitter(program, builder, function->getArg(0)).emit_all(function->getArg(1));
  builder.CreateRetVoid();
}

}  // namespace pol::codegen
