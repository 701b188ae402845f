#include "tools/polc/lint_cache.h"

#include <fmt/format.h>

#include <bit>
#include <type_traits>

#include "compiler/codegen/cache.h"
#include "compiler/codegen/evaluator.h"
#include "compiler/pipeline/answers.h"
#include "compiler/support/build_id.h"

namespace pol::tool {

namespace {

class Writer {
 public:
  static constexpr bool kReads = false;
  void number(std::int64_t& value) {
    for (unsigned byte = 0; byte < 8; ++byte) {
      bytes_.push_back(static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * byte)) & 0xFFU));
    }
  }
  void text(std::string& value) {
    auto size = static_cast<std::int64_t>(value.size());
    number(size);
    bytes_ += value;
  }
  bool fits(std::int64_t) const { return true; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  static constexpr bool kReads = true;
  explicit Reader(const std::string& bytes) : bytes_(bytes) {}

  void number(std::int64_t& value) {
    value = 0;
    if (!fits(8)) return;
    std::uint64_t bits = 0;
    for (unsigned byte = 0; byte < 8; ++byte) {
      bits |= std::uint64_t{static_cast<unsigned char>(bytes_[at_++])} << (8 * byte);
    }
    value = static_cast<std::int64_t>(bits);
  }
  void text(std::string& value) {
    std::int64_t size = 0;
    number(size);
    if (!fits(size)) return;
    value = bytes_.substr(at_, static_cast<std::size_t>(size));
    at_ += static_cast<std::size_t>(size);
  }
  /// So many bytes, or parts of one byte and more, are still there.
  bool fits(std::int64_t count) {
    good_ = good_ && count >= 0 && static_cast<std::uint64_t>(count) <= bytes_.size() - at_;
    return good_;
  }
  void refuse() { good_ = false; }
  bool is_done() const { return good_ && at_ == bytes_.size(); }

 private:
  const std::string& bytes_;
  std::size_t at_ = 0;
  bool good_ = true;
};

/// Each type once, for both ways. Structures are taken apart by all their members, so that one more breaks the build.
template <class Archive>
class Passage {
 public:
  Passage(Archive& archive, std::size_t facts) : archive_(archive), facts_(facts) {}

  void pass(pipeline::LintResult& result) {
    pass(result.findings);
    pass(result.suppressed);
  }

 private:
  template <class T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
  void pass(T& value) {
    auto number = static_cast<std::int64_t>(value);
    archive_.number(number);
    value = static_cast<T>(number);
  }
  void pass(double& value) {
    auto bits = std::bit_cast<std::int64_t>(value);
    archive_.number(bits);
    value = std::bit_cast<double>(bits);
  }
  void pass(std::string& value) { archive_.text(value); }
  template <class Tag>
  void pass(Id<Tag>& id) {
    pass(id.index);
  }
  template <class T>
  void pass(std::vector<T>& list) {
    auto size = static_cast<std::int64_t>(list.size());
    archive_.number(size);
    if (!archive_.fits(size)) return;
    list.resize(static_cast<std::size_t>(size));
    for (T& each : list) pass(each);
  }
  template <class T>
  void pass(std::optional<T>& value) {
    bool is_set = value.has_value();
    pass(is_set);
    if (is_set && !value) value.emplace();
    if (is_set) pass(*value);
  }
  template <class A, class B>
  void pass(std::pair<A, B>& both) {
    pass_all(both.first, both.second);
  }
  template <class... Ts>
  void pass_all(Ts&... values) {
    (pass(values), ...);
  }

  void pass(ir::Members& members) {
    std::vector<std::size_t> list = members.list();
    pass(list);
    if constexpr (Archive::kReads) {
      constexpr std::size_t kMost = std::size_t{1} << 20U;  // no set has so many values
      for (const std::size_t i : list) i < kMost ? members.insert(i) : archive_.refuse();
    }
  }
  void pass(ir::FactState& state) {
    auto& [kind, asked, assumed, derived, or_reference, conflict, low, high, in, out, sources] = state;
    pass_all(kind, asked, assumed, derived, or_reference, conflict, low, high, in, out, sources);
  }
  static bool is_plain(const ir::FactState& state) {
    return same_value(state, {}) && !state.asked && !state.assumed && !state.derived && !state.conflict &&
           state.sources.empty();
  }
  /// Only facts of which something is said.
  void pass(ir::Patient& patient) {
    patient.facts.resize(facts_);
    std::vector<std::uint32_t> told;
    for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
      if (!is_plain(patient.facts[i])) told.push_back(i);
    }
    pass(told);
    for (const std::uint32_t i : told) {
      if (!archive_.fits(0) || i >= facts_) return;
      pass(patient.facts[i]);
    }
  }
  void pass(lint::Witness& witness) {
    auto& [patient, complete, facts, shows, truths] = witness;
    pass_all(patient, complete, facts, shows, truths);
  }
  void pass(Range& range) {
    auto& [source, begin, end] = range;
    pass_all(source, begin, end);
  }
  void pass(lint::Clause& clause) {
    auto& [range, path, says] = clause;
    pass_all(range, path, says);
  }
  void pass(lint::NumberLine::Band& band) {
    auto& [label, low, high, low_open, high_open, is_flaw] = band;
    pass_all(label, low, high, low_open, high_open, is_flaw);
  }
  void pass(lint::NumberLine& line) {
    auto& [subject, unit, bands] = line;
    pass_all(subject, unit, bands);
  }
  void pass(lint::TimeLine::Span& span) {
    auto& [label, from_months, to_months, rate, is_flaw] = span;
    pass_all(label, from_months, to_months, rate, is_flaw);
  }
  void pass(lint::TimeLine& line) {
    auto& [subject, spans] = line;
    pass_all(subject, spans);
  }
  void pass(Fix& fix) {
    auto& [kind, range, replacement] = fix;
    pass_all(kind, range, replacement);
  }
  void pass(lint::Finding& finding) {
    auto& [code, severity, paths, range, message, details, core, related, witness, number_line, time_line, fixes] =
        finding;
    pass_all(code, severity, paths, range, message, details, core, related, witness, number_line, time_line, fixes);
  }

  Archive& archive_;
  std::size_t facts_;
};

/// All that the findings depend on. "" when this program cannot be told from another.
std::string identity_of(const pipeline::Compiled& compiled, const pipeline::LintOptions& options) {
  const std::string builds = build_ids();
  if (builds.empty()) return "";
  std::string identity = fmt::format("lint {} {}\nrules {}\nlimits {} {}\ntoday {}\n", pipeline::kVersion, builds,
                                     fmt::join(options.codes, " "), options.limits.rlimit, options.limits.refinements,
                                     compiled.policy.allowances.empty() ? 0 : options.today.value_or(0));
  for (const pipeline::Compiled* read : {&compiled, options.against}) {
    if (read == nullptr) continue;
    identity += read == &compiled ? "linted\n" : "against\n";
    for (std::uint32_t source = 1; source < read->sources.size(); ++source) {
      const std::string& text = read->sources.text(source);
      identity += fmt::format("{}\n{}\n{}\n", read->sources.path(source), text.size(), text);
    }
  }
  return identity;
}

/// Each answer has a key of all that it depends on but the program; whose answers they are is told by the file's name.
std::string answers_identity_of(const pipeline::Compiled& compiled) {
  return fmt::format("answers {} {} {}\n{}\n{}", pipeline::kVersion, pipeline::kSemantics, build_ids(),
                     compiled.policy.name, compiled.sources.path(1));
}

}  // namespace

std::string to_bytes(const pipeline::LintResult& result, std::size_t facts) {
  Writer writer;
  pipeline::LintResult copy = result;
  Passage<Writer>(writer, facts).pass(copy);
  return writer.take();
}

std::optional<pipeline::LintResult> from_bytes(const std::string& bytes, std::size_t facts) {
  Reader reader(bytes);
  pipeline::LintResult result;
  Passage<Reader>(reader, facts).pass(result);
  if (!reader.is_done()) return std::nullopt;
  return result;
}

Result<pipeline::LintResult> lint_cached(pipeline::Compiled& compiled, const pipeline::LintOptions& options,
                                         const Globals& globals) {
  const std::string identity = identity_of(compiled, options);
  if (identity.empty()) return pipeline::lint(compiled, options);
  codegen::ObjectCache cache(globals.cache.empty() ? codegen::default_cache_folder() : globals.cache);
  const std::size_t facts = compiled.policy.facts.size();
  if (const auto bytes = cache.find(identity)) {
    if (auto result = from_bytes(*bytes, facts)) return std::move(*result);
  }
  const std::string answers_identity = answers_identity_of(compiled);
  pipeline::StoredAnswers answers(facts, cache.find(answers_identity).value_or(""));
  pipeline::LintOptions recalling = options;
  recalling.answers = &answers;
  auto result = pipeline::lint(compiled, recalling);
  if (result) cache.store(identity, to_bytes(result.value(), facts));
  if (answers.is_new()) cache.store(answers_identity, answers.bytes());
  if (!cache.note().empty()) complain("cache: " + cache.note());
  return result;
}

}  // namespace pol::tool
