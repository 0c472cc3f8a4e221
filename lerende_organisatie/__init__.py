"""Measure the school as a learning organisation, and prove that the measurement holds.

Everything a script needs is importable from here, and is loaded when it is first asked for:

>>> import lerende_organisatie as lo
>>> slo = lo.load_instrument("slo")
>>> len(slo.items), len(slo.dimensions)
(65, 8)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from lerende_organisatie import errors
    from lerende_organisatie.instrument import (
        Instrument,
        PhasedScan,
        instrument_from_mapping,
        instrument_json_schema,
        list_instruments,
        load_instrument,
    )
    from lerende_organisatie.instrument.exchange.exporting import ExportedQuestionnaire, export_questionnaire
    from lerende_organisatie.instrument.exchange.questions import BackgroundQuestion
    from lerende_organisatie.psychometrics.aggregation.icc import Icc, icc
    from lerende_organisatie.psychometrics.aggregation.rwg import Rwg, rwg
    from lerende_organisatie.psychometrics.aggregation.verdict import Aggregation, aggregation
    from lerende_organisatie.psychometrics.cfa import Comparison, Fit, cfa, compare, sem
    from lerende_organisatie.psychometrics.content_validity import ContentValidity, content_validity
    from lerende_organisatie.psychometrics.dif.detection import Dif, dif
    from lerende_organisatie.psychometrics.invariance.alignment import Alignment, alignment
    from lerende_organisatie.psychometrics.invariance.ladder import invariance
    from lerende_organisatie.psychometrics.invariance.latent_means import LatentMeans
    from lerende_organisatie.psychometrics.invariance.partial import PartialInvariance
    from lerende_organisatie.psychometrics.invariance.result import Invariance
    from lerende_organisatie.psychometrics.moments.streamed import ContingencyTables, StreamedAnswers, stream_moments
    from lerende_organisatie.psychometrics.planning.difference_power import DifferencePower, difference_power
    from lerende_organisatie.psychometrics.planning.dynamic_cutoffs import DynamicCutoffs, dynamic_cutoffs
    from lerende_organisatie.psychometrics.planning.invariance_power import InvariancePower, invariance_power
    from lerende_organisatie.psychometrics.planning.monte_carlo import PowerSimulation, power_simulation
    from lerende_organisatie.psychometrics.planning.reliability_power import ReliabilityPower, reliability_power
    from lerende_organisatie.psychometrics.planning.reliability_precision import alpha_sample_size
    from lerende_organisatie.psychometrics.planning.rmsea_power import (
        FitPower,
        nested_power,
        rmsea_power,
        rmsea_sample_size,
    )
    from lerende_organisatie.psychometrics.planning.schools import SchoolDesign, school_design, staff_per_school
    from lerende_organisatie.psychometrics.reliability.alpha import Alpha, cronbach_alpha
    from lerende_organisatie.psychometrics.reliability.bland_altman import BlandAltman, bland_altman
    from lerende_organisatie.psychometrics.reliability.greatest_lower_bound import GreatestLowerBound, glb
    from lerende_organisatie.psychometrics.reliability.icc_forms import IccForms, icc_forms
    from lerende_organisatie.psychometrics.reliability.items import ItemAnalysis, item_analysis
    from lerende_organisatie.psychometrics.reliability.local_dependence import LocalDependence, local_dependence
    from lerende_organisatie.psychometrics.reliability.lower_bounds import GuttmanBounds, guttman
    from lerende_organisatie.psychometrics.reliability.omega import Omega, mcdonald_omega
    from lerende_organisatie.psychometrics.reliability.ordinal_scale import (
        OmegaCategorical,
        OrdinalAlpha,
        omega_categorical,
        ordinal_alpha,
    )
    from lerende_organisatie.psychometrics.reliability.retest import TestRetest, test_retest
    from lerende_organisatie.psychometrics.reliability.split_half import SplitHalf, split_half
    from lerende_organisatie.psychometrics.reliability.table import Reliability, reliability
    from lerende_organisatie.psychometrics.screening.little import LittleMcar, little_mcar
    from lerende_organisatie.psychometrics.screening.patterns import MissingPatterns, missing_patterns
    from lerende_organisatie.psychometrics.screening.rule import ScreeningRule
    from lerende_organisatie.psychometrics.screening.screen import Screening, screen
    from lerende_organisatie.psychometrics.screening.sensitivity import ScreeningSensitivity, screening_sensitivity
    from lerende_organisatie.psychometrics.structure.adequacy import (
        BartlettSphericity,
        Kmo,
        bartlett_sphericity,
        kmo,
    )
    from lerende_organisatie.psychometrics.structure.components import Components, pca
    from lerende_organisatie.psychometrics.structure.congruence import Congruence, congruence
    from lerende_organisatie.psychometrics.structure.factors import Factors, efa
    from lerende_organisatie.psychometrics.structure.parallel import ParallelAnalysis, parallel_analysis
    from lerende_organisatie.psychometrics.structure.placement import Placement, share_where_expected
    from lerende_organisatie.psychometrics.structure.polychoric import Polychoric, polychoric
    from lerende_organisatie.psychometrics.structure.procrustes import Procrustes, procrustes
    from lerende_organisatie.psychometrics.structure.retention import (
        EmpiricalKaiser,
        MapTest,
        empirical_kaiser,
        map_test,
    )
    from lerende_organisatie.psychometrics.structure.schmid_leiman import OmegaHierarchical, omega_hierarchical
    from lerende_organisatie.psychometrics.validity.bifactor import Bifactor, bifactor_indices
    from lerende_organisatie.psychometrics.validity.criterion import CriterionValidity, Hypothesis, criterion_validity
    from lerende_organisatie.psychometrics.validity.discriminant import (
        Discriminant,
        FornellLarcker,
        discriminant,
        fornell_larcker,
    )
    from lerende_organisatie.psychometrics.validity.ratio import Htmt, htmt, htmt2
    from lerende_organisatie.psychometrics.validity.variance_extracted import Ave, ave
    from lerende_organisatie.report import TranslationReport, ValidationReport, translation_report, validate
    from lerende_organisatie.report.bundle.bundle import Bundle, bundle
    from lerende_organisatie.report.bundle.verification import Verification, verify
    from lerende_organisatie.report.figures.bland_altman import bland_altman_picture
    from lerende_organisatie.report.figures.power_curves import power_picture
    from lerende_organisatie.report.form_page import form_page
    from lerende_organisatie.report.schools.board_report import BoardReport, board_report
    from lerende_organisatie.report.schools.school_report import SchoolReport, SchoolReports, school_report
    from lerende_organisatie.report.session_page import session_page
    from lerende_organisatie.responses import Responses, read_responses
    from lerende_organisatie.schools.board import BoardOverview, board_overview
    from lerende_organisatie.schools.groups import GroupComparison, compare_groups
    from lerende_organisatie.schools.improvement.goal import Goal, Measure
    from lerende_organisatie.schools.improvement.plan import ImprovementPlan
    from lerende_organisatie.schools.latent import LatentDifferences, latent_differences
    from lerende_organisatie.schools.observations import Observations, observations_kools2020
    from lerende_organisatie.schools.outcomes import OutcomesModel, outcomes_model
    from lerende_organisatie.schools.profiles import Profiles, SchoolProfile, profiles, school_profile
    from lerende_organisatie.schools.selfscan.picture import GroupPicture
    from lerende_organisatie.schools.selfscan.session import ScanSession
    from lerende_organisatie.studies.checklist import NotApplicable
    from lerende_organisatie.studies.published.checks import StudyCheck, check_study
    from lerende_organisatie.studies.published.definition import PublishedStudy
    from lerende_organisatie.studies.published.implied import ImpliedCorrelations, implied_correlations
    from lerende_organisatie.studies.published.loading import list_studies, load_study, study_from_mapping
    from lerende_organisatie.studies.published.meta_alphas import MetaAlphas, meta_alphas
    from lerende_organisatie.studies.replication.replicate import Replication, replicate
    from lerende_organisatie.studies.replication.same_analysis import Margins
    from lerende_organisatie.studies.scores import ScoresWithError, score
    from lerende_organisatie.studies.simulation import simulate
    from lerende_organisatie.studies.translation.files import load_translation
    from lerende_organisatie.studies.translation.record import TranslationRecord

_WHERE = {
    "instrument": (
        "Instrument",
        "PhasedScan",
        "instrument_from_mapping",
        "instrument_json_schema",
        "list_instruments",
        "load_instrument",
    ),
    "instrument.exchange.exporting": ("ExportedQuestionnaire", "export_questionnaire"),
    "instrument.exchange.questions": ("BackgroundQuestion",),
    "responses": ("Responses", "read_responses"),
    "psychometrics.aggregation.icc": ("Icc", "icc"),
    "psychometrics.aggregation.rwg": ("Rwg", "rwg"),
    "psychometrics.aggregation.verdict": ("Aggregation", "aggregation"),
    "psychometrics.moments.streamed": ("ContingencyTables", "StreamedAnswers", "stream_moments"),
    "psychometrics.cfa": ("Comparison", "Fit", "cfa", "compare", "sem"),
    "psychometrics.invariance.ladder": ("invariance",),
    "psychometrics.invariance.latent_means": ("LatentMeans",),
    "psychometrics.invariance.partial": ("PartialInvariance",),
    "psychometrics.invariance.result": ("Invariance",),
    "psychometrics.planning.difference_power": ("DifferencePower", "difference_power"),
    "psychometrics.planning.invariance_power": ("InvariancePower", "invariance_power"),
    "psychometrics.planning.reliability_power": ("ReliabilityPower", "reliability_power"),
    "report.figures.power_curves": ("power_picture",),
    "psychometrics.planning.dynamic_cutoffs": ("DynamicCutoffs", "dynamic_cutoffs"),
    "psychometrics.planning.monte_carlo": ("PowerSimulation", "power_simulation"),
    "psychometrics.planning.reliability_precision": ("alpha_sample_size",),
    "psychometrics.planning.rmsea_power": ("FitPower", "nested_power", "rmsea_power", "rmsea_sample_size"),
    "psychometrics.planning.schools": ("SchoolDesign", "school_design", "staff_per_school"),
    "psychometrics.reliability.alpha": ("Alpha", "cronbach_alpha"),
    "psychometrics.reliability.items": ("ItemAnalysis", "item_analysis"),
    "psychometrics.reliability.omega": ("Omega", "mcdonald_omega"),
    "psychometrics.reliability.table": ("Reliability", "reliability"),
    "psychometrics.reliability.bland_altman": (
        "BlandAltman",
        "bland_altman",
    ),
    "psychometrics.reliability.greatest_lower_bound": (
        "GreatestLowerBound",
        "glb",
    ),
    "psychometrics.reliability.icc_forms": (
        "IccForms",
        "icc_forms",
    ),
    "psychometrics.reliability.lower_bounds": (
        "GuttmanBounds",
        "guttman",
    ),
    "psychometrics.reliability.ordinal_scale": (
        "OmegaCategorical",
        "OrdinalAlpha",
        "omega_categorical",
        "ordinal_alpha",
    ),
    "psychometrics.reliability.split_half": (
        "SplitHalf",
        "split_half",
    ),
    "psychometrics.reliability.retest": (
        "TestRetest",
        "test_retest",
    ),
    "report.figures.bland_altman": ("bland_altman_picture",),
    "psychometrics.reliability.local_dependence": ("LocalDependence", "local_dependence"),
    "psychometrics.structure.schmid_leiman": ("OmegaHierarchical", "omega_hierarchical"),
    "psychometrics.screening.little": ("LittleMcar", "little_mcar"),
    "psychometrics.screening.patterns": ("MissingPatterns", "missing_patterns"),
    "psychometrics.screening.rule": ("ScreeningRule",),
    "psychometrics.screening.screen": ("Screening", "screen"),
    "psychometrics.screening.sensitivity": ("ScreeningSensitivity", "screening_sensitivity"),
    "psychometrics.structure.adequacy": ("BartlettSphericity", "Kmo", "bartlett_sphericity", "kmo"),
    "psychometrics.structure.components": ("Components", "pca"),
    "psychometrics.structure.congruence": ("Congruence", "congruence"),
    "psychometrics.structure.polychoric": ("Polychoric", "polychoric"),
    "psychometrics.structure.parallel": ("ParallelAnalysis", "parallel_analysis"),
    "psychometrics.structure.retention": ("EmpiricalKaiser", "MapTest", "empirical_kaiser", "map_test"),
    "psychometrics.structure.factors": ("Factors", "efa"),
    "psychometrics.structure.procrustes": ("Procrustes", "procrustes"),
    "psychometrics.structure.placement": ("Placement", "share_where_expected"),
    "psychometrics.validity.bifactor": ("Bifactor", "bifactor_indices"),
    "psychometrics.validity.criterion": ("CriterionValidity", "Hypothesis", "criterion_validity"),
    "psychometrics.validity.discriminant": ("Discriminant", "FornellLarcker", "discriminant", "fornell_larcker"),
    "psychometrics.validity.ratio": ("Htmt", "htmt", "htmt2"),
    "psychometrics.validity.variance_extracted": ("Ave", "ave"),
    "psychometrics.content_validity": (
        "ContentValidity",
        "content_validity",
    ),
    "psychometrics.dif.detection": (
        "Dif",
        "dif",
    ),
    "psychometrics.invariance.alignment": (
        "Alignment",
        "alignment",
    ),
    "report.form_page": ("form_page",),
    "report.session_page": ("session_page",),
    "schools.improvement.goal": ("Goal", "Measure"),
    "schools.improvement.plan": ("ImprovementPlan",),
    "schools.selfscan.picture": ("GroupPicture",),
    "schools.selfscan.session": ("ScanSession",),
    "studies.translation.record": ("TranslationRecord",),
    "studies.translation.files": ("load_translation",),
    "report.schools.board_report": ("BoardReport", "board_report"),
    "report.schools.school_report": ("SchoolReport", "SchoolReports", "school_report"),
    "schools.board": ("BoardOverview", "board_overview"),
    "schools.groups": ("GroupComparison", "compare_groups"),
    "schools.latent": ("LatentDifferences", "latent_differences"),
    "schools.observations": ("Observations", "observations_kools2020"),
    "schools.outcomes": ("OutcomesModel", "outcomes_model"),
    "schools.profiles": ("Profiles", "SchoolProfile", "profiles", "school_profile"),
    "studies.checklist": ("NotApplicable",),
    "studies.published.checks": ("StudyCheck", "check_study"),
    "studies.published.definition": ("PublishedStudy",),
    "studies.published.meta_alphas": ("MetaAlphas", "meta_alphas"),
    "report.bundle.bundle": ("Bundle", "bundle"),
    "report.bundle.verification": ("Verification", "verify"),
    "studies.published.implied": ("ImpliedCorrelations", "implied_correlations"),
    "studies.published.loading": ("list_studies", "load_study", "study_from_mapping"),
    "studies.replication.replicate": ("Replication", "replicate"),
    "studies.replication.same_analysis": ("Margins",),
    "studies.scores": ("ScoresWithError", "score"),
    "studies.simulation": ("simulate",),
    "report": ("TranslationReport", "ValidationReport", "translation_report", "validate"),
}

_HOME = {name: module for module, names in _WHERE.items() for name in names}

# fmt: off
__all__ = [
    "Aggregation", "Alignment", "Alpha", "Ave", "BackgroundQuestion", "BartlettSphericity", "Bifactor",
    "BlandAltman", "BoardOverview", "BoardReport", "Bundle", "Comparison", "Components", "Congruence",
    "ContentValidity", "ContingencyTables", "CriterionValidity", "Dif", "DifferencePower", "Discriminant",
    "DynamicCutoffs", "EmpiricalKaiser", "ExportedQuestionnaire", "Factors", "Fit", "FitPower", "FornellLarcker",
    "Goal", "GreatestLowerBound", "GroupComparison", "GroupPicture", "GuttmanBounds", "Htmt", "Hypothesis", "Icc",
    "IccForms", "ImpliedCorrelations", "ImprovementPlan", "Instrument", "Invariance", "InvariancePower",
    "ItemAnalysis", "Kmo", "LatentDifferences", "LatentMeans", "LittleMcar", "LocalDependence", "MapTest",
    "Margins", "Measure", "MetaAlphas", "MissingPatterns", "NotApplicable", "Observations", "Omega",
    "OmegaCategorical", "OmegaHierarchical", "OrdinalAlpha", "OutcomesModel", "ParallelAnalysis",
    "PartialInvariance", "PhasedScan", "Placement", "Polychoric", "PowerSimulation", "Procrustes", "Profiles",
    "PublishedStudy", "Reliability", "ReliabilityPower", "Replication", "Responses", "Rwg", "ScanSession",
    "SchoolDesign", "SchoolProfile", "SchoolReport", "SchoolReports", "ScoresWithError", "Screening",
    "ScreeningRule", "ScreeningSensitivity", "SplitHalf", "StreamedAnswers", "StudyCheck", "TestRetest",
    "TranslationRecord", "TranslationReport", "ValidationReport", "Verification", "__version__", "aggregation",
    "alignment", "alpha_sample_size", "ave", "bartlett_sphericity", "bifactor_indices", "bland_altman",
    "bland_altman_picture", "board_overview", "board_report", "bundle", "cfa", "check_study", "compare",
    "compare_groups", "congruence", "content_validity", "criterion_validity", "cronbach_alpha", "dif",
    "difference_power", "discriminant", "dynamic_cutoffs", "efa", "empirical_kaiser", "errors",
    "export_questionnaire", "form_page", "fornell_larcker", "glb", "guttman", "htmt", "htmt2", "icc", "icc_forms",
    "implied_correlations", "instrument_from_mapping", "instrument_json_schema", "invariance", "invariance_power",
    "item_analysis", "kmo", "latent_differences", "list_instruments", "list_studies", "little_mcar",
    "load_instrument", "load_study", "load_translation", "local_dependence", "map_test", "mcdonald_omega",
    "meta_alphas", "missing_patterns", "nested_power", "observations_kools2020", "omega_categorical",
    "omega_hierarchical", "ordinal_alpha", "outcomes_model", "parallel_analysis", "pca", "polychoric",
    "power_picture", "power_simulation", "procrustes", "profiles", "read_responses", "reliability",
    "reliability_power", "replicate", "rmsea_power", "rmsea_sample_size", "rwg", "school_design", "school_profile",
    "school_report", "score", "screen", "screening_sensitivity", "sem", "session_page", "share_where_expected",
    "simulate", "split_half", "staff_per_school", "stream_moments", "study_from_mapping", "test_retest",
    "translation_report", "validate", "verify",
]
# fmt: on


def __getattr__(name: str) -> object:
    """Load a public name's module when the name is first asked for."""
    if name == "errors":
        return import_module("lerende_organisatie.errors")
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"lerende_organisatie.{home}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
