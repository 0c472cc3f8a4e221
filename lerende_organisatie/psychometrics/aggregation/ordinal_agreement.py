"""How far people agree on an ordered scale, from counts per category: van der Eijk's A."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from lerende_organisatie.errors import OptionError

FEWEST_CATEGORIES = 3


def van_der_eijk_agreement(counts: Sequence[int]) -> float:
    """Van der Eijk's measure of agreement A.

    The distribution is taken apart into layers in which a category is either filled or empty. A layer of pattern p with
    S of K categories filled has agreement U·(1 − (S−1)/(K−1)), where U compares the triples of categories that are
    unimodal (110, 011) with those that are not (101); A is the mean over layers, weighted by the answers in each.

    Parameters
    ----------
    counts : sequence of K non-negative numbers
        Answers per category, from the lowest to the highest; three categories or more.

    Returns
    -------
    float
        1 when all chose one category, 0 when all categories were chosen equally, −1 when half chose either end.

    Raises
    ------
    OptionError
        Fewer than three categories, a negative count, or no answer at all.

    References
    ----------
    van der Eijk, C. (2001). Measuring agreement in ordered rating scales. Quality & Quantity, 35, 325-341.
    doi 10.1023/A:1010374114305.
    """
    total = _checked(counts)
    left = list(counts)
    agreement = 0.0
    while any(left):
        pattern = [count > 0 for count in left]
        height = min(count for count in left if count > 0)
        agreement += height * sum(pattern) / total * _layer(pattern)
        left = [count - height if count > 0 else count for count in left]
    return agreement


def _layer(pattern: Sequence[bool]) -> float:
    """The agreement within one layer."""
    k, filled = len(pattern), sum(pattern)
    if filled == 1:
        return 1.0
    if filled == k:
        return 0.0
    unimodal = deviating = 0
    for low, middle, high in combinations(pattern, 3):
        if (low, middle, high) in ((True, True, False), (False, True, True)):
            unimodal += 1
        elif (low, middle, high) == (True, False, True):
            deviating += 1
    unimodality = ((k - 2) * unimodal - (k - 1) * deviating) / ((k - 2) * (unimodal + deviating))
    return unimodality * (1 - (filled - 1) / (k - 1))


def _checked(counts: Sequence[int]) -> float:
    """The number of answers."""
    if len(counts) < FEWEST_CATEGORIES:
        raise OptionError(f"agreement needs {FEWEST_CATEGORIES} categories or more, not {len(counts)}")
    if any(not count >= 0 for count in counts):
        raise OptionError("counts per category are zero or more")
    total = float(sum(counts))
    if total == 0:
        raise OptionError("nobody answered, so there is no agreement to measure")
    return total
