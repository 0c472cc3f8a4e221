"""Exports of survey tools that were damaged on the way: refused in words, or read whole; never half."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import Path

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import LerendeOrganisatieError
from tests.property.small_instrument import ITEMS, LABELS, definition, export

INSTRUMENT = lo.instrument_from_mapping(definition())
FILES = 2_000
"""Per tool: with the self-scan's own formats (``test_selfscan_fuzz.py``) more than ten thousand."""


def limesurvey() -> list[list[object]]:
    rows = export(12, 1)[list(ITEMS)].to_numpy().tolist()
    return [["id", "submitdate", *(f"page01[{item}]" for item in ITEMS)]] + [
        [n, "2026-01-02 10:00:00", *row] for n, row in enumerate(rows, start=1)
    ]


def kobo() -> list[list[object]]:
    rows = export(12, 2)[list(ITEMS)].to_numpy().tolist()
    return [["start", *(f"page01/{item}" for item in ITEMS), "_uuid"]] + [
        ["2026-01-02T10:00:00", *row, f"u{n}"] for n, row in enumerate(rows)
    ]


def qualtrics() -> list[list[object]]:
    rows = export(12, 3)[list(ITEMS)].to_numpy().tolist()
    heads: list[list[object]] = [
        ["StartDate", *(f"Q1_{n}" for n in range(1, 8))],
        ["Start Date", *(f"How often? - Statement {item}" for item in ITEMS)],
        ['{"ImportId":"startDate"}', *(f'{{"ImportId":"QID{n}"}}' for n in range(7))],
    ]
    return heads + [["2026-01-02", *(LABELS[value - 1] for value in row)] for row in rows]


def forms() -> list[list[object]]:
    rows = export(12, 4)[list(ITEMS)].to_numpy().tolist()
    return [["Timestamp", *(f"How often? [Statement {item}]" for item in ITEMS)]] + [
        ["2026-01-02", *(LABELS[value - 1] for value in row)] for row in rows
    ]


def written(rows: list[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def damaged(content: bytes, rng: np.random.Generator) -> bytes:
    """A few bytes changed, a part cut out or doubled, lines in another order, or cut off at the end."""
    bytes_ = bytearray(content)
    a, b = sorted(rng.integers(0, len(bytes_), 2).tolist())
    match int(rng.integers(5)):
        case 0:
            for place in rng.integers(0, len(bytes_), int(rng.integers(1, 6))):
                bytes_[place] = int(rng.integers(256))
        case 1:
            del bytes_[a : min(b, a + 80)]
        case 2:
            bytes_[a:a] = bytes_[a : min(b, a + 80)]
        case 3:
            lines = bytes(bytes_).split(b"\n")
            rng.shuffle(lines)  # type: ignore[arg-type]
            return b"\n".join(lines)
        case _:
            del bytes_[a:]
    return bytes(bytes_)


@pytest.mark.parametrize("tool", [limesurvey, kobo, qualtrics, forms], ids=lambda tool: tool.__name__)
def test_damaged_exports(tool: object, tmp_path: Path) -> None:
    rows = tool()  # type: ignore[operator]
    content, rng = written(rows), np.random.default_rng(7)
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    assert lo.read_responses(path, INSTRUMENT).n == 12
    read = refused = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(FILES):
            path.write_bytes(damaged(content, rng))
            try:
                found = lo.read_responses(path, INSTRUMENT)
            except LerendeOrganisatieError as error:
                refused += bool(str(error).strip())
                continue
            read += 1
            answers = found.items.to_numpy()
            assert np.isin(answers[~np.isnan(answers)], [1, 2, 3, 4]).all()
            log = found.reading.sources[0]
            assert found.n == log.rows_kept == log.rows_read - len(log.rows_unanswered)
    assert read + refused == FILES
    assert min(read, refused) >= 10  # the damage is neither always fatal nor never
