"""A user's licensed table in the place of our wording and allocation."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lerende_organisatie.errors import DefinitionError, RecodedWarning
from lerende_organisatie.instrument import Instrument, instrument_from_mapping, load_instrument
from tests.unit.test_instrument_definition import VALID


@pytest.fixture
def mini() -> Instrument:
    return instrument_from_mapping(VALID)


WIDE = pd.DataFrame({"item": ["a1", "a2", "b1"], "nl": ["Een.", "Twee.", "Drie."], "en": ["One.", "Two.", "Three."]})


def faults(call, *args, **options) -> str:
    with pytest.raises(DefinitionError) as caught:
        call(*args, **options)
    return "\n".join(caught.value.faults)


@pytest.mark.parametrize("headers", [["item", "nl", "en"], [" Item-ID", "Wording NL", "text_en"]])
def test_wording_with_one_column_per_language(mini: Instrument, headers: list[str]) -> None:
    given = mini.with_wording(WIDE.set_axis(headers, axis=1), source="letter of permission")
    assert [item.text("nl") for item in given.items] == ["Een.", "Twee.", "Drie."]
    assert {item.provenance.kind for item in given.items} == {"licensed"}
    assert given.items[0].provenance.source == "letter of permission"
    assert given.items[1].reverse
    assert given.items[2].dimension == "sharing"
    assert mini.items[0].text("nl") == "Onze school leert."


def test_wording_with_one_row_per_language(mini: Instrument) -> None:
    long = WIDE.melt("item", var_name="language", value_name="wording")
    given = mini.with_wording(long, kind="user")
    assert given.items[2].wording == {"en": "Three.", "nl": "Drie."}
    assert given.items[2].provenance.kind == "user"


def test_wording_in_one_language_leaves_the_other_and_says_so(mini: Instrument) -> None:
    given = mini.with_wording(WIDE[["item", "nl"]])
    assert given.items[0].wording == {"en": "{referent} learns.", "nl": "Een."}
    assert given.items[0].provenance.note == "wording in en as before (user)"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_wording_from_csv(mini: Instrument, tmp_path: Path, separator: str) -> None:
    path = tmp_path / "licensed.csv"
    text = 'Een, of; "twee" é.'
    WIDE.replace("Een.", text).to_csv(path, sep=separator, index=False, encoding="utf-8-sig")
    given = mini.with_wording(path)
    assert given.items[0].text("nl") == text
    assert given.items[0].provenance.source == "licensed.csv"
    assert given == mini.with_wording(str(path))


def test_codebook_goes_back_in_as_wording_and_allocation(mini: Instrument) -> None:
    given = mini.with_wording(mini.codebook())
    assert list(given.codebook()["wording_nl"]) == list(mini.codebook()["wording_nl"])
    again = mini.with_allocation(mini.codebook()[["id", "dimension"]])
    for name in mini.structures:
        assert again.model_syntax(name) == mini.model_syntax(name)


def test_partial_wording_is_asked_for(mini: Instrument) -> None:
    assert faults(mini.with_wording, WIDE.iloc[:2]).splitlines() == [
        "item 'b1' has no wording in 'en'",
        "item 'b1' has no wording in 'nl'",
    ]
    given = mini.with_wording(WIDE.iloc[:2], partial=True)
    assert [item.provenance.kind for item in given.items] == ["licensed", "licensed", "user"]
    assert given.items[2] == mini.items[2]


def test_faults_of_a_wording_table_come_all_at_once(mini: Instrument) -> None:
    table = pd.DataFrame(
        {
            "item": ["a1", "a1", "a3", None, "a2", "b1"],
            "language": ["nl", "nl", "nl", "nl", "de", "nl"],
            "wording": ["Een.", "Een.", "Drie.", "Vier.", "Fünf.", None],
        }
    )
    assert faults(mini.with_wording, table).splitlines() == [
        "row 1: item 'a1' has a second wording in 'nl'",
        "row 2: there is no item 'a3'",
        "row 3: names no item",
        "row 4: 'de' is not a language of mini (en, nl)",
        "row 5: item 'b1' has no wording in 'nl'",
    ]


def test_wording_that_makes_no_instrument_is_refused(mini: Instrument) -> None:
    found = faults(mini.with_wording, WIDE.replace("Een.", "In {school}."))
    assert "items[0] (a1).wording.nl: the placeholder '{school}' is not known" in found


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (WIDE.drop(columns="item"), "there is no column 'item'"),
        (WIDE[["item"]], "give either the columns 'language' and 'wording', or one column per language"),
        (WIDE.assign(wording="x"), "give either the columns"),
        (WIDE.assign(text_nl="x"), "the columns 'nl', 'text_nl' mean the same; keep one"),
        (WIDE.rename(columns={"nl": "wordng_nl"}), "the column 'wordng_nl' is not known; did you mean 'wording_nl'?"),
        (WIDE.iloc[:0], "has no rows"),
        (5, "give a DataFrame or the path of a CSV or Excel file, not 5"),
        ("absent.csv", "there is no file absent.csv"),
        ("absent.yaml", "there is no file absent.yaml"),
    ],
)
def test_tables_that_cannot_be_read(mini: Instrument, table: object, expected: str) -> None:
    assert expected in faults(mini.with_wording, table)


def test_csv_that_cannot_be_read(mini: Instrument, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    for content, expected in (
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"item,nl\na1,Een, twee\n", "row 2 has 3 cells, the header 2"),
        (b'item,nl\na1,"Een', "not CSV"),
        (b"item,nl\na1,caf\xe9\n", "line 2: not UTF-8 text"),
    ):
        path.write_bytes(content)
        assert expected in faults(mini.with_wording, path)


def test_allocation_gives_items_another_dimension_and_published_values(mini: Instrument) -> None:
    table = pd.DataFrame(
        {
            "Item": ["b1", "a1", "a2"],
            "Dimension": ["sharing", "sharing", "learning"],
            "alpha": ["0,81", "", 0.7],
            "loading": [0.5, "0,6", None],
            "reverse": ["ja", "", "nee"],
        }
    )
    with pytest.warns(RecodedWarning, match="one cannot be carried over"):
        given = mini.with_allocation(table, kind="published", source="Table 2")
    assert given.structures["main"].scales == {"sharing": ("b1", "a1"), "learning": ("a2",)}
    assert [d.published_alpha for d in given.dimensions] == [0.81, 0.7]
    assert [(i.id, i.reverse, i.published_loading) for i in given.items] == [
        ("b1", True, 0.5), ("a1", False, 0.6), ("a2", False, None),
    ]  # fmt: skip
    assert given.structures["main"].provenance.kind == "published"
    assert given.structures["main"].provenance.source == "Table 2"
    assert given.item("a1").wording == mini.item("a1").wording
    assert given.item("a1").dimension == "sharing"


def test_a_structure_that_joins_dimensions_joins_those_of_the_table() -> None:
    slo = load_instrument("slo")
    table = slo.codebook()[["id", "dimension"]]
    table.loc[table["id"] == "slo07", "dimension"] = "partners"
    table.loc[table["id"] == "slo12", "dimension"] = "vision"
    table["alpha"] = table["dimension"].map({"external": 0.8, "vision": 0.9})
    given = slo.with_allocation(table)
    theory = given.structures["theory7"]
    assert set(theory.scales["vision_partners"]) == {f"slo{n:02d}" for n in range(1, 13)}
    assert {d.id: d.published_alpha for d in theory.dimensions if d.published_alpha} == {"external": 0.8}
    assert theory.provenance.kind == "licensed"
    assert given.item("slo12").dimension == "vision"


def test_a_table_with_wording_brings_its_own_items_and_languages(mini: Instrument) -> None:
    table = pd.DataFrame(
        {
            "item": ["q1", "q2"],
            "dimension": ["learning", "trust"],
            "label_nl": ["", "Vertrouwen"],
            "wording_nl": ["Wij leren.", "{referent} geeft vertrouwen."],
        }
    )
    with pytest.warns(RecodedWarning, match="one cannot"):
        given = mini.with_allocation(table)
    assert given.languages == ("nl",)
    assert given.item_ids == ("q1", "q2")
    assert given.items[1].text("nl") == "Onze school geeft vertrouwen."
    assert [d.name("nl") for d in given.dimensions] == ["Leren", "Vertrouwen"]
    assert given.items[0].provenance.kind == "licensed"
    assert instrument_from_mapping({**VALID}) == mini


def test_faults_of_an_allocation_table_come_all_at_once(mini: Instrument) -> None:
    table = pd.DataFrame(
        {
            "item": ["a1", "a1", "zz", "b1"],
            "dimension": ["learning", "trust", "learning", None],
            "alpha": ["high", 0.5, 0.6, None],
            "loading": ["x", None, None, None],
            "reverse": ["maybe", None, None, None],
        }
    )
    found = faults(mini.with_allocation, table)
    for expected in (
        "row 0: reverse must be true or false, not 'maybe'",
        "row 0: loading must be a number, not 'x'",
        "row 2: there is no item 'zz'; a table with new items gives their wording too (column wording_LANGUAGE)",
        "row 1: item 'a1' stands in row 0 as well",
        "row 3: names no dimension",
        "item 'a2' is not in the table",
        "dimension 'learning' has several values in alpha: 'high', '0.6'",
        "dimension 'trust' has no label in 'en'; give column label_en",
        "dimension 'trust' has no label in 'nl'; give column label_nl",
    ):
        assert expected in found.splitlines(), found


def test_allocation_values_that_cannot_be_are_refused(mini: Instrument) -> None:
    table = pd.DataFrame({"item": ["a1", "a2", "b1"], "dimension": ["learning", "learning", "sharing"]})
    for column, value, expected in (
        ("alpha", "1.5", "published_alpha: must be 1 or less, not 1.5"),
        ("alpha", "nan", "published_alpha: must be a number, not nan"),
        ("loading", "inf", "published_loading: must be a number, not inf"),
        ("level", "class", "level: must be 'team', 'school' or 'board', not 'class'"),
        ("dimension", "1x", "'1x' is not a name for model syntax"),
    ):
        labels = {"label_en": "X", "label_nl": "X"}
        assert expected in faults(mini.with_allocation, table.assign(**{column: value, **labels}))
