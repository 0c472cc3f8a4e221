"""Planning: schools and staff, precision, power by simulation, dynamic cut-offs, and runs that were broken off."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.planning.dynamic_cutoffs import wishart
from lerende_organisatie.psychometrics.planning.misspecified import (
    StandardisedModel,
    misspecifications,
    standardised_model,
)
from lerende_organisatie.psychometrics.reliability.intervals import delta_bounds
from lerende_organisatie.repeat import repeat

POPULATION = """
f =~ 0.8*x1 + 0.7*x2 + 0.6*x3 + 0.5*x4
g =~ 0.75*y1 + 0.65*y2 + 0.55*y3 + 0.45*y4
f ~~ 0.3*g
""" + "\n".join(
    f"{name} ~~ {1 - loading**2}*{name}"
    for name, loading in zip(
        ("x1", "x2", "x3", "x4", "y1", "y2", "y3", "y4"), (0.8, 0.7, 0.6, 0.5, 0.75, 0.65, 0.55, 0.45), strict=True
    )
)
MODEL = "f =~ x1 + x2 + x3 + x4\ng =~ y1 + y2 + y3 + y4"


def test_more_schools_help_more_than_more_staff() -> None:
    table = lo.school_design(0.1, (50, 100), (10, 20)).table.set_index(["schools", "staff"])
    assert table.loc[(100, 10), "se"] < table.loc[(50, 20), "se"]
    assert table.loc[(50, 10), "design_effect"] == pytest.approx(1.9)
    drawn = np.random.default_rng(1).standard_normal((4000, 50)) * np.sqrt(0.1)
    means = (drawn + np.random.default_rng(2).standard_normal((4000, 50)) * np.sqrt(0.9 / 10)).mean(1)
    assert means.std() == pytest.approx(table.loc[(50, 10), "se"], rel=0.04)  # 4,000 draws: 1.1% error of the sd
    assert lo.staff_per_school(0.1, 90.0, 10.0) == pytest.approx(9.0)
    with pytest.raises(OptionError, match="intraclass"):
        lo.school_design(1.0, (10,), (5,))


@pytest.mark.parametrize(("alpha", "items", "width"), [(0.8, 8, 0.06), (0.6, 3, 0.2), (0.95, 65, 0.01)])
def test_the_interval_of_alpha_is_as_wide_as_planned(alpha: float, items: int, width: float) -> None:
    def wide(n: int) -> float:
        se = (1 - alpha) * np.sqrt(2 * items / ((items - 1) * (n - 2)))
        lower, upper = delta_bounds(alpha, se, 0.95)
        return upper - lower

    n = lo.alpha_sample_size(alpha, items, width)
    assert wide(n) <= width < wide(n - 1)


def test_power_by_simulation_finds_what_was_planted() -> None:
    found = lo.power_simulation(POPULATION, n=(100, 400), replications=60, seed=3)
    table = found.parameters.set_index(["n", "lhs", "op", "rhs"])
    assert table.loc[(400, "f", "=~", "x4"), "population"] == pytest.approx(0.5, abs=1e-6)
    assert table.loc[(400, "g", "=~", "y1"), "population"] == pytest.approx(0.75, abs=1e-6)
    assert (np.abs(found.parameters["bias"]) < 5 * found.parameters["sd"] / np.sqrt(60)).all()
    assert table.loc[(400, "f", "~~", "g"), "power"] > table.loc[(100, "f", "~~", "g"), "power"]
    assert found.smallest_n("f", "=~", "x1") == 100
    assert found.fit["converged"].ge(0.9).all()
    with pytest.raises(OptionError, match="not a free parameter"):
        found.smallest_n("f", "~~", "h")


@pytest.mark.parametrize(
    "more",
    [
        {"estimator": "WLSMV", "categories": 4},
        {"estimator": "MLR", "schools": 40, "intraclass": 0.1},
        {"estimator": "MLR", "missing": 0.1},
    ],
    ids=["ordinal", "schools", "missing"],
)
def test_every_kind_of_survey_is_simulated(more: dict[str, object]) -> None:
    found = lo.power_simulation(POPULATION, n=(300,), replications=6, seed=3, **more)  # type: ignore[arg-type]
    loadings = found.parameters[found.parameters["op"] == "=~"]
    assert np.abs(loadings["mean"] - [0.8, 0.7, 0.6, 0.5, 0.75, 0.65, 0.55, 0.45]).max() < 0.15
    assert np.isfinite(found.fit.to_numpy(dtype=float)).all()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"estimator": "WLSMV"}, "categories"),
        ({"schools": 10}, "MLR or WLSMV"),
        ({"intraclass": 0.1}, "goes with schools"),
        ({"replications": 1}, "replications"),
        ({"n": (5,)}, "10 or more"),
        ({"missing": 1.0}, "missing"),
    ],
)
def test_bad_plans(more: dict[str, object], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        lo.power_simulation(POPULATION, **more)  # type: ignore[arg-type]


def test_a_wishart_matrix_has_the_moments_of_a_sample() -> None:
    covariance = np.array([[1.0, 0.5, 0.2], [0.5, 2.0, 0.3], [0.2, 0.3, 1.5]])
    generator = np.random.default_rng(8)
    drawn = np.array([wishart(generator, covariance, 30) for _ in range(4000)])
    expected = (covariance**2 + np.outer(np.diag(covariance), np.diag(covariance))) / 29
    assert np.abs(drawn.mean(0) - covariance).max() < 5 * np.sqrt(expected.max() / 4000)
    assert np.allclose(drawn.var(0), expected, rtol=0.12)  # the variance of 4,000 draws is known to 2.5% or so


def sample(seed: int = 4, n: int = 500) -> lo.Fit:
    return lo.cfa(MODEL, lo.simulate(POPULATION, n=n, seed=seed), estimator="ML")


def test_the_population_of_the_cutoffs_is_the_fit() -> None:
    model = standardised_model(sample())
    levels = misspecifications(model)
    assert len(levels.covariances) == 2
    assert np.allclose(np.diag(levels.covariances[1]), 1)
    assert np.linalg.eigvalsh(levels.covariances[1]).min() > 0
    changed = np.abs(levels.covariances[1] - levels.covariances[0]).max(0) > 1e-12
    assert changed[model.items.index("y4")] or changed[model.items.index("x4")]


def test_the_left_out_loadings_are_of_the_weakest_items_on_the_most_reliable_factor() -> None:
    loadings = np.zeros((9, 3))
    for factor, own in enumerate(((0.5, 0.7, 0.6), (0.9, 0.85, 0.45), (0.8, 0.55, 0.8))):
        loadings[3 * factor : 3 * factor + 3, factor] = own
    items = tuple("abcdefghi")
    model = StandardisedModel(items, ("one", "two", "three"), loadings, np.full((3, 3), 0.3) + 0.7 * np.eye(3), "")
    h = [1 / (1 + 1 / sum(v**2 / (1 - v**2) for v in column[column > 0])) for column in loadings.T]
    assert int(np.argmax(h)) == 1
    words = misspecifications(model).words
    assert words[1] == "left out: f on three (0.45)"  # its own factor is the most reliable: the next one
    assert words[2] == "left out: f on three (0.45), a on two (0.50)"


def test_dynamic_cutoffs_tell_right_from_wrong() -> None:
    found = lo.dynamic_cutoffs(sample(), replications=60, seed=2)
    assert list(found.table.index) == [1]
    row = found.table.loc[1]
    draws = found.draws
    for index, better in (("rmsea", True), ("cfi", False)):
        assert row[f"{index}_rule"] == "95/5"
        right, wrong = (draws.loc[draws["level"] == level, index] for level in (0, 1))
        turned = wrong >= row[index] if better else wrong <= row[index]
        kept = right < row[index] if better else right > row[index]
        assert turned.mean() >= 0.93
        assert kept.mean() >= 0.95
    assert found.observed is not None
    assert found.level is not None
    assert found.level["rmsea"] == 0
    beside = found.comparison
    assert list(beside.index) == ["fixed", "level 1"]
    assert beside.loc["fixed", ["srmr", "rmsea", "cfi"]].tolist() == [0.08, 0.06, 0.95]
    assert beside.loc["level 1", "cfi"] == row["cfi"]
    assert beside["rmsea_met"].all()
    assert "cfi_met" not in lo.dynamic_cutoffs(sample(), 200, replications=20).comparison
    assert lo.dynamic_cutoffs(sample(), 200, replications=20).observed is None


def test_dynamic_cutoffs_of_one_factor() -> None:
    data = lo.simulate(POPULATION, n=400, seed=6)
    fit = lo.cfa("f =~ x1 + x2 + x3 + x4 + y1 + y2", data, estimator="ML")
    found = lo.dynamic_cutoffs(fit, replications=20)
    assert list(found.table.index) == [1, 2, 3]
    assert found.level is not None
    assert found.level.max() >= 1


def test_dynamic_cutoffs_are_for_plain_factor_models() -> None:
    data = lo.simulate(POPULATION, n=400, seed=6)
    fit = lo.cfa(MODEL + " + x4", data, estimator="ML")
    with pytest.raises(OptionError, match="x4 load"):
        lo.dynamic_cutoffs(fit)
    with pytest.raises(OptionError, match="replications"):
        lo.dynamic_cutoffs(sample(), replications=5)


def number(generator: np.random.Generator, task: int) -> tuple[int, float]:
    return task, float(generator.random())


def waits_for_five(kept: Path, generator: np.random.Generator, task: int) -> tuple[int, float]:
    """Task 0 is not done before five others are in the journal."""
    deadline = time.monotonic() + 60
    while task == 0 and kept.read_bytes().count(b"\n") < 6 and time.monotonic() < deadline:
        time.sleep(0.02)
    return number(generator, task)


def interrupted_at(wanted: int) -> Callable[[int, int], None]:
    def told(done: int, total: int) -> None:
        if done == wanted:
            raise KeyboardInterrupt

    return told


def test_a_run_that_was_broken_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"
    with pytest.raises(KeyboardInterrupt):
        repeat(number, range(8), seed=3, journal=kept, progress=interrupted_at(5))
    with kept.open("a", encoding="utf-8") as file:
        file.write("[5, [5, 0.1")  # written by half when the machine stopped
    told: list[tuple[int, int]] = []
    found = repeat(number, range(8), seed=3, journal=kept, progress=lambda done, total: told.append((done, total)))
    assert found == repeat(number, range(8), seed=3)
    assert told == [(6, 8), (7, 8), (8, 8)]
    assert repeat(number, range(8), seed=3, journal=kept, n_jobs=2) == found


def test_what_finished_before_a_slow_task_is_not_lost(tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"
    job = partial(waits_for_five, kept)
    with pytest.raises(KeyboardInterrupt):
        repeat(job, range(8), seed=3, journal=kept, n_jobs=2, progress=interrupted_at(5))
    lines = kept.read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)[0] for line in lines[1:]) == [1, 2, 3, 4, 5]
    assert repeat(job, range(8), seed=3, journal=kept) == repeat(number, range(8), seed=3)


def test_a_journal_belongs_to_one_run(tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"
    repeat(number, range(8), seed=3, journal=kept)
    for job, tasks, seed in ((number, range(8), 4), (number, range(9), 3), (unhurried, range(8), 3)):
        with pytest.raises(OptionError, match="another run"):
            repeat(job, tasks, seed=seed, journal=kept)
    other = tmp_path / "power.jsonl"
    lo.power_simulation(POPULATION, n=(100,), replications=2, journal=other)
    with pytest.raises(OptionError, match="another run"):
        lo.power_simulation(POPULATION.replace("0.8*x1", "0.7*x1"), n=(100,), replications=2, journal=other)


def test_a_process_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "run.jsonl"
    code = (
        "import sys, time\n"
        "from lerende_organisatie.repeat import repeat\n"
        "from tests.unit.test_planning import unhurried\n"
        f"repeat(unhurried, range(200), seed=3, journal={str(kept)!r})"
    )
    running = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (kept.exists() and kept.read_bytes().count(b"\n") > 5):
        time.sleep(0.05)
    running.kill()
    running.wait()
    before = kept.read_bytes().count(b"\n") - 1
    assert 5 <= before < 200
    told: list[int] = []
    found = repeat(unhurried, range(200), seed=3, journal=kept, progress=lambda done, _: told.append(done))
    assert told[0] == before + 1
    assert found == repeat(number, range(200), seed=3)


def unhurried(generator: np.random.Generator, task: int) -> tuple[int, float]:
    time.sleep(0.01)
    return number(generator, task)


def test_a_simulation_goes_on_too(tmp_path: Path) -> None:
    kept = tmp_path / "power.jsonl"
    plain = lo.power_simulation(POPULATION, n=(100,), replications=6, seed=3)
    lo.power_simulation(POPULATION, n=(100,), replications=6, seed=3, journal=kept)
    lines = kept.read_text(encoding="utf-8").splitlines()
    kept.write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    again = lo.power_simulation(POPULATION, n=(100,), replications=6, seed=3, journal=kept)
    assert again.parameters.equals(plain.parameters)
