// Studies, sites and dates for schedules to name.

#include <fmt/format.h>

#include "tests/agreement/invent_schedule.h"

namespace pol::agreement {

namespace {

using Kind = FactSketch::Kind;

void declare(Draft& draft, std::string text) {
  Declaration d;
  d.before = std::move(text);
  draft.declarations.push_back(std::move(d));
}

void add_fact(Draft& draft, Vocabulary& words, FactSketch fact, const std::string& type) {
  Declaration d;
  d.kind = Declaration::Kind::Fact;
  d.before = fmt::format("{} : {} \"Title of {}\"", fact.name, type, fact.name);
  draft.declarations.push_back(std::move(d));
  words.facts.push_back(std::move(fact));
}

}  // namespace

void invent_schedule_words(Random& random, Draft& draft, Vocabulary& words) {
  declare(draft,
          "values modality \"Modality\" { mri \"MRI\" ct \"CT\" pet_ct \"PET/CT\" }\n"
          "values region \"Region\" {\n"
          "  brain \"Brain\"  chest \"Chest\"  lumbar_spine \"Lumbar spine\"  thoracic_spine \"Thoracic spine\"\n"
          "  sacrum \"Sacrum\"  primary_site \"Site of the primary tumor\"\n"
          "  total_spine \"Whole spine\" covers { lumbar_spine, thoracic_spine }\n}");
  declare(draft,
          "procedures cpt {\n"
          "  \"72148\" \"Lumbar\" : mri of lumbar_spine without contrast\n"
          "  \"72149\" \"Lumbar with contrast\" : mri of lumbar_spine with contrast\n"
          "  \"72158\" \"Lumbar, both\" : mri of lumbar_spine with or without contrast\n"
          "  \"72146\" \"Thoracic\" : mri of thoracic_spine without contrast\n"
          "  \"71250\" \"Chest and brain\" : ct of chest or brain without contrast\n"
          "  \"72131\" \"Lumbar CT\" : ct of lumbar_spine without contrast\n"
          "  \"70551\" \"Brain\" : mri of brain or sacrum\n"
          "  \"78816\" \"Whole body\" : pet_ct\n"
          "  \"0649T\" \"Tissue analysis\" : mri of lumbar_spine needs companion { \"72148\", \"72149\" }\n}");
  words.table = "cpt";
  words.codes = {"\"72148\"", "\"72149\"", "\"72158\"", "\"72146\"", "\"71250\"",
                 "\"72131\"", "\"70551\"", "\"78816\"", "\"0649T\""};
  add_fact(draft, words, {Kind::Date, "request_date", false, {}, {}}, "date");
  add_fact(draft, words, {Kind::Code, "procedure_code", false, words.codes, {}}, "code");
  add_fact(draft, words, {Kind::Set, "companion_codes", false, words.codes, {}}, "any of code");
  const auto date = [&](const std::string& name, unsigned none, unsigned planned) {
    FactSketch fact{Kind::Date, name, random.chance(none), {}, {}};
    const std::string type = fact.or_none ? "date or none" : "date";
    add_fact(draft, words, std::move(fact), type + (random.chance(planned) ? " or planned" : ""));
  };
  date("anchor_date", 50, 12);
  date("surgery_date", 50, 60);
  date("last_study", 70, 0);
  date("last_scan", 40, 0);
  const std::vector<std::string> sites = {"brain", "lumbar_spine", "thoracic_spine", "sacrum"};
  add_fact(draft, words, {Kind::Choice, "tumor_site", false, sites, {}}, "region");
  FactSketch work_up{Kind::Choice, "work_up", random.chance(30), {"mri", "ct", "pet_ct"}, {}};
  const std::string type = work_up.or_none ? "modality or none" : "one of modality";
  add_fact(draft, words, std::move(work_up), type);
  for (const char* name : {"relapse", "symptoms"})
    add_fact(draft, words, {Kind::Finding, name, false, {}, {}}, "finding");
}

void invent_site(Random& random, const Vocabulary& words, Draft& draft) {
  std::string text = "site primary_site {\n";
  for (const char* region : {"lumbar_spine", "thoracic_spine", "brain"}) {
    if (random.chance(15)) continue;
    const std::string when = random.chance(75) ? fmt::format("tumor_site is {}", region) : invent_test(random, words);
    text += fmt::format("  {} when {}\n", region, when);
  }
  text += "  sacrum when tumor_site is sacrum\n}";
  declare(draft, std::move(text));
}

}  // namespace pol::agreement
