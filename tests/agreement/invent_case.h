#pragma once
// Random cases for a policy, drawn to the values where its conditions flip.

#include <string>
#include <vector>

#include "compiler/ir/policy.h"
#include "tests/agreement/random.h"

namespace pol::agreement {

/// One key of a case file. The text is what the JSON says of the fact.
struct CaseKey {
  std::string fact;
  std::string json;
};
/// A case as text and as the patient that the text must be read as.
struct GeneratedCase {
  std::vector<CaseKey> keys;
  ir::Patient patient;
  std::vector<std::string> features;  ///< of its dates, where they were drawn for a schedule
};
/// One JSON object, a key a line.
std::string print(const std::vector<CaseKey>& keys);

/// The values where a policy's comparisons of each fact flip.
class Thresholds {
 public:
  explicit Thresholds(const ir::Policy& policy);

  /// Fact `other`, moved by `months` and then `amount`, is where a comparison flips.
  struct Link {
    ir::FactId other;
    std::int32_t months = 0;
    std::int64_t amount = 0;
  };
  struct OfFact {
    std::vector<std::int64_t> points;  ///< half units, or days
    std::vector<Link> links;
  };
  const OfFact& of(ir::FactId fact) const { return facts_[fact.index]; }
  /// Facts with a bearing on some condition, `shown by` included; others are seldom documented.
  bool is_read(ir::FactId fact) const { return read_[fact.index]; }

 private:
  void add_compare(const ir::Compare& compare);
  std::vector<OfFact> facts_;
  std::vector<bool> read_;
};

GeneratedCase invent_case(Random& random, const ir::Policy& policy, const Thresholds& thresholds);

/// More documentation: an undocumented fact documented, a partial set or date narrowed. Says which fact;
/// not set when nothing of the case is open.
ir::FactId document_more(Random& random, const ir::Policy& policy, const Thresholds& thresholds,
                         ir::Patient& patient);

}  // namespace pol::agreement
