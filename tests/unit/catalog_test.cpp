// A folder of policies: which one a case goes to, what is broken, what has to be read again.

#include "compiler/pipeline/catalog.h"

#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace pol;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string path = (fs::temp_directory_path() / "pol-catalog-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) std::abort();
    root_ = path;
    fs::create_directory(root_ / "policies");
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return (root_ / "policies").string(); }
  void write(const std::string& name, const std::string& text) const {
    const fs::path file = root_ / "policies" / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  }
  void remove(const std::string& name) const { fs::remove(root_ / "policies" / name); }

  Result<std::unique_ptr<pipeline::Catalog>> open() const {
    return pipeline::Catalog::open(path(), {POL_SOURCE_DIR "/stdlib"}, {(root_ / "cache").string(), 2});
  }
  std::unique_ptr<pipeline::Catalog> opened() const {
    auto catalog = open();
    INFO((catalog ? "" : catalog.error()));
    REQUIRE(catalog);
    return catalog.take();
  }

 private:
  fs::path root_;
};

std::string policy(const std::string& name, const std::string& procedures, const std::string& condition) {
  return "// a comment\npolicy " + name +
         " \"Policy\" {\n  document: \"S\"  reviewed: 2025-01-01\n  reference: request_date\n}\n" +
         "import std.patient\nfacts {\n  procedure_code : code \"Requested\"\n  fever : finding \"Fever\"\n}\n" +
         procedures + "determine {\n  meets when " + condition + "\n  otherwise does_not_meet\n}\n";
}

std::string table(const std::string& code, const std::string& companion) {
  return "procedures cpt {\n  \"" + code + "\" \"Study\" : mri of spine needs companion { \"" + companion + "\" }\n}\n";
}

std::string with_request(std::string text) { return text.insert(text.find("reference:"), "request: procedure_code  "); }

std::vector<std::string> names_for(const pipeline::Catalog& catalog, const std::string& code) {
  std::vector<std::string> names;
  for (const std::uint32_t i : catalog.policies_for(code)) names.push_back(catalog.name(i));
  return names;
}

using Names = std::vector<std::string>;

pol_outcome outcome_of(const pipeline::Catalog& catalog, std::uint32_t index, bool has_fever) {
  const auto native = catalog.policy(index);
  REQUIRE(native);
  const pol_policy* policy = native.value()->get();
  pol_case* one = nullptr;
  REQUIRE(pol_case_new(policy, &one, nullptr) == POL_OK);
  CHECK(pol_set_date(one, pol_fact_named(policy, "request_date"), 20000, 20000, nullptr) == POL_OK);
  CHECK(pol_set_finding(one, pol_fact_named(policy, "fever"), has_fever ? 1 : 0, nullptr) == POL_OK);
  pol_answer answer = {};
  CHECK(pol_decide(one, &answer, nullptr) == POL_OK);
  pol_case_free(one);
  return answer.outcome;
}

}  // namespace

TEST_CASE("a case goes to the policies about its code, and to those about every case") {
  const Folder folder;
  folder.write("a.pol", policy("by_table", table("72148", "99999"), "procedure_code in cpt and fever"));
  folder.write("deep/b.pol",
               with_request(policy("by_comparison", "", "procedure_code is \"72148\" or \"70551\" and fever")));
  folder.write("deep/f.pol", policy("with_no_request", "", "procedure_code is \"72148\""));
  folder.write("c.pol", policy("by_table_and_comparison", table("72149", "72148"),
                               "procedure_code in cpt and not procedure_code is \"70551\""));
  folder.write("d.pol", policy("for_all", "", "fever"));
  folder.write("e.pol", "module e\nfacts { cough : finding \"Cough\" }\n");
  folder.write("revisions/a.pol", policy("by_table", table("72148", "99999"), "fever"));
  folder.write(".hidden/a.pol", policy("by_table", table("72148", "99999"), "fever"));

  const auto catalog = folder.opened();
  CHECK(catalog->size() == 5);
  CHECK(catalog->parsed() == 5);
  CHECK(catalog->broken().empty());
  CHECK(catalog->notes() == Names{folder.path() + "/revisions: passed over: earlier texts of policies lie there"});
  CHECK(catalog->request_facts() == Names{"procedure_code"});
  CHECK(names_for(*catalog, "72148") == Names{"by_table", "for_all", "by_comparison", "with_no_request"});
  CHECK(names_for(*catalog, "72149") == Names{"by_table_and_comparison", "for_all", "with_no_request"});
  CHECK(names_for(*catalog, "70551") ==
        Names{"by_table_and_comparison", "for_all", "by_comparison", "with_no_request"});
  CHECK(names_for(*catalog, "99999") == Names{"for_all", "with_no_request"});
  CHECK(names_for(*catalog, "") == Names{"for_all", "with_no_request"});
}

TEST_CASE("broken policies are told of, and the others go on") {
  const Folder folder;
  folder.write("a.pol", policy("good", "", "fever"));
  folder.write("b.pol", policy("bad", "", "fevre"));
  for (int i = 0; i < 2; ++i) {
    const auto catalog = folder.opened();
    REQUIRE(catalog->broken().size() == 1);
    CHECK(catalog->broken().front().find(folder.path() + "/b.pol:") == 0);
    REQUIRE(catalog->size() == 1);
    CHECK(outcome_of(*catalog, 0, true) == POL_MEETS);
  }
}

TEST_CASE("two policies of one name") {
  const Folder folder;
  folder.write("a.pol", policy("same", "", "fever"));
  folder.write("b.pol", policy("same", "", "not fever"));
  const auto catalog = folder.open();
  REQUIRE_FALSE(catalog);
  CHECK(catalog.error() == folder.path() + "/a.pol and " + folder.path() +
                               "/b.pol: both policies are called `same`; a case could not tell them apart");
}

TEST_CASE("a folder without policies, and none at all") {
  const Folder folder;
  CHECK(folder.open().error() == folder.path() + ": no policy (.pol) lies in this folder");
  const auto missing = pipeline::Catalog::open(folder.path() + "/x", {POL_SOURCE_DIR "/stdlib"}, {});
  CHECK(missing.error() == folder.path() + "/x: cannot be read: No such file or directory");
}

TEST_CASE("only what has changed is parsed again") {
  const Folder folder;
  folder.write("a.pol", policy("first", "", "fever"));
  folder.write("b.pol", policy("second", "", "fever"));
  {
    const auto catalog = folder.opened();
    CHECK(catalog->parsed() == 2);
    catalog->prepare({0, 1});
    CHECK(outcome_of(*catalog, 1, true) == POL_MEETS);
    catalog->finish();
  }
  {
    const auto catalog = folder.opened();
    CHECK(catalog->parsed() == 0);
    CHECK(outcome_of(*catalog, 1, true) == POL_MEETS);
    CHECK(catalog->policy(1).value()->is_from_cache());
  }
  folder.write("b.pol", policy("second", "", "not fever"));
  {
    const auto catalog = folder.opened();
    CHECK(catalog->parsed() == 1);
    CHECK(outcome_of(*catalog, 0, true) == POL_MEETS);
    CHECK(outcome_of(*catalog, 1, true) == POL_DOES_NOT_MEET);
  }
  folder.remove("a.pol");
  const auto catalog = folder.opened();
  CHECK(catalog->parsed() == 0);
  REQUIRE(catalog->size() == 1);
  CHECK(catalog->name(0) == "second");

  // Once it is open, files are to stay as they are.
  folder.write("c.pol", policy("third", "", "fever"));
  const auto grown = folder.opened();
  CHECK(grown->parsed() == 1);
  const auto again = folder.opened();
  folder.write("c.pol", policy("third", "", "not fever"));
  CHECK(again->policy(1).error() == folder.path() + "/c.pol: has changed since its folder was read");
}

TEST_CASE("many threads ask for the same policies at once") {
  const Folder folder;
  constexpr std::uint32_t kPolicies = 12;
  for (std::uint32_t i = 0; i < kPolicies; ++i) {
    folder.write(std::to_string(10 + i) + ".pol",
                 policy("p" + std::to_string(i), "", i % 2 == 0 ? "fever" : "not fever"));
  }
  const auto catalog = folder.opened();
  std::atomic<std::uint32_t> failed = 0;
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint32_t i = 0; i < kPolicies; ++i) {
        const auto native = catalog->policy((i + t * 3) % kPolicies);
        if (!native) {
          ++failed;
          continue;
        }
        native.value()->ask_for(codegen::Form::Columns);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(failed == 0);
  for (std::uint32_t i = 0; i < kPolicies; ++i) {
    CHECK(outcome_of(*catalog, i, i % 2 == 0) == POL_MEETS);
    catalog->policy(i).value()->finish();
    CHECK(catalog->policy(i).value()->tier_of(codegen::Form::Columns) == codegen::Tier::Optimised);
  }
}
