"""A small questionnaire for tests of reading and scoring: five items, two languages, one reverse-keyed item."""

from __future__ import annotations

from functools import cache

import pandas as pd

from lerende_organisatie.instrument import Instrument, instrument_from_mapping

ENGLISH = ("strongly disagree", "disagree", "neutral", "agree", "strongly agree")
DUTCH = ("helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens")
WORDING = {
    "q1": ("Tea is served in the morning.", "In de ochtend is er thee."),
    "q2": ("The kettle is never empty.", "De ketel is nooit leeg."),
    "q3": ("Nobody washes the cups.", "Niemand wast de kopjes af."),
    "q4": ("Biscuits are shared out fairly.", "Koekjes worden eerlijk verdeeld."),
    "q5": ("The tin is filled every Monday.", "De trommel wordt elke maandag gevuld."),
}
ITEMS = tuple(WORDING)


@cache
def tea(values: tuple[int, ...] = (1, 2, 3, 4, 5)) -> Instrument:
    """Five items on a scale of five points; q3 is reverse-keyed; ``short`` leaves q2 and q5 out."""
    return instrument_from_mapping(
        {
            "schema_version": 1,
            "kind": "questionnaire",
            "name": "tea",
            "title": {"en": "Tea", "nl": "Thee"},
            "version": "1",
            "languages": ["en", "nl"],
            "instruction": {"en": "Answer about now.", "nl": "Antwoord over nu."},
            "licence": "none",
            "response_scale": {
                "values": list(values),
                "labels": {"en": list(ENGLISH), "nl": list(DUTCH)},
                "missing_codes": [9, "weet niet", "don't know"],
            },
            "items": [
                {"id": item, "wording": {"en": english, "nl": dutch}, "reverse": item == "q3"}
                for item, (english, dutch) in WORDING.items()
            ],
            "default_structure": "whole",
            "structures": {
                "whole": {
                    "label": {"en": "Whole", "nl": "Geheel"},
                    "dimensions": [
                        {"id": "pot", "label": {"en": "Pot", "nl": "Pot"}, "items": ["q1", "q2", "q3"]},
                        {"id": "tin", "label": {"en": "Tin", "nl": "Trommel"}, "items": ["q4", "q5"]},
                    ],
                },
                "short": {
                    "label": {"en": "Short", "nl": "Kort"},
                    "dimensions": [{"id": "tray", "label": {"en": "Tray", "nl": "Blad"}, "items": ["q1", "q3", "q4"]}],
                },
            },
        }
    )


def answers() -> pd.DataFrame:
    """Four respondents who answered everything, with a school and a role."""
    return pd.DataFrame(
        {
            "id": [11, 12, 13, 14],
            "q1": [1, 2, 3, 4],
            "q2": [2, 3, 4, 5],
            "q3": [5, 4, 3, 2],
            "q4": [1, 1, 5, 5],
            "q5": [2, 4, 4, 2],
            "school": ["007", "007", "13E4", "13E4"],
            "role": ["teacher", "leader", "teacher", "support"],
        }
    )
