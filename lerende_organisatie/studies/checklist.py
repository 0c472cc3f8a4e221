"""The reporting checklist: every line is answered, one way or another.

A line is *computed* (and the report says where), *supplied* by the user in words, *not applicable* for a reason that
is given, or *missing* with what would have to be done. No line is silently absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lerende_organisatie.errors import OptionError
from lerende_organisatie.studies.bilingual import Text


class Standard(StrEnum):
    """Whose line it is."""

    COSMIN = "COSMIN"
    ITC = "ITC"
    JARS = "JARS-Quant"
    STANDARDS = "AERA/APA/NCME"


class Status(StrEnum):
    """How a line is answered."""

    COMPUTED = "computed"
    SUPPLIED = "supplied"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One line of a reporting guideline.

    Attributes
    ----------
    key : str
        Its name; the key under which the user supplies a text for it.
    standard : Standard
        The guideline.
    asks : Text
        What has to be reported.
    remedy : Text
        What to do when nothing answers it.
    place : str or None
        The section of the report that holds what is computed for it.
    """

    key: str
    standard: Standard
    asks: Text
    remedy: Text
    place: str | None = None


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The user's statement that a line does not apply.

    Attributes
    ----------
    reason : str
        Why not.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How one line of the checklist is answered.

    Attributes
    ----------
    line : ChecklistLine
    status : Status
    text : Text
        What was computed, what the user says, why it does not apply, or what to do.
    place : str or None
        The section of the report, for what was computed.
    user_text : str or None
        The user's words, where there are any.
    """

    line: ChecklistLine
    status: Status
    text: Text
    place: str | None = None
    user_text: str | None = None


def resolve(
    lines: tuple[ChecklistLine, ...],
    computed: Mapping[str, Text],
    not_applicable: Mapping[str, Text],
    supplied: Mapping[str, str | NotApplicable],
) -> tuple[Answer, ...]:
    """Answer every line.

    The user's word comes first, then what was computed, then a reason why the line does not apply; what is left is
    missing. A line that is computed keeps the user's words beside it.

    Parameters
    ----------
    lines : tuple of ChecklistLine
    computed : mapping of key to Text
        A one-sentence summary for each line that the analysis answers.
    not_applicable : mapping of key to Text
        The reason for each line that cannot apply to these data.
    supplied : mapping of key to str or NotApplicable
        What the user supplies.

    Returns
    -------
    tuple of Answer
        One answer per line, in the order of the lines.

    Raises
    ------
    OptionError
        When a key is given that is no line of the checklist, or a text is empty.
    """
    known = {line.key for line in lines}
    for name, keys in (("supplied", supplied), ("computed", computed), ("not applicable", not_applicable)):
        unknown = sorted(set(keys) - known)
        if unknown:
            raise OptionError(
                f"{name}: {', '.join(map(repr, unknown))} is no line of the checklist; "
                f"the lines are {', '.join(sorted(known))}."
            )
    empty = [key for key, text in supplied.items() if not _words(text).strip()]
    if empty:
        raise OptionError(f"supplied: no text is given for {', '.join(map(repr, sorted(empty)))}.")
    return tuple(_answer(line, computed, not_applicable, supplied) for line in lines)


def count_by_status(answers: tuple[Answer, ...]) -> dict[Status, int]:
    """How many lines are answered in each way.

    Parameters
    ----------
    answers : tuple of Answer

    Returns
    -------
    dict of Status to int
        All four, also those that do not occur.
    """
    return {status: sum(answer.status == status for answer in answers) for status in Status}


def _words(text: str | NotApplicable) -> str:
    return text.reason if isinstance(text, NotApplicable) else text


def _answer(
    line: ChecklistLine,
    computed: Mapping[str, Text],
    not_applicable: Mapping[str, Text],
    supplied: Mapping[str, str | NotApplicable],
) -> Answer:
    given = supplied.get(line.key)
    if isinstance(given, NotApplicable):
        return Answer(line, Status.NOT_APPLICABLE, Text(given.reason, given.reason), None, given.reason)
    if line.key in computed:
        return Answer(line, Status.COMPUTED, computed[line.key], line.place, given)
    if given is not None:
        return Answer(line, Status.SUPPLIED, Text(given, given), None, given)
    if line.key in not_applicable:
        return Answer(line, Status.NOT_APPLICABLE, not_applicable[line.key])
    return Answer(line, Status.MISSING, line.remedy)
