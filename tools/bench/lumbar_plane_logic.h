// Conditions on planes: the same criteria as lumbar_by_hand.cpp, without branches.
// Included once by each lumbar_columns_v*.cpp, within its namespace.

/// Surely so; possibly so.
struct Truth {
  Plane yes, may;
};
inline Truth operator&(Truth a, Truth b) { return {a.yes & b.yes, a.may & b.may}; }
inline Truth operator|(Truth a, Truth b) { return {a.yes | b.yes, a.may | b.may}; }
inline Truth operator~(Truth a) { return {~a.may, ~a.yes}; }

/// Some words of one block.
struct Rows {
  const Block& block;
  const Masks& masks;
  int word;

  Plane plane(const uint64_t* bits) const { return load<Plane>(bits + word); }
  Plane valid(unsigned c) const { return plane(block.valid(c)); }
  Plane none_bits(unsigned c) const { return plane(block.none(c)); }
  Plane mask(unsigned m) const { return plane(masks.of[m]); }

  Truth finding(unsigned c) const {
    const Plane value = plane(block.bits(c)), is = valid(c);
    return {value & is, value | ~is};
  }
  Truth sure(Plane is) const { return {is, is}; }
  /// Not documented means no.
  Truth finding_or_no(unsigned c) const { return sure(plane(block.bits(c)) & valid(c)); }
  Truth documented(unsigned c) const { return sure(valid(c)); }
  Truth member(unsigned c) const { return {plane(block.bits(c)), ~valid(c)}; }
  template <class... More>
  Truth any_member(unsigned first, unsigned last) const {
    Truth any = member(first);
    for (unsigned c = first + 1; c <= last; ++c) any = any | member(c);
    return any;
  }
  Truth is(unsigned c) const {
    const Plane in = plane(masks.code[c]), known = valid(block.layout.codes[c].column);
    return {in & known, in | ~known};
  }
  Truth is_or_none(unsigned c) const {
    const unsigned of = block.layout.codes[c].column;
    const Plane in = plane(masks.code[c]) & ~none_bits(of), known = valid(of);
    return {in & known, in | ~known};
  }
  /// There is none: documented so.
  Truth none(unsigned c) const {
    const Plane none = none_bits(c), known = valid(c);
    return {none & known, none | ~known};
  }
  Truth compared(unsigned m, Plane known) const { return {mask(m) & known, mask(m) | ~known}; }
  Truth compared(unsigned m, unsigned c) const { return compared(m, valid(c)); }
  Truth compared_date(unsigned m, unsigned c) const { return compared(m, valid(c) & ~none_bits(c)); }
  Truth between(unsigned yes, unsigned no) const { return {mask(yes), ~mask(no)}; }
};

struct Answers {
  Plane meets, does_not_meet, contraindicated, refer, not_applicable, irregular;
};

inline Truth shown(Truth finding, Truth signs) {
  // A finding documented as absent is not shown by its signs; one that nobody denies is so where a sign surely is.
  return {finding.yes | (signs.yes & finding.may), finding.may};
}

inline Truth surveillance(const Rows& r, Truth in_table, Truth with_contrast) {
  using namespace lumbar;
  const Truth of_anchor_none = r.none(surveillance_anchor_date), anchored = ~of_anchor_none;
  const Truth no_study = r.none(last_surveillance_imaging_date);
  const Plane anchor_known = r.valid(surveillance_anchor_date) & ~r.none_bits(surveillance_anchor_date),
              last_known = r.valid(last_surveillance_imaging_date) & ~r.none_bits(last_surveillance_imaging_date);
  const auto begun = [&](unsigned m) { return anchored & r.compared(m, anchor_known); };
  const auto before = [&](unsigned m) { return anchored & ~r.compared(m, anchor_known); };
  const auto rested = [&](unsigned m) { return no_study | r.compared(m, last_known); };
  const auto runs_or_fell_due = [&](unsigned due, unsigned end) {
    return before(end) | no_study | (anchored & r.compared(due, anchor_known & last_known));
  };
  const auto possibly = [](Truth a) { return Truth{Plane{}, a.may}; };
  const Truth yearly_after_60 = begun(Begun60) & rested(Rested12);

  const Truth goes_on = r.finding(clinically_indicated);
  const Truth cartilaginous = (begun(Begun6) & rested(Rested6) & runs_or_fell_due(Due6By24, Begun24) &
                               (before(Begun24) | goes_on)) |
                              (goes_on & begun(Begun24) & rested(Rested12));
  const Truth ewing = yearly_after_60 | possibly((begun(Begun0) & runs_or_fell_due(Due0By24, Begun24)) |
                                                 (begun(Begun24) & runs_or_fell_due(Due0By60, Begun60)));
  const Truth osteosarcoma = (begun(Begun3) & rested(Rested3) & runs_or_fell_due(Due3By24, Begun24)) |
                             (begun(Begun24) & rested(Rested4) & runs_or_fell_due(Due4By36, Begun36)) |
                             (begun(Begun36) & rested(Rested6) & runs_or_fell_due(Due6By60, Begun60)) |
                             yearly_after_60;
  const Truth symptoms = r.finding(tumor_symptoms_new_or_progressing);
  const Truth high_grade_known = r.sure(r.plane(r.block.bits(tumor_high_grade)) & r.valid(tumor_high_grade));
  const Truth worse = r.is(code::WorseGrade) | high_grade_known |
                      shown(r.finding(tumor_extracompartmental), r.is(code::GradeExtracompartmental));
  const auto type = [&](unsigned c) { return r.is_or_none(c); };
  const Truth bone =
      r.is(code::SiteLumbar) &
      ((type(code::Ewing) & with_contrast & anchored & (symptoms | ewing)) |
       (in_table & ((symptoms & ((type(code::Chordoma) & before(Begun120)) | type(code::GiantCell) |
                                 (type(code::Cartilaginous) & worse))) |
                    (type(code::Atypical) & cartilaginous) |
                    (type(code::Osteosarcoma) & r.is(code::WorkUpMri) & (symptoms | osteosarcoma)))));
  const Truth leptomeningeal = (begun(Begun2) & rested(Rested2) & runs_or_fell_due(Due2By24, Begun24)) |
                               (begun(Begun24) & rested(Rested6) & runs_or_fell_due(Due6By60, Begun60)) |
                               yearly_after_60;

  // After surgery for a neuroendocrine tumor, which an appendiceal one without bad signs does not count as.
  const auto known = [&](unsigned c) {
    return r.sure(r.plane(r.masks.code[c]) & r.valid(r.block.layout.codes[c].column));
  };
  const Truth men1 = r.sure(r.plane(r.masks.code[code::Men1Syndrome]) & r.valid(hereditary_syndrome) &
                            ~r.none_bits(hereditary_syndrome));
  const Truth appendix = known(code::PrimaryAppendix);
  const Plane not_followed = (type(code::Appendiceal).yes | appendix.yes) &
                             ~r.mask(AppendixSmall) & r.valid(appendiceal_net_size_cm) & r.mask(NoFeature);
  const Truth high = r.finding(high_risk);
  const Truth neuroendocrine =
      r.finding(curative_surgery_done) & (type(code::Net) | type(code::Men1) | men1) &
      (type(code::NetGrade3) | type(code::PoorlyDifferentiated) | type(code::Men1) | men1 |
       known(code::PrimaryUnknown)) &
      Truth{~not_followed, ~not_followed} &
      ((begun(Begun0) & runs_or_fell_due(Due0By120, Begun120) & (before(Begun120) | high)) | (high & begun(Begun120)));
  const Truth lymphoma = type(code::Lymphoma) & begun(Begun2) & rested(Rested2) & before(Begun24);
  return bone | (type(code::Leptomeningeal) & in_table & leptomeningeal) | possibly(lymphoma | neuroendocrine) |
         (type(code::Occult) & r.finding(symptoms_of_occult_primary));
}

inline Answers decide(const Rows& r) {
  using namespace lumbar;
  Plane clash = r.mask(Clash);
  const auto denied = [&](Truth finding, Truth signs) { clash |= ~finding.may & signs.yes; };
  const Truth in_table = r.is(code::CodeInTable), with_contrast = r.is(code::CodeWithContrast);

  const Truth unsafe =
      r.finding(bmi_exceeds_mri_capability) |
      (~r.none(stent_placement_date) & r.compared_date(StentRecent, stent_placement_date)) |
      (r.any_member(implanted_devices, implanted_devices_last) & ~r.finding(device_mri_accepted));
  const Truth law = r.finding_or_no(state_or_federal_law_applies),
              contract = r.finding_or_no(contract_provision_applies);
  const Truth analysis = r.is(code::CodeIs0649T) & ~r.finding_or_no(diagnostic_mri_same_anatomy) &
                         (~r.any_member(companion_codes, companion_codes_last) |
                          r.documented(diagnostic_mri_same_anatomy));
  const Plane oregon = r.is(code::StateIsOregon).yes & r.mask(OregonInForce);
  const Truth in_force = {oregon, ~Plane{}};
  const Truth lcd = r.finding_or_no(lcd_applies) | (~r.documented(lcd_applies) & r.documented(plan_type) &
                                                    r.is(code::PlanIsMedicare) & in_force);
  const Truth lcd_met = lcd & r.finding(lcd_criteria_met);

  // Back pain.
  const Truth pain = r.finding(back_pain), pediatric = r.between(Under22, SurelyNot22);
  const Truth active = r.any_member(conservative_mgmt_types, conservative_mgmt_types_last);
  const Truth current = r.is_or_none(code::CareIsCurrent), worse = r.is(code::CourseWorse),
              persisting = r.is(code::CoursePersisting);
  const Truth trial = r.compared(CareLong, r.mask(CareLengthKnown)) &
                      (current | (~r.none(conservative_mgmt_end_date) &
                                  r.compared_date(CareEndRecent, conservative_mgmt_end_date)));
  const Truth xray_done = ~r.none(xray_date), xray_signs = r.documented(xray_result) | xray_done;
  const Truth xray_finding = r.finding(spine_xray_completed);
  denied(xray_finding, xray_signs);
  const Truth feverish = r.finding(fever);
  const Truth child =
      pediatric &
      ((r.finding(back_pain_chronic) &
        (r.finding(inflammation_suspected) | r.finding(infection_suspected) | r.finding(malignancy_suspected))) |
       (r.finding(back_pain_isolated) & shown(xray_finding, xray_signs) &
        (feverish | r.finding(malaise) | r.finding(night_pain_disrupts_sleep) | r.finding(pain_constant) |
         r.finding(postural_change_kyphosis_or_scoliosis) | r.finding(radicular_pain) |
         r.finding(early_morning_stiffness_or_gelling) | r.between(Under6, SurelyNot6) |
         r.compared(PainLong, back_pain_duration_days) | r.compared(WeightLoss2, weight_loss_pct_2_months) |
         r.compared(WeightLoss6, weight_loss_pct_6_months))));
  const Truth care = active & ((current & worse) | (trial & (persisting | worse)));  // holds guideline 2.b
  Truth indicated = pain & (child | care);

  // 1, 3, 4
  const Truth due_documented = r.documented(nccn_surveillance_due);
  const Truth due = (due_documented & r.finding(nccn_surveillance_due)) |
                    (~due_documented & surveillance(r, in_table, with_contrast));
  indicated = indicated | r.finding(ncs_lumbar_radiculopathy) | r.finding(emg_lumbar_radiculopathy) |
              r.finding(chiari_known_on_prior_imaging) | r.is_or_none(code::BoneImagingUnclear) | due |
              (r.finding(spinal_tumor_known) & r.finding(tumor_symptoms_new_or_progressing));
  // Where tumors are concerned a grade may show how far one reaches.
  denied(r.finding(tumor_extracompartmental), r.is(code::GradeExtracompartmental));

  // 5, 6, 7
  indicated = indicated |
              (r.finding(cauda_equina_suspected_or_known) & r.finding(neuro_symptoms_cauda_equina) &
               (pain | r.finding(sciatica))) |
              r.finding(csf_leak_suspected);
  const Truth fracture = r.is_or_none(code::FractureKnownOrNew), state_new = r.is_or_none(code::FractureNew);
  const Truth new_finding = r.finding(new_fracture_on_xray), is_new = shown(new_finding, state_new);
  const Truth treated = r.finding(compression_fracture_treated), malignant = r.finding(known_malignancy);
  denied(new_finding, state_new);
  clash |= (new_finding.yes | treated.yes) & ~fracture.may;
  indicated = indicated |
              ((is_new | fracture) &
               ((r.is_or_none(code::FractureKnown) & treated & r.is_or_none(code::PainNewOrWorsening)) |
                (is_new & (malignant | r.is_or_none(code::PainWorsening)))));
  // 8, 9
  indicated = indicated | (r.finding(spinal_infection_suspected_or_known) &
                           (r.finding(infection_active_treatment_response) |
                            r.is_or_none(code::InfectionImagingUnclear) | r.finding(infection_signs_or_symptoms) |
                            feverish | pain));
  const Truth abnormal = r.finding(neurologic_exam_abnormal), arthritis = r.finding(rheumatoid_arthritis);
  const Truth xray_recent = xray_done & r.compared_date(XrayRecent, xray_date);
  indicated = indicated |
              (r.finding(inflammatory_disease_suspected_or_known) & r.finding(rheumatology_evaluation_completed) &
               ((abnormal & (r.finding(neuroinflammatory_suspected) | arthritis)) |
                (xray_recent & ((arthritis & r.finding(xray_shows_subluxation)) |
                                (r.finding(spondyloarthropathy_suspected_or_known) & r.is(code::XrayUnclear))))));
  // 10, 11
  const Truth course_new = r.is_or_none(code::DeficitCourseNew), deficit_finding = r.finding(neuro_deficit_new);
  const Truth deficit_new = shown(deficit_finding, course_new);
  denied(deficit_finding, course_new);
  clash |= deficit_finding.yes & r.none(neuro_deficit_course).yes;
  const Truth post_surgical = r.finding(post_surgical_assessment), operated = ~r.none(surgery_date);
  clash |= post_surgical.yes & ~operated.may;
  indicated = indicated | (deficit_new & r.finding(neuro_deficit_on_exam)) |
              (post_surgical & r.finding(complication_or_recurrence_evaluation) & operated &
               r.compared_date(SurgeryRecent, surgery_date));
  // 12
  const Truth dimple_signs = r.any_member(sacral_dimple_features, sacral_dimple_features_last) |
                             (~r.none(sacral_dimple_size_cm) & r.compared_date(DimpleLarge, sacral_dimple_size_cm));
  const Truth suspicious_finding = r.finding(sacral_dimple_suspicious),
              present_finding = r.finding(sacral_dimple_present);
  const Truth suspicious = shown(suspicious_finding, dimple_signs), present = shown(present_finding, suspicious);
  denied(suspicious_finding, dimple_signs);
  denied(present_finding, suspicious);
  indicated = indicated | (pediatric & r.between(Over3Months, SurelyNotOver3Months) &
                           ((present & suspicious) | r.finding(gluteal_cleft_duplicated_or_deviated)));
  // 13
  const Truth curve_signs = r.finding(left_thoracic_curve) | r.compared(Kyphosis, kyphosis_angle_deg) |
                            r.compared(CurveShort, curve_segment_count);
  const Truth curve_finding = r.finding(atypical_curve);
  denied(curve_finding, curve_signs);
  indicated =
      indicated | (r.finding(scoliosis) &
                   (r.compared(OnsetEarly, scoliosis_onset_age_years) | shown(curve_finding, curve_signs) |
                    deficit_new | r.finding(neuro_deficit_unexplained) | r.finding(preoperative_planning) |
                    r.finding(spinal_deformity_progressive) | r.finding(treatment_planning_depends_on_imaging)));
  // 14 to 18
  indicated =
      indicated |
      (~pediatric & r.any_member(spondy_condition, spondy_condition_last) & r.finding(flexion_extension_instability)) |
      (pediatric & r.finding(spondylolysis_suspected) & r.is(code::XrayNegative)) |
      (r.finding(tethered_cord_or_dysraphism) & r.is(code::DysraphismBasis)) |
      (pediatric & r.finding(toe_walking) & r.finding(upper_motor_neuron_signs));
  const Truth exam_signs = r.finding(distracting_injury) | r.compared(ComaLow, glasgow_coma_scale);
  const Truth exam_finding = r.finding(unexaminable);
  denied(exam_finding, exam_signs);
  indicated = indicated | (r.finding(trauma_or_acute_injury) & r.is_or_none(code::TraumaImagingUnclear) &
                           (r.is_or_none(code::DeficitNewOrProgressing) |
                            (r.documented(neuro_deficit_new) & deficit_new)) &
                           (r.finding(nerve_root_injury_suspected) | r.finding(spinal_abnormality_known) |
                            shown(exam_finding, exam_signs)));

  // Combined studies. None is what no documentation means.
  const Plane combination = r.valid(requested_combination) & ~r.none_bits(requested_combination);
  const auto asked = [&](unsigned c) { return r.sure(r.plane(r.masks.code[c]) & combination); };
  const Truth combined =
      (asked(code::CombinationMetastases) & r.compared(FewStudies, concurrent_study_count) &
       r.any_member(concurrent_study_modalities, concurrent_study_modalities_last) &
       r.any_member(concurrent_study_anatomies, concurrent_study_anatomies_last) &
       (r.finding(staging_baseline_pretherapy) | due)) |
      (asked(code::CombinationCtMri) &
       (r.finding(fracture_complex_or_pathologic) | r.finding(malignant_spine_bone_and_soft_tissue) |
        (r.finding(bone_and_soft_tissue_abnormality_known) & r.finding(imaging_may_change_treatment))));

  // The rules in order; `open`: rows that no rule has surely ended.
  Plane open = ~Plane{};
  const auto ends = [&](Truth when) {
    const Plane reached = open & when.may;
    open &= ~when.yes;
    return reached;
  };
  Answers out = {};
  out.not_applicable = ends(~in_table);
  out.contraindicated = ends(unsafe);
  out.refer = ends(law);
  out.does_not_meet = ends(contract) | ends(analysis);
  out.meets = ends(lcd_met);
  out.does_not_meet |= ends(lcd);
  out.meets |= ends(~r.sure(combination) & indicated);
  out.meets |= ends(combined);
  out.does_not_meet |= open;
  out.irregular = clash;
  return out;
}

inline void decide_blocks(const LumbarLayout& layout, const pol_rows& rows) {
  Masks masks;
  for (uint64_t b = 0; b < rows.blocks; ++b) {
    const Block block{layout, rows, b};
    find_codes(block, masks);
    find_numbers(block, masks);
    find_days(block, masks);
    for (int word = 0; word < kWords; word += static_cast<int>(sizeof(Plane) / 8)) {
      const Answers answers = decide(Rows{block, masks, word});
      uint64_t planes[6][sizeof(Plane) / 8];
      memcpy(planes, &answers, sizeof planes);
      for (int i = 0; i < static_cast<int>(sizeof(Plane) / 8); ++i) {
        const uint64_t at = b * kWords + static_cast<uint64_t>(word + i);
        const uint64_t m = planes[0][i], d = planes[1][i], c = planes[2][i], f = planes[3][i], n = planes[4][i];
        const uint64_t several = (m & d) | ((m | d) & (c | f | n)) | (c & (f | n)) | (f & n), one = ~several;
        write_bytes(rows.possible + 64 * at, {m, d, c, f, n}, {1, 2, 8, 16, 32});
        write_bytes(rows.outcome + 64 * at, {one & (d | c | n), several | (one & c), one & (f | n)}, {1, 2, 4});
        rows.irregular[at] = planes[5][i];
      }
    }
  }
}
