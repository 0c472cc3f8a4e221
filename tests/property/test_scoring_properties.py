"""What must hold of keying and scores whatever was answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from lerende_organisatie.responses import keyed_frame, read_responses, score_dimensions
from lerende_organisatie.responses.scoring import scored
from tests.responses_example import ITEMS, tea

scales = st.tuples(st.integers(-10, 10), st.integers(1, 10)).map(lambda ends: (ends[0], ends[0] + ends[1]))


@st.composite
def answered(draw: st.DrawFn) -> tuple[NDArray[np.float64], int, int]:
    """Answers of n respondents to k items on a scale, some missing."""
    low, high = draw(scales)
    shape = draw(st.tuples(st.integers(1, 8), st.integers(1, 6)))
    cell = st.one_of(st.integers(low, high).map(float), st.just(np.nan))
    return draw(arrays(float, shape, elements=cell)), low, high


@settings(max_examples=60, deadline=None)
@given(answered())
def test_keying_is_an_involution_and_stays_on_the_scale(case: tuple[NDArray[np.float64], int, int]) -> None:
    answers, low, high = case
    frame = pd.DataFrame(answers, columns=[f"i{place}" for place in range(answers.shape[1])])
    reverse = set(frame.columns[::2])
    once = keyed_frame(frame, reverse, low, high)
    pd.testing.assert_frame_equal(keyed_frame(once, reverse, low, high), frame, check_exact=True)
    assert ((once >= low) & (once <= high) | frame.isna()).all(axis=None)
    pd.testing.assert_frame_equal(once.isna(), frame.isna())


@settings(max_examples=60, deadline=None)
@given(answered(), st.integers(1, 6))
def test_scores_stay_within_their_bounds(case: tuple[NDArray[np.float64], int, int], needed: int) -> None:
    answers, low, high = case
    k = answers.shape[1]
    bounds = {"mean": (low, high), "sum": (low * k, high * k), "pomp": (0.0, 100.0)}
    enough = (~np.isnan(answers)).sum(axis=1) >= needed
    for method, (least, most) in bounds.items():
        score = scored(answers, method, needed, low, high)  # type: ignore[arg-type]
        assert np.array_equal(np.isnan(score), ~enough)
        assert ((score[enough] >= least) & (score[enough] <= most)).all()


@settings(max_examples=60, deadline=None)
@given(answered())
def test_pomp_and_sum_are_linear_in_the_mean(case: tuple[NDArray[np.float64], int, int]) -> None:
    answers, low, high = case
    mean = scored(answers, "mean", 1, low, high)
    pomp = scored(answers, "pomp", 1, low, high)
    # three roundings of numbers up to 100 and one of numbers up to 60: a few units in the last place
    np.testing.assert_allclose(pomp, 100 * (mean - low) / (high - low), rtol=1e-13, atol=1e-12)
    np.testing.assert_allclose(scored(answers, "sum", 1, low, high), mean * answers.shape[1], rtol=1e-13, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(answered())
def test_turning_every_item_mirrors_the_score(case: tuple[NDArray[np.float64], int, int]) -> None:
    answers, low, high = case
    turned = scored((low + high) - answers, "pomp", 1, low, high)
    np.testing.assert_allclose(turned, 100 - scored(answers, "pomp", 1, low, high), rtol=1e-13, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(1, 5), min_size=5, max_size=5), min_size=1, max_size=6), st.randoms())
def test_scores_do_not_depend_on_the_order_of_rows(rows: list[list[int]], random: object) -> None:
    frame = pd.DataFrame(rows, columns=list(ITEMS))
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    straight = score_dimensions(read_responses(frame, tea())).table
    shuffled = score_dimensions(read_responses(frame.iloc[order].reset_index(drop=True), tea())).table
    assert straight.iloc[order].to_numpy().tolist() == shuffled.to_numpy().tolist()
