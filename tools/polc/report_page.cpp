#include "tools/polc/report_page.h"

#include <fmt/format.h>

#include "tools/polc/page.h"

namespace pol::tool {

namespace {

constexpr std::string_view kStyle = R"css(
.about{color:var(--soft);max-width:45rem}
.summary{border:1px solid var(--line);border-left:.5rem solid var(--soft);border-radius:.5rem;background:var(--card);
padding:.75rem 1.25rem;margin:1rem 0}
.summary .head{font-size:1.15rem;font-weight:600}
h4,h5{font-size:.8rem;color:var(--soft);margin:.9rem 0 .1rem;text-transform:uppercase;letter-spacing:.04em}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em;background:var(--card);
padding:.05em .25em;border-radius:.25em;overflow-wrap:anywhere}
.counts th,.counts td{text-align:right;width:auto;padding:.3rem .75rem}.counts th:first-child{text-align:left}
.counts .flip{background:var(--open-back);font-weight:600}.counts .none{color:var(--soft)}
.change{border:1px solid var(--line);border-left:.35rem solid var(--soft);border-radius:.4rem;margin:1rem 0;
padding:.6rem 1rem}
.change.broader,.change.added{border-left-color:var(--yes)}.change.narrower,.change.removed{border-left-color:var(--no)}
.change.incomparable,.change.undecided{border-left-color:var(--open)}
.change>.heading{display:flex;gap:.6rem;align-items:baseline;font-size:1.05rem;margin:0;border:0;padding:0}
.change>.heading .title{flex:1;min-width:0}
.change p{margin:.3rem 0}
.sides{table-layout:fixed}.sides td,.sides th{width:50%;padding:.2rem .75rem;overflow-wrap:anywhere}
.sides thead th{font-weight:600}.sides td{border-bottom:0}.sides .indent{display:inline-block}
.sides .gone{background:var(--no-back)}.sides .new{background:var(--yes-back)}
.sides del{text-decoration:line-through;color:var(--no)}.sides ins{text-decoration:underline;color:var(--yes)}
.lines{border-left:3px solid var(--line);padding-left:.75rem;margin:.3rem 0}.lines p{margin:.1rem 0}
.patient td,.patient th{width:auto}.patient{margin:.2rem 0}.patient tr:last-child>*{border-bottom:0}
nav ul{list-style:none;padding-left:0}nav li{display:flex;gap:.75rem;align-items:baseline}nav a{flex:1;min-width:0}
@media print{.change{border:1px solid #999;border-left:2mm solid #444}.change>.heading,.patient tr,.sides tr{break-inside:avoid}
h2,h3,h4,h5,.heading{break-after:avoid}code{background:none;padding:0}nav a{text-decoration:none}
.counts .flip,.sides .gone,.sides .new{background:none;font-weight:700}}
)css";

}  // namespace

std::string report_page(std::string_view kind, const RevisionPair& pair, const std::string& body,
                        std::string_view footer) {
  const std::string title = policy_title(pair.new_policy());
  Html page;
  page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
  page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
  page.raw("<meta name=\"referrer\" content=\"no-referrer\">");
  page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
  page.element("title", "", fmt::format("{}: {}", kind, title));
  page.raw(fmt::format("<style>{}{}</style>\n</head>\n<body>", page_style(), kStyle));
  page.open("header");
  page.element("p", "kind", kind);
  page.element("h1", "", title);
  page.close("header");
  page.open("main");
  page.raw(body);
  page.close("main");
  page.open("footer");
  page.element("p", "", footer);
  page.close("footer");
  page.raw("</body>\n</html>");
  return page.take();
}

void add_revisions(Html& page, const RevisionPair& pair) {
  page.open("dl", "class=\"reference\"");
  const auto row = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) page.raw(fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, html_text(value)));
  };
  row("From", pair.old_name());
  row("To", pair.new_name());
  row("Remark", pair.remarks());
  row("Policy", pair.new_policy().name);
  row("Document", pair.new_policy().document);
  row("Content hashes", fmt::format("{} → {}", pair.old_policy().content_hash, pair.new_policy().content_hash));
  page.close("dl");
}

}  // namespace pol::tool
