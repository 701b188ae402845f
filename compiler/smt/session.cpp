#include "compiler/smt/session.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "compiler/smt/asker.h"
#include "compiler/smt/forms.h"
#include "compiler/smt/recall.h"
#include "compiler/smt/solver.h"

namespace pol::smt {

class Session::Encoder {
 public:
  Encoder(const ir::Policy& policy, Limits limits, Recall* recall)
      : policy_(policy), limits_(limits), recall_(recall) {}

  const ir::Policy& policy() const { return policy_; }
  Forms& forms() { return forms_; }
  const Forms& forms() const { return forms_; }

  Answer ask(const std::vector<Form>& forms) {
    return recalled(Recall::Asked::Ask, forms, [&] { return Kept{find(forms).answer, {}}; }).answer;
  }

  Answer show(const std::vector<Form>& forms) {
    Answer answer = ask(forms);
    if (!answer.is_possible()) return answer;
    return recalled(Recall::Asked::Show, forms, [&] { return Kept{find_afresh(forms).answer, {}}; }).answer;
  }

  std::vector<std::size_t> core(const std::vector<Form>& forms) {
    const Kept kept = recalled(Recall::Asked::Core, forms, [&] { return least_core(forms); });
    return {kept.core.begin(), kept.core.end()};
  }

  std::size_t questions() const { return asked_afresh_ + (asker_ ? asker_->questions() : 0); }
  std::size_t disagreements() const { return disagreed_afresh_ + (asker_ ? asker_->disagreements() : 0); }

  std::string text(const std::vector<std::pair<std::string, Form>>& named) try {
    const std::shared_ptr<z3::context> context = shared_context();
    return Solver(*context, policy_, forms_, limits_, std::nullopt).text(named);
  } catch (const z3::exception& x) {
    return std::string("; ") + x.msg() + "\n";
  }

 private:
  /// What was kept, if it holds; else what `make` gives, which is kept.
  template <class Make>
  Kept recalled(Recall::Asked asked, const std::vector<Form>& forms, Make&& make) {
    if (recall_ == nullptr) return make();
    const Key key = recall_->key(asked, forms_, forms);
    std::optional<Kept> known = recall_->answers().find(key);
    if (known && is_sound(asked, *known, forms)) return std::move(*known);
    Kept kept = make();
    recall_->answers().keep(key, kept);
    return kept;
  }

  /// Of a case it is for the interpreter to say.
  bool is_sound(Recall::Asked asked, const Kept& kept, const std::vector<Form>& forms) const {
    if (asked == Recall::Asked::Core) {
      return std::all_of(kept.core.begin(), kept.core.end(), [&](std::uint32_t i) { return i < forms.size(); });
    }
    if (!kept.answer.is_possible()) return true;
    if (!kept.answer.witness || kept.answer.witness->facts.size() != policy_.facts.size()) return false;
    Replay replay(policy_, forms_, *kept.answer.witness);
    const ir::Truth least = kept.answer.rests_on_unstated ? ir::Truth::Unknown : ir::Truth::Yes;
    return std::all_of(forms.begin(), forms.end(), [&](Form form) { return replay.truth(form) >= least; });
  }

  /// Where a solver that has seen much meets the limit, one that has seen nothing decides: so that earlier questions do
  /// not tell in an answer.
  Found find(const std::vector<Form>& forms) {
    if (!asker_) asker_.emplace(shared_context(), policy_, forms_, limits_);
    Found found = asker_->find(forms);
    return found.answer.verdict != Answer::Verdict::Undecided ? found : find_afresh(forms);
  }

  Found find_afresh(const std::vector<Form>& forms) {
    Asker afresh(new_context(), policy_, forms_, limits_);
    Found found = afresh.find(forms);
    asked_afresh_ += afresh.questions();
    disagreed_afresh_ += afresh.disagreements();
    return found;
  }

  /// Leaves out form by form what can be, the last first. What the solver rested a proof on tells which ones need no
  /// question, and changes nothing else.
  Kept least_core(const std::vector<Form>& forms) {
    Kept least;
    Found found = find(forms);
    least.answer.verdict = found.answer.verdict;
    if (!found.answer.is_impossible()) return least;
    std::vector<std::size_t> kept(forms.size()), proof = std::move(found.core);
    std::iota(kept.begin(), kept.end(), std::size_t{0});
    for (std::size_t i = forms.size(); i-- > 0;) {
      std::vector<std::size_t> fewer = kept;
      fewer.erase(std::find(fewer.begin(), fewer.end(), i));
      if (std::find(proof.begin(), proof.end(), i) != proof.end()) {
        found = find(chosen(forms, fewer));
        if (!found.answer.is_impossible()) continue;
        proof.clear();
        for (const std::size_t k : found.core) proof.push_back(fewer[k]);
      }
      kept = std::move(fewer);
    }
    least.core.assign(kept.begin(), kept.end());
    return least;
  }

  const ir::Policy& policy_;
  Limits limits_;
  Recall* recall_;
  Forms forms_;
  std::optional<Asker> asker_;
  std::size_t asked_afresh_ = 0, disagreed_afresh_ = 0;
};

Session::Session(const ir::Policy& policy, Limits limits, Recall* recall)
    : encoder_(std::make_unique<Encoder>(policy, limits, recall)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

Form Session::constant(bool yes) {
  FormNode node;
  node.yes = yes;
  return encoder_->forms().add(std::move(node));
}

Form Session::condition(ir::ExprId id) { return encoder_->forms().condition(id, {}); }

Form Session::condition_with(ir::ExprId id, ir::ExprId of, bool instead) {
  Variant variant;
  variant.of = of;
  variant.instead = instead;
  return encoder_->forms().condition(id, variant);
}

Form Session::condition_read(ir::ExprId id, std::uint32_t ambiguity, std::uint32_t reading) {
  Variant variant;
  variant.ambiguity = ambiguity;
  variant.reading = reading;
  return encoder_->forms().condition(id, variant);
}

Form Session::compare(const ir::Operand& lhs, ir::Relation relation, const ir::Operand& rhs) {
  FormNode node;
  node.kind = FormNode::Kind::Compare;
  node.comparison = {lhs, relation, rhs};
  return encoder_->forms().add(std::move(node));
}

Form Session::is(ir::FactId fact, const ir::FactState& state) {
  FormNode node;
  node.kind = FormNode::Kind::Is;
  node.fact = fact;
  node.state = state;
  return encoder_->forms().add(std::move(node));
}

Form Session::is_documented(ir::FactId fact) {
  FormNode node;
  node.kind = FormNode::Kind::Documented;
  node.fact = fact;
  return encoder_->forms().add(std::move(node));
}

Form Session::decides(std::size_t rule) {
  const std::vector<ir::Rule>& rules = encoder_->policy().rules;
  std::vector<Form> forms;
  for (std::size_t i = 0; i < rule; ++i) forms.push_back(negate(condition(rules[i].when)));
  if (rule < rules.size()) forms.push_back(condition(rules[rule].when));
  return all(forms);
}

Form Session::outcome(ir::Outcome outcome) {
  const ir::Policy& policy = encoder_->policy();
  std::vector<Form> forms;
  for (std::size_t i = 0; i <= policy.rules.size(); ++i) {
    const ir::Outcome here = i < policy.rules.size() ? policy.rules[i].outcome : policy.otherwise;
    if (here == outcome) forms.push_back(decides(i));
  }
  return any(forms);
}

Form Session::negate(Form form) { return encoder_->forms().negate(form); }

Form Session::all(const std::vector<Form>& forms) {
  FormNode node;
  node.kind = FormNode::Kind::All;
  node.parts = forms;
  return encoder_->forms().add(std::move(node));
}

Form Session::any(const std::vector<Form>& forms) {
  FormNode node;
  node.kind = FormNode::Kind::Any;
  node.parts = forms;
  return encoder_->forms().add(std::move(node));
}

Form Session::differ(Form a, Form b) {
  FormNode node;
  node.kind = FormNode::Kind::Differ;
  node.parts = {a, b};
  return encoder_->forms().add(std::move(node));
}

Answer Session::ask(const std::vector<Form>& forms) { return encoder_->ask(forms); }
Answer Session::show(const std::vector<Form>& forms) { return encoder_->show(forms); }
std::vector<std::size_t> Session::core(const std::vector<Form>& forms) { return encoder_->core(forms); }

bool Session::holds(Form form, const ir::Patient& patient) const { return truth(form, patient) == ir::Truth::Yes; }

ir::Truth Session::truth(Form form, const ir::Patient& patient) const {
  return Replay(encoder_->policy(), encoder_->forms(), patient).truth(form);
}

std::string Session::text(const std::vector<std::pair<std::string, Form>>& named) { return encoder_->text(named); }

std::size_t Session::questions() const { return encoder_->questions(); }
std::size_t Session::disagreements() const { return encoder_->disagreements(); }

}  // namespace pol::smt
