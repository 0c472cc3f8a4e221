"""A small scan that is valid, to spoil in one place at a time."""

from __future__ import annotations

import copy
from typing import Any


def _phases(name: str, count: int) -> list[dict[str, Any]]:
    return [
        {
            "description": {"nl": f"{name}: zo gaat het in fase {n}.", "en": f"{name}: so it goes in phase {n}."},
            "next_step": {"nl": f"{name}: doe na fase {n} dit.", "en": f"{name}: after phase {n} do this."},
        }
        for n in range(1, count + 1)
    ]


def mini_scan(n_dimensions: int = 2, n_subdimensions: int = 2, n_phases: int = 5) -> dict[str, Any]:
    """The definition as nested dicts and lists."""
    dimensions = [
        {
            "id": f"dim{d}",
            "label": {"nl": f"Dimensie {d}", "en": f"Dimension {d}"},
            "subdimensions": [
                {
                    "id": f"dim{d}_sub{s}",
                    "label": {"nl": f"Deel {d}.{s}", "en": f"Part {d}.{s}"},
                    "phases": _phases(f"Deel {d}.{s}", n_phases),
                    "provenance": {"kind": "own"},
                }
                for s in range(1, n_subdimensions + 1)
            ],
        }
        for d in range(1, n_dimensions + 1)
    ]
    tension = {"low": "dim1", "high": "dim2", "question": {"nl": "Hoe kan dat?", "en": "How can that be?"}}
    return copy.deepcopy(
        {
            "schema_version": 1,
            "kind": "phased_scan",
            "name": "mini-scan",
            "title": {"nl": "Kleine scan", "en": "Small scan"},
            "version": "1.0.0",
            "languages": ["nl", "en"],
            "instruction": {
                "nl": "Het gaat om {referent} zoals het nu is.",
                "en": "This is about {referent} as it is now.",
            },
            "licence": "GPL-3.0-or-later",
            "referents": {
                "team": {"nl": "ons team", "en": "our team"},
                "school": {"nl": "onze school", "en": "our school"},
            },
            "phase_labels": {
                "nl": [f"Fase {n}" for n in range(1, n_phases + 1)],
                "en": [f"Phase {n}" for n in range(1, n_phases + 1)],
            },
            "dimensions": dimensions,
            "tensions": [tension] if n_dimensions > 1 else [],
        }
    )
