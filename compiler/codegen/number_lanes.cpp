#include "compiler/codegen/number_lanes.h"

#include <algorithm>

#include "compiler/columns/bounds.h"
#include "compiler/support/result.h"
#include "pol/calendar.h"

namespace pol::codegen {

using columns::Input;
using columns::InputIndex;
using ir::FactId;
using planes::Node;
using planes::NodeIndex;
using planes::Side;
using planes::Slot;

NumberLanes::NumberLanes(ColumnFrame& frame)
    : frame_(frame),
      b_(frame.builder),
      i32_(llvm::FixedVectorType::get(b_.getInt32Ty(), kLanes)),
      i64_(llvm::FixedVectorType::get(b_.getInt64Ty(), kLanes)),
      mask_(b_.getIntNTy(kLanes)),
      calendar_(b_, i32_) {}

void NumberLanes::emit(llvm::Value* row, llvm::Value* group) {
  row_ = row;
  group_ = group;
  today_ = value(frame_.policy.reference);
  for (std::uint32_t i = 0; i < frame_.plan.episodes.size(); ++i) {
    if (frame_.reads_record(*frame_.plan.episodes[i])) emit_episode(*frame_.plan.episodes[i], i);
  }
  for (std::uint32_t i = 0; i < frame_.plan.ages.size(); ++i) {
    if (frame_.reads_record(*frame_.plan.ages[i])) emit_age(*frame_.plan.ages[i], i);
  }
  for (NodeIndex i = 0; i < frame_.program.nodes.size(); ++i) {
    if (frame_.live[i] && frame_.program.nodes[i].op == Node::Op::Less) emit_less(i);
  }
  // What no comparison reads may be out of its range all the same.
  for (InputIndex i = 0; i < frame_.inputs_read; ++i) {
    const Input::Kind kind = frame_.plan.inputs.list()[i].kind;
    if (kind == Input::Kind::Number32 || kind == Input::Kind::Number64 || kind == Input::Kind::Date) {
      documented_value(frame_.plan.inputs.list()[i].fact);
    }
  }
}

llvm::Value* NumberLanes::load(InputIndex input, Part part, llvm::Type* type, std::uint64_t bits) {
  llvm::Value* at = b_.CreateLShr(b_.CreateMul(row_, b_.getInt64(bits)), b_.getInt64(3));
  return b_.CreateAlignedLoad(type, frame_.address(frame_.pointer_of(input, part), at), llvm::Align(1));
}

llvm::Value* NumberLanes::bits(InputIndex input, Part part) { return load(input, part, mask_, 1); }

llvm::Value* NumberLanes::bits_of(llvm::Value* condition) { return b_.CreateBitCast(condition, mask_); }

llvm::Value* NumberLanes::select(llvm::Value* mask, llvm::Value* then, llvm::Value* otherwise) {
  auto* lanes = llvm::FixedVectorType::get(b_.getInt1Ty(), kLanes);
  return b_.CreateSelect(b_.CreateBitCast(mask, lanes), then, otherwise);
}

void NumberLanes::store(ScratchPlanes::Kind kind, std::uint32_t of, llvm::Value* mask) {
  llvm::Value* base = frame_.address(frame_.scratch, frame_.planes.offset_of(kind, of));
  llvm::Value* at = frame_.address(base, b_.CreateMul(group_, b_.getInt64(kLanes / 8)));
  b_.CreateAlignedStore(mask, at, llvm::Align(kLanes / 8));
}

// --- facts

llvm::Value* NumberLanes::has_value(FactId fact) {
  if (const auto derived = derived_.find(fact); derived != derived_.end()) return derived->second.has;
  const InputIndex input = *frame_.plan.inputs.of(fact);
  llvm::Value*& has = has_documented_[input];
  if (has != nullptr) return has;
  has = bits(input, Part::Valid);
  if (frame_.policy.facts[fact].type.or_none) has = b_.CreateAnd(has, b_.CreateNot(bits(input, Part::None)));
  return has;
}

llvm::Value* NumberLanes::value(FactId fact) {
  const auto derived = derived_.find(fact);
  return derived == derived_.end() ? documented_value(fact) : derived->second.value;
}

llvm::Value* NumberLanes::documented_value(FactId fact) {
  const InputIndex input = *frame_.plan.inputs.of(fact);
  if (const auto known = documented_.find(input); known != documented_.end()) return known->second;
  llvm::Value* value = nullptr;
  switch (frame_.plan.inputs.list()[input].kind) {
    case Input::Kind::Number32:
      value = scaled(input);
      break;
    case Input::Kind::Number64: {
      const ir::Type& type = frame_.policy.facts[fact].type;
      value = load(input, Part::Values, i64_, 64);
      store(ScratchPlanes::Kind::OutOfRange, input, is_outside(value, splat(i64_, type.low), splat(i64_, type.high)));
      break;
    }
    case Input::Kind::Date:
      value = date(input);
      break;
    case Input::Kind::Finding:
    case Input::Kind::Codes8:
    case Input::Kind::Codes16:
    case Input::Kind::Set:
    case Input::Kind::Member:
    case Input::Kind::Count:
      POL_BUG("a number was asked for of a column that has none");
  }
  documented_.emplace(input, value);
  return value;
}

/// One comparison of distances, which wrap around. `low` is not above `high`.
llvm::Value* NumberLanes::is_outside(llvm::Value* value, llvm::Value* low, llvm::Value* high) {
  return bits_of(b_.CreateICmpUGT(b_.CreateSub(value, low), b_.CreateSub(high, low)));
}

llvm::Value* NumberLanes::scaled(InputIndex input) {
  constexpr std::uint64_t kScaleBytes = 12;
  const auto limit = [&](std::uint64_t field) {
    llvm::Value* at = frame_.address(frame_.scales, kScaleBytes * input + 4 * field);
    return b_.CreateVectorSplat(kLanes, b_.CreateAlignedLoad(b_.getInt32Ty(), at, llvm::Align(4)));
  };
  llvm::Value* raw = load(input, Part::Values, i32_, 32);
  store(ScratchPlanes::Kind::OutOfRange, input, is_outside(raw, limit(1), limit(2)));
  return b_.CreateMul(raw, limit(0));
}

llvm::Value* NumberLanes::date(InputIndex input) {
  const FactId fact = frame_.plan.inputs.list()[input].fact;
  llvm::Value* days = load(input, Part::Values, i32_, 32);
  const bool is_today = fact == frame_.policy.reference;
  const std::int32_t first = is_today ? columns::kFirstToday : columns::kFirstUsual;
  llvm::Value* last = today_;
  if (is_today) last = splat(i32_, columns::kLastToday);
  if (frame_.policy.facts[fact].planned && !is_today) last = splat(i32_, ir::kLastDay);
  store(ScratchPlanes::Kind::OutOfRange, input, is_outside(days, splat(i32_, first), last));
  return days;
}

// --- records

void NumberLanes::derive(FactId fact, llvm::Value* derived, llvm::Value* is_found) {
  const ir::Type& type = frame_.policy.facts[fact].type;
  llvm::Value* is_in_range = b_.CreateAnd(bits_of(b_.CreateICmpSGE(derived, splat(i32_, type.low))),
                                          bits_of(b_.CreateICmpSLE(derived, splat(i32_, type.high))));
  is_found = b_.CreateAnd(is_found, is_in_range);
  llvm::Value* documented = documented_value(fact);
  llvm::Value* has = has_value(fact);
  derived_[fact] = {select(is_found, derived, documented), b_.CreateOr(has, is_found)};
  store(ScratchPlanes::Kind::Known, fact.index, derived_[fact].has);
}

namespace {

/// Half units of one whole unit.
std::int64_t scale_of(const ir::Type& type) {
  std::int64_t scale = 2;
  for (int i = 0; i < ir::row_of(type.dimension).decimals; ++i) scale *= 10;
  return scale;
}

/// The values that `current` stands for.
ir::Members current_values(const ir::Policy& policy, const ir::Record& record) {
  for (const ir::Value& value : policy.value_sets[policy.facts[record.status].type.values].values) {
    if (value.name == "current") return value.covers;
  }
  return {};
}

}  // namespace

void NumberLanes::emit_episode(const ir::Record& record, std::uint32_t index) {
  llvm::Value* never = llvm::Constant::getNullValue(mask_);
  llvm::Value* has_start = record.start.is_set() ? has_value(record.start) : never;
  llvm::Value* has_end = record.end.is_set() ? has_value(record.end) : never;
  llvm::Value* start = record.start.is_set() ? value(record.start) : today_;
  llvm::Value* end = record.end.is_set() ? value(record.end) : today_;
  llvm::Value* is_current = never;
  llvm::Value* may_be_current = never;
  if (record.status.is_set()) {
    const InputIndex status = *frame_.plan.inputs.of(record.status);
    const ir::Fact& fact = frame_.policy.facts[record.status];
    const bool is_byte = frame_.plan.inputs.list()[status].kind == Input::Kind::Codes8;
    auto* codes_type = llvm::FixedVectorType::get(b_.getIntNTy(is_byte ? 8 : 16), kLanes);
    llvm::Value* code = load(status, Part::Values, codes_type, is_byte ? 8 : 16);
    for (const std::size_t current : current_values(frame_.policy, record).list()) {
      llvm::Value* is_it = bits_of(b_.CreateICmpEQ(code, llvm::ConstantInt::get(codes_type, current)));
      is_current = b_.CreateOr(is_current, b_.CreateAnd(is_it, has_value(record.status)));
    }
    if (!(fact.absent_means_no && fact.type.or_none)) may_be_current = b_.CreateNot(bits(status, Part::Valid));
  }
  // A planned end of what may still go on, or an end of what goes on: a single case knows what they come to.
  llvm::Value* clash = b_.CreateAnd(has_end, is_current);
  clash =
      b_.CreateOr(clash, b_.CreateAnd(b_.CreateAnd(has_end, may_be_current), bits_of(b_.CreateICmpSGT(end, today_))));
  clash = b_.CreateOr(clash, b_.CreateAnd(b_.CreateAnd(has_start, has_end), bits_of(b_.CreateICmpSGT(start, end))));
  store(ScratchPlanes::Kind::ClashInEpisode, index, clash);

  if (!record.length.is_set()) return;
  const ir::Type& length = frame_.policy.facts[record.length].type;
  if (length.dimension != ir::Dimension::Days) return;
  llvm::Value* is_open = b_.CreateNot(bits(*frame_.plan.inputs.of(record.length), Part::Valid));
  llvm::Value* until = select(has_end, end, today_);
  llvm::Value* is_found = b_.CreateAnd(b_.CreateAnd(is_open, has_start), b_.CreateOr(has_end, is_current));
  derive(record.length, b_.CreateMul(b_.CreateSub(until, start), splat(i32_, scale_of(length))), is_found);
}

const CivilLanes& NumberLanes::split(FactId fact) {
  CivilLanes& known = civil_[fact];
  if (known.year == nullptr) known = calendar_.split(value(fact));
  return known;
}

void NumberLanes::emit_age(const ir::Record& record, std::uint32_t index) {
  llvm::Value* birth = value(record.birth);
  llvm::Value* has_birth = has_value(record.birth);
  llvm::Value* birth_key = calendar_.key(split(record.birth));
  raised_today_ = calendar_.raised(split(frame_.policy.reference));
  llvm::Value* clash = bound_birth(record, birth_key);

  llvm::Value* has_age = llvm::Constant::getNullValue(mask_);
  llvm::Value* is_none = llvm::Constant::getNullValue(mask_);
  for (const FactId fact : {record.birth, record.years, record.months}) {
    if (!fact.is_set()) continue;
    has_age = b_.CreateOr(has_age, has_value(fact));
    if (!frame_.policy.facts[fact].type.or_none) continue;
    is_none = b_.CreateOr(is_none, bits(*frame_.plan.inputs.of(fact), Part::None));
  }
  store(ScratchPlanes::Kind::ClashInAge, index, b_.CreateOr(clash, b_.CreateAnd(is_none, has_age)));

  // Completed months from the birth date; completed years from these, however they are known.
  llvm::Value* lived = b_.CreateSub(calendar_.key(raised_today_), birth_key);
  llvm::Value* months = b_.CreateAShr(lived, splat(i32_, 5));
  llvm::Value* is_found = has_birth;
  llvm::Value* months_for_years = months;
  if (record.months.is_set()) {
    const std::int64_t scale = scale_of(frame_.policy.facts[record.months].type);
    llvm::Value* documented = b_.CreateUDiv(documented_value(record.months), splat(i32_, scale));
    llvm::Value* has_months = has_value(record.months);
    months_for_years = select(has_birth, months, documented);
    is_found = b_.CreateOr(has_birth, has_months);
    llvm::Value* is_open = b_.CreateNot(bits(*frame_.plan.inputs.of(record.months), Part::Valid));
    derive(record.months, b_.CreateMul(months, splat(i32_, scale)), b_.CreateAnd(is_open, has_birth));
  }
  if (record.years.is_set()) {
    const std::int64_t scale = scale_of(frame_.policy.facts[record.years].type);
    llvm::Value* is_open = b_.CreateNot(bits(*frame_.plan.inputs.of(record.years), Part::Valid));
    llvm::Value* years = b_.CreateMul(calendar_.twelfth(months_for_years), splat(i32_, scale));
    derive(record.years, years, b_.CreateAnd(is_open, is_found));
  }
  derived_[record.birth] = {birth, has_birth};
}

/// The keys of the first and the last day on which somebody of that age today may have been born.
NumberLanes::Ends NumberLanes::birth_by_age(const ir::Record& record, FactId age) {
  const std::int64_t scale = scale_of(frame_.policy.facts[age].type);
  llvm::Value* units = b_.CreateUDiv(documented_value(age), splat(i32_, scale));
  const CivilLanes& today = raised_today_;
  if (age == record.years) {
    const CivilLanes latest = calendar_.years_before(today, units);
    return {calendar_.key_after(calendar_.moved(latest, -12)), calendar_.key(calendar_.clamped(latest))};
  }
  llvm::Value* this_month = b_.CreateAShr(calendar_.key(today), splat(i32_, 5));
  const CivilLanes latest = calendar_.of_month(b_.CreateSub(this_month, units), today.day);
  return {calendar_.key_after(calendar_.moved(latest, -1)), calendar_.key(calendar_.clamped(latest))};
}

/// Where the birth date is not documented, the days that an age leaves. Gives where ages and birth date do not fit.
llvm::Value* NumberLanes::bound_birth(const ir::Record& record, llvm::Value* birth_key) {
  llvm::Value* has_birth = has_value(record.birth);
  llvm::Value* clash = llvm::Constant::getNullValue(mask_);
  llvm::Value* has_bounds = llvm::Constant::getNullValue(mask_);
  Ends bounds;
  for (const FactId age : {record.years, record.months}) {
    if (!age.is_set()) continue;
    const Ends by_age = birth_by_age(record, age);
    llvm::Value* has_age = has_value(age);
    llvm::Value* fits = b_.CreateAnd(bits_of(b_.CreateICmpSLE(by_age.low, birth_key)),
                                     bits_of(b_.CreateICmpSLE(birth_key, by_age.high)));
    clash = b_.CreateOr(clash, b_.CreateAnd(b_.CreateAnd(has_birth, has_age), b_.CreateNot(fits)));
    // Born before the calendar begins.
    llvm::Value* is_too_old = bits_of(b_.CreateICmpSLT(by_age.high, splat(i32_, pol_month_key(ir::kFirstDay))));
    clash = b_.CreateOr(clash, b_.CreateAnd(has_age, is_too_old));
    if (bounds.low == nullptr) {
      bounds = by_age;
    } else {
      // Of both ages, what both leave.
      llvm::Value* is_later = bits_of(b_.CreateICmpSGT(by_age.low, bounds.low));
      llvm::Value* is_earlier = bits_of(b_.CreateICmpSLT(by_age.high, bounds.high));
      llvm::Value* is_first = b_.CreateNot(has_bounds);
      bounds.low = select(b_.CreateAnd(has_age, b_.CreateOr(is_first, is_later)), by_age.low, bounds.low);
      bounds.high = select(b_.CreateAnd(has_age, b_.CreateOr(is_first, is_earlier)), by_age.high, bounds.high);
      llvm::Value* is_empty = bits_of(b_.CreateICmpSGT(bounds.low, bounds.high));
      clash = b_.CreateOr(clash, b_.CreateAnd(b_.CreateAnd(has_age, has_bounds), is_empty));
    }
    has_bounds = b_.CreateOr(has_bounds, has_age);
  }
  if (bounds.low == nullptr) return clash;
  has_bounds = b_.CreateAnd(has_bounds, b_.CreateNot(has_birth));
  births_[record.birth] = {has_bounds, bounds.low, bounds.high};
  store(ScratchPlanes::Kind::HasBounds, record.birth.index, has_bounds);
  store(ScratchPlanes::Kind::Known, record.birth.index, b_.CreateOr(has_bounds, has_birth));
  // Columns know these bounds by their plain month keys only.
  const bool needs_more = std::any_of(frame_.program.slots.begin(), frame_.program.slots.end(), [&](const Slot& slot) {
    return slot.fact == record.birth && (slot.kind != Slot::Kind::Month || slot.months != 0);
  });
  return needs_more ? b_.CreateOr(clash, has_bounds) : clash;
}

// --- comparisons

llvm::Value* NumberLanes::key_of(const Slot& slot, const CivilLanes& at) {
  const CivilLanes moved = calendar_.moved(at, slot.months);
  return calendar_.key(slot.kind == Slot::Kind::MonthUp ? calendar_.raised(moved)
                       : slot.months != 0               ? calendar_.clamped(moved)
                                                        : moved);
}

/// Of a day that is a slot's fact, what the slot holds of it.
llvm::Value* NumberLanes::measure(const Slot& slot, std::int32_t months, llvm::Value* days) {
  if (days == today_) return slot_value_of(slot, months, frame_.policy.reference);
  if (slot.kind == Slot::Kind::Month || slot.kind == Slot::Kind::MonthUp) return key_of(slot, calendar_.split(days));
  if (months == 0) return days;
  return calendar_.days_of(calendar_.clamped(calendar_.moved(calendar_.split(days), months)));
}

/// The same of a fact, whose parts are found once.
llvm::Value* NumberLanes::slot_value_of(const Slot& slot, std::int32_t months, FactId fact) {
  llvm::Value*& known = slots_[{slot.kind, fact, months != 0 ? months : slot.months}];
  if (known != nullptr) return known;
  if (slot.kind == Slot::Kind::Month || slot.kind == Slot::Kind::MonthUp) {
    known = key_of(slot, split(fact));
  } else {
    known = months == 0 ? value(fact) : calendar_.days_of(calendar_.clamped(calendar_.moved(split(fact), months)));
  }
  return known;
}

llvm::Value* NumberLanes::slot_value(std::uint32_t index, std::int32_t months) {
  const Slot& slot = frame_.program.slots[index];
  return slot_value_of(slot, months, slot.fact);
}

/// What the slot holds of a fact that is not documented.
NumberLanes::Ends NumberLanes::open_ends(const Slot& slot, std::int32_t months, llvm::Type* lanes) {
  const ir::Fact& fact = frame_.policy.facts[slot.fact];
  if (fact.type.kind != ir::FactKind::Date) return {splat(lanes, fact.type.low), splat(lanes, fact.type.high)};
  return {measure(slot, months, splat(i32_, ir::kFirstDay)),
          measure(slot, months, fact.planned ? splat(i32_, ir::kLastDay) : today_)};
}

/// Of a slot whose fact may be known between bounds, or not at all.
NumberLanes::Ends NumberLanes::slot_ends(std::uint32_t index, std::int32_t months) {
  const Slot& slot = frame_.program.slots[index];
  if (slot.kind == Slot::Kind::Count) {
    const InputIndex input = frame_.plan.inputs.count(slot.fact);
    return {load(input, Part::Values, i32_, 32), load(input, Part::Valid, i32_, 32)};
  }
  llvm::Value* known = slot_value(index, months);
  if (slot.fact == frame_.policy.reference) return {known, known};
  Ends open = open_ends(slot, months, known->getType());
  if (const auto birth = births_.find(slot.fact);
      birth != births_.end() && slot.kind == Slot::Kind::Month && slot.months == 0) {
    open.low = select(birth->second.has_bounds, birth->second.low, open.low);
    open.high = select(birth->second.has_bounds, birth->second.high, open.high);
  }
  llvm::Value* has = has_value(slot.fact);
  return {select(has, known, open.low), select(has, known, open.high)};
}

bool NumberLanes::is_wide(const Side& side) const {
  return side.kind == Side::Kind::Slot && frame_.program.slots[side.slot].kind == Slot::Kind::Low64;
}

void NumberLanes::emit_less(NodeIndex index) {
  const Node& node = frame_.program.nodes[index];
  llvm::Type* lanes = is_wide(node.lhs) || is_wide(node.rhs) ? i64_ : i32_;
  const auto moved = [&](const Side& side, llvm::Value* value) {
    if (value->getType() != lanes) value = b_.CreateSExt(value, lanes);
    return side.add == 0 ? value : b_.CreateAdd(value, splat(lanes, side.add));
  };
  const auto ends = [&](const Side& side) {
    if (side.kind == Side::Kind::Constant) return Ends{splat(lanes, side.add), splat(lanes, side.add)};
    const Ends slot = slot_ends(side.slot, side.months);
    return Ends{moved(side, slot.low), moved(side, slot.high)};
  };
  if (frame_.plan.has_ends[index]) {
    const Ends left = ends(node.lhs), right = ends(node.rhs);
    store(ScratchPlanes::Kind::LessYes, 4 * index, bits_of(b_.CreateICmpSLT(left.high, right.low)));
    store(ScratchPlanes::Kind::LessNo, 4 * index, bits_of(b_.CreateICmpSGE(left.low, right.high)));
    return;
  }
  const auto documented = [&](const Side& side) {
    if (side.kind == Side::Kind::Constant) return splat(lanes, side.add);
    return moved(side, slot_value(side.slot, side.months));
  };
  const bool both = node.lhs.kind == Side::Kind::Slot && node.rhs.kind == Side::Kind::Slot;
  llvm::Value* mask = nullptr;
  if (both && node.lhs.months == 0 && node.rhs.months == 0 && lanes == i32_) {
    // Policies compare the same two dates with many constants: their difference is found once.
    llvm::Value*& difference = differences_[{node.lhs.slot, node.rhs.slot}];
    if (difference == nullptr) difference = b_.CreateSub(slot_value(node.lhs.slot, 0), slot_value(node.rhs.slot, 0));
    mask = b_.CreateICmpSLT(difference, splat(lanes, node.rhs.add - node.lhs.add));
  } else {
    mask = b_.CreateICmpSLT(documented(node.lhs), documented(node.rhs));
  }
  store(ScratchPlanes::Kind::LessMask, index, bits_of(mask));
  const auto side_ends = [&](const Side& side, bool is_open) {
    if (!is_open) return Ends{documented(side), documented(side)};
    const Ends open = open_ends(frame_.program.slots[side.slot], side.months, lanes);
    return Ends{moved(side, open.low), moved(side, open.high)};
  };
  for (const columns::OpenCase& one : frame_.plan.open_cases[index]) {
    const Ends left = side_ends(node.lhs, one.left), right = side_ends(node.rhs, one.right);
    const std::uint32_t of = 4 * index + (one.left ? 1U : 0U) + (one.right ? 2U : 0U);
    if (one.can_be_yes) store(ScratchPlanes::Kind::LessYes, of, bits_of(b_.CreateICmpSLT(left.high, right.low)));
    if (one.can_be_no) store(ScratchPlanes::Kind::LessNo, of, bits_of(b_.CreateICmpSGE(left.low, right.high)));
  }
}

}  // namespace pol::codegen
