"""The answers of a group of respondents to an instrument, with what else is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from lerende_organisatie.errors import OptionError
from lerende_organisatie.responses.keying import keyed_frame
from lerende_organisatie.responses.missingness import Missingness, missingness
from lerende_organisatie.responses.reading_log import ReadingLog

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument

Use = Literal["respondent", "group", "cluster", "role", "sector", "wave", "weight"]
USES: tuple[Use, ...] = get_args(Use)
"""What a column besides the items can be used for."""


@dataclass(frozen=True, slots=True)
class DesignColumns:
    """Which column of the frame says what about a respondent; None where none does.

    Attributes
    ----------
    respondent : str or None
        Who answered.
    group : str or None
        The groups to compare, such as the language.
    cluster : str or None
        What respondents were sampled in, such as the school.
    role, sector, wave : str or None
    weight : str or None
        The sampling weight.
    """

    respondent: str | None = None
    group: str | None = None
    cluster: str | None = None
    role: str | None = None
    sector: str | None = None
    wave: str | None = None
    weight: str | None = None

    def given(self) -> dict[str, str]:
        """The uses that have a column, and its name."""
        return {use: name for use in USES if (name := getattr(self, use)) is not None}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Responses:
    """Answers to an instrument; made by :func:`~lerende_organisatie.responses.reading.read_responses`.

    It can be given wherever data is taken. Frames that it hands out are the caller's own: changing one leaves the
    responses as they are.

    Attributes
    ----------
    instrument : Instrument
    columns : DesignColumns
        Which column of the frame is the cluster, the group, and so on.
    reading : ReadingLog
        What was read, recoded and left out.
    structure : str
        The factor structure that :attr:`scales` gives.
    """

    _frame: pd.DataFrame
    instrument: Instrument
    columns: DesignColumns
    reading: ReadingLog
    structure: str

    @property
    def frame(self) -> pd.DataFrame:
        """Answers as given (floats, NaN for no answer) in the instrument's order, then every other column."""
        return self._frame.copy(deep=False)

    @property
    def n(self) -> int:
        """The number of respondents."""
        return len(self._frame)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The items that were read, in the instrument's order."""
        return tuple(item for item in self.instrument.item_ids if item in self._frame.columns)

    @property
    def items(self) -> pd.DataFrame:
        """The answers as given, n × k, without the other columns."""
        return self._frame[list(self.item_ids)]

    @property
    def keyed(self) -> pd.DataFrame:
        """The frame with reverse-keyed items turned, so that a higher number means more of the dimension."""
        scale = self.instrument.response_scale
        reverse = {item.id for item in self.instrument.items if item.reverse}
        return keyed_frame(self._frame, reverse, scale.minimum, scale.maximum)

    @property
    def scales(self) -> Mapping[str, tuple[str, ...]]:
        """The items of each dimension of the structure."""
        return self.instrument.structures[self.structure].scales

    @property
    def categories(self) -> tuple[int, ...]:
        """The values that an answer can take."""
        return tuple(self.instrument.response_scale.values)

    def missingness(self) -> Missingness:
        """How many answers are missing, per item and overall."""
        return missingness(self.items)

    def design(self, use: Use) -> pd.Series | None:
        """The column with a use, or None where no column has it.

        Parameters
        ----------
        use : {"respondent", "group", "cluster", "role", "sector", "wave", "weight"}

        Raises
        ------
        OptionError
            There is no such use.
        """
        if use not in USES:
            raise OptionError(f"design({use!r}): the uses are {', '.join(USES)}")
        name: str | None = getattr(self.columns, use)
        return None if name is None else self._frame[name].copy(deep=False)

    def with_structure(self, name: str) -> Responses:
        """The same answers, seen through another factor structure of the instrument.

        Raises
        ------
        OptionError
            There is no such structure, or it has items that were not read.
        """
        needed = self.instrument.structure(name).scales.values()
        absent = [item for items in needed for item in items if item not in self._frame.columns]
        if absent:
            raise OptionError(f"structure {name!r} needs items that were not read: {', '.join(absent)}")
        return replace(self, structure=name)

    def write_csv(
        self,
        path: str | Path,
        *,
        labels: str | None = None,
        identifiers: bool = False,
        separator: str = ",",
    ) -> None:
        """Write the answers as given and the other columns to a CSV file that this package and Excel read back.

        Parameters
        ----------
        path : str or Path
        labels : str or None
            A language: answers are written as its labels in place of numbers.
        identifiers : bool
            Whether the respondent column is written too.
        separator : str

        Raises
        ------
        OptionError
            The scale has no labels in that language, or the file cannot be written.

        See Also
        --------
        lerende_organisatie.responses.writing.write_csv : what is done to cells that a spreadsheet takes for formulas
        """
        from lerende_organisatie.responses.writing import write_csv

        write_csv(self, path, labels=labels, identifiers=identifiers, separator=separator)

    def write_sav(self, path: str | Path, *, language: str | None = None, identifiers: bool = False) -> None:
        """Write the answers as given and the other columns to an SPSS file, with variable and value labels.

        Parameters
        ----------
        path : str or Path
            Ends in .sav or .zsav.
        language : str or None
            Of the labels; None takes the instrument's first.
        identifiers : bool
            Whether the respondent column is written too.

        Raises
        ------
        OptionError
            Another ending, a language that is not there, or the file cannot be written.
        MissingExtraError
            pyreadstat is not installed.
        """
        from lerende_organisatie.responses.spss_writing import write_sav

        write_sav(self, path, language=language, identifiers=identifiers)

    def __repr__(self) -> str:
        uses = ", ".join(f"{use} {name!r}" for use, name in self.columns.given().items())
        return (
            f"Responses: {self.n} respondents × {len(self.item_ids)} items of {self.instrument.name} "
            f"(structure {self.structure})" + (f"; {uses}" if uses else "")
        )


def check_responses(given: object, call: str) -> None:
    """Refuse what is no Responses where only a Responses will do.

    Parameters
    ----------
    given : object
    call : str
        The function that was called, for the message.

    Raises
    ------
    OptionError
    """
    if not isinstance(given, Responses):
        raise OptionError(
            f"{call} takes Responses, which know their instrument, and a {type(given).__name__} was given; "
            f"{call}(read_responses(data, instrument)) reads a file or a frame against one"
        )
