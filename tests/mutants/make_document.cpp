// Citations, definitions, titles, history, days, coverage determinations.

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "tests/mutants/make.h"
#include "tests/mutants/spots.h"

namespace pol::mutants {

namespace {

template <class T>
Mutations each_declared(const Original& original, const std::function<void(const T&, Range, Mutations&)>& add) {
  Mutations out;
  for (const ast::File* file : original.files) {
    for (std::size_t i = 0; i < file->declarations.size(); ++i) {
      if (const auto* one = std::get_if<T>(&file->declarations[i])) add(*one, file->declaration_ranges[i], out);
    }
  }
  return out;
}

Mutation behind(std::string path, Range declaration, std::string text) {
  return {std::move(path), declaration, end_of(declaration), {{end_of(declaration), "\n" + std::move(text)}}};
}

/// From `cites` to behind the last key.
Range cites_of(const Original& original, const ast::Body& body) {
  const Range first = body.cites.front().range, last = body.cites.back().range;
  const std::string& text = original.compiled.sources.text(first.source);
  const std::size_t word = text.rfind("cites", first.begin);
  return {first.source, static_cast<std::uint32_t>(word), last.end};
}

std::size_t begin_of_pair(const ast::Pair& pair) { return pair.key.range.begin; }
Range range_of(const ast::Value& value) {
  return match(value, [](const auto& one) { return one.range; });
}

/// Labelled branches of every group, with the path of what they stand in.
void for_groups(const Original& original,
                const std::function<void(const Spot&, const std::vector<const ast::Item*>&)>& visit) {
  for (const Spot& spot : spots_of(original)) {
    const auto* group = std::get_if<ast::Group>(&spot.condition().node);
    if (group == nullptr || group->items.size() < 2) continue;
    std::vector<const ast::Item*> items;
    for (const ast::ItemId id : group->items) items.push_back(&spot.file->items[id]);
    visit(spot, items);
  }
}

}  // namespace

Mutations dropped_citation(const Original& original) {
  Mutations out;
  for_groups(original, [&](const Spot& spot, const std::vector<const ast::Item*>& items) {
    const auto cited = [](const ast::Item* item) { return !item->body.cites.empty(); };
    if (std::count_if(items.begin(), items.end(), cited) < 3) return;
    for (const ast::Item* item : items) {
      if (!cited(item)) continue;
      out.push_back(
          {spot.path + "." + item->label.text, item->range, item->range, {{cites_of(original, item->body), ""}}});
    }
  });
  return out;
}

Mutations unused_citation(const Original& original) {
  return each_declared<ast::Citation>(original, [](const ast::Citation&, Range range, Mutations& out) {
    out.push_back(behind("Mutants 2025", range, "citation [Mutants 2025] \"Nobody cites this\" { year: 2025 }"));
  });
}

Mutations unused_definition(const Original& original) {
  return each_declared<ast::Define>(original, [&](const ast::Define& define, Range range, Mutations& out) {
    out.push_back(behind("nobody_uses_this", range,
                         fmt::format("define nobody_uses_this \"Unused\" = not {}", define.name.text)));
  });
}

Mutations copied_definition(const Original& original) {
  return each_declared<ast::Define>(original, [&](const ast::Define& define, Range range, Mutations& out) {
    for (const ast::File* file : original.files) {
      if (file->source != range.source) continue;
      const std::string text = original.text(file->conditions[define.condition].range);
      if (text.find("ambiguous") == std::string::npos) {
        out.push_back(behind("the_same_again", range, "define the_same_again \"The same again\" = " + text));
      }
    }
  });
}

Mutations unused_fact(const Original& original) {
  return each_declared<ast::Facts>(original, [](const ast::Facts& facts, Range, Mutations& out) {
    for (const ast::Fact& fact : facts.facts) {
      out.push_back(behind("nobody_reads_this", fact.range, "nobody_reads_this : finding \"Nobody reads this\""));
    }
  });
}

Mutations copied_title(const Original& original) {
  Mutations out;
  for_groups(original, [&](const Spot& spot, const std::vector<const ast::Item*>& items) {
    for (std::size_t i = 1; i < items.size(); ++i) {
      const auto& title = items[i]->body.title;
      const auto& before = items[i - 1]->body.title;
      if (!title || !before) continue;
      out.push_back({spot.path + "." + items[i]->label.text, items[i]->range, title->range,
                     {{title->range, original.text(before->range)}}});
    }
  });
  return out;
}

Mutations altered_history(const Original& original) {
  return each_declared<ast::Revision>(original, [&](const ast::Revision& revision, Range, Mutations& out) {
    for (const ast::Change& change : revision.changes) {
      const std::string title = original.text(change.text.range);
      if (change.kind == ast::Change::Kind::AddedPath) {
        out.push_back(
            {change.path.text, change.range, change.range, {{change.text.range, "\"Something else entirely\""}}});
      } else if (change.kind == ast::Change::Kind::RemovedText) {
        const Range all{change.range.source, change.range.begin, change.path.range.end};
        out.push_back({change.path.text, change.range, change.range,
                       {{all, fmt::format("added {} to {}", title, change.path.text)}}});
      }
    }
  });
}

Mutations exchanged_dates(const Original& original) {
  Mutations out;
  for (const ast::File* file : original.files) {
    const auto named = [&](std::string_view key) {
      return std::find_if(file->metadata.begin(), file->metadata.end(),
                          [&](const ast::Pair& pair) { return pair.key.text == key; });
    };
    const auto reviewed = named("reviewed"), previous = named("previous");
    if (reviewed == file->metadata.end() || previous == file->metadata.end()) continue;
    const Range a = range_of(reviewed->value), b = range_of(previous->value);
    const std::size_t begin = begin_of_pair(file->metadata.front());
    const Range all{a.source, static_cast<std::uint32_t>(begin), range_of(file->metadata.back().value).end};
    out.push_back({file->name.text, all, all, {{a, original.text(b)}, {b, original.text(a)}}});
    // References may be newer than the review now.
    for (const ir::Citation& citation : original.policy().citations) out.back().also.push_back(citation.key);
  }
  for (const Mutation& each : each_declared<ast::Revision>(
           original, [&](const ast::Revision& revision, Range range, Mutations& made) {
             made.push_back({revision.date.text, range, revision.date.range, {{revision.date.range, "2031-05-16"}}});
           })) {
    out.push_back(each);
  }
  return out;
}

Mutations retired_determination(const Original& original) {
  return each_declared<ast::Coverage>(original, [](const ast::Coverage& coverage, Range range, Mutations& out) {
    const Range brace{range.source, range.end - 1, range.end - 1};
    out.push_back({coverage.name.text, range, range, {{brace, " retired: 2024-01-01 "}}});
  });
}

Mutations unchecked_determination(const Original& original) {
  return each_declared<ast::Coverage>(original, [](const ast::Coverage& coverage, Range range, Mutations& out) {
    for (const ast::Pair& pair : coverage.pairs) {
      if (pair.key.text != "checked") continue;
      const Range all{range.source, pair.key.range.begin, range_of(pair.value).end};
      out.push_back({coverage.name.text, range, range, {{all, ""}}});
    }
  });
}

}  // namespace pol::mutants
