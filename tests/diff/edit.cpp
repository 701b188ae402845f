#include "tests/diff/edit.h"

#include <fmt/format.h>

#include <cctype>
#include <sstream>

namespace pol::edits {

namespace {

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string trimmed(const std::string& text) {
  std::size_t begin = 0, end = text.size();
  while (begin < end && is_blank(text[begin])) ++begin;
  while (end > begin && is_blank(text[end - 1])) --end;
  return text.substr(begin, end - begin);
}

/// Where `wanted`, which begins with no blank, stands at `at`: its end. A run of blanks is like any other.
std::optional<std::size_t> match_at(const std::string& text, std::size_t at, const std::string& wanted) {
  for (std::size_t i = 0; i < wanted.size();) {
    if (is_blank(wanted[i])) {
      if (at == text.size() || !is_blank(text[at])) return std::nullopt;
      while (i < wanted.size() && is_blank(wanted[i])) ++i;
      while (at < text.size() && is_blank(text[at])) ++at;
    } else {
      if (at == text.size() || text[at] != wanted[i]) return std::nullopt;
      ++i;
      ++at;
    }
  }
  return at;
}

class Parser {
 public:
  explicit Parser(std::string name) { edit_.name = std::move(name); }

  Result<Edit> parse(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; problem_.empty() && std::getline(lines, line);) read(line);
    finish_hunk();
    if (problem_.empty() && edit_.hunks.empty()) problem_ = "no edit";
    if (!problem_.empty()) return failure(problem_);
    return std::move(edit_);
  }

 private:
  void read(const std::string& line) {
    const bool is_from = line.starts_with("- "), is_to = line == "+" || line.starts_with("+ ");
    if (is_from) {
      if (has_to_) finish_hunk();
      from_ += line.substr(2) + "\n";
      return;
    }
    if (is_to) {
      has_to_ = true;
      if (line.size() > 2) to_ += line.substr(2) + "\n";
      return;
    }
    finish_hunk();
    if (line.empty() || line.starts_with("//")) return;
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word == "in") {
      words >> file_;
    } else if (word == "expect") {
      read_expected(words);
    } else if (word == "absorbed") {
      std::string item, by;
      words >> item >> by;
      edit_.absorbed.emplace_back(item, by);
    } else if (word == "ground") {
      std::string rest;
      std::getline(words, rest);
      rest = trimmed(rest);
      if (rest.starts_with('"')) rest = rest.substr(1, rest.size() - 2);
      edit_.grounds.push_back(rest);
    } else if (word == "patient") {
      read_patient(words);
    } else {
      problem_ = fmt::format("`{}` begins no line of an edit", word);
    }
  }

  void finish_hunk() {
    if (!from_.empty()) edit_.hunks.push_back({file_, trimmed(from_), trimmed(to_)});
    if (from_.empty() && has_to_) problem_ = "`+` without `-`";
    from_.clear();
    to_.clear();
    has_to_ = false;
  }

  void read_expected(std::istringstream& words) {
    Expected expected;
    words >> expected.item >> expected.relation;
    bool is_up = false;
    for (std::string flag; words >> flag;) {
      if (flag == "up")
        is_up = true;
      else if (flag == "moved")
        expected.is_moved = true;
      else if (flag == "renumbered")
        expected.is_renumbered = true;
      else if (flag == "reworded")
        expected.is_reworded = true;
      else if (flag == "unproved")
        expected.is_unproved = true;
      else if (flag == "effect")
        words >> expected.effect;
      else
        problem_ = fmt::format("`{}` is nothing to expect", flag);
    }
    if (expected.item == "decides") return add_decides(expected.relation);
    edit_.expected.push_back(expected);
    if (!is_up) return;
    std::string path = expected.item;
    for (std::size_t dot = path.rfind('.'); dot != std::string::npos; dot = path.rfind('.')) {
      path.resize(dot);
      edit_.expected.push_back({path, expected.relation, false, false, false, "", false});
    }
  }

  /// What approvals gain, denials lose.
  void add_decides(const std::string& relation) {
    const std::string opposite = relation == "broader" ? "narrower" : relation == "narrower" ? "broader" : relation;
    edit_.expected.push_back({"policy", relation, false, false, false, "", false});
    edit_.expected.push_back({"meets", relation, false, false, false, "", false});
    edit_.expected.push_back({"does_not_meet", opposite, false, false, false, "", false});
  }

  void read_patient(std::istringstream& words) {
    Affected patient;
    std::string side;
    words >> side >> patient.item;
    if (side != "gained" && side != "lost") problem_ = fmt::format("`{}` is no side: gained, lost", side);
    patient.is_gained = side == "gained";
    patient.is_outcome = patient.item == "outcome";
    if (patient.is_outcome) words >> patient.item;
    std::getline(words, patient.json);
    edit_.patients.push_back(patient);
  }

  Edit edit_;
  std::string file_ = "lumbar_mri.pol";
  std::string from_, to_;
  bool has_to_ = false;
  std::string problem_;
};

}  // namespace

Result<Edit> parse_edit(const std::string& name, const std::string& text) { return Parser(name).parse(text); }

Result<std::string> with_edit(const std::string& text, const Hunk& hunk) {
  std::optional<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t at = text.find(hunk.from[0]); at != std::string::npos; at = text.find(hunk.from[0], at + 1)) {
    const auto end = match_at(text, at, hunk.from);
    if (!end) continue;
    if (found) return failure(fmt::format("`{}` stands twice in {}", hunk.from, hunk.file));
    found = {at, *end};
  }
  if (!found) return failure(fmt::format("`{}` does not stand in {}", hunk.from, hunk.file));
  return text.substr(0, found->first) + hunk.to + text.substr(found->second);
}

}  // namespace pol::edits
