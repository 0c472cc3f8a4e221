"""What is asked: typed, versioned, citable definitions in several languages.

Reading order: :mod:`~lerende_organisatie.instrument.parts` (scale, item, dimension, structure),
:mod:`~lerende_organisatie.instrument.definition` (the instrument that joins them),
:mod:`~lerende_organisatie.instrument.consistency` (what a definition must hold to),
:mod:`~lerende_organisatie.instrument.phased_scan` (the other kind: a self-scan in phases),
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
        load_questionnaire,
        load_scan,
        scan_from_mapping,
    )
    from lerende_organisatie.instrument.parts import Dimension, Item, Provenance, ResponseScale, Structure
    from lerende_organisatie.instrument.phased_scan import PhasedScan, ScanDimension, Subdimension, Tension

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
    "load_questionnaire",
    "load_scan",
    "PhasedScan",
    "ScanDimension",
    "scan_from_mapping",
    "Subdimension",
    "Tension",
]


def __getattr__(name: str) -> object:
    """Load pydantic and the definitions when one of them is first asked for."""
    if name == "Instrument":
        return import_module("lerende_organisatie.instrument.definition").Instrument
    if name in {"Dimension", "Item", "Provenance", "ResponseScale", "Structure"}:
        return getattr(import_module("lerende_organisatie.instrument.parts"), name)
    if name in {"PhasedScan", "ScanDimension", "Subdimension", "Tension"}:
        return getattr(import_module("lerende_organisatie.instrument.phased_scan"), name)
    if name in __all__:
        return getattr(import_module("lerende_organisatie.instrument.loading"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
