"""Published studies: loaded, refused with every fault, and checked against themselves."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

import lerende_organisatie as lo
from lerende_organisatie.errors import DefinitionError

STUDIES = list(lo.list_studies()["name"])


def study() -> dict[str, Any]:
    """A made-up study whose figures agree."""

    def at(printed: str) -> dict[str, str]:
        return {"printed": printed, "source": "table"}

    return {
        "schema_version": 1,
        "kind": "published_study",
        "name": "mine",
        "label": "A study of our own making",
        "sources": {"table": "Table 1"},
        "sample": {"unit": "staff", "n": at("25"), "experts": at("6")},
        "design": {"instrument": "short", "items": at("6"), "dimensions": at("2"), "method": "cfa"},
        "fit": {"df": at("8")},
        "dimensions": [
            {"id": "one", "items": at("3"), "alpha": at(".75"), "mean_interitem": at(".50"), "mean": at("3.48")},
            {"id": "two", "items": at("3"), "alpha": at(".80")},
        ],
        "content": {"i_cvi_lowest": at(".83"), "i_cvi_highest": at("1.00"), "s_cvi_ave": at(".94")},
    }


def verdicts(data: dict[str, Any]) -> dict[str, str]:
    found = lo.check_study(lo.study_from_mapping(data))
    return {row.check: row.verdict for row in found.checks}


@pytest.mark.parametrize("name", STUDIES)
def test_every_figure_that_ships_has_a_source(name: str) -> None:
    of = lo.load_study(name)
    assert of.name == name
    assert of.sources
    assert "None" not in of.cited


def test_the_latvian_degrees_of_freedom_are_found_not_to_fit() -> None:
    row = lo.check_study("latvia2023").table.set_index("check").loc["df and the model described"]
    assert row["verdict"] == "disagrees"
    assert "79 items" in row["why"]
    assert "3211" in row["implied"]


def test_the_jakarta_indices_agree_only_by_rounding() -> None:
    table = lo.check_study("jakarta").table.set_index("check")
    assert table.loc["S-CVI/Ave and the I-CVIs", "verdict"] == "only by rounding"
    assert table.loc["lowest I-CVI and the number of experts", "implied"] == "5/6"


def test_a_study_that_agrees_is_let_be() -> None:
    found = verdicts(study())
    assert "disagrees" not in found.values()
    assert "only by rounding" not in found.values()
    assert sum(value == "agrees" for value in found.values()) >= 6


@pytest.mark.parametrize(
    ("place", "printed", "check"),
    [
        (("fit", "df"), "9", "df and the model described"),
        (("dimensions", 0, "alpha"), ".81", "alpha of one and the mean inter-item correlation"),
        (("dimensions", 0, "mean"), "3.42", "mean of one (GRIM)"),
        (("dimensions", 1, "items"), "4", "items of the dimensions and in all"),
        (("content", "i_cvi_lowest"), ".85", "lowest I-CVI and the number of experts"),
        (("content", "s_cvi_ave"), ".99", "S-CVI/Ave and the I-CVIs"),
    ],
)
def test_a_slip_is_found(place: tuple[str | int, ...], printed: str, check: str) -> None:
    data = study()
    here: Any = data
    for key in place:
        here = here[key]
    here["printed"] = printed
    assert verdicts(data)[check] == "disagrees"


def test_all_faults_at_once() -> None:
    data = copy.deepcopy(study())
    data["sample"]["n"]["printed"] = "25.5"
    data["fit"]["df"] = {"printed": 8, "source": "table"}
    data["dimensions"][1]["alpha"]["source"] = "elsewhere"
    data["dimensions"][1]["id"] = "one"
    data["surprise"] = 1
    with pytest.raises(DefinitionError) as caught:
        lo.study_from_mapping(data)
    text = "\n".join(caught.value.faults)
    for fragment in ("25.5", "fit.df.printed", "elsewhere", "stands there twice", "surprise"):
        assert fragment in text


def test_a_file_and_a_name_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(study()), encoding="utf-8")
    assert lo.load_study(path) == lo.study_from_mapping(study())
    with pytest.raises(DefinitionError, match="did you mean 'latvia2023'"):
        lo.load_study("latvia2013")
    with pytest.raises(DefinitionError, match="mapping of keys"):
        lo.study_from_mapping([1])
