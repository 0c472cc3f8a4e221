"""Parallel analysis: how many components and factors are larger than those of answers that are unrelated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.reliability.answers import Missing
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of
from lerende_organisatie.psychometrics.structure.correlations import Correlation, correlate
from lerende_organisatie.psychometrics.structure.null_correlations import Draw, Random, null_draw
from lerende_organisatie.psychometrics.structure.polychoric import code_answers
from lerende_organisatie.repeat import Progress, repeat

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]

FEWEST_REPLICATIONS = 20
"""With fewer, a 95th percentile is the largest value."""


@dataclass(frozen=True, slots=True)
class ParallelAnalysis(Cited):
    """Eigenvalues beside those of unrelated answers.

    Attributes
    ----------
    table : DataFrame
        One row per position (index ``position``, 1 ... p): ``component component_mean component_percentile`` (the
        eigenvalue of the correlation matrix; the mean and the percentile over random answers), and
        ``factor factor_mean factor_percentile`` (the same of the matrix with squared multiple correlations on its
        diagonal).
    n_components, n_factors : int
        How many lie above the percentile, counted from the first until one does not.
    correlation : "pearson" or "polychoric"
    random : "normal" or "resample"
    percentile : float
    n_replications : int
    seed : int
    n : int
        Respondents used.
    missing : "listwise" or "pairwise"
    """

    table: pd.DataFrame
    n_components: int
    n_factors: int
    correlation: Correlation
    random: Random
    percentile: float
    n_replications: int
    seed: int
    n: int
    missing: Missing

    def _cites(self) -> tuple[str, ...]:
        """By what was asked for."""
        shuffled = ("buja1992",) if self.random == "resample" else ()
        ordinal = ("garrido2013", "olsson1979") if self.correlation == "polychoric" else ()
        return ("horn1965", "humphreys1975", "glorfeld1995", *shuffled, *ordinal)


def parallel_analysis(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    items: Iterable[str] | None = None,
    *,
    correlation: Correlation = "pearson",
    random: Random = "resample",
    n_replications: int = 500,
    percentile: float = 95.0,
    missing: Missing = "pairwise",
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> ParallelAnalysis:
    """Compare eigenvalues with those of random answers of the same size.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
    items : iterable of str, optional
        Without it all items.
    correlation : "pearson" or "polychoric"
        Of the data and of the random answers alike.
    random : "resample" or "normal"
        What random answers are. ``"resample"`` shuffles each item's own answers over the respondents who answered it,
        so that shares, categories and gaps stay as they are; ``"normal"`` draws independent normal answers (Horn, 1965)
        with the same gaps, cut at the items' thresholds for polychoric correlations.
    n_replications : int
        At least 20.
    percentile : float
        An eigenvalue counts when it is above this percentile of the random ones at its position; 50 is about Horn's
        (1965) mean, 95 Glorfeld's (1995) rule against taking too many.
    missing : "listwise" or "pairwise"
    seed : int
    n_jobs : int
        Processes; the result does not depend on it.
    progress : callable (done, total), optional

    Returns
    -------
    ParallelAnalysis

    Raises
    ------
    DataError
        Fewer than three items or two usable rows; items that are absent, doubled, constant, empty, not numeric or
        perfectly dependent; fewer respondents than items (factors need the inverse of the matrix).
    OptionError
        An option that is not offered, too few replications, a percentile outside 0-100.

    Warns
    -----
    MissingDataWarning
        Listwise deletion leaves out more than a tenth of the respondents.
    SmallSampleWarning
        Fewer than five respondents per item.

    References
    ----------
    Horn, J. L. (1965), doi 10.1007/BF02289447. Humphreys, L. G., & Montanelli, R. G. (1975), doi
    10.1207/s15327906mbr1002_5 (factors). Glorfeld, L. W. (1995), doi 10.1177/0013164495055003002. Buja, A., & Eyuboglu,
    N. (1992), doi 10.1207/s15327906mbr2704_2 (shuffled answers). Garrido, L. E., Abad, F. J., & Ponsoda, V. (2013), doi
    10.1037/a0030005 (ordinal items).
    """
    if random not in ("normal", "resample"):
        raise OptionError(f'random must be "normal" or "resample", not {random!r}')
    if n_replications < FEWEST_REPLICATIONS or n_replications != int(n_replications):
        raise OptionError(
            f"n_replications must be a whole number of {FEWEST_REPLICATIONS} or more, not {n_replications!r}"
        )
    if not 0 < percentile < 100:
        raise OptionError(f"percentile must lie between 0 and 100, not {percentile!r}")
    what = "parallel analysis"
    if hasattr(data, "complete_batches"):
        raise OptionError(
            "parallel analysis draws as many respondents as there are, and streamed answers are not kept; "
            "empirical_kaiser and map_test take them (with so many respondents chance eigenvalues are close to one)"
        )
    of = correlate(data, items, missing, what, invertible=True, correlation=correlation)
    p = len(of.items)
    if p < 3:
        raise DataError(what, [f"needs three items or more; {p} are given"])
    coded = code_answers(of.values, of.items, what) if correlation == "polychoric" else None
    draw = null_draw(of.values, coded, random)
    found = list(of.findings)
    if of.n < 5 * p:
        found.append(Finding(SmallSampleWarning, f"{of.n} respondents for {p} items; take the numbers as rough"))
    warn_of(found)
    job = partial(_one_replication, draw)
    drawn = np.stack(repeat(job, range(n_replications), seed=seed, n_jobs=n_jobs, progress=progress))
    observed = spectra(of.matrix)
    mean, bound = drawn.mean(0), np.percentile(drawn, percentile, axis=0)
    table = pd.DataFrame(
        {
            "component": observed[0],
            "component_mean": mean[0],
            "component_percentile": bound[0],
            "factor": observed[1],
            "factor_mean": mean[1],
            "factor_percentile": bound[1],
        },
        index=pd.RangeIndex(1, p + 1, name="position"),
    )
    return ParallelAnalysis(
        table=table,
        n_components=leading(observed[0] > bound[0]),
        n_factors=leading(observed[1] > bound[1]),
        correlation=correlation,
        random=random,
        percentile=float(percentile),
        n_replications=int(n_replications),
        seed=seed,
        n=of.n,
        missing=of.missing,
    )


def leading(above: NDArray[np.bool_]) -> int:
    """How many are true before the first that is not."""
    return len(above) if above.all() else int(np.argmin(above))


def spectra(matrix: Floats) -> Floats:
    """Eigenvalues, largest first, of a correlation matrix and of the same with squared multiple correlations inside.

    Parameters
    ----------
    matrix : ndarray (p, p)

    Returns
    -------
    ndarray (2, p)
    """
    reduced = matrix.copy()
    np.fill_diagonal(reduced, squared_multiple_correlations(matrix))
    return np.stack([np.linalg.eigvalsh(matrix)[::-1], np.linalg.eigvalsh(reduced)[::-1]])


def squared_multiple_correlations(matrix: Floats) -> Floats:
    """Share of each item's variance that the other items predict (Guttman, 1940), between 0 and 1.

    A matrix without an inverse (random answers of hardly more people than items) is inverted on its range.

    Parameters
    ----------
    matrix : ndarray (p, p)
    """
    try:
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        inverse = np.linalg.pinv(matrix, hermitian=True)
    with np.errstate(divide="ignore"):
        smc = 1 - 1 / np.diag(inverse)
    return np.asarray(np.clip(np.nan_to_num(smc, nan=1.0, posinf=1.0, neginf=1.0), 0.0, 1.0))


def _one_replication(draw: Draw, rng: np.random.Generator, _: int) -> Floats:
    return spectra(draw(rng))
