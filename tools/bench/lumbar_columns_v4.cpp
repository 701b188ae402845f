// The hand-written columns for x86-64-v4. No header here has inline functions that others could share: what is compiled
// for this level must not run on a lesser one.

#include <immintrin.h>
#include <string.h>

#include "tools/bench/lumbar_columns.h"

namespace pol::bench {

namespace {
#include "tools/bench/lumbar_lanes.h"
#include "tools/bench/lumbar_columns_by_hand.h"
#include "tools/bench/lumbar_plane_logic.h"
}  // namespace

void decide_columns_v4(const LumbarLayout& layout, const pol_rows& rows) { decide_blocks(layout, rows); }

}  // namespace pol::bench
