"""Statistics that need covariances only, from a stream and from the same answers in memory; DuckDB as a source."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyarrow import dataset

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, LerendeOrganisatieError, MissingDataWarning, OptionError
from tests.unit.test_streamed import ITEMS, MODEL, ROUNDING, SEARCH, SOURCES, answers, complete, folder

__all__ = ["answers", "complete", "folder"]  # fixtures

STATISTICS: dict[str, Callable[[object], object]] = {
    "alpha": lambda data: lo.cronbach_alpha(data, ITEMS[:4]),  # type: ignore[arg-type]
    "alpha delta": lambda data: lo.cronbach_alpha(data, interval="delta"),  # type: ignore[arg-type]
    "alpha bonett": lambda data: lo.cronbach_alpha(data, interval="bonett"),  # type: ignore[arg-type]
    "omega": lambda data: lo.mcdonald_omega(data, ITEMS[:4]),  # type: ignore[arg-type]
    "omega model": lambda data: lo.mcdonald_omega(data, total_variance="model"),  # type: ignore[arg-type]
    "guttman": lo.guttman,
    "glb": lo.glb,
    "split_half": lo.split_half,
    "kmo": lo.kmo,
    "bartlett": lo.bartlett_sphericity,
    "pca": lambda data: lo.pca(data, n_components=2, rotation="oblimin"),  # type: ignore[arg-type]
    "efa": lambda data: lo.efa(data, n_factors=2, rotation="oblimin"),  # type: ignore[arg-type]
    "map_test": lo.map_test,
    "empirical_kaiser": lo.empirical_kaiser,
}


def _same(ours: object, theirs: object) -> None:
    for field in dataclasses.fields(ours):  # type: ignore[arg-type]
        a, b = getattr(ours, field.name), getattr(theirs, field.name)
        if isinstance(a, pd.DataFrame | pd.Series | float | np.ndarray | tuple):
            if isinstance(a, tuple) and a and isinstance(a[0], str | tuple):  # names; halves with equal reliability
                assert len(a) == len(b)
                continue
            if isinstance(a, pd.DataFrame):
                a, b = a.select_dtypes("number"), b.select_dtypes("number")
            np.testing.assert_allclose(
                np.asarray(a, dtype=float), np.asarray(b, dtype=float), rtol=1e-6, atol=1e-7, err_msg=field.name
            )  # searches stop by their own tolerances, from moments that differ by rounding


@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.MissingDataWarning")
@pytest.mark.parametrize("name", STATISTICS)
def test_statistics_of_covariances_equal_those_in_memory(name: str, folder: Path, complete: pd.DataFrame) -> None:
    streamed = lo.stream_moments(folder, ITEMS, batch_rows=170)
    ours, theirs = STATISTICS[name](streamed), STATISTICS[name](complete[ITEMS])
    assert ours.n == theirs.n == len(complete) if hasattr(ours, "n") else True  # type: ignore[attr-defined]
    _same(ours, theirs)


def test_the_errors_of_alpha_and_omega_are_those_in_memory(folder: Path, complete: pd.DataFrame) -> None:
    streamed = lo.stream_moments(folder, ITEMS, batch_rows=170)
    for coefficient in (lo.cronbach_alpha, lo.mcdonald_omega):
        assert coefficient(streamed).se == pytest.approx(coefficient(complete[ITEMS]).se, rel=SEARCH)


NEEDS_ROWS: dict[str, Callable[[lo.StreamedAnswers], object]] = {
    "item_analysis": lo.item_analysis,  # type: ignore[dict-item]
    "reliability": lo.reliability,  # type: ignore[dict-item]
    "screen": lo.screen,  # type: ignore[dict-item]
    "icc": lambda data: lo.icc(data, "school"),  # type: ignore[arg-type]
    "htmt": lambda data: lo.htmt(MODEL, data),  # type: ignore[arg-type]
    "invariance": lambda data: lo.invariance(MODEL, data, group="g"),  # type: ignore[arg-type]
    "ordinal_alpha": lo.ordinal_alpha,  # type: ignore[dict-item]
    "little_mcar": lo.little_mcar,  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", NEEDS_ROWS)
def test_what_needs_rows_says_what_to_call(name: str, answers: pd.DataFrame) -> None:
    streamed = lo.stream_moments(answers, ITEMS)
    with pytest.raises(LerendeOrganisatieError, match="cronbach_alpha, mcdonald_omega"):
        NEEDS_ROWS[name](streamed)


def test_options_that_need_rows(answers: pd.DataFrame) -> None:
    streamed = lo.stream_moments(answers, ITEMS)
    for coefficient in (lo.cronbach_alpha, lo.mcdonald_omega):
        with pytest.raises(OptionError, match="bootstrap needs the rows"):
            coefficient(streamed, interval="bootstrap")
        with pytest.raises(OptionError, match="second pass"):
            coefficient(lo.stream_moments(iter([answers]), ITEMS))
        with pytest.raises(OptionError, match="no sampling weights"):
            coefficient(lo.stream_moments(answers, ITEMS, weights="w"))
        with pytest.raises(DataError, match="'q77' was not streamed"):
            coefficient(streamed, [*ITEMS, "q77"])
        with pytest.raises(DataError, match="named twice"):
            coefficient(streamed, ["q1", "q2", "q3", "q1"])
    with pytest.raises(OptionError, match="empirical_kaiser"):
        lo.parallel_analysis(streamed)  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="ordered=True"):
        lo.efa(streamed, n_factors=2, correlation="polychoric")
    with pytest.warns(MissingDataWarning, match="only 4 of these"):
        lo.kmo(streamed, ITEMS[:4])


def test_a_stream_that_is_read_once_gives_what_needs_no_second_pass(folder: Path, complete: pd.DataFrame) -> None:
    streamed = lo.stream_moments(SOURCES["reader"](folder), ITEMS)  # type: ignore[arg-type]
    assert streamed.read_once
    assert lo.kmo(streamed).overall == pytest.approx(lo.kmo(complete[ITEMS]).overall, rel=ROUNDING)


class Capsule:
    """Anything with the Arrow stream protocol and nothing else."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return dataset.dataset(self._path, format="parquet").scanner().to_reader().__arrow_c_stream__(requested_schema)


def test_anything_with_an_arrow_stream_is_a_source(folder: Path, complete: pd.DataFrame) -> None:
    streamed = lo.stream_moments(Capsule(folder), ITEMS)  # type: ignore[arg-type]
    assert np.allclose(streamed.cov, complete[ITEMS].cov(), rtol=ROUNDING)
    assert not streamed.read_once
    assert lo.cfa(MODEL, streamed).fit_measures["chisq_scaled"] == pytest.approx(
        lo.cfa(MODEL, complete).fit_measures["chisq_scaled"], rel=SEARCH
    )


@pytest.mark.parametrize("ordered", [False, True], ids=["MLR", "WLSMV"])
def test_a_duckdb_relation_is_a_source(folder: Path, complete: pd.DataFrame, ordered: bool) -> None:
    duckdb = pytest.importorskip("duckdb")
    files = str(folder / "**" / "*.parquet")
    with duckdb.connect() as connection:
        relation = connection.sql(f"select * from read_parquet('{files}') where w > 1")
        streamed = lo.stream_moments(relation, ITEMS, batch_rows=150)
        rows = complete[complete["w"] > 1]
        assert streamed.n == len(rows)
        assert np.allclose(streamed.cov, rows[ITEMS].cov(), rtol=ROUNDING)
        ours, theirs = (lo.cfa(MODEL, data, ordered=ordered) for data in (streamed, rows))
        assert np.allclose(ours.parameters["se"], theirs.parameters["se"], rtol=SEARCH, atol=1e-9)
        assert ours.fit_measures["chisq_scaled"] == pytest.approx(theirs.fit_measures["chisq_scaled"], rel=SEARCH)
