#ifndef POL_RUNTIME_H
#define POL_RUNTIME_H
// Evaluates policies that `polc build` compiled. C11; allocates only in *_load, *_open and *_new; no globals.
// A pol_policy may be used by any number of threads at once; a pol_case belongs to one thread at a time.
//
// Every function that can fail returns a pol_status and, where it is not POL_OK, writes a sentence into `error`.

#include <stddef.h>
#include <stdint.h>

#include "pol/tables.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum pol_status {
  POL_OK = 0,
  POL_NO_MEMORY,
  POL_NO_LIBRARY,    ///< cannot be loaded, or holds no policy
  POL_BAD_ABI,       ///< built for another version of this runtime
  POL_BAD_CPU,       ///< built for a CPU that has more than this one
  POL_OTHER_POLICY,  ///< not the policy text that was asked for
  POL_NO_SUCH_NAME,  ///< of a fact or a value
  POL_WRONG_KIND,    ///< a value of another kind than the fact's
  POL_BAD_VALUE,     ///< out of what can be documented, or not exact
  POL_NO_REFERENCE,  ///< the case does not document the reference date as one day
  POL_BAD_COLUMN,    ///< of an Arrow array
  POL_BAD_STREAM     ///< an Arrow stream that failed
} pol_status;

/// Always ends in a 0.
typedef struct pol_error {
  char message[256];
} pol_error;

typedef enum pol_kind { POL_FINDING, POL_CHOICE, POL_SET, POL_NUMBER, POL_DATE } pol_kind;

typedef enum pol_outcome {
  POL_MEETS,
  POL_DOES_NOT_MEET,
  POL_NEEDS_INFORMATION,
  POL_CONTRAINDICATED,
  POL_REFER,
  POL_NOT_APPLICABLE,
  POL_CONFLICTING,
  POL_OUTCOMES
} pol_outcome;

typedef enum pol_truth { POL_NO, POL_UNKNOWN, POL_YES } pol_truth;

typedef struct pol_policy pol_policy;
typedef struct pol_case pol_case;

// --- policies

/// Opens a library that `polc build -o NAME.so` wrote. `hash`: the content hash that is expected, or null for any.
/// Nothing of the policy runs before its ABI, its hash and this CPU have been looked at.
pol_status pol_policy_load(const char* path, const char* hash, pol_policy** policy, pol_error* error);

/// The same for a policy that is linked in: `&pol_policy_<name>` of its generated header.
pol_status pol_policy_open(const pol_policy_image* image, const char* hash, pol_policy** policy, pol_error* error);

/// Closes what was loaded too. Cases of the policy must be gone. Null is fine.
void pol_policy_free(pol_policy* policy);

/// All text belongs to the policy and lasts as long.
typedef struct pol_policy_about {
  const char *name, *title, *revision, *hash, *compiler;
  uint32_t facts, criteria;
  uint32_t reference;  ///< the fact that is the reference date; every case documents it as one day
  uint32_t level;      ///< of x86-64 that the chosen code is for
} pol_policy_about;
void pol_describe(const pol_policy* policy, pol_policy_about* about);

typedef struct pol_fact_about {
  const char *name, *title;
  const char* unit;  ///< of a number; "" for counts and scores
  pol_kind kind;
  uint32_t values;       ///< of a choice or a set; else 0
  int has_other_values;  ///< any text is a value; the last of `values` stands for those without a name
  int may_be_none, absent_means_no, may_be_planned;
} pol_fact_about;
/// `fact` < facts.
void pol_describe_fact(const pol_policy* policy, uint32_t fact, pol_fact_about* about);
/// `value` < values of the fact. `title` may be null.
const char* pol_value_name(const pol_policy* policy, uint32_t fact, uint32_t value, const char** title);

typedef struct pol_criterion_about {
  const char *path, *label, *title;
} pol_criterion_about;
void pol_describe_criterion(const pol_policy* policy, uint32_t criterion, pol_criterion_about* about);

/// POL_NOTHING when there is none of that name.
uint32_t pol_fact_named(const pol_policy* policy, const char* name);
uint32_t pol_criterion_at(const pol_policy* policy, const char* path);
/// With `size` bytes of text. Of a set of codes, a text without a name is its last value.
uint32_t pol_value_named(const pol_policy* policy, uint32_t fact, const char* text, size_t size);

/// `meets`, `does_not_meet` …
const char* pol_outcome_name(pol_outcome outcome);

/// 1 to 4: the highest level of x86-64 that this CPU has; 0 on another one.
uint32_t pol_cpu_level(void);

// --- one case

/// Nothing is documented in a new case.
pol_status pol_case_new(const pol_policy* policy, pol_case** one, pol_error* error);
void pol_case_free(pol_case* one);
/// As new.
void pol_case_clear(pol_case* one);

// Each of these documents one fact; what was documented of it before is gone (of a set: see below). On failure the
// case stays as it was.
pol_status pol_set_finding(pol_case* one, uint32_t fact, int is_present, pol_error* error);
pol_status pol_set_choice(pol_case* one, uint32_t fact, uint32_t value, pol_error* error);
/// Members add up: some surely in the set, some surely not. `pol_set_closed`: all that were not named are not in it.
pol_status pol_set_member(pol_case* one, uint32_t fact, uint32_t value, int is_in, pol_error* error);
pol_status pol_set_closed(pol_case* one, uint32_t fact, pol_error* error);
/// In the fact's unit. A double stands for the shortest decimal number that reads back to it.
pol_status pol_set_number(pol_case* one, uint32_t fact, double number, pol_error* error);
/// `digits` parts of 10^-`places`: 125 and 1 are 12.5.
pol_status pol_set_decimal(pol_case* one, uint32_t fact, int64_t digits, uint32_t places, pol_error* error);
/// Days since 1970-01-01, from 1900 to 2200. Where the day is not known, the first and the last that it may be.
pol_status pol_set_date(pol_case* one, uint32_t fact, int32_t first_day, int32_t last_day, pol_error* error);
/// There is none of it: no such operation, say, and so no date of it.
pol_status pol_set_none(pol_case* one, uint32_t fact, pol_error* error);
/// Asked for and not known: takes no `absent means no`.
pol_status pol_set_unknown(pol_case* one, uint32_t fact, pol_error* error);
/// Not documented: as in a new case.
pol_status pol_unset(pol_case* one, uint32_t fact, pol_error* error);

/// `possible`: bit 1 << pol_outcome of every outcome that some completion of the case has. `outcome`: the only one,
/// else POL_NEEDS_INFORMATION.
/// `is_exact` is 0 where the code alone cannot tell: `possible` then may hold outcomes that no completion has, or the
/// case may contradict itself in a way that only a search finds (`polc eval` searches; DESIGN of both in
/// runtime/README.md). Whatever is exact is what `polc eval` says.
/// `conflicts`: how many documented facts clash and count as not documented; see pol_is_in_conflict.
typedef struct pol_answer {
  pol_outcome outcome;
  uint8_t possible;
  uint8_t is_exact;
  uint32_t conflicts;
} pol_answer;
pol_status pol_decide(pol_case* one, pol_answer* answer, pol_error* error);

/// After pol_decide: what it found of the same case. Of a criterion, what completions say, as far as the code goes.
pol_truth pol_truth_of(pol_case* one, uint32_t criterion);
int pol_is_in_conflict(const pol_case* one, uint32_t fact);
/// After pol_decide: what keeps the case open, facts that are not fully documented and on which a condition still rests
/// before some rule is met. Writes at most `size` of them to `facts`, in the order of declaration; returns how many
/// there are. Where the code leaves more open than completions do, facts may be among them that no longer matter; none
/// is left out. Of a case that is decided it says what conditions are open all the same.
uint32_t pol_open_facts(pol_case* one, uint32_t* facts, uint32_t size);

#ifdef __cplusplus
}
#endif

#endif
