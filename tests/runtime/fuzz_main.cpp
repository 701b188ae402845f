// A seeded run of a fuzz target, for compilers without libFuzzer: fuzz [COUNT [SEED]].

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

int main(int count, char** words) {
  const unsigned long runs = count > 1 ? std::strtoul(words[1], nullptr, 10) : 20000;
  std::mt19937 random(count > 2 ? static_cast<std::uint32_t>(std::strtoul(words[2], nullptr, 10)) : 1U);
  for (unsigned long i = 0; i < runs; ++i) {
    std::vector<std::uint8_t> bytes(random() % 2000);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
}
