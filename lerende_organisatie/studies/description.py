"""Who answered and what: the sample, missing answers and the distribution of each item, safe to publish."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.privacy import (
    GroupCounts,
    answer_blocks,
    decimals_that_hide,
    group_counts,
    is_small,
    part_of,
    share_decimals,
)

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses

GROUPINGS: tuple[Literal["role", "sector", "group", "wave"], ...] = ("role", "sector", "group", "wave")
"""The columns of the design whose groups are counted."""

NOT_GIVEN = "—"
"""The label of respondents whose group is not known."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Respondents per group of one column.

    Attributes
    ----------
    kind : str
        What the column is: role, sector, group or wave.
    column : str
        Its name in the data.
    counts : GroupCounts
    smallest : int or None
        The size of the smallest group, where it may be published.
    n_groups : int
    """

    kind: str
    column: str
    counts: GroupCounts
    smallest: int | None
    n_groups: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The respondents, and how much of their answers is missing.

    Attributes
    ----------
    n : int
        Respondents with at least one answer; everything in the report is about them.
    n_without_answers : int or None
        Respondents left out because they answered nothing; None when it is too small a number to publish.
    n_complete : int or None
        Respondents who answered every item; None when it, or its complement, is too small a number to publish.
    n_items : int
    share_missing : float
        Of all answers that could have been given; rounded up where a hidden count could be worked out from it.
    share_missing_rounded : bool
        Whether it is rounded up, so that the share is at most this.
    n_patterns : int
        Different patterns of missing answers, the complete one included.
    incomplete : bool
        Whether any answer is missing.
    n_clusters : int or None
        Schools, or whatever the cluster column holds.
    cluster_column : str or None
    groupings : tuple of Grouping
    """

    n: int
    n_without_answers: int | None
    n_complete: int | None
    n_items: int
    share_missing: float
    share_missing_rounded: bool
    n_patterns: int
    incomplete: bool
    n_clusters: int | None
    cluster_column: str | None
    groupings: tuple[Grouping, ...]

    @property
    def share_complete(self) -> float | None:
        """The share of respondents who answered every item."""
        return None if self.n_complete is None else self.n_complete / self.n

    @property
    def mean_cluster_size(self) -> float | None:
        """Respondents per cluster, on average."""
        return self.n / self.n_clusters if self.n_clusters else None


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """Answers that are counted together, most often one category.

    Attributes
    ----------
    values : tuple of int
        The categories.
    missing : bool
        Whether missing answers are counted in this block.
    count : int
        Respondents.
    share : float
        Of all respondents in the sample.
    """

    values: tuple[int, ...]
    missing: bool
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class ItemDescription:
    """The answers to one item, as they were given.

    Attributes
    ----------
    item : str
    blocks : tuple of AnswerBlock
        From the lowest category to the highest; missing answers last, unless a block holds them.
    n_missing : int or None
        None when too small a number to publish.
    mean, sd, skewness, kurtosis : float or None
        Of the answers; kurtosis is in excess of the normal's. None when nothing may be published.
    floor, ceiling : float or None
        The share of all respondents in the lowest and the highest category; None where that count is hidden.
    decimals : tuple of (int or None), or None
        To how many decimals mean, sd, skewness and kurtosis are given to protect a hidden count, None for one that is
        withheld; None where no count is hidden and figures are given in full.
    """

    item: str
    blocks: tuple[AnswerBlock, ...]
    n_missing: int | None
    mean: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    floor: float | None
    ceiling: float | None
    decimals: tuple[int | None, ...] | None

    @property
    def protected(self) -> bool:
        """Whether a count of this item is hidden."""
        return any(len(block.values) + block.missing > 1 for block in self.blocks)


def describe_sample(responses: Responses, answers: pd.DataFrame, minimum: int) -> Sample:
    """Count respondents and missing answers.

    Parameters
    ----------
    responses : Responses
    answers : DataFrame (n, p)
        The item answers of those with at least one answer.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    Sample
    """
    missing = answers.isna().to_numpy()
    n, n_items = missing.shape
    n_complete = int((~missing).all(axis=1).sum())
    n_left_out = responses.reading.rows_unanswered + responses.n - n
    everyone = responses.design("cluster")
    cluster = None if everyone is None else everyone.loc[answers.index]
    columns = {kind: responses.design(kind) for kind in GROUPINGS}
    total = int(missing.sum())
    share = total / (n * n_items)
    rounded = any(is_small(int(count), minimum) for count in missing.sum(axis=0))
    if rounded:
        step = 10 ** share_decimals(n * n_items, minimum)
        share = math.ceil(share * step) / step
    return Sample(
        n=n,
        n_without_answers=None if is_small(n_left_out, minimum) else n_left_out,
        n_complete=part_of(n, n_complete, minimum),
        n_items=n_items,
        share_missing=share,
        share_missing_rounded=rounded,
        n_patterns=len(np.unique(np.packbits(missing, axis=1), axis=0)),
        incomplete=total > 0,
        n_clusters=None if cluster is None else int(cluster.nunique()),
        cluster_column=None if cluster is None else str(cluster.name),
        groupings=tuple(
            _grouping(kind, column.loc[answers.index], minimum)
            for kind, column in columns.items()
            if column is not None
        ),
    )


def _grouping(kind: str, column: pd.Series, minimum: int) -> Grouping:
    labels = column.map(_label).where(column.notna(), NOT_GIVEN)
    counts = {str(label): int(count) for label, count in labels.value_counts().items()}
    safe = group_counts(counts, minimum)
    return Grouping(
        kind=kind,
        column=str(column.name),
        counts=safe,
        smallest=None if safe.n_together else min(counts.values()),
        n_groups=len(counts),
    )


def _label(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def describe_items(answers: pd.DataFrame, values: Sequence[int], minimum: int) -> tuple[ItemDescription, ...]:
    """The distribution of the answers to each item.

    Parameters
    ----------
    answers : DataFrame (n, p)
        Answers as given, NaN where missing.
    values : sequence of int
        The categories of the response scale, from low to high.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    tuple of ItemDescription
        In the order of the columns.
    """
    return tuple(_describe(str(item), answers[item].to_numpy(dtype=float), values, minimum) for item in answers)


def moments_of_counts(counts: Sequence[int], values: Sequence[int]) -> tuple[float, float, float, float]:
    """Mean, standard deviation, skewness and excess kurtosis of answers that are given as counts.

    Parameters
    ----------
    counts : sequence of int, one per category
    values : sequence of int, one per category

    Returns
    -------
    tuple of four floats
        NaN where there are too few answers or they do not vary. The standard deviation has n - 1 in its denominator;
        skewness and excess kurtosis are G1 and G2.

    References
    ----------
    Joanes, D. N., & Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. The Statistician, 47(1),
    183-189, doi 10.1111/1467-9884.00122.
    """
    weight = np.asarray(counts, dtype=float)
    value = np.asarray(values, dtype=float)
    n = weight.sum()
    if n == 0:
        return (np.nan,) * 4
    mean = float(weight @ value / n)
    centred = value - mean
    second = float(weight @ centred**2 / n)
    sd = float(np.sqrt(second * n / (n - 1))) if n > 1 else np.nan
    if second <= 0 or n < 4:
        return mean, sd, np.nan, np.nan
    g1 = float(weight @ centred**3 / n / second**1.5)
    g2 = float(weight @ centred**4 / n / second**2 - 3)
    skewness = g1 * np.sqrt(n * (n - 1)) / (n - 2)
    return mean, sd, float(skewness), float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6))


def _describe(item: str, column: NDArray[np.float64], values: Sequence[int], minimum: int) -> ItemDescription:
    counts = [int((column == value).sum()) for value in values]
    n_missing = int(np.isnan(column).sum())
    cells = (*counts, n_missing)
    n = len(column)
    blocks = tuple(
        AnswerBlock(
            values=tuple(values[cell] for cell in block if cell < len(values)),
            missing=len(values) in block,
            count=sum(cells[cell] for cell in block),
            share=sum(cells[cell] for cell in block) / n,
        )
        for block in answer_blocks(counts, n_missing, minimum)
    )
    decimals: tuple[int | None, ...] | None = None
    figures: tuple[float | None, ...] = tuple(
        None if np.isnan(figure) else figure for figure in moments_of_counts(counts, values)
    )
    if any(len(block.values) + block.missing > 1 for block in blocks):
        decimals = decimals_that_hide(counts, n_missing, lambda cells: moments_of_counts(cells, values), minimum)
        figures = tuple(
            None if figure is None or places is None else round(figure, places) + 0.0
            for figure, places in zip(figures, decimals, strict=True)
        )
    alone = {block.values[0]: block.share for block in blocks if len(block.values) == 1 and not block.missing}
    return ItemDescription(
        item=item,
        blocks=blocks,
        n_missing=next((block.count for block in blocks if block.missing and not block.values), None),
        mean=figures[0],
        sd=figures[1],
        skewness=figures[2],
        kurtosis=figures[3],
        floor=alone.get(values[0]),
        ceiling=alone.get(values[-1]),
        decimals=decimals,
    )


def protected_items(items: Sequence[ItemDescription]) -> Mapping[str, int]:
    """Items with a hidden count, and to how many decimals anything on their metric may be given.

    Parameters
    ----------
    items : sequence of ItemDescription

    Returns
    -------
    mapping of item to int
        The fewest decimals of its mean and standard deviation; -1 when one of these is withheld.
    """
    found = {}
    for item in items:
        if item.decimals is not None:
            places = [-1 if one is None else one for one in item.decimals[:2]]
            found[item.item] = min(places)
    return found
