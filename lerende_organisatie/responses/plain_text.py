"""Text and numbers in text, made comparable: what people and programs write differently but mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

EMPTY_MARKS = frozenset({"", "na", "n/a", ".", "nan", "null", "<na>", "#n/a", "#null!", "nat"})
"""What programs write for an empty cell, in the form that :func:`plain` gives."""

_SAME_SIGNS = str.maketrans(
    {"‘": "'", "’": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-"}
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", "")
)
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d*)?|[+-]?[.,]\d+")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:[.,]\d{1,17})?|-?[.,]\d{1,17}")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def plain(text: str) -> str:
    """Text without differences that mean nothing: case, spaces, non-breaking spaces, curly quotes, long dashes.

    An apostrophe that only keeps a spreadsheet from taking the text as a formula is left out too.
    """
    same = " ".join(unicodedata.normalize("NFKC", text.translate(_SAME_SIGNS)).translate(_SAME_SIGNS).split())
    if len(same) > 1 and same[0] == "'" and same[1] in "=+-@":
        same = same[1:]
    return same.casefold()


def number_in(text: str, decimal: str | None) -> float | None:
    """The number that a text consists of, or None.

    Parameters
    ----------
    text : str
        As :func:`plain` gives it.
    decimal : {".", ","} or None
        The decimal sign; None takes either.
    """
    if not _NUMBER.fullmatch(text):
        return None
    sign = decimal_sign(text)
    if sign is not None and decimal is not None and sign != decimal:
        return None
    return float(text.replace(",", "."))


def decimal_sign(text: str) -> str | None:
    """The sign that separates the decimals of a number in text; None where there is none."""
    return "," if "," in text else "." if "." in text else None


def plain_numbers(texts: Iterable[str], decimal: str | None) -> dict[str, float] | None:
    """Texts as numbers where every one of them is plainly a number, else None.

    Codes that only look like numbers stay text: ``007`` would lose its zeros, ``13E4`` would become 130000, an
    identifier of more than 15 digits would be rounded. Decimal points and decimal commas in one column make it text.

    Parameters
    ----------
    texts : iterable of str
        Distinct texts, trimmed, none of them empty.
    decimal : {".", ","} or None
        The decimal sign; None takes either, but only one of them.
    """
    numbers: dict[str, float] = {}
    signs: set[str] = set()
    for text in texts:
        if not _PLAIN_NUMBER.fullmatch(text):
            return None
        sign = decimal_sign(text)
        if sign is not None:
            signs.add(sign)
        numbers[text] = float(text.replace(",", "."))
    if len(signs) > 1 or (decimal is not None and signs - {decimal}):
        return None
    return numbers


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a leading ``= + - @``, tab or return gets an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def shown(value: object, most: int = 40) -> str:
    """A value as a message shows it, in quotes where it is text, shortened where it is long."""
    if isinstance(value, str):
        return repr(value if len(value) <= most else f"{value[: most - 1]}…")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"
