#pragma once
// What to ask for, for people and for programs.

#include <nlohmann/json.hpp>
#include <string>

#include "compiler/ask/advice.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

/// Lines that a nurse can send out: what to ask for, what is enough, the quickest ways to approval, what is not needed.
/// "" for a case that is settled.
std::string advice_text(const ir::Policy& policy, const ask::Advice& advice, const Terminal& terminal);

/// `relevant`, `not_needed` and `enough` are names of facts; `requests` and `routes` with their costs; `next` may be
/// null.
nlohmann::ordered_json advice_json(const ir::Policy& policy, const ask::Advice& advice);

/// `X-ray of the spine: date and result`. A fact by itself: its title.
std::string request_text(const ir::Policy& policy, const ask::Request& request);

}  // namespace pol::tool
