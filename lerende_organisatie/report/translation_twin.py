"""The JSON twin of a translation report."""

from __future__ import annotations

from dataclasses import fields

from lerende_organisatie.report.twin import plain
from lerende_organisatie.studies.translation.study import EquivalenceStudy

APART = ("schema_version", "instrument", "structure", "record")


def translation_twin(study: EquivalenceStudy) -> dict[str, object]:
    """An equivalence study as plain values.

    Parameters
    ----------
    study : EquivalenceStudy

    Returns
    -------
    dict
        Lists, dicts, texts, numbers and None; a figure that is not available, or withheld, is None. The record is
        without names.
    """
    rest = {one.name: plain(getattr(study, one.name)) for one in fields(study) if one.name not in APART}
    return {
        "schema_version": study.schema_version,
        "kind": "translation_report",
        "instrument": {"name": study.instrument.name, "version": study.instrument.version},
        "structure": {
            "name": study.structure.name,
            "dimensions": [{"id": one.id, "items": list(one.items)} for one in study.structure.dimensions],
        },
        "record": None if study.record is None else study.record.to_dict(),
        **rest,
    }
