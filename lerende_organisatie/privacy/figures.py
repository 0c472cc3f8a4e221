"""How coarsely several figures of one small group must be rounded so that no hidden count can be worked out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import permutations

from lerende_organisatie.privacy.answers import answer_blocks
from lerende_organisatie.privacy.counts import MINIMUM_GROUP_SIZE, is_small, part_of


def figures_that_hide(
    counts: Sequence[int],
    n_missing: int,
    figures: Callable[[Sequence[int]], Sequence[float]],
    steps: Sequence[Sequence[float]],
    minimum: int = MINIMUM_GROUP_SIZE,
) -> tuple[float | None, ...]:
    """An item's figures, each rounded to the finest of its steps at which no hidden count is given away.

    A hidden count is safe when another division of the group, which would have been published as the same blocks
    (:func:`~lerende_organisatie.privacy.answers.answer_blocks`), gives the same figures after rounding and another
    count. Divisions one or two moves away are tried, a move taking up to two people from one category to another: in
    a small group a mean stays the same only if two people move in opposite directions.

    Parameters
    ----------
    counts : sequence of int
        Answers per category, from the lowest to the highest.
    n_missing : int
        Respondents without an answer.
    figures : callable
        Takes counts per category and gives the figures to be published, the one that matters most first.
    steps : one sequence of float per figure
        The roundings to try, from the finest to the coarsest.
    minimum : int

    Returns
    -------
    tuple of (float or None)
        The figures, rounded; None for one that no step hides behind.
    """
    blocks = answer_blocks(counts, n_missing, minimum)
    cells = (*counts, n_missing)
    together = [block for block in blocks if len(block) > 1]
    hidden = [cell for block in together for cell in block if is_small(cells[cell], minimum)]
    total = sum(cells)
    answered = part_of(total, sum(counts), minimum)
    others = [
        (other, figures(other[:-1]))
        for other in _nearby(cells, together)
        if part_of(total, sum(other[:-1]), minimum) == answered
        and answer_blocks(other[:-1], other[-1], minimum) == blocks
    ]
    published: list[float | None] = []
    for place, value in enumerate(figures(counts)):
        published.append(None)
        for step in steps[place]:
            same = [one for one in others if _rounded(one[1][place], step) == _rounded(value, step)]
            if all(any(other[cell] != cells[cell] for other, _ in same) for cell in hidden):
                published[-1], others = _rounded(value, step), same
                break
    return tuple(published)


def _nearby(cells: tuple[int, ...], blocks: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """The divisions one or two moves away, each once, without the division itself."""
    once = _moved([cells], blocks)
    return [other for other in dict.fromkeys([*once, *_moved(once, blocks)]) if other != cells]


def _moved(divisions: Sequence[tuple[int, ...]], blocks: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    found: dict[tuple[int, ...], None] = {}
    for division in divisions:
        for block in blocks:
            for giver, taker in permutations(block, 2):
                for people in range(1, min(2, division[giver]) + 1):
                    other = list(division)
                    other[giver] -= people
                    other[taker] += people
                    found[tuple(other)] = None
    return list(found)


def _rounded(value: float, step: float) -> float | None:
    if math.isnan(value):
        return None
    return round(round(value / step) * step, 6) + 0.0
