#include "tests/agreement/invent_schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "tests/agreement/invent_phase.h"

namespace pol::agreement {

namespace {

using Kind = Condition::Kind;

Condition clause_of(std::string word, Condition content) {
  Condition out;
  out.kind = Kind::Clause;
  out.text = std::move(word);
  out.branches.push_back({"", "", std::move(content), {}});
  return out;
}

class ScheduleWriter {
 public:
  ScheduleWriter(Random& random, const ScheduleSurroundings& around, std::vector<std::string>& features)
      : random_(random), around_(around), features_(features), phases_(random, around.condition, features) {
    out_.kind = Kind::Schedule;
  }

  Condition write() {
    out_.text = random_.chance(15) ? feature("schedule one"), "schedule one" : "schedule";
    write_head();
    const bool has_chain = !around_.may_label || random_.chance(70);
    if (has_chain) write_chain("");
    if (!has_chain || (around_.may_label && random_.chance(30))) write_labelled();
    if (random_.chance(25)) write_whenever();
    if (random_.chance(25)) write_sooner();
    return std::move(out_);
  }

 private:
  void feature(const char* name) { features_.emplace_back(name); }

  void add(std::string label, Condition clause, std::vector<Trailer> trailers = {}) {
    Branch b{std::move(label), "", std::move(clause), std::move(trailers)};
    const bool labelled = !b.label.empty() && b.label != "then";
    if (labelled && random_.chance(60)) b.title = "Phase " + b.label;
    if (labelled) b.trailers = around_.trailers();
    if (labelled && !b.trailers.empty()) feature("trailers of a labelled clause");
    out_.branches.push_back(std::move(b));
  }

  std::vector<Trailer> note() {
    if (!around_.may_note || !random_.chance(8)) return {};
    feature("note on a clause");
    return {{"note \"May differ\"", {}, ""}};
  }

  void write_head() {
    if (random_.chance(45)) {
      feature("anchor named");
      add("", clause_of("anchor", phrase(random_.chance(70) ? "surgery_date" : "anchor_date")));
    } else {
      feature("anchor by the head");
    }
    if (random_.chance(30)) {
      feature("last named");
      add("", clause_of("last", phrase(random_.chance(70) ? "last_scan" : "last_study")));
    } else {
      feature("last by the head");
    }
    add("", clause_of("images", random_.chance(4) ? (feature("images unstated"), phrase("unstated")) : images(0)));
  }

  Condition images(int depth) {
    if (depth > 1 || random_.chance(depth == 0 ? 70 : 80)) return phrase(study());
    Condition out;
    out.kind = Kind::Group;
    out.text = random_.chance(60) ? "any" : "all";
    feature(out.text == "any" ? "images any" : "images all");
    if (depth > 0) feature("images nested");
    for (std::int64_t n = random_.between(1, 3); n > 0; --n) out.branches.push_back({"", "", images(depth + 1), {}});
    return out;
  }

  std::string study() {
    static const std::vector<std::string> modalities = {"mri", "mri", "mri", "ct", "pet_ct", "mri or ct", "work_up"};
    static const std::vector<std::string> regions = {
        "lumbar_spine", "total_spine", "total_spine", "primary_site",          "primary_site",
        "brain",        "chest",       "sacrum",      "brain or lumbar_spine", "primary_site or thoracic_spine"};
    std::string out = random_.pick(modalities);
    if (out == "work_up") feature("images a modality by fact");
    if (out.find(" or ") != std::string::npos) feature("images several");
    if (out == "pet_ct" ? random_.chance(20) : random_.chance(92)) {
      const std::string& region = random_.pick(regions);
      if (region.starts_with("primary_site")) feature("images a site");
      if (region == "total_spine") feature("images a whole");
      out += " of " + region;
    } else {
      feature("images anywhere");
    }
    switch (random_.below(10)) {
      case 0:
        feature("images with contrast");
        return out + " with contrast";
      case 1:
        feature("images without contrast");
        return out + " without contrast";
      case 2:
        feature("images either contrast");
        return out + " with or without contrast";
      default:
        return out;
    }
  }

  /// A phase and those that follow it by `then`.
  void write_chain(std::string label) {
    Begin begin;
    const std::size_t length = 1 + random_.below(3);
    for (std::size_t i = 0; i < length; ++i) {
      const bool is_last = i + 1 == length;
      if (i > 0) {
        label = "then";
        feature("then");
      }
      const bool bare = label.empty() || label == "then";
      if (random_.chance(15) && around_.may_label) {
        if (i > 0) feature("ambiguous phase after then");
        add(label, ambiguous(begin), bare ? note() : std::vector<Trailer>());
        if (!begin.is_known) return;
      } else {
        add(label, phases_.write(begin, i > 0, !is_last), bare ? note() : std::vector<Trailer>());
      }
    }
  }

  /// Readings that end on one day, by the same gates, so that others can follow.
  Condition ambiguous(Begin& begin) {
    feature("ambiguous phase");
    Condition out;
    out.kind = Kind::Ambiguous;
    out.text = "Which phase is meant";
    out.labelled = true;
    const bool open = random_.chance(20);
    const Moment end = phases_.moment_after(begin.latest + 90);
    for (std::int64_t n = random_.between(2, 3); n > 0; --n) {
      Branch b;
      b.label = around_.next_reading();
      if (random_.chance(50)) b.title = "Phase " + b.label;
      b.condition = phases_.write_until(open ? std::nullopt : std::optional(end),
                                        out.branches.empty() ? nullptr : &out.branches.front().condition);
      out.branches.push_back(std::move(b));
    }
    begin = {end.days(), end.days(), !open};
    return out;
  }

  /// Phases with labels, each with a place of its own; they may leave gaps and overlap.
  void write_labelled() {
    const std::size_t clauses = 1 + random_.below(3);
    std::int64_t end = 0;
    for (std::size_t i = 0; i < clauses; ++i) {
      feature("labelled phase");
      const std::string label = around_.next_label();
      if (random_.chance(25)) {
        write_chain(label);
        continue;
      }
      std::int64_t from = end;
      if (i > 0 && random_.chance(35)) {
        feature("gap");
        from += random_.between(10, 200);
      } else if (i > 0 && random_.chance(50)) {
        feature("overlap");
        from = std::max<std::int64_t>(0, from - random_.between(10, 200));
      }
      add(label, phases_.write_placed(from, end));
    }
  }

  void write_whenever() {
    feature("whenever");
    Condition c = clause_of("whenever", around_.condition());
    if (random_.chance(40)) {
      feature("whenever through year");
      c.k = static_cast<unsigned>(random_.between(1, 6));
    }
    add("", std::move(c), note());
  }

  void write_sooner() {
    feature("sooner when");
    add("", clause_of("sooner when", around_.condition()), note());
  }

  Random& random_;
  const ScheduleSurroundings& around_;
  std::vector<std::string>& features_;
  PhaseWriter phases_;
  Condition out_;
};

}  // namespace

const std::vector<std::string>& schedule_features() {
  static const std::vector<std::string> all = {"regimen",
                                               "schedule in a definition",
                                               "schedule as a reading",
                                               "schedule under a guard",
                                               "schedule one",
                                               "anchor named",
                                               "anchor by the head",
                                               "last named",
                                               "last by the head",
                                               "images any",
                                               "images all",
                                               "images nested",
                                               "images unstated",
                                               "images a modality by fact",
                                               "images several",
                                               "images a site",
                                               "images a whole",
                                               "images anywhere",
                                               "images with contrast",
                                               "images without contrast",
                                               "images either contrast",
                                               "then",
                                               "ambiguous phase",
                                               "ambiguous phase after then",
                                               "labelled phase",
                                               "gap",
                                               "overlap",
                                               "whenever",
                                               "whenever through year",
                                               "sooner when",
                                               "note on a clause",
                                               "trailers of a labelled clause",
                                               "in year",
                                               "in years",
                                               "from",
                                               "from to",
                                               "from before",
                                               "from before to before",
                                               "weeks beside months",
                                               "every",
                                               "every range",
                                               "every 0 to",
                                               "every at most",
                                               "every unstated",
                                               "once",
                                               "at one date",
                                               "at dates",
                                               "symptoms",
                                               "for",
                                               "for range",
                                               "for at least",
                                               "for unstated",
                                               "through year",
                                               "indefinitely",
                                               "no span",
                                               "until",
                                               "when",
                                               "or when",
                                               "two gates"};
  return all;
}

Condition invent_schedule(Random& random, const ScheduleSurroundings& around, std::vector<std::string>& features) {
  return ScheduleWriter(random, around, features).write();
}

}  // namespace pol::agreement
