// Baselines of the linter: any bytes are read as one, or refused with a sentence. What is read and written again is the
// same.

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/target.h"
#include "tools/polc/baseline.h"

namespace pol::fuzz {
namespace {

Result<tool::Baseline> read(std::string_view bytes) {
  const int file = memfd_create("baseline", 0);
  demand(file >= 0 && write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
         "there is memory for a file");
  auto baseline = tool::Baseline::read("/proc/self/fd/" + std::to_string(file));
  close(file);
  return baseline;
}

}  // namespace
}  // namespace pol::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) { return 0; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pol::fuzz;
  auto first = read(text_of(bytes, size));
  if (!first) {
    demand(!first.error().empty(), "what is no baseline is refused with a sentence");
    return 0;
  }
  // Of a policy that is not linted, everything stays; equal entries become one.
  first.value().replace({}, {});
  const std::string written = first.value().json();
  auto again = read(written);
  demand(again.ok(), "what is written can be read", again.ok() ? "" : again.error());
  demand(again.value().json() == written, "what is read and written again is the same", written);
  return 0;
}
