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

static pol_truth kleene(const pol_case* one, uint32_t node) {
  const uint8_t truth = one->truths[node];
  return (truth & 1u) != 0 ? POL_YES : (truth & 2u) != 0 ? POL_NO : POL_UNKNOWN;
}

static int is_denied(const pol_fact_row* fact, const struct pol_state* state) {
  return fact->signs != POL_NOTHING && state->kind == POL_STATE_VALUE && state->low == 0;
}

static void trace(pol_case* one, struct pol_facts facts) {
  pol_pack(one->policy, facts, 0, one->row);
  one->policy->code->trace(one->row, one->truths);
}

static uint32_t first_fact(const pol_policy* policy, pol_list facts) {
  const uint32_t* all = pol_indices(policy, facts);
  for (uint32_t i = 0; i < facts.count; ++i) {
    if (all[i] != policy->tables->reference) return all[i];
  }
  return POL_NOTHING;
}

static const pol_claim_row* claim_at(const pol_policy* policy, uint32_t claim) {
  return (const pol_claim_row*)pol_at(policy, policy->tables->claims.at) + claim;
}

// `shown by` and what is assumed: broken when Kleene's answer on what is documented is a definite no.
static void check_conditions(pol_case* one, struct findings* found) {
  const pol_policy* policy = one->policy;
  const pol_tables* tables = policy->tables;
  int needs_trace = tables->claims.count != 0;
  for (uint32_t i = 0; i < tables->facts.count && !needs_trace; ++i) {
    needs_trace = is_denied(pol_fact(policy, i), &one->trial.states[i]);
  }
  if (!needs_trace) return;
  trace(one, one->trial);
  for (uint32_t i = 0; i < tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    if (!is_denied(fact, &one->trial.states[i]) || kleene(one, fact->signs) != POL_YES) continue;
    note_fact(found, i, POL_NOTHING, 0);
  }
  for (uint32_t i = 0; i < tables->claims.count; ++i) {
    if (one->given_up[i] || kleene(one, claim_at(policy, i)->node) != POL_NO) continue;
    note_fact(found, first_fact(policy, claim_at(policy, i)->facts), i, 0);
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

// --- is there a completion?

// Whoever has an age has a birth date: of these, nothing is made none.
static int is_of_age(const pol_policy* policy, uint32_t fact) {
  const pol_record_row* records = pol_at(policy, policy->tables->records.at);
  for (uint32_t i = 0; i < policy->tables->records.count; ++i) {
    const pol_record_row* r = &records[i];
    if (r->kind == POL_RECORD_AGE && (fact == r->birth || fact == r->years || fact == r->months)) return 1;
  }
  return 0;
}

// Open findings become `finding`, open members go out, and what may be none is none where `with_none`. Findings that
// have signs stay open: their signs say what they are.
static void complete(pol_case* one, int finding, int with_none) {
  const pol_policy* policy = one->policy;
  pol_copy_facts(policy, one->trial, one->prepared);
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    struct pol_state* state = &one->trial.states[i];
    if (fact->kind == POL_SET) {
      if (state->kind == POL_STATE_NONE) continue;
      state->kind = POL_STATE_VALUE;
      const uint32_t size = pol_set_size(policy, fact);
      for (uint32_t v = 0; v < pol_value_count(policy, fact); ++v) {
        if (pol_has(pol_in(fact, one->trial), size, v)) continue;
        pol_out(policy, fact, one->trial)[v / 64] |= UINT64_C(1) << (v % 64);
      }
    }
    if (state->kind != POL_STATE_UNDOCUMENTED) continue;
    if (fact->kind == POL_FINDING && fact->signs == POL_NOTHING) {
      state->kind = POL_STATE_VALUE;
      state->low = state->high = finding;
    } else if (fact->or_none && with_none && !is_of_age(policy, i)) {
      state->kind = POL_STATE_NONE;
    }
  }
}

static void mark_failing(pol_case* one, struct pol_facts facts) {
  const pol_policy* policy = one->policy;
  const pol_tables* tables = policy->tables;
  memset(one->failing, 0, tables->facts.count);
  trace(one, facts);
  for (uint32_t i = 0; i < tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    if (!is_denied(fact, &facts.states[i]) || kleene(one, fact->signs) == POL_NO) continue;
    one->failing[pol_root(one->up, i)] = 1;
  }
  for (uint32_t i = 0; i < tables->claims.count; ++i) {
    const uint32_t fact = first_fact(policy, claim_at(policy, i)->facts);
    if (fact == POL_NOTHING || one->given_up[i] || kleene(one, claim_at(policy, i)->node) == POL_YES) continue;
    one->failing[pol_root(one->up, fact)] = 1;
  }
}

// Shown by example: a completion in which Kleene's answers are definite. Few cases need more than the first two.
static int has_completion(pol_case* one) {
  const uint32_t count = one->policy->tables->facts.count;
  int has_conditions = one->policy->tables->claims.count != 0;
  for (uint32_t i = 0; i < count && !has_conditions; ++i) {
    has_conditions = is_denied(pol_fact(one->policy, i), &one->prepared.states[i]);
  }
  if (!has_conditions) return 1;
  pol_link(one->policy, one->standing, one->up);
  memset(one->unproven, 0, count);
  for (uint32_t i = 0; i < count; ++i) {
    if (one->prepared.states[i].kind != POL_STATE_UNDOCUMENTED) one->unproven[pol_root(one->up, i)] = 1;
  }
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (attempt != 0) complete(one, attempt > 2, attempt % 2 == 0);
    mark_failing(one, attempt == 0 ? one->prepared : one->trial);
    int is_left = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (!one->failing[i]) one->unproven[i] = 0;
      is_left = is_left || one->unproven[i];
    }
    if (!is_left) return 1;
  }
  return 0;
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
  *is_consistent = has_completion(one) && *is_consistent;
  return POL_OK;
}
