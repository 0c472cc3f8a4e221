"""The instruments that ship: what they hold, and that every statement reads well for team, school and board."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from lerende_organisatie.errors import DefinitionError, OptionError
from lerende_organisatie.instrument import Instrument, instrument_json_schema, list_instruments, load_instrument

NAMES = ("slo", "dloq", "staff_outcomes")
LEVELS = ("team", "school", "board")
LANGUAGES = ("en", "nl")


@pytest.fixture(params=NAMES)
def shipped(request: pytest.FixtureRequest) -> Instrument:
    return load_instrument(request.param)


def test_slo_has_its_items_dimensions_and_structures() -> None:
    slo = load_instrument("slo")
    assert slo.item_ids == tuple(f"slo{n:02d}" for n in range(1, 66))
    assert {d.id: len(d.items) for d in slo.dimensions} == {
        "vision": 7, "partners": 4, "learning_opportunities": 10, "team_learning": 8,
        "enquiry": 9, "systems": 8, "external": 8, "leadership": 11,
    }  # fmt: skip
    theory = slo.structures["theory7"].scales
    assert len(theory) == 7
    eight = slo.structures["kools2020"].scales
    assert theory["vision_partners"] == eight["vision"] + eight["partners"]
    assert sorted(item for items in theory.values() for item in items) == sorted(slo.item_ids)


def test_slo_allocation_is_marked_a_reconstruction_and_nothing_as_published() -> None:
    slo = load_instrument("slo")
    assert {structure.provenance.kind for structure in slo.structures.values()} == {"reconstruction"}
    assert all(structure.provenance.note for structure in slo.structures.values())
    for name in NAMES:
        instrument = load_instrument(name)
        assert {item.provenance.kind for item in instrument.items} == {"own"}
        assert all(item.published_loading is None for item in instrument.items)
        assert all(d.published_alpha is None for s in instrument.structures.values() for d in s.dimensions)
        assert "not verified" in (instrument.note or "")


def test_leadership_items_carry_their_strand() -> None:
    slo = load_instrument("slo")
    strands = [slo.item(item).facet for item in slo.structures["kools2020"].scales["leadership"]]
    assert set(strands) == {"knowledge-driven", "distributed", "teacher-leadership"}
    assert all(item.facet is None for item in slo.items if item.dimension != "leadership")


def test_dloq_has_seven_dimensions_and_a_short_form() -> None:
    dloq = load_instrument("dloq")
    assert [len(d.items) for d in dloq.dimensions] == [7, 6, 6, 6, 6, 6, 6]
    assert [len(d.items) for d in dloq.structures["short21"].dimensions] == [3] * 7
    for dimension in dloq.structures["short21"].dimensions:
        assert set(dimension.items) <= set(dloq.structures["dloq7"].scales[dimension.id])
    assert dloq.response_scale.values == (1, 2, 3, 4, 5, 6)


def test_all_items_are_keyed_positively(shipped: Instrument) -> None:
    assert not any(item.reverse for item in shipped.items)


def test_every_item_speaks_of_its_referent_once_in_each_language(shipped: Instrument) -> None:
    for item in shipped.items:
        for text in item.wording.values():
            assert text.count("{referent}") == 1, text


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_statement_reads_as_one_sentence_at_each_level(shipped: Instrument, level: str, language: str) -> None:
    instrument = shipped.for_level(level)
    referent = instrument.referents[level][language]
    for item in instrument.items:
        text = item.text(language)
        assert text[0].isupper(), text
        assert [sign for sign in text if sign in ".?!{}"] == ["."], text
        assert text.endswith("."), text
        assert referent in text or text.startswith(referent[0].upper() + referent[1:]), text
        assert referent[0].upper() + referent[1:] not in text[1:], text
        assert len(text.split()) <= 20, text
    assert referent in instrument.instruction_text(language)
    assert len({item.text(language) for item in instrument.items}) == len(instrument.items)


def test_no_double_negatives_and_no_wish(shipped: Instrument) -> None:
    negation = {"en": r"\b(not|never|no|none|nobody)\b|n't", "nl": r"\b(niet|nooit|geen|niemand)\b"}
    wish = {"en": r"\b(should|would like|ought|must)\b", "nl": r"\b(zou|zouden|moeten|moet|graag)\b"}
    for item in shipped.items:
        for language in LANGUAGES:
            assert len(re.findall(negation[language], item.text(language))) <= 1, item.text(language)
            assert not re.search(wish[language], re.sub("would have had|zou hebben gehad", "", item.text(language)))


def test_instruction_asks_about_now(shipped: Instrument) -> None:
    assert re.search(r"\bnow\b", shipped.instruction_text("en"))
    assert re.search(r"\bnu\b", shipped.instruction_text("nl"))


def test_text_begins_with_a_capital_where_the_referent_comes_first() -> None:
    item = load_instrument("slo").item("slo08")
    assert item.wording["nl"].startswith("{referent}")
    assert item.text("nl").startswith("Onze school ")
    assert load_instrument("slo").for_level("team").item("slo08").text("nl").startswith("Ons team ")


def test_model_syntax_of_both_structures_and_orders() -> None:
    slo = load_instrument("slo")
    first = slo.model_syntax().splitlines()
    assert first[1] == "partners =~ slo08 + slo09 + slo10 + slo11"
    assert len(first) == 8
    second = slo.model_syntax("theory7", second_order=True).splitlines()
    assert len(second) == 8
    assert second[-1].startswith("learning_organisation =~ vision_partners + learning_opportunities")
    with pytest.raises(OptionError, match="kools2020, theory7"):
        slo.model_syntax("kools")


def test_list_instruments_names_what_there_is() -> None:
    table = list_instruments().set_index("name")
    assert table.loc["slo", "items"] == 65
    assert table.loc["dloq", "items"] == 43
    assert list(table.loc[table["kind"] == "questionnaire"].index) == sorted(NAMES)
    scans = table.loc[table["kind"] == "phased_scan"]
    assert list(scans.index) == ["zelfscan", "zelfscan-bestuur"]
    assert scans[["items", "dimensions"]].to_numpy().tolist() == [[35, 7], [35, 7]]
    for name in table.index:
        definition = load_instrument(name)
        assert table.loc[name, "title"] == definition.title[definition.languages[0]]
        assert table.loc[name, "dimensions"] == len(definition.dimensions)


def test_codebook_has_one_row_per_item(shipped: Instrument) -> None:
    book = shipped.codebook()
    assert tuple(book["id"]) == shipped.item_ids
    assert list(book["wording_nl"]) == [item.text("nl") for item in shipped.items]
    assert set(book["dimension"]) == {d.id for d in shipped.dimensions}


def test_json_schema_accepts_the_catalogue_and_refuses_what_is_wrong(shipped: Instrument) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    import json

    validator = jsonschema.Draft7Validator(instrument_json_schema())
    data = json.loads(shipped.to_json())
    assert list(validator.iter_errors(data)) == []
    for wrong in ({**data, "colour": "red"}, {**data, "schema_version": "1"}, {**data, "items": [{"id": 5}]}):
        assert list(validator.iter_errors(wrong))


def test_unknown_names_in_the_catalogue_get_a_hint() -> None:
    with pytest.raises(DefinitionError, match="did you mean 'slo'") as caught:
        load_instrument("sloo")
    assert "dloq, slo" in str(caught.value)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda slo: slo.item("slo1"), "did you mean"),
        (lambda slo: slo.items[0].text("de"), "no wording in 'de'"),
        (lambda slo: slo.dimensions[0].name("de"), "no label in 'de'"),
        (lambda slo: slo.instruction_text("de"), "not there in 'de'"),
        (lambda slo: slo.for_level("class"), "no referent for the level 'class'"),
        (lambda slo: slo.response_scale.label(9, "nl"), "9 is not a value"),
        (lambda slo: slo.response_scale.label(1, "de"), "no labels in 'de'"),
    ],
)
def test_what_is_not_offered_is_refused_with_what_is(call, match) -> None:
    with pytest.raises(OptionError, match=match):
        call(load_instrument("slo"))


def test_scale_offers_its_ends_and_labels() -> None:
    scale = load_instrument("slo").response_scale
    assert (scale.minimum, scale.maximum) == (1, 5)
    assert scale.label(5, "nl") == "helemaal mee eens"


def test_importing_the_package_does_not_load_pydantic() -> None:
    code = "import sys, lerende_organisatie.instrument; sys.exit('pydantic' in sys.modules or 'yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
