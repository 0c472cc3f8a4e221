"""Definitions that are refused: every fault at once, each with its place."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from lerende_organisatie.errors import DefinitionError, OptionError
from lerende_organisatie.instrument import (
    Dimension,
    Instrument,
    Item,
    Provenance,
    ResponseScale,
    Structure,
    instrument_from_mapping,
)

VALID: dict[str, Any] = {
    "schema_version": 1,
    "kind": "questionnaire",
    "name": "mini",
    "title": {"en": "Mini", "nl": "Mini"},
    "version": "1",
    "languages": ["en", "nl"],
    "instruction": {"en": "About {referent}.", "nl": "Over {referent}."},
    "licence": "CC0-1.0",
    "response_scale": {
        "values": [1, 2, 3],
        "labels": {"en": ["no", "so so", "yes"], "nl": ["nee", "gaat wel", "ja"]},
        "missing_codes": [-9, "n/a"],
    },
    "referents": {"school": {"en": "our school", "nl": "onze school"}, "team": {"en": "our team", "nl": "ons team"}},
    "default_structure": "main",
    "items": [
        {"id": "a1", "wording": {"en": "{referent} learns.", "nl": "{referent} leert."}},
        {"id": "a2", "wording": {"en": "We stand still in {referent}.", "nl": "We staan stil."}, "reverse": True},
        {"id": "b1", "wording": {"en": "We share.", "nl": "We delen."}, "facet": "sharing"},
    ],
    "structures": {
        "main": {
            "label": {"en": "Main", "nl": "Hoofd"},
            "higher_order": "general",
            "dimensions": [
                {"id": "learning", "label": {"en": "Learning", "nl": "Leren"}, "items": ["a1", "a2"]},
                {"id": "sharing", "label": {"en": "Sharing", "nl": "Delen"}, "items": ["b1"]},
            ],
        },
        "one": {
            "label": {"en": "One", "nl": "Een"},
            "dimensions": [{"id": "whole", "label": {"en": "Whole", "nl": "Geheel"}, "items": ["a1", "b1"]}],
        },
    },
}


def changed(*place_and_value: Any) -> dict[str, Any]:
    """The valid definition with another value at a place; ``...`` takes the place away."""
    *place, last, value = place_and_value
    data = copy.deepcopy(VALID)
    here: Any = data
    for key in place:
        here = here[key]
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return data


def faults(data: object) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as caught:
        instrument_from_mapping(data)
    return caught.value.faults


def test_a_valid_definition_offers_its_parts() -> None:
    mini = instrument_from_mapping(VALID)
    assert [item.dimension for item in mini.items] == ["learning", "learning", "sharing"]
    assert [item.reverse for item in mini.items] == [False, True, False]
    assert mini.items[0].text("en") == "Our school learns."
    assert mini.items[1].text("en") == "We stand still in our school."
    assert mini.for_level("team").items[0].text("nl") == "Ons team leert."
    assert mini.for_level("team").instruction_text("nl") == "Over ons team."
    assert mini.model_syntax(second_order=True) == ("learning =~ a1 + a2\nsharing =~ b1\ngeneral =~ learning + sharing")
    assert mini.items[2].provenance.kind == "user"
    with pytest.raises(OptionError, match="names no higher_order factor"):
        mini.model_syntax("one", second_order=True)


def test_definitions_are_frozen_comparable_and_picklable() -> None:
    mini = instrument_from_mapping(VALID)
    assert pickle.loads(pickle.dumps(mini)) == mini
    assert pickle.loads(pickle.dumps(mini)).items[2].dimension == "sharing"
    with pytest.raises(ValueError, match="frozen"):
        mini.name = "other"  # type: ignore[misc]


W, D = "wording", "dimensions"
FAULTS: list[tuple[dict[str, Any], str]] = [
    (changed("items", 1, "id", "a1"), "items[1] (a1): the id 'a1' is that of items[0] as well"),
    (changed("items", 2, W, "nl", ...), "items[2] (b1).wording: no text in 'nl'"),
    (changed("items", 2, W, "de", "x"), "items[2] (b1).wording: text in 'de', which is not among the languages"),
    (changed("items", 2, W, "nl", "  "), "items[2] (b1).wording.nl: must not be blank"),
    (changed("items", 2, W, "nl", 5), "items[2] (b1).wording.nl: must be text, not 5 (put it in quotes)"),
    (changed("items", 2, W, "nl", "a\x07"), "items[2] (b1).wording.nl: holds a control character; write plain text"),
    (changed("items", 2, W, "nl", "a {school}"), "items[2] (b1).wording.nl: the placeholder '{school}' is not known"),
    (changed("items", 2, "id", "1b"), "items[2] (1b).id: '1b' is not a name for model syntax"),
    (changed("items", 2, "id", "NA"), "items[2] (NA).id: 'NA' is not a name for model syntax"),
    (changed("items", 2, "reverse", "yes"), "items[2] (b1).reverse: must be true or false, not 'yes'"),
    (changed("items", 2, "reverse", 1), "items[2] (b1).reverse: must be true or false, not 1"),
    (changed("items", 2, "level", "class"), "items[2] (b1).level: must be 'team', 'school' or 'board', not 'class'"),
    (changed("items", 2, "revers", True), "items[2] (b1).revers: is not a known key; did you mean 'reverse'?"),
    (changed("items", 2, "published_loading", "0.7"), "items[2] (b1).published_loading: must be a number, not '0.7'"),
    (changed("items", 2, "published_loading", 7.0), "items[2] (b1).published_loading: must be 2 or less, not 7.0"),
    (changed("items", 2, "published_loading", float("nan")), "published_loading: must be a number, not nan"),
    (changed("items", 2, "provenance", {"kind": "found"}), "items[2] (b1).provenance.kind: must be 'own'"),
    (changed("items", 2, "a statement"), "items[2]: must be a mapping of keys to values, not 'a statement'"),
    (changed("items", 0, "level", "board"), "items[0] (a1): speaks of {referent}, but referents has nothing"),
    (changed("items", []), "items: needs at least 1, has 0"),
    (changed("items", {"a1": "x"}), "items: must be a list, not {'a1': 'x'}"),
    (changed("structures", "main", D, 1, "items", ["a1", "b1"]), "structures.main.dimensions: item 'a1' stands in"),
    (changed("structures", "main", D, 1, "items", ["b2"]), "dimensions[1] (sharing).items: there is no item 'b2'"),
    (changed("structures", "main", D, 1, "items", ["b2"]), "items[2] (b1): stands in no dimension of the default"),
    (changed("structures", "main", D, 1, "items", ["b1", "b1"]), "dimensions[1] (sharing).items: 'b1' stands there 2"),
    (changed("structures", "main", D, 1, "items", []), "dimensions[1] (sharing).items: needs at least 1, has 0"),
    (changed("structures", "main", D, 1, "id", "learning"), "main.dimensions: the id 'learning' stands there 2 times"),
    (changed("structures", "main", D, 1, "id", "b1"), "dimensions[1] (b1): has the name of an item"),
    (changed("structures", "one", D, 0, "id", "a2"), "structures.one.dimensions[0] (a2): has the name of an item"),
    (changed("structures", "main", D, 1, "label", "nl", ...), "dimensions[1] (sharing).label: no text in 'nl'"),
    (changed("structures", "main", D, 1, "published_alpha", 1.2), "published_alpha: must be 1 or less, not 1.2"),
    (changed("structures", "main", "label", "en", ...), "structures.main.label: no text in 'en'"),
    (changed("structures", "main", "higher_order", "sharing"), "higher_order: 'sharing' is also the name of a dim"),
    (
        changed("structures", "one", "higher_order", "a2"),
        "one.higher_order: 'a2' is also the name of an item",
    ),
    (
        changed("structures", "main", "name", "other"),
        "main.name: is 'other', but the structure stands under",
    ),
    (changed("structures", "main", "cross_loadings", True), "so it cannot have cross-loadings"),
    (changed("structures", {}), "structures: needs at least 1, has 0"),
    (changed("default_structure", "mian"), "default_structure: there is no structure 'mian'; did you mean 'main'?"),
    (changed("response_scale", "values", [1]), "response_scale.values: needs at least 2, has 1"),
    (changed("response_scale", "values", [1, 3, 2]), "response_scale.values: must increase strictly"),
    (changed("response_scale", "values", [1, 2, 2]), "response_scale.values: must increase strictly"),
    (changed("response_scale", "values", [1, 2, "3"]), "response_scale.values[2]: must be a whole number, not '3'"),
    (changed("response_scale", "values", [1, 2, 3.5]), "response_scale.values[2]: must be a whole number, not 3.5"),
    (changed("response_scale", "values", [0, True, 3]), "response_scale.values[1]: must be a whole number, not True"),
    (changed("response_scale", "labels", "nl", ["nee", "ja"]), "labels.nl: 2 labels for 3 values"),
    (changed("response_scale", "labels", "nl", ["nee", "Nee ", "ja"]), "labels.nl: the label 'nee' stands there 2"),
    (changed("response_scale", "labels", "nl", ...), "response_scale.labels: no text in 'nl'"),
    (changed("response_scale", "missing_codes", [3]), "missing_codes: '3' is also the value 3"),
    (changed("response_scale", "missing_codes", ["3"]), "missing_codes: '3' is also the value 3"),
    (changed("response_scale", "missing_codes", ["JA"]), "missing_codes: 'ja' is also a label in 'nl'"),
    (changed("response_scale", "missing_codes", [-9, "-9"]), "missing_codes: '-9' stands there 2 times"),
    (changed("response_scale", "missing_codes", [1.5]), "missing_codes[0]: must be a whole number or text, not 1.5"),
    (changed("referents", "team", "nl", ...), "referents.team: no text in 'nl'"),
    (changed("referents", "class", {"en": "x", "nl": "y"}), "referents.class: must be 'team', 'school' or 'board'"),
    (changed("instruction", "nl", ...), "instruction: no text in 'nl'"),
    (changed("instruction", "nl", "{x}"), "instruction.nl: the placeholder '{x}' is not known"),
    (changed("items", 2, "level", "team"), "instruction: speaks of {referent}, but the items speak of school and team"),
    (changed("title", "nl", ...), "title: no text in 'nl'"),
    (changed("languages", ["en", "nl", "en"]), "languages: 'en' stands there 2 times"),
    (changed("languages", ["en", "Dutch"]), "languages[1]: 'Dutch' is not a language code"),
    (changed("kind", "phased_scan"), "kind: must be 'questionnaire', not 'phased_scan'"),
    (changed("schema_version", 2), "schema_version: must be 1 or less, not 2"),
    (changed("schema_version", "1"), "schema_version: must be a whole number, not '1'"),
    (changed("schema_version", True), "schema_version: must be a whole number, not True"),
    (changed("version", 1.0), "version: must be text, not 1.0 (put it in quotes)"),
    (changed("licence", ...), "licence: is missing"),
    (changed("licence", None), "licence: must be text, not nothing"),
    (changed("licens", "x"), "licens: is not a known key; did you mean 'licence'?"),
    (changed("title", 5, "x"), "title: the key 5 is not text; put it in quotes"),
    (changed("citation", {"a", "b"}), "citation: is a set; give a list, which has an order"),
]


@pytest.mark.parametrize(("data", "expected"), FAULTS, ids=[expected[:60] for _, expected in FAULTS])
def test_each_fault_is_named_with_its_place(data: dict[str, Any], expected: str) -> None:
    assert any(expected in line for line in faults(data)), faults(data)


def test_all_faults_are_listed_at_once() -> None:
    data = changed("items", 0, "wording", "nl", ...)
    data["items"][1]["id"] = "b1"
    data["structures"]["main"]["dimensions"][0]["items"].append("zz9")
    data["response_scale"]["values"] = [1]
    data["extra"] = 1
    del data["licence"]
    found = faults(data)
    for expected in (
        "items[0] (a1).wording: no text in 'nl'",
        "items[2] (b1): the id 'b1' is that of items[1] as well",
        "structures.main.dimensions[0] (learning).items: there is no item 'zz9'",
        "response_scale.values: needs at least 2, has 1",
        "response_scale.labels.en: 3 labels for 1 values",
        "extra: is not a known key",
        "licence: is missing",
    ):
        assert sum(line.startswith(expected) for line in found) == 1, (expected, found)
    assert len(found) == len(set(found))


def test_cross_loadings_are_taken_where_they_are_meant() -> None:
    data = changed("structures", "one", "dimensions", 0, "items", ["a1", "b1"])
    second = {"id": "part", "label": {"en": "Part", "nl": "Deel"}, "items": ["b1", "a2"]}
    data["structures"]["one"]["dimensions"].append(second)
    assert any("item 'b1' stands in whole and part" in line for line in faults(data))
    data["structures"]["one"]["cross_loadings"] = True
    assert instrument_from_mapping(data).model_syntax("one") == "whole =~ a1 + b1\npart =~ b1 + a2"


@pytest.mark.parametrize("data", [None, [], "slo", 5, [VALID]])
def test_something_else_than_a_mapping_is_refused(data: object) -> None:
    assert len(faults(data)) == 1


def test_a_definition_that_holds_itself_is_refused() -> None:
    data = copy.deepcopy(VALID)
    data["items"].append(data["items"])
    assert any("nested more than" in line for line in faults(data))


def test_parts_made_in_python_are_refused_in_the_same_way() -> None:
    with pytest.raises(DefinitionError, match="the definition of a response scale: 2 faults"):
        ResponseScale(values=(2, 1), labels={"en": ("a",)})
    with pytest.raises(DefinitionError, match=r"the definition of an item.*\n.*the placeholder"):
        Item(id="a", wording={"en": "{x}"})
    with pytest.raises(DefinitionError, match="the definition of a dimension"):
        Dimension(id="d", label={"en": "D"}, items=("a", "a"))
    with pytest.raises(DefinitionError, match=r"dimensions\[0\]: must be a mapping"):
        Structure(name="s", label={"en": "S"}, dimensions=(5,))  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="the definition of an instrument"):
        Instrument(**changed("title", {}))


def test_an_instrument_can_be_made_from_parts() -> None:
    mini = instrument_from_mapping(VALID)
    data = {name: getattr(mini, name) for name in Instrument.model_fields}
    assert Instrument(**data) == mini
    items = [Item(id="q", wording={"en": "Q.", "nl": "Q."}, provenance=Provenance(kind="own")), *mini.items]
    with pytest.raises(DefinitionError, match=r"items\[0\] \(q\): stands in no dimension"):
        Instrument(**{**data, "items": items})


def test_an_item_outside_an_instrument_has_no_dimension_yet() -> None:
    item = Item(id="a", wording={"en": "In {referent}, we learn."})
    with pytest.raises(DefinitionError, match="not part of an instrument"):
        _ = item.dimension
    assert item.text("en") == "In {referent}, we learn."
