"""Partial invariance: the search for what breaks a level, one parameter at a time, and what it does to the means.

Level by level, from the lowest that adds equalities: every equality that the level adds has its score test; the one
with the smallest p-value is released if p ≤ α / m, with m the number of equalities in all levels searched (Bonferroni:
over all of them, the chance of releasing anything where everything is equal is at most α); the model is fitted again
and looked at again. The search of a level stops at the first look in which no p-value is as small, or when every factor
would be left with fewer than two items whose loading and intercept are equal (Byrne, Shavelson & Muthén, 1989). An item
whose loading was released keeps its intercept free too: with unequal slopes a difference between intercepts depends on
where the factor's zero lies.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import LerendeOrganisatieError, LerendeOrganisatieWarning, OptionError
from lerende_organisatie.psychometrics.cfa.comparison import compare
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.table import ParameterTable
from lerende_organisatie.psychometrics.invariance.bench import Bench, climb
from lerende_organisatie.psychometrics.invariance.levels import LevelName, Step, ladder
from lerende_organisatie.psychometrics.invariance.parameters import Key, level_table, untestable
from lerende_organisatie.psychometrics.invariance.release import Candidate, candidates, release_tests
from lerende_organisatie.psychometrics.invariance.result import Invariance

LEAST_EQUAL = 2
"""Items per factor that must stay equal."""


@dataclass(frozen=True, eq=False, repr=False)
class PartialInvariance(Cited):
    """What a search released, and the ladder with it free.

    Attributes
    ----------
    steps : DataFrame
        One row per release, in order: ``level step parameter item group epc sepc chisq df pvalue pvalue_adjusted
        chisq_diff pvalue_diff``; ``chisq`` is the score test, ``chisq_diff`` the scaled difference after refitting.
    result : Invariance
        The ladder fitted again with the released relations free.
    before : Invariance
        The ladder searched.
    alpha : float
    looked_at : int
        m, the equalities over all levels searched.
    stopped : dict of level to str
        Why the search of each level ended.
    """

    CITES: ClassVar[tuple[str, ...]] = ("satorra1989", "nye2011", "holm1979")

    steps: pd.DataFrame
    result: Invariance
    before: Invariance
    alpha: float
    looked_at: int
    stopped: dict[str, str]

    @property
    def released(self) -> tuple[str, ...]:
        """The relations released, as one would write them in ``group_partial``."""
        return tuple(self.steps["parameter"])

    @property
    def items(self) -> tuple[str, ...]:
        """The items with a released relation, in order of release."""
        return tuple(dict.fromkeys(self.steps["item"]))

    @property
    def item_bias(self) -> pd.DataFrame:
        """dMACS, signed and unsigned bias of every item at the scalar level; see :meth:`Invariance.item_bias`."""
        return self.result.item_bias()

    @property
    def mean_shift(self) -> pd.DataFrame:
        """What releasing does to the latent mean differences: estimates and effect sizes before and after.

        Returns
        -------
        DataFrame
            ``factor group estimate_full estimate_partial shift d_full d_partial d_shift``.
        """
        full, partial = (x.latent_means().table for x in (self.before, self.result))
        keys = ["factor", "group"]
        both = full[[*keys, "estimate", "d"]].merge(
            partial[[*keys, "estimate", "d"]], on=keys, suffixes=("_full", "_partial"), how="outer"
        )
        both["shift"] = both["estimate_partial"] - both["estimate_full"]
        both["d_shift"] = both["d_partial"] - both["d_full"]
        return both[[*keys, "estimate_full", "estimate_partial", "shift", "d_full", "d_partial", "d_shift"]]

    def __repr__(self) -> str:
        return f"<PartialInvariance: released {', '.join(self.released) or 'nothing'} of {self.looked_at}>"


def search(found: Invariance, alpha: float, levels: Sequence[str] | None) -> PartialInvariance:
    """Release what breaks a ladder; arguments as of :meth:`Invariance.partial_search`.

    Raises
    ------
    OptionError
        A level is not part of the ladder or not searched, or ``alpha`` is no probability.
    """
    bench = found.bench
    wanted = _levels(found, levels)
    if not 0.0 < alpha < 1.0:
        raise OptionError(f"alpha={alpha:g} is not a probability between 0 and 1")
    partial = set(found.partial)
    steps = {step.name: step for step in ladder(bench.ordinal)}
    m = sum(len(candidates(level_table(bench.configural, steps[name], partial), name)) for name in wanted)
    rows: list[dict[str, object]] = []
    stopped: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)  # of models on the way; those kept are fitted below
        for name in wanted:
            step = steps[name]
            if untestable(bench.configural, step, partial):
                stopped[name] = untestable(bench.configural, step, partial)
                continue
            more, stopped[name] = _search_level(bench, step, partial, alpha / m if m else alpha, m)
            rows += more
    columns = [
        "level", "step", "parameter", "item", "group", "epc", "sepc", "chisq", "df", "pvalue", "pvalue_adjusted",
        "chisq_diff", "pvalue_diff",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    result = Invariance(
        climb(bench, frozenset(partial)), bench, found.group, tuple(sorted(partial)), found.left_out, found.joined
    )
    return PartialInvariance(table, result, found, alpha, m, stopped)


def _levels(found: Invariance, levels: Sequence[str] | None) -> list[LevelName]:
    known = [level.name for level in found.levels[1:]]
    if levels is None:
        return [name for name in known if name != "strict"]
    chosen = [levels] if isinstance(levels, str) else list(levels)
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise OptionError(f"levels={unknown} are not searched; choose from {', '.join(known)}")
    return [name for name in known if name in chosen]


def _search_level(
    bench: Bench, step: Step, partial: set[Key], limit: float, m: int
) -> tuple[list[dict[str, object]], str]:
    """Release one relation after the other at a level; ``partial`` grows by them."""
    rows: list[dict[str, object]] = []
    try:
        fit = bench.fit(step, partial)
        while fit.converged:
            chosen = [c for c in candidates(fit.table, step.name) if _may_go(fit.table, c, partial)]
            if not chosen:
                return rows, f"a factor would be left with fewer than {LEAST_EQUAL} items that are equal"
            tests = release_tests(fit, step.name, chosen)
            if tests.empty or float(tests["pvalue"].iloc[0]) > limit:
                return rows, f"no relation left with p ≤ {limit:.2g}"
            best = tests.iloc[0]
            key = next(c.key for c in chosen if c.text == best["parameter"])
            partial |= {key, (key[2], "~1", "")} if step.name == "metric" else {key}
            refitted = bench.fit(step, partial, fit)
            rows.append(_told(best, step, len(rows) + 1, m, fit, refitted))
            fit = refitted
        return rows, "the optimiser did not find the estimates of the level, so there is nothing to test it by"
    except LerendeOrganisatieError as error:
        return rows, f"the model could not be fitted: {error}"


def _told(best: pd.Series, step: Step, number: int, m: int, before: Fit, after: Fit) -> dict[str, object]:
    difference = compare(after, before)
    own = {name: best[name] for name in ("parameter", "item", "group", "epc", "sepc", "chisq", "df", "pvalue")}
    return {
        "level": step.name,
        "step": number,
        **own,
        "pvalue_adjusted": min(1.0, float(best["pvalue"]) * m),
        "chisq_diff": difference.chisq_diff,
        "pvalue_diff": difference.pvalue,
    }


def _may_go(table: ParameterTable, candidate: Candidate, partial: set[Key]) -> bool:
    """Whether every factor that the item belongs to keeps enough items without it."""
    freed = {key[2] if key[1] == "=~" else key[0] for key in partial}
    if candidate.item in freed:
        return True
    measured = [items for items in table.variables.indicators.values() if candidate.item in items]
    return all(len(set(items) - freed) > LEAST_EQUAL for items in measured)
