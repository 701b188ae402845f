#include "tools/polc/explain.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;

Json tree_json(const std::vector<interp::RationaleNode>& nodes, std::size_t levels, std::size_t depth) {
  Json list = Json::array();
  for (const interp::RationaleNode& node : nodes) {
    const bool is_cut = depth + 1 == levels && !node.children.empty();
    Json entry = {{"truth", to_text(node.truth)},
                  {"kind", to_text(node.kind)},
                  {"path", node.path},
                  {"text", node.text},
                  {"written", node.written},
                  {"detail", node.detail},
                  {"near_miss", node.near_miss},
                  {"cites", node.cites},
                  {"decides", node.decides}};
    if (is_cut) entry["lines_below"] = lines_below(node);
    entry["children"] = is_cut ? Json::array() : tree_json(node.children, levels, depth + 1);
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

Json rationale_json(const std::vector<interp::RationaleNode>& trees, std::size_t levels) {
  return tree_json(trees, levels, 0);
}

}  // namespace pol::tool
