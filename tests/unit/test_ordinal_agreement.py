"""Agreement on an ordered scale: values that follow from the definitions, and one that is printed elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.aggregation.ordinal_agreement import leik_consensus, van_der_eijk_agreement

COUNTS = st.lists(st.integers(0, 30), min_size=3, max_size=9).filter(any)


@pytest.mark.parametrize(
    ("counts", "a", "leik"),
    [
        ((0, 0, 9, 0, 0), 1.0, 1.0),
        ((3, 3, 3, 3, 3), 0.0, 0.4),
        ((4, 0, 0, 0, 4), -1.0, 0.0),
        # two neighbours: S = 2 of 5, every triple unimodal: 1 - 1/4; Leik: d = 1/2 once: 1 - 2*.5/4
        ((0, 4, 4, 0, 0), 0.75, 0.75),
        # layers 01100 (twice 2, A .75) and 01000 (2, A 1): (4*.75 + 2*1)/6; Leik: d = 1/3 once
        ((0, 4, 2, 0, 0), 5 / 6, 5 / 6),
    ],
)
def test_values_by_hand(counts: tuple[int, ...], a: float, leik: float) -> None:
    assert van_der_eijk_agreement(counts) == pytest.approx(a, abs=1e-12)
    assert leik_consensus(counts) == pytest.approx(leik, abs=1e-12)


def test_the_value_that_the_manual_of_agrmt_prints() -> None:
    """Ruedin, D., agrmt 1.31, help page of agreement()."""
    assert van_der_eijk_agreement((30, 40, 210, 130, 530, 50, 10)) == pytest.approx(0.6113333, abs=5e-8)


@given(COUNTS)
def test_within_bounds_and_the_same_from_either_end(counts: list[int]) -> None:
    for measure, lowest in ((van_der_eijk_agreement, -1.0), (leik_consensus, 0.0)):
        value = measure(counts)
        assert lowest - 1e-12 <= value <= 1 + 1e-12
        assert measure(counts[::-1]) == pytest.approx(value, abs=1e-12)
        assert measure([7 * count for count in counts]) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("counts", [(1, 2), (0, 0, 0), (1, -1, 3), (1.0, float("nan"), 2.0)])
@pytest.mark.parametrize("measure", [van_der_eijk_agreement, leik_consensus])
def test_no_agreement_without_an_ordered_scale_and_answers(measure: object, counts: tuple[float, ...]) -> None:
    with pytest.raises(OptionError):
        measure(counts)  # type: ignore[operator]
