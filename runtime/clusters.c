// Facts that belong together: by `shown by`, by what is assumed, by records. The reference date links nothing.

#include "runtime/image.h"

uint32_t pol_root(const uint32_t* up, uint32_t fact) {
  while (up[fact] != fact) fact = up[fact];
  return fact;
}

static void unite(const pol_policy* policy, uint32_t* up, const uint32_t* facts, uint32_t count) {
  uint32_t first = POL_NOTHING;
  for (uint32_t i = 0; i < count; ++i) {
    if (facts[i] == POL_NOTHING || facts[i] == policy->tables->reference) continue;
    if (first == POL_NOTHING) first = facts[i];
    up[pol_root(up, facts[i])] = pol_root(up, first);
  }
}

void pol_link(const pol_policy* policy, struct pol_facts documented, uint32_t* up) {
  const pol_tables* tables = policy->tables;
  for (uint32_t i = 0; i < tables->facts.count; ++i) up[i] = i;
  for (uint32_t i = 0; i < tables->facts.count; ++i) {
    const pol_fact_row* fact = pol_fact(policy, i);
    if (fact->signs == POL_NOTHING) continue;
    const uint32_t* signs = pol_indices(policy, fact->sign_facts);
    unite(policy, up, signs, fact->sign_facts.count);
    unite(policy, up, (const uint32_t[]){i, pol_first_fact(policy, fact->sign_facts)}, 2);
  }
  const pol_claim_row* claims = pol_at(policy, tables->claims.at);
  for (uint32_t i = 0; i < tables->claims.count; ++i) {
    unite(policy, up, pol_indices(policy, claims[i].facts), claims[i].facts.count);
  }
  const pol_record_row* records = pol_at(policy, tables->records.at);
  for (uint32_t i = 0; i < tables->records.count; ++i) {
    const pol_record_row* r = &records[i];
    if (r->kind == POL_RECORD_AGE) {
      unite(policy, up, (const uint32_t[]){r->birth, r->years, r->months, r->at}, 4);
      continue;
    }
    // A documented length stands by itself.
    const int is_open = r->length != POL_NOTHING && documented.states[r->length].kind == POL_STATE_UNDOCUMENTED;
    unite(policy, up, (const uint32_t[]){r->start, r->end, r->status, is_open ? r->length : POL_NOTHING}, 4);
  }
}
