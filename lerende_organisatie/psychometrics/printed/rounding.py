"""A figure as it stands in print: its value, and what it may have been before rounding."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lerende_organisatie.errors import OptionError

SLACK = 1e-9
"""Of the last printed unit: keeps a bound that rounding lands on exactly from being decided by binary fractions."""

_PRINTED = re.compile(r"[-+−]?(\d{1,15}|\d{1,15}\.\d{0,12}|\.\d{1,12})")


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range of values.

    Attributes
    ----------
    lower, upper : float
    """

    lower: float
    upper: float

    def meets(self, other: Range) -> bool:
        """Whether the two ranges share a value.

        Parameters
        ----------
        other : Range

        Returns
        -------
        bool
        """
        return self.lower <= other.upper and other.lower <= self.upper


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed figure.

    Attributes
    ----------
    value : float
    decimals : int
        How many were printed; the value before rounding lies within half a unit of the last.
    """

    value: float
    decimals: int

    @property
    def half_unit(self) -> float:
        """Half a unit of the last printed decimal."""
        return 0.5 * 10.0**-self.decimals

    @property
    def range(self) -> Range:
        """What the figure may have been before it was rounded, ends included: rounding rules differ at a half."""
        reach = self.half_unit * (1 + SLACK)
        return Range(self.value - reach, self.value + reach)

    @property
    def cut_off(self) -> Range:
        """What the figure may have been if its further decimals were cut off instead of rounded."""
        unit = 2 * self.half_unit * (1 - SLACK)
        return Range(self.value, self.value + unit) if self.value >= 0 else Range(self.value - unit, self.value)

    @property
    def text(self) -> str:
        """The figure with its decimals."""
        return f"{self.value:.{self.decimals}f}"


def read_printed(text: str) -> Printed:
    """A figure out of the text that was printed, ``".84"`` or ``"5507.55"``.

    Parameters
    ----------
    text : str
        Digits with an optional sign and decimal point; a point without a leading zero is fine.

    Returns
    -------
    Printed

    Raises
    ------
    OptionError
        The text is no such figure.
    """
    plain = text.strip()
    if not _PRINTED.fullmatch(plain):
        raise OptionError(f"{text!r} is not a printed figure; write it as it stands, as '.84' or '5507.55'")
    plain = plain.replace("−", "-")
    decimals = len(plain.partition(".")[2])
    return Printed(float(plain), decimals)
