"""Which column of an export is which item: by name, by a given mapping, or by the item's wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from lerende_organisatie.responses.plain_text import plain
from lerende_organisatie.responses.raw_table import RawTable
from lerende_organisatie.responses.reading_log import ColumnMatch, MatchedBy

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument

_IN_BRACKETS = re.compile(r".*\[(.+)\]\s*", re.DOTALL)
_CODE_AT_THE_END = re.compile(r"[^\[\]]*\[([\w.]+)\](?:\..*)?|[\w./-]*[/-]([\w.]+)", re.DOTALL)
"""A question's code and in it an item's: LimeSurvey's brackets, the path of KoboToolbox and of ODK."""

_MISSING_NAMED = 8
_TITLE_ROWS = 10
"""How far below the first row the names of the items are looked for."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Where the items and the columns named by the caller stand.

    Attributes
    ----------
    items : mapping of item to column position
    named : mapping of use to column position
    matches : tuple of ColumnMatch
    faults : tuple of str
    """

    items: Mapping[str, int]
    named: Mapping[str, int]
    matches: tuple[ColumnMatch, ...]
    faults: tuple[str, ...]


def match_columns(
    table: RawTable,
    instrument: Instrument,
    required: Sequence[str],
    named: Mapping[str, str],
    columns: Mapping[str, str],
) -> Matching:
    """Find the columns of the items and of the uses that the caller names.

    An item's column is, in this order: the one that `columns` gives; the one with its id as name; the one with its id
    but for capitals and spaces, if there is one such column; the one that ends in its id as survey tools write it
    (``page01[slo01]``, ``page01/slo01``, ``page01-slo01``); the one whose name or variable label is the item's wording
    in one of the instrument's languages (or ends in it between square brackets or after a dash, as in the rows of a
    matrix question).

    Parameters
    ----------
    table : RawTable
    instrument : Instrument
    required : sequence of str
        Items that must be there; the instrument's other items are read where they are.
    named : mapping of use (``"cluster"``, ...) to the name that the caller gave
    columns : mapping of item or name to the column's name in the export
    """
    faults: list[str] = []
    items: dict[str, int] = {}
    matches: list[ColumnMatch] = []
    absent: list[str] = []
    finder = _Finder.of(table)
    wordings = _wordings(instrument)
    for item in instrument.item_ids:
        by: MatchedBy
        if item in columns:
            places, by = finder.exact(columns[item]), "columns="
            if not places:
                faults.append(f"columns={{{item!r}: {columns[item]!r}}}: " + finder.absent(columns[item]))
                continue
        else:
            places, by = finder.item(item, wordings[item])
        if len(places) == 1:
            items[item] = places[0]
            matches.append(ColumnMatch(item, table.names[places[0]], by))
        elif places:
            faults.append(_doubled(item, [table.names[place] for place in places]))
        elif item in required:
            absent.append(item)
    header = _header_below(table, required) if len(absent) == len(required) else None
    if header is None:
        faults += _absent_items(absent, required, finder, wordings)
    else:
        faults.append(f"the names of the items stand in {table.row_word} {header}; remove the rows above it")
    faults += _shared(items, table)
    found: dict[str, int] = {}
    for use, name in named.items():
        wanted = columns.get(name, name)
        places = finder.exact(wanted) or finder.nearly(wanted)
        if len(places) == 1:
            found[use] = places[0]
            if name in columns:
                matches.append(ColumnMatch(name, table.names[places[0]], "columns="))
            owner = next((item for item, place in items.items() if place == places[0]), None)
            if owner is not None:
                faults.append(f"{use}={name!r}: that column is item {owner}")
        elif places:
            faults.append(f"{use}={name!r}: {len(places)} columns have that name; rename all but one")
        else:
            faults.append(f"{use}={name!r}: " + finder.absent(wanted))
    taken = set(items.values()) | set(found.values())
    faults += [
        f"column {name!r} has the name of an item that columns= finds elsewhere; rename or remove it"
        for place, name in enumerate(table.names)
        if name in items and place not in taken
    ]
    return Matching(items, found, tuple(matches), tuple(faults))


@dataclass(frozen=True, slots=True)
class _Finder:
    """The columns of a table by name, by name but for capitals and spaces, and by text."""

    names: tuple[str, ...]
    by_name: Mapping[str, list[int]]
    by_plain_name: Mapping[str, list[int]]
    by_code: Mapping[str, list[int]]
    by_text: Mapping[str, list[int]]

    @classmethod
    def of(cls, table: RawTable) -> _Finder:
        by_name: dict[str, list[int]] = {}
        by_plain_name: dict[str, list[int]] = {}
        by_code: dict[str, list[int]] = {}
        by_text: dict[str, list[int]] = {}
        for place, name in enumerate(table.names):
            by_name.setdefault(name, []).append(place)
            by_plain_name.setdefault(plain(name), []).append(place)
            if (match := _CODE_AT_THE_END.fullmatch(name.strip())) is not None:
                by_code.setdefault(plain(match[1] or match[2]), []).append(place)
            texts = {_comparable(text) for text in (name, table.texts.get(place, ""))}
            texts |= {_comparable(match[1]) for text in list(texts) if (match := _IN_BRACKETS.fullmatch(text))}
            texts |= {_comparable(text.rpartition(" - ")[2]) for text in list(texts) if " - " in text}
            for text in texts:
                by_text.setdefault(text, []).append(place)
        return cls(table.names, by_name, by_plain_name, by_code, by_text)

    def exact(self, name: str) -> list[int]:
        return self.by_name.get(name, [])

    def nearly(self, name: str) -> list[int]:
        return self.by_plain_name.get(plain(name), [])

    def item(self, item: str, wordings: Iterable[str]) -> tuple[list[int], MatchedBy]:
        if places := self.exact(item):
            return places, "name"
        if places := self.nearly(item):
            return places, "capitals"
        if places := self.by_code.get(plain(item), []):
            return places, "code"
        return sorted({place for wording in wordings for place in self.by_text.get(wording, [])}), "wording"

    def absent(self, name: str) -> str:
        close = self.close(name)
        return f"there is no column {name!r}" + (f"; is it {' or '.join(map(repr, close))}?" if close else self.list())

    def close(self, name: str) -> list[str]:
        matched = get_close_matches(plain(name), self.by_plain_name, n=2, cutoff=0.75)
        return [self.names[self.by_plain_name[close][0]] for close in matched]

    def list(self, most: int = 8) -> str:
        shown = ", ".join(repr(name if len(name) <= 30 else f"{name[:29]}…") for name in self.names[:most])
        return f"; the columns are {shown}" + (f" and {len(self.names) - most} more" if len(self.names) > most else "")


def _comparable(text: str) -> str:
    return plain(text).rstrip(" .:;")


def _wordings(instrument: Instrument) -> dict[str, set[str]]:
    """The wordings of each item in all languages; a wording that two items share finds neither."""
    wordings = {item.id: {_comparable(item.text(language)) for language in item.wording} for item in instrument.items}
    counts: dict[str, int] = {}
    for texts in wordings.values():
        for text in texts:
            counts[text] = counts.get(text, 0) + 1
    return {item: {text for text in texts if text and counts[text] == 1} for item, texts in wordings.items()}


def _doubled(item: str, names: Sequence[str]) -> str:
    if len(set(names)) == 1:
        return f"item {item}: column {names[0]!r} stands in the header {len(names)} times; remove or rename all but one"
    shown = " and ".join(repr(name[:40]) for name in names)
    return f"item {item}: the columns {shown} both match; say which with columns={{{item!r}: ...}}"


def _header_below(table: RawTable, required: Sequence[str]) -> int | None:
    """Where the names of the items stand if something else, a title for one, stands above them."""
    wanted = {item.casefold() for item in required}
    for place in range(min(_TITLE_ROWS, len(table.row_numbers))):
        cells = {str(column.iloc[place]).strip().casefold() for column in table.columns}
        if len(wanted & cells) > len(wanted) / 2:
            return int(table.row_numbers[place])
    return None


def _absent_items(
    absent: Sequence[str], required: Sequence[str], finder: _Finder, wordings: Mapping[str, set[str]]
) -> list[str]:
    """One fault per absent item for which a column comes close; one for all others."""
    if not absent:
        return []
    faults: list[str] = []
    lost: list[str] = []
    few = len(absent) <= _MISSING_NAMED
    for item in absent:
        close = _close_columns(item, finder, wordings[item]) if few else []
        if close:
            faults.append(
                f"item {item}: there is no such column; is it {' or '.join(repr(name[:60]) for name in close)}? "
                f"Then give columns={{{item!r}: {close[0]!r}}}"
            )
        else:
            lost.append(item)
    if lost:
        shown = ", ".join(lost[:_MISSING_NAMED]) + (
            f" and {len(lost) - _MISSING_NAMED} more" if len(lost) > _MISSING_NAMED else ""
        )
        if len(lost) == len(required):
            which = f"none of the {len(required)} items has a column ({shown})"
        elif len(lost) == 1:
            which = f"item {shown} has no column"
        else:
            which = f"{len(lost)} of the {len(required)} items have no column ({shown})"
        faults.append(f"{which}{finder.list()}; say which column is which item with columns={{{lost[0]!r}: ...}}")
    return faults


def _close_columns(item: str, finder: _Finder, wordings: Iterable[str]) -> list[str]:
    """Columns whose name resembles the item's id without being another numbered item, or whose text its wording."""
    close = [name for name in finder.close(item) if _digits(name) == _digits(item)]
    for wording in wordings:
        for text in get_close_matches(wording, finder.by_text, n=1, cutoff=0.85):
            close.append(finder.names[finder.by_text[text][0]])
    return list(dict.fromkeys(close))[:2]


def _digits(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", name)]


def _shared(items: Mapping[str, int], table: RawTable) -> list[str]:
    owners: dict[int, list[str]] = {}
    for item, place in items.items():
        owners.setdefault(place, []).append(item)
    return [
        f"column {table.names[place]!r} is given to {len(shared)} items ({', '.join(shared)}); each needs its own"
        for place, shared in owners.items()
        if len(shared) > 1
    ]
