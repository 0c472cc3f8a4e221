"""One goal of an improvement plan, and how far it has come."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool

from lerende_organisatie.instrument.parts import Check, Definition, Name, Number, Text
from lerende_organisatie.schools.dates import Day
from lerende_organisatie.schools.improvement import consistency
from lerende_organisatie.schools.improvement.cycle import Step

MeasureKind = Literal["item", "dimension", "subdimension", "indicator"]


class Measure(Definition):
    """By what it will be seen whether the goal is reached, with the expectation written down beforehand.

    Parameters
    ----------
    kind : {"item", "dimension", "subdimension", "indicator"}
        An item or dimension of a questionnaire, a subdimension or dimension of a scan, or the school's own indicator.
    id : str
        Of the item, dimension or subdimension; for an indicator a short name of its own.
    what : str
        In words.
    instrument : str, optional
        The name of the questionnaire or scan; not for an indicator.
    baseline : float, optional
        How it is now.
    expected : float
        How it is expected to be at the last review.
    unit : str, optional
    higher_is_better : bool
    """

    consistent: ClassVar[Check] = staticmethod(consistency.measure_faults)

    kind: MeasureKind
    id: Name
    what: Text
    instrument: Text | None = None
    baseline: Number | None = None
    expected: Number
    unit: Text | None = None
    higher_is_better: StrictBool = True


class Review(Definition):
    """A look at how it goes.

    Parameters
    ----------
    planned : date
    held : date, optional
    observed : float, optional
        The measure, as it was found.
    findings : str, optional
    """

    planned: Day
    held: Day | None = None
    observed: Number | None = None
    findings: Text | None = None


class Change(Definition):
    """A step of the cycle that was taken.

    Parameters
    ----------
    to : str
        The step that began.
    on : date
    reason : str
    """

    to: Step
    on: Day
    reason: Text


class Goal(Definition):
    """What the school wants to reach, bound to a priority.

    Parameters
    ----------
    id : str
    priority : str
        The subdimension, dimension or item that it comes from.
    because : str
        Why it is a priority.
    step : str
        Where in the cycle it is: verkennen, verdiepen, analyseren, besluiten, implementeren, monitoren, bijstellen or
        borgen.
    goal : str, optional
        What will be different.
    expected_effect : str, optional
        What students or colleagues will notice.
    measure : Measure, optional
    evidence : tuple of str
        What the choice rests on: figures, conversations, research.
    actions : tuple of str
        What will be done.
    who : str, optional
        A role or team, not a name.
    start, end : date, optional
    reviews : tuple of Review
    history : tuple of Change
    """

    consistent: ClassVar[Check] = staticmethod(consistency.goal_faults)

    id: Name
    priority: Name
    because: Text
    step: Step = "verkennen"
    goal: Text | None = None
    expected_effect: Text | None = None
    measure: Measure | None = None
    evidence: tuple[Text, ...] = ()
    actions: tuple[Text, ...] = ()
    who: Text | None = None
    start: Day | None = None
    end: Day | None = None
    reviews: tuple[Review, ...] = ()
    history: Annotated[tuple[Change, ...], Field(max_length=1_000)] = ()
