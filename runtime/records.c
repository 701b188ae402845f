// What records say of their facts: an age bounds the birth date, a birth date gives the age, start and end give an
// episode's length. The same rules as compiler/interp/records.cpp, on the native calendar.

#include "runtime/image.h"
#include "pol/calendar.h"

struct interval {
  int is_known;
  int64_t low, high;
};

struct application {
  const pol_policy* policy;
  struct pol_state* states;
  struct interval today;
  pol_report report;
  void* with;
};

static int64_t lesser(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t greater(int64_t a, int64_t b) { return a > b ? a : b; }
static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

static int64_t half_scale(const pol_fact_row* fact) {
  int64_t scale = 2;
  for (int32_t i = 0; i < fact->decimals; ++i) scale *= 10;
  return scale;
}

static int64_t completed_months(int32_t from, int32_t to) {
  const int64_t n = floor_divide(pol_month_key(to), 32) - floor_divide(pol_month_key(from), 32);
  return pol_add_months(from, (int32_t)n) <= to ? n : n - 1;
}

// The last day that `months` later is no later than `day`. Clamping sends up to four days to one, so the answer lies
// within a few days of `day - months`.
static int64_t last_day_reaching(int32_t day, int64_t months) {
  int32_t last = pol_add_months(day, (int32_t)-months);
  while (pol_add_months(last + 1, (int32_t)months) <= day) ++last;
  while (pol_add_months(last, (int32_t)months) > day) --last;
  return last;
}

static struct interval value(const struct application* a, uint32_t fact) {
  if (fact == POL_NOTHING || a->states[fact].kind != POL_STATE_VALUE) return (struct interval){0, 0, 0};
  return (struct interval){1, a->states[fact].low, a->states[fact].high};
}

static int is_documented(const struct application* a, uint32_t fact) {
  if (fact == POL_NOTHING) return 0;
  const struct pol_state* state = &a->states[fact];
  return state->kind != POL_STATE_UNDOCUMENTED && !state->derived && !state->assumed;
}

// May a value be written here? Not over what is documented; over a default, yes.
static int is_open(const struct application* a, uint32_t fact) {
  return fact != POL_NOTHING && (a->states[fact].kind == POL_STATE_UNDOCUMENTED || a->states[fact].assumed);
}

static void narrow(struct application* a, uint32_t fact, struct interval to) {
  a->states[fact].low = to.low;
  a->states[fact].high = to.high;
}

static void derive(struct application* a, uint32_t fact, struct interval to) {
  struct pol_state* state = &a->states[fact];
  state->assumed = 0;
  state->kind = POL_STATE_VALUE;
  state->derived = 1;
  narrow(a, fact, to);
}

// The first documented one of the facts stands for its cluster.
static void violate(struct application* a, const uint32_t* facts, uint32_t count) {
  struct pol_violation violation = {POL_NOTHING, POL_NOTHING, 0};
  for (uint32_t i = 0; i < count && violation.fact == POL_NOTHING; ++i) {
    if (is_documented(a, facts[i])) violation.fact = facts[i];
  }
  a->report(a->with, violation);
}

static int may_be_current(const struct application* a, const pol_record_row* r) {
  return r->status != POL_NOTHING && a->states[r->status].kind == POL_STATE_UNDOCUMENTED;
}

static void apply_episode(struct application* a, const pol_record_row* r) {
  struct interval start = value(a, r->start), end = value(a, r->end);
  const struct interval status = value(a, r->status);
  const int is_current = status.is_known && pol_list_has(a->policy, r->current, (uint32_t)status.low);
  if (is_current && end.is_known) {
    if (end.high < a->today.low) {
      violate(a, (const uint32_t[]){r->end, r->status}, 2);
      return;
    }
    end = a->today;
    narrow(a, r->end, end);
  }
  if (start.is_known && end.is_known) {
    if (start.low > end.high) {
      violate(a, (const uint32_t[]){r->start, r->end}, 2);
      return;
    }
    start.high = lesser(start.high, end.high);
    end.low = greater(end.low, start.low);
    narrow(a, r->start, start);
    narrow(a, r->end, end);
  }
  if (!start.is_known || !is_open(a, r->length) || !r->length_in_days) return;
  if (!end.is_known && is_current) end = a->today;
  if (!end.is_known || (may_be_current(a, r) && end.high > a->today.low)) return;

  const pol_fact_row* fact = pol_fact(a->policy, r->length);
  const int64_t scale = half_scale(fact);
  const struct interval length = {1, greater(0, end.low - start.high) * scale, (end.high - start.low) * scale};
  if (length.low < fact->low || length.high > fact->high || length.low > length.high) return;
  derive(a, r->length, length);
}

// The birth dates B with `B + k units <= at < B + (k+1) units`, of a unit of `unit_months`.
static struct interval birth_bounds(const struct application* a, uint32_t age, int64_t unit_months,
                                    struct interval at) {
  // A thousand years: no comparison reaches so far back.
  const int64_t kFarMonths = 12000;
  const int64_t scale = half_scale(pol_fact(a->policy, age));
  const int64_t fewest = floor_divide(a->states[age].low, scale) * unit_months;
  const int64_t beyond = (floor_divide(a->states[age].high, scale) + 1) * unit_months;
  const int64_t below = last_day_reaching((int32_t)at.low, beyond > kFarMonths ? 2 * kFarMonths : beyond);
  return (struct interval){1, below + 1, last_day_reaching((int32_t)at.high, lesser(fewest, kFarMonths))};
}

// Writes the completed units, when every possible birth date gives the same.
static void derive_age(struct application* a, uint32_t age, int64_t unit_months, struct interval birth,
                       struct interval at) {
  if (!is_open(a, age)) return;
  const pol_fact_row* fact = pol_fact(a->policy, age);
  const int64_t scale = half_scale(fact);
  const int64_t least = floor_divide(completed_months((int32_t)birth.high, (int32_t)at.low), unit_months) * scale;
  const int64_t most = floor_divide(completed_months((int32_t)birth.low, (int32_t)at.high), unit_months) * scale;
  if (least != most || least < fact->low || most > fact->high) return;
  derive(a, age, (struct interval){1, least, most});
}

static void apply_age(struct application* a, const pol_record_row* r) {
  const uint32_t reference = a->policy->tables->reference;
  const uint32_t at_fact = r->at == POL_NOTHING ? reference : r->at;
  struct interval at = value(a, at_fact);
  if (!at.is_known || r->birth == POL_NOTHING) return;
  if (a->states[at_fact].or_reference) at.low = a->today.low;
  const struct interval documented = value(a, r->birth);
  const struct interval years = value(a, r->years), months = value(a, r->months);
  if (!documented.is_known && !years.is_known && !months.is_known) return;

  const uint32_t facts[4] = {r->birth, r->years, r->months, at_fact};
  const uint32_t count = at_fact == reference || r->at == reference ? 3 : 4;
  for (int i = 0; i < 3; ++i) {
    if (!is_documented(a, facts[i]) || a->states[facts[i]].kind != POL_STATE_NONE) continue;
    violate(a, facts, count);
    return;
  }
  struct interval birth = {1, INT32_MIN, at.high};
  const struct interval bounds[3] = {documented,
                                     years.is_known ? birth_bounds(a, r->years, 12, at) : years,
                                     months.is_known ? birth_bounds(a, r->months, 1, at) : months};
  for (int i = 0; i < 3; ++i) {
    if (!bounds[i].is_known) continue;
    birth.low = greater(birth.low, bounds[i].low);
    birth.high = lesser(birth.high, bounds[i].high);
  }
  if (birth.low > birth.high) {
    violate(a, facts, count);
    return;
  }
  if (documented.is_known) {
    narrow(a, r->birth, birth);
  } else {
    derive(a, r->birth, birth);
  }
  derive_age(a, r->years, 12, birth, at);
  derive_age(a, r->months, 1, birth, at);
}

void pol_apply_records(const pol_policy* policy, struct pol_facts facts, pol_report report, void* with) {
  const pol_tables* tables = policy->tables;
  const pol_record_row* records = pol_at(policy, tables->records.at);
  struct application a = {policy, facts.states, {0, 0, 0}, report, with};
  a.today = value(&a, tables->reference);
  for (uint32_t i = 0; i < tables->facts.count; ++i) facts.states[i].or_reference = 0;
  // First, for other records may count from the same day: what is current ends today, whatever end is planned; while
  // nobody knows the status, both ends are possible.
  for (uint32_t i = 0; i < tables->records.count; ++i) {
    if (records[i].kind != POL_RECORD_EPISODE) continue;
    const struct interval end = value(&a, records[i].end);
    if (end.is_known && end.low > a.today.low && may_be_current(&a, &records[i])) {
      facts.states[records[i].end].or_reference = 1;
    }
  }
  for (uint32_t i = 0; i < tables->records.count; ++i) {
    if (records[i].kind == POL_RECORD_EPISODE) {
      apply_episode(&a, &records[i]);
    } else {
      apply_age(&a, &records[i]);
    }
  }
}
