#include "compiler/ask/versions.h"

namespace pol::ask {

using ir::Truth;

Versions::Versions(const Model& model)
    : model_(model),
      stamp_(model.network().size(), 0),
      planes_(model.network().size()),
      differing_(model.network().size(), 0) {}

void Versions::choose(std::uint32_t group, std::vector<std::uint32_t> columns) {
  group_ = group;
  columns_ = std::move(columns);
  ++now_;
  for (const std::uint32_t leaf : model_.groups()[group].leaves) stamp_[model_.leaves()[leaf].node] = now_;
  for (const std::uint32_t node : model_.groups()[group].cone) stamp_[node] = now_;
}

Versions::Planes Versions::planes(Edge edge) const {
  const std::uint32_t node = edge.node();
  Planes planes;
  if (stamp_[node] == now_) {
    planes = planes_[node];
  } else {
    const Truth truth = model_.network().truth(node);
    if (truth == Truth::Yes) planes.yes = ~std::uint64_t{0};
    if (truth == Truth::No) planes.no = ~std::uint64_t{0};
  }
  return edge.is_negated() ? Planes{planes.no, planes.yes} : planes;
}

Versions::Planes Versions::gate(std::uint32_t node) const {
  const Network::Gate& gate = model_.network()[node];
  Planes out;
  if (!gate.is_exact && gate.k == 1) {
    out.no = ~std::uint64_t{0};
    for (const Edge input : gate.inputs) {
      const Planes in = planes(input);
      out.yes |= in.yes;
      out.no &= in.no;
    }
    return out;
  }
  if (!gate.is_exact && gate.k == gate.inputs.size()) {
    out.yes = ~std::uint64_t{0};
    for (const Edge input : gate.inputs) {
      const Planes in = planes(input);
      out.yes &= in.yes;
      out.no |= in.no;
    }
    return out;
  }
  std::vector<Planes> inputs;
  for (const Edge input : gate.inputs) inputs.push_back(planes(input));
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::uint32_t least = 0, most = 0;
    for (const Planes& in : inputs) {
      least += static_cast<std::uint32_t>((in.yes >> i) & 1U);
      most += static_cast<std::uint32_t>((~in.no >> i) & 1U);
    }
    const bool is_no = most < gate.k || (gate.is_exact && least > gate.k);
    const bool is_yes = gate.is_exact ? least == most && least == gate.k : least >= gate.k;
    out.yes |= static_cast<std::uint64_t>(is_yes) << i;
    out.no |= static_cast<std::uint64_t>(is_no) << i;
  }
  return out;
}

void Versions::evaluate() {
  const Group& group = model_.groups()[group_];
  for (const std::uint32_t index : group.leaves) {
    const Leaf& leaf = model_.leaves()[index];
    Planes out;
    if (leaf.is_pair) {
      const bool is_left = leaf.group == group_;
      const ir::Relation relation = std::get<ir::Compare>(model_.policy().exprs[leaf.expr]).relation;
      const interp::Side opposite = is_left ? model_.hull(leaf.other, leaf.rhs) : model_.hull(leaf.group, leaf.lhs);
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const Truth truth = is_left ? compare_hulls(leaf.lhs[columns_[i]], relation, opposite)
                                    : compare_hulls(opposite, relation, leaf.rhs[columns_[i]]);
        out.yes |= static_cast<std::uint64_t>(truth == Truth::Yes) << i;
        out.no |= static_cast<std::uint64_t>(truth == Truth::No) << i;
      }
    } else {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::uint32_t column = columns_[i];
        const bool yes = ((leaf.yes[column / 64] >> (column % 64)) & 1U) != 0;
        out.yes |= static_cast<std::uint64_t>(yes) << i;
        out.no |= static_cast<std::uint64_t>(!yes) << i;
      }
    }
    planes_[leaf.node] = out;
    const std::uint64_t settled = (out.yes & 1U) != 0 ? out.yes : (out.no & 1U) != 0 ? out.no : 0;
    differing_[leaf.node] = ~settled;
  }
  for (const std::uint32_t node : group.cone) {
    const Planes out = gate(node);
    planes_[node] = out;
    std::uint64_t differing = 0;
    for (const Edge input : model_.network()[node].inputs) {
      if (stamp_[input.node()] == now_) differing |= differing_[input.node()];
    }
    const std::uint64_t equal = (out.yes & 1U) != 0 ? out.yes : (out.no & 1U) != 0 ? out.no : 0;
    differing_[node] = differing & ~equal;
  }
  possible_.fill(0);
  std::uint64_t alive = ~std::uint64_t{0} >> (64 - columns_.size());
  for (const Model::Rule& rule : model_.rules()) {
    const Planes when = planes(rule.when);
    for (std::uint64_t may = alive & ~when.no; may != 0; may &= may - 1) {
      Labels& labels = possible_[static_cast<std::size_t>(__builtin_ctzll(may))];
      labels = static_cast<Labels>(labels | rule.label);
    }
    alive &= ~when.yes;
    if (alive == 0) break;
  }
}

Truth Versions::truth(Edge edge, std::size_t version) const {
  const Planes planes = this->planes(edge);
  if (((planes.yes >> version) & 1U) != 0) return Truth::Yes;
  return ((planes.no >> version) & 1U) != 0 ? Truth::No : Truth::Unknown;
}

bool Versions::may_differ(Edge edge, std::size_t version) const {
  return stamp_[edge.node()] == now_ && ((differing_[edge.node()] >> version) & 1U) != 0;
}

}  // namespace pol::ask
