"""What must hold of reliability whatever the answers."""

from __future__ import annotations

import warnings
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lerende_organisatie.errors import DataError, LerendeOrganisatieWarning
from lerende_organisatie.psychometrics.reliability.alpha import cronbach_alpha
from lerende_organisatie.psychometrics.reliability.items import item_analysis
from lerende_organisatie.psychometrics.reliability.omega import mcdonald_omega
from lerende_organisatie.psychometrics.reliability.table import reliability
from lerende_organisatie.psychometrics.structure.adequacy import kmo
from lerende_organisatie.psychometrics.structure.components import pca

pytestmark = pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.LerendeOrganisatieWarning")
ANSWERS = (1, 2, 3, 5, np.nan)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


@st.composite
def answered(draw: st.DrawFn, fewest: int = 3) -> pd.DataFrame:
    """A scale of Likert answers that go together, without constant items."""
    k, n, seed = draw(st.integers(fewest, 7)), draw(st.integers(12, 60)), draw(st.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, 1)) + rng.normal(size=(n, k)) * draw(st.floats(0.5, 1.5))
    frame = pd.DataFrame(np.clip(np.round(1.2 * y + 3), 1, 5), columns=[f"i{j}" for j in range(k)])
    assume((frame.nunique() > 1).all())
    return frame


@quick
@given(frame=answered(2), seed=st.integers(0, 99))
def test_alpha_ignores_the_order_of_rows_and_items(frame: pd.DataFrame, seed: int) -> None:
    shuffled = frame.sample(frac=1, random_state=seed)[list(frame.columns[::-1])]
    assert cronbach_alpha(shuffled).estimate == pytest.approx(cronbach_alpha(frame).estimate, abs=1e-10)


@quick
@given(frame=answered(2), shift=st.floats(-50, 50), unit=st.floats(0.01, 100) | st.floats(-100, -0.01))
def test_alpha_ignores_the_unit_and_the_zero_of_the_answers(frame: pd.DataFrame, shift: float, unit: float) -> None:
    ours, moved = cronbach_alpha(frame), cronbach_alpha(frame * unit + shift)
    for name in ("estimate", "se", "ci_lower", "ci_upper", "standardised"):
        assert getattr(moved, name) == pytest.approx(getattr(ours, name), abs=1e-8)


@quick
@given(frame=answered(2), units=st.lists(st.floats(0.1, 10), min_size=7, max_size=7))
def test_standardised_alpha_ignores_the_unit_of_each_item(frame: pd.DataFrame, units: list[float]) -> None:
    scaled = frame * units[: frame.shape[1]]
    assert cronbach_alpha(scaled).standardised == pytest.approx(cronbach_alpha(frame).standardised, abs=1e-9)


@quick
@given(frame=answered())
def test_alpha_with_an_item_left_out_is_alpha_of_the_others(frame: pd.DataFrame) -> None:
    table = item_analysis(frame).table
    for item in frame:
        others = cronbach_alpha(frame.drop(columns=item)).estimate
        assert table.loc[item, "alpha_if_deleted"] == pytest.approx(others, abs=1e-10)


@quick
@given(frame=answered(), unit=st.floats(0.1, 10), seed=st.integers(0, 99))
def test_omega_ignores_unit_and_order_and_is_not_below_zero(frame: pd.DataFrame, unit: float, seed: int) -> None:
    try:
        ours = mcdonald_omega(frame)
    except DataError:
        assume(False)
    assume(min(ours.uniquenesses) > 0.02)
    moved = mcdonald_omega((frame * unit).sample(frac=1, random_state=seed)[list(frame.columns[::-1])])
    assert moved.estimate == pytest.approx(ours.estimate, abs=1e-6)
    assert ours.estimate >= 0


@quick
@given(
    values=arrays(float, st.tuples(st.integers(0, 9), st.integers(1, 5)), elements=st.sampled_from(ANSWERS)),
    missing=st.sampled_from(["listwise", "pairwise"]),
)
def test_any_answers_give_finite_figures_or_a_named_error(values: np.ndarray, missing: str) -> None:
    frame = pd.DataFrame(values, columns=[f"i{j}" for j in range(values.shape[1])])
    for analysis in (cronbach_alpha, mcdonald_omega):
        with suppress(DataError):
            result = analysis(frame, missing=missing)
            assert np.isfinite([result.estimate, result.se, result.ci_lower, result.ci_upper]).all()
            assert result.ci_lower - 1e-9 <= result.estimate <= result.ci_upper + 1e-9
    with suppress(DataError):
        found = kmo(frame, missing=missing)
        assert np.isfinite([found.overall, *found.per_item]).all()
    with suppress(DataError):
        assert np.isfinite(pca(frame, missing=missing).loadings.to_numpy()).all()
    with suppress(DataError):
        items = item_analysis(frame, missing=missing).table
        assert np.isfinite(items[["n", "mean", "sd", "item_rest", "item_total", "floor"]].to_numpy()).all()
    with warnings.catch_warnings(record=True) as told, suppress(DataError):
        warnings.simplefilter("always", LerendeOrganisatieWarning)
        table = reliability(frame, missing=missing).table
        assert np.isfinite(table[[c for c in table if not c.startswith("omega")]].to_numpy(dtype=float)).all()
        assert np.isfinite(table["omega"]).all() or any("omega" in str(warning.message) for warning in told)
