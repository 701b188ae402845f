#include "tests/mutants/naming.h"

#include <algorithm>
#include <functional>
#include <cctype>

#include "compiler/lint/outline.h"

namespace pol::mutants {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

void add_words(const std::string& text, std::set<std::string>& words) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end > i) words.insert(text.substr(i, end - i));
    i = end + 1;
  }
  // Keys of citations hold blanks.
  for (std::size_t open = text.find('['); open != std::string::npos; open = text.find('[', open + 1)) {
    const std::size_t close = text.find(']', open);
    if (close != std::string::npos) words.insert(text.substr(open + 1, close - open - 1));
  }
}

bool is_within(Range inner, Range outer) {
  return inner.source == outer.source && inner.begin >= outer.begin && inner.end <= outer.end;
}
bool touch(Range a, Range b) { return a.source == b.source && a.begin <= b.end && b.begin <= a.end; }

std::string without_brackets(const std::string& path) {
  const bool has = path.size() > 2 && path.front() == '[' && path.back() == ']';
  return has ? path.substr(1, path.size() - 2) : path;
}

/// Definitions, facts and criteria that read one of `names`, and what reads those.
std::set<std::string> readers(const ir::Policy& policy, const std::string& path) {
  const lint::Outline outline(policy);
  std::set<std::string> found = {path};
  for (const ir::Ambiguity& ambiguity : policy.ambiguities) {
    for (const ir::CriterionId reading : ambiguity.readings) {
      if (policy.criteria[reading].path == path) found.insert(ambiguity.path);
    }
  }
  for (bool grows = true; grows;) {
    grows = false;
    for (const ir::ExprId id : outline.written()) {
      const std::string at = outline.path(id);
      if (found.count(at) != 0) continue;
      bool reads = false;
      if (const auto* ref = std::get_if<ir::DefineRef>(&policy.exprs[id])) {
        reads = found.count(policy.defines[ref->define].name) != 0;
      } else if (const auto* named = std::get_if<ir::CriterionRef>(&policy.exprs[id])) {
        // Of itself, or of what stands below it.
        const std::string& name = policy.criteria[named->criterion].path;
        const auto below = found.lower_bound(name);
        reads = below != found.end() && (*below == name || below->compare(0, name.size() + 1, name + ".") == 0);
      }
      for (const ir::FactId fact : ir::own_facts(policy, id))
        reads = reads || found.count(policy.facts[fact].name) != 0;
      // A definition with readings is read by its own name.
      if (reads) {
        found.insert(at);
        if (outline.owner(id).kind == lint::Owner::Kind::Define) found.insert(at.substr(0, at.find('.')));
        for (const ir::Ambiguity& ambiguity : policy.ambiguities) {
          for (const ir::CriterionId reading : ambiguity.readings) {
            if (policy.criteria[reading].path == at) found.insert(ambiguity.path);
          }
        }
        grows = true;
      }
    }
  }
  return found;
}

bool any_place(const lint::Finding& finding, const std::function<bool(const std::string& path, Range range)>& test) {
  const auto is_one = [&](const lint::Clause& clause) { return test(clause.path, clause.range); };
  const bool is_subject = std::any_of(finding.paths.begin(), finding.paths.end(),
                                      [&](const std::string& path) { return test(path, finding.range); });
  return is_subject || test({}, finding.range) || std::any_of(finding.core.begin(), finding.core.end(), is_one) ||
         std::any_of(finding.related.begin(), finding.related.end(), is_one);
}

}  // namespace

Target target_of(const Mutation& mutation, const Original& original, const ir::Policy& mutant) {
  Target target;
  target.path = mutation.path;
  target.owner = mutation.owner;
  target.place = mutation.place;
  std::int64_t in_owner = 0, in_place = 0;
  for (const Edit& edit : mutation.edits) {
    const std::int64_t longer = static_cast<std::int64_t>(edit.text.size()) - (edit.range.end - edit.range.begin);
    in_owner += longer;
    in_place += longer;
    add_words(original.text(edit.range), target.names);
    add_words(edit.text, target.names);
  }
  const auto grown = [](std::uint32_t end, std::int64_t by) { return static_cast<std::uint32_t>(end + by); };
  target.names.insert(mutation.also.begin(), mutation.also.end());
  // An insertion behind the place belongs to it.
  target.place.end = std::max(target.place.begin, grown(target.place.end, in_place));
  target.owner.end = std::max(target.owner.begin, grown(target.owner.end, in_owner));
  target.owner.end = std::max(target.owner.end, target.place.end);
  target.dependents = readers(mutant, mutation.path);
  return target;
}

bool names_place(const lint::Finding& finding, const Target& target) {
  return any_place(finding, [&](const std::string& path, Range range) {
    if (path == target.path || (!path.empty() && target.names.count(without_brackets(path)) != 0)) return true;
    // Not everything that encloses the place is about it.
    return range.end > range.begin && touch(range, target.place) && is_within(range, target.owner);
  });
}

bool rests_on_place(const lint::Finding& finding, const Target& target) {
  return any_place(finding, [&](const std::string& path, Range) {
    // What stands below a criterion is reached through it.
    for (std::size_t end = path.size(); end != std::string::npos && end > 0; end = path.rfind('.', end - 1)) {
      if (target.dependents.count(path.substr(0, end)) != 0) return true;
    }
    return false;
  });
}

}  // namespace pol::mutants
