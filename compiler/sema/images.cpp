// Which study is asked for: the requested code's study in the tables of procedures against what a schedule images.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::ExprId;

/// What each symbolic region stands for. Its conditions are read once, here.
void Analysis::read_sites() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* site = std::get_if<ast::Site>(&declaration);
      if (site == nullptr) continue;
      const auto [at, added] = sites_.try_emplace(site->name.text);
      if (!added) {
        sink_.report(site->name.range, diag::DeclaredTwice, "the site", site->name.text)
            .label(at->second.range, "it is declared here");
        continue;
      }
      at->second.range = site->name.range;
      path_ = site->name.text;
      at->second.is_broken = site->parts.empty();
      for (const ast::Site::Part& part : site->parts) {
        const ExprId when = lower(part.when);
        if (check_study_word(part.region)) {
          at->second.parts.emplace_back(part.region.text, when);
        } else {
          at->second.is_broken = true;
        }
      }
    }
  }
}

/// By a value set that names both: `total_spine covers { lumbar_spine … }`.
bool Analysis::study_covers(const std::string& whole, const std::string& part) const {
  if (whole == part) return true;
  for (const auto& [set, index] : value_index_) {
    const ir::ValueSet& values = policy_.value_sets[ir::ValueSetId{set}];
    if (values.name.empty() || values.open) continue;
    const auto a = index.find(whole), b = index.find(part);
    if (a != index.end() && b != index.end() && values.values[a->second].covers.contains(b->second)) return true;
  }
  return false;
}

/// A value of some value set.
bool Analysis::is_study_word(const std::string& word) const {
  return std::any_of(value_index_.begin(), value_index_.end(), [&](const auto& entry) {
    return !policy_.value_sets[ir::ValueSetId{entry.first}].name.empty() && entry.second.contains(word);
  });
}

/// False, after a message, where `word` is none.
bool Analysis::check_study_word(const ast::Name& word) {
  if (is_study_word(word.text)) return true;
  if (word.text.empty()) return false;  // the parser told
  std::vector<std::string> known;
  for (const auto& [site, meaning] : sites_) known.push_back(site);
  for (const auto& [set, index] : value_index_) {
    const ir::ValueSet& values = policy_.value_sets[ir::ValueSetId{set}];
    if (values.name.empty() || values.open) continue;
    for (const ir::Value& value : values.values) known.push_back(value.name);
  }
  std::sort(known.begin(), known.end());
  suggest(sink_.report(word.range, diag::UnknownStudyWord, word.text), word, known);
  return false;
}

/// A schedule that images a region of the table of procedures would quietly mean what the site stands for.
void Analysis::check_no_site(const ast::Name& region) {
  const auto site = sites_.find(region.text);
  if (site == sites_.end() || site->second.is_broken) return;
  sink_.report(site->second.range, diag::SiteIsRegion, region.text)
      .label(region.range, "a procedure images it")
      .hint("a site has a name of its own, such as `primary_site`");
  site->second.is_broken = true;
}

/// The rows of all tables of procedures; their words are checked when the first schedule asks for them.
const std::vector<const ast::Procedure*>& Analysis::procedure_rows() {
  if (procedure_rows_) return *procedure_rows_;
  procedure_rows_.emplace();
  for (const ast::File& file : files_) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* table = std::get_if<ast::Procedures>(&declaration);
      if (table == nullptr) continue;
      for (const ast::Procedure& row : table->procedures) {
        for (const ast::Name& word : row.study.modalities) check_study_word(word);
        for (const ast::Name& word : row.study.regions) {
          check_study_word(word);
          check_no_site(word);
        }
        if (codes_.contains(row.code.text)) procedure_rows_->push_back(&row);
      }
    }
  }
  return *procedure_rows_;
}

ir::Study Analysis::study_of(const ast::Study& study) {
  using From = ast::Study::Contrast;
  using To = ir::Study::Contrast;
  ir::Study out;
  for (const ast::Name& word : study.modalities) out.modalities.push_back(word.text);
  for (const ast::Name& word : study.regions) out.regions.push_back(word.text);
  switch (study.contrast) {
    case From::Unsaid: out.contrast = To::Unsaid; break;
    case From::With: out.contrast = To::With; break;
    case From::Without: out.contrast = To::Without; break;
    case From::Either: out.contrast = To::Either; break;
  }
  return out;
}

bool Analysis::contrast_fits(ast::Study::Contrast asked, ast::Study::Contrast given) {
  using Contrast = ast::Study::Contrast;
  switch (asked) {
    case Contrast::Unsaid:
    case Contrast::Either: return true;
    case Contrast::With: return given != Contrast::Without;  // `with or without` of a code: first without, then with
    case Contrast::Without: return given == Contrast::Without || given == Contrast::Unsaid;
  }
  POL_BUG("contrast out of range");
}

/// The codes whose study has one of `modalities` and, unless `region` is empty, lies in `region`.
ir::Members Analysis::codes_imaging(const std::vector<std::string>& modalities, const std::string& region,
                                    ast::Study::Contrast contrast) {
  ir::Members codes;
  for (const ast::Procedure* row : procedure_rows()) {
    const auto covered = [&](const std::vector<ast::Name>& words, const auto& wholes) {
      return std::any_of(words.begin(), words.end(), [&](const ast::Name& word) {
        return std::any_of(wholes.begin(), wholes.end(),
                           [&](const std::string& whole) { return study_covers(whole, word.text); });
      });
    };
    const std::vector<std::string> regions = {region};
    if (!covered(row->study.modalities, modalities)) continue;
    if (!region.empty() && !covered(row->study.regions, regions)) continue;
    if (contrast_fits(contrast, row->study.contrast)) codes.insert(code_index(row->code.text));
  }
  return codes;
}

ExprId Analysis::lower_images(const ast::Images& images) {
  if (!policy_.request.is_set()) {
    // A module by itself has no request; its policy binds it.
    if (files_.back().is_policy && !told_no_request_) {
      sink_.report(images.range, diag::NoRequest).hint("write `request: procedure_code` in the head of the policy");
    }
    told_no_request_ = true;
    return broken(images.range);
  }
  procedure_rows();  // checks the sites too
  std::vector<ExprId> ways;
  switch (images.kind) {
    case ast::Images::Kind::Unstated: return policy_.add(ir::Literal{ir::Truth::Unknown}, images.range);
    case ast::Images::Kind::Any:
    case ast::Images::Kind::All:
      // A request is for one study, so one part that images it is enough for `all` too.
      for (const ast::Images& part : images.parts) ways.push_back(lower_images(part));
      break;
    case ast::Images::Kind::Study: ways = lower_study(images.study); break;
  }
  if (ways.empty()) return policy_.add(ir::Literal{ir::Truth::No}, images.range);
  if (ways.size() == 1) return ways.front();
  return group(ir::Quantifier::Any, std::move(ways), images.range);
}

std::vector<ExprId> Analysis::lower_study(const ast::Study& study) {
  // A modality may be a fact: the one of the first work-up, say.
  struct Modality {
    std::vector<std::string> words;
    ExprId when;
  };
  std::vector<Modality> modalities(1);
  bool good = true;
  for (const ast::Name& word : study.modalities) {
    const Symbol* symbol = find(word.text);
    const bool is_choice = !is_study_word(word.text) && symbol != nullptr && symbol->kind == Symbol::Kind::Fact &&
                           type_of(ir::FactId{symbol->index}).kind == ir::FactKind::Choice;
    if (!is_choice) {
      good = check_study_word(word) && good;
      modalities.front().words.push_back(word.text);
      continue;
    }
    const ir::FactId fact{symbol->index};
    const ir::ValueSet values = policy_.value_sets[type_of(fact).values];
    for (std::size_t i = 0; i < values.values.size(); ++i) {
      ir::Members one;
      one.insert(i);
      modalities.push_back({{values.values[i].name}, policy_.add(ir::ChoiceIs{fact, one}, word.range)});
    }
  }
  std::vector<std::pair<std::string, ExprId>> regions;
  for (const ast::Name& word : study.regions) {
    if (const auto site = sites_.find(word.text); site != sites_.end()) {
      regions.insert(regions.end(), site->second.parts.begin(), site->second.parts.end());
      good = good && !site->second.is_broken;
    } else {
      good = check_study_word(word) && good;
      regions.emplace_back(word.text, ExprId{});
    }
  }
  if (!good) return {broken(study.range)};
  if (study.regions.empty()) regions.emplace_back("", ExprId{});

  std::vector<ExprId> ways;
  for (const Modality& modality : modalities) {
    for (const auto& [region, when] : regions) {
      ir::Members codes = codes_imaging(modality.words, region, study.contrast);
      if (codes.list().empty()) continue;
      std::vector<ExprId> parts = {policy_.add(ir::ChoiceIs{policy_.request, std::move(codes)}, study.range)};
      if (modality.when.is_set()) parts.push_back(modality.when);
      if (when.is_set()) parts.push_back(when);
      ways.push_back(parts.size() == 1 ? parts.front()
                                       : group(ir::Quantifier::All, std::move(parts), study.range, true));
    }
  }
  return ways;
}

}  // namespace pol::sema
