"""A made-up survey in two languages with two planted items, for the tests of the translation report."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pandas as pd

from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.report import TranslationReport, translation_report
from lerende_organisatie.responses import Responses, read_responses
from lerende_organisatie.studies.translation.files import record_from_mapping
from lerende_organisatie.studies.translation.record import TranslationRecord
from tests.translation_example import ITEMS, record_data
from tests.unit.report_survey import instrument as example_instrument

PLANTED = ("cla2", "tru3")
CUTS = np.array([-1.4, -0.5, 0.4, 1.3])


@cache
def instrument() -> Instrument:
    return example_instrument()


def survey(sizes: dict[str, int], shift: float = 0.7, mean: float = 0.25, seed: int = 11) -> pd.DataFrame:
    """Answers as given; every version but the first has one item easier, one harder, and a higher mean."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(sizes)), list(sizes.values()))
    eta = rng.normal(size=(len(group), 3)) @ np.linalg.cholesky(np.full((3, 3), 0.5) + 0.5 * np.eye(3)).T
    eta += mean * (group > 0)[:, None]
    answers = 0.75 * eta[:, np.repeat([0, 1, 2], 4)] + 0.65 * rng.normal(size=(len(group), 12))
    items = list(instrument().item_ids)
    answers[:, items.index(PLANTED[0])] += shift * (group > 0)
    answers[:, items.index(PLANTED[1])] -= shift * (group > 0)
    frame = pd.DataFrame(1.0 + (answers[:, :, None] > CUTS).sum(2), columns=items)
    for item in instrument().items:
        if item.reverse:
            frame[item.id] = 6 - frame[item.id]
    return frame.assign(language=np.array(list(sizes))[group])


def read(frame: pd.DataFrame) -> Responses:
    return read_responses(frame, instrument(), group="language")


@cache
def record() -> TranslationRecord:
    """The record of the tests, of this instrument and its items."""
    text = json.dumps(record_data() | {"instrument": "example"})
    for ours, theirs in zip(ITEMS, instrument().item_ids, strict=False):
        text = text.replace(f'"{ours}"', f'"{theirs}"')
    return record_from_mapping(json.loads(text))


def ratings() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    return pd.DataFrame(rng.choice([2, 3, 4, 4, 4], size=(6, 12)), columns=list(instrument().item_ids))


@cache
def report() -> TranslationReport:
    """With everything that can be given."""
    frame = survey({"en": 400, "nl": 300, "cy": 3})
    return translation_report(read(frame), record=record(), ratings=ratings(), synthetic=True, made_on="2026-01-01")
