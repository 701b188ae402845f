#include "tools/bench/lint_policies.h"

#include <fmt/format.h>

#include <vector>

namespace pol::bench {

namespace {

constexpr std::size_t kPerSection = 60;
/// Every so many criteria one is flawed.
constexpr std::size_t kFlawEvery = 33;

/// Facts that one section shares; some are shared by all.
struct Facts {
  std::string prefix;
  std::string finding(std::size_t i) const { return fmt::format("{}_sign_{}", prefix, i % 40); }
  std::string choice(std::size_t i) const { return fmt::format("{}_course_{}", prefix, i % 6); }
  std::string number(std::size_t i) const { return fmt::format("{}_measure_{}", prefix, i % 8); }
  std::string date(std::size_t i) const { return fmt::format("{}_study_{}", prefix, i % 6); }
};

std::string declarations(const Facts& facts) {
  std::string text = "facts {\n";
  for (std::size_t i = 0; i < 40; ++i) text += fmt::format("  {0} : finding \"Sign {0}\"\n", facts.finding(i));
  for (std::size_t i = 0; i < 6; ++i) {
    text += fmt::format("  {0} : one of {{ new, stable, worsening, improving, resolved }} or none \"Course {0}\"\n",
                        facts.choice(i));
    text += fmt::format("  {0} : date or none \"Latest study {0}\"\n", facts.date(i));
  }
  for (std::size_t i = 0; i < 8; ++i) text += fmt::format("  {0} : score 0 to 100 \"Measure {0}\"\n", facts.number(i));
  return text + "}\n";
}

/// Pseudorandom and the same everywhere.
std::size_t mixed(std::size_t n) {
  n = (n ^ (n >> 16U)) * 0x45D9F3BU;
  n = (n ^ (n >> 16U)) * 0x45D9F3BU;
  return (n ^ (n >> 16U)) & 0xFFFFFFFU;
}

/// What one criterion asks for. Each shape has figures of its own, so that few criteria are twins.
std::string condition(const Facts& facts, std::size_t n) {
  static const std::vector<std::string> values = {"new", "stable", "worsening", "improving", "resolved"};
  const std::size_t r = mixed(n);
  const std::string a = facts.finding(r), b = facts.finding(r / 41 + 1), c = facts.finding(r / 977 + 2);
  const std::string value = values[r % 5], other = values[(r + 1 + r / 7 % 4) % 5];
  switch (n % 8) {
    case 0:
      return fmt::format("{} and {}", a, b);
    case 1:
      return fmt::format("{} and {} is {} or {}", a, facts.choice(r), value, other);
    case 2:
      return fmt::format("age >= {} years and age < {} years and {}", 2 + r % 40, 45 + r / 50 % 40, a);
    case 3:
      return fmt::format("{} >= {} and any {{ {}, {} }}", facts.number(r), 1 + r % 99, a, b);
    case 4:
      return fmt::format("{} within {} months before request_date and {}", facts.date(r), 1 + r % 24, a);
    case 5:
      return fmt::format("{} is {} and not {} and {}", facts.choice(r), value, b, c);
    case 6:
      return fmt::format("any {{ {} and {}, {} > {} and {} }}", a, b, facts.number(r), 10 + r % 80, c);
    default:
      return fmt::format("{} is 1 to {} weeks after {} and {}", "request_date", 2 + r % 30, facts.date(r), a);
  }
}

std::string flaw(const Facts& facts, std::size_t n) {
  const std::size_t r = mixed(n);
  const std::string a = facts.finding(r), choice = facts.choice(r), number = facts.number(r);
  switch (n / kFlawEvery % 6) {
    case 0:
      return fmt::format("{} is new and {} and {} is stable", choice, a, choice);
    case 1:
      return fmt::format("age < {} years and age >= {} years and {}", 10 + r % 5, 30 + r % 20, a);
    case 2:
      return fmt::format("any {{ {0} and {1} > 20, {0} }}", a, number);
    case 3:
      return fmt::format("{} > {} and {} > {} and {}", number, 50, number, 20, a);
    case 4:
      return fmt::format("{} and one {{ {} > 10, {} > 40 }}", a, number, facts.number(r + 1));
    default:
      return fmt::format("{} and {} and any {{ {} is new, {} }}", a, facts.finding(r + 3), choice, a);
  }
}

std::string trailers(const Facts& facts, std::size_t n) {
  std::string text;
  if (n % 3 == 0) text += fmt::format(" cites [{}]", 1 + mixed(n) % 20);
  if (n % 11 == 0) {
    text += fmt::format(" note when {} \"What to know of {}\"", facts.finding(mixed(n + 7)), n);
  }
  if (n % 17 == 0) text += fmt::format(" except \"Not then\" when {}", facts.finding(mixed(n + 13)));
  return text;
}

}  // namespace

std::string lint_policy(std::size_t criteria, std::size_t seed) {
  std::string text =
      "policy synthetic \"Many criteria\" {\n  document: \"S\"  reviewed: 2025-01-01\n  reference: request_date\n}\n"
      "import std.patient\n";
  for (std::size_t i = 1; i <= 20; ++i) text += fmt::format("citation [{0}] \"Source {0}\" {{ year: 2024 }}\n", i);
  std::string sections;
  const std::size_t count = (criteria + kPerSection - 1) / kPerSection;
  for (std::size_t s = 0; s < count; ++s) {
    const Facts facts{fmt::format("s{}", s)};
    text += declarations(facts);
    text += fmt::format("define s{0}_guard \"Question of section {0}\" = any {{ {1}, {2} }}\n", s, facts.finding(1),
                        facts.finding(2));
    text += fmt::format("criteria section{0} \"Section {0}\" : s{0}_guard and any {{\n", s);
    for (std::size_t i = 0; i < kPerSection && s * kPerSection + i < criteria; ++i) {
      const std::size_t n = s * kPerSection + i;
      const std::string body = n % kFlawEvery == kFlawEvery - 1 ? flaw(facts, n + seed) : condition(facts, n + seed);
      text += fmt::format("  {}. \"Criterion {}\" : {}{}\n", i + 1, n, body, trailers(facts, n));
    }
    text += "}\n";
    sections += fmt::format("{}section{}", s == 0 ? "" : ", ", s);
  }
  return text + fmt::format("determine {{\n  meets when any {{ {} }}\n  otherwise does_not_meet\n}}\n", sections);
}

}  // namespace pol::bench
