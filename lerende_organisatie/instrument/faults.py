"""Faults in a definition: where each stands, and in plain words what is wrong."""

from __future__ import annotations

import difflib
import reprlib
from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lerende_organisatie.errors import DefinitionError

DEEPEST = 12
"""How deeply lists and mappings of a definition may be nested; the format itself needs seven levels."""

Place = tuple[str | int, ...]


class PlacedFault(str):
    """One line about one fault; knows its place, so that an enclosing definition can put its own place before it."""

    place: Place
    message: str


def fault(place: Place, message: str, root: object = None) -> PlacedFault:
    """One fault as a line of text.

    Parameters
    ----------
    place : keys and positions that lead from the root to what is wrong
    message : what is wrong there and what to do
    root : the definition in which the place is; lets the line name ids beside positions

    Returns
    -------
    PlacedFault
        For example ``items[3] (slo04).wording: no text in 'nl'``.
    """
    where = place_text(place, root)
    line = PlacedFault(f"{where}: {message}" if where else message)
    line.place = place
    line.message = message
    return line


def place_text(place: Place, root: object) -> str:
    """The place as people write it, with the id of a list's member beside its position."""
    text = ""
    here = root
    for key in place:
        here = _child(here, key)
        if isinstance(key, int):
            known = _child(here, "id")
            text += f"[{key}]" + (f" ({known[:60]})" if isinstance(known, str) and known else "")
        else:
            text += ("." if text else "") + key[:60]
    return text


def _child(parent: object, key: str | int) -> object:
    if isinstance(key, int):
        members = sequence(parent)
        return members[key] if 0 <= key < len(members) else None
    return mapping(parent).get(key)


def mapping(value: object) -> Mapping[str, object]:
    """The value if it maps keys to values (a definition does), otherwise nothing at all."""
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    return value if isinstance(value, Mapping) else {}


def sequence(value: object) -> Sequence[object]:
    """The value if it is a list of values, otherwise nothing at all."""
    return value if isinstance(value, list | tuple) else ()


def shown(value: object) -> str:
    """The value as a message shows it: short, whatever it is."""
    if value is None:
        return "nothing"
    try:
        return reprlib.repr(value)
    except Exception:  # noqa: BLE001  a value whose own repr fails is still a user's value
        return f"a {type(value).__name__}"


def closest(name: str, names: Iterable[str]) -> str:
    """A hint at the name that was probably meant, or nothing."""
    near = difflib.get_close_matches(name[:100], list(names), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def unreadable(value: object, place: Place = (), around: tuple[int, ...] = ()) -> list[PlacedFault]:
    """What keeps a nested value from being read as a definition: keys that are not text, sets, endless nesting.

    Parameters
    ----------
    value : anything
    place : where it stands
    around : identities of the lists and mappings that it stands in
    """
    if isinstance(value, set | frozenset):
        return [fault(place, "is a set; give a list, which has an order")]
    if not isinstance(value, Mapping | list | tuple):
        return []
    if len(place) > DEEPEST or id(value) in around:
        return [fault(place[:4], f"is nested more than {DEEPEST} deep")]
    found: list[PlacedFault] = []
    children = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, child in children:
        if isinstance(key, str) or (isinstance(key, int) and not isinstance(value, Mapping)):
            found.extend(unreadable(child, (*place, key), (*around, id(value))))
        else:
            found.append(fault(place, f"the key {shown(key)} is not text; put it in quotes"))
    return found


def shape_faults(error: ValidationError, root: Mapping[str, object], known: Iterable[str]) -> list[PlacedFault]:
    """The faults that pydantic found, in plain words and with those of nested definitions spread out.

    Parameters
    ----------
    error : what pydantic raised
    root : the data that were refused
    known : the keys of the definition, for hints
    """
    found: list[PlacedFault] = []
    for detail in error.errors(include_url=False):
        cause = detail.get("ctx", {}).get("error")
        if isinstance(cause, DefinitionError):
            for inner in cause.faults:
                place = inner.place if isinstance(inner, PlacedFault) else ()
                message = inner.message if isinstance(inner, PlacedFault) else inner
                found.append(fault((*detail["loc"], *place), message, root))
            continue
        found.append(fault(_clean(detail["loc"]), _plain(detail, known), root))
    return found


def _clean(place: Place) -> Place:
    """The place without pydantic's own marks."""
    return tuple(key for key in place if key != "[key]")


def _plain(detail: ErrorDetails, known: Iterable[str]) -> str:
    """What pydantic says, as a survey researcher would say it."""
    value = shown(detail["input"])
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            names = sorted(known)
            key = str(detail["loc"][-1])
            return f"is not a known key{closest(key, names) or '; known are ' + ', '.join(names)}"
        case "string_type":
            return f"must be text, not {value}" + (" (put it in quotes)" if detail["input"] is not None else "")
        case "int_type" | "int_from_float" | "int_parsing":
            return f"must be a whole number, not {value}"
        case "bool_type" | "bool_parsing":
            return f"must be true or false, not {value}"
        case "float_type" | "float_parsing" | "finite_number":
            return f"must be a number, not {value}"
        case "literal_error":
            return f"must be {context['expected']}, not {value}"
        case "tuple_type":
            return f"must be a list, not {value}"
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return f"must be a mapping of keys to values, not {value}"
        case "too_short":
            return f"needs at least {context['min_length']}, has {context['actual_length']}"
        case "string_too_long":
            return f"is longer than {context['max_length']} characters"
        case "greater_than_equal":
            return f"must be {context['ge']:g} or more, not {value}"
        case "less_than_equal":
            return f"must be {context['le']:g} or less, not {value}"
        case _:
            return detail["msg"]
