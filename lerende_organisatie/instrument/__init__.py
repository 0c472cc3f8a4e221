"""What is asked: typed, versioned, citable definitions in several languages.

Reading order: :mod:`~lerende_organisatie.instrument.parts` (scale, item, dimension, structure),
:mod:`~lerende_organisatie.instrument.definition` (the instrument that joins them),
:mod:`~lerende_organisatie.instrument.consistency` (what a definition must hold to),
:mod:`~lerende_organisatie.instrument.loading` (the catalogue, YAML and JSON).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.instrument.loading import (
        instrument_from_mapping,
        instrument_json_schema,
        list_instruments,
        load_instrument,
    )
    from lerende_organisatie.instrument.parts import Dimension, Item, Provenance, ResponseScale, Structure

__all__ = [
    "Dimension",
    "Instrument",
    "Item",
    "Provenance",
    "ResponseScale",
    "Structure",
    "instrument_from_mapping",
    "instrument_json_schema",
    "list_instruments",
    "load_instrument",
]


def __getattr__(name: str) -> object:
    """Load pydantic and the definitions when one of them is first asked for."""
    if name == "Instrument":
        return import_module("lerende_organisatie.instrument.definition").Instrument
    if name in {"Dimension", "Item", "Provenance", "ResponseScale", "Structure"}:
        return getattr(import_module("lerende_organisatie.instrument.parts"), name)
    if name in __all__:
        return getattr(import_module("lerende_organisatie.instrument.loading"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
