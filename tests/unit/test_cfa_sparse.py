"""What is left out of a Jacobian because it is zero: nothing else is, and the products are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.ordinal_comparison import difference_traces
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.sparse import Pattern, Sparse, pattern_of, square, stacked, transposed_times
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import Support
from lerende_organisatie.psychometrics.moments.ordinal_influence import weighted_square

FACTORS, EACH = 5, 4
ITEMS = [f"x{k}" for k in range(FACTORS * EACH)]
MODEL = "\n".join(f"f{j} =~ {' + '.join(ITEMS[j * EACH : (j + 1) * EACH])}" for j in range(FACTORS))
SECOND = MODEL + f"\ng =~ {' + '.join(f'f{j}' for j in range(FACTORS))}"
CASES: list[tuple[str, dict[str, Any]]] = [
    (MODEL, {"ordered": True}),
    (MODEL, {"ordered": True, "parameterization": "theta", "group": "half", "group_equal": ("thresholds", "loadings")}),
    (MODEL, {"ordered": ITEMS[:12], "parameterization": "theta", "group": "half"}),
    (SECOND, {"ordered": True, "parameterization": "theta"}),
]


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    n = 700
    common = rng.normal(size=(n, 1))
    factors = 0.6 * common + 0.8 * rng.normal(size=(n, FACTORS))
    answers = np.repeat(factors, EACH, axis=1) * 0.8 + 0.6 * rng.normal(size=(n, len(ITEMS)))
    frame = pd.DataFrame(np.digitize(answers, (-1.0, 0.0, 1.0)) + 1.0, columns=ITEMS)
    frame["half"] = np.where(np.arange(n) % 2 == 0, "a", "b")
    return frame


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_jacobian_is_the_one_with_its_zeros(data: pd.DataFrame, case: int) -> None:
    model, options = CASES[case]
    fit = lo.cfa(model, data, **options)
    assert isinstance(fit, OrdinalFit)
    rng = np.random.default_rng(case)
    for theta in (fit.theta, fit.theta * rng.uniform(0.9, 1.1, len(fit.theta))):
        for term in fit.weighted.terms:
            assert term.support.location is not None, "the test is of the sparse form"
            full = replace(term, support=Support(None, None)).place(theta)
            found = term.place(theta)
            assert full is not None
            assert found is not None
            np.testing.assert_allclose(found.jacobian, full.jacobian, atol=1e-13)
            np.testing.assert_allclose(found.information, full.information, atol=1e-9)
            np.testing.assert_allclose(found.gradient, full.gradient, atol=1e-9)
    full_information = fit.weighted.information(list(fit.weighted_places))
    within = fit.weighted.information_within(list(fit.weighted_places), fit.equalities)
    basis = fit.equalities.basis
    np.testing.assert_allclose(within, basis.T @ full_information @ basis, rtol=1e-10, atol=1e-9)
    np.testing.assert_allclose(fit.equalities.within(fit.bread), fit.bread_of_estimated, rtol=1e-12)


def test_products_are_those_of_the_matrices() -> None:
    rng = np.random.default_rng(1)
    support = rng.uniform(size=(40, 30)) < 0.05
    pattern = pattern_of(support)
    assert pattern is not None
    sparse = Sparse(pattern, rng.normal(size=support.sum()))
    other = rng.normal(size=(40, 6))
    np.testing.assert_allclose(transposed_times(sparse, other), sparse.dense.T @ other)
    np.testing.assert_allclose(transposed_times(other, sparse), other.T @ sparse.dense)
    np.testing.assert_allclose(transposed_times(sparse, sparse), sparse.dense.T @ sparse.dense)
    weights = rng.uniform(size=40)
    np.testing.assert_allclose(sparse.weighed(weights).dense, weights[:, None] * sparse.dense)
    assert pattern_of(np.ones((3, 3), dtype=bool)) is None
    both = stacked([(slice(0, 40), np.arange(30), sparse), (slice(40, 80), np.arange(30) + 5, sparse)], (80, 35))
    assert isinstance(both, Sparse)
    np.testing.assert_array_equal(both.dense[40:, 5:], sparse.dense)
    mixed = stacked([(slice(0, 40), np.arange(30), sparse), (slice(40, 80), np.arange(6), other)], (80, 30))
    assert isinstance(mixed, np.ndarray)
    np.testing.assert_array_equal(mixed[40:, :6], other)
    empty = Sparse(Pattern((3, 2), np.array([1]), np.array([0])), np.array([2.0]))
    np.testing.assert_array_equal(empty.compressed.toarray(), [[0, 0], [2, 0], [0, 0]])


def test_rows_and_columns_of_a_square() -> None:
    matrix = np.arange(25.0).reshape(5, 5)
    for own in (np.array([1, 2, 3]), np.array([0, 3, 4]), np.array([], dtype=np.intp)):
        np.testing.assert_array_equal(matrix[square(own)], matrix[np.ix_(own, own)])


def test_squares_of_a_weighted_matrix() -> None:
    rng = np.random.default_rng(2)
    root = rng.normal(size=(150, 150))
    gamma, weights = root @ root.T, rng.uniform(size=150)
    whole = np.diag(weights) @ gamma
    assert weighted_square(gamma, weights) == pytest.approx(np.trace(whole @ whole))


def test_the_difference_weighs_what_the_smaller_model_leaves_out(data: pd.DataFrame) -> None:
    """Satorra's (2000) weights, with the restrictions from a singular value decomposition."""
    fits = [
        lo.cfa(MODEL, data, ordered=True, parameterization="theta", group="half", group_equal=equal)
        for equal in (("thresholds",), ("thresholds", "loadings"))
    ]
    free, restricted = fits
    assert isinstance(free, OrdinalFit)
    assert isinstance(restricted, OrdinalFit)
    left, right = (
        np.concatenate([p.jacobian @ f.equalities.basis[p.term.group.index] for p in f.weighted_places])
        for f in (free, restricted)
    )
    inside = np.linalg.lstsq(left, right, rcond=None)[0]
    a = np.linalg.svd(inside, full_matrices=True)[0][:, restricted.npar :].T
    bread = free.equalities.within(free.bread)
    spread = free.equalities.within(free.vcov * free.divisor)
    values = np.linalg.eigvals(np.linalg.solve(a @ bread @ a.T, a @ spread @ a.T)).real
    found = difference_traces(free, restricted)
    assert found.first == pytest.approx(values.sum(), rel=1e-8)
    assert found.second == pytest.approx((values**2).sum(), rel=1e-8)
