"""How each item goes with the rest of its dimension, and which pairs share more than the dimension explains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.errors import DataError
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.findings import Finding, Tone
from lerende_organisatie.studies.numbers import Numbers, in_both
from lerende_organisatie.studies.rival_models import Noted, noting, said_shortly
from lerende_organisatie.studies.scale_reliability import number_or_none

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Dimension, Structure
    from lerende_organisatie.psychometrics.reliability.items import ItemAnalysis

PAIRS_IN_SENTENCE = 3
"""Pairs of items that a finding names."""


@dataclass(frozen=True, slots=True)
class ItemRelation:
    """How an item goes with the rest of its dimension.

    Attributes
    ----------
    item, dimension : str
    item_rest : float or None
        Correlation with the sum of the other items.
    item_rest_polychoric : float or None
        The same of the responses behind the answers.
    alpha_if_deleted : float or None
    """

    item: str
    dimension: str
    item_rest: float | None
    item_rest_polychoric: float | None
    alpha_if_deleted: float | None


@dataclass(frozen=True, slots=True)
class ItemPair:
    """Two items of a dimension that share more than it explains, or nearly repeat each other.

    Attributes
    ----------
    dimension, first, second : str
    r : float
        Their correlation.
    residual : float or None
        What one factor leaves of it.
    q3_excess : float or None
        Yen's Q3 less the mean of the dimension.
    mi : float or None
        Modification index of the residual covariance.
    dependent, redundant : bool
    """

    dimension: str
    first: str
    second: str
    r: float
    residual: float | None
    q3_excess: float | None
    mi: float | None
    dependent: bool
    redundant: bool


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """Items among their own.

    Attributes
    ----------
    relations : tuple of ItemRelation
    pairs : tuple of ItemPair
        Those that are flagged: redundant ones first, then by the size of the excess.
    n_pairs : int
        Pairs looked at.
    dependent_above, redundant_from : float
        The limits of the flags.
    notes : tuple of Noted
    """

    relations: tuple[ItemRelation, ...]
    pairs: tuple[ItemPair, ...]
    n_pairs: int
    dependent_above: float
    redundant_from: float
    notes: tuple[Noted, ...]


def item_evidence(keyed: pd.DataFrame, structure: Structure, categories: Sequence[int]) -> ItemEvidence:
    """Item-rest correlations and local dependence, dimension by dimension.

    Parameters
    ----------
    keyed : DataFrame
        Answers keyed in the direction of their dimension.
    structure : Structure
    categories : sequence of int
        The values that an answer can take.

    Returns
    -------
    ItemEvidence
    """
    from lerende_organisatie.psychometrics.reliability.local_dependence import (
        DEPENDENT_ABOVE,
        REDUNDANT_FROM,
        local_dependence,
    )

    relations: list[ItemRelation] = []
    pairs: list[ItemPair] = []
    notes: list[Noted] = []
    looked_at = 0
    for dimension in structure.dimensions:
        analysis = _analysis(keyed, dimension, categories, notes)
        rows = {} if analysis is None else analysis.table.to_dict("index")
        for item in dimension.items:
            row = rows.get(item, {})
            rest, behind, without = (
                number_or_none(row.get(name)) for name in ("item_rest", "item_rest_polychoric", "alpha_if_deleted")
            )
            relations.append(ItemRelation(item, dimension.id, rest, behind, without))
        compute = partial(local_dependence, keyed, {dimension.id: dimension.items})
        try:
            found, given = noting("items", compute)
        except DataError as error:
            notes.append(Noted("items", type(error).__name__, said_shortly(error)))
            continue
        notes += _new(given, notes)
        looked_at += len(found.table)
        flagged = found.table[found.table["dependent"] | found.table["redundant"]]
        pairs += [
            ItemPair(
                dimension.id, str(row["first"]), str(row["second"]), float(row["r"]),
                number_or_none(row["residual"]), number_or_none(row["q3_excess"]), number_or_none(row["mi"]),
                bool(row["dependent"]), bool(row["redundant"]),
            )
            for row in flagged.to_dict("records")
        ]  # fmt: skip
    pairs.sort(key=lambda pair: (not pair.redundant, -(pair.q3_excess if pair.q3_excess is not None else pair.r)))
    return ItemEvidence(
        tuple(relations), tuple(pairs), looked_at, DEPENDENT_ABOVE, REDUNDANT_FROM, tuple(dict.fromkeys(notes))
    )


def _analysis(
    keyed: pd.DataFrame, dimension: Dimension, categories: Sequence[int], notes: list[Noted]
) -> ItemAnalysis | None:
    """The items of one dimension, without polychoric figures where these cannot be had."""
    from lerende_organisatie.psychometrics.reliability.items import item_analysis

    def of(polychoric: bool) -> Callable[[], ItemAnalysis]:
        scales = {dimension.id: dimension.items}
        return partial(item_analysis, keyed, scales, categories=categories, polychoric=polychoric)

    try:
        found, given = noting("items", of(True))
    except DataError as error:
        try:
            found, given = noting("items", of(False))
        except DataError:
            return None
        given = (*given, Noted("items", type(error).__name__, said_shortly(error)))
    notes += _new(given, notes)
    return found


def _new(given: Sequence[Noted], known: Sequence[Noted]) -> list[Noted]:
    """Warnings that reliability does not give already."""
    said = {"MissingDataWarning", "SmallSampleWarning", "ItemWarning"}
    return [note for note in given if note.category not in said and note not in known]


def item_finding(found: ItemEvidence) -> Finding | None:
    """Whether pairs of items share more than their dimension explains.

    Parameters
    ----------
    found : ItemEvidence

    Returns
    -------
    Finding or None
        None when no pair could be looked at.
    """
    if not found.n_pairs:
        return None
    pairs = found.pairs
    tone: Tone = "good" if not pairs else "mixed"
    named = ", ".join(f"{pair.first}–{pair.second}" for pair in pairs[:PAIRS_IN_SENTENCE])
    named += ", …" if len(pairs) > PAIRS_IN_SENTENCE else ""

    def english(n: Numbers) -> str:
        of = f"{n.count(found.n_pairs)} pairs of items within dimensions"
        if not pairs:
            return f"None of {of} shares more than its dimension explains or says the same twice."
        verb = "shares" if len(pairs) == 1 else "share"
        return (
            f"{n.count(len(pairs))} of {of} {verb} more than the dimension explains, or "
            f"nearly repeat{'s' if len(pairs) == 1 else ''} each other: {named}."
        )

    def dutch(n: Numbers) -> str:
        of = f"{n.count(found.n_pairs)} itemparen binnen dimensies"
        if not pairs:
            return f"Geen van de {of} deelt meer dan de dimensie verklaart of zegt tweemaal hetzelfde."
        verb = ("deelt", "herhaalt") if len(pairs) == 1 else ("delen", "herhalen")
        return (
            f"{n.count(len(pairs))} van de {of} {verb[0]} meer dan de dimensie verklaart, of {verb[1]} elkaar "
            f"bijna: {named}."
        )

    return Finding("items", tone, Text("Pairs of items", "Itemparen"), in_both(english, dutch), "items")
