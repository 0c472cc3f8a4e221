"""The equivalence study: everything that a translation report holds, as data that is safe to publish."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.errors import OptionError
from lerende_organisatie.instrument.faults import closest
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.psychometrics.content_validity import content_validity
from lerende_organisatie.psychometrics.dif.purification import ADJUSTMENTS
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.checklist import NotApplicable, resolve
from lerende_organisatie.studies.findings import Finding, checklist_finding
from lerende_organisatie.studies.methods import fingerprint, today, versions
from lerende_organisatie.studies.rival_models import Noted, noting, text_in
from lerende_organisatie.studies.translation import findings as said
from lerende_organisatie.studies.translation.answers import (
    LINES,
    checklist_answers,
    computed_answers,
    guideline_answers,
)
from lerende_organisatie.studies.translation.comparison import bias_of, climb, ladder_of, means_of, partial_of
from lerende_organisatie.studies.translation.record import TranslationRecord
from lerende_organisatie.studies.translation.study import (
    SCHEMA_VERSION,
    Content,
    EquivalenceMethods,
    EquivalenceStudy,
    ItemContent,
)
from lerende_organisatie.studies.translation.versions import (
    Versions,
    items_by_group,
    safe_note,
    scales_by_group,
    versions_of,
    without_small_counts,
)

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.options import Missing
    from lerende_organisatie.responses.responses import Responses

Progress = Callable[[str, int, int], None]
"""Told the name of the step that begins, how many are done, and of how many."""

MOST_ITEMS_SEARCHED = 40
"""With incomplete answers to more items, partial invariance is only searched when asked for."""

STEPS = ("content", "items", "invariance", "means", "dif")


def equivalence_study(
    responses: Responses,
    *,
    record: TranslationRecord | None = None,
    ratings: pd.DataFrame | None = None,
    rating_scale: tuple[int, int] = (1, 4),
    structure: str | None = None,
    group: str | None = None,
    reference: str | None = None,
    estimator: str | None = None,
    ordered: bool = False,
    missing: Missing | None = None,
    adjust: str = "BH",
    partial: bool | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    supplied: Mapping[str, str | NotApplicable] | None = None,
    synthetic: bool = False,
    made_on: str | None = None,
    progress: Progress | None = None,
) -> EquivalenceStudy:
    """Compute everything that a translation report holds.

    Parameters
    ----------
    responses, record, ratings, rating_scale, structure, group, reference, estimator, ordered, missing, adjust,
    partial, minimum_group_size, supplied, synthetic, made_on, progress
        As in :func:`lerende_organisatie.translation_report`.

    Returns
    -------
    EquivalenceStudy
    """
    if adjust not in ADJUSTMENTS:
        raise OptionError(f"adjust={adjust!r} is not offered; choose from {', '.join(ADJUSTMENTS)}")
    resolve(LINES, {}, {}, supplied or {})  # refuse an unknown key before the long work
    compared = versions_of(
        responses, structure, group, reference or _source(responses, record, group), minimum_group_size
    )
    _check_record(record, responses)
    rule: Missing = missing or (("pairwise" if ordered else "fiml") if compared.incomplete else "listwise")
    notes: list[Noted] = [
        Noted("items", "ItemWarning", f"{item}: a version has no answers to it, or too few; it is left out")
        for item in compared.dropped
    ]

    def step(at: int) -> None:
        if progress is not None:
            progress(STEPS[at], at, len(STEPS))

    step(0)
    content, more = _content(ratings, rating_scale)
    notes += more
    step(1)
    items = items_by_group(compared)
    scales, more = scales_by_group(compared)
    notes += more
    step(2)
    found, more = climb(compared, estimator, ordered, rule)
    notes += more
    ladder = None if found is None else ladder_of(found, rule)
    if ladder is not None:
        ladder = replace(ladder, left_out=tuple(without_small_counts(one, compared) for one in ladder.left_out))
    step(3)
    means, objection, more = ((), "", ()) if found is None else means_of(compared, found, estimator, ordered, rule)
    notes += more
    released, more = (None, ()) if found is None else partial_of(compared, found, _searches(partial, compared, rule))
    notes += more
    step(4)
    bias, more = bias_of(compared, adjust)
    notes += more
    marked = synthetic or bool(responses.frame.attrs.get("synthetic", False))
    marked = marked or any(note.startswith("synthetic") for note in responses.reading.notes)
    computed = computed_answers(compared, scales, ladder, bias, content, _missing_words(rule, compared))
    guidelines = guideline_answers(record, computed)
    checklist = checklist_answers(computed, record, supplied or {}, marked)
    safe = tuple(safe_note(note, compared) for note in dict.fromkeys(notes))
    failure = next((note.message for note in safe if (note.where, note.category) == ("invariance", "failure")), "")
    labels = {one.id: one.label for one in compared.structure.dimensions}

    def name(factor: str, language: str) -> str:
        return text_in(labels[factor], language)

    sentences: list[Finding | None] = [
        said.verdict_finding(ladder, compared.groups, failure),
        *([] if ladder is None else said.step_findings(ladder)),
        said.bias_finding(bias),
        said.means_finding(means, objection, name),
        said.partial_finding(released, name),
        said.reliability_finding(scales),
        said.content_finding(content),
        said.record_finding(guidelines),
        checklist_finding(checklist),
    ]
    return EquivalenceStudy(
        schema_version=SCHEMA_VERSION,
        instrument=responses.instrument,
        structure=compared.structure,
        group_column=compared.column,
        groups=compared.groups,
        n_groups_withheld=compared.n_withheld,
        record=record,
        guidelines=guidelines,
        content=content,
        items=items,
        scales=scales,
        ladder=ladder,
        means=means,
        means_objection=objection,
        partial=released,
        bias=bias,
        dif_adjust=adjust,
        synthetic=marked,
        checklist=checklist,
        findings=tuple(one for one in sentences if one is not None),
        methods=EquivalenceMethods(minimum_group_size, versions(), fingerprint(compared.answers), made_on or today()),
        notes=safe,
    )


def _searches(asked: bool | None, compared: Versions, rule: str) -> bool:
    """Whether to search for partial invariance: as asked, else unless it would take many minutes."""
    return asked if asked is not None else rule != "fiml" or len(compared.items) <= MOST_ITEMS_SEARCHED


def _source(responses: Responses, record: TranslationRecord | None, group: str | None) -> str | None:
    """The record's source language as the reference group, where it is a group."""
    if record is None:
        return None
    column = responses.design("group") if group is None else responses.frame.get(group)
    labels = set() if column is None else set(column.dropna().astype(str))
    return record.source_language if record.source_language in labels else None


def _check_record(record: TranslationRecord | None, responses: Responses) -> None:
    """Refuse a record of another instrument, or of items that the instrument does not have."""
    if record is None:
        return
    if not isinstance(record, TranslationRecord):
        raise OptionError(f"record must be a TranslationRecord (see load_translation), not a {type(record).__name__}")
    name = responses.instrument.name
    if record.instrument != name:
        raise OptionError(f"the record is of the instrument {record.instrument!r}; the responses are to {name!r}")
    known = responses.instrument.item_ids
    strange = [item for item in record.item_ids if item not in known]
    if strange:
        raise OptionError(
            f"the record has items that {name!r} does not have: "
            + ", ".join(f"{item!r}{closest(item, known)}" for item in strange[:5])
        )


def _content(ratings: pd.DataFrame | None, scale: tuple[int, int]) -> tuple[Content | None, tuple[Noted, ...]]:
    if ratings is None:
        return None, ()
    found, notes = noting("content", lambda: content_validity(ratings, scale=scale))
    items = tuple(
        ItemContent(
            item=str(item),
            n=int(row["n"]),
            i_cvi=float(row["i_cvi"]),
            kappa=float(row["kappa"]),
            kappa_rating=str(row["kappa_rating"]),
            cvr=float(row["cvr"]),
            cvr_critical=None if math.isnan(row["cvr_critical"]) else float(row["cvr_critical"]),
            aiken_v=float(row["aiken_v"]),
            ci_lower=float(row["ci_lower"]),
            ci_upper=float(row["ci_upper"]),
            sufficient=bool(row["i_cvi_sufficient"]),
        )
        for item, row in found.table.iterrows()
    )
    content = Content(items, found.s_cvi_ave, found.s_cvi_ua, found.n_experts, found.scale, found.relevant)
    return content, notes


def _missing_words(rule: str, compared: Versions) -> Text:
    if not compared.incomplete:
        return Text("No answers are missing", "Er ontbreken geen antwoorden")
    words = {
        "fiml": ("full-information maximum likelihood", "full-information maximum likelihood"),
        "listwise": ("incomplete rows left out", "onvolledige rijen weggelaten"),
        "pairwise": ("every pair of items from those who answered both", "elk itempaar van wie beide beantwoordde"),
    }[rule]
    return Text(
        f"Factor models: {words[0]}; differential item functioning: complete rows of each dimension",
        f"Factormodellen: {words[1]}; differentieel itemfunctioneren: volledige rijen van elke dimensie",
    )
