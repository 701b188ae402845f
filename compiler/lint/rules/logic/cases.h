#pragma once
// Complete cases met so far: most questions are answered by one of them, and never reach the solver.

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::logic {

/// What must hold, and what must not, in one complete case.
struct Question {
  std::vector<ir::ExprId> yes, no;
};

/// One for a policy: `cx.shared<Cases>()`.
class Cases {
 public:
  explicit Cases(Context& cx) : cx_(cx) {}

  /// Is there such a case? Asked in the section of `near`; a question out of budget is reported at `near`.
  smt::Answer::Verdict ask(ir::ExprId near, const Question& question);
  bool proves_never(ir::ExprId near, const Question& question) {
    return ask(near, question) == smt::Answer::Verdict::Impossible;
  }

  /// The least patient that shows it. Not set where there is none, or the limit was met.
  std::optional<Witness> patient(ir::ExprId near, const Question& question, std::string shows);
  /// Such a patient of more forms of the section's session.
  std::optional<Witness> patient(ir::ExprId near, const Question& question, std::vector<smt::Form> more,
                                 std::string shows);

  void add(ir::ExprId near, const ir::Patient& complete);

 private:
  /// Bit n of a column: does the condition hold in case n?
  struct Section {
    std::unordered_map<ir::ExprId, std::vector<std::uint64_t>> holds;
    std::size_t count = 0;
  };
  Section& section(ir::ExprId near);
  bool show(Section& section, const Question& question) const;
  std::vector<smt::Form> forms(smt::Session& session, const Question& question) const;

  Context& cx_;
  std::map<std::uint32_t, Section> sections_;
};

}  // namespace pol::lint::logic
