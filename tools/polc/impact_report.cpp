// What `polc impact` shows, as text and as JSON.

#include <fmt/format.h>

#include <algorithm>

#include "tools/polc/impact.h"

namespace pol::tool {

using Json = nlohmann::ordered_json;

namespace {

std::string place_of(const pipeline::FlippedCase& one) { return fmt::format("{}:{}", one.file, one.line); }

class ImpactText {
 public:
  ImpactText(const ImpactReport& report, const Terminal& terminal) : report_(report), terminal_(terminal) {}

  std::string take() {
    const RevisionPair& pair = report_.pair;
    line(Paint::Bold, fmt::format("{}: {} → {}", policy_title(pair.new_policy()),
                                  pair.old_name(),
                                  pair.new_name()));
    text_ += wrapped_in("  " + impact_summary(report_), 4);
    add_matrix();
    add_ways();
    add_changes();
    return std::move(text_);
  }

 private:
  void line(Paint paint, const std::string& words) {
    text_ += painted(terminal_, paint, wrapped(clean(words), 4, terminal_.width)) + "\n";
  }

  void add_matrix() {
    const pipeline::Flips& flips = report_.impact.outcomes;
    const std::vector<ir::Outcome> outcomes = outcomes_of(flips);
    constexpr std::size_t kFirst = 22;
    std::vector<std::size_t> widths;
    std::size_t width = kFirst;
    for (const ir::Outcome outcome : outcomes) {
      widths.push_back(std::max<std::size_t>(outcome_words(outcome).size(), 6));
      width += widths.back() + 2;
    }
    if (width > terminal_.width) return;  // the ways below say the same
    text_ += fmt::format("\n{:<{}}", "  old \\ new", kFirst);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      text_ += fmt::format("  {:>{}}", outcome_words(outcomes[i]), widths[i]);
    text_ += '\n';
    for (const ir::Outcome before : outcomes) {
      text_ += fmt::format("  {:<{}}", outcome_words(before), kFirst - 2);
      for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const std::size_t count = pipeline::at(flips, before, outcomes[i]);
        const std::string cell = fmt::format("  {:>{}}", count == 0 ? "·" : std::to_string(count), widths[i]);
        const bool is_flip = before != outcomes[i] && count > 0;
        text_ += is_flip ? painted(terminal_, Paint::Yellow, cell) : cell;
      }
      text_ += '\n';
    }
  }

  void add_ways() {
    const std::vector<ImpactWay> ways = ways_of(report_.impact.outcomes);
    if (ways.empty()) return;
    text_ += "\n";
    line(Paint::Bold, "Decided otherwise");
    for (const ImpactWay& way : ways) {
      text_ += wrapped_in(fmt::format("  {} → {}: {}", outcome_words(way.before), outcome_words(way.after),
                                      counted(way.count, "case", "cases")),
                          4);
      const auto& examples =
          report_.impact.examples[static_cast<std::size_t>(way.before)][static_cast<std::size_t>(way.after)];
      for (const pipeline::FlippedCase& one : examples) {
        std::string words = fmt::format("    {} ({})", one.title, place_of(one));
        if (!one.brought_by.empty()) words += ": by " + changes_text(one.brought_by);
        text_ += wrapped_in(words, 6);
      }
      if (way.count > examples.size() && !examples.empty()) {
        text_ += fmt::format("    … and {} more\n", way.count - examples.size());
      }
    }
  }

  std::string wrapped_in(const std::string& words, std::size_t indent) {
    // `wrapped` drops blanks at the beginning of a line.
    const std::size_t blanks = std::min(words.find_first_not_of(' '), words.size());
    return std::string(blanks, ' ') + wrapped(clean(words.substr(blanks)), indent, terminal_.width) + "\n";
  }

  std::string changes_text(const std::vector<std::size_t>& indices) const {
    std::vector<std::string> paths;
    for (const std::size_t index : indices) paths.push_back(path_of(*report_.impact.changes[index].item));
    return fmt::format("{}", fmt::join(paths, ", or "));
  }

  void add_changes() {
    if (!report_.has_changes) return;
    const auto changes = changes_that_matter(report_.impact);
    text_ += "\n";
    line(Paint::Bold, "Each change alone");
    for (const pipeline::ChangeAlone* each : changes) {
      text_ += wrapped_in(
          fmt::format("  {}  {} ({}): {}", path_of(*each->item), title_of(*each->item), to_text(each->item->relation),
                      counted(pipeline::otherwise(each->flips), "case", "cases")),
          4);
      text_ += wrapped_in("    " + ways_text(each->flips), 6);
    }
    const std::size_t others = report_.impact.changes.size() - changes.size();
    if (others > 0) {
      text_ += wrapped_in(fmt::format("  {}{} {} no case otherwise", others, changes.empty() ? "" : " more",
                                      others == 1 ? "change decides" : "changes decide"),
                          4);
    }
    if (report_.impact.changes.empty()) text_ += "  no criterion changed\n";
    if (report_.impact.unexplained > 0) {
      text_ += wrapped_in(
          fmt::format(
              "  {} decided otherwise by several changes together, or by what is declared otherwise",
              report_.impact.unexplained == 1 ? "1 case is" : fmt::format("{} cases are", report_.impact.unexplained)),
          4);
    }
  }

  const ImpactReport& report_;
  const Terminal& terminal_;
  std::string text_;
};

Json revision_json(const ir::Policy& policy, const std::string& path) {
  return {{"file", path}, {"revision", policy.revision}, {"content_hash", policy.content_hash}};
}

Json flips_json(const pipeline::Flips& flips) {
  Json list = Json::array();
  for (const ImpactWay& way : ways_of(flips)) {
    list.push_back({{"before", to_text(way.before)}, {"after", to_text(way.after)}, {"cases", way.count}});
  }
  return list;
}

}  // namespace

std::string impact_text(const ImpactReport& report, const Terminal& terminal) {
  return ImpactText(report, terminal).take();
}

Json impact_json(const ImpactReport& report) {
  const pipeline::Impact& impact = report.impact;
  const RevisionPair& pair = report.pair;
  Json json;
  json["policy"] = pair.new_policy().name;
  json["old"] = revision_json(pair.old_policy(), pair.old_path);
  json["new"] = revision_json(pair.new_policy(), pair.new_path);
  json["cases"] = impact.cases;
  json["unused"] = impact.unused;
  json["otherwise"] = pipeline::otherwise(impact.outcomes);
  json["other_possible"] = impact.other_possible;
  Json matrix = Json::object();
  for (const ir::Outcome before : outcomes_of(impact.outcomes)) {
    Json row = Json::object();
    for (const ir::Outcome after : outcomes_of(impact.outcomes))
      row[std::string(to_text(after))] = pipeline::at(impact.outcomes, before, after);
    matrix[std::string(to_text(before))] = std::move(row);
  }
  json["matrix"] = std::move(matrix);
  json["flips"] = flips_json(impact.outcomes);
  for (Json& way : json["flips"]) {
    Json list = Json::array();
    const auto before = ir::outcome_named(way["before"].get<std::string>()),
               after = ir::outcome_named(way["after"].get<std::string>());
    for (const pipeline::FlippedCase& one :
         impact.examples[static_cast<std::size_t>(*before)][static_cast<std::size_t>(*after)]) {
      Json brought_by = Json::array();
      for (const std::size_t index : one.brought_by) brought_by.push_back(path_of(*impact.changes[index].item));
      list.push_back(
          {{"case", one.title}, {"file", one.file}, {"line", one.line}, {"brought_by", std::move(brought_by)}});
    }
    way["examples"] = std::move(list);
  }
  Json changes = Json::array();
  for (const pipeline::ChangeAlone& each : impact.changes) {
    const bool is_applied = each.how == pipeline::ChangeAlone::How::Applied;
    changes.push_back({{"path", path_of(*each.item)},
                       {"title", title_of(*each.item)},
                       {"relation", to_text(each.item->relation)},
                       {"how", is_applied ? "applied" : "taken_out"},
                       {"cases", pipeline::otherwise(each.flips)},
                       {"brings", each.brings},
                       {"flips", flips_json(each.flips)}});
  }
  json["changes"] = report.has_changes ? std::move(changes) : Json();
  json["unexplained"] = report.has_changes ? Json(impact.unexplained) : Json();
  json["mistakes"] = report.mistakes;
  json["more_mistakes"] = report.more_mistakes;
  return json;
}

}  // namespace pol::tool
