// The determination of policies/lumbar_mri.pol on planes of 1,024 rows. Numbers, days and codes become masks first,
// then conditions are found in the order of the policy, on two planes each: surely, and possibly.
// Included once by each lumbar_columns_v*.cpp, within its namespace.

/// Comparisons that become masks; a name, then whose values it needs.
enum Mask : unsigned {
  StentRecent,
  CareEndRecent,
  CareLong,
  CareLengthKnown,
  PainLong,
  WeightLoss2,
  WeightLoss6,
  Persists,
  XrayRecent,
  SurgeryRecent,
  DimpleLarge,
  OnsetEarly,
  Kyphosis,
  CurveShort,
  ComaLow,
  FewStudies,
  AppendixSmall,
  NoFeature,
  Under22,
  SurelyNot22,
  Under6,
  SurelyNot6,
  Over3Months,
  SurelyNotOver3Months,
  OregonInForce,
  Begun0,
  Begun2,
  Begun3,
  Begun6,
  Begun24,
  Begun36,
  Begun60,
  Begun120,
  Rested2,
  Rested3,
  Rested4,
  Rested6,
  Rested12,
  Due6By60,
  Due6By24,
  Due0By24,
  Due0By60,
  Due3By24,
  Due4By36,
  Due2By24,
  Due0By120,
  Clash,
  kMasks
};

struct Masks {
  uint64_t of[kMasks][kWords];
  uint64_t code[code::kCount][kWords];
};

/// One block of one column.
struct Block {
  const LumbarLayout& layout;
  const pol_rows& rows;
  uint64_t index;

  const pol_input& input(unsigned column) const { return rows.inputs[layout.input[column]]; }
  const uint64_t* valid(unsigned column) const {
    return static_cast<const uint64_t*>(input(column).valid) + index * kWords;
  }
  const uint64_t* none(unsigned column) const {
    return static_cast<const uint64_t*>(input(column).none) + index * kWords;
  }
  const uint64_t* bits(unsigned column) const {
    return static_cast<const uint64_t*>(input(column).values) + index * kWords;
  }
  const uint8_t* codes(unsigned column) const {
    return static_cast<const uint8_t*>(input(column).values) + index * kRows;
  }
  const int32_t* ints(unsigned column) const {
    return static_cast<const int32_t*>(input(column).values) + index * kRows;
  }
  const int64_t* longs(unsigned column) const {
    return static_cast<const int64_t*>(input(column).values) + index * kRows;
  }
  int32_t scale(unsigned column) const { return rows.scales[layout.input[column]].scale; }
  int32_t least(unsigned column) const { return rows.scales[layout.input[column]].least; }
  int32_t most(unsigned column) const { return rows.scales[layout.input[column]].most; }
};

inline void find_codes(const Block& block, Masks& masks) {
  for (unsigned c = 0; c < code::kCount; ++c) {
    const auto& choice = block.layout.codes[c];
    const uint8_t* codes = block.codes(choice.column);
    for (int w = 0; w < kWords; ++w) masks.code[c][w] = codes_in(codes + 64 * w, choice);
  }
}

/// Calls `compare(lanes)` for each group of lanes and joins the masks that it gives into one bit a row.
template <class Compare>
inline void fill(uint64_t* mask, Compare compare) {
  for (int w = 0; w < kWords; ++w) {
    uint64_t word = 0;
    for (int at = 0; at < 64; at += kLanes) {
      word |= static_cast<uint64_t>(compare(64 * w + at)) << at;
    }
    mask[w] = word;
  }
}

/// A number's condition; what is out of its range clashes.
template <class Holds>
inline void number(const Block& block, Masks& masks, unsigned column, Mask mask, Holds holds) {
  const int32_t* values = block.ints(column);
  const uint64_t* valid = block.valid(column);
  const Lanes scale = Lanes{} + block.scale(column), least = Lanes{} + block.least(column),
              most = Lanes{} + block.most(column);
  for (int w = 0; w < kWords; ++w) {
    uint64_t word = 0, out = 0;
    for (int at = 0; at < 64; at += kLanes) {
      const Lanes value = load<Lanes>(values + 64 * w + at);
      word |= static_cast<uint64_t>(holds(value * scale)) << at;
      out |= static_cast<uint64_t>(is_less(value, least) | is_less(most, value)) << at;
    }
    masks.of[mask][w] = word;
    masks.of[Clash][w] |= out & valid[w];
  }
}

inline void wide_number(const Block& block, Masks& masks, unsigned column, Mask mask, int64_t bound, int64_t most,
                        bool may_be_none) {
  const int64_t* values = block.longs(column);
  for (int w = 0; w < kWords; ++w) {
    uint64_t above = 0, out = 0;
    for (int i = 0; i < 64; ++i) {
      const int64_t value = values[64 * w + i];
      above |= static_cast<uint64_t>(value > bound) << i;
      out |= static_cast<uint64_t>(value < 0 || value > most) << i;
    }
    masks.of[mask][w] = above;
    const uint64_t none = may_be_none ? block.none(column)[w] : 0;
    masks.of[Clash][w] |= out & block.valid(column)[w] & ~none;
  }
}

/// After today, or before the calendar of policies begins.
inline uint32_t is_late(Lanes today, Lanes day) {
  return is_less(today, day) | is_less(day, Lanes{} - 25567);  // 1900-01-01
}

/// All that is counted from days: `clash` and the masks are words of 64 rows.
inline void find_days(const Block& block, Masks& masks) {
  using namespace lumbar;
  const int32_t *request = block.ints(request_date), *stent = block.ints(stent_placement_date),
                *birth = block.ints(birth_date), *start = block.ints(conservative_mgmt_start_date),
                *end = block.ints(conservative_mgmt_end_date), *xray = block.ints(xray_date),
                *anchor = block.ints(surveillance_anchor_date), *last = block.ints(last_surveillance_imaging_date),
                *surgery = block.ints(surgery_date), *length = block.ints(conservative_mgmt_duration_days),
                *years = block.ints(age_years), *months = block.ints(age_months),
                *onset = block.ints(scoliosis_onset_age_years);
  const int32_t length_scale = block.scale(conservative_mgmt_duration_days), years_scale = block.scale(age_years),
                months_scale = block.scale(age_months), onset_scale = block.scale(scoliosis_onset_age_years);
  for (int w = 0; w < kWords; ++w) {
    uint64_t word[kMasks] = {};
    const uint64_t start_is =
        block.valid(conservative_mgmt_start_date)[w] & ~block.none(conservative_mgmt_start_date)[w];
    const uint64_t end_is = block.valid(conservative_mgmt_end_date)[w] & ~block.none(conservative_mgmt_end_date)[w];
    const uint64_t current = masks.code[code::CareIsCurrent][w] & block.valid(conservative_mgmt_status)[w] &
                             ~block.none(conservative_mgmt_status)[w];
    const uint64_t length_is = block.valid(conservative_mgmt_duration_days)[w];
    const uint64_t birth_is = block.valid(birth_date)[w], years_are = block.valid(age_years)[w],
                   months_are = block.valid(age_months)[w];
    const uint64_t scoliotic =
        block.bits(scoliosis)[w] & block.valid(scoliosis)[w] & block.valid(scoliosis_onset_age_years)[w];
    uint64_t clash = ~block.valid(request_date)[w], late_end = 0, late = 0;
    uint64_t late_start = 0, late_stent = 0, late_birth = 0, late_xray = 0, late_anchor = 0, late_last = 0,
             late_surgery = 0, early_end = 0, reversed = 0;
    for (int at = 0; at < 64; at += kLanes) {
      const int row = 64 * w + at;
      const auto put = [&](unsigned mask, uint32_t bits) { word[mask] |= static_cast<uint64_t>(bits) << at; };
      const auto add = [&](uint64_t& to, uint32_t bits) { to |= static_cast<uint64_t>(bits) << at; };
      const uint32_t all = (1U << kLanes) - 1;
      const auto piece = [&](uint64_t bits) { return static_cast<uint32_t>(bits >> at) & all; };

      const Lanes today = load<Lanes>(request + row);
      const Civil now = civil(today);
      const Lanes now_key = key(now), now_up = key_up(now);
      put(OregonInForce, is_less(Lanes{} + 17769, today));

      const Lanes stented = load<Lanes>(stent + row);
      put(StentRecent, is_less(today - 43, stented));
      add(late_stent, is_late(today, stented));
      const Lanes operated = load<Lanes>(surgery + row);
      put(SurgeryRecent, is_less(today - 91, operated));
      add(late_surgery, is_late(today, operated));
      const Lanes rayed = load<Lanes>(xray + row);
      put(XrayRecent, is_less(now_key - (32 * 6 + 1), key_up(civil(rayed))));
      add(late_xray, is_late(today, rayed));

      // An episode: what is current ends today; start and end give a length that nobody documented.
      const Lanes began = load<Lanes>(start + row), ended = load<Lanes>(end + row);
      add(late_start, is_late(today, began));
      add(late_end, is_less(today, ended));
      add(early_end, is_less(ended, today));
      add(clash, is_less(ended, Lanes{} - 25567) & piece(end_is));
      const Lanes until = choose(piece(current), today, ended);
      add(reversed, is_less(until, began));
      put(CareEndRecent, is_less(now_key - (32 * 6 + 1), key_up(civil(ended))));
      const Lanes lasted = choose(piece(length_is), load<Lanes>(length + row) * length_scale, (until - began) * 2);
      put(CareLong, is_less(Lanes{} + 83, lasted));

      // An age in months, from the birth date or between bounds.
      const Lanes born = load<Lanes>(birth + row);
      add(late_birth, is_late(today, born));
      const Lanes born_key = key(civil(born)), age = (now_up - born_key) >> 5;
      const Lanes whole_years = ((load<Lanes>(years + row) * years_scale) >> 1) * 12;
      const Lanes whole_months = (load<Lanes>(months + row) * months_scale) >> 1;
      Lanes low = choose(piece(birth_is), age, Lanes{}), high = choose(piece(birth_is), age, Lanes{} + 12000);
      const auto bound = [&](uint32_t known, Lanes from, Lanes to) {
        const uint32_t raise = known & is_less(low, from), lower = known & is_less(to, high);
        low = choose(raise, from, low);
        high = choose(lower, to, high);
      };
      bound(piece(years_are), whole_years, whole_years + 11);
      bound(piece(months_are), whole_months, whole_months);
      add(clash, is_less(high, low));
      put(Under22, is_less(high, Lanes{} + 264));
      put(SurelyNot22, is_less(Lanes{} + 263, low));
      put(Under6, is_less(high, Lanes{} + 72));
      put(SurelyNot6, is_less(Lanes{} + 71, low));
      const uint32_t is_born = piece(birth_is), over = is_less(born_key, now_key - 96);
      put(Over3Months, (is_born & over) | (~is_born & is_less(Lanes{} + 3, low)));
      put(SurelyNotOver3Months, (is_born & ~over) | (~is_born & is_less(high, Lanes{} + 3)));
      const Lanes onset_age = ((load<Lanes>(onset + row) * onset_scale + 1) >> 1) * 12;
      add(clash, is_less(high, onset_age) & piece(scoliotic));

      const Civil followed = civil(load<Lanes>(anchor + row)), studied = civil(load<Lanes>(last + row));
      add(late_anchor, is_late(today, load<Lanes>(anchor + row)));
      add(late_last, is_late(today, load<Lanes>(last + row)));
      const Lanes from = now_up - key(followed) + 1, since = now_up - key(studied) + 1;  // above 32 n: n months on
      const auto after = [&](Lanes passed, int n) { return is_less(Lanes{} + 32 * n, passed); };
      put(Begun0, after(from, 0));
      put(Begun2, after(from, 2));
      put(Begun3, after(from, 3));
      put(Begun6, after(from, 6));
      put(Begun24, after(from, 24));
      put(Begun36, after(from, 36));
      put(Begun60, after(from, 60));
      put(Begun120, after(from, 120));
      put(Rested2, after(since, 2));
      put(Rested3, after(since, 3));
      put(Rested4, after(since, 4));
      put(Rested6, after(since, 6));
      put(Rested12, after(since, 12));
      const Lanes followed_key = key(followed);
      const auto due = [&](Lanes next, int n) { return is_less(next, followed_key + 32 * n); };
      const Lanes due_0 = key_up(studied), due_6 = key_up_later(studied, 6);
      put(Due0By24, due(due_0, 24));
      put(Due0By60, due(due_0, 60));
      put(Due0By120, due(due_0, 120));
      put(Due2By24, due(key_up_later(studied, 2), 24));
      put(Due3By24, due(key_up_later(studied, 3), 24));
      put(Due4By36, due(key_up_later(studied, 4), 36));
      put(Due6By24, due(due_6, 24));
      put(Due6By60, due(due_6, 60));
    }
    const auto is_value = [&](unsigned column) { return block.valid(column)[w] & ~block.none(column)[w]; };
    late = (late_start & start_is) | (late_stent & is_value(stent_placement_date)) | (late_birth & birth_is) |
           (late_xray & is_value(xray_date)) | (late_surgery & is_value(surgery_date)) |
           (late_anchor & is_value(surveillance_anchor_date)) | (late_last & is_value(last_surveillance_imaging_date));
    clash |= late | (late_end & end_is & ~current) | (early_end & end_is & current) |
             (reversed & start_is & (end_is | current));
    word[CareLengthKnown] = length_is | (start_is & (end_is | current));
    for (unsigned m = 0; m < kMasks; ++m) {
      const bool is_of_day = m == StentRecent || m == CareEndRecent || m == CareLong || m == CareLengthKnown ||
                             m == XrayRecent || m == SurgeryRecent || (m >= Under22 && m <= Due0By120);
      if (is_of_day) masks.of[m][w] = word[m];
    }
    masks.of[Clash][w] |= clash;
  }
}

inline void find_numbers(const Block& block, Masks& masks) {
  using namespace lumbar;
  for (int w = 0; w < kWords; ++w) masks.of[Clash][w] = 0;
  const auto above = [](int32_t bound) { return [bound](Lanes value) { return is_less(Lanes{} + bound, value); }; };
  const auto below = [](int32_t bound) { return [bound](Lanes value) { return is_less(value, Lanes{} + bound); }; };
  number(block, masks, back_pain_duration_days, PainLong, above(2 * 28));
  number(block, masks, weight_loss_pct_2_months, WeightLoss2, above(10000000));
  number(block, masks, weight_loss_pct_6_months, WeightLoss6, above(20000000));
  number(block, masks, symptom_persistence_days, Persists, above(2 * 10 - 1));
  number(block, masks, scoliosis_onset_age_years, OnsetEarly, below(2 * 10));
  number(block, masks, curve_segment_count, CurveShort, below(2 * 6));
  number(block, masks, glasgow_coma_scale, ComaLow, below(2 * 15));
  number(block, masks, concurrent_study_count, FewStudies, below(2 * 5 + 1));
  // Their ranges; what they are compared with, find_days knows.
  number(block, masks, conservative_mgmt_duration_days, CareLong, above(0));
  number(block, masks, age_years, Under22, above(0));
  number(block, masks, age_months, Under22, above(0));
  wide_number(block, masks, appendiceal_net_size_cm, AppendixSmall, 40000000, 200000000000, false);  // its opposite
  wide_number(block, masks, sacral_dimple_size_cm, DimpleLarge, 10000000, 200000000000, true);
  wide_number(block, masks, kyphosis_angle_deg, Kyphosis, 60000000, 720000000, false);
  const auto* possibly = static_cast<const int32_t*>(block.input(appendiceal_aggressive_features).valid) +
                         block.index * kRows;
  fill(masks.of[NoFeature], [&](int row) { return is_less(load<Lanes>(possibly + row), Lanes{} + 1); });
}
