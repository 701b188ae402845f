#include "compiler/parse/build_ast.h"

namespace pol::parse {

using antlr4::tree::TerminalNode;

ast::Body Builder::body(Rules::BodyContext* tree) {
  ast::Body out;
  if (tree == nullptr) {
    out.condition = add(ast::Broken{}, range(tree));
    return out;
  }
  out.title = optional_text(tree->STRING());
  out.condition = condition(tree->condition());
  for (Rules::TrailerContext* const each : tree->trailer()) trailer(each, out);
  return out;
}

void Builder::trailer(Rules::TrailerContext* tree, ast::Body& body) {
  if (tree->CITES() != nullptr) {
    for (TerminalNode* const cite : tree->CITE()) body.cites.push_back(name(cite));
  } else if (tree->NOTE() != nullptr) {
    body.notes.push_back(note(tree));
  } else if (tree->EXCEPT() != nullptr) {
    body.excepts.push_back({text(tree->STRING()), condition(tree->condition()), range(tree)});
  } else if (tree->REGARDLESS() != nullptr) {
    for (ast::Name& word : names(tree->word())) body.regardless.push_back(std::move(word));
  }
}

ast::Note Builder::note(Rules::TrailerContext* tree) {
  ast::Note out;
  out.text = text(tree->STRING());
  out.range = range(tree);
  Rules::MoodContext* const mood = tree->mood();
  if (mood == nullptr) return out;
  if (mood->WAIVES() != nullptr) {
    out.mood = ast::Note::Mood::Waives;
    out.waived = name(mood->word());
  } else if (mood->PREFERS() != nullptr) {
    out.mood = ast::Note::Mood::Prefers;
  } else if (mood->AVOIDS() != nullptr) {
    out.mood = ast::Note::Mood::Avoids;
  } else if (mood->ALSO() != nullptr) {
    out.mood = ast::Note::Mood::Also;
  } else if (mood->NAME() != nullptr) {
    out.mood = ast::Note::Mood::Unknown;
    out.waived = name(mood->NAME());
    sink_.report(out.waived.range, diag::UnknownMood, out.waived.text)
        .hint("moods are `waives`, `prefers`, `avoids` and `also`; to deny, write `except \"…\" when …`");
  }
  if (mood->study() != nullptr) out.study = study(mood->study());
  if (mood->condition() != nullptr) out.when = condition(mood->condition());
  return out;
}

std::vector<ast::ItemId> Builder::items(const std::vector<Rules::ItemContext*>& trees) {
  std::vector<ast::ItemId> out;
  out.reserve(trees.size());
  for (Rules::ItemContext* const tree : trees) {
    if (tree->LABEL() == nullptr) continue;
    ast::Name label = name(tree->LABEL());
    ast::Body built = body(tree->body());
    out.push_back(file_.items.add({std::move(label), std::move(built), range(tree)}));
  }
  return out;
}

ast::ConditionId Builder::add(decltype(ast::Condition::node) node, Range range) {
  return file_.conditions.add({std::move(node), range});
}

ast::ConditionId Builder::condition(Rules::ConditionContext* tree) {
  if (tree == nullptr) return add(ast::Broken{}, range(tree));
  ast::And all;
  for (Rules::TermContext* const each : tree->term()) all.terms.push_back(term(each));
  if (all.terms.empty()) return add(ast::Broken{}, range(tree));
  if (all.terms.size() == 1) return all.terms[0];
  return add(std::move(all), range(tree));
}

ast::ConditionId Builder::term(Rules::TermContext* tree) {
  const ast::ConditionId positive = atom(tree->atom());
  return tree->NOT() == nullptr ? positive : add(ast::Not{positive}, range(tree));
}

ast::ConditionId Builder::atom(Rules::AtomContext* tree) {
  const Range at = range(tree);
  if (tree == nullptr || tree->exception != nullptr) return add(ast::Broken{}, at);
  if (tree->ALWAYS() != nullptr) return add(ast::Constant{true}, at);
  if (tree->NEVER() != nullptr) return add(ast::Constant{false}, at);
  if (tree->group() != nullptr) return group(tree->group());
  if (Rules::AmbiguousContext* const question = tree->ambiguous()) {
    if (question->exception != nullptr && question->item().empty()) return add(ast::Broken{}, at);
    ast::Ambiguous out{text(question->STRING()), name(question->word()), items(question->item())};
    return add(std::move(out), at);
  }
  if (tree->schedule() != nullptr) return add(schedule(tree->schedule()), at);
  if (tree->regimen() != nullptr) return add(ast::Regimen{items(tree->regimen()->item())}, at);
  return test(tree->test());
}

ast::ConditionId Builder::group(Rules::GroupContext* tree) {
  Rules::QuantifierContext* const quantifier = tree->quantifier();
  Rules::BranchesContext* const branches = tree->branches();
  if (quantifier == nullptr || branches == nullptr) return add(ast::Broken{}, range(tree));
  ast::Group out;
  out.quantifier_range = range(quantifier);
  if (quantifier->ANY() != nullptr) out.quantifier = ast::Quantifier::Any;
  if (quantifier->ALL() != nullptr) out.quantifier = ast::Quantifier::All;
  if (quantifier->EITHER() != nullptr) out.quantifier = ast::Quantifier::Either;
  if (quantifier->BOTH() != nullptr) out.quantifier = ast::Quantifier::Both;
  if (quantifier->ONE() != nullptr) out.quantifier = ast::Quantifier::One;
  if (quantifier->NONE() != nullptr) out.quantifier = ast::Quantifier::None;
  if (quantifier->LEAST() != nullptr) out.quantifier = ast::Quantifier::AtLeast;
  if (quantifier->EXACTLY() != nullptr) out.quantifier = ast::Quantifier::Exactly;
  if (quantifier->NUMBER() != nullptr) out.count = number(quantifier->NUMBER()).digits;
  out.items = items(branches->item());
  if (out.items.empty()) {
    for (Rules::ConditionContext* const each : branches->condition()) out.conditions.push_back(condition(each));
  }
  if (out.items.empty() && out.conditions.empty()) return add(ast::Broken{}, range(tree));
  return add(std::move(out), range(tree));
}

ast::ConditionId Builder::test(Rules::TestContext* tree) {
  const Range at = range(tree);
  if (tree == nullptr || tree->exception != nullptr || tree->operand() == nullptr ||
      tree->operand()->exception != nullptr) {
    return add(ast::Broken{}, at);
  }
  Rules::TailContext* const tested = tree->tail();
  if (tested != nullptr && tested->exception != nullptr) return add(ast::Broken{}, at);
  ast::Operand subject = operand(tree->operand());
  if (tested == nullptr) return add(ast::Bare{std::move(subject)}, at);
  return add(tail(std::move(subject), tested), at);
}

decltype(ast::Condition::node) Builder::tail(ast::Operand subject, Rules::TailContext* tree) const {
  const auto compare = [&](TerminalNode* op, ast::Relation relation) {
    return ast::Compare{std::move(subject), relation, operand(tree->operand()), tokens_.range(*op->getSymbol())};
  };
  if (tree->LT() != nullptr) return compare(tree->LT(), ast::Relation::Less);
  if (tree->LE() != nullptr) return compare(tree->LE(), ast::Relation::LessEqual);
  if (tree->GT() != nullptr) return compare(tree->GT(), ast::Relation::Greater);
  if (tree->GE() != nullptr) return compare(tree->GE(), ast::Relation::GreaterEqual);
  if (tree->EQ() != nullptr) return compare(tree->EQ(), ast::Relation::Equal);

  if (tree->DOCUMENTED() != nullptr) return ast::IsDocumented{std::move(subject), tree->NOT() != nullptr};
  if (tree->APPLIES() != nullptr) return ast::Applies{std::move(subject)};
  if (tree->HAS() != nullptr) return ast::HasCompanion{std::move(subject), name(tree->word())};

  if (tree->WITHIN() != nullptr || tree->range() != nullptr) {
    ast::Window out;
    out.subject = std::move(subject);
    out.ran = tree->RAN() != nullptr;
    out.before = tree->BEFORE() != nullptr;
    out.anchor = operand(tree->operand());
    if (Rules::RangeContext* const bounds = tree->range()) {
      const auto quantities = bounds->quantity();
      if (quantities.empty()) return ast::Broken{};
      // `is 6 weeks after x` is the range from 6 weeks to 6 weeks.
      out.from = quantity(quantities.front());
      out.to = quantity(quantities.back());
    } else {
      out.to = quantity(tree->quantity());
    }
    return out;
  }

  if (tree->IN() != nullptr) {
    if (tree->set() != nullptr) return ast::In{std::move(subject), set(tree->set())};
    return ast::In{std::move(subject), name(tree->word())};
  }

  std::vector<ast::Member> members;
  for (Rules::MemberContext* const each : tree->member()) {
    if (each->exception == nullptr) members.push_back(member(each));
  }
  if (tree->IS() != nullptr) {
    if (members.empty()) return ast::Broken{};
    return ast::IsValue{std::move(subject), tree->NOT() != nullptr, std::move(members)};
  }
  if (tree->INCLUDE() != nullptr) {
    if (tree->set() != nullptr) members = set(tree->set()).members;
    const ast::Inclusion mode = tree->ONLY() != nullptr  ? ast::Inclusion::Only
                                : tree->ANY() != nullptr ? ast::Inclusion::AnyOf
                                : tree->ALL() != nullptr ? ast::Inclusion::AllOf
                                                         : ast::Inclusion::Member;
    if (mode == ast::Inclusion::Member && members.empty()) return ast::Broken{};
    return ast::Include{std::move(subject), mode, std::move(members)};
  }
  return ast::Broken{};
}

ast::Operand Builder::operand(Rules::OperandContext* tree) const {
  ast::Operand out;
  out.range = range(tree);
  if (tree == nullptr || tree->primary() == nullptr) return out;
  Rules::PrimaryContext* const primary = tree->primary();
  if (primary->DATE() != nullptr) {
    out.primary.kind = ast::Primary::Kind::Date;
    out.primary.date = date(primary->DATE());
  } else if (primary->quantity() != nullptr) {
    out.primary.kind = ast::Primary::Kind::Quantity;
    out.primary.quantity = quantity(primary->quantity());
  } else {
    out.primary.kind = primary->OF() != nullptr ? ast::Primary::Kind::CountOf : ast::Primary::Kind::Name;
    out.primary.name = name(primary->word());
  }
  bool minus = false;
  for (antlr4::tree::ParseTree* const child : tree->children) {
    if (auto* const mark = dynamic_cast<TerminalNode*>(child)) {
      minus = mark->getSymbol()->getType() == Lex::MINUS;
    } else if (auto* const by = dynamic_cast<Rules::QuantityContext*>(child)) {
      out.shifts.push_back({minus, quantity(by)});
    }
  }
  return out;
}

}  // namespace pol::parse
