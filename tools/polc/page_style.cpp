#include "tools/polc/page.h"

namespace pol::tool {

std::string_view page_style() {
  return R"css(
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--back:#fff;--card:#f6f8fa;--link:#0b5cad;
--yes:#116329;--no:#a40e26;--open:#7a4a00;--yes-back:#dafbe1;--no-back:#ffebe9;--open-back:#fff1d6;--aside-back:#eef1f4}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--line:#3d444d;--back:#0d1117;--card:#161b22;
--link:#6cb6ff;--yes:#56d364;--no:#ff8178;--open:#e3b341;--yes-back:#12261a;--no-back:#2d1517;--open-back:#2b2111;
--aside-back:#21262d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:2rem 1.5rem;font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"DejaVu Sans",sans-serif;color:var(--ink);background:var(--back)}
header .kind{margin:0;color:var(--soft);font-size:.85rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase}
h1{font-size:1.3rem;line-height:1.3;margin:0;font-weight:600}
h2{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .75rem}
h3{font-size:1.1rem;margin:2rem 0 .5rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
nav h2{font-size:1.1rem}
p{margin:.25rem 0}ul,ol{margin:.25rem 0;padding-left:1.4rem}li{margin:.2rem 0;overflow-wrap:anywhere}
a{color:var(--link)}
.soft{color:var(--soft)}
.decision{border:1px solid var(--line);border-left:.5rem solid var(--open);border-radius:.5rem;
background:var(--open-back);padding:1rem 1.25rem;margin:0 0 1rem}
.decision.approve{border-left-color:var(--yes);background:var(--yes-back)}
.decision.withhold{border-left-color:var(--no);background:var(--no-back)}
.decision .outcome-line{font-size:1.6rem;line-height:1.2;font-weight:700;margin:0;color:var(--open)}
.decision.approve .outcome-line{color:var(--yes)}.decision.withhold .outcome-line{color:var(--no)}
.decision .disposition{font-weight:600;margin-bottom:.5rem}
.outcome{font-weight:600;color:var(--open)}.outcome.approve{color:var(--yes)}.outcome.withhold{color:var(--no)}
.reference{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.5rem 1.25rem;margin:1rem 0;
padding:.75rem 1.25rem;border-radius:.5rem;background:var(--card)}
dt{color:var(--soft);font-size:.8rem}dd{margin:0;overflow-wrap:anywhere}
.reference div:last-child{grid-column:1/-1}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);
font-weight:400;overflow-wrap:break-word}
thead th{color:var(--soft);font-size:.8rem}th:first-child{width:45%}td:nth-child(2){width:20%}
summary{cursor:pointer}
.tree,.tree ul{list-style:none;margin:0;padding:0}
.tree ul{margin-left:.45rem;padding-left:.9rem;border-left:1px solid var(--line)}
.tree li{margin:0}
.line{display:flex;gap:.5rem;align-items:baseline;padding:.15rem 0}
.line::before{content:"";flex:none;width:.5em;height:.5em;margin:0 .15rem}
summary.line::before{border:solid var(--soft);border-width:0 .12em .12em 0;transform:rotate(-45deg)}
details[open]>summary.line::before{transform:rotate(45deg)}
summary.line{list-style:none}summary.line::-webkit-details-marker{display:none}
.words{flex:1;min-width:0;overflow-wrap:anywhere}
.tag{flex:none;min-width:4.6em;padding:0 .4em;border-radius:.3em;font-size:.8em;line-height:1.6;text-align:center;
font-weight:600}
.tag.yes{color:var(--yes);background:var(--yes-back)}.tag.no{color:var(--no);background:var(--no-back)}
.tag.unknown{color:var(--open);background:var(--open-back)}.tag.aside{color:var(--soft);background:var(--aside-back)}
.tag.applies{color:var(--back);background:var(--ink)}
.path{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.85em;color:var(--soft)}
.criterion>.line .title,.criterion>details>.line .title,.rule>.line .title,.rule>details>.line .title{font-weight:600}
.detail,.cite,.rest .title{color:var(--soft)}
.own,.miss{display:block}
.miss{color:var(--open);font-weight:600}
.decides{padding:0 .5em;border:1px solid currentColor;border-radius:1em;font-size:.8em;white-space:nowrap}
footer{margin-top:3rem;padding-top:.5rem;border-top:1px solid var(--line);font-size:.8rem;color:var(--soft)}
section.case+section.case{margin-top:4rem;padding-top:1rem;border-top:3px solid var(--line)}
@media (max-width:40rem){body{padding:1rem}.tree ul{margin-left:.2rem;padding-left:.4rem}
th:first-child,td:nth-child(2){width:auto}}
@media print{@page{margin:16mm}
:root{color-scheme:light;--ink:#000;--soft:#444;--line:#999;--back:#fff;--card:#fff;--link:#000;--yes:#000;--no:#000;
--open:#000;--yes-back:#fff;--no-back:#fff;--open-back:#fff;--aside-back:#fff}
body{max-width:none;padding:0;font-size:9.5pt;line-height:1.35}
h2{font-size:15pt}h3{font-size:11pt;margin-top:1.2em}h2,h3,thead,summary{break-after:avoid}
.decision,.reference,tr,.line{break-inside:avoid}.decision,.reference{border:1px solid #000}
.decision{border-left:2mm solid #000}.tag{border:1px solid #999}
section.case+section.case,nav+section.case{break-before:page;border-top:0;margin-top:0}
.tag.applies{color:#fff;background:#000;print-color-adjust:exact;-webkit-print-color-adjust:exact}
details::details-content{content-visibility:visible;block-size:auto}summary{list-style:none}.line::before{display:none}
.all li:is(.test,.definition,.schedule,.note,.rest),.all li:is(.group,.exception)>.line,
.all li:is(.group,.exception)>details>.line{display:none}
.all li:is(.group,.exception)>details>ul{margin:0;padding:0;border:0}
.all .tree{font-size:8pt;line-height:1.25}.all .line{padding:0}.all .detail,.all .miss,.all .cite{display:none}}
)css";
}

}  // namespace pol::tool
