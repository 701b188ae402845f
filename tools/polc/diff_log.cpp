// A change log as the comparison would write it.

#include "compiler/pipeline/change_log.h"
#include "tools/polc/diff.h"

namespace pol::tool {

std::string drafted_log(const DiffReport& report) {
  const std::string draft = pipeline::draft_log(report.comparison(), *report.pair.old_revision.compiled,
                                                *report.pair.new_revision.compiled);
  if (draft.empty()) return "// The change log tells of every change.\n";
  return "// Drafted by polc diff. Why it was done is not known to it: add `because \"…\"`.\n" + draft;
}

}  // namespace pol::tool
