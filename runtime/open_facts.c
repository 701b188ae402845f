// Why a case is open: from the rules down through conditions that are unknown to the facts that they read.

#include "runtime/image.h"

// Beside the bits of a truth: the case rests on the condition.
enum { kYes = 1, kNo = 2, kTruth = 3, kRests = 4 };

static const pol_condition_row* condition_at(const pol_policy* policy, uint32_t index) {
  return (const pol_condition_row*)pol_at(policy, policy->tables->conditions.at) + index;
}

static uint8_t opposite(uint8_t truth) { return (uint8_t)((truth & kYes ? kNo : 0) | (truth & kNo ? kYes : 0)); }

// By the truths of the operands.
static uint8_t truth_of_parts(const pol_case* one, const pol_condition_row* row) {
  const uint32_t* operands = pol_indices(one->policy, row->operands);
  uint32_t yes = 0, no = 0;
  for (uint32_t i = 0; i < row->operands.count; ++i) {
    const uint8_t part = one->conditions[operands[i]];
    yes += (part & kYes) != 0;
    no += (part & kNo) != 0;
  }
  const uint32_t all = row->operands.count, most = all - no;
  switch (row->kind) {
    case POL_CONDITION_LEAF:
      return 0;
    case POL_CONDITION_FINDING:  // that it is not shown does not say that it is not so
      return yes != 0 ? kYes : 0;
    case POL_CONDITION_SAME:
      return one->conditions[operands[0]] & kTruth;
    case POL_CONDITION_NOT:
      return opposite(one->conditions[operands[0]]);
    case POL_CONDITION_ALL:
      return no != 0 ? kNo : yes == all ? kYes : 0;
    case POL_CONDITION_ANY:
      return yes != 0 ? kYes : no == all ? kNo : 0;
    case POL_CONDITION_NONE:
      return yes != 0 ? kNo : no == all ? kYes : 0;
    case POL_CONDITION_AT_LEAST:
      return yes >= row->k ? kYes : most < row->k ? kNo : 0;
    case POL_CONDITION_EXACTLY:
      if (row->k < yes || row->k > most) return kNo;
      return yes == most ? kYes : 0;
    default:
      return 0;
  }
}

// What all completions say of rules and criteria may settle what is made of them.
static void find_truths(pol_case* one) {
  const uint32_t count = one->policy->tables->conditions.count;
  for (uint32_t i = 0; i < count; ++i) {
    const pol_condition_row* row = condition_at(one->policy, i);
    uint8_t truth = one->truths[row->kleene] & kTruth;
    if (truth == 0 && row->exact != POL_NOTHING) truth = one->truths[row->exact] & kTruth;
    if (truth == 0) truth = truth_of_parts(one, row);
    one->conditions[i] = truth;
  }
}

// Is less known of the fact than one value?
static int is_incomplete(const pol_case* one, uint32_t id) {
  const pol_fact_row* fact = pol_fact(one->policy, id);
  const struct pol_state* state = &one->prepared.states[id];
  if (state->kind == POL_STATE_UNDOCUMENTED) return 1;
  if (state->kind == POL_STATE_NONE) return 0;
  if (fact->kind != POL_SET) return state->low != state->high;
  return pol_has_open_member(one, id);
}

// A condition on which the case rests, and which is unknown.
static void name_facts(pol_case* one, const pol_condition_row* row) {
  for (int i = 0; i < 2; ++i) {
    if (row->facts[i] != POL_NOTHING && is_incomplete(one, row->facts[i])) one->is_named[row->facts[i]] = 1;
  }
  // What is documented is known; what shows it has no say then.
  if (row->kind == POL_CONDITION_FINDING && one->prepared.states[row->facts[0]].kind == POL_STATE_VALUE) return;
  const uint32_t* operands = pol_indices(one->policy, row->operands);
  for (uint32_t i = 0; i < row->operands.count; ++i) {
    one->conditions[operands[i]] |= kRests;
    // Whether a fact is documented is known, but what is only assumed can still be documented.
    const uint32_t asks = row->kind >= POL_CONDITION_ALL ? condition_at(one->policy, operands[i])->asks : POL_NOTHING;
    if (asks != POL_NOTHING && one->prepared.states[asks].assumed) one->is_named[asks] = 1;
  }
}

uint32_t pol_open_facts(pol_case* one, uint32_t* facts, uint32_t size) {
  const pol_policy* policy = one->policy;
  const pol_tables* tables = policy->tables;
  pol_trace_row(one);
  find_truths(one);
  for (uint32_t i = 0; i < tables->facts.count; ++i) one->is_named[i] = 0;
  const uint32_t* rules = pol_indices(policy, tables->rules);
  for (uint32_t i = 0; i < tables->rules.count && (one->conditions[rules[i]] & kYes) == 0; ++i) {
    one->conditions[rules[i]] |= kRests;
  }
  // Operands come first: from the last condition to the first, all that rest on one have been seen before it.
  for (uint32_t i = tables->conditions.count; i-- > 0;) {
    if (one->conditions[i] == kRests) name_facts(one, condition_at(policy, i));
  }
  uint32_t count = 0;
  for (uint32_t i = 0; i < tables->facts.count; ++i) {
    if (!one->is_named[i]) continue;
    if (count < size) facts[count] = i;
    ++count;
  }
  return count;
}
