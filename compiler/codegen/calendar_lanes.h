#pragma once
// The calendar on vectors of days (int32 since 1970-01-01), for days from 1900 to 2200. Without division and without tables.

#include <llvm/IR/IRBuilder.h>

namespace pol::codegen {

/// Months counted as in pol_month_key: `year * 12 + month`, month 1 to 12; and the day in its month.
struct MonthDay {
  llvm::Value* month = nullptr;
  llvm::Value* day = nullptr;
};

class CalendarLanes {
 public:
  CalendarLanes(llvm::IRBuilder<>& builder, llvm::Type* lanes) : b_(builder), lanes_(lanes) {}

  MonthDay split(llvm::Value* days);
  /// Moved by months (at most a hundred years), the day clamped to the month's end.
  MonthDay moved(MonthDay at, int months);
  llvm::Value* days_of(MonthDay at);

  llvm::Value* key(MonthDay at);
  /// The same with day 31 where it is the last of its month.
  llvm::Value* key_up(MonthDay at);
  /// Of a day by its successor: one less than that one's key. Orders keys as key_up does, in fewer steps.
  llvm::Value* key_up_of(llvm::Value* days);

  /// The latest day whose key is no later than `key`, whose day may be 0 to 31; and the day after it.
  MonthDay last_until(llvm::Value* key);
  MonthDay next_day(MonthDay at);

  llvm::Value* days_in(llvm::Value* month);
  llvm::Value* twelfth(llvm::Value* months);  ///< of 0 to 40,000, rounded down

 private:
  llvm::Value* splat(std::int64_t value) { return llvm::ConstantInt::getSigned(lanes_, value); }
  llvm::Value* one_if(llvm::Value* condition) { return b_.CreateZExt(condition, lanes_); }
  llvm::Value* mul(llvm::Value* a, std::int64_t b) { return b_.CreateMul(a, splat(b)); }
  llvm::Value* add(llvm::Value* a, std::int64_t b) { return b_.CreateAdd(a, splat(b)); }
  llvm::Value* shr(llvm::Value* a, std::int64_t bits) { return b_.CreateLShr(a, splat(bits)); }

  llvm::IRBuilder<>& b_;
  llvm::Type* lanes_;  ///< vector of i32
};

}  // namespace pol::codegen
