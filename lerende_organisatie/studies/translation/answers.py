"""What the study and the record answer of the COSMIN and ITC checklists, and of the eighteen ITC guidelines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.checklist import Answer, NotApplicable, Status, resolve
from lerende_organisatie.studies.checklist_lines import COSMIN, ITC
from lerende_organisatie.studies.numbers import in_both
from lerende_organisatie.studies.translation.completeness import evidence, lacking_design
from lerende_organisatie.studies.translation.findings import LEVELS
from lerende_organisatie.studies.translation.guidelines import GUIDELINES
from lerende_organisatie.studies.translation.record_parts import NotNeeded
from lerende_organisatie.studies.translation.study import Content, GuidelineAnswer, ItemBias, Ladder, ScaleInGroup

if TYPE_CHECKING:
    from lerende_organisatie.studies.translation.record import TranslationRecord
    from lerende_organisatie.studies.translation.versions import Versions

LINES = (*COSMIN, *ITC)
"""The lines that a translation report answers."""

PLACES = {
    "cross_cultural": "invariance",
    "construct_equivalence": "invariance",
    "item_equivalence": "dif",
    "interpretation_of_differences": "means",
    "reliability_per_language": "reliability",
    "validity_per_language": "invariance",
    "relevance": "content",
    "comprehensibility": "record",
}
"""The sections of this report that answer lines which have none of their own, or another one, in a validation."""

ENOUGH = 200
"""Respondents per group that COSMIN asks for."""


def computed_answers(
    versions: Versions,
    scales: tuple[ScaleInGroup, ...],
    ladder: Ladder | None,
    bias: tuple[ItemBias, ...],
    content: Content | None,
    missing_rule: Text,
) -> dict[str, Text]:
    """What the analysis answers, by line of the checklists.

    Parameters
    ----------
    versions : Versions
    scales : tuple of ScaleInGroup
    ladder : Ladder or None
    bias : tuple of ItemBias
    content : Content or None
    missing_rule : Text

    Returns
    -------
    dict of line to Text
    """
    smallest = min(group.n for group in versions.groups)
    k = len(versions.items)
    share = float(versions.frame[list(versions.items)].isna().to_numpy().mean())
    met = smallest >= ENOUGH
    fits = smallest >= max(7 * k, 100)
    found = {
        "missing_share": in_both(
            lambda n: f"About {n.percent(share, 0)} of the answers",
            lambda n: f"Ongeveer {n.percent(share, 0)} van de antwoorden",
        ),
        "missing_handling": missing_rule,
        "sample_adequacy": in_both(
            lambda n: f"{n.count(versions.n)} respondents in {len(versions.groups)} versions",
            lambda n: f"{n.count(versions.n)} respondenten in {len(versions.groups)} versies",
        ),
        "group_size": in_both(
            lambda n: f"The smallest version has {n.count(smallest)} respondents; {'met' if met else 'not met'}",
            lambda n: (
                f"De kleinste versie telt {n.count(smallest)} respondenten; {'voldaan' if met else 'niet voldaan'}"
            ),
        ),
        "cfa_sample_size": in_both(
            lambda n: f"{n.fixed(smallest / k, 1)} per item in the smallest version; {'met' if fits else 'not met'}",
            lambda n: (
                f"{n.fixed(smallest / k, 1)} per item in de kleinste versie; {'voldaan' if fits else 'niet voldaan'}"
            ),
        ),
    }
    if any(one.alpha is not None for one in scales):
        text = Text("Alpha and omega per dimension and version", "Alfa en omega per dimensie en versie")
        found |= {"internal_consistency": text, "reliability_per_language": text}
    if ladder is not None:
        level = LEVELS[ladder.supported] if ladder.supported else None
        reached = Text(
            f"Multi-group factor analysis; supported: {level.en if level else 'no'} invariance",
            f"Factoranalyse over groepen; ondersteund: {level.nl if level else 'geen'} invariantie",
        )
        found |= dict.fromkeys(("cross_cultural", "construct_equivalence", "validity_per_language"), reached)
        found["interpretation_of_differences"] = Text(
            "Differences are marked by what the supported level allows",
            "Bij verschillen staat wat het ondersteunde niveau toestaat",
        )
    if bias:
        flagged = sum(bool(one.kind) for one in bias)
        found["item_equivalence"] = Text(
            f"Differential item functioning: {flagged} of {len(bias)} items",
            f"Differentieel itemfunctioneren: {flagged} van {len(bias)} items",
        )
    if content is not None:
        found["relevance"] = in_both(
            lambda n: f"{content.n_experts} experts; S-CVI/Ave = {n.fixed(content.s_cvi_ave)}",
            lambda n: f"{content.n_experts} deskundigen; S-CVI/Ave = {n.fixed(content.s_cvi_ave)}",
        )
    return found


def recorded_answers(record: TranslationRecord | None) -> dict[str, str | NotApplicable]:
    """What the record supplies, by line of the checklists.

    Parameters
    ----------
    record : TranslationRecord or None

    Returns
    -------
    dict of line to str or NotApplicable
    """
    if record is None:
        return {}
    by_guideline = {
        "permission": "PC-1",
        "construct_overlap": "PC-2",
        "translators": "TD-1",
        "translation_design": "TD-2",
        "comprehensibility": "TD-3",
        "suitability": "TD-4",
        "pilot": "TD-5",
        "method_equivalence": "A-1",
        "record_of_changes": "Doc-1",
    }
    answers = {one.number: one for one in guideline_answers(record, {})}
    found: dict[str, str | NotApplicable] = {}
    for line, number in by_guideline.items():
        one = answers[number]
        if one.status == "supplied":
            found[line] = one.text.en
        elif one.status == "not_applicable":
            found[line] = NotApplicable(one.text.en)
    return found


def guideline_answers(record: TranslationRecord | None, computed: Mapping[str, Text]) -> tuple[GuidelineAnswer, ...]:
    """What there is on each of the eighteen ITC guidelines.

    Parameters
    ----------
    record : TranslationRecord or None
    computed : mapping of checklist line to Text

    Returns
    -------
    tuple of GuidelineAnswer
    """
    from_data = {
        "C-1": "group_size",
        "C-2": "cross_cultural",
        "C-3": "reliability_per_language",
        "SSI-2": "interpretation_of_differences",
    }
    held = {} if record is None else evidence(record)
    statements = {} if record is None else record.statements
    found = []
    for one in GUIDELINES:
        said = statements.get(one.number)
        line = from_data.get(one.number, "")
        parts = [held[one.number]] if one.number in held else []
        if isinstance(said, NotNeeded):
            status, text = "not_applicable", Text(said.reason, said.reason)
        elif line in computed:
            status, text = "computed", _joined([computed[line], *([Text(said, said)] if said else [])])
        elif parts or said is not None:
            status, text = "supplied", _joined([*parts, *([Text(said, said)] if said else [])])
        else:
            lacking = lacking_design(record) if record is not None and one.number == "TD-2" else Text("", "")
            status, text = "missing", lacking if lacking.en else one.remedy
        found.append(GuidelineAnswer(one.number, one.topic, one.asks, status, text))
    return tuple(found)


def _joined(texts: list[Text]) -> Text:
    return Text(" ".join(one.en for one in texts), " ".join(one.nl for one in texts))


def checklist_answers(
    computed: Mapping[str, Text],
    record: TranslationRecord | None,
    supplied: Mapping[str, str | NotApplicable],
    synthetic: bool,
) -> tuple[Answer, ...]:
    """Every line of the COSMIN and ITC checklists, answered.

    Parameters
    ----------
    computed : mapping of line to Text
    record : TranslationRecord or None
    supplied : mapping of line to str or NotApplicable
        The user's word goes before the record's.
    synthetic : bool

    Returns
    -------
    tuple of Answer
    """
    elsewhere = Text("In the validation report of each version.", "In het validatierapport van elke versie.")
    reasons = dict.fromkeys(
        ("unidimensionality", "measurement_error", "smallest_detectable_change", "floor_ceiling", "test_retest"),
        elsewhere,
    )
    if synthetic:
        nobody = Text("The answers are simulated.", "De antwoorden zijn gesimuleerd.")
        reasons |= {"population": nobody, "context": nobody}
    answers = resolve(LINES, computed, reasons, {**recorded_answers(record), **supplied})
    return tuple(
        replace(one, place=PLACES.get(one.line.key, one.place))
        if one.status is Status.COMPUTED
        else replace(one, place=PLACES[one.line.key])
        if one.status is Status.SUPPLIED and PLACES.get(one.line.key) == "record"
        else one
        for one in answers
    )
