// The header of a built policy.

#include <fmt/format.h>

#include <cctype>
#include <set>

#include "tools/polc/build.h"

namespace pol::tool {

namespace {

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

/// Enumerators of one header, each once: names that C cannot tell apart get a number.
class Names {
 public:
  std::string unique(const std::string& name) {
    if (taken_.insert(name).second) return name;
    for (int n = 2;; ++n) {
      const std::string numbered = fmt::format("{}_{}", name, n);
      if (taken_.insert(numbered).second) return numbered;
    }
  }

 private:
  std::set<std::string> taken_;
};

}  // namespace

std::string c_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 128;
    name += is_plain ? c : '_';
  }
  return name;
}

std::string library_header(const ir::Policy& policy) {
  const std::string name = c_name(policy.name), prefix = upper(name);
  Names names;
  std::string facts, values, criteria;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::Fact& fact = policy.facts[ir::FactId{i}];
    const std::string fact_name = upper(c_name(fact.name));
    facts += fmt::format("  {} = {},\n", names.unique(prefix + "_" + fact_name), i);
    if (!fact.type.values.is_set()) continue;
    const ir::ValueSet& set = policy.value_sets[fact.type.values];
    if (set.open) continue;  // codes are looked up by their text: pol_value_named
    std::string list;
    for (std::size_t v = 0; v < set.values.size(); ++v) {
      const std::string value = upper(c_name(set.values[v].name));
      list += fmt::format("  {} = {},\n", names.unique(prefix + "_" + fact_name + "_IS_" + value), v);
    }
    if (!list.empty()) values += fmt::format("enum {{  // {}\n{}}};\n\n", fact.name, list);
  }
  for (std::uint32_t i = 0; i < policy.criteria.size(); ++i) {
    const ir::Criterion& criterion = policy.criteria[ir::CriterionId{i}];
    const std::string enumerator = names.unique(prefix + "_CRITERION_" + upper(c_name(criterion.path)));
    criteria += fmt::format("  {} = {},\n", enumerator, i);
  }
  std::string text = fmt::format(
      "#ifndef POL_POLICY_{0}_H\n#define POL_POLICY_{0}_H\n// Written by polc build.\n\n#include \"pol/runtime.h\"\n\n"
      "#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n/// For pol_policy_open, where the policy is linked in.\n"
      "extern const pol_policy_image pol_policy_{1};\n#define {0}_HASH \"{2}\"\n\n",
      prefix, name, policy.content_hash);
  if (!facts.empty()) text += fmt::format("enum {{  // facts\n{}}};\n\n", facts);
  text += values;
  if (!criteria.empty()) text += fmt::format("enum {{  // criteria\n{}}};\n\n", criteria);
  return text + "#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
}

}  // namespace pol::tool
