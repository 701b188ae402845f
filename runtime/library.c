// Policies: opened, looked at, described.

#define _DEFAULT_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/image.h"
#include "runtime/tiers.h"

pol_status pol_fail(pol_error* error, pol_status status, const char* format, ...) {
  if (error == NULL) return status;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return status;
}

uint32_t pol_cpu_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return 4;
  if (__builtin_cpu_supports("x86-64-v3")) return 3;
  if (__builtin_cpu_supports("x86-64-v2")) return 2;
  return 1;
#else
  return 0;
#endif
}

pol_status pol_policy_open(const pol_policy_image* image, const char* hash, pol_policy** policy, pol_error* error) {
  *policy = NULL;
  if (image->magic != POL_MAGIC) return pol_fail(error, POL_NO_LIBRARY, "this is no compiled policy");
  if (image->tables->abi != POL_ABI_VERSION) {
    return pol_fail(error, POL_BAD_ABI,
                    "the policy was built for version %u of the interface; this runtime has version %u",
                    image->tables->abi, POL_ABI_VERSION);
  }
  const char* own = (const char*)image->tables + image->tables->hash;
  if (hash != NULL && strcmp(own, hash) != 0) {
    return pol_fail(error, POL_OTHER_POLICY, "the policy has the content hash %s; %s was expected", own, hash);
  }
  if (image->code_count == 0) return pol_fail(error, POL_NO_LIBRARY, "this policy holds no code");
  const uint32_t level = pol_cpu_level();
  const pol_code* code = NULL;
  for (uint64_t i = 0; i < image->code_count && code == NULL; ++i) {
    if (image->code[i].level <= level) code = &image->code[i];
  }
  if (code == NULL) {
    return pol_fail(error, POL_BAD_CPU, "the policy was built for x86-64-v%u; this CPU has x86-64-v%u",
                    (unsigned)image->code[image->code_count - 1].level, level);
  }
  *policy = calloc(1, sizeof **policy);
  if (*policy == NULL) return pol_fail(error, POL_NO_MEMORY, "no memory for a policy");
  (*policy)->tables = image->tables;
  (*policy)->code = code;
  return POL_OK;
}

pol_status pol_policy_load(const char* path, const char* hash, pol_policy** policy, pol_error* error) {
  *policy = NULL;
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return pol_fail(error, POL_NO_LIBRARY, "%s", dlerror());
  const pol_policy_image* image = dlsym(library, "pol_policy");
  pol_status status = image != NULL ? pol_policy_open(image, hash, policy, error)
                                    : pol_fail(error, POL_NO_LIBRARY, "%s: holds no policy", path);
  if (status != POL_OK) {
    dlclose(library);
    return status;
  }
  (*policy)->library = library;
  return POL_OK;
}

void pol_policy_use(pol_policy* policy, const pol_code* code) { policy->code = code; }

void pol_policy_walk(pol_policy* policy, const pol_walk* walk) { policy->walk = *walk; }

const pol_tables* pol_policy_tables(const pol_policy* policy) { return policy->tables; }

void pol_policy_free(pol_policy* policy) {
  if (policy == NULL) return;
  if (policy->library != NULL) dlclose(policy->library);
  free(policy);
}

void pol_describe(const pol_policy* policy, pol_policy_about* about) {
  const pol_tables* t = policy->tables;
  *about = (pol_policy_about){pol_text(policy, t->name),
                              pol_text(policy, t->title),
                              pol_text(policy, t->revision),
                              pol_text(policy, t->hash),
                              pol_text(policy, t->compiler),
                              t->facts.count,
                              t->criteria.count,
                              t->reference,
                              (uint32_t)policy->code->level};
}

void pol_describe_fact(const pol_policy* policy, uint32_t id, pol_fact_about* about) {
  const pol_fact_row* fact = pol_fact(policy, id);
  *about = (pol_fact_about){pol_text(policy, fact->name),
                            pol_text(policy, fact->title),
                            pol_text(policy, fact->unit),
                            (pol_kind)fact->kind,
                            pol_value_count(policy, fact),
                            fact->values != POL_NOTHING && pol_values(policy, fact)->open != 0,
                            fact->or_none,
                            fact->absent_means_no,
                            fact->planned};
}

static const pol_value_row* value_row(const pol_policy* policy, const pol_fact_row* fact, uint32_t value) {
  return (const pol_value_row*)pol_at(policy, pol_values(policy, fact)->values.at) + value;
}

const char* pol_value_name(const pol_policy* policy, uint32_t fact, uint32_t value, const char** title) {
  const pol_value_row* row = value_row(policy, pol_fact(policy, fact), value);
  if (title != NULL) *title = pol_text(policy, row->title);
  return pol_text(policy, row->name);
}

static const pol_criterion_row* criterion_row(const pol_policy* policy, uint32_t criterion) {
  return (const pol_criterion_row*)pol_at(policy, policy->tables->criteria.at) + criterion;
}

void pol_describe_criterion(const pol_policy* policy, uint32_t criterion, pol_criterion_about* about) {
  const pol_criterion_row* row = criterion_row(policy, criterion);
  *about =
      (pol_criterion_about){pol_text(policy, row->path), pol_text(policy, row->label), pol_text(policy, row->title)};
}

uint32_t pol_fact_named(const pol_policy* policy, const char* name) {
  for (uint32_t i = 0; i < policy->tables->facts.count; ++i) {
    if (strcmp(pol_text(policy, pol_fact(policy, i)->name), name) == 0) return i;
  }
  return POL_NOTHING;
}

uint32_t pol_criterion_at(const pol_policy* policy, const char* path) {
  for (uint32_t i = 0; i < policy->tables->criteria.count; ++i) {
    if (strcmp(pol_text(policy, criterion_row(policy, i)->path), path) == 0) return i;
  }
  return POL_NOTHING;
}

uint32_t pol_value_named(const pol_policy* policy, uint32_t id, const char* text, size_t size) {
  const pol_fact_row* fact = pol_fact(policy, id);
  const uint32_t count = pol_value_count(policy, fact);
  for (uint32_t v = 0; v < count; ++v) {
    const char* name = pol_text(policy, value_row(policy, fact, v)->name);
    if (strlen(name) == size && memcmp(name, text, size) == 0) return v;
  }
  return count != 0 && pol_values(policy, fact)->open ? count - 1 : POL_NOTHING;
}

const char* pol_outcome_name(pol_outcome outcome) {
  static const char* const kNames[] = {"meets",           "does_not_meet", "needs_information", "contraindicated",
                                       "refer",           "not_applicable", "conflicting"};
  return (unsigned)outcome < POL_OUTCOMES ? kNames[outcome] : "";
}
