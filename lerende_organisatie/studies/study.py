"""What a validation study found, as frozen data that is safe to publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerende_organisatie.studies.checklist import Answer
from lerende_organisatie.studies.description import ItemDescription, Sample
from lerende_organisatie.studies.dimensionality import Dimensionality
from lerende_organisatie.studies.findings import Finding
from lerende_organisatie.studies.item_relations import ItemEvidence
from lerende_organisatie.studies.methods import Methods
from lerende_organisatie.studies.model_results import ChosenModel
from lerende_organisatie.studies.opinion import Opinion
from lerende_organisatie.studies.other_coefficients import OtherCoefficients
from lerende_organisatie.studies.published_analysis import PublishedAnalysis
from lerende_organisatie.studies.rival_models import ModelFit, Noted, SkippedModel
from lerende_organisatie.studies.scale_reliability import ScaleReliability
from lerende_organisatie.studies.screened import Screened
from lerende_organisatie.studies.stated_hypotheses import StatedHypotheses
from lerende_organisatie.studies.total_score import TotalScore

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument, Structure

SCHEMA_VERSION = 3
"""The version of the report's JSON; it changes when a name in it does."""


@dataclass(frozen=True, slots=True)
class ValidationStudy:
    """What was computed for a validation report.

    Attributes
    ----------
    schema_version : int
    instrument : Instrument
    structure : Structure
        That of the hypothesis.
    sample : Sample
    items : tuple of ItemDescription
    item_evidence : ItemEvidence
        Of the items with their dimension.
    reliability : tuple of ScaleReliability
    coefficients : tuple of OtherCoefficients
    one_factor : dict of dimension to ModelFit
        One factor for each dimension on its own.
    models : tuple of ModelFit
        The rival models, in the order in which they were named.
    skipped : tuple of SkippedModel
    chosen : str
        Key of the chosen model.
    synthetic : bool
        Whether the answers are known to be simulated.
    detail : ChosenModel or None
        The chosen model in full; None when it could not be fitted.
    components : PublishedAnalysis or None
    screening : Screened or None
    dimensionality : Dimensionality or None
    total : TotalScore or None
        What a total score would measure.
    hypotheses : StatedHypotheses or None
        None when nothing was stated beforehand.
    opinion : Opinion or None
        The second opinion.
    checklist : tuple of Answer
    findings : tuple of Finding
    methods : Methods
    notes : tuple of Noted
        Why something is absent.
    """

    schema_version: int
    instrument: Instrument
    structure: Structure
    sample: Sample
    items: tuple[ItemDescription, ...]
    item_evidence: ItemEvidence
    reliability: tuple[ScaleReliability, ...]
    coefficients: tuple[OtherCoefficients, ...]
    one_factor: dict[str, ModelFit]
    models: tuple[ModelFit, ...]
    skipped: tuple[SkippedModel, ...]
    chosen: str
    synthetic: bool
    detail: ChosenModel | None
    components: PublishedAnalysis | None
    screening: Screened | None
    dimensionality: Dimensionality | None
    total: TotalScore | None
    hypotheses: StatedHypotheses | None
    opinion: Opinion | None
    checklist: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    methods: Methods
    notes: tuple[Noted, ...]

    @property
    def chosen_fit(self) -> ModelFit | None:
        """How the chosen model fits."""
        return next((fit for fit in self.models if fit.model.key == self.chosen), None)
