#pragma once
// The calendar on vectors of days (int32 since 1970-01-01), for days from 1900 to 2200. Without division and without
// tables.

#include <llvm/IR/IRBuilder.h>

#include <map>
#include <utility>

namespace pol::codegen {

/// A day in its month. Years begin with March and are counted from 1896, months from 3 (March) to 14 (February), so
/// that `12 * (1896 + year) + month` counts months as pol_month_key does.
struct CivilLanes {
  llvm::Value *year = nullptr, *month = nullptr, *day = nullptr;
};

class CalendarLanes {
 public:
  CalendarLanes(llvm::IRBuilder<>& builder, llvm::Type* lanes) : b_(builder), lanes_(lanes) {}

  CivilLanes split(llvm::Value* days);
  /// Of a month counted as in pol_month_key, 12 to 40,000.
  CivilLanes of_month(llvm::Value* month, llvm::Value* day);
  /// Moved by months (at most a hundred years); the day may come to lie beyond the month's end.
  CivilLanes moved(const CivilLanes& at, int months);
  /// The same in another year.
  CivilLanes years_before(const CivilLanes& at, llvm::Value* years);
  /// No later than the month's end.
  CivilLanes clamped(const CivilLanes& at);
  /// With day 31 where it is the month's last, or beyond.
  CivilLanes raised(const CivilLanes& at);
  llvm::Value* days_of(const CivilLanes& at);
  llvm::Value* key(const CivilLanes& at);
  /// The key of the day after one that may lie beyond its month's end.
  llvm::Value* key_after(const CivilLanes& at);

  llvm::Value* twelfth(llvm::Value* months);  ///< of 0 to 40,000, rounded down

 private:
  llvm::Value* splat(std::int64_t value) { return llvm::ConstantInt::getSigned(lanes_, value); }
  llvm::Value* mul(llvm::Value* a, std::int64_t b) { return b_.CreateMul(a, splat(b)); }
  llvm::Value* add(llvm::Value* a, std::int64_t b) { return b == 0 ? a : b_.CreateAdd(a, splat(b)); }
  llvm::Value* shr(llvm::Value* a, std::int64_t bits) { return b_.CreateLShr(a, splat(bits)); }
  llvm::Value* days_in(const CivilLanes& at);
  llvm::Value* february(llvm::Value* year);
  llvm::Value* month_count(const CivilLanes& at);

  llvm::IRBuilder<>& b_;
  llvm::Type* lanes_;  ///< vector of i32
  // By what they are of: policies move one date by many months.
  std::map<llvm::Value*, llvm::Value*> februaries_;
  std::map<std::pair<llvm::Value*, int>, llvm::Value*> later_years_;
  std::map<std::pair<llvm::Value*, llvm::Value*>, llvm::Value*> month_counts_;
};

}  // namespace pol::codegen
