#include "compiler/pipeline/replay.h"

#include <fmt/format.h>

#include "compiler/exact/consistent.h"
#include "compiler/support/printable.h"

namespace pol::pipeline {

namespace {

ir::Outcome only_outcome(ir::OutcomeSet set) {
  int index = 0;
  while ((set & ir::outcome_bit(static_cast<ir::Outcome>(index))) == 0) ++index;
  return static_cast<ir::Outcome>(index);
}

}  // namespace

Decided decide(const ir::Policy& policy, const Engine& engine, const interp::Prepared& prepared) {
  Decided decided;
  decided.possible = engine.possible(prepared.patient);
  const bool is_one = (decided.possible & (decided.possible - 1)) == 0;
  if (is_one) {
    decided.outcome = only_outcome(decided.possible);
  } else if (!prepared.conflicts.empty()) {
    decided.outcome = interp::determine(policy, prepared, engine.judges()).outcome;
  }
  return decided;
}

Replay::Replay(ReplaySide old_side, ReplaySide new_side) : old_(old_side), new_(new_side) {
  // Each reads past what the other knows, and past what was expected of a case: the other revision expects otherwise.
  const auto is_known_to = [](const std::unique_ptr<cases::CaseReader>& other) {
    return [&other](std::string_view key) { return key == "expect" || other->knows(key); };
  };
  old_reader_ = std::make_unique<cases::CaseReader>(old_.policy, is_known_to(new_reader_));
  new_reader_ = std::make_unique<cases::CaseReader>(new_.policy, is_known_to(old_reader_));
}

bool Replay::replay(const cases::Json& json, const std::string& name, cases::Errors& errors, ReplayedCase& out) const {
  cases::LoadedCase newer = new_reader_->read(json, name, errors);
  if (!errors.empty()) return false;  // what both revisions find fault with is told once
  cases::LoadedCase older = old_reader_->read(json, name, errors);
  if (!errors.empty()) return false;
  auto old_prepared = exact::prepare(old_.policy, older.patient);
  auto new_prepared = exact::prepare(new_.policy, newer.patient);
  if (!old_prepared || !new_prepared) {
    errors.add(json.offset, "", new_prepared ? old_prepared.error() : new_prepared.error());
    return false;
  }
  out.title = std::move(newer.title);
  out.old_documented = std::move(older.patient);
  out.new_documented = std::move(newer.patient);
  out.old_prepared = old_prepared.take();
  out.new_prepared = new_prepared.take();
  out.before = decide(old_.policy, old_.engine, out.old_prepared);
  out.after = decide(new_.policy, new_.engine, out.new_prepared);
  return true;
}

std::size_t Replay::run(const std::string& path, const Each& each, const Bad& bad,
                        const std::function<void(std::uint64_t, std::uint64_t)>& more) const {
  const std::string file = path == "-" ? "<stdin>" : path;
  auto stream = cases::CaseStream::open(path);
  if (!stream) {
    bad(stream.error());
    return 1;
  }
  constexpr std::size_t kCasesBetween = 64;
  std::size_t unused = 0, count = 0;
  while (const auto text = stream.value().next()) {
    const std::string name = fmt::format("{} #{}", file, text->number);
    cases::Errors errors(file, text->json, text->line);
    ReplayedCase one;
    one.line = text->line;
    bool is_good = false;
    if (text->json.empty()) {
      errors.add(0, "", "a case is missing between two commas, or a comma is extra");
    } else {
      const auto syntax = cases::read_json(text->json, [&](const cases::Json& json, bool) {
        is_good = errors.empty() && replay(json, name, errors, one);
      });
      if (syntax) errors.add(syntax->offset, "", syntax->message);
      is_good = is_good && errors.empty();
    }
    for (const std::string& error : errors.take()) bad(error);
    if (is_good) each(one);
    if (!is_good) ++unused;
    if (more && ++count % kCasesBetween == 0) more(stream.value().bytes_read(), stream.value().bytes_in_all());
  }
  if (stream.value().problem().empty()) return unused;
  bad(printable(file) + stream.value().problem());
  return unused + 1;
}

}  // namespace pol::pipeline
