#ifndef POL_TABLES_H
#define POL_TABLES_H
// What a compiled policy carries beside its code: constant bytes that `polc build` writes and the runtime reads.
// Everything is found by its offset from the start of the tables, so they need no relocation. Little endian, 64 bit.

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Changes whenever a table, a row or an entry point changes.
#define POL_ABI_VERSION 1u
#define POL_MAGIC UINT64_C(0x31594c4f50464f43)
#define POL_NOTHING UINT32_MAX

/// `count` rows from byte `at` on. Text is the offset of its bytes, which a 0 ends.
typedef struct pol_list {
  uint32_t at, count;
} pol_list;

/// kind: pol_kind of pol/runtime.h. `low`, `high`: a number's range in half units (twice the 10^-decimals parts of the
/// base unit, plus one where a value goes finer); a documented unit is `factor` base units.
typedef struct pol_fact_row {
  uint32_t name, title, unit;
  uint32_t values;  ///< a row of value_sets, or POL_NOTHING
  int64_t factor, low, high;
  int32_t decimals;
  uint32_t signs;       ///< the node of `shown by`, or POL_NOTHING
  pol_list sign_facts;  ///< uint32_t: the facts that it reads
  uint32_t set_words;   ///< of a set: where its members stand among the words of a case
  uint8_t kind, or_none, absent_means_no, planned, needs_grid;
  uint8_t reserved[7];
} pol_fact_row;

typedef struct pol_value_row {
  uint32_t name, title;
} pol_value_row;

/// `open`: any text is a value; the last row then stands for every text that has no row.
typedef struct pol_value_set_row {
  uint32_t name, title, open;
  pol_list values;
} pol_value_set_row;

enum { POL_RECORD_EPISODE, POL_RECORD_AGE };
/// Facts, or POL_NOTHING. `current`: bit v is set if value v of the status counts as current.
typedef struct pol_record_row {
  uint32_t kind;
  uint32_t start, end, length, status;
  uint32_t birth, years, months, at;
  uint32_t length_in_days;
  pol_list current;  ///< uint64_t words
} pol_record_row;

/// What is assumed of every case: broken where its node is no.
typedef struct pol_claim_row {
  uint32_t title, node;
  pol_list facts;
} pol_claim_row;

/// `kleene`: the truth as it stands. `exact`: what all completions say.
typedef struct pol_criterion_row {
  uint32_t path, label, title;
  uint32_t kleene, exact;
} pol_criterion_row;

enum { POL_ATOM_FINDING, POL_ATOM_CHOICE_IS, POL_ATOM_IS_NONE, POL_ATOM_IS_DOCUMENTED, POL_ATOM_MEMBER };
typedef struct pol_atom_row {
  uint32_t kind, fact, member;
  pol_list values;  ///< uint64_t words
} pol_atom_row;

enum { POL_SLOT_VALUE, POL_SLOT_MONTH, POL_SLOT_MONTH_UP, POL_SLOT_COUNT, POL_SLOT_LOW64, POL_SLOT_HIGH64 };
typedef struct pol_slot_row {
  uint32_t kind, fact;
  int32_t months;
} pol_slot_row;

typedef struct pol_tables {
  uint32_t abi, size;
  uint32_t name, title, revision, hash, compiler;
  uint32_t reference;
  uint32_t words, nodes, set_words, row_bytes;
  pol_list facts, value_sets, records, claims, criteria, atoms, slots;
  pol_list gaps;  ///< uint32_t: where one of these facts is open, fewer outcomes may be possible than the code says
} pol_tables;

/// The same code for one level of x86-64: 1 to 4.
typedef struct pol_code {
  uint64_t level;
  uint8_t (*decide)(const uint64_t* row);
  void (*trace)(const uint64_t* row, uint8_t* truths);
} pol_code;

/// What a library or an object exports: as `pol_policy_<name>`, and weakly as `pol_policy`.
typedef struct pol_policy_image {
  uint64_t magic;
  const pol_tables* tables;
  uint64_t code_count;
  const pol_code* code;  ///< by falling level
} pol_policy_image;

#ifdef __cplusplus
}
#endif

#endif
