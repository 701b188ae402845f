#include "compiler/codegen/calendar_lanes.h"

namespace pol::codegen {

// A year begins on the first of March, so that the leap day is its last. Years are counted from 1896 as if every fourth
// were a leap year; the three that are none (1900, 2100, 2200) are put right by counting a day more behind them.
CivilLanes CalendarLanes::split(llvm::Value* days) {
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
  return {year, shr(t, 16), add(shr(mul(b_.CreateAnd(t, splat(0xFFFF)), 31345), 26), 1)};
}

llvm::Value* CalendarLanes::twelfth(llvm::Value* months) { return shr(mul(months, 43691), 19); }

CivilLanes CalendarLanes::of_month(llvm::Value* month, llvm::Value* day) {
  llvm::Value* from_march = add(month, -3);
  llvm::Value* year = twelfth(from_march);
  return {add(year, -1896), add(b_.CreateSub(from_march, mul(year, 12)), 3), day};
}

CivilLanes CalendarLanes::moved(const CivilLanes& at, int months) {
  const int years = months >= 0 ? months / 12 : -((11 - months) / 12);
  const int rest = months - 12 * years;
  const auto later = [&](int by) {
    llvm::Value*& known = later_years_[{at.year, by}];
    if (known == nullptr) known = add(at.year, by);
    return known;
  };
  if (rest == 0) return {later(years), at.month, at.day};
  llvm::Value* month = add(at.month, rest);
  llvm::Value* is_next = b_.CreateICmpSGT(month, splat(14));
  const CivilLanes result{b_.CreateSelect(is_next, later(years + 1), later(years)),
                          b_.CreateSelect(is_next, add(month, -12), month), at.day};
  februaries_[result.year] = b_.CreateSelect(is_next, february(later(years + 1)), february(later(years)));
  return result;
}

CivilLanes CalendarLanes::years_before(const CivilLanes& at, llvm::Value* years) {
  return {b_.CreateSub(at.year, years), at.month, at.day};
}

/// How many days the February has that ends the year.
llvm::Value* CalendarLanes::february(llvm::Value* year) {
  llvm::Value*& known = februaries_[year];
  if (known != nullptr) return known;
  llvm::Value* since_1700 = add(year, 1896 + 1 - 1700);
  llvm::Value* century = shr(mul(since_1700, 5243), 19);
  llvm::Value* is_full = b_.CreateICmpEQ(mul(century, 100), since_1700);
  // Of the full centuries every fourth has a leap day: 1700 was one after 1600.
  llvm::Value* fourth = b_.CreateAnd(b_.CreateSelect(is_full, add(century, 1), since_1700), splat(3));
  known = b_.CreateSelect(b_.CreateICmpEQ(fourth, splat(0)), splat(29), splat(28));
  return known;
}

llvm::Value* CalendarLanes::days_in(const CivilLanes& at) {
  constexpr int kLong = 1 << 3 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 10 | 1 << 12 | 1 << 13;
  llvm::Value* usual = add(b_.CreateAnd(b_.CreateLShr(splat(kLong), at.month), splat(1)), 30);
  return b_.CreateSelect(b_.CreateICmpEQ(at.month, splat(14)), february(at.year), usual);
}

CivilLanes CalendarLanes::clamped(const CivilLanes& at) {
  llvm::Value* last = days_in(at);
  return {at.year, at.month, b_.CreateSelect(b_.CreateICmpSGT(at.day, last), last, at.day)};
}

CivilLanes CalendarLanes::raised(const CivilLanes& at) {
  llvm::Value* is_last = b_.CreateICmpSGE(at.day, days_in(at));
  return {at.year, at.month, b_.CreateSelect(is_last, splat(31), at.day)};
}

llvm::Value* CalendarLanes::days_of(const CivilLanes& at) {
  llvm::Value* year = add(at.year, 1896);
  llvm::Value* century = shr(mul(year, 5243), 19);
  llvm::Value* days = b_.CreateAdd(mul(year, 365), shr(year, 2));
  days = b_.CreateAdd(b_.CreateSub(days, century), shr(century, 2));
  days = b_.CreateAdd(days, shr(mul(add(mul(add(at.month, -3), 153), 2), 52429), 18));
  return b_.CreateAdd(days, add(at.day, -1 - 719468));
}

llvm::Value* CalendarLanes::month_count(const CivilLanes& at) {
  llvm::Value*& known = month_counts_[{at.year, at.month}];
  if (known == nullptr) known = b_.CreateShl(add(b_.CreateAdd(mul(at.year, 12), at.month), 12 * 1896), splat(5));
  return known;
}

llvm::Value* CalendarLanes::key(const CivilLanes& at) { return b_.CreateAdd(month_count(at), at.day); }

llvm::Value* CalendarLanes::key_after(const CivilLanes& at) {
  llvm::Value* is_last = b_.CreateICmpSGE(at.day, days_in(at));
  llvm::Value* month = month_count(at);
  return b_.CreateSelect(is_last, add(month, 33), b_.CreateAdd(month, add(at.day, 1)));
}

}  // namespace pol::codegen
