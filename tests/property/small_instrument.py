"""A small instrument and exports of it, for tests that make many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

SCALES = {"first": ("a1", "a2", "a3"), "second": ("b1", "b2", "b3", "b4")}
ITEMS = tuple(item for items in SCALES.values() for item in items)
LABELS = ("never", "seldom", "often", "always")


def definition() -> dict[str, Any]:
    """Seven four-point items in two dimensions, one item reverse-keyed."""
    return {
        "schema_version": 1,
        "kind": "questionnaire",
        "name": "small",
        "title": {"en": "A small questionnaire"},
        "version": "1",
        "languages": ["en"],
        "instruction": {"en": "How often?"},
        "licence": "none",
        "response_scale": {"values": [1, 2, 3, 4], "labels": {"en": list(LABELS)}, "missing_codes": [9]},
        "items": [{"id": item, "wording": {"en": f"Statement {item}"}, "reverse": item == "a3"} for item in ITEMS],
        "structures": {
            "two": {
                "label": {"en": "Two dimensions"},
                "dimensions": [
                    {"id": name, "label": {"en": name.capitalize()}, "items": list(items)}
                    for name, items in SCALES.items()
                ],
            }
        },
        "default_structure": "two",
    }


def export(n: int, seed: int) -> pd.DataFrame:
    """Answers that hold together, as an export with a respondent and a school."""
    rng = np.random.default_rng(seed)
    factors = rng.standard_normal((n, 2)) @ np.array([[1.0, 0.5], [0.0, 0.8]])
    latent = np.repeat(factors, [3, 4], axis=1) + 0.8 * rng.standard_normal((n, 7))
    answers = 1 + (latent[:, :, None] > np.array([-1.2, 0.0, 1.2])).sum(axis=2)
    answers[:, 2] = 5 - answers[:, 2]
    frame = pd.DataFrame(answers, columns=list(ITEMS)).astype(object)
    frame.insert(0, "id", [f"p{number}" for number in range(n)])
    frame["school"] = [f"s{number % 5}" for number in range(n)]
    return frame
