"""School profiles: means, intervals, shrinkage, change, roles; and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, OptionError, PrivacyError
from lerende_organisatie.schools.means import change, school_means, shrunken_means
from lerende_organisatie.schools.survey import waves_in_order
from tests.unit.school_survey import HOSTILE, STAFF, last_wave, read, responses


@pytest.fixture(scope="module")
def found() -> lo.Profiles:
    return lo.profiles(last_wave(), staff=STAFF)


def test_means_and_intervals_are_those_of_a_sample_from_the_staff(found: lo.Profiles) -> None:
    scores = lo.score(last_wave()).table
    own = scores["clarity"][last_wave().frame["school"] == "alder"].dropna()
    row = found.table.loc[("alder", "clarity")]
    se = own.std() / np.sqrt(len(own)) * np.sqrt(1 - len(own) / STAFF["alder"])
    assert row["n"] == len(own)
    assert row["mean"] == pytest.approx(own.mean())
    assert row["se"] == pytest.approx(se)
    assert row["ci_upper"] == pytest.approx(own.mean() + stats.t.ppf(0.975, len(own) - 1) * se)
    assert found.schools.loc["alder", "response_rate"] == pytest.approx(30 / 34)
    assert lo.profiles(last_wave()).table.loc[("alder", "clarity"), "se"] > se


def test_everyone_answered_leaves_no_uncertainty() -> None:
    scores, school = np.random.default_rng(0).normal(size=(8, 1)), np.zeros(8, dtype=np.intp)
    means = school_means(scores, school, np.array([8.0]), 5, 0.95)
    assert means.se[0, 0] == 0
    assert means.lower[0, 0] == means.mean[0, 0]


def test_the_same_answer_by_all_is_no_certainty() -> None:
    scores = np.concatenate([np.full(6, 3.0), np.arange(6.0)])[:, None]
    means = school_means(scores, np.repeat([0, 1], 6).astype(np.intp), np.full(2, np.nan), 5, 0.95)
    assert means.se[0, 0] > 0


def test_shrunken_means_weigh_by_reliability() -> None:
    rng = np.random.default_rng(1)
    school = np.repeat(np.arange(60), rng.integers(5, 40, 60))
    y = rng.normal(scale=0.4, size=60)[school] + rng.normal(size=len(school))
    found = shrunken_means(y[:, None], school.astype(np.intp), 60, 5, 0.95)
    n = np.bincount(school)
    weight = n * found.between / (n * found.between + found.within)
    own = np.bincount(school, weights=y) / n
    assert found.mean[:, 0] == pytest.approx(found.survey_mean + weight * (own - found.survey_mean))
    assert found.reliability[n.argmin(), 0] < found.reliability[n.argmax(), 0]
    assert (np.abs(found.mean[:, 0] - found.survey_mean) <= np.abs(own - found.survey_mean)).all()


def test_change_is_judged_against_its_standard_error() -> None:
    found = change(*(np.array([v]) for v in (3.0, 0.1, 3.5, 0.2)), 0.95)
    assert found.index[0] == pytest.approx(0.5 / np.sqrt(0.05))
    assert found.reliable[0]
    assert not change(*(np.array([v]) for v in (3.0, 0.2, 3.5, 0.2)), 0.95).reliable[0]
    assert not change(*(np.array([v]) for v in (np.nan, 0.2, 3.5, 0.2)), 0.95).reliable[0]


def test_the_wave_before_is_found_and_the_change_is_the_difference() -> None:
    both = lo.profiles(responses(), staff=STAFF)
    earlier = lo.profiles(responses(), wave=2024, staff=STAFF)
    row = both.table.loc[("alder", "trust")]
    assert row["earlier"] == pytest.approx(earlier.table.loc[("alder", "trust"), "mean"])
    assert row["change"] == pytest.approx(row["mean"] - row["earlier"])
    assert "change" not in earlier.table
    frame = responses().frame
    first = read(frame[frame["year"] == 2024].drop(columns="year"), wave=None)
    given = lo.profiles(last_wave(), earlier=first)
    assert given.table.loc[("alder", "trust"), "change"] == pytest.approx(row["change"])


def test_waves_are_ordered_as_people_number_them() -> None:
    assert waves_in_order(pd.Series(["wave 10", "wave 2", None])) == ["wave 2", "wave 10"]
    assert waves_in_order(pd.Series([2025.0, 2024.0])) == [2024.0, 2025.0]


def test_small_schools_are_left_out_and_count_nowhere(found: lo.Profiles) -> None:
    assert found.left_out["school"].tolist() == ["gorse"]
    assert "gorse" not in found.schools.index
    frame = last_wave().frame
    without = lo.profiles(read(frame[frame["school"] != "gorse"], wave=None), staff=STAFF)
    pd.testing.assert_frame_equal(found.survey, without.survey)
    with pytest.raises(PrivacyError, match="fewer than 5"):
        found.school("gorse")


def test_one_school_has_its_own_profile(found: lo.Profiles) -> None:
    one = lo.school_profile(last_wave(), "alder", staff=STAFF, threshold=3.0)
    pd.testing.assert_frame_equal(one.table.drop(columns="in_place"), found.table.loc["alder"].drop(columns="in_place"))
    assert one.share_in_place == (one.table["mean"] >= 3).mean()
    assert one.highest(2).iloc[0] == one.items.max()
    assert one.lowest(2).iloc[0] == one.items.min()
    assert one.staff == 34
    assert set(one.roles.columns) == {"n", "mean", "se"}
    with pytest.raises(OptionError, match="alder"):
        found.school("aldr")
    assert found.school(HOSTILE).school == HOSTILE


def test_agreement_is_that_of_rwg(found: lo.Profiles) -> None:
    theirs = lo.rwg(last_wave()).per_scale.loc[("trust", "birch")]
    ours = found.table.loc[("birch", "trust")]
    assert [ours["rwg_j"], ours["ad"]] == pytest.approx([theirs["rwg_j"], theirs["ad"]])


def test_facets_are_shown_where_answers_suffice() -> None:
    simulated = lo.simulate(lo.load_instrument("slo"), n=400, schools=40, seed=2)
    facets = lo.profiles(simulated).facets
    assert set(facets.index.get_level_values("facet")) == {"knowledge-driven", "distributed", "teacher-leadership"}
    assert facets["n"].min() >= 5
    assert set(facets["dimension"]) == {"leadership"}


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(DataError, match="more respondents than its 3 staff"):
        lo.profiles(last_wave(), staff={"alder": 3})
    with pytest.raises(OptionError, match="no wave"):
        lo.profiles(last_wave(), wave=3)
    with pytest.raises(OptionError, match="2024, 2025"):
        lo.profiles(responses(), wave=2026)
    with pytest.raises(OptionError, match="minimum_group_size"):
        lo.profiles(last_wave(), minimum_group_size=2)
    with pytest.raises(PrivacyError, match="nothing can be shown"):
        lo.profiles(last_wave(), minimum_group_size=50)
    with pytest.raises(OptionError, match="takes Responses"):
        lo.profiles(pd.DataFrame())  # type: ignore[arg-type]
