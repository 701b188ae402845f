#pragma once
// NCCN surveillance as far as a lumbar MRI may answer it, by hand: of all schedules in policies/nccn those whose study
// can show the lumbar spine, or is not stated. A part of lumbar_by_hand.cpp; `Rail` is the one there.

#include "tools/bench/lumbar_row.h"

namespace pol::bench {

/// Months are counted from the anchor; `rested` from the latest study.
template <class Rail>
struct Surveillance {
  Rail r;

  bool anchored() const { return r.none(r.row.tumor, tumor::AnchorNone); }
  bool begun(std::int32_t months) const {
    return anchored() && r.at_most(r.row.anchor_key, r.row.request_key_up - 32 * months);
  }
  bool before(std::int32_t months) const {
    return anchored() && r.more_than(r.row.anchor_key, r.row.request_key_up - 32 * months);
  }
  bool no_study() const { return r.any(r.row.tumor, tumor::LastNone); }
  bool rested(std::int32_t months) const {
    return no_study() || r.at_most(r.row.last_key, r.row.request_key_up - 32 * months);
  }
  /// The phase runs until `end`, or its interval (which `due` holds, after the latest study) had passed by then.
  bool runs_or_fell_due(Span due, std::int32_t end) const {
    return before(end) || no_study() || (anchored() && r.is_before(due, r.row.anchor_key, 32 * end));
  }

  bool yearly_after(std::int32_t months) const { return begun(months) && rested(12); }
  bool half_yearly_to_year_5() const { return begun(24) && rested(6) && runs_or_fell_due(r.row.last_key_up_6, 60); }

  bool atypical_cartilaginous_tumor() const {
    const bool goes_on = r.any(r.row.tumor, tumor::ClinicallyIndicated);
    return (begun(6) && rested(6) && runs_or_fell_due(r.row.last_key_up_6, 24) && (before(24) || goes_on)) ||
           (goes_on && yearly_after(24));
  }
  bool ewing_sarcoma() const {
    if (yearly_after(60)) return true;
    // No interval is stated for the first five years.
    return Rail::kMayBe && ((begun(0) && runs_or_fell_due(r.row.last_key_up, 24)) ||
                            (begun(24) && runs_or_fell_due(r.row.last_key_up, 60)));
  }
  bool osteosarcoma() const {
    return (begun(3) && rested(3) && runs_or_fell_due(r.row.last_key_up_3, 24)) ||
           (begun(24) && rested(4) && runs_or_fell_due(r.row.last_key_up_4, 36)) ||
           (begun(36) && rested(6) && runs_or_fell_due(r.row.last_key_up_6, 60)) || yearly_after(60);
  }
  bool of_worse_grade() const {  // of an axial tumor
    using namespace tumor;
    return r.any(r.row.tumor, kWorseGrades) ||
           r.shown(r.row.tumor, Extracompartmental, [&] { return r.any(r.row.tumor, GradeExtracompartmental); });
  }
  bool bone() const {
    using namespace tumor;
    if (!r.all(r.row.tumor, SiteLumbar)) return false;  // which is axial
    const bool symptoms = r.symptoms(symptoms::TumorSymptomsChange);
    const auto is = [&](std::uint64_t type) { return r.all(r.row.tumor, type); };
    if (is(Ewing) && r.request(request::CodeWithContrast) && anchored() && (symptoms || ewing_sarcoma())) return true;
    if (!r.request(request::CodeInTable)) return false;
    if (symptoms && ((is(Chordoma) && before(120)) || is(GiantCell) || (is(Cartilaginous) && of_worse_grade()))) {
      return true;
    }
    return (is(Atypical) && atypical_cartilaginous_tumor()) ||
           (is(Osteosarcoma | WorkUpMri) && (symptoms || osteosarcoma()));
  }
  bool leptomeningeal() const {
    return (begun(2) && rested(2) && runs_or_fell_due(r.row.last_key_up_2, 24)) || half_yearly_to_year_5() ||
           yearly_after(60);
  }
  /// After surgery for a neuroendocrine tumor, which an appendiceal one without bad signs does not count as.
  bool neuroendocrine() const {
    using namespace tumor;
    if (!r.all(r.row.tumor, CurativeSurgery) || !r.any(r.row.tumor, Net | Men1 | Men1Known)) return false;
    if (!r.any(r.row.tumor, NetGrade3 | PoorlyDifferentiated | Men1 | Men1Known | PrimaryUnknown)) return false;
    const Claims& tumor = r.row.tumor;
    const bool surely_not_followed = (tumor.yes & (Appendiceal | AppendixKnown)) != 0 &&
                                     r.row.appendix_size.high <= 2 * 20000000 &&
                                     (tumor.no & kAggressive) == kAggressive;
    if (surely_not_followed) return false;
    const bool high_risk = r.all(r.row.tumor, HighRisk);
    return (begun(0) && runs_or_fell_due(r.row.last_key_up, 120) && (before(120) || high_risk)) ||
           (high_risk && begun(120));
  }
  /// Study not stated: may be this one.
  bool unstated() const {
    return Rail::kMayBe &&
           ((r.all(r.row.tumor, tumor::Lymphoma) && begun(2) && rested(2) && before(24)) || neuroendocrine());
  }
  bool is_due() const {
    using namespace tumor;
    if (!r.any(r.row.tumor, kFollowed)) return false;
    return bone() || (r.all(r.row.tumor, Leptomeningeal) && r.request(request::CodeInTable) && leptomeningeal()) ||
           unstated() || r.all(r.row.tumor, Occult | OccultSymptoms);
  }
};

}  // namespace pol::bench
