"""What an analysis finds out about its data that the caller must hear: gathered first, then warned about once."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import LerendeOrganisatieWarning

PERFECT = 1e-9
"""A correlation this close to one, or an eigenvalue this close to zero, is taken as exact."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to warn about.

    Attributes
    ----------
    category : a warning class of the package
    message : str
        What was found, where, and what to do.
    """

    category: type[LerendeOrganisatieWarning]
    message: str


def warn_of(findings: Iterable[Finding], stacklevel: int = 3) -> None:
    """Give one warning per category, with all its messages.

    Parameters
    ----------
    findings : iterable of Finding
    stacklevel : int
        As in ``warnings.warn``, seen from the caller of this function's caller when 3.
    """
    by_category: dict[type[LerendeOrganisatieWarning], list[str]] = {}
    for finding in findings:
        by_category.setdefault(finding.category, []).append(finding.message)
    for category, messages in by_category.items():
        warnings.warn("\n".join(dict.fromkeys(messages)), category, stacklevel=stacklevel)


def quoted(names: Iterable[str]) -> str:
    """The names in quotes, with commas between."""
    return ", ".join(repr(name) for name in names)


def against_the_rest(corr: NDArray[np.float64], items: tuple[str, ...]) -> tuple[str, ...]:
    """The items that run against the others: those with a negative loading on the first principal component.

    Parameters
    ----------
    corr : ndarray (k, k)
    items : tuple of k str
    """
    vector = np.linalg.eigh(corr)[1][:, -1]
    total = vector.sum()
    vector = vector * (np.sign(total) if abs(total) > PERFECT else np.sign(vector[np.argmax(np.abs(vector))]))
    return tuple(item for item, loading in zip(items, vector, strict=True) if loading < -PERFECT)


def dependence_faults(corr: NDArray[np.float64], items: tuple[str, ...], n: int) -> list[str]:
    """Why a correlation matrix has no inverse, naming the items; empty when it has one.

    Parameters
    ----------
    corr : ndarray (k, k)
    items : tuple of k str
    n : int
        Respondents that the matrix comes from.
    """
    value, vector = np.linalg.eigh(corr)
    if value[0] > PERFECT:
        return []
    if n <= len(items):
        return [f"{n} respondents for {len(items)} items; more respondents than items are needed"]
    first, second = np.nonzero(np.triu(np.abs(corr) > 1 - PERFECT, 1))
    if len(first):
        return [
            f"items {items[i]!r} and {items[j]!r} are perfectly correlated (r = {corr[i, j]:.0f}); leave one out"
            for i, j in zip(first, second, strict=True)
        ]
    if value[0] < -PERFECT:
        return [
            f"the pairwise correlation matrix is not positive definite (smallest eigenvalue {value[0]:.3g}); "
            'use missing="listwise"'
        ]
    null = vector[:, value <= PERFECT]
    involved = [item for item, share in zip(items, np.abs(null).max(1), strict=True) if share > 1e-6]
    return [f"items {quoted(involved)} depend on each other linearly (one is an exact sum of others); leave one out"]
