"""What the definition of a phased scan must hold to beyond the type of each value.

As in :mod:`~lerende_organisatie.instrument.consistency`, a check takes data of any shape and passes over what is not
there or of the wrong type, because its own fault is reported elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from lerende_organisatie.instrument.consistency import doubled, id_of, language_faults, placeholder_faults, texts_of
from lerende_organisatie.instrument.faults import Place, PlacedFault, closest, fault, mapping, sequence, shown


def scan_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults between the parts of a scan: ids, numbers of phases, doubled texts, languages and tensions."""
    return [
        *_id_faults(data),
        *_phase_faults(data),
        *language_faults(data, list(_translated(data))),
        *placeholder_faults(("instruction",), data.get("instruction")),
        *_tension_faults(data),
    ]


def _subdimensions(data: Mapping[str, object]) -> Iterator[tuple[Place, object]]:
    for d, dimension in enumerate(sequence(data.get("dimensions"))):
        for s, sub in enumerate(sequence(mapping(dimension).get("subdimensions"))):
            yield ("dimensions", d, "subdimensions", s), sub


def _id_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    dimensions = [known for one in sequence(data.get("dimensions")) if (known := id_of(one)) is not None]
    ids = dimensions + [known for _, sub in _subdimensions(data) if (known := id_of(sub)) is not None]
    for twice, count in doubled(ids):
        yield fault(("dimensions",), f"the id {shown(twice)} stands there {count} times")


def _phase_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    counts = {language: len(sequence(labels)) for language, labels in mapping(data.get("phase_labels")).items()}
    if len(set(counts.values())) > 1:
        said = ", ".join(f"{count} in {language!r}" for language, count in counts.items())
        yield fault(("phase_labels",), f"must have as many labels in each language, but has {said}")
    expected = Counter(counts.values()).most_common(1)[0][0] if counts else 0
    for place, sub in _subdimensions(data):
        phases = sequence(mapping(sub).get("phases"))
        if expected and phases and len(phases) != expected:
            yield fault((*place, "phases"), f"{len(phases)} phases, but there are {expected} phase_labels", data)
        seen: dict[tuple[str, str], int] = {}
        for number, phase in enumerate(phases):
            for language, text in mapping(mapping(phase).get("description")).items():
                key = (language, " ".join(text.split()).casefold()) if isinstance(text, str) else None
                if key is None:
                    continue
                if key in seen:
                    message = f"reads as that of phase {seen[key]}; phases must be told apart"
                    yield fault((*place, "phases", number, "description", language), message, data)
                seen.setdefault(key, number + 1)


def _translated(data: Mapping[str, object]) -> Iterator[tuple[Place, object]]:
    """Everything that must be there in each language, with its place."""
    for key in ("title", "instruction", "phase_labels"):
        yield (key,), data.get(key)
    for level, referents in mapping(data.get("referents")).items():
        yield ("referents", level), referents
    for d, dimension in enumerate(sequence(data.get("dimensions"))):
        yield ("dimensions", d, "label"), mapping(dimension).get("label")
    for place, sub in _subdimensions(data):
        yield (*place, "label"), mapping(sub).get("label")
        for number, phase in enumerate(sequence(mapping(sub).get("phases"))):
            for key in ("description", "next_step"):
                yield (*place, "phases", number, key), mapping(phase).get(key)
    for number, tension in enumerate(sequence(data.get("tensions"))):
        yield ("tensions", number, "question"), mapping(tension).get("question")


def _tension_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    known = texts_of([id_of(dimension) for dimension in sequence(data.get("dimensions"))])
    for number, tension in enumerate(sequence(data.get("tensions"))):
        for key in ("low", "high"):
            named = mapping(tension).get(key)
            if isinstance(named, str) and named not in known:
                yield fault(("tensions", number, key), f"there is no dimension {shown(named)}{closest(named, known)}")
        low = mapping(tension).get("low")
        if isinstance(low, str) and low == mapping(tension).get("high"):
            yield fault(("tensions", number), "a dimension is not in tension with itself")
