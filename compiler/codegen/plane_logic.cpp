#include "compiler/codegen/plane_logic.h"

#include <algorithm>

#include "compiler/support/result.h"

namespace pol::codegen {

using columns::Input;
using columns::InputIndex;
using ir::FactId;
using planes::Atom;
using planes::Node;
using planes::NodeIndex;
using planes::Side;

PlaneLogic::PlaneLogic(ColumnFrame& frame, unsigned words) : frame_(frame), b_(frame.builder), words_(words) {
  lanes_ = b_.getInt64Ty();
  if (words != 1) lanes_ = llvm::FixedVectorType::get(lanes_, words);
  for (std::vector<Truth>& truths : truths_) truths.resize(frame.program.nodes.size());
}

void PlaneLogic::emit(llvm::Value* word, llvm::Value* in_block, const Results& results) {
  word_ = word;
  in_block_ = in_block;
  emit_rules();
  store(irregular(), results.irregular, word_);
  store(and_(is_proven(), not_(and_(several_, has_open_gap()))), results.exact, word_);
  if (results.truths != nullptr) emit_truths(results.truths);
}

// --- planes

llvm::Value* PlaneLogic::not_(llvm::Value* a) {
  if (a == none()) return all();
  if (a == all()) return none();
  llvm::Value*& opposite = opposites_[a];
  if (opposite == nullptr) {
    opposite = b_.CreateNot(a);
    opposites_[opposite] = a;
  }
  return opposites_[a];
}

llvm::Value* PlaneLogic::and_(llvm::Value* a, llvm::Value* b) {
  if (a == none() || b == none()) return none();
  if (a == all() || a == b) return b;
  return b == all() ? a : b_.CreateAnd(a, b);
}

llvm::Value* PlaneLogic::or_(llvm::Value* a, llvm::Value* b) {
  if (a == all() || b == all()) return all();
  if (a == none() || a == b) return b;
  return b == none() ? a : b_.CreateOr(a, b);
}

llvm::Value* PlaneLogic::load(llvm::Value* base, llvm::Value* word) {
  llvm::Value* at = frame_.address(base, b_.CreateShl(word, b_.getInt64(3)));
  return b_.CreateAlignedLoad(lanes_, at, llvm::Align(1));
}

void PlaneLogic::store(llvm::Value* value, llvm::Value* base, llvm::Value* word) {
  b_.CreateAlignedStore(value, frame_.address(base, b_.CreateShl(word, b_.getInt64(3))), llvm::Align(1));
}

llvm::Value* PlaneLogic::bits(InputIndex input, Part part) {
  llvm::Value*& known = bits_[{input, part}];
  if (known == nullptr) known = load(frame_.pointer_of(input, part), word_);
  return known;
}

llvm::Value* PlaneLogic::scratch(Kind kind, std::uint32_t of) {
  llvm::Value*& known = scratch_[{kind, of}];
  if (known == nullptr) known = load(frame_.address(frame_.scratch, frame_.planes.offset_of(kind, of)), in_block_);
  return known;
}

// --- facts

bool PlaneLogic::is_derived(FactId fact) const {
  const auto is_of = [&](const ir::Record* record) {
    return fact == record->birth || fact == record->years || fact == record->months;
  };
  if (std::any_of(frame_.plan.ages.begin(), frame_.plan.ages.end(),
                  [&](const ir::Record* record) { return record->birth.is_set() && is_of(record); })) {
    // Without an age beside it a birth date has no bounds.
    return std::none_of(frame_.plan.ages.begin(), frame_.plan.ages.end(), [&](const ir::Record* record) {
      return fact == record->birth && !record->years.is_set() && !record->months.is_set();
    });
  }
  return std::any_of(frame_.plan.episodes.begin(), frame_.plan.episodes.end(), [&](const ir::Record* record) {
    return fact == record->length && frame_.policy.facts[fact].type.dimension == ir::Dimension::Days;
  });
}

llvm::Value* PlaneLogic::valid(FactId fact) { return bits(*frame_.plan.inputs.of(fact), Part::Valid); }

llvm::Value* PlaneLogic::documented_none(FactId fact) {
  return frame_.policy.facts[fact].type.or_none ? bits(*frame_.plan.inputs.of(fact), Part::None) : none();
}

llvm::Value* PlaneLogic::has_value(FactId fact) {
  if (is_derived(fact)) return scratch(Kind::Known, fact.index);
  const ir::Type& type = frame_.policy.facts[fact].type;
  llvm::Value* value = type.or_none ? and_not(valid(fact), documented_none(fact)) : valid(fact);
  const bool is_assumed = has_default(fact) && (type.kind == ir::FactKind::Finding || type.kind == ir::FactKind::Set);
  return is_assumed ? or_(value, not_(valid(fact))) : value;
}

llvm::Value* PlaneLogic::is_none(FactId fact) {
  const ir::Type& type = frame_.policy.facts[fact].type;
  if (!type.or_none) return none();
  const bool is_assumed = has_default(fact) && type.kind != ir::FactKind::Finding && type.kind != ir::FactKind::Set;
  if (!is_assumed) return documented_none(fact);
  return or_(documented_none(fact), not_(or_(valid(fact), has_value(fact))));
}

llvm::Value* PlaneLogic::is_stated(FactId fact) { return or_(has_value(fact), is_none(fact)); }

llvm::Value* PlaneLogic::is_open(FactId fact) {
  llvm::Value* open = not_(is_stated(fact));
  const bool has_bounds = is_derived(fact) && frame_.policy.facts[fact].type.kind == ir::FactKind::Date;
  return has_bounds ? or_(open, scratch(Kind::HasBounds, fact.index)) : open;
}

// --- conditions

PlaneLogic::Truth PlaneLogic::atom(std::uint32_t index, Mode mode) {
  const Atom& atom = frame_.program.atoms[index];
  switch (atom.kind) {
    case Atom::Kind::Finding: {
      const bool has_signs = frame_.policy.facts[atom.fact].shown_by.is_set();
      llvm::Value* present = bits(*frame_.plan.inputs.of(atom.fact), Part::Values);
      llvm::Value* yes = and_(present, valid(atom.fact));
      if (has_default(atom.fact) || (mode == Mode::Completed && !has_signs)) return {yes, not_(yes)};
      return {yes, and_not(valid(atom.fact), present)};
    }
    case Atom::Kind::ChoiceIs: {
      llvm::Value* is_it = scratch(Kind::CodeIs, index);
      llvm::Value* has = has_value(atom.fact);
      return {and_(has, is_it), or_(and_not(has, is_it), is_none(atom.fact))};
    }
    case Atom::Kind::IsNone:
      return {is_none(atom.fact), has_value(atom.fact)};
    case Atom::Kind::IsDocumented: {
      llvm::Value* known = valid(atom.fact);
      if (is_derived(atom.fact)) known = or_(known, has_value(atom.fact));
      return {known, not_(known)};
    }
    case Atom::Kind::Member: {
      const InputIndex input = frame_.plan.inputs.member(atom.fact, atom.member);
      llvm::Value* in = bits(input, Part::Values);
      return {in, mode == Mode::Completed ? not_(in) : bits(input, Part::Valid)};
    }
  }
  POL_BUG("kind of atom out of range");
}

PlaneLogic::Truth PlaneLogic::less(NodeIndex index, Mode mode) {
  const Node& node = frame_.program.nodes[index];
  llvm::Value *both = all(), *none_of = all();
  const auto add = [&](const Side& side) {
    if (side.kind == Side::Kind::Constant) return;
    const FactId fact = frame_.program.slots[side.slot].fact;
    both = and_(both, has_value(fact));
    none_of = and_not(none_of, is_none(fact));
  };
  add(node.lhs);
  add(node.rhs);
  if (frame_.plan.has_ends[index]) {
    const Truth found{scratch(Kind::LessYes, 4 * index), scratch(Kind::LessNo, 4 * index)};
    llvm::Value* counts = mode == Mode::Final ? none_of : both;
    return {and_(found.yes, counts), and_(found.no, counts)};
  }
  llvm::Value* is_it = scratch(Kind::LessMask, index);
  Truth found{and_(both, is_it), and_not(both, is_it)};
  if (mode != Mode::Final) return found;
  for (const columns::OpenCase& one : frame_.plan.open_cases[index]) {
    const auto is_so = [&](const Side& side, bool open) {
      if (side.kind == Side::Kind::Constant) return all();
      const FactId fact = frame_.program.slots[side.slot].fact;
      return open ? not_(is_stated(fact)) : has_value(fact);
    };
    llvm::Value* here = and_(is_so(node.lhs, one.left), is_so(node.rhs, one.right));
    const std::uint32_t of = 4 * index + (one.left ? 1U : 0U) + (one.right ? 2U : 0U);
    if (one.can_be_yes) found.yes = or_(found.yes, and_(here, scratch(Kind::LessYes, of)));
    if (one.can_be_no) found.no = or_(found.no, and_(here, scratch(Kind::LessNo, of)));
  }
  return found;
}

/// At least k of the planes are set: their number in binary, a plane a digit.
llvm::Value* PlaneLogic::count_reaches(const std::vector<llvm::Value*>& planes, std::size_t k) {
  if (k == 0) return all();
  if (k > planes.size()) return none();
  std::vector<llvm::Value*> digits;
  for (llvm::Value* carry : planes) {
    for (llvm::Value*& digit : digits) {
      llvm::Value* sum = b_.CreateXor(digit, carry);
      carry = and_(digit, carry);
      digit = sum;
    }
    const std::size_t counted = std::size_t{1} << digits.size();
    if (counted <= planes.size()) digits.push_back(carry);
  }
  llvm::Value* reaches = all();
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const bool is_set = ((k >> i) & 1U) != 0;
    reaches = is_set ? and_(digits[i], reaches) : or_(digits[i], reaches);
  }
  return reaches;
}

PlaneLogic::Truth PlaneLogic::at_least(const Node& node, Mode mode) {
  std::vector<llvm::Value*> yes, no;
  for (const NodeIndex child : node.children) {
    const Truth part = truths_[static_cast<std::size_t>(mode)][child];
    yes.push_back(part.yes);
    no.push_back(part.no);
  }
  const std::size_t too_many = node.k > node.children.size() ? 0 : node.children.size() - node.k + 1;
  return {count_reaches(yes, node.k), count_reaches(no, too_many)};
}

PlaneLogic::Truth PlaneLogic::truth_of(const Node& node, NodeIndex index, Mode mode) {
  const auto child = [&](std::size_t i) { return truths_[static_cast<std::size_t>(mode)][node.children[i]]; };
  switch (node.op) {
    case Node::Op::Constant:
      return {node.constant == ir::Truth::Yes ? all() : none(), node.constant == ir::Truth::No ? all() : none()};
    case Node::Op::Atom:
      return atom(node.atom, mode);
    case Node::Op::Less:
      return less(index, mode);
    case Node::Op::Not:
      return {child(0).no, child(0).yes};
    case Node::Op::And:
    case Node::Op::Or:
    case Node::Op::Known: {
      Truth joined = child(0);
      for (std::size_t i = 1; i < node.children.size(); ++i) {
        const Truth part = child(i);
        joined.yes = node.op == Node::Op::And ? and_(joined.yes, part.yes) : or_(joined.yes, part.yes);
        joined.no = node.op == Node::Op::Or ? and_(joined.no, part.no) : or_(joined.no, part.no);
      }
      return joined;
    }
    case Node::Op::AtLeast:
      return at_least(node, mode);
    case Node::Op::Shown: {
      const Truth finding = child(0), signs = child(1);
      return {or_(finding.yes, and_not(signs.yes, finding.no)), finding.no};
    }
  }
  POL_BUG("operation out of range");
}

/// Depth first, so that a plane is loaded where it is first needed; with a stack of our own, for conditions nest
/// deeply.
PlaneLogic::Truth PlaneLogic::truth(NodeIndex root, Mode mode) {
  std::vector<Truth>& known = truths_[static_cast<std::size_t>(mode)];
  std::vector<std::pair<NodeIndex, std::size_t>> stack{{root, 0}};
  while (!stack.empty()) {
    auto& [index, next] = stack.back();
    const Node& node = frame_.program.nodes[index];
    if (known[index].yes != nullptr) {
      stack.pop_back();
    } else if (next < node.children.size()) {
      stack.emplace_back(node.children[next++], 0);
    } else {
      known[index] = truth_of(node, index, mode);
      stack.pop_back();
    }
  }
  return known[root];
}

// --- what is made of them

void PlaneLogic::emit_rules() {
  std::array<llvm::Value*, ir::kOutcomes> possible{};
  const auto add = [&](ir::Outcome outcome, llvm::Value* rows) {
    llvm::Value*& plane = possible[static_cast<std::size_t>(outcome)];
    plane = plane == nullptr ? rows : or_(plane, rows);
  };
  llvm::Value* goes_on = all();
  for (const planes::Program::Rule& rule : frame_.program.rules) {
    const Truth when = truth(rule.when, Mode::Final);
    llvm::Value* may = and_not(goes_on, when.no);
    if (rule.reached != rule.when) may = and_not(may, truth(rule.reached, Mode::Final).no);
    add(rule.outcome, may);
    goes_on = and_not(goes_on, when.yes);
  }
  if (frame_.program.otherwise_reached) {
    goes_on = and_not(goes_on, truth(*frame_.program.otherwise_reached, Mode::Final).no);
  }
  add(frame_.program.otherwise, goes_on);

  llvm::Value* seen = none();
  several_ = none();
  for (llvm::Value* plane : possible) {
    if (plane == nullptr) continue;
    several_ = or_(several_, and_(seen, plane));
    seen = or_(seen, plane);
  }
  for (std::uint32_t i = 0; i < possible.size(); ++i) {
    if (possible[i] == nullptr) continue;
    const auto keep = [&](Kind kind, llvm::Value* plane) {
      store(plane, frame_.address(frame_.scratch, frame_.planes.offset_of(kind, i)), in_block_);
    };
    keep(Kind::Possible, possible[i]);
    keep(Kind::Only, and_not(possible[i], several_));
  }
}

llvm::Value* PlaneLogic::irregular() {
  llvm::Value* rows = not_(has_value(frame_.policy.reference));
  const auto add = [&](llvm::Value* plane) { rows = or_(rows, plane); };
  for (InputIndex i = 0; i < frame_.inputs_read; ++i) {
    const Input& input = frame_.plan.inputs.list()[i];
    switch (input.kind) {
      case Input::Kind::Number32:
      case Input::Kind::Number64:
      case Input::Kind::Date:
      case Input::Kind::Codes8:
      case Input::Kind::Codes16: {
        llvm::Value* documented = valid(input.fact);
        if (frame_.policy.facts[input.fact].type.or_none) documented = and_not(documented, documented_none(input.fact));
        add(and_(documented, scratch(Kind::OutOfRange, i)));
        break;
      }
      case Input::Kind::Finding:
      case Input::Kind::Set:
      case Input::Kind::Member:
      case Input::Kind::Count:
        break;
    }
  }
  for (std::uint32_t i = 0; i < frame_.plan.episodes.size(); ++i) {
    if (frame_.reads_record(*frame_.plan.episodes[i])) add(scratch(Kind::ClashInEpisode, i));
  }
  for (std::uint32_t i = 0; i < frame_.plan.ages.size(); ++i) {
    if (frame_.reads_record(*frame_.plan.ages[i])) add(scratch(Kind::ClashInAge, i));
  }
  for (const FactId fact : frame_.plan.only_single) {
    if (frame_.reads(fact)) add(valid(fact));
  }
  for (const columns::Cluster& cluster : frame_.plan.clusters) {
    for (const NodeIndex claim : cluster.claims) add(truth(claim, Mode::Documented).no);
    for (const FactId fact : cluster.shown) {
      const NodeIndex signs = frame_.program.of_expr[frame_.policy.facts[fact].shown_by.index];
      const InputIndex input = *frame_.plan.inputs.of(fact);
      llvm::Value* denied = and_not(has_value(fact), and_(valid(fact), bits(input, Part::Values)));
      add(and_(denied, truth(signs, Mode::Documented).yes));
    }
  }
  return rows;
}

/// Of every cluster, either nothing is stated, or an example meets its conditions: the case as it is, or the one in
/// which what is open is absent. The first two attempts of runtime/prepare.c.
llvm::Value* PlaneLogic::is_proven() {
  llvm::Value* proven = all();
  for (const columns::Cluster& cluster : frame_.plan.clusters) {
    llvm::Value* is_met = none();
    for (const Mode mode : {Mode::Documented, Mode::Completed}) {
      llvm::Value* holds = all();
      for (const NodeIndex claim : cluster.claims) holds = and_(holds, truth(claim, mode).yes);
      for (const FactId fact : cluster.shown) {
        const NodeIndex signs = frame_.program.of_expr[frame_.policy.facts[fact].shown_by.index];
        const InputIndex input = *frame_.plan.inputs.of(fact);
        llvm::Value* denied = and_not(has_value(fact), and_(valid(fact), bits(input, Part::Values)));
        holds = and_not(holds, and_not(denied, truth(signs, mode).no));
      }
      is_met = or_(is_met, holds);
    }
    llvm::Value* is_silent = all();
    for (const FactId fact : cluster.facts) is_silent = and_not(is_silent, is_stated(fact));
    if (cluster.facts.empty()) is_silent = none();
    proven = and_(proven, or_(is_met, is_silent));
  }
  return proven;
}

llvm::Value* PlaneLogic::has_open_gap() {
  llvm::Value* open = none();
  for (const planes::Gap& gap : frame_.program.gaps) open = or_(open, is_open(gap.fact));
  for (const NodeIndex node : frame_.program.unstated) {
    const Truth known = truth(node, Mode::Final);
    open = or_(open, not_(or_(known.yes, known.no)));
  }
  return open;
}

void PlaneLogic::emit_truths(llvm::Value* truths) {
  llvm::Value* sink = frame_.address(frame_.scratch, ScratchPlanes::kSink);
  llvm::Value* bytes = b_.CreateShl(word_, b_.getInt64(3));
  for (std::uint32_t i = 0; i < frame_.policy.criteria.size(); ++i) {
    Truth known = truth(frame_.program.of_expr[frame_.policy.criteria[ir::CriterionId{i}].truth.index], Mode::Final);
    if (frame_.program.is_read[i]) {
      const Truth exact = truth(frame_.program.of_criterion[i], Mode::Final);
      known = {or_(known.yes, exact.yes), or_(known.no, exact.no)};
    }
    for (const bool is_yes : {true, false}) {
      llvm::Value* slot = frame_.address(truths, 8 * (2 * std::uint64_t{i} + (is_yes ? 0 : 1)));
      llvm::Value* wanted = b_.CreateAlignedLoad(b_.getPtrTy(), slot, llvm::Align(8));
      // Nobody asked: it goes where nothing is read any more.
      llvm::Value* at = b_.CreateSelect(b_.CreateIsNull(wanted), sink, frame_.address(wanted, bytes));
      b_.CreateAlignedStore(is_yes ? known.yes : or_(known.yes, known.no), at, llvm::Align(1));
    }
  }
}

}  // namespace pol::codegen
