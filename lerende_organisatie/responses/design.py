"""What must hold of the columns that say who answered, where, and with what weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lerende_organisatie.responses.covariates import numbers_of
from lerende_organisatie.responses.joining import Joined


@dataclass(frozen=True, slots=True, eq=False)
class DesignCheck:
    """The outcome of :func:`check_design`.

    Attributes
    ----------
    weight : Series or None
        The weights as floats.
    missing : dict of use to the number of rows without a value
    faults : tuple of str
    """

    weight: pd.Series | None
    missing: dict[str, int]
    faults: tuple[str, ...]


def check_design(joined: Joined, decimal: str | None) -> DesignCheck:
    """Check respondents and weights; count what is missing in the other columns.

    A respondent may answer once, or once per wave where there is a wave column; respondents without an identifier are
    not taken for each other. A weight must be a finite number, not negative, in every row.

    Parameters
    ----------
    joined : Joined
    decimal : {".", ","} or None
        The decimal sign of weights in text.
    """
    faults: list[str] = []
    missing = {use: int(joined.frame[name].isna().sum()) for use, name in joined.names.items() if use != "weight"}
    if "respondent" in joined.names:
        faults += _repeated(joined)
    weight = None
    if "weight" in joined.names:
        weight, wrong = _weight(joined, decimal)
        faults += wrong
    return DesignCheck(weight, missing, tuple(faults))


def _repeated(joined: Joined) -> list[str]:
    """Faults for respondents who answer more than once; the identifiers themselves are not shown."""
    name = joined.names["respondent"]
    frame = joined.frame[joined.frame[name].notna()]
    by = [name] + ([joined.names["wave"]] if "wave" in joined.names else [])
    repeated = frame.duplicated(by, keep=False)
    if not repeated.any():
        return []
    again = frame.loc[repeated, by]
    groups = [rows.index.to_numpy() for _, rows in again.groupby(by, dropna=False, sort=False, observed=True)]
    remedy = "keep one of them" + ("" if len(by) > 1 else ", or name the wave with wave= if it was asked twice")
    if len(joined.versions) > 1:
        remedy += "; if each export numbers its own respondents, read without respondent="
    shown = [f"column {name!r}: the same respondent stands in {joined.places(rows)}; {remedy}" for rows in groups[:10]]
    if len(groups) > 10:
        shown.append(f"column {name!r}: {len(groups) - 10} more respondents stand there more than once")
    return shown


def _weight(joined: Joined, decimal: str | None) -> tuple[pd.Series, list[str]]:
    name = joined.names["weight"]
    column = joined.frame[name]
    numbers, wrong = numbers_of(column, decimal)
    faults: list[str] = []
    for bad, why in (
        (wrong, "is not a finite number"),
        (column.isna(), "is missing; give every respondent a weight"),
        (numbers < 0, "is negative"),
    ):
        places = np.flatnonzero(bad.to_numpy())
        if len(places):
            faults.append(f"column {name!r}, {joined.places(places)}: the weight {why}")
    if not faults and len(numbers) and not (numbers > 0).any():
        faults.append(f"column {name!r}: every weight is zero")
    return numbers, faults
