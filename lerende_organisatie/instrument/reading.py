"""Text files that hold a definition, read without trust: no tags, no aliases, no doubled keys, no endless files.

YAML is read as YAML 1.2 reads it where 1.1 surprises: ``no`` and ``yes`` are text, and so are dates and ``1:30``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import yaml

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.faults import shown

LARGEST_FILE = 2_000_000
"""Bytes; the largest shipped definition has under 60,000."""

SUFFIXES = (".yaml", ".yml", ".json")


class _Loader(yaml.SafeLoader):
    """YAML with nothing but text, numbers, true, false, null, lists and mappings."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  an instance variable to type checkers, a class variable to PyYAML
    yaml_constructors: ClassVar[dict[Any, Any]] = {}

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark: Any = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias is not read; write the text out", problem_mark=mark)
        return super().compose_node(parent, index)

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave ``<<`` an ordinary key."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, list | dict):
                raise yaml.MarkedYAMLError(problem="a key must be text", problem_mark=key_node.start_mark)
            if key in seen:
                problem = f"the key {shown(key)} stands here twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _refused(_loader: yaml.SafeLoader, node: yaml.Node) -> object:
    raise yaml.MarkedYAMLError(problem=f"the tag {node.tag!r} is not read", problem_mark=node.start_mark)


def _whole_number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(loader.construct_scalar(node))


_TAG = "tag:yaml.org,2002:"
for _kind, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]*([eE][-+][0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(f"^(?:{_pattern})$"), list(_first))
_Loader.add_constructor(_TAG + "int", _whole_number)
for _kind in ("bool", "float", "null", "str", "seq", "map"):
    _Loader.add_constructor(_TAG + _kind, getattr(yaml.SafeLoader, f"construct_yaml_{_kind}"))
_Loader.add_constructor(None, _refused)


def read_text(path: Path, what: str, suffixes: tuple[str, ...] = SUFFIXES) -> str:
    """The text of a file that a user named.

    Raises
    ------
    DefinitionError
        It is not there, a folder, too large, not text, or of another kind.
    """
    try:
        if path.is_dir():
            raise DefinitionError(what, [f"{path} is a folder; name a file in it"])
        if not path.exists():
            raise DefinitionError(what, [f"there is no file {path}; it was looked for in {Path.cwd()}"])
        if path.suffix.lower() not in suffixes:
            raise DefinitionError(what, [f"{path.name} must end in {', '.join(suffixes)}"])
        if not path.is_file():
            raise DefinitionError(what, [f"{path} is not an ordinary file"])
        if path.stat().st_size > LARGEST_FILE:
            raise DefinitionError(what, [f"{path.name} is larger than {LARGEST_FILE:,} bytes"])
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, DefinitionError):
            raise
        raise DefinitionError(what, [f"cannot be read: {error}"]) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = content[: error.start].count(b"\n") + 1
        raise DefinitionError(what, [f"line {where}: not UTF-8 text; save it as UTF-8 (Excel: 'CSV UTF-8')"]) from None


def parse_yaml(text: str, what: str) -> object:
    """The nested data in a YAML text.

    Raises
    ------
    DefinitionError
        The text is not YAML, or YAML of a kind that is not read.
    """
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        problem = " ".join(filter(None, (error.context, error.problem)))
        raise DefinitionError(what, [f"{where}{problem or 'not YAML'}"]) from None
    except yaml.YAMLError as error:
        raise DefinitionError(what, [f"not YAML: {' '.join(str(error).split())}"]) from None
    except RecursionError:
        raise DefinitionError(what, ["nested too deeply"]) from None
    except ValueError as error:
        raise DefinitionError(what, [f"holds a number that cannot be read: {error}"]) from None


def parse_json(text: str, what: str) -> object:
    """The nested data in a JSON text.

    Raises
    ------
    DefinitionError
        The text is not JSON, or it has a key twice in one mapping.
    """
    twice: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        twice.extend(
            f"the key {key!r} stands twice in one mapping" for key in dict.fromkeys(keys) if keys.count(key) > 1
        )
        return dict(pairs)

    try:
        data: object = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise DefinitionError(what, [f"line {error.lineno}, column {error.colno}: {error.msg}"]) from None
    except RecursionError:
        raise DefinitionError(what, ["nested too deeply"]) from None
    except ValueError as error:
        raise DefinitionError(what, [f"holds a number that cannot be read: {error}"]) from None
    if twice:
        raise DefinitionError(what, twice)
    return data
