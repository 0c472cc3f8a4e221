"""Definitions as YAML and JSON: what stands at its default is left out, the order is that of reading."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from lerende_organisatie.errors import DefinitionError

if TYPE_CHECKING:
    from lerende_organisatie.instrument.written import WrittenDefinition

ORDER = (
    "schema_version", "kind", "name", "title", "version", "languages", "instruction", "citation", "licence", "note",
    "response_scale", "referents", "default_structure", "items", "structures",
    "phase_labels", "dimensions", "tensions",
)  # fmt: skip


class _Dumper(yaml.SafeDumper):
    """Short lists and provenance on one line, everything else in blocks, never an anchor."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _sequence(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    short = all(isinstance(member, int) or (isinstance(member, str) and len(member) <= 30) for member in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


def _mapping(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=set(value) == {"kind"})


_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(dict, _mapping)


def plain(definition: WrittenDefinition) -> dict[str, Any]:
    """The definition as nested dicts and lists, without what stands at its default."""
    data = definition.model_dump(mode="json", exclude_defaults=True)
    for structure in data.get("structures", {}).values():
        del structure["name"]
    return {key: data[key] for key in ORDER if key in data}


def as_yaml(definition: WrittenDefinition) -> str:
    """The definition as YAML text."""
    return yaml.dump(plain(definition), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=118)


def as_json(definition: WrittenDefinition) -> str:
    """The definition as JSON text."""
    return json.dumps(plain(definition), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write(text: str, path: str | Path | None) -> str:
    """Write the text to the path, if there is one, and give it back.

    Raises
    ------
    DefinitionError
        The file cannot be written.
    """
    if path is not None:
        try:
            Path(path).write_text(text, encoding="utf-8", newline="\n")
        except (OSError, ValueError) as error:
            raise DefinitionError("writing the definition", [f"{path}: {error}"]) from None
    return text
