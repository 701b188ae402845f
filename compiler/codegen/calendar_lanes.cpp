#include "compiler/codegen/calendar_lanes.h"

namespace pol::codegen {

// A year begins on the first of March, so that the leap day is its last. Years are counted from 1896 as if every fourth
// were a leap year; the three that are none (1900, 2100, 2200) are put right by counting a day more behind them.
MonthDay CalendarLanes::split(llvm::Value* days) {
  constexpr int kMarch1896 = -26968, kMarch1900 = -25508, kMarch2100 = 47541, kMarch2200 = 84065;
  llvm::Value* julian = add(days, -kMarch1896);
  for (const int day : {kMarch1900, kMarch2100, kMarch2200}) {
    julian = b_.CreateSub(julian, b_.CreateSExt(b_.CreateICmpSGE(days, splat(day)), lanes_));
  }
  // (4 julian + 3) / 1461, in floats: exact, because half a step lies between any quotient and the next whole number.
  llvm::Type* floats = llvm::VectorType::get(b_.getFloatTy(), llvm::cast<llvm::VectorType>(lanes_)->getElementCount());
  llvm::Value* quarter_days = b_.CreateSIToFP(b_.CreateShl(julian, splat(2)), floats);
  llvm::Value* quotient = b_.CreateFMul(b_.CreateFAdd(quarter_days, llvm::ConstantFP::get(floats, 3.5)),
                                        llvm::ConstantFP::get(floats, 1.0F / 1461.0F));
  llvm::Value* year = b_.CreateFPToSI(quotient, lanes_);
  llvm::Value* day_of_year = b_.CreateSub(julian, shr(mul(year, 1461), 2));
  // Neri and Schneider, Euclidean affine functions and their application to calendar algorithms (2022).
  llvm::Value* t = add(mul(day_of_year, 2141), 197913);
  llvm::Value* month = b_.CreateAdd(mul(year, 12), add(shr(t, 16), 12 * 1896));
  llvm::Value* day = add(shr(mul(b_.CreateAnd(t, splat(0xFFFF)), 31345), 26), 1);
  return {month, day};
}

llvm::Value* CalendarLanes::twelfth(llvm::Value* months) { return shr(mul(months, 43691), 19); }

llvm::Value* CalendarLanes::days_in(llvm::Value* month) {
  llvm::Value* from_january = add(month, -1);
  llvm::Value* year = twelfth(from_january);
  llvm::Value* in_year = b_.CreateSub(from_january, mul(year, 12));
  constexpr int kLong = 0xAD5;  // by month: it has 31 days
  llvm::Value* usual = add(b_.CreateAnd(b_.CreateLShr(splat(kLong), in_year), splat(1)), 30);
  llvm::Value* century = shr(mul(year, 5243), 19);
  llvm::Value* is_full = b_.CreateICmpEQ(mul(century, 100), year);
  llvm::Value* is_leap = b_.CreateICmpEQ(b_.CreateAnd(b_.CreateSelect(is_full, century, year), splat(3)), splat(0));
  llvm::Value* february = b_.CreateAdd(splat(28), one_if(is_leap));
  return b_.CreateSelect(b_.CreateICmpEQ(in_year, splat(1)), february, usual);
}

MonthDay CalendarLanes::moved(MonthDay at, int months) {
  if (months == 0) return at;
  llvm::Value* month = add(at.month, months);
  llvm::Value* last = days_in(month);
  return {month, b_.CreateSelect(b_.CreateICmpSGT(at.day, last), last, at.day)};
}

llvm::Value* CalendarLanes::days_of(MonthDay at) {
  llvm::Value* from_march = add(at.month, -3);
  llvm::Value* year = twelfth(from_march);
  llvm::Value* in_year = b_.CreateSub(from_march, mul(year, 12));
  llvm::Value* century = shr(mul(year, 5243), 19);
  llvm::Value* days = b_.CreateAdd(mul(year, 365), shr(year, 2));
  days = b_.CreateAdd(b_.CreateSub(days, century), shr(century, 2));
  days = b_.CreateAdd(days, shr(mul(add(mul(in_year, 153), 2), 52429), 18));
  return b_.CreateAdd(days, add(at.day, -1 - 719468));
}

llvm::Value* CalendarLanes::key(MonthDay at) { return b_.CreateAdd(b_.CreateShl(at.month, splat(5)), at.day); }

llvm::Value* CalendarLanes::key_up(MonthDay at) {
  llvm::Value* is_last = b_.CreateICmpSGE(at.day, days_in(at.month));
  return key({at.month, b_.CreateSelect(is_last, splat(31), at.day)});
}

llvm::Value* CalendarLanes::key_up_of(llvm::Value* days) { return add(key(split(add(days, 1))), -1); }

MonthDay CalendarLanes::last_until(llvm::Value* key) {
  llvm::Value* day = b_.CreateAnd(key, splat(31));
  llvm::Value* month = b_.CreateAShr(key, splat(5));
  llvm::Value* is_before = b_.CreateICmpEQ(day, splat(0));  // the month's first
  month = b_.CreateSub(month, one_if(is_before));
  day = b_.CreateSelect(is_before, splat(31), day);
  llvm::Value* last = days_in(month);
  return {month, b_.CreateSelect(b_.CreateICmpSGT(day, last), last, day)};
}

MonthDay CalendarLanes::next_day(MonthDay at) {
  llvm::Value* is_last = b_.CreateICmpSGE(at.day, days_in(at.month));
  return {b_.CreateAdd(at.month, one_if(is_last)), b_.CreateSelect(is_last, splat(1), add(at.day, 1))};
}

}  // namespace pol::codegen
