"""Outcomes for staff: the companion scales, the structural model, latent differences."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, LerendeOrganisatieWarning, OptionError
from tests.unit.report_survey import instrument

CUTS = np.array([-1.8, -1.0, 0.0, 1.0])


@pytest.fixture(scope="module")
def both() -> tuple[lo.Responses, lo.Responses]:
    """Staff whose outcomes correlate .5 with how they see the school, and whose self-efficacy does not."""
    survey = lo.simulate(instrument(), n=500, schools=80, seed=3, missing=0.02)
    rng = np.random.default_rng(1)
    seen = lo.score(survey).table.mean(axis=1)
    seen = ((seen - seen.mean()) / seen.std()).fillna(0).to_numpy()
    frame = survey.frame.copy()
    companion = lo.load_instrument("staff_outcomes")
    for name, items in companion.structures["four"].scales.items():
        weight = 0.0 if name == "self_efficacy" else 0.5
        factor = weight * seen + np.sqrt(1 - weight**2) * rng.normal(size=len(seen))
        for item in items:
            latent = 0.8 * factor + 0.6 * rng.normal(size=len(seen))
            frame[item] = 1.0 + (latent[:, None] > CUTS).sum(1)
    given = {"respondent": "respondent", "cluster": "school"}
    return (
        lo.read_responses(frame, instrument(), **given, role="role", sector="sector"),
        lo.read_responses(frame.sample(frac=1, random_state=1), companion, **given),
    )


def fitted(both: tuple[lo.Responses, lo.Responses], form: str = "scores") -> lo.OutcomesModel:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        return lo.outcomes_model(*both, form=form)  # type: ignore[arg-type]


def test_the_companion_scales_are_our_own_words() -> None:
    companion = lo.load_instrument("staff_outcomes")
    assert list(companion.structures["four"].scales) == [
        *("job_satisfaction", "self_efficacy", "collective_efficacy", "responsiveness")
    ]
    assert {item.provenance.kind for item in companion.items} == {"own"}
    assert all(item.text("nl") and item.text("en") for item in companion.items)


def test_the_model_finds_what_was_planted_and_counts_schools(both: tuple[lo.Responses, lo.Responses]) -> None:
    found = fitted(both)
    assert found.clusters == 80
    assert found.fit.converged
    table = found.table
    assert table.loc["job_satisfaction", "ci_lower"] > 0
    assert abs(table.loc["self_efficacy", "std"]) < 0.15
    assert table["r2"].to_numpy() == pytest.approx(table["std"].to_numpy() ** 2, abs=1e-6)
    assert fitted(both, "items").table.loc["responsiveness", "std"] == pytest.approx(
        table.loc["responsiveness", "std"], abs=0.1
    )


def test_it_is_sem_with_cluster_robust_errors(both: tuple[lo.Responses, lo.Responses]) -> None:
    slo, outcomes = both
    scores = lo.score(slo).table.assign(school=slo.frame["school"], respondent=slo.frame["respondent"])
    frame = scores.merge(outcomes.frame.drop(columns=["school", "role", "sector"]), on="respondent")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        fit = lo.sem(fitted(both).syntax, frame, estimator="MLR", std_lv=True, missing="fiml", cluster="school")
    rows = fit.parameters[fit.parameters["op"] == "~"].set_index("lhs")
    assert fitted(both).table["se"].to_numpy() == pytest.approx(rows.loc[fitted(both).table.index, "se"].to_numpy())


def test_what_does_not_go_together_is_refused(both: tuple[lo.Responses, lo.Responses]) -> None:
    slo, outcomes = both
    with pytest.raises(OptionError, match="scales"):
        lo.outcomes_model(slo, outcomes, scales=["joy"])
    with pytest.raises(OptionError, match="form"):
        lo.outcomes_model(slo, outcomes, form="both")  # type: ignore[arg-type]
    frame = outcomes.frame.assign(respondent=[f"x{at}" for at in range(outcomes.n)])
    strangers = lo.read_responses(frame, outcomes.instrument, respondent="respondent")
    with pytest.raises(DataError, match="no respondent answered both"):
        lo.outcomes_model(slo, strangers)
    fewer = lo.read_responses(frame.head(20), outcomes.instrument)
    with pytest.raises(DataError, match="row by row"):
        lo.outcomes_model(slo, fewer)


def test_latent_differences_are_those_of_invariance(both: tuple[lo.Responses, lo.Responses]) -> None:
    slo, _ = both
    found = lo.latent_differences(slo, "role", ["trust"], reference="teacher").table
    assert set(found.index.get_level_values("group")) == {"leader", "support"}
    comparable = found[found["comparable"]]
    assert comparable["supported"].isin(["scalar", "strict"]).all()
    assert (comparable["ci_lower"] < comparable["estimate"]).all()
    assert found.loc[~found["comparable"], "reason"].str.len().gt(0).all()
    frame = slo.keyed.assign(role=pd.Categorical(slo.frame["role"], ["teacher", "support", "leader"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)
        ladder = lo.invariance(
            "trust =~ " + " + ".join(slo.scales["trust"]), frame, group="role", missing="fiml", cluster="school"
        )
    theirs = ladder.latent_means().table.set_index("group")["d"]
    assert found.loc[("trust", "leader"), "d"] == pytest.approx(theirs["leader"], rel=1e-3)


def test_latent_differences_need_items_and_groups(both: tuple[lo.Responses, lo.Responses]) -> None:
    slo, _ = both
    with pytest.raises(DataError, match="two groups"):
        lo.latent_differences(slo, "role", minimum_group_size=400)
    with pytest.raises(OptionError, match="reference"):
        lo.latent_differences(slo, "role", reference="janitor")
    with pytest.raises(DataError, match="no dimension"):
        lo.latent_differences(slo, "role", ["joy"])
