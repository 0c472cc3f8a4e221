"""What a plan must hold to beyond the type of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from lerende_organisatie.instrument.consistency import doubled, texts_of
from lerende_organisatie.instrument.faults import PlacedFault, fault, mapping, sequence, shown
from lerende_organisatie.schools.improvement.cycle import STEPS, may_follow


def measure_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults of a measure: whose it is, and an expectation that expects nothing."""
    found = []
    kind, instrument = data.get("kind"), data.get("instrument")
    if kind == "indicator" and instrument is not None:
        found.append(fault(("instrument",), "an indicator of the school's own has no instrument; leave it out"))
    if kind in ("item", "dimension", "subdimension") and instrument is None:
        found.append(fault(("instrument",), f"name the questionnaire or scan that the {kind} is of"))
    baseline, expected = data.get("baseline"), data.get("expected")
    if isinstance(baseline, int | float) and isinstance(expected, int | float):
        better = data.get("higher_is_better", True)
        if (better is True and expected < baseline) or (better is False and expected > baseline):
            remedy = "turn higher_is_better round if that is meant"
            found.append(fault(("expected",), f"is worse than the baseline of {baseline}; {remedy}"))
    return found


def goal_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults of a goal: days out of order, and a history that does not lead to its step."""
    return [*_day_faults(data), *_history_faults(data)]


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _day_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    start, end = _day(data.get("start")), _day(data.get("end"))
    if start is not None and end is not None and end < start:
        yield fault(("end",), f"comes before the start on {start}")
    for n, review in enumerate(sequence(data.get("reviews"))):
        planned = _day(mapping(review).get("planned"))
        if start is not None and planned is not None and planned < start:
            yield fault(("reviews", n, "planned"), f"comes before the start on {start}")
        if mapping(review).get("observed") is not None and mapping(review).get("held") is None:
            yield fault(("reviews", n), "has an observed value but no day on which it was held")


def _history_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    changes = sequence(data.get("history"))
    steps = ["verkennen", *texts_of([mapping(change).get("to") for change in changes])]
    known = [step for step in steps if step in STEPS]
    if len(known) != len(changes) + 1:
        return
    for n, (now, to) in enumerate(pairwise(known)):
        if not may_follow(now, to):
            yield fault(("history", n, "to"), f"{to} cannot follow {now}")
    days = [_day(mapping(change).get("on")) for change in changes]
    for n, (earlier, later) in enumerate(pairwise(days), start=1):
        if earlier is not None and later is not None and later < earlier:
            yield fault(("history", n, "on"), f"comes before the step on {earlier}")
    step = data.get("step", "verkennen")
    if isinstance(step, str) and step in STEPS and step != known[-1]:
        yield fault(("step",), f"is {shown(step)}, but the history leads to {shown(known[-1])}")


def plan_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults between the goals of a plan: an id that stands there twice."""
    ids = texts_of([mapping(goal).get("id") for goal in sequence(data.get("goals"))])
    return [fault(("goals",), f"the id {shown(known)} stands there {count} times") for known, count in doubled(ids)]
