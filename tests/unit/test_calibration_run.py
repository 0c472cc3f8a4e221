"""What every calibration is run by: seeded, and a run that was broken off goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import calibration
from benchmarks._run import BLOCK, Run, share


def draw(rng: np.random.Generator, scale: float) -> tuple[float, float]:
    return scale * rng.normal(), float(rng.random() < 0.5)


def test_surveys_depend_on_the_seed_alone(tmp_path: Path) -> None:
    one = Run(seed=1, n_jobs=1, store=tmp_path / "a").repeat("x", draw, 1.0, BLOCK + 20)
    assert one.shape == (BLOCK + 20, 2)
    assert len(np.unique(one[:, 0])) == len(one)
    fewer = Run(seed=1, surveys=BLOCK + 3, n_jobs=2, store=tmp_path / "b").repeat("x", draw, 1.0, 10 * BLOCK)
    np.testing.assert_array_equal(fewer, one[: BLOCK + 3])
    other = Run(seed=2, n_jobs=1, store=tmp_path / "a").repeat("x", draw, 1.0, 5)
    assert not np.isin(other[:, 0], one[:, 0]).any()


def test_another_simulation_with_the_same_population_sees_the_same_surveys(tmp_path: Path) -> None:
    run = Run(seed=1, n_jobs=1, store=tmp_path)
    one, two = (run.repeat(name, draw, scale, 5) for name, scale in (("x", 1.0), ("y", 2.0)))
    np.testing.assert_allclose(two[:, 0], 2 * one[:, 0])
    assert [rng.normal() for rng in run.generators(5)] == one[:, 0].tolist()


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    run = Run(seed=1, n_jobs=1, store=tmp_path)
    whole = run.repeat("x", draw, 1.0, 2 * BLOCK)

    def stopped(rng: np.random.Generator, scale: float) -> tuple[float, float]:
        raise AssertionError("these surveys were done")

    np.testing.assert_array_equal(run.repeat("x", stopped, 1.0, 2 * BLOCK), whole)
    with pytest.raises(AssertionError):
        run.repeat("x", stopped, 1.0, 2 * BLOCK + 1)


def test_a_share_comes_with_its_error() -> None:
    assert share(np.array([1.0, 0.0, 1.0, 0.0, np.nan])) == "50.0% (± 56.6%)"
    assert share(np.array([1.0])) == "–"


def test_every_calibration_offers_what_is_asked_of_it() -> None:
    for name, module in calibration.modules().items():
        assert module.__doc__, name
        assert module.TITLE, name
        assert callable(module.section), name
