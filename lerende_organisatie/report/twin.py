"""The JSON twin of a report: every figure at full precision, with its origin."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

from lerende_organisatie.studies.sources import CUTOFFS, source
from lerende_organisatie.studies.study import ValidationStudy


def twin(study: ValidationStudy) -> dict[str, object]:
    """A validation study as plain values.

    Parameters
    ----------
    study : ValidationStudy

    Returns
    -------
    dict
        Lists, dicts, texts, numbers and None; a figure that is not available, or withheld, is None.
    """
    instrument = study.instrument
    rest = {
        field.name: plain(getattr(study, field.name))
        for field in fields(study)
        if field.name not in ("schema_version", "instrument", "structure")
    }
    return {
        "schema_version": study.schema_version,
        "kind": "validation_report",
        "instrument": {
            "name": instrument.name,
            "version": instrument.version,
            "title": dict(instrument.title),
            "languages": list(instrument.languages),
            "licence": instrument.licence,
            "citation": list(instrument.citation),
            "response_scale": list(instrument.response_scale.values),
            "items": [
                {"id": item.id, "reverse": item.reverse, "wording_provenance": item.provenance.kind}
                for item in instrument.items
            ],
        },
        "structure": {
            "name": study.structure.name,
            "label": dict(study.structure.label),
            "source": study.structure.source,
            "allocation_provenance": study.structure.provenance.kind,
            "dimensions": [
                {"id": dimension.id, "label": dict(dimension.label), "items": list(dimension.items)}
                for dimension in study.structure.dimensions
            ],
        },
        **rest,
        "cutoffs": [
            {
                "key": one.key,
                "measure": one.measure,
                "relation": one.relation,
                "value": one.value,
                "about": plain(one.about),
                "source": {
                    "cited": source(one.source).cited,
                    "reference": source(one.source).reference,
                    "doi": source(one.source).doi,
                },
            }
            for one in CUTOFFS
        ],
    }


def plain(value: object) -> object:
    """A value as JSON knows it.

    Parameters
    ----------
    value : object
        Dataclasses, mappings, sequences, enumerations, texts, numbers.

    Returns
    -------
    object
        NaN becomes None.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list | frozenset):
        return [plain(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} has no place in JSON")
