// The table reader, the outline's mistakes, and small policies against small outlines.

#include "compiler/trace/trace.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/parse/parse.h"
#include "compiler/trace/csv.h"
#include "compiler/trace/written.h"

namespace pol::test {

namespace {

using trace::TracedItem;

/// Cells in `<>`, rows on lines; a failure as it is.
std::string table(std::string_view csv) {
  const auto rows = trace::read_csv(csv);
  if (!rows) return rows.error();
  std::string text;
  for (const trace::CsvRow& row : rows.value()) {
    text += std::to_string(row.line);
    for (const std::string& cell : row.cells) text += "<" + cell + ">";
    text += "\n";
  }
  return text;
}

/// The outline's mistakes, one a line.
std::string mistakes(std::string_view csv) {
  std::string text;
  for (const trace::OutlineError& error : trace::read_outline(csv).errors) text += trace::text_of(error) + "\n";
  return text;
}

constexpr const char* kHead = "id,parent,operator,in_policy,not_normative\n";

std::string mistakes_of_rows(const std::string& rows) { return mistakes(kHead + rows); }

/// Every finding, one a line, and the count of encoded items.
std::string traced(const std::string& declarations, const std::string& rows) {
  Sources sources;
  Sink sink;
  const std::string policy = "policy p \"The title\" { reviewed: 2025-05-16 }\n" + declarations;
  std::vector<ast::File> files;
  files.push_back(parse::parse(sources, sources.add("p.pol", policy), sink));
  REQUIRE(render_text(sink.sorted(), sources, false) == "");
  const trace::Outline outline = trace::read_outline(kHead + rows);
  REQUIRE(outline.errors.empty());
  const trace::Trace trace = trace::trace(files, outline);
  std::string text;
  for (const TracedItem& each : trace.items) {
    if (each.state == TracedItem::State::Missing) text += fmt::format("no {}: {}\n", each.item->id, each.instead);
  }
  for (const auto& each : trace.unasked) text += fmt::format("unasked {}\n", each.path);
  for (const auto& each : trace.operators) {
    text += fmt::format("{}: {} is written {}\n", each.item->id, each.item->op, each.written);
  }
  for (const auto& each : trace.normative) text += fmt::format("normative {}\n", each.item->id);
  CHECK(trace.is_complete() == text.empty());
  return text + std::to_string(trace.count(TracedItem::State::Encoded));
}

/// One criterion `s` with the condition, against an item with each operator: those that agree.
std::string agreeing(const std::string& condition, const std::string& labels = "") {
  std::string agreed;
  for (const char* op : {"leaf", "any", "all", "either", "both", "one", "none", "at least 2", "exactly 2"}) {
    std::string rows = fmt::format("s,,{},criterion,\n", op);
    for (const char label : labels) rows += fmt::format("s.{},s,leaf,criterion,\n", label);
    const std::string declarations =
        "facts { f : finding \"F\"  l : finding \"L\" eg \"one\", \"two\"  h : finding \"H\" shown by any { f, g } }\n"
        "define d \"D\" = either { f, g }\ncriteria s \"S\" : " +
        condition;
    if (traced(declarations, rows) == std::to_string(1 + labels.size()))
      agreed += (agreed.empty() ? "" : ", ") + std::string(op);
  }
  return agreed;
}

}  // namespace

TEST_CASE("a table is read as RFC 4180 has it") {
  CHECK(table("a,b\nc,d\n") == "1<a><b>\n2<c><d>\n");
  CHECK(table("a,b\r\nc,d") == "1<a><b>\n2<c><d>\n");
  CHECK(table("a\rb") == "1<a>\n2<b>\n");
  CHECK(table("\xEF\xBB\xBF"
              "a\n") == "1<a>\n");
  CHECK(table("") == "");
  CHECK(table("\n\r\n\na\n") == "4<a>\n");
  CHECK(table(",\na,\n") == "1<><>\n2<a><>\n");
  CHECK(table(" a , b ") == "1< a >< b >\n");
  CHECK(table("\"a,b\",\"say \"\"so\"\"\",\"\"\n") == "1<a,b><say \"so\"><>\n");
  CHECK(table("\"one\r\ntwo\",x\ny") == "1<one\r\ntwo><x>\n3<y>\n");
  CHECK(table("\xC2\xB9,\xF0\x9F\x98\x80") == "1<\xC2\xB9><\xF0\x9F\x98\x80>\n");
}

TEST_CASE("a table that cannot be read says where") {
  CHECK(table("a\nb,\"c\nd\n") == "line 2, cell 2: a quote is opened and never closed");
  CHECK(table("\"") == "line 1, cell 1: a quote is opened and never closed");
  CHECK(table("a,\"b\"c\n").rfind("line 1, cell 2: behind the closing quote", 0) == 0);
  CHECK(table("a,b \"c\"\n").rfind("line 1, cell 2: a quote stands in a cell", 0) == 0);
  CHECK(table("a\nb\xFF") == "line 2: byte 0xFF is no UTF-8; save the table as `CSV UTF-8`");
  for (const char* bad :
       {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF0\x9F\x98", "\x80", "\xE2\x82"}) {
    CHECK(table(bad).rfind("line 1: byte 0x", 0) == 0);
  }
  CHECK(table(std::string("a\0b", 3)) == std::string("1<a\0b>\n", 7));
}

TEST_CASE("an outline's mistakes name line and column") {
  CHECK(mistakes("") == "the file is empty; its first line names the columns\n");
  CHECK(mistakes("\n\n") == "the file is empty; its first line names the columns\n");
  CHECK(mistakes(kHead) == "line 1: no item follows\n");
  CHECK(mistakes("id;parent;operator\n") == "line 1: the cells are parted by `;`; save the table with commas\n");
  CHECK(mistakes("id\tparent\n") == "line 1: the cells are parted by tabs; save the table with commas\n");
  CHECK(mistakes("id,parent,operater,in_policy,not_normative\na,,leaf,criterion,\n") ==
        "line 1, column `operator`: missing; the first line names the columns: is `operater` this one?\n");
  CHECK(mistakes("id,id,parent,operator,in_policy,not_normative\n") ==
        "line 1, column `id`: two columns have this name\n");
  CHECK(mistakes_of_rows("a,,leaf,criterion\n") == "line 2: the row has 4 cells, the first line 5\n");
  CHECK(mistakes_of_rows("a,,leaf,criterion,\n\nb,,any,criterion,\na,,leaf,criterion,\n") ==
        "line 5, column `id`: `a` is there already, on line 2\n");
  CHECK(mistakes_of_rows(",,leaf,criterion,\n") ==
        "line 2, column `id`: it is empty; each item has a name of its own\n");
  CHECK(mistakes_of_rows("a,b,leaf,criterion,\n") == "line 2, column `parent`: `b` is no item of the outline\n");
  CHECK(mistakes_of_rows("a,a,leaf,criterion,\n") == "line 2, column `parent`: an item is not its own parent\n");
  CHECK(mistakes_of_rows("a,,anny,criterion,\n")
            .rfind("line 2, column `operator`: `anny` is no operator; there are leaf", 0) == 0);
  CHECK(mistakes_of_rows("a,,at least 0,criterion,\n")
            .rfind("line 2, column `operator`: `at least 0` is no operator", 0) == 0);
  CHECK(mistakes_of_rows("a,,,criterion,\n") ==
        "line 2, column `operator`: it is empty; `leaf` is a condition without one\n");
  CHECK(mistakes_of_rows("a,,leaf,,\n").rfind("line 2, column `in_policy`: it is empty; say where", 0) == 0);
  CHECK(mistakes_of_rows("a,,leaf,criterion,because\n") ==
        "line 2, column `not_normative`: a place in the policy is given too; keep one of the two\n");
  CHECK(mistakes_of_rows("a,,leaf,criterium,\n").rfind("line 2, column `in_policy`: `criterium` is no place", 0) == 0);
  CHECK(mistakes_of_rows("a,,note,note,\n") ==
        "line 2, column `in_policy`: `note` does not say which note; write it as `note 1 of guideline.2.a`\n");
  CHECK(mistakes_of_rows("a,,change,change 0 of 2025-05-16,\n").rfind("line 2, column `in_policy`: `change 0 of", 0) ==
        0);
  CHECK(mistakes_of_rows("a,,note,note 99999999999 of b,\n").rfind("line 2, column `in_policy`:", 0) == 0);
  // Every mistake of the file, not only the first.
  CHECK(mistakes_of_rows("a,z,anny,,\n,,leaf,criterion,\n").size() > 200);
}

TEST_CASE("an outline takes what spreadsheets write") {
  const trace::Outline outline = trace::read_outline(
      "remark,id,parent,operator,in_policy,not_normative\r\n\"my, own\",a,,any, criterion  x.y ,\r\n,,,,,\r\n"
      ",b,a,at least 2,,\"no, \"\"not\"\" so\"\r\n");
  REQUIRE(outline.errors.empty());
  REQUIRE(outline.items.size() == 2);
  CHECK(trace::text_of(*outline.items[0].place) == "criterion x.y");
  CHECK(outline.items[1].reason == "no, \"not\" so");
  CHECK(outline.items[1].line == 4);
}

TEST_CASE("each kind of item is found where its row says, and nowhere else") {
  const std::string declarations = R"(
citation [7] "Booth"
notice overview.1 "Words"
define adult "Adult" = f
determination lcd.1 "L1" "First"
procedures cpt { "72148" "Lumbar" : mri of lumbar_spine }
revision 2025-05-16 annual { added "x" to s  removed "y" from s }
criteria s "S" : f
  note "First" except "Footnote 1: not so" when g note "Footnote 12: neither" note avoids mri "Second"
)";
  CHECK(traced(declarations,
               "s,,leaf,criterion,\nn1,,note,note 1 of s,\nn2,,note,note 2 of s,\nf1,,footnote,footnote 1 of s,\n"
               "f12,,footnote,footnote 12 of s,\nref.7,,reference,citation 7,\noverview.1,,note,notice,\n"
               "d,,definition,define adult,\nlcd.1,,reference,determination,\ncode,,code,procedures cpt,\n"
               "c,,code,procedure 72148,\nr,,change,revision 2025-05-16,\nr2,,change,change 2 of 2025-05-16,\n"
               "t,,leaf,header title,\nh,,leaf,header reviewed,\nq,,note,,not in the policy\n") == "15");
  CHECK(traced(declarations,
               "s,,leaf,criterion,\nn3,,note,note 3 of s,\nn4,,note,note 1 of t,\nf2,,footnote,footnote 2 of s,\n"
               "r3,,change,change 3 of 2025-05-16,\nr4,,change,change 1 of 2024-01-01,\n") ==
        "no n3: it has 2 notes\nno n4: there is no criterion t\n"
        "no f2: none of its notes and exceptions begins with `Footnote 2`\n"
        "no r3: it has 2 changes\nno r4: there is no revision 2024-01-01\n1");
  CHECK(traced(declarations, "s,,note,notice,\noverview.1,,leaf,criterion,\nx,,definition,define adults,\n") ==
        "no s: there is a criterion of this name\nno overview.1: there is a notice of this name\nno x: is it "
        "`adult`?\n0");
}

TEST_CASE("criteria without an item, and items that are normative after all") {
  const std::string declarations = "criteria s \"S\" : f and any { a. \"A\" : all { i. f ii. g } b. g }\n";
  CHECK(traced(declarations, "s,,any,criterion,\ns.a,s,all,criterion,\ns.a.i,s.a,leaf,criterion,\n") ==
        "unasked s.a.ii\nunasked s.b\n3");
  CHECK(traced(declarations,
               "s,,any,criterion,\ns.a,s,all,criterion,\ns.a.i,s.a,leaf,criterion,\n"
               "s.a.ii,s.a,leaf,criterion,\ns.b,s,leaf,,only words\n") == "normative s.b\n4");
  // A row may place an item at a criterion of another name.
  CHECK(traced("criteria s \"S\" : f\n", "one,,leaf,criterion s,\n") == "1");
}

TEST_CASE("the operator of a criterion is that of its labelled branches") {
  CHECK(agreeing("any { a. f b. g }", "ab") == "any");
  CHECK(agreeing("f and either { a. f b. g }", "ab") == "either");
  CHECK(agreeing("not f and both { a. f b. g }", "ab") == "both");
  CHECK(agreeing("one { a. f b. g }", "ab") == "one");
  CHECK(agreeing("at least 2 of { a. f b. g }", "ab") == "at least 2");
  CHECK(agreeing("exactly 2 of { a. f b. g }", "ab") == "exactly 2");
  CHECK(agreeing("not any { a. f b. g }", "ab") == "none");
  CHECK(agreeing("none { a. f b. g }", "ab") == "none");
  CHECK(agreeing("not all { a. f b. g }", "ab") == "");
  CHECK(agreeing("any { any { a. f b. g }, all { f, g } }", "ab") == "any");
  CHECK(agreeing("any { all { a. f b. g }, any { c. f d. g } }", "abcd") == "");
  CHECK(agreeing("ambiguous \"Q\" choose r { r. any { a. f b. g } s. f }", "ab") == "any");
  CHECK(agreeing("f and regimen { a. schedule { images mri every 3 months } b. schedule { images ct every 3 months } }",
                 "ab") == "all, both");
  CHECK(agreeing("schedule { images mri a. in year 1: every 3 months b. in year 2: every 6 months }", "ab") == "any");
  CHECK(agreeing("f and schedule one { images mri a. in year 1: once b. in year 2: once }", "ab") == "one");
}

TEST_CASE("without labelled branches a connective must stand in the condition") {
  CHECK(agreeing("f") == "leaf");
  CHECK(agreeing("f and g") == "leaf, all, both");
  CHECK(agreeing("any { f, g, h }") == "leaf, any");
  CHECK(agreeing("f and any { f, g }") == "leaf, any, all, both");
  CHECK(agreeing("none { f, g }") == "leaf, none");
  CHECK(agreeing("x is a or b") == "leaf, any, either");
  CHECK(agreeing("x include all of { a, b, c }") == "leaf, all");
  CHECK(agreeing("d") == "leaf, either");
  CHECK(agreeing("not d") == "leaf, none");
  CHECK(agreeing("h") == "leaf, any");
  CHECK(agreeing("l") == "leaf, any");
  CHECK(agreeing("f and l") == "leaf, all, both");
  CHECK(agreeing("f regardless of g") == "leaf, all, both");
  CHECK(agreeing("schedule { images any { mri, ct } every 3 months }") == "leaf, any, either");
}

TEST_CASE("sections of modules stand under their module, unless their name is a path") {
  Sources sources;
  Sink sink;
  std::vector<ast::File> files;
  files.push_back(parse::parse(
      sources, sources.add("m.pol", "module m.n \"M\"\ncriteria s \"S\" : any { 1. f 2. g }\ncriteria t.u \"U\" : f\n"),
      sink));
  files.push_back(parse::parse(sources, sources.add("p.pol", "policy p \"P\"\ncriteria s \"S\" : f\n"), sink));
  REQUIRE(render_text(sink.sorted(), sources, false) == "");
  std::string paths;
  const trace::Written written(files);
  for (const auto& criterion : written.criteria()) paths += criterion.path + " ";
  CHECK(paths == "m.n.s m.n.s.1 m.n.s.2 t.u s ");
}

TEST_CASE("notes of a schedule's clauses are its criterion's, those of a labelled clause its own") {
  CHECK(traced("criteria s \"S\" : schedule { images mri\n i. in year 1: every 3 months note \"Own\"\n"
               "  sooner when f note \"Footnote 3: sooner\"\n} note \"Last\"\n",
               "s,,any,criterion,\ns.i,s,leaf,criterion,\nown,,note,note 1 of s.i,\nf,,footnote,footnote 3 of s,\n"
               "last,,note,note 1 of s,\n") == "5");
}

}  // namespace pol::test
