#include "compiler/ask/relevance.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace pol::ask {

using ir::FactId;

Relevance::Relevance(Model& model, std::size_t steps, std::size_t searches)
    : model_(model),
      // What is unstated keeps labels possible to the last, so that a search seldom ends early and more of it seldom
      // helps.
      trial_(model, model.has_unstated() ? steps / 8 : steps),
      versions_(model),
      searches_(searches),
      is_exact_(model.is_exact()) {
  for (const Group& group : model.groups()) {
    Findings findings;
    for (const FactId fact : group.facts) {
      std::map<std::vector<std::uint16_t>, std::uint32_t> known;
      std::vector<std::uint32_t> values;
      for (const std::vector<std::uint16_t>& row : group.rows) {
        std::vector<std::uint16_t> own;
        for (std::size_t i = 0; i < row.size(); ++i) {
          if (model.parts()[group.parts[i]].fact == fact) own.push_back(row[i]);
        }
        values.push_back(known.emplace(std::move(own), static_cast<std::uint32_t>(known.size())).first->second);
      }
      findings.values.push_back(std::move(values));
    }
    findings.fixings.resize(group.facts.size());
    findings.blocks.resize(group.facts.size());
    findings.is_relevant.assign(group.facts.size(), false);
    findings.seen_as.assign(group.columns(), 0);
    findings.same_as.resize(group.columns());
    std::iota(findings.same_as.begin(), findings.same_as.end(), 0U);
    findings_.push_back(std::move(findings));
  }
}

std::uint32_t Relevance::root(std::uint32_t group, std::uint32_t column) {
  const std::vector<std::uint32_t>& same_as = findings_[group].same_as;
  while (same_as[column] != column) column = same_as[column];
  return column;
}

std::vector<std::uint32_t> Relevance::numbers(const Findings& findings, const std::vector<bool>& fixed) const {
  std::vector<std::uint32_t> numbers(findings.values.front().size(), 0);
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  for (std::size_t fact = 0; fact < fixed.size(); ++fact) {
    if (!fixed[fact]) continue;
    known.clear();
    for (std::size_t row = 0; row < numbers.size(); ++row) {
      const std::uint64_t pair = (std::uint64_t{numbers[row]} << 32U) | findings.values[fact][row];
      numbers[row] = known.emplace(pair, static_cast<std::uint32_t>(known.size())).first->second;
    }
  }
  return numbers;
}

std::vector<std::vector<bool>> Relevance::fixings(std::uint32_t group, std::size_t fact) {
  constexpr std::size_t kMostFixed = 6;  // 2^(n-1) sets of documented neighbours are tried up to here
  const std::size_t facts = model_.groups()[group].facts.size();
  std::vector<std::vector<bool>> fixings;
  std::vector<bool> all(facts, true);
  all[fact] = false;
  fixings.push_back(all);
  if (facts > kMostFixed) {
    is_exact_ = false;
    for (std::size_t other = 0; other < facts; ++other) {
      std::vector<bool> fixed = all;
      fixed[other] = false;
      if (other != fact) fixings.push_back(fixed);
    }
    fixings.emplace_back(facts, false);
    return fixings;
  }
  for (std::uint32_t mask = (1U << facts) - 1; mask-- > 0;) {
    std::vector<bool> fixed(facts);
    for (std::size_t i = 0; i < facts; ++i) fixed[i] = ((mask >> i) & 1U) != 0;
    if (!fixed[fact] && fixed != all) fixings.push_back(std::move(fixed));
  }
  return fixings;
}

const Relevance::Blocks* Relevance::blocks(std::uint32_t group_index, std::size_t fact, std::size_t i) {
  Findings& findings = findings_[group_index];
  if (findings.fixings[fact].empty()) findings.fixings[fact] = fixings(group_index, fact);
  if (i >= findings.fixings[fact].size()) return nullptr;
  while (findings.blocks[fact].size() <= i) {
    Blocks made;
    const std::vector<bool>& fixed = findings.fixings[fact][findings.blocks[fact].size()];
    const std::vector<std::uint32_t> block = numbers(findings, fixed);
    std::vector<bool> with_fact = fixed;
    with_fact[fact] = true;
    made.cell = numbers(findings, with_fact);
    for (std::size_t row = 0; row < block.size(); ++row) {
      made.blocks = std::max(made.blocks, block[row] + 1);
      if (made.cell[row] == made.block_of.size()) made.block_of.push_back(block[row]);
    }
    findings.blocks[fact].push_back(std::move(made));
  }
  return &findings.blocks[fact][i];
}

void Relevance::learn() {
  const Model::Mark mark = model_.mark();
  for (std::uint32_t i = 0; i < model_.groups().size(); ++i) {
    const Group& group = model_.groups()[i];
    for (std::size_t word = 0; word < group.words; ++word) {
      const std::uint64_t left = model_.remaining(i)[word];
      if (left == 0) continue;
      model_.keep_one(i, static_cast<std::uint32_t>(word * 64) + static_cast<std::uint32_t>(__builtin_ctzll(left)));
      break;
    }
  }
  for (std::uint32_t i = 0; i < model_.groups().size(); ++i) learn(i);
  model_.undo(mark);
}

void Relevance::learn(std::uint32_t group_index) {
  const Group& group = model_.groups()[group_index];
  const Findings& findings = findings_[group_index];
  const bool is_known =
      std::find(findings.is_relevant.begin(), findings.is_relevant.end(), false) == findings.is_relevant.end();
  if (group.columns() < 2 || (is_known && group.facts.size() == 1)) return;
  std::vector<Labels> labels;
  for (std::uint32_t first = 0; first < group.columns(); first += 64) {
    std::vector<std::uint32_t> columns(std::min(64U, group.columns() - first));
    std::iota(columns.begin(), columns.end(), first);
    versions_.choose(group_index, std::move(columns));
    versions_.evaluate();
    for (std::size_t i = 0; i < versions_.size(); ++i) labels.push_back(versions_.possible(i));
  }
  if (std::adjacent_find(labels.begin(), labels.end(), std::not_equal_to<>()) == labels.end()) return;
  note_labels(group_index, labels);
}

void Relevance::note_labels(std::uint32_t group_index, const std::vector<Labels>& labels) {
  const Group& group = model_.groups()[group_index];
  Findings& findings = findings_[group_index];
  if (!findings.patterns.insert(labels).second) return;
  std::map<std::pair<std::uint32_t, Labels>, std::uint32_t> known;
  for (std::uint32_t column = 0; column < group.columns(); ++column) {
    const auto number = static_cast<std::uint32_t>(known.size());
    findings.seen_as[column] = known.emplace(std::pair(findings.seen_as[column], labels[column]), number).first->second;
  }
  for (std::size_t fact = 0; fact < group.facts.size(); ++fact) {
    if (findings.is_relevant[fact]) continue;
    for (std::size_t i = 0; const Blocks* found = blocks(group_index, fact, i); ++i) {
      const Blocks& each = *found;
      // Blocks of one cell say nothing: the fact is settled by the others.
      if (each.blocks == each.block_of.size()) continue;
      std::vector<Labels> any(each.blocks, 0), with(each.block_of.size(), 0);
      for (std::size_t row = 0; row < each.cell.size(); ++row) {
        Labels& of_cell = with[each.cell[row]];
        of_cell = static_cast<Labels>(of_cell | labels[group.column[row]]);
      }
      for (std::size_t cell = 0; cell < with.size(); ++cell) {
        any[each.block_of[cell]] = static_cast<Labels>(any[each.block_of[cell]] | with[cell]);
      }
      for (std::size_t cell = 0; cell < with.size(); ++cell) {
        if (with[cell] != any[each.block_of[cell]]) findings.is_relevant[fact] = true;
      }
      if (findings.is_relevant[fact]) break;
    }
  }
}

Answer Relevance::ask(std::uint32_t group, std::uint32_t one, std::vector<std::uint32_t> others) {
  for (std::uint32_t& other : others) other = root(group, other);
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  one = root(group, one);
  if (std::binary_search(others.begin(), others.end(), one)) return Answer::No;
  std::vector<std::uint32_t> question = {group, one};
  question.insert(question.end(), others.begin(), others.end());
  if (const auto known = asked_.find(question); known != asked_.end()) return known->second;
  if (searches_ == 0) return Answer::Spent;
  --searches_;
  const Answer answer = trial_.differs(group, one, others, [&] { learn(); });
  if (answer == Answer::No && others.size() == 1) {
    // Where something is unstated, what one column gives may be only a part of what the other gives.
    const bool is_same =
        !model_.has_unstated() || trial_.differs(group, others.front(), {one}, [&] { learn(); }) == Answer::No;
    if (is_same) findings_[group].same_as[one] = others.front();
  }
  asked_.emplace(std::move(question), answer);
  return answer;
}

void Relevance::settle(std::uint32_t group_index, std::size_t fact) {
  const Group& group = model_.groups()[group_index];
  Findings& findings = findings_[group_index];
  for (std::size_t i = 0; const Blocks* found = blocks(group_index, fact, i); ++i) {
    const Blocks each = *found;
    if (each.blocks == each.block_of.size()) continue;
    std::vector<std::set<std::uint32_t>> all(each.blocks), with(each.block_of.size());
    for (std::size_t row = 0; row < each.cell.size(); ++row) {
      const std::uint32_t column = root(group_index, group.column[row]);
      with[each.cell[row]].insert(column);
      all[each.block_of[each.cell[row]]].insert(column);
    }
    for (std::size_t cell = 0; cell < with.size(); ++cell) {
      for (const std::uint32_t column : all[each.block_of[cell]]) {
        if (with[cell].count(column) != 0) continue;
        const Answer answer = ask(group_index, column, {with[cell].begin(), with[cell].end()});
        if (findings.is_relevant[fact]) return;
        if (answer == Answer::No) continue;
        if (answer == Answer::Spent) is_exact_ = false;
        findings.is_relevant[fact] = true;
        return;
      }
    }
  }
}

std::vector<FactId> Relevance::relevant() {
  std::set<FactId> relevant;
  for (std::uint32_t i = 0; i < model_.groups().size(); ++i) {
    const Group& group = model_.groups()[i];
    for (std::size_t fact = 0; fact < group.facts.size(); ++fact) {
      if (group.columns() > 1 && !findings_[i].is_relevant[fact]) settle(i, fact);
      if (findings_[i].is_relevant[fact]) relevant.insert(group.facts[fact]);
    }
  }
  return {relevant.begin(), relevant.end()};
}

bool Relevance::is_enough(std::uint32_t group_index, const std::vector<bool>& chosen) {
  const Group& group = model_.groups()[group_index];
  const Findings& findings = findings_[group_index];
  const std::vector<std::uint32_t> block = numbers(findings, chosen);
  std::vector<std::uint32_t> first;                           // by what the chosen facts say
  std::vector<std::pair<std::uint32_t, std::uint32_t>> same;  // columns that must not differ
  for (std::size_t row = 0; row < group.rows.size(); ++row) {
    const std::uint32_t column = group.column[row];
    if (block[row] == first.size()) first.push_back(column);
    const std::uint32_t other = first[block[row]];
    if (findings.seen_as[other] != findings.seen_as[column]) return false;
    if (other != column) same.emplace_back(column, other);
  }
  for (const auto& [column, other] : same) {
    for (const auto& [a, b] : {std::pair(column, other), std::pair(other, column)}) {
      const Answer answer = ask(group_index, a, {b});
      if (answer == Answer::Spent) is_exact_ = false;
      if (answer != Answer::No) return false;
    }
  }
  return true;
}

std::vector<FactId> Relevance::enough(const std::vector<unsigned>& costs) {
  std::set<FactId> enough;
  for (std::uint32_t i = 0; i < model_.groups().size(); ++i) {
    const Group& group = model_.groups()[i];
    const std::size_t facts = group.facts.size();
    std::vector<bool> best(facts, true);
    if (facts > kMostExact) {
      is_exact_ = false;
      for (std::size_t fact = facts; fact-- > 0;) {
        best[fact] = false;
        if (!is_enough(i, best)) best[fact] = true;
      }
    } else {
      using Size = std::pair<std::size_t, unsigned>;
      std::vector<std::pair<Size, std::vector<bool>>> choices;
      for (std::uint32_t mask = 0; mask < (1U << facts); ++mask) {
        std::vector<bool> chosen(facts);
        Size size{0, 0};
        for (std::size_t fact = 0; fact < facts; ++fact) {
          // The first fact stands for the highest bit, so that equal choices come in declaration order.
          chosen[fact] = ((mask >> (facts - 1 - fact)) & 1U) != 0;
          if (!chosen[fact] || enough.count(group.facts[fact]) != 0) continue;
          ++size.first;
          size.second += costs[group.facts[fact].index];
        }
        choices.emplace_back(size, std::move(chosen));
      }
      std::stable_sort(choices.begin(), choices.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : b.second < a.second;
      });
      for (const auto& [size, chosen] : choices) {
        if (!is_enough(i, chosen)) continue;
        best = chosen;
        break;
      }
    }
    for (std::size_t fact = 0; fact < facts; ++fact) {
      if (best[fact]) enough.insert(group.facts[fact]);
    }
  }
  return {enough.begin(), enough.end()};
}

}  // namespace pol::ask
