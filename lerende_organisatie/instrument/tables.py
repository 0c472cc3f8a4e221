"""An instrument with the wording or the allocation of a user's table in the place of its own."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from lerende_organisatie.errors import DefinitionError, RecodedWarning
from lerende_organisatie.instrument.faults import closest, shown
from lerende_organisatie.instrument.parts import Item, Provenance, Structure, fields
from lerende_organisatie.instrument.table_reading import Row, Table, read_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from lerende_organisatie.instrument.definition import Instrument

Kind = Literal["licensed", "published", "user"]

WORDING = frozenset({"item", "language", "wording", "wording_*", "dimension", "reverse", "level", "facet"})
ALLOCATION = frozenset({"item", "dimension", "label_*", "wording_*", "alpha", "loading", "reverse", "level", "facet"})
YES = frozenset({"true", "1", "1.0", "yes", "ja", "x", "r"})
NO = frozenset({"", "false", "0", "0.0", "no", "nee"})


def reworded(
    instrument: Instrument, table: pd.DataFrame | str | Path, *, kind: Kind, source: str | None, partial: bool
) -> Instrument:
    """The instrument in the wording of a table; see :meth:`Instrument.with_wording`."""
    what = f"the wording for {instrument.name}"
    read = read_table(table, what, instrument.languages, WORDING, ("item",))
    given, faults = _wordings(read, instrument)
    if not partial and not faults:
        for language in dict.fromkeys(code for texts in given.values() for code in texts):
            lacking = [item for item in instrument.item_ids if language not in given.get(item, {})]
            faults.extend(f"item {shown(item)} has no wording in {language!r}" for item in lacking)
    if faults:
        raise DefinitionError(what, faults)
    items = [
        {
            **fields(item),
            "wording": {**item.wording, **given[item.id]},
            "provenance": Provenance(kind=kind, source=source or read.source, note=_kept(item, given[item.id])),
        }
        if item.id in given
        else fields(item)
        for item in instrument.items
    ]
    return rebuilt(instrument, what, items=items)


def _wordings(table: Table, instrument: Instrument) -> tuple[dict[str, dict[str, str]], list[str]]:
    """The wordings by item and language, and what is wrong with the table."""
    wide = table.languages("wording", instrument.languages)
    long = "wording" in table.columns
    if long == bool(wide) or long != ("language" in table.columns):
        return {}, [
            "give either the columns 'language' and 'wording', or one column per language "
            f"({', '.join('wording_' + code for code in instrument.languages)})"
        ]
    given: dict[str, dict[str, str]] = {}
    faults: list[str] = []
    for row in table.rows:
        item = row["item"]
        if item not in instrument.item_ids:
            faults.append(_no_item(row, instrument.item_ids))
            continue
        for language, text in [(row["language"], row["wording"])] if long else [(c, row[f"wording_{c}"]) for c in wide]:
            if language not in instrument.languages:
                there = ", ".join(instrument.languages)
                faults.append(f"{row.where}: {shown(language)} is not a language of {instrument.name} ({there})")
            elif not text:
                faults.append(f"{row.where}: item {shown(item)} has no wording in {language!r}")
            elif language in given.setdefault(item, {}):
                faults.append(f"{row.where}: item {shown(item)} has a second wording in {language!r}")
            else:
                given[item][language] = text
    return given, faults


def _no_item(row: Row, known: Iterable[str]) -> str:
    item = row["item"]
    return (
        f"{row.where}: there is no item {shown(item)}{closest(item, known)}" if item else f"{row.where}: names no item"
    )


def _kept(item: Item, given: Mapping[str, str]) -> str | None:
    kept = [language for language in item.wording if language not in given]
    return f"wording in {', '.join(kept)} as before ({item.provenance.kind})" if kept else None


def reallocated(
    instrument: Instrument, table: pd.DataFrame | str | Path, *, kind: Kind, source: str | None
) -> Instrument:
    """The instrument with the items and dimensions of a table; see :meth:`Instrument.with_allocation`."""
    what = f"the allocation for {instrument.name}"
    read = read_table(table, what, instrument.languages, ALLOCATION, ("item", "dimension"))
    provenance = Provenance(kind=kind, source=source or read.source)
    own_wording = not read.languages("wording", instrument.languages)
    languages = instrument.languages if own_wording else read.languages("wording", instrument.languages)
    faults: list[str] = []
    items = [
        _item(row, read, instrument, languages if not own_wording else (), provenance, faults) for row in read.rows
    ]
    faults.extend(_row_faults(read))
    if own_wording:
        placed = {row["item"] for row in read.rows}
        faults.extend(f"item {shown(item)} is not in the table" for item in instrument.item_ids if item not in placed)
    dimensions = _dimensions(read, instrument, languages, faults)
    if faults:
        raise DefinitionError(what, faults)
    default = instrument.structure()
    structures = {default.name: {**fields(default), "dimensions": dimensions, "provenance": provenance}}
    left_out = []
    for name, other in instrument.structures.items():
        if name == default.name:
            continue
        carried = _carried_over(default, other, dimensions)
        if carried is None:
            left_out.append(name)
        else:
            structures[name] = {**fields(other), "dimensions": carried, "provenance": provenance}
    result = rebuilt(instrument, what, languages=languages, items=items, structures=structures)
    if left_out:
        warnings.warn(
            f"{what}: {' and '.join(left_out)} cannot be carried over to the dimensions of the table and is left out",
            RecodedWarning,
            stacklevel=3,
        )
    return result


def _row_faults(table: Table) -> list[str]:
    """Rows without an item or a dimension, and items that have two rows."""
    first: dict[str, str] = {}
    faults = []
    for row in table.rows:
        item = row["item"]
        if item in first and item:
            faults.append(f"{row.where}: item {shown(item)} stands in {first[item]} as well")
        first.setdefault(item, row.where)
        if not row["dimension"]:
            faults.append(f"{row.where}: names no dimension")
    return faults


def _item(
    row: Row,
    table: Table,
    instrument: Instrument,
    languages: Collection[str],
    provenance: Provenance,
    faults: list[str],
) -> dict[str, Any]:
    """The item of a row; faults are added to those given."""
    made: dict[str, Any] = {"id": row["item"], "level": instrument.items[0].level}
    if languages:
        lacking = [language for language in languages if not row[f"wording_{language}"]]
        faults.extend(f"{row.where}: item {shown(row['item'])} has no wording in {language!r}" for language in lacking)
        if not row["item"]:
            faults.append(f"{row.where}: names no item")
        made |= {"wording": {code: row[f"wording_{code}"] for code in languages}, "provenance": provenance}
    elif row["item"] in instrument.item_ids:
        made = fields(instrument.item(row["item"]))
    else:
        hint = "; a table with new items gives their wording too (column wording_LANGUAGE)"
        faults.append(_no_item(row, instrument.item_ids) + hint)
    if "reverse" in table.columns:
        if row["reverse"].lower() in YES | NO:
            made["reverse"] = row["reverse"].lower() in YES
        else:
            faults.append(f"{row.where}: reverse must be true or false, not {shown(row['reverse'])}")
    if "loading" in table.columns:
        made["published_loading"] = _number(row, "loading", faults)
    for column in ("level", "facet"):
        if row[column]:
            made[column] = row[column]
    return made


def _number(row: Row, column: str, faults: list[str]) -> float | None:
    if not row[column]:
        return None
    try:
        return float(row[column].replace(",", "."))
    except ValueError:
        faults.append(f"{row.where}: {column} must be a number, not {shown(row[column])}")
        return None


def _dimensions(
    table: Table, instrument: Instrument, languages: Collection[str], faults: list[str]
) -> list[dict[str, Any]]:
    """The dimensions in the order in which the table first names them; faults are added to those given."""
    known = {d.id: d for structure in instrument.structures.values() for d in structure.dimensions}
    known |= {d.id: d for d in instrument.dimensions}
    members: dict[str, list[Row]] = {}
    for row in table.rows:
        if row["dimension"]:
            members.setdefault(row["dimension"], []).append(row)
    made = []
    for dimension, rows in members.items():
        label = {}
        for language in languages:
            text = _one(rows, f"label_{language}", dimension, faults)
            if not text and dimension in known:
                text = known[dimension].name(language)
            if not text:
                message = f"dimension {shown(dimension)} has no label in {language!r}; give column label_{language}"
                faults.append(message + closest(dimension, known))
            label[language] = text
        alpha_text = _one(rows, "alpha", dimension, faults)
        alpha = _number(Row(f"dimension {shown(dimension)}", {"alpha": alpha_text}), "alpha", faults)
        items = [row["item"] for row in rows]
        made.append({"id": dimension, "label": label, "items": items, "published_alpha": alpha})
    return made


def _one(rows: Iterable[Row], column: str, dimension: str, faults: list[str]) -> str:
    """What the rows of a dimension say alike in a column."""
    said = list(dict.fromkeys(row[column] for row in rows if row[column]))
    if len(said) > 1:
        faults.append(f"dimension {shown(dimension)} has several values in {column}: {', '.join(map(shown, said[:3]))}")
    return said[0] if said else ""


def _carried_over(default: Structure, other: Structure, made: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """The dimensions of another structure on a new allocation, if that is as before or it joins whole ones."""
    new = {dimension["id"]: dimension for dimension in made}
    if {name: set(d["items"]) for name, d in new.items()} == {n: set(items) for n, items in default.scales.items()}:
        return [fields(dimension) for dimension in other.dimensions]
    if set(new) != set(default.scales):
        return None
    carried = []
    for dimension in other.dimensions:
        joined = [name for name, items in default.scales.items() if set(items) <= set(dimension.items)]
        if {item for name in joined for item in default.scales[name]} != set(dimension.items):
            return None
        items = [item for name in joined for item in new[name]["items"]]
        alpha = new[joined[0]]["published_alpha"] if len(joined) == 1 else None
        carried.append({**fields(dimension), "items": items, "published_alpha": alpha})
    return carried


def rebuilt(instrument: Instrument, what: str, **changed: Any) -> Instrument:
    """The instrument with some of its fields changed, checked again, in the languages that it then has.

    Raises
    ------
    DefinitionError
        The change does not make an instrument.
    """
    languages = changed.get("languages", instrument.languages)
    data = {**fields(instrument), **changed}
    scale = instrument.response_scale
    data["response_scale"] = {**fields(scale), "labels": _only(scale.labels, languages)}
    data["referents"] = {level: _only(texts, languages) for level, texts in instrument.referents.items()}
    data |= {key: _only(data[key], languages) for key in ("title", "instruction")}
    data["structures"] = {
        name: {
            **mapping,
            "label": _only(mapping["label"], languages),
            "dimensions": [{**d, "label": _only(d["label"], languages)} for d in map(fields, mapping["dimensions"])],
        }
        for name, mapping in ((name, fields(structure)) for name, structure in data["structures"].items())
    }
    try:
        return type(instrument)(**data)
    except DefinitionError as error:
        raise DefinitionError(what, error.faults) from None


def _only(texts: Mapping[str, Any], languages: Collection[str]) -> dict[str, Any]:
    return {language: text for language, text in texts.items() if language in languages}
