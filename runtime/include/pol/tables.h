#ifndef POL_TABLES_H
#define POL_TABLES_H
// What a compiled policy carries beside its code: constant bytes that `polc build` writes and the runtime reads.
// Everything is found by its offset from the start of the tables, so they need no relocation. Little endian, 64 bit.

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Changes whenever a table, a row or an entry point changes.
#define POL_ABI_VERSION 3u
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

/// A condition below the rules, as the document has it: why a case is open is told along these. Operands are earlier
/// rows.
/// Leaf: its node alone. Finding: the operand is what shows it. Same: as its operand. AtLeast, Exactly: `k` of the
/// operands.
enum {
  POL_CONDITION_LEAF,
  POL_CONDITION_FINDING,
  POL_CONDITION_SAME,
  POL_CONDITION_NOT,
  POL_CONDITION_ALL,
  POL_CONDITION_ANY,
  POL_CONDITION_NONE,
  POL_CONDITION_AT_LEAST,
  POL_CONDITION_EXACTLY
};
typedef struct pol_condition_row {
  uint32_t kind, k;
  uint32_t kleene, exact;  ///< nodes; `exact` is that of a rule or a criterion, or POL_NOTHING
  uint32_t facts[2];       ///< that it reads itself, or POL_NOTHING
  uint32_t asks;           ///< the fact of which it asks whether it is documented, or POL_NOTHING
  pol_list operands;       ///< uint32_t: rows
} pol_condition_row;

/// What compiled columns read. Bits stand 64 a word: bit r % 64 of word r / 64 is row r.
///   kind       values                                     valid                          none
///   Finding    bits: present                              bits: documented               -
///   Codes8     uint8_t: a value's index                   bits: documented, or none      bits: none
///   Codes16    uint16_t: the same                         as above                       as above
///   Number32   int32_t in steps of `scale` half units     as above                       as above
///   Number64   int64_t in half units                      as above                       as above
///   Date       int32_t: days since 1970-01-01             as above                       as above
///   Set        -                                          as above                       as above
///   Member     bits: surely in the set                    bits: surely not in it         -
///   Count      int32_t half units: surely in the set      int32_t: possibly in the set   bits: there is no set (none)
/// Values that are not valid may be anything. `none` is read only of facts that may be none. Defaults (`absent means
/// no`) are applied by the code; of a Member and a Count they must have been applied.
enum {
  POL_INPUT_FINDING,
  POL_INPUT_CODES8,
  POL_INPUT_CODES16,
  POL_INPUT_NUMBER32,
  POL_INPUT_NUMBER64,
  POL_INPUT_DATE,
  POL_INPUT_SET,
  POL_INPUT_MEMBER,
  POL_INPUT_COUNT
};
typedef struct pol_input_row {
  uint32_t kind, fact;
  uint32_t member;  ///< Member: the value
} pol_input_row;

/// One input of a call. No alignment is needed; all bytes of `blocks` blocks can be read.
typedef struct pol_input {
  const void *values, *valid, *none;
} pol_input;

/// Of a Number32: a value v stands for v * scale half units; below `least` and above `most` it is out of its range.
typedef struct pol_scale {
  int32_t scale, least, most;
} pol_scale;

enum { POL_BLOCK_ROWS = 1024, POL_BLOCK_WORDS = 16 };

/// A call of compiled columns: `blocks` blocks of 1,024 rows.
typedef struct pol_rows {
  const pol_input* inputs;  ///< by input
  const pol_scale* scales;  ///< by input; read of Number32 only
  uint64_t blocks;
  void* scratch;            ///< pol_tables.scratch_bytes, on 64 bytes; overwritten
  uint8_t* outcome;         ///< a row: the pol_outcome
  uint8_t* possible;        ///< a row: bits of the outcomes that stay possible
  uint64_t* irregular;  ///< bits: documentation that clashes, or that the code does not know to prepare. Nothing else
                        ///< that is written of such a row counts
  uint64_t* exact;          ///< bits: it is certain that `possible` is what completions say
  uint64_t* const* truths;  ///< `criteria` only: 2 c is where criterion c is yes, 2 c + 1 where it is yes or no. Null:
                            ///< not asked for
} pol_rows;

typedef struct pol_tables {
  uint32_t abi, size;
  uint32_t name, title, revision, hash, compiler;
  uint32_t reference;
  uint32_t words, nodes, set_words, row_bytes;
  pol_list facts, value_sets, records, claims, criteria, atoms, slots;
  pol_list gaps;  ///< uint32_t: where one of these facts is open, fewer outcomes may be possible than the code says
  pol_list unstated;       ///< uint32_t: nodes with a part that is unknown of every case
  pol_list inputs;         ///< of the columns
  uint32_t decide_inputs;  ///< the first so many are what `columns` reads; `criteria` reads all
  uint32_t scratch_bytes;  ///< that a call of the columns needs
  pol_list conditions;
  pol_list rules;  ///< uint32_t: of each rule, in their order, the row of its condition
} pol_tables;

/// The same code for one level of x86-64: 1 to 4.
typedef struct pol_code {
  uint64_t level;
  uint8_t (*decide)(const uint64_t* row);
  void (*trace)(const uint64_t* row, uint8_t* truths);
  void (*columns)(const pol_rows* rows);   ///< null: not compiled
  void (*criteria)(const pol_rows* rows);  ///< the same, and the truth of criteria; null: not compiled
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
