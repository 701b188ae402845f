// The object cache: what is damaged, planted or foreign is compiled anew.

#include "compiler/codegen/cache.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "compiler/codegen/evaluator.h"
#include "tests/unit/random_policy.h"

using namespace pol;
namespace fs = std::filesystem;

namespace {

/// A folder of the test's own, removed at its end. The cache stands in it as `cache`.
class Scratch {
 public:
  Scratch() {
    std::string path = (fs::temp_directory_path() / "pol-cache-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) std::abort();
    root_ = path;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::permissions(cache(), fs::perms::owner_all, ignored);
    fs::remove_all(root_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  fs::path root() const { return root_; }
  fs::path cache() const { return root_ / "cache"; }
  /// One function, so that there is one object.
  codegen::Options options() const {
    codegen::Options options;
    options.cache_folder = cache().string();
    options.wants_decide = false;
    return options;
  }
  /// The one object in the cache.
  fs::path object() const {
    fs::path found;
    int objects = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(cache())) {
      if (entry.path().filename() == "key") continue;
      found = entry.path();
      ++objects;
    }
    REQUIRE(objects == 1);
    return found;
  }

 private:
  fs::path root_;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

const planes::Program& program() {
  static const planes::Program kept = planes::lower(test::RandomPolicy(11).policy(60));
  return kept;
}

std::unique_ptr<codegen::Evaluator> create(const Scratch& scratch) {
  Result<std::unique_ptr<codegen::Evaluator>> evaluator = codegen::Evaluator::create(program(), scratch.options());
  REQUIRE(evaluator.ok());
  return evaluator.take();
}

/// Compiled although something stands in the cache, with a note; the next run finds good code there again.
void check_compiled_anew(const Scratch& scratch) {
  const std::unique_ptr<codegen::Evaluator> anew = create(scratch);
  CHECK_FALSE(anew->from_cache());
  CHECK(anew->cache_note() != "");
  const std::unique_ptr<codegen::Evaluator> after = create(scratch);
  CHECK(after->from_cache());
  CHECK(after->cache_note() == "");
}

/// Compiled, with a note, and not kept.
void check_without_cache(const Scratch& scratch) {
  for (int run = 0; run < 2; ++run) {
    const std::unique_ptr<codegen::Evaluator> evaluator = create(scratch);
    CHECK_FALSE(evaluator->from_cache());
    CHECK(evaluator->cache_note() != "");
  }
}

}  // namespace

TEST_CASE("the second run loads what the first compiled", "[cache]") {
  const Scratch scratch;
  const std::unique_ptr<codegen::Evaluator> first = create(scratch);
  CHECK_FALSE(first->from_cache());
  CHECK(first->cache_note() == "");
  const std::unique_ptr<codegen::Evaluator> second = create(scratch);
  CHECK(second->from_cache());
  CHECK(second->cache_note() == "");

  std::vector<std::uint64_t> row(program().row_bytes() / 8);
  std::vector<std::uint8_t> truths(program().nodes.size()), again(program().nodes.size());
  const ir::Policy policy = test::RandomPolicy(11).policy(60);
  test::RandomPolicy random(12);
  for (int i = 0; i < 50; ++i) {
    planes::pack(policy, program(), random.patient(policy), row.data());
    first->trace(row.data(), truths.data());
    second->trace(row.data(), again.data());
    CHECK(truths == again);
  }

  struct stat status = {};
  REQUIRE(stat(scratch.cache().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0700U);
  REQUIRE(stat((scratch.cache() / "key").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("each function is kept by itself", "[cache]") {
  const Scratch scratch;
  create(scratch);
  codegen::Options both = scratch.options();
  both.wants_decide = true;
  for (const bool from_cache : {false, true}) {
    Result<std::unique_ptr<codegen::Evaluator>> evaluator = codegen::Evaluator::create(program(), both);
    REQUIRE(evaluator.ok());
    CHECK(evaluator.value()->from_cache() == from_cache);
    CHECK(evaluator.value()->cache_note() == "");
  }
}

TEST_CASE("another program has another name", "[cache]") {
  const Scratch scratch;
  create(scratch);
  const planes::Program other = planes::lower(test::RandomPolicy(12).policy(60));
  Result<std::unique_ptr<codegen::Evaluator>> evaluator = codegen::Evaluator::create(other, scratch.options());
  REQUIRE(evaluator.ok());
  CHECK_FALSE(evaluator.value()->from_cache());
}

TEST_CASE("any damaged byte is seen", "[cache]") {
  const Scratch scratch;
  create(scratch);
  const std::string good = read(scratch.object());
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{20}, good.size() / 2, good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    write(scratch.object(), bad);
    check_compiled_anew(scratch);
  }
}

TEST_CASE("a file cut short is seen", "[cache]") {
  const Scratch scratch;
  create(scratch);
  const std::string good = read(scratch.object());
  for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{60}, good.size() - 1}) {
    write(scratch.object(), good.substr(0, size));
    check_compiled_anew(scratch);
  }
}

TEST_CASE("a file under another key, or moved to another name, is not loaded", "[cache]") {
  const Scratch scratch, foreign;
  create(scratch);
  create(foreign);
  write(scratch.object(), read(foreign.object()));
  check_compiled_anew(scratch);

  codegen::ObjectCache cache(scratch.cache().string());
  CHECK_FALSE(cache.find("mine").has_value());
  cache.store("mine", "bytes");
  const fs::path program_object = [&] {
    for (const fs::directory_entry& entry : fs::directory_iterator(scratch.cache())) {
      if (entry.path().filename() != "key" && fs::file_size(entry.path()) > 200) return entry.path();
    }
    return fs::path();
  }();
  for (const fs::directory_entry& entry : fs::directory_iterator(scratch.cache())) {
    if (entry.path().filename() != "key" && fs::file_size(entry.path()) < 200) {
      fs::rename(entry.path(), program_object);
      break;
    }
  }
  check_compiled_anew(scratch);
}

TEST_CASE("links and pipes in the cache are not followed", "[cache]") {
  const Scratch scratch;
  create(scratch);
  const fs::path object = scratch.object();
  fs::rename(object, scratch.root() / "elsewhere");
  fs::create_symlink(scratch.root() / "elsewhere", object);
  check_compiled_anew(scratch);
  CHECK_FALSE(fs::is_symlink(object));

  fs::remove(object);
  REQUIRE(mkfifo(object.c_str(), 0600) == 0);
  check_compiled_anew(scratch);
}

TEST_CASE("a key that is no key is replaced", "[cache]") {
  const Scratch scratch;
  create(scratch);
  const fs::path key = scratch.cache() / "key";
  const std::string old = read(key);
  SECTION("cut short") { write(key, old.substr(0, 5)); }
  SECTION("readable by others") { fs::permissions(key, fs::perms::others_read, fs::perm_options::add); }
  SECTION("a link") {
    write(scratch.root() / "planted", old);
    fs::remove(key);
    fs::create_symlink(scratch.root() / "planted", key);
  }
  check_compiled_anew(scratch);
  CHECK(read(key) != old);
  CHECK(read(key).size() == old.size());
}

TEST_CASE("a key that cannot be opened for now is kept", "[cache]") {
  const Scratch scratch;
  create(scratch);
  const std::string key = read(scratch.cache() / "key");
  // One descriptor is left: for the folder, not for the key.
  const int free = dup(0);
  REQUIRE(close(free) == 0);
  rlimit before = {};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit tight = {static_cast<rlim_t>(free) + 1, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &tight) == 0);
  const std::string note = codegen::ObjectCache(scratch.cache().string()).note();
  REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(note.find("cannot open `key`") != std::string::npos);
  CHECK(read(scratch.cache() / "key") == key);
  CHECK(create(scratch)->from_cache());
}

TEST_CASE("a `/` behind the folder does not follow a link", "[cache]") {
  const Scratch scratch;
  fs::create_directory(scratch.root() / "real");
  fs::permissions(scratch.root() / "real", fs::perms::owner_all);
  fs::create_directory_symlink(scratch.root() / "real", scratch.cache());
  CHECK(codegen::ObjectCache(scratch.cache().string() + "/").note() != "");
  CHECK(fs::is_empty(scratch.root() / "real"));
}

TEST_CASE("a folder that others can write, or a link to one, is no cache", "[cache]") {
  const Scratch scratch;
  create(scratch);
  SECTION("writable by all") { fs::permissions(scratch.cache(), fs::perms::all); }
  SECTION("writable by the group") { fs::permissions(scratch.cache(), fs::perms::group_write, fs::perm_options::add); }
  SECTION("a link") {
    fs::rename(scratch.cache(), scratch.root() / "real");
    fs::create_directory_symlink(scratch.root() / "real", scratch.cache());
  }
  SECTION("a file") {
    fs::remove_all(scratch.cache());
    write(scratch.cache(), "");
  }
  check_without_cache(scratch);
}

TEST_CASE("a folder that cannot be made is no failure", "[cache]") {
  codegen::Options options;
  options.cache_folder = "/proc/no/such/cache";
  Result<std::unique_ptr<codegen::Evaluator>> evaluator = codegen::Evaluator::create(program(), options);
  REQUIRE(evaluator.ok());
  CHECK(evaluator.value()->cache_note() != "");
}

TEST_CASE("what stands on a name and cannot be replaced is no failure", "[cache]") {
  const Scratch scratch;
  create(scratch);
  const fs::path object = scratch.object();
  fs::remove(object);
  fs::create_directories(object / "in the way");
  check_without_cache(scratch);
}

TEST_CASE("an enormous file is not read", "[cache]") {
  const Scratch scratch;
  create(scratch);
  fs::resize_file(scratch.object(), std::uintmax_t{1} << 40U);  // sparse
  check_compiled_anew(scratch);
}

TEST_CASE("runs at once end with one key and one good object", "[cache]") {
  SECTION("threads") {
    const Scratch scratch;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        codegen::ObjectCache cache(scratch.cache().string());
        for (int round = 0; round < 50; ++round) {
          cache.store("shared", std::string(1000, 'x'));
          const std::optional<std::string> found = cache.find("shared");
          if (!found || *found != std::string(1000, 'x')) std::abort();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(codegen::ObjectCache(scratch.cache().string()).note() == "");
  }
  SECTION("processes") {
    const Scratch scratch;
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i) {
      const pid_t child = fork();
      REQUIRE(child >= 0);
      if (child == 0) {
        Result<std::unique_ptr<codegen::Evaluator>> evaluator =
            codegen::Evaluator::create(program(), scratch.options());
        _exit(evaluator.ok() && evaluator.value()->cache_note().empty() ? 0 : 1);
      }
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = 0;
      REQUIRE(waitpid(child, &status, 0) == child);
      CHECK(WIFEXITED(status));
      CHECK(WEXITSTATUS(status) == 0);
    }
    CHECK(create(scratch)->from_cache());
  }
}
