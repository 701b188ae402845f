#pragma once
// How far a documented value is from what a test needs, in words.

#include <string>

#include "compiler/ir/policy.h"
#include "compiler/support/source.h"

namespace pol::interp {

/// Of a test that is surely no and rests on one number or one date beside days that are documented:
/// `6 weeks needed, 5 weeks and 6 days documented`; `too early by 1 day (it holds on 2025-04-20)`.
/// "" where there is nothing to say, or no day within a year would do.
std::string near_miss(const ir::Policy& policy, const Sources& sources, const ir::Patient& patient, ir::ExprId test);

}  // namespace pol::interp
