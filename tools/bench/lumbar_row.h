#pragma once
// What the determination of policies/lumbar_mri.pol reads of one case, as a C++ programmer would lay it out by hand.
// A yardstick for native code: it must be kept in step with the policy. pol-bench stops when the two differ.

#include <cstdint>

namespace pol::bench {

/// One bit a claim: documented so, documented not so; neither: not documented.
struct Claims {
  std::uint64_t yes = 0;
  std::uint64_t no = 0;
};

/// All that a number or date may be. Not documented, or none: everything.
struct Span {
  std::int32_t low = INT32_MIN;
  std::int32_t high = INT32_MAX;
};

/// Days since 1970-01-01. Month keys are `(year*12 + month)*32 + day`; the `up` keys have day 31 where the day is its
/// month's last, so that `x + n months <= y` is `key(x) + 32n <= key_up(y)`. Quantities are in half units.
struct LumbarRow {
  Claims request;   ///< bits of namespace request
  Claims symptoms;  ///< bits of namespace symptoms
  Claims findings;  ///< bits of namespace findings
  Claims tumor;     ///< bits of namespace tumor
  std::int32_t request_day = 0, request_key = 0, request_key_up = 0;
  Span stent_day;
  Span birth_key;
  Span care_end_day, care_end_key_up, care_length;
  Span persistence, pain_duration;
  Span weight_loss_2_months, weight_loss_6_months;
  Span xray_day, xray_key_up;
  Span surgery_day;
  Span dimple_size;
  Span scoliosis_onset, kyphosis, curve_segments;
  Span coma_scale;
  Span study_count;
  Span appendix_size;
  Span anchor_key, last_key;  ///< of surveillance
  Span last_key_up, last_key_up_2, last_key_up_3, last_key_up_4, last_key_up_6;  ///< so many months later
};

namespace request {
enum Bit : std::uint64_t {
  CodeInTable = 1ULL << 0,
  CodeIs0649T = 1ULL << 1,
  BodyTooLarge = 1ULL << 2,
  StentNone = 1ULL << 3,
  AneurysmClip = 1ULL << 4,
  CochlearImplant = 1ULL << 5,
  Defibrillator = 1ULL << 6,
  InsulinPump = 1ULL << 7,
  Pacemaker = 1ULL << 8,
  CordStimulator = 1ULL << 9,
  DeviceAccepted = 1ULL << 10,
  LawApplies = 1ULL << 11,
  ContractApplies = 1ULL << 12,
  DiagnosticMri = 1ULL << 13,
  DiagnosticMriDocumented = 1ULL << 14,
  Companion72148 = 1ULL << 15,
  Companion72149 = 1ULL << 16,
  Companion72158 = 1ULL << 17,
  PlanDocumented = 1ULL << 18,
  PlanIsMedicare = 1ULL << 19,
  LcdDocumented = 1ULL << 20,
  LcdApplies = 1ULL << 21,
  LcdCriteriaMet = 1ULL << 22,
  CombinationNone = 1ULL << 23,
  CombinationMetastases = 1ULL << 24,
  CombinationCtMri = 1ULL << 25,
  WithCt = 1ULL << 26,
  WithMri = 1ULL << 27,
  OfAbdomen = 1ULL << 28,
  OfBrain = 1ULL << 29,
  OfCervicalSpine = 1ULL << 30,
  OfChest = 1ULL << 31,
  OfLumbarSpine = 1ULL << 32,
  OfNeck = 1ULL << 33,
  OfPelvis = 1ULL << 34,
  OfThoracicSpine = 1ULL << 35,
  StagingBaseline = 1ULL << 36,
  BoneAndSoftTissue = 1ULL << 37,
  MayChangeTreatment = 1ULL << 38,
  FractureComplex = 1ULL << 39,
  MalignantProcess = 1ULL << 40,
  StateIsOregon = 1ULL << 41,
  CodeWithContrast = 1ULL << 42,
};
inline constexpr std::uint64_t kDevices =
    AneurysmClip | CochlearImplant | Defibrillator | InsulinPump | Pacemaker | CordStimulator;
inline constexpr std::uint64_t kCompanions = Companion72148 | Companion72149 | Companion72158;
inline constexpr std::uint64_t kAnatomies =
    OfAbdomen | OfBrain | OfCervicalSpine | OfChest | OfLumbarSpine | OfNeck | OfPelvis | OfThoracicSpine;
}  // namespace request

namespace symptoms {
enum Bit : std::uint64_t {
  BackPain = 1ULL << 0,
  PhysicalTherapy = 1ULL << 1,
  Chiropractic = 1ULL << 2,
  Osteopathic = 1ULL << 3,
  CareIsCurrent = 1ULL << 4,
  CareEndNone = 1ULL << 5,
  CoursePersisting = 1ULL << 6,
  CourseWorse = 1ULL << 7,
  NcsRadiculopathy = 1ULL << 8,
  EmgRadiculopathy = 1ULL << 9,
  Chronic = 1ULL << 10,
  InflammationSuspected = 1ULL << 11,
  InfectionSuspected = 1ULL << 12,
  MalignancySuspected = 1ULL << 13,
  Isolated = 1ULL << 14,
  XrayResultDocumented = 1ULL << 15,
  XrayDateNone = 1ULL << 16,
  XrayCompleted = 1ULL << 17,
  Fever = 1ULL << 18,
  Malaise = 1ULL << 19,
  NightPain = 1ULL << 20,
  ConstantPain = 1ULL << 21,
  PostureChanged = 1ULL << 22,
  RadicularPain = 1ULL << 23,
  MorningStiffness = 1ULL << 24,
  Chiari = 1ULL << 25,
  BoneImagingUnclear = 1ULL << 26,
  TumorKnown = 1ULL << 27,
  TumorSymptomsChange = 1ULL << 28,
  SurveillanceDue = 1ULL << 29,
  CaudaEquina = 1ULL << 30,
  CaudaEquinaSymptoms = 1ULL << 31,
  Sciatica = 1ULL << 32,
  CsfLeak = 1ULL << 33,
  FractureKnownOrNew = 1ULL << 34,
  FractureStateNew = 1ULL << 35,
  FractureNewOnXray = 1ULL << 36,
  FractureStateKnown = 1ULL << 37,
  FractureTreated = 1ULL << 38,
  PainNewOrWorsening = 1ULL << 39,
  MalignancyKnown = 1ULL << 40,
  PainWorsening = 1ULL << 41,
  SpinalInfection = 1ULL << 42,
  TreatmentResponse = 1ULL << 43,
  SurveillanceDocumented = 1ULL << 44,
  InfectionSigns = 1ULL << 45,
  InfectionImagingUnclear = 1ULL << 46,
};
inline constexpr std::uint64_t kActiveCare = PhysicalTherapy | Chiropractic | Osteopathic;
inline constexpr std::uint64_t kRedFlags =
    Fever | Malaise | NightPain | ConstantPain | PostureChanged | RadicularPain | MorningStiffness;
}  // namespace symptoms

namespace findings {
enum Bit : std::uint64_t {
  Inflammatory = 1ULL << 0,
  RheumatologyDone = 1ULL << 1,
  Neuroinflammatory = 1ULL << 2,
  ExamAbnormal = 1ULL << 3,
  RheumatoidArthritis = 1ULL << 4,
  Subluxation = 1ULL << 5,
  Spondyloarthropathy = 1ULL << 6,
  XrayUnclear = 1ULL << 7,
  XrayDateNone = 1ULL << 8,
  DeficitCourseNew = 1ULL << 9,
  DeficitNew = 1ULL << 10,
  DeficitNewDocumented = 1ULL << 11,
  DeficitOnExam = 1ULL << 12,
  PostSurgical = 1ULL << 13,
  ComplicationSought = 1ULL << 14,
  SurgeryNone = 1ULL << 15,
  DimpleSizeNone = 1ULL << 16,
  DimpleDeep = 1ULL << 17,
  DimpleInCrease = 1ULL << 18,
  DimpleAboveCrease = 1ULL << 19,
  DimpleMultiple = 1ULL << 20,
  DimpleMarkers = 1ULL << 21,
  DimpleSuspicious = 1ULL << 22,
  DimplePresent = 1ULL << 23,
  CleftDeviated = 1ULL << 24,
  Scoliosis = 1ULL << 25,
  LeftCurve = 1ULL << 26,
  AtypicalCurve = 1ULL << 27,
  DeficitUnexplained = 1ULL << 28,
  Preoperative = 1ULL << 29,
  DeformityProgresses = 1ULL << 30,
  TreatmentDepends = 1ULL << 31,
  Spondylolysis = 1ULL << 32,
  Spondylolisthesis = 1ULL << 33,
  FlexionInstability = 1ULL << 34,
  SpondylolysisSuspected = 1ULL << 35,
  XrayNegative = 1ULL << 36,
  TetheredCord = 1ULL << 37,
  DysraphismBasis = 1ULL << 38,
  ToeWalking = 1ULL << 39,
  UpperMotorNeuron = 1ULL << 40,
  Trauma = 1ULL << 41,
  TraumaImagingUnclear = 1ULL << 42,
  DeficitNewOrProgressing = 1ULL << 43,
  NerveRootInjury = 1ULL << 44,
  SpineAbnormal = 1ULL << 45,
  DistractingInjury = 1ULL << 46,
  Unexaminable = 1ULL << 47,
};
inline constexpr std::uint64_t kDimpleFeatures =
    DimpleDeep | DimpleInCrease | DimpleAboveCrease | DimpleMultiple | DimpleMarkers;
}  // namespace findings

namespace tumor {
/// `…Known` is never unknown: what nobody documented is not so.
enum Bit : std::uint64_t {
  Cartilaginous = 1ULL << 0,
  Atypical = 1ULL << 1,
  Chordoma = 1ULL << 2,
  Ewing = 1ULL << 3,
  GiantCell = 1ULL << 4,
  Osteosarcoma = 1ULL << 5,
  Leptomeningeal = 1ULL << 6,
  Lymphoma = 1ULL << 7,
  Occult = 1ULL << 8,
  SiteLumbar = 1ULL << 9,
  HighGrade = 1ULL << 10,
  GradeLow = 1ULL << 11,
  HighGradeKnown = 1ULL << 12,
  Extracompartmental = 1ULL << 13,
  GradeExtracompartmental = 1ULL << 14,
  ClinicallyIndicated = 1ULL << 15,
  WorkUpMri = 1ULL << 16,
  OccultSymptoms = 1ULL << 17,
  AnchorNone = 1ULL << 18,
  LastNone = 1ULL << 19,
  CurativeSurgery = 1ULL << 20,
  HighRisk = 1ULL << 21,
  Net = 1ULL << 22,
  NetGrade3 = 1ULL << 23,
  PoorlyDifferentiated = 1ULL << 24,
  Men1 = 1ULL << 25,
  Men1Known = 1ULL << 26,
  PrimaryUnknown = 1ULL << 27,
  Appendiceal = 1ULL << 28,
  AppendixKnown = 1ULL << 29,
  Atypia = 1ULL << 30,
  Infiltrates = 1ULL << 31,
  SpreadsByLymph = 1ULL << 32,
  SpreadsByBlood = 1ULL << 33,
};
inline constexpr std::uint64_t kFollowed = Cartilaginous | Chordoma | Ewing | GiantCell | Osteosarcoma |
                                           Leptomeningeal | Lymphoma | Occult | Net | Men1 | Men1Known;
inline constexpr std::uint64_t kWorseGrades = HighGrade | GradeLow | HighGradeKnown;  ///< of an axial tumor
inline constexpr std::uint64_t kAggressive = Atypia | Infiltrates | SpreadsByLymph | SpreadsByBlood;
}  // namespace tumor

/// The outcomes that stay possible, as ir::OutcomeSet.
std::uint8_t decide_by_hand(const LumbarRow& row);

}  // namespace pol::bench
