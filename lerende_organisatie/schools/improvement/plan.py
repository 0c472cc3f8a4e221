"""The improvement plan: goals bound to priorities, through the steps of the cycle, compared with what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictInt

from lerende_organisatie.errors import DefinitionError, OptionError
from lerende_organisatie.instrument.faults import closest, shown
from lerende_organisatie.instrument.parts import Check, Definition, Text, fields
from lerende_organisatie.schools import saving
from lerende_organisatie.schools.improvement import consistency
from lerende_organisatie.schools.improvement.cycle import FORWARD, STEPS, Step, lacking, may_follow
from lerende_organisatie.schools.improvement.goal import Goal, Measure, Review

if TYPE_CHECKING:
    from lerende_organisatie.responses.responses import Responses
    from lerende_organisatie.schools.improvement.wave import WaveComparison
    from lerende_organisatie.schools.selfscan.session import ScanSession

__all__ = ["Goal", "ImprovementPlan", "Measure", "Review"]


class ImprovementPlan(Definition):
    """What a school does about its priorities, what it expects, and how it went; every step gives a new plan.

    Parameters
    ----------
    schema_version : 1
    kind : "improvement_plan"
    title : str
    goals : tuple of Goal

    Raises
    ------
    DefinitionError
        The parts do not fit together; every fault is listed.

    Examples
    --------
    >>> plan = ImprovementPlan(title="Plan 2027")
    >>> plan = plan.add_goal("lezen", priority="visie_lessen", because="The group was divided on it.")
    >>> plan.goal("lezen").step
    'verkennen'
    """

    consistent: ClassVar[Check] = staticmethod(consistency.plan_faults)

    schema_version: Annotated[StrictInt, Field(ge=1, le=1)] = 1
    kind: Literal["improvement_plan"] = "improvement_plan"
    title: Text
    goals: tuple[Goal, ...] = ()

    def __repr__(self) -> str:
        return f"<ImprovementPlan {self.title!r}: {len(self.goals)} goals>"

    def __str__(self) -> str:
        return repr(self)

    @classmethod
    def from_session(cls, session: ScanSession, title: str | None = None) -> ImprovementPlan:
        """A plan with a goal for every priority of a session, its next steps as actions.

        Parameters
        ----------
        session : ScanSession
            With at least one priority.
        title : str, optional
            That of the session if not given.

        Returns
        -------
        ImprovementPlan

        Raises
        ------
        OptionError
            The session has no priorities.
        """
        if not session.priorities:
            raise OptionError(f"the session {session.title!r} has no priorities yet; prioritise() first")
        plan = cls(title=title or session.title)
        for number, priority in enumerate(session.priorities, start=1):
            steps = [step for step in session.next_steps if step.subdimension == priority.subdimension]
            plan = plan.add_goal(f"goal{number}", priority=priority.subdimension, because=priority.reason)
            if steps:
                plan = plan.revise(
                    f"goal{number}", {"actions": tuple(step.what for step in steps), "who": steps[0].who}
                )
        return plan

    def goal(self, goal_id: str) -> Goal:
        """The goal with an id.

        Raises
        ------
        OptionError
            There is no such goal.
        """
        for goal in self.goals:
            if goal.id == goal_id:
                return goal
        known = [goal.id for goal in self.goals]
        there = f"; there are {', '.join(known)}" if known else "; there are none yet"
        raise OptionError(f"the plan has no goal {shown(goal_id)}{closest(str(goal_id), known) or there}")

    def _with_goal(self, changed: Goal) -> ImprovementPlan:
        goals = tuple(changed if goal.id == changed.id else goal for goal in self.goals)
        return ImprovementPlan(**{**fields(self), "goals": goals})

    def add_goal(self, goal_id: str, *, priority: str, because: str) -> ImprovementPlan:
        """A goal for a priority, at the first step of the cycle.

        Parameters
        ----------
        goal_id : str
        priority : str
            The subdimension, dimension or item that it comes from.
        because : str

        Raises
        ------
        DefinitionError
            The id is there already, or a text is blank.
        """
        goal = Goal(id=goal_id, priority=priority, because=because)
        return ImprovementPlan(**{**fields(self), "goals": (*self.goals, goal)})

    def revise(self, goal_id: str, changes: Mapping[str, Any]) -> ImprovementPlan:
        """A goal with some of what is written down changed.

        Parameters
        ----------
        goal_id : str
        changes : mapping
            Keys of :class:`Goal`, not its id, step or history: those change by steps.

        Raises
        ------
        OptionError
            There is no such goal, or the change is one that a step must make.
        DefinitionError
            The change does not make a goal.
        """
        fixed = [name for name in ("id", "step", "history") if name in changes]
        if fixed:
            raise OptionError(f"{' and '.join(fixed)} cannot be revised; take a step with move()")
        goal = self.goal(goal_id)
        if "measure" in changes and goal.measure is not None and STEPS.index(goal.step) >= STEPS.index("implementeren"):
            raise OptionError(
                f"the expectation of {goal_id!r} was written down before the work began and stays; "
                "go back to 'besluiten' with the reason to change it"
            )
        return self._with_goal(Goal(**{**fields(goal), **changes}))

    def move(self, goal_id: str, to: Step, *, reason: str, on: date | str) -> ImprovementPlan:
        """Take a goal to another step of the cycle.

        Parameters
        ----------
        goal_id : str
        to : str
            The next step, or any earlier one.
        reason : str
        on : date or str
            The day, as text written like 2026-03-31.

        Raises
        ------
        OptionError
            There is no such goal or step, the step cannot follow, or something it needs is not written down.
        DefinitionError
            The reason is blank, or the day is none or comes before the last step.
        """
        goal = self.goal(goal_id)
        if to not in STEPS:
            raise OptionError(f"{shown(to)} is not a step of the cycle: {', '.join(STEPS)}")
        if not may_follow(goal.step, to):
            raise OptionError(f"{to} cannot follow {goal.step}; next is {' or '.join(FORWARD[goal.step])}")
        needed = lacking(goal, to)
        if needed:
            raise OptionError(f"before {goal_id!r} goes to {to}, revise() or review() it: " + "; ".join(needed))
        change = {"to": to, "on": on, "reason": reason}
        return self._with_goal(Goal(**{**fields(goal), "step": to, "history": (*goal.history, change)}))

    def review(
        self, goal_id: str, *, planned: date | str, held: date | str, findings: str, observed: float | None = None
    ) -> ImprovementPlan:
        """Record a review that was held.

        Parameters
        ----------
        goal_id : str
        planned : date or str
            The day on which it was planned, which tells reviews apart; a new day adds a review.
        held : date or str
        findings : str
        observed : float, optional
            The measure, as it was found.

        Raises
        ------
        OptionError
            There is no such goal, or that review was recorded already.
        DefinitionError
            A text is blank or a day is none.
        """
        goal = self.goal(goal_id)
        done = Review(planned=planned, held=held, observed=observed, findings=findings)
        same = [review for review in goal.reviews if review.planned == done.planned]
        if same and same[0].held is not None:
            raise OptionError(f"the review of {done.planned} is recorded already; add another day")
        others = [review for review in goal.reviews if review.planned != done.planned]
        reviews = tuple(sorted([*others, done], key=lambda review: review.planned))
        return self._with_goal(Goal(**{**fields(goal), "reviews": reviews}))

    def compare(
        self, wave: ScanSession | Responses | None = None, indicators: Mapping[str, float] | None = None
    ) -> WaveComparison:
        """The next wave beside the expectations that were written down.

        Parameters
        ----------
        wave : ScanSession or Responses, optional
            A scan that was done again and revealed, or answers to a questionnaire.
        indicators : mapping of str to float, optional
            The school's own indicators as they are now, by the id of the measure.

        Returns
        -------
        WaveComparison
            ``.table``: a row per goal with baseline, expected, observed and verdict.

        Raises
        ------
        OptionError
            Nothing is given to compare with, or an indicator is not in the plan.
        PrivacyError
            The session has not been revealed, or too few people answered.
        """
        from lerende_organisatie.schools.improvement.wave import compared

        return compared(self, wave, indicators or {})

    def save(self, path: str | Path) -> None:
        """Write the plan to a file, in full or not at all.

        Parameters
        ----------
        path : str or Path
            Ending in .yaml, .yml or .json.

        Raises
        ------
        OptionError
            The file that is there is of another plan, or holds goals or steps that this one lacks.
        DefinitionError
            The file cannot be written, or what is there cannot be read.
        """
        path = Path(path)
        if path.exists():
            there = ImprovementPlan.load(path)
            mine = {goal.id: goal for goal in self.goals}
            lost = [
                goal.id
                for goal in there.goals
                if goal.id not in mine or mine[goal.id].history[: len(goal.history)] != goal.history
            ]
            if lost:
                raise OptionError(
                    f"{path.name} holds goals or steps that this plan lacks ({', '.join(lost)}); load it and go on "
                    "from there, or save under another name"
                )
        saving.save(self.as_data(), path)

    def as_data(self) -> dict[str, Any]:
        """The plan as nested dicts and lists; what is not filled in stands there empty, to be filled in by hand."""
        data: dict[str, Any] = self.model_dump(mode="json")
        return data

    @classmethod
    def load(cls, path: str | Path) -> ImprovementPlan:
        """Read a plan that was saved.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        ImprovementPlan

        Raises
        ------
        DefinitionError
            The file is absent, damaged or inconsistent; every fault is listed.
        """
        what = f"the plan in {Path(path).name}"
        data = saving.read(path, what)
        if data.get("kind") != "improvement_plan":
            raise DefinitionError(what, ["is not a plan: kind must be 'improvement_plan'"])
        try:
            return cls(**data)
        except DefinitionError as error:
            raise DefinitionError(what, error.faults) from None
