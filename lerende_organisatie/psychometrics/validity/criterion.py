"""Relations with other variables: hypotheses stated beforehand, and a verdict on each."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.frames import OffersFrame, numeric_items, to_frame
from lerende_organisatie.psychometrics.reliability.answers import check_level

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

Floats = NDArray[np.float64]
Direction = Literal["positive", "negative", "none"]
Verdict = Literal["confirmed", "undecided", "refuted"]

FEWEST_RESPONDENTS = 10
ENOUGH_ANSWERS = 0.5
"""A respondent has a scale score when this share of its items was answered."""
COSMIN_SHARE = 0.75
"""The share of hypotheses in line with the results that COSMIN asks for."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An expectation about a correlation, stated before the data were looked at.

    Attributes
    ----------
    scale : str
        A scale of the data, or a column.
    criterion : str
        A column (or another scale).
    direction : "positive", "negative" or "none"
        ``"none"``: the correlation is expected to be small, whatever its sign.
    source : str
        Where the expectation comes from: theory, an earlier study.
    at_least, at_most : float
        Bounds on its size, between 0 and 1; by default anything in the direction, and for ``"none"`` at most .30.
    """

    scale: str
    criterion: str
    direction: Direction
    source: str
    at_least: float = 0.0
    at_most: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no hypothesis."""
        if self.direction not in ("positive", "negative", "none"):
            raise OptionError(f'direction must be "positive", "negative" or "none", not {self.direction!r}')
        if not self.source.strip():
            raise OptionError(f"the hypothesis on {self.scale!r} and {self.criterion!r} needs a source")
        most = self.largest
        if not 0 <= self.at_least < most <= 1:
            raise OptionError(
                f"the hypothesis on {self.scale!r} and {self.criterion!r} needs 0 <= at_least < at_most <= 1, not "
                f"{self.at_least:g} and {most:g}"
            )
        if self.direction == "none" and self.at_least > 0:
            raise OptionError('direction "none" takes no at_least: it expects next to no relation')

    @property
    def largest(self) -> float:
        """The largest size that is in line with it."""
        return self.at_most if self.at_most is not None else 0.30 if self.direction == "none" else 1.0

    @property
    def bounds(self) -> tuple[float, float]:
        """The correlations that are in line with it."""
        if self.direction == "none":
            return -self.largest, self.largest
        return (self.at_least, self.largest) if self.direction == "positive" else (-self.largest, -self.at_least)


@dataclass(frozen=True, slots=True)
class CriterionValidity(Cited):
    """A verdict on each hypothesis.

    Attributes
    ----------
    table : DataFrame
        One row per hypothesis, in the order given: ``scale criterion direction lowest highest estimate se ci_lower
        ci_upper n in_line verdict source``. ``in_line``: the correlation lies within the bounds; ``verdict``:
        "confirmed" when its whole interval does, "refuted" when none of it does, "undecided" otherwise.
    share_in_line : float
    enough : bool
        Whether at least three quarters are in line (COSMIN).
    level : float
        Of the intervals.
    n_clusters : int or None
    """

    CITES: ClassVar[tuple[str, ...]] = ("prinsen2018", "devlin1975")

    table: pd.DataFrame
    share_in_line: float
    enough: bool
    level: float
    n_clusters: int | None


def criterion_validity(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    hypotheses: Sequence[Hypothesis],
    *,
    scales: Mapping[str, Iterable[str]] | None = None,
    cluster: str | None = None,
    level: float = 0.95,
) -> CriterionValidity:
    """Correlate scales with criteria and judge every hypothesis by its interval.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
    hypotheses : sequence of Hypothesis
    scales : mapping of name to items, optional
        By default the scales that the data offer. A score is the mean of the answered items, where at least half were.
    cluster : str, optional
        A column, the school say: staff of one school resemble each other, and the interval must know it.
    level : float

    Returns
    -------
    CriterionValidity
        Intervals are symmetric in Fisher's z with an error from the influence values of the correlation, which holds
        without normality; summed by cluster where there are clusters.

    Raises
    ------
    DataError
        A column that is absent, not numeric or constant, or too few respondents with both; all are listed.
    OptionError
        No hypotheses, one given twice, or a level outside 0-1.

    References
    ----------
    Prinsen, C. A. C., et al. (2018). COSMIN guideline for systematic reviews of patient-reported outcome measures.
    Quality of Life Research, 27, 1147-1157. Devlin, S. J., Gnanadesikan, R., & Kettenring, J. R. (1975). Robust
    estimation and outlier detection with correlation coefficients. Biometrika, 62, 531-545 (influence).
    """
    from scipy.special import ndtri

    level = check_level(level)
    if not hypotheses:
        raise OptionError("give at least one hypothesis, stated beforehand")
    keys = [(h.scale, h.criterion) for h in hypotheses]
    twice = [key for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if twice:
        raise OptionError(f"{twice[0][0]!r} with {twice[0][1]!r} is stated {keys.count(twice[0])} times; state it once")
    frame = to_frame(data)
    known = scales if scales is not None else data.scales if isinstance(data, OffersFrame) else {}
    members = {str(name): tuple(items) for name, items in known.items()}
    codes = None if cluster is None else _codes(frame, cluster)
    wanted = dict.fromkeys(name for key in keys for name in key)
    values = {name: _score(frame, name, members) for name in wanted}
    faults: list[str] = []
    rows = []
    quantile = float(ndtri((1 + level) / 2))
    for h in hypotheses:
        x, y = values[h.scale], values[h.criterion]
        both = ~np.isnan(x) & ~np.isnan(y)
        n = int(both.sum())
        if n < FEWEST_RESPONDENTS:
            faults.append(
                f"{h.scale!r} and {h.criterion!r} are known together of {n} respondents; "
                f"{FEWEST_RESPONDENTS} are needed"
            )
            continue
        flat = [name for name, v in ((h.scale, x[both]), (h.criterion, y[both])) if np.ptp(v) == 0]
        if flat:
            faults += [f"{name!r} is constant among those who answered both" for name in flat]
            continue
        r, se = correlation_with_error(x[both], y[both], None if codes is None else codes[both])
        middle, spread = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12)), quantile * se / max(1 - r**2, 1e-12)
        lower, upper = float(np.tanh(middle - spread)), float(np.tanh(middle + spread))
        lowest, highest = h.bounds
        inside, outside = lowest <= lower and upper <= highest, upper < lowest or lower > highest
        verdict: Verdict = "confirmed" if inside else "refuted" if outside else "undecided"
        rows.append(
            (h.scale, h.criterion, h.direction, lowest, highest, r, se, lower, upper, n, lowest <= r <= highest,
             verdict, h.source)
        )  # fmt: skip
    if faults:
        raise DataError("criterion validity", list(dict.fromkeys(faults)))
    columns = "scale criterion direction lowest highest estimate se ci_lower ci_upper n in_line verdict source"
    table = pd.DataFrame(rows, columns=columns.split())
    share = float(table["in_line"].mean())
    clusters = None if codes is None else len(np.unique(codes[codes >= 0]))
    return CriterionValidity(table, share, share >= COSMIN_SHARE, level, clusters)


def correlation_with_error(x: Floats, y: Floats, clusters: NDArray[np.int64] | None) -> tuple[float, float]:
    """A correlation and its standard error, without normality and with respondents in clusters.

    The influence of a respondent on r is z_x z_y - r (z_x² + z_y²) / 2.

    Parameters
    ----------
    x, y : ndarray (n,)
    clusters : ndarray (n,) of int, or None

    Returns
    -------
    tuple of two floats
    """
    n = len(x)
    zx, zy = ((v - v.mean()) / v.std() for v in (x, y))
    r = float((zx * zy).mean())
    influence = zx * zy - r * (zx**2 + zy**2) / 2
    if clusters is None:
        return r, float(np.sqrt((influence**2).sum() / (n - 1) / n))
    _, at = np.unique(clusters, return_inverse=True)
    sums = np.bincount(at, influence)
    c = len(sums)
    return r, float(np.sqrt((sums**2).sum() * c / max(c - 1, 1)) / n)


def _score(frame: pd.DataFrame, name: str, members: Mapping[str, tuple[str, ...]]) -> Floats:
    """A scale's mean, or a column."""
    if name not in members:
        return numeric_items(frame, [name], "criterion validity")[:, 0]
    values = numeric_items(frame, members[name], f"scale {name!r}")
    answered = (~np.isnan(values)).sum(1)
    enough = answered >= max(1.0, ENOUGH_ANSWERS * values.shape[1])
    return np.asarray(np.where(enough, np.nansum(values, axis=1) / np.maximum(answered, 1), np.nan))


def _codes(frame: pd.DataFrame, cluster: Hashable) -> NDArray[np.int64]:
    """Clusters as numbers."""
    if cluster not in frame.columns:
        raise DataError("criterion validity", [f"column {cluster!r} is not in the data"])
    if frame[cluster].isna().any():
        count = int(frame[cluster].isna().sum())
        raise DataError(
            "criterion validity", [f"column {cluster!r} is empty in {count} rows; fill it or leave them out"]
        )
    return np.asarray(pd.factorize(frame[cluster])[0], dtype=np.int64)
