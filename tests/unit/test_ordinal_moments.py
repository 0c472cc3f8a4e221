"""What goes in and what comes out: order of the statistics, invariances, and every fault and warning by name."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from lerende_organisatie.errors import (
    DataError,
    ImproperSolutionWarning,
    ItemWarning,
    OptionError,
    SparseCategoryWarning,
)
from lerende_organisatie.psychometrics.moments.ordinal import ordinal_moments
from tests.unit.test_ordinal_influence import ORDERED, survey

NAMES = ["a", "b", "c", "d", "e"]


def test_statistics_stand_in_lavaans_order() -> None:
    moments = ordinal_moments(survey(200, 1), ORDERED, items=NAMES)
    assert moments.names == (
        "a|t1", "a|t2", "b~1", "c|t1", "d~1", "e|t1", "e|t2", "e|t3", "b~~b", "d~~d",
        "a~~b", "a~~c", "a~~d", "a~~e", "b~~c", "b~~d", "b~~e", "c~~d", "c~~e", "d~~e",
    )  # fmt: skip
    statistics = dict(zip(moments.names, moments.statistics, strict=True))
    y = survey(200, 1)
    assert statistics["b~1"] == pytest.approx(y[:, 1].mean())
    assert statistics["d~~d"] == pytest.approx(y[:, 3].var())
    assert statistics["b~~d"] == pytest.approx(np.cov(y[:, 1], y[:, 3], bias=True)[0, 1])
    assert statistics["e|t2"] == moments.thresholds(4)[1]
    assert moments.names[-10:] == tuple(
        f"{NAMES[column]}~~{NAMES[row]}" for row, column in zip(moments.pair_rows, moments.pair_columns, strict=True)
    )
    assert moments.categories == ((0, 1, 2), (), (0, 1), (), (0, 1, 2, 3))


def test_the_order_of_items_and_rows_does_not_matter() -> None:
    y = survey(200, 2, 0.1)
    order, rows = np.array([3, 0, 4, 2, 1]), np.random.default_rng(0).permutation(200)
    one = ordinal_moments(y, ORDERED, items=NAMES, missing="pairwise")
    other = ordinal_moments(y[rows][:, order], ORDERED[order], items=[NAMES[j] for j in order], missing="pairwise")
    where = {frozenset(name.replace("|", "~~").split("~~")): k for k, name in enumerate(other.names)}
    match = [where[frozenset(name.replace("|", "~~").split("~~"))] for name in one.names]
    assert np.allclose(one.statistics, other.statistics[match], atol=1e-10)
    gamma = other.asymptotic_covariance()[np.ix_(match, match)]
    assert np.allclose(one.asymptotic_covariance(), gamma, rtol=1e-7, atol=1e-8)


def test_every_respondent_twice_changes_nothing_but_n() -> None:
    y = survey(150, 3)
    once, twice = ordinal_moments(y, ORDERED), ordinal_moments(np.vstack([y, y]), ORDERED)
    assert np.allclose(once.statistics, twice.statistics, atol=1e-10)
    assert np.allclose(once.asymptotic_covariance(), twice.asymptotic_covariance(), rtol=1e-7, atol=1e-9)
    assert twice.n == 2 * once.n


def test_turning_an_ordinal_item_turns_its_correlations() -> None:
    y = survey(200, 4)
    turned = y.copy()
    turned[:, 4] = 3 - turned[:, 4]
    one, other = ordinal_moments(y, ORDERED), ordinal_moments(turned, ORDERED)
    assert np.allclose(one.correlations[4, :4], -other.correlations[4, :4], atol=1e-10)
    assert np.allclose(one.thresholds(4), -other.thresholds(4)[::-1], atol=1e-12)


@pytest.mark.parametrize("ordered", [True, False, [True, False, False, False, False]])
def test_all_ordinal_none_ordinal_and_one_ordinal_item(ordered: bool | list[bool]) -> None:
    y = survey(200, 5)
    if ordered is True:
        y[:, [1, 3]] = np.digitize(y[:, [1, 3]], [0.0, 3.0])
    moments = ordinal_moments(y, ordered)
    assert moments.asymptotic_covariance().shape == 2 * (moments.statistics.size,)
    assert np.linalg.eigvalsh(moments.asymptotic_covariance())[0] > 0


def test_listwise_leaves_out_and_pairwise_keeps_incomplete_respondents() -> None:
    y = survey(200, 6, 0.05)
    y[7] = np.nan
    complete = ~np.isnan(y).any(axis=1)
    listwise = ordinal_moments(y, ORDERED)
    assert np.array_equal(listwise.rows, np.flatnonzero(complete))
    assert np.allclose(listwise.statistics, ordinal_moments(y[complete], ORDERED).statistics, atol=1e-12)
    pairwise = ordinal_moments(y, ORDERED, missing="pairwise")
    assert 7 not in pairwise.rows
    assert pairwise.n > listwise.n


def test_every_impossible_item_is_named_at_once() -> None:
    y = survey(100, 7)
    y[:, 0] = 2
    y[:, 2] = np.arange(100)
    y[0, 4] = 9
    offered = [None, None, None, None, (0, 1, 2, 3)]
    with pytest.raises(DataError) as caught:
        ordinal_moments(y, ORDERED, items=NAMES, categories=offered)
    assert len(caught.value.faults) == 3
    assert "'a' is constant" in caught.value.faults[0]
    assert "'c' has 100 different answers" in caught.value.faults[1]
    assert "'e' has the answer 9" in caught.value.faults[2]


def test_a_constant_or_unanswered_continuous_item_is_an_error() -> None:
    y = survey(100, 8)
    y[:, 1], y[:, 3] = 4.0, np.nan
    with pytest.raises(DataError, match=r"'b' is constant") as caught:
        ordinal_moments(y, ORDERED, items=NAMES, missing="pairwise")
    assert any("'d'" in fault for fault in caught.value.faults)


def test_two_items_that_nobody_answered_both_are_an_error() -> None:
    y = survey(100, 9)
    y[:50, 0], y[50:, 4] = np.nan, np.nan
    with pytest.raises(DataError, match="both 'a' and 'e'"):
        ordinal_moments(y, ORDERED, items=NAMES, missing="pairwise")


@pytest.mark.parametrize(
    ("weights", "clusters", "message"),
    [
        (np.r_[-1.0, np.ones(99)], None, "1 sampling weights are negative"),
        (np.r_[np.nan, np.ones(99)], None, "1 sampling weights are missing"),
        (np.zeros(100), None, "every sampling weight is zero"),
        (None, np.ones(100), "all respondents are in one cluster"),
        (None, np.r_[np.nan, np.arange(99)], "1 respondents have no cluster"),
    ],
)
def test_impossible_weights_and_clusters_are_errors(
    weights: np.ndarray | None, clusters: np.ndarray | None, message: str
) -> None:
    with pytest.raises(DataError, match=message):
        ordinal_moments(survey(100, 10), ORDERED, weights=weights, clusters=clusters)


def test_a_category_whose_answers_have_no_weight_is_an_error() -> None:
    y = survey(100, 11)
    with pytest.raises(DataError, match="'c': all who answered 1 have weight zero"):
        ordinal_moments(y, ORDERED, items=NAMES, weights=(y[:, 2] == 0).astype(float))


def test_missing_rules_that_are_not_offered_and_no_rows_are_errors() -> None:
    y = survey(100, 12)
    with pytest.raises(OptionError, match="'listwise' or 'pairwise'"):
        ordinal_moments(y, ORDERED, missing="fiml")  # type: ignore[arg-type]
    y[:, 0] = np.nan
    with pytest.raises(DataError, match="no respondent answered every item"):
        ordinal_moments(y, ORDERED)


def test_an_unused_category_is_named_and_left_out() -> None:
    y = survey(100, 13)
    y[:, 4][y[:, 4] == 1] = 2
    with pytest.warns(SparseCategoryWarning, match="'e': 1"):
        moments = ordinal_moments(y, ORDERED, items=NAMES, categories=[None, None, None, None, (0, 1, 2, 3)])
    assert moments.categories[4] == (0, 2, 3)
    assert moments.thresholds(4).size == 2


def test_an_item_asked_twice_is_named_and_its_matrix_is_called_what_it_is() -> None:
    y = survey(200, 14)
    y = np.column_stack([y[:, [0, 2, 4]], y[:, 4]])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        ordinal_moments(y, items=["a", "c", "e", "e again"])
    said = {warning.category: str(warning.message) for warning in caught}
    assert "'e' and 'e again'" in said[ItemWarning]


def test_a_matrix_that_is_not_positive_definite_is_named_with_its_smallest_eigenvalue() -> None:
    # pairs that were answered by different people can contradict one another
    rng = np.random.default_rng(15)
    y = np.full((300, 3), np.nan)
    for block, (i, j, rho) in enumerate([(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)]):
        z = rng.normal(size=(100, 2))
        rows = slice(100 * block, 100 * block + 100)
        y[rows, i] = np.digitize(z[:, 0], [-0.5, 0.5])
        y[rows, j] = np.digitize(rho * z[:, 0] + np.sqrt(1 - rho**2) * z[:, 1], [-0.5, 0.5])
    with pytest.warns(ImproperSolutionWarning, match=r"smallest eigenvalue -0\.\d+"):
        moments = ordinal_moments(y, missing="pairwise")
    assert np.linalg.eigvalsh(moments.correlations)[0] < 0
