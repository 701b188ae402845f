#include "tests/mutants/tally.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::mutants {

namespace {

double share(std::size_t part, std::size_t of) {
  return of == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(of);
}

/// "92 %"; "–" of nothing.
std::string percent(std::size_t part, std::size_t of) {
  return of == 0 ? "–" : fmt::format("{:.0f} %", 100.0 * share(part, of));
}

void add(Row& row, const Trial& trial) {
  ++row.mutants;
  if (!trial.compiles) {
    ++row.do_not_compile;
    return;
  }
  if (trial.ought_to_be_found) {
    ++row.flawed;
    row.found += trial.is_found() ? 1 : 0;
    row.as_expected += trial.is_found_as_expected() ? 1 : 0;
  } else {
    ++row.other;
  }
  for (const Fresh& one : trial.fresh) {
    ++row.fresh;
    row.naming += one.names_place ? 1 : 0;
    row.resting += !one.names_place && one.rests_on_it ? 1 : 0;
  }
}

std::string words_of(std::string_view kind) {
  std::string out(kind);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string cell_of(const Row& row) {
  return fmt::format("{} | {} | {} | {} | {} | {} | {} | {} | {}", row.mutants, row.do_not_compile, row.other,
                     row.flawed, row.found, row.as_expected, percent(row.found, row.flawed), row.fresh,
                     percent(row.naming + row.resting, row.fresh));
}

}  // namespace

double Row::recall() const { return share(found, flawed); }
double Row::precision() const { return share(naming + resting, fresh); }

std::vector<Row> rows_of(const std::vector<Trial>& trials) {
  std::vector<Row> rows;
  for (const Kind& kind : all_kinds()) {
    Row row;
    row.kind = kind.name;
    for (const Trial& trial : trials) {
      if (trial.kind->name == kind.name) add(row, trial);
    }
    rows.push_back(row);
  }
  Row all;
  all.kind = "all";
  for (const Trial& trial : trials) add(all, trial);
  rows.push_back(all);
  return rows;
}

std::string table(const std::vector<Row>& rows) {
  std::string out = fmt::format("{:<26}{:>8}{:>7}{:>7}{:>8}{:>7}{:>7}{:>8}{:>6}{:>10}\n", "kind", "mutants", "no go",
                                "other", "flawed", "found", "as exp", "recall", "new", "precision");
  for (const Row& row : rows) {
    out += fmt::format("{:<26}{:>8}{:>7}{:>7}{:>8}{:>7}{:>7}{:>8}{:>6}{:>10}\n", words_of(row.kind), row.mutants,
                       row.do_not_compile, row.other, row.flawed, row.found, row.as_expected,
                       percent(row.found, row.flawed), row.fresh, percent(row.naming + row.resting, row.fresh));
  }
  return out;
}

std::string misses(const std::vector<Trial>& trials) {
  std::string out;
  for (const Trial& trial : trials) {
    const std::string head =
        fmt::format("{}, {} `{}`: {}", words_of(trial.kind->name), trial.policy, trial.path, trial.change);
    if (!trial.compiles) {
      out += fmt::format("no policy  {}\n             {}\n", head, trial.flaw);
      continue;
    }
    if (trial.ought_to_be_found && !trial.is_found()) {
      out += fmt::format("missed     {}\n             {}\n", head, trial.flaw.empty() ? "planted" : trial.flaw);
    } else if (trial.ought_to_be_found && !trial.is_found_as_expected()) {
      out += fmt::format("otherwise  {}\n", head);
    }
    for (const Fresh& one : trial.fresh) {
      if (!one.names_place && !one.rests_on_it) out += fmt::format("elsewhere  {}\n             {}\n", head, one.line);
    }
  }
  return out;
}

std::string page(const std::vector<Row>& rows, const std::vector<Trial>& trials, std::uint64_t seed) {
  const Row& all = rows.back();
  std::string out =
      "# What the linter finds\n\n"
      "Written by `tools/mutants.sh`; do not edit. Mutations of `policies/lumbar_mri.pol` and "
      "`policies/oncology_followup.pol` "
      "with the modules that\nthey import, drawn with one seed, each compiled and linted by itself. What the policy is "
      "told "
      "before any mutation does not count.\n\n";
  out += fmt::format("**{} mutants that compile, of {}; {} of them flawed. Recall {}, precision {}.** Seed {}.\n\n",
                     all.mutants - all.do_not_compile, all.mutants, all.flawed, percent(all.found, all.flawed),
                     percent(all.naming + all.resting, all.fresh), seed);
  out +=
      "* **Flawed** is a mutant that ought to be found. This is decided before the linter runs: either the kind plants "
      "the flaw by the\n"
      "  way it is made, or the solver finds one around the place that was not there before (a condition that "
      "contradicts or\n"
      "  repeats what is demanded above it, a branch that another one covers, branches of `one` that hold together, a "
      "`check`\n"
      "  that fails, a clause of `determine` that decides nothing). Every other mutant is *another policy*: it means "
      "something\n"
      "  else, or the same, and there is nothing to find.\n"
      "* **Recall** is the share of flawed mutants with a new finding that names the mutated place by its path or "
      "range, as its\n"
      "  subject, in its proof or as its other side. *As expected*: under a code that the kind stands for.\n"
      "* **Precision** is the share of new findings that name the mutated place or are about something that reads "
      "it.\n\n"
      "| kind | mutants | do not compile | another policy | flawed | found | as expected | recall | new findings | "
      "precision |\n"
      "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
  for (const Row& row : rows) {
    out += fmt::format("| {} | {} |\n", words_of(row.kind), cell_of(row));
  }
  out += "\n## Kinds\n\n| kind | what is done | flawed by | codes |\n|---|---|---|---|\n";
  for (const Kind& kind : all_kinds()) {
    std::string codes;
    for (const int code : kind.codes) codes += fmt::format("{}POL{}", codes.empty() ? "" : ", ", code);
    out += fmt::format("| {} | {} | {} | {} |\n", words_of(kind.name), kind.summary,
                       kind.basis == Basis::Planted ? "planting" : "proof", codes);
  }
  const std::string list = misses(trials);
  if (!list.empty()) {
    out += "\n## Missed, found otherwise, and elsewhere\n\n```\n" + list + "```\n";
  }
  return out;
}

nlohmann::ordered_json json(const std::vector<Row>& rows, const std::vector<Trial>& trials, std::uint64_t seed) {
  nlohmann::ordered_json out;
  out["seed"] = seed;
  for (const Row& row : rows) {
    out["kinds"].push_back({{"kind", row.kind},
                            {"mutants", row.mutants},
                            {"do_not_compile", row.do_not_compile},
                            {"another_policy", row.other},
                            {"flawed", row.flawed},
                            {"found", row.found},
                            {"as_expected", row.as_expected},
                            {"recall", row.recall()},
                            {"new_findings", row.fresh},
                            {"naming", row.naming},
                            {"resting", row.resting},
                            {"precision", row.precision()}});
  }
  for (const Trial& trial : trials) {
    nlohmann::ordered_json one = {{"kind", trial.kind->name},     {"policy", trial.policy},
                                  {"path", trial.path},           {"change", trial.change},
                                  {"compiles", trial.compiles},   {"flawed", trial.ought_to_be_found},
                                  {"flaw", trial.flaw},           {"found", trial.is_found()},
                                  {"as_expected", trial.is_found_as_expected()}};
    one["new_findings"] = nlohmann::ordered_json::array();
    for (const Fresh& fresh : trial.fresh) {
      one["new_findings"].push_back(
          {{"finding", fresh.line}, {"names_place", fresh.names_place}, {"rests_on_it", fresh.rests_on_it}});
    }
    out["mutants"].push_back(std::move(one));
  }
  return out;
}

}  // namespace pol::mutants
