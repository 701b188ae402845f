#pragma once
// The style of tools/polc/page.h: light, dark, paper.

namespace pol::tool {

inline constexpr const char* kPageStyle = R"css(
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--back:#fff;--card:#f6f8fa;
--yes:#116329;--no:#a40e26;--open:#7a4a00;--yes-back:#dafbe1;--no-back:#ffebe9;--open-back:#fff1d6}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa4af;--line:#3d444d;--back:#0d1117;--card:#161b22;
--yes:#56d364;--no:#ff8178;--open:#e3b341;--yes-back:#12261a;--no-back:#2d1517;--open-back:#2b2111}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem;font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
color:var(--ink);background:var(--back)}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:1.75rem 0 .5rem;border-bottom:1px solid var(--line);
padding-bottom:.25rem}h3{font-size:1rem;margin:1rem 0 .25rem}
p{margin:.25rem 0}.soft{color:var(--soft)}
.decision{border:1px solid var(--line);border-left:.5rem solid var(--open);border-radius:.4rem;background:var(--open-back);
padding:.9rem 1.1rem;margin:1rem 0}
.decision.approve{border-left-color:var(--yes);background:var(--yes-back)}
.decision.withhold{border-left-color:var(--no);background:var(--no-back)}
.decision strong{font-size:1.3rem}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.25rem 1rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
ul{margin:.25rem 0;padding-left:1.25rem}li{margin:.15rem 0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{color:var(--soft);font-weight:600;white-space:nowrap}
.tree,.tree ul{list-style:none;padding-left:1rem;border-left:1px solid var(--line);margin:.1rem 0}
.tree{padding-left:0;border-left:0}
.tag{display:inline-block;min-width:4.2em;padding:0 .4em;border-radius:.3em;font-size:.85em;text-align:center;
font-weight:600}
.tag.yes{color:var(--yes);background:var(--yes-back)}.tag.no{color:var(--no);background:var(--no-back)}
.tag.unknown{color:var(--open);background:var(--open-back)}
.path{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.85em;color:var(--soft)}
.detail{color:var(--soft)}summary{cursor:pointer}
footer{margin-top:2rem;border-top:1px solid var(--line);padding-top:.5rem;font-size:.85rem;color:var(--soft)}
section.case+section.case{margin-top:3rem}
@media print{:root{--ink:#000;--soft:#444;--line:#999;--back:#fff;--card:#fff;--yes:#000;--no:#000;--open:#000;
--yes-back:#fff;--no-back:#fff;--open-back:#fff}
body{max-width:none;padding:0;font-size:10pt}section.case+section.case{break-before:page}
.decision{break-inside:avoid}h2,h3{break-after:avoid}li,tr{break-inside:avoid}.tag{border:1px solid #999}
nav{display:none}details:not([open])>summary::after{content:" (folded)"}}
)css";

}  // namespace pol::tool
