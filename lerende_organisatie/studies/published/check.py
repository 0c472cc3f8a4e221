"""One check of printed figures against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["agrees", "only by rounding", "disagrees", "not checkable"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check of printed figures against each other.

    Attributes
    ----------
    check : str
        What was held against what.
    printed, implied : str
        The figure as printed, and what the others imply that it can be.
    verdict : {"agrees", "only by rounding", "disagrees", "not checkable"}
    why : str
    """

    check: str
    printed: str
    implied: str
    verdict: Verdict
    why: str
