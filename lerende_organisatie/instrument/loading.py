"""Load an instrument from the catalogue or from a file, list what there is, describe the format."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.instrument.faults import closest, shown, unreadable
from lerende_organisatie.instrument.reading import SUFFIXES, parse_json, parse_yaml, read_text

if TYPE_CHECKING:
    import pandas as pd

CATALOGUE = files("lerende_organisatie.instrument") / "catalogue"


def _catalogue_names() -> list[str]:
    return sorted(entry.name.removesuffix(".yaml") for entry in CATALOGUE.iterdir() if entry.name.endswith(".yaml"))


def load_instrument(name_or_path: str | Path) -> Instrument:
    """An instrument from the catalogue, or from a YAML or JSON file.

    Parameters
    ----------
    name_or_path : str or Path
        A name of the catalogue (:func:`list_instruments`), or the path of a file ending in .yaml, .yml or .json.

    Returns
    -------
    Instrument

    Raises
    ------
    DefinitionError
        There is no such name or file, or the definition cannot be used; every fault is listed with its place.

    Examples
    --------
    >>> load_instrument("slo").item_ids[:2]
    ('slo01', 'slo02')
    """
    if isinstance(name_or_path, str) and _is_name(name_or_path):
        return _from_catalogue(name_or_path)
    if not isinstance(name_or_path, str | Path):
        raise DefinitionError("the instrument", [f"give a catalogue name or a path, not {shown(name_or_path)}"])
    path = Path(name_or_path)
    what = f"the definition in {shown(path.name)}"
    text = read_text(path, what)
    return instrument_from_mapping(_parse(text, path.suffix.lower(), what), what)


def _is_name(text: str) -> bool:
    return not text.lower().endswith(SUFFIXES) and not any(sign in text for sign in "/\\") and not Path(text).suffix


def _from_catalogue(name: str) -> Instrument:
    names = _catalogue_names()
    if name not in names:
        hint = closest(name, names) or ";"
        there = f"is not in the catalogue, which has {', '.join(names)}{hint} the path of a file ends in"
        raise DefinitionError(f"the instrument {shown(name)}", [f"{there} {', '.join(SUFFIXES)}"])
    what = f"the catalogue's {name!r}"
    text = (CATALOGUE / f"{name}.yaml").read_text(encoding="utf-8")
    return instrument_from_mapping(parse_yaml(text, what), what)


def _parse(text: str, suffix: str, what: str) -> object:
    return parse_json(text, what) if suffix == ".json" else parse_yaml(text, what)


def instrument_from_mapping(data: object, what: str = "the definition") -> Instrument:
    """An instrument from nested dicts and lists, as YAML and JSON give them.

    Parameters
    ----------
    data : mapping
        The definition; its keys are the parameters of :class:`Instrument`.
    what : str
        How the message names the definition.

    Returns
    -------
    Instrument

    Raises
    ------
    DefinitionError
        The definition cannot be used; every fault is listed with its place.
    """
    if not isinstance(data, Mapping):
        raise DefinitionError(what, [f"must be a mapping of keys such as name, items, structures, not {shown(data)}"])
    faults = unreadable(data)
    if faults:
        raise DefinitionError(what, faults)
    try:
        return Instrument(**data)
    except DefinitionError as error:
        raise DefinitionError(what, error.faults) from None


def list_instruments() -> pd.DataFrame:
    """The instruments that ship: one row per name.

    Returns
    -------
    DataFrame
        Columns name, title, items, dimensions, structures, languages, version, licence.
    """
    import pandas as pd

    rows = []
    for name in _catalogue_names():
        instrument = _from_catalogue(name)
        rows.append(
            {
                "name": name,
                "title": instrument.title[instrument.languages[0]],
                "items": len(instrument.items),
                "dimensions": len(instrument.dimensions),
                "structures": ", ".join(instrument.structures),
                "languages": ", ".join(instrument.languages),
                "version": instrument.version,
                "licence": instrument.licence,
            }
        )
    return pd.DataFrame(rows)


def instrument_json_schema() -> dict[str, Any]:
    """The JSON Schema of a definition, for editors and for other programs.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12. It describes types and keys; what must hold between the parts of a definition is
        checked by :func:`load_instrument`.
    """
    schema = Instrument.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    structure = schema["$defs"]["Structure"]
    structure["required"] = [key for key in structure["required"] if key != "name"]
    return schema
