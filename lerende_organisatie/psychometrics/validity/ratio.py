"""Discriminant evidence without a fit: heterotrait–monotrait ratios of correlations, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.cfa.syntax import OffersModel, parse
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.frames import to_frame
from lerende_organisatie.psychometrics.moments.complete import complete_moments
from lerende_organisatie.psychometrics.moments.data import Sample, draw_sample
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments
from lerende_organisatie.psychometrics.reliability.alpha import check_draws
from lerende_organisatie.psychometrics.reliability.answers import check_level
from lerende_organisatie.psychometrics.reliability.intervals import bootstrap_draws, percentile_interval
from lerende_organisatie.repeat import Progress, repeat

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]
Mean = Literal["arithmetic", "geometric"]
Places = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Htmt(Cited):
    """Heterotrait–monotrait ratios.

    Attributes
    ----------
    table : DataFrame (m, m)
        Factors by factors, one on the diagonal.
    n : int
        Rows used.
    missing : str
    pairs : DataFrame
        One row per pair of factors: ``factor_a factor_b estimate se ci_lower ci_upper``, the largest ratio first; the
        last three are NaN without a bootstrap.
    mean : "arithmetic" or "geometric"
        HTMT, or HTMT2.
    n_boot : int
        Bootstrap draws; zero without an interval.
    level : float
        Of the intervals.
    """

    table: pd.DataFrame
    n: int
    missing: str
    pairs: pd.DataFrame
    mean: Mean
    n_boot: int
    level: float

    def _cites(self) -> tuple[str, ...]:
        """By the mean."""
        drawn = ("efron1993",) if self.n_boot else ()
        return ("henseler2015" if self.mean == "arithmetic" else "roemer2021", *drawn)


def htmt(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    missing: Literal["listwise", "fiml"] = "listwise",
    n_boot: int = 0,
    level: float = 0.95,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> Htmt:
    """The heterotrait–monotrait ratio of correlations between the items of every two factors.

    Parameters
    ----------
    model : str or an object with ``model_syntax()``
        Which items measure which factor; factors with one observed item, or none, have no ratio and are left out.
    data : DataFrame, any frame that narwhals knows, or Responses
    missing : {"listwise", "fiml"}
        Correlations from complete rows, or by EM from all.
    n_boot : int
        Draws of respondents for percentile intervals; zero for none, else 100 or more.
    level : float
    seed : int
    n_jobs : int
    progress : callable (done, total), optional

    Returns
    -------
    Htmt

    Raises
    ------
    DataError
        Fewer than two factors have two items, or the data cannot be used.
    OptionError

    References
    ----------
    Henseler, Ringle & Sarstedt (2015), doi 10.1007/s11747-014-0403-8, with absolute correlations, so that reverse-keyed
    items do not cancel: ``semTools::htmt(htmt2 = FALSE)``. For geometric means see :func:`htmt2`.
    """
    return _ratios(model, data, "arithmetic", missing, n_boot, level, seed, n_jobs, progress)


def htmt2(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    missing: Literal["listwise", "fiml"] = "listwise",
    n_boot: int = 0,
    level: float = 0.95,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> Htmt:
    """The heterotrait–monotrait ratio with geometric means, which items with unequal loadings do not bias.

    Parameters
    ----------
    model : str or an object with ``model_syntax()``
    data : DataFrame, any frame that narwhals knows, or Responses
    missing : {"listwise", "fiml"}
    n_boot : int
    level : float
    seed : int
    n_jobs : int
    progress : callable (done, total), optional
        All as for :func:`htmt`.

    Returns
    -------
    Htmt

    Raises
    ------
    DataError, OptionError
        As :func:`htmt`.

    References
    ----------
    Roemer, E., Schuberth, F., & Henseler, J. (2021), doi 10.1108/IMDS-02-2021-0082; the default of semTools 0.5-6.
    """
    return _ratios(model, data, "geometric", missing, n_boot, level, seed, n_jobs, progress)


def _ratios(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    mean: Mean,
    missing: str,
    n_boot: int,
    level: float,
    seed: int,
    n_jobs: int,
    progress: Progress | None,
) -> Htmt:
    if missing not in {"listwise", "fiml"}:
        raise OptionError(f"missing={missing!r} is not offered; choose from listwise, fiml")
    level = check_level(level)
    if n_boot:
        check_draws(n_boot)
    variables = roles(parse(model).statements)
    items = {
        f: [i for i in variables.indicators[f] if i not in variables.latent]
        for f in variables.latent
        if sum(i not in variables.latent for i in variables.indicators[f]) > 1
    }
    if len(items) < 2:
        raise DataError("HTMT", ["it compares factors; at least two with two or more observed items are needed"])
    names = tuple(dict.fromkeys(i for members in items.values() for i in members))
    sample = draw_sample(to_frame(data), names, complete=missing == "listwise")
    group = sample.groups[0]
    place = {name: i for i, name in enumerate(names)}
    at: Places = tuple(tuple(place[i] for i in members) for members in items.values())
    statistic = partial(ratios, at=at, mean=mean)
    moments = (complete_moments if missing == "listwise" else incomplete_moments)(group, names)
    found = statistic(moments.cov[None])[0]
    bounds = np.full((len(found), 3), np.nan)
    if n_boot:
        draws = (
            bootstrap_draws(group.values, statistic, n_boot=n_boot, seed=seed, n_jobs=n_jobs, progress=progress)
            if missing == "listwise"
            else np.stack(
                repeat(
                    partial(_incomplete_draw, sample, statistic),
                    range(n_boot),
                    seed=seed,
                    n_jobs=n_jobs,
                    progress=progress,
                )
            )
        )
        intervals = [percentile_interval(column, level) for column in draws.T]
        bounds = np.array([[i.se, i.lower, i.upper] for i in intervals])
    factors = list(items)
    which = list(combinations(range(len(factors)), 2))
    table = np.eye(len(factors))
    for (i, j), value in zip(which, found, strict=True):
        table[i, j] = table[j, i] = value
    pairs = pd.DataFrame(
        {
            "factor_a": [factors[i] for i, _ in which],
            "factor_b": [factors[j] for _, j in which],
            "estimate": found,
            "se": bounds[:, 0],
            "ci_lower": bounds[:, 1],
            "ci_upper": bounds[:, 2],
        }
    ).sort_values("estimate", ascending=False, ignore_index=True)
    frame = pd.DataFrame(table, index=factors, columns=factors)
    return Htmt(frame, sample.n, missing, pairs, mean, int(n_boot), level)


def ratios(cov: Floats, at: Places, mean: Mean) -> Floats:
    """Heterotrait–monotrait ratios of every pair of factors, for a stack of covariance matrices.

    Parameters
    ----------
    cov : ndarray (B, p, p)
    at : tuple of tuple of int
        The items of each factor.
    mean : {"arithmetic", "geometric"}

    Returns
    -------
    ndarray (B, m (m - 1) / 2)
        In the order (1, 2), (1, 3), ..., (2, 3), ...
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = np.sqrt(np.diagonal(cov, axis1=1, axis2=2))
        size = np.abs(cov / (sd[:, :, None] * sd[:, None, :]))
        size = np.log(size) if mean == "geometric" else size
        within = np.stack(
            [size[:, *(np.array(a)[side] for side in np.tril_indices(len(a), -1))].mean(1) for a in at], axis=1
        )
        found = []
        for i, j in combinations(range(len(at)), 2):
            between = size[:, np.array(at[i])[:, None], at[j]].mean((1, 2))
            if mean == "geometric":
                found.append(np.exp(between - (within[:, i] + within[:, j]) / 2))
            else:
                found.append(between / np.sqrt(within[:, i] * within[:, j]))
    return np.stack(found, axis=1)


def _incomplete_draw(sample: Sample, statistic: Callable[[Floats], Floats], rng: np.random.Generator, _: int) -> Floats:
    from lerende_organisatie.psychometrics.cfa.bootstrap import resampled

    moments = incomplete_moments(resampled(sample.groups[0], rng), sample.observed)
    return np.asarray(statistic(moments.cov[None])[0])
