"""The answers of one person, as the offline form saves them: a small JSON file, read without trust."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, StrictInt, StringConstraints
from pydantic_core import PydanticCustomError

from lerende_organisatie.errors import DefinitionError, ResponsesError
from lerende_organisatie.instrument.faults import closest, shown
from lerende_organisatie.instrument.parts import Definition, Language, Level, Name, Text, Value
from lerende_organisatie.instrument.phased_scan import PhasedScan, ScanName
from lerende_organisatie.instrument.reading import parse_json

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument

FORMAT = "lerende-organisatie/answers"
FORMAT_VERSION = 1
LARGEST_SHEET = 200_000
"""Bytes; the sheet of 65 items has about 1,500."""


def _random_id(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise PydanticCustomError("respondent", "is not the 32 hexadecimal digits that the form writes")
    return text


RespondentId = Annotated[str, StringConstraints(strict=True, max_length=100), AfterValidator(_random_id)]
Role = Annotated[Text, Field(max_length=60)]


class AnswerSheet(Definition):
    """The answers of one person to one instrument.

    Parameters
    ----------
    format : "lerende-organisatie/answers"
    format_version : 1
    instrument, instrument_version : str
        The name and version of the definition that was filled in.
    kind : {"questionnaire", "phased_scan"}
    level : {"team", "school", "board"}
        What the answers are about.
    language : str
        The language in which the form was filled in.
    role : str or None
        As the person gave it.
    respondent : str
        32 hexadecimal digits, drawn at random on the device; it says nothing about the person and lets a file that is
        sent twice be told from two people.
    revision : int
        1 for the first file that a device gave, one more for each later one.
    answers : dict of str to int
        The value, or the phase counted from 1, by item or subdimension; what was skipped is not there.
    """

    format: Literal["lerende-organisatie/answers"]
    format_version: Annotated[StrictInt, Field(ge=1, le=FORMAT_VERSION)]
    instrument: ScanName | Name
    instrument_version: Text
    kind: Literal["questionnaire", "phased_scan"]
    level: Level
    language: Language
    role: Role | None
    respondent: RespondentId
    revision: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    answers: dict[Name, Value]


def read_answer_sheet(path: str | Path) -> AnswerSheet:
    """Read the file of one person.

    Parameters
    ----------
    path : str or Path
        Of a JSON file that the offline form gave.

    Returns
    -------
    AnswerSheet

    Raises
    ------
    ResponsesError
        The file is absent, damaged, or not such a file; every fault is listed, and nothing of it is taken.
    """
    path = Path(path)
    what = f"reading {path.name}"
    try:
        if not path.is_file():
            raise ResponsesError(what, [f"there is no file {str(path)!r}"])
        if path.stat().st_size > LARGEST_SHEET:
            raise ResponsesError(what, [f"is larger than {LARGEST_SHEET:,} bytes; a form's file is much smaller"])
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, ResponsesError):
            raise
        raise ResponsesError(what, [f"cannot be opened: {error}"]) from None
    return answer_sheet(content, what)


def answer_sheet(content: bytes, what: str = "the answers") -> AnswerSheet:
    """The answers of one person out of the bytes of a file.

    Parameters
    ----------
    content : bytes
    what : str
        How a message names them.

    Returns
    -------
    AnswerSheet

    Raises
    ------
    ResponsesError
        They are damaged or are no such answers; every fault is listed.
    """
    if not content.strip():
        raise ResponsesError(what, ["the file is empty; save the form again"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ResponsesError(what, ["is not text in UTF-8: damaged, or not a file of the form"]) from None
    try:
        data = parse_json(text, what)
    except DefinitionError as error:
        damaged = "is damaged or not a file of the form; ask for it to be saved and sent again"
        raise ResponsesError(what, [damaged, *error.faults]) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ResponsesError(what, [f"is not a file of the form: it does not say format: {FORMAT!r}"])
    try:
        return AnswerSheet(**data)
    except DefinitionError as error:
        raise ResponsesError(what, error.faults) from None


def misfits(sheet: AnswerSheet, instrument: Instrument | PhasedScan, level: str | None = None) -> list[str]:
    """What keeps the answers from belonging to an instrument.

    Parameters
    ----------
    sheet : AnswerSheet
    instrument : Instrument or PhasedScan
    level : {"team", "school", "board"}, optional
        What the answers must be about.

    Returns
    -------
    list of str
        Nothing, if they belong to it.
    """
    if sheet.instrument != instrument.name or sheet.kind != instrument.kind:
        return [f"holds answers to {sheet.instrument!r}, not to {instrument.name!r}"]
    found = []
    if sheet.instrument_version != instrument.version:
        found.append(
            f"was filled in with version {shown(sheet.instrument_version)} of {instrument.name}, not with "
            f"{instrument.version}; fill it in again with a form of this version"
        )
    if level is not None and sheet.level != level:
        found.append(f"is about the {sheet.level}, not about the {level}")
    if sheet.language not in instrument.languages:
        found.append(f"the language {sheet.language!r} is not one of {instrument.name}")
    known: tuple[str, ...]
    allowed: tuple[int, ...]
    if isinstance(instrument, PhasedScan):
        known, allowed = instrument.subdimension_ids, tuple(range(1, instrument.n_phases + 1))
    else:
        known, allowed = instrument.item_ids, instrument.response_scale.values
    for name, value in sheet.answers.items():
        if name not in known:
            found.append(f"answers.{name}: {instrument.name} asks no such thing{closest(name, known)}")
        elif value not in allowed:
            found.append(f"answers.{name}: {value} is not one of {', '.join(map(str, allowed))}")
    if not sheet.answers:
        found.append("holds no answer at all")
    return found
