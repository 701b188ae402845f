// polc trace POLICY OUTLINE: the items of the printed document, and where the policy has them.

#include "compiler/trace/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "compiler/cases/load.h"
#include "tools/polc/determination.h"
#include "tools/polc/inputs.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

using Json = nlohmann::ordered_json;
using State = trace::TracedItem::State;

constexpr std::size_t kMostOutlineBytes = std::size_t{16} << 20U;

struct TraceOptions {
  std::string policy, outline;
  bool json = false;
};

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

/// Encoded items by kind of place, in the order of the kinds.
std::map<trace::Place::Kind, std::size_t> counts_by_kind(const trace::Trace& trace) {
  std::map<trace::Place::Kind, std::size_t> counts;
  for (const trace::TracedItem& each : trace.items) {
    if (each.state == State::Encoded) ++counts[each.item->place->kind];
  }
  return counts;
}

/// Under one heading: name, what is to be said, where.
struct Line {
  std::string name, words, place;
};

class TraceText {
 public:
  TraceText(const pipeline::Compiled& compiled, const TraceOptions& options, const trace::Trace& trace,
            const Terminal& terminal)
      : compiled_(compiled), options_(options), trace_(trace), terminal_(terminal) {}

  std::string text() {
    std::vector<Line> missing, unasked, operators, normative;
    for (const trace::TracedItem& each : trace_.items) {
      if (each.state != State::Missing) continue;
      const std::string instead = each.instead.empty() ? "" : "; " + each.instead;
      missing.push_back({each.item->id, "no " + trace::text_of(*each.item->place) + instead, row(*each.item)});
    }
    for (const trace::UnaskedCriterion& each : trace_.unasked) unasked.push_back({each.path, "", place(each.at)});
    for (const trace::OperatorDifference& each : trace_.operators) {
      const std::string written = each.written.empty() ? "one condition" : "`" + each.written + "`";
      operators.push_back({each.item->id, fmt::format("`{}` in the document, {} in the policy", each.item->op, written),
                           place(each.at)});
    }
    for (const trace::NormativeAfterAll& each : trace_.normative) {
      normative.push_back({each.item->id, "there is a criterion of this name", place(each.at)});
    }
    add("in the document, not in the policy", missing);
    add("criteria that no item of the document asks for", unasked);
    add("operators that differ", operators);
    add("said not to be normative", normative);
    add_summary();
    return std::move(text_);
  }

 private:
  std::string place(Range range) const {
    const Place at = compiled_.sources.place(range.source, range.begin);
    return fmt::format("{}:{}", compiled_.sources.path(range.source), at.line);
  }
  std::string row(const trace::Item& item) const { return fmt::format("{}:{}", options_.outline, item.line); }

  void add(std::string_view heading, const std::vector<Line>& lines) {
    if (lines.empty()) return;
    text_ += painted(terminal_, Paint::Yellow, fmt::format("{}: {}", heading, lines.size())) + "\n";
    constexpr std::size_t kWidest = 40;
    std::size_t width = 0;
    for (const Line& line : lines) width = std::max(width, std::min(clean(line.name).size(), kWidest));
    for (const Line& line : lines) {
      const std::string name = clean(line.name);
      const std::string words = line.words.empty() ? clean(line.place) : clean(line.words + "  (" + line.place + ")");
      const std::string padding(width > name.size() ? width - name.size() : 0, ' ');
      text_ += "  " + painted(terminal_, Paint::Bold, name) + padding + "  " +
               wrapped(words, width + 4, terminal_.width) + "\n";
    }
    text_ += "\n";
  }

  void add_summary() {
    const std::size_t encoded = trace_.count(State::Encoded), not_normative = trace_.count(State::NotNormative);
    std::string kinds;
    for (const auto& [kind, count] : counts_by_kind(trace_)) {
      kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", trace::word_of(kind), count);
    }
    if (!kinds.empty()) text_ += "encoded as  " + wrapped(kinds, 12, terminal_.width) + "\n";
    const Paint paint = trace_.is_complete() ? Paint::Green : Paint::Red;
    text_ += painted(terminal_, paint,
                     fmt::format("{} of {}: {} encoded, {} not normative", encoded + not_normative,
                                 counted(trace_.items.size(), "item", "items"), encoded, not_normative)) +
             "\n";
  }

  const pipeline::Compiled& compiled_;
  const TraceOptions& options_;
  const trace::Trace& trace_;
  const Terminal& terminal_;
  std::string text_;
};

Json place_json(const pipeline::Compiled& compiled, Range range) {
  const Place at = compiled.sources.place(range.source, range.begin);
  return {{"file", compiled.sources.path(range.source)}, {"line", at.line}, {"column", at.column}};
}

Json trace_json(const pipeline::Compiled& compiled, const TraceOptions& options, const trace::Trace& trace) {
  Json items = Json::array(), missing = Json::array(), unasked = Json::array(), operators = Json::array(),
       normative = Json::array(), kinds = Json::object();
  for (const trace::TracedItem& each : trace.items) {
    Json item = {{"id", each.item->id}, {"line", each.item->line}};
    switch (each.state) {
      case State::Encoded:
        item["state"] = "encoded";
        item["in_policy"] = trace::text_of(*each.item->place);
        item["at"] = place_json(compiled, each.at);
        break;
      case State::NotNormative:
        item["state"] = "not_normative";
        item["reason"] = each.item->reason;
        break;
      case State::Missing:
        item["state"] = "missing";
        item["in_policy"] = trace::text_of(*each.item->place);
        missing.push_back(each.item->id);
        break;
    }
    items.push_back(std::move(item));
  }
  for (const trace::UnaskedCriterion& each : trace.unasked) {
    unasked.push_back({{"path", each.path}, {"at", place_json(compiled, each.at)}});
  }
  for (const trace::OperatorDifference& each : trace.operators) {
    operators.push_back({{"id", each.item->id},
                         {"document", each.item->op},
                         {"policy", each.written.empty() ? Json() : Json(each.written)},
                         {"at", place_json(compiled, each.at)}});
  }
  for (const trace::NormativeAfterAll& each : trace.normative) normative.push_back(each.item->id);
  for (const auto& [kind, count] : counts_by_kind(trace)) kinds[std::string(trace::word_of(kind))] = count;
  return {{"policy", options.policy},
          {"outline", options.outline},
          {"complete", trace.is_complete()},
          {"item_count", trace.items.size()},
          {"encoded", trace.count(State::Encoded)},
          {"not_normative", trace.count(State::NotNormative)},
          {"encoded_as", kinds},
          {"missing", missing},
          {"criteria_without_item", unasked},
          {"operators_differ", operators},
          {"normative_after_all", normative},
          {"items", items}};
}

/// The outline, or nothing when what is wrong with it has been said.
std::optional<trace::Outline> load_outline(const std::string& path) {
  const auto text = cases::read_file(path, kMostOutlineBytes);
  if (!text) {
    complain(text.error());
    return std::nullopt;
  }
  trace::Outline outline = trace::read_outline(text.value());
  if (outline.errors.empty()) return outline;
  constexpr std::size_t kMostShown = 20;
  for (std::size_t i = 0; i < std::min(outline.errors.size(), kMostShown); ++i) {
    complain(fmt::format("{}: {}", path, trace::text_of(outline.errors[i])));
  }
  if (outline.errors.size() > kMostShown)
    complain(fmt::format("{}: and {} more", path, outline.errors.size() - kMostShown));
  return std::nullopt;
}

int run_trace(const TraceOptions& options, const Globals& globals) {
  const Policy loaded = load_policy(options.policy, globals);
  if (loaded.exit_code != kClean) return loaded.exit_code;
  const auto outline = load_outline(options.outline);
  if (!outline) return kUnreadable;
  const pipeline::Compiled& compiled = *loaded.compiled;
  const trace::Trace trace = trace::trace(compiled.files, *outline);
  const int exit_code = trace.is_complete() ? kClean : kFindings;
  const Terminal terminal = terminal_of(stdout, globals.colour);
  return std::max(exit_code, write_output(options.json ? json_text(trace_json(compiled, options, trace))
                                                       : TraceText(compiled, options, trace, terminal).text()));
}

}  // namespace

Verb trace_verb(CLI::App& app) {
  const auto options = std::make_shared<TraceOptions>();
  CLI::App* verb = app.add_subcommand("trace", "Hold a policy against the outline of its document");
  verb->add_option("POLICY", options->policy, "Policy (.pol)")->required();
  verb->add_option("OUTLINE", options->outline, "Table of the document's items (.csv)")->required();
  verb->add_flag("--json", options->json, "Print JSON, every item with its place");
  return {verb, [options](const Globals& globals) { return run_trace(*options, globals); }};
}

}  // namespace pol::tool
