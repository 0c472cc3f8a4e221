"""The improvement plan: steps in order, what each needs, saved whole, and compared with what was expected."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DefinitionError, OptionError, PrivacyError
from lerende_organisatie.instrument import scan_from_mapping
from lerende_organisatie.schools.improvement.cycle import FORWARD, STEPS
from lerende_organisatie.schools.improvement.goal import Measure, Review
from lerende_organisatie.schools.improvement.plan import ImprovementPlan
from lerende_organisatie.schools.selfscan.session import ScanSession
from tests.unit.scan_example import mini_scan
from tests.unit.scan_sheets import sheet, written

MEASURE = Measure(
    kind="subdimension",
    id="dim1_sub1",
    what="Fase van deel 1.1",
    instrument="mini-scan",
    baseline=2.0,
    expected=3.0,
)
FILLED: dict[str, Any] = {
    "goal": "Elke les heeft een doel dat leerlingen kennen.",
    "expected_effect": "Leerlingen zeggen waarom zij dit leren.",
    "measure": MEASURE,
    "evidence": ["Zelfscan najaar", "Gesprek met de leerlingenraad"],
    "actions": ["Elke week een les samen bekijken"],
    "who": "sectie talen",
    "start": "2027-01-11",
    "end": "2027-06-30",
    "reviews": [{"planned": "2027-03-01"}, {"planned": "2027-06-01"}],
}


@pytest.fixture
def plan() -> ImprovementPlan:
    return ImprovementPlan(title="Plan 2027").add_goal("doel", priority="dim1_sub1", because="Verdeeld oordeel.")


def walked(plan: ImprovementPlan, steps: tuple[str, ...]) -> ImprovementPlan:
    for number, step in enumerate(steps):
        plan = plan.move("doel", step, reason=f"Omdat {step}.", on=f"2027-01-{10 + number}")  # type: ignore[arg-type]
    return plan


TO_IMPLEMENT = ("verdiepen", "analyseren", "besluiten", "implementeren")


def test_a_goal_goes_through_the_whole_cycle(plan: ImprovementPlan) -> None:
    done = walked(plan.revise("doel", FILLED), (*TO_IMPLEMENT, "monitoren"))
    done = done.review("doel", planned="2027-03-01", held="2027-03-02", findings="Begin is er.", observed=2.5)
    done = done.move("doel", "bijstellen", reason="Rooster past niet.", on="2027-03-03")
    done = done.move("doel", "borgen", reason="Het staat.", on="2027-06-20")
    assert done.goal("doel").step == "borgen"
    assert [change.to for change in done.goal("doel").history] == [*TO_IMPLEMENT, "monitoren", "bijstellen", "borgen"]
    assert done.goal("doel").reviews[0].held == datetime.date(2027, 3, 2)
    assert plan.goal("doel").history == ()
    assert lo.ImprovementPlan is ImprovementPlan


@pytest.mark.parametrize("now", STEPS)
def test_every_step_has_a_next_one_and_none_is_skipped(now: str) -> None:
    assert FORWARD[now]  # type: ignore[index]
    here = STEPS.index(now)  # type: ignore[arg-type]
    skipping = [to for to in FORWARD[now] if STEPS.index(to) > here + 1]  # type: ignore[index]
    assert skipping in ([], ["borgen"])


@pytest.mark.parametrize(
    ("steps", "to", "message"),
    [
        ((), "besluiten", "besluiten cannot follow verkennen; next is verdiepen"),
        (("verdiepen",), "analyseren", "evidence: write down what the choice rests on"),
        ((), "vieren", "is not a step of the cycle: verkennen, verdiepen"),
    ],
)
def test_steps_that_cannot_be_taken(plan: ImprovementPlan, steps: tuple[str, ...], to: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        walked(plan, (*steps, to))


def test_work_begins_only_with_everything_written_down(plan: ImprovementPlan) -> None:
    decided = walked(plan.revise("doel", {"evidence": ["a"], "goal": "b"}), TO_IMPLEMENT[:3])
    with pytest.raises(OptionError) as caught:
        walked(decided, ("implementeren",))
    for part in ("expected_effect", "measure", "actions", "who", "start", "reviews"):
        assert f"{part}:" in str(caught.value)


def test_one_may_go_back_with_the_reason_and_only_then_change_the_expectation(plan: ImprovementPlan) -> None:
    working = walked(plan.revise("doel", FILLED), TO_IMPLEMENT)
    easier = MEASURE.model_copy(update={"expected": 2.1})
    with pytest.raises(OptionError, match="was written down before the work began"):
        working.revise("doel", {"measure": easier})
    back = working.move("doel", "besluiten", reason="Te hoog gegrepen.", on="2027-02-01")
    assert back.revise("doel", {"measure": easier}).goal("doel").measure == easier


def test_nothing_is_adjusted_or_embedded_without_a_review(plan: ImprovementPlan) -> None:
    monitoring = walked(plan.revise("doel", FILLED), (*TO_IMPLEMENT, "monitoren"))
    with pytest.raises(OptionError, match="hold a review first"):
        monitoring.move("doel", "bijstellen", reason="Zo maar.", on="2027-03-01")
    looked = monitoring.review("doel", planned="2027-03-01", held="2027-03-01", findings="Gaat goed.")
    with pytest.raises(OptionError, match="record the measure"):
        looked.move("doel", "borgen", reason="Klaar.", on="2027-03-02")
    with pytest.raises(OptionError, match="is recorded already"):
        looked.review("doel", planned="2027-03-01", held="2027-03-05", findings="Nog eens.")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda p: p.goal("dool"), OptionError, "did you mean 'doel'"),
        (lambda p: p.revise("doel", {"step": "borgen"}), OptionError, "take a step with move"),
        (lambda p: p.revise("doel", {"colour": "red"}), DefinitionError, "colour"),
        (lambda p: p.revise("doel", {"start": "2027-13-01"}), DefinitionError, "not a day"),
        (lambda p: p.revise("doel", {"start": "2027-05-01", "end": "2027-01-01"}), DefinitionError, "before the start"),
        (lambda p: p.add_goal("doel", priority="x", because="y"), DefinitionError, "stands there 2 times"),
        (lambda p: p.move("doel", "verdiepen", reason=" ", on="2027-01-01"), DefinitionError, "must not be blank"),
        (
            lambda p: p.revise("doel", {"reviews": [Review(planned="2027-01-01", observed=2.0)]}),
            DefinitionError,
            "held",
        ),
    ],
)
def test_what_a_plan_refuses(
    plan: ImprovementPlan, call: Callable[[ImprovementPlan], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call(plan)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"instrument": None}, "name the questionnaire or scan"),
        ({"kind": "indicator"}, "has no instrument"),
        ({"expected": 1.5}, "worse than the baseline"),
        ({"higher_is_better": False}, "worse than the baseline"),
    ],
)
def test_what_a_measure_refuses(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        Measure(**{**MEASURE.model_dump(), **changes})


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_saving_and_loading_gives_an_equal_plan(plan: ImprovementPlan, tmp_path: Path, suffix: str) -> None:
    full = walked(plan.revise("doel", FILLED), TO_IMPLEMENT)
    full.save(tmp_path / f"plan.{suffix}")
    assert ImprovementPlan.load(tmp_path / f"plan.{suffix}") == full


def test_saving_never_loses_goals_or_steps(plan: ImprovementPlan, tmp_path: Path) -> None:
    walked(plan, ("verdiepen",)).save(tmp_path / "plan.yaml")
    for poorer in (plan, ImprovementPlan(title="Leeg")):
        with pytest.raises(OptionError, match="this plan lacks"):
            poorer.save(tmp_path / "plan.yaml")
    walked(plan, ("verdiepen",)).revise("doel", FILLED).save(tmp_path / "plan.yaml")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda d: d["goals"][0].update(step="borgen"), "but the history leads to 'verdiepen'"),
        (lambda d: d["goals"][0]["history"][0].update(to="borgen"), "borgen cannot follow verkennen"),
        (lambda d: d.update(kind="scan_session"), "kind must be 'improvement_plan'"),
        (lambda d: d["goals"][0]["history"].append({"to": "verkennen", "on": "2020-01-01", "reason": "r"}), "before"),
    ],
)
def test_a_plan_changed_by_hand_is_checked(
    plan: ImprovementPlan, tmp_path: Path, spoil: Callable[[dict[str, Any]], object], message: str
) -> None:
    data = json.loads(json.dumps(walked(plan, ("verdiepen",)).as_data()))
    spoil(data)
    (tmp_path / "plan.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        ImprovementPlan.load(tmp_path / "plan.json")


def session_with(tmp_path: Path, phase: int, people: int = 8) -> ScanSession:
    session = ScanSession.new(scan_from_mapping(mini_scan()), title="Team 3", level="team")
    files = [written(tmp_path, sheet(session.scan, n, (phase, 3)), f"{n}.json") for n in range(people)]
    return session.add(files).session


def test_a_plan_begins_with_the_priorities_of_a_session(tmp_path: Path) -> None:
    session = session_with(tmp_path, 2).reveal()
    with pytest.raises(OptionError, match="no priorities yet"):
        ImprovementPlan.from_session(session)
    chosen = session.prioritise("dim1_sub1", "Laag.").plan_step("dim1_sub1", "Kijken", who="team 3")
    goal = ImprovementPlan.from_session(chosen).goal("goal1")
    assert (goal.priority, goal.because, goal.actions, goal.who) == ("dim1_sub1", "Laag.", ("Kijken",), "team 3")


@pytest.mark.parametrize(("phase", "verdict"), [(4, "reached"), (3, "reached"), (2, "no change"), (1, "the other way")])
def test_the_next_scan_beside_the_expectation(plan: ImprovementPlan, tmp_path: Path, phase: int, verdict: str) -> None:
    filled = plan.revise("doel", FILLED)
    row = filled.compare(session_with(tmp_path, phase).reveal()).table.loc["doel"]
    assert (row["observed"], row["verdict"]) == (float(phase), verdict)


def test_a_wave_that_may_not_be_shown_is_not_compared(plan: ImprovementPlan, tmp_path: Path) -> None:
    filled = plan.revise("doel", FILLED)
    with pytest.raises(PrivacyError):
        filled.compare(session_with(tmp_path, 3, people=4))
    with pytest.raises(PrivacyError):
        filled.compare(session_with(tmp_path, 3))
    with pytest.raises(OptionError, match="give the next wave"):
        filled.compare()


def test_answers_to_a_questionnaire_beside_the_expectation(plan: ImprovementPlan) -> None:
    responses = lo.simulate(lo.load_instrument("slo"), n=60, schools=6, seed=3)
    means = responses.keyed[list(responses.scales["vision"])]
    observed = float(means.mean(axis=1)[means.notna().mean(axis=1) >= 0.5].mean())
    measure = Measure(
        kind="dimension", id="vision", what="Visie", instrument="slo", baseline=1.0, expected=observed + 0.5
    )
    row = plan.revise("doel", {"measure": measure}).compare(responses).table.loc["doel"]
    assert row["verdict"] == "on the way"
    assert row["observed"] == pytest.approx(observed, abs=0.005)
    assert 0 < row["se"] < 0.5


def test_own_indicators_beside_the_expectation(plan: ImprovementPlan) -> None:
    measure = Measure(
        kind="indicator", id="verzuim", what="Verzuim", baseline=6.0, expected=5.0, higher_is_better=False
    )
    filled = plan.revise("doel", {"measure": measure})
    for value, verdict in ((4.9, "reached"), (5.5, "on the way"), (6.5, "the other way")):
        assert filled.compare(indicators={"verzuim": value}).table.loc["doel", "verdict"] == verdict
    with pytest.raises(OptionError, match="did you mean 'verzuim'"):
        filled.compare(indicators={"verzuimd": 4})
    with pytest.raises(OptionError, match="must be a number"):
        filled.compare(indicators={"verzuim": float("nan")})
