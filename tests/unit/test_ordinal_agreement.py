"""Agreement on an ordered scale: values that follow from the definitions, and one that is printed elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.aggregation.ordinal_agreement import van_der_eijk_agreement

COUNTS = st.lists(st.integers(0, 30), min_size=3, max_size=9).filter(any)


@pytest.mark.parametrize(
    ("counts", "a"),
    [
        ((0, 0, 9, 0, 0), 1.0),
        ((3, 3, 3, 3, 3), 0.0),
        ((4, 0, 0, 0, 4), -1.0),
        # two neighbours: S = 2 of 5, every triple unimodal: 1 - 1/4
        ((0, 4, 4, 0, 0), 0.75),
        # layers 01100 (twice 2, A .75) and 01000 (2, A 1): (4*.75 + 2*1)/6
        ((0, 4, 2, 0, 0), 5 / 6),
    ],
)
def test_values_by_hand(counts: tuple[int, ...], a: float) -> None:
    assert van_der_eijk_agreement(counts) == pytest.approx(a, abs=1e-12)


def test_the_value_that_the_manual_of_agrmt_prints() -> None:
    """Ruedin, D., agrmt 1.31, help page of agreement()."""
    assert van_der_eijk_agreement((30, 40, 210, 130, 530, 50, 10)) == pytest.approx(0.6113333, abs=5e-8)


@given(COUNTS)
def test_within_bounds_and_the_same_from_either_end(counts: list[int]) -> None:
    value = van_der_eijk_agreement(counts)
    assert -1 - 1e-12 <= value <= 1 + 1e-12
    assert van_der_eijk_agreement(counts[::-1]) == pytest.approx(value, abs=1e-12)
    assert van_der_eijk_agreement([7 * count for count in counts]) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("counts", [(1, 2), (0, 0, 0), (1, -1, 3), (1.0, float("nan"), 2.0)])
def test_no_agreement_without_an_ordered_scale_and_answers(counts: tuple[float, ...]) -> None:
    with pytest.raises(OptionError):
        van_der_eijk_agreement(counts)  # type: ignore[arg-type]
