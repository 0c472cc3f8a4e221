"""Means, covariances and contingency tables of answers that do not fit in memory.

One pass over the source adds up, batch by batch, deviations from the first batch's means and their products, and the
products of indicators of the categories. Whole numbers stay whole: counts are exact. What is kept has the size of
the items, not of the respondents.

References
----------
.. [1] Chan, T. F., Golub, G. H. & LeVeque, R. J. (1983). Algorithms for computing the sample variance: analysis and
   recommendations. The American Statistician, 37, 242-247.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError
from lerende_organisatie.psychometrics.moments.batches import Batch, Source, read_batches, reads_once
from lerende_organisatie.psychometrics.moments.complete import GroupMoments, moments_from
from lerende_organisatie.psychometrics.moments.data import LISTWISE_SHARE
from lerende_organisatie.psychometrics.moments.thresholds import MOST_CATEGORIES

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bits = NDArray[np.bool_]

BATCH_ROWS = 1 << 16
"""Rows read at a time: some hundred megabytes for 65 items; counts of one batch are exact in single precision."""

MOST_BATCH_ROWS = 1 << 24
"""Beyond this counts of a batch would no longer be exact in single precision."""


@dataclass(frozen=True, slots=True)
class ContingencyTables:
    """How often answers to every two items go together.

    Attributes
    ----------
    items : tuple of str
        The items with at most 50 different answers.
    categories : tuple of tuples
        The answers given to each, increasing.
    counts : ndarray (K, K) of int64
        K answers of all items, item by item; the diagonal blocks hold the counts of single items.
    """

    items: tuple[str, ...]
    categories: tuple[tuple[float, ...], ...]
    counts: Counts

    def table(self, row: str, column: str) -> pd.DataFrame:
        """The contingency table of two items.

        Raises
        ------
        OptionError
            An item is not among those counted.
        """
        unknown = [name for name in (row, column) if name not in self.items]
        if unknown:
            raise OptionError(f"there are no counts of {', '.join(map(repr, unknown))}; choose from {self.items}")
        i, j = self.items.index(row), self.items.index(column)
        return pd.DataFrame(
            self.counts[self.slices[i], self.slices[j]],
            index=pd.Index(self.categories[i], name=row),
            columns=pd.Index(self.categories[j], name=column),
        )

    @property
    def slices(self) -> tuple[slice, ...]:
        """Where each item's answers stand in ``counts``."""
        ends = np.cumsum([len(own) for own in self.categories], dtype=np.intp).tolist()
        return tuple(slice(a, b) for a, b in zip([0, *ends[:-1]], ends, strict=True)) if ends else ()

    def of(self, items: Sequence[str]) -> ContingencyTables:
        """The tables of some of the items, in that order."""
        every = self.slices
        chosen = [self.items.index(name) for name in items]
        at = np.concatenate([np.arange(every[i].start, every[i].stop) for i in chosen])
        return ContingencyTables(tuple(items), tuple(self.categories[i] for i in chosen), self.counts[np.ix_(at, at)])


@dataclass(frozen=True, slots=True, repr=False)
class StreamedAnswers(Cited):
    """What one pass over a source comes down to, and the way back to its rows.

    Attributes
    ----------
    items : tuple of p str
    n : int
        Respondents who answered every item.
    n_given : int
        Rows read.
    mean : Series (p,)
    cov : DataFrame (p, p)
        With divisor n − 1, as ``DataFrame.cov()`` has; with weights the weighted covariance times n/(n − 1).
    contingency : ContingencyTables
        Of unweighted respondents.
    weights : str or None
        The column of sampling weights.
    sum_of_weights : float
        n where there are none.
    source : Source
    batch_rows : int
    """

    CITES: ClassVar[tuple[str, ...]] = ("chan1983",)

    items: tuple[str, ...]
    n: int
    n_given: int
    mean: pd.Series
    cov: pd.DataFrame
    contingency: ContingencyTables
    weights: str | None
    sum_of_weights: float
    source: Source
    batch_rows: int

    @property
    def n_left_out(self) -> int:
        """Rows with a missing answer or weight."""
        return self.n_given - self.n

    @property
    def read_once(self) -> bool:
        """Whether the source is used up, so that nothing that needs a second pass can be computed."""
        return reads_once(self.source)

    def require(self, items: Sequence[str]) -> None:
        """Refuse items that were not streamed.

        Raises
        ------
        DataError
            Names them all.

        Warns
        -----
        MissingDataWarning
            Rows were left out, perhaps because of items that are not asked for here.
        """
        faults = [
            f"item {name!r} was not streamed; name it in stream_moments" for name in items if name not in self.items
        ]
        if faults:
            raise DataError("the streamed answers", faults)
        if self.n_left_out and set(items) != set(self.items):
            warnings.warn(
                f"{self.n_left_out} rows were left out because one of {len(self.items)} streamed items was not "
                f"answered, and only {len(items)} of these are used here; stream those alone to use more rows",
                MissingDataWarning,
                stacklevel=5,
            )

    def moments_of(self, items: Sequence[str]) -> GroupMoments:
        """Moments (divisor n) of some of the items, as maximum likelihood takes them.

        Raises
        ------
        DataError
            An item was not streamed, items depend linearly on one another, or there are no more rows than items.
        """
        self.require(items)
        if self.n <= len(items):
            raise DataError(
                "the source", [f"{self.n} complete rows for {len(items)} items; more rows than items are needed"]
            )
        names = list(items)
        cov = self.cov.loc[names, names].to_numpy() * ((self.n - 1) / self.n)
        return moments_from("", float(self.n), self.mean[names].to_numpy(), cov, tuple(items))

    def complete_batches(self, items: Sequence[str]) -> Iterator[Batch]:
        """The rows used, once more: some of the items, with weights of mean one.

        Raises
        ------
        OptionError
            The source is used up.
        DataError
            The source gave other rows than the first time.
        """
        if self.read_once:
            raise OptionError(SECOND_PASS)
        chosen = [self.items.index(name) for name in items]
        n = 0
        for batch in read_batches(self.source, self.items, self.weights, self.batch_rows):
            keep = _usable(batch)
            n += int(keep.sum())
            scale = self.n / self.sum_of_weights
            weight = None if batch.weight is None else batch.weight[keep] * scale
            yield replace(batch, values=batch.values[keep][:, chosen], weight=weight)
        if n != self.n:
            raise DataError(
                "the source", [f"it gave {self.n} complete rows at first and {n} now; was it changed in the meantime?"]
            )

    def __repr__(self) -> str:
        return f"<StreamedAnswers: {len(self.items)} items, n = {self.n}, {self.n_left_out} rows left out>"


SECOND_PASS = (
    "this needs a second pass, and the source could be read only once; give a path, a Dataset, a list, or a function "
    "that opens the stream anew (or fit by estimator='ML', which needs one pass)"
)


def _usable(batch: Batch) -> Bits:
    """Rows with every answer and, where weights are used, a weight."""
    keep: Bits = np.asarray(~np.isnan(batch.values).any(axis=1))
    return keep if batch.weight is None else keep & ~np.isnan(batch.weight)


def stream_moments(
    source: Source, items: Sequence[str], *, weights: str | None = None, batch_rows: int = BATCH_ROWS
) -> StreamedAnswers:
    """Means, covariances and contingency tables in one pass over answers that need not fit in memory.

    Parameters
    ----------
    source : path, pyarrow Dataset, Table or RecordBatchReader, anything with an Arrow stream, or iterable of frames
        A path is a Parquet file or a folder of them. A function without arguments that gives any of these is called
        for every pass.
    items : p column names
        Rows with a missing answer to any of them are left out and counted.
    weights : column name, optional
        Sampling weights; contingency tables stay unweighted.
    batch_rows : int
        The most rows held at once.

    Returns
    -------
    StreamedAnswers
        ``.mean .cov .n .n_left_out .contingency``; takes the place of data in :func:`cfa` and :func:`sem`.

    Raises
    ------
    DataError
        A column is absent or not numeric, an item is constant, a weight is not above zero, or no complete row is
        left. Every fault of a kind is listed at once.
    OptionError
        The source cannot be read as batches, or ``batch_rows`` or ``items`` is of no use.

    Warns
    -----
    MissingDataWarning
        More than a tenth of the rows were left out, or rows have no weight.

    References
    ----------
    Chan, Golub & LeVeque (1983).
    """
    names = (items,) if isinstance(items, str) else tuple(items)
    if not 1 <= batch_rows <= MOST_BATCH_ROWS:
        raise OptionError(f"batch_rows={batch_rows} is not between 1 and {MOST_BATCH_ROWS}")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if not names or doubled:
        raise OptionError(f"items names {', '.join(map(repr, doubled))} twice" if names else "items names no column")
    p = len(names)
    shift: Floats | None = None
    first, second, total = np.zeros(p), np.zeros((p, p)), 0.0
    lowest, highest = np.full(p, np.inf), np.full(p, -np.inf)
    n = n_given = weightless = 0
    refused: list[str] = []
    tables = _Tables(tuple(np.empty(0) for _ in names), (True,) * p, np.zeros((0, 0), dtype=np.int64))
    for batch in read_batches(source, names, weights, batch_rows):
        n_given += len(batch.values)
        keep = _usable(batch)
        weight = None
        if batch.weight is not None:
            weightless += int((np.isnan(batch.weight) & ~np.isnan(batch.values).any(axis=1)).sum())
            weight = batch.weight[keep]
            if (weight <= 0).any():
                refused.append(
                    f"weight column {weights!r} is zero or negative in {int((weight <= 0).sum())} of the rows "
                    f"from {batch.first}"
                )
        values = batch.values[keep]
        if not len(values):
            continue
        n += len(values)
        shift = values.mean(axis=0) if shift is None else shift
        lowest, highest = np.minimum(lowest, values.min(axis=0)), np.maximum(highest, values.max(axis=0))
        deviations = values - shift
        heavy = deviations if weight is None else deviations * weight[:, None]
        first += heavy.sum(axis=0)
        second += heavy.T @ deviations
        total += len(values) if weight is None else float(weight.sum())
        tables = tables.with_batch(np.ascontiguousarray(values.T))
    faults = [*refused]
    if not n_given:
        faults.append("it has no rows")
    elif not n:
        faults.append(f"none of its {n_given} rows has every answer; leave out the items that most did not answer")
    faults += [
        f"item {name!r} is constant: everyone gave the same answer; leave it out"
        for name, low, high in zip(names, lowest, highest, strict=True)
        if low == high
    ]
    if n == 1:
        faults = ["it has one complete row; moments need two or more"]
    if faults or shift is None:
        raise DataError("the source", faults)
    if weightless:
        warnings.warn(
            f"{weightless} rows have no weight (column {weights!r}) and are left out", MissingDataWarning, stacklevel=2
        )
    if n_given - n > LISTWISE_SHARE * n_given:
        warnings.warn(
            f"listwise deletion leaves out {n_given - n} of {n_given} rows ({1 - n / n_given:.0%}, above "
            f"{LISTWISE_SHARE:.0%}); look at which items they did not answer",
            MissingDataWarning,
            stacklevel=2,
        )
    offset = first / total
    cov = (second / total - np.outer(offset, offset)) * (n / (n - 1))
    return StreamedAnswers(
        names,
        n,
        n_given,
        pd.Series(shift + offset, index=list(names), name="mean"),
        pd.DataFrame((cov + cov.T) / 2, index=list(names), columns=list(names)),
        tables.counted(names),
        weights,
        float(total),
        source,
        batch_rows,
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """Counts so far: the answers met of each item, whether few enough to count, and how often they go together."""

    met: tuple[Floats, ...]
    few: tuple[bool, ...]
    counts: Counts

    def with_batch(self, answers: Floats) -> _Tables:
        """The same with a batch's complete answers (p, m) counted in."""
        wider = self._with_categories(answers)
        indicators = indicator_rows(answers, wider.met)
        joint = np.rint(indicators @ indicators.T).astype(np.int64)
        return replace(wider, counts=wider.counts + joint)

    def _with_categories(self, answers: Floats) -> _Tables:
        """The same with room for answers that were not met before; items with too many are given up."""
        met, few = list(self.met), list(self.few)
        for j, column in enumerate(answers):
            if not few[j]:
                continue
            known = np.zeros(len(column), dtype=bool)
            for value in met[j]:
                known |= column == value
            if not known.all():
                met[j] = np.union1d(met[j], column[~known])
            if len(met[j]) > MOST_CATEGORIES:
                met[j], few[j] = np.empty(0), False
        old = [(j, value) for j, own in enumerate(self.met) for value in own.tolist()]
        new = {pair: k for k, pair in enumerate((j, value) for j, own in enumerate(met) for value in own.tolist())}
        kept = [k for k, pair in enumerate(old) if pair in new]
        at = [new[old[k]] for k in kept]
        counts = np.zeros((len(new), len(new)), dtype=np.int64)
        counts[np.ix_(at, at)] = self.counts[np.ix_(kept, kept)]
        return _Tables(tuple(met), tuple(few), counts)

    def counted(self, names: tuple[str, ...]) -> ContingencyTables:
        """The tables of the items that could be counted."""
        own = [j for j, few in enumerate(self.few) if few]
        return ContingencyTables(
            tuple(names[j] for j in own), tuple(tuple(self.met[j].tolist()) for j in own), self.counts
        )


def indicator_rows(answers: Floats, categories: Sequence[Floats | tuple[float, ...]]) -> NDArray[np.float32]:
    """One row of zeros and ones per item and category, (K, m), for answers (p, m)."""
    rows = np.empty((sum(len(own) for own in categories), answers.shape[1]), dtype=np.float32)
    k = 0
    for column, own in zip(answers, categories, strict=True):
        for value in own:
            rows[k] = column == value
            k += 1
    return rows
