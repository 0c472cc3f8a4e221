"""The case bootstrap of a fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.cfa.bootstrap import refit_continuous
from tests.reference.data import load
from tests.reference.models import HS


def normal_sample(n: int = 600, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    eta = rng.normal(size=(n, 2)) @ np.linalg.cholesky([[1.0, 0.4], [0.4, 1.0]]).T
    y = eta[:, np.repeat([0, 1], 4)] * 0.7 + rng.normal(size=(n, 8)) * np.sqrt(0.51)
    return pd.DataFrame(y, columns=[f"y{i}" for i in range(8)])


TWO = "f =~ y0 + a*y1 + y2 + y3\ng =~ y4 + b*y5 + y6 + y7\nratio := a / b"


def test_errors_are_those_of_theory_where_theory_holds() -> None:
    """Normal data, 400 draws: a standard deviation over draws is known to about 3.5%, four of which are allowed."""
    fit = lo.cfa(TWO, normal_sample(), estimator="ML")
    result = fit.bootstrap(400, seed=5)
    theory = fit.parameters.query("free > 0 or op == ':='")["se"].to_numpy()
    assert result.n_failed == 0
    assert list(result.table.index[-1:]) == ["ratio"]
    np.testing.assert_allclose(result.table["se"], theory, rtol=0.14)
    assert (result.table["ci_lower"] < result.table["est"]).all()
    assert (result.table["est"] < result.table["ci_upper"]).all()


def test_draws_depend_on_the_seed_alone() -> None:
    fit = lo.cfa(HS, load("holzinger_swineford"))
    alone, together = fit.bootstrap(6, seed=2), fit.bootstrap(6, seed=2, n_jobs=2)
    np.testing.assert_allclose(alone.draws, together.draws, rtol=1e-9)
    assert not np.allclose(alone.draws, fit.bootstrap(6, seed=3).draws)


def test_any_statistic_and_progress() -> None:
    fit = lo.cfa(HS, load("holzinger_swineford"))
    told: list[tuple[int, int]] = []
    result = fit.bootstrap(
        4, statistic=lambda f: f.fit_measures[["cfi", "srmr"]], progress=lambda done, of: told.append((done, of))
    )
    assert list(result.table.index) == ["cfi", "srmr"]
    assert result.table.loc["cfi", "est"] == pytest.approx(fit.fit_measures["cfi"])
    assert told[-1] == (4, 4)


def test_groups_keep_their_sizes_and_incomplete_rows_are_used() -> None:
    frame = load("holzinger_swineford_incomplete")
    fit = lo.cfa(HS, frame, group="school", missing="fiml")
    again = refit_continuous(fit, np.random.default_rng(1))
    assert [m.n for m in again.moments] == [m.n for m in fit.moments]
    assert again.converged
    assert again.moments[0].incomplete is not None


def test_a_refit_is_the_fit_of_the_resampled_rows() -> None:
    frame = load("holzinger_swineford")
    again = refit_continuous(lo.cfa(HS, frame), np.random.default_rng(9))
    rows = again.sample.groups[0].rows
    direct = lo.cfa(HS, frame.iloc[rows])
    np.testing.assert_allclose(again.theta, direct.theta, atol=1e-5)


def test_what_cannot_be_done_is_refused() -> None:
    frame = load("holzinger_swineford")
    fit = lo.cfa(HS, frame)
    with pytest.raises(lo.errors.OptionError, match="n_boot"):
        fit.bootstrap(1)
    with pytest.raises(lo.errors.OptionError, match="level"):
        fit.bootstrap(10, level=95)
    moments = lo.cfa(HS, sample_cov=frame[[f"x{i}" for i in range(1, 10)]].cov(), sample_nobs=301)
    with pytest.raises(lo.errors.DataError, match="moments"):
        moments.bootstrap(10)
