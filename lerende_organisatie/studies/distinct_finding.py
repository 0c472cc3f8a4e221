"""Whether the dimensions can be told apart, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.distinct_factors import PROBLEMS
from lerende_organisatie.studies.findings import Finding, Tone
from lerende_organisatie.studies.numbers import Numbers, in_both
from lerende_organisatie.studies.sources import cutoff

if TYPE_CHECKING:
    from lerende_organisatie.studies.model_results import ChosenModel

CLASSES = {
    "severe": Text("severe", "ernstig"),
    "moderate": Text("moderate", "matig"),
    "marginal": Text("marginal", "gering"),
}
"""Rönkkö and Cho's classes of problems."""


def discriminant_finding(chosen: ChosenModel, name: Callable[[str, str], str]) -> Finding | None:
    """Whether the dimensions can be told apart.

    Parameters
    ----------
    chosen : ChosenModel
    name : callable
        Gives the name of a factor in a language.

    Returns
    -------
    Finding or None
        None for a single factor. It speaks against the dimensions where a pair is a severe problem or a quarter of the
        pairs a moderate one (or, without a class, has an HTMT beyond the convention); a moderate or marginal pair makes
        it mixed.
    """
    if len(chosen.factors) < 2:
        return None
    close = chosen.too_close()
    distinct = chosen.distinct
    count = {one: 0 if distinct is None else distinct.count(one) for one in PROBLEMS}
    classed = sum(count.values())
    first, second, strongest = chosen.pairs[0]
    limit = cutoff("htmt").value
    n_pairs = len(chosen.factors) * (len(chosen.factors) - 1) // 2
    serious = count["moderate"] + count["severe"] if classed else len(close)
    tone: Tone = "good"
    if count["severe"] or serious > n_pairs / 4:
        tone = "poor"
    elif serious or count["marginal"] or close:
        tone = "mixed"

    def classes(n: Numbers, language: str) -> str:
        return ", ".join(
            f"{n.count(count[one])} {CLASSES[one].in_language(language)}" for one in PROBLEMS[:-1] if count[one]
        )

    def english(n: Numbers) -> str:
        text = (
            f"The strongest factor correlation is {n.bounded(strongest)} (“{name(first, 'en')}” with "
            f"“{name(second, 'en')}”). "
        )
        if classed and count["none"] == classed:
            text += f"None of {classed} pairs is a problem by the classes of Rönkkö and Cho. "
        elif classed:
            text += f"Problems among {classed} pairs by the classes of Rönkkö and Cho: {classes(n, 'en')}. "
        if chosen.htmt:
            text += (
                f"No pair exceeds an HTMT of {n.bounded(limit)}."
                if not close
                else f"{len(close)} of {n_pairs} pairs exceed{'s' if len(close) == 1 else ''} an HTMT of "
                f"{n.bounded(limit)}."
            )
        return text.strip()

    def dutch(n: Numbers) -> str:
        text = (
            f"De sterkste factorcorrelatie is {n.bounded(strongest)} (“{name(first, 'nl')}” met "
            f"“{name(second, 'nl')}”). "
        )
        if classed and count["none"] == classed:
            text += f"Geen van de {classed} paren is een probleem volgens de klassen van Rönkkö en Cho. "
        elif classed:
            text += f"Problemen onder {classed} paren volgens de klassen van Rönkkö en Cho: {classes(n, 'nl')}. "
        if chosen.htmt:
            text += (
                f"Geen paar komt boven een HTMT van {n.bounded(limit)}."
                if not close
                else f"{len(close)} van {n_pairs} paren {'komt' if len(close) == 1 else 'komen'} boven een HTMT van "
                f"{n.bounded(limit)}."
            )
        return text.strip()

    label = Text("Distinct dimensions", "Onderscheid tussen dimensies")
    return Finding("discriminant", tone, label, in_both(english, dutch), "validity")
