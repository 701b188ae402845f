#include "compiler/smt/recall.h"

#include <sodium.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "compiler/smt/forms.h"
#include "compiler/smt/parents.h"
#include "compiler/support/result.h"

namespace pol::smt {

using ir::ExprId;
using ir::FactId;
using ir::Truth;

namespace {

/// What a hash is made of: every part has a length of its own, so that no two lists of parts read alike.
class Parts {
 public:
  template <class T>
    requires std::is_integral_v<T> || std::is_enum_v<T>
  Parts& add(T value) {
    const auto number = static_cast<std::uint64_t>(value);
    for (unsigned byte = 0; byte < 8; ++byte) bytes_.push_back(static_cast<char>((number >> (8 * byte)) & 0xFFU));
    return *this;
  }
  Parts& add(std::string_view text) {
    add(text.size());
    bytes_ += text;
    return *this;
  }
  template <class Tag>
  Parts& add(Id<Tag> id) {
    return add(id.index);
  }
  Parts& add(const Key& key) {
    bytes_.append(key.bytes.begin(), key.bytes.end());
    return *this;
  }
  Parts& add(const ir::Members& members) {
    const std::vector<std::size_t> list = members.list();
    add(list.size());
    for (const std::size_t i : list) add(i);
    return *this;
  }
  Parts& add(const ir::Operand& e) {
    return add(e.kind).add(e.is_date).add(e.fact).add(e.literal).add(e.months).add(e.amount);
  }
  Parts& add(const ir::FactState& e) {
    return add(e.kind).add(e.low).add(e.high).add(e.in).add(e.out).add(e.or_reference);
  }

  Key hash() const {
    Key key;
    static_assert(sizeof key.bytes == crypto_generichash_BYTES);
    crypto_generichash(key.bytes.data(), key.bytes.size(), reinterpret_cast<const unsigned char*>(bytes_.data()),
                       bytes_.size(), nullptr, 0);
    return key;
  }

 private:
  std::string bytes_;
};

}  // namespace

/// Facts stand for themselves by their number: what a number means is part of Γ, whose hash is in every key.
class Recall::Hashes {
 public:
  Hashes(const ir::Policy& policy, const Limits& limits)
      : policy_(policy), parents_(policy), plain_(policy.exprs.size()), unstated_(policy.exprs.size(), 0) {
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < policy.exprs.size(); ++i) {
      const auto* e = std::get_if<ir::Literal>(&policy.exprs[ExprId{i}]);
      if (e != nullptr && e->value == Truth::Unknown) unstated_[i] = ++count;
    }
    gamma_ = hash_of_gamma(limits);
  }

  Key question(Asked asked, const Forms& forms, const std::vector<Form>& question) {
    Parts parts;
    parts.add(gamma_).add(asked).add(question.size());
    for (const Form form : question) parts.add(hash_of(forms, form));
    return parts.hash();
  }

 private:
  struct Reading {
    Parents::Above above;
    std::unordered_map<ExprId, Key> known;
  };

  /// What is so of every case, and all else that an answer depends on but the forms.
  Key hash_of_gamma(const Limits& limits) {
    Parts parts;
    parts.add(limits.rlimit).add(limits.refinements).add(policy_.revision).add(policy_.reference);
    parts.add(policy_.value_sets.size());
    for (const ir::ValueSet& set : policy_.value_sets) {
      parts.add(set.open).add(set.values.size());
      for (const ir::Value& value : set.values) parts.add(value.name).add(value.covers);
    }
    parts.add(policy_.facts.size());
    for (const ir::Fact& fact : policy_.facts) {
      const ir::Type& type = fact.type;
      parts.add(fact.name).add(type.kind).add(type.values).add(type.dimension).add(type.factor);
      parts.add(type.low).add(type.high).add(type.or_none);
      parts.add(fact.absent_means_no).add(fact.planned).add(fact.needs_grid).add(fact.shown_by.is_set());
      if (fact.shown_by.is_set()) parts.add(plain(fact.shown_by));
    }
    parts.add(policy_.records.size());
    for (const ir::Record& e : policy_.records) {
      parts.add(e.kind).add(e.start).add(e.end).add(e.length).add(e.status).add(e.kinds);
      parts.add(e.date).add(e.result).add(e.done).add(e.birth).add(e.years).add(e.months).add(e.at);
    }
    parts.add(policy_.assumptions.size());
    for (const ir::Claim& claim : policy_.assumptions) parts.add(plain(claim.condition));
    return parts.hash();
  }

  const Key& plain(ExprId id) {
    std::optional<Key>& known = plain_[id.index];
    if (!known) known = node(id, [&](ExprId part) { return plain(part); }, Variant{});
    return *known;
  }

  Key read(ExprId id, const Variant& variant, Reading& reading) {
    if (!reading.above.contains(id)) return plain(id);
    if (variant.of == id) return Parts().add("settled").add(variant.instead).hash();
    const auto at = reading.known.find(id);
    if (at != reading.known.end()) return at->second;
    const Key key = node(id, [&](ExprId part) { return read(part, variant, reading); }, variant);
    reading.known.emplace(id, key);
    return key;
  }

  template <class Part>
  Key node(ExprId id, Part&& part, const Variant& variant) {
    const ir::Expr& expr = policy_.exprs[id];
    Parts parts;
    parts.add(expr.index());
    match(
        expr, [&](const ir::Literal& e) { parts.add(e.value).add(unstated_[id.index]); },
        [&](const ir::Finding& e) { parts.add(e.fact); },
        [&](const ir::ChoiceIs& e) { parts.add(e.fact).add(e.values); },
        [&](const ir::IsNone& e) { parts.add(e.fact); }, [&](const ir::IsDocumented& e) { parts.add(e.fact); },
        [&](const ir::Includes& e) { parts.add(e.fact).add(e.mode).add(e.values); },
        [&](const ir::Compare& e) { parts.add(e.lhs).add(e.relation).add(e.rhs); },
        [&](const ir::Not& e) { parts.add(part(e.operand)); },
        [&](const ir::Group& e) {
          parts.add(e.quantifier).add(e.k).add(e.children.size());
          for (const ExprId child : e.children) parts.add(part(child));
        },
        [&](const ir::DefineRef& e) { parts.add(part(policy_.defines[e.define].condition)); },
        [&](const ir::CriterionRef& e) { parts.add(part(policy_.criteria[e.criterion].truth)); },
        [&](const ir::Ambiguous& e) {
          const ir::Ambiguity& ambiguity = policy_.ambiguities[e.ambiguity];
          const bool is_reread = variant.reading != Variant::kAsChosen && variant.ambiguity == e.ambiguity;
          parts.add(part(policy_.criteria[ambiguity.readings[is_reread ? variant.reading : ambiguity.chosen]].truth));
        });
    return parts.hash();
  }

  Key condition(ExprId id, const Variant& variant) {
    if (variant.is_plain()) return plain(id);
    if (readings_.size() >= kMostReadings && !readings_.contains(variant)) readings_.clear();
    const auto [at, is_new] = readings_.try_emplace(variant);
    if (is_new) at->second.above = parents_.above(variant);
    return read(id, variant, at->second);
  }

  Key hash_of(const Forms& forms, Form form) {
    const FormNode& node = forms[form];
    Parts parts;
    parts.add(node.kind);
    switch (node.kind) {
      case FormNode::Kind::Constant:
        parts.add(node.yes);
        break;
      case FormNode::Kind::Condition:
        parts.add(condition(node.id, node.variant));
        break;
      case FormNode::Kind::Compare:
        parts.add(node.comparison.lhs).add(node.comparison.relation).add(node.comparison.rhs);
        break;
      case FormNode::Kind::Is:
        parts.add(node.fact).add(node.state);
        break;
      case FormNode::Kind::Documented:
        parts.add(node.fact);
        break;
      case FormNode::Kind::Not:
      case FormNode::Kind::All:
      case FormNode::Kind::Any:
      case FormNode::Kind::Differ:
        parts.add(node.parts.size());
        for (const Form part : node.parts) parts.add(hash_of(forms, part));
        break;
    }
    return parts.hash();
  }

  static constexpr std::size_t kMostReadings = 64;  ///< of which the hashes are remembered

  const ir::Policy& policy_;
  Parents parents_;
  std::vector<std::optional<Key>> plain_;  ///< by ExprId, as far as known
  std::vector<std::uint32_t> unstated_;    ///< which `unknown` it is: each is filled in by itself; 0: none
  std::map<Variant, Reading> readings_;
  Key gamma_;
};

Recall::Recall(const ir::Policy& policy, const Limits& limits, Answers& answers)
    : answers_(answers), hashes_(std::make_unique<Hashes>(policy, limits)) {}
Recall::~Recall() = default;

Key Recall::key(Asked asked, const Forms& forms, const std::vector<Form>& question) {
  return hashes_->question(asked, forms, question);
}

}  // namespace pol::smt
