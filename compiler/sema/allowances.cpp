// `allow POL4103 at guideline.2.a because "…" until 2026-12-31`. Whether the linter has such a rule, and such a
// finding, it tells itself: a policy is checked without it.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

namespace {

constexpr std::string_view kCodePrefix = "POL";
/// The linter asked, and its solver could not answer.
constexpr int kUndecided = 5001;

bool is_finding(int code) { return (code >= 4000 && code <= 4999) || code == kUndecided; }

/// The number in `POL4103`, `pol4103` and `4103`; 0 where it is none.
int number_in(std::string_view word) {
  const bool has_prefix = word.size() > 3 && std::equal(kCodePrefix.begin(), kCodePrefix.end(), word.begin(),
                                                        [](char a, char b) { return a == b || a == b - 'a' + 'A'; });
  const std::string_view digits = has_prefix ? word.substr(3) : word;
  if (digits.size() != 4 || digits.find_first_not_of("0123456789") != std::string_view::npos) return 0;
  return std::stoi(std::string(digits));
}

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t") == std::string::npos; }

}  // namespace

/// `determine` or, for one of its clauses, `determine.3`: they count from 1.
bool Analysis::has_rule(std::string_view path) const {
  constexpr std::string_view kDetermine = "determine";
  if (path == kDetermine) return true;
  if (!path.starts_with("determine.")) return false;
  const std::string_view digits = path.substr(kDetermine.size() + 1);
  if (digits.empty() || digits.size() > 4 || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  const auto clause = static_cast<std::size_t>(std::stoi(std::string(digits)));
  return clause >= 1 && clause <= policy_.rules.size();
}

/// The path that findings have; "" after a message.
std::string Analysis::allowed_path(const ast::Allowance& as) {
  const std::string& at = as.at.text;
  if (as.at_citation) {
    if (citations_.contains(at)) return "[" + at + "]";
    auto reported = sink_.report(as.at.range, diag::UnknownCitation, at);
    const std::vector<std::string> keys(citations_.begin(), citations_.end());
    const std::string near = may_suggest() ? nearest(at, keys) : "";
    if (!near.empty()) reported.hint(fmt::format("did you mean `[{}]`?", near));
    return "";
  }
  if (as.at_title) {
    std::vector<std::string> titles;
    for (const ir::Claim& claim : policy_.assumptions) titles.push_back(claim.title);
    for (const ir::Claim& claim : policy_.checks) titles.push_back(claim.title);
    if (std::find(titles.begin(), titles.end(), at) != titles.end()) return at;
    auto reported = sink_.report(as.at.range, diag::UnknownClaim, at);
    const std::string near = may_suggest() ? nearest(at, titles) : "";
    if (!near.empty()) reported.hint(fmt::format("did you mean \"{}\"?", near));
    return "";
  }
  if (const ir::CriterionId criterion = find_criterion(at); criterion.is_set()) return policy_.criteria[criterion].path;
  if (find(at) != nullptr || coverages_.contains(at) || has_rule(at) || at == policy_.name) return at;
  if (at.starts_with("determine.")) {
    sink_.report(as.at.range, diag::UnknownPath, "determine", at.substr(at.find('.') + 1))
        .hint(fmt::format("its clauses are counted from 1 to {}", policy_.rules.size()));
    return "";
  }
  unknown_name(as.at);
  return "";
}

std::optional<ir::Allowance> Analysis::allowance(const ast::Allowance& as, Range range) {
  ir::Allowance out;
  out.range = range;
  out.code = number_in(as.code.text);
  const std::string as_written = fmt::format("{}{}", kCodePrefix, out.code);
  if (!is_finding(out.code) || as.code.text != as_written) {
    auto reported = sink_.report(as.code.range, diag::NoCodeOfAFinding, as.code.text);
    if (is_finding(out.code)) {
      reported.hint(fmt::format("did you mean `{}`?", as_written)).fix(FixKind::Safe, as.code.range, as_written);
    } else if (out.code != 0) {
      reported.hint("only what `polc lint` finds may stay");
    }
  }
  if (!as.because || is_blank(as.because->text)) {
    sink_.report(as.because ? as.because->range : range, diag::AllowanceWithoutReason)
        .hint(as.because ? "say why the finding may stay" : "write `because \"…\"` after what it is about");
  }
  out.path = allowed_path(as);
  out.because = as.because ? as.because->text : "";
  if (as.until) {
    out.until = day_written(*as.until);
    if (!out.until) return std::nullopt;
  }
  if (out.path.empty()) return std::nullopt;
  return out;
}

void Analysis::read_allowances() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (std::size_t i = 0; i < file.declarations.size(); ++i) {
      const auto* as = std::get_if<ast::Allowance>(&file.declarations[i]);
      if (as == nullptr) continue;
      auto read = allowance(*as, file.declaration_ranges[i]);
      if (!read) continue;
      const auto before =
          std::find_if(policy_.allowances.begin(), policy_.allowances.end(),
                       [&](const ir::Allowance& each) { return each.code == read->code && each.path == read->path; });
      if (before != policy_.allowances.end()) {
        sink_.report(read->range, diag::AllowedTwice, as->code.text, as->at.text)
            .label(before->range, "it is allowed here");
        continue;
      }
      policy_.allowances.push_back(std::move(*read));
    }
  }
  ir::DateError error = ir::DateError::None;
  const auto reviewed = ir::parse_date(policy_.revision, error);
  if (!reviewed) return;
  for (const ir::Allowance& each : policy_.allowances) {
    if (each.until && *each.until < reviewed->low) {
      sink_.report(each.range, diag::AllowanceBeforeReview, ir::print_date(*each.until), policy_.revision);
    }
  }
}

}  // namespace pol::sema
