// Facts to the row that compiled code reads; the layout is described in pol/tables.h and compiler/planes/program.h.

#include <string.h>

#include "runtime/image.h"
#include "pol/calendar.h"


static const int64_t kUndocumented64 = INT64_C(1) << 62;
static const int64_t kValueLimit32 = INT64_C(1) << 29;
static const int64_t kValueLimit64 = INT64_C(1) << 60;

static pol_truth truth_if(int yes) { return yes ? POL_YES : POL_NO; }

static pol_truth truth_of(const pol_policy* policy, const pol_atom_row* atom, struct pol_facts facts) {
  const struct pol_state* state = &facts.states[atom->fact];
  const int has_value = state->kind == POL_STATE_VALUE;
  const int is_open = state->kind == POL_STATE_UNDOCUMENTED;
  switch (atom->kind) {
    case POL_ATOM_FINDING:
      return has_value ? truth_if(state->low != 0) : POL_UNKNOWN;
    case POL_ATOM_CHOICE_IS:
      if (is_open) return POL_UNKNOWN;
      return truth_if(has_value && pol_list_has(policy, atom->values, (uint32_t)state->low));
    case POL_ATOM_IS_NONE:
      return is_open ? POL_UNKNOWN : truth_if(!has_value);
    case POL_ATOM_IS_DOCUMENTED:
      return truth_if(!is_open && !state->assumed);
    default: {
      const pol_fact_row* fact = pol_fact(policy, atom->fact);
      const uint32_t size = pol_set_size(policy, fact);
      if (state->kind == POL_STATE_NONE) return POL_NO;
      if (pol_has(pol_in(fact, facts), size, atom->member)) return POL_YES;
      return pol_has(pol_out(policy, fact, facts), size, atom->member) ? POL_NO : POL_UNKNOWN;
    }
  }
}

static int64_t clamped(int64_t value, int64_t limit) { return value < -limit ? -limit : value > limit ? limit : value; }

static uint64_t two_ends(int64_t low, int64_t high) { return (uint64_t)(uint32_t)low | (uint64_t)(uint32_t)high << 32; }

struct ends {
  int has_value;
  int64_t low, high;
};

static struct ends count_of(const pol_policy* policy, const pol_fact_row* fact, struct pol_facts facts) {
  struct ends count = {1, 0, 0};
  const uint32_t values = pol_value_count(policy, fact), size = pol_set_size(policy, fact);
  for (uint32_t v = 0; v < values; ++v) {
    if (pol_has(pol_in(fact, facts), size, v)) count.low += 2;
    if (!pol_has(pol_out(policy, fact, facts), size, v)) count.high += 2;
  }
  return count;
}

static struct ends ends_of(const pol_policy* policy, uint32_t id, struct pol_facts facts, int in_range) {
  const pol_fact_row* fact = pol_fact(policy, id);
  const struct pol_state* state = &facts.states[id];
  const int64_t today = facts.states[policy->tables->reference].low;
  if (state->kind == POL_STATE_NONE) return (struct ends){0, 0, 0};
  const int is_open = state->kind == POL_STATE_UNDOCUMENTED;
  if (is_open && !in_range) return (struct ends){0, 0, 0};
  if (fact->kind == POL_SET) return count_of(policy, fact, facts);
  if (!is_open) return (struct ends){1, state->or_reference ? today : state->low, state->high};
  if (fact->kind == POL_NUMBER) return (struct ends){1, fact->low, fact->high};
  if (fact->kind == POL_DATE) return (struct ends){1, POL_FIRST_DAY, fact->planned ? POL_LAST_DAY : today};
  return (struct ends){0, 0, 0};
}

static uint64_t cell_of(const pol_slot_row* slot, struct ends ends) {
  const int32_t low = (int32_t)clamped(ends.low, kValueLimit32), high = (int32_t)clamped(ends.high, kValueLimit32);
  if (slot->kind == POL_SLOT_LOW64)
    return (uint64_t)(ends.has_value ? clamped(ends.low, kValueLimit64) : -kUndocumented64);
  if (slot->kind == POL_SLOT_HIGH64)
    return (uint64_t)(ends.has_value ? clamped(ends.high, kValueLimit64) : kUndocumented64);
  if (!ends.has_value) return two_ends(INT32_MIN, INT32_MAX);
  if (slot->kind == POL_SLOT_VALUE || slot->kind == POL_SLOT_COUNT) return two_ends(low, high);
  const int32_t from = pol_add_months(low, slot->months), to = pol_add_months(high, slot->months);
  if (slot->kind == POL_SLOT_MONTH) {
    return two_ends(clamped(pol_month_key(from), kValueLimit32), clamped(pol_month_key(to), kValueLimit32));
  }
  return two_ends(clamped(pol_month_key_up(from), kValueLimit32), clamped(pol_month_key_up(to), kValueLimit32));
}

void pol_pack(const pol_policy* policy, struct pol_facts facts, int in_range, uint64_t* row) {
  const pol_tables* tables = policy->tables;
  const uint32_t words = tables->words;
  const pol_atom_row* atoms = pol_at(policy, tables->atoms.at);
  const pol_slot_row* slots = pol_at(policy, tables->slots.at);
  memset(row, 0, (size_t)words * 16);
  for (uint32_t i = 0; i < tables->atoms.count; ++i) {
    const pol_truth truth = truth_of(policy, &atoms[i], facts);
    if (truth == POL_UNKNOWN) continue;
    row[(truth == POL_YES ? 0 : words) + i / 64] |= UINT64_C(1) << (i % 64);
  }
  for (uint32_t i = 0; i < tables->slots.count; ++i) {
    row[2 * words + i] = cell_of(&slots[i], ends_of(policy, slots[i].fact, facts, in_range));
  }
}
