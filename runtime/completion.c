// Completions of a case: what is open is filled in, try by try. A completion that meets every condition surely shows that
// the case fits; and what is decided of one whose gaps are filled shows an outcome to be possible.

#include <string.h>

#include "runtime/image.h"

// Each costs about as much as a decision. Of the first few everything is filled in alike, of the others at random, so
// that facts which must differ come to do so.
enum { kAlike = 8, kTriesToFit = 40, kTriesToSettle = 64 };

enum fill_bit { kPresent = 1, kNone = 2, kHigh = 4 };

// The same in every run: mixes the try with the fact.
static uint32_t choice_of(uint32_t attempt, uint32_t fact) {
  if (attempt < kAlike) {
    // Absent and none first: most of what nobody wrote down is not there.
    static const uint8_t kOrder[kAlike] = {kNone, 0, kPresent, kPresent | kNone, kNone | kHigh, kHigh, kPresent | kHigh,
                                           kPresent | kNone | kHigh};
    return kOrder[attempt] | attempt << 8;
  }
  uint32_t x = (attempt * 2654435761u) ^ (fact * 2246822519u);
  x ^= x >> 15;
  x *= 2246822519u;
  x ^= x >> 13;
  x *= 3266489917u;
  return x ^ x >> 16;
}

// Whoever has an age has a birth date: of these, nothing is made none.
static int is_of_age(const pol_policy* policy, uint32_t fact) {
  const pol_record_row* records = pol_at(policy, policy->tables->records.at);
  for (uint32_t i = 0; i < policy->tables->records.count; ++i) {
    const pol_record_row* r = &records[i];
    if (r->kind == POL_RECORD_AGE && (fact == r->birth || fact == r->years || fact == r->months)) return 1;
  }
  return 0;
}

// Filled in, not documented: `is documented` stays as it is.
static void be(struct pol_state* state, int64_t value) {
  if (state->kind == POL_STATE_UNDOCUMENTED) state->assumed = 1;
  state->kind = POL_STATE_VALUE;
  state->low = state->high = value;
  state->or_reference = 0;
}

static void fill_set(pol_case* one, const pol_fact_row* fact, struct pol_state* state) {
  if (state->kind == POL_STATE_UNDOCUMENTED) state->assumed = 1;
  state->kind = POL_STATE_VALUE;
  const uint32_t size = pol_set_size(one->policy, fact);
  for (uint32_t v = 0; v < pol_value_count(one->policy, fact); ++v) {
    if (pol_has(pol_in(fact, one->trial), size, v)) continue;
    pol_out(one->policy, fact, one->trial)[v / 64] |= UINT64_C(1) << (v % 64);
  }
}

static void fill_date(pol_case* one, uint32_t choice, struct pol_state* state) {
  static const int16_t kDaysAgo[] = {0, 20, 70, 200, 400, 1200, 3000, 9000};
  if (state->kind == POL_STATE_VALUE) {
    // Between what is documented. Whether a planned end is today instead is said by the status, when records are applied.
    be(state, (choice & kHigh) != 0 ? state->high : state->low);
    return;
  }
  const int64_t today = one->prepared.states[one->policy->tables->reference].low;
  const int64_t day = today - kDaysAgo[(choice >> 8) % 8];
  be(state, day < POL_FIRST_DAY ? POL_FIRST_DAY : day);
}

static void fill(pol_case* one, uint32_t id, uint32_t choice) {
  const pol_fact_row* fact = pol_fact(one->policy, id);
  struct pol_state* state = &one->trial.states[id];
  if (state->kind == POL_STATE_NONE) return;
  const int is_silent = state->kind == POL_STATE_UNDOCUMENTED;
  if (fact->kind == POL_SET) {
    fill_set(one, fact, state);
  } else if (is_silent && fact->or_none && (choice & kNone) != 0 && !is_of_age(one->policy, id)) {
    state->kind = POL_STATE_NONE;
    state->assumed = 1;
  } else if (fact->kind == POL_DATE && (is_silent || state->low != state->high || state->or_reference)) {
    fill_date(one, choice, state);
  } else if (!is_silent) {
    return;
  } else if (fact->kind == POL_FINDING) {
    // What signs may show is filled in behind them.
    if (fact->signs == POL_NOTHING) be(state, (choice & kPresent) != 0);
  } else if (fact->kind == POL_NUMBER) {
    if (is_of_age(one->policy, id)) return;  // the birth date says it
    be(state, (choice & kHigh) != 0 ? fact->high : fact->low);
  } else {
    be(state, (choice >> 8) % pol_value_count(one->policy, fact));
  }
}

// Findings that signs show: they are there where the signs are. Signs may be made of such findings, so twice.
static void fill_shown(pol_case* one, uint32_t attempt) {
  const pol_policy* policy = one->policy;
  for (int round = 0; round < 2; ++round) {
    pol_trace(one, one->trial);
    int is_left = 0;
    for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
      const pol_fact_row* fact = pol_fact(policy, i);
      struct pol_state* state = &one->trial.states[i];
      if (fact->signs == POL_NOTHING || state->kind != POL_STATE_UNDOCUMENTED) continue;
      const pol_truth signs = pol_kleene(one, fact->signs);
      if (signs == POL_UNKNOWN) {
        is_left = 1;
      } else {
        be(state, signs == POL_YES || (choice_of(attempt, i) & kPresent) != 0);
        is_left = 1;  // others may rest on it
      }
    }
    if (!is_left) return;
  }
  pol_trace(one, one->trial);
}

static int has_conditions(const pol_case* one) {
  if (one->policy->tables->claims.count != 0) return 1;
  for (uint32_t i = 0; i < one->policy->tables->facts.count; ++i) {
    if (pol_is_denied(pol_fact(one->policy, i), &one->prepared.states[i])) return 1;
  }
  return 0;
}

// Of the trial, which `truths` are of: the clusters in which a condition is not surely met.
static void mark_failing(pol_case* one) {
  const pol_policy* policy = one->policy;
  const pol_tables* tables = policy->tables;
  for (uint32_t i = 0; i < tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    if (!pol_is_denied(fact, &one->trial.states[i]) || pol_kleene(one, fact->signs) == POL_NO) continue;
    one->failing[pol_root(one->up, i)] = 1;
  }
  for (uint32_t i = 0; i < tables->claims.count; ++i) {
    const pol_claim_row* claim = pol_claim(policy, i);
    const uint32_t fact = pol_first_fact(policy, claim->facts);
    if (fact == POL_NOTHING || one->given_up[i] || pol_kleene(one, claim->node) == POL_YES) continue;
    one->failing[pol_root(one->up, fact)] = 1;
  }
}

struct fit {
  const uint32_t* up;
  uint8_t* failing;
  uint32_t facts;
  int is_broken;
};

static void note(void* with, struct pol_violation violation) {
  struct fit* fit = with;
  fit->is_broken = 1;
  if (violation.fact != POL_NOTHING) {
    fit->failing[pol_root(fit->up, violation.fact)] = 1;
  } else {
    memset(fit->failing, 1, fit->facts);  // of filled-in facts, it does not say which
  }
}

// Of the trial, after what is open was filled in. False where a record does not fit.
static int apply_records(pol_case* one) {
  const uint32_t count = one->policy->tables->facts.count;
  struct fit fit = {one->up, one->failing, count, 0};
  pol_apply_records(one->policy, one->trial, note, &fit);
  // What follows from what was filled in is not documented either.
  for (uint32_t i = 0; i < count; ++i) {
    struct pol_state* state = &one->trial.states[i];
    if (one->prepared.states[i].kind == POL_STATE_UNDOCUMENTED) state->assumed = 1;
    const int is_date = pol_fact(one->policy, i)->kind == POL_DATE && state->kind == POL_STATE_VALUE;
    if (!is_date || state->high >= POL_FIRST_DAY) continue;
    fit.is_broken = 1;  // born before the calendar begins
    one->failing[pol_root(one->up, i)] = 1;
  }
  return !fit.is_broken;
}

int pol_has_completion(pol_case* one) {
  const uint32_t count = one->policy->tables->facts.count;
  pol_link(one->policy, one->standing, one->up);
  memset(one->failing, 0, count);
  if (!pol_mark_records_in_doubt(one) && !has_conditions(one)) return 1;
  memset(one->unproven, 0, count);
  for (uint32_t i = 0; i < count; ++i) {
    if (one->prepared.states[i].kind != POL_STATE_UNDOCUMENTED) one->unproven[pol_root(one->up, i)] = 1;
  }
  // Each cluster needs one try that meets its conditions; the first is the case as it stands.
  for (uint32_t attempt = 0; attempt <= kTriesToFit; ++attempt) {
    pol_copy_facts(one->policy, one->trial, one->prepared);
    memset(one->failing, 0, count);
    if (attempt == 0) {
      pol_trace(one, one->trial);
      pol_mark_records_in_doubt(one);
    } else {
      for (uint32_t i = 0; i < count; ++i) fill(one, i, choice_of(attempt - 1, i));
      apply_records(one);
      fill_shown(one, attempt - 1);
    }
    mark_failing(one);
    int is_left = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (!one->failing[i]) one->unproven[i] = 0;
      is_left = is_left || one->unproven[i];
    }
    if (!is_left) return 1;
  }
  return 0;
}

// The gaps, and all that conditions tie to others: with a value for each the code is exact.
static void mark_tied(const pol_case* one, uint8_t* tied) {
  const pol_policy* policy = one->policy;
  const pol_tables* tables = policy->tables;
  memset(tied, 0, tables->facts.count);
  const uint32_t* gaps = pol_indices(policy, tables->gaps);
  for (uint32_t i = 0; i < tables->gaps.count; ++i) tied[gaps[i]] = 1;
  for (uint32_t i = 0; i < tables->claims.count; ++i) {
    const pol_list facts = pol_claim(policy, i)->facts;
    for (uint32_t k = 0; k < facts.count; ++k) tied[pol_indices(policy, facts)[k]] = 1;
  }
  for (uint32_t i = 0; i < tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    if (fact->signs == POL_NOTHING) continue;
    tied[i] = 1;
    for (uint32_t k = 0; k < fact->sign_facts.count; ++k) tied[pol_indices(policy, fact->sign_facts)[k]] = 1;
  }
  const pol_record_row* records = pol_at(policy, tables->records.at);
  for (uint32_t i = 0; i < tables->records.count; ++i) {
    const pol_record_row* r = &records[i];
    const uint32_t facts[8] = {r->start, r->end, r->length, r->status, r->birth, r->years, r->months, r->at};
    int is_tied = 0;
    for (int k = 0; k < 8; ++k) is_tied = is_tied || (facts[k] != POL_NOTHING && tied[facts[k]]);
    for (int k = 0; k < 8 && is_tied; ++k) {
      if (facts[k] != POL_NOTHING) tied[facts[k]] = 1;
    }
  }
}

// The trial meets every condition surely.
static int fits(pol_case* one) {
  const pol_policy* policy = one->policy;
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    if (pol_is_denied(fact, &one->trial.states[i]) && pol_kleene(one, fact->signs) != POL_NO) return 0;
  }
  for (uint32_t i = 0; i < policy->tables->claims.count; ++i) {
    if (!one->given_up[i] && pol_kleene(one, pol_claim(policy, i)->node) != POL_YES) return 0;
  }
  return 1;
}

// Of the trial, which `truths` are of.
static int has_unstated(const pol_case* one) {
  const pol_list unstated = one->policy->tables->unstated;
  for (uint32_t i = 0; i < unstated.count; ++i) {
    if (pol_kleene(one, pol_indices(one->policy, unstated)[i]) == POL_UNKNOWN) return 1;
  }
  return 0;
}

int pol_has_unstated(pol_case* one) {
  if (one->policy->tables->unstated.count == 0) return 0;
  pol_run_trace(one->policy, one->row, one->truths);
  return has_unstated(one);
}

// Fills in what is tied, each cluster by a try of its own, and applies what follows.
static void try_clusters(pol_case* one, const uint8_t* tied, uint32_t attempt) {
  const uint32_t count = one->policy->tables->facts.count;
  pol_copy_facts(one->policy, one->trial, one->prepared);
  for (uint32_t i = 0; i < count; ++i) {
    if (!tied[i]) continue;
    const uint32_t root = pol_root(one->up, i);
    // Mostly as it is known to fit: all clusters at once rarely do by chance.
    const int varies = attempt >= kAlike ? choice_of(attempt, root) % 4 == 0 : attempt != 0 && root == i;
    const uint32_t own = one->fitting[root];
    fill(one, i, choice_of(varies || own == 0 ? attempt : own - 1, i));
  }
}

// For each cluster a try with which its conditions are met, one more than its number; 0 where none was found.
static void find_fitting(pol_case* one, const uint8_t* tied) {
  const uint32_t count = one->policy->tables->facts.count;
  memset(one->fitting, 0, count);
  for (uint32_t attempt = 0; attempt < kTriesToFit; ++attempt) {
    pol_copy_facts(one->policy, one->trial, one->prepared);
    for (uint32_t i = 0; i < count; ++i) {
      if (tied[i]) fill(one, i, choice_of(attempt, i));
    }
    memset(one->failing, 0, count);
    apply_records(one);
    fill_shown(one, attempt);
    mark_failing(one);
    int is_left = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (!one->failing[i] && one->fitting[i] == 0) one->fitting[i] = (uint8_t)(attempt + 1);
      is_left = is_left || (one->fitting[i] == 0 && one->up[i] == i);
    }
    if (!is_left) return;
  }
}

int pol_settles(pol_case* one, uint8_t possible) {
  const pol_policy* policy = one->policy;
  uint8_t seen = 0;
  pol_link(policy, one->standing, one->up);
  mark_tied(one, one->unproven);
  find_fitting(one, one->unproven);
  for (uint32_t attempt = 0; attempt < kTriesToSettle && seen != possible; ++attempt) {
    try_clusters(one, one->unproven, attempt);
    if (!apply_records(one)) continue;
    fill_shown(one, attempt);
    if (!fits(one)) continue;
    // What no case tells may still join two outcomes that exclude each other: then only a single one is certain.
    const int is_sure = !has_unstated(one);
    pol_pack(policy, one->trial, 1, one->row);
    const uint8_t found = pol_run_decide(policy, one->row);
    if (is_sure || (found & (found - 1)) == 0) seen |= found;
  }
  pol_pack(policy, one->prepared, 1, one->row);
  return seen == possible;
}
