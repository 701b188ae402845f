#pragma once
// Numbers and dates of 16 rows: ranges, records, comparisons. What comes out are planes in the scratch.

#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "compiler/codegen/calendar_lanes.h"
#include "compiler/codegen/column_frame.h"

namespace pol::codegen {

inline constexpr unsigned kLanes = 16;

class NumberLanes {
 public:
  explicit NumberLanes(ColumnFrame& frame);

  /// Emits all of it for the rows from `row` on, the group `group` of 16 of its block (both i64).
  void emit(llvm::Value* row, llvm::Value* group);

 private:
  using Part = ColumnFrame::Part;
  /// What a date or number may be; one value where both ends are the same.
  struct Ends {
    llvm::Value *low = nullptr, *high = nullptr;
  };
  struct Known {
    llvm::Value* value = nullptr;
    llvm::Value* has = nullptr;  ///< a mask
  };
  /// A birth date between bounds.
  struct Birth {
    llvm::Value* has_bounds = nullptr;  ///< it is not documented, and an age is
    llvm::Value *low = nullptr, *high = nullptr;  ///< month keys
  };

  llvm::Value* load(columns::InputIndex input, Part part, llvm::Type* type, std::uint64_t bits);
  llvm::Value* bits(columns::InputIndex input, Part part);
  llvm::Value* splat(llvm::Type* lanes, std::int64_t value) { return llvm::ConstantInt::getSigned(lanes, value); }
  /// A condition on lanes as a mask; of two vectors, lane by lane, by a mask.
  llvm::Value* bits_of(llvm::Value* condition);
  llvm::Value* select(llvm::Value* mask, llvm::Value* then, llvm::Value* otherwise);
  void store(ScratchPlanes::Kind kind, std::uint32_t of, llvm::Value* mask);

  llvm::Value* has_value(ir::FactId fact);  ///< documented as a value, or derived
  llvm::Value* value(ir::FactId fact);      ///< anything where it has none
  llvm::Value* documented_value(ir::FactId fact);
  llvm::Value* is_outside(llvm::Value* value, llvm::Value* low, llvm::Value* high);
  llvm::Value* scaled(columns::InputIndex input);
  llvm::Value* date(columns::InputIndex input);

  void emit_episode(const ir::Record& record, std::uint32_t index);
  void emit_age(const ir::Record& record, std::uint32_t index);
  llvm::Value* bound_birth(const ir::Record& record, llvm::Value* birth_key);
  Ends birth_by_age(const ir::Record& record, ir::FactId age);
  void derive(ir::FactId fact, llvm::Value* value, llvm::Value* is_open_and_found);

  void emit_less(planes::NodeIndex index);
  llvm::Value* slot_value(std::uint32_t slot, std::int32_t months);
  llvm::Value* slot_value_of(const planes::Slot& slot, std::int32_t months, ir::FactId fact);
  llvm::Value* measure(const planes::Slot& slot, std::int32_t months, llvm::Value* days);
  Ends open_ends(const planes::Slot& slot, std::int32_t months, llvm::Type* lanes);
  Ends slot_ends(std::uint32_t slot, std::int32_t months);
  llvm::Value* key_of(const planes::Slot& slot, const CivilLanes& at);
  const CivilLanes& split(ir::FactId fact);
  bool is_wide(const planes::Side& side) const;

  ColumnFrame& frame_;
  llvm::IRBuilder<>& b_;
  llvm::FixedVectorType *i32_, *i64_;
  llvm::IntegerType* mask_;  ///< a bit a lane: logic on vectors of i1 costs the code generator minutes
  CalendarLanes calendar_;
  llvm::Value *row_ = nullptr, *group_ = nullptr, *today_ = nullptr;
  std::map<columns::InputIndex, llvm::Value*> documented_, has_documented_;
  std::map<ir::FactId, Known> derived_;
  std::map<ir::FactId, Birth> births_;
  std::map<std::tuple<planes::Slot::Kind, ir::FactId, std::int32_t>, llvm::Value*> slots_;  ///< the last: months
  std::map<std::pair<std::uint32_t, std::uint32_t>, llvm::Value*> differences_;
  std::map<ir::FactId, CivilLanes> civil_;
  CivilLanes raised_today_;
};

}  // namespace pol::codegen
