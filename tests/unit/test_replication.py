"""A published study done again on answers from the same population, and from another."""

from __future__ import annotations

import json
import warnings
from functools import cache
from typing import Any

import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import LerendeOrganisatieWarning, OptionError, PrivacyError


@cache
def survey(n: int, seed: int) -> lo.Responses:
    return lo.simulate(lo.load_instrument("slo"), n=n, seed=seed, missing=0.0)


@cache
def printed_study() -> lo.PublishedStudy:
    """What someone else's survey of the same population would have printed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        found = lo.replicate(survey(1703, 1), "kools2020", today=False)
        reliability = found.reliability
        assert found.components is not None
        placed = lo.share_where_expected(found.components.loadings, survey(1703, 1).scales)
    loadings = found.components.loadings.rename(columns={component: dim for dim, component in placed.matched.items()})

    def at(value: float, decimals: int = 2) -> dict[str, str]:
        return {"printed": f"{value:.{decimals}f}", "source": "table"}

    data: dict[str, Any] = {
        "schema_version": 1,
        "kind": "published_study",
        "name": "twin",
        "label": "The other survey",
        "sources": {"table": "Table 2"},
        "sample": {"unit": "staff", "n": at(1703, 0)},
        "design": {
            "instrument": "slo",
            "catalogue": "slo",
            "structure": "kools2020",
            "items": at(65, 0),
            "dimensions": at(8, 0),
            "method": "pca",
        },
        "dimensions": [
            {"id": name, "alpha": at(row["alpha"]), "mean": at(row["mean"]), "sd": at(row["sd"])}
            for name, row in reliability.iterrows()
        ],
        "loadings": {
            "source": "table",
            "values": {item: {dim: f"{value:.2f}" for dim, value in row.items()} for item, row in loadings.iterrows()},
        },
    }
    return lo.study_from_mapping(data)


def again(responses: lo.Responses, n_boot: int = 100) -> lo.Replication:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        return lo.replicate(responses, printed_study(), today=False, n_boot=n_boot)


def test_the_same_population_replicates() -> None:
    table = again(survey(1703, 2)).table.set_index("quantity")
    assert (table.loc[table["part"] == "reliability", "verdict"] == "replicates").all()
    assert (table.loc[table["part"] == "means", "verdict"] == "replicates").all()
    congruence = table[table.index.str.startswith("congruence")]
    assert len(congruence) == 8
    assert (congruence["ci_lower"] <= congruence["new"]).all()
    assert (congruence["new"] <= congruence["ci_upper"]).all()
    assert (congruence["new"] > 0.95).all()
    assert table.loc["items", "verdict"] == "same"


def test_another_population_does_not() -> None:
    """Half of each item's answers belong to somebody else, so that items hardly go together."""
    mixed = survey(1703, 2).frame
    items = list(survey(1703, 2).item_ids)
    for index, item in enumerate(items):
        mixed[item] = mixed[item].to_numpy().take(range(-(index * 17) % 900, -(index * 17) % 900 + 1703), mode="wrap")
    responses = lo.read_responses(mixed[[*items, "school"]], lo.load_instrument("slo"), cluster="school")
    table = again(responses).table.set_index("quantity")
    assert (table.loc[table["part"] == "reliability", "verdict"] == "differs").all()
    assert (table.loc[table.index.str.startswith("congruence"), "verdict"] != "replicates").all()


def test_kools2020_is_not_given_numbers_that_it_did_not_print() -> None:
    found = lo.replicate(survey(400, 3), "kools2020", today=False, n_boot=10)
    table = found.table
    assert table.loc[table["published"].notna(), "quantity"].tolist() == ["n", "items", "dimensions"]
    assert set(table.loc[table["part"] == "reliability", "verdict"]) == {"not printed"}
    assert found.components is not None
    assert found.components.loadings.shape == (65, 8)


def test_both_structures_are_fitted_today() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        found = lo.replicate(survey(600, 4), "kools2020", n_boot=10)
    assert found.today is not None
    assert list(found.today.table.index) == ["kools2020", "theory7"]
    assert found.today.clustered
    assert found.today.table["cfi_robust"].notna().all()
    assert any("clusters" in note.message for note in found.notes)
    assert "theory7" in found.summary()
    text = json.dumps(found.to_dict(), allow_nan=False)
    assert "respondent" not in json.loads(text)
    assert "@article{kools2020," in found.references()


def test_one_seed_one_answer() -> None:
    assert again(survey(1703, 2), 20).table.equals(again(survey(1703, 2), 20).table)


def test_bad_input() -> None:
    with pytest.raises(OptionError, match="structure"):
        lo.replicate(survey(400, 3), "kools2020", structure="nonsense", today=False)
    with pytest.raises(OptionError, match="margin for alpha"):
        lo.replicate(survey(400, 3), margins=lo.Margins(alpha=0.0))
    few = lo.read_responses(survey(400, 3).frame.head(4), lo.load_instrument("slo"))
    with pytest.raises(PrivacyError, match="minimum_group_size"):
        lo.replicate(few)
    with pytest.raises(OptionError, match="replicate takes Responses"):
        lo.replicate(survey(400, 3).frame)  # type: ignore[arg-type]
