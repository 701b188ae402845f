// The audit log below the command line: texts of cases, lines, every single byte changed, lines dropped and swapped.

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/audit/case_text.h"
#include "compiler/audit/log.h"
#include "compiler/audit/verify.h"

namespace pol::test {

namespace {

/// A folder of its own with a key in it.
class Bench {
 public:
  Bench() {
    std::string name = (std::filesystem::temp_directory_path() / "pol-audit-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder_ = name;
    REQUIRE(audit::make_key(path("key")));
  }
  ~Bench() { std::filesystem::remove_all(folder_); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string log() const { return path("log"); }
  audit::Key key() const {
    const auto key = audit::Key::load(path("key"));
    REQUIRE(key);
    return key.value();
  }
  std::string text() const {
    std::ifstream file(log(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void write(const std::string& text) const { std::ofstream(log(), std::ios::binary | std::ios::trunc) << text; }

 private:
  std::string folder_;
};

audit::Entry entry_of(int which) {
  audit::Entry entry;
  entry.time = "2026-01-31T12:00:00Z";
  entry.policy = "plan";
  entry.revision = "2025-01-01";
  entry.content_hash = std::string(64, 'c');
  entry.engine = "polc";
  entry.case_code = fmt::format("{:064x}", which);
  entry.request = fmt::format("R-{} \"quoted\"\n\xff", which);
  entry.outcome = "meets";
  entry.possible = {"meets"};
  entry.met_by = {"main.1"};
  entry.deciding_facts = {"fever"};
  return entry;
}

audit::Anchor fill(const Bench& bench, int lines) {
  audit::Anchor anchor;
  for (int i = 0; i < lines; ++i) {
    const auto added = audit::append(bench.log(), bench.key(), {entry_of(i)});
    REQUIRE(added);
    anchor = added.value();
  }
  return anchor;
}

std::vector<std::string> problems(const Bench& bench, const std::optional<audit::Anchor>& anchor) {
  const auto verified = audit::verify(bench.log(), bench.key(), anchor);
  REQUIRE(verified);
  return verified.value().problems;
}

std::string canonical(const std::string& json) {
  std::string text;
  REQUIRE(!cases::read_json(json, [&](const cases::Json& one, bool) { text = audit::canonical_text(one, false); }));
  return text;
}

std::vector<std::string> lines_in(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
  return lines;
}

}  // namespace

TEST_CASE("a case has one text in whatever order it is written") {
  CHECK(canonical(R"({"b": [2, 1], "a": {"y": "x", "x": null}})") == R"({"a":{"x":null,"y":"x"},"b":[1,2]})");
  CHECK(canonical(R"({"a": "\u00e9", "title": "t", "id": 7, "expect": {}})") == "{\"a\":\"\xC3\xA9\"}");
  CHECK(canonical("{}") == "{}");
  // What differs in a value, in which fact has it, or in how a list is nested, is another text.
  const std::vector<std::string> all = {R"({"a": "b"})", R"({"b": "a"})", R"({"a": ["b"]})", R"({"a": "b", "c": null})",
                                        R"({"a": true})", R"({"a": "true"})", R"({"a": "b\",\"c\":null"})",
                                        R"({"a": ["b,c"]})", R"({"a": ["b", "c"]})", R"({"a": [["b"], "c"]})"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) CHECK(canonical(all[i]) != canonical(all[k]));
  }
}

TEST_CASE("times") {
  for (const char* good : {"2026-01-31T12:00:00Z", "2024-02-29T23:59:60Z", "2026-01-31T12:00:00.123456789+01:00",
                           "2026-01-31T00:00:00-23:59"}) {
    CHECK(audit::is_rfc3339(good));
  }
  for (const char* bad :
       {"", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31 12:00:00Z", "2026-02-29T12:00:00Z", "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z", "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00.1234567890Z",
        "2026-01-31T12:00:00.1", "2026-01-31T12:00:00+1:00", "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00Zx",
        "2026-01-31T12-00-00Z"}) {
    CHECK(!audit::is_rfc3339(bad));
  }
}

TEST_CASE("keys") {
  const Bench bench;
  const audit::Key key = bench.key();
  CHECK(key.code_of_case("x") == bench.key().code_of_case("x"));
  CHECK(key.code_of_case("x") != key.code_of_line("x"));
  CHECK(!audit::make_key(bench.path("key")));
  CHECK(audit::make_key(bench.path("other")));
  CHECK(audit::Key::load(bench.path("other")).value().code_of_case("x") != key.code_of_case("x"));
  CHECK(chmod(bench.path("other").c_str(), 0640) == 0);
  CHECK(!audit::Key::load(bench.path("other")));
  CHECK(!audit::Key::load(bench.path("")));
  CHECK(!audit::is_same_code("ab", "abc"));
}

TEST_CASE("a line is the same bytes again and reads back") {
  const Bench bench;
  const audit::Key key = bench.key();
  const audit::Place place{7, std::string(64, 'a')};
  const std::string line = audit::line_of(entry_of(1), place, key);
  CHECK(line == audit::line_of(entry_of(1), place, key));
  CHECK(line.find('\n') == line.size() - 1);
  const auto read = audit::read_line(line.substr(0, line.size() - 1), key);
  REQUIRE(read);
  CHECK(read->place.number == 7);
  CHECK(read->place.previous == place.previous);
  CHECK(read->case_code == entry_of(1).case_code);
}

TEST_CASE("any single byte changed, dropped or added is found") {
  const Bench bench;
  const audit::Anchor anchor = fill(bench, 3);
  const std::string whole = bench.text();
  CHECK(problems(bench, anchor).empty());
  std::size_t missed = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string text = whole;
    text[i] = static_cast<char>(text[i] ^ 1);
    bench.write(text);
    missed += problems(bench, anchor).empty();
    bench.write(whole.substr(0, i) + whole.substr(i + 1));
    missed += problems(bench, anchor).empty();
    bench.write(whole.substr(0, i) + " " + whole.substr(i));
    missed += problems(bench, anchor).empty();
    bench.write(whole.substr(0, i));
    missed += problems(bench, anchor).empty();
  }
  CHECK(missed == 0);
}

TEST_CASE("lines dropped, doubled, moved, and taken from the log as it was") {
  const Bench bench;
  const audit::Anchor anchor = fill(bench, 6);
  const std::vector<std::string> lines = lines_in(bench.text());
  REQUIRE(lines.size() == 6);
  // Every log of up to six of these lines, in any order and any number of times, is told from the one that was written:
  // without an anchor all but its beginnings.
  std::size_t missed = 0, tried = 0;
  for (std::size_t from = 0; from < lines.size(); ++from) {
    for (std::size_t to = 0; to <= lines.size(); ++to) {
      for (const bool keeps : {false, true}) {
        std::vector<std::string> other = lines;
        if (!keeps) other.erase(other.begin() + static_cast<std::ptrdiff_t>(from));
        if (to <= other.size()) other.insert(other.begin() + static_cast<std::ptrdiff_t>(to), lines[from]);
        if (other == lines) continue;
        std::string text;
        for (const std::string& line : other) text += line;
        bench.write(text);
        ++tried;
        const bool is_beginning = other.size() < lines.size() && from + 1 == lines.size();
        missed += problems(bench, anchor).empty();
        missed += !is_beginning && problems(bench, std::nullopt).empty();
      }
    }
  }
  CHECK(tried > 60);
  CHECK(missed == 0);
}

TEST_CASE("an anchor may be older than the log") {
  const Bench bench;
  const audit::Anchor anchor = fill(bench, 2);
  fill(bench, 3);
  const auto verified = audit::verify(bench.log(), bench.key(), anchor);
  REQUIRE(verified);
  CHECK(verified.value().problems.empty());
  CHECK(verified.value().past_anchor == 3);
  CHECK(verified.value().head.count == 5);
  CHECK(problems(bench, audit::Anchor{}).empty());
  CHECK(!problems(bench, audit::Anchor{2, std::string(64, '1')}).empty());
  CHECK(!problems(bench, audit::Anchor{6, anchor.head}).empty());
}

TEST_CASE("all lines of a run or none, and a log of any size") {
  const Bench bench;
  std::vector<audit::Entry> entries(3000, entry_of(1));
  entries[1000].request = std::string(300000, 'x');  // longer than what is read at once from the end
  entries.back().request = std::string(200000, 'y');
  REQUIRE(audit::append(bench.log(), bench.key(), entries));
  const audit::Anchor anchor = fill(bench, 1);
  CHECK(anchor.count == 3001);
  CHECK(problems(bench, anchor).empty());
  CHECK(audit::head_of(bench.log(), nullptr).value().head == anchor.head);
}

TEST_CASE("writers in several processes make one chain") {
  const Bench bench;
  const audit::Key key = bench.key();
  constexpr int kWriters = 8, kEach = 50;
  std::vector<pid_t> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      bool good = true;
      for (int i = 0; i < kEach; ++i) good = audit::append(bench.log(), key, {entry_of(i)}).ok() && good;
      _exit(good ? 0 : 1);
    }
    writers.push_back(child);
  }
  for (const pid_t child : writers) {
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  const auto verified = audit::verify(bench.log(), key, std::nullopt);
  REQUIRE(verified);
  CHECK(verified.value().problems.empty());
  CHECK(verified.value().lines == kWriters * kEach);
}

}  // namespace pol::test
