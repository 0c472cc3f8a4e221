"""Pairs of items that share more than their factor, and pairs that say the same thing twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, ItemWarning, MissingDataWarning, OptionError
from lerende_organisatie.psychometrics.frames import to_frame
from lerende_organisatie.psychometrics.reliability.answers import Answers, choose_answers, loss_message, scales_of
from lerende_organisatie.psychometrics.reliability.coefficients import correlation
from lerende_organisatie.psychometrics.reliability.findings import Finding, dependence_faults, warn_of
from lerende_organisatie.psychometrics.reliability.items import in_scale
from lerende_organisatie.psychometrics.reliability.one_factor import fit_one_factor
from lerende_organisatie.psychometrics.reliability.products import covariance

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]

FEWEST_ITEMS = 4
"""With three items one factor fits exactly, and nothing is left over to look at."""

LEVEL = 0.05
"""Shared by all pairs of a scale."""

DEPENDENT_ABOVE = 0.20
"""Excess of Q3 over the mean of its scale (Christensen, Makransky & Horton, 2017)."""

REDUNDANT_FROM = 0.80
"""Correlation of two items; a convention of this package."""


@dataclass(frozen=True, slots=True)
class LocalDependence(Cited):
    """Every pair of items of every scale.

    Attributes
    ----------
    table : DataFrame
        ``scale first second r residual q3 q3_excess mi epc dependent redundant``, in each scale the largest
        ``q3_excess`` first. ``residual`` is the correlation less what one factor (ML) accounts for; ``q3`` the
        correlation of what the regression on the factor score leaves of the two answers; ``q3_excess`` that less its
        mean over the scale; ``mi`` what chi-square would fall by with a residual covariance between the two, and
        ``epc`` that covariance as a correlation of residuals.
    dependent_above, redundant_from : float
    n : dict of scale to int
        Respondents who answered every item of the scale.
    """

    CITES: ClassVar[tuple[str, ...]] = ("yen1984", "christensen2017", "sorbom1989")

    table: pd.DataFrame
    dependent_above: float
    redundant_from: float
    n: dict[str, int]


def local_dependence(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    scales: Mapping[str, Iterable[str]] | None = None,
    *,
    dependent_above: float = DEPENDENT_ABOVE,
    redundant_from: float = REDUNDANT_FROM,
) -> LocalDependence:
    """Look for items of a scale that go together more than one factor says.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        Items keyed in the same direction; respondents who miss an item of the scale are left out of it.
    scales : mapping of scale to items, optional
        Without it the scales of the Responses, or all columns of a frame as one scale ``"all"``.
    dependent_above : float
        A pair is ``dependent`` when ``q3_excess`` is larger (.20; Christensen, Makransky & Horton, 2017) and ``mi`` is
        beyond chance: significant at 5% shared by all pairs of the scale (Bonferroni).
    redundant_from : float
        A pair is ``redundant`` when its answers correlate at least this much (.80; a convention of this package).

    Returns
    -------
    LocalDependence

    Raises
    ------
    DataError
        As in :func:`mcdonald_omega`, for every scale at once: constant or perfectly correlated items, fewer than two
        items, no more respondents than items, everything missing.
    OptionError
        A threshold outside 0 to 1.

    Warns
    -----
    ItemWarning
        Scales of fewer than four items, and scales to which one factor cannot be fitted: only ``r`` can be had, the
        rest is NA.
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents.

    Notes
    -----
    Without local dependence the expected ``q3`` is about -1 / (k - 1), which is why its excess over the mean is judged.
    Q3 here is Yen's statistic for the linear one-factor model in place of an item response model.

    References
    ----------
    Yen, W. M. (1984). Effects of local item dependence on the fit and equating performance of the three-parameter
    logistic model. Applied Psychological Measurement, 8, 125-145. Christensen, K. B., Makransky, G., & Horton, M.
    (2017). Critical values for Yen's Q3. Applied Psychological Measurement, 41, 178-194. Sörbom, D. (1989). Model
    modification. Psychometrika, 54, 371-384.
    """
    from scipy.special import chdtri

    for name, value in (("dependent_above", dependent_above), ("redundant_from", redundant_from)):
        if not 0 < value <= 1:
            raise OptionError(f"{name} must lie between 0 and 1, not {value!r}")
    frame = to_frame(data)
    members = scales_of(data, scales)
    tables: list[pd.DataFrame] = []
    faults: list[str] = []
    found: list[Finding] = []
    used: dict[str, int] = {}
    for scale, items in members.items():
        where = in_scale(scale, members)
        try:
            answers = choose_answers(frame, items, "listwise", "local dependence")
            cov = covariance(answers.values)
            trouble = dependence_faults(correlation(cov), answers.items, answers.n)
            if trouble:
                raise DataError("local dependence", trouble)
        except DataError as error:
            faults.extend(where + fault for fault in error.faults)
            continue
        if loss := loss_message(answers):
            found.append(Finding(MissingDataWarning, where + loss.partition(";")[0]))
        used[scale] = answers.n
        pairs, reason = _pairs(answers, cov)
        if reason:
            found.append(Finding(ItemWarning, f"{where}local dependence is NA: {reason}"))
        tables.append(pairs.assign(scale=scale))
    if faults:
        raise DataError("local dependence", faults)
    warn_of(found)
    table = pd.concat(tables, ignore_index=True)
    beyond_chance = table["mi"] > chdtri(1, LEVEL / table.groupby("scale")["r"].transform("size"))
    dependent = (table["q3_excess"] > dependent_above) & beyond_chance
    table = table.assign(dependent=dependent, redundant=table["r"] >= redundant_from)
    order = ["scale", "first", "second", "r", "residual", "q3", "q3_excess", "mi", "epc", "dependent", "redundant"]
    return LocalDependence(table[order], dependent_above, redundant_from, used)


def _pairs(answers: Answers, cov: Floats) -> tuple[pd.DataFrame, str]:
    """One row per pair, and why figures are NA where they are."""
    corr = correlation(cov)
    first, second = np.triu_indices(answers.k, 1)
    names = np.array(answers.items, dtype=object)
    table = pd.DataFrame({"first": names[first], "second": names[second], "r": corr[first, second]})
    empty = dict.fromkeys(("residual", "q3", "q3_excess", "mi", "epc"), np.nan)
    if answers.k < FEWEST_ITEMS:
        return table.assign(**empty), f"{answers.k} items; {FEWEST_ITEMS} are needed"
    fit = fit_one_factor(corr[None])
    if not fit.converged[0] or fit.uniquenesses[0].min() <= 0:
        return table.assign(**empty), "one factor has no proper maximum likelihood solution for these items"
    loading, unique = fit.loadings[0], fit.uniquenesses[0]
    residual, q3 = residual_correlations(corr, loading, unique)
    mi, epc = residual_indices(corr, loading, unique, answers.n)
    excess = q3[first, second] - q3[first, second].mean()
    table = table.assign(
        residual=residual[first, second], q3=q3[first, second], q3_excess=excess, mi=mi[first, second],
        epc=epc[first, second],
    )  # fmt: skip
    return table.sort_values("q3_excess", ascending=False, kind="stable"), ""


def residual_correlations(corr: Floats, loading: Floats, unique: Floats) -> tuple[Floats, Floats]:
    """What one factor leaves of the correlations, and the correlations of what it leaves of the answers.

    Parameters
    ----------
    corr : ndarray (k, k)
    loading, unique : ndarray (k,)
        The one-factor ML solution, standardised.

    Returns
    -------
    residual, q3 : ndarray (k, k)
    """
    k = len(corr)
    common = np.outer(loading, loading)
    weights = np.linalg.solve(common + np.diag(unique), loading)
    left = np.eye(k) - np.outer(loading, weights)
    return corr - common, correlation(left @ corr @ left.T)


def residual_indices(corr: Floats, loading: Floats, unique: Floats, n: int) -> tuple[Floats, Floats]:
    """Modification index and expected change of every residual covariance of a one-factor model.

    The score of σ_ij is N times the residual of Σ⁻¹SΣ⁻¹ at ij, its variance the expected information of σ_ij given that
    of loadings and uniquenesses.

    Parameters
    ----------
    corr : ndarray (k, k)
    loading, unique : ndarray (k,)
    n : int
        Respondents.

    Returns
    -------
    mi, epc : ndarray (k, k)
        ``epc`` as a correlation of residuals.

    References
    ----------
    Sörbom (1989).
    """
    k = len(corr)
    inverse = np.linalg.inv(np.outer(loading, loading) + np.diag(unique))
    gap = inverse @ (corr - np.linalg.inv(inverse)) @ inverse
    # columns of dΣ: loadings, uniquenesses, then every pair
    first, second = np.triu_indices(k, 1)
    units = np.eye(k)
    slopes = [np.outer(e, loading) + np.outer(loading, e) for e in units] + [np.outer(e, e) for e in units]
    slopes += [np.outer(units[i], units[j]) + np.outer(units[j], units[i]) for i, j in zip(first, second, strict=True)]
    d = np.array(slopes)
    half = np.einsum("ij,ajk->aik", inverse, d)
    flat, turned = half.reshape(len(d), -1), half.transpose(0, 2, 1).reshape(len(d), -1)
    information = 0.5 * n * flat @ turned.T
    score = n * gap[first, second]
    own, cross = information[2 * k :, 2 * k :], information[: 2 * k, 2 * k :]
    variance = np.diag(own) - np.einsum("ap,ap->p", cross, np.linalg.solve(information[: 2 * k, : 2 * k], cross))
    mi, epc = np.zeros((k, k)), np.zeros((k, k))
    mi[first, second] = score**2 / variance
    epc[first, second] = score / variance / np.sqrt(unique[first] * unique[second])
    return mi + mi.T, epc + epc.T
