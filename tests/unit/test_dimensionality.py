"""Numbers of factors: parallel analysis, MAP, empirical Kaiser criterion; what random answers give."""

from __future__ import annotations

import joblib
import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.structure import null_correlations as null
from lerende_organisatie.psychometrics.structure.parallel import squared_multiple_correlations
from lerende_organisatie.psychometrics.structure.polychoric import Coded, code_answers, polychoric_matrix
from lerende_organisatie.psychometrics.structure.retention import kaiser_reference, partial_powers


def survey(n: int = 600, per_factor: int = 5, seed: int = 3, gaps: float = 0.0) -> pd.DataFrame:
    """Five-point answers to two correlated factors."""
    rng = np.random.default_rng(seed)
    eta = rng.normal(size=(n, 2)) @ np.linalg.cholesky(np.array([[1.0, 0.4], [0.4, 1.0]])).T
    y = 0.7 * np.repeat(eta, per_factor, axis=1) + np.sqrt(0.51) * rng.normal(size=(n, 2 * per_factor))
    answers = 1.0 + (y[:, :, None] > np.array([-1.5, -0.6, 0.3, 1.2])).sum(2)
    answers[rng.random(answers.shape) < gaps] = np.nan
    return pd.DataFrame(answers, columns=[f"i{j + 1}" for j in range(2 * per_factor)])


@pytest.mark.parametrize("random", ["normal", "resample"])
@pytest.mark.parametrize("correlation", ["pearson", "polychoric"])
@pytest.mark.parametrize("gaps", [0.0, 0.1])
def test_parallel_analysis_finds_two(random: str, correlation: str, gaps: float) -> None:
    found = lo.parallel_analysis(
        survey(gaps=gaps), random=random, correlation=correlation, n_replications=20  # type: ignore[arg-type]
    )  # fmt: skip
    assert (found.n_components, found.n_factors) == (2, 2)
    assert np.isfinite(found.table.to_numpy()).all()
    assert (found.table["component_percentile"] >= found.table["component_mean"]).all()


def test_parallel_analysis_of_noise_finds_nothing_much() -> None:
    noise = pd.DataFrame(np.random.default_rng(8).normal(size=(500, 12)))
    noise.columns = [f"x{j}" for j in range(12)]
    assert lo.parallel_analysis(noise, n_replications=100).n_components == 0


def test_parallel_analysis_does_not_depend_on_the_processes_and_tells_progress() -> None:
    told: list[tuple[int, int]] = []
    frame = survey(200)
    one = lo.parallel_analysis(frame, n_replications=20, seed=5, progress=lambda a, b: told.append((a, b)))
    with joblib.parallel_config(backend="threading"):
        two = lo.parallel_analysis(frame, n_replications=20, seed=5, n_jobs=2)
    pd.testing.assert_frame_equal(one.table, two.table)
    assert told[-1] == (20, 20)
    assert not one.table.equals(lo.parallel_analysis(frame, n_replications=20, seed=6).table)


def test_random_eigenvalues_of_normal_answers_have_the_distribution_of_drawn_ones() -> None:
    draw = null.null_draw(np.zeros((60, 6)), None, "normal")
    rng = np.random.default_rng(2)
    short = np.array([np.linalg.eigvalsh(draw(rng)) for _ in range(4000)])
    full = np.array([np.linalg.eigvalsh(np.corrcoef(rng.normal(size=(60, 6)).T)) for _ in range(4000)])
    error = np.sqrt(short.var(0) / 4000 + full.var(0) / 4000)
    assert (np.abs(short.mean(0) - full.mean(0)) < 4.5 * error).all()
    assert np.allclose(short.std(0), full.std(0), rtol=0.06)


def test_random_answers_of_fewer_people_than_items_give_a_singular_matrix() -> None:
    value = np.linalg.eigvalsh(null.null_draw(np.zeros((5, 8)), None, "normal")(np.random.default_rng(1)))
    assert (np.abs(value[:4]) < 1e-12).all()
    assert (value[4:] > 1e-6).all()


def test_the_series_gives_the_polychoric_correlations_of_unrelated_answers() -> None:
    frame = survey(1500)
    coded = code_answers(frame.to_numpy(), tuple(frame), "the data")
    scored = null.score_codes(coded)
    assert scored.serves(1500)
    assert not scored.serves(100)
    codes = null.shuffled(np.random.default_rng(4), coded.codes, coded.codes < 99)
    exact = polychoric_matrix(Coded(codes, coded.n_categories, coded.thresholds))
    places = null.places_of(codes, coded.n_categories)
    series = null.polychoric_near_zero(places, scored, np.full(exact.shape, 1500.0))
    # one twentieth of the standard error, which is 1 / sqrt(n) or a little more, is what is promised
    assert np.abs(series - exact).max() < 0.05 / np.sqrt(1500)
    assert np.abs(exact - np.eye(10)).max() > 0.05


@pytest.mark.parametrize("gaps", [False, True])
def test_shuffling_keeps_each_item_and_its_gaps(gaps: bool) -> None:
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 9, (4, 50))
    answered = rng.random((4, 50)) > 0.2 if gaps else np.ones((4, 50), dtype=bool)
    moved = null.shuffled(rng, rows, answered)
    for own, new, present in zip(rows, moved, answered, strict=True):
        assert sorted(own[present]) == sorted(new[present])
        assert (own[~present] == new[~present]).all()
    by_keys = null.sorted_by_keys(rng, rows)
    assert (np.sort(by_keys, axis=1) == np.sort(rows, axis=1)).all()
    assert (by_keys != rows).any(axis=1).all()


def test_every_order_is_as_likely_when_sorted_by_keys() -> None:
    rng = np.random.default_rng(6)
    drawn = np.array([null.sorted_by_keys(rng, np.array([[0, 1, 2]]))[0] for _ in range(6000)])
    share = np.unique(drawn @ [9, 3, 1], return_counts=True)[1]
    assert len(share) == 6
    assert np.abs(share - 1000).max() < 4.5 * np.sqrt(1000)


def test_map_of_equally_related_items_by_hand() -> None:
    r, p = 0.5, 6
    matrix = np.full((p, p), r) + (1 - r) * np.eye(p)
    squared, fourth = partial_powers(matrix)
    assert squared[0] == pytest.approx(r**2)
    assert fourth[0] == pytest.approx(r**4)
    # one component leaves -1/(p-1) between every two items
    assert squared[1] == pytest.approx(1 / (p - 1) ** 2)
    assert fourth[1] == pytest.approx(1 / (p - 1) ** 4)


def test_map_and_empirical_kaiser_find_two() -> None:
    found = lo.map_test(survey())
    assert (found.n_components, found.n_components_fourth) == (2, 2)
    assert lo.empirical_kaiser(survey()).n_factors == 2
    assert lo.map_test(survey(), correlation="polychoric").n_components == 2


def test_the_reference_of_the_empirical_kaiser_criterion_by_hand() -> None:
    value = np.array([2.5, 0.9, 0.4, 0.2])
    first = (1 + np.sqrt(4 / 100)) ** 2
    expected = [first, max(1.0, 1.5 / 3 * first), 1.0, 1.0]
    assert kaiser_reference(value, 100) == pytest.approx(expected)


def test_squared_multiple_correlations_of_a_singular_matrix_are_shares() -> None:
    smc = squared_multiple_correlations(np.ones((3, 3)))
    assert ((smc >= 0) & (smc <= 1)).all()


@pytest.mark.parametrize("call", [lo.parallel_analysis, lo.map_test])
def test_dependent_items_and_few_respondents_are_named(call: object) -> None:
    frame = survey(300)
    frame["copy"] = frame["i1"]
    with pytest.raises(DataError, match="'i1' and 'copy' are perfectly correlated"):
        call(frame)  # type: ignore[operator]
    with pytest.raises(DataError, match="8 respondents for 10 items"):
        call(survey(8, seed=4))  # type: ignore[operator]


@pytest.mark.parametrize("call", [lo.parallel_analysis, lo.map_test, lo.empirical_kaiser, lo.polychoric])
def test_bad_items_are_named(call: object) -> None:
    constant = survey(300).assign(i2=3.0)
    with pytest.raises(DataError, match="'i2' is constant"):
        call(constant)  # type: ignore[operator]
    with pytest.raises(DataError, match="'i3' has no answers"):
        call(survey(300).assign(i3=np.nan))  # type: ignore[operator]
    with pytest.raises(DataError, match="2 items or more"):
        call(survey(300)[["i1"]])  # type: ignore[operator]


@pytest.mark.parametrize("call", [lo.parallel_analysis, lo.map_test, lo.empirical_kaiser])
def test_two_items_have_no_dimensionality(call: object) -> None:
    with pytest.raises(DataError, match="three items"):
        call(survey(300)[["i1", "i2"]])  # type: ignore[operator]


def test_items_that_nobody_answered_both() -> None:
    frame = survey(40)
    frame.loc[:19, "i1"] = np.nan
    frame.loc[20:, "i2"] = np.nan
    with pytest.raises(DataError, match="'i1' and 'i2'"):
        lo.polychoric(frame)


def test_options_that_are_not_offered() -> None:
    frame = survey(100)
    with pytest.raises(OptionError, match="n_replications"):
        lo.parallel_analysis(frame, n_replications=3)
    with pytest.raises(OptionError, match="percentile"):
        lo.parallel_analysis(frame, percentile=100)
    with pytest.raises(OptionError, match="random"):
        lo.parallel_analysis(frame, random="uniform")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="correlation"):
        lo.map_test(frame, correlation="kendall")  # type: ignore[arg-type]


def test_few_respondents_per_item_are_warned_about() -> None:
    with pytest.warns(SmallSampleWarning, match="30 respondents for 10 items"):
        lo.parallel_analysis(survey(30), n_replications=20)
    with pytest.warns(SmallSampleWarning, match="8 respondents for 10 items"):
        lo.empirical_kaiser(survey(8, seed=4))
