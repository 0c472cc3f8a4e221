"""Load an instrument from the catalogue or from a file, list what there is, describe the format."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.instrument.faults import closest, mapping, sequence, shown, unreadable
from lerende_organisatie.instrument.phased_scan import PhasedScan
from lerende_organisatie.instrument.reading import SUFFIXES, parse_json, parse_yaml, read_text

if TYPE_CHECKING:
    import pandas as pd

CATALOGUE = files("lerende_organisatie.instrument") / "catalogue"

SCAN_HEAD = "scan.yaml"
"""In the folder of a shipped scan: everything but its dimensions, which have a file each."""


def _catalogue_names() -> list[str]:
    files_ = [entry.name.removesuffix(".yaml") for entry in CATALOGUE.iterdir() if entry.name.endswith(".yaml")]
    folders = [entry.name for entry in CATALOGUE.iterdir() if entry.is_dir() and (entry / SCAN_HEAD).is_file()]
    return sorted([*files_, *folders])


@overload
def load_instrument(name_or_path: Literal["slo", "dloq", "staff_outcomes"]) -> Instrument: ...
@overload
def load_instrument(name_or_path: Literal["zelfscan", "zelfscan-bestuur"]) -> PhasedScan: ...
@overload
def load_instrument(name_or_path: str | Path) -> Any: ...
def load_instrument(name_or_path: str | Path) -> Instrument | PhasedScan:
    """An instrument from the catalogue, or from a YAML or JSON file: a questionnaire or a phased scan.

    Parameters
    ----------
    name_or_path : str or Path
        A name of the catalogue (:func:`list_instruments`), or the path of a file ending in .yaml, .yml or .json.

    Returns
    -------
    Instrument or PhasedScan
        What the definition's ``kind`` says it is.

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
    return _made(parse_definition(text, path.suffix.lower(), what), what)


def load_questionnaire(name_or_path: str | Path) -> Instrument:
    """A questionnaire from the catalogue or a file; a phased scan is refused.

    Parameters
    ----------
    name_or_path : str or Path
        As :func:`load_instrument` takes it.

    Returns
    -------
    Instrument

    Raises
    ------
    DefinitionError
        The definition cannot be used, or is that of a phased scan.
    """
    loaded: Instrument | PhasedScan = load_instrument(name_or_path)
    if isinstance(loaded, PhasedScan):
        message = "is a phased scan, not a questionnaire; a ScanSession reads the answers to it"
        raise DefinitionError(f"the instrument {shown(loaded.name)}", [message])
    return loaded


def load_scan(name_or_path: str | Path) -> PhasedScan:
    """A phased scan from the catalogue or a file; a questionnaire is refused.

    Parameters
    ----------
    name_or_path : str or Path
        As :func:`load_instrument` takes it.

    Returns
    -------
    PhasedScan

    Raises
    ------
    DefinitionError
        The definition cannot be used, or is that of a questionnaire.
    """
    loaded: Instrument | PhasedScan = load_instrument(name_or_path)
    if isinstance(loaded, Instrument):
        message = "is a questionnaire, not a phased scan; read_responses reads the answers to it"
        raise DefinitionError(f"the instrument {shown(loaded.name)}", [message])
    return loaded


def _is_name(text: str) -> bool:
    return not text.lower().endswith(SUFFIXES) and not any(sign in text for sign in "/\\") and not Path(text).suffix


def _from_catalogue(name: str) -> Instrument | PhasedScan:
    names = _catalogue_names()
    if name not in names:
        hint = closest(name, names) or ";"
        there = f"is not in the catalogue, which has {', '.join(names)}{hint} the path of a file ends in"
        raise DefinitionError(f"the instrument {shown(name)}", [f"{there} {', '.join(SUFFIXES)}"])
    what = f"the catalogue's {name!r}"
    return _made(_catalogue_data(name, what), what)


@cache
def _catalogue_data(name: str, what: str) -> object:
    """What the catalogue holds under a name; a scan is a folder of its head and a file per dimension.

    What ships does not change, so it is parsed once; definitions are made of it anew each time.
    """
    folder = CATALOGUE / name
    if not folder.is_dir():
        return parse_yaml((CATALOGUE / f"{name}.yaml").read_text(encoding="utf-8"), what)
    head = parse_yaml((folder / SCAN_HEAD).read_text(encoding="utf-8"), what)
    files_ = sorted((entry for entry in folder.iterdir() if entry.name != SCAN_HEAD), key=lambda entry: entry.name)
    return {**mapping(head), "dimensions": [parse_yaml(entry.read_text(encoding="utf-8"), what) for entry in files_]}


def parse_definition(text: str, suffix: str, what: str) -> object:
    """The nested data in a definition's text, JSON or YAML by the ending of its file."""
    return parse_json(text, what) if suffix == ".json" else parse_yaml(text, what)


def _made(data: object, what: str) -> Instrument | PhasedScan:
    """The questionnaire or the scan that data define, by their ``kind``."""
    if mapping(data).get("kind") == "phased_scan":
        return scan_from_mapping(data, what)
    return instrument_from_mapping(data, what)


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
    checked = readable_mapping(data, what, "name, items, structures")
    try:
        return Instrument(**checked)
    except DefinitionError as error:
        raise DefinitionError(what, error.faults) from None


def scan_from_mapping(data: object, what: str = "the definition") -> PhasedScan:
    """A phased scan from nested dicts and lists, as YAML and JSON give them.

    Parameters
    ----------
    data : mapping
        The definition; its keys are the parameters of :class:`PhasedScan`.
    what : str
        How the message names the definition.

    Returns
    -------
    PhasedScan

    Raises
    ------
    DefinitionError
        The definition cannot be used; every fault is listed with its place.
    """
    checked = readable_mapping(data, what, "name, phase_labels, dimensions")
    try:
        return PhasedScan(**checked)
    except DefinitionError as error:
        raise DefinitionError(what, error.faults) from None


def readable_mapping(data: object, what: str, keys: str) -> dict[str, Any]:
    """The definition as a dict, once it can be read at all; refused with every reason why not."""
    if not isinstance(data, Mapping):
        raise DefinitionError(what, [f"must be a mapping of keys such as {keys}, not {shown(data)}"])
    faults = unreadable(data)
    if faults:
        raise DefinitionError(what, faults)
    return dict(data)


def list_instruments() -> pd.DataFrame:
    """The instruments that ship: one row per name.

    Returns
    -------
    DataFrame
        Columns name, kind, title, items (of a scan: the subdimensions, which are what is rated), dimensions,
        structures, languages, version, licence.
    """
    import pandas as pd

    rows = []
    for name in _catalogue_names():
        # the shipped files are checked by the tests; a list of what there is need not check a scan's every text again
        data = mapping(_catalogue_data(name, name))
        languages = sequence(data["languages"])
        structures = mapping(data.get("structures"))
        dimensions = sequence(mapping(structures.get(str(data.get("default_structure")), data)).get("dimensions"))
        rated = data.get("items") or [s for d in dimensions for s in sequence(mapping(d).get("subdimensions"))]
        rows.append(
            {
                "name": name,
                "kind": data["kind"],
                "title": mapping(data["title"])[str(languages[0])],
                "items": len(sequence(rated)),
                "dimensions": len(dimensions),
                "structures": ", ".join(structures),
                "languages": ", ".join(map(str, languages)),
                "version": data["version"],
                "licence": data["licence"],
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
