"""The reliability of every scale of an instrument, in one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, ItemWarning, OptionError
from lerende_organisatie.psychometrics.frames import to_frame
from lerende_organisatie.psychometrics.reliability.alpha import ALPHA_INTERVALS, AlphaInterval, alpha_of, scale_findings
from lerende_organisatie.psychometrics.reliability.answers import (
    Answers,
    Missing,
    check_missing,
    choose_answers,
    scales_of,
)
from lerende_organisatie.psychometrics.reliability.categories import (
    categories_of,
    check_on_scale,
    observed_categories,
)
from lerende_organisatie.psychometrics.reliability.coefficients import TotalVariance
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of
from lerende_organisatie.psychometrics.reliability.fitted import FactorReliabilities, reliability_of_fit
from lerende_organisatie.psychometrics.reliability.items import in_scale
from lerende_organisatie.psychometrics.reliability.omega import OMEGA_SOURCES, omega_of
from lerende_organisatie.psychometrics.reliability.products import covariance
from lerende_organisatie.repeat import Progress

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]
Intervals = Literal["analytic", "bootstrap"]

DETECTABLE = 1.959963984540054 * 2**0.5
"""Errors of measurement that two scores of one respondent must differ by to differ at 5% (de Vet et al., 2006)."""

COLUMNS = (
    "n", "k", "alpha", "alpha_ci_lower", "alpha_ci_upper", "alpha_standardised", "omega", "omega_ci_lower",
    "omega_ci_upper", "average_interitem", "mean", "sd", "sem", "sdc", "floor", "ceiling",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reliability(Cited):
    """The reliability of each scale.

    Attributes
    ----------
    table : DataFrame
        One row per scale (index ``scale``): ``n k alpha alpha_ci_lower alpha_ci_upper alpha_standardised omega
        omega_ci_lower omega_ci_upper average_interitem mean sd sem sdc floor ceiling``. ``mean`` and ``sd`` are those
        of the respondent's mean over the items; ``sem`` is sd * sqrt(1 - alpha), ``sdc`` the smallest
        detectable change of one respondent that it implies, 1.96 * sqrt(2) * sem (a test-retest study gives the one to
        prefer: :func:`test_retest`); ``floor`` and ``ceiling`` are the shares
        of the respondents used with the lowest and the highest possible score.
    interval : "analytic" (Feldt for alpha, delta method for omega) or "bootstrap"
    level : float
    missing : "listwise" or "pairwise"
    total_variance : "observed" or "model"
    n_boot, seed : int or None
        None where nothing was drawn.
    """

    table: pd.DataFrame
    interval: Intervals
    level: float
    missing: Missing
    total_variance: TotalVariance
    n_boot: int | None
    seed: int | None

    def _cites(self) -> tuple[str, ...]:
        """By what was asked for."""
        interval: AlphaInterval = "bootstrap" if self.interval == "bootstrap" else "feldt"
        return ("cronbach1951", *ALPHA_INTERVALS[interval], *OMEGA_SOURCES, "devet2006", "terwee2007")


@overload
def reliability(data: Fit) -> FactorReliabilities: ...


@overload
def reliability(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    scales: Mapping[str, Iterable[str]] | None = None,
    *,
    missing: Missing = "listwise",
    total_variance: TotalVariance = "observed",
    interval: Intervals = "analytic",
    level: float = 0.95,
    n_boot: int = 2000,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
    categories: Sequence[float] | None = None,
) -> Reliability: ...


def reliability(
    data: pd.DataFrame | OffersFrame | IntoFrame | Fit,
    scales: Mapping[str, Iterable[str]] | None = None,
    *,
    missing: Missing = "listwise",
    total_variance: TotalVariance = "observed",
    interval: Intervals = "analytic",
    level: float = 0.95,
    n_boot: int = 2000,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
    categories: Sequence[float] | None = None,
) -> Reliability | FactorReliabilities:
    """Alpha, omega and what goes with them, one row per scale.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, Responses, or a fitted model
        Items keyed in the same direction. Of a fitted model the composite reliability of its factors is given; the
        other arguments then have no part.
    scales : mapping of scale to items, optional
        Without it the scales of the Responses, or all columns of a frame as one scale ``"all"``.
    missing, total_variance, level, n_boot, seed, n_jobs
        As in :func:`cronbach_alpha` and :func:`mcdonald_omega`; listwise is per scale.
    interval : "analytic" or "bootstrap"
        Feldt's interval for alpha and the delta method for omega, or bootstrap percentiles for both.
    progress : callable (done, total), optional
        Counted in blocks of draws of each coefficient of each scale.
    categories : sequence of float, optional
        As in :func:`item_analysis`; first and last are what ``floor`` and ``ceiling`` mean.

    Returns
    -------
    Reliability, or FactorReliabilities of a fitted model

    Raises
    ------
    DataError
        What :func:`cronbach_alpha` refuses, for every scale at once.
    OptionError
        An option that is not offered.

    Warns
    -----
    ItemWarning
        Items that run against their scale; a scale whose omega is NA, with the reason: two items, perfectly dependent
        items, no more respondents than items, no one-factor solution.
    MissingDataWarning, SmallSampleWarning, ImproperSolutionWarning, ConvergenceWarning
        As in :func:`mcdonald_omega`.

    References
    ----------
    Those of :func:`cronbach_alpha` and :func:`mcdonald_omega`.
    """
    from lerende_organisatie.psychometrics.cfa.fit import Fit

    if isinstance(data, Fit):
        return reliability_of_fit(data)
    rule = check_missing(missing)
    if interval not in ("analytic", "bootstrap"):
        raise OptionError(f'interval must be "analytic" or "bootstrap", not {interval!r}')
    given = categories_of(data, categories)
    frame = to_frame(data)
    members = scales_of(data, scales)
    rows: dict[str, dict[str, float]] = {}
    faults: list[str] = []
    found: list[Finding] = []
    for scale, items in members.items():
        where = in_scale(scale, members)
        try:
            answers = choose_answers(frame, items, rule, "reliability")
            if given is not None:
                check_on_scale(answers.values, answers.items, given, "reliability")
            cov = covariance(answers.values)
            a = alpha_of(
                answers, cov, interval="feldt" if interval == "analytic" else "bootstrap", level=level, n_boot=n_boot,
                seed=seed, n_jobs=n_jobs, progress=progress,
            )  # fmt: skip
            row = {"n": a.n, "k": a.k, "alpha": a.estimate, "alpha_ci_lower": a.ci_lower, "alpha_ci_upper": a.ci_upper,
                   "alpha_standardised": a.standardised, "average_interitem": a.average_interitem,
                   **scores(answers, cov, a.estimate, given)}  # fmt: skip
        except DataError as error:
            faults.extend(where + fault for fault in error.faults)
            continue
        found += scale_findings(answers, cov, where)
        try:
            w, more = omega_of(
                answers, cov, interval="delta" if interval == "analytic" else "bootstrap", level=level,
                total_variance=total_variance, n_boot=n_boot, seed=seed, n_jobs=n_jobs, progress=progress, where=where,
            )  # fmt: skip
            row |= {"omega": w.estimate, "omega_ci_lower": w.ci_lower, "omega_ci_upper": w.ci_upper}
            found += more
        except DataError as error:
            row |= {"omega": np.nan, "omega_ci_lower": np.nan, "omega_ci_upper": np.nan}
            found += [Finding(ItemWarning, f"{where}omega is NA: {fault}") for fault in error.faults]
        rows[scale] = row
    if faults:
        raise DataError("reliability", faults)
    warn_of(found)
    table = pd.DataFrame.from_dict(rows, orient="index")[list(COLUMNS)].astype({"n": int, "k": int})
    drawn = interval == "bootstrap"
    return Reliability(
        table=table.rename_axis("scale"),
        interval=interval,
        level=level,
        missing=rule,
        total_variance=total_variance,
        n_boot=n_boot if drawn else None,
        seed=seed if drawn else None,
    )


def scores(answers: Answers, cov: Floats, reliability: float, categories: tuple[float, ...] | None) -> dict[str, float]:
    """The distribution of the mean over the items, and its standard error of measurement.

    Parameters
    ----------
    answers : Answers of k items
    cov : ndarray (k, k)
    reliability : float
    categories : tuple of float, optional
        Observed ones when None.

    References
    ----------
    Lord, F. M., & Novick, M. R. (1968). Statistical theories of mental test scores, ch. 3 (standard error of
    measurement).
    """
    ends = categories or observed_categories(answers.values)
    gap = np.isnan(answers.values)
    sd = float(np.sqrt(cov.sum())) / answers.k
    sem = sd * float(np.sqrt(1 - reliability))
    return {
        "mean": float(np.nanmean(answers.values, 0).mean()),
        "sd": sd,
        "sem": sem,
        "sdc": DETECTABLE * sem,
        "floor": float((gap | (answers.values == ends[0])).all(1).mean()),
        "ceiling": float((gap | (answers.values == ends[-1])).all(1).mean()),
    }
