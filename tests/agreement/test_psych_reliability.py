"""Reliability beside psych, semTools and lavaan."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pingouin
import pytest

from lerende_organisatie.psychometrics.reliability.alpha import cronbach_alpha
from lerende_organisatie.psychometrics.reliability.coefficients import omega_gradient
from lerende_organisatie.psychometrics.reliability.from_model import reliability_from_model
from lerende_organisatie.psychometrics.reliability.items import item_analysis
from lerende_organisatie.psychometrics.reliability.omega import mcdonald_omega
from lerende_organisatie.psychometrics.reliability.products import covariance, influences, standard_error
from lerende_organisatie.psychometrics.reliability.table import reliability
from tests.conftest import Reference
from tests.reference.close import CLOSED_FORM, ESTIMATES, STANDARD_ERRORS, assert_close
from tests.reference.data import load

REVERSED = ("A1", "C4", "C5", "E1", "E2", "O2", "O5")
SCALES = [*"ACENO", *(f"d{d}" for d in range(1, 9))]


def keyed_bfi() -> pd.DataFrame:
    frame = load("bfi").iloc[:, :25]
    frame[list(REVERSED)] = 7 - frame[list(REVERSED)]
    return frame


def items_of_scale(scale: str) -> pd.DataFrame:
    frame = keyed_bfi() if len(scale) == 1 else load("survey65")
    prefix = scale if len(scale) == 1 else f"{scale}_"
    return frame[[column for column in frame.columns if column.startswith(prefix)]]


@pytest.mark.parametrize("scale", SCALES)
def test_alpha_and_items_of_complete_answers_equal_psych(reference: Reference, scale: str) -> None:
    theirs = reference("psych_reliability")["scales"][scale]
    frame = items_of_scale(scale)
    ours = cronbach_alpha(frame)
    expected = theirs["complete"]
    assert ours.n == theirs["n"]
    assert_close(
        [ours.estimate, ours.standardised, ours.average_interitem],
        [expected["raw"], expected["standardised"], expected["average_r"]],
        CLOSED_FORM,
        what="alpha",
    )
    assert_close([ours.ci_lower, ours.ci_upper], [expected["lower"], expected["upper"]], CLOSED_FORM, what="Feldt")
    table = item_analysis(frame.dropna()).table
    for column, name in (
        ("alpha_if_deleted", "alpha_drop"),
        ("item_rest", "r_drop"),
        ("item_total", "raw_r"),
        ("mean", "mean"),
        ("sd", "sd"),
    ):
        assert_close(table[column], expected[name], CLOSED_FORM, what=column)


@pytest.mark.parametrize("scale", list("ACENO"))
def test_alpha_and_items_of_pairwise_answers_equal_psych(reference: Reference, scale: str) -> None:
    theirs = reference("psych_reliability")["scales"][scale]
    expected = theirs["pairwise"]
    frame = items_of_scale(scale)
    ours = cronbach_alpha(frame, missing="pairwise")
    assert_close(ours.estimate, expected["raw"], CLOSED_FORM, what="alpha")
    assert_close(ours.standardised, expected["standardised"], CLOSED_FORM, what="standardised alpha")
    analysis = item_analysis(frame, missing="pairwise").table
    assert_close(analysis["alpha_if_deleted"], expected["alpha_drop"], CLOSED_FORM, what="alpha if deleted")
    assert_close(analysis["item_rest"], expected["r_drop"], CLOSED_FORM, what="item-rest")
    for column, name in (("n", "n"), ("mean", "mean"), ("sd", "sd")):
        assert_close(analysis[column], expected[name], CLOSED_FORM, what=column)
    assert_close(analysis["skew"], theirs["skew"], CLOSED_FORM, what="skew")
    assert_close(analysis["kurtosis"], theirs["kurtosis"], CLOSED_FORM, what="kurtosis")


@pytest.mark.parametrize("scale", SCALES)
def test_omega_equals_semtools(reference: Reference, scale: str) -> None:
    theirs = reference("psych_reliability")["scales"][scale]
    frame = items_of_scale(scale)
    observed, model = mcdonald_omega(frame), mcdonald_omega(frame, total_variance="model")
    assert_close(observed.estimate, theirs["omega_observed"], ESTIMATES, what="omega over the observed variance")
    assert_close(model.estimate, theirs["omega_model"], ESTIMATES, what="omega over the model's variance")
    shrink = (observed.n - 1) / observed.n
    assert_close(np.array(observed.loadings) * np.sqrt(shrink), theirs["loadings"], ESTIMATES, what="loadings")
    assert_close(np.array(observed.uniquenesses) * shrink, theirs["residuals"], ESTIMATES, what="residuals")
    assert_close(model.se, theirs["omega_model_se"], STANDARD_ERRORS, what="robust (MLR) delta method")


def test_table_holds_the_same_figures(reference: Reference) -> None:
    theirs = reference("psych_reliability")["scales"]
    scales = {scale: list(items_of_scale(scale).columns) for scale in "ACENO"}
    table = reliability(keyed_bfi(), scales).table
    assert table.index.tolist() == list("ACENO")
    assert_close(table["alpha"], [theirs[s]["complete"]["raw"] for s in scales], CLOSED_FORM, what="alpha")
    assert_close(table["omega"], [theirs[s]["omega_observed"] for s in scales], ESTIMATES, what="omega")


def test_reliability_from_matrices_equals_semtools(reference: Reference) -> None:
    theirs = reference("psych_reliability")["two_factors"]
    matrices = [np.array(theirs[name]) for name in ("lambda", "psi", "theta")]
    model = reliability_from_model(*matrices)
    observed = reliability_from_model(*matrices, np.array(theirs["sample"]))
    for ours, total in ((model, "model"), (observed, "observed")):
        assert_close(ours.omega, list(theirs[f"omega_{total}"].values()), CLOSED_FORM, what=f"omega {total}")
        assert_close(ours.ave, list(theirs[f"ave_{total}"].values()), CLOSED_FORM, what=f"AVE {total}")


def test_pingouin_alpha_agrees_but_its_interval_counts_rows_that_it_dropped() -> None:
    frame = items_of_scale("A")
    with_gaps = frame.mask(np.random.default_rng(7).random(frame.shape) < 0.1)
    ours = cronbach_alpha(with_gaps, missing="pairwise")
    complete = cronbach_alpha(with_gaps.dropna())
    theirs, (lower, upper) = pingouin.cronbach_alpha(data=with_gaps, nan_policy="listwise")
    assert theirs == pytest.approx(complete.estimate, abs=1e-12)
    # the interval that pingouin gives is the one for all rows, rounded to three places
    as_if_complete = pingouin.cronbach_alpha(data=with_gaps.dropna(), nan_policy="listwise")[1]
    assert (lower, upper) != tuple(as_if_complete)
    assert tuple(as_if_complete) == pytest.approx((complete.ci_lower, complete.ci_upper), abs=6e-4)
    assert upper - lower < complete.ci_upper - complete.ci_lower
    assert ours.n > complete.n


def test_influences_are_derivatives_of_omega() -> None:
    frame = items_of_scale("E").iloc[:300].dropna()
    x = frame.to_numpy()
    ours = mcdonald_omega(frame)
    cov = covariance(x)
    loadings, uniquenesses = np.array(ours.loadings), np.array(ours.uniquenesses)
    se = standard_error(influences(x, cov, omega_gradient(loadings, uniquenesses, cov, "observed")))
    left_out = np.array([mcdonald_omega(frame.drop(index=row)).estimate for row in frame.index])
    jackknife = np.sqrt((len(x) - 1) / len(x) * ((left_out - left_out.mean()) ** 2).sum())
    # the jackknife differs from the derivative by terms of order 1 / n
    assert se == pytest.approx(jackknife, rel=5 / len(x))
