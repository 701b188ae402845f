#include "tools/polc/run_format.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>

#include "tools/polc/determination.h"

namespace pol::tool {

namespace {

using Kind = RunColumn::Kind;

void append_json_text(std::string_view text, std::string& out) {
  constexpr const char* kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += kDigits[static_cast<unsigned char>(c) >> 4U];
      out += kDigits[static_cast<unsigned char>(c) & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_csv_text(std::string_view text, std::string& out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_number(std::size_t number, std::string& out) { fmt::format_to(std::back_inserter(out), "{}", number); }

/// What the request comes to, where all that is possible comes to the same.
ir::Disposition disposition_of(ir::OutcomeSet possible) {
  std::optional<ir::Disposition> only;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    if ((possible & ir::outcome_bit(outcome)) == 0) continue;
    const ir::Disposition one = ir::disposition_of(outcome);
    if (only && *only != one) return ir::Disposition::Pend;
    only = one;
  }
  return only.value_or(ir::Disposition::Pend);
}

}  // namespace

AnswerLines::AnswerLines(const ir::Policy& policy, const RunColumns& columns, RunFormat format)
    : policy_(policy), columns_(columns), format_(format) {
  for (unsigned set = 0; set < 1U << static_cast<unsigned>(ir::kOutcomes); ++set) {
    const std::vector<std::string> names = outcome_names(static_cast<ir::OutcomeSet>(set));
    json_sets_.push_back(names.empty() ? "[]" : fmt::format("[\"{}\"]", fmt::join(names, "\",\"")));
    csv_sets_.push_back(fmt::format("{}", fmt::join(names, "|")));
  }
  for (const RunColumn& column : columns.all) {
    std::string key;
    append_json_text(name_of(column), key);
    keys_.push_back("," + key + ":");
    has_criteria_ = has_criteria_ || column.kind == Kind::Criterion;
  }
}

std::string_view AnswerLines::name_of(const RunColumn& column) const {
  switch (column.kind) {
    case Kind::Id:
      return "id";
    case Kind::Line:
      return "line";
    case Kind::Outcome:
      return "outcome";
    case Kind::Disposition:
      return "disposition";
    case Kind::Possible:
      return "possible";
    case Kind::IsExact:
      return "is_exact";
    case Kind::Because:
      return "undecided_because";
    case Kind::Criterion:
      return column.path;
    case Kind::Policy:
      return "policy";
  }
  return "";
}

std::string AnswerLines::header() const {
  if (format_ != RunFormat::Csv) return "";
  std::string line;
  for (const RunColumn& column : columns_.all) {
    if (!line.empty()) line += ',';
    append_csv_text(name_of(column), line);
  }
  return line + "\n";
}

void AnswerLines::append_json(const ingest::Rows& rows, const ingest::Row& row, const Answers& answers, std::size_t at,
                              std::string& out) const {
  const Answer& answer = answers.rows[at];
  const std::size_t begin = out.size();
  for (std::size_t i = 0; i < columns_.all.size(); ++i) {
    const RunColumn& column = columns_.all[i];
    if (column.kind == Kind::Criterion) continue;  // they stand together, behind the others
    out += keys_[i];
    switch (column.kind) {
      case Kind::Id:
        if (row.id == ingest::Row::Id::Text) {
          append_json_text(rows.id(row), out);
        } else if (row.id == ingest::Row::Id::Number) {
          out += rows.id(row);
        } else {
          append_number(row.line, out);
        }
        break;
      case Kind::Line:
        append_number(row.line, out);
        break;
      case Kind::Policy:
        if (policy_.name.empty()) {
          out += "null";
        } else {
          append_json_text(policy_.name, out);
        }
        break;
      case Kind::Outcome:
        ((out += '"') += to_text(answer.outcome)) += '"';
        break;
      case Kind::Disposition:
        ((out += '"') += to_text(disposition_of(answer.possible))) += '"';
        break;
      case Kind::Possible:
        out += json_sets_[answer.possible];
        break;
      case Kind::IsExact:
        out += answer.is_exact ? "true" : "false";
        break;
      case Kind::Because: {
        out += '[';
        const std::size_t list = out.size();
        if (at < answers.because.size()) {
          for (const ir::FactId fact : answers.because[at]) {
            if (out.size() != list) out += ',';
            append_json_text(policy_.facts[fact].name, out);
          }
        }
        out += ']';
        break;
      }
      case Kind::Criterion:
        break;
    }
  }
  if (has_criteria_) {
    out += ",\"criteria\":";
    const std::size_t list = out.size();
    for (std::size_t i = 0; i < columns_.all.size(); ++i) {
      if (columns_.all[i].kind != Kind::Criterion || columns_.all[i].criterion == kNoCriterion) continue;
      out += keys_[i];
      const ir::Truth truth = answers.truths[at * columns_.criteria.size() + columns_.all[i].criterion];
      ((out += '"') += to_text(truth)) += '"';
    }
    if (out.size() == list) out += ',';
    out[list] = '{';
    out += '}';
  }
  out[begin] = '{';
  out += "}\n";
}

void AnswerLines::append_csv(const ingest::Rows& rows, const ingest::Row& row, const Answers& answers, std::size_t at,
                             std::string& out) const {
  const Answer& answer = answers.rows[at];
  for (std::size_t i = 0; i < columns_.all.size(); ++i) {
    const RunColumn& column = columns_.all[i];
    if (i != 0) out += ',';
    switch (column.kind) {
      case Kind::Id:
        if (row.id == ingest::Row::Id::None) {
          append_number(row.line, out);
        } else {
          append_csv_text(rows.id(row), out);
        }
        break;
      case Kind::Line:
        append_number(row.line, out);
        break;
      case Kind::Policy:
        append_csv_text(policy_.name, out);
        break;
      case Kind::Outcome:
        out += to_text(answer.outcome);
        break;
      case Kind::Disposition:
        out += to_text(disposition_of(answer.possible));
        break;
      case Kind::Possible:
        out += csv_sets_[answer.possible];
        break;
      case Kind::IsExact:
        out += answer.is_exact ? "true" : "false";
        break;
      case Kind::Because: {
        const std::size_t list = out.size();
        if (at >= answers.because.size()) break;
        for (const ir::FactId fact : answers.because[at]) {
          if (out.size() != list) out += '|';
          out += policy_.facts[fact].name;
        }
        break;
      }
      case Kind::Criterion:
        if (column.criterion == kNoCriterion) break;
        out += to_text(answers.truths[at * columns_.criteria.size() + column.criterion]);
        break;
    }
  }
  out += '\n';
}

void AnswerLines::append_row(const ingest::Rows& rows, std::size_t row, const Answers& answers,
                             std::string& out) const {
  if (answers.rows[row].is_rejected) return;
  if (format_ == RunFormat::Csv) {
    append_csv(rows, rows.all[row], answers, row, out);
  } else {
    append_json(rows, rows.all[row], answers, row, out);
  }
}

void AnswerLines::append(const ingest::Rows& rows, const Answers& answers, std::string& out) const {
  for (std::size_t i = 0; i < rows.all.size(); ++i) append_row(rows, i, answers, out);
}

}  // namespace pol::tool
