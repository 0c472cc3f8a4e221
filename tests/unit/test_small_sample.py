"""Swain's and Bartlett's corrections of the maximum-likelihood test."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.swain import bartlett_factor, swain_factor
from lerende_organisatie.repeat import repeat
from tests.reference.data import load
from tests.reference.models import HS


def test_swain_is_near_bartlett_where_both_hold() -> None:
    """For unrelated variables Bartlett's factor is 1 - (2p + 5)/(6n); Swain's approximates it to order 1/n."""
    for p in (3, 8, 40):
        df = p * (p - 1) // 2
        assert swain_factor(p, df, 500.0) == pytest.approx(1 - (2 * p + 5) / (6 * 500.0), abs=1.5e-3)


def test_both_go_to_one_with_the_sample() -> None:
    assert swain_factor(12, 51, 1e9) == pytest.approx(1.0)
    assert bartlett_factor(12, 3, 1e9) == pytest.approx(1.0)


def test_corrected_test_of_a_fit() -> None:
    fit = lo.cfa(HS, load("holzinger_swineford"), estimator="ML")
    for kind in ("swain", "bartlett"):
        test = fit.corrected_test(kind)
        assert test.chisq == pytest.approx(test.factor * fit.chisq)
        assert 0.95 < test.factor < 1.0
        assert test.pvalue > fit.fit_measures["pvalue"]


def test_where_they_do_not_hold_they_are_refused() -> None:
    frame = load("holzinger_swineford")
    for fit in (lo.cfa(HS, frame, estimator="GLS"), lo.cfa(HS, frame, estimator="ML", group="school")):
        with pytest.raises(lo.errors.OptionError, match="complete rows of one group"):
            fit.corrected_test()
    with pytest.raises(lo.errors.OptionError, match="swain, bartlett"):
        lo.cfa(HS, frame, estimator="ML").corrected_test("bonferroni")


def _mean_chisq(rng: np.random.Generator, _: int) -> tuple[float, float]:
    f = np.repeat(np.arange(3), 5)
    y = rng.normal(size=(80, 3))[:, f] * 0.7 + rng.normal(size=(80, 15)) * np.sqrt(0.51)
    model = "\n".join(f"f{k} =~ " + " + ".join(f"y{i}" for i in np.flatnonzero(f == k)) for k in range(3))
    fit = lo.cfa(model, pd.DataFrame(y, columns=[f"y{i}" for i in range(15)]), std_lv=True, estimator="ML")
    return fit.chisq, fit.corrected_test().chisq


def test_the_mean_of_the_corrected_test_is_its_degrees_of_freedom() -> None:
    """15 items, 80 rows, 87 df: the standard error of the mean of 150 draws is about 1.1."""
    plain, corrected = np.mean(repeat(_mean_chisq, range(150), seed=7), axis=0)
    assert plain > 87 + 4
    assert abs(corrected - 87) < 3.3
