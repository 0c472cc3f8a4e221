"""Adequacy, components, congruence and placement."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from lerende_organisatie.errors import DataError, ItemWarning, MissingDataWarning, OptionError, SmallSampleWarning
from lerende_organisatie.psychometrics.structure.adequacy import bartlett_sphericity, kmo
from lerende_organisatie.psychometrics.structure.components import pca
from lerende_organisatie.psychometrics.structure.congruence import congruence
from lerende_organisatie.psychometrics.structure.placement import share_where_expected
from lerende_organisatie.psychometrics.structure.rotation import rotate
from tests.reference.data import load

Analysis = Callable[..., object]
ANALYSES: tuple[Analysis, ...] = (kmo, bartlett_sphericity, pca)


def two_blocks(n: int = 300, seed: int = 1) -> pd.DataFrame:
    """Four items of one factor and three of another, correlated."""
    rng = np.random.default_rng(seed)
    f = rng.normal(size=(n, 2)) @ np.array([[1, 0.4], [0, 0.9]])
    x = f[:, [0, 0, 0, 0, 1, 1, 1]] * 0.8 + rng.normal(size=(n, 7)) * 0.6
    return pd.DataFrame(x, columns=list("abcdxyz"))


def survey65() -> tuple[pd.DataFrame, dict[str, list[str]]]:
    frame = load("survey65").drop(columns="school")
    return frame, {f"d{d}": [c for c in frame if c.startswith(f"d{d}_")] for d in range(1, 9)}


def loading_matrix() -> pd.DataFrame:
    values = [[0.8, 0.1], [0.7, -0.1], [0.6, 0.2], [0.1, -0.7], [0.0, -0.8], [0.65, 0.3]]
    return pd.DataFrame(values, index=list("abcdef"), columns=["C1", "C2"])


def test_kmo_is_one_half_for_items_that_share_with_one_other_only() -> None:
    # of two items the partial correlation is the correlation itself
    assert kmo(two_blocks()[["a", "b"]]).overall == pytest.approx(0.5)


def test_kmo_by_partial_regression() -> None:
    frame = two_blocks(100)[["a", "b", "x"]]
    r = frame.corr().to_numpy()
    partial = {
        (i, j): (r[i, j] - r[i, h] * r[j, h]) / np.sqrt((1 - r[i, h] ** 2) * (1 - r[j, h] ** 2))
        for i, j, h in ((0, 1, 2), (0, 2, 1), (1, 2, 0))
    }
    shared, unshared = r[0, 1] ** 2 + r[0, 2] ** 2, partial[0, 1] ** 2 + partial[0, 2] ** 2
    assert kmo(frame).per_item["a"] == pytest.approx(shared / (shared + unshared))


def test_bartlett_survives_a_pvalue_too_small_to_hold() -> None:
    test = bartlett_sphericity(survey65()[0])
    assert test.pvalue == 0
    assert test.df == 2080


@pytest.mark.parametrize("rotation", ["oblimin", "varimax", "promax", "none"])
def test_components_obey_their_definitions(rotation: str) -> None:
    ours = pca(two_blocks(), 2, rotation)
    pattern, phi = ours.loadings.to_numpy(), ours.factor_correlations.to_numpy()
    assert ours.structure.to_numpy() == pytest.approx(pattern @ phi)
    assert np.diag(phi) == pytest.approx(1)
    assert (ours.communalities + ours.uniquenesses).to_numpy() == pytest.approx(1)
    # a rotation leaves what the components explain together as it was
    plain = pca(two_blocks(), 2, "none")
    assert ours.communalities.to_numpy() == pytest.approx(plain.communalities.to_numpy())
    assert ours.variance["ss_loadings"].sum() == pytest.approx(ours.eigenvalues.iloc[:2].sum())
    assert ours.variance["cumulative"].iloc[-1] == pytest.approx(ours.eigenvalues.iloc[:2].sum() / 7)
    assert ours.loadings.sum().gt(0).all()
    assert ours.variance["ss_loadings"].is_monotonic_decreasing
    assert ours.loadings.columns.tolist() == ["C1", "C2"]


def test_all_components_reproduce_the_correlations() -> None:
    frame = two_blocks()
    loadings = pca(frame, 7, "none").loadings.to_numpy()
    assert loadings @ loadings.T == pytest.approx(frame.corr().to_numpy())


def test_the_number_of_components_is_that_of_eigenvalues_above_one() -> None:
    ours = pca(two_blocks())
    assert ours.loadings.shape == (7, 2)
    assert (ours.eigenvalues > 1).sum() == 2


def test_reversing_items_turns_their_loadings_only() -> None:
    frame = two_blocks()
    turned = pca(frame.assign(b=-frame["b"], y=-frame["y"]), 2).loadings
    expected = pca(frame, 2).loadings
    expected.loc[["b", "y"]] *= -1
    assert turned.to_numpy() == pytest.approx(expected.to_numpy(), abs=1e-6)


def test_random_starts_find_no_worse_a_criterion_and_the_seed_decides() -> None:
    noise = pd.DataFrame(np.random.default_rng(2).normal(size=(60, 20)))
    one = pca(noise, 8, "oblimin")
    many = pca(noise, 8, "oblimin", starts=40)
    again = pca(noise, 8, "oblimin", starts=40)
    assert many.criterion < one.criterion - 1e-4, "noise has local minima"
    assert 1 <= many.starts_agreeing < 40
    pd.testing.assert_frame_equal(many.loadings, again.loadings)


def test_one_component_needs_no_rotation() -> None:
    assert pca(two_blocks(), 1).factor_correlations.to_numpy() == pytest.approx(np.eye(1))


def test_varimax_of_a_turned_simple_structure_turns_back() -> None:
    simple = np.kron(np.eye(2), np.full((4, 1), 0.7))
    turn = np.array([[np.cos(0.5), -np.sin(0.5)], [np.sin(0.5), np.cos(0.5)]])
    for rotation in ("varimax", "oblimin"):
        found = np.abs(rotate(simple @ turn, rotation).loadings)
        assert found[:, np.argsort(-found[0])] == pytest.approx(simple, abs=1e-6)


def test_every_item_loads_where_the_survey_puts_it() -> None:
    frame, scales = survey65()
    found = share_where_expected(pca(frame, 8).loadings, scales)
    assert found.share == 1
    assert found.table["where_expected"].all()
    assert sorted(found.matched) == [f"C{i}" for i in range(1, 9)]


def test_placement_by_hand() -> None:
    found = share_where_expected(loading_matrix(), {"first": ["a", "b", "c", "d"], "second": ["e", "f"]})
    assert found.matched.to_dict() == {"first": "C1", "second": "C2"}
    assert found.table["where_expected"].tolist() == [True, True, True, False, True, False]
    assert found.share == pytest.approx(4 / 6)
    row = found.table.loc["d"]
    assert (row["component"], row["loading"], row["largest_component"], row["largest_loading"]) == (
        "C1",
        0.1,
        "C2",
        -0.7,
    )


def test_a_scale_without_a_component_has_no_item_where_expected() -> None:
    found = share_where_expected(loading_matrix()[["C1"]], {"first": list("abcf"), "second": list("de")})
    assert found.matched.to_dict() == {"first": "C1"}
    assert found.share == pytest.approx(4 / 6)
    assert found.table.loc["d", "loading"] is np.nan or np.isnan(found.table.loc["d", "loading"])


@pytest.mark.parametrize(
    ("scales", "message"),
    [
        ({"s": list("abcde")}, "item 'f' is in no scale"),
        ({"s": list("abcdef"), "t": ["a"]}, "item 'a' is in scale 's' and in scale 't'"),
        ({"s": list("abcdefg")}, "item 'g' of scale 's' is not among the loadings"),
        ({"s": list("abcdef"), "t": []}, "scale 't' has no items"),
    ],
)
def test_scales_that_do_not_fit_the_loadings_are_refused(scales: dict[str, list[str]], message: str) -> None:
    with pytest.raises(DataError, match=message):
        share_where_expected(loading_matrix(), scales)


def test_congruence_goes_by_the_names_of_the_items_and_ignores_size() -> None:
    ours = loading_matrix()
    target = (ours.iloc[::-1] * 3).rename(columns={"C1": "one", "C2": "two"})[["two", "one"]]
    found = congruence(ours, target)
    assert found.table.loc["C1", "one"] == pytest.approx(1)
    assert found.matched["target"].to_dict() == {"C1": "one", "C2": "two"}
    assert found.matched["phi"].to_numpy() == pytest.approx([1, 1])
    assert congruence(ours, -target).matched["phi"].to_numpy() == pytest.approx([-1, -1])


def test_a_loading_that_was_not_printed_counts_as_zero() -> None:
    ours = loading_matrix()
    printed = ours.where(ours.abs() > 0.3)
    assert congruence(ours, printed).table.to_numpy() == pytest.approx(
        congruence(ours, printed.fillna(0)).table.to_numpy()
    )


def test_congruence_refuses_what_it_cannot_compare() -> None:
    ours = loading_matrix()
    with pytest.raises(DataError, match=r"(?s)item 'f' is not in the target.*item 'g' is only in the target"):
        congruence(ours, ours.rename(index={"f": "g"}))
    with pytest.raises(DataError, match="6 rows, the target 5"):
        congruence(ours, ours.to_numpy()[:5])
    with pytest.raises(DataError, match="component 'C2' has no loadings"):
        congruence(ours, ours.assign(C2=0.0))
    with pytest.raises(DataError, match="item 'a' has no loading"):
        congruence(ours.mask(ours == 0.8), ours)
    with pytest.raises(DataError, match="column 'C2' of the target is not numeric"):
        congruence(ours, ours.assign(C2="high"))
    with pytest.raises(DataError, match="item 'a' stands in the loadings twice"):
        congruence(pd.concat([ours, ours.iloc[:1]]), ours)
    with pytest.raises(OptionError, match="must be a frame or a matrix"):
        congruence(np.ones(3), np.ones(3))


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: f.assign(b=3.0), r"item 'b' is constant"),
        (lambda f: f.assign(b=np.nan), r"item 'b' has no answers"),
        (lambda f: f.assign(b="often"), r"column 'b' is not numeric"),
        (lambda f: f[["a"]], r"only 'a' is given"),
        (lambda f: f.iloc[:1], r"1 respondent answered; two or more are needed"),
    ],
    ids=["constant", "empty", "words", "one item", "one row"],
)
def test_bad_answers_are_named(analysis: Analysis, spoil: Callable[[pd.DataFrame], pd.DataFrame], message: str) -> None:
    with pytest.raises(DataError, match=message):
        analysis(spoil(two_blocks()))


def test_an_item_that_correlates_with_none_has_no_kmo() -> None:
    block = pd.DataFrame({"a": [1, 1, 2, 2, 3, 3], "b": [1, 1, 2, 2, 1, 3], "c": [1, 2, 1, 2, 1, 2]})
    frame = pd.concat([block, block.assign(c=3 - block["c"])])
    with pytest.raises(DataError, match="item 'c' correlates with no other item"):
        kmo(frame)


@pytest.mark.parametrize("analysis", [kmo, bartlett_sphericity], ids=lambda f: f.__name__)
def test_what_has_no_inverse_is_refused_by_name(analysis: Analysis) -> None:
    frame = two_blocks()
    with pytest.raises(DataError, match=r"items 'b' and 'copy' are perfectly correlated \(r = -1\)"):
        analysis(frame.assign(copy=-frame["b"]))
    with pytest.raises(DataError, match="items 'a', 'b', 'sum' depend on each other"):
        analysis(frame.assign(sum=frame["a"] + frame["b"]))
    with pytest.raises(DataError, match="5 respondents for 7 items"):
        analysis(frame.iloc[:5])


def test_components_of_dependent_items_or_few_rows_come_with_a_warning() -> None:
    frame = two_blocks()
    with pytest.warns(ItemWarning, match="items 'b' and 'copy' are perfectly correlated"):
        assert pca(frame.assign(copy=frame["b"]), 2).communalities.between(0, 1).all()
    with pytest.warns(SmallSampleWarning, match="6 respondents for 7 items"):
        pca(frame.iloc[:6], 2)


def indefinite() -> pd.DataFrame:
    """Three items of which any two were answered by other people: correlations that cannot go together."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=90)
    e = rng.normal(size=90) * 0.1
    frame = pd.DataFrame(np.nan, index=range(90), columns=list("abc"))
    for start, (first, second, sign) in enumerate((("a", "b", 1), ("b", "c", 1), ("a", "c", -1))):
        rows = slice(30 * start, 30 * start + 29)
        frame.loc[rows, first] = x[30 * start : 30 * start + 30]
        frame.loc[rows, second] = sign * x[30 * start : 30 * start + 30] + e[30 * start : 30 * start + 30]
    return frame


def test_a_pairwise_matrix_that_is_not_positive_definite_is_told() -> None:
    with pytest.warns(MissingDataWarning, match="not positive definite"):
        pca(indefinite(), 1, missing="pairwise")
    for analysis in (kmo, bartlett_sphericity):
        with pytest.raises(DataError, match="not positive definite"):
            analysis(indefinite(), missing="pairwise")


def test_a_large_listwise_loss_is_told() -> None:
    frame = two_blocks().mask(np.random.default_rng(1).random((300, 7)) < 0.05)
    for analysis in ANALYSES:
        with pytest.warns(MissingDataWarning, match="listwise deletion leaves"):
            analysis(frame, missing="listwise")


def test_incomplete_rows_count_unless_they_are_asked_to_be_left_out() -> None:
    """Of many items with scattered gaps hardly any row is complete."""
    frame = two_blocks().mask(np.random.default_rng(1).random((300, 7)) < 0.4)
    assert frame.notna().all(axis=1).sum() < 20
    assert kmo(frame).overall == kmo(frame, missing="pairwise").overall
    assert pca(frame, 2).loadings.equals(pca(frame, 2, missing="pairwise").loadings)


def test_a_result_of_pca_can_be_handed_on_as_it_is() -> None:
    found = pca(two_blocks(), 2)
    scales = {"one": found.loadings.index[:4], "two": found.loadings.index[4:]}
    assert share_where_expected(found, scales).share == share_where_expected(found.loadings, scales).share
    turned = found.loadings.iloc[::-1]
    assert congruence(found, turned).matched["phi"].tolist() == pytest.approx([1.0, 1.0], abs=1e-12)
    with pytest.raises(OptionError, match="not a str"):
        congruence("C1", found)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_components": 0}, "n_components must lie between 1 and 7"),
        ({"n_components": 8}, "n_components must lie between 1 and 7"),
        ({"rotation": "quartimax"}, "rotation must be one of oblimin, varimax, promax, geomin, target, none"),
        ({"starts": 0}, "starts must be 1 or more"),
        ({"missing": "mean"}, "missing must be"),
    ],
)
def test_options_that_are_not_offered_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        pca(two_blocks(), **options)
