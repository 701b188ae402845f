// Files of cases: any bytes. What has no mistakes can be documented and decided; the stream that cuts long files reads
// them to their end.

#include <sys/mman.h>
#include <unistd.h>

#include <memory>

#include "compiler/cases/load.h"
#include "compiler/cases/stream.h"
#include "compiler/ingest/documented.h"
#include "tests/fuzz/native_policy.h"
#include "tests/fuzz/target.h"

namespace pol::fuzz {
namespace {

const NativePolicy& opened(bool is_wide) {
  static const NativePolicy wide("tests/fuzz/wide.pol"), lumbar("policies/lumbar_mri.pol");
  return is_wide ? wide : lumbar;
}

void decide(const NativePolicy& native, const ir::Patient& patient) {
  pol_case* made = nullptr;
  demand(pol_case_new(native.get(), &made, nullptr) == POL_OK, "there is memory for a case");
  const std::unique_ptr<pol_case, void (*)(pol_case*)> held(made, pol_case_free);
  const ingest::Documented documented = ingest::document(native.policy(), patient, made);
  demand(documented.error.empty(), "what is read can be documented", documented.error);
  pol_error error = {};
  pol_answer answer = {};
  const pol_status status = pol_decide(made, &answer, &error);
  demand(status == POL_OK || status == POL_NO_REFERENCE, "what is read can be decided", error.message);
}

void stream(const std::uint8_t* bytes, std::size_t size) {
  const int file = memfd_create("cases", 0);
  demand(file >= 0 && write(file, bytes, size) == static_cast<ssize_t>(size), "there is memory for a file");
  auto opened_stream = cases::CaseStream::open("/proc/self/fd/" + std::to_string(file));
  demand(opened_stream.ok(), "a file can be opened", opened_stream.ok() ? "" : opened_stream.error());
  std::size_t count = 0;
  for (auto one = opened_stream.value().next(); one; one = opened_stream.value().next()) {
    demand(++count <= size + 1, "a stream ends");
    static_cast<void>(cases::load_cases(opened(true).policy(), one->json, "case"));
  }
  close(file);
}

}  // namespace
}  // namespace pol::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  pol::fuzz::opened(true);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pol;
  using namespace pol::fuzz;
  for (const bool is_wide : {true, false}) {
    const cases::LoadedCases loaded = cases::load_cases(opened(is_wide).policy(), text_of(bytes, size), "any.json");
    if (!loaded.errors.empty()) continue;
    for (const cases::LoadedCase& each : loaded.cases) decide(opened(is_wide), each.patient);
  }
  stream(bytes, size);
  return 0;
}
