// What lies in the cache: a file of any bytes under the name of a good one is never taken for it; and below the
// signature, what reads results and answers of the linter and lists of parts stands any bytes. Objects and tables are
// code: nothing but the signature guards them.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "compiler/codegen/cache.h"
#include "compiler/pipeline/answers.h"
#include "compiler/pipeline/images.h"
#include "tests/fuzz/target.h"
#include "tools/polc/lint_cache.h"

namespace pol::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFacts = 6;  // of tests/cli/flawed.pol, of which the seeds are

/// A cache of its own, with one good file.
class Cache {
 public:
  Cache() : folder_(fs::temp_directory_path() / ("fuzz_cache_" + std::to_string(getpid()))) {
    codegen::ObjectCache cache(folder_.string());
    cache.store(kName, kHeld);
    for (const fs::directory_entry& each : fs::directory_iterator(folder_)) {
      if (each.path().filename() != "key") file_ = each.path();
    }
    std::ifstream file(file_, std::ios::binary);
    good_.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    demand(cache.find(kName) == kHeld, "what is stored is found", cache.note());
  }
  ~Cache() {
    std::error_code ignored;  // of a folder for temporary files
    fs::remove_all(folder_, ignored);
  }

  /// `bytes`: the whole file, or changes to the good one: a place, then what is written over it.
  void look(std::string_view bytes) const {
    std::string file(bytes);
    if (!bytes.empty() && bytes.size() < good_.size() / 2) {
      file = good_;
      for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        file[static_cast<unsigned char>(bytes[i]) % file.size()] = bytes[i + 1];
      }
      if (bytes.size() % 2 != 0) file.resize(static_cast<unsigned char>(bytes.back()) % (file.size() + 1));
    }
    std::ofstream(file_, std::ios::binary) << file;
    codegen::ObjectCache cache(folder_.string());
    const std::optional<std::string> found = cache.find(kName);
    demand(found.has_value() == (file == good_), "only what this user stored is found");
    demand(!found || *found == kHeld, "what is found is what was stored");
    demand(!cache.find(std::string(kName) + "2").has_value(), "nothing is found under another name");
  }

 private:
  static constexpr const char* kName = "what it is kept under";
  static constexpr const char* kHeld = "object code";
  fs::path folder_, file_;
  std::string good_;
};

void read_parts(const std::string& bytes) {
  const auto parts = pipeline::taken_apart(bytes);
  if (parts) demand(pipeline::taken_apart(pipeline::joined(*parts)) == parts, "parts that are joined are taken apart");
  static_cast<void>(pipeline::paths_of(bytes));
}

void read_answers(const std::string& bytes) {
  const pipeline::StoredAnswers answers(kFacts, bytes);
  const pipeline::StoredAnswers again(kFacts, answers.bytes());
  demand(again.size() <= answers.size(), "answers that are read were written");
}

void read_lint_result(const std::string& bytes) {
  const auto result = tool::from_bytes(bytes, kFacts);
  if (result)
    demand(tool::from_bytes(tool::to_bytes(*result, kFacts), kFacts).has_value(), "a result that is read can be kept");
}

const Cache& cache() {
  static const Cache one;
  return one;
}

}  // namespace
}  // namespace pol::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  pol::fuzz::cache();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace pol::fuzz;
  if (size == 0) return 0;
  const std::string text(text_of(bytes + 1, size - 1));
  switch (bytes[0] % 8) {  // files are slow
    case 0:
      cache().look(text);
      break;
    case 1:
      read_parts(text);
      break;
    case 2:
    case 3:
    case 4:
      read_answers(text);
      break;
    default:
      read_lint_result(text);
      break;
  }
  return 0;
}
