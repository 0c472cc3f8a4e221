"""Translation records as YAML and JSON files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.faults import shown, unreadable
from lerende_organisatie.instrument.reading import parse_json, parse_yaml, read_text
from lerende_organisatie.instrument.writing import write
from lerende_organisatie.studies.translation.record import TranslationRecord


def load_translation(path: str | Path) -> TranslationRecord:
    """The record of a translation from a YAML or JSON file.

    Parameters
    ----------
    path : str or Path
        A file ending in .yaml, .yml or .json.

    Returns
    -------
    TranslationRecord

    Raises
    ------
    DefinitionError
        There is no such file, or the record cannot be used; every fault is listed with its place.
    """
    if not isinstance(path, str | Path):
        raise DefinitionError("the translation record", [f"give a path, not {shown(path)}"])
    place = Path(path)
    what = f"the translation record in {shown(place.name)}"
    text = read_text(place, what)
    data = parse_json(text, what) if place.suffix.lower() == ".json" else parse_yaml(text, what)
    return record_from_mapping(data, what)


def record_from_mapping(data: object, what: str = "the translation record") -> TranslationRecord:
    """A record from nested dicts and lists, as YAML and JSON give them.

    Parameters
    ----------
    data : mapping
    what : str
        How the message names it.

    Returns
    -------
    TranslationRecord

    Raises
    ------
    DefinitionError
    """
    if not isinstance(data, Mapping):
        raise DefinitionError(what, [f"must be a mapping of keys such as instrument, forward, back, not {shown(data)}"])
    if faults := unreadable(data):
        raise DefinitionError(what, faults)
    try:
        return TranslationRecord(**dict(data))
    except DefinitionError as error:
        raise DefinitionError(what, error.faults) from None


def yaml_text(data: Mapping[str, Any], path: str | Path | None) -> str:
    """The data as YAML, also written to a file when there is a path."""
    text = yaml.safe_dump(_quoted(data), sort_keys=False, allow_unicode=True, width=118)
    return write(text, path)


def _quoted(value: Any) -> Any:
    """Plain dicts and lists all the way down."""
    if isinstance(value, Mapping):
        return {key: _quoted(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_quoted(entry) for entry in value]
    return value
