#include <fmt/format.h>

#include <algorithm>

#include "tools/polc/advice.h"

namespace pol::tool {

namespace {

/// A label, and a text wrapped beside it; as determinations are printed.
class Lines {
 public:
  explicit Lines(const Terminal& terminal) : terminal_(terminal) {}

  void add(std::string_view label, std::string_view text) {
    text_ += labelled(terminal_, label, text);
  }
  std::string take() { return std::move(text_); }

 private:
  const Terminal& terminal_;
  std::string text_;
};

std::string title_of(const ir::Fact& fact) { return fact.title.empty() ? fact.name : fact.title; }

/// What of its record a fact is: `date`, `result`. "" when it is of none.
std::string role_of(const ir::Policy& policy, ir::FactId fact) {
  for (const ir::Record& record : policy.records) {
    const std::pair<ir::FactId, const char*> roles[] = {
        {record.start, "first day"},     {record.end, "last day"},
        {record.length, "length"},       {record.status, "status"},
        {record.kinds, "kinds"},         {record.date, "date"},
        {record.result, "result"},       {record.done, "whether it is done"},
        {record.birth, "date of birth"}, {record.years, "in years"},
        {record.months, "in months"},
    };
    for (const auto& [own, role] : roles) {
      if (own.is_set() && own == fact) return role;
    }
  }
  return "";
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 < words.size() ? ", " : " and ";
    text += words[i];
  }
  return text;
}

/// So many stand in a list that a person reads; JSON has them all.
constexpr std::size_t kMostListed = 16;

std::string some_of(const std::vector<std::string>& entries) {
  std::string text;
  for (std::size_t i = 0; i < std::min(entries.size(), kMostListed); ++i) text += (i == 0 ? "" : "; ") + entries[i];
  if (entries.size() > kMostListed) text += fmt::format("; and {} more, see --json", entries.size() - kMostListed);
  return text + ".";
}

std::string requests_text(const ir::Policy& policy, const std::vector<ask::Request>& requests) {
  std::vector<std::string> entries;
  for (const ask::Request& request : requests) entries.push_back(request_text(policy, request));
  return some_of(entries);
}

std::string route_text(const ir::Policy& policy, const ask::Route& route) {
  std::string text;
  for (const ask::Needed& needed : route.documents) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", title_of(policy.facts[needed.fact]), needed.value);
  }
  return text;
}

}  // namespace

std::string request_text(const ir::Policy& policy, const ask::Request& request) {
  if (request.facts.size() == 1) return title_of(policy.facts[request.facts.front()]);
  std::vector<std::string> roles;
  for (const ir::FactId fact : request.facts) {
    const std::string role = role_of(policy, fact);
    roles.push_back(role.empty() ? title_of(policy.facts[fact]) : role);
  }
  return fmt::format("{} ({})", request.title, listed(roles));
}

std::string advice_text(const ir::Policy& policy, const ask::Advice& advice, const Terminal& terminal) {
  if (advice.relevant.empty()) return "";
  Lines lines(terminal);
  if (advice.next) lines.add("ask first", title_of(policy.facts[*advice.next]));
  switch (advice.can_be_approved) {
    case ir::Truth::No:
      lines.add("approval", "Nothing that may still be documented leads to approval.");
      break;
    case ir::Truth::Yes:
    case ir::Truth::Unknown:
      if (advice.routes.empty()) lines.add("approval", "No documentation is known that makes approval certain.");
      break;
  }
  std::string_view label = "to approval";
  for (const ask::Route& route : advice.routes) {
    const std::string cost = fmt::format(" (cost {})", route.cost);
    lines.add(label, route_text(policy, route) + cost);
    label = "or";
  }
  lines.add("ask for", requests_text(policy, advice.requests));
  if (advice.enough.size() < advice.relevant.size()) {
    lines.add("enough is", requests_text(policy, advice.enough_requests));
  }
  if (!advice.not_needed.empty()) {
    std::vector<std::string> entries;
    for (const ir::FactId fact : advice.not_needed) entries.push_back(title_of(policy.facts[fact]));
    lines.add("not needed", some_of(entries));
  }
  if (!advice.is_exact) {
    lines.add("remark",
              "not every combination of dates and linked facts was tried: something asked for may not be needed, or "
              "something needed not be listed");
  }
  return lines.take();
}

}  // namespace pol::tool
