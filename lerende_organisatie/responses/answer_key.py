"""What one value in an export means on a response scale: a number, a label in any language, a code for no answer."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lerende_organisatie.errors import OptionError
from lerende_organisatie.instrument.parts import ResponseScale
from lerende_organisatie.responses.plain_text import EMPTY_MARKS, number_in, plain, shown

Kind = Literal["number", "label", "missing code", "empty", "fault"]

_NUMBER_AND_LABEL = re.compile(r"([+-]?\d+)\s*[-:=.)]\s*(\S.*)")
_LABEL_AND_NUMBER = re.compile(r"(.*\S)\s*\(([+-]?\d+)\)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value means.

    Attributes
    ----------
    kind : str
        ``"number"``, ``"label"``, ``"missing code"``, ``"empty"`` or ``"fault"``.
    code : int or None
        The answer, where there is one.
    detail : str
        The language of a label, the missing code, or what is wrong.
    """

    kind: Kind
    code: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """How the answers of one export are understood; made by :func:`answer_key`.

    Attributes
    ----------
    values : tuple of int
        The points of the scale.
    labels : mapping of language to its labels (plain text) and their points
        The export's own language comes first.
    own_language : bool
        Whether the first language is known to be the export's, so that its labels take precedence.
    missing_numbers : mapping of number to the code as given
    missing_texts : mapping of plain text to the code as given
    decimal : str or None
        The decimal sign of numbers in text; None takes either.
    """

    values: tuple[int, ...]
    labels: Mapping[str, Mapping[str, int]]
    own_language: bool
    missing_numbers: Mapping[float, str]
    missing_texts: Mapping[str, str]
    decimal: str | None

    def meaning(self, value: object) -> Meaning:
        """What a value of any type means."""
        if isinstance(value, str):
            return self._of_text(value)
        if value is None:
            return Meaning("empty")
        if isinstance(value, (bool, np.bool_)):
            return self._of_text(str(value))
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            text = str(value)
            return Meaning("empty") if plain(text) in EMPTY_MARKS else self._of_text(text)
        return self._of_number(number)

    def label_meaning(self, text: str) -> Meaning | None:
        """The meaning of a text that is a label or a code for no answer in words; None where it is neither."""
        same = plain(text)
        found: dict[int, str] = {}
        for place, (language, labels) in enumerate(self.labels.items()):
            if same in labels:
                if place == 0 and self.own_language:
                    found = {labels[same]: language}
                    break
                found.setdefault(labels[same], language)
        if same in self.missing_texts:
            return Meaning("missing code", detail=self.missing_texts[same])
        number = number_in(same, self.decimal)
        if number is not None and number in self.values:
            found.setdefault(int(number), "")
        if len(found) > 1:
            points = " or ".join(f"{code} ({language or 'as a number'})" for code, language in found.items())
            return Meaning("fault", detail=f"it can mean {points}; say language= or give numbers")
        for code, language in found.items():
            if language:
                return Meaning("label", code, language)
        return None

    def _of_text(self, text: str) -> Meaning:
        same = plain(text)
        found = self.label_meaning(text)
        if found is not None:
            return found
        if same in EMPTY_MARKS:
            return Meaning("empty")
        number = number_in(same, self.decimal)
        if number is not None:
            return self._of_number(number)
        return self._of_both(same) or Meaning("fault", detail=self._unknown(same))

    def _of_number(self, number: float) -> Meaning:
        if math.isnan(number):
            return Meaning("empty")
        if number in self.missing_numbers:
            return Meaning("missing code", detail=self.missing_numbers[number])
        if number in self.values:
            return Meaning("number", int(number))
        low, high = self.values[0], self.values[-1]
        scale = f"the scale {low}–{high}" if high - low == len(self.values) - 1 else f"the scale {self.values}"
        if math.isfinite(number) and not number.is_integer() and low < number < high:
            return Meaning("fault", detail=f"it lies between the points of {scale}")
        return Meaning("fault", detail=f"it is not on {scale}; if it stands for no answer, name it in missing_codes=")

    def _of_both(self, same: str) -> Meaning | None:
        """The meaning of ``4 - agree`` or ``agree (4)`` where number and label agree."""
        match = _NUMBER_AND_LABEL.fullmatch(same)
        number, label = match.groups() if match else (None, None)
        if match is None:
            match = _LABEL_AND_NUMBER.fullmatch(same)
            label, number = match.groups() if match else (None, None)
        if number is None or label is None:
            return None
        found = self.label_meaning(label)
        if found is None or found.kind != "label":
            return None
        if found.code == int(number):
            return found
        return Meaning("fault", detail=f"its number is {number} but its label stands for {found.code}")

    def _unknown(self, same: str) -> str:
        """What to say of a text that is no label."""
        from difflib import get_close_matches

        known = {text: (language, code) for language, labels in self.labels.items() for text, code in labels.items()}
        close = get_close_matches(same[:100], known, n=1, cutoff=0.7)
        if close:
            language, code = known[close[0]]
            return f"it is not a label of the scale; the closest is {close[0]!r} ({language}, {code})"
        first = next(iter(self.labels.values()), {})
        examples = ", ".join(map(repr, list(first)[:5]))
        remedy = "if it stands for no answer, name it in missing_codes="
        return f"it is neither a number nor a label of the scale ({examples}, ...); {remedy}"


def answer_key(
    scale: ResponseScale,
    language: str | None = None,
    missing_codes: Sequence[int | str] = (),
    decimal: str | None = None,
) -> AnswerKey:
    """How answers on a scale are understood.

    A label that one language uses for two points is not used to read that language.

    Parameters
    ----------
    scale : ResponseScale
    language : str or None
        The language that the export was filled in in; its labels take precedence. None takes any.
    missing_codes : sequence of int or str
        Codes for no answer, besides those of the scale.
    decimal : {".", ","} or None

    Raises
    ------
    OptionError
        A missing code is a point of the scale.
    """
    if isinstance(missing_codes, (str, int)):
        missing_codes = (missing_codes,)
    numbers: dict[float, str] = {}
    texts: dict[str, str] = {}
    for code in (*scale.missing_codes, *missing_codes):
        if isinstance(code, bool) or not isinstance(code, (int, float, str, np.integer, np.floating)):
            raise OptionError(f"missing_codes: {code!r} is neither a number nor a text")
        number = number_in(plain(code), None) if isinstance(code, str) else float(code)
        if number is None:
            texts[plain(str(code))] = str(code)
        else:
            numbers[number] = shown(float(number))
            if number in scale.values:
                raise OptionError(f"missing_codes: {shown(code)} is a point of the scale {scale.values}")
    order = sorted(scale.labels, key=lambda other: other != language)
    return AnswerKey(
        values=tuple(scale.values),
        labels={name: _distinct(scale.labels[name], scale.values) for name in order},
        own_language=language is not None and language in scale.labels,
        missing_numbers=numbers,
        missing_texts=texts,
        decimal=decimal,
    )


def _distinct(labels: Sequence[str], values: Sequence[int]) -> dict[str, int]:
    points: dict[str, set[int]] = {}
    for label, value in zip(labels, values, strict=True):
        points.setdefault(plain(label), set()).add(value)
    return {label: next(iter(codes)) for label, codes in points.items() if label and len(codes) == 1}
