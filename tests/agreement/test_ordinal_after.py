"""After a fit to ordinal items, beside lavaan: factor scores, residuals, explained variance, score tests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.agreement.test_cfa_ordinal import METRIC, hs, mixed, other
from tests.conftest import Reference
from tests.reference.close import STANDARD_ERRORS, assert_close
from tests.reference.models import HS

SCORES = 1e-3
"""In units of a factor's standard deviation: lavaan's search for each respondent's mode stops this far from it. Ours
goes on until nothing is left to gain, which the test of the gradient in tests/unit shows."""


FITS = {
    "hs": hs,
    "second_order": lambda: other(f"{HS}\ng =~ visual + textual + speed"),
    "mixed": mixed,
    "groups": lambda: hs(group="school"),
}


@pytest.mark.parametrize("name", FITS)
def test_factor_scores(name: str, reference: Reference) -> None:
    """Where responses have variance one, and groups one by one; elsewhere lavaan 0.6-14 contradicts itself.

    Its scores then depend on the parameterisation, and on whether a group was fitted alone. Ours do not, and are the
    modes of the posterior by its definition, which the unit tests show.
    """
    fit = FITS[name]()
    ours = fit.factor_scores().table
    for data, theirs in zip(fit.sample.groups, reference("cfa_ordinal_after")[name]["scores"], strict=True):
        values = np.array(theirs, dtype=float)
        mine = ours.loc[data.rows[: len(values)]]
        assert_close(mine, values, SCORES, np.tile(ours.std(), (len(values), 1)), "scores")


def test_a_second_group_scored_with_others_is_not_scored_as_alone_by_lavaan(reference: Reference) -> None:
    values = reference("cfa_ordinal_after")["groups"]
    alone, together = (np.array(values[k][1], dtype=float) for k in ("scores", "together"))
    assert np.abs(alone - together).max() > 0.05


@pytest.mark.parametrize(
    ("name", "options"),
    [("hs", {}), ("hs_ULSMV", {"estimator": "ULSMV"}),
     ("hs_theta", {"parameterization": "theta"})],
)  # fmt: skip
def test_standardised_residuals(name: str, options: dict[str, Any], reference: Reference) -> None:
    theirs = np.array(reference("cfa_ordinal_after")[name]["z"]["cov"], dtype=float)
    table = hs(**options).residuals().table.query("op == '~~' and lhs != rhs")
    below = np.tril_indices(len(theirs), -1)
    ours = table.set_index(["lhs", "rhs"])["standardized"]
    names = [f"x{i}" for i in range(1, 10)]
    mine = [ours[names[j], names[i]] for i, j in zip(*below, strict=True)]
    assert_close(mine, theirs[below], STANDARD_ERRORS, np.ones(len(mine)), "standardised residuals")


@pytest.mark.parametrize(
    ("name", "fit"), [("hs", hs), ("hs_theta", lambda: hs(parameterization="theta")), ("mixed", mixed)]
)
def test_explained_variance(name: str, fit: Any, reference: Reference) -> None:
    theirs = reference("cfa_ordinal_after")[name]["r2"]
    ours = fit().r2.set_index("variable")["r2"]
    assert_close([ours[k] for k in theirs], list(theirs.values()), STANDARD_ERRORS, what="R²")


def test_implied_moments(reference: Reference) -> None:
    theirs = np.array(reference("cfa_ordinal_after")["hs"]["sigma"])
    assert_close(hs().implied_moments()[0].cov, theirs, STANDARD_ERRORS, what="implied correlations")


@pytest.mark.parametrize("name", ["metric_delta", "metric_theta", "labels"])
def test_score_tests(name: str, reference: Reference) -> None:
    values = reference("cfa_ordinal_after")[name]["score_tests"]
    if name == "labels":
        fit = other("visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + b*x5 + b*x6")
    else:
        fit = hs(group="school", parameterization=name.split("_")[1], group_equal=METRIC)
    found = fit.score_tests()
    theirs = np.sort(np.atleast_1d(values["single"]))[::-1]
    assert_close(found.table["chisq"], theirs, STANDARD_ERRORS, np.ones(len(theirs)), "each released")
    assert_close([found.chisq], [values["total"]], STANDARD_ERRORS, what="all released")
