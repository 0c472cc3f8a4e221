"""ICC, rwg(J) and average deviation beside multilevel, psych and lme4, on data that multilevel ships and simulated."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning, SmallSampleWarning
from tests.conftest import Reference
from tests.reference.close import CLOSED_FORM, STANDARD_ERRORS, assert_close
from tests.reference.data import DataInRError, load

ONE_WAY = {
    "bhr": ("multilevel_bhr2000", "GRP"),
    "lq": ("multilevel_lq2002", "COMPID"),
    "klein": ("multilevel_klein2000", "GRPID"),
    "survey": ("survey65", "school"),
    "unequal": ("schools_unequal", "school"),
}


def data(name: str) -> pd.DataFrame:
    """The named data; skipped where only R has them and R is not there."""
    try:
        return load(name)
    except DataInRError as reason:
        pytest.skip(str(reason))


@pytest.mark.parametrize("case", ONE_WAY)
def test_icc_equals_multilevel_and_lme4(reference: Reference, case: str) -> None:
    name, group = ONE_WAY[case]
    theirs = reference("aggregation")[case]
    ours = lo.icc(data(name)[[group, *theirs]], group).table
    assert list(ours.index) == list(theirs)
    for column, values in theirs.items():
        assert_close(ours.loc[column, "icc1"], values["icc1"], CLOSED_FORM, what="ICC(1)")
        assert_close(ours.loc[column, "icc2"], values["icc2"], CLOSED_FORM, what="ICC(2)")
        for figure, key in (
            ("variance_between", "between"),
            ("variance_within", "within"),
            ("mean", "mean"),
            ("mean_se", "mean_se"),
        ):
            assert_close(ours.loc[column, figure], values[key], STANDARD_ERRORS, what=f"{column} {figure}")


def test_intervals_of_equal_clusters_equal_psych(reference: Reference) -> None:
    theirs = reference("aggregation")["equal"]
    wide = load("survey65").iloc[:400, :7]
    people = pd.DataFrame({"answer": wide.to_numpy().ravel(), "school": np.repeat(np.arange(400), 7)})
    row = lo.icc(people, "school").table.loc["answer"]
    for figure in ("icc1", "icc2"):
        assert_close(row[figure], theirs[figure], CLOSED_FORM, what=figure)
        assert_close(row[f"{figure}_ci_lower"], theirs[f"{figure}_lower"], CLOSED_FORM, what=f"{figure} lower")
        assert_close(row[f"{figure}_ci_upper"], theirs[f"{figure}_upper"], CLOSED_FORM, what=f"{figure} upper")


@pytest.mark.parametrize(
    ("case", "name", "group"),
    [("lq_agreement", "multilevel_lq2002", "COMPID"), ("unequal_agreement", "schools_unequal", "school")],
)
def test_agreement_equals_multilevel(reference: Reference, case: str, name: str, group: str) -> None:
    values = reference("aggregation")
    theirs = values[case]
    items = values["lq_items"] if case == "lq_agreement" else ["a1", "a2", "a3", "a4"]
    ours = lo.rwg(data(name), group, categories=5, items=items)
    table = ours.table.set_axis(ours.table.index.astype(str)).loc[theirs["cluster"]]
    assert len(ours.table) == len(theirs["cluster"])
    assert table["n"].tolist() == theirs["n"]
    for column, key in (
        ("rwg_j", "rwg_j"),
        ("rwg_j_lindell", "lindell"),
        ("ad", "ad"),
        ("ad_median", "ad_median"),
    ):
        assert_close(table[column], theirs[key], CLOSED_FORM, what=column)
    first = ours.per_item.set_axis(ours.per_item.index.astype(str)).loc[theirs["cluster"], items[0]]
    assert_close(first, theirs["first"], CLOSED_FORM, what="rwg of one item")


def test_a_bare_frame_is_taken_to_have_five_categories_and_says_so() -> None:
    frame = load("schools_unequal")[["school", "a1", "a2"]]
    with pytest.warns(AssumptionWarning, match="5 are assumed"):
        found = lo.rwg(frame, "school")
    assert found.null.value == 2.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert lo.rwg(frame, "school", null_variance=2.0).table.equals(found.table)


def test_pingouin_gives_the_same_equal_cluster_icc() -> None:
    import pingouin

    wide = load("survey65").iloc[:60, :5]
    people = pd.DataFrame(
        {"answer": wide.to_numpy().ravel(), "school": np.repeat(np.arange(60), 5), "rater": np.tile(np.arange(5), 60)}
    )
    table = pingouin.intraclass_corr(people, targets="school", raters="rater", ratings="answer").set_index("Type")
    names = [name for name in table.index if name in {"ICC1", "ICC1k", "ICC(1,1)", "ICC(1,k)"}]
    ours = lo.icc(people[["answer", "school"]], "school").table.loc["answer"]
    assert_close([ours["icc1"], ours["icc2"]], table.loc[names, "ICC"].to_numpy(), CLOSED_FORM, what="pingouin")


def test_few_clusters_are_warned_about() -> None:
    frame = load("schools_unequal")
    with pytest.warns(SmallSampleWarning, match="few"):
        lo.icc(frame.loc[frame["school"] < 6, ["school", "a1"]], "school")
