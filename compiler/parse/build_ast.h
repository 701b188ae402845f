#pragma once
// Parse tree to AST. Assumes nothing about the tree: where parsing failed, children are missing.

#include <grammar/PolParser.h>

#include <utility>

#include "compiler/ast/ast.h"
#include "compiler/parse/tokens.h"

namespace pol::parse {

using Rules = generated::PolParser;

/// Recursion is bounded by the nesting of braces, which is checked before parsing.
class Builder {
 public:
  Builder(const TokenList& tokens, Sink& sink, ast::File& file) : tokens_(tokens), sink_(sink), file_(file) {}

  void build(Rules::FileContext* tree);

 private:
  // build_ast.cpp: the parts that everything is made of
  Range range(const antlr4::ParserRuleContext* tree) const;
  ast::Name name(const antlr4::ParserRuleContext* word) const;
  ast::Name name(antlr4::tree::TerminalNode* token) const;
  ast::Text text(antlr4::tree::TerminalNode* string) const;
  std::optional<ast::Text> optional_text(antlr4::tree::TerminalNode* string) const;
  std::vector<ast::Text> texts(const std::vector<antlr4::tree::TerminalNode*>& strings, std::size_t from) const;
  std::vector<ast::Name> names(const std::vector<Rules::WordContext*>& words) const;
  ast::Date date(antlr4::tree::TerminalNode* token) const;
  ast::Quantity quantity(Rules::QuantityContext* tree) const;
  ast::Quantity number(antlr4::tree::TerminalNode* token) const;
  ast::Member member(Rules::MemberContext* tree) const;
  ast::Set set(Rules::SetContext* tree) const;
  ast::Value value(Rules::ValueContext* tree) const;
  std::vector<ast::Pair> pairs(const std::vector<Rules::PairContext*>& trees) const;
  ast::Study study(Rules::StudyContext* tree) const;

  // build_declarations.cpp
  void declare(Rules::DeclarationContext* tree);
  ast::Type type(Rules::TypeContext* tree) const;
  ast::Fact fact(Rules::FactContext* tree);
  ast::Facts facts(Rules::FactsContext* tree);
  ast::Coverage coverage(Rules::CoverageContext* tree) const;
  ast::Values values(Rules::ValuesContext* tree) const;
  ast::Record record(Rules::RecordContext* tree) const;
  ast::Define define(Rules::DefineContext* tree);
  ast::Claim claim(bool is_assumption, antlr4::tree::TerminalNode* title,
                   const std::vector<Rules::ConditionContext*>& conditions);
  ast::Procedures procedures(Rules::ProceduresContext* tree) const;
  ast::Bands bands(Rules::BandsContext* tree) const;
  ast::Site site(Rules::SiteContext* tree);
  ast::Determine determine(Rules::DetermineContext* tree);
  ast::Revision revision(Rules::RevisionContext* tree) const;
  ast::Change change(Rules::ChangeContext* tree) const;
  ast::Allowance allowance(Rules::AllowanceContext* tree) const;

  // build_cases.cpp
  ast::Case test_case(Rules::TestCaseContext* tree) const;
  ast::CaseFact case_fact(Rules::CaseFactContext* tree) const;
  ast::CaseValue case_value(Rules::CaseValueContext* tree) const;
  ast::Expectation expectation(Rules::ExpectationContext* tree) const;

  // build_conditions.cpp
  ast::Body body(Rules::BodyContext* tree);
  void trailer(Rules::TrailerContext* tree, ast::Body& body);
  ast::Note note(Rules::TrailerContext* tree);
  std::vector<ast::ItemId> items(const std::vector<Rules::ItemContext*>& trees);
  ast::ConditionId add(decltype(ast::Condition::node) node, Range range);
  ast::ConditionId condition(Rules::ConditionContext* tree);
  ast::ConditionId term(Rules::TermContext* tree);
  ast::ConditionId atom(Rules::AtomContext* tree);
  ast::ConditionId group(Rules::GroupContext* tree);
  ast::ConditionId test(Rules::TestContext* tree);
  decltype(ast::Condition::node) tail(ast::Operand subject, Rules::TailContext* tree) const;
  ast::Operand operand(Rules::OperandContext* tree) const;

  // build_schedules.cpp
  ast::Schedule schedule(Rules::ScheduleContext* tree);
  ast::ScheduleClause clause(Rules::ClauseContext* tree);
  ast::Images images(Rules::ImagesContext* tree) const;
  ast::Phase phase(Rules::PhaseContext* tree);
  void report_missing_colon(Rules::PlaceContext& place, Rules::RateContext& rate) const;
  void check_one_length(Rules::RangeContext& tree) const;
  ast::Place place(Rules::PlaceContext* tree) const;
  std::pair<ast::Quantity, ast::Quantity> bounds(Rules::RangeContext* tree) const;
  ast::Rate rate(Rules::RateContext* tree) const;
  ast::Span span(Rules::SpanContext* tree) const;
  void check_phases(const ast::Schedule& schedule);

  const TokenList& tokens_;
  Sink& sink_;
  ast::File& file_;
};

}  // namespace pol::parse
