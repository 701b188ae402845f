#include "compiler/ask/routes.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace pol::ask {

namespace {

constexpr std::size_t kMostWays = 12;  ///< kept of every node

/// Does every documentation that fits `b` fit `a`?
bool covers(const Way& a, const Way& b) {
  return std::all_of(a.parts.begin(), a.parts.end(), [&](const auto& wanted) {
    const auto found =
        std::find_if(b.parts.begin(), b.parts.end(), [&](const auto& given) { return given.first == wanted.first; });
    return found != b.parts.end() && (found->second & ~wanted.second).none();
  });
}

bool is_before(const Way& a, const Way& b) {
  const auto numbers = [](const Way& way) {
    std::vector<std::uint32_t> numbers_of;
    for (const auto& part : way.parts) numbers_of.push_back(part.first);
    return numbers_of;
  };
  if (a.cost != b.cost) return a.cost < b.cost;
  if (a.parts.size() != b.parts.size()) return a.parts.size() < b.parts.size();
  return numbers(a) < numbers(b);
}

}  // namespace

Routes::Routes(Model& model, const Evidence& evidence, std::size_t steps)
    : model_(model), evidence_(evidence), trial_(model, steps) {}

unsigned Routes::cost_of(const Way& way) const {
  std::vector<std::size_t> requests;
  unsigned cost = 0;
  for (const auto& [part, samples] : way.parts) {
    const std::size_t request = evidence_.request_of(model_.parts()[part].fact);
    if (std::find(requests.begin(), requests.end(), request) != requests.end()) continue;
    requests.push_back(request);
    cost += evidence_.requests()[request].cost;
  }
  return cost;
}

void Routes::trim(Ways& ways) const {
  std::stable_sort(ways.begin(), ways.end(), is_before);
  Ways kept;
  for (Way& way : ways) {
    if (kept.size() == kMostWays) break;
    const bool is_covered = std::any_of(kept.begin(), kept.end(), [&](const Way& other) { return covers(other, way); });
    if (!is_covered) kept.push_back(std::move(way));
  }
  ways = std::move(kept);
}

bool Routes::has_row(const Way& way, std::uint32_t group_index) const {
  const Group& group = model_.groups()[group_index];
  return std::any_of(group.rows.begin(), group.rows.end(), [&](const std::vector<std::uint16_t>& row) {
    for (const auto& [part, samples] : way.parts) {
      if (model_.group_of(part) != group_index) continue;
      const auto place = std::find(group.parts.begin(), group.parts.end(), part) - group.parts.begin();
      if (!samples.test(row[static_cast<std::size_t>(place)])) return false;
    }
    return true;
  });
}

std::optional<Way> Routes::both(const Way& a, const Way& b) {
  Way way;
  auto left = a.parts.begin(), right = b.parts.begin();
  std::vector<std::uint32_t> left_groups;
  bool is_linked = false;
  for (const auto& part : a.parts) {
    const std::uint32_t group = model_.group_of(part.first);
    if (model_.groups()[group].parts.size() > 1) left_groups.push_back(group);
  }
  while (left != a.parts.end() || right != b.parts.end()) {
    if (right == b.parts.end() || (left != a.parts.end() && left->first < right->first)) {
      way.parts.push_back(*left++);
    } else if (left == a.parts.end() || right->first < left->first) {
      is_linked = is_linked ||
                  std::find(left_groups.begin(), left_groups.end(), model_.group_of(right->first)) != left_groups.end();
      way.parts.push_back(*right++);
    } else {
      way.parts.emplace_back(left->first, left->second & right->second);
      if (way.parts.back().second.none()) return std::nullopt;
      is_linked = is_linked || !left_groups.empty();
      ++left;
      ++right;
    }
  }
  if (is_linked) {
    for (const std::uint32_t group : left_groups) {
      if (!has_row(way, group)) return std::nullopt;
    }
  }
  way.cost = cost_of(way);
  return way;
}

Routes::Ways Routes::both(const Ways& a, const Ways& b) {
  Ways joined;
  for (const Way& one : a) {
    for (const Way& other : b) {
      if (auto way = both(one, other)) joined.push_back(std::move(*way));
    }
  }
  trim(joined);
  return joined;
}

Routes::Ways Routes::prove(Edge edge, bool yes) {
  yes = yes != edge.is_negated();
  edge = Edge(edge.node(), false);
  const ir::Truth truth = model_.network().truth(edge);
  if (truth != ir::Truth::Unknown) return (truth == ir::Truth::Yes) == yes ? Ways{Way()} : Ways();
  const auto key = std::pair(edge, yes);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  Ways ways;
  const Network::Gate& gate = model_.network()[edge.node()];
  const auto n = static_cast<std::uint32_t>(gate.inputs.size());
  if (gate.inputs.empty()) {
    const std::uint32_t leaf = model_.leaf_at(edge.node());
    if (leaf != UINT32_MAX) ways = prove_leaf(leaf, yes);
  } else if (!gate.is_exact) {
    ways = yes ? prove_count(gate.inputs, gate.k, true) : prove_count(gate.inputs, n - gate.k + 1, false);
  } else if (yes) {
    ways = prove_exactly(gate.inputs, gate.k);
  } else {
    if (gate.k < n) ways = prove_count(gate.inputs, gate.k + 1, true);
    for (Way& way : prove_count(gate.inputs, n - gate.k + 1, false)) ways.push_back(std::move(way));
  }
  trim(ways);
  known_.emplace(key, ways);
  return ways;
}

Routes::Ways Routes::prove_count(const std::vector<Edge>& inputs, std::uint32_t needed, bool yes) {
  // By how many inputs have been proved so far; at the end, enough of them.
  std::vector<Ways> proved(needed + 1);
  proved[0] = {Way()};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Ways ways = prove(inputs[i], yes);
    for (std::uint32_t count = needed; count-- > 0;) {
      const auto still = static_cast<std::uint32_t>(inputs.size() - i);
      if (count + still < needed || proved[count].empty()) continue;
      for (Way& way : both(proved[count], ways)) proved[count + 1].push_back(std::move(way));
      trim(proved[count + 1]);
    }
  }
  return std::move(proved[needed]);
}

Routes::Ways Routes::prove_exactly(const std::vector<Edge>& inputs, std::uint32_t k) {
  std::vector<Ways> proved(k + 1);
  proved[0] = {Way()};
  for (const Edge input : inputs) {
    const Ways yes = prove(input, true), no = prove(input, false);
    for (std::uint32_t count = k + 1; count-- > 0;) {
      Ways next = both(proved[count], no);
      if (count > 0) {
        for (Way& way : both(proved[count - 1], yes)) next.push_back(std::move(way));
      }
      trim(next);
      proved[count] = std::move(next);
    }
  }
  return std::move(proved[k]);
}

Routes::Ways Routes::prove_leaf(std::uint32_t index, bool yes) {
  const Leaf& leaf = model_.leaves()[index];
  if (leaf.is_pair) return prove_pair(leaf, yes);
  const Group& group = model_.groups()[leaf.group];
  const auto is_good = [&](std::size_t row) {
    const std::uint32_t column = group.column[row];
    return (((leaf.yes[column / 64] >> (column % 64)) & 1U) != 0) == yes;
  };
  Ways ways;
  for (std::size_t i = 0; i < group.parts.size(); ++i) {
    if (model_.parts()[group.parts[i]].samples.size() > kMostSamples) continue;
    Samples good, bad;
    for (std::size_t row = 0; row < group.rows.size(); ++row) (is_good(row) ? good : bad).set(group.rows[row][i]);
    if ((good & ~bad).none()) continue;
    Way way;
    way.parts = {{group.parts[i], good & ~bad}};
    way.cost = cost_of(way);
    ways.push_back(std::move(way));
  }
  if (!ways.empty()) return ways;
  // No fact by itself: the values of a row that will do.
  for (std::size_t row = 0; row < group.rows.size() && ways.size() < kMostWays; ++row) {
    if (!is_good(row)) continue;
    Way way;
    for (std::size_t i = 0; i < group.parts.size(); ++i) {
      const std::uint32_t part = group.parts[i];
      const bool is_read = std::find(leaf.parts.begin(), leaf.parts.end(), part) != leaf.parts.end();
      if (!is_read || group.rows[row][i] >= kMostSamples) continue;
      way.parts.emplace_back(part, Samples().set(group.rows[row][i]));
    }
    way.cost = cost_of(way);
    ways.push_back(std::move(way));
  }
  return ways;
}

Routes::Ways Routes::prove_pair(const Leaf& leaf, bool yes) {
  const ir::Relation relation = std::get<ir::Compare>(model_.policy().exprs[leaf.expr]).relation;
  const Group &left = model_.groups()[leaf.group], &right = model_.groups()[leaf.other];
  const ir::FactId left_fact = std::get<ir::Compare>(model_.policy().exprs[leaf.expr]).lhs.fact;
  const bool is_first = model_.parts()[leaf.parts[0]].fact == left_fact;
  const std::uint32_t a = is_first ? leaf.parts[0] : leaf.parts[1], b = is_first ? leaf.parts[1] : leaf.parts[0];
  const auto side_at = [&](const Group& group, std::uint32_t part, const std::vector<interp::Side>& sides) {
    const auto place =
        static_cast<std::size_t>(std::find(group.parts.begin(), group.parts.end(), part) - group.parts.begin());
    std::map<std::uint16_t, interp::Side> by_sample;
    for (std::size_t row = 0; row < group.rows.size(); ++row) {
      by_sample.emplace(group.rows[row][place], sides[group.column[row]]);
    }
    return by_sample;
  };
  const auto lefts = side_at(left, a, leaf.lhs), rights = side_at(right, b, leaf.rhs);
  if (lefts.size() > kMostSamples || rights.size() > kMostSamples) return {};
  // One side at a value, the other wherever the comparison is as wanted: the values that leave most.
  std::vector<std::tuple<std::size_t, std::uint16_t, Samples>> choices;
  for (const auto& [sample, side] : lefts) {
    Samples good;
    for (const auto& [other, opposite] : rights) {
      const ir::Truth truth = compare_hulls(side, relation, opposite);
      if ((truth == ir::Truth::Yes) == yes) good.set(other);
    }
    if (good.any()) choices.emplace_back(good.count(), sample, good);
  }
  std::stable_sort(choices.begin(), choices.end(),
                   [](const auto& x, const auto& y) { return std::get<0>(x) > std::get<0>(y); });
  Ways ways;
  for (std::size_t i = 0; i < choices.size(); i += 1 + choices.size() / 4) {
    Way way;
    way.parts = {{a, Samples().set(std::get<1>(choices[i]))}, {b, std::get<2>(choices[i])}};
    std::sort(way.parts.begin(), way.parts.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    way.cost = cost_of(way);
    ways.push_back(std::move(way));
  }
  return ways;
}

bool Routes::is_sure(const Way& way, Labels approved) {
  const Model::Mark mark = model_.mark();
  bool is_sure = true;
  std::vector<std::uint32_t> groups;
  for (const auto& [part, samples] : way.parts) {
    const std::uint32_t group = model_.group_of(part);
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  }
  for (const std::uint32_t index : groups) {
    const Group& group = model_.groups()[index];
    Words columns(group.words, 0);
    std::vector<std::pair<std::size_t, const Samples*>> wanted;
    for (const auto& [part, samples] : way.parts) {
      if (model_.group_of(part) != index) continue;
      const auto place = std::find(group.parts.begin(), group.parts.end(), part) - group.parts.begin();
      wanted.emplace_back(static_cast<std::size_t>(place), &samples);
    }
    for (std::size_t row = 0; row < group.rows.size(); ++row) {
      const bool fits = std::all_of(wanted.begin(), wanted.end(),
                                    [&](const auto& want) { return want.second->test(group.rows[row][want.first]); });
      if (fits) columns[group.column[row] / 64] |= std::uint64_t{1} << (group.column[row] % 64);
    }
    is_sure = is_sure && model_.keep(index, columns.data());
  }
  const auto others = static_cast<Labels>(~approved);
  if (is_sure && (model_.possible() & others) != 0) is_sure = trial_.some_gives(others) == Answer::No;
  model_.undo(mark);
  return is_sure;
}

void Routes::cut_down(Way& way, Labels approved) {
  std::vector<ir::FactId> facts;
  for (const auto& [part, samples] : way.parts) {
    const ir::FactId fact = model_.parts()[part].fact;
    if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(fact);
  }
  // The dearest first, and of those the last.
  const auto cost = [&](ir::FactId fact) { return evidence_.requests()[evidence_.request_of(fact)].cost; };
  std::sort(facts.begin(), facts.end(),
            [&](ir::FactId a, ir::FactId b) { return cost(a) != cost(b) ? cost(a) > cost(b) : b < a; });
  for (const ir::FactId fact : facts) {
    Way less = way;
    std::erase_if(less.parts, [&](const auto& part) { return model_.parts()[part.first].fact == fact; });
    if (is_sure(less, approved)) way = std::move(less);
  }
  way.cost = cost_of(way);
}

void Routes::widen(Way& way, Labels approved) {
  for (std::size_t i = 0; i < way.parts.size(); ++i) {
    const std::size_t count = model_.parts()[way.parts[i].first].samples.size();
    for (std::size_t sample = 0; sample < count && sample < kMostSamples; ++sample) {
      if (way.parts[i].second.test(sample)) continue;
      // By itself: a value that Γ rules out would do in vain.
      Way with = way;
      with.parts[i].second.reset();
      with.parts[i].second.set(sample);
      if (is_sure(with, approved)) way.parts[i].second.set(sample);
    }
  }
}

std::optional<Way> Routes::way_by_search(Labels approved) {
  std::optional<Way> way;
  trial_.some_gives(approved, [&] {
    way.emplace();
    for (std::uint32_t index = 0; index < model_.groups().size(); ++index) {
      const Group& group = model_.groups()[index];
      const std::uint64_t* left = model_.remaining(index);
      const auto is_left = [&](std::size_t row) {
        return ((left[group.column[row] / 64] >> (group.column[row] % 64)) & 1U) != 0;
      };
      std::vector<std::size_t> rows;
      for (std::size_t row = 0; row < group.rows.size(); ++row) {
        if (is_left(row)) rows.push_back(row);
      }
      if (rows.size() == group.rows.size()) continue;
      for (std::size_t i = 0; i < group.parts.size(); ++i) {
        if (group.rows[rows.front()][i] >= kMostSamples) continue;
        way->parts.emplace_back(group.parts[i], Samples().set(group.rows[rows.front()][i]));
      }
    }
    std::sort(way->parts.begin(), way->parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  });
  return way;
}

std::vector<Way> Routes::find(Labels approved, std::size_t most) {
  Ways found, before = {Way()};
  for (const Model::Rule& rule : model_.rules()) {
    if (before.empty()) break;
    if ((rule.label & approved) != 0) {
      for (Way& way : both(before, prove(rule.when, true))) found.push_back(std::move(way));
    } else {
      before = both(before, prove(rule.when, false));
    }
  }
  if (auto way = way_by_search(approved)) found.push_back(std::move(*way));
  for (Way& way : found) way.cost = cost_of(way);
  std::stable_sort(found.begin(), found.end(), is_before);
  Ways routes;
  for (Way& way : found) {
    if (!is_sure(way, approved)) continue;
    cut_down(way, approved);
    routes.push_back(std::move(way));
  }
  trim(routes);
  if (routes.size() > most) routes.resize(most);
  for (Way& way : routes) widen(way, approved);
  trim(routes);
  return routes;
}

}  // namespace pol::ask
