"""Simulated surveys: the same for a seed, marked as synthetic, with the planted differences."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import ModelSyntaxError, OptionError
from lerende_organisatie.responses.responses import Responses
from lerende_organisatie.studies.simulation import SECTORS

BIG = 20_000


@pytest.fixture(scope="module")
def survey() -> Responses:
    return lo.simulate(lo.load_instrument("slo"))


@pytest.fixture(scope="module")
def big() -> pd.DataFrame:
    """Dimension means of a big survey with who they are from."""
    responses = lo.simulate(lo.load_instrument("slo"), n=BIG, schools=2000, seed=11)
    return lo.score(responses).table.join(responses.frame[["school", "role", "sector"]])


def test_the_bundled_example_is_as_large_as_the_published_survey(survey: Responses) -> None:
    assert survey.n == 1703
    assert survey.frame["school"].nunique() == 178
    assert survey.frame["school"].value_counts().min() >= 2
    assert len(survey.item_ids) == 65
    assert survey.frame["respondent"].is_unique
    assert set(survey.frame["role"]) == {"leader", "teacher", "support"}
    assert set(survey.frame["sector"]) == set(SECTORS)
    assert survey.frame.groupby("school")["sector"].nunique().max() == 1


def test_it_says_that_it_is_synthetic(survey: Responses) -> None:
    assert survey.frame.attrs["synthetic"] is True
    assert "synthetic" in survey.reading.summary()


def test_few_respondents_answer_everything(survey: Responses) -> None:
    """So that the way missing answers are dealt with matters: 0.95 to the power 65 is 3.6% of 1,703."""
    expected = 1703 * 0.95**65
    complete = int(survey.items.notna().all(axis=1).sum())
    assert complete == pytest.approx(expected, abs=4 * expected**0.5)


def test_one_seed_one_survey_also_in_another_process() -> None:
    code = (
        "import lerende_organisatie as lo\n"
        "frame = lo.simulate(lo.load_instrument('slo'), n=60, schools=6, seed=5).frame\n"
        "print(frame.to_csv(index=False), end='')"
    )
    here = lo.simulate(lo.load_instrument("slo"), n=60, schools=6, seed=5).frame.to_csv(index=False)
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert there == here
    other = lo.simulate(lo.load_instrument("slo"), n=60, schools=6, seed=6).frame.to_csv(index=False)
    assert other != here


def test_more_missing_answers_leave_the_others_as_they_were() -> None:
    slo = lo.load_instrument("slo")
    few = lo.simulate(slo, n=200, seed=3, missing=0.0).items
    many = lo.simulate(slo, n=200, seed=3, missing=0.3).items
    assert few.notna().all(axis=None)
    pd.testing.assert_frame_equal(few.where(many.notna()), many)


def test_the_two_observations_are_planted(big: pd.DataFrame) -> None:
    means = big.drop(columns="school").groupby(["role", "sector"]).mean()
    by_role = means.groupby("role").mean()
    assert (by_role.loc["leader"] > by_role.loc["teacher"]).all()
    assert (by_role.loc["leader"] > by_role.loc["support"]).all()
    by_sector = means.groupby("sector").mean()
    assert (by_sector.loc["vo"] < by_sector.loc["po"]).all()


def test_staff_of_one_school_agree_a_little(big: pd.DataFrame) -> None:
    """A dimension's intraclass correlation is a little below the tenth of its factor, for answers hold error."""
    po = big[(big["sector"] == "po") & (big["role"] == "teacher")]
    sizes = po.groupby("school").size()
    vision = po[po["school"].isin(sizes[sizes > 1].index)].groupby("school")["vision"]
    within = (vision.var(ddof=1) * (vision.size() - 1)).sum() / (vision.size() - 1).sum()
    total = po["vision"].var(ddof=1)
    assert 0.05 < 1 - within / total < 0.12


def test_reverse_items_are_answered_the_other_way_round() -> None:
    from tests.agreement.bfi_instrument import REVERSED, SCALES, bfi_instrument

    responses = lo.simulate(bfi_instrument(), n=3000, seed=1, missing=0.0)
    for items in SCALES.values():
        keyed = responses.keyed[list(items)].corr().to_numpy()
        assert keyed[~np.eye(len(items), dtype=bool)].min() > 0.2
    raw = responses.items.corr()
    assert raw.loc["A1", "A2"] < -0.2
    assert "A1" in REVERSED


def test_another_structure_can_hold() -> None:
    responses = lo.simulate(lo.load_instrument("slo"), n=3000, seed=1, structure="theory7")
    assert responses.structure == "theory7"
    seven = next(iter(lo.load_instrument("slo").structures["theory7"].scales.values()))
    loadings_apart = responses.keyed[list(seven)].corr().to_numpy()
    within = loadings_apart[:7, :7][~np.eye(7, dtype=bool)].mean()
    across = loadings_apart[:7, 7:].mean()
    assert across == pytest.approx(within, abs=0.06)


@pytest.mark.parametrize(
    "wrong",
    [{"n": 0}, {"n": 5, "schools": 6}, {"schools": 0}, {"seed": -1}, {"missing": 1.0}, {"missing": -0.1},
     {"structure": "nine"}],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(OptionError):
        lo.simulate(lo.load_instrument("slo"), **wrong)


def test_model_text_gives_a_normal_sample_with_its_moments() -> None:
    frame = lo.simulate("f =~ 0.7*x1 + 0.8*x2\nf ~ 0.5*z\nx1 ~~ 0.51*x1\nx1 ~ 2*1", n=100_000, seed=1)
    assert list(frame.columns) == ["x1", "x2", "z"]
    assert frame.attrs["synthetic"] is True
    variance = 0.25 + 1.0  # of f: half of z, and a residual variance of one
    expected = [
        [0.49 * variance + 0.51, 0.56 * variance, 0.35],
        [0.56 * variance, 0.64 * variance + 1.0, 0.40],
        [0.35, 0.40, 1.0],
    ]
    np.testing.assert_allclose(frame.cov(), expected, atol=0.03)
    np.testing.assert_allclose(frame.mean(), [2.0, 0.0, 0.0], atol=0.02)
    pd.testing.assert_frame_equal(frame, lo.simulate("f =~ 0.7*x1 + 0.8*x2\nf ~ 0.5*z\nx1 ~~ 0.51*x1\nx1 ~ 2*1",
                                                     n=100_000, seed=1))  # fmt: skip
    assert lo.simulate("f =~ 0.7*x1", n=1000, missing=0.2).isna().mean().item() == pytest.approx(0.2, abs=0.06)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("f =~ x1 + 0.5*x2", "no value"),
        ("f =~ a*x1", "no value"),
        ("f =~ 0.5*x1\nf ~~ -1*f", "negative variance"),
        ("f =~ 0.5*x1 + 0.5*x2\nx1 ~~ 3*x2", "correlation beyond one"),
        ("f =~ 0.5*", "line 1"),
    ],
)
def test_model_text_that_is_no_population_is_refused(text: str, says: str) -> None:
    with pytest.raises(ModelSyntaxError, match=says):
        lo.simulate(text, n=10)


def test_a_name_is_not_model_text() -> None:
    with pytest.raises(OptionError, match="load_instrument"):
        lo.simulate("slo")
    with pytest.raises(OptionError, match="go with an instrument"):
        lo.simulate("f =~ 0.5*x1", languages={"nl": 1.0})
    with pytest.raises(OptionError, match="a DataFrame was given"):
        lo.simulate(pd.DataFrame({"a": [1]}))  # type: ignore[call-overload]
