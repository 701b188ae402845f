#include "compiler/parse/build_ast.h"

namespace pol::parse {

void Builder::declare(Rules::DeclarationContext* tree) {
  const auto add_declaration = [&](ast::Declaration declaration) {
    file_.declarations.push_back(std::move(declaration));
    file_.declaration_ranges.push_back(range(tree));
  };
  if (auto* const import = tree->importDecl()) {
    const auto written = import->NAME();
    if (written.empty()) return;
    ast::Import out{name(written[0]), std::nullopt};
    if (written.size() > 1) out.alias = name(written[1]);
    add_declaration(std::move(out));
  } else if (auto* const citation = tree->citation()) {
    add_declaration(ast::Citation{name(citation->CITE()), text(citation->STRING()), pairs(citation->pair())});
  } else if (auto* const covered = tree->coverage()) {
    add_declaration(coverage(covered));
  } else if (auto* const named_values = tree->values()) {
    add_declaration(values(named_values));
  } else if (auto* const block = tree->facts()) {
    add_declaration(facts(block));
  } else if (auto* const grouped = tree->record()) {
    add_declaration(record(grouped));
  } else if (auto* const definition = tree->define()) {
    add_declaration(define(definition));
  } else if (auto* const divided = tree->bands()) {
    if (divided->exception == nullptr) add_declaration(bands(divided));
  } else if (auto* const assumption = tree->assume()) {
    add_declaration(claim(true, assumption->STRING(), assumption->condition()));
  } else if (auto* const checked = tree->check()) {
    add_declaration(claim(false, checked->STRING(), checked->condition()));
  } else if (auto* const table = tree->procedures()) {
    add_declaration(procedures(table));
  } else if (auto* const placed = tree->site()) {
    add_declaration(site(placed));
  } else if (auto* const section = tree->criteria()) {
    const ast::Name section_name = name(section->word());
    add_declaration(ast::Criteria{section_name, body(section->body())});
  } else if (auto* const decision = tree->determine()) {
    add_declaration(determine(decision));
  } else if (auto* const notice = tree->notice()) {
    add_declaration(ast::Notice{name(notice->word()), text(notice->STRING())});
  } else if (auto* const history = tree->revision()) {
    add_declaration(revision(history));
  } else if (auto* const tested = tree->testCase()) {
    add_declaration(test_case(tested));
  } else if (auto* const allowed = tree->allowance()) {
    if (allowed->exception == nullptr) add_declaration(allowance(allowed));
  }
}

ast::Type Builder::type(Rules::TypeContext* tree) const {
  ast::Type out;
  out.range = range(tree);
  if (tree == nullptr || tree->exception != nullptr) return out;
  const auto numbers = tree->NUMBER();
  const auto units = tree->unit();
  if (tree->OF() != nullptr) {
    out.kind = tree->ONE() != nullptr ? ast::Type::Kind::OneOf : ast::Type::Kind::AnyOf;
    if (tree->set() != nullptr) out.set = set(tree->set());
  }
  if (tree->word() != nullptr) out.name = name(tree->word());
  std::size_t next_unit = 0;
  if (tree->IN() != nullptr && !units.empty()) out.unit = name(units[next_unit++]);
  if (numbers.size() == 2) {
    out.low = number(numbers[0]);
    out.high = number(numbers[1]);
    if (next_unit < units.size()) {
      out.high->unit = name(units[next_unit]);
      out.high->range.end = out.high->unit->range.end;
    }
  }
  return out;
}

ast::Fact Builder::fact(Rules::FactContext* tree) {
  ast::Fact out;
  out.name = name(tree->word());
  out.type = type(tree->type());
  out.or_none = tree->NONE() != nullptr;
  out.planned = tree->PLANNED() != nullptr;
  out.title = text(tree->STRING());
  out.range = range(tree);
  for (Rules::FactOptionContext* const option : tree->factOption()) {
    if (option->ABSENT() != nullptr) {
      out.absent_means_no = true;
    } else if (option->EG() != nullptr) {
      for (ast::Text& example : texts(option->STRING(), 0)) out.examples.push_back(std::move(example));
    } else if (option->condition() != nullptr) {
      out.shown_by = condition(option->condition());
    } else if (option->ASKS() != nullptr) {
      out.asks = number(option->NUMBER());
    }
  }
  return out;
}

ast::Facts Builder::facts(Rules::FactsContext* tree) {
  ast::Facts out;
  for (Rules::FactContext* const each : tree->fact()) {
    ast::Fact built = fact(each);
    if (!built.name.text.empty()) out.facts.push_back(std::move(built));
  }
  return out;
}

ast::Coverage Builder::coverage(Rules::CoverageContext* tree) const {
  const std::vector<ast::Text> strings = texts(tree->STRING(), 0);
  ast::Coverage out;
  out.name = name(tree->word());
  if (!strings.empty()) out.identifier = strings[0];
  if (strings.size() > 1) out.title = strings[1];
  out.pairs = pairs(tree->pair());
  return out;
}

ast::Bands Builder::bands(Rules::BandsContext* tree) const {
  ast::Bands out;
  out.title = text(tree->STRING());
  const std::vector<Rules::WordContext*> words = tree->word();
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i == 0) {
      out.whole = name(words[i]);
    } else {
      out.parts.push_back(name(words[i]));
    }
  }
  return out;
}

ast::Site Builder::site(Rules::SiteContext* tree) {
  ast::Site out;
  out.name = name(tree->word());
  for (Rules::SitePartContext* const each : tree->sitePart()) {
    if (each->word() != nullptr) out.parts.push_back({name(each->word()), condition(each->condition())});
  }
  return out;
}

ast::Values Builder::values(Rules::ValuesContext* tree) const {
  ast::Values out{name(tree->word()), text(tree->STRING()), {}};
  for (Rules::ValueDeclContext* const each : tree->valueDecl()) {
    ast::ValueDecl value;
    const std::vector<ast::Text> strings = texts(each->STRING(), 0);
    if (strings.size() == 2) {
      value.name = {strings[0].text, strings[0].range};
    } else {
      value.name = each->ABSENT() != nullptr ? name(each->ABSENT()) : name(each->word());
    }
    if (!strings.empty()) value.title = strings.back();
    if (each->set() != nullptr) value.covers = set(each->set());
    if (!value.name.text.empty()) out.values.push_back(std::move(value));
  }
  return out;
}

ast::Record Builder::record(Rules::RecordContext* tree) const {
  const std::vector<ast::Name> words = names(tree->word());
  ast::Record out;
  if (!words.empty()) out.name = words[0];
  if (words.size() > 1) out.kind = words[1];
  out.title = text(tree->STRING());
  out.fields = pairs(tree->pair());
  return out;
}

ast::Define Builder::define(Rules::DefineContext* tree) {
  const auto strings = tree->STRING();
  ast::Define out;
  out.name = name(tree->word());
  out.title = text(strings.empty() ? nullptr : strings[0]);
  out.examples = texts(strings, 1);
  out.condition = condition(tree->condition());
  return out;
}

ast::Claim Builder::claim(bool is_assumption, antlr4::tree::TerminalNode* title,
                          const std::vector<Rules::ConditionContext*>& conditions) {
  ast::Claim out;
  out.is_assumption = is_assumption;
  out.title = text(title);
  out.condition = condition(conditions.empty() ? nullptr : conditions[0]);
  if (conditions.size() > 1) out.consequence = condition(conditions[1]);
  return out;
}

ast::Procedures Builder::procedures(Rules::ProceduresContext* tree) const {
  ast::Procedures out{name(tree->word()), {}};
  for (Rules::ProcedureContext* const each : tree->procedure()) {
    const std::vector<ast::Text> strings = texts(each->STRING(), 0);
    if (strings.empty()) continue;
    ast::Procedure procedure;
    procedure.code = strings[0];
    if (strings.size() > 1) procedure.title = strings[1];
    procedure.study = study(each->study());
    if (each->set() != nullptr) procedure.companions = set(each->set());
    out.procedures.push_back(std::move(procedure));
  }
  return out;
}

ast::Determine Builder::determine(Rules::DetermineContext* tree) {
  ast::Determine out;
  for (Rules::RulingContext* const each : tree->ruling()) {
    ast::Ruling ruling;
    ruling.outcome = name(each->outcome());
    ruling.unless = each->UNLESS() != nullptr;
    ruling.condition = condition(each->condition());
    ruling.reason = optional_text(each->STRING());
    ruling.range = range(each);
    if (!ruling.outcome.text.empty()) out.rulings.push_back(std::move(ruling));
  }
  out.otherwise = name(tree->outcome());
  out.otherwise_reason = optional_text(tree->STRING());
  return out;
}

ast::Revision Builder::revision(Rules::RevisionContext* tree) const {
  ast::Revision out{date(tree->DATE()), name(tree->word()), {}};
  for (Rules::ChangeContext* const each : tree->change()) {
    if (each->exception == nullptr) out.changes.push_back(change(each));
  }
  return out;
}

ast::Change Builder::change(Rules::ChangeContext* tree) const {
  ast::Change out;
  out.kind = tree->REMOVED() != nullptr   ? ast::Change::Kind::RemovedText
             : tree->CHANGED() != nullptr ? ast::Change::Kind::ChangedPath
             : tree->TO() != nullptr      ? ast::Change::Kind::AddedText
                                          : ast::Change::Kind::AddedPath;
  out.range = range(tree);
  out.path = name(tree->word());
  const std::vector<ast::Text> strings = texts(tree->STRING(), 0);
  std::size_t next = 0;
  if (next < strings.size()) out.text = strings[next++];
  if (tree->BECAUSE() != nullptr && next < strings.size()) out.because = strings[next++];
  if (tree->BUT() != nullptr && next < strings.size()) out.but = strings[next];
  return out;
}

ast::Allowance Builder::allowance(Rules::AllowanceContext* tree) const {
  ast::Allowance out;
  const std::vector<Rules::WordContext*> words = tree->word();
  std::vector<ast::Text> strings = texts(tree->STRING(), 0);
  out.code = tree->NUMBER() != nullptr ? name(tree->NUMBER()) : name(words.empty() ? nullptr : words.front());
  out.at_citation = tree->CITE() != nullptr;
  const bool has_name = tree->DETERMINE() != nullptr || words.size() > (tree->NUMBER() != nullptr ? 0U : 1U);
  out.at_title = !out.at_citation && !has_name;
  if (out.at_citation) {
    out.at = name(tree->CITE());
  } else if (tree->DETERMINE() != nullptr) {
    out.at = name(tree->DETERMINE());
  } else if (has_name) {
    out.at = name(words.back());
  } else if (!strings.empty()) {
    out.at = {strings.front().text, strings.front().range};
  }
  if (tree->BECAUSE() != nullptr && !strings.empty()) out.because = strings.back();
  if (tree->DATE() != nullptr) out.until = date(tree->DATE());
  return out;
}

}  // namespace pol::parse
