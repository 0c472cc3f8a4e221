"""What a session must hold to beyond the type of each value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lerende_organisatie.instrument.consistency import doubled, texts_of
from lerende_organisatie.instrument.faults import PlacedFault, closest, fault, mapping, sequence, shown
from lerende_organisatie.instrument.phased_scan import PhasedScan


def session_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults between the parts of a session: people twice, answers and decisions that the scan does not know."""
    found = list(_people_faults(data))
    scan = data.get("scan")
    if isinstance(scan, PhasedScan):
        found.extend(_scan_faults(data, scan))
    return found


def _people_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    people = texts_of([mapping(rating).get("respondent") for rating in sequence(data.get("ratings"))])
    for _, count in doubled(people):
        yield fault(("ratings",), f"one respondent stands there {count} times")
    shown_people = texts_of(data.get("shown"))
    if any(person not in people for person in shown_people):
        yield fault(("shown",), "names a respondent who has no rating")
    if doubled(shown_people):
        yield fault(("shown",), "names a respondent twice")
    status, minimum = data.get("status", "collecting"), data.get("minimum_group_size", 5)
    if status == "collecting" and shown_people:
        yield fault(("shown",), "must be empty while ratings are being collected")
    if status in ("shown", "closed") and isinstance(minimum, int) and len(shown_people) < minimum:
        yield fault(("shown",), "holds fewer respondents than minimum_group_size, so there can be no picture")


def _scan_faults(data: Mapping[str, object], scan: PhasedScan) -> Iterator[PlacedFault]:
    level = data.get("level")
    if isinstance(level, str) and level not in scan.levels:
        yield fault(("level",), f"{scan.name} is not for the level {shown(level)}, but for {', '.join(scan.levels)}")
    known = scan.subdimension_ids
    for n, rating in enumerate(sequence(data.get("ratings"))):
        for name, phase in mapping(mapping(rating).get("answers")).items():
            if name not in known:
                yield fault(("ratings", n, "answers", name), f"{scan.name} asks no such thing{closest(name, known)}")
            elif isinstance(phase, int) and phase > scan.n_phases:
                yield fault(("ratings", n, "answers", name), f"there are {scan.n_phases} phases")
    for key in ("consensus", "priorities", "next_steps"):
        named = []
        for n, one in enumerate(sequence(data.get(key))):
            sub, phase = mapping(one).get("subdimension"), mapping(one).get("phase")
            if isinstance(sub, str) and sub not in known:
                yield fault((key, n, "subdimension"), f"there is no subdimension {shown(sub)}{closest(sub, known)}")
            if isinstance(phase, int) and phase > scan.n_phases:
                yield fault((key, n, "phase"), f"there are {scan.n_phases} phases")
            named.append(sub)
        if key != "next_steps":
            for sub, count in doubled(texts_of(named)):
                yield fault((key,), f"{shown(sub)} stands there {count} times")
