"""What a session is made of: one person's rating, a consensus, a priority, a next step."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictInt

from lerende_organisatie.instrument.parts import Definition, Language, Name, Text
from lerende_organisatie.responses.answer_sheet import RespondentId, Role
from lerende_organisatie.schools.dates import Day

Phase = Annotated[StrictInt, Field(ge=1, le=9)]


class Rating(Definition):
    """How one person rated, alone.

    Parameters
    ----------
    respondent : str
        32 hexadecimal digits, drawn at random on the device.
    role : str or None
    language : str
    revision : int
    answers : dict of subdimension to phase
    """

    respondent: RespondentId
    role: Role | None = None
    language: Language
    revision: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    answers: Annotated[dict[Name, Phase], Field(min_length=1)]


class Consensus(Definition):
    """The phase on which the group settled, with its reason.

    Parameters
    ----------
    subdimension : str
    phase : int
    reason : str
    """

    subdimension: Name
    phase: Phase
    reason: Text


class Priority(Definition):
    """A subdimension that the group wants to work on, with its reason.

    Parameters
    ----------
    subdimension : str
    reason : str
    """

    subdimension: Name
    reason: Text


class NextStep(Definition):
    """What will be done about a subdimension.

    Parameters
    ----------
    subdimension : str
    what : str
    who : str
        A role or a team, not a name.
    when : date, optional
    """

    subdimension: Name
    what: Text
    who: Text
    when: Day | None = None
