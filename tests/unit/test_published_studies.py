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


def whole() -> dict[str, Any]:
    """A made-up study with every key, whose figures agree."""

    def at(printed: str) -> dict[str, str]:
        return {"printed": printed, "source": "table"}

    data = study()
    data["sample"] |= {"n": at("412"), "clusters": at("31"), "subgroups": {"po": at("200"), "vo": at("212")}}
    data["design"] |= {"scale_points": at("5"), "model": "correlated factors", "estimator": "ML"}
    data["fit"] |= {
        "chisq": at("16.00"), "rmsea": at(".049"), "rmsea_ci_lower": at(".009"), "rmsea_ci_upper": at(".084"),
        "srmr": at(".03"), "cfi": at(".98"), "tli": at(".96"),
    }  # fmt: skip
    data["dimensions"][0] |= {"sd": at("0.70")}
    data |= {"alpha_lowest": at(".75"), "alpha_highest": at(".80")}
    loadings = {f"{name}{k}": {dimension: value} for name, dimension in (("a", "one"), ("b", "two"))
                for k, value in ((1, ".81"), (2, ".72"), (3, ".64"))}  # fmt: skip
    data["loadings"] = {"source": "table", "values": loadings}
    data["correlations"] = {"source": "table", "values": {"one": {"two": ".45"}, "two": {"one": ".45"}}}
    return data


def test_a_study_with_every_key_agrees_with_itself() -> None:
    found = verdicts(whole())
    assert {name for name, verdict in found.items() if verdict == "disagrees"} == set()
    assert sum(verdict == "agrees" for verdict in found.values()) >= 20


PLANTED: dict[str, tuple[tuple[str | int, ...], object, str]] = {
    "cfi": (("fit", "cfi", "printed"), "1.20", "CFI within its bounds"),
    "rmsea": (("fit", "rmsea", "printed"), ".09", "RMSEA within its interval"),
    "rmsea and chisq": (("fit", "chisq", "printed"), "61.00", "RMSEA, χ², df and n"),
    "tli": (("fit", "tli", "printed"), ".99", "TLI and CFI"),
    "df": (("fit", "df", "printed"), "9", "df and the model described"),
    "mean": (("dimensions", 0, "mean", "printed"), "5.70", "mean of one on its scale"),
    "sd": (("dimensions", 0, "sd", "printed"), "2.90", "sd of one on its scale"),
    "alpha": (("dimensions", 0, "alpha", "printed"), ".60", "alpha of one and the mean inter-item correlation"),
    "alpha below the range": (("alpha_lowest", "printed"), ".78", "lowest alpha and those of the dimensions"),
    "alpha above the range": (("alpha_highest", "printed"), ".90", "highest alpha and those of the dimensions"),
    "items": (("dimensions", 1, "items", "printed"), "4", "items of the dimensions and in all"),
    "subgroups": (("sample", "subgroups", "vo", "printed"), "213", "n of the subgroups and in all"),
    "loading": (("loadings", "values", "a1", "one"), "1.21", "loadings of a1"),
    "two loadings": (("loadings", "values", "a1", "two"), ".70", "loadings of a1"),
    "correlation": (("correlations", "values", "one", "two"), "1.45", "correlation of one and two"),
    "both sides": (("correlations", "values", "one", "two"), ".54", "correlation of one and two"),
    "diagonal": (("correlations", "values", "one", "one"), ".80", "correlation of one and one"),
    "rows": (("loadings", "values", "c1"), {"one": ".50"}, "items with loadings and in all"),
    "experts": (("content", "i_cvi_lowest", "printed"), ".85", "lowest I-CVI and the number of experts"),
    "content": (("content", "s_cvi_ave", "printed"), ".70", "S-CVI/Ave and the I-CVIs"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_slip_is_found(name: str) -> None:
    place, value, check = PLANTED[name]
    data: Any = whole()
    before = verdicts(data)
    here = data
    for key in place[:-1]:
        here = here[key]
    here[place[-1]] = value
    assert before.get(check, "agrees") == "agrees"
    assert verdicts(data)[check] == "disagrees"


def test_correlations_that_no_sample_can_have() -> None:
    data = whole()
    for name in ("loadings", "dimensions", "fit", "alpha_lowest", "alpha_highest"):
        del data[name]
    data["correlations"]["values"] = {"a": {"b": ".90", "c": ".90"}, "b": {"c": ".10"}}
    title = "correlations of the dimensions together"
    assert verdicts(data)[title] == "disagrees"
    data["correlations"]["values"]["b"]["c"] = ".70"
    assert verdicts(data)[title] == "agrees"
    del data["correlations"]["values"]["b"]
    assert verdicts(data)[title] == "not checkable"


def test_names_in_matrices_are_those_of_dimensions() -> None:
    data = whole()
    data["loadings"]["values"]["a1"]["three"] = ".20"
    data["correlations"]["values"]["one"]["four"] = ".20"
    with pytest.raises(DefinitionError) as caught:
        lo.study_from_mapping(data)
    assert len(caught.value.faults) == 2
    assert "loadings.values.a1.three" in str(caught.value)
    assert "'four' is not the id of one of the dimensions: one, two" in str(caught.value)


@pytest.mark.parametrize(
    ("fit", "n", "check"),
    [
        ({"df": "0", "cfi": "1.00", "tli": "1.00"}, "25", "TLI and CFI"),
        ({"chisq": "3.1", "df": "2", "rmsea": ".05"}, "1", "RMSEA, χ², df and n"),
    ],
)
def test_figures_that_nothing_follows_from(fit: dict[str, str], n: str, check: str) -> None:
    """No degrees of freedom, one respondent: said, not divided by."""
    data = study()
    data["sample"]["n"]["printed"] = n
    data["fit"] = {key: {"printed": value, "source": "table"} for key, value in fit.items()}
    assert verdicts(data)[check] == "not checkable"


def test_alpha_of_one_item_cannot_be() -> None:
    data = study()
    data["dimensions"][0]["items"]["printed"] = "1"
    assert [name for name, verdict in verdicts(data).items() if "alpha" in name and verdict == "disagrees"]


def test_fewer_than_no_items_are_refused() -> None:
    data = study()
    data["dimensions"][0]["items"]["printed"] = "-3"
    with pytest.raises(DefinitionError, match="must be a whole number, zero or more"):
        lo.study_from_mapping(data)
