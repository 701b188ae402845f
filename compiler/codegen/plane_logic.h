#pragma once
// Conditions on planes: a bit a row, as many rows at once as a vector has bits.

#include <array>
#include <functional>
#include <map>
#include <vector>

#include "compiler/codegen/column_frame.h"

namespace pol::codegen {

class PlaneLogic {
 public:
  /// `words`: 64-bit words at once; 1 for plain words, else a vector.
  PlaneLogic(ColumnFrame& frame, unsigned words);

  /// Emits all of it for the words from `word` on, the word `in_block` of its block (both i64). `irregular`, `exact`:
  /// where their words go. `truths`: null, or of pol_rows.
  struct Results {
    llvm::Value *irregular, *exact, *truths;
  };
  void emit(llvm::Value* word, llvm::Value* in_block, const Results& results);

 private:
  using Part = ColumnFrame::Part;
  using Kind = ScratchPlanes::Kind;
  struct Truth {
    llvm::Value *yes = nullptr, *no = nullptr;
  };
  /// Final: what is not documented lies in its range. Documented: it may be anything. Completed: as Documented, with
  /// open findings absent and open sets closed.
  enum class Mode : std::uint8_t { Final, Documented, Completed };

  llvm::Value* none() const { return llvm::Constant::getNullValue(lanes_); }
  llvm::Value* all() const { return llvm::Constant::getAllOnesValue(lanes_); }
  // What is constant is folded here: the builder folds only what is constant as a whole.
  llvm::Value* not_(llvm::Value* a);
  llvm::Value* and_(llvm::Value* a, llvm::Value* b);
  llvm::Value* or_(llvm::Value* a, llvm::Value* b);
  llvm::Value* and_not(llvm::Value* a, llvm::Value* b) { return and_(a, not_(b)); }
  llvm::Value* load(llvm::Value* base, llvm::Value* word);
  void store(llvm::Value* value, llvm::Value* base, llvm::Value* word);
  llvm::Value* bits(columns::InputIndex input, Part part);
  llvm::Value* scratch(Kind kind, std::uint32_t of);

  // Of facts, by their own column.
  llvm::Value* valid(ir::FactId fact);      ///< documented, or none
  llvm::Value* documented_none(ir::FactId fact);
  llvm::Value* has_value(ir::FactId fact);  ///< documented, derived or bounded
  llvm::Value* is_none(ir::FactId fact);    ///< documented or by default
  llvm::Value* is_open(ir::FactId fact);    ///< more than one value is left, none included
  llvm::Value* is_stated(ir::FactId fact);  ///< something is known of it: a value, none, a default
  bool has_default(ir::FactId fact) const { return frame_.policy.facts[fact].absent_means_no; }
  bool is_derived(ir::FactId fact) const;

  Truth truth(planes::NodeIndex root, Mode mode);
  Truth truth_of(const planes::Node& node, planes::NodeIndex index, Mode mode);
  Truth atom(std::uint32_t index, Mode mode);
  Truth less(planes::NodeIndex index, Mode mode);
  Truth at_least(const planes::Node& node, Mode mode);
  llvm::Value* count_reaches(const std::vector<llvm::Value*>& planes, std::size_t k);

  void emit_rules();
  llvm::Value* irregular();
  llvm::Value* is_proven();
  llvm::Value* has_open_gap();
  void emit_truths(llvm::Value* truths);

  ColumnFrame& frame_;
  llvm::IRBuilder<>& b_;
  unsigned words_;
  llvm::Type* lanes_;
  llvm::Value *word_ = nullptr, *in_block_ = nullptr;
  std::array<std::vector<Truth>, 3> truths_;
  std::map<llvm::Value*, llvm::Value*> opposites_;
  std::map<std::pair<columns::InputIndex, Part>, llvm::Value*> bits_;
  std::map<std::pair<Kind, std::uint32_t>, llvm::Value*> scratch_;
  llvm::Value* several_ = nullptr;  ///< more than one outcome stays possible
};

}  // namespace pol::codegen
