// The page of limits against the constants; policies at each limit and one past it; files that lead elsewhere.

#include "compiler/support/limits.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "compiler/module/files.h"
#include "compiler/module/loader.h"
#include "compiler/sema/sema.h"

using namespace pol;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, gone at the end.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "pol-limits-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(const std::string& name) const { return path_ / name; }
  fs::path write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  fs::path path_;
};

constexpr const char* kHead = "policy p \"P\" { reference: request_date }\n";
constexpr const char* kFacts = "facts { request_date : date \"R\"  a : finding \"A\"  b : finding \"B\" }\n";
constexpr const char* kRules = "\ndetermine { meets when c otherwise does_not_meet }\n";

std::set<int> codes_of(const fs::path& path) {
  Sources sources;
  Sink sink;
  const auto files = module::load(path.string(), {}, sources, sink);
  std::set<int> codes;
  if (!sink.has_errors()) sema::analyse(files, sources, sink);
  for (const Diagnostic& each : sink.all()) {
    if (each.severity == Severity::Error) codes.insert(each.code);
  }
  return codes;
}

std::string repeated(std::size_t count, const std::function<std::string(std::size_t)>& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text(i);
  return all;
}

/// At the limit there is no mistake; one past it there is this one.
void check_limit(const std::function<std::string(std::size_t)>& policy, std::size_t most, int code) {
  const Folder folder;
  CHECK(codes_of(folder.write("p.pol", policy(most))).empty());
  CHECK(codes_of(folder.write("p.pol", policy(most + 1))) == std::set<int>{code});
}

}  // namespace

TEST_CASE("the page of limits shows the rows of limits.def") {
  std::ifstream in(POL_SOURCE_DIR "/docs/limits.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  std::string rows = "|---|---|---|\n";
#define POL_LIMIT(name, amount, counted, beyond) \
  rows += fmt::format("| {} | {} | {} |\n", counted, limits::k##name, beyond);
#include "compiler/support/limits.def"
#undef POL_LIMIT
  CHECK(page.find(rows + "\n") != std::string::npos);
}

TEST_CASE("amounts of what a policy declares") {
  check_limit([](std::size_t n) {
    return std::string(kHead) + "facts { request_date : date \"R\"\n" +
           repeated(n - 1, [](std::size_t i) { return fmt::format("f{} : finding \"F\"\n", i); }) +
           "}\ncriteria c \"C\" : f1" + kRules;
  }, limits::kFacts, 2180);
  check_limit(
      [](std::size_t n) {
        return std::string(kHead) + kFacts +
               repeated(n - 1, [](std::size_t i) { return fmt::format("criteria c{} \"C\" : a\n", i); }) +
               "criteria c \"C\" : b" + kRules;
      },
      limits::kCriteria, 2180);
  check_limit(
      [](std::size_t n) {
        return std::string(kHead) + kFacts +
               repeated(n, [](std::size_t i) { return fmt::format("define d{} \"D\" = a\n", i); }) +
               "criteria c \"C\" : d1" + kRules;
      },
      limits::kDefinitions, 2180);
  check_limit(
      [](std::size_t n) {
        return std::string(kHead) +
               "facts { request_date : date \"R\" a : finding \"A\"  k : one of big \"K\" }\nvalues big \"B\" {\n" +
               repeated(n, [](std::size_t i) { return fmt::format("v{} \"V\"\n", i); }) + "}\ncriteria c \"C\" : a" +
               kRules;
      },
      limits::kValues, 2043);
}

TEST_CASE("definitions within definitions: at the limit, past it, and reuse that would double at each step") {
  const auto chain = [](std::size_t n, const char* format) {
    return std::string(kHead) + kFacts + "define d0 \"D\" = a\n" +
           repeated(n, [&](std::size_t i) { return fmt::format(fmt::runtime(format), i + 1, i); }) +
           fmt::format("criteria c \"C\" : d{}", n) + kRules;
  };
  const Folder folder;
  CHECK(codes_of(folder.write("p.pol", chain(limits::kConditionDepth - 2, "define d{} \"D\" = d{}\n"))).empty());
  CHECK(codes_of(folder.write("p.pol", chain(limits::kConditionDepth, "define d{} \"D\" = d{}\n"))) ==
        std::set<int>{2181});
  CHECK(codes_of(folder.write("p.pol", chain(5000, "define d{} \"D\" = not d{}\n"))) == std::set<int>{2181});
  CHECK(codes_of(folder.write("p.pol",
                              chain(200, "define d{0} \"D\" = any {{ all {{ d{1}, b }}, all {{ d{1}, not b }} }}\n")))
            .empty());
}

TEST_CASE("a hundred thousand operands") {
  const Folder folder;
  const std::string ands = repeated(100'000, [](std::size_t i) {
    return i == 0 ? "a" : i % 2 == 0 ? " and a" : " and b";
  });
  CHECK(codes_of(folder.write("p.pol", kHead + std::string(kFacts) + "criteria c \"C\" : " + ands + kRules)).empty());
}

TEST_CASE("files: bytes of one and of all, modules, depth, rings") {
  const Folder folder;
  const std::string rest = std::string(kFacts) + "criteria c \"C\" : a" + kRules;
  const std::string plain = kHead + rest;
  CHECK(codes_of(folder.write("p.pol", plain + std::string(limits::kFileBytes - plain.size(), ' '))).empty());
  CHECK(codes_of(folder.write("p.pol", plain + std::string(limits::kFileBytes - plain.size() + 1, ' '))) ==
        std::set<int>{1002});

  const auto importing = [&](std::size_t n) {
    return kHead + repeated(n, [](std::size_t i) { return fmt::format("import m.i{}\n", i); }) + rest;
  };
  for (std::size_t i = 0; i < 10'000; ++i)
    folder.write(fmt::format("m/i{}.pol", i), fmt::format("module m.i{} \"M\" {{}}\n", i));
  CHECK(codes_of(folder.write("p.pol", importing(limits::kModules))).empty());
  CHECK(codes_of(folder.write("p.pol", importing(limits::kModules + 1))) == std::set<int>{3016});
  CHECK(codes_of(folder.write("p.pol", importing(10'000))) == std::set<int>{3016});

  const auto nested = [&](std::size_t n, bool closes) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::string next = i + 1 < n ? fmt::format("import m.i{}\n", i + 1) : closes ? "import m.i0\n" : "";
      folder.write(fmt::format("m/i{}.pol", i), fmt::format("module m.i{} \"M\" {{}}\n{}", i, next));
    }
    return codes_of(folder.write("p.pol", importing(1)));
  };
  CHECK(nested(limits::kImportDepth, false).empty());
  CHECK(nested(limits::kImportDepth, true) == std::set<int>{3002});
  CHECK(nested(limits::kImportDepth + 1, false) == std::set<int>{3017});

  for (int i = 0; i < 3; ++i) {
    std::string text = fmt::format("module m.i{} \"M\" {{}}\n", i);
    text += std::string(limits::kPolicyBytes / 2 - text.size() - 1000, ' ');
    folder.write(fmt::format("m/i{}.pol", i), text);
  }
  CHECK(codes_of(folder.write("p.pol", importing(2))).empty());
  CHECK(codes_of(folder.write("p.pol", importing(3))) == std::set<int>{3018});
}

TEST_CASE("what an import may open, by the kernel and by walking") {
  using module::Confinement;
  using module::FileState;
  const Folder folder;
  folder.write("outside.pol", "secret");
  folder.write("root/inside.pol", "text");
  folder.write("root/folder/deep.pol", "text");
  fs::create_symlink("../outside.pol", folder / "root/up.pol");
  fs::create_symlink(folder / "outside.pol", folder / "root/absolute.pol");
  fs::create_symlink("..", folder / "root/parent");
  fs::create_symlink("/proc/self/fd", folder / "root/magic");
  fs::create_symlink("/dev/zero", folder / "root/zero.pol");
  fs::create_symlink("inside.pol", folder / "root/link.pol");
  fs::create_symlink("folder", folder / "root/other");
  fs::create_symlink("loop.pol", folder / "root/loop.pol");
  REQUIRE(::mkfifo((folder / "root/pipe.pol").c_str(), 0600) == 0);
  for (const Confinement how : {Confinement::Kernel, Confinement::Walk}) {
    if (how == Confinement::Kernel && module::confinement() != how) continue;  // this system has no such call
    const bool walks = how == Confinement::Walk;
    INFO((walks ? "walking" : "kernel"));
    const auto state = [&](const char* below) { return module::open_below({folder / "root", below}, how).state(); };
    CHECK(state("inside.pol") == FileState::Regular);
    CHECK(state("folder/deep.pol") == FileState::Regular);
    CHECK(state("folder") == FileState::Folder);
    CHECK(state("pipe.pol") == FileState::Other);
    CHECK(state("nothing.pol") == FileState::Missing);
    CHECK(state("inside.pol/x") == FileState::Missing);
    CHECK(state("../outside.pol") == FileState::Leaves);
    CHECK(state("folder/../../outside.pol") == FileState::Leaves);
    CHECK(state((folder / "outside.pol").c_str()) == FileState::Leaves);
    CHECK(state("/dev/zero") == FileState::Leaves);
    const FileState link_out = walks ? FileState::Unreadable : FileState::Leaves;
    for (const char* out : {"up.pol", "absolute.pol", "parent/outside.pol", "magic/0", "zero.pol"}) {
      INFO(out);
      CHECK(state(out) == link_out);
    }
    const FileState link_in = walks ? FileState::Unreadable : FileState::Regular;
    CHECK(state("link.pol") == link_in);
    CHECK(state("other/deep.pol") == link_in);
    CHECK(state("loop.pol") == FileState::Unreadable);
    CHECK(module::open_below({folder / "root", "inside.pol"}, how).read(100).value() == "text");
  }
}
