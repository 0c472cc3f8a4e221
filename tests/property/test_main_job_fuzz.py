"""Whatever is handed over, the command line ends in a sentence and an exit code, never in a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lerende_organisatie import cli
from tests.property.small_instrument import ITEMS, LABELS, definition, export

PATIENT = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "NA", "9", "0", "5", "2,5", "1e3", "-1", "4.0", "often", "OFTEN ", "Nan", "=1+1", "∞", "None"]
    ),
    st.text(max_size=12),
    st.integers(-5, 10).map(str),
    st.floats(allow_nan=True).map(str),
)
SUFFIXES = (".csv", ".xlsx", ".sav", ".dta", ".parquet", ".txt", ".doc", "")
HEADERS = st.one_of(st.sampled_from([*ITEMS, "id", "school", "A1", " a1 ", "", "a1.1"]), st.text(max_size=10))


@pytest.fixture
def instrument(tmp_path: Path) -> Path:
    path = tmp_path / "small.json"
    path.write_text(json.dumps(definition()), encoding="utf-8")
    return path


def said_in_a_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> int:
    code = cli.run(arguments)
    told = capsys.readouterr().err
    assert code in {0, 1}, told
    assert "Traceback" not in told
    if code:
        assert told.strip()
    return code


def score(path: Path, instrument: Path, capsys: pytest.CaptureFixture[str], *more: str) -> int:
    out = path.with_name("scores.csv")
    code = said_in_a_sentence(
        ["score", str(path), "--instrument", str(instrument), "--output", str(out), "--overwrite", *more], capsys
    )
    if code == 0:
        scores = pd.read_csv(out)[["first", "second"]]
        assert scores.min(axis=None) >= 1 or scores.isna().all(axis=None)
        assert scores.max(axis=None) <= 4 or scores.isna().all(axis=None)
    out.unlink(missing_ok=True)
    return code


def test_the_export_that_is_broken_below_is_whole_to_begin_with(
    instrument: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.csv"
    export(30, 1).to_csv(path, index=False)
    assert score(path, instrument, capsys, "--respondent", "id") == 0


@PATIENT
@given(
    cells=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 8), CELLS), min_size=1, max_size=6),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_any_cells(
    cells: list[tuple[int, int, str]],
    separator: str,
    encoding: str,
    instrument: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    frame = export(12, 1)
    for row, column, cell in cells:
        frame.iloc[row, column] = cell
    path = tmp_path / "export.csv"
    path.write_bytes(frame.to_csv(index=False, sep=separator).encode(encoding, errors="replace"))
    score(path, instrument, capsys, "--respondent", "id")


@PATIENT
@given(headers=st.lists(HEADERS, min_size=0, max_size=12), rows=st.lists(st.lists(CELLS, max_size=12), max_size=5))
def test_any_table(
    headers: list[str], rows: list[list[str]], instrument: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "export.csv"
    lines = [",".join(headers), *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    score(path, instrument, capsys)


@PATIENT
@given(
    content=st.binary(max_size=400),
    suffix=st.sampled_from([".csv", ".xlsx", ".sav", ".dta", ".parquet", ".txt", ".doc", ""]),
)
def test_any_bytes(
    content: bytes, suffix: str, instrument: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"export{suffix}"
    path.write_bytes(content)
    score(path, instrument, capsys)


@PATIENT
@given(cut=st.integers(0, 3000), suffix=st.sampled_from([".xlsx", ".parquet", ".dta"]))
def test_a_file_that_was_cut_off(
    cut: int, suffix: str, instrument: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"export{suffix}"
    frame = export(12, 1).astype(dict.fromkeys(ITEMS, float))
    writers = {".xlsx": frame.to_excel, ".parquet": frame.to_parquet, ".dta": frame.to_stata}
    if suffix == ".dta":
        frame.to_stata(path, write_index=False)
    else:
        writers[suffix](path, index=False)
    path.write_bytes(path.read_bytes()[:cut])
    assert score(path, instrument, capsys) == 1 or cut >= 1000


JSONS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 9), st.floats(), st.text(max_size=8), st.sampled_from(LABELS)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


def places(data: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in nested lists and mappings."""
    found = [here] if here else []
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, inner in pairs:
        found += places(inner, (*here, key))
    return found


PLACES = places(definition())


@PATIENT
@given(where=st.sampled_from(PLACES), what=JSONS, remove=st.booleans())
def test_any_definition(
    where: tuple[Any, ...], what: Any, remove: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = definition()
    parent = data
    for key in where[:-1]:
        parent = parent[key]
    if remove:
        del parent[where[-1]]
    else:
        parent[where[-1]] = what
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    for command in ("check", "show"):
        said_in_a_sentence(["instrument", command, str(path)], capsys)


@PATIENT
@given(text=st.one_of(st.text(max_size=200), JSONS.map(str)), suffix=st.sampled_from([".yaml", ".json", ".yml"]))
def test_any_text_as_a_definition(text: str, suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"mine{suffix}"
    path.write_text(text, encoding="utf-8", errors="replace")
    assert said_in_a_sentence(["instrument", "check", str(path)], capsys) == 1


@settings(PATIENT, max_examples=6)
@given(
    n=st.integers(1, 60),
    constant=st.lists(st.sampled_from(ITEMS), max_size=3),
    double=st.booleans(),
    empty=st.lists(st.sampled_from(ITEMS), max_size=2),
)
def test_answers_that_are_hard_to_analyse(
    n: int,
    constant: list[str],
    double: bool,
    empty: list[str],
    instrument: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Few respondents, items that everybody answers alike, one item twice, items without an answer."""
    frame = export(n, 2)
    frame[constant] = 3
    if double:
        frame["b2"] = frame["b1"]
    frame[empty] = ""
    path = tmp_path / "export.csv"
    frame.to_csv(path, index=False)
    score(path, instrument, capsys)
    report = tmp_path / "report"
    code = said_in_a_sentence(
        ["validate", str(path), "--instrument", str(instrument), "--respondent", "id", "--cluster", "school",
         "--output", str(report)],
        capsys,
    )  # fmt: skip
    assert (report / "report.html").exists() == (code == 0)
    shutil.rmtree(report, ignore_errors=True)
