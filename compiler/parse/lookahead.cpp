#include "compiler/parse/lookahead.h"

#include <set>

namespace pol::parse {

using antlr4::atn::ATNState;
using antlr4::atn::RuleTransition;
using antlr4::atn::Transition;

const Lookahead::Within& Lookahead::within(std::size_t state) {
  std::optional<Within>& known = next_[state];
  if (!known) {
    known.emplace();
    const antlr4::misc::IntervalSet& next = atn_.nextTokens(atn_.states[state]);
    for (const ssize_t type : next.toList()) {
      if (static_cast<std::size_t>(type) == antlr4::Token::EPSILON) {
        known->may_end = true;
      } else {
        known->types.set(type_index(static_cast<std::size_t>(type)));
      }
    }
  }
  return *known;
}

const ATNState* Lookahead::follow_of(const antlr4::RuleContext* context) const {
  if (context->parent == nullptr || context->invokingState >= atn_.states.size()) return nullptr;
  const Transition* const call = atn_.states[context->invokingState]->transitions[0];
  return static_cast<const RuleTransition*>(call)->followState;
}

bool Lookahead::fits(std::size_t state, antlr4::RuleContext* context, std::size_t type) {
  while (true) {
    const Within& here = within(state);
    if (here.types.test(type_index(type))) return true;
    if (!here.may_end) return false;
    const ATNState* const follow = follow_of(context);
    if (follow == nullptr) return type == antlr4::Token::EOF;
    state = follow->stateNumber;
    context = static_cast<antlr4::RuleContext*>(context->parent);
  }
}

int Lookahead::frame(const State* follow, int outer) {
  const auto [known, is_new] = known_frames_.try_emplace({follow, outer}, static_cast<int>(frames_.size()));
  if (is_new) frames_.push_back({follow, outer});
  return known->second;
}

int Lookahead::frames_of(antlr4::RuleContext* context) {
  frames_.clear();
  known_frames_.clear();
  std::vector<const State*> follows;
  for (; context != nullptr; context = static_cast<antlr4::RuleContext*>(context->parent)) {
    if (const State* const follow = follow_of(context)) follows.push_back(follow);
  }
  int innermost = kOutermost;
  for (auto follow = follows.rbegin(); follow != follows.rend(); ++follow) innermost = frame(*follow, innermost);
  return innermost;
}

std::vector<Lookahead::Position> Lookahead::closure(std::vector<Position> open, bool& may_end) {
  std::set<Position> seen(open.begin(), open.end());
  std::vector<Position> reading;
  const auto visit = [&](Position next) {
    if (seen.insert(next).second) open.push_back(next);
  };
  while (!open.empty()) {
    const Position at = open.back();
    open.pop_back();
    if (const_cast<State*>(at.state)->getStateType() == ATNState::RULE_STOP) {
      if (at.frame == kOutermost) {
        may_end = true;
      } else {
        const Frame outer = frames_[static_cast<std::size_t>(at.frame)];
        visit({outer.follow, outer.outer});
      }
      continue;
    }
    bool reads = false;
    for (const Transition* const transition : at.state->transitions) {
      if (!transition->isEpsilon()) {
        reads = true;
      } else if (transition->getSerializationType() == Transition::RULE) {
        visit({transition->target, frame(static_cast<const RuleTransition*>(transition)->followState, at.frame)});
      } else {
        visit({transition->target, at.frame});
      }
    }
    if (reads) reading.push_back(at);
  }
  return reading;
}

std::vector<Lookahead::Position> Lookahead::step(const std::vector<Position>& from, std::size_t type) const {
  std::vector<Position> out;
  for (const Position& at : from) {
    for (const Transition* const transition : at.state->transitions) {
      if (!transition->isEpsilon() && transition->matches(type, 1, atn_.maxTokenType)) {
        out.push_back({transition->target, at.frame});
      }
    }
  }
  return out;
}

std::size_t Lookahead::longest(std::size_t state, antlr4::RuleContext* context, const std::vector<std::size_t>& types) {
  std::vector<Position> at = {{atn_.states[state], frames_of(context)}};
  for (std::size_t i = 0; i < types.size(); ++i) {
    bool may_end = false;
    const std::vector<Position> reading = closure(std::move(at), may_end);
    at = step(reading, types[i]);
    if (at.empty()) return may_end && types[i] == antlr4::Token::EOF ? i + 1 : i;
  }
  return types.size();
}

TypeSet Lookahead::expected(std::size_t state, antlr4::RuleContext* context, const std::vector<std::size_t>& prefix) {
  std::vector<Position> at = {{atn_.states[state], frames_of(context)}};
  bool may_end = false;
  std::vector<Position> reading = closure(std::move(at), may_end);
  for (const std::size_t type : prefix) {
    may_end = false;
    reading = closure(step(reading, type), may_end);
  }
  TypeSet out;
  if (may_end) out.set(0);
  for (const Position& position : reading) {
    for (const Transition* const transition : position.state->transitions) {
      if (transition->isEpsilon()) continue;
      for (const ssize_t type : transition->label().toList()) out.set(type_index(static_cast<std::size_t>(type)));
    }
  }
  return out;
}

}  // namespace pol::parse
