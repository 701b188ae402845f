// A documented case to one that may be evaluated: defaults, ranges, records, `shown by` and what is assumed. Facts that
// clash count as not documented. The same rules as compiler/interp/prepare.cpp.

#include <string.h>

#include "runtime/image.h"

// The first violation of a trial, and whether there is one in a cluster that somebody asks about.
struct findings {
  int has_first;
  struct pol_violation first;
  const uint32_t* up;
  uint32_t cluster;  // POL_NOTHING: nobody asks
  int has_in_cluster;
};

static void note(void* with, struct pol_violation violation) {
  struct findings* found = with;
  if (!found->has_first) found->first = violation;
  found->has_first = 1;
  if (violation.alone || violation.fact == POL_NOTHING || found->cluster == POL_NOTHING) return;
  if (pol_root(found->up, violation.fact) == found->cluster) found->has_in_cluster = 1;
}

static void note_fact(struct findings* found, uint32_t fact, uint32_t claim, int is_alone) {
  note(found, (struct pol_violation){fact, claim, (uint8_t)is_alone});
}

// `absent means no`: for what nobody looked for, not for what was asked and is not known, and not for what clashed.
static void assume_default(const pol_policy* policy, struct pol_facts facts, uint32_t id) {
  const pol_fact_row* fact = pol_fact(policy, id);
  struct pol_state* state = &facts.states[id];
  if (!fact->absent_means_no || state->kind != POL_STATE_UNDOCUMENTED || state->asked || state->conflict) return;
  if (fact->kind == POL_FINDING) {
    state->kind = POL_STATE_VALUE;
    state->low = state->high = 0;
  } else if (fact->kind == POL_SET) {
    state->kind = POL_STATE_VALUE;
    uint64_t* out = pol_out(policy, fact, facts);
    for (uint32_t v = 0; v < pol_value_count(policy, fact); ++v) out[v / 64] |= UINT64_C(1) << (v % 64);
  } else if (fact->or_none) {
    state->kind = POL_STATE_NONE;
  } else {
    return;
  }
  state->assumed = 1;
}

static void check_ranges(const pol_policy* policy, struct pol_facts facts, struct findings* found) {
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    struct pol_state* state = &facts.states[i];
    if (fact->kind != POL_NUMBER || state->kind != POL_STATE_VALUE) continue;
    if (state->low > fact->high || state->high < fact->low) {
      note_fact(found, i, POL_NOTHING, 1);
      continue;
    }
    if (state->low < fact->low) state->low = fact->low;
    if (state->high > fact->high) state->high = fact->high;
  }
}

static void check_past_events(const pol_policy* policy, struct pol_facts facts, struct findings* found) {
  const int64_t today = facts.states[policy->tables->reference].low;
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    struct pol_state* state = &facts.states[i];
    if (fact->kind != POL_DATE || state->kind != POL_STATE_VALUE || fact->planned) continue;
    if (state->low > today) note_fact(found, i, POL_NOTHING, 1);
    if (state->high > today) state->high = today;
    if (state->low > today) state->low = today;  // only until the violation is resolved
  }
}

void pol_trace(pol_case* one, struct pol_facts facts) {
  pol_pack(one->policy, facts, 0, one->row);
  pol_run_trace(one->policy, one->row, one->truths);
}

// `shown by` and what is assumed: broken when Kleene's answer on what is documented is a definite no.
static void check_conditions(pol_case* one, struct findings* found) {
  const pol_policy* policy = one->policy;
  const pol_tables* tables = policy->tables;
  int needs_trace = tables->claims.count != 0;
  for (uint32_t i = 0; i < tables->facts.count && !needs_trace; ++i) {
    needs_trace = pol_is_denied(pol_fact(policy, i), &one->trial.states[i]);
  }
  if (!needs_trace) return;
  pol_trace(one, one->trial);
  for (uint32_t i = 0; i < tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    if (!pol_is_denied(fact, &one->trial.states[i]) || pol_kleene(one, fact->signs) != POL_YES) continue;
    note_fact(found, i, POL_NOTHING, 0);
  }
  for (uint32_t i = 0; i < tables->claims.count; ++i) {
    if (one->given_up[i] || pol_kleene(one, pol_claim(policy, i)->node) != POL_NO) continue;
    note_fact(found, pol_first_fact(policy, pol_claim(policy, i)->facts), i, 0);
  }
}

// The case with its defaults, as far as none was dropped, and with what records say.
static void try_out(pol_case* one, struct findings* found) {
  const pol_policy* policy = one->policy;
  pol_copy_facts(policy, one->trial, one->standing);
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
    if (!one->no_default[i]) assume_default(policy, one->trial, i);
  }
  check_ranges(policy, one->trial, found);
  check_past_events(policy, one->trial, found);
  pol_apply_records(policy, one->trial, note, found);
  check_conditions(one, found);
}

static void withdraw(pol_case* one, uint32_t id) {
  const pol_fact_row* fact = pol_fact(one->policy, id);
  struct pol_state* state = &one->standing.states[id];
  state->kind = POL_STATE_UNDOCUMENTED;
  state->conflict = 1;
  state->low = state->high = 0;
  if (fact->kind != POL_SET) return;
  memset(pol_in(fact, one->standing), 0, (size_t)pol_set_size(one->policy, fact) * 16);
}

// Drops the defaults of a cluster where that mends it, or where nothing else is there.
static int drop_defaults(pol_case* one, uint32_t cluster, int has_documented) {
  const uint32_t count = one->policy->tables->facts.count;
  int has_defaults = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (!one->trial.states[i].assumed || pol_root(one->up, i) != cluster) continue;
    one->no_default[i] = 2;  // as a trial
    has_defaults = 1;
  }
  if (!has_defaults) return 0;
  struct findings repaired = {.up = one->up, .cluster = cluster};
  try_out(one, &repaired);
  const int helps = !repaired.has_in_cluster || !has_documented;
  for (uint32_t i = 0; i < count; ++i) {
    if (one->no_default[i] == 2) one->no_default[i] = (uint8_t)helps;
  }
  return helps;
}

// Makes the first violation, and all others of its cluster, go away. False where nothing is left that could.
static int resolve(pol_case* one, struct pol_violation first) {
  if (first.alone) {
    withdraw(one, first.fact);
    return 1;
  }
  const uint32_t reference = one->policy->tables->reference;
  const uint32_t count = one->policy->tables->facts.count;
  if (first.fact != POL_NOTHING) {
    pol_link(one->policy, one->standing, one->up);
    const uint32_t cluster = pol_root(one->up, first.fact);
    int has_documented = 0;
    for (uint32_t i = 0; i < count; ++i) {
      const int is_here = i != reference && pol_root(one->up, i) == cluster;
      if (is_here && one->standing.states[i].kind != POL_STATE_UNDOCUMENTED) has_documented = 1;
    }
    if (drop_defaults(one, cluster, has_documented)) return 1;
    for (uint32_t i = 0; i < count; ++i) {
      const int is_here = i != reference && pol_root(one->up, i) == cluster;
      if (is_here && one->standing.states[i].kind != POL_STATE_UNDOCUMENTED) withdraw(one, i);
    }
    if (has_documented) return 1;
  }
  // What fails with nothing documented says nothing of the case.
  if (first.claim == POL_NOTHING) return 0;
  one->given_up[first.claim] = 1;
  return 1;
}

pol_status pol_prepare(pol_case* one, int* is_consistent, pol_error* error) {
  const pol_policy* policy = one->policy;
  const pol_tables* tables = policy->tables;
  const struct pol_state* reference = &one->documented.states[tables->reference];
  if (reference->kind != POL_STATE_VALUE || reference->low != reference->high) {
    return pol_fail(error, POL_NO_REFERENCE, "the reference date `%s` is not documented as one day; a case needs it",
                    pol_text(policy, pol_fact(policy, tables->reference)->name));
  }
  pol_copy_facts(policy, one->standing, one->documented);
  memset(one->no_default, 0, tables->facts.count);
  memset(one->given_up, 0, tables->claims.count);
  *is_consistent = 1;
  // Each round withdraws a documented fact or a default, or gives a claim up: there is an end.
  for (;;) {
    struct findings found = {.cluster = POL_NOTHING};
    try_out(one, &found);
    if (!found.has_first) break;
    if (resolve(one, found.first)) continue;
    *is_consistent = 0;
    break;
  }
  pol_copy_facts(policy, one->prepared, one->trial);
  *is_consistent = pol_has_completion(one) && *is_consistent;
  return POL_OK;
}
