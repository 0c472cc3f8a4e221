"""Reading back what was written; and whatever the bytes or the frame, nothing but an error of this package."""

from __future__ import annotations

import contextlib
import io
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from lerende_organisatie.errors import LerendeOrganisatieError, LerendeOrganisatieWarning
from lerende_organisatie.responses import Responses, read_responses
from lerende_organisatie.responses.formats import SUFFIXES
from lerende_organisatie.responses.plain_text import plain
from tests.responses_example import DUTCH, ENGLISH, ITEMS, answers, tea

row = st.lists(st.one_of(st.integers(1, 5), st.none()), min_size=5, max_size=5)
survey = st.lists(row.filter(lambda cells: any(cells)), min_size=1, max_size=12)
readable = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=12)


def responses_of(rows: list[list[int | None]], **columns: list[object]) -> Responses:
    return read_responses(pd.DataFrame(rows, columns=list(ITEMS), dtype=object).assign(**columns), tea())


@settings(max_examples=40, deadline=None)
@given(survey, st.sampled_from([None, "nl", "en"]), st.sampled_from([",", ";", "\t"]))
def test_answers_written_as_numbers_or_labels_are_read_back(
    rows: list[list[int | None]], labels: str | None, separator: str
) -> None:
    first = responses_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.csv"
        first.write_csv(path, labels=labels, separator=separator)
        again = read_responses(path, tea())
    pd.testing.assert_frame_equal(again.items, first.items)
    assert again.reading.empty == first.reading.empty
    assert sum(again.reading.from_labels.values()) == (first.items.notna().sum().sum() if labels else 0)


@settings(max_examples=40, deadline=None)
@given(survey, st.data())
def test_text_beside_the_answers_is_read_back(rows: list[list[int | None]], data: st.DataObject) -> None:
    texts = data.draw(st.lists(readable, min_size=len(rows), max_size=len(rows)))
    kept = [text.replace("\u00a0", " ").strip() for text in texts]
    assume(all(text and not text[0].isdigit() and text[0] not in "=+-@'.," for text in kept))
    assume(not {"NA", "N/A", "#N/A"} & set(kept))
    assume(not {plain(text) for text in kept} <= {"nan", "null", "<na>", "nat", "na", "n/a", "#n/a", "#null!"})
    first = responses_of(rows, note=texts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.csv"
        first.write_csv(path)
        again = read_responses(path, tea())
    assert again.frame["note"].tolist() == kept


@given(survey, st.sampled_from([None, DUTCH, ENGLISH]))
@settings(max_examples=40, deadline=None)
def test_spss_files_are_read_back(rows: list[list[int | None]], words: tuple[str, ...] | None) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame(rows, columns=list(ITEMS), dtype=float)
    labels = {item: dict(enumerate(words, start=1)) for item in ITEMS} if words else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.sav"
        pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
        again = read_responses(path, tea())
    pd.testing.assert_frame_equal(again.items, frame, check_column_type=False)


def only_our_errors(source: object, **options: object) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        with contextlib.suppress(LerendeOrganisatieError):
            read = read_responses(source, tea(), **options)  # type: ignore[arg-type]
            assert read.items.isin([1, 2, 3, 4, 5, np.nan]).all(axis=None)
            read.reading.summary()


@given(st.sampled_from(sorted(SUFFIXES)), st.binary(max_size=400))
@settings(max_examples=40, deadline=None)
def test_random_bytes(suffix: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{suffix}"
        path.write_bytes(content)
        only_our_errors(path, respondent="id", weight="w")


csv_pieces = st.sampled_from(
    [
        *ITEMS,
        "Q1",
        "id",
        "w",
        ",",
        ";",
        "\n",
        "\r",
        '"',
        "1",
        "9",
        "3,5",
        "4.0",
        "agree",
        "mee eens",
        "\0",
        "\ufeff",
        "é",
        "sep=;",
        "'",
        "=1",
    ]
)


@given(st.lists(csv_pieces, max_size=60), st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-16-le"]))
@settings(max_examples=40, deadline=None)
@example(["q1,q2,q3,q4,q5,w\n1,2,3,4,5,"], "utf-8")
def test_pieces_of_csv(pieces: list[str], encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes("".join(pieces).encode(encoding, errors="replace"))
        only_our_errors(path, weight="w")
        only_our_errors(path, respondent="id", separator=";", decimal=",")


@pytest.fixture(scope="module")
def good_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    import pyreadstat

    folder = tmp_path_factory.mktemp("good")
    answers().to_csv(folder / "a.csv", index=False)
    answers().to_excel(folder / "a.xlsx", index=False)
    answers().to_parquet(folder / "a.parquet")
    pyreadstat.write_sav(answers(), str(folder / "a.sav"))
    pyreadstat.write_dta(answers(), str(folder / "a.dta"))
    return {path.suffix: path.read_bytes() for path in folder.iterdir()}


@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_damaged_files(good_files: dict[str, bytes], data: st.DataObject) -> None:
    suffix = data.draw(st.sampled_from(sorted(good_files)))
    content = bytearray(good_files[suffix])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, 3)) and data.draw(st.integers(1, len(content)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{suffix}"
        path.write_bytes(content[:cut] if cut else content)
        with contextlib.redirect_stderr(io.StringIO()):
            only_our_errors(path, respondent="id", cluster="school")


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from([*DUTCH, *ENGLISH, "weet niet", "4,0", "2 - disagree", pd.NA, pd.NaT, 9.0]),
    st.dates(),
    st.binary(max_size=3),
    st.lists(st.integers(), max_size=2),
)
names = st.sampled_from([*ITEMS, *ITEMS, "Q1", "id", "w", "school", "language", "", "x", 3, None, 1.5])


@given(st.lists(st.tuples(names, st.lists(cells, min_size=3, max_size=3)), max_size=9), st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_frame(columns: list[tuple[object, list[object]]], joined: bool) -> None:
    frame = pd.DataFrame(index=range(3))
    if columns:
        frame = pd.concat([pd.Series(values, dtype=object) for _, values in columns], axis=1)
        frame.columns = pd.Index([name for name, _ in columns], dtype=object)
    only_our_errors({"nl": frame, "en": frame} if joined else frame, respondent="id", weight="w", cluster="school")
    only_our_errors(frame, structure="short", weight="q1")


@given(st.lists(cells, min_size=4, max_size=4), st.sampled_from([*ITEMS, "id", "school", "role"]))
@settings(max_examples=40, deadline=None)
def test_one_damaged_column_of_a_good_frame(values: list[object], column: str) -> None:
    frame = answers().assign(**{column: pd.Series(values, dtype=object)})
    only_our_errors(frame, respondent="id", cluster="school", role="role", weight=None)
    only_our_errors({"nl": frame, "en": answers()}, wave="role", weight="school")
