#include "compiler/trace/trace.h"

#include <algorithm>
#include <set>

#include "compiler/trace/written.h"

namespace pol::trace {

namespace {

bool names(const Connective& connective, const std::string& op) {
  return std::find(connective.begin(), connective.end(), op) != connective.end();
}

/// Each word once, in the order written.
std::string words_of(const std::vector<Connective>& connectives) {
  std::vector<std::string> words;
  for (const Connective& each : connectives) {
    if (std::find(words.begin(), words.end(), each.front()) == words.end()) words.push_back(each.front());
  }
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " and ") + word;
  return text;
}

/// Every labelled list must agree, for its branches are the document's; of other connectives one must.
bool agrees(const WrittenCriterion& criterion, const std::string& op) {
  const auto is_op = [&](const Connective& connective) { return names(connective, op); };
  if (!criterion.lists.empty()) return std::all_of(criterion.lists.begin(), criterion.lists.end(), is_op);
  return op == "leaf" || std::any_of(criterion.shapes.begin(), criterion.shapes.end(), is_op);
}

}  // namespace

std::size_t Trace::count(TracedItem::State state) const {
  return static_cast<std::size_t>(
      std::count_if(items.begin(), items.end(), [&](const TracedItem& each) { return each.state == state; }));
}

bool Trace::is_complete() const {
  return count(TracedItem::State::Missing) == 0 && unasked.empty() && operators.empty() && normative.empty();
}

Trace trace(const std::vector<ast::File>& files, const Outline& outline) {
  const Written written(files);
  Trace result;
  std::set<std::string> asked;
  // Looking for near names takes time: a table that fits nothing is not worth minutes.
  constexpr std::size_t kMostExplained = 1000;
  std::size_t missing = 0;
  for (const Item& item : outline.items) {
    TracedItem traced;
    traced.item = &item;
    if (!item.place) {
      traced.state = TracedItem::State::NotNormative;
      if (const WrittenCriterion* criterion = written.criterion(item.id)) {
        result.normative.push_back({&item, criterion->range});
        asked.insert(item.id);
      }
    } else if (const auto at = written.find(*item.place)) {
      traced.state = TracedItem::State::Encoded;
      traced.at = *at;
    } else if (++missing <= kMostExplained) {
      traced.instead = written.instead_of(*item.place);
    }
    if (item.place && item.place->kind == Place::Kind::Criterion) {
      asked.insert(item.place->name);
      const WrittenCriterion* criterion = written.criterion(item.place->name);
      if (criterion != nullptr && !item.op.empty() && !agrees(*criterion, item.op)) {
        const auto& shown = criterion->lists.empty() ? criterion->shapes : criterion->lists;
        result.operators.push_back({&item, words_of(shown), criterion->range});
      }
    }
    // A determination may be a criterion as well: its item asks for both.
    asked.insert(item.id);
    result.items.push_back(std::move(traced));
  }
  for (const WrittenCriterion& criterion : written.criteria()) {
    if (asked.count(criterion.path) == 0) result.unasked.push_back({criterion.path, criterion.range});
  }
  return result;
}

}  // namespace pol::trace
