#include "tools/polc/lint_page.h"

namespace pol::tool {

/// On paper a finding stays on one sheet where it fits, its parts named in the margin and its facts in two columns.
std::string_view lint_page_style() {
  return R"css(
.about{color:var(--soft);max-width:45rem}
nav ul{list-style:none;padding-left:0}nav li{display:flex;gap:.75rem;align-items:baseline}
nav li.below{padding-left:1.2rem}nav a{flex:1;min-width:0}
nav .tally{color:var(--soft);font-size:.85rem;white-space:nowrap}
.finding{border:1px solid var(--line);border-left:.35rem solid var(--soft);border-radius:.4rem;margin:.9rem 0;
padding:.6rem 1rem}
.finding.error{border-left-color:var(--no)}.finding.warning{border-left-color:var(--open)}
.finding>summary{display:flex;gap:.6rem;align-items:baseline;list-style:none}
.finding>summary::-webkit-details-marker{display:none}
.finding>summary .message{flex:1;min-width:0;font-weight:600;overflow-wrap:anywhere}
.finding .code{color:var(--soft);font-size:.8rem;white-space:nowrap}
.where{color:var(--soft);margin:.3rem 0 0}
h4,h5{font-size:.8rem;color:var(--soft);margin:.8rem 0 .1rem;text-transform:uppercase;letter-spacing:.04em}
h3.item,h4.item{font-size:1.1rem;color:var(--ink);text-transform:none;letter-spacing:0;margin:1.6rem 0 .4rem;
padding-bottom:.25rem;border-bottom:1px solid var(--line)}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em;background:var(--card);
padding:.05em .25em;border-radius:.25em;overflow-wrap:anywhere}
.sides td,.patient td{width:auto}.sides th:first-child{width:34%}.sides .place{display:block;color:var(--soft);
font-size:.8rem}
.sides,.patient{margin:.2rem 0}.sides tr:last-child>*,.patient tr:last-child>*{border-bottom:0}
.sides .in-words{display:block}.names{font-size:.85rem;color:var(--soft)}.names code{background:none;padding:0}
.rules dt{font-size:1rem;color:var(--ink);font-weight:600;margin-top:.8rem}.rules dd p{margin:.1rem 0}
@media print{@page{margin:11mm 12mm}
body{font-size:8pt;line-height:1.2}code{background:none;padding:0}nav a{text-decoration:none}
h2{font-size:13pt;margin:3mm 0 1.5mm}h3{font-size:10.5pt;margin:2.5mm 0 1mm}
h3.item,h4.item{font-size:9pt;margin:2mm 0 .8mm;padding-bottom:.3mm}h2,h3,h4,h5{break-after:avoid}
.reference{margin:2mm 0;padding:1mm 2.5mm;gap:.5mm 4mm}.about{max-width:none}
nav ul{columns:3;column-gap:6mm;font-size:7pt}nav li{break-inside:avoid;margin:0}nav .tally{font-size:6.5pt}
.finding{border:1px solid #999;border-left:1.5mm solid #444;margin:1.2mm 0;padding:.7mm 2mm;break-inside:avoid}
.finding.error{border-left-color:#000}.finding .tag{font-size:7pt;line-height:1.2}.finding .code{font-size:7pt}
.finding p,.finding ul,.finding li{margin-top:.1mm;margin-bottom:.1mm}
.finding h4:not(.item),.finding h5{float:left;clear:both;width:19mm;font-size:6pt;margin:.3mm 0 0;letter-spacing:0}
.finding>p:not(.where,.names),.finding>ul,.finding>table,.finding>.chart{margin-left:20mm}
.names{clear:both}.finding::after{content:"";display:block;clear:both}
.finding>table{width:calc(100% - 20mm);margin-top:0;margin-bottom:0}.finding>ul{padding-left:0;list-style:none}
.finding td,.finding th{padding:.1mm 2mm .1mm 0;font-size:7pt;line-height:1.2;border:0}
.finding code,.sides .place,.where,.finding .soft,.finding>ul{font-size:7pt}.finding code{font-size:6.5pt}
.finding .message code{font-size:7.5pt}.names,.names code{font-size:6pt}
.sides th:first-child{width:30%}.sides .place{display:inline;padding-left:1mm}
.patient,.patient tbody{display:block}.patient tbody{columns:2;column-gap:5mm}
.patient tr{display:grid;grid-template-columns:3fr 2fr;break-inside:avoid}.patient th:first-child{width:auto}
.sides tr{break-inside:avoid}.chart{max-width:105mm;margin-top:.5mm;margin-bottom:.5mm}
.rules{columns:2;column-gap:6mm;font-size:6.5pt;line-height:1.15}
.rules dt{font-size:7pt;margin-top:1mm;break-after:avoid}.rules dd p{margin:0}.rules code{font-size:6pt}}
)css";
}

}  // namespace pol::tool
