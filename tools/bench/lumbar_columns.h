#pragma once
// The lumbar guideline on columns, written by hand: 1,024 rows at a time, the layout of pol_input (pol/tables.h). A yardstick
// for compiled columns: it must be kept in step with the policy. pol-bench stops when the two differ.

#include <stdint.h>

#include "pol/tables.h"

namespace pol::bench {

// Columns by the facts that they hold.
#define POL_BENCH_FINDINGS(X)                                                                                           \
  X(bmi_exceeds_mri_capability) X(device_mri_accepted) X(state_or_federal_law_applies) X(contract_provision_applies)     \
  X(diagnostic_mri_same_anatomy) X(lcd_applies) X(lcd_criteria_met) X(back_pain) X(ncs_lumbar_radiculopathy)             \
  X(emg_lumbar_radiculopathy) X(back_pain_chronic) X(inflammation_suspected) X(infection_suspected)                      \
  X(malignancy_suspected) X(back_pain_isolated) X(spine_xray_completed) X(fever) X(malaise)                              \
  X(night_pain_disrupts_sleep) X(pain_constant) X(postural_change_kyphosis_or_scoliosis) X(radicular_pain)               \
  X(early_morning_stiffness_or_gelling) X(chiari_known_on_prior_imaging) X(spinal_tumor_known)                           \
  X(tumor_symptoms_new_or_progressing) X(nccn_surveillance_due) X(clinically_indicated) X(tumor_extracompartmental)      \
  X(tumor_high_grade) X(curative_surgery_done) X(high_risk) X(symptoms_of_occult_primary)                                \
  X(cauda_equina_suspected_or_known) X(neuro_symptoms_cauda_equina) X(sciatica) X(csf_leak_suspected)                    \
  X(new_fracture_on_xray) X(compression_fracture_treated) X(known_malignancy) X(spinal_infection_suspected_or_known)     \
  X(infection_active_treatment_response) X(infection_signs_or_symptoms) X(inflammatory_disease_suspected_or_known)       \
  X(rheumatology_evaluation_completed) X(neuroinflammatory_suspected) X(neurologic_exam_abnormal)                        \
  X(rheumatoid_arthritis) X(xray_shows_subluxation) X(spondyloarthropathy_suspected_or_known) X(neuro_deficit_new)       \
  X(neuro_deficit_on_exam) X(post_surgical_assessment) X(complication_or_recurrence_evaluation)                          \
  X(sacral_dimple_suspicious) X(sacral_dimple_present) X(gluteal_cleft_duplicated_or_deviated) X(scoliosis)              \
  X(left_thoracic_curve) X(atypical_curve) X(neuro_deficit_unexplained) X(preoperative_planning)                         \
  X(spinal_deformity_progressive) X(treatment_planning_depends_on_imaging) X(flexion_extension_instability)              \
  X(spondylolysis_suspected) X(tethered_cord_or_dysraphism) X(toe_walking) X(upper_motor_neuron_signs)                   \
  X(trauma_or_acute_injury) X(nerve_root_injury_suspected) X(spinal_abnormality_known) X(distracting_injury)             \
  X(unexaminable) X(staging_baseline_pretherapy) X(bone_and_soft_tissue_abnormality_known)                               \
  X(imaging_may_change_treatment) X(fracture_complex_or_pathologic) X(malignant_spine_bone_and_soft_tissue)
#define POL_BENCH_CHOICES(X)                                                                                            \
  X(procedure_code) X(plan_type) X(mac_jurisdiction) X(requested_combination) X(conservative_mgmt_status)                \
  X(symptom_course) X(xray_result) X(prior_bone_met_imaging_result) X(cancer_type) X(primary_tumor_site) X(tumor_grade)  \
  X(initial_workup_modality) X(hereditary_syndrome) X(net_primary_site) X(compression_fracture_state)                    \
  X(back_pain_course) X(prior_infection_imaging_result) X(neuro_deficit_course) X(dysraphism_basis)                      \
  X(trauma_imaging_result)
#define POL_BENCH_DATES(X)                                                                                              \
  X(request_date) X(stent_placement_date) X(birth_date) X(conservative_mgmt_start_date) X(conservative_mgmt_end_date)    \
  X(xray_date) X(surveillance_anchor_date) X(last_surveillance_imaging_date) X(surgery_date)
#define POL_BENCH_NUMBERS(X)                                                                                            \
  X(conservative_mgmt_duration_days) X(back_pain_duration_days) X(weight_loss_pct_2_months) X(weight_loss_pct_6_months)  \
  X(symptom_persistence_days) X(scoliosis_onset_age_years) X(curve_segment_count) X(glasgow_coma_scale)                  \
  X(concurrent_study_count) X(age_years) X(age_months)
#define POL_BENCH_WIDE_NUMBERS(X) X(appendiceal_net_size_cm) X(sacral_dimple_size_cm) X(kyphosis_angle_deg)
#define POL_BENCH_COUNTS(X) X(appendiceal_aggressive_features)
#define POL_BENCH_SETS(X)                                                                                               \
  X(implanted_devices, 6) X(companion_codes, 3) X(conservative_mgmt_types, 3) X(sacral_dimple_features, 5)               \
  X(spondy_condition, 2) X(concurrent_study_modalities, 2) X(concurrent_study_anatomies, 8)

// Conditions on choices: a name, the fact, the values.
#define POL_BENCH_CODES(X)                                                                                              \
  X(CodeInTable, procedure_code, "72148", "72149", "72158", "0649T")                                                     \
  X(CodeIs0649T, procedure_code, "0649T")                                                                                \
  X(CodeWithContrast, procedure_code, "72149", "72158", "0649T")                                                         \
  X(PlanIsMedicare, plan_type, "medicare", "medicare_advantage")                                                         \
  X(StateIsOregon, mac_jurisdiction, "or")                                                                               \
  X(CombinationMetastases, requested_combination, "metastases")                                                          \
  X(CombinationCtMri, requested_combination, "ct_mri_lumbar")                                                            \
  X(CareIsCurrent, conservative_mgmt_status, "current")                                                                  \
  X(CoursePersisting, symptom_course, "persisting")                                                                      \
  X(CourseWorse, symptom_course, "worsening", "progressing")                                                             \
  X(XrayUnclear, xray_result, "non_diagnostic", "indeterminate")                                                         \
  X(XrayNegative, xray_result, "normal", "negative")                                                                     \
  X(BoneImagingUnclear, prior_bone_met_imaging_result, "abnormal", "non_diagnostic", "indeterminate")                    \
  X(Cartilaginous, cancer_type, "chondrosarcoma", "atypical_cartilaginous_tumor")                                        \
  X(Atypical, cancer_type, "atypical_cartilaginous_tumor")                                                               \
  X(Chordoma, cancer_type, "chordoma")                                                                                   \
  X(Ewing, cancer_type, "ewing_sarcoma")                                                                                 \
  X(GiantCell, cancer_type, "giant_cell_tumor_of_bone")                                                                  \
  X(Osteosarcoma, cancer_type, "osteosarcoma")                                                                           \
  X(Leptomeningeal, cancer_type, "leptomeningeal_metastases")                                                            \
  X(Lymphoma, cancer_type, "primary_cns_lymphoma")                                                                       \
  X(Occult, cancer_type, "occult_primary")                                                                               \
  X(Net, cancer_type, "adrenal_gland_tumor", "carcinoid_syndrome", "gi_lung_thymus_net",                                 \
    "net_grade_3_well_differentiated", "poorly_differentiated_neuroendocrine_carcinoma", "pancreatic_net",               \
    "appendiceal_net", "pheochromocytoma_paraganglioma", "men1")                                                         \
  X(NetGrade3, cancer_type, "net_grade_3_well_differentiated")                                                           \
  X(PoorlyDifferentiated, cancer_type, "poorly_differentiated_neuroendocrine_carcinoma")                                 \
  X(Men1, cancer_type, "men1")                                                                                           \
  X(Appendiceal, cancer_type, "appendiceal_net")                                                                         \
  X(SiteLumbar, primary_tumor_site, "lumbar_spine", "sacrum")                                                            \
  X(WorseGrade, tumor_grade, "grade_2", "grade_3", "high", "clear_cell", "grade_1", "low")                               \
  X(GradeExtracompartmental, tumor_grade, "extracompartmental")                                                          \
  X(WorkUpMri, initial_workup_modality, "mri")                                                                           \
  X(Men1Syndrome, hereditary_syndrome, "men1")                                                                           \
  X(PrimaryUnknown, net_primary_site, "unknown_primary")                                                                 \
  X(PrimaryAppendix, net_primary_site, "appendix")                                                                       \
  X(FractureKnownOrNew, compression_fracture_state, "known", "new_on_xray")                                              \
  X(FractureNew, compression_fracture_state, "new_on_xray")                                                              \
  X(FractureKnown, compression_fracture_state, "known")                                                                  \
  X(PainNewOrWorsening, back_pain_course, "new", "worsening")                                                            \
  X(PainWorsening, back_pain_course, "worsening")                                                                        \
  X(InfectionImagingUnclear, prior_infection_imaging_result, "abnormal", "non_diagnostic", "indeterminate")              \
  X(DeficitCourseNew, neuro_deficit_course, "new")                                                                       \
  X(DeficitNewOrProgressing, neuro_deficit_course, "new", "progressing")                                                 \
  X(DysraphismBasis, dysraphism_basis, "preliminary_imaging", "neurological_exam", "high_risk_cutaneous_stigmata")       \
  X(TraumaImagingUnclear, trauma_imaging_result, "abnormal", "non_diagnostic", "indeterminate")

namespace lumbar {
#define POL_BENCH_NAME(fact) fact,
#define POL_BENCH_SET(fact, members) fact, fact##_last = fact + (members)-1,
enum Name : unsigned {
  POL_BENCH_FINDINGS(POL_BENCH_NAME) POL_BENCH_CHOICES(POL_BENCH_NAME) POL_BENCH_DATES(POL_BENCH_NAME)
      POL_BENCH_NUMBERS(POL_BENCH_NAME) POL_BENCH_WIDE_NUMBERS(POL_BENCH_NAME) POL_BENCH_COUNTS(POL_BENCH_NAME)
          POL_BENCH_SETS(POL_BENCH_SET) kCount
};
#undef POL_BENCH_NAME
#undef POL_BENCH_SET
}  // namespace lumbar

namespace code {
#define POL_BENCH_NAME(name, fact, ...) name,
enum Name : unsigned { POL_BENCH_CODES(POL_BENCH_NAME) kCount };
#undef POL_BENCH_NAME
}  // namespace code

/// Codes from `low` to `low + more`.
struct CodeRun {
  uint8_t low, more;
};

/// Where the policy has what the code reads.
struct LumbarLayout {
  uint32_t input[lumbar::kCount];
  struct {
    uint32_t column, runs;
    CodeRun run[6];
  } codes[code::kCount];
};

/// Writes `outcome`, `possible` and `irregular` of all rows.
using DecideColumns = void (*)(const LumbarLayout& layout, const pol_rows& rows);
void decide_columns_v4(const LumbarLayout& layout, const pol_rows& rows);  ///< AVX-512
void decide_columns_v3(const LumbarLayout& layout, const pol_rows& rows);  ///< AVX2
void decide_columns_v2(const LumbarLayout& layout, const pol_rows& rows);  ///< 128-bit vectors

}  // namespace pol::bench
