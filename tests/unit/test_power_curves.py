"""Power by simulation beyond one group: populations from a fit, planted differences, staff in schools, curves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.planning.curves import smallest_size
from lerende_organisatie.psychometrics.planning.difference_power import _by_formula, _Survey
from lerende_organisatie.psychometrics.simulation.answers import from_fit

LOADINGS = {"x1": 0.8, "x2": 0.7, "x3": 0.6, "x4": 0.7}
POPULATION = "f =~ " + " + ".join(f"{value}*{name}" for name, value in LOADINGS.items()) + "\n"
POPULATION += "\n".join(f"{name} ~~ {1 - value**2}*{name}" for name, value in LOADINGS.items())
MODEL = "f =~ x1 + x2 + x3 + x4"


@pytest.fixture(scope="module")
def ordinal_fit() -> lo.Fit:
    continuous = lo.simulate(POPULATION, n=1500, seed=4)
    answers = continuous.apply(lambda column: np.digitize(column, [-1.2, -0.2, 0.9]) + 1.0)
    return lo.cfa(MODEL, answers, ordered=True)


def test_a_fit_to_ordinal_items_is_a_population(ordinal_fit: lo.Fit) -> None:
    (group,) = from_fit(ordinal_fit).groups
    assert group.values == ((1.0, 2.0, 3.0, 4.0),) * 4
    drawn = lo.simulate(ordinal_fit, n=40_000, seed=2)
    again = lo.cfa(MODEL, drawn, ordered=True)
    both = ordinal_fit.parameters.merge(again.parameters, on=["lhs", "op", "rhs"])
    both = both[both["op"].isin(["=~", "|"])]
    assert np.abs(both["std_all_x"] - both["std_all_y"]).max() < 4 * 1.5 / np.sqrt(
        40_000
    )  # sd of a threshold: below 1.5
    study = lo.power_simulation(ordinal_fit, n=(200,), estimator="WLSMV", replications=4)
    found = study.parameters.set_index(["lhs", "op", "rhs"])["population"]
    own = ordinal_fit.parameters[ordinal_fit.parameters["op"] == "=~"]["std_all"]
    assert np.allclose(found.loc["f", "=~"], own, atol=0.02)  # DWLS and ULS weigh the same residuals otherwise


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_a_model_with_a_covariate_is_simulated(missing: float) -> None:
    text = POPULATION + "\nf ~ 0.4*z\nf ~~ 0.84*f"
    found = lo.power_simulation(text, n=(300,), missing=missing, estimator="MLR", replications=4)
    table = found.parameters.set_index(["lhs", "op", "rhs"])
    assert table.loc[("f", "~", "z"), "power"].item() == 1.0
    assert np.isfinite(table["mean"].to_numpy()).all()
    assert found.fit["converged"].item() == 1.0


def test_a_fit_in_groups_is_a_population_of_groups() -> None:
    frame = pd.concat(
        [
            lo.simulate(POPULATION, n=300, seed=1).assign(g="a"),
            (lo.simulate(POPULATION, n=100, seed=2) + 2).assign(g="b"),
        ]
    )
    fit = lo.cfa(MODEL, frame, group="g", estimator="ML")
    drawn = lo.simulate(fit, n=20_000, seed=3, schools=50, intraclass=0.3)
    assert drawn["group"].value_counts().to_dict() == {"a": 15_000, "b": 5_000}
    items = list(LOADINGS)
    for label, own in frame.groupby("g"):
        here = drawn[drawn["group"] == label]
        assert np.abs(here[items].mean() - own[items].mean()).max() < 0.35  # 50 schools with ICC .3: sd of a mean .08
    icc = lo.icc(drawn[drawn["group"] == "a"][[*items, "school"]], "school").table["icc1"]
    assert icc.between(0.2, 0.4).all()
    with pytest.raises(OptionError, match="several groups"):
        lo.power_simulation(fit)


@pytest.mark.parametrize("mechanism", ["MAR", "MNAR"])
def test_answers_missing_otherwise_than_at_random_are_seen_in_the_means(mechanism: str) -> None:
    full = lo.simulate(POPULATION, n=20_000, seed=1)
    found = lo.simulate(POPULATION, n=20_000, seed=1, missing=0.3, mechanism=mechanism)  # type: ignore[call-overload]
    later = list(LOADINGS)[1:]
    assert found[later].isna().mean().to_numpy() == pytest.approx(0.3, abs=0.02)
    assert found["x1"].notna().all() == (mechanism == "MAR")
    assert (found[later].mean() - full[later].mean() > 0.1).all()
    repaired = lo.cfa(MODEL, found, missing="fiml", meanstructure=True, estimator="ML").parameters
    means = repaired[repaired["op"] == "~1"].set_index("lhs")["est"].reindex(later)
    if mechanism == "MAR":  # what full information maximum likelihood is for
        assert np.abs(means - full[later].mean()).max() < 0.04
    else:
        assert (means - full[later].mean() > 0.1).all()


def test_careless_respondents_can_be_planted_and_found() -> None:
    slo = lo.load_instrument("slo")
    survey = lo.simulate(slo, n=600, seed=2, careless=0.2, missing=0.0)
    planted = survey.frame["careless"]
    assert planted.value_counts(normalize=True)["no"] == pytest.approx(0.8, abs=0.07)
    assert set(planted) == {"no", "straight", "random"}
    straight = survey.items[planted == "straight"]
    assert (straight.nunique(axis=1) == 1).all()
    chosen = survey.items[planted == "random"].to_numpy()
    assert np.bincount(chosen.astype(int).ravel(), minlength=6)[1:] == pytest.approx(chosen.size / 5, rel=0.1)
    clean = lo.simulate(slo, n=600, seed=2, missing=0.0)
    pd.testing.assert_frame_equal(clean.items[planted == "no"], survey.items[planted == "no"])


def test_languages_roles_and_biased_items_are_planted() -> None:
    slo = lo.load_instrument("slo")
    item = slo.item_ids[3]
    survey = lo.simulate(
        slo, n=6000, seed=3, missing=0.0, languages={"nl": 0.5, "en": 0.5}, item_shift={item: -0.6},
        roles={"leader": 0.3, "teacher": 0.7}, role_shift={"leader": 1.0}, intraclass=0.0,
    )  # fmt: skip
    frame = survey.frame
    means = survey.items.groupby(frame["language"].to_numpy()).mean()
    gap = means.loc["en"] - means.loc["nl"]
    assert gap[item] < -0.4
    assert np.abs(gap.drop(item)).max() < 0.15
    scores = lo.score(survey).table
    by_role = scores.groupby(frame["role"].to_numpy()).mean()
    assert set(by_role.index) == {"leader", "teacher"}
    assert (by_role.loc["leader"] - by_role.loc["teacher"] > 0.4).all()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"languages": {"nl": 0.5, "en": 0.4}}, "add up to 0.9"),
        ({"item_shift": {"slo01": 0.3}}, "goes with languages"),
        ({"roles": {"leader": 0.0, "teacher": 1.0}}, "above zero"),
        ({"careless": 1.0}, "careless"),
        ({"careless": 0.1, "careless_kind": "sleepy"}, "careless_kind"),
        ({"mechanism": "NMAR"}, "mechanism"),
        ({"intraclass": 1.0}, "intraclass"),
    ],
)
def test_surveys_that_cannot_be_drawn(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        lo.simulate(lo.load_instrument("slo"), n=50, **wrong)  # type: ignore[call-overload]


def test_shifts_of_what_is_not_there() -> None:
    slo = lo.load_instrument("slo")
    with pytest.raises(DataError, match="'dean' is not one of"):
        lo.simulate(slo, n=50, role_shift={"dean": 1.0})
    with pytest.raises(DataError, match="'x9'"):
        lo.invariance_power(POPULATION, {"x9": 0.4})
    with pytest.raises(OptionError, match=r"standardised loading of 1\.10"):
        lo.invariance_power(POPULATION, {"x1": 0.3}, kind="loadings")


@pytest.mark.parametrize(
    ("options", "level"),
    [
        ({"shifts": {"x2": 0.8}}, "scalar"),
        ({"shifts": {"x2": -0.6}, "kind": "loadings"}, "metric"),
        ({"shifts": {"x2": 0.8}, "estimator": "WLSMV", "categories": 4}, "scalar"),
    ],
    ids=["intercepts", "loadings", "ordinal"],
)
def test_a_large_planted_difference_is_found(options: dict[str, object], level: str) -> None:
    found = lo.invariance_power(POPULATION, n=(400,), replications=3, seed=2, **options)  # type: ignore[arg-type]
    assert found.level == level
    row = found.table.iloc[0]
    assert row[["fitted", "rejected", "found"]].tolist() == [1.0, 1.0, 1.0]
    assert row["false_release"] <= 1 / 3
    assert set(found.curve["what"]) == {"rejected", "does not hold", "found", "false release"}
    assert found.smallest_n() == 400


def test_without_a_planted_difference_the_shares_are_error_rates(tmp_path: Path) -> None:
    kept = tmp_path / "ladder.jsonl"
    found = lo.invariance_power(POPULATION, {}, n=(200,), replications=6, seed=1, journal=kept)
    assert found.table["rejected"].iloc[0] <= 3 / 6  # of 6 surveys at 5%: more than 3 has probability below .0001
    assert found.table["found"].isna().all()
    assert "found" not in set(found.curve["what"])
    lines = kept.read_text(encoding="utf-8").splitlines()
    kept.write_text("\n".join(lines[:5]) + "\n", encoding="utf-8")
    again = lo.invariance_power(POPULATION, {}, n=(200,), replications=6, seed=1, journal=kept)
    pd.testing.assert_frame_equal(again.table, found.table)


@pytest.mark.parametrize("between", ["people", "schools"])
def test_the_formula_is_what_simulation_finds_for_schools_of_one_size(
    between: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "lerende_organisatie.psychometrics.planning.difference_power"
    monkeypatch.setattr(
        f"{module}.cluster_sizes", lambda rng, n, weights, smallest: np.full(len(weights), n // len(weights))
    )
    job = _Survey(0.35, between, 0.15, 0.5)  # type: ignore[arg-type]
    rng = np.random.default_rng(5)
    found = np.mean([job(rng, (30, 8, 0)) < 0.05 for _ in range(700)])
    formula = _by_formula(0.35, 30, 8, between, 0.15, 0.5, 0.05)["power"]  # type: ignore[arg-type]
    assert found == pytest.approx(formula, abs=4 * np.sqrt(formula * (1 - formula) / 700))


def test_sectors_need_schools_and_roles_need_people() -> None:
    roles = lo.difference_power(0.3, (20, 40), (5, 20), between="people").table.set_index(["schools", "staff"])["power"]
    sectors = lo.difference_power(0.3, (20, 40), (5, 20), between="schools").table.set_index(["schools", "staff"])[
        "power"
    ]
    assert roles.loc[(20, 20)] == pytest.approx(roles.loc[(40, 20)], abs=0.3)
    assert roles.loc[(20, 20)] > roles.loc[(40, 5)] > sectors.loc[(40, 5)]
    assert sectors.loc[(40, 5)] > sectors.loc[(20, 5)]
    assert sectors.loc[(40, 20)] - sectors.loc[(40, 5)] < roles.loc[(40, 20)] - roles.loc[(40, 5)] + 0.3
    found = lo.difference_power(0.3, (20, 40), (5,), replications=20, seed=3)
    assert found.table["mc_error"].gt(0).all()
    assert lo.difference_power(0.5, (10, 20, 40), (10,)).smallest_number_of_schools(10) == 20


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"schools": (2,)}, "4 or more"),
        ({"between": "boards"}, "between"),
        ({"share": 1.0}, "share"),
        ({"intraclass": 1.0}, "intraclass"),
        ({"replications": 1}, "replications"),
        ({"share": 0.05, "between": "schools"}, "fewer than two"),
    ],
)
def test_designs_that_make_no_sense(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        lo.difference_power(0.3, **{"schools": (20,), "staff": (5,), **wrong})  # type: ignore[arg-type]


def test_the_interval_of_alpha_is_as_wide_as_the_formula_says() -> None:
    equal = "f =~ 0.7*a + 0.7*b + 0.7*c + 0.7*d\n" + "\n".join(f"{x} ~~ 0.51*{x}" for x in "abcd")
    truth = 4 / 3 * (1 - 4 / (4 + 12 * 0.49))
    n = lo.alpha_sample_size(truth, 4, 0.06)
    found = lo.reliability_power(equal, (n // 2, n), width=0.06, replications=60, seed=2)
    assert found.population == pytest.approx(truth, abs=0.005)
    table = found.table.set_index("n")
    assert table.loc[n, "mean_width"] == pytest.approx(0.06, rel=0.06)
    assert table.loc[n // 2, "narrow_enough"] == 0.0
    assert table.loc[n, "coverage"] > 0.85
    assert found.smallest_n(0.99) is None


def test_omega_of_careless_respondents_is_biased() -> None:
    found = lo.reliability_power(
        POPULATION, (300,), coefficient="omega", categories=5, careless=0.3, careless_kind="random", replications=10
    )
    assert found.table["bias"].iloc[0] < -0.05
    assert found.table["coverage"].iloc[0] < 0.6


def test_a_curve_has_its_crossing() -> None:
    curve = pd.DataFrame({"n": [50, 100, 200, 400], "what": "a", "power": [0.5, 0.82, 0.78, 0.95], "mc_error": 0.02})
    assert smallest_size(curve, "a", 0.8) == 400
    assert smallest_size(curve, "a", 0.4) == 50
    assert smallest_size(curve, "a", 0.99) is None
    with pytest.raises(OptionError, match="not one of the curves"):
        smallest_size(curve, "b", 0.8)


def test_the_picture_shows_power_and_its_error(tmp_path: Path) -> None:
    found = lo.difference_power(0.4, (10, 20, 40), (5, 10), replications=20)
    text = lo.power_picture(found, tmp_path / "power.svg").read_text(encoding="utf-8")
    for staff, rows in found.curve.groupby("what"):
        assert text.count(str(staff)) >= 1
        for schools, power, error in rows[["schools", "power", "mc_error"]].to_numpy():
            assert f"{staff}, schools {schools:g}: {power:.2f} (Monte Carlo error {error:.3f})" in text
    assert lo.power_picture(found, tmp_path / "power.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OptionError, match="choose from"):
        lo.power_picture(found, tmp_path / "power.svg", ["7 staff per school"])
    with pytest.raises(OptionError, match="svg or"):
        lo.power_picture(found, tmp_path / "power.pdf")
