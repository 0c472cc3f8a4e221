"""The main job from a raw export to the report: its figures are those of psych and lavaan, its files name nobody."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lerende_organisatie import cli
from tests.agreement.bfi_instrument import ITEMS, REVERSED, SCALES, as_labels, as_numbers, as_spss, bfi_instrument
from tests.reference.close import CLOSED_FORM, ESTIMATES, STANDARD_ERRORS, assert_close

FORMS: dict[str, Callable[[Path], Path]] = {"numbers": as_numbers, "labels": as_labels, "spss": as_spss}


def run_main_job(folder: Path, form: str) -> Path:
    """Hand the export over on the command line; the folder with the report."""
    definition = folder / "bfi.yaml"
    bfi_instrument().to_yaml(definition)
    output = folder / f"report_{form}"
    code = cli.run(
        ["validate", str(FORMS[form](folder)), "--instrument", str(definition), "--respondent", "id",
         "--language", "en", "--language", "nl", "--output", str(output), "--estimator", "ML"]
    )  # fmt: skip
    assert code == 0
    return output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the export with numbers."""
    return run_main_job(tmp_path_factory.mktemp("main_job"), "numbers")


@pytest.fixture(scope="module")
def twin(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def by(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    """Rows by the value of a key."""
    return {row[key]: row for row in rows}


def parameters(values: dict[str, Any], op: str) -> dict[tuple[str, str], dict[str, float]]:
    """lavaan's parameters with an operator, by their two sides."""
    table = values["parameters"]
    rows = [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
    return {(row["lhs"], row["rhs"]): row for row in rows if row["op"] == op}


def test_the_folder_holds_the_report_and_nothing_else(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    tables = {name for name in names if name.startswith("tables/")}
    assert names - tables == {"report.html", "report.nl.html", "report.json"}
    assert len(tables) > 5


def test_reliability_equals_psych(twin: dict[str, Any], reference: Callable[[str], Any]) -> None:
    theirs = reference("main_job")["reliability"]
    ours = by(twin["reliability"], "dimension")
    assert list(ours) == list(theirs)
    for scale in SCALES:
        for name in ("alpha", "alpha_standardised", "average_interitem"):
            assert_close(ours[scale][name], theirs[scale][name], CLOSED_FORM, what=f"{scale} {name}")


def test_items_equal_psych(twin: dict[str, Any], reference: Callable[[str], Any]) -> None:
    theirs = reference("main_job")["reliability"]
    ours = by(twin["item_evidence"]["relations"], "item")
    for scale, items in SCALES.items():
        for name in ("item_rest", "alpha_if_deleted"):
            assert_close([ours[item][name] for item in items], theirs[scale][name], CLOSED_FORM, what=f"{scale} {name}")


def test_the_fit_of_the_hypothesis_equals_lavaan(twin: dict[str, Any], reference: Callable[[str], Any]) -> None:
    theirs = reference("main_job")["correlated"]["fit_measures"]
    fits = {fit["model"]["key"]: fit for fit in twin["models"]}
    assert fits["five"]["n"] == theirs["ntotal"]
    for name, value in theirs.items():
        if name == "ntotal":
            continue
        assert_close(fits["five"]["measures"][name.replace(".", "_")], value, ESTIMATES, what=name)


def test_the_rival_models_equal_lavaan(twin: dict[str, Any], reference: Callable[[str], Any]) -> None:
    rivals = reference("main_job")["rivals"]
    fits = {fit["model"]["key"]: fit["measures"] for fit in twin["models"]}
    assert list(fits) == ["one_factor", "five", "five_second_order"]
    for ours, theirs in (("one_factor", "one_factor"), ("five_second_order", "second_order")):
        for name, value in rivals[theirs].items():
            assert_close(fits[ours][name], value, ESTIMATES, what=f"{theirs} {name}")


def test_loadings_and_correlations_equal_lavaan(twin: dict[str, Any], reference: Callable[[str], Any]) -> None:
    values = reference("main_job")["correlated"]
    loadings, covariances = parameters(values, "=~"), parameters(values, "~~")
    assert len(twin["detail"]["loadings"]) == len(ITEMS) == len(loadings)
    for ours in twin["detail"]["loadings"]:
        theirs = loadings[ours["factor"], ours["indicator"]]
        what = f"{ours['factor']} =~ {ours['indicator']}"
        assert_close(ours["est"], theirs["est"], ESTIMATES, se=theirs["se"], what=what)
        assert_close(ours["std"], theirs["std.all"], ESTIMATES, what=f"{what} standardised")
        residual = covariances[ours["indicator"], ours["indicator"]]
        assert_close(ours["residual"], residual["est"], ESTIMATES, se=residual["se"], what=f"{what} residual")
        assert ours["fixed"] == (theirs["se"] == 0)
        if not ours["fixed"]:
            assert_close(ours["se"], theirs["se"], STANDARD_ERRORS, what=f"{what} standard error")
    for ours in twin["detail"]["correlation_intervals"]:
        pair = (ours["first"], ours["second"])
        theirs = covariances[pair] if pair in covariances else covariances[pair[::-1]]
        assert_close(ours["value"], theirs["std.all"], ESTIMATES, what=f"{pair} correlation")


@pytest.mark.parametrize("form", ["labels", "spss"])
def test_every_form_of_the_export_gives_the_same_report(form: str, twin: dict[str, Any], tmp_path: Path) -> None:
    other = json.loads((run_main_job(tmp_path, form) / "report.json").read_text(encoding="utf-8"))
    made_on = {"made_on": None}
    other, numbers = ({**report, "methods": {**report["methods"], **made_on}} for report in (other, twin))
    assert other == numbers


def test_the_other_languages_say_the_same_numbers(folder: Path) -> None:
    english, dutch = ((folder / name).read_text(encoding="utf-8") for name in ("report.html", "report.nl.html"))
    assert '<html lang="en"' in english
    assert '<html lang="nl"' in dutch
    assert "Reliability" in english
    assert "Betrouwbaarheid" in dutch
    assert "Reporting checklist" not in dutch


@pytest.mark.parametrize("name", ["report.html", "report.nl.html"])
def test_the_page_needs_no_network(name: str, folder: Path) -> None:
    page = (folder / name).read_text(encoding="utf-8")
    fetched = re.findall(r"""<(?:script|img|link|iframe)[^>]*?(?:src|href)=["']?(?!data:|#)([^"'\s>]+)""", page)
    assert fetched == []
    assert not re.search(r"url\((?!['\"]?(?:data:|#))", page)
    assert "@import" not in page


def test_nobody_stands_in_any_file(folder: Path) -> None:
    """No identifier, and no table with a row for each respondent."""
    for path in folder.rglob("*"):
        if path.is_file():
            assert not re.search(r"\bp\d{4}\b", path.read_text(encoding="utf-8-sig")), path.name
    for path in (folder / "tables").iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) < 500, path.name


def test_the_json_is_strict_and_says_where_figures_come_from(folder: Path, twin: dict[str, Any]) -> None:
    text = (folder / "report.json").read_text(encoding="utf-8")
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert twin["methods"]["estimator"] == "ML"
    assert twin["methods"]["missing"] == "fiml"
    assert twin["opinion"]["available"] is True
    assert {item["id"] for item in twin["instrument"]["items"] if item["reverse"]} == REVERSED
    assert all(cutoff["source"]["reference"] for cutoff in twin["cutoffs"])
    assert {line["status"] for line in twin["checklist"]} <= {"computed", "supplied", "not_applicable", "missing"}
