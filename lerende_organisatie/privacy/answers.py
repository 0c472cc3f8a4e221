"""Which answers to an item are published together, and to how many decimals what is computed from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations

from lerende_organisatie.errors import PrivacyError
from lerende_organisatie.privacy.counts import MINIMUM_GROUP_SIZE, is_small


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
