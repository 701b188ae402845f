#include "tools/polc/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/pipeline/pipeline.h"

namespace pol::tool {

std::string outcome_title(ir::Outcome outcome) {
  std::string words(to_text(outcome));
  std::replace(words.begin(), words.end(), '_', ' ');
  words.front() = static_cast<char>(words.front() - 'a' + 'A');
  return words;
}

namespace {

void add_contents(Html& page, const std::vector<PageEntry>& entries) {
  page.open("nav", "aria-label=\"Cases\"");
  page.element("h2", "", fmt::format("{} cases", entries.size()));
  page.open("ol");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Determined& one = entries[i].determined;
    page.raw(fmt::format("<li><a href=\"#case-{}\">{}</a> <span class=\"outcome {}\">{}</span></li>", i + 1,
                         html_text(one.title), to_text(one.determination.disposition),
                         outcome_title(one.determination.outcome)));
  }
  page.close("ol");
  page.close("nav");
}

}  // namespace

std::string determination_page(const ir::Policy& policy, const std::vector<PageEntry>& entries) {
  const bool is_one = entries.size() == 1;
  const std::string name = policy.title.empty() ? policy.name : policy.title;
  Html page;
  page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
  page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
  page.raw("<meta name=\"referrer\" content=\"no-referrer\">");
  page.raw(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
  page.element("title", "", is_one ? fmt::format("{}: {}", entries.front().determined.title, name) : name);
  page.raw(fmt::format("<style>{}</style>\n</head>\n<body>", page_style()));
  page.open("header");
  page.element("p", "kind", is_one ? "Determination" : "Determinations");
  page.element("h1", "", name);
  page.close("header");
  page.open("main");
  if (!is_one) add_contents(page, entries);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    add_case(page, entries[i].policy != nullptr ? *entries[i].policy : policy, entries[i],
             fmt::format("case-{}", i + 1));
  }
  page.close("main");
  page.open("footer");
  page.element("p", "", fmt::format("Determined by polc {}. The same policy and case give the same page.",
                                    pipeline::kVersion));
  page.close("footer");
  page.raw("</body>\n</html>");
  return page.take();
}

}  // namespace pol::tool
