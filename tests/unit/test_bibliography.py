"""What a result says to cite: every entry is valid BibTeX, every result names entries that are there."""

from __future__ import annotations

import dataclasses
import inspect
import re
from importlib.resources import files
from pathlib import Path

import pytest

import lerende_organisatie as lo
from lerende_organisatie.bibliography import Cited, bibtex, entries
from lerende_organisatie.psychometrics.cfa import comparison, references, small_sample
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.invariance.rules import RULES
from lerende_organisatie.psychometrics.reliability.alpha import ALPHA_INTERVALS
from lerende_organisatie.psychometrics.structure import extraction, rotation
from lerende_organisatie.studies.references import SOURCES
from tests.unit.report_survey import answers

TEXT = files("lerende_organisatie").joinpath("bibliography.bib").read_text(encoding="utf-8")

NEEDED = {
    "article": {"author", "title", "journal", "year", "volume", "pages"},
    "book": {"author", "title", "publisher", "year"},
    "incollection": {"author", "title", "booktitle", "publisher", "year"},
    "techreport": {"author", "title", "institution", "year"},
    "phdthesis": {"author", "title", "school", "year"},
    "manual": {"author", "title", "year"},
}

REST_ON_NOTHING_PUBLISHED = {
    *("Responses", "ScreeningRule", "Margins", "Hypothesis", "NotApplicable"),  # what a user gives
    *("ExportedQuestionnaire", "Bundle", "Verification"),  # files
    "ContingencyTables",  # counts
}


def fields(entry: str) -> dict[str, str]:
    found = re.findall(r"^  (\w+) = \{(.*)\},$", entry, re.MULTILINE)
    assert len(found) == entry.count("\n") - 2, entry  # nothing but the first line, fields and the closing brace
    return dict(found)


@pytest.mark.parametrize("key", sorted(entries()))
def test_an_entry_is_valid(key: str) -> None:
    entry = entries()[key]
    kind = entry[1 : entry.index("{")]
    given = fields(entry)
    assert given.keys() >= NEEDED[kind]
    for name, value in given.items():
        depth = 0
        for sign in re.sub(r"\\[{}]", "", value):
            depth += (sign == "{") - (sign == "}")
            assert depth >= 0, f"{key}: {name}"
        assert depth == 0, f"{key}: {name}"
        text = re.sub(r"\$[^$]*\$", "", value)
        assert not re.search(r"(?<!\\)[&%#_]", text) or name == "doi", f"{key}: {name} has a bare special character"
    assert re.fullmatch(r"1[89]\d\d|20[0-2]\d", given["year"])
    assert given["year"] in key
    if "pages" in given:
        assert re.fullmatch(r"\d+(--\d+)?", given["pages"])
    if "doi" in given:
        assert re.fullmatch(r"10\.\d{4,9}/\S+[^\s.,;]", given["doi"])


def test_the_file_holds_nothing_else() -> None:
    left = TEXT
    for entry in entries().values():
        left = left.replace(entry, "")
    assert "@" not in left
    assert TEXT.count("\n@") == len(entries())
    dois = [fields(entry)["doi"] for entry in entries().values() if "doi" in fields(entry)]
    assert len(set(dois)) == len(dois)


def public_results() -> list[type]:
    classes = [getattr(lo, name) for name in lo.__all__]
    return [one for one in classes if inspect.isclass(one) and dataclasses.is_dataclass(one)]


@pytest.mark.parametrize("result", public_results(), ids=lambda one: one.__name__)
def test_every_public_result_says_what_to_cite(result: type) -> None:
    if result.__name__ in REST_ON_NOTHING_PUBLISHED:
        assert not issubclass(result, Cited)
        return
    assert issubclass(result, Cited)
    assert result.CITES or "_cites" in vars(result), f"{result.__name__} names nothing"
    assert set(result.CITES) <= set(entries())


def named_somewhere() -> set[str]:
    keys = {
        key for result in [*public_results(), *inner_results()] if issubclass(result, Cited) for key in result.CITES
    }
    keys |= {key for some in (*ALPHA_INTERVALS.values(), *rotation.SOURCES.values()) for key in some}
    keys |= {*comparison.SOURCES.values(), *small_sample.SOURCES.values(), *extraction.METHOD_SOURCES.values()}
    keys |= {*references.BY_TEST.values(), *references.BY_INDEX.values()}
    return keys | {rule.name for rule in RULES} | {one.key for one in SOURCES}


def inner_results() -> list[type]:
    from lerende_organisatie.psychometrics.cfa.bootstrap import Bootstrap
    from lerende_organisatie.psychometrics.cfa.residuals import Residuals
    from lerende_organisatie.psychometrics.cfa.score_tests import ScoreTests
    from lerende_organisatie.psychometrics.cfa.second_opinion import SecondOpinion
    from lerende_organisatie.psychometrics.reliability.fitted import FactorReliabilities

    return [Bootstrap, Residuals, ScoreTests, SecondOpinion, FactorReliabilities]


def test_every_key_that_is_named_is_there() -> None:
    assert named_somewhere() <= set(entries())


def test_no_entry_is_dead() -> None:
    """A key that no table names stands in the code that picks it by what was asked for."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("psychometrics", "schools", "studies")
        for path in Path(lo.__file__).with_name(folder).rglob("*.py")
    )
    assert [key for key in entries() if key not in named_somewhere() and f'"{key}"' not in code] == []


def test_reports_and_results_give_the_same_doi() -> None:
    for one in SOURCES:
        given = fields(entries()[one.key])
        assert f"({given['year']})" in one.reference
        assert one.doi == given.get("doi") or one.key == "itc2017"
        assert given["author"].split(",")[0].strip("{}").split("}")[0].split(" and ")[0] in one.reference


def keys_in(text: str) -> list[str]:
    return re.findall(r"^@\w+\{(\w+),", text, re.MULTILINE)


def test_only_what_was_used_is_cited() -> None:
    frame = answers(missing=0.0)
    items = ["cla1", "cla2", "cla3", "tru1", "tru2", "tru3"]
    feldt, bonett = (lo.cronbach_alpha(frame[items], interval=one) for one in ("feldt", "bonett"))
    assert keys_in(feldt.references()) == ["lerende_organisatie", "cronbach1951", "feldt1987", "maydeuolivares2007"]
    assert "bonett2002" in keys_in(bonett.references())
    turned = lo.pca(frame[items], n_components=2, rotation="varimax")
    assert keys_in(turned.references())[1:] == ["hotelling1933", "kaiser1958", "jennrich2001"]
    found = lo.efa(frame[items], 2, rotation="promax", method="ml")
    assert keys_in(found.references())[1:] == ["fabrigar1999", "joreskog1967", "hendrickson1964"]


def test_a_comparison_cites_the_way_it_was_scaled() -> None:
    frame = answers(missing=0.0)
    free = "a =~ cla1 + cla2 + cla3\nb =~ tru1 + tru2 + tru3"
    one, two = (lo.cfa(free + more, frame, estimator="MLR") for more in ("", "\na ~~ 0.3*b"))
    assert keys_in(lo.compare(one, two).references())[1:] == ["satorra2001"]
    assert isinstance(one, Fit)
    assert keys_in(one.factor_scores().references())[1:] == ["thurstone1935", "grice2001"]


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(lo.errors.OptionError, match="nobody1900"):
        bibtex(["cronbach1951", "nobody1900"])


@pytest.mark.parametrize(("adjust", "expected"), [("BH", "benjamini1995"), ("holm", "holm1979"), ("none", None)])
def test_dif_cites_its_correction(adjust: str, expected: str | None) -> None:
    frame = answers(missing=0.0)
    frame["half"] = ["a", "b"] * (len(frame) // 2) + ["a"] * (len(frame) % 2)
    items = ["cla1", "cla2", "cla3"]
    found = lo.dif(frame, "half", items=items, adjust=adjust)
    corrections = {"benjamini1995", "holm1979"} & set(keys_in(found.references()))
    assert corrections == ({expected} if expected else set())
