// Runs a target where there is no libFuzzer: over all seeds, then over mutations of them until the time is up. It sees
// no coverage, but needs no special compiler; the same seed makes the same inputs.
//
//   fuzz_TARGET [--seconds N] [--seed N] [--longest BYTES] FOLDER|FILE…
//
// What ends the program is left in `crash-TARGET` in the working folder; given as the only FILE, it runs once.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "tests/fuzz/target.h"

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

constexpr unsigned kSlowSeconds = 60;  // one input, by the clock: sanitizers on a machine that does much else
constexpr rlim_t kMostMemory = rlim_t{8} << 30U;

// Read by the handler of signals.
const Bytes* g_input = nullptr;
char g_crash_file[256] = "crash";

extern "C" void keep_input(int signal) {
  const int file = g_input == nullptr ? -1 : open(g_crash_file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file >= 0) {
    const ssize_t wrote = write(file, g_input->data(), g_input->size());
    constexpr char kSays[] = "the input is kept in the working folder: crash-TARGET\n";
    const ssize_t said = write(STDERR_FILENO, kSays, sizeof kSays - 1);
    static_cast<void>(wrote + said);
    close(file);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const Bytes& input) {
  g_input = &input;
  alarm(kSlowSeconds);
  LLVMFuzzerTestOneInput(input.data(), input.size());
  alarm(0);
  g_input = nullptr;
}

Bytes read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

class Mutator {
 public:
  Mutator(std::uint32_t seed, const std::vector<Bytes>& seeds, std::size_t longest)
      : random_(seed), seeds_(seeds), longest_(longest) {}

  Bytes next() {
    Bytes input = seeds_[below(seeds_.size())];
    for (std::size_t steps = std::size_t{1} << below(5); steps > 0; --steps) mutate(input);
    if (input.size() > longest_) input.resize(longest_);
    return input;
  }

 private:
  std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }

  /// A piece of some seed: for texts, mostly words that mean something.
  Bytes piece() {
    const Bytes& from = seeds_[below(seeds_.size())];
    if (from.empty()) return {};
    std::size_t begin = below(from.size());
    std::size_t end = std::min(from.size(), begin + 1 + below(below(4) == 0 ? 400 : 24));
    const auto ends_word = [&](std::size_t at) { return from[at] == ' ' || from[at] == '\n'; };
    if (below(2) == 0) {
      while (begin > 0 && !ends_word(begin - 1)) --begin;
      while (end < from.size() && !ends_word(end)) ++end;
    }
    return Bytes(from.begin() + static_cast<std::ptrdiff_t>(begin), from.begin() + static_cast<std::ptrdiff_t>(end));
  }

  void mutate(Bytes& input) {
    const std::size_t at = below(input.size() + 1);
    const auto place = input.begin() + static_cast<std::ptrdiff_t>(at);
    const auto rest = static_cast<std::size_t>(input.end() - place);
    const auto until =
        place + static_cast<std::ptrdiff_t>(below(std::min<std::size_t>(rest, below(8) == 0 ? 4000 : 40) + 1));
    static constexpr std::uint8_t kOdd[] = {0, 1, 0x7F, 0x80, 0xFF, '"', '{', '}', '\\', '\n', '0', '9', '-', '.'};
    switch (below(7)) {
      case 0:
        if (rest > 0) *place = static_cast<std::uint8_t>(*place ^ 1U << below(8));
        break;
      case 1:
        if (rest > 0) *place = below(2) == 0 ? kOdd[below(sizeof kOdd)] : static_cast<std::uint8_t>(random_());
        break;
      case 2:
        input.erase(place, until);
        break;
      case 3: {
        const Bytes again(place, until);
        input.insert(place, again.begin(), again.end());
        break;
      }
      case 4: {
        const Bytes with = piece();
        input.insert(input.erase(place, until), with.begin(), with.end());
        break;
      }
      case 5: {
        const Bytes with = piece();
        input.insert(place, with.begin(), with.end());
        break;
      }
      default:
        input.insert(place, kOdd[below(sizeof kOdd)]);
        break;
    }
  }

  std::mt19937 random_;
  const std::vector<Bytes>& seeds_;
  std::size_t longest_;
};

}  // namespace

int main(int count, char** words) {
  double seconds = 8;
  std::uint32_t seed = 1;
  std::size_t longest = 16384;
  std::vector<Bytes> seeds;
  bool is_one_file = false;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word.rfind("--", 0) == 0 && i + 1 < count) {
      const char* value = words[++i];
      if (word == "--seconds") seconds = std::strtod(value, nullptr);
      if (word == "--seed") seed = static_cast<std::uint32_t>(std::strtoul(value, nullptr, 10));
      if (word == "--longest") longest = std::strtoul(value, nullptr, 10);
    } else if (fs::is_directory(word)) {
      std::vector<fs::path> files;  // sorted: the order of a folder is nobody's promise
      for (const fs::directory_entry& each : fs::recursive_directory_iterator(word)) {
        if (each.is_regular_file()) files.push_back(each.path());
      }
      std::sort(files.begin(), files.end());
      for (const fs::path& file : files) seeds.push_back(read(file));
    } else {
      seeds.push_back(read(word));
      is_one_file = count == 2;
    }
  }
  const std::string name = fs::path(words[0]).filename().string();
  std::snprintf(g_crash_file, sizeof g_crash_file, "crash-%s", name.c_str());
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which reserve more than anybody has
  const rlimit most = {kMostMemory, kMostMemory};
  setrlimit(RLIMIT_AS, &most);
#endif
  for (const int signal : {SIGABRT, SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(signal, keep_input);
  LLVMFuzzerInitialize(&count, &words);

  for (const Bytes& input : seeds) run(input);
  if (is_one_file) return 0;
  if (seeds.empty()) seeds.emplace_back();
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const auto passed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  Mutator mutator(seed, seeds, longest);
  std::uint64_t runs = 0;
  for (; passed() < seconds; ++runs) run(mutator.next());
  std::printf("%s: %zu seeds, %llu mutations in %.1f s\n", name.c_str(), seeds.size(),
              static_cast<unsigned long long>(runs), passed());
}
