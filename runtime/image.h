#ifndef POL_RUNTIME_IMAGE_H
#define POL_RUNTIME_IMAGE_H
// What the files of the runtime share: a policy that is open, a case, and how its tables are read.

#include "pol/runtime.h"
#include "runtime/tiers.h"

struct pol_policy {
  const pol_tables* tables;
  _Atomic(const pol_code*) code;  // may change between two reads (tiers.h): who asks for two of its functions reads it once
  pol_walk walk;                  // what runs while `code` has no decide, or no trace
  void* library;  // of dlopen; null when linked in
};

enum { POL_FIRST_DAY = -25567, POL_LAST_DAY = 84370 };  // 1900-01-01 to 2200-12-31

enum { POL_STATE_UNDOCUMENTED, POL_STATE_VALUE, POL_STATE_NONE };

// As ir::FactState of the compiler. Members of sets stand in the case's words: first those in, then those out.
struct pol_state {
  int64_t low, high;
  uint8_t kind;
  uint8_t asked;
  uint8_t assumed;
  uint8_t derived;
  uint8_t or_reference;
  uint8_t conflict;
};

// A case as documented, or one that defaults, records and claims have been applied to.
struct pol_facts {
  struct pol_state* states;
  uint64_t* words;
};

struct pol_case {
  const pol_policy* policy;
  struct pol_facts documented;
  struct pol_facts standing;  // documented, without what clashed
  struct pol_facts prepared;
  struct pol_facts trial;
  uint8_t* no_default;    // by fact: its default was dropped
  uint8_t* given_up;      // by claim: nothing documented breaks it
  uint32_t* up;           // by fact: towards the root of its cluster
  uint8_t* unproven;      // by fact: of a cluster's root, nothing shows yet that it has a completion
  uint8_t* failing;       // by fact: of a cluster's root, some condition is not surely met
  uint8_t* fitting;       // by fact: of a cluster's root, one more than the try that meets its conditions
  uint64_t* row;
  uint8_t* truths;        // Kleene's, of the last pol_decide; exact where code has it
  uint8_t is_traced;      // `truths` are of `prepared`
  uint8_t* conditions;    // by condition: its truth as of `truths`, and whether the case rests on it (open_facts.c)
  uint8_t* is_named;      // by fact: it keeps the case open
};

static inline uint8_t pol_run_decide(const pol_policy* policy, const uint64_t* row) {
  const pol_code* code = policy->code;
  return code->decide != NULL ? code->decide(row) : policy->walk.decide(policy->walk.with, row);
}
static inline void pol_run_trace(const pol_policy* policy, const uint64_t* row, uint8_t* truths) {
  const pol_code* code = policy->code;
  if (code->trace != NULL) {
    code->trace(row, truths);
  } else {
    policy->walk.trace(policy->walk.with, row, truths);
  }
}

static inline const void* pol_at(const pol_policy* policy, uint32_t offset) {
  return (const char*)policy->tables + offset;
}
static inline const char* pol_text(const pol_policy* policy, uint32_t offset) {
  return (const char*)pol_at(policy, offset);
}
static inline const pol_fact_row* pol_fact(const pol_policy* policy, uint32_t fact) {
  return (const pol_fact_row*)pol_at(policy, policy->tables->facts.at) + fact;
}
static inline const pol_value_set_row* pol_values(const pol_policy* policy, const pol_fact_row* fact) {
  return (const pol_value_set_row*)pol_at(policy, policy->tables->value_sets.at) + fact->values;
}
static inline const uint32_t* pol_indices(const pol_policy* policy, pol_list list) {
  return (const uint32_t*)pol_at(policy, list.at);
}
static inline int pol_has(const uint64_t* words, uint32_t count, uint32_t bit) {
  return bit / 64 < count && ((words[bit / 64] >> (bit % 64)) & 1u) != 0;
}
static inline int pol_list_has(const pol_policy* policy, pol_list list, uint32_t bit) {
  return pol_has((const uint64_t*)pol_at(policy, list.at), list.count, bit);
}

// Of a set: how many values it may have, how many words they take, and those surely in and surely out.
static inline uint32_t pol_value_count(const pol_policy* policy, const pol_fact_row* fact) {
  return fact->values == POL_NOTHING ? 0 : pol_values(policy, fact)->values.count;
}
static inline uint32_t pol_set_size(const pol_policy* policy, const pol_fact_row* fact) {
  return (pol_value_count(policy, fact) + 63) / 64;
}
static inline uint64_t* pol_in(const pol_fact_row* fact, struct pol_facts facts) {
  return facts.words + fact->set_words;
}
static inline uint64_t* pol_out(const pol_policy* policy, const pol_fact_row* fact, struct pol_facts facts) {
  return facts.words + fact->set_words + pol_set_size(policy, fact);
}

static inline const pol_claim_row* pol_claim(const pol_policy* policy, uint32_t claim) {
  return (const pol_claim_row*)pol_at(policy, policy->tables->claims.at) + claim;
}
// The first that is not the reference date, which ties nothing.
static inline uint32_t pol_first_fact(const pol_policy* policy, pol_list facts) {
  const uint32_t* all = pol_indices(policy, facts);
  for (uint32_t i = 0; i < facts.count; ++i) {
    if (all[i] != policy->tables->reference) return all[i];
  }
  return POL_NOTHING;
}
static inline int pol_is_denied(const pol_fact_row* fact, const struct pol_state* state) {
  return fact->signs != POL_NOTHING && state->kind == POL_STATE_VALUE && state->low == 0;
}
// Of the facts that were traced last.
static inline pol_truth pol_kleene(const pol_case* one, uint32_t node) {
  const uint8_t truth = one->truths[node];
  return (truth & 1u) != 0 ? POL_YES : (truth & 2u) != 0 ? POL_NO : POL_UNKNOWN;
}

// `truths` of the row that was packed last, unless they are there.
static inline void pol_trace_row(pol_case* one) {
  if (!one->is_traced) pol_run_trace(one->policy, one->row, one->truths);
  one->is_traced = 1;
}

// case.c. As far as pol_decide goes before it looks for outcomes: the prepared case, and its row.
pol_status pol_prepare_row(pol_case* one, int* is_consistent, pol_error* error);
// Of a prepared set: some value is neither surely in it nor surely not.
int pol_has_open_member(const pol_case* one, uint32_t fact);

void pol_copy_facts(const pol_policy* policy, struct pol_facts to, struct pol_facts from);
pol_status pol_fail(pol_error* error, pol_status status, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

// records.c. A fact of a violation is only looked up for its cluster: `fact` is one of them, and `alone` says that no
// other has part in it. `claim`: POL_NOTHING unless it is one.
struct pol_violation {
  uint32_t fact;
  uint32_t claim;
  uint8_t alone;
};
// Calls `report` for every record that does not fit.
typedef void (*pol_report)(void* with, struct pol_violation violation);
void pol_apply_records(const pol_policy* policy, struct pol_facts facts, pol_report report, void* with);

// clusters.c
void pol_link(const pol_policy* policy, struct pol_facts documented, uint32_t* up);
uint32_t pol_root(const uint32_t* up, uint32_t fact);

// pack.c. `in_range`: what is not documented lies in its range; else it may be anything.
void pol_pack(const pol_policy* policy, struct pol_facts facts, int in_range, uint64_t* row);

// Every truth of `facts`, where what is not documented may be anything.
void pol_trace(pol_case* one, struct pol_facts facts);

// completion.c, of a prepared case. `pol_has_completion`: every cluster in which something is documented certainly fits.
// `pol_settles`: every outcome of `possible`, of which there are no others, was found in some completion; then the case
// fits as well. Leaves the row of the prepared case.
int pol_has_completion(pol_case* one);
int pol_settles(pol_case* one, uint8_t possible);
// Of the case whose row was packed last: something that no case tells is left open in the rules.
int pol_has_unstated(pol_case* one);

// record_doubts.c, of a prepared case that is linked: marks in `failing` the clusters of records that have to be shown to fit by
// a try. False where there are none.
int pol_mark_records_in_doubt(pol_case* one);

// prepare.c. True where every cluster in which something is documented certainly has a completion.
pol_status pol_prepare(pol_case* one, int* is_consistent, pol_error* error);

#endif
