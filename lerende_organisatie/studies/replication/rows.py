"""One quantity, published and new, with what the two say about each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

import pandas as pd

from lerende_organisatie.psychometrics.printed.differences import Difference, Estimate
from lerende_organisatie.psychometrics.printed.rounding import Range

Verdict = Literal["same", "replicates", "differs", "undecided", "not printed", "no sampling error known"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of a replication.

    Attributes
    ----------
    part : str
        Design, reliability, structure, correlations, fit or means.
    quantity : str
    published : float or None
        None where it was not printed.
    source : str or None
        Where it stands.
    new, ci_lower, ci_upper : float or None
        The new value with its 95% interval.
    difference, difference_ci_lower, difference_ci_upper : float or None
        New less published, with the 95% interval that allows for sampling error on both sides and for rounding.
    margin : float or None
        The largest difference that is called none.
    verdict : str
    rule : str
        How the verdict was reached.
    """

    part: str
    quantity: str
    published: float | None
    source: str | None
    new: float | None
    ci_lower: float | None
    ci_upper: float | None
    difference: float | None
    difference_ci_lower: float | None
    difference_ci_upper: float | None
    margin: float | None
    verdict: Verdict
    rule: str


EQUIVALENCE = "equivalent within the margin (two one-sided tests at 5%)"


def only_new(part: str, quantity: str, new: float | None, interval: Range | None = None) -> Compared:
    """A quantity that was not printed."""
    lower, upper = (interval.lower, interval.upper) if interval else (None, None)
    return Compared(part, quantity, None, None, new, lower, upper, None, None, None, None, "not printed", "")


def exact(part: str, quantity: str, published: int, source: str, new: int) -> Compared:
    """A count, which is the same or is not."""
    verdict: Verdict = "same" if new == published else "differs"
    gap = float(new - published)
    return Compared(part, quantity, published, source, new, None, None, gap, None, None, None, verdict, "equal")


def side_by_side(part: str, quantity: str, published: float, source: str, new: float | None, rule: str) -> Compared:
    """A quantity whose sampling error is not known on one side."""
    gap = None if new is None else new - published
    verdict: Verdict = "no sampling error known"
    return Compared(part, quantity, published, source, new, None, None, gap, None, None, None, verdict, rule)


def tested(part: str, quantity: str, published: float, source: str, new: Estimate, found: Difference) -> Compared:
    """A quantity whose difference has an interval."""
    return Compared(
        part,
        quantity,
        published,
        source,
        new.value,
        new.wide.lower,
        new.wide.upper,
        found.value,
        found.wide.lower,
        found.wide.upper,
        found.margin,
        found.outcome,
        EQUIVALENCE,
    )


def table_of(rows: Iterable[Compared]) -> pd.DataFrame:
    """The rows as a frame, one column per attribute."""
    names = [field.name for field in fields(Compared)]
    return pd.DataFrame([{name: getattr(row, name) for name in names} for row in rows], columns=names)
