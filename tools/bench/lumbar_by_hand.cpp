// The criteria and the determination of policies/lumbar_mri.pol, written by hand: what native code is measured against.
// Keep it in step with the policy. Compiled at -O3 -march=native, so it includes nothing with inline functions.

#include "tools/bench/lumbar_row.h"
#include "tools/bench/lumbar_surveillance.h"

namespace pol::bench {

namespace {

enum class Truth : std::uint8_t { No, Unknown, Yes };

/// Three-valued truth on two rails: what is surely so, and what may be so. Both read the same conditions.
template <bool kPossibly>
struct Rail {
  static constexpr bool kMayBe = kPossibly;
  const LumbarRow& row;

  /// Bits of the claims that hold, and of those whose opposite holds.
  static std::uint64_t is(const Claims& claims) { return kPossibly ? ~claims.no : claims.yes; }
  static std::uint64_t is_not(const Claims& claims) { return kPossibly ? ~claims.yes : claims.no; }

  static bool all(const Claims& claims, std::uint64_t bits) { return (is(claims) & bits) == bits; }
  static bool any(const Claims& claims, std::uint64_t bits) { return (is(claims) & bits) != 0; }
  static bool none(const Claims& claims, std::uint64_t bits) { return (is_not(claims) & bits) == bits; }

  bool request(std::uint64_t bits) const { return all(row.request, bits); }
  bool any_request(std::uint64_t bits) const { return any(row.request, bits); }
  bool no_request(std::uint64_t bits) const { return none(row.request, bits); }
  bool symptoms(std::uint64_t bits) const { return all(row.symptoms, bits); }
  bool any_symptom(std::uint64_t bits) const { return any(row.symptoms, bits); }
  bool no_symptom(std::uint64_t bits) const { return none(row.symptoms, bits); }
  bool findings(std::uint64_t bits) const { return all(row.findings, bits); }
  bool any_finding(std::uint64_t bits) const { return any(row.findings, bits); }
  bool no_finding(std::uint64_t bits) const { return none(row.findings, bits); }

  static bool at_least(Span span, std::int32_t bound) { return (kPossibly ? span.high : span.low) >= bound; }
  static bool at_most(Span span, std::int32_t bound) { return (kPossibly ? span.low : span.high) <= bound; }
  static bool more_than(Span span, std::int32_t bound) { return (kPossibly ? span.high : span.low) > bound; }
  static bool less_than(Span span, std::int32_t bound) { return (kPossibly ? span.low : span.high) < bound; }
  /// a < key + added
  static bool is_before(Span a, Span key, std::int32_t added) {
    const std::int64_t end = kPossibly ? key.high : key.low;
    return (kPossibly ? a.low : a.high) < end + added;
  }

  /// birth + months > request: the age is below so many completed months.
  bool younger_than(std::int32_t months) const { return more_than(row.birth_key, row.request_key_up - 32 * months); }
  bool pediatric() const { return younger_than(22 * 12); }
  /// Not `not pediatric()`: what may be young may be grown as well.
  bool adult() const { return at_most(row.birth_key, row.request_key_up - 32 * 22 * 12); }

  /// A finding documented as absent is not shown by its signs.
  static bool may_hold(const Claims& claims, std::uint64_t bit) { return (claims.no & bit) == 0; }
  /// Of findings that signs show: documented, or (surely only) shown.
  template <class Signs>
  bool shown(const Claims& claims, std::uint64_t bit, Signs signs) const {
    if constexpr (kPossibly) {
      return all(claims, bit);
    } else {
      return all(claims, bit) || (may_hold(claims, bit) && signs());
    }
  }

  bool xray_completed() const {
    using namespace symptoms;
    return shown(row.symptoms, XrayCompleted,
                 [&] { return any_symptom(XrayResultDocumented) || no_symptom(XrayDateNone); });
  }
  bool care_trial() const {
    using namespace symptoms;
    return at_least(row.care_length, 2 * 42) &&
           (any_symptom(CareIsCurrent) ||
            (no_symptom(CareEndNone) && at_least(row.care_end_key_up, row.request_key - 32 * 6) &&
             at_most(row.care_end_day, row.request_day)));
  }
  bool xray_within_6_months() const {
    return no_finding(findings::XrayDateNone) && at_least(row.xray_key_up, row.request_key - 32 * 6) &&
           at_most(row.xray_day, row.request_day);
  }
  bool fracture_new_on_xray() const {
    return shown(row.symptoms, symptoms::FractureNewOnXray, [&] { return symptoms(symptoms::FractureStateNew); });
  }
  bool deficit_new() const {
    return shown(row.findings, findings::DeficitNew, [&] { return findings(findings::DeficitCourseNew); });
  }
  /// For a Medicare member: in Oregon L37281 is in force; elsewhere, and before it, nobody knows whether one is.
  bool coverage_determination_in_force() const {
    constexpr std::int32_t kEffective = 17770;  // 2018-08-27
    return kPossibly || (request(request::StateIsOregon) && row.request_day >= kEffective);
  }
  bool lcd_decides() const {
    using namespace request;
    return request(LcdApplies) || (no_request(LcdDocumented) && request(PlanDocumented | PlanIsMedicare) &&
                                   coverage_determination_in_force());
  }
  bool surveillance_due() const {
    using namespace symptoms;
    return symptoms(SurveillanceDue | SurveillanceDocumented) ||
           (no_symptom(SurveillanceDocumented) && Surveillance<Rail>{*this}.is_due());
  }
  bool suspicious_dimple() const {
    using namespace findings;
    const auto is_suspicious = [&] {
      return shown(row.findings, DimpleSuspicious, [&] {
        return any_finding(kDimpleFeatures) || (no_finding(DimpleSizeNone) && more_than(row.dimple_size, 10000000));
      });
    };
    return shown(row.findings, DimplePresent, is_suspicious) && is_suspicious();
  }
};

/// Back-pain section or guideline. A criterion that may be met is looked at once more, whether it surely is.
class Indications {
 public:
  explicit Indications(const LumbarRow& row) : possibly_{row}, surely_{row} {}

  Truth truth() {
    using namespace symptoms;
    using namespace findings;
    // Criteria of one claim: 1, 3, 4.a, 4.c, 6. Schedules count only where nobody has looked at them.
    if (surely_.any_symptom(kSingle)) return Truth::Yes;
    may_be_met_ = possibly_.any_symptom(kSingle & ~SurveillanceDue);  // once documented it is sure either way
    if (possibly_.no_symptom(SurveillanceDocumented) && is_met([](auto r) { return r.surveillance_due(); })) {
      return Truth::Yes;
    }
    if (possibly_.symptoms(BackPain) && back_pain_met()) return Truth::Yes;
    if (is_met([](auto r) { return r.symptoms(TumorKnown | TumorSymptomsChange); }) || is_met([](auto r) {
          return r.symptoms(CaudaEquina | CaudaEquinaSymptoms) && r.any_symptom(BackPain | Sciatica);
        }) ||
        is_met([](auto r) { return fracture(r); }) || is_met([](auto r) { return infection(r); }) ||
        is_met([](auto r) { return inflammatory(r); }) ||
        is_met([](auto r) { return r.findings(DeficitOnExam) && r.deficit_new(); }) ||
        is_met([](auto r) { return surgery(r); }) || is_met([](auto r) { return sacral(r); }) ||
        is_met([](auto r) { return scoliosis(r); }) || is_met([](auto r) {
          return r.findings(FlexionInstability) && r.any_finding(Spondylolysis | Spondylolisthesis) && r.adult();
        }) ||
        is_met([](auto r) { return r.findings(SpondylolysisSuspected | XrayNegative) && r.pediatric(); }) ||
        is_met([](auto r) { return r.findings(TetheredCord | DysraphismBasis); }) ||
        is_met([](auto r) { return r.findings(ToeWalking | UpperMotorNeuron) && r.pediatric(); }) ||
        is_met([](auto r) { return injury(r); })) {
      return Truth::Yes;
    }
    return may_be_met_ ? Truth::Unknown : Truth::No;
  }

 private:
  static constexpr std::uint64_t kSingle = symptoms::NcsRadiculopathy | symptoms::EmgRadiculopathy | symptoms::Chiari |
                                           symptoms::BoneImagingUnclear | symptoms::SurveillanceDue | symptoms::CsfLeak;

  template <class Criterion>
  bool is_met(Criterion criterion) {
    if (!criterion(possibly_)) return false;
    if (criterion(surely_)) return true;
    may_be_met_ = true;
    return false;
  }

  bool back_pain_met() {
    return is_met([](auto r) { return back_pain_section(r); }) || is_met([](auto r) { return child(r); }) ||
           is_met([](auto r) { return active_care(r); });
  }
  template <class Rail>
  static bool back_pain_section(Rail r) {
    using namespace symptoms;
    if (!r.symptoms(BackPain) || !r.any_symptom(kActiveCare)) return false;
    if (r.symptoms(CareIsCurrent | CourseWorse)) return true;
    return r.any_symptom(CoursePersisting | CourseWorse) && r.care_trial();
  }
  template <class Rail>
  static bool active_care(Rail r) {
    using namespace symptoms;
    if (!r.symptoms(BackPain) || !r.any_symptom(kActiveCare)) return false;
    if (r.symptoms(CareIsCurrent | CourseWorse)) return true;
    return (r.symptoms(CourseWorse) || (r.symptoms(CoursePersisting) && r.at_least(r.row.persistence, 2 * 10))) &&
           r.care_trial();
  }
  template <class Rail>
  static bool child(Rail r) {
    using namespace symptoms;
    if (!r.symptoms(BackPain) || !r.pediatric()) return false;
    if (r.symptoms(Chronic) && r.any_symptom(InflammationSuspected | InfectionSuspected | MalignancySuspected)) {
      return true;
    }
    return r.symptoms(Isolated) && r.xray_completed() &&
           (r.any_symptom(kRedFlags) || r.younger_than(6 * 12) || r.more_than(r.row.pain_duration, 2 * 28) ||
            r.more_than(r.row.weight_loss_2_months, 10000000) || r.more_than(r.row.weight_loss_6_months, 20000000));
  }
  template <class Rail>
  static bool fracture(Rail r) {
    using namespace symptoms;
    const bool is_new = r.fracture_new_on_xray();
    if (!is_new && !r.any_symptom(FractureKnownOrNew)) return false;
    if (r.symptoms(FractureStateKnown | FractureTreated | PainNewOrWorsening)) return true;
    // With a malignancy, or worse without one: worse is enough, whoever has looked for a malignancy.
    return is_new && r.any_symptom(MalignancyKnown | PainWorsening);
  }
  template <class Rail>
  static bool infection(Rail r) {
    using namespace symptoms;
    // 8.b asks for a sign of infection, and that alone is 8.d.
    return r.symptoms(SpinalInfection) &&
           r.any_symptom(TreatmentResponse | InfectionImagingUnclear | InfectionSigns | Fever | BackPain);
  }
  template <class Rail>
  static bool inflammatory(Rail r) {
    using namespace findings;
    if (!r.findings(Inflammatory | RheumatologyDone)) return false;
    if (r.findings(Neuroinflammatory | ExamAbnormal) || r.findings(RheumatoidArthritis | ExamAbnormal)) return true;
    return (r.findings(RheumatoidArthritis | Subluxation) || r.findings(Spondyloarthropathy | XrayUnclear)) &&
           r.xray_within_6_months();
  }
  template <class Rail>
  static bool surgery(Rail r) {
    using namespace findings;
    return r.findings(PostSurgical | ComplicationSought) && r.no_finding(SurgeryNone) &&
           r.at_least(r.row.surgery_day, r.row.request_day - 90) && r.at_most(r.row.surgery_day, r.row.request_day);
  }
  template <class Rail>
  static bool sacral(Rail r) {
    if (!r.any_finding(findings::CleftDeviated) && !r.suspicious_dimple()) return false;
    // Older than three months: birth + 3 months < request.
    return r.pediatric() && r.less_than(r.row.birth_key, r.row.request_key - 32 * 3);
  }
  template <class Rail>
  static bool scoliosis(Rail r) {
    using namespace findings;
    if (!r.findings(Scoliosis)) return false;
    if (r.any_finding(Preoperative | DeformityProgresses | TreatmentDepends | DeficitUnexplained)) return true;
    return r.less_than(r.row.scoliosis_onset, 2 * 10) || r.deficit_new() || r.shown(r.row.findings, AtypicalCurve, [&] {
      return r.any_finding(LeftCurve) || r.more_than(r.row.kyphosis, 60000000) ||
             r.less_than(r.row.curve_segments, 2 * 6);
    });
  }
  template <class Rail>
  static bool injury(Rail r) {
    using namespace findings;
    if (!r.findings(Trauma | TraumaImagingUnclear)) return false;
    if (!r.findings(DeficitNewOrProgressing) && !(r.findings(DeficitNewDocumented) && r.deficit_new())) return false;
    return r.any_finding(NerveRootInjury | SpineAbnormal) || r.shown(r.row.findings, Unexaminable, [&] {
      return r.any_finding(DistractingInjury) || r.less_than(r.row.coma_scale, 2 * 15);
    });
  }

  Rail<true> possibly_;
  Rail<false> surely_;
  bool may_be_met_ = false;
};

template <class Rail>
bool unsafe(Rail r) {
  using namespace request;
  if (r.any_request(BodyTooLarge)) return true;
  if (r.any_request(kDevices) && r.no_request(DeviceAccepted)) return true;
  return r.no_request(StentNone) && r.at_least(r.row.stent_day, r.row.request_day - 42) &&
         r.at_most(r.row.stent_day, r.row.request_day);
}

template <class Rail>
bool analysis_alone(Rail r) {
  using namespace request;
  return r.request(CodeIs0649T) && r.no_request(DiagnosticMri) &&
         (r.no_request(kCompanions) || r.request(DiagnosticMriDocumented));
}

template <class Rail>
bool combination(Rail r) {
  using namespace request;
  if (r.request(CombinationMetastases) && r.at_most(r.row.study_count, 2 * 5) && r.any_request(WithCt | WithMri) &&
      r.any_request(kAnatomies) && (r.request(StagingBaseline) || r.surveillance_due())) {
    return true;
  }
  return r.request(CombinationCtMri) &&
         (r.any_request(FractureComplex | MalignantProcess) || r.request(BoneAndSoftTissue | MayChangeTreatment));
}

// In the order of ir::Outcome.
constexpr std::uint8_t kMeets = 1, kDoesNotMeet = 2, kContraindicated = 8, kRefer = 16, kNotApplicable = 32;

/// The rules in order; the first that surely holds ends the list.
std::uint8_t decide_in_order(const LumbarRow& row) {
  using namespace request;
  const Rail<true> possibly{row};
  const Rail<false> surely{row};
  std::uint8_t possible = 0;
  const auto ends_with = [&](std::uint8_t outcome, auto rule) {
    if (!rule(possibly)) return false;
    possible = static_cast<std::uint8_t>(possible | outcome);
    return rule(surely);
  };
  if (ends_with(kNotApplicable, [](auto r) { return r.no_request(CodeInTable); }) ||
      ends_with(kContraindicated, [](auto r) { return unsafe(r); }) ||
      ends_with(kRefer, [](auto r) { return r.request(LawApplies); }) ||
      ends_with(kDoesNotMeet, [](auto r) { return r.request(ContractApplies); }) ||
      ends_with(kDoesNotMeet, [](auto r) { return analysis_alone(r); }) ||
      ends_with(kMeets, [](auto r) { return r.lcd_decides() && r.request(LcdCriteriaMet); }) ||
      ends_with(kDoesNotMeet, [](auto r) { return r.lcd_decides(); })) {
    return possible;
  }
  if (possibly.request(CombinationNone)) {
    const Truth indicated = Indications(row).truth();
    if (indicated != Truth::No) possible = static_cast<std::uint8_t>(possible | kMeets);
    if (indicated == Truth::Yes && surely.request(CombinationNone)) return possible;
  }
  if (ends_with(kMeets, [](auto r) { return combination(r); })) return possible;
  return static_cast<std::uint8_t>(possible | kDoesNotMeet);
}

}  // namespace

std::uint8_t decide_by_hand(const LumbarRow& row) {
  using namespace request;
  // The usual request: nothing but the indications can decide it. One test instead of seven rules.
  constexpr std::uint64_t kUsuallyYes = CodeInTable | StentNone | CombinationNone | LcdDocumented;
  constexpr std::uint64_t kUsuallyNo = BodyTooLarge | kDevices | LawApplies | ContractApplies | CodeIs0649T |
                                       LcdApplies | CombinationMetastases | CombinationCtMri;
  const std::uint64_t usual = (row.request.yes & kUsuallyYes) | (row.request.no & kUsuallyNo);
  if (usual != (kUsuallyYes | kUsuallyNo)) return decide_in_order(row);
  switch (Indications(row).truth()) {
    case Truth::Yes:
      return kMeets;
    case Truth::Unknown:
      return kMeets | kDoesNotMeet;
    case Truth::No:
      return kDoesNotMeet;
  }
  return 0;
}

}  // namespace pol::bench
