#include "tools/polc/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "compiler/cases/words.h"
#include "compiler/codegen/evaluator.h"
#include "compiler/ingest/ndjson.h"
#include "tools/polc/run.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

std::unique_ptr<RunFolder> RunFolder::open(const std::string& path, const Options& options, const Globals& globals,
                                           int& exit_code) {
  std::unique_ptr<RunFolder> folder(new RunFolder(options, globals));
  exit_code = kUnreadable;
  pipeline::CatalogOptions catalog;
  catalog.threads = options.threads;
  if (options.cache) catalog.cache_folder = globals.cache.empty() ? codegen::default_cache_folder() : globals.cache;
  auto opened = pipeline::Catalog::open(path, pipeline::find_roots(globals.stdlib), catalog);
  if (!opened) {
    complain(opened.error());
    return nullptr;
  }
  folder->catalog_ = opened.take();
  // A policy that is left out would leave its cases out without a word.
  for (const std::string& mistake : folder->catalog_->broken()) complain(mistake);
  if (!folder->catalog_->broken().empty()) {
    exit_code = kFindings;
    return nullptr;
  }
  if (options.format == RunFormat::Csv && options.columns.find("criteria") != std::string::npos) {
    complain("--columns criteria: the policies of a folder have different ones; name some (criterion:PATH), or write NDJSON");
    return nullptr;
  }
  for (std::size_t i = 0; i < folder->catalog_->size(); ++i) folder->entries_.push_back(std::make_unique<Entry>());
  auto columns = columns_named(folder->no_policy_, options.columns, true);
  if (!columns) return nullptr;
  folder->no_columns_ = std::move(*columns);
  folder->none_ = std::make_unique<AnswerLines>(folder->no_policy_, folder->no_columns_, options.format);
  exit_code = kClean;
  return folder;
}

std::vector<std::string> RunFolder::files() const {
  std::vector<std::string> files;
  for (std::size_t i = 0; i < catalog_->size(); ++i) files.push_back(catalog_->path(i));
  return files;
}

void RunFolder::open_member(std::uint32_t policy, Entry& entry) {
  constexpr std::size_t kFew = 16, kRowsOfMany = 256;
  const auto native = catalog_->policy(policy);
  if (!native) {
    entry.problem = native.error();
    return;
  }
  entry.member.policy = RunPolicy::of_folder(catalog_->path(policy), *native.value(), globals_, options_.cache);
  RunPolicy& made = *entry.member.policy;
  // Which readings were chosen, only the text of a policy says.
  const bool needs_text = names_criteria(options_.columns);
  const auto text = needs_text ? native.value()->compiled() : Result<std::shared_ptr<const pipeline::Compiled>>(failure(""));
  auto columns = columns_named(text ? text.value()->policy : made.policy(), options_.columns, true);
  if (!columns || !made.ask_for(std::move(*columns), catalog_->size() <= kFew ? ingest::kMostRows : kRowsOfMany)) {
    entry.problem = fmt::format("{}: cases cannot be decided by it", catalog_->path(policy));
    return;
  }
  entry.member.lines = std::make_unique<AnswerLines>(made.policy(), made.asked(), options_.format);
}

const RunFolder::Member* RunFolder::member(std::uint32_t policy, std::string& problem) {
  Entry& entry = *entries_[policy];
  std::call_once(entry.once, [&] { open_member(policy, entry); });
  problem = entry.problem;
  return entry.member.lines ? &entry.member : nullptr;
}

namespace {

/// One thread of a run.
class FolderWorker {
 public:
  explicit FolderWorker(const RunJob& job) : job_(job), folder_(*job.folder) {}

  void work(const ingest::Chunk& chunk, FinishedChunk& finished) {
    if (!is_readable(chunk, job_, finished)) return;
    reader_.start({chunk.bytes.data(), chunk.size}, chunk.first_line);
    while (finished.problem.empty() && reader_.advance()) take_line(finished);
    for (Part* part : used_) decide(*part, finished);
    if (finished.problem.empty()) write(finished);
    clear();
  }

 private:
  struct Route;
  struct Part {
    Part(const RunFolder::Member& of, const RunJob& job)
        : member(of), sink(of.policy->layout()), decider(*of.policy, nullptr, job.file, [this](std::size_t row, std::string_view key) {
            const auto& sinks = routes[row]->sinks;
            return std::any_of(sinks.begin(), sinks.end(), [&](const ingest::CaseSink* other) { return other->keys.find(key) != ingest::kNoName; });
          }) {}
    const RunFolder::Member& member;
    ingest::CaseSink sink;
    Answers answers;
    std::vector<const Route*> routes;  // by row
    Decider decider;
  };
  /// The policies that cases with some codes are for.
  struct Route {
    std::vector<Part*> parts;
    std::vector<ingest::CaseSink*> sinks;
  };
  /// An answer: its part, and the row there. Null: no policy is about the case.
  struct Answered {
    Part* part;
    std::size_t row;
    std::size_t line;  // among those of the chunk
  };

  void take_line(FinishedChunk& finished) {
    std::vector<std::string> codes;
    if (!read_codes(codes, finished)) return;
    const Route* route = route_of(codes, finished);
    if (route == nullptr) return;
    ++lines_;
    if (route->parts.empty()) {
      reader_.add_to(rows_of_none_);
      answered_.push_back({nullptr, rows_of_none_.all.size() - 1, lines_});
    }
    for (Part* part : route->parts) {
      if (part->sink.rows.all.empty()) used_.push_back(part);
      if (part->sink.batch.is_full()) decide(*part, finished);
      answered_.push_back({part, part->sink.rows.all.size(), lines_});
      part->routes.push_back(route);
      reader_.add_to(part->sink, route->sinks);
    }
  }

  /// By request fact; "" where there is none. False: the line is no case.
  bool read_codes(std::vector<std::string>& codes, FinishedChunk& finished) {
    cases::Errors errors(job_.file, reader_.text(), reader_.line());
    std::optional<cases::Json> slow;
    if (!reader_.is_json()) {
      const auto syntax = cases::read_json(reader_.text(), [&](const cases::Json& json, bool) { slow = json; });
      if (syntax) errors.add(syntax->offset, "", syntax->message);
      if (!syntax && !slow) slow.emplace();
    }
    for (const std::string& fact : folder_.catalog().request_facts()) {
      bool is_there = false;
      std::string code;
      if (slow) {
        const cases::Field* field = slow->find(fact);
        is_there = field != nullptr;
        if (is_there) code = field->value.text;
      } else {
        code = reader_.text_at(fact, is_there);
      }
      if (is_there && code.empty() && errors.empty()) {
        errors.add(0, fact, "which policies are about the case cannot be told; write a code, such as \"72148\"");
      }
      codes.push_back(std::move(code));
    }
    if (errors.empty()) return true;
    ++finished.counts.rejected;
    (finished.rejects += reader_.text()) += '\n';
    for (std::string& message : errors.take()) finished.messages.push_back(std::move(message));
    return false;
  }

  const Route* route_of(const std::vector<std::string>& codes, FinishedChunk& finished) {
    const auto known = routes_.find(codes);
    if (known != routes_.end()) return known->second.get();
    std::set<std::uint32_t> policies;
    const auto& facts = folder_.catalog().request_facts();
    for (std::size_t i = 0; i <= facts.size(); ++i) {
      // Behind the last fact: the policies that are about every case.
      for (const std::uint32_t policy : folder_.catalog().policies_for(i < facts.size() ? codes[i] : "")) {
        const std::string& by = folder_.catalog().routing(policy).fact;
        if (by.empty() || (i < facts.size() && by == facts[i])) policies.insert(policy);
      }
    }
    auto route = std::make_unique<Route>();
    for (const std::uint32_t policy : policies) {
      Part* part = part_of(policy, finished);
      if (part == nullptr) return nullptr;
      route->parts.push_back(part);
      route->sinks.push_back(&part->sink);
    }
    return routes_.emplace(codes, std::move(route)).first->second.get();
  }

  Part* part_of(std::uint32_t policy, FinishedChunk& finished) {
    std::unique_ptr<Part>& part = parts_[policy];
    if (!part) {
      const RunFolder::Member* member = folder_.member(policy, finished.problem);
      if (member != nullptr) part = std::make_unique<Part>(*member, job_);
    }
    return part.get();
  }

  void decide(Part& part, FinishedChunk& finished) {
    if (finished.problem.empty() && !part.decider.decide(part.sink.batch, part.sink.rows, part.answers)) {
      finished.problem = part.decider.problem();
    }
    part.sink.batch.clear();
  }

  void write(FinishedChunk& finished) {
    Answers none;
    Answer not_applicable;
    not_applicable.outcome = ir::Outcome::NotApplicable;
    not_applicable.possible = ir::outcome_bit(ir::Outcome::NotApplicable);
    none.rows.assign(rows_of_none_.all.size(), not_applicable);
    std::size_t rejected_line = 0;
    for (const Answered& one : answered_) {
      const ingest::Rows& rows = one.part == nullptr ? rows_of_none_ : one.part->sink.rows;
      const Answers& answers = one.part == nullptr ? none : one.part->answers;
      const AnswerLines& lines = one.part == nullptr ? folder_.lines_of_none() : *one.part->member.lines;
      const Answer& answer = answers.rows[one.row];
      // A line that several policies cannot read is one line.
      if (answer.is_rejected && rejected_line == one.line) continue;
      count_answer(answer, finished.counts);
      if (answer.is_rejected) {
        rejected_line = one.line;
        (finished.rejects += rows.all[one.row].text) += '\n';
      }
      lines.append_row(rows, one.row, answers, finished.output);
    }
    std::set<std::string> told;
    for (Part* part : used_) {
      for (std::string& message : part->answers.messages) {
        if (told.insert(message).second) finished.messages.push_back(std::move(message));
      }
    }
  }

  void clear() {
    for (Part* part : used_) {
      part->sink.rows.clear();
      part->answers.clear();
      part->routes.clear();
    }
    used_.clear();
    answered_.clear();
    rows_of_none_.clear();
    lines_ = 0;
  }

  const RunJob& job_;
  RunFolder& folder_;
  ingest::NdjsonReader reader_;
  std::map<std::uint32_t, std::unique_ptr<Part>> parts_;
  std::map<std::vector<std::string>, std::unique_ptr<Route>> routes_;  // by codes
  std::vector<Part*> used_;  // by the chunk
  std::vector<Answered> answered_;
  ingest::Rows rows_of_none_;
  std::size_t lines_ = 0;
};

}  // namespace

ChunkWorker folder_worker(const RunJob& job) {
  const auto worker = std::make_shared<FolderWorker>(job);
  return [worker](const ingest::Chunk& chunk, FinishedChunk& finished) { worker->work(chunk, finished); };
}

}  // namespace pol::tool
