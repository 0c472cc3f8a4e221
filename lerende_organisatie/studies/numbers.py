"""Figures as they are printed: rounded as the APA style asks, with the decimal sign of the language.

The full precision is in the JSON twin and the CSV tables; here a number is for reading. A statistic that cannot exceed
one in size has no zero before the decimal sign.

References
----------
American Psychological Association (2020). Publication manual (7th ed.), sections 6.36 and 6.43.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from lerende_organisatie.studies.bilingual import Text, check_language

NOT_THERE = "–"
"""What stands in place of a number that is not given."""

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Number formats of one language.

    Parameters
    ----------
    language : {"en", "nl"}
    """

    language: str

    def __post_init__(self) -> None:
        check_language(self.language)

    @property
    def decimal_sign(self) -> str:
        """A point in English, a comma in Dutch."""
        return "," if self.language == "nl" else "."

    def fixed(self, value: float | None, decimals: int = 2) -> str:
        """A number with a fixed number of decimals.

        Parameters
        ----------
        value : float or None
        decimals : int

        Returns
        -------
        str
            A dash for no value.
        """
        if value is None or math.isnan(value):
            return NOT_THERE
        if math.isinf(value):
            return MINUS + "∞" if value < 0 else "∞"
        text = f"{abs(value):,.{decimals}f}"
        negative = value < 0 and any(digit not in "0.," for digit in text)
        thousands = "." if self.language == "nl" else ","
        whole, _, fraction = text.partition(".")
        text = whole.replace(",", thousands) + (self.decimal_sign + fraction if fraction else "")
        return MINUS + text if negative else text

    def bounded(self, value: float | None, decimals: int = 2) -> str:
        """A statistic that lies between -1 and 1: no zero before the decimal sign.

        Parameters
        ----------
        value : float or None
        decimals : int

        Returns
        -------
        str
        """
        text = self.fixed(value, decimals)
        for sign in ("", MINUS):
            if text.startswith(f"{sign}0{self.decimal_sign}"):
                return sign + text[len(sign) + 1 :]
        return text

    def count(self, value: float | None) -> str:
        """A whole number.

        Parameters
        ----------
        value : int or None

        Returns
        -------
        str
        """
        return self.fixed(value, 0)

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """A share as a percentage.

        Parameters
        ----------
        share : float or None
            Between 0 and 1.
        decimals : int

        Returns
        -------
        str
        """
        if share is None or math.isnan(share):
            return NOT_THERE
        return self.fixed(100 * share, decimals) + "%"

    def p(self, value: float | None) -> str:
        """A p-value with its sign, for a sentence: ``= .012`` or ``< .001``.

        Parameters
        ----------
        value : float or None

        Returns
        -------
        str
        """
        if value is None or math.isnan(value):
            return NOT_THERE
        if value < 0.001:
            return f"< {self.decimal_sign}001"
        return f"= {self.bounded(value, 3)}"

    def p_cell(self, value: float | None) -> str:
        """A p-value for a table: ``.012`` or ``< .001``.

        Parameters
        ----------
        value : float or None

        Returns
        -------
        str
        """
        text = self.p(value)
        return text.removeprefix("= ")

    def interval(self, lower: float | None, upper: float | None, decimals: int = 2, bounded: bool = True) -> str:
        """An interval in brackets.

        Parameters
        ----------
        lower, upper : float or None
        decimals : int
        bounded : bool
            Whether the statistic lies between -1 and 1.

        Returns
        -------
        str
        """
        if lower is None or upper is None or math.isnan(lower) or math.isnan(upper):
            return NOT_THERE
        write = self.bounded if bounded else self.fixed
        comma = "; " if self.language == "nl" else ", "
        return f"[{write(lower, decimals)}{comma}{write(upper, decimals)}]"


def in_both(write: Callable[[Numbers], str], dutch: Callable[[Numbers], str]) -> Text:
    """A sentence with figures in both languages.

    Parameters
    ----------
    write, dutch : callable
        Take the number formats of a language and give the sentence in English and in Dutch.

    Returns
    -------
    Text
    """
    return Text(write(Numbers("en")), dutch(Numbers("nl")))
