"""What a warning about rows left out advises can be followed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo

MODEL = "f =~ v1 + v2 + v3 + v4"


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """Three categories, a tenth of the answers missing."""
    response = lo.simulate("f =~ 0.8*v1 + 0.7*v2 + 0.6*v3 + 0.6*v4", n=400, seed=1)
    answers = 1.0 + (response > 0) + (response > 1)
    return answers.mask(np.random.default_rng(1).random(answers.shape) < 0.1)


@pytest.mark.parametrize(
    ("estimator", "ordered", "advice"),
    [
        ("ML", False, "missing='fiml'"),
        ("MLM", False, "estimator='MLR' with missing='fiml'"),
        ("WLSMV", True, "missing='pairwise'"),
    ],
)
def test_advice_of_listwise_deletion(answers: pd.DataFrame, estimator: str, ordered: bool, advice: str) -> None:
    """The options that are named exist for this estimator, and use every row."""
    with pytest.warns(lo.errors.MissingDataWarning, match=f"; {advice} would use them"):
        lo.cfa(MODEL, answers, estimator=estimator, ordered=ordered)
    followed = {
        "ML": {"estimator": "ML", "missing": "fiml"},
        "MLM": {"estimator": "MLR", "missing": "fiml"},
        "WLSMV": {"estimator": "WLSMV", "missing": "pairwise", "ordered": True},
    }[estimator]
    assert lo.cfa(MODEL, answers, **followed).n_obs == answers.notna().any(axis=1).sum()
