/// Breaks one operator of a C++ file at a time: `<` for `<=`, `and` for `or`, another truth, one more month.
///   pol-operator-mutants FILE          lists its mutants, a line each: `FILE:LINE: old text => new text`
///   pol-operator-mutants FILE N        the whole file with mutant N in it
/// It reads text, not C++: what comes of it need not compile. The code is laid out by clang-format, so an operator
/// of two operands stands between spaces and an angle bracket does not.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Mutant {
  std::size_t at = 0, length = 0;
  std::string instead;
};

struct Exchange {
  std::string_view from;
  std::vector<std::string_view> to;
};

const std::vector<Exchange>& exchanges() {
  static const std::vector<Exchange> kAll = {
      {" < ", {" <= ", " >= "}},
      {" <= ", {" < ", " > "}},
      {" > ", {" >= ", " <= "}},
      {" >= ", {" > ", " < "}},
      {" == ", {" != "}},
      {" != ", {" == "}},
      {" && ", {" || "}},
      {" || ", {" && "}},
      {" + ", {" - "}},
      {" - ", {" + "}},
      {" * ", {" / "}},
      {" / ", {" * "}},
      {" % ", {" / "}},
      {" += ", {" -= "}},
      {" -= ", {" += "}},
      {" ++", {" --"}},
      {" --", {" ++"}},
      {"std::min(", {"std::max("}},
      {"std::max(", {"std::min("}},
      {"std::min<", {"std::max<"}},
      {"std::max<", {"std::min<"}},
      {"truth_and(", {"truth_or("}},
      {"truth_or(", {"truth_and("}},
      {"truth_not(", {"Truth("}},
      {"less(a, b)", {"less(b, a)"}},
      {"less(b, a)", {"less(a, b)"}},
      {"less_equal(a, b)", {"less_equal(b, a)", "less(a, b)"}},
      {"less_equal(b, a)", {"less_equal(a, b)", "less(b, a)"}},
      {"Truth::No", {"Truth::Yes", "Truth::Unknown"}},
      {"Truth::Unknown", {"Truth::Yes", "Truth::No"}},
      {"Truth::Yes", {"Truth::No", "Truth::Unknown"}},
      {"Kind::Undocumented", {"Kind::None", "Kind::Value"}},
      {"Kind::None", {"Kind::Undocumented", "Kind::Value"}},
      {"Kind::Value", {"Kind::None", "Kind::Undocumented"}},
      {"true", {"false"}},
      {"false", {"true"}},
      {"any_of(", {"all_of("}},
      {"all_of(", {"any_of("}},
  };
  return kAll;
}

/// True where text is code: not in comments, literals of text, or lines of the preprocessor.
std::vector<bool> code_of(const std::string& text) {
  std::vector<bool> is_code(text.size(), false);
  std::size_t i = 0;
  const auto skip_to = [&](std::string_view end) {
    const std::size_t found = text.find(end, i);
    i = found == std::string::npos ? text.size() : found + end.size();
  };
  while (i < text.size()) {
    const bool starts_line = i == 0 || text[i - 1] == '\n';
    if (text.compare(i, 2, "//") == 0 || (starts_line && text[i] == '#')) {
      skip_to("\n");
    } else if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') ++i;
      }
      ++i;
    } else {
      is_code[i++] = true;
    }
  }
  return is_code;
}

std::string line_around(const std::string& text, std::size_t at) {
  const std::size_t before = text.rfind('\n', at == 0 ? 0 : at - 1);
  std::size_t begin = before == std::string::npos ? 0 : before + 1;
  while (begin < text.size() && text[begin] == ' ') ++begin;
  return text.substr(begin, text.find('\n', begin) - begin);
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// What cannot be told apart from outside is left alone: names of cases, how a loop counts, what is never reached.
bool is_left_alone(const std::string& line) {
  return line.rfind("case ", 0) == 0 || line.rfind("for (", 0) == 0 || line.rfind("POL_BUG", 0) == 0 ||
         line.rfind("static_assert", 0) == 0 || line.rfind("using ", 0) == 0 || line.rfind("template", 0) == 0;
}

std::vector<Mutant> mutants_of(const std::string& text) {
  const std::vector<bool> is_code = code_of(text);
  std::vector<Mutant> mutants;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_code[i] || is_left_alone(line_around(text, i))) continue;
    const char before = i == 0 ? '\n' : text[i - 1];
    for (const Exchange& exchange : exchanges()) {
      if (text.compare(i, exchange.from.size(), exchange.from) != 0) continue;
      const char after = text[i + exchange.from.size()];
      const bool is_part_of_a_word = is_word(exchange.from.front()) && is_word(before);
      const bool goes_on = is_word(exchange.from.back()) && is_word(after);
      if (is_part_of_a_word || goes_on) continue;
      for (const std::string_view to : exchange.to) mutants.push_back({i, exchange.from.size(), std::string(to)});
    }
    if (text[i] == '!' && text.compare(i, 2, "!=") != 0) mutants.push_back({i, 1, ""});
    if (std::isdigit(static_cast<unsigned char>(text[i])) != 0 && !is_word(before) && before != '.') {
      std::size_t end = i;
      while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
      if (is_word(text[end])) continue;
      const long number = std::atol(text.substr(i, end - i).c_str());
      mutants.push_back({i, end - i, std::to_string(number + 1)});
      if (number > 0) mutants.push_back({i, end - i, std::to_string(number - 1)});
    }
  }
  return mutants;
}

/// The tables of three values, entry by entry: each gives each of the two other truths.
std::vector<Mutant> wrong_entries(const std::string& text) {
  const std::vector<std::string_view> names = {"No", "Unknown", "Yes"};
  std::vector<Mutant> mutants;
  for (const std::string_view function :
       {"truth_not(Truth a) { ", "truth_and(Truth a, Truth b) { ", "truth_or(Truth a, Truth b) { "}) {
    const std::size_t found = text.find(function);
    if (found == std::string::npos) continue;
    const bool is_unary = function.find(',') == std::string_view::npos;
    const bool is_and = function.find("and") != std::string_view::npos;
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < (is_unary ? 1U : 3U); ++b) {
        const std::size_t right = is_unary ? 2 - a : is_and ? std::min(a, b) : std::max(a, b);
        for (std::size_t wrong = 0; wrong < 3; ++wrong) {
          if (wrong == right) continue;
          std::string entry = fmt::format("if (a == Truth::{}", names[a]);
          if (!is_unary) entry += fmt::format(" && b == Truth::{}", names[b]);
          mutants.push_back({found + function.size(), 0, entry + fmt::format(") return Truth::{}; ", names[wrong])});
        }
      }
    }
  }
  return mutants;
}

std::string with(const std::string& text, const Mutant& mutant) {
  return text.substr(0, mutant.at) + mutant.instead + text.substr(mutant.at + mutant.length);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "pol-operator-mutants FILE [N]\n";
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  std::ostringstream read;
  read << in.rdbuf();
  const std::string text = read.str();
  // Of a header, the tables of truths: everything else in it belongs to more than the interpreter.
  const std::string_view path = argv[1];
  const bool is_header = path.size() > 2 && path.substr(path.size() - 2) == ".h";
  const std::vector<Mutant> mutants = is_header ? wrong_entries(text) : mutants_of(text);
  if (argc == 3) {
    const auto n = static_cast<std::size_t>(std::atol(argv[2]));
    if (n >= mutants.size()) return 2;
    std::cout << with(text, mutants[n]);
    return 0;
  }
  for (const Mutant& mutant : mutants) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(mutant.at), '\n');
    std::cout << fmt::format("{}:{}: {}  =>  {}\n", argv[1], line, line_around(text, mutant.at + 1),
                             line_around(with(text, mutant), mutant.at + 1));
  }
  return 0;
}
