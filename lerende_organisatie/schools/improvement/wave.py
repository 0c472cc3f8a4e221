"""The next wave beside the expectations of a plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lerende_organisatie.errors import OptionError, PrivacyError
from lerende_organisatie.instrument.faults import closest
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, part_of
from lerende_organisatie.schools.improvement.goal import Goal, Measure
from lerende_organisatie.schools.selfscan.session import ScanSession

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.responses.responses import Responses
    from lerende_organisatie.schools.improvement.plan import ImprovementPlan

Verdict = Literal["reached", "on the way", "no change", "the other way", "not reached", "not measured"]

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Compared:
    """One goal beside its expectation.

    Attributes
    ----------
    goal, measure : str
        Their ids.
    baseline, expected, observed : float or None
    se : float or None
        Of the observed mean, respondents drawn as a simple random sample; None where nothing is known of it.
    n : int or None
        Respondents behind the observed value.
    verdict : str
        "reached", "on the way" (better than the baseline and not yet there), "no change", "the other way", "not
        reached" (no baseline was written down) or "not measured".
    """

    goal: str
    measure: str | None
    baseline: float | None
    expected: float | None
    observed: float | None
    se: float | None
    n: int | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class WaveComparison:
    """Every goal of a plan beside what was expected of it.

    Attributes
    ----------
    goals : tuple of Compared
    """

    goals: tuple[Compared, ...]

    @property
    def table(self) -> pd.DataFrame:
        """A row per goal: measure, baseline, expected, observed, se, n and verdict."""
        import pandas as pd

        names = ("measure", "baseline", "expected", "observed", "se", "n", "verdict")
        rows = [{name: getattr(one, name) for name in names} for one in self.goals]
        return pd.DataFrame(rows, index=pd.Index([one.goal for one in self.goals], name="goal"), columns=list(names))


@dataclass(frozen=True, slots=True)
class _Found:
    value: float
    se: float | None = None
    n: int | None = None


def compared(
    plan: ImprovementPlan, wave: ScanSession | Responses | None, indicators: Mapping[str, float]
) -> WaveComparison:
    """The plan's goals beside a wave; see :meth:`ImprovementPlan.compare`."""
    if wave is None and not indicators:
        raise OptionError("give the next wave (a session or responses), or the indicators as they are now")
    own = [goal.measure.id for goal in plan.goals if goal.measure is not None and goal.measure.kind == "indicator"]
    for name, value in indicators.items():
        if name not in own:
            raise OptionError(f"indicators: no goal is measured by {name!r}{closest(name, own)}")
        if not _is_number(value):
            raise OptionError(f"indicators: {name} must be a number, not {value!r}")
    from_wave = {} if wave is None else _found_in(wave)
    return WaveComparison(tuple(_compared(goal, from_wave, indicators) for goal in plan.goals))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _compared(goal: Goal, found: Mapping[tuple[str, str], _Found], indicators: Mapping[str, float]) -> Compared:
    measure = goal.measure
    if measure is None:
        return Compared(goal.id, None, None, None, None, None, None, "not measured")
    if measure.kind == "indicator":
        value = indicators.get(measure.id)
        here = None if value is None else _Found(float(value))
    else:
        here = found.get((measure.instrument or "", measure.id))
    if here is None:
        return Compared(goal.id, measure.id, measure.baseline, measure.expected, None, None, None, "not measured")
    verdict = _verdict(measure, here.value)
    return Compared(goal.id, measure.id, measure.baseline, measure.expected, here.value, here.se, here.n, verdict)


def _verdict(measure: Measure, observed: float) -> Verdict:
    sign = 1 if measure.higher_is_better else -1
    if sign * (observed - measure.expected) >= -SAME:
        return "reached"
    if measure.baseline is None:
        return "not reached"
    gained = sign * (observed - measure.baseline)
    if gained > SAME:
        return "on the way"
    return "no change" if gained >= -SAME else "the other way"


def _found_in(wave: ScanSession | Responses) -> dict[tuple[str, str], _Found]:
    """What a wave says of every item, dimension or subdimension, by instrument and id."""
    if isinstance(wave, ScanSession):
        picture = wave.picture()
        name = wave.scan.name
        found = {
            (name, spread.subdimension): _Found(spread.centre, n=spread.n)
            for spread in picture.spreads
            if spread.centre is not None
        }
        return found | {
            (name, dimension): _Found(value, n=picture.n)
            for dimension, value in picture.dimensions.items()
            if value is not None
        }
    return _found_in_responses(wave)


def _found_in_responses(responses: Responses) -> dict[tuple[str, str], _Found]:
    """Means of dimensions and items with their standard errors, wherever enough people answered."""
    if responses.n < MINIMUM_GROUP_SIZE:
        raise PrivacyError(
            f"there are fewer than {MINIMUM_GROUP_SIZE} respondents, so nothing is compared; ask more people to answer"
        )
    name = responses.instrument.name
    keyed = responses.keyed
    columns = {item: keyed[item] for items in responses.scales.values() for item in items}
    columns |= {
        dimension: keyed[list(items)].mean(axis=1).where(keyed[list(items)].notna().mean(axis=1) >= 0.5)
        for dimension, items in responses.scales.items()
    }
    found: dict[tuple[str, str], _Found] = {}
    for key, column in columns.items():
        n = int(column.notna().sum())
        if n >= MINIMUM_GROUP_SIZE:
            se = float(column.std(ddof=1)) / math.sqrt(n)
            found[name, key] = _Found(round(float(column.mean()), 2), se=round(se, 3), n=part_of(responses.n, n))
    return found
