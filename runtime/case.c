// One case: what is documented of it, and its answer.

#include <stdlib.h>
#include <string.h>

#include "runtime/image.h"

// As everywhere in the compiler: doubling and adding two quantities cannot overflow.
static const int64_t kMaxParts = INT64_C(1) << 52;

void pol_copy_facts(const pol_policy* policy, struct pol_facts to, struct pol_facts from) {
  memcpy(to.states, from.states, policy->tables->facts.count * sizeof *to.states);
  memcpy(to.words, from.words, (size_t)policy->tables->set_words * 8);
}

pol_status pol_case_new(const pol_policy* policy, pol_case** one, pol_error* error) {
  const pol_tables* t = policy->tables;
  const size_t facts = t->facts.count;
  const size_t facts_bytes = (facts * sizeof(struct pol_state) + 7) / 8 * 8 + (size_t)t->set_words * 8;
  const size_t row_bytes = (t->row_bytes + 7) / 8 * 8;
  const size_t bytes =
      sizeof(pol_case) + 8 + row_bytes + 4 * facts_bytes + facts * 4 + facts * 5 + t->claims.count + t->nodes +
      t->conditions.count;
  char* at = calloc(1, bytes);
  *one = (pol_case*)(void*)at;
  if (at == NULL) return pol_fail(error, POL_NO_MEMORY, "no memory for a case of `%s`", pol_text(policy, t->name));
  (*one)->policy = policy;
  at += (sizeof(pol_case) + 7) / 8 * 8;
  (*one)->row = (uint64_t*)(void*)at;
  at += row_bytes;
  struct pol_facts* const all[4] = {&(*one)->documented, &(*one)->standing, &(*one)->prepared, &(*one)->trial};
  for (int i = 0; i < 4; ++i) {
    all[i]->states = (struct pol_state*)(void*)at;
    all[i]->words = (uint64_t*)(void*)(at + (facts * sizeof(struct pol_state) + 7) / 8 * 8);
    at += facts_bytes;
  }
  (*one)->up = (uint32_t*)(void*)at;
  at += facts * 4;
  (*one)->no_default = (uint8_t*)at;
  (*one)->unproven = (*one)->no_default + facts;
  (*one)->failing = (*one)->unproven + facts;
  (*one)->fitting = (*one)->failing + facts;
  (*one)->given_up = (*one)->fitting + facts;
  (*one)->truths = (*one)->given_up + t->claims.count;
  (*one)->conditions = (*one)->truths + t->nodes;
  (*one)->is_named = (*one)->conditions + t->conditions.count;
  return POL_OK;
}

void pol_case_free(pol_case* one) { free(one); }

void pol_case_clear(pol_case* one) {
  memset(one->documented.states, 0, one->policy->tables->facts.count * sizeof(struct pol_state));
  memset(one->documented.words, 0, (size_t)one->policy->tables->set_words * 8);
}

static void clear_fact(pol_case* one, uint32_t id) {
  const pol_fact_row* fact = pol_fact(one->policy, id);
  one->documented.states[id] = (struct pol_state){0};
  if (fact->kind == POL_SET) memset(pol_in(fact, one->documented), 0, (size_t)pol_set_size(one->policy, fact) * 16);
}

static void write_value(pol_case* one, uint32_t id, int64_t low, int64_t high) {
  clear_fact(one, id);
  one->documented.states[id].kind = POL_STATE_VALUE;
  one->documented.states[id].low = low;
  one->documented.states[id].high = high;
}

static const char* kind_name(int kind) {
  static const char* const kNames[] = {"finding", "choice", "set", "number", "date"};
  return kNames[kind];
}

static pol_status check_fact(const pol_case* one, uint32_t fact, pol_error* error) {
  const uint32_t count = one->policy->tables->facts.count;
  if (fact < count) return POL_OK;
  return pol_fail(error, POL_NO_SUCH_NAME, "there is no fact %u; the policy has %u", fact, count);
}

static const char* name_of(const pol_case* one, uint32_t fact) {
  return pol_text(one->policy, pol_fact(one->policy, fact)->name);
}

static pol_status check_kind(const pol_case* one, uint32_t fact, pol_kind kind, pol_error* error) {
  const pol_status status = check_fact(one, fact, error);
  if (status != POL_OK || pol_fact(one->policy, fact)->kind == kind) return status;
  return pol_fail(error, POL_WRONG_KIND, "`%s` is a %s, and was given a %s", name_of(one, fact),
                  kind_name(pol_fact(one->policy, fact)->kind), kind_name((int)kind));
}

static pol_status check_value(const pol_case* one, uint32_t fact, uint32_t value, pol_error* error) {
  const uint32_t count = pol_value_count(one->policy, pol_fact(one->policy, fact));
  if (value < count) return POL_OK;
  return pol_fail(error, POL_BAD_VALUE, "`%s` has no value %u; it has %u values", name_of(one, fact), value, count);
}

pol_status pol_set_finding(pol_case* one, uint32_t fact, int is_present, pol_error* error) {
  const pol_status status = check_kind(one, fact, POL_FINDING, error);
  if (status == POL_OK) write_value(one, fact, is_present != 0, is_present != 0);
  return status;
}

pol_status pol_set_choice(pol_case* one, uint32_t fact, uint32_t value, pol_error* error) {
  pol_status status = check_kind(one, fact, POL_CHOICE, error);
  if (status == POL_OK) status = check_value(one, fact, value, error);
  if (status == POL_OK) write_value(one, fact, value, value);
  return status;
}

// A set to which members can be added.
static void open_set(pol_case* one, uint32_t fact) {
  struct pol_state* state = &one->documented.states[fact];
  if (state->kind != POL_STATE_VALUE) clear_fact(one, fact);
  state->kind = POL_STATE_VALUE;
}

pol_status pol_set_member(pol_case* one, uint32_t id, uint32_t value, int is_in, pol_error* error) {
  pol_status status = check_kind(one, id, POL_SET, error);
  if (status == POL_OK) status = check_value(one, id, value, error);
  if (status != POL_OK) return status;
  open_set(one, id);
  const pol_fact_row* fact = pol_fact(one->policy, id);
  const uint64_t bit = UINT64_C(1) << (value % 64);
  uint64_t* const in = pol_in(fact, one->documented) + value / 64;
  uint64_t* const out = pol_out(one->policy, fact, one->documented) + value / 64;
  *in = is_in ? *in | bit : *in & ~bit;
  *out = is_in ? *out & ~bit : *out | bit;
  return POL_OK;
}

pol_status pol_set_closed(pol_case* one, uint32_t id, pol_error* error) {
  const pol_status status = check_kind(one, id, POL_SET, error);
  if (status != POL_OK) return status;
  open_set(one, id);
  const pol_fact_row* fact = pol_fact(one->policy, id);
  const uint32_t size = pol_set_size(one->policy, fact);
  for (uint32_t v = 0; v < pol_value_count(one->policy, fact); ++v) {
    if (pol_has(pol_in(fact, one->documented), size, v)) continue;
    pol_out(one->policy, fact, one->documented)[v / 64] |= UINT64_C(1) << (v % 64);
  }
  return POL_OK;
}

static int64_t power_of_ten(uint32_t n) {
  int64_t p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

pol_status pol_set_decimal(pol_case* one, uint32_t id, int64_t digits, uint32_t places, pol_error* error) {
  const pol_status status = check_kind(one, id, POL_NUMBER, error);
  if (status != POL_OK) return status;
  const pol_fact_row* fact = pol_fact(one->policy, id);
  while (places > 0 && digits % 10 == 0) {
    digits /= 10;
    --places;
  }
  __extension__ typedef __int128 wide;
  const wide magnitude = digits < 0 ? -(wide)digits : (wide)digits;
  if (places > 18) {
    return pol_fail(error, POL_BAD_VALUE, "`%s` has more than 18 digits behind the point", name_of(one, id));
  }
  const wide scaled = magnitude * fact->factor * power_of_ten((uint32_t)fact->decimals);
  const wide one_part = power_of_ten(places);
  if (scaled / one_part > kMaxParts) {
    return pol_fail(error, POL_BAD_VALUE, "`%s` is too large to be kept exactly", name_of(one, id));
  }
  const int is_finer = scaled % one_part != 0;
  if (is_finer && fact->needs_grid) {
    return pol_fail(error, POL_BAD_VALUE, "`%s` has finer digits than can be compared exactly", name_of(one, id));
  }
  const int64_t half = (int64_t)(scaled / one_part) * 2 + is_finer;
  write_value(one, id, digits < 0 ? -half : half, digits < 0 ? -half : half);
  return POL_OK;
}

pol_status pol_set_number(pol_case* one, uint32_t fact, double number, pol_error* error) {
  const pol_status status = check_kind(one, fact, POL_NUMBER, error);
  if (status != POL_OK) return status;
  // Up to 15 digits, every decimal number has a double of its own: the one that reads back is the one meant.
  const double kMost = 1e15;
  if (!(number > -kMost && number < kMost)) {
    return pol_fail(error, POL_BAD_VALUE, "`%s` is %g, which cannot be kept exactly", name_of(one, fact), number);
  }
  double scale = 1;
  for (uint32_t places = 0; places <= 15; ++places, scale *= 10) {
    const double moved = number * scale;
    if (!(moved > -kMost && moved < kMost)) break;
    const int64_t digits = (int64_t)(moved < 0 ? moved - 0.5 : moved + 0.5);
    if ((double)digits / scale == number) return pol_set_decimal(one, fact, digits, places, error);
  }
  return pol_fail(error, POL_BAD_VALUE, "`%s` is %.17g; a number of at most 15 digits would fit", name_of(one, fact),
                  number);
}

pol_status pol_set_date(pol_case* one, uint32_t fact, int32_t first_day, int32_t last_day, pol_error* error) {
  const pol_status status = check_kind(one, fact, POL_DATE, error);
  if (status != POL_OK) return status;
  if (first_day > last_day) {
    return pol_fail(error, POL_BAD_VALUE, "`%s` would have its first day after its last", name_of(one, fact));
  }
  if (first_day < POL_FIRST_DAY || last_day > POL_LAST_DAY) {
    return pol_fail(error, POL_BAD_VALUE, "`%s` is on day %d; dates from 1900 to 2200 would fit", name_of(one, fact),
                    first_day < POL_FIRST_DAY ? first_day : last_day);
  }
  write_value(one, fact, first_day, last_day);
  return POL_OK;
}

pol_status pol_set_none(pol_case* one, uint32_t id, pol_error* error) {
  const pol_status status = check_fact(one, id, error);
  if (status != POL_OK) return status;
  if (!pol_fact(one->policy, id)->or_none) {
    return pol_fail(error, POL_BAD_VALUE, "`%s` cannot be none", name_of(one, id));
  }
  clear_fact(one, id);
  one->documented.states[id].kind = POL_STATE_NONE;
  return POL_OK;
}

pol_status pol_set_unknown(pol_case* one, uint32_t fact, pol_error* error) {
  const pol_status status = pol_unset(one, fact, error);
  if (status == POL_OK) one->documented.states[fact].asked = 1;
  return status;
}

pol_status pol_unset(pol_case* one, uint32_t fact, pol_error* error) {
  const pol_status status = check_fact(one, fact, error);
  if (status == POL_OK) clear_fact(one, fact);
  return status;
}

// --- answers

int pol_has_open_member(const pol_case* one, uint32_t id) {
  const pol_fact_row* fact = pol_fact(one->policy, id);
  const uint32_t size = pol_set_size(one->policy, fact);
  for (uint32_t v = 0; v < pol_value_count(one->policy, fact); ++v) {
    if (pol_has(pol_in(fact, one->prepared), size, v)) continue;
    if (!pol_has(pol_out(one->policy, fact, one->prepared), size, v)) return 1;
  }
  return 0;
}

static int is_open(const pol_case* one, uint32_t id) {
  const pol_fact_row* fact = pol_fact(one->policy, id);
  const struct pol_state* state = &one->prepared.states[id];
  if (state->kind == POL_STATE_UNDOCUMENTED) return 1;
  if (state->kind == POL_STATE_NONE) return 0;
  if (fact->kind != POL_SET) return state->low != state->high || state->or_reference;
  return pol_has_open_member(one, id);
}

pol_status pol_prepare_row(pol_case* one, int* is_consistent, pol_error* error) {
  one->is_traced = 0;
  const pol_status status = pol_prepare(one, is_consistent, error);
  if (status == POL_OK) pol_pack(one->policy, one->prepared, 1, one->row);
  return status;
}

pol_status pol_decide(pol_case* one, pol_answer* answer, pol_error* error) {
  const pol_policy* policy = one->policy;
  const pol_tables* tables = policy->tables;
  int is_consistent = 0;
  const pol_status status = pol_prepare_row(one, &is_consistent, error);
  if (status != POL_OK) return status;
  answer->possible = pol_run_decide(policy, one->row);
  const int is_one = (answer->possible & (answer->possible - 1)) == 0;
  answer->outcome = POL_NEEDS_INFORMATION;
  for (int i = 0; i < POL_OUTCOMES; ++i) {
    if (answer->possible == 1 << i) answer->outcome = (pol_outcome)i;
  }
  answer->is_exact = (uint8_t)is_consistent;
  const uint32_t* gaps = pol_indices(policy, tables->gaps);
  int has_gap = 0;
  for (uint32_t i = 0; i < tables->gaps.count && !is_one && !has_gap; ++i) has_gap = is_open(one, gaps[i]);
  if (!is_one && !has_gap) has_gap = pol_has_unstated(one);
  if (has_gap) answer->is_exact = (uint8_t)pol_settles(one, answer->possible);
  answer->conflicts = 0;
  for (uint32_t i = 0; i < tables->facts.count; ++i) answer->conflicts += one->standing.states[i].conflict;
  return POL_OK;
}

pol_truth pol_truth_of(pol_case* one, uint32_t criterion) {
  const pol_criterion_row* row =
      (const pol_criterion_row*)pol_at(one->policy, one->policy->tables->criteria.at) + criterion;
  pol_trace_row(one);
  const uint8_t kleene = one->truths[row->kleene], exact = one->truths[row->exact];
  const uint8_t known = (kleene & 3u) != 0 ? kleene : exact;
  return (known & 1u) != 0 ? POL_YES : (known & 2u) != 0 ? POL_NO : POL_UNKNOWN;
}

int pol_is_in_conflict(const pol_case* one, uint32_t fact) { return one->standing.states[fact].conflict; }
