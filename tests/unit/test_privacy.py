"""Hidden counts stay hidden, also from a reader who knows the rule and everything that is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from lerende_organisatie.errors import OptionError, PrivacyError
from lerende_organisatie.privacy import (
    answer_blocks,
    check_minimum,
    decimals_that_hide,
    group_counts,
    is_small,
    part_of,
    safe_cell,
    share_decimals,
    suppress,
    suppress_means,
    withhold_counts,
)


def tables(cells: int, most: int, minimum: int):
    """Every table of so many cells that has enough respondents to be published at all."""
    return [table for table in product(range(most + 1), repeat=cells) if sum(table) >= minimum]


@pytest.mark.parametrize("minimum", [3, 4, 5])
@pytest.mark.parametrize("cells", [2, 3, 4])
def test_no_withheld_count_can_be_worked_out_from_the_total_and_the_rule(cells: int, minimum: int) -> None:
    worlds = defaultdict(list)
    for table in tables(cells, minimum + 4, minimum):
        worlds[(sum(table), suppress(table, minimum))].append(table)
    withheld = 0
    for (_, published), candidates in worlds.items():
        if max(map(max, candidates)) == minimum + 4:
            continue  # the enumeration is cut off here: an alternative may lie beyond it
        if sum(published_cell is None for published_cell in published) == sum(candidates[0]):
            continue  # everybody in a group of one's own: the number of groups says so, with or without counts
        for cell, shown in enumerate(published):
            if shown is None and any(is_small(table[cell], minimum) for table in candidates):
                withheld += 1
                assert len({table[cell] for table in candidates}) > 1, (published, candidates)
    assert withheld > 0


def test_a_single_small_cell_takes_the_next_smallest_with_it() -> None:
    assert suppress((3, 90, 12)) == (None, 90, None)
    assert suppress((1, 1, 90, 12)) == (None, None, 90, None)
    assert suppress((0, 90, 12)) == (0, 90, 12)
    assert suppress((4, 4, 90)) == (None, None, None)
    assert suppress((3, 4, 90)) == (None, None, 90)
    assert suppress_means((3.1, 4.2, 3.9), (3, 90, 12)) == (None, 4.2, None)


def test_too_few_respondents_in_all_are_refused() -> None:
    with pytest.raises(PrivacyError, match="fewer than 5"):
        suppress((1, 3))
    with pytest.raises(PrivacyError, match="fewer than 5"):
        answer_blocks((1, 2, 0), 1)


@pytest.mark.parametrize("minimum", [2, 1, 0, -1, True, 2.5])
def test_a_minimum_that_protects_nobody_is_refused(minimum: object) -> None:
    with pytest.raises(OptionError, match="at least 3"):
        check_minimum(minimum)  # type: ignore[arg-type]


def test_the_label_of_a_small_group_is_withheld_with_its_count() -> None:
    found = group_counts({"teacher": 200, "leader": 40, "support": 9, "caretaker": 1})
    assert found.shown == (("teacher", 200), ("leader", 40))
    assert (found.together, found.n_together) == (10, 2)
    assert "caretaker" not in repr(found)


@pytest.mark.parametrize("minimum", [3, 5])
def test_no_small_answer_count_can_be_worked_out_from_the_blocks(minimum: int) -> None:
    worlds = defaultdict(list)
    most = minimum + 3
    for table in tables(4, most, minimum):
        blocks = answer_blocks(table[:3], table[3], minimum)
        assert sorted(cell for block in blocks for cell in block) == [0, 1, 2, 3]
        worlds[(blocks, tuple(sum(table[cell] for cell in block) for block in blocks))].append(table)
    for (blocks, sums), candidates in worlds.items():
        assert not any(is_small(size, minimum) for size in sums)
        if max(map(max, candidates)) == most:
            continue
        for block in blocks:
            for cell in block:
                if len(block) > 1 and any(is_small(table[cell], minimum) for table in candidates):
                    assert len({table[cell] for table in candidates}) > 1, (blocks, candidates)


def moments(counts):
    values = np.repeat(np.arange(1, len(counts) + 1), counts)
    return (float(values.mean()), float(values.std(ddof=1))) if len(values) > 1 else (float("nan"),) * 2


@pytest.mark.parametrize("scale", [1, 10])
def test_mean_and_standard_deviation_do_not_give_a_hidden_count_away(scale: int) -> None:
    generator = np.random.default_rng(20)
    coarse = 0
    for _ in range(25):
        counts = [int(c) for c in generator.integers(0, 12 * scale, 5)]
        counts[int(generator.integers(0, 5))] = int(generator.integers(1, 5))
        n_missing = int(generator.integers(0, 7))
        blocks = answer_blocks(counts, n_missing)
        assert any(len(block) > 1 for block in blocks)
        decimals = decimals_that_hide(counts, n_missing, moments)
        coarse += decimals[0] is not None

        def rounded(values, decimals=decimals):
            return tuple(
                round(value, places) for value, places in zip(values, decimals, strict=True) if places is not None
            )

        published = rounded(moments(counts))
        cells = (*counts, n_missing)
        feasible = defaultdict(set)
        for block in (block for block in blocks if len(block) > 1):
            size = sum(cells[cell] for cell in block)
            if len(block) > 2:
                continue
            for parts in product(range(size + 1), repeat=len(block) - 1):
                if sum(parts) > size:
                    continue
                other = list(cells)
                for cell, value in zip(block, (*parts, size - sum(parts)), strict=True):
                    other[cell] = value
                if answer_blocks(other[:5], other[5]) != blocks:
                    continue
                if rounded(moments(other[:5])) == published:
                    for cell in block:
                        feasible[cell].add(other[cell])
        for cell, values in feasible.items():
            if is_small(cells[cell]):
                assert len(values) > 1, (cells, blocks, decimals)
    assert coarse > 5


def test_full_precision_would_have_given_it_away() -> None:
    counts, n_missing = (2, 30, 60, 70, 38), 0
    assert answer_blocks(counts, n_missing)[0] == (0, 1)
    exact = [
        low for low in range(33) if moments((low, 32 - low, 60, 70, 38)) == pytest.approx(moments(counts), abs=1e-9)
    ]
    assert exact == [2]
    mean, sd = decimals_that_hide(counts, n_missing, moments)
    assert mean in (1, 2)
    assert sd is None or sd <= mean


def test_shares_are_rounded_until_they_hide_the_minimum_either_way() -> None:
    assert share_decimals(1703 * 65) == 4
    assert share_decimals(100) == 1
    assert share_decimals(8) == 0
    assert 1703 * 65 * 1e-4 >= 2 * 5 > 1703 * 65 * 1e-5


@pytest.mark.parametrize(("part", "kept"), [(0, 0), (3, None), (5, 5), (95, 95), (97, None), (100, 100)])
def test_a_part_and_what_it_leaves_out_are_both_protected(part: int, kept: int | None) -> None:
    assert part_of(100, part) == kept


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1", "|cmd", "%0a=1"])
def test_text_never_starts_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


def test_other_cells_are_left_alone() -> None:
    assert safe_cell(-1.5) == -1.5
    assert safe_cell("slo01") == "slo01"
    assert safe_cell(None) is None


def test_messages_lose_small_numbers_of_people() -> None:
    assert withhold_counts("leaves 26 of 30 respondents", 30) == "leaves … of 30 respondents"
    assert withhold_counts("3 respondents chose it", 1703) == "… respondents chose it"
    assert withhold_counts("only 2 usable rows", 300) == "only … usable rows"
    assert withhold_counts("leaves 900 of 1703 respondents", 1703) == "leaves 900 of 1703 respondents"
    assert withhold_counts("omega needs 3 items; alpha .98, slo3", 1703) == "omega needs 3 items; alpha .98, slo3"


def test_figures_of_a_small_group_are_rounded_until_they_hide() -> None:
    """Eight people: to one decimal the mean alone leaves several divisions; beside an exact spread it would not."""
    from lerende_organisatie.privacy import figures_that_hide

    def mean_and_square(counts: Sequence[int]) -> tuple[float, float]:
        n = sum(counts)
        return (
            sum(phase * count for phase, count in enumerate(counts)) / n,
            sum(phase**2 * count for phase, count in enumerate(counts)) / n,
        )

    counts = (0, 3, 3, 2, 0)
    mean, square = figures_that_hide(counts, 0, mean_and_square, ((0.1, 0.5), (0.001, 5.0)))
    assert mean == 1.9
    assert square is None or square % 5.0 == 0
    assert figures_that_hide((0, 0, 8, 0, 0), 0, mean_and_square, ((0.01,), (0.01,))) == (2.0, 4.0)


def test_figures_that_only_one_division_gives_are_withheld() -> None:
    """Half at either end: no other eight people have that mean and that spread."""
    from lerende_organisatie.privacy import figures_that_hide

    def extremes(counts: Sequence[int]) -> tuple[float]:
        return (counts[0] * counts[-1] / sum(counts),)

    assert figures_that_hide((4, 0, 0, 0, 4), 0, extremes, ((0.01,),)) == (None,)
