"""The parts of a translation record: people by role, versions of the wording, decisions, interviews, changes."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StringConstraints
from pydantic_core import PydanticCustomError

from lerende_organisatie.instrument.parts import Definition, Language, Text

Stage = Literal["forward", "back", "reconciliation", "committee", "interviews", "pilot", "later"]
"""When something was decided or changed."""


def _date(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", text):
        raise PydanticCustomError("date", "must be a date such as 2025, 2025-03 or 2025-03-14")
    return text


Date = Annotated[str, StringConstraints(strict=True), AfterValidator(_date)]
Count = Annotated[StrictInt, Field(ge=1)]
Wording = dict[Text, Text]
"""Text by item id."""


class Permission(Definition):
    """Leave of the holder of the rights.

    Parameters
    ----------
    holder : str
        Who holds the rights.
    granted : bool
    date : str, optional
    reference : str, optional
        Where it can be looked up: a letter, a licence.
    conditions : str, optional
    """

    holder: Text
    granted: StrictBool
    date: Date | None = None
    reference: Text | None = None
    conditions: Text | None = None


class Contributor(Definition):
    """Somebody who took part, by role.

    Parameters
    ----------
    role : str
        What the rest of the record calls this person: "forward translator 1".
    expertise : str, optional
        Of the languages, the cultures, the subject, of writing items.
    native_language : str, optional
    name : str, optional
        Left out of files and reports unless asked for.
    """

    role: Text
    expertise: Text | None = None
    native_language: Language | None = None
    name: Text | None = None


class Translation(Definition):
    """One translation, forward or back.

    Parameters
    ----------
    by : str
        A role.
    items : dict of item to str
    date : str, optional
    independent : bool
        Made without sight of the other translations; of a back translation, without sight of the original.
    note : str, optional
    """

    by: Text
    items: Annotated[Wording, Field(min_length=1)]
    date: Date | None = None
    independent: StrictBool = True
    note: Text | None = None


class Reconciliation(Definition):
    """The one version that was made of the forward translations.

    Parameters
    ----------
    by : tuple of str
        Roles.
    items : dict of item to str
    method : str, optional
    date : str, optional
    """

    by: Annotated[tuple[Text, ...], Field(min_length=1)]
    items: Annotated[Wording, Field(min_length=1)]
    method: Text | None = None
    date: Date | None = None


class Decision(Definition):
    """A decision of the committee.

    Parameters
    ----------
    question, decision, reason : str
    item : str, optional
        Left out for a decision about the whole.
    by : tuple of str
        Roles.
    date : str, optional
    """

    question: Text
    decision: Text
    reason: Text
    item: Text | None = None
    by: tuple[Text, ...] = ()
    date: Date | None = None


class InterviewFinding(Definition):
    """What the interviews showed about an item.

    Parameters
    ----------
    finding : str
    item : str, optional
        Left out for the instruction, the scale or the whole.
    action : str, optional
        What was done about it.
    """

    finding: Text
    item: Text | None = None
    action: Text | None = None


class InterviewRound(Definition):
    """A round of cognitive interviews.

    Parameters
    ----------
    participants : int
    method : str
        Thinking aloud, probing.
    population : str, optional
        Whom they stand for; never who they are.
    date : str, optional
    findings : tuple of InterviewFinding
    """

    participants: Count
    method: Text
    population: Text | None = None
    date: Date | None = None
    findings: tuple[InterviewFinding, ...] = ()


class Change(Definition):
    """A change of an item after it was first translated or adapted.

    Parameters
    ----------
    item : str
    before, after : str
    reason : str
    stage : str
        forward, back, reconciliation, committee, interviews, pilot or later.
    date : str, optional
    """

    item: Text
    before: Text
    after: Text
    reason: Text
    stage: Stage
    date: Date | None = None


class Pilot(Definition):
    """A trial of the translated version.

    Parameters
    ----------
    n : int
    findings : str
    date : str, optional
    """

    n: Count
    findings: Text
    date: Date | None = None


class NotNeeded(Definition):
    """A guideline that does not apply.

    Parameters
    ----------
    reason : str
    """

    reason: Text
