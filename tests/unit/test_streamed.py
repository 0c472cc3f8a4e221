"""Moments, counts, Γ and fits from batches equal those from the same answers in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import dataset, parquet

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError
from lerende_organisatie.psychometrics.moments.ordinal import ordinal_moments
from lerende_organisatie.psychometrics.moments.streamed_ordinal import streamed_ordinal_moments

ITEMS = [f"q{i}" for i in range(1, 9)]
MODEL = "f =~ q1 + q2 + q3 + q4\ng =~ q5 + q6 + q7 + q8"
ROUNDING = 1e-10
"""Sums in another order, divided; counts are compared exactly."""
SEARCH = 1e-8
"""The optimiser starts from moments that differ by rounding and stops within a millionth of a standard error."""


def _answers(n: int = 1203) -> pd.DataFrame:
    rng = np.random.default_rng(8)
    factors = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], n)
    responses = 0.7 * np.repeat(factors, 4, axis=1) + np.sqrt(0.51) * rng.standard_normal((n, 8))
    frame = pd.DataFrame(np.digitize(responses, [-1.4, -0.5, 0.4, 1.1]) + 1, columns=ITEMS).astype("Int8")
    for j, item in enumerate(ITEMS):  # a few missing answers, also in the first and the last row
        frame.loc[rng.choice(n, 5, replace=False), item] = pd.NA
        frame.loc[[0, n - 1] if j == 2 else [], item] = pd.NA
    frame["w"] = rng.uniform(0.4, 2.5, n)
    frame["other"] = "words"
    return frame


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return _answers()


@pytest.fixture(scope="module")
def folder(answers: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Parquet folder in four files of unlike length, with a folder in it."""
    path = tmp_path_factory.mktemp("survey")
    (path / "more").mkdir()
    for k, (a, b) in enumerate([(0, 500), (500, 501), (501, 900), (900, len(answers))]):
        name = path / ("more" if k == 3 else ".") / f"part-{k}.parquet"
        parquet.write_table(pa.Table.from_pandas(answers.iloc[a:b], preserve_index=False), name)
    return path


@pytest.fixture(scope="module")
def complete(answers: pd.DataFrame) -> pd.DataFrame:
    return answers.dropna()[[*ITEMS, "w"]].astype(float)


def _close(ours: object, theirs: object, tolerance: float, floor: float = 0.0) -> None:
    np.testing.assert_allclose(
        np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float), rtol=tolerance, atol=floor
    )


SOURCES: dict[str, Callable[[Path], object]] = {
    "folder": lambda path: path,
    "text": str,
    "dataset": lambda path: dataset.dataset(path, format="parquet"),
    "table": lambda path: dataset.dataset(path, format="parquet").to_table(),
    "reader": lambda path: dataset.dataset(path, format="parquet").scanner(batch_size=100).to_reader(),
    "batches": lambda path: dataset.dataset(path, format="parquet").to_batches(batch_size=100),
    "frames": lambda path: [_answers().iloc[:700], _answers().iloc[700:]],
    "generator": lambda path: (_answers().iloc[i : i + 400] for i in range(0, 1203, 400)),
    "frame": lambda path: _answers(),
    "function": lambda path: lambda: iter([_answers().iloc[:700], _answers().iloc[700:]]),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_moments_and_counts_equal_those_in_memory(kind: str, folder: Path, complete: pd.DataFrame) -> None:
    streamed = lo.stream_moments(SOURCES[kind](folder), ITEMS, batch_rows=130)
    assert (streamed.n, streamed.n_left_out) == (len(complete), 1203 - len(complete))
    assert streamed.n_left_out > 30
    _close(streamed.mean, complete[ITEMS].mean(), ROUNDING)
    _close(streamed.cov, complete[ITEMS].cov(), ROUNDING)
    counts = streamed.contingency
    assert counts.counts.dtype == np.int64
    for row, column in [("q1", "q2"), ("q8", "q3"), ("q5", "q5")]:
        expected = pd.crosstab(complete[row], complete[column].rename(f"{column} again"))
        assert (counts.table(row, column).to_numpy() == expected.to_numpy()).all()
        assert counts.table(row, column).index.tolist() == expected.index.tolist()


def test_counts_of_all_pairs_make_room_for_answers_met_late() -> None:
    first, later = pd.DataFrame({"a": [2, 3, 2], "b": [1, 2, 2]}), pd.DataFrame({"a": [1, 5, 1], "b": [0.5, 2, 0.5]})
    together = pd.concat([first, later])
    counts = lo.stream_moments([first, later], ["a", "b"]).contingency
    expected = pd.crosstab(together["a"], together["b"])
    assert (counts.table("a", "b").to_numpy() == expected.to_numpy()).all()
    assert counts.categories == ((1.0, 2.0, 3.0, 5.0), (0.5, 1.0, 2.0))


def test_an_item_with_many_answers_has_moments_and_no_counts() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"a": rng.standard_normal(400), "b": rng.integers(1, 6, 400), "c": rng.integers(1, 4, 400)})
    streamed = lo.stream_moments(frame, ["b", "a", "c"], batch_rows=30)
    assert streamed.contingency.items == ("b", "c")
    assert (streamed.contingency.table("b", "c").to_numpy() == pd.crosstab(frame["b"], frame["c"]).to_numpy()).all()
    _close(streamed.cov, frame[["b", "a", "c"]].cov(), ROUNDING, 1e-12)
    with pytest.raises(OptionError, match="'a'"):
        streamed.contingency.table("b", "a")


def test_far_from_zero_nothing_is_lost() -> None:
    frame = pd.DataFrame(np.random.default_rng(1).standard_normal((500, 3)) + 1e7, columns=list("abc"))
    _close(lo.stream_moments(frame, list("abc"), batch_rows=7).cov, frame.cov(), 1e-7)


def test_weighted_moments(folder: Path, complete: pd.DataFrame) -> None:
    streamed = lo.stream_moments(folder, ITEMS, weights="w", batch_rows=200)
    fit = lo.cfa(MODEL, complete, sampling_weights="w")
    _close(streamed.mean[list(fit.observed_names)], fit.moments[0].mean, ROUNDING)
    _close(streamed.moments_of(fit.observed_names).cov, fit.moments[0].cov, ROUNDING)


def _same_fit(ours: lo.Fit, theirs: lo.Fit) -> None:
    columns = ["est", "se", "z", "ci_lower", "ci_upper", "std_all"]
    _close(ours.parameters[columns], theirs.parameters[columns], SEARCH, 1e-9)
    assert list(ours.fit_measures.index) == list(theirs.fit_measures.index)
    _close(ours.fit_measures, theirs.fit_measures, SEARCH, 1e-9)
    assert (ours.n_obs, ours.missing) == (theirs.n_obs, theirs.missing)
    _close(ours.modification_indices()["mi"], theirs.modification_indices()["mi"], 1e-6, 1e-6)


@pytest.mark.parametrize(
    "options", [{"estimator": "ML"}, {"estimator": "GLS"}, {}, {"meanstructure": True, "std_lv": True}]
)
def test_maximum_likelihood_equals_that_in_memory(
    options: dict[str, object], folder: Path, complete: pd.DataFrame
) -> None:
    streamed = lo.stream_moments(folder, ITEMS, batch_rows=170)
    _same_fit(lo.cfa(MODEL, streamed, **options), lo.cfa(MODEL, complete, **options))  # type: ignore[arg-type]


def test_maximum_likelihood_with_weights(folder: Path, complete: pd.DataFrame) -> None:
    streamed = lo.stream_moments(folder, ITEMS, weights="w", batch_rows=170)
    _same_fit(lo.cfa(MODEL, streamed), lo.cfa(MODEL, complete, sampling_weights="w"))


def test_a_structural_model_with_fixed_covariates(folder: Path, complete: pd.DataFrame) -> None:
    model = "f =~ q1 + q2 + q3 + q4\nf ~ q5 + q6"
    streamed = lo.stream_moments(folder, ITEMS[:6], batch_rows=170)
    in_memory = _answers()[ITEMS[:6]].dropna().astype(float)
    _same_fit(lo.sem(model, streamed), lo.sem(model, in_memory))


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
def test_ordinal_items_equal_those_in_memory(parameterization: str, folder: Path, complete: pd.DataFrame) -> None:
    streamed = lo.stream_moments(folder, ITEMS, batch_rows=170)
    ours = lo.cfa(MODEL, streamed, ordered=True, parameterization=parameterization)  # type: ignore[arg-type]
    theirs = lo.cfa(MODEL, complete, ordered=True, parameterization=parameterization)  # type: ignore[arg-type]
    _same_fit(ours, theirs)
    _close(lo.reliability(ours).table["omega"], lo.reliability(theirs).table["omega"], SEARCH)


def test_gamma_equals_that_in_memory(folder: Path, complete: pd.DataFrame) -> None:
    streamed = streamed_ordinal_moments(lo.stream_moments(folder, ITEMS, batch_rows=170), ITEMS)
    theirs = ordinal_moments(complete[ITEMS].to_numpy(), items=ITEMS)
    _close(streamed.statistics, theirs.statistics, ROUNDING, 1e-12)
    gamma = theirs.asymptotic_covariance()
    _close(streamed.asymptotic_covariance(), gamma, ROUNDING, 1e-10 * np.abs(gamma).max())
    _close(streamed.asymptotic_covariance(pairs_only=True), theirs.asymptotic_covariance(pairs_only=True), 1e-8, 1e-9)
    _close(streamed.asymptotic_variances(), theirs.asymptotic_variances(), ROUNDING)


def test_reliability_from_a_streamed_fit(folder: Path, complete: pd.DataFrame) -> None:
    ours = lo.reliability(lo.cfa(MODEL, lo.stream_moments(folder, ITEMS)))
    theirs = lo.reliability(lo.cfa(MODEL, complete))
    _close(ours.table.select_dtypes("number"), theirs.table.select_dtypes("number"), SEARCH)


def test_fewer_items_than_were_streamed_are_warned_of(folder: Path) -> None:
    streamed = lo.stream_moments(folder, ITEMS)
    with pytest.warns(MissingDataWarning, match="only 4 of these"):
        lo.cfa("f =~ q1 + q2 + q3 + q4", streamed, estimator="ML")


def test_what_a_source_read_once_can_still_give(folder: Path) -> None:
    streamed = lo.stream_moments(SOURCES["reader"](folder), ITEMS)  # type: ignore[arg-type]
    assert lo.cfa(MODEL, streamed, estimator="ML").converged
    for options in ({}, {"ordered": True}):
        with pytest.raises(OptionError, match="second pass"):
            lo.cfa(MODEL, streamed, **options)  # type: ignore[arg-type]


def test_what_needs_rows_is_refused(folder: Path) -> None:
    streamed = lo.stream_moments(folder, ITEMS)
    for fit in (lo.cfa(MODEL, streamed), lo.cfa(MODEL, streamed, ordered=True)):
        for ask in (fit.factor_scores, fit.bootstrap, lambda fit=fit: fit.corrected_test("unbiased-trace")):
            with pytest.raises((OptionError, DataError), match="rows"):
                ask()  # type: ignore[operator]
    with pytest.raises(OptionError, match="group='w', cluster='other', missing='fiml'"):
        lo.cfa(MODEL, streamed, group="w", cluster="other", missing="fiml")
    with pytest.raises(OptionError, match="MLM"):
        lo.cfa(MODEL, streamed, estimator="MLM")
    with pytest.raises(OptionError, match="beside continuous"):
        lo.cfa(MODEL, streamed, ordered=["q1"])
    with pytest.raises(OptionError, match="stream_moments"):
        lo.cfa(MODEL, streamed, sampling_weights="w")
    weighted = lo.stream_moments(folder, ITEMS, weights="w")
    with pytest.raises(OptionError, match="not offered for ordinal items"):
        lo.cfa(MODEL, weighted, ordered=True)
    with pytest.raises(DataError, match="'q9' was not streamed"):
        lo.cfa(MODEL + " + q9", streamed)


def test_every_fault_of_the_columns_at_once(answers: pd.DataFrame) -> None:
    bad = answers.copy()
    bad["q2"] = bad["q2"].astype(object)
    bad.loc[900, "q2"] = "agree"
    bad["q3"] = bad["q3"].astype("category")
    with pytest.raises(DataError) as caught:
        lo.stream_moments(bad, [*ITEMS, "q99", "other"], batch_rows=300)
    text = str(caught.value)
    for fault in ("'q99' is not in the data", "'other' is not numeric", "'q3' is a category", "'q2' is not numeric"):
        assert fault in text, text
    assert "in rows 900 to 1199" in text
    assert len(caught.value.faults) == 4


def test_constant_items_and_weights_are_named_at_once(answers: pd.DataFrame) -> None:
    bad = answers.assign(q1=4, q5=2, w=-1.0)
    with pytest.raises(DataError) as caught:
        lo.stream_moments(bad, ITEMS, weights="w")
    assert [fault.split(" is ")[0] for fault in caught.value.faults] == ["weight column 'w'", "item 'q1'", "item 'q5'"]


def test_sources_that_hold_nothing(tmp_path: Path, answers: pd.DataFrame) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    cases: list[tuple[object, str]] = [
        (empty, "no file that ends in .parquet"),
        (tmp_path / "nowhere", "there is no 'nowhere'"),
        (answers.iloc[:0], "it has no rows"),
        ([], "it has no rows"),
        (answers.assign(q4=np.nan), "none of its 1203 rows has every answer"),
        (answers.dropna().iloc[:1], "one complete row"),
    ]
    for source, message in cases:
        with pytest.raises(DataError, match=message):
            lo.stream_moments(source, ITEMS)  # type: ignore[arg-type]
    (tmp_path / "broken.parquet").write_bytes(b"no parquet")
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        lo.stream_moments(tmp_path / "broken.parquet", ITEMS)


def test_arguments_that_are_of_no_use(answers: pd.DataFrame) -> None:
    with pytest.raises(OptionError, match="batch_rows=0"):
        lo.stream_moments(answers, ITEMS, batch_rows=0)
    with pytest.raises(OptionError, match="'q1' twice"):
        lo.stream_moments(answers, ["q1", "q1"])
    with pytest.raises(OptionError, match="names no column"):
        lo.stream_moments(answers, [])
    for source in (3, [3]):
        with pytest.raises(OptionError, match="int"):
            lo.stream_moments(source, ITEMS)  # type: ignore[arg-type]


def test_a_source_that_changes_between_passes_is_found_out(answers: pd.DataFrame) -> None:
    readings = iter([answers, answers.iloc[:1000]])

    def source() -> Iterator[pd.DataFrame]:
        return iter([next(readings)])

    fit = lo.cfa(MODEL, lo.stream_moments(source, ITEMS))
    with pytest.raises(DataError, match="changed in the meantime"):
        _ = fit.vcov


def test_many_rows_left_out_are_warned_of(answers: pd.DataFrame) -> None:
    gappy = answers.copy()
    gappy.loc[:200, "q1"] = pd.NA
    gappy.loc[1000:, "w"] = np.nan
    with pytest.warns(MissingDataWarning, match="have no weight"), pytest.warns(MissingDataWarning, match="listwise"):
        streamed = lo.stream_moments(gappy, ITEMS, weights="w")
    assert streamed.n_left_out == streamed.n_given - streamed.n


def test_the_frame_is_left_as_it_was(answers: pd.DataFrame) -> None:
    before = answers.copy()
    lo.stream_moments(answers, ITEMS)
    pd.testing.assert_frame_equal(answers, before)
