"""Discriminant evidence without a fit: heterotrait–monotrait ratios of correlations, with bootstrap intervals."""

from __future__ import annotations

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
from lerende_organisatie.psychometrics.moments.data import draw_sample
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments
from lerende_organisatie.psychometrics.reliability.alpha import check_draws
from lerende_organisatie.psychometrics.reliability.answers import check_level
from lerende_organisatie.psychometrics.reliability.intervals import percentile_interval
from lerende_organisatie.psychometrics.validity.resampling import Resample, statistic_draws
from lerende_organisatie.repeat import Progress

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
    resample: Resample = "refit",
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
    resample : {"refit", "linear"}
        With ``missing="fiml"``: every draw estimates its moments by EM, or takes those of all respondents moved by the
        influence of those drawn, which is many times as fast.
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
    (found,) = _ratios(model, data, ("arithmetic",), missing, n_boot, resample, level, seed, n_jobs, progress)
    return found


def htmt2(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    missing: Literal["listwise", "fiml"] = "listwise",
    n_boot: int = 0,
    resample: Resample = "refit",
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
    resample : {"refit", "linear"}
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
    (found,) = _ratios(model, data, ("geometric",), missing, n_boot, resample, level, seed, n_jobs, progress)
    return found


def both_ratios(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    missing: Literal["listwise", "fiml"] = "listwise",
    n_boot: int = 0,
    resample: Resample = "refit",
    seed: int = 1,
) -> tuple[Htmt, Htmt]:
    """:func:`htmt` and :func:`htmt2` with 95% intervals from the same draws.

    Parameters
    ----------
    model, data, missing, n_boot, resample, seed
        As for :func:`htmt`.

    Returns
    -------
    tuple of two Htmt
    """
    means: tuple[Mean, ...] = ("arithmetic", "geometric")
    one, two = _ratios(model, data, means, missing, n_boot, resample, 0.95, seed, 1, None)
    return one, two


def _ratios(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    means: tuple[Mean, ...],
    missing: str,
    n_boot: int,
    resample: Resample,
    level: float,
    seed: int,
    n_jobs: int,
    progress: Progress | None,
) -> tuple[Htmt, ...]:
    if missing not in {"listwise", "fiml"}:
        raise OptionError(f"missing={missing!r} is not offered; choose from listwise, fiml")
    if resample not in ("refit", "linear"):
        raise OptionError(f'resample must be "refit" or "linear", not {resample!r}')
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
    moments = (complete_moments if missing == "listwise" else incomplete_moments)(group, names)
    statistic = partial(_by_each_mean, at=at, means=means)
    found = statistic(moments.cov[None])[0]
    bounds = np.full((len(found), 3), np.nan)
    if n_boot:
        draws = statistic_draws(
            sample, moments, statistic,
            resample=resample, n_boot=n_boot, seed=seed, n_jobs=n_jobs, progress=progress,
        )  # fmt: skip
        intervals = [percentile_interval(column, level) for column in draws.T]
        bounds = np.array([[i.se, i.lower, i.upper] for i in intervals])
    factors = list(items)
    each = len(found) // len(means)
    return tuple(
        _result(factors, own, limits, mean, sample.n, missing, n_boot, level)
        for mean, own, limits in zip(means, found.reshape(-1, each), bounds.reshape(-1, each, 3), strict=True)
    )


def _by_each_mean(cov: Floats, at: Places, means: tuple[Mean, ...]) -> Floats:
    """The ratios with one mean, then with the other (B, s)."""
    return np.concatenate([ratios(cov, at, mean) for mean in means], axis=1)


def _result(
    factors: list[str], found: Floats, bounds: Floats, mean: Mean, n: int, missing: str, n_boot: int, level: float
) -> Htmt:
    """Ratios of every pair as a table of factors and as a table of pairs."""
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
    return Htmt(frame, n, missing, pairs, mean, int(n_boot), level)


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
