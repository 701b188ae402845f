#include "tools/bench/lumbar_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace pol::bench {

namespace {

using ir::FactState;
using ir::Truth;
using Names = std::initializer_list<std::string_view>;

[[noreturn]] void stop(std::string_view what, std::string_view name) {
  fmt::print(stderr, "pol-bench: the policy has no {} `{}`: mend tools/bench/lumbar_*\n", what, name);
  std::exit(2);
}

Truth truth_if(bool yes) { return yes ? Truth::Yes : Truth::No; }

std::int32_t clipped(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, INT32_MIN / 4, INT32_MAX / 4));
}

std::int32_t month_key(std::int64_t day, bool up, int later = 0) {
  using namespace std::chrono;
  const year_month_day on{sys_days{days{day}}};
  const year_month_day ends{sys_days{(on.year() / on.month() + months{later}) / last}};
  const unsigned day_of_month = std::min(static_cast<unsigned>(on.day()), static_cast<unsigned>(ends.day()));
  const bool is_last = day_of_month == static_cast<unsigned>(ends.day());
  const int month = static_cast<int>(ends.year()) * 12 + static_cast<int>(static_cast<unsigned>(ends.month()));
  return month * 32 + (up && is_last ? 31 : static_cast<int>(day_of_month));
}

}  // namespace

/// One line a claim or span of the row.
struct LumbarFacts::Sources {
  using TruthOf = std::function<Truth(const FactState&)>;
  struct Claim {
    Claims LumbarRow::*word;
    std::uint64_t bit;
    ir::FactId fact;
    TruthOf truth;
  };
  enum class Unit { Plain, Key, KeyUp };
  struct Number {
    Span LumbarRow::*span;
    ir::FactId fact;
    Unit unit;
    int months = 0;  ///< added, clamped to the month's end
  };

  const ir::Policy& policy;
  std::vector<Claim> claims;
  std::vector<Number> numbers;
  Claims LumbarRow::*word = &LumbarRow::request;  // that the next claims go to

  explicit Sources(const ir::Policy& of) : policy(of) {
    add_request();
    add_symptoms();
    add_findings();
    add_tumor();
    add_numbers();
  }

  ir::FactId fact(std::string_view name) const {
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      if (policy.facts[ir::FactId{i}].name == name) return ir::FactId{i};
    }
    stop("fact", name);
  }
  std::size_t value(ir::FactId of, std::string_view name) const {
    const std::vector<ir::Value>& values = policy.value_sets[policy.facts[of].type.values].values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i].name == name) return i;
    }
    stop("value", name);
  }

  void add(std::uint64_t bit, std::string_view name, const TruthOf& truth) {
    claims.push_back({word, bit, fact(name), truth});
  }
  void finding(std::uint64_t bit, std::string_view name) {
    add(bit, name, [](const FactState& state) {
      return state.kind == FactState::Kind::Value ? truth_if(state.low != 0) : Truth::Unknown;
    });
  }
  void is(std::uint64_t bit, std::string_view name, Names values) {
    ir::Members members;
    for (const std::string_view one : values) members.insert(value(fact(name), one));
    add(bit, name, [members](const FactState& state) {
      if (state.kind == FactState::Kind::Undocumented) return Truth::Unknown;
      return truth_if(state.kind == FactState::Kind::Value && members.contains(static_cast<std::size_t>(state.low)));
    });
  }
  /// Documented, and one of the values (of a finding: so).
  void is_known(std::uint64_t bit, std::string_view name, Names values) {
    ir::Members members;
    for (const std::string_view one : values) members.insert(value(fact(name), one));
    if (values.size() == 0) members.insert(1);
    add(bit, name, [members](const FactState& state) {
      return truth_if(state.kind == FactState::Kind::Value && !state.assumed &&
                      members.contains(static_cast<std::size_t>(state.low)));
    });
  }
  void is_none(std::uint64_t bit, std::string_view name) {
    add(bit, name, [](const FactState& state) {
      return state.kind == FactState::Kind::Undocumented ? Truth::Unknown
                                                         : truth_if(state.kind == FactState::Kind::None);
    });
  }
  void is_documented(std::uint64_t bit, std::string_view name) {
    add(bit, name,
        [](const FactState& state) { return truth_if(state.kind != FactState::Kind::Undocumented && !state.assumed); });
  }
  void includes(std::uint64_t bit, std::string_view name, std::string_view member) {
    add(bit, name, [index = value(fact(name), member)](const FactState& state) {
      if (state.kind == FactState::Kind::None || state.out.contains(index)) return Truth::No;
      return state.in.contains(index) ? Truth::Yes : Truth::Unknown;
    });
  }

  void add_request();
  void add_symptoms();
  void add_findings();
  void add_tumor();
  void add_numbers();
};

void LumbarFacts::Sources::add_request() {
  using namespace request;
  word = &LumbarRow::request;
  is(CodeInTable, "procedure_code", {"72148", "72149", "72158", "0649T"});
  is(CodeIs0649T, "procedure_code", {"0649T"});
  is(CodeWithContrast, "procedure_code", {"72149", "72158", "0649T"});
  finding(BodyTooLarge, "bmi_exceeds_mri_capability");
  is_none(StentNone, "stent_placement_date");
  includes(AneurysmClip, "implanted_devices", "aneurysm_clip");
  includes(CochlearImplant, "implanted_devices", "cochlear_implant");
  includes(Defibrillator, "implanted_devices", "implantable_cardioverter_defibrillator");
  includes(InsulinPump, "implanted_devices", "insulin_pump");
  includes(Pacemaker, "implanted_devices", "permanent_pacemaker");
  includes(CordStimulator, "implanted_devices", "spinal_cord_stimulator");
  finding(DeviceAccepted, "device_mri_accepted");
  finding(LawApplies, "state_or_federal_law_applies");
  finding(ContractApplies, "contract_provision_applies");
  finding(DiagnosticMri, "diagnostic_mri_same_anatomy");
  is_documented(DiagnosticMriDocumented, "diagnostic_mri_same_anatomy");
  includes(Companion72148, "companion_codes", "72148");
  includes(Companion72149, "companion_codes", "72149");
  includes(Companion72158, "companion_codes", "72158");
  is_documented(PlanDocumented, "plan_type");
  is(PlanIsMedicare, "plan_type", {"medicare", "medicare_advantage"});
  is(StateIsOregon, "mac_jurisdiction", {"or"});
  is_documented(LcdDocumented, "lcd_applies");
  finding(LcdApplies, "lcd_applies");
  finding(LcdCriteriaMet, "lcd_criteria_met");
  is_none(CombinationNone, "requested_combination");
  is(CombinationMetastases, "requested_combination", {"metastases"});
  is(CombinationCtMri, "requested_combination", {"ct_mri_lumbar"});
  includes(WithCt, "concurrent_study_modalities", "ct");
  includes(WithMri, "concurrent_study_modalities", "mri");
  includes(OfAbdomen, "concurrent_study_anatomies", "abdomen");
  includes(OfBrain, "concurrent_study_anatomies", "brain");
  includes(OfCervicalSpine, "concurrent_study_anatomies", "cervical_spine");
  includes(OfChest, "concurrent_study_anatomies", "chest");
  includes(OfLumbarSpine, "concurrent_study_anatomies", "lumbar_spine");
  includes(OfNeck, "concurrent_study_anatomies", "neck");
  includes(OfPelvis, "concurrent_study_anatomies", "pelvis");
  includes(OfThoracicSpine, "concurrent_study_anatomies", "thoracic_spine");
  finding(StagingBaseline, "staging_baseline_pretherapy");
  finding(BoneAndSoftTissue, "bone_and_soft_tissue_abnormality_known");
  finding(MayChangeTreatment, "imaging_may_change_treatment");
  finding(FractureComplex, "fracture_complex_or_pathologic");
  finding(MalignantProcess, "malignant_spine_bone_and_soft_tissue");
}

void LumbarFacts::Sources::add_symptoms() {
  using namespace symptoms;
  word = &LumbarRow::symptoms;
  finding(BackPain, "back_pain");
  includes(PhysicalTherapy, "conservative_mgmt_types", "physical_therapy");
  includes(Chiropractic, "conservative_mgmt_types", "chiropractic");
  includes(Osteopathic, "conservative_mgmt_types", "osteopathic_manipulation");
  is(CareIsCurrent, "conservative_mgmt_status", {"current"});
  is_none(CareEndNone, "conservative_mgmt_end_date");
  is(CoursePersisting, "symptom_course", {"persisting"});
  is(CourseWorse, "symptom_course", {"worsening", "progressing"});
  finding(NcsRadiculopathy, "ncs_lumbar_radiculopathy");
  finding(EmgRadiculopathy, "emg_lumbar_radiculopathy");
  finding(Chronic, "back_pain_chronic");
  finding(InflammationSuspected, "inflammation_suspected");
  finding(InfectionSuspected, "infection_suspected");
  finding(MalignancySuspected, "malignancy_suspected");
  finding(Isolated, "back_pain_isolated");
  is_documented(XrayResultDocumented, "xray_result");
  is_none(symptoms::XrayDateNone, "xray_date");
  finding(XrayCompleted, "spine_xray_completed");
  finding(Fever, "fever");
  finding(Malaise, "malaise");
  finding(NightPain, "night_pain_disrupts_sleep");
  finding(ConstantPain, "pain_constant");
  finding(PostureChanged, "postural_change_kyphosis_or_scoliosis");
  finding(RadicularPain, "radicular_pain");
  finding(MorningStiffness, "early_morning_stiffness_or_gelling");
  finding(Chiari, "chiari_known_on_prior_imaging");
  is(BoneImagingUnclear, "prior_bone_met_imaging_result", {"abnormal", "non_diagnostic", "indeterminate"});
  finding(TumorKnown, "spinal_tumor_known");
  finding(TumorSymptomsChange, "tumor_symptoms_new_or_progressing");
  finding(SurveillanceDue, "nccn_surveillance_due");
  is_documented(SurveillanceDocumented, "nccn_surveillance_due");
  finding(CaudaEquina, "cauda_equina_suspected_or_known");
  finding(CaudaEquinaSymptoms, "neuro_symptoms_cauda_equina");
  finding(Sciatica, "sciatica");
  finding(CsfLeak, "csf_leak_suspected");
  is(FractureKnownOrNew, "compression_fracture_state", {"known", "new_on_xray"});
  is(FractureStateNew, "compression_fracture_state", {"new_on_xray"});
  finding(FractureNewOnXray, "new_fracture_on_xray");
  is(FractureStateKnown, "compression_fracture_state", {"known"});
  finding(FractureTreated, "compression_fracture_treated");
  is(PainNewOrWorsening, "back_pain_course", {"new", "worsening"});
  finding(MalignancyKnown, "known_malignancy");
  is(PainWorsening, "back_pain_course", {"worsening"});
  finding(SpinalInfection, "spinal_infection_suspected_or_known");
  finding(TreatmentResponse, "infection_active_treatment_response");
  finding(InfectionSigns, "infection_signs_or_symptoms");
  is(InfectionImagingUnclear, "prior_infection_imaging_result", {"abnormal", "non_diagnostic", "indeterminate"});
}

void LumbarFacts::Sources::add_findings() {
  using namespace findings;
  word = &LumbarRow::findings;
  finding(Inflammatory, "inflammatory_disease_suspected_or_known");
  finding(RheumatologyDone, "rheumatology_evaluation_completed");
  finding(Neuroinflammatory, "neuroinflammatory_suspected");
  finding(ExamAbnormal, "neurologic_exam_abnormal");
  finding(RheumatoidArthritis, "rheumatoid_arthritis");
  finding(Subluxation, "xray_shows_subluxation");
  finding(Spondyloarthropathy, "spondyloarthropathy_suspected_or_known");
  is(XrayUnclear, "xray_result", {"non_diagnostic", "indeterminate"});
  is_none(findings::XrayDateNone, "xray_date");
  is(DeficitCourseNew, "neuro_deficit_course", {"new"});
  finding(DeficitNew, "neuro_deficit_new");
  is_documented(DeficitNewDocumented, "neuro_deficit_new");
  finding(DeficitOnExam, "neuro_deficit_on_exam");
  finding(PostSurgical, "post_surgical_assessment");
  finding(ComplicationSought, "complication_or_recurrence_evaluation");
  is_none(SurgeryNone, "surgery_date");
  is_none(DimpleSizeNone, "sacral_dimple_size_cm");
  includes(DimpleDeep, "sacral_dimple_features", "deep");
  includes(DimpleInCrease, "sacral_dimple_features", "superior_gluteal_crease");
  includes(DimpleAboveCrease, "sacral_dimple_features", "above_gluteal_crease");
  includes(DimpleMultiple, "sacral_dimple_features", "multiple");
  includes(DimpleMarkers, "sacral_dimple_features", "cutaneous_markers");
  finding(DimpleSuspicious, "sacral_dimple_suspicious");
  finding(DimplePresent, "sacral_dimple_present");
  finding(CleftDeviated, "gluteal_cleft_duplicated_or_deviated");
  finding(Scoliosis, "scoliosis");
  finding(LeftCurve, "left_thoracic_curve");
  finding(AtypicalCurve, "atypical_curve");
  finding(DeficitUnexplained, "neuro_deficit_unexplained");
  finding(Preoperative, "preoperative_planning");
  finding(DeformityProgresses, "spinal_deformity_progressive");
  finding(TreatmentDepends, "treatment_planning_depends_on_imaging");
  includes(Spondylolysis, "spondy_condition", "spondylolysis");
  includes(Spondylolisthesis, "spondy_condition", "spondylolisthesis");
  finding(FlexionInstability, "flexion_extension_instability");
  finding(SpondylolysisSuspected, "spondylolysis_suspected");
  is(XrayNegative, "xray_result", {"normal", "negative"});
  finding(TetheredCord, "tethered_cord_or_dysraphism");
  is(DysraphismBasis, "dysraphism_basis", {"preliminary_imaging", "neurological_exam", "high_risk_cutaneous_stigmata"});
  finding(ToeWalking, "toe_walking");
  finding(UpperMotorNeuron, "upper_motor_neuron_signs");
  finding(Trauma, "trauma_or_acute_injury");
  is(TraumaImagingUnclear, "trauma_imaging_result", {"abnormal", "non_diagnostic", "indeterminate"});
  is(DeficitNewOrProgressing, "neuro_deficit_course", {"new", "progressing"});
  finding(NerveRootInjury, "nerve_root_injury_suspected");
  finding(SpineAbnormal, "spinal_abnormality_known");
  finding(DistractingInjury, "distracting_injury");
  finding(Unexaminable, "unexaminable");
}

void LumbarFacts::Sources::add_tumor() {
  using namespace tumor;
  word = &LumbarRow::tumor;
  is(Cartilaginous, "cancer_type", {"chondrosarcoma", "atypical_cartilaginous_tumor"});
  is(Atypical, "cancer_type", {"atypical_cartilaginous_tumor"});
  is(Chordoma, "cancer_type", {"chordoma"});
  is(Ewing, "cancer_type", {"ewing_sarcoma"});
  is(GiantCell, "cancer_type", {"giant_cell_tumor_of_bone"});
  is(Osteosarcoma, "cancer_type", {"osteosarcoma"});
  is(Leptomeningeal, "cancer_type", {"leptomeningeal_metastases"});
  is(Lymphoma, "cancer_type", {"primary_cns_lymphoma"});
  is(Occult, "cancer_type", {"occult_primary"});
  is(SiteLumbar, "primary_tumor_site", {"lumbar_spine", "sacrum"});
  is(HighGrade, "tumor_grade", {"grade_2", "grade_3", "high", "clear_cell"});
  is(GradeLow, "tumor_grade", {"grade_1", "low"});
  is_known(HighGradeKnown, "tumor_high_grade", {});
  finding(Extracompartmental, "tumor_extracompartmental");
  is(GradeExtracompartmental, "tumor_grade", {"extracompartmental"});
  finding(ClinicallyIndicated, "clinically_indicated");
  is(WorkUpMri, "initial_workup_modality", {"mri"});
  finding(OccultSymptoms, "symptoms_of_occult_primary");
  is_none(AnchorNone, "surveillance_anchor_date");
  is_none(LastNone, "last_surveillance_imaging_date");
  finding(CurativeSurgery, "curative_surgery_done");
  finding(HighRisk, "high_risk");
  is(Net, "cancer_type",
     {"adrenal_gland_tumor", "carcinoid_syndrome", "gi_lung_thymus_net", "net_grade_3_well_differentiated",
      "poorly_differentiated_neuroendocrine_carcinoma", "pancreatic_net", "appendiceal_net",
      "pheochromocytoma_paraganglioma", "men1"});
  is(NetGrade3, "cancer_type", {"net_grade_3_well_differentiated"});
  is(PoorlyDifferentiated, "cancer_type", {"poorly_differentiated_neuroendocrine_carcinoma"});
  is(Men1, "cancer_type", {"men1"});
  is_known(Men1Known, "hereditary_syndrome", {"men1"});
  is_known(PrimaryUnknown, "net_primary_site", {"unknown_primary"});
  is(Appendiceal, "cancer_type", {"appendiceal_net"});
  is_known(AppendixKnown, "net_primary_site", {"appendix"});
  includes(Atypia, "appendiceal_aggressive_features", "high_grade_atypia");
  includes(Infiltrates, "appendiceal_aggressive_features", "infiltrative_invasion");
  includes(SpreadsByLymph, "appendiceal_aggressive_features", "lymphatic_metastasis");
  includes(SpreadsByBlood, "appendiceal_aggressive_features", "hematogenous_metastasis");
}

void LumbarFacts::Sources::add_numbers() {
  numbers = {
      {&LumbarRow::stent_day, fact("stent_placement_date"), Unit::Plain},
      {&LumbarRow::birth_key, fact("birth_date"), Unit::Key},
      {&LumbarRow::care_end_day, fact("conservative_mgmt_end_date"), Unit::Plain},
      {&LumbarRow::care_end_key_up, fact("conservative_mgmt_end_date"), Unit::KeyUp},
      {&LumbarRow::care_length, fact("conservative_mgmt_duration_days"), Unit::Plain},
      {&LumbarRow::persistence, fact("symptom_persistence_days"), Unit::Plain},
      {&LumbarRow::pain_duration, fact("back_pain_duration_days"), Unit::Plain},
      {&LumbarRow::weight_loss_2_months, fact("weight_loss_pct_2_months"), Unit::Plain},
      {&LumbarRow::weight_loss_6_months, fact("weight_loss_pct_6_months"), Unit::Plain},
      {&LumbarRow::xray_day, fact("xray_date"), Unit::Plain},
      {&LumbarRow::xray_key_up, fact("xray_date"), Unit::KeyUp},
      {&LumbarRow::surgery_day, fact("surgery_date"), Unit::Plain},
      {&LumbarRow::dimple_size, fact("sacral_dimple_size_cm"), Unit::Plain},
      {&LumbarRow::scoliosis_onset, fact("scoliosis_onset_age_years"), Unit::Plain},
      {&LumbarRow::kyphosis, fact("kyphosis_angle_deg"), Unit::Plain},
      {&LumbarRow::curve_segments, fact("curve_segment_count"), Unit::Plain},
      {&LumbarRow::coma_scale, fact("glasgow_coma_scale"), Unit::Plain},
      {&LumbarRow::study_count, fact("concurrent_study_count"), Unit::Plain},
      {&LumbarRow::appendix_size, fact("appendiceal_net_size_cm"), Unit::Plain},
      {&LumbarRow::anchor_key, fact("surveillance_anchor_date"), Unit::Key},
      {&LumbarRow::last_key, fact("last_surveillance_imaging_date"), Unit::Key},
      {&LumbarRow::last_key_up, fact("last_surveillance_imaging_date"), Unit::KeyUp},
      {&LumbarRow::last_key_up_2, fact("last_surveillance_imaging_date"), Unit::KeyUp, 2},
      {&LumbarRow::last_key_up_3, fact("last_surveillance_imaging_date"), Unit::KeyUp, 3},
      {&LumbarRow::last_key_up_4, fact("last_surveillance_imaging_date"), Unit::KeyUp, 4},
      {&LumbarRow::last_key_up_6, fact("last_surveillance_imaging_date"), Unit::KeyUp, 6},
  };
}

LumbarFacts::LumbarFacts(const ir::Policy& policy) : sources_(std::make_unique<Sources>(policy)) {}
LumbarFacts::~LumbarFacts() = default;

LumbarRow LumbarFacts::row_of(const ir::Patient& patient) const {
  LumbarRow row;
  for (const Sources::Claim& claim : sources_->claims) {
    const Truth truth = claim.truth(patient[claim.fact]);
    if (truth == Truth::Yes) (row.*claim.word).yes |= claim.bit;
    if (truth == Truth::No) (row.*claim.word).no |= claim.bit;
  }
  for (const Sources::Number& number : sources_->numbers) {
    const FactState& state = patient[number.fact];
    if (state.kind != FactState::Kind::Value) continue;
    const auto end = [&](std::int64_t value) {
      return number.unit == Sources::Unit::Plain ? clipped(value)
                                                 : month_key(value, number.unit == Sources::Unit::KeyUp, number.months);
    };
    row.*number.span = {end(state.low), end(state.high)};
  }
  const std::int64_t request = patient[sources_->policy.reference].low;
  row.request_day = clipped(request);
  row.request_key = month_key(request, false);
  row.request_key_up = month_key(request, true);
  return row;
}

}  // namespace pol::bench
