// Records of which what is documented fits, and may all the same leave no room for the rest of them.

#include <string.h>

#include "runtime/image.h"

static int is_open(const pol_case* one, uint32_t fact) {
  return fact != POL_NOTHING && one->prepared.states[fact].kind == POL_STATE_UNDOCUMENTED;
}
static int has_value(const pol_case* one, uint32_t fact) {
  return fact != POL_NOTHING && one->prepared.states[fact].kind == POL_STATE_VALUE;
}

// Every value of the status is a current one: what has ended may not have ended before today.
static int is_always_current(const pol_case* one, const pol_record_row* r) {
  const uint32_t values = pol_value_count(one->policy, pol_fact(one->policy, r->status));
  for (uint32_t v = 0; v < values; ++v) {
    if (!pol_list_has(one->policy, r->current, v)) return 0;
  }
  return 1;
}

static int is_episode_in_doubt(const pol_case* one, const pol_record_row* r) {
  const int64_t today = one->prepared.states[one->policy->tables->reference].low;
  // It may have to end before it begins: what is not planned ends by today, what is current as well.
  const int begins_later = has_value(one, r->start) && one->prepared.states[r->start].low > today;
  if (begins_later && (is_open(one, r->end) || is_open(one, r->status))) return 1;
  const int ended = has_value(one, r->end) && one->prepared.states[r->end].high < today;
  return ended && is_open(one, r->status) && is_always_current(one, r);
}

static int is_age_in_doubt(const pol_case* one, const pol_record_row* r) {
  if (r->birth == POL_NOTHING) return 0;
  const struct pol_state* birth = &one->prepared.states[r->birth];
  if (birth->kind == POL_STATE_VALUE && birth->high < POL_FIRST_DAY) return 1;  // older than the calendar
  if (r->at == POL_NOTHING || r->at == one->policy->tables->reference) return 0;
  if (!is_open(one, r->at) && !one->prepared.states[r->at].or_reference) return 0;
  return !is_open(one, r->birth) || (r->years != POL_NOTHING && !is_open(one, r->years)) ||
         (r->months != POL_NOTHING && !is_open(one, r->months));
}

enum { kMembers = 8 };
static void list_members(const pol_record_row* r, uint32_t members[kMembers]) {
  const uint32_t all[kMembers] = {r->start, r->end, r->length, r->status, r->birth, r->years, r->months, r->at};
  memcpy(members, all, sizeof all);
}

// What two records say of one fact is looked at one after the other: together they may leave nothing.
static int is_shared(const pol_case* one, const pol_record_row* r) {
  const pol_list records = one->policy->tables->records;
  const pol_record_row* all = pol_at(one->policy, records.at);
  uint32_t own[kMembers], others[kMembers];
  list_members(r, own);
  int some_open = 0, some_known = 0;
  for (int i = 0; i < kMembers; ++i) {
    if (own[i] == POL_NOTHING || own[i] == one->policy->tables->reference) own[i] = POL_NOTHING;
    if (own[i] == POL_NOTHING) continue;
    some_open = some_open || is_open(one, own[i]) || one->prepared.states[own[i]].or_reference;
    some_known = some_known || !is_open(one, own[i]);
  }
  if (!some_open || !some_known) return 0;
  for (uint32_t k = 0; k < records.count; ++k) {
    if (&all[k] == r) continue;
    list_members(&all[k], others);
    for (int i = 0; i < kMembers; ++i) {
      for (int j = 0; j < kMembers; ++j) {
        if (own[i] != POL_NOTHING && own[i] == others[j]) return 1;
      }
    }
  }
  return 0;
}

// Of the others nothing depends on whether they fit.
static int is_read(const pol_case* one, const pol_record_row* r) {
  const pol_tables* tables = one->policy->tables;
  const pol_input_row* inputs = pol_at(one->policy, tables->inputs.at);
  uint32_t own[kMembers];
  list_members(r, own);
  for (uint32_t i = 0; i < tables->decide_inputs; ++i) {
    if (inputs[i].fact == tables->reference) continue;
    for (int k = 0; k < kMembers; ++k) {
      if (own[k] == inputs[i].fact) return 1;
    }
  }
  return 0;
}

int pol_mark_records_in_doubt(pol_case* one) {
  const pol_list records = one->policy->tables->records;
  const pol_record_row* all = pol_at(one->policy, records.at);
  int has_some = 0;
  for (uint32_t i = 0; i < records.count; ++i) {
    const pol_record_row* r = &all[i];
    const int is_in_doubt = r->kind == POL_RECORD_AGE ? is_age_in_doubt(one, r) : is_episode_in_doubt(one, r);
    if ((!is_in_doubt && !is_shared(one, r)) || !is_read(one, r)) continue;
    has_some = 1;
    one->failing[pol_root(one->up, r->kind == POL_RECORD_AGE ? r->birth
                                   : r->start != POL_NOTHING ? r->start
                                                             : r->end)] = 1;
  }
  return has_some;
}
