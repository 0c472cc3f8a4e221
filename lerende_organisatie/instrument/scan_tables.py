"""A scan in the texts of a user's table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.faults import closest, shown
from lerende_organisatie.instrument.parts import Provenance, fields
from lerende_organisatie.instrument.table_reading import Row, Table, read_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from lerende_organisatie.instrument.phased_scan import PhasedScan, Subdimension

TEXTS = ("description", "next_step")
ALLOWED = frozenset(
    {"dimension", "subdimension", "phase", "language", "label", "label_*"} | {*TEXTS, *(f"{t}_*" for t in TEXTS)}
)

Key = tuple[str, int, str]


def retold(
    scan: PhasedScan,
    table: pd.DataFrame | str | Path,
    *,
    kind: Literal["licensed", "published", "user"],
    source: str | None,
) -> PhasedScan:
    """The scan in the texts of a table; see :meth:`PhasedScan.with_texts`."""
    what = f"the texts for {scan.name}"
    read = read_table(table, what, scan.languages, ALLOWED, ("subdimension", "phase"))
    shape = _shape_faults(read, scan)
    if shape:
        raise DefinitionError(what, shape)
    faults: list[str] = []
    given, labels = _cells(read, scan, faults)
    languages = [language for language in scan.languages if any(key[2] == language for key in given)]
    faults.extend(_empty_cells(given, scan, languages))
    if faults:
        raise DefinitionError(what, faults)
    provenance = Provenance(kind=kind, source=source or read.source)
    dimensions = [
        {
            **fields(dimension),
            "label": _only(dimension.label, languages),
            "subdimensions": [
                _retold_subdimension(sub, given, labels, languages, provenance) for sub in dimension.subdimensions
            ],
        }
        for dimension in scan.dimensions
    ]
    data = {
        **fields(scan),
        "languages": languages,
        "dimensions": dimensions,
        "referents": {level: _only(names, languages) for level, names in scan.referents.items()},
        "tensions": [{**fields(t), "question": _only(t.question, languages)} for t in scan.tensions],
        "note": f"The texts come from {source or read.source or 'a table'} ({kind}).",
    }
    data |= {key: _only(data[key], languages) for key in ("title", "instruction", "phase_labels")}
    try:
        return type(scan)(**data)
    except DefinitionError as error:
        raise DefinitionError(what, error.faults) from None


def _shape_faults(table: Table, scan: PhasedScan) -> list[str]:
    """What is wrong with the columns: neither one per language nor a column that names the language, or both."""
    long = "language" in table.columns
    wide = table.languages("description", scan.languages)
    faults = []
    if long and (wide or table.languages("next_step", scan.languages)):
        faults.append("give either a column 'language' or a column per language such as 'description_nl', not both")
    elif long:
        faults.extend(f"there is no column {name!r}" for name in TEXTS if name not in table.columns)
    elif not wide:
        faults.append(
            "there is no column with descriptions: give 'description_nl' and 'next_step_nl', or the columns "
            "'language', 'description' and 'next_step'"
        )
    else:
        faults.extend(
            f"there is no column 'next_step_{language}' beside 'description_{language}'"
            for language in wide
            if f"next_step_{language}" not in table.columns
        )
    return faults


def _cells(
    table: Table, scan: PhasedScan, faults: list[str]
) -> tuple[dict[Key, dict[str, str]], dict[tuple[str, str], str]]:
    """The texts by subdimension, phase and language, and the labels; faults are added to those given."""
    given: dict[Key, dict[str, str]] = {}
    labels: dict[tuple[str, str], str] = {}
    first: dict[Key, str] = {}
    for row in table.rows:
        sub = row["subdimension"]
        if sub not in scan.subdimension_ids:
            hint = closest(sub, scan.subdimension_ids) or "; texts() shows the ids"
            faults.append(f"{row.where}: there is no subdimension {shown(sub)}{hint}")
            continue
        phase = _phase(row["phase"], scan.n_phases)
        if phase is None:
            faults.append(f"{row.where}: phase must be a whole number from 1 to {scan.n_phases}, not {row['phase']!r}")
            continue
        for language, suffix in _languages(row, table, scan, faults):
            key = (sub, phase, language)
            if key in given:
                faults.append(f"{row.where}: {_named(key)} stands in {first[key]} as well")
                continue
            first[key] = row.where
            given[key] = {name: row[name + suffix] for name in TEXTS}
            label = row["label" + suffix]
            if label and labels.setdefault((sub, language), label) != label:
                faults.append(f"{row.where}: {sub} has another label in {language!r} in a row above")
    return given, labels


def _phase(text: str, most: int) -> int | None:
    """The phase in a cell; a spreadsheet may give ``3.0`` and a person ``Fase 3``."""
    match = re.fullmatch(r"(?:fase|phase)?\s*([1-9])(?:[.,]0+)?", text.strip(), re.IGNORECASE)
    return int(match[1]) if match and int(match[1]) <= most else None


def _languages(row: Row, table: Table, scan: PhasedScan, faults: list[str]) -> list[tuple[str, str]]:
    """The languages that a row speaks, with what its columns end in."""
    if "language" not in table.columns:
        return [(language, f"_{language}") for language in table.languages("description", scan.languages)]
    if row["language"] in scan.languages:
        return [(row["language"], "")]
    there = ", ".join(scan.languages)
    faults.append(f"{row.where}: {shown(row['language'])} is not a language of {scan.name} ({there})")
    return []


def _empty_cells(given: Mapping[Key, Mapping[str, str]], scan: PhasedScan, languages: list[str]) -> list[str]:
    faults = []
    for sub in scan.subdimension_ids:
        for phase in range(1, scan.n_phases + 1):
            for language in languages:
                key = (sub, phase, language)
                if key not in given:
                    faults.append(f"there is no row for {_named(key)}")
                else:
                    faults.extend(f"{_named(key)} has no {name}" for name in TEXTS if not given[key][name])
    return faults


def _named(key: Key) -> str:
    return f"{key[0]}, phase {key[1]}, in {key[2]!r}"


def _retold_subdimension(
    sub: Subdimension,
    given: Mapping[Key, Mapping[str, str]],
    labels: Mapping[tuple[str, str], str],
    languages: list[str],
    provenance: Provenance,
) -> dict[str, Any]:
    return {
        "id": sub.id,
        "label": {language: labels.get((sub.id, language), sub.label[language]) for language in languages},
        "phases": [
            {name: {language: given[sub.id, phase, language][name] for language in languages} for name in TEXTS}
            for phase in range(1, len(sub.phases) + 1)
        ],
        "provenance": provenance,
    }


def _only(texts: Mapping[str, Any], languages: list[str]) -> dict[str, Any]:
    return {language: text for language, text in texts.items() if language in languages}
