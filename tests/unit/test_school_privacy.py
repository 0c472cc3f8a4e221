"""Two-way suppression: nothing hidden follows from the totals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lerende_organisatie.privacy.tables import hide_with_company, suppress_table


def determined(hidden: np.ndarray) -> list[tuple[int, int]]:
    """Hidden cells that row and column totals give away, by linear algebra: e_i lies in the span of the equations."""
    cells = list(zip(*np.nonzero(hidden), strict=True))
    if not cells:
        return []
    rows = np.array([[r == cell[0] for cell in cells] for r in range(hidden.shape[0])], dtype=float)
    columns = np.array([[c == cell[1] for cell in cells] for c in range(hidden.shape[1])], dtype=float)
    equations = np.vstack([rows, columns])
    projector = np.linalg.pinv(equations) @ equations
    return [cell for at, cell in enumerate(cells) if projector[at, at] > 1 - 1e-9]


tables = st.integers(2, 7).flatmap(
    lambda r: st.integers(2, 4).flatmap(
        lambda c: st.lists(st.lists(st.integers(0, 14), min_size=c, max_size=c), min_size=r, max_size=r)
    )
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_hidden_cell_follows_from_the_totals(counts: list[list[int]]) -> None:
    table = np.array(counts)
    hidden = ~suppress_table(table)
    assert hidden[(table > 0) & (table < 5)].all()
    assert not hidden[table == 0].any()
    for row, column in determined(hidden):
        # only where everybody of a row is in one cell, or nothing else is left to hide
        others = (table > 0) & ~hidden
        assert not others[row].any()
        assert not others[:, column].any() or ((table > 0).sum(axis=1)[others[:, column]] == 1).all()


def test_a_single_small_cell_takes_three_others_with_it() -> None:
    table = np.array([[10, 3, 9], [10, 8, 9], [10, 12, 9]])
    hidden = ~suppress_table(table)
    assert hidden[0, 1]
    assert determined(hidden) == []
    assert hidden.sum() == 4


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert suppress_table([[5, 6], [0, 9]]).all()


def test_few_people_stay_out_in_company() -> None:
    hidden = np.zeros(50, dtype=bool)
    hidden[[3, 4]] = True
    together = hide_with_company(hidden, np.random.default_rng(1))
    assert together[[3, 4]].all()
    assert together.sum() == 5
    assert hidden.sum() == 2
    for untouched in (np.zeros(9, dtype=bool), np.arange(9) < 6):
        assert (hide_with_company(untouched, np.random.default_rng(1)) == untouched).all()


def test_the_check_by_linear_algebra_can_fail() -> None:
    alone = np.zeros((3, 3), dtype=bool)
    alone[1, 1] = True
    assert determined(alone) == [(1, 1)]
    with pytest.raises(AssertionError):
        assert determined(alone) == []
