// The changes as a page to send, and the same as Markdown to keep beside the policy.

#include <fmt/format.h>

#include "tools/polc/diff.h"
#include "tools/polc/markdown.h"
#include "tools/polc/report_page.h"

namespace pol::tool {

namespace {

constexpr std::string_view kAbout =
    "Both texts were compared as logic, over every case that is documented in full, by a solver; each change says for "
    "whom it makes a difference. The patients are examples made up for this page: the fewest facts that show the "
    "change.";

std::string_view tag_of(diff::Relation relation) {
  switch (relation) {
    case diff::Relation::Broader:
    case diff::Relation::Added:
      return "yes";
    case diff::Relation::Narrower:
    case diff::Relation::Removed:
      return "no";
    case diff::Relation::Incomparable:
    case diff::Relation::Undecided:
      return "unknown";
    case diff::Relation::Equivalent:
      break;
  }
  return "aside";
}

std::string line_html(const CriterionLine& line, std::string_view element) {
  std::string out = fmt::format("<span class=\"indent\" style=\"width:{}em\"></span>", line.indent);
  for (const LinePiece& piece : line.pieces) {
    out += piece.is_other ? html_element(element, "", piece.text) : html_text(piece.text);
  }
  return out;
}

class DiffPage {
 public:
  explicit DiffPage(const DiffReport& report) : report_(report) {}

  std::string take() {
    page_.open("div", "class=\"summary\"");
    page_.element("p", "head", report_.headline);
    page_.element("p", "", counts_text(report_.counts) + ".");
    add_items(report_.outcomes);
    page_.close("div");
    page_.element("p", "about", kAbout);
    add_revisions(page_, report_.pair);
    add_contents();
    if (!report_.changes.empty()) page_.element("h2", "", "Changes");
    for (std::size_t i = 0; i < report_.changes.size(); ++i) add_change(report_.changes[i], i + 1);
    add_list("Documentation that is no longer enough", report_.pended);
    add_list("Moved or worded otherwise, and says the same", report_.minor);
    add_list("Declared otherwise", report_.grounds);
    page_.element("h2", "", "Cases that are not documented in full");
    page_.element("p", "", report_.incomplete);
    return report_page("Changes", report_.pair, page_.take(),
                       fmt::format("Compared by polc {}. The same two texts give the same page.", pipeline::kVersion));
  }

 private:
  void add_items(const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    page_.open("ul");
    for (const std::string& each : lines) page_.raw(fmt::format("<li>{}</li>", html_rich(each)));
    page_.close("ul");
  }
  void add_list(std::string_view heading, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    page_.element("h2", "", heading);
    add_items(lines);
  }

  void add_contents() {
    if (report_.changes.size() < 2) return;
    page_.open("nav", "aria-label=\"Contents\"");
    page_.element("h2", "", "Contents");
    page_.open("ul");
    for (std::size_t i = 0; i < report_.changes.size(); ++i) {
      const DiffChange& change = report_.changes[i];
      page_.raw(fmt::format("<li><span class=\"tag {}\">{}</span><a href=\"#change-{}\">{} {}</a></li>",
                            tag_of(change.item->relation), relation_title(change.item->relation), i + 1,
                            html_element("span", "path", change.path), html_text(change.title)));
    }
    page_.close("ul");
    page_.close("nav");
  }

  void add_change(const DiffChange& change, std::size_t number) {
    page_.open("section",
               fmt::format("class=\"change {}\" id=\"change-{}\"", diff::to_text(change.item->relation), number));
    page_.raw(
        fmt::format("<h3 class=\"heading\"><span class=\"tag {}\">{}</span><span class=\"title\">{}</span>{}</h3>",
                    tag_of(change.item->relation), relation_title(change.item->relation), html_text(change.title),
                    html_element("span", "path", change.path)));
    if (!change.where.empty()) page_.element("p", "soft", change.where);
    for (const std::string& remark : change.remarks) page_.raw(fmt::format("<p>{}</p>", html_rich(remark)));
    for (const DiffSide& side : change.sides) add_side(side);
    add_rows(change);
    page_.close("section");
  }

  void add_side(const DiffSide& side) {
    page_.element("h4", "", side.heading);
    if (!side.conditions.empty()) {
      page_.open("ul");
      for (const std::string& each : side.conditions) page_.raw(fmt::format("<li>{}</li>", html_rich(each)));
      if (!side.rest.empty()) page_.element("li", "soft", side.rest);
      page_.close("ul");
    }
    if (!side.frame.empty()) page_.raw(fmt::format("<p>{}.</p>", html_rich(side.frame)));
    if (!side.proof.empty()) page_.element("p", "soft", side.proof);
    if (!side.patient) return;
    page_.element("h5", "", "A patient who shows it");
    page_.open("table", "class=\"patient\"");
    page_.open("tbody");
    for (const auto& [title, value] : side.patient->values) {
      page_.raw(fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", html_text(title), html_text(value)));
    }
    page_.close("tbody");
    page_.close("table");
    page_.element("p", "soft", side.patient->decided);
  }

  void add_rows(const DiffChange& change) {
    if (change.rows.empty()) return;
    if (is_one_sided(change.rows)) return add_lines(change);
    page_.element("h4", "", "The two texts");
    page_.open("table", "class=\"sides\"");
    page_.raw(fmt::format("<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>",
                          html_text(report_.pair.old_name()),
                          html_text(report_.pair.new_name())));
    page_.open("tbody");
    for (const LineRow& row : change.rows) {
      if (row.kind == LineRow::Kind::Skipped) {
        page_.raw(fmt::format("<tr><td colspan=\"2\" class=\"soft\">… {} as before</td></tr>",
                              counted(row.skipped, "line", "lines")));
        continue;
      }
      const bool is_same = row.kind == LineRow::Kind::Same;
      const auto cell = [&](const CriterionLine& line, std::string_view css, std::string_view element) {
        const bool is_marked = !is_same && !line.pieces.empty();
        return fmt::format("<td{}>{}</td>", is_marked ? fmt::format(" class=\"{}\"", css) : "",
                           line.pieces.empty() ? "" : line_html(line, element));
      };
      page_.raw("<tr>" + cell(row.before, "gone", "del") + cell(row.after, "new", "ins") + "</tr>");
    }
    page_.close("tbody");
    page_.close("table");
  }

  /// What only one of the texts has.
  void add_lines(const DiffChange& change) {
    const bool is_new = !change.rows.front().after.pieces.empty();
    const RevisionPair& pair = report_.pair;
    page_.element("h4", "", fmt::format("The text of {}", is_new ? pair.new_name()
                                                                 : pair.old_name()));
    page_.open("div", "class=\"lines\"");
    for (const LineRow& row : change.rows) {
      const CriterionLine& line = is_new ? row.after : row.before;
      page_.raw(fmt::format("<p style=\"padding-left:{}em\">{}</p>", line.indent, html_text(line.text())));
    }
    page_.close("div");
  }

  const DiffReport& report_;
  Html page_;
};

class DiffMarkdown {
 public:
  explicit DiffMarkdown(const DiffReport& report) : report_(report) {}

  std::string take() {
    const RevisionPair& pair = report_.pair;
    text_ = "<!-- Written by polc diff --markdown: do not edit. -->\n\n";
    text_ += fmt::format("# Changes: {}\n", markdown_text(policy_title(pair.new_policy())));
    text_ +=
        fmt::format("\n**{}**\n\n{}.\n", markdown_text(report_.headline), markdown_text(counts_text(report_.counts)));
    add_items(report_.outcomes);
    text_ += markdown_head({"", "From", "To"});
    const std::string before = pair.old_name(), after = pair.new_name();
    text_ += markdown_row({"Revision", markdown_text(before), markdown_text(after)});
    text_ += markdown_row({"Content hash", markdown_code(pair.old_policy().content_hash.substr(0, 16)),
                           markdown_code(pair.new_policy().content_hash.substr(0, 16))});
    if (!pair.remarks().empty()) text_ += fmt::format("\nRemark: {}.\n", markdown_text(pair.remarks()));
    text_ += fmt::format("\n{}\n", kAbout);
    if (!report_.changes.empty()) text_ += "\n## Changes\n";
    for (std::size_t i = 0; i < report_.changes.size(); ++i) add_change(report_.changes[i], i + 1);
    add_list("Documentation that is no longer enough", report_.pended);
    add_list("Moved or worded otherwise, and says the same", report_.minor);
    add_list("Declared otherwise", report_.grounds);
    text_ += fmt::format("\n## Cases that are not documented in full\n\n{}\n", markdown_text(report_.incomplete));
    return std::move(text_);
  }

 private:
  void add_items(const std::vector<std::string>& lines) {
    if (!lines.empty()) text_ += '\n';
    for (const std::string& each : lines) text_ += fmt::format("- {}\n", markdown_rich(each));
  }
  void add_list(std::string_view heading, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    text_ += fmt::format("\n## {}\n", heading);
    add_items(lines);
  }

  void add_change(const DiffChange& change, std::size_t number) {
    text_ += fmt::format("\n### {}. {}: {}\n", number, relation_title(change.item->relation),
                         markdown_text(change.title.empty() ? change.path : change.title));
    text_ +=
        "\n" + markdown_code(change.path) + (change.where.empty() ? "" : ", in " + markdown_text(change.where)) + "\n";
    for (const std::string& remark : change.remarks) text_ += fmt::format("\n{}\n", markdown_rich(remark));
    for (const DiffSide& side : change.sides) add_side(side);
    add_rows(change);
  }

  void add_side(const DiffSide& side) {
    text_ += fmt::format("\n**{}**\n", side.heading);
    add_items(side.conditions);
    if (!side.rest.empty()) text_ += fmt::format("- {}\n", side.rest);
    if (!side.frame.empty()) text_ += fmt::format("\n{}.\n", markdown_rich(side.frame));
    if (!side.proof.empty()) text_ += fmt::format("\n*{}*\n", markdown_text(side.proof));
    if (!side.patient) return;
    text_ += markdown_head({"A patient who shows it", "Value"});
    for (const auto& [title, value] : side.patient->values)
      text_ += markdown_row({markdown_text(title), markdown_text(value)});
    text_ += fmt::format("\n{}\n", markdown_text(side.patient->decided));
  }

  std::string line_text(const CriterionLine& line, std::string_view mark) {
    std::string out;
    for (std::size_t i = 0; i < line.indent; ++i) out += "&emsp;";
    for (const LinePiece& piece : line.pieces) {
      // Blanks at the end of a piece would keep a mark from being read as one.
      const std::size_t end = piece.text.find_last_not_of(' ') + 1;
      const std::string words = markdown_text(piece.text.substr(0, end));
      out += piece.is_other && !words.empty() ? fmt::format("{0}{1}{0}", mark, words) : words;
      out += piece.text.substr(end);
    }
    return out;
  }

  void add_rows(const DiffChange& change) {
    if (change.rows.empty()) return;
    if (is_one_sided(change.rows)) return add_lines(change);
    text_ += markdown_head({markdown_text(report_.pair.old_name()),
                            markdown_text(report_.pair.new_name())});
    for (const LineRow& row : change.rows) {
      if (row.kind == LineRow::Kind::Skipped) {
        const std::string words = fmt::format("… {} as before", counted(row.skipped, "line", "lines"));
        text_ += markdown_row({words, words});
        continue;
      }
      const bool is_same = row.kind == LineRow::Kind::Same;
      text_ += markdown_row({line_text(row.before, is_same ? "" : "~~"), line_text(row.after, is_same ? "" : "**")});
    }
  }

  void add_lines(const DiffChange& change) {
    const bool is_new = !change.rows.front().after.pieces.empty();
    const RevisionPair& pair = report_.pair;
    text_ += fmt::format("\nThe text of {}:\n\n", markdown_text(is_new ? pair.new_name()
                                                                        : pair.old_name()));
    for (const LineRow& row : change.rows) {
      const CriterionLine& line = is_new ? row.after : row.before;
      std::string words = markdown_text(line.text());
      // A label such as `13.` would begin a list of its own.
      const std::size_t digits = words.find_first_not_of("0123456789");
      if (digits != 0 && digits < words.size() && words[digits] == '.') words.insert(digits, 1, '\\');
      text_ += fmt::format("{}- {}\n", std::string(2 * line.indent, ' '), words);
    }
  }

  const DiffReport& report_;
  std::string text_;
};

}  // namespace

std::string diff_page(const DiffReport& report) { return DiffPage(report).take(); }
std::string diff_markdown(const DiffReport& report) { return DiffMarkdown(report).take(); }

}  // namespace pol::tool
