"""A small made-up survey with everything that a report must be careful with."""

from __future__ import annotations

import warnings
from functools import cache

import numpy as np
import pandas as pd

from lerende_organisatie.errors import MissingDataWarning
from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.instrument.loading import instrument_from_mapping
from lerende_organisatie.report import ValidationReport, validate
from lerende_organisatie.responses import Responses, read_responses

HOSTILE = "<script>alert('x')</script>"
DIMENSIONS = {"clarity": 4, "trust": 4, "growth": 4}


def instrument(dimensions: dict[str, int] | None = None, note: str = "") -> Instrument:
    """Items on a five-point scale, in as many dimensions as asked for; the last item of each is reversed."""
    members = {
        name: [f"{name[:3]}{number}" for number in range(1, count + 1)]
        for name, count in (dimensions or DIMENSIONS).items()
    }
    return instrument_from_mapping(
        {
            "schema_version": 1,
            "kind": "questionnaire",
            "name": "example",
            "title": {"en": f"Example {note}".strip(), "nl": f"Voorbeeld {note}".strip()},
            "version": "0.1",
            "languages": ["en", "nl"],
            "instruction": {"en": "Rate each.", "nl": "Beoordeel elk."},
            "citation": [],
            "licence": "CC0",
            "response_scale": {
                "values": [1, 2, 3, 4, 5],
                "labels": {
                    "en": ["never", "seldom", "at times", "often", "always"],
                    "nl": ["nooit", "zelden", "soms", "vaak", "altijd"],
                },
            },
            "items": [
                {
                    "id": item,
                    "wording": {"en": f"Statement {item} {note}".strip(), "nl": f"Stelling {item} {note}".strip()},
                    "reverse": len(items) > 3 and item == items[-1],
                }
                for items in members.values()
                for item in items
            ],
            "structures": {
                "main": {
                    "label": {"en": "Main structure", "nl": "Hoofdstructuur"},
                    "dimensions": [
                        {"id": name, "label": {"en": name.capitalize(), "nl": f"{name} (nl)"}, "items": items}
                        for name, items in members.items()
                    ],
                }
            },
            "default_structure": "main",
        }
    )


def answers(
    n: int = 240, missing: float = 0.004, seed: int = 7, dimensions: dict[str, int] | None = None
) -> pd.DataFrame:
    """Answers with correlated dimensions, skewed so that the lowest categories are rare, and roles of uneven size."""
    rng = np.random.default_rng(seed)
    sizes = dimensions or DIMENSIONS
    common = rng.normal(size=n)
    columns: dict[str, np.ndarray] = {}
    for name, count in sizes.items():
        factor = 0.6 * common + 0.8 * rng.normal(size=n)
        for number in range(1, count + 1):
            latent = 0.75 * factor + 0.66 * rng.normal(size=n)
            answer = 1.0 + (latent[:, None] > np.array([-2.3, -1.4, -0.3, 0.9])).sum(1)
            columns[f"{name[:3]}{number}"] = 6 - answer if count > 3 and number == count else answer
    frame = pd.DataFrame(columns)
    frame = frame.mask(rng.uniform(size=frame.shape) < missing)
    frame["person"] = [f"person-{number:04d}" for number in range(n)]
    role = np.array(["teacher"] * n, dtype=object)
    role[:30], role[30:37], role[37:39], role[39] = "leader", "support", "caretaker", "=HYPERLINK(1)"
    frame["role"] = role
    frame["school"] = rng.integers(0, 12, n)
    return frame


def read(frame: pd.DataFrame, of: Instrument | None = None) -> Responses:
    """The survey read against its instrument."""
    return read_responses(frame, of or instrument(), respondent="person", role="role", cluster="school")


@cache
def report() -> ValidationReport:
    """The report on the survey, made once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingDataWarning)
        return validate(read(answers()), made_on="2026-01-01", supplied={"construct": f"Clarity {HOSTILE}"})
