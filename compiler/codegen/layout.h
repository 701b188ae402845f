#pragma once
// Reads of a row (planes/program.h) in LLVM IR, shared by the emitters of `decide` and `trace`.

#include <llvm/IR/IRBuilder.h>

#include "compiler/planes/program.h"

namespace pol::codegen {

/// Some atoms of one word: `plain` as they stand, `negated` by their opposite. No atom is in both.
struct AtomMask {
  std::uint32_t word = 0;
  std::uint64_t plain = 0;
  std::uint64_t negated = 0;
};

/// Emits loads from the row that `row` points at.
class RowReader {
 public:
  RowReader(const planes::Program& program, llvm::IRBuilder<>& builder, llvm::Value* row)
      : program_(program), builder_(builder), row_(row) {}

  /// i1: some literal of the mask is no; every literal of it is yes.
  llvm::Value* some_is_no(const AtomMask& mask);
  llvm::Value* all_are_yes(const AtomMask& mask);

  /// How many literals of the mask are yes; are no. i64.
  llvm::Value* count_yes(const AtomMask& mask);
  llvm::Value* count_no(const AtomMask& mask);

  /// i1: `lhs < rhs` surely; possibly.
  llvm::Value* surely_less(const planes::Node& less);
  llvm::Value* possibly_less(const planes::Node& less);

 private:
  enum class End { Low, High };
  /// The narrowest aligned piece of a word that holds all bits asked for: short encodings, one load.
  struct Piece {
    unsigned bits = 64;
    unsigned shift = 0;
  };
  static Piece piece_of(std::uint64_t bits);
  /// Bits of the mask's literals that are yes (`want_yes`) or no, in the piece.
  llvm::Value* literals(const AtomMask& mask, bool want_yes, Piece piece);
  llvm::Value* masked_plane(bool yes_plane, std::uint32_t word, std::uint64_t bits, Piece piece);
  llvm::Value* load_at(llvm::Type* type, std::uint64_t offset);
  llvm::Value* is_less(const planes::Side& a, End a_end, const planes::Side& b, End b_end);
  /// The end of a slot as stored: i32, or i64 of a wide one.
  llvm::Value* stored(const planes::Side& side, End end);
  /// The end of a side, moved by months and constants: i64.
  llvm::Value* moved(const planes::Side& side, End end);
  bool is_wide(const planes::Side& side) const;

  const planes::Program& program_;
  llvm::IRBuilder<>& builder_;
  llvm::Value* row_;
};

/// Declares `name(row, …)` with what every function of ours promises: it unwinds nothing and reads a whole row.
llvm::Function* declare(const planes::Program& program, llvm::Module& module, const char* name,
                        llvm::FunctionType* type, bool visible);

}  // namespace pol::codegen
