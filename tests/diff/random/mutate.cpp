#include "tests/diff/random/mutate.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <string_view>
#include <vector>

namespace pol::revisions {

using agreement::Branch;
using agreement::Condition;
using agreement::Declaration;
using agreement::Draft;
using agreement::Random;
using Kind = Condition::Kind;

namespace {

void collect(Condition& condition, std::vector<Condition*>& found) {
  found.push_back(&condition);
  // The parts of a schedule are no conditions that another may take the place of.
  if (condition.kind == Kind::Schedule || condition.kind == Kind::Clause) return;
  for (Branch& branch : condition.branches) collect(branch.condition, found);
}

/// Of criteria, definitions and rulings.
std::vector<Condition*> conditions(Draft& draft) {
  std::vector<Condition*> found;
  for (Declaration& declaration : draft.declarations) {
    if (declaration.kind == Declaration::Kind::Criteria) collect(declaration.body.condition, found);
    const bool is_define = declaration.kind == Declaration::Kind::Text && declaration.before.rfind("define", 0) == 0;
    for (Condition& shown : declaration.shown) {
      if (is_define) collect(shown, found);
    }
  }
  for (agreement::Ruling& ruling : draft.rulings) collect(ruling.condition, found);
  return found;
}

Condition* any_of(Random& random, Draft& draft, const std::function<bool(const Condition&)>& fits) {
  std::vector<Condition*> found = conditions(draft);
  std::erase_if(found, [&](const Condition* one) { return !fits(*one); });
  return found.empty() ? nullptr : random.pick(found);
}

bool is_leaf(const Condition& condition) { return condition.kind == Kind::Leaf; }
bool is_plain_group(const Condition& condition) {
  return condition.kind == Kind::Group && (condition.text == "any" || condition.text == "all");
}
bool is_group_of_several(const Condition& condition) {
  return condition.kind == Kind::Group && condition.branches.size() > 1;
}
/// May go anywhere: nothing in it has a label.
bool is_free(const Condition& condition) {
  if (condition.labelled || condition.kind == Kind::Ambiguous || condition.kind == Kind::Schedule) return false;
  return condition.kind != Kind::Clause && condition.kind != Kind::Phrase &&
         std::all_of(condition.branches.begin(), condition.branches.end(),
                     [](const Branch& branch) { return branch.trailers.empty() && is_free(branch.condition); });
}

Condition group(std::string word, std::vector<Condition> parts) {
  Condition result;
  result.kind = Kind::Group;
  result.text = std::move(word);
  for (Condition& part : parts) result.branches.push_back({"", "", std::move(part), {}});
  return result;
}

/// `not` binds one term.
Condition negated(Condition condition) {
  if (condition.kind == Kind::And) condition = group("all", {std::move(condition)});
  if (condition.kind == Kind::Not) return condition.branches.front().condition;
  Condition result;
  result.kind = Kind::Not;
  result.branches.push_back({"", "", std::move(condition), {}});
  return result;
}

std::string move_bound(Random& random, Draft& draft) {
  const auto digit_at = [](const std::string& text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      const bool is_digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
      if (is_digit && text[i - 1] == ' ') return i;
    }
    return std::string::npos;
  };
  Condition* leaf = any_of(random, draft, [&](const Condition& one) {
    return is_leaf(one) && digit_at(one.text) != std::string::npos && one.text.find('"') == std::string::npos;
  });
  if (leaf == nullptr) return "";
  const std::size_t begin = digit_at(leaf->text);
  std::size_t end = begin;
  while (end < leaf->text.size() && std::isdigit(static_cast<unsigned char>(leaf->text[end])) != 0) ++end;
  if (end - begin > 4) return "";
  const long value =
      std::stol(leaf->text.substr(begin, end - begin)) + (random.chance(50) ? 1 : -1) * random.between(1, 3);
  if (value < 0) return "";
  leaf->text.replace(begin, end - begin, std::to_string(value));
  return "a bound moved";
}

std::string change_strictness(Random& random, Draft& draft) {
  Condition* leaf = any_of(random, draft, [](const Condition& one) {
    return is_leaf(one) && one.text.find_first_of("<>") != std::string::npos;
  });
  if (leaf == nullptr) return "";
  const std::size_t at = leaf->text.find_first_of("<>");
  if (at + 1 < leaf->text.size() && leaf->text[at + 1] == '=') {
    leaf->text.erase(at + 1, 1);
  } else {
    leaf->text.insert(at + 1, "=");
  }
  return "strict to inclusive, or the reverse";
}

/// `section_1.2`, anywhere.
bool refers_to_path(const std::string& text) {
  constexpr std::string_view kSection = "section_";
  for (std::size_t at = text.find(kSection); at != std::string::npos; at = text.find(kSection, at + 1)) {
    std::size_t end = at + kSection.size();
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    if (end + 1 < text.size() && text[end] == '.' && text[end + 1] != ' ') return true;
  }
  return false;
}

void relabel(std::vector<Branch>& branches, const std::vector<std::string>& labels) {
  for (std::size_t i = 0; i < branches.size(); ++i) branches[i].label = labels[i];
}

std::vector<std::string> labels_of(const std::vector<Branch>& branches) {
  std::vector<std::string> labels;
  for (const Branch& branch : branches) labels.push_back(branch.label);
  return labels;
}

std::string drop_branch(Random& random, Draft& draft) {
  Condition* one = any_of(random, draft, [](const Condition& c) {
    return is_group_of_several(c) && c.text != "either" && c.text != "both" && c.k < c.branches.size();
  });
  if (one == nullptr) return "";
  const std::vector<std::string> labels = labels_of(one->branches);
  one->branches.erase(one->branches.begin() + static_cast<std::ptrdiff_t>(random.below(one->branches.size())));
  relabel(one->branches, labels);
  return "a branch dropped";
}

std::string add_branch(Random& random, Draft& draft) {
  Condition* to = any_of(random, draft, [](const Condition& c) { return is_plain_group(c) && !c.labelled; });
  Condition* from = any_of(random, draft, is_free);
  if (to == nullptr || from == nullptr) return "";
  to->branches.push_back({"", "", Condition(*from), {}});
  return "a branch added";
}

std::string negate_leaf(Random& random, Draft& draft) {
  Condition* leaf = any_of(random, draft, is_leaf);
  if (leaf == nullptr) return "";
  *leaf = negated(std::move(*leaf));
  return "a test negated";
}

std::string change_word(Random& random, Draft& draft) {
  Condition* one = any_of(random, draft, is_plain_group);
  if (one == nullptr) return "";
  one->text = one->text == "any" ? "all" : "any";
  return "any to all, or the reverse";
}

std::string exchange_rulings(Random& random, Draft& draft) {
  if (draft.rulings.size() < 2) return "";
  const std::size_t at = random.below(draft.rulings.size() - 1);
  std::swap(draft.rulings[at], draft.rulings[at + 1]);
  return "two rulings exchanged";
}

std::string require_more(Random& random, Draft& draft) {
  Condition* one = any_of(random, draft, is_free);
  Condition* other = any_of(random, draft, is_free);
  if (one == nullptr) return "";
  Condition also = *other;
  *one = group(random.chance(50) ? "all" : "any", {std::move(*one), std::move(also)});
  return "a test joined";
}

/// A code that the other revision does not name.
std::string change_code(Random& random, Draft& draft) {
  static const std::vector<std::string> codes = {"\"72148\"", "\"72149\"", "\"0649T\""};
  const std::string& code = random.pick(codes);
  Condition* leaf = any_of(
      random, draft, [&](const Condition& one) { return is_leaf(one) && one.text.find(code) != std::string::npos; });
  if (leaf == nullptr) return "";
  leaf->text.replace(leaf->text.find(code), code.size(), "\"99999\"");
  return "a code exchanged";
}

/// What is always true: an assumption less, signs of a finding less.
std::string forget(Random& random, Draft& draft) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < draft.declarations.size(); ++i) {
    const Declaration& declaration = draft.declarations[i];
    const bool has_signs = declaration.kind == Declaration::Kind::Fact && !declaration.shown.empty();
    if (has_signs || declaration.before.rfind("assume", 0) == 0) found.push_back(i);
  }
  if (found.empty()) return "";
  const std::size_t at = random.pick(found);
  Declaration& declaration = draft.declarations[at];
  if (declaration.kind != Declaration::Kind::Fact) {
    draft.declarations.erase(draft.declarations.begin() + static_cast<std::ptrdiff_t>(at));
    return "an assumption forgotten";
  }
  const std::size_t words = declaration.before.rfind(" shown by");
  if (words == std::string::npos) return "";
  declaration.before.erase(words);
  declaration.shown.clear();
  return "signs forgotten";
}

std::string reorder(Random& random, Draft& draft) {
  // What is referred to by its path would be another thing.
  const bool has_paths = refers_to_path(print(draft));
  Condition* one =
      any_of(random, draft, [&](const Condition& c) { return is_group_of_several(c) && (is_free(c) || !has_paths); });
  if (one == nullptr) return "";
  const std::vector<std::string> labels = labels_of(one->branches);
  for (std::size_t i = one->branches.size(); i > 1; --i)
    std::swap(one->branches[i - 1], one->branches[random.below(i)]);
  relabel(one->branches, labels);
  return "branches in another order";
}

std::string retitle(Random& random, Draft& draft) {
  Condition* one = any_of(random, draft, [](const Condition& c) { return c.labelled && !c.branches.empty(); });
  if (one == nullptr) return "";
  one->branches[random.below(one->branches.size())].title = "Said in other words";
  return "another title";
}

std::string rename_labels(Random& random, Draft& draft) {
  Condition* one = any_of(random, draft, [](const Condition& c) { return c.labelled && c.kind == Kind::Group; });
  if (one == nullptr) return "";
  for (std::size_t i = 0; i < one->branches.size(); ++i) one->branches[i].label = "item_" + std::to_string(i + 1);
  return "other labels";
}

std::string de_morgan(Random& random, Draft& draft) {
  Condition* one = any_of(random, draft, [](const Condition& c) { return is_plain_group(c) && is_free(c); });
  if (one == nullptr) return "";
  std::vector<Condition> parts;
  for (Branch& branch : one->branches) parts.push_back(negated(std::move(branch.condition)));
  *one = one->text == "all" ? group("none", std::move(parts)) : negated(group("all", std::move(parts)));
  return "De Morgan";
}

std::string split(Random& random, Draft& draft) {
  Condition* one = any_of(random, draft,
                          [](const Condition& c) { return is_plain_group(c) && is_free(c) && c.branches.size() > 2; });
  if (one == nullptr) return "";
  std::vector<Condition> first, second;
  for (std::size_t i = 0; i < one->branches.size(); ++i) {
    (i == 0 || (i + 1 < one->branches.size() && random.chance(50)) ? first : second)
        .push_back(std::move(one->branches[i].condition));
  }
  std::vector<Condition> parts;
  parts.push_back(group(one->text, std::move(first)));
  parts.push_back(group(one->text, std::move(second)));
  *one = group(one->text, std::move(parts));
  return "a group split";
}

/// `a` to `any { a, all { a, b } }`, or the mirror.
std::string say_needless(Random& random, Draft& draft) {
  Condition* one = any_of(random, draft, is_free);
  const Condition* other = any_of(random, draft, is_leaf);
  if (one == nullptr || other == nullptr) return "";
  const bool is_any = random.chance(50);
  const Condition also = *other;
  Condition inner = group(is_any ? "all" : "any", {*one, also});
  *one = group(is_any ? "any" : "all", {*one, std::move(inner)});
  return "what is implied said as well";
}

using Change = std::string (*)(Random&, Draft&);

std::string one_of(Random& random, Draft& draft, const std::vector<Change>& changes) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    const std::string done = random.pick(changes)(random, draft);
    if (!done.empty()) return done;
  }
  return "";
}

}  // namespace

std::string edit(Random& random, Draft& draft) {
  static const std::vector<Change> changes = {move_bound,  change_strictness, drop_branch,  add_branch,  negate_leaf,
                                              change_word, exchange_rulings,  require_more, change_code, forget};
  return one_of(random, draft, changes);
}

std::string rewrite(Random& random, Draft& draft) {
  static const std::vector<Change> changes = {reorder, retitle, rename_labels, de_morgan, split, say_needless};
  return one_of(random, draft, changes);
}

}  // namespace pol::revisions
