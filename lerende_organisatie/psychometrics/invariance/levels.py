"""The levels of measurement invariance: what each holds equal, and what it allows one to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LevelName = Literal["configural", "thresholds", "metric", "scalar", "strict"]


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a ladder.

    Attributes
    ----------
    name : str
    equal : tuple of str
        What is equal across groups, in the names of ``group_equal``.
    allows : str
        What may be compared between groups where this level holds.
    """

    name: LevelName
    equal: tuple[str, ...]
    allows: str


CONTINUOUS = (
    Step("configural", (), "nothing but which items belong to which factor"),
    Step("metric", ("loadings",), "relations of the factors with other variables"),
    Step("scalar", ("loadings", "intercepts"), "means of the factors"),
    Step("strict", ("loadings", "intercepts", "residuals"), "means and variances of observed scores"),
)
"""Meredith (1993); Vandenberg & Lance (2000)."""

ORDINAL = (
    Step("configural", (), "nothing but which items belong to which factor"),
    Step("thresholds", ("thresholds",), "nothing more: it gives the responses behind the answers one scale"),
    Step("metric", ("thresholds", "loadings"), "relations of the factors with other variables"),
    Step("scalar", ("thresholds", "loadings", "intercepts"), "means of the factors"),
    Step("strict", ("thresholds", "loadings", "intercepts", "residuals"), "means and variances of observed scores"),
)
"""Wu & Estabrook (2016)."""


def ladder(ordinal: bool) -> tuple[Step, ...]:
    """The levels in order."""
    return ORDINAL if ordinal else CONTINUOUS
