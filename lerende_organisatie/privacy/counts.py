"""The smallest group shown, and what else must be hidden so that it stays hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lerende_organisatie.errors import OptionError, PrivacyError

MINIMUM_GROUP_SIZE = 5
"""The smallest number of respondents about whom anything is published."""

SMALLEST_MINIMUM = 3
"""With a block of two people in two cells both are one; three can be divided in more than one way."""


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Counts of respondents per group that can be published.

    Attributes
    ----------
    shown : tuple of (str, int)
        Label and count of every group that may be shown, largest first.
    together : int or None
        The number of respondents in the groups that are only shown together; None when there are none.
    n_together : int
        How many groups that are.
    """

    shown: tuple[tuple[str, int], ...]
    together: int | None
    n_together: int


def check_minimum(minimum: int) -> int:
    """The minimum group size, refused when it would protect nobody.

    Parameters
    ----------
    minimum : int
        The smallest number of respondents about whom anything is published; 3 or more.

    Returns
    -------
    int
        The same number.

    Raises
    ------
    OptionError
        When it is not a whole number of at least 3.
    """
    if minimum != int(minimum) or minimum < SMALLEST_MINIMUM:
        raise OptionError(
            f"minimum_group_size={minimum!r}: give a whole number of at least {SMALLEST_MINIMUM}; "
            f"below that a group of two knows the other's answer."
        )
    return minimum


def is_small(count: int, minimum: int = MINIMUM_GROUP_SIZE) -> bool:
    """Whether a count is of somebody, but of too few to be published.

    Parameters
    ----------
    count : int
    minimum : int

    Returns
    -------
    bool
    """
    return 0 < count < minimum


def suppress(counts: Sequence[int], minimum: int = MINIMUM_GROUP_SIZE) -> tuple[int | None, ...]:
    """Counts with the small ones withheld, and as many others as keep them from being worked out from the total.

    The next smallest cells are withheld too (complementary suppression), all that are equally large at once, until at
    least two cells are withheld, they are not all equal and their sum is the minimum or more. What is withheld then
    depends on the set of withheld counts alone, so that every exchange of two of them would be published alike.

    Parameters
    ----------
    counts : sequence of int
        Cells of one margin, whose total is published.
    minimum : int

    Returns
    -------
    tuple of (int or None)
        The same cells in the same order, None where withheld.

    Raises
    ------
    PrivacyError
        When the total itself is small: then nothing can be published.

    References
    ----------
    Hundepool, A., et al. (2012). Statistical Disclosure Control. Wiley. Chapter 4 (primary and secondary suppression).
    """
    if is_small(sum(counts), minimum):
        raise PrivacyError(f"{sum(counts)} respondents in all is fewer than {minimum}: no count can be shown.")
    limit = max((count for count in counts if is_small(count, minimum)), default=0)
    if limit == 0:
        return tuple(counts)
    larger = sorted({count for count in counts if count > limit})
    hidden = [count for count in counts if 0 < count <= limit]
    while larger and (len(set(hidden)) < 2 or sum(hidden) < minimum):
        limit = larger.pop(0)
        hidden = [count for count in counts if 0 < count <= limit]
    return tuple(None if 0 < count <= limit else count for count in counts)


def suppress_means(
    means: Sequence[float], counts: Sequence[int], minimum: int = MINIMUM_GROUP_SIZE
) -> tuple[float | None, ...]:
    """Means per group, withheld wherever the group's count is.

    With the overall mean published, one withheld mean could be worked out from the others; :func:`suppress` withholds
    a second one for the same reason as with counts.

    Parameters
    ----------
    means : sequence of float
    counts : sequence of int
        Respondents per group.
    minimum : int

    Returns
    -------
    tuple of (float or None)
        The means in the same order, None where withheld.
    """
    kept = suppress(counts, minimum)
    return tuple(None if count is None or count == 0 else mean for mean, count in zip(means, kept, strict=True))


def group_counts(counts: Mapping[str, int], minimum: int = MINIMUM_GROUP_SIZE) -> GroupCounts:
    """Respondents per group, the small groups together under no name.

    The label of a small group is withheld with its count: a label that one person carries is that person.

    Parameters
    ----------
    counts : mapping of str to int
        Respondents per group; groups without respondents are left out.
    minimum : int

    Returns
    -------
    GroupCounts
        Groups that may be shown, largest first, and the sum of the others.
    """
    present = {label: int(count) for label, count in counts.items() if count > 0}
    kept = suppress(tuple(present.values()), minimum)
    shown = [(label, count) for label, count in zip(present, kept, strict=True) if count is not None]
    together = sum(present.values()) - sum(count for _, count in shown)
    return GroupCounts(
        shown=tuple(sorted(shown, key=lambda pair: (-pair[1], pair[0]))),
        together=together or None,
        n_together=len(present) - len(shown),
    )


def share_decimals(total: int, minimum: int = MINIMUM_GROUP_SIZE) -> int:
    """To how many decimals a share of a total may be rounded up when it could help to work out a hidden count.

    Parameters
    ----------
    total : int
        What the share is of.
    minimum : int

    Returns
    -------
    int
        The most decimals, from 0 to 6, at which one step is twice the minimum or more.
    """
    decimals = 0
    while decimals < 6 and total * 10.0 ** -(decimals + 1) >= 2 * minimum:
        decimals += 1
    return decimals


def part_of(total: int, part: int, minimum: int = MINIMUM_GROUP_SIZE) -> int | None:
    """A count of some of the respondents, withheld when it or what it leaves out is small.

    Parameters
    ----------
    total : int
        All respondents, a published number.
    part : int
        Some of them.
    minimum : int

    Returns
    -------
    int or None
        The count, or None when it or its complement is 1 to ``minimum - 1``.
    """
    return None if is_small(part, minimum) or is_small(total - part, minimum) else part
