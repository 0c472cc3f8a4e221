"""The improvement cycle: its steps, which follows which, and what must be there before a step begins.

The steps are those of the guide "Werken aan onderwijsverbetering".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from lerende_organisatie.schools.improvement.goal import Goal

Step = Literal[
    "verkennen", "verdiepen", "analyseren", "besluiten", "implementeren", "monitoren", "bijstellen", "borgen"
]
STEPS: tuple[Step, ...] = get_args(Step)

FORWARD: dict[Step, tuple[Step, ...]] = {
    "verkennen": ("verdiepen",),
    "verdiepen": ("analyseren",),
    "analyseren": ("besluiten",),
    "besluiten": ("implementeren",),
    "implementeren": ("monitoren",),
    "monitoren": ("bijstellen", "borgen"),
    "bijstellen": ("implementeren", "monitoren", "borgen"),
    "borgen": ("monitoren", "verkennen"),
}
"""What may follow; besides, one may always go back to an earlier step, with the reason."""

ENGLISH: dict[Step, str] = {
    "verkennen": "explore",
    "verdiepen": "go deeper",
    "analyseren": "analyse",
    "besluiten": "decide",
    "implementeren": "implement",
    "monitoren": "monitor",
    "bijstellen": "adjust",
    "borgen": "embed",
}


def may_follow(now: Step, to: Step) -> bool:
    """Whether a step may follow another: the next one, or any earlier one."""
    return to in FORWARD[now] or STEPS.index(to) < STEPS.index(now)


def lacking(goal: Goal, to: Step) -> list[str]:
    """What must still be written down before a step begins.

    Parameters
    ----------
    goal : Goal
    to : str

    Returns
    -------
    list of str
        One line per thing that is not there yet; nothing when the step can begin.
    """
    found = []
    at = STEPS.index(to)
    if at >= STEPS.index("analyseren") and not goal.evidence:
        found.append("evidence: write down what the choice rests on (figures, conversations, research)")
    if at >= STEPS.index("besluiten") and goal.goal is None:
        found.append("goal: write down what will be different")
    if at >= STEPS.index("implementeren"):
        if goal.expected_effect is None:
            found.append("expected_effect: write down what students or colleagues will notice")
        if goal.measure is None:
            found.append("measure: write down by what it will be seen, and the value that is expected")
        if not goal.actions:
            found.append("actions: write down what will be done")
        if goal.who is None:
            found.append("who: write down which role or team does it")
        if goal.start is None:
            found.append("start: write down the day on which it begins")
        if not goal.reviews:
            found.append("reviews: plan at least one review day")
    if to in ("bijstellen", "borgen") and not any(review.held for review in goal.reviews):
        found.append("reviews: hold a review first, and record what was found")
    if to == "borgen" and not any(review.observed is not None for review in goal.reviews):
        found.append("reviews: record the measure in a review before this is embedded")
    return found
