#include "compiler/codegen/layout.h"

#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/Module.h>

#include <bit>

namespace pol::codegen {

using planes::Side;
using planes::Slot;

RowReader::Piece RowReader::piece_of(std::uint64_t bits) {
  const auto lowest = static_cast<unsigned>(std::countr_zero(bits));
  const unsigned highest = 63U - static_cast<unsigned>(std::countl_zero(bits));
  for (const unsigned width : {8U, 16U, 32U}) {
    if (lowest / width == highest / width) return {width, lowest / width * width};
  }
  return {};
}

llvm::Value* RowReader::load_at(llvm::Type* type, std::uint64_t offset) {
  llvm::Value* address = builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), row_, offset);
  const unsigned bytes = type->getIntegerBitWidth() / 8;
  llvm::LoadInst* load = builder_.CreateAlignedLoad(type, address, llvm::Align(bytes));
  load->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(builder_.getContext(), {}));
  return load;
}

llvm::Value* RowReader::masked_plane(bool yes_plane, std::uint32_t word, std::uint64_t bits, Piece piece) {
  const std::uint64_t base = (word + (yes_plane ? 0 : program_.words())) * 8;
  llvm::Value* plane = load_at(builder_.getIntNTy(piece.bits), base + piece.shift / 8);
  return builder_.CreateAnd(plane, builder_.getIntN(piece.bits, bits >> piece.shift));
}

llvm::Value* RowReader::literals(const AtomMask& mask, bool want_yes, Piece piece) {
  llvm::Value* plain = mask.plain == 0 ? nullptr : masked_plane(want_yes, mask.word, mask.plain, piece);
  llvm::Value* negated = mask.negated == 0 ? nullptr : masked_plane(!want_yes, mask.word, mask.negated, piece);
  if (plain == nullptr) return negated;
  return negated == nullptr ? plain : builder_.CreateOr(plain, negated);
}

llvm::Value* RowReader::some_is_no(const AtomMask& mask) {
  const Piece piece = piece_of(mask.plain | mask.negated);
  return builder_.CreateICmpNE(literals(mask, false, piece), builder_.getIntN(piece.bits, 0));
}

llvm::Value* RowReader::all_are_yes(const AtomMask& mask) {
  const std::uint64_t bits = mask.plain | mask.negated;
  const Piece piece = piece_of(bits);
  llvm::Value* yes = literals(mask, true, piece);
  // One bit: comparing with 0 needs no constant.
  if (std::has_single_bit(bits)) return builder_.CreateICmpNE(yes, builder_.getIntN(piece.bits, 0));
  return builder_.CreateICmpEQ(yes, builder_.getIntN(piece.bits, bits >> piece.shift));
}

llvm::Value* RowReader::count_yes(const AtomMask& mask) {
  return builder_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, literals(mask, true, Piece()));
}

llvm::Value* RowReader::count_no(const AtomMask& mask) {
  return builder_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, literals(mask, false, Piece()));
}

bool RowReader::is_wide(const Side& side) const {
  return side.kind == Side::Kind::Slot && program_.slots[side.slot].kind == Slot::Kind::Low64;
}

llvm::Value* RowReader::stored(const Side& side, End end) {
  const std::uint64_t cell = 16 * program_.words() + 8 * std::uint64_t{side.slot};
  if (is_wide(side)) return load_at(builder_.getInt64Ty(), cell + (end == End::High ? 8 : 0));
  return load_at(builder_.getInt32Ty(), cell + (end == End::High ? 4 : 0));
}

llvm::Value* RowReader::moved(const Side& side, End end) {
  if (side.kind == Side::Kind::Constant) return builder_.getInt64(static_cast<std::uint64_t>(side.add));
  llvm::Value* value = stored(side, end);
  if (side.months != 0) {
    llvm::Module& module = *builder_.GetInsertBlock()->getModule();
    llvm::Type* i32 = builder_.getInt32Ty();
    const llvm::FunctionCallee add_months = module.getOrInsertFunction("pol_add_months", i32, i32, i32);
    llvm::CallInst* call =
        builder_.CreateCall(add_months, {value, builder_.getInt32(static_cast<std::uint32_t>(side.months))});
    call->setDoesNotThrow();
    call->setDoesNotAccessMemory();
    value = call;
  }
  value = builder_.CreateSExt(value, builder_.getInt64Ty());
  if (side.add != 0) value = builder_.CreateAdd(value, builder_.getInt64(static_cast<std::uint64_t>(side.add)));
  return value;
}

llvm::Value* RowReader::is_less(const Side& a, End a_end, const Side& b, End b_end) {
  const auto is_plain = [&](const Side& side) {  // 32 bits suffice, nothing is added
    if (side.kind == Side::Kind::Constant) return side.add == static_cast<std::int32_t>(side.add);
    return !is_wide(side) && side.months == 0 && side.add == 0;
  };
  if (!is_plain(a) || !is_plain(b)) return builder_.CreateICmpSLT(moved(a, a_end), moved(b, b_end));
  const auto plain = [&](const Side& side, End end) -> llvm::Value* {
    if (side.kind == Side::Kind::Slot) return stored(side, end);
    return builder_.getInt32(static_cast<std::uint32_t>(side.add));
  };
  return builder_.CreateICmpSLT(plain(a, a_end), plain(b, b_end));
}

llvm::Value* RowReader::surely_less(const planes::Node& less) {
  return is_less(less.lhs, End::High, less.rhs, End::Low);
}

llvm::Value* RowReader::possibly_less(const planes::Node& less) {
  return is_less(less.lhs, End::Low, less.rhs, End::High);
}

llvm::Function* declare(const planes::Program& program, llvm::Module& module, const char* name,
                        llvm::FunctionType* type, bool visible) {
  llvm::Function* function = llvm::Function::Create(
      type, visible ? llvm::GlobalValue::ExternalLinkage : llvm::GlobalValue::InternalLinkage, name, module);
  function->setDoesNotThrow();
  function->addFnAttr(llvm::Attribute::NoRecurse);
  function->addFnAttr("frame-pointer", "none");
  llvm::Argument* row = function->getArg(0);
  row->setName("row");
  row->addAttr(llvm::Attribute::NoAlias);
  row->addAttr(llvm::Attribute::ReadOnly);
  llvm::LLVMContext& context = module.getContext();
  row->addAttr(llvm::Attribute::getWithAlignment(context, llvm::Align(8)));
  if (program.row_bytes() != 0) {
    row->addAttr(llvm::Attribute::getWithDereferenceableBytes(context, program.row_bytes()));
  }
  return function;
}

}  // namespace pol::codegen
