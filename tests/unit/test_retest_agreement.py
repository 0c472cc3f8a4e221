"""Test-retest reliability: matching, figures by hand, the picture, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning, DataError, MissingDataWarning, OptionError, SmallSampleWarning
from tests.unit.reliability_answers import survey


def occasions(n: int = 200, shift: float = 0.0, seed: int = 4) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    true = rng.normal(3, 0.8, n)
    first, second = (pd.DataFrame({"score": true + rng.normal(0, 0.4, n)}) for _ in range(2))
    return first, second + shift


def test_figures_by_hand() -> None:
    first, second = occasions(shift=0.3)
    row = lo.test_retest(first, second).table.loc["score"]
    difference = (second - first)["score"]
    assert row["mean_difference"] == pytest.approx(difference.mean())
    assert row["sem_consistency"] == pytest.approx(difference.std() / np.sqrt(2))
    # both the scatter and the shift are error: half the mean squared difference, without its own sampling error
    agreement = (difference.var() + difference.mean() ** 2 - difference.var() / len(difference)) / 2
    assert row["sem_agreement"] == pytest.approx(np.sqrt(agreement))
    assert row["sdc"] == pytest.approx(1.96 * np.sqrt(2) * row["sem_agreement"], rel=1e-4)
    assert (row["loa_lower"], row["loa_upper"]) == pytest.approx(
        (difference.mean() - 1.96 * difference.std(), difference.mean() + 1.96 * difference.std()), rel=1e-4
    )
    assert row["icc"] < row["icc_consistency"]
    assert row["icc_ci_lower"] < row["icc"] < row["icc_ci_upper"]


def test_respondents_are_matched_by_name_and_not_by_place() -> None:
    first, second = occasions()
    first["who"] = [f"r{i}" for i in range(200)]
    second["who"] = first["who"]
    shuffled = second.sample(frac=1, random_state=2)[:150]
    found = lo.test_retest(first, shuffled, respondent="who")
    same = lo.test_retest(first, second.loc[sorted(shuffled.index)], respondent="who")
    pd.testing.assert_frame_equal(found.table, same.table)
    assert found.table.loc["score", "n"] == 150
    with pytest.raises(DataError, match="different rows"):
        lo.test_retest(first, shuffled)
    with pytest.raises(DataError, match="names 1 respondents more than once"):
        lo.test_retest(first, second.assign(who=["r1", "r1", *second["who"][2:]]), respondent="who")
    with pytest.raises(DataError, match="no respondent"):
        lo.test_retest(first, second.assign(who="x" + second["who"]), respondent="who")
    with pytest.raises(DataError, match=r"(?s)'whom' is not in the data of the first.*of the second"):
        lo.test_retest(first, second, respondent="whom")


def test_scales_of_responses_are_scored() -> None:
    first = survey(120)
    again = survey(120)
    with pytest.raises(DataError, match="every difference is 0"):
        lo.test_retest(first, again)
    noisy = first.keyed.copy()
    noisy.loc[:60, "a_i1"] = 6 - noisy.loc[:60, "a_i1"]
    found = lo.test_retest(first.keyed, noisy, scales={"a": first.scales["a"]})
    assert found.table.index.tolist() == ["a"]
    assert found.table.loc["a", "mean_first"] == pytest.approx(first.keyed[list(first.scales["a"])].mean().mean())


def test_incomplete_and_few_respondents_are_warned_about() -> None:
    first, second = occasions()
    first.loc[:39, "score"] = np.nan
    with pytest.warns(MissingDataWarning, match="40 of 200 respondents miss an answer"):
        found = lo.test_retest(first, second)
    assert found.table.loc["score", "n"] == 160
    with pytest.warns(SmallSampleWarning, match="20 respondents; COSMIN asks for 50"):
        lo.test_retest(*(frame[-20:] for frame in occasions()))


BAD = {
    "constant": (lambda f: f * 0 + 1, "do not differ|every difference"),
    "everything missing": (lambda f: f * np.nan, "0 of 200 persons"),
    "words": (lambda f: f.assign(score="high"), "not numeric"),
}


@pytest.mark.parametrize(("spoil", "message"), BAD.values(), ids=BAD)
def test_bad_scores_are_named(spoil: object, message: str) -> None:
    first, second = occasions()
    with pytest.raises(DataError, match=message):
        lo.test_retest(spoil(first), spoil(second))  # type: ignore[operator]


def test_icc_forms_refuse_and_warn() -> None:
    first, second = occasions()
    both = pd.concat([first, second.rename(columns={"score": "again"})], axis=1)
    with pytest.raises(DataError, match="two columns or more"):
        lo.icc_forms(first)
    with pytest.raises(DataError, match="0 of 0 persons"):
        lo.icc_forms(both * np.nan)
    with pytest.raises(DataError, match="do not differ"):
        lo.icc_forms(both * 0)
    with pytest.raises(OptionError, match="level"):
        lo.icc_forms(both, level=95)
    with pytest.warns(AssumptionWarning, match="the same but for a constant"):
        same = lo.icc_forms(both.assign(again=lambda f: f["score"]))
    assert same.table["estimate"].tolist() == pytest.approx([1.0] * 6)
    gaps = both.copy()
    gaps.loc[:49, "again"] = np.nan
    with pytest.warns(MissingDataWarning, match="50 of 200 persons"):
        assert lo.icc_forms(gaps).n == 150


def test_limits_of_agreement_by_hand() -> None:
    found = lo.bland_altman([1.0, 2, 3, 4], [2.0, 2, 5, 5])
    assert found.mean_difference.estimate == 1
    assert found.sd_difference == pytest.approx(np.sqrt(2 / 3))
    assert found.upper_limit.estimate == pytest.approx(1 + 1.959964 * np.sqrt(2 / 3), rel=1e-6)
    assert "array" not in repr(found)
    with pytest.raises(DataError, match="4 and 3 values"):
        lo.bland_altman([1.0, 2, 3, 4], [2.0, 2, 5])
    with pytest.raises(DataError, match="different indices"):
        lo.bland_altman(pd.Series([1.0, 2], index=[0, 1]), pd.Series([1.0, 2], index=[1, 0]))


def test_differences_that_grow_with_the_level_are_warned_about() -> None:
    first, second = occasions()
    with pytest.warns(AssumptionWarning, match="the differences depend on the means"):
        lo.bland_altman(first["score"], 1.5 * second["score"])


def test_the_picture_shows_nobody_unless_asked(tmp_path: Path) -> None:
    first, second = occasions(60)
    found = lo.bland_altman(first["score"], second["score"])
    closed = lo.bland_altman_picture(found, tmp_path / "closed.svg").read_text(encoding="utf-8")
    assert "<ellipse" not in closed
    assert "squares with fewer than 5 respondents are left white" in closed
    opened = lo.bland_altman_picture(found, tmp_path / "open.svg", individuals=True).read_text(encoding="utf-8")
    assert opened.count("<ellipse") == 60
    assert lo.bland_altman_picture(found, tmp_path / "closed.png").read_bytes()[:4] == b"\x89PNG"
    with pytest.raises(OptionError, match=r"\.svg or \.png"):
        lo.bland_altman_picture(found, tmp_path / "picture.pdf")
    with pytest.raises(OptionError, match="cannot be written"):
        lo.bland_altman_picture(found, tmp_path / "no" / "closed.svg")
