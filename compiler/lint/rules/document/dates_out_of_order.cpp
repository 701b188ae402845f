#include <fmt/format.h>

#include <array>
#include <utility>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"

namespace pol::lint {

using document::Entry;
using ir::Day;

namespace {

/// What the earlier one and the later one are called in the head.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kInOrder = {
    {{"initiated", "previous"}, {"initiated", "reviewed"}, {"previous", "reviewed"}, {"effective", "retired"}}};

void read_head(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const auto& [first, second] : kInOrder) {
    const auto a = document::entry_of(policy, first), b = document::entry_of(policy, second);
    if (!a || !b || !a->day || !b->day || *a->day <= *b->day) continue;
    Finding& finding =
        cx.report(b->range, {policy.name},
                  fmt::format("`{}` is {}, which lies before `{}`, {}", second, b->text, first, a->text));
    finding.related.push_back({a->range, policy.name, fmt::format("{}: {}", first, a->text)});
  }
}

std::optional<Day> day_of(const ir::Revision& revision) {
  ir::DateError error{};
  const auto day = ir::parse_date(revision.date, error);
  return day ? std::optional(day->low) : std::nullopt;
}

/// No revision after the last review; all of them from old to new, or from new to old.
void read_revisions(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto reviewed = document::entry_of(policy, "reviewed");
  const ir::Revision* before = nullptr;
  int direction = 0;
  for (const ir::Revision& revision : policy.revisions) {
    const std::optional<Day> day = day_of(revision);
    if (!day) continue;
    if (reviewed && reviewed->day && *reviewed->day < *day && document::is_own(policy, revision.range)) {
      Finding& finding =
          cx.report(revision.range, {policy.name},
                    fmt::format("the revision of {} lies after the last review, {}", revision.date, reviewed->text));
      finding.related.push_back({reviewed->range, policy.name, fmt::format("reviewed: {}", reviewed->text)});
    }
    const bool is_beside = before != nullptr && before->range.source == revision.range.source;
    const std::optional<Day> last = is_beside ? day_of(*before) : std::nullopt;
    if (!is_beside) direction = 0;
    before = &revision;
    if (!last || *last == *day) continue;
    const int step = *last < *day ? 1 : -1;
    if (direction != 0 && step != direction) {
      cx.report(revision.range, {policy.name},
                fmt::format("the revision of {} stands out of order: those before it run from {}", revision.date,
                            direction > 0 ? "old to new" : "new to old"));
    }
    if (direction == 0) direction = step;
  }
}

/// Nothing can have been cited before it was published.
void read_citations(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto reviewed = document::entry_of(policy, "reviewed");
  if (!reviewed || !reviewed->day) return;
  for (const ir::Citation& citation : policy.citations) {
    for (const auto& [key, text] : citation.details) {
      if (key != "year" || text.size() != 4 || text <= reviewed->text.substr(0, 4)) continue;
      cx.report(citation.range, {citation.key},
                fmt::format("`[{}]` is of {}, after the last review, {}", citation.key, text, reviewed->text));
    }
  }
}

}  // namespace

/// Finds: days of the document that cannot be: a review before the one called previous, an end before its beginning, a
///   revision or a reference of later than the last review, revisions that stand out of order.
/// Why: which text held on a day is told by these days; a reader who doubts one doubts all.
/// Example: `reviewed: 2024-10-28  previous: 2025-05-16`.
/// Instead: write the day that was meant.
/// Limits: days of coverage determinations are compared by `polc check` (POL2162).
void dates_out_of_order(Context& cx) {
  read_head(cx);
  read_revisions(cx);
  read_citations(cx);
}

}  // namespace pol::lint
