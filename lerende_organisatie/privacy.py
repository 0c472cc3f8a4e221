"""Nobody recognisable: the smallest group shown, cells that cannot be worked out, and safe spreadsheet cells.

The rule is the same for counts of people in a group, of answers in a category and of missing answers. A count from 1
to ``minimum - 1`` is *small* and is never published. Because totals are published, hiding a small count alone would
let a reader work it out by subtraction; so small cells are published only *together* with others, as one block whose
sum is at least the minimum, and nothing says how the block divides. Zero is not small: nobody is recognised by it.

Means, standard deviations and shares computed from the same counts are further equations about the hidden ones. For a
row with a hidden cell they are therefore rounded until more than one division of the block agrees with everything that
is published (:func:`decimals_that_hide`), also for a reader who knows this rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from lerende_organisatie.errors import OptionError, PrivacyError

MINIMUM_GROUP_SIZE = 5
"""The smallest number of respondents about whom anything is published."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""First characters that a spreadsheet may take for the start of a formula or a command."""

_NUMBER_IN_TEXT = re.compile(
    r"(?<![\w.,-])(?P<number>\d+)(?![\w]|[.,]\d)(?P<people>\s+(?:\w+\s+)?(?:of|respondent|row|answer|person|people|case)\w*)?"
)

_FEWEST_IN_A_BLOCK = 3
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
    if minimum != int(minimum) or minimum < _FEWEST_IN_A_BLOCK:
        raise OptionError(
            f"minimum_group_size={minimum!r}: give a whole number of at least {_FEWEST_IN_A_BLOCK}; "
            f"below that a group of two knows the other's answer."
        )
    return minimum


def is_small(count: int, minimum: int = MINIMUM_GROUP_SIZE) -> bool:
    """Whether a count is of somebody, but of too few to be published.

    Parameters
    ----------
    count : int
        Number of respondents.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    bool
        True for 1 to ``minimum - 1``.
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
        The smallest number of respondents about whom anything is published.

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
        One mean per group.
    counts : sequence of int
        Respondents per group.
    minimum : int
        The smallest number of respondents about whom anything is published.

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
        The smallest number of respondents about whom anything is published.

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


def answer_blocks(
    counts: Sequence[int], n_missing: int = 0, minimum: int = MINIMUM_GROUP_SIZE
) -> tuple[tuple[int, ...], ...]:
    """Which answer categories of one item are published together.

    From either end of the scale towards its middle, a category that 1 to ``minimum - 1`` respondents chose takes the
    next one with it until the block holds twice the minimum; what is left at the middle joins the middle category.
    A small number of missing answers joins the middle category too, since the total is known. Which cells join is
    decided by place, not by size, so that other divisions of a block would be published as the same block. Missing is
    cell number ``len(counts)``.

    Parameters
    ----------
    counts : sequence of int
        Answers per category, from the lowest category to the highest.
    n_missing : int
        Respondents without an answer to this item.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    tuple of tuple of int
        The cells in order, as blocks; a block of one cell is published as it is.

    Raises
    ------
    PrivacyError
        When the total itself is small.
    """
    total = sum(counts) + n_missing
    if is_small(total, minimum):
        raise PrivacyError(f"{total} respondents in all is fewer than {minimum}: no answer can be shown.")
    cells = (*counts, n_missing)
    missing, middle = len(counts), len(counts) // 2
    enough = 2 * minimum
    low, left_low = _scan(cells, range(middle), minimum)
    high, left_high = _scan(cells, range(len(counts) - 1, middle, -1), minimum)
    centre = [*left_low, middle, *left_high]
    hides = len(centre) > 1 or is_small(cells[middle], minimum)
    if is_small(n_missing, minimum):
        centre, hides, rest = [*centre, missing], True, []
    else:
        rest = [(missing,)]
    while hides and sum(cells[cell] for cell in centre) < enough and (low or high or rest):
        if low:
            centre += low.pop()
        if high:
            centre += high.pop()
        elif not low and rest:
            centre += rest.pop()
    return tuple(sorted((*low, tuple(sorted(centre)), *high, *rest), key=lambda block: block[0]))


def _scan(cells: Sequence[int], order: Iterable[int], minimum: int) -> tuple[list[tuple[int, ...]], list[int]]:
    """Blocks from one end of the scale towards the middle, and the cells left over there."""
    blocks: list[tuple[int, ...]] = []
    block: list[int] = []
    for cell in order:
        block.append(cell)
        size = sum(cells[member] for member in block)
        if size == 0 or (len(block) == 1 and size >= minimum) or size >= 2 * minimum:
            blocks.append(tuple(sorted(block)))
            block = []
    return blocks, block


def decimals_that_hide(
    counts: Sequence[int],
    n_missing: int,
    statistics: Callable[[Sequence[int]], Sequence[float]],
    minimum: int = MINIMUM_GROUP_SIZE,
    most: int = 3,
) -> tuple[int | None, ...]:
    """To how many decimals each of an item's statistics may be published without giving away a hidden count.

    A hidden count is safe when another division of its block, which this module would have published as the same
    blocks, gives the same statistics after rounding. The first statistic gets as many decimals as is safe for it
    alone, the second as many as is safe beside the first, and so on.

    Parameters
    ----------
    counts : sequence of int
        Answers per category.
    n_missing : int
        Respondents without an answer.
    statistics : callable
        Takes counts per category and gives the figures to be published (mean, standard deviation, ...), the one that
        matters most first.
    minimum : int
        The smallest number of respondents about whom anything is published.
    most : int
        The number of decimals to begin with.

    Returns
    -------
    tuple of (int or None)
        Decimals for each statistic, at least one; None for a statistic that cannot be published so.
    """
    blocks = answer_blocks(counts, n_missing, minimum)
    cells = (*counts, n_missing)
    ours = statistics(counts)
    together = [block for block in blocks if len(block) > 1]
    hidden = [cell for block in together for cell in block if is_small(cells[cell], minimum)]
    others = [
        other
        for block in together
        for other in _shifts(cells, block)
        if answer_blocks(other[:-1], other[-1], minimum) == blocks
    ]
    theirs = [statistics(other[:-1]) for other in others]
    alike = list(range(len(others)))
    chosen: list[int | None] = []
    for place, value in enumerate(ours):
        chosen.append(None)
        for decimals in range(most, 0, -1):
            same = [index for index in alike if _round(theirs[index][place], decimals) == _round(value, decimals)]
            if all(any(others[index][cell] != cells[cell] for index in same) for cell in hidden):
                chosen[-1], alike = decimals, same
                break
    return tuple(chosen)


def _shifts(cells: Sequence[int], block: Sequence[int]) -> list[tuple[int, ...]]:
    """Other divisions of a block: up to four people moved from one of its cells to another."""
    found = []
    for giver, taker in permutations(block, 2):
        for people in range(1, min(4, cells[giver]) + 1):
            other = list(cells)
            other[giver] -= people
            other[taker] += people
            found.append(tuple(other))
    return found


def _round(value: float, decimals: int) -> float | None:
    return None if math.isnan(value) else round(value, decimals) + 0.0


def share_decimals(total: int, minimum: int = MINIMUM_GROUP_SIZE) -> int:
    """To how many decimals a share of a total may be rounded up when it could help to work out a hidden count.

    Parameters
    ----------
    total : int
        What the share is of.
    minimum : int
        The smallest number of respondents about whom anything is published.

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
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    int or None
        The count, or None when it or its complement is 1 to ``minimum - 1``.
    """
    return None if is_small(part, minimum) or is_small(total - part, minimum) else part


def withhold_counts(text: str, total: int, minimum: int = MINIMUM_GROUP_SIZE) -> str:
    """A message without small numbers of people in it.

    Numbers of 1 to ``minimum - 1`` before a word for people or their answers, and numbers that leave out that few of
    all respondents, are replaced by an ellipsis.

    Parameters
    ----------
    text : str
        A warning or error message, in English.
    total : int
        All respondents.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    str
    """

    def replaced(match: re.Match[str]) -> str:
        number = int(match["number"])
        few = is_small(number, minimum) and match["people"]
        return f"…{match['people'] or ''}" if few or is_small(total - number, minimum) else match[0]

    return _NUMBER_IN_TEXT.sub(replaced, text)


def safe_cell(value: object) -> object:
    """A value for a spreadsheet cell that no spreadsheet takes for a formula.

    Text that begins, after any white space, with a character that starts a formula gets an apostrophe in front;
    numbers stay numbers.

    Parameters
    ----------
    value : object
        What goes into the cell.

    Returns
    -------
    object
        The same value, or the text made harmless.

    References
    ----------
    OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
    """
    if not isinstance(value, str):
        return value
    if value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS):
        return "'" + value
    return value
