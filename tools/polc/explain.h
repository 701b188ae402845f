#pragma once
// Why a case is determined as it is: interp's trees for people and for programs.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/interp/rationale.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

/// `met`, `not met`, `open`; of rules and exceptions `applies`, `no`, `open`; `note`; `…` of what is left out.
std::string_view standing_words(const interp::RationaleNode& node);

/// What stands behind the node's path: its text, what it rested on, the near miss, citations.
std::string node_words(const interp::RationaleNode& node);

/// Lines that lie below `node`.
std::size_t lines_below(const interp::RationaleNode& node);

/// The trees, so many levels deep; 0: all. What is cut says how many lines lie below.
std::string rationale_text(const std::vector<interp::RationaleNode>& trees, std::size_t levels,
                           const Terminal& terminal);

/// The trees: truth, kind, path, text and so on of each node; of one whose children are cut, how many lines lie below.
nlohmann::ordered_json rationale_json(const std::vector<interp::RationaleNode>& trees, std::size_t levels);

}  // namespace pol::tool
