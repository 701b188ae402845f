#include "compiler/smt/session.h"

#include <algorithm>
#include <optional>

#include "compiler/ir/civil.h"
#include "compiler/smt/forms.h"
#include "compiler/smt/solver.h"
#include "compiler/support/result.h"

namespace pol::smt {

namespace {

/// One for all sessions of a thread that live at the same time: each takes 17 MB and as many page faults, a solver in it
/// half of one.
std::shared_ptr<z3::context> shared_context() {
  static thread_local std::weak_ptr<z3::context> shared;
  if (auto context = shared.lock()) return context;
  // For the whole program, and before the first context: models are to be read once, not to be made small.
  static const bool is_set = [] {
    Z3_global_param_set("model.compact", "false");
    return true;
  }();
  (void)is_set;
  auto context = std::make_shared<z3::context>();
  shared = context;
  return context;
}

}  // namespace

class Session::Encoder {
 public:
  Encoder(const ir::Policy& policy, Limits limits) : policy_(policy), limits_(limits) {}

  const ir::Policy& policy() const { return policy_; }
  Forms& forms() { return forms_; }
  const Forms& forms() const { return forms_; }

  Answer ask(const std::vector<Form>& forms) { return find(forms).answer; }

  std::vector<std::size_t> core(const std::vector<Form>& forms) {
    Found found = find(forms);
    if (!found.answer.is_impossible()) return {};
    std::vector<std::size_t> kept = std::move(found.core);
    for (std::size_t i = kept.size(); i > 0; --i) {
      std::vector<std::size_t> fewer = kept;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i - 1));
      if (find(chosen(forms, fewer)).answer.is_impossible()) kept = std::move(fewer);
    }
    return kept;
  }

  std::size_t questions() const { return asked_ + (fixed_ ? fixed_->questions() : 0) + (open_ ? open_->questions() : 0); }

  std::size_t disagreements() const {
    return (fixed_ ? fixed_->disagreements() : 0) + (open_ ? open_->disagreements() : 0);
  }

  std::string text(const std::vector<std::pair<std::string, Form>>& named) try {
    return Solver(context(), policy_, forms_, limits_, std::nullopt).text(named);
  } catch (const z3::exception& x) {
    return std::string("; ") + x.msg() + "\n";
  }

 private:
  static std::vector<Form> chosen(const std::vector<Form>& forms, const std::vector<std::size_t>& indices) {
    std::vector<Form> list;
    for (const std::size_t i : indices) list.push_back(forms[i]);
    return list;
  }

  Found find(const std::vector<Form>& forms) try {
    if (is_about_another_day(forms)) return open().ask(forms);
    if (!fixed_) fixed_.emplace(context(), policy_, forms_, limits_, usual_day());
    Found found = fixed_->ask(forms);
    if (!found.answer.is_impossible() || !found.rests_on_day) return found;
    // Is it so on every day? First as far as it clashed on the one.
    Found always = open().ask(chosen(forms, found.core));
    if (always.answer.is_impossible()) {
      for (std::size_t& i : always.core) i = found.core[i];
      return always;
    }
    return found.core.size() == forms.size() ? always : open().ask(forms);
  } catch (const z3::exception&) {
    // It may have been told half of something.
    asked_ = questions();
    fixed_.reset();
    open_.reset();
    return {};
  }

  Solver& open() {
    if (!open_) open_.emplace(context(), policy_, forms_, limits_, std::nullopt);
    return *open_;
  }

  bool is_about_another_day(const std::vector<Form>& forms) const {
    return std::any_of(forms.begin(), forms.end(), [&](Form form) {
      const FormNode& node = forms_[form];
      return node.kind == FormNode::Kind::Is && node.fact == policy_.reference && node.state.low != usual_day();
    });
  }

  z3::context& context() {
    if (!context_) context_ = shared_context();
    return *context_;
  }

  /// A day on which the policy is in use.
  ir::Day usual_day() const {
    ir::DateError error{};
    const auto reviewed = ir::parse_date(policy_.revision, error);
    constexpr ir::Day kOtherwise = 20270;  // 2025-07-01
    return reviewed ? reviewed->high : kOtherwise;
  }

  const ir::Policy& policy_;
  Limits limits_;
  Forms forms_;
  std::shared_ptr<z3::context> context_;  ///< before those that live in it
  std::optional<Solver> fixed_, open_;
  std::size_t asked_ = 0;  ///< of solvers that are no more
};

Session::Session(const ir::Policy& policy, Limits limits) : encoder_(std::make_unique<Encoder>(policy, limits)) {}
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
std::vector<std::size_t> Session::core(const std::vector<Form>& forms) { return encoder_->core(forms); }

bool Session::holds(Form form, const ir::Patient& patient) const { return truth(form, patient) == ir::Truth::Yes; }

ir::Truth Session::truth(Form form, const ir::Patient& patient) const {
  return Replay(encoder_->policy(), encoder_->forms(), patient).truth(form);
}

std::string Session::text(const std::vector<std::pair<std::string, Form>>& named) { return encoder_->text(named); }

std::size_t Session::questions() const { return encoder_->questions(); }
std::size_t Session::disagreements() const { return encoder_->disagreements(); }

}  // namespace pol::smt
