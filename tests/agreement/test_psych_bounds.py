"""Lower bounds, split halves, ordinal reliability and intraclass correlations beside psych and pingouin."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pingouin
import pytest

import lerende_organisatie as lo
from tests.agreement.test_psych_reliability import items_of_scale, keyed_bfi
from tests.conftest import Reference
from tests.reference.close import CLOSED_FORM, STANDARD_ERRORS, assert_close
from tests.reference.data import load

SCALES = ("A", "C", "E", "N", "O", "six", "d2", "d4")
CLASSIC = pd.DataFrame(
    {"a": [9, 6, 8, 7, 10, 6], "b": [2, 1, 4, 1, 5, 2], "c": [5, 3, 6, 2, 6, 4], "d": [8, 2, 8, 6, 9, 7]}
)
"""The ratings of Shrout & Fleiss (1979), table 2: six targets, four judges."""


def answers(scale: str) -> pd.DataFrame:
    if scale == "six":
        return keyed_bfi().iloc[:, [0, 1, 2, 3, 4, 10]].dropna()
    return items_of_scale(scale).dropna()


@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.ItemWarning")  # E1 and A1-A5 need not go together
@pytest.mark.parametrize("scale", SCALES)
def test_lambdas_and_splits_equal_psych(reference: Reference, scale: str) -> None:
    theirs = reference("psych_bounds")["scales"][scale]
    frame = answers(scale)
    table = lo.guttman(frame).table
    closed = ["lambda1", "lambda2", "lambda3", "lambda5", "lambda6"]
    assert_close(table.loc[closed, "standardised"], theirs["standardised"], CLOSED_FORM, what="lambdas of correlations")
    assert_close(table.loc[closed, "estimate"], theirs["raw"], CLOSED_FORM, what="lambdas of covariances")
    halves = lo.split_half(frame, standardised=True)
    ours = [halves.maximum, halves.minimum, halves.mean]
    assert halves.exhaustive
    assert_close(ours, theirs["halves"], CLOSED_FORM, what="every split of the same size")
    assert table.loc["lambda4", "standardised"] == halves.maximum
    if "psych_halves" in theirs:
        assert_close(ours, theirs["psych_halves"], CLOSED_FORM, what="psych::splitHalf")
        raw = lo.split_half(frame)
        assert_close(
            [raw.maximum, raw.minimum, raw.mean], theirs["psych_halves_raw"], CLOSED_FORM, what="of covariances"
        )
    alpha = lo.cronbach_alpha(frame, interval="bonett")
    assert_close([alpha.ci_lower, alpha.ci_upper], theirs["bonett"], CLOSED_FORM, what="Bonett")


@pytest.mark.parametrize("scale", list("ACENO"))
def test_ordinal_alpha_equals_psych(reference: Reference, scale: str) -> None:
    theirs = reference("psych_bounds")["scales"][scale]
    # psych finds each correlation by a search that stops at four or five decimals
    assert_close(lo.ordinal_alpha(answers(scale)).estimate, theirs["ordinal_alpha"], STANDARD_ERRORS, what="alpha")


def icc_data(name: str) -> pd.DataFrame:
    if name == "classic":
        return CLASSIC
    complete = keyed_bfi().dropna().iloc[:150]
    return complete.iloc[:, :3] if name == "bfi" else complete.iloc[:, 15:17]


@pytest.mark.parametrize("name", ["classic", "bfi", "two"])
def test_intraclass_correlations_equal_psych(reference: Reference, name: str) -> None:
    theirs = reference("psych_bounds")["icc"][name]
    table = lo.icc_forms(icc_data(name)).table
    for column, key in (
        ("estimate", "estimate"), ("ci_lower", "lower"), ("ci_upper", "upper"), ("f", "f"), ("df1", "df1"),
        ("df2", "df2"), ("pvalue", "p"),
    ):  # fmt: skip
        assert_close(table[column], theirs[key], CLOSED_FORM, what=column)


def test_shrout_and_fleiss_get_their_own_figures() -> None:
    table = lo.icc_forms(CLASSIC).table.set_index("shrout_fleiss")
    printed = {
        "ICC(1,1)": 0.17,
        "ICC(2,1)": 0.29,
        "ICC(3,1)": 0.71,
        "ICC(1,k)": 0.44,
        "ICC(2,k)": 0.62,
        "ICC(3,k)": 0.91,
    }
    assert table["estimate"].round(2).to_dict() == printed


def test_pingouin_gives_the_same_estimates_and_rounds_its_intervals() -> None:
    frame = icc_data("bfi")
    long = frame.reset_index(drop=True).reset_index().melt(id_vars="index")
    theirs = pingouin.intraclass_corr(long, targets="index", raters="variable", ratings="value")
    ours = lo.icc_forms(frame).table
    assert theirs["ICC"].to_numpy() == pytest.approx(ours["estimate"].to_numpy(), abs=1e-9)
    bounds = np.array(theirs["CI95"].tolist() if "CI95" in theirs else theirs["CI95%"].tolist(), dtype=float)
    exact = ours[["ci_lower", "ci_upper"]].to_numpy()
    assert bounds == pytest.approx(np.round(exact, 2), abs=1e-9)
    assert np.abs(bounds - exact).max() > 1e-3


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.ItemWarning")
def test_the_greatest_lower_bound_is_certified(reference: Reference, scale: str) -> None:
    theirs = reference("psych_bounds")["scales"][scale]
    frame = answers(scale)
    ours = lo.glb(frame)
    assert 0 <= ours.gap < 1e-6
    cov = frame.cov().to_numpy()
    left = cov - np.diag(ours.error_variances)
    assert np.linalg.eigvalsh(left)[0] > -1e-10 * np.trace(cov)
    assert min(ours.error_variances) >= 0
    bounds = lo.guttman(frame).table
    assert (bounds["estimate"] <= ours.estimate + 1e-6).all()
    assert (bounds["standardised"] <= ours.standardised + 1e-6).all()
    # psych's figure starts from the communalities of a factor analysis: near, and another quantity
    assert theirs["glb_fa"] == pytest.approx(ours.standardised, abs=0.05)


def test_every_respondent_of_a_large_survey() -> None:
    ours = lo.glb(load("survey65").drop(columns="school"))
    assert ours.gap < 1e-6
    assert ours.estimate > lo.cronbach_alpha(load("survey65").drop(columns="school")).estimate
