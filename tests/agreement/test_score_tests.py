"""Score tests of equality constraints beside lavaan."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from tests.conftest import Reference
from tests.reference.close import STANDARD_ERRORS, assert_close
from tests.reference.data import load
from tests.reference.models import HS

LABELS = """
visual =~ x1 + a*x2 + a*x3
textual =~ x4 + b*x5 + x6
speed =~ x7 + x8 + d*x9
b == 2*d - 1
"""
EQUAL = {"scalar": ("loadings", "intercepts"), "strict": ("loadings", "intercepts", "residuals")}


@pytest.mark.parametrize("level", ["scalar", "strict"])
def test_group_equalities(level: str, reference: Reference) -> None:
    values = reference("score_tests")[level]
    fit = lo.cfa(HS, load("holzinger_swineford"), group="school", group_equal=EQUAL[level])
    tests = fit.score_tests()
    assert tests.df == values["df"]
    assert_close([tests.chisq], [values["total"]], STANDARD_ERRORS, what="total")
    # a statistic far below one is compared on the scale of one: nobody releases for it
    theirs = np.sort(np.array(values["univariate"]))
    assert_close(np.sort(tests.table["chisq"]), theirs, STANDARD_ERRORS, np.ones_like(theirs), "univariate")
    epc = pd.DataFrame(values["epc"])
    epc = epc[epc["free"] > 0]
    scale = np.full(len(epc), 0.1)
    assert_close(tests.epc["epc"], epc["epc"].astype(float), STANDARD_ERRORS, scale, "expected changes")


def test_labels_and_a_linear_constraint(reference: Reference) -> None:
    values = reference("score_tests")["labels"]
    tests = lo.cfa(LABELS, load("holzinger_swineford")).score_tests()
    assert_close([tests.chisq], [values["total"]], STANDARD_ERRORS, what="total")
    theirs = np.sort(np.array(values["univariate"]))
    assert_close(np.sort(tests.table["chisq"]), theirs, STANDARD_ERRORS, np.ones_like(theirs), "univariate")


def test_the_score_test_foretells_the_difference_of_chi_squares() -> None:
    """Releasing the worst intercept lowers chi-square by about its score statistic; they agree to order 1/n."""
    frame = load("holzinger_swineford")
    fit = lo.cfa(HS, frame, group="school", group_equal=EQUAL["scalar"])
    worst = fit.score_tests().table.iloc[0]
    assert worst["lhs"].startswith("x3 ~ 1")
    freed = lo.cfa(HS, frame, group="school", group_equal=EQUAL["scalar"], group_partial="x3 ~ 1")
    assert fit.chisq - freed.chisq == pytest.approx(worst["chisq"], rel=0.1)


def test_without_constraints_there_is_nothing_to_test() -> None:
    with pytest.raises(lo.errors.OptionError, match="group_equal"):
        lo.cfa(HS, load("holzinger_swineford")).score_tests()
