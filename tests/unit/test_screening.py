"""Screening: what each index finds, who is flagged, and that Responses are read as they were given."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, ItemWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.screening.indices import even_odd_consistency, individual_variability, longstring
from tests.unit.reliability_answers import likert, survey

NA = np.nan


def answers(n: int = 300, seed: int = 5) -> pd.DataFrame:
    """Three scales of four items, the last of each reverse-worded."""
    rng = np.random.default_rng(seed)
    factor = np.repeat(np.arange(3), 4)
    sign = np.where(np.arange(12) % 4 == 3, -1, 1)
    y = rng.normal(size=(n, 3))[:, factor] * 0.85 * sign + rng.normal(size=(n, 12)) * 0.5
    return pd.DataFrame(np.clip(np.round(1.1 * y + 3), 1, 5), columns=[f"q{j + 1}" for j in range(12)])


SCALES = {"a": ["q1", "q2", "q3", "q4"], "b": ["q5", "q6", "q7", "q8"], "c": ["q9", "q10", "q11", "q12"]}
REVERSE = ("q4", "q8", "q12")


def test_longstring_passes_over_missing_answers() -> None:
    raw = np.array([[1, 1, 2, 2, 2], [3, NA, 3, 3, 1], [NA] * 5, [1, 2, 3, 4, 5], [4] * 5])
    assert longstring(raw).tolist() == [3, 3, 0, 1, 5]


def test_variability_is_the_standard_deviation_of_what_is_given() -> None:
    raw = np.array([[1, 2, 3.0], [2, NA, 4], [NA, NA, 1], [5, 5, 5]])
    assert individual_variability(raw) == pytest.approx([1, np.sqrt(2), NA, 0], nan_ok=True)


def test_even_odd_by_hand() -> None:
    # half-scale means: odd 1 3 5, even 2 3 4: r = 1; for the second row odd 1 3 5, even 5 3 1: r = -1, and no lower
    keyed = np.array([[1, 2, 3, 3, 5, 4.0], [1, 5, 3, 3, 5, 1], [3, 3, 3, 3, 3, 3], [1, NA, 3, 3, 5, 4]])
    scales = [np.array([0, 1]), np.array([2, 3]), np.array([4, 5])]
    assert even_odd_consistency(keyed, scales, 3) == pytest.approx([1, -1, NA, NA], nan_ok=True)


def test_a_straightliner_and_a_random_answerer_are_flagged_and_careful_ones_are_not() -> None:
    frame = answers()
    careless = frame.copy()
    careless.iloc[0] = 3.0
    careless.iloc[1] = [1, 5, 1, 5, 5, 1, 5, 5, 1, 5, 1, 1]
    before = lo.screen(frame, scales=SCALES, reverse=REVERSE, categories=range(1, 6))
    after = lo.screen(careless, scales=SCALES, reverse=REVERSE, categories=range(1, 6))
    assert before.n_flagged <= 0.02 * before.n
    assert after.table["flagged"].iloc[:2].all()
    assert after.table.loc[0, ["flag_longstring", "flagged"]].all()
    assert after.table.loc[1, ["flag_even_odd", "flag_mahalanobis_p", "flagged"]].all()
    assert np.isnan(after.table.loc[0, "even_odd"])
    assert after.n_flagged == after.table["flagged"].sum()
    assert after.summary.loc["even_odd", "n_defined"] == after.table["even_odd"].notna().sum()


def test_synonyms_and_antonyms_are_found_on_answers_as_given() -> None:
    found = lo.screen(answers(), rule=lo.ScreeningRule(fewest_pairs=3))
    pairs = found.pairs.groupby("kind").size()
    assert pairs.to_dict() == {"antonym": 9, "synonym": 9}
    assert found.table["synonyms"].median() > 0.5
    assert found.table["antonyms"].median() < -0.5
    assert "even_odd" in found.not_computed
    assert "even_odd" not in found.table


def test_times_flag_the_fast() -> None:
    frame = answers(60).assign(time=60.0)
    frame.loc[3, "time"] = 12 * 1.9
    frame.loc[4, "time"] = NA
    found = lo.screen(frame, seconds="time")
    assert found.table.index[found.table["flagged"]].tolist() == [3]
    assert found.table.loc[3, "seconds_per_item"] == pytest.approx(1.9)
    assert np.isnan(found.table.loc[4, "seconds_per_item"])
    series = lo.screen(frame.drop(columns="time"), seconds=frame["time"].sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(series.table, found.table)
    with pytest.raises(DataError, match="negative"):
        lo.screen(frame, seconds=-frame["time"], items=frame.columns[:12])


def test_responses_are_screened_as_given_and_keyed_within_scales() -> None:
    base = lo.load_instrument("slo")
    responses = lo.simulate(base, n=150, seed=3)
    with pytest.warns(match="patterns of missing answers"):
        found = lo.screen(responses)
    raw = responses.items.to_numpy()
    assert found.items == tuple(responses.items.columns)
    assert found.table["longstring"].tolist() == longstring(raw).tolist()
    assert found.table["irv"].to_numpy() == pytest.approx(individual_variability(raw), nan_ok=True)
    keyed = responses.keyed[list(found.items)].to_numpy()
    place = {item: j for j, item in enumerate(found.items)}
    scales = [np.array([place[i] for i in items]) for items in responses.scales.values()]
    assert found.table["even_odd"].to_numpy() == pytest.approx(even_odd_consistency(keyed, scales, 3), nan_ok=True)


def test_keying_matters_only_where_it_should() -> None:
    frame = answers()
    turned = frame.assign(**{item: 6 - frame[item] for item in REVERSE})
    offered = dataclasses.make_dataclass("Given", ["keyed", "scales", "categories", "items"], frozen=True)
    scales = {name: tuple(items) for name, items in SCALES.items()}
    ours = lo.screen(offered(turned, scales, (1, 2, 3, 4, 5), frame))
    by_hand = lo.screen(frame, scales=SCALES, reverse=REVERSE, categories=(1, 2, 3, 4, 5))
    pd.testing.assert_frame_equal(ours.table, by_hand.table)
    unkeyed = lo.screen(frame, scales=SCALES)
    assert unkeyed.table["even_odd"].mean() < ours.table["even_odd"].mean()
    pd.testing.assert_series_equal(unkeyed.table["mahalanobis"], ours.table["mahalanobis"])


def test_the_order_of_the_items_is_the_order_administered() -> None:
    frame = pd.DataFrame(
        [[1, 2, 1, 2], [1, 2, 3, 4], [2, 2, 1, 3], [4, 1, 2, 2], [3, 3, 1, 5], [5, 4, 2, 1]], dtype=float
    )
    frame.columns = list("abcd")
    assert lo.screen(frame).table.loc[0, "longstring"] == 1
    assert lo.screen(frame, ["a", "c", "b", "d"]).table.loc[0, "longstring"] == 2


def test_the_rule_is_the_callers() -> None:
    frame = answers()
    strict = lo.ScreeningRule(irv_below=5.0, needed=1)
    found = lo.screen(frame, rule=strict)
    assert found.n_flagged == len(frame)
    assert found.summary.loc["irv", "source"] == "given with the rule"
    assert "Curran" in found.summary.loc["longstring", "source"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        strict.needed = 3  # type: ignore[misc]
    with pytest.raises(OptionError, match=r"mahalanobis_p_below must lie between 0 and 1, not 5.*needed must be 1"):
        lo.ScreeningRule(mahalanobis_p_below=5, needed=0)


def test_no_respondent_stands_in_its_printed_form() -> None:
    assert repr(lo.screen(answers())) == "Screening: 300 respondents x 12 items, 0 flagged; see .summary"


BAD = {
    "no rows": (lambda f: f.iloc[:0], "no rows"),
    "one item": (lambda f: f[["i1"]], "needs 2 items"),
    "words": (lambda f: f.assign(i2="often"), "'i2' is not numeric"),
    "everything missing": (lambda f: f * NA, "every answer is missing"),
}


@pytest.mark.parametrize(("spoil", "message"), BAD.values(), ids=BAD)
def test_answers_that_cannot_be_screened_are_named(spoil: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        lo.screen(spoil(likert()))  # type: ignore[operator]


def test_what_cannot_be_computed_is_said() -> None:
    frame = likert(100, 5)
    with pytest.warns(ItemWarning, match="everyone gave the same answer to 'i2'"):
        constant = lo.screen(frame.assign(i2=3.0))
    assert constant.table["mahalanobis"].notna().all()
    with pytest.warns(ItemWarning, match="no Mahalanobis distance: items 'i1', 'copy' are linearly dependent"):
        copied = lo.screen(frame.assign(copy=frame["i1"]))
    assert "mahalanobis" not in copied.table
    assert "linearly dependent" in copied.not_computed["mahalanobis_p"]
    with pytest.warns(SmallSampleWarning, match="5 respondents for 5 items"):
        few = lo.screen(frame.iloc[:5])
    assert "mahalanobis" not in few.table
    with pytest.warns(ItemWarning, match="nobody answered 'i2'"):
        lo.screen(frame.assign(i2=NA))
    with pytest.raises(OptionError, match="categories="):
        lo.screen(frame, reverse=["i1"])


def test_a_respondent_without_answers_is_flagged_and_has_no_distance() -> None:
    frame = likert(100, 12)
    frame.iloc[7] = NA
    row = lo.screen(frame).table.loc[7]
    assert row["flagged"]
    assert row["flag_share_missing"]
    assert np.isnan(row["mahalanobis"])


def test_patterns_of_few_respondents_are_counted_together() -> None:
    frame = likert(100, 4)
    frame.loc[:9, "i4"] = NA
    frame.loc[10:12, ["i1", "i2"]] = NA
    frame.loc[13] = NA
    found = lo.missing_patterns(frame)
    assert (found.n_patterns, found.n_complete, found.n_without_answers, found.monotone) == (4, 86, 1, False)
    assert found.table["n"].tolist() == [86, 10, 4]
    assert found.table.loc["other", "items"] == "2 patterns of fewer than 5 respondents each"
    assert lo.missing_patterns(frame, fewest=1).table["n"].tolist() == [86, 10, 3, 1]
    dropped_out = frame.assign(i1=1.0, i2=1.0, i3=1.0)
    assert lo.missing_patterns(dropped_out).monotone
    with pytest.raises(OptionError):
        lo.missing_patterns(frame, fewest=0)


def test_little_needs_something_missing() -> None:
    frame = likert(100, 4)
    with pytest.raises(DataError, match="no answer is missing"):
        lo.little_mcar(frame)
    with pytest.raises(DataError, match="there are no answers"):
        lo.little_mcar(frame * NA)
    frame.loc[:20, "i1"] = NA
    with pytest.raises(DataError, match="'i2' is constant"):
        lo.little_mcar(frame.assign(i2=2.0))
    with pytest.raises(DataError, match="linearly dependent"):
        lo.little_mcar(frame.assign(copy=frame["i3"]))


def test_little_sees_that_the_missing_differ() -> None:
    frame = likert(400, 4, seed=8)
    gone = frame.copy()
    gone.loc[frame["i1"] > 3, "i4"] = NA
    assert lo.little_mcar(gone).pvalue < 1e-6
    at_random = frame.copy()
    at_random.loc[np.random.default_rng(1).random(400) < 0.3, "i4"] = NA
    found = lo.little_mcar(at_random)
    assert found.df == 3
    assert found.pvalue > 0.01


def test_results_with_and_without_the_flagged() -> None:
    frame = answers()
    frame.iloc[:30] = 3.0
    keyed = frame.assign(**{item: 6 - frame[item] for item in REVERSE})
    found = lo.screen(frame, scales=SCALES, reverse=REVERSE, categories=range(1, 6))
    both = lo.screening_sensitivity(keyed, found, scales=SCALES)
    assert both.n_flagged == found.n_flagged >= 30
    table = both.table.set_index(["part", "scale", "figure"])
    kept = keyed[~found.table["flagged"]]
    assert table.loc[("reliability", "a", "alpha"), "without_flagged"] == lo.cronbach_alpha(kept, SCALES["a"]).estimate
    assert table.loc[("reliability", "a", "alpha"), "all"] == lo.cronbach_alpha(keyed, SCALES["a"]).estimate
    fit = lo.cfa(both.model, kept)
    assert table.loc[("fit", "", "cfi"), "without_flagged"] == pytest.approx(fit.fit_measures["cfi"], abs=1e-9)
    assert table.loc[("fit", "", "n"), "all"] == 300
    difference = table["without_flagged"] - table["all"]
    assert np.allclose(table["difference"], difference)


def test_sensitivity_says_what_it_could_not_do() -> None:
    frame = answers(100)
    with pytest.raises(DataError, match="the screening is of 100 respondents"):
        lo.screening_sensitivity(frame.iloc[:50], lo.screen(frame))
    everybody = lo.screen(frame, rule=lo.ScreeningRule(irv_below=9.0, needed=1))
    with pytest.raises(DataError, match="every respondent is flagged"):
        lo.screening_sensitivity(frame, everybody, scales=SCALES)
    scales = {**SCALES, "one": ["q1"]}
    with pytest.warns(ItemWarning, match="scale 'one' has one item"):
        found = lo.screening_sensitivity(frame, lo.screen(frame), scales=scales)
    assert any("has one item" in note for note in found.notes)
    with pytest.raises(OptionError, match="missing"):
        lo.screening_sensitivity(frame, missing="pairwise")  # type: ignore[arg-type]


def test_sensitivity_of_answers_to_an_instrument() -> None:
    found = lo.screening_sensitivity(survey(200))
    assert set(found.table["scale"]) == {"a", "b", ""}
    assert found.table["all"].notna().all()
