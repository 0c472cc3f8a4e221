"""Content validity: published values of kappa and of the critical CVR, Aiken's interval by its own equation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.content_validity import critical_cvr, modified_kappa

PANEL = pd.DataFrame({"a": [4, 4, 3, 4, 4, 4], "b": [4, 3, 3, 4, 2, 4], "c": [1, 2, 3, 4, 2, 4]})

# Polit, Beck & Owen (2007), the table of kappa: experts, agreeing, I-CVI, kappa, as printed (two decimals)
POLIT = [
    (3, 3, 1.00, 1.00),
    (3, 2, 0.67, 0.47),
    (4, 3, 0.75, 0.67),
    (5, 4, 0.80, 0.76),
    (6, 5, 0.83, 0.81),
    (7, 6, 0.86, 0.85),
    (8, 7, 0.88, 0.88),
    (9, 7, 0.78, 0.76),
]

# Ayre & Scally (2014), the table of critical values: panel size and critical CVR, as printed (three decimals)
AYRE_SCALLY = {5: 1.000, 7: 1.000, 8: 0.750, 9: 0.778, 10: 0.800, 13: 0.538, 15: 0.600, 20: 0.500, 25: 0.440, 40: 0.300}


@pytest.mark.parametrize(("n", "agree", "i_cvi", "kappa"), POLIT)
def test_modified_kappa_as_published(n: int, agree: int, i_cvi: float, kappa: float) -> None:
    ours = modified_kappa(np.array([agree]), np.array([n]))
    assert ours[0][0] == pytest.approx(i_cvi, abs=0.0051)
    assert ours[1][0] == pytest.approx(kappa, abs=0.0111)  # the table is made from a p_c that was rounded first


def test_critical_cvr_as_published() -> None:
    for n, value in AYRE_SCALLY.items():
        assert critical_cvr(n) == pytest.approx(value, abs=0.0005)


def test_the_critical_value_is_the_smallest_significant_one() -> None:
    from scipy.stats import binom

    for n in range(5, 61):
        count = round((critical_cvr(n) + 1) * n / 2)
        assert binom.sf(count - 1, n, 0.5) <= 0.05 < binom.sf(count - 2, n, 0.5)


def test_with_four_experts_no_ratio_is_significant() -> None:
    found = lo.content_validity(PANEL.head(4)).table
    assert found["cvr_critical"].isna().all()
    assert found["cvr_sufficient"].isna().all()


def test_a_panel_by_hand() -> None:
    found = lo.content_validity(PANEL)
    table = found.table
    assert table["n_relevant"].tolist() == [6, 5, 3]
    assert table["cvr"].tolist() == pytest.approx([1, 2 / 3, 0])
    assert table["aiken_v"].tolist() == pytest.approx([17 / 18, 14 / 18, 10 / 18])
    assert found.s_cvi_ua == pytest.approx(1 / 3)
    assert found.s_cvi_ave == pytest.approx((1 + 5 / 6 + 0.5) / 3)
    assert table["kappa_rating"].tolist() == ["excellent", "excellent", "poor"]
    assert table["i_cvi_sufficient"].tolist() == [True, True, False]
    assert (found.n_experts, found.k, found.relevant) == (6, 3, 3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=3, max_size=12), st.sampled_from([0.9, 0.95]))
def test_the_ends_of_the_interval_solve_the_score_equation(ratings: list[int], level: float) -> None:
    row = lo.content_validity(pd.DataFrame({"a": ratings}), scale=(1, 5), level=level).table.loc["a"]
    z, steps = ndtri(0.5 + level / 2), 4 * len(ratings)
    for end in (row["ci_lower"], row["ci_upper"]):
        assert (row["aiken_v"] - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / steps, abs=1e-12)
    assert row["ci_lower"] - 1e-12 <= row["aiken_v"] <= row["ci_upper"] + 1e-12


def test_the_exact_probability_of_v_by_enumeration() -> None:
    from itertools import product

    sums = [sum(each) for each in product(range(4), repeat=4)]
    row = lo.content_validity(pd.DataFrame({"a": [4, 3, 4, 2]})).table.loc["a"]
    assert row["aiken_pvalue"] == pytest.approx(np.mean([one >= 9 for one in sums]))


def test_essential_has_a_cut_of_its_own() -> None:
    table = lo.content_validity(PANEL, essential=4).table
    assert table["n_essential"].tolist() == [5, 3, 2]
    assert table["n_relevant"].tolist() == [6, 5, 3]


def test_missing_ratings_are_counted_out_and_said() -> None:
    gaps = PANEL.astype(float).mask(PANEL == 1)
    with pytest.warns(MissingDataWarning, match="1 of 18"):
        table = lo.content_validity(gaps).table
    assert table["n"].tolist() == [6, 6, 5]
    assert table.loc["c", "i_cvi"] == pytest.approx(3 / 5)


def test_all_faults_of_the_ratings_at_once() -> None:
    wrong = PANEL.assign(b=[4, 3, 3, 4, 2, 7], c=np.nan)
    with pytest.raises(DataError) as caught:
        lo.content_validity(wrong)
    assert len(caught.value.faults) == 2
    with pytest.raises(DataError, match="column 'd' is not in the data"):
        lo.content_validity(PANEL, items=["a", "d"])
    with pytest.raises(DataError, match="at least two"):
        lo.content_validity(PANEL.head(1))


def test_options_that_cannot_be() -> None:
    with pytest.raises(OptionError, match="scale"):
        lo.content_validity(PANEL, scale=(4, 1))
    with pytest.raises(OptionError, match="relevant"):
        lo.content_validity(PANEL, relevant=5)
    with pytest.raises(OptionError, match="level"):
        lo.content_validity(PANEL, level=95)


def test_two_experts_are_few() -> None:
    with pytest.warns(SmallSampleWarning, match="2 experts"):
        lo.content_validity(PANEL.head(2))
