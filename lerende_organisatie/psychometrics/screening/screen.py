"""Screen answers: one row of figures and flags per respondent, by a rule stated beforehand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, ItemWarning, MissingDataWarning, SmallSampleWarning
from lerende_organisatie.psychometrics.moments.data import GroupData
from lerende_organisatie.psychometrics.moments.incomplete import by_pattern
from lerende_organisatie.psychometrics.reliability.findings import Finding, quoted, warn_of
from lerende_organisatie.psychometrics.reliability.products import correlations
from lerende_organisatie.psychometrics.screening.distance import distance_pvalues, squared_distances
from lerende_organisatie.psychometrics.screening.indices import (
    even_odd_consistency,
    individual_variability,
    item_pairs,
    longstring,
    within_person_correlation,
)
from lerende_organisatie.psychometrics.screening.little import LittleMcar, em_moments, little_of
from lerende_organisatie.psychometrics.screening.material import Material, gather
from lerende_organisatie.psychometrics.screening.patterns import FEWEST_SHOWN, MissingPatterns, patterns_of
from lerende_organisatie.psychometrics.screening.rule import INDICES, SOURCES, Index, ScreeningRule

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Screening(Cited):
    """What the screening found. The rows of the table are persons: it stays in memory, and no report or file holds it.

    Attributes
    ----------
    table : DataFrame
        One row per respondent, with the index of the frame given: ``n_answered`` and the figures ``longstring irv
        even_odd synonyms antonyms mahalanobis mahalanobis_p seconds_per_item share_missing``, as far as they could be
        computed; ``flag_...`` for each; ``n_flags`` and ``flagged``. A figure is NA where it is not defined for a
        respondent: a correlation within a person who gave the same answer throughout, say.
    summary : DataFrame
        One row per index: ``n_defined threshold n_flagged sufficient source``.
    not_computed : dict of index to reason
        What this questionnaire or these data do not allow.
    pairs : DataFrame
        The synonym and antonym pairs: ``kind first second r``.
    missing : MissingPatterns
    mcar : LittleMcar or None
        None where no answer is missing or the EM moments could not be had (see ``not_computed``).
    rule : ScreeningRule
    items : tuple of str
        In the order administered.
    n : int
    n_flagged : int
    """

    CITES: ClassVar[tuple[str, ...]] = ("meade2012", "curran2016", "dunn2018", "huang2012", "johnson2005", "little1988")

    table: pd.DataFrame
    summary: pd.DataFrame
    not_computed: dict[str, str]
    pairs: pd.DataFrame
    missing: MissingPatterns
    mcar: LittleMcar | None
    rule: ScreeningRule
    items: tuple[str, ...]
    n: int
    n_flagged: int

    def __repr__(self) -> str:
        return f"Screening: {self.n} respondents x {len(self.items)} items, {self.n_flagged} flagged; see .summary"


def screen(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    items: Iterable[str] | None = None,
    *,
    scales: Mapping[str, Iterable[str]] | None = None,
    reverse: Collection[str] = (),
    categories: Sequence[float] | None = None,
    seconds: str | pd.Series | None = None,
    rule: ScreeningRule | None = None,
) -> Screening:
    """Screen the answers for careless responding, outliers and missing answers.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        Of Responses the answers as given are used where the order or the wording matters (longstring, variability,
        synonyms, antonyms), and the keyed ones within scales (even-odd).
    items : iterable of str, optional
        The items in the order in which they were administered; without it the instrument's order, or that of the
        columns.
    scales : mapping of scale to items, optional
        For even-odd consistency; those of the Responses without it.
    reverse : collection of str
        The reverse-keyed items of a bare frame, whose answers are as given.
    categories : sequence of float, optional
        The values that an answer can take; its ends turn reverse-keyed items of a bare frame.
    seconds : str or Series, optional
        The time that each respondent took for these items, in seconds: a column, or a value per row.
    rule : ScreeningRule, optional
        The default is conservative; state another before looking at the answers.

    Returns
    -------
    Screening

    Raises
    ------
    DataError
        No rows, fewer than two items, no answers at all; columns that are absent, doubled or not numeric; negative
        times.
    OptionError
        ``reverse`` without ``categories``, or with answers that know their keying.

    Warns
    -----
    ItemWarning
        Constant items, and items that nobody answered, are left out of correlations and distances; perfectly dependent
        items allow no distance.
    SmallSampleWarning
        No more respondents than items: no distance.
    MissingDataWarning
        The means and covariances of the incomplete answers could not be estimated: no distance.
    AssumptionWarning
        As in :func:`little_mcar`.

    Notes
    -----
    ``synonyms`` is the correlation, within a respondent, between the answers to the first and to the second items of
    all pairs of items that correlate at least ``rule.synonym_r`` over respondents; ``antonyms`` the same for pairs that
    correlate at most minus that. ``mahalanobis`` is d² over the items answered, from means and covariances by EM where
    answers are missing (divisor n - 1), with a chi-square p-value. ``seconds_per_item`` divides by the items answered.
    Each index finds one kind of carelessness and misses others; a flag is a reason to look, and the analysis with and
    without the flagged (:func:`screening_sensitivity`) shows whether it matters.

    References
    ----------
    Meade, A. W., & Craig, S. B. (2012). Identifying careless responses in survey data. Psychological Methods, 17,
    437-455. Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. Journal of
    Experimental Social Psychology, 66, 4-19. Each index names its source in its function and in ``summary``.
    """
    rule = rule or ScreeningRule()
    what = "screening"
    material = gather(data, items, scales, reverse, categories, seconds, what)
    absent = np.isnan(material.raw)
    answered = (~absent).sum(1)
    found: list[Finding] = []
    why: dict[str, str] = {}
    figures: dict[str, Floats] = {
        "longstring": longstring(material.raw).astype(float),
        "irv": individual_variability(material.raw),
    }
    figures["even_odd"] = even_odd_consistency(material.keyed, material.scales, rule.fewest_scales)
    halved = sum(len(columns) > 1 for columns in material.scales)
    if halved < rule.fewest_scales:
        del figures["even_odd"]
        why["even_odd"] = f"it needs {rule.fewest_scales} scales of two items or more; {halved} are known"
    usable = _usable_items(material, found)
    pairs = _pair_figures(material, usable, rule, figures, why)
    mcar = _distance_figures(material, usable, answered, figures, why, found)
    if material.seconds is None:
        why["seconds_per_item"] = "no response times were given (seconds=)"
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            figures["seconds_per_item"] = np.where(answered > 0, material.seconds / answered, np.nan)
    figures["share_missing"] = absent.mean(1)
    order = [*INDICES[:5], "mahalanobis", *INDICES[5:]]
    table = pd.DataFrame(
        {"n_answered": answered, **{name: figures[name] for name in order if name in figures}}, index=material.index
    )
    flags = {name: _flag(name, figures[name], rule, len(material.items)) for name in INDICES if name in figures}
    flagged, count = _verdict(flags, rule, len(table))
    table = table.assign(**{f"flag_{name}": values for name, values in flags.items()}, n_flags=count, flagged=flagged)
    warn_of(found)
    return Screening(
        table=table,
        summary=_summary(figures, flags, rule, len(material.items)),
        not_computed=why,
        pairs=pairs,
        missing=patterns_of(absent, material.items, FEWEST_SHOWN),
        mcar=mcar,
        rule=rule,
        items=material.items,
        n=len(table),
        n_flagged=int(flagged.sum()),
    )


def _usable_items(material: Material, found: list[Finding]) -> NDArray[np.intp]:
    """The items that vary; the others are named."""
    answered = ~np.isnan(material.raw)
    high = np.where(answered, material.raw, -np.inf).max(0)
    low = np.where(answered, material.raw, np.inf).min(0)
    empty, varies = ~answered.any(0), high > low
    for which, text in ((empty, "nobody answered"), (~varies & ~empty, "everyone gave the same answer to")):
        names = [material.items[j] for j in np.flatnonzero(which)]
        if names:
            message = f"{text} {quoted(names)}; left out of correlations and distances"
            found.append(Finding(ItemWarning, message))
    return np.flatnonzero(varies)


def _pair_figures(
    material: Material, usable: NDArray[np.intp], rule: ScreeningRule, figures: dict[str, Floats], why: dict[str, str]
) -> pd.DataFrame:
    """Add the synonym and antonym figures, or why there are none; return the pairs."""
    matrix = correlations(material.raw[:, usable]) if len(usable) else np.empty((0, 0))
    first, second, opposite_first, opposite_second = item_pairs(matrix, rule.synonym_r)
    rows = []
    for name, a, b in (("synonyms", first, second), ("antonyms", opposite_first, opposite_second)):
        rows += [
            (name[:-1], material.items[usable[i]], material.items[usable[j]], float(matrix[i, j]))
            for i, j in zip(a, b, strict=True)
        ]
        if len(a) < rule.fewest_pairs:
            sign = "" if name == "synonyms" else "-"
            why[name] = (
                f"{len(a)} pairs of items correlate {sign}{rule.synonym_r:g} or stronger; "
                f"{rule.fewest_pairs} are needed"
            )
        else:
            raw = material.raw[:, usable]
            figures[name] = within_person_correlation(raw[:, a], raw[:, b], rule.fewest_pairs)
    return pd.DataFrame(rows, columns=["kind", "first", "second", "r"])


def _distance_figures(
    material: Material,
    usable: NDArray[np.intp],
    answered: NDArray[np.intp],
    figures: dict[str, Floats],
    why: dict[str, str],
    found: list[Finding],
) -> LittleMcar | None:
    """Add the Mahalanobis distances, or why there are none; return Little's test where an answer is missing."""
    here = np.flatnonzero(answered > 0)
    values = material.raw[np.ix_(here, usable)]
    answering = ~np.isnan(values).all(1)
    here, values = here[answering], values[answering]
    names = tuple(material.items[j] for j in usable)
    incomplete = bool(np.isnan(values).any())
    reason = None
    if len(here) <= len(usable):
        reason = f"{len(here)} respondents for {len(usable)} items; more respondents than items are needed"
        found.append(Finding(SmallSampleWarning, f"no Mahalanobis distance: {reason}"))
    elif not len(usable):
        reason = "no item varies"
    else:
        try:
            moments = em_moments(values, names)
        except DataError as error:
            reason = "; ".join(error.faults)
            category = MissingDataWarning if "dependent" not in reason else ItemWarning
            found.append(Finding(category, f"no Mahalanobis distance: {reason}"))
    if reason is not None:
        why["mahalanobis_p"] = reason
        if incomplete:
            why["mcar"] = reason
        return None
    n = len(values)
    cov = moments.cov * n / (n - 1)
    rows = by_pattern(GroupData("", values, np.arange(n)))
    d2, p = np.full(len(answered), np.nan), np.full(len(answered), np.nan)
    d2[here] = squared_distances(rows, moments.mean, cov)
    p[here] = distance_pvalues(d2[here], rows.present.sum(1))
    figures["mahalanobis"], figures["mahalanobis_p"] = d2, p
    if not incomplete:
        why["mcar"] = "no answer is missing among those who answered"
        return None
    mcar, more = little_of(values, moments)
    found += more
    return mcar


def _flag(name: Index, values: Floats, rule: ScreeningRule, n_items: int) -> Flags:
    """Who is flagged by one index; NA flags nobody."""
    threshold = rule.threshold(name, n_items)
    if threshold is None:
        return np.zeros(len(values), dtype=bool)
    with np.errstate(invalid="ignore"):
        if name in ("longstring", "antonyms"):
            return np.asarray(values >= threshold)
        if name == "share_missing":
            return np.asarray(values > threshold)
        if name == "synonyms":
            return np.asarray(values <= threshold)
        return np.asarray(values < threshold)


def _verdict(flags: dict[Index, Flags], rule: ScreeningRule, n: int) -> tuple[Flags, NDArray[np.intp]]:
    """Who is flagged in all, and by how many indices."""
    count = np.sum(list(flags.values()), axis=0, dtype=np.intp)
    enough = [flags[name] for name in rule.sufficient if name in flags]
    sufficient = np.any(enough, axis=0) if enough else np.zeros(n, dtype=bool)
    return np.asarray(sufficient | (count >= rule.needed)), np.asarray(count)


def _summary(figures: dict[str, Floats], flags: dict[Index, Flags], rule: ScreeningRule, n_items: int) -> pd.DataFrame:
    """One row per index that was computed."""
    default = ScreeningRule()
    rows = {
        name: {
            "n_defined": int(np.isfinite(figures[name]).sum()),
            "threshold": rule.threshold(name, n_items),
            "n_flagged": int(flag.sum()),
            "sufficient": name in rule.sufficient,
            "source": SOURCES[name]
            if rule.threshold(name, n_items) == default.threshold(name, n_items)
            else "given with the rule",
        }
        for name, flag in flags.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("index")
