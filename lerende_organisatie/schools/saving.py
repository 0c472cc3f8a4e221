"""Files of a school's own work: written in full or not at all, read without trust."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import yaml

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.reading import parse_json, parse_yaml, read_text

SUFFIXES = (".yaml", ".yml", ".json")


def save(data: dict[str, Any], path: str | Path) -> None:
    """Write nested data as YAML or JSON, in full or not at all: what was there stays until all is written.

    Parameters
    ----------
    data : dict
        Of text, numbers, lists and dicts.
    path : str or Path
        Ending in .yaml, .yml or .json.

    Raises
    ------
    DefinitionError
        The file has another ending or cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise DefinitionError(f"saving {path.name}", [f"must end in {', '.join(SUFFIXES)}"])
    if suffix == ".json":
        text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    else:
        text = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=118)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".writing-", suffix=suffix, dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise DefinitionError(f"saving {path.name}", [f"cannot be written: {error}"]) from None


class _Dumper(yaml.SafeDumper):
    """Never an anchor."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def read(path: str | Path, what: str) -> dict[str, Any]:
    """The nested data of a YAML or JSON file.

    Parameters
    ----------
    path : str or Path
    what : str
        How a message names the file.

    Returns
    -------
    dict

    Raises
    ------
    DefinitionError
        The file is absent, damaged, or not a mapping.
    """
    path = Path(path)
    text = read_text(path, what, SUFFIXES)
    data = parse_json(text, what) if path.suffix.lower() == ".json" else parse_yaml(text, what)
    if not isinstance(data, dict):
        raise DefinitionError(what, ["must be a mapping of keys"])
    return data
