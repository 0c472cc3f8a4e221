"""Comparisons of groups: pingouin's figures, Holm, who is left out; and the observations on roles and sectors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pingouin
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning, DataError, MissingDataWarning, OptionError
from lerende_organisatie.schools.groups import holm
from tests.reference.data import load
from tests.unit.report_survey import instrument


@pytest.fixture(scope="module")
def survey() -> lo.Responses:
    return lo.simulate(instrument(), n=900, schools=60, seed=4)


@pytest.fixture(scope="module")
def by_role(survey: lo.Responses) -> lo.GroupComparison:
    return lo.compare_groups(survey, "role", ["clarity", "growth"])


def test_descriptive_figures_welch_and_games_howell_are_those_of_pingouin(
    survey: lo.Responses, by_role: lo.GroupComparison
) -> None:
    frame = pd.DataFrame({"y": lo.score(survey).table["clarity"], "role": survey.frame["role"]}).dropna()
    welch = pingouin.welch_anova(frame, dv="y", between="role").iloc[0]
    assert by_role.tests.loc["clarity", "welch_f"] == pytest.approx(welch["F"])
    assert by_role.tests.loc["clarity", "welch_df2"] == pytest.approx(welch["ddof2"])
    table = pingouin.pairwise_gameshowell(frame, dv="y", between="role")
    clarity = by_role.table.xs("clarity")
    assert clarity["games_howell_p"].to_numpy() == pytest.approx(table["pval"].to_numpy())
    assert clarity["hedges_g"].to_numpy() == pytest.approx(table["hedges"].to_numpy())
    plain = by_role.descriptives.loc[("clarity", "leader")]
    assert plain["mean"] == pytest.approx(frame.loc[frame["role"] == "leader", "y"].mean())


def test_the_interval_of_the_effect_size_holds_it(by_role: lo.GroupComparison) -> None:
    table = by_role.table
    assert (table["hedges_ci_lower"] < table["hedges_g"]).all()
    assert (table["hedges_g"] < table["hedges_ci_upper"]).all()
    assert (table["d"] * table["estimate"] > 0).all()


def test_holm_by_hand_and_over_all_rows(by_role: lo.GroupComparison) -> None:
    assert holm(pd.Series([0.01, np.nan, 0.04, 0.03])) == pytest.approx([0.03, np.nan, 0.06, 0.06], nan_ok=True)
    assert by_role.table["pvalue_holm"].to_numpy() == pytest.approx(holm(by_role.table["pvalue"]))
    assert (by_role.table["pvalue_holm"] >= by_role.table["pvalue"]).all()


def test_degrees_of_freedom_know_whose_factor_it_is(survey: lo.Responses, by_role: lo.GroupComparison) -> None:
    n = by_role.descriptives.loc["clarity", "n"].sum()
    assert by_role.tests.loc["clarity", "df2"] == n - 60 - 3 + 1
    assert lo.compare_groups(survey, "sector", ["clarity"]).tests.loc["clarity", "df2"] == 60 - 3


def test_reference_stands_second(survey: lo.Responses) -> None:
    table = lo.compare_groups(survey, "role", ["clarity"], reference="leader").table
    assert [pair[1:] for pair in table.index][:1] == [("support", "teacher")]
    assert all(pair[2] == "leader" for pair in table.index[1:])


def test_small_groups_are_left_out_in_company() -> None:
    frame = load("schools_unequal")
    frame.loc[[3, 400], "role"] = "caretaker"
    with pytest.warns(MissingDataWarning, match="fewer than 5") as caught:
        found = lo.compare_groups(frame, "role", ["outcome"], cluster="school")
    assert "caretaker" not in str(found.descriptives) + str(found.table) + str(caught[0].message)
    assert "caretaker" not in found.left_out.to_string()
    assert len(frame) - found.descriptives["n"].sum() >= 5


def test_without_schools_it_says_what_it_assumes() -> None:
    frame = load("schools_unequal")
    with pytest.warns(AssumptionWarning, match="independent"):
        found = lo.compare_groups(frame, "role", ["outcome"])
    assert not found.nested
    assert found.table["pvalue"].to_numpy() == pytest.approx(found.table["games_howell_p"].to_numpy())


def test_ignoring_schools_makes_a_factor_of_schools_look_certain() -> None:
    frame = load("schools_unequal")
    nested = lo.compare_groups(frame, "large", ["outcome"], cluster="school").table.iloc[0]
    with pytest.warns(AssumptionWarning):
        plain = lo.compare_groups(frame, "large", ["outcome"]).table.iloc[0]
    assert nested["se"] > 1.3 * plain["se"]


@pytest.mark.parametrize(
    ("by", "outcomes", "match"),
    [
        ("rank", ["outcome"], "no such column"),
        ("role", ["x"], "'x'"),
        ("school", ["outcome"], None),
        ("role", None, "="),
    ],
)
def test_what_cannot_be_compared_is_refused(by: str, outcomes: list[str] | None, match: str | None) -> None:
    frame = load("schools_unequal").head(12).assign(school=lambda data: range(len(data)))
    with pytest.raises(DataError, match=match):
        lo.compare_groups(frame, by, outcomes)


def test_observations_replicate_where_they_were_planted(survey: lo.Responses) -> None:
    found = lo.observations_kools2020(survey)
    assert found.table.loc["leaders_above_teachers", "verdict"] == "replicates"
    assert (found.table["ci_lower"] < found.table["estimate"]).all()
    assert found.dimensions.loc["leaders_above_teachers"].shape[0] == 3


def test_observations_that_do_not_hold_are_not_said_to() -> None:
    frame = lo.simulate(instrument(), n=900, schools=60, seed=6).frame
    frame["role"] = frame["role"].map({"leader": "Leraar", "teacher": "Directeur", "support": "OOP"})
    swapped = lo.read_responses(frame, instrument(), cluster="school", role="role")
    table = lo.observations_kools2020(swapped).table
    assert table.loc["leaders_above_teachers", "verdict"] == "contradicts"
    assert table.loc["primary_above_secondary", "verdict"] == "cannot be tested"
    with pytest.raises(OptionError, match="role= or sector="):
        lo.observations_kools2020(lo.read_responses(frame, instrument(), cluster="school"))
