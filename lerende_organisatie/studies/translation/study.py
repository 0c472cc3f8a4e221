"""What an equivalence study found, as frozen data that is safe to publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.checklist import Answer
from lerende_organisatie.studies.findings import Finding
from lerende_organisatie.studies.rival_models import Noted

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.instrument.parts import Structure
    from lerende_organisatie.studies.translation.record import TranslationRecord

SCHEMA_VERSION = 1
"""The version of the report's JSON; it changes when a name in it does."""


@dataclass(frozen=True, slots=True)
class GroupSize:
    """A language version and its respondents."""

    label: str
    n: int


@dataclass(frozen=True, slots=True)
class ItemInGroup:
    """An item as one language version's respondents answered it.

    ``n`` is withheld where it would tell of a few who did not answer; the figures then have two decimals.
    """

    item: str
    dimension: str
    group: str
    n: int | None
    mean: float
    sd: float
    item_rest: float | None


@dataclass(frozen=True, slots=True)
class ScaleInGroup:
    """The reliability of a dimension in one language version."""

    dimension: str
    group: str
    n: int | None
    alpha: float | None
    alpha_ci_lower: float | None
    alpha_ci_upper: float | None
    omega: float | None
    omega_ci_lower: float | None
    omega_ci_upper: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the ladder; ``rules`` are the verdicts by the name of the rule."""

    level: str
    measures: dict[str, float | None]
    chisq_diff: float | None
    df_diff: float | None
    pvalue_diff: float | None
    delta_cfi: float | None
    delta_rmsea: float | None
    delta_srmr: float | None
    rules: dict[str, str]
    supported: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """Invariance over the language versions.

    Attributes
    ----------
    estimator, missing : str
    ordinal : bool
    index : str
        Which version of CFI and RMSEA the changes are of: robust, scaled or plain.
    rule : str
        The rule that decides, by name; ``rules`` gives source and what each was derived for.
    supported : str or None
        The highest level that holds with all below it.
    steps : tuple of Step
    rules : dict of rule to (source, derived for)
    left_out : tuple of str
        Items and groups that could not take part, each with the reason.
    """

    estimator: str
    missing: str
    ordinal: bool
    index: str
    rule: str
    supported: str | None
    steps: tuple[Step, ...]
    rules: dict[str, tuple[str, str]]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """A group's factor mean beside the reference group's, in pooled standard deviations (d)."""

    factor: str
    group: str
    reference: str
    estimate: float
    se: float
    pvalue: float
    d: float
    d_ci_lower: float
    d_ci_upper: float
    method: str


@dataclass(frozen=True, slots=True)
class Release:
    """A relation that was set free, in the order of the search, with the size of the item's bias (dMACS)."""

    level: str
    parameter: str
    item: str
    epc: float
    pvalue_adjusted: float
    dmacs: dict[str, float]


@dataclass(frozen=True, slots=True)
class Partial:
    """What had to be set free, and the factor means that are left then.

    Attributes
    ----------
    released : tuple of Release
    alpha : float
        The chance, over all looks, of releasing anything where everything is equal.
    looked_at : int
    supported : str or None
        The highest level that holds with the released relations free.
    means : tuple of MeanDifference
    """

    released: tuple[Release, ...]
    alpha: float
    looked_at: int
    supported: str | None
    means: tuple[MeanDifference, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The expected answer to an item by matching score in one group."""

    group: str
    scores: tuple[float, ...]
    expected: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ItemBias:
    """Differential functioning of one item."""

    item: str
    dimension: str
    chisq: float
    df: int
    pvalue: float
    pvalue_adjusted: float
    delta_nagelkerke: float
    delta_mcfadden: float
    effect: str
    kind: str
    mantel_pvalue: float
    gmh_pvalue: float
    smd_standardised: float | None
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class ItemContent:
    """What experts said of one item."""

    item: str
    n: int
    i_cvi: float
    kappa: float
    kappa_rating: str
    cvr: float
    cvr_critical: float | None
    aiken_v: float
    ci_lower: float
    ci_upper: float
    sufficient: bool


@dataclass(frozen=True, slots=True)
class Content:
    """Content validity from experts' ratings."""

    items: tuple[ItemContent, ...]
    s_cvi_ave: float
    s_cvi_ua: float
    n_experts: int
    scale: tuple[int, int]
    relevant: int


@dataclass(frozen=True, slots=True)
class GuidelineAnswer:
    """What there is on one ITC guideline; ``status`` as in the checklist."""

    number: str
    topic: Text
    asks: Text
    status: str
    text: Text


@dataclass(frozen=True, slots=True)
class EquivalenceMethods:
    """How the numbers came about."""

    minimum_group_size: int
    versions: dict[str, str]
    data_sha256: str
    made_on: str


@dataclass(frozen=True, slots=True)
class EquivalenceStudy:
    """What was computed for a translation report.

    Attributes
    ----------
    schema_version : int
    instrument : Instrument
    structure : Structure
    group_column : str
    groups : tuple of GroupSize
        The reference group first; groups below the minimum size are left out of everything.
    n_groups_withheld : int
    record : TranslationRecord or None
    guidelines : tuple of GuidelineAnswer
    content : Content or None
    items : tuple of ItemInGroup
    scales : tuple of ScaleInGroup
    ladder : Ladder or None
    means : tuple of MeanDifference
    means_objection : str
        Why the means should not be compared; empty where they may be.
    partial : Partial or None
        Where the ladder stops below the scalar level.
    bias : tuple of ItemBias
        Every item that was tested.
    dif_adjust : str
    synthetic : bool
    checklist : tuple of Answer
    findings : tuple of Finding
    methods : EquivalenceMethods
    notes : tuple of Noted
        Warnings and failures, each with its section.
    """

    schema_version: int
    instrument: Instrument
    structure: Structure
    group_column: str
    groups: tuple[GroupSize, ...]
    n_groups_withheld: int
    record: TranslationRecord | None
    guidelines: tuple[GuidelineAnswer, ...]
    content: Content | None
    items: tuple[ItemInGroup, ...]
    scales: tuple[ScaleInGroup, ...]
    ladder: Ladder | None
    means: tuple[MeanDifference, ...]
    means_objection: str
    partial: Partial | None
    bias: tuple[ItemBias, ...]
    dif_adjust: str
    synthetic: bool
    checklist: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    methods: EquivalenceMethods
    notes: tuple[Noted, ...]
