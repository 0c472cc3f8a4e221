"""What a definition must hold to beyond the type of each value.

Each check takes data of any shape, so that faults here are found in the same reading as faults of type: what is not
there or of the wrong type is passed over, because its own fault is reported elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from lerende_organisatie.instrument.faults import Place, PlacedFault, closest, fault, mapping, sequence, shown

PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
REFERENT = "{referent}"


def nothing(_data: Mapping[str, object]) -> list[PlacedFault]:
    """No fault: a definition about which there is nothing to say beyond its types."""
    return []


def texts_of(value: object) -> list[str]:
    """The texts in a list."""
    return [member for member in sequence(value) if isinstance(member, str)]


def doubled(values: Iterable[object]) -> list[tuple[object, int]]:
    """What stands there more than once, and how often."""
    return [(value, count) for value, count in Counter(values).items() if count > 1]


def id_of(value: object) -> str | None:
    """The id of a part, if it has one."""
    known = mapping(value).get("id")
    return known if isinstance(known, str) else None


def scale_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults of a response scale: order of the values, labels that do not fit them, codes that are also answers."""
    found: list[PlacedFault] = []
    values = [v for v in sequence(data.get("values")) if isinstance(v, int) and not isinstance(v, bool)]
    if any(later <= earlier for earlier, later in pairwise(values)):
        found.append(fault(("values",), f"must increase strictly, but are {shown(values)}"))
    n_values = len(sequence(data.get("values")))
    labels = mapping(data.get("labels"))
    taken: dict[str, str] = {str(value): f"the value {value}" for value in values if abs(value) < 10**9}
    for language, texts in labels.items():
        if isinstance(texts, list | tuple) and len(texts) != n_values:
            found.append(fault(("labels", language), f"{len(texts)} labels for {n_values} values"))
        for label, count in doubled(text.strip().casefold() for text in texts_of(texts)):
            found.append(fault(("labels", language), f"the label {shown(label)} stands there {count} times"))
        taken |= {text.strip().casefold(): f"a label in {language!r}" for text in texts_of(texts)}
    codes = [str(c).strip().casefold() for c in sequence(data.get("missing_codes")) if _is_code(c)]
    for code, count in doubled(codes):
        found.append(fault(("missing_codes",), f"{shown(code)} stands there {count} times"))
    found.extend(
        fault(("missing_codes",), f"{shown(code)} is also {taken[code]}; a code for missing is never an answer")
        for code in dict.fromkeys(codes)
        if code in taken
    )
    return found


def _is_code(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9)


def item_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults of an item: a placeholder that nothing fills."""
    return list(placeholder_faults(("wording",), data.get("wording")))


def placeholder_faults(place: Place, translations: object) -> Iterator[PlacedFault]:
    """Placeholders that nothing fills."""
    for language, text in mapping(translations).items():
        if isinstance(text, str):
            for name in dict.fromkeys(PLACEHOLDER.findall(text)):
                if name != "referent":
                    message = f"the placeholder {shown('{' + name + '}')} is not known; there is {REFERENT}"
                    yield fault((*place, language), message)


def dimension_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults of a dimension: an item that it names twice."""
    return [
        fault(("items",), f"{shown(item)} stands there {count} times")
        for item, count in doubled(texts_of(data.get("items")))
    ]


def structure_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults of a structure: doubled dimensions, items in two of them, a factor that has the name of another thing."""
    dimensions = sequence(data.get("dimensions"))
    ids = [known for dimension in dimensions if (known := id_of(dimension)) is not None]
    found = [fault(("dimensions",), f"the id {shown(i)} stands there {count} times") for i, count in doubled(ids)]
    homes: dict[str, list[str]] = {}
    for dimension in dimensions:
        for item in dict.fromkeys(texts_of(mapping(dimension).get("items"))):
            homes.setdefault(item, []).append(id_of(dimension) or "?")
    if data.get("cross_loadings") is not True:
        found.extend(
            fault(
                ("dimensions",),
                f"item {shown(item)} stands in {' and '.join(named)}; if that is meant, say cross_loadings: true",
            )
            for item, named in homes.items()
            if len(named) > 1
        )
    found.extend(
        fault(("dimensions", n), "has the name of an item; a model cannot tell them apart", data)
        for n, dimension in enumerate(dimensions)
        if id_of(dimension) in homes
    )
    higher = data.get("higher_order")
    if isinstance(higher, str) and (higher in ids or higher in homes):
        found.append(fault(("higher_order",), f"{shown(higher)} is also the name of a dimension or item"))
    return found


def instrument_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults between the parts of an instrument: ids, allocation, languages and referents."""
    return [
        *_id_faults(data),
        *_allocation_faults(data),
        *language_faults(data, _translated(data)),
        *_referent_faults(data),
    ]


def _item_ids(data: Mapping[str, object]) -> list[str]:
    return [known for item in sequence(data.get("items")) if (known := id_of(item)) is not None]


def _id_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    positions: dict[str, list[int]] = {}
    for n, item in enumerate(sequence(data.get("items"))):
        if (known := id_of(item)) is not None:
            positions.setdefault(known, []).append(n)
    for known, places in positions.items():
        for n in places[1:]:
            yield fault(("items", n), f"the id {shown(known)} is that of items[{places[0]}] as well", data)
    for name, structure in mapping(data.get("structures")).items():
        own = mapping(structure).get("name")
        if isinstance(own, str) and own != name:
            yield fault(("structures", name, "name"), f"is {shown(own)}, but the structure stands under {shown(name)}")
        for n, dimension in enumerate(sequence(mapping(structure).get("dimensions"))):
            used = texts_of(mapping(dimension).get("items"))
            unused = [known for known in positions if known not in used]
            if id_of(dimension) in unused:
                place = ("structures", name, "dimensions", n)
                yield fault(place, "has the name of an item; a model cannot tell them apart", data)
        higher = mapping(structure).get("higher_order")
        if isinstance(higher, str) and higher in positions:
            yield fault(("structures", name, "higher_order"), f"{shown(higher)} is also the name of an item")


def _allocation_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    structures = mapping(data.get("structures"))
    item_ids = _item_ids(data)
    for name, structure in structures.items():
        for n, dimension in enumerate(sequence(mapping(structure).get("dimensions"))):
            for item in dict.fromkeys(texts_of(mapping(dimension).get("items"))):
                if item not in item_ids:
                    place = ("structures", name, "dimensions", n, "items")
                    yield fault(place, f"there is no item {shown(item)}{closest(item, item_ids)}", data)
    default = data.get("default_structure")
    if not isinstance(default, str) or not structures:
        return
    if default not in structures:
        hint = closest(default, structures) or f"; there are {', '.join(structures)}"
        yield fault(("default_structure",), f"there is no structure {shown(default)}{hint}")
        return
    chosen = mapping(structures[default])
    if chosen.get("cross_loadings") is True:
        message = "the default structure gives each item one dimension, so it cannot have cross-loadings"
        yield fault(("structures", default, "cross_loadings"), message)
    allocated = {item for d in sequence(chosen.get("dimensions")) for item in texts_of(mapping(d).get("items"))}
    for n, member in enumerate(sequence(data.get("items"))):
        if (known := id_of(member)) is not None and known not in allocated:
            yield fault(("items", n), f"stands in no dimension of the default structure {shown(default)}", data)


def _translated(data: Mapping[str, object]) -> Iterator[tuple[Place, object]]:
    """Everything that must be there in each language, with its place."""
    for key in ("title", "instruction"):
        yield (key,), data.get(key)
    yield ("response_scale", "labels"), mapping(data.get("response_scale")).get("labels")
    for level, referents in mapping(data.get("referents")).items():
        yield ("referents", level), referents
    for n, item in enumerate(sequence(data.get("items"))):
        yield ("items", n, "wording"), mapping(item).get("wording")
    for name, structure in mapping(data.get("structures")).items():
        yield ("structures", name, "label"), mapping(structure).get("label")
        for n, dimension in enumerate(sequence(mapping(structure).get("dimensions"))):
            yield ("structures", name, "dimensions", n, "label"), mapping(dimension).get("label")


def language_faults(data: Mapping[str, object], translated: Iterable[tuple[Place, object]]) -> Iterator[PlacedFault]:
    """Languages named twice, texts that lack one of them, texts in another.

    Parameters
    ----------
    data : the definition
    translated : everything in it that must be there in each language, with its place
    """
    languages = texts_of(data.get("languages"))
    for twice, count in doubled(languages):
        yield fault(("languages",), f"{shown(twice)} stands there {count} times")
    if not languages:
        return
    for place, translations in translated:
        if not isinstance(translations, Mapping):
            continue
        lacking = [language for language in dict.fromkeys(languages) if language not in translations]
        yield from (fault(place, f"no text in {shown(language)}", data) for language in lacking)
        for other in translations:
            if other not in languages:
                yield fault(place, f"text in {shown(other)}, which is not among the languages", data)


def _referent_faults(data: Mapping[str, object]) -> Iterator[PlacedFault]:
    referents = mapping(data.get("referents"))
    yield from (fault(f.place, f.message, data) for f in placeholder_faults(("instruction",), data.get("instruction")))
    levels = [mapping(item).get("level", "school") for item in sequence(data.get("items"))]
    for n, item in enumerate(sequence(data.get("items"))):
        if _speaks(mapping(item).get("wording")) and isinstance(levels[n], str) and levels[n] not in referents:
            message = f"speaks of {REFERENT}, but referents has nothing for the level {shown(levels[n])}"
            yield fault(("items", n), message, data)
    if _speaks(data.get("instruction")):
        named = {level for level in levels if isinstance(level, str)}
        if len(named) > 1:
            yield fault(("instruction",), f"speaks of {REFERENT}, but the items speak of {' and '.join(sorted(named))}")
        elif named and not named <= set(referents):
            message = f"speaks of {REFERENT}, but referents has nothing for the level {shown(named.pop())}"
            yield fault(("instruction",), message)


def _speaks(translations: object) -> bool:
    return any(isinstance(text, str) and REFERENT in text for text in mapping(translations).values())
