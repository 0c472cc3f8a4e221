"""The ladder of invariance: a rising step for every level."""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.report.figures.drawing import (
    ACCENT,
    PAPER,
    RULE,
    SOFT,
    Drawing,
    Label,
    Rectangle,
    Segment,
    Shape,
)

WIDTH, STEP, RISE, TOP = 620.0, 40.0, 30.0, 16.0


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One step: its name, two lines of figures, and whether it holds."""

    name: str
    figures: tuple[str, str]
    verdict: str
    holds: bool
    fitted: bool


def draw_ladder(steps: tuple[LadderStep, ...], description: str) -> Drawing:
    """Draw the steps from the lowest, at the left, to the highest.

    Parameters
    ----------
    steps : tuple of LadderStep
    description : str

    Returns
    -------
    Drawing
    """
    width = WIDTH / max(len(steps), 1)
    height = TOP + STEP + RISE * (len(steps) - 1) + 54
    shapes: list[Shape] = []
    for index, step in enumerate(steps):
        x, y = index * width, TOP + RISE * (len(steps) - 1 - index)
        fill = ACCENT if step.holds else PAPER
        title = f"{step.name}: {step.verdict}"
        shapes.append(
            Rectangle(x + 3, y, width - 6, STEP, fill, ACCENT if step.holds else RULE, rounded=4, title=title)
        )
        ink = PAPER if step.holds else SOFT
        shapes.append(Label(x + width / 2, y + 18, step.name, 12, "middle", ink, bold=True))
        shapes.append(Label(x + width / 2, y + 32, step.verdict, 9.5, "middle", ink))
        for line, text in enumerate(step.figures):
            shapes.append(Label(x + width / 2, y + STEP + 16 + 14 * line, text, 10.5, "middle", SOFT))
        if index:
            shapes.append(Segment(x - 3, y + RISE + STEP / 2, x + 3, y + STEP / 2, RULE, 1.0))
    return Drawing(WIDTH, height, tuple(shapes), description)
