// `decide`: one case, by short-circuit. Every condition has three ways out, so that no truth is ever built only to be
// tested; findings joined by one connective are tested a word at a time.

#include <algorithm>
#include <bit>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "compiler/codegen/conjunction.h"
#include "compiler/codegen/emit.h"
#include "compiler/codegen/layout.h"
#include "compiler/codegen/outline.h"
#include "compiler/codegen/screen.h"
#include "compiler/support/result.h"

namespace pol::codegen {

using planes::Node;
using planes::NodeIndex;

namespace {

/// Where control goes, and what it tells the block there through its phi (null: nothing).
struct Exit {
  llvm::BasicBlock* block = nullptr;
  llvm::PHINode* phi = nullptr;
  llvm::Value* value = nullptr;
  friend bool operator==(const Exit&, const Exit&) = default;
};
struct Exits {
  Exit yes, no, unknown;
};

// What a function of a condition returns and remembers; 0 is "not found yet".
constexpr std::uint8_t kNo = 1, kUnknown = 2, kYes = 3;

class ScalarEmitter {
 public:
  ScalarEmitter(const planes::Program& program, llvm::Module& module)
      : program_(program), module_(module), builder_(module.getContext()), outline_(outline(program)) {}

  void emit();

 private:
  void emit_function(NodeIndex node);
  void emit_decide_body(llvm::Function* function);
  /// No insertion point is left.
  void emit_screen(const Screen& screen, const Exit& holds, const Exit& fails);
  llvm::Value* emit_reached(NodeIndex node, llvm::Value* with, llvm::Value* without);
  void emit_first(llvm::Value* is_alone, const Exit& decided);
  llvm::Value* is_none(llvm::Value* outcomes) { return builder_.CreateICmpEQ(outcomes, builder_.getInt8(0)); }
  llvm::Value* emit_memory();
  void emit_prefetches();

  /// Emits `literal` from the insertion point on; no insertion point is left.
  void emit(Literal literal, const Exits& exits);
  /// The same for the node itself even where it is a function.
  void emit_in_place(Literal literal, const Exits& exits);
  void emit_call(NodeIndex node, const Exits& exits);
  void emit_known(const Node& node, const Exits& exits);
  void emit_conjunction(Literal literal, const Exits& exits);
  void emit_mask(const AtomMask& mask, const Exits& exits);
  void emit_at_least(const Node& node, const Exits& exits);

  using Test = std::function<llvm::Value*()>;
  /// Two tests of one condition, at least one of which is false.
  void branch(const Test& is_yes, const Test& is_no, const Exits& exits);
  void go(const Exit& exit);
  void go_if(llvm::Value* condition, Exit then, Exit otherwise);
  llvm::BasicBlock* new_block(const char* name);
  llvm::PHINode* new_phi(llvm::BasicBlock* block, llvm::Type* type, const char* name);
  /// Continues in `block` unless nothing leads there.
  bool resume(llvm::BasicBlock* block);

  const planes::Program& program_;
  llvm::Module& module_;
  llvm::IRBuilder<> builder_;
  Outline outline_;
  std::map<NodeIndex, llvm::Function*> functions_;
  std::map<NodeIndex, std::uint64_t> memory_index_;  // of the nodes that remember
  llvm::Function* function_ = nullptr;               // the one being emitted
  llvm::Value* row_ = nullptr;
  llvm::Value* memory_ = nullptr;
};

llvm::BasicBlock* ScalarEmitter::new_block(const char* name) {
  return llvm::BasicBlock::Create(module_.getContext(), name, function_);
}

llvm::PHINode* ScalarEmitter::new_phi(llvm::BasicBlock* block, llvm::Type* type, const char* name) {
  return llvm::PHINode::Create(type, 2, name, block);
}

void ScalarEmitter::go(const Exit& exit) {
  if (exit.phi != nullptr) exit.phi->addIncoming(exit.value, builder_.GetInsertBlock());
  builder_.CreateBr(exit.block);
}

void ScalarEmitter::go_if(llvm::Value* condition, Exit then, Exit otherwise) {
  if (then == otherwise) return go(then);
  if (then.block == otherwise.block) {  // one way, two messages
    if (then.value == builder_.getTrue()) {
      then.value = otherwise.value == builder_.getFalse() ? condition : builder_.CreateOr(condition, otherwise.value);
    } else if (otherwise.value == builder_.getTrue()) {
      llvm::Value* opposite = builder_.CreateNot(condition);
      then.value = then.value == builder_.getFalse() ? opposite : builder_.CreateOr(opposite, then.value);
    } else {
      then.value = builder_.CreateSelect(condition, then.value, otherwise.value);
    }
    return go(then);
  }
  if (then.phi != nullptr) then.phi->addIncoming(then.value, builder_.GetInsertBlock());
  if (otherwise.phi != nullptr) otherwise.phi->addIncoming(otherwise.value, builder_.GetInsertBlock());
  builder_.CreateCondBr(condition, then.block, otherwise.block);
}

bool ScalarEmitter::resume(llvm::BasicBlock* block) {
  if (block->hasNPredecessors(0)) {
    block->eraseFromParent();
    return false;
  }
  block->moveAfter(&function_->back());  // so that blocks lie in the order of evaluation
  builder_.SetInsertPoint(block);
  return true;
}

void ScalarEmitter::branch(const Test& is_yes, const Test& is_no, const Exits& exits) {
  if (exits.yes == exits.unknown) return go_if(is_no(), exits.no, exits.unknown);
  if (exits.no == exits.unknown) return go_if(is_yes(), exits.yes, exits.unknown);
  llvm::BasicBlock* rest = new_block("rest");
  // Most conditions are not so: one test, and what was seen before goes on as it is.
  go_if(is_no(), exits.no, {rest, nullptr, nullptr});
  resume(rest);
  go_if(is_yes(), exits.yes, exits.unknown);
}

void ScalarEmitter::emit(Literal literal, const Exits& exits) {
  if (!outline_.is_function[literal.node]) return emit_in_place(literal, exits);
  emit_call(literal.node, literal.negated ? Exits{exits.no, exits.yes, exits.unknown} : exits);
}

void ScalarEmitter::emit_in_place(Literal literal, const Exits& exits) {
  const Node& node = program_.nodes[literal.node];
  const Exits turned = literal.negated ? Exits{exits.no, exits.yes, exits.unknown} : exits;
  switch (node.op) {
    case Node::Op::Constant:
      switch (node.constant) {
        case ir::Truth::Yes:
          return go(turned.yes);
        case ir::Truth::No:
          return go(turned.no);
        case ir::Truth::Unknown:
          return go(turned.unknown);
      }
      return;
    case Node::Op::Atom:
      return emit_mask({node.atom / 64, std::uint64_t{1} << (node.atom % 64), 0}, turned);
    case Node::Op::Less: {
      RowReader reader(program_, builder_, row_);
      return branch([&] { return reader.surely_less(node); },
                    [&] { return builder_.CreateNot(reader.possibly_less(node)); }, turned);
    }
    case Node::Op::Not:
      return emit({node.children.front(), !literal.negated}, exits);
    case Node::Op::And:
      return emit_conjunction({literal.node, false}, turned);
    case Node::Op::Or:  // not (not a and not b …)
      return emit_conjunction({literal.node, true}, {turned.no, turned.yes, turned.unknown});
    case Node::Op::AtLeast:
      return emit_at_least(node, turned);
    case Node::Op::Shown: {
      llvm::BasicBlock* signs = new_block("signs");
      emit({node.children[0], false}, {turned.yes, turned.no, {signs, nullptr, nullptr}});
      if (resume(signs)) emit({node.children[1], false}, {turned.yes, turned.unknown, turned.unknown});
      return;
    }
    case Node::Op::Known:
      return emit_known(node, turned);
  }
}

/// The first child that knows answers; the last one for all where none does.
void ScalarEmitter::emit_known(const Node& node, const Exits& exits) {
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const bool is_last = i + 1 == node.children.size();
    llvm::BasicBlock* next = is_last ? nullptr : new_block("known");
    emit({node.children[i], false}, {exits.yes, exits.no, is_last ? exits.unknown : Exit{next, nullptr, nullptr}});
    if (is_last || !resume(next)) return;
  }
}

void ScalarEmitter::emit_call(NodeIndex node, const Exits& exits) {
  std::vector<llvm::Value*> arguments = {row_, memory_};
  llvm::CallInst* truth = builder_.CreateCall(functions_.at(node), arguments, "truth");
  truth->setDoesNotThrow();
  branch([&] { return builder_.CreateICmpEQ(truth, builder_.getInt8(kYes)); },
         [&] { return builder_.CreateICmpEQ(truth, builder_.getInt8(kNo)); }, exits);
}

void ScalarEmitter::emit_mask(const AtomMask& mask, const Exits& exits) {
  RowReader reader(program_, builder_, row_);
  branch([&] { return reader.all_are_yes(mask); }, [&] { return reader.some_is_no(mask); }, exits);
}

void ScalarEmitter::emit_conjunction(Literal literal, const Exits& exits) {
  const Conjunction parts = conjunction_of(program_, outline_, literal);
  const std::size_t count = parts.masks.size() + parts.others.size();

  // An unknown part makes the whole unknown or no: `seen` carries that along, unless it does not matter.
  const bool carries = !(exits.unknown == exits.yes) && !(exits.unknown == exits.no);
  llvm::Value* seen = builder_.getFalse();
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == count;
    llvm::BasicBlock* next = nullptr;
    llvm::PHINode* next_seen = nullptr;
    Exits part = exits;
    if (!is_last) {
      next = new_block("and");
      if (carries) next_seen = new_phi(next, builder_.getInt1Ty(), "seen");
      part.yes = {next, next_seen, carries ? seen : nullptr};
      if (carries) part.unknown = {next, next_seen, builder_.getTrue()};
      if (exits.unknown == exits.yes) part.unknown = part.yes;
    } else if (carries && seen != builder_.getFalse()) {
      next = new_block("all");
      part.yes = {next, nullptr, nullptr};
    }
    if (i < parts.masks.size()) {
      emit_mask(parts.masks[i], part);
    } else {
      emit(parts.others[i - parts.masks.size()], part);
    }
    if (next == nullptr || !resume(next)) return;
    if (is_last) return go_if(seen, exits.unknown, exits.yes);
    if (carries) seen = next_seen;
  }
}

void ScalarEmitter::emit_at_least(const Node& node, const Exits& exits) {
  Conjunction parts;
  std::set<std::uint32_t> atoms;
  std::vector<NodeIndex> others;
  for (const NodeIndex child : node.children) {
    const Node& part = program_.nodes[child];
    // A repeated atom counts as often as it is written, a bit of a mask once.
    if (part.op == Node::Op::Atom && atoms.insert(part.atom).second) {
      parts.add_atom(part.atom, false);
    } else {
      others.push_back(child);
    }
  }
  // How many are yes, in the lower half; how many are not no, in the upper.
  RowReader reader(program_, builder_, row_);
  const auto half = [&](llvm::Value* value) { return builder_.CreateShl(value, builder_.getInt64(32)); };
  llvm::Value* counts = builder_.getInt64(0);
  for (const AtomMask& mask : parts.masks) {
    const auto size = static_cast<std::uint64_t>(std::popcount(mask.plain));
    llvm::Value* most = builder_.CreateSub(builder_.getInt64(size), reader.count_no(mask));
    counts = builder_.CreateAdd(counts, builder_.CreateAdd(reader.count_yes(mask), half(most)));
  }
  for (const NodeIndex child : others) {
    llvm::BasicBlock* next = new_block("count");
    llvm::PHINode* sum = new_phi(next, builder_.getInt64Ty(), "counts");
    llvm::Value* may_be = builder_.CreateAdd(counts, builder_.getInt64(std::uint64_t{1} << 32));
    llvm::Value* is = builder_.CreateAdd(may_be, builder_.getInt64(1));
    emit({child, false}, {{next, sum, is}, {next, sum, counts}, {next, sum, may_be}});
    resume(next);
    counts = sum;
  }
  llvm::Value* k = builder_.getInt32(node.k);
  llvm::Value* least = builder_.CreateTrunc(counts, builder_.getInt32Ty());
  llvm::Value* most = builder_.CreateTrunc(builder_.CreateLShr(counts, builder_.getInt64(32)), builder_.getInt32Ty());
  branch([&] { return builder_.CreateICmpUGE(least, k); }, [&] { return builder_.CreateICmpULT(most, k); }, exits);
}

void ScalarEmitter::emit_function(NodeIndex node) {
  llvm::Type* pointer = builder_.getPtrTy();
  llvm::FunctionType* type = llvm::FunctionType::get(builder_.getInt8Ty(), {pointer, pointer}, false);
  function_ = declare(program_, module_, "condition", type, false);
  function_->addFnAttr(llvm::Attribute::NoInline);
  functions_[node] = function_;
  row_ = function_->getArg(0);
  memory_ = function_->getArg(1);
  builder_.SetInsertPoint(new_block("entry"));

  llvm::Value* cell = nullptr;
  if (outline_.remembers[node]) {
    cell = builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), memory_, memory_index_.at(node));
    llvm::Value* remembered = builder_.CreateLoad(builder_.getInt8Ty(), cell);
    llvm::BasicBlock* known = new_block("known");
    llvm::BasicBlock* find = new_block("find");
    builder_.CreateCondBr(builder_.CreateICmpNE(remembered, builder_.getInt8(0)), known, find);
    builder_.SetInsertPoint(known);
    builder_.CreateRet(remembered);
    builder_.SetInsertPoint(find);
  }
  llvm::BasicBlock* found = new_block("found");
  llvm::PHINode* truth = new_phi(found, builder_.getInt8Ty(), "truth");
  const auto with = [&](std::uint8_t value) { return Exit{found, truth, builder_.getInt8(value)}; };
  emit_in_place({node, false}, {with(kYes), with(kNo), with(kUnknown)});
  resume(found);
  if (cell != nullptr) builder_.CreateStore(truth, cell);
  builder_.CreateRet(truth);
}

llvm::Value* ScalarEmitter::emit_memory() {
  const std::uint64_t words = (memory_index_.size() + 7) / 8;
  if (words == 0) return llvm::ConstantPointerNull::get(builder_.getPtrTy());
  llvm::Type* i64 = builder_.getInt64Ty();
  llvm::Value* memory = builder_.CreateAlloca(llvm::ArrayType::get(i64, words), nullptr, "memory");
  // Stores, not a memset: that could become a call, and native code may reach only what runtime/symbols.def names.
  for (std::uint64_t i = 0; i < words; ++i) {
    builder_.CreateStore(builder_.getInt64(0), builder_.CreateConstInBoundsGEP1_64(i64, memory, i), true);
  }
  return memory;
}

/// Which numbers a case needs turns out late, one branch after the other; a table of cases does not fit the cache.
/// Asking for their lines at once costs an instruction each and saves waiting for them in turn.
void ScalarEmitter::emit_prefetches() {
  constexpr std::uint64_t kLine = 64, kMostLines = 8;
  std::uint64_t end = 0;
  for (NodeIndex i = 0; i < program_.nodes.size(); ++i) {
    const Node& node = program_.nodes[i];
    if (node.op != Node::Op::Less || outline_.weight[i] == 0) continue;
    for (const planes::Side& side : {node.lhs, node.rhs}) {
      if (side.kind == planes::Side::Kind::Slot) {
        end = std::max(end, 16 * program_.words() + 8 * (std::uint64_t{side.slot} + 1));
      }
    }
  }
  for (std::uint64_t at = kLine; at < std::min(end, kLine * kMostLines); at += kLine) {
    llvm::Value* line = builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), row_, at);
    builder_.CreateIntrinsic(llvm::Intrinsic::prefetch, {builder_.getPtrTy()},
                             {line, builder_.getInt32(0), builder_.getInt32(3), builder_.getInt32(1)});
  }
}

void ScalarEmitter::emit_screen(const Screen& screen, const Exit& holds, const Exit& fails) {
  RowReader reader(program_, builder_, row_);
  const auto go_on_if = [&](llvm::Value* condition) {
    llvm::BasicBlock* next = new_block("screen");
    go_if(condition, {next, nullptr, nullptr}, fails);
    resume(next);
  };
  for (const AtomMask& mask : screen.claims.masks) go_on_if(reader.all_are_yes(mask));
  for (const std::vector<Screen::Test>& tests : screen.alternatives) {
    llvm::BasicBlock* next = new_block("screen");
    for (std::size_t i = 0; i < tests.size(); ++i) {
      llvm::BasicBlock* other = i + 1 < tests.size() ? new_block("or") : fails.block;
      const AtomMask& mask = tests[i].mask;
      builder_.CreateCondBr(tests[i].all_yes ? reader.all_are_yes(mask) : reader.some_is_no(mask), next, other);
      if (other != fails.block) resume(other);
    }
    resume(next);
  }
  go(holds);
}

/// `with` unless the rule at `node` is out of reach; else `without`.
llvm::Value* ScalarEmitter::emit_reached(NodeIndex node, llvm::Value* with, llvm::Value* without) {
  llvm::BasicBlock* next = new_block("reached");
  llvm::PHINode* outcomes = new_phi(next, builder_.getInt8Ty(), "outcomes");
  emit({node, false}, {{next, outcomes, with}, {next, outcomes, without}, {next, outcomes, with}});
  resume(next);
  return outcomes;
}

/// Where no earlier rule may hold, the one that surely does gives its outcome: whether it is reached need not be asked.
void ScalarEmitter::emit_first(llvm::Value* is_alone, const Exit& decided) {
  llvm::BasicBlock* ask = new_block("ask");
  go_if(is_alone, decided, {ask, nullptr, nullptr});
  resume(ask);
}

void ScalarEmitter::emit_decide_body(llvm::Function* function) {
  function_ = function;
  row_ = function->getArg(0);
  builder_.SetInsertPoint(new_block("entry"));
  emit_prefetches();
  memory_ = emit_memory();

  llvm::BasicBlock* decided = new_block("decided");
  llvm::PHINode* result = new_phi(decided, builder_.getInt8Ty(), "result");
  llvm::Value* possible = builder_.getInt8(0);
  const Screen screened = screen(program_, outline_);
  llvm::BasicBlock* behind_screen = nullptr;
  llvm::PHINode* possible_behind = nullptr;
  std::size_t first = 0;  // rule
  if (screened.rules != 0) {
    llvm::BasicBlock* first_rule = new_block("first_rule");
    behind_screen = new_block("behind_screen");
    possible_behind = new_phi(behind_screen, builder_.getInt8Ty(), "possible");
    emit_screen(screened, {behind_screen, possible_behind, possible}, {first_rule, nullptr, nullptr});
    if (!resume(first_rule)) {  // no case fails it: these rules never hold
      resume(behind_screen);
      possible = possible_behind;
      first = screened.rules;
    }
  }
  bool goes_on = true;
  for (std::size_t i = first; i < program_.rules.size(); ++i) {
    const planes::Program::Rule& rule = program_.rules[i];
    llvm::Value* with = builder_.CreateOr(possible, builder_.getInt8(ir::outcome_bit(rule.outcome)));
    const bool is_last_screened = i + 1 == screened.rules;
    llvm::BasicBlock* next = is_last_screened ? behind_screen : new_block("rule");
    llvm::PHINode* next_possible = is_last_screened ? possible_behind : new_phi(next, builder_.getInt8Ty(), "possible");
    if (rule.reached == rule.when) {
      emit({rule.when, false}, {{decided, result, with}, {next, next_possible, possible}, {next, next_possible, with}});
    } else {
      llvm::BasicBlock* may_decide = new_block("may_decide");
      llvm::PHINode* is_met = new_phi(may_decide, builder_.getInt1Ty(), "is_met");
      emit({rule.when, false}, {{may_decide, is_met, builder_.getTrue()},
                                {next, next_possible, possible},
                                {may_decide, is_met, builder_.getFalse()}});
      if (resume(may_decide)) {
        emit_first(builder_.CreateAnd(is_met, is_none(possible)), {decided, result, with});
        llvm::Value* outcomes = emit_reached(rule.reached, with, possible);
        go_if(is_met, {decided, result, outcomes}, {next, next_possible, outcomes});
      }
    }
    goes_on = resume(next);
    if (!goes_on) break;
    possible = next_possible;
  }
  if (goes_on) {
    llvm::Value* with = builder_.CreateOr(possible, builder_.getInt8(ir::outcome_bit(program_.otherwise)));
    if (program_.otherwise_reached) {
      emit_first(is_none(possible), {decided, result, with});
      with = emit_reached(*program_.otherwise_reached, with, possible);
    }
    go({decided, result, with});
  }
  resume(decided);
  builder_.CreateRet(result);
}

void ScalarEmitter::emit() {
  for (const NodeIndex node : outline_.functions) {
    if (outline_.remembers[node]) memory_index_.emplace(node, memory_index_.size());
  }
  for (const NodeIndex node : outline_.functions) emit_function(node);
  llvm::FunctionType* type = llvm::FunctionType::get(builder_.getInt8Ty(), {builder_.getPtrTy()}, false);
  emit_decide_body(declare(program_, module_, kDecideName, type, true));
}

}  // namespace

void emit_decide(const planes::Program& program, llvm::Module& module) { ScalarEmitter(program, module).emit(); }

}  // namespace pol::codegen
