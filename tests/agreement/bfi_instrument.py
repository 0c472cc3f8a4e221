"""psych::bfi as an export, and an instrument to read it with.

The statements that respondents rated are not quoted: an item is called by its scale and number.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.instrument.loading import instrument_from_mapping
from tests.reference.data import load

SCALES = {
    "agreeableness": ("A1", "A2", "A3", "A4", "A5"),
    "conscientiousness": ("C1", "C2", "C3", "C4", "C5"),
    "extraversion": ("E1", "E2", "E3", "E4", "E5"),
    "neuroticism": ("N1", "N2", "N3", "N4", "N5"),
    "openness": ("O1", "O2", "O3", "O4", "O5"),
}
DUTCH = {
    "agreeableness": "Vriendelijkheid",
    "conscientiousness": "Zorgvuldigheid",
    "extraversion": "Extraversie",
    "neuroticism": "Neuroticisme",
    "openness": "Openheid",
}
REVERSED = {"A1", "C4", "C5", "E1", "E2", "O2", "O5"}
ITEMS = tuple(item for items in SCALES.values() for item in items)
LABELS = {
    "en": ("not at all", "hardly", "rather not", "somewhat", "largely", "fully"),
    "nl": ("helemaal niet", "nauwelijks", "eerder niet", "enigszins", "grotendeels", "volledig"),
}


def bfi_instrument() -> Instrument:
    """Twenty-five six-point items in five dimensions, in English and Dutch."""
    return instrument_from_mapping(
        {
            "schema_version": 1,
            "kind": "questionnaire",
            "name": "bfi",
            "title": {"en": "Twenty-five personality items", "nl": "Vijfentwintig persoonlijkheidsitems"},
            "version": "1",
            "languages": ["en", "nl"],
            "instruction": {"en": "How well does it describe you?", "nl": "In hoeverre past het bij u?"},
            "citation": ["Revelle, W. (2022). psych: Procedures for psychological research. R package."],
            "licence": "public domain items",
            "response_scale": {"values": [1, 2, 3, 4, 5, 6], "labels": {key: list(v) for key, v in LABELS.items()}},
            "items": [
                {
                    "id": item,
                    "wording": {
                        "en": f"{scale.capitalize()} item {item[1:]}",
                        "nl": f"{DUTCH[scale]} item {item[1:]}",
                    },
                    "reverse": item in REVERSED,
                }
                for scale, items in SCALES.items()
                for item in items
            ],
            "structures": {
                "five": {
                    "label": {"en": "Five factors", "nl": "Vijf factoren"},
                    "higher_order": "general",
                    "dimensions": [
                        {
                            "id": scale,
                            "label": {"en": scale.capitalize(), "nl": DUTCH[scale]},
                            "items": list(items),
                        }
                        for scale, items in SCALES.items()
                    ],
                }
            },
            "default_structure": "five",
        }
    )


def bfi_export() -> pd.DataFrame:
    """What a survey tool would hand over: who answered, the answers as given, gender, education and age."""
    frame = load("bfi").astype("Float64").astype("Int64")
    frame.insert(0, "id", [f"p{number:04d}" for number in range(1, len(frame) + 1)])
    return frame


def as_numbers(folder: Path) -> Path:
    """The export as CSV, answers as numbers."""
    path = folder / "numbers.csv"
    bfi_export().to_csv(path, index=False)
    return path


def as_labels(folder: Path, language: str = "en") -> Path:
    """The export as a CSV of a Dutch spreadsheet (semicolons), answers as labels."""
    path = folder / f"labels_{language}.csv"
    frame = bfi_export()
    words = dict(enumerate(LABELS[language], start=1))
    for item in ITEMS:
        frame[item] = frame[item].map(words, na_action="ignore")
    frame.to_csv(path, index=False, sep=";", encoding="cp1252")
    return path


def as_spss(folder: Path) -> Path:
    """The export as an SPSS file, with value labels and variable labels."""
    import pyreadstat

    path = folder / "export.sav"
    frame = bfi_export()
    numbers = frame.drop(columns="id").astype(float)
    frame = pd.concat([frame[["id"]].astype(object), numbers], axis=1)
    words = {float(value): label for value, label in enumerate(LABELS["en"], start=1)}
    wording = {item.id: item.text("en") for item in bfi_instrument().items}
    pyreadstat.write_sav(frame, str(path), variable_value_labels=dict.fromkeys(ITEMS, words), column_labels=wording)
    return path


def as_two_languages(folder: Path) -> dict[str, Path]:
    """Two exports, each with the labels of its language: the first half of the respondents in Dutch."""
    paths: dict[str, Path] = {}
    frame = bfi_export()
    half = len(frame) // 2
    for language, part in (("nl", frame.iloc[:half]), ("en", frame.iloc[half:])):
        words = dict(enumerate(LABELS[language], start=1))
        shown = part.copy()
        for item in ITEMS:
            shown[item] = shown[item].map(words, na_action="ignore")
        paths[language] = folder / f"{language}.csv"
        shown.to_csv(paths[language], index=False)
    return paths
