"""What a ladder of levels found: fits, changes in fit, verdicts, and what may be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.references import keys_of
from lerende_organisatie.psychometrics.invariance.bench import Bench, Level
from lerende_organisatie.psychometrics.invariance.collapse import Joined
from lerende_organisatie.psychometrics.invariance.latent_means import LatentMeans, latent_means
from lerende_organisatie.psychometrics.invariance.parameters import Key
from lerende_organisatie.psychometrics.invariance.rules import (
    ACCEPTABLE_CFI,
    ACCEPTABLE_RMSEA,
    RULES,
    Change,
    RuleName,
    Verdict,
    configural_fits,
    deciding_rule,
    judge,
)

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.invariance.partial import PartialInvariance

PLAIN = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper", "srmr")
SCALED = ("chisq_scaled", "df_scaled", "pvalue_scaled", "chisq_scaling_factor")
INDICES = ("cfi", "tli", "rmsea", "rmsea_ci_lower", "rmsea_ci_upper")


@dataclass(frozen=True, eq=False, repr=False)
class Invariance(Cited):
    """A ladder of measurement invariance.

    Attributes
    ----------
    levels : tuple of Level
        In order, each with its fit, its comparison with the level below it, and what there is to know of it.
    bench : Bench
        The moments, from which any level can be fitted again.
    group : str
        The column of the groups.
    partial : tuple of (lhs, op, rhs)
        Relations that stayed free.
    left_out : tuple of str
        Groups and items that could not take part, each with the reason.
    joined : tuple of Joined
        Categories that were joined in every group because a group did not use them.
    """

    levels: tuple[Level, ...]
    bench: Bench
    group: str
    partial: tuple[Key, ...]
    left_out: tuple[str, ...]
    joined: tuple[Joined, ...]

    def _cites(self) -> tuple[str, ...]:
        """Levels, rules of thumb, and what the fit of every level rests on."""
        levels = ("wu2016",) if self.ordinal else ("meredith1993",)
        rules = [verdict.rule for verdict in self.verdicts]
        order = ("svetina2020",) if "rutkowski2017" in rules else ()
        return (*levels, *rules, *order, *(key for fit in self.fits.values() for key in keys_of(fit)))

    @property
    def ordinal(self) -> bool:
        """Whether items are ordinal."""
        return self.bench.ordinal

    @property
    def group_labels(self) -> tuple[str, ...]:
        """The groups, the one that others are compared with first."""
        return tuple(g.label for g in self.bench.sample.groups)

    @property
    def n(self) -> dict[str, int]:
        """Respondents used, by group."""
        return {g.label: len(g.rows) for g in self.bench.sample.groups}

    @property
    def fits(self) -> dict[str, Fit]:
        """The levels that were fitted, by name."""
        return {level.name: level.fit for level in self.levels if level.fit is not None}

    @property
    def untested(self) -> dict[str, str]:
        """The levels that could not be tested, with the reason."""
        return {level.name: level.reason for level in self.levels if level.fit is None}

    @property
    def collapsed(self) -> pd.DataFrame:
        """Categories that were joined: ``item category into groups n``."""
        rows = [(j.item, j.category, j.into, ", ".join(j.groups), j.n) for j in self.joined]
        return pd.DataFrame(rows, columns=["item", "category", "into", "groups", "n"])

    # changes in fit --------------------------------------------------------------------------------------------------

    @cached_property
    def index(self) -> str:
        """Which CFI and RMSEA the changes are of: "robust", "scaled" or "" (plain).

        For continuous items the robust ones (Brosseau-Liard & Savalei, 2014), which estimate what maximum likelihood
        would give with normal answers, for which the cut-offs were derived. For ordinal items the scaled ones: the
        robust ones of Savalei (2021) look at correlations alone, so that unequal thresholds and intercepts would pass
        unseen. Where the estimator has no such index the plain ones.
        """
        kind = "scaled" if self.ordinal else "robust"
        names = [f"cfi_{kind}", f"rmsea_{kind}"]
        return kind if all(_finite(fit, names) for fit in self.fits.values()) else ""

    def change(self, name: str, kind: str | None = None) -> Change:
        """The change in fit from the level below to a level; NaN where there is none.

        Parameters
        ----------
        name : str
        kind : {"robust", "scaled", ""}, optional
            Which version of CFI and RMSEA; by default :attr:`index`.
        """
        kind = self.index if kind is None else kind
        level = self.level(name)
        below = self.fits.get(level.compared_with)
        values = dict.fromkeys(("cfi", "rmsea", "srmr"), float("nan"))
        if level.fit is not None and below is not None:
            a, b = below.fit_measures, level.fit.fit_measures
            suffix = f"_{kind}" if kind else ""
            for index in ("cfi", "rmsea"):
                values[index] = float(b[f"{index}{suffix}"] - a[f"{index}{suffix}"])
            values["srmr"] = float(b["srmr"] - a["srmr"])
        return Change(
            name, values["cfi"], values["rmsea"], values["srmr"], sum(self.n.values()), len(self.n), self.ordinal
        )

    def level(self, name: str) -> Level:
        """A level by name.

        Raises
        ------
        OptionError
            There is none of that name.
        """
        for level in self.levels:
            if level.name == name:
                return level
        raise OptionError(f"level={name!r} is not one of {', '.join(level.name for level in self.levels)}")

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What each published rule says of each level above the first."""
        result = []
        for level in self.levels[1:]:
            for rule in RULES:
                kind = "scaled" if rule.index == "scaled" and self._has_scaled else None
                result.append(judge(rule, self.change(level.name, kind)))
        return tuple(result)

    @property
    def _has_scaled(self) -> bool:
        return all(_finite(fit, ["cfi_scaled", "rmsea_scaled"]) for fit in self.fits.values())

    @property
    def rule(self) -> RuleName:
        """The rule that decides which level is supported: the one derived for so many groups of such items."""
        return deciding_rule(len(self.n), self.ordinal)

    @cached_property
    def supported(self) -> str | None:
        """The highest level that holds with all below it; None where the configural model does not fit.

        The configural model must have a CFI of at least .90 and an RMSEA of at most .08; every further level must hold
        by :attr:`rule`. A level that restricts nothing is passed over.
        """
        return self.supported_by(self.rule)

    def supported_by(self, rule: RuleName) -> str | None:
        """The highest level that holds by a rule with all below it; see :attr:`supported`.

        Parameters
        ----------
        rule : {"chen2007", "cheung2002", "rutkowski2014", "rutkowski2017"}

        Raises
        ------
        OptionError
            There is no such rule.
        """
        if rule not in {r.name for r in RULES}:
            raise OptionError(f"rule={rule!r} is not offered; choose from {', '.join(r.name for r in RULES)}")
        measures = self.levels[0].fit.fit_measures if self.levels[0].fit is not None else None
        suffix = f"_{self.index}" if self.index else ""
        if measures is None or not configural_fits(measures[f"cfi{suffix}"], measures[f"rmsea{suffix}"]):
            return None
        highest: str = self.levels[0].name
        said = {v.level: v.outcome for v in self.verdicts if v.rule == rule}
        for level in self.levels[1:]:
            if level.fit is None:
                continue
            if level.comparison is not None and level.comparison.df_diff and said[level.name] != "holds":
                break
            highest = level.name
        return highest

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per level.

        Returns
        -------
        DataFrame
            Index ``level``. Fit: ``chisq df pvalue cfi tli rmsea rmsea_ci_lower rmsea_ci_upper srmr``, the same scaled
            and robust where the estimator has them. Beside the level ``compared_with``: ``chisq_diff df_diff
            pvalue_diff`` (scaled where the test is), ``delta_cfi delta_rmsea`` (of the version named in
            ``delta_index``), ``delta_srmr``. What each rule says: ``chen2007 cheung2002 rutkowski2014 rutkowski2017``.
            ``supported``: whether the level holds with all below it; ``reason``: why a row is empty, or why the
            configural model supports no level.
        """
        rows = [self._row(level) for level in self.levels]
        return pd.DataFrame(rows, index=pd.Index([level.name for level in self.levels], name="level"))

    def _row(self, level: Level) -> dict[str, object]:
        known = next(iter(self.fits.values())).fit_measures.index
        kinds = [k for k in ("scaled", "robust") if f"cfi_{k}" in known]
        names = [*PLAIN, *(SCALED if "scaled" in kinds else ()), *(f"{i}_{k}" for k in kinds for i in INDICES)]
        row: dict[str, object] = {name: float("nan") for name in names}
        if level.fit is not None:
            row |= {name: float(level.fit.fit_measures.get(name, np.nan)) for name in names}
        row["compared_with"] = level.compared_with
        row |= dict.fromkeys(("chisq_diff", "df_diff", "pvalue_diff"), float("nan"))
        if level.comparison is not None:
            found = level.comparison
            row |= {"chisq_diff": found.chisq_diff, "df_diff": found.df_diff, "pvalue_diff": found.pvalue}
        change = self.change(level.name)
        row |= {"delta_cfi": change.cfi, "delta_rmsea": change.rmsea, "delta_srmr": change.srmr}
        row["delta_index"] = self.index or "plain"
        said = {v.rule: v.outcome for v in self.verdicts if v.level == level.name}
        row |= {r.name: said.get(r.name, "") for r in RULES}
        row["supported"] = level.fit is not None and self._place(level.name) <= self._place(self.supported)
        row["reason"] = level.reason or (self._misfit if level is self.levels[0] else "")
        return row

    @property
    def _misfit(self) -> str:
        """Why the configural model cannot carry the levels above it; empty where it can."""
        measures = self.levels[0].fit.fit_measures if self.levels[0].fit is not None else None
        if measures is None or self.supported is not None:
            return ""
        suffix = f"_{self.index}" if self.index else ""
        cfi, rmsea = measures[f"cfi{suffix}"], measures[f"rmsea{suffix}"]
        return (
            f"the model does not fit, so no level is supported: CFI {cfi:.3f} and RMSEA {rmsea:.3f} "
            f"({self.index or 'plain'}), where at least {ACCEPTABLE_CFI:.2f} and at most {ACCEPTABLE_RMSEA:.2f} are "
            "needed; look at the model in each group before comparing groups"
        )

    def _place(self, name: str | None) -> int:
        """How high a level stands; −1 for none."""
        return -1 if name is None else [level.name for level in self.levels].index(self.level(name).name)

    # what follows ----------------------------------------------------------------------------------------------------

    def latent_means(self, level: str = "scalar") -> LatentMeans:
        """Differences between the groups' factor means, with intervals and effect sizes.

        Parameters
        ----------
        level : {"scalar", "strict"}
            Of which model.

        Returns
        -------
        LatentMeans
            Marked where the scalar level is not supported: the comparison can be made, not defended.

        Raises
        ------
        OptionError
            That level has no means to compare, or was not fitted.
        """
        fit = self.level(level).fit
        if fit is None:
            raise OptionError(f"the level {level!r} was not fitted: {self.level(level).reason}")
        return latent_means(fit, level, self._objection())

    def release_tests(self, level: str) -> pd.DataFrame:
        """A score test of every equality that a level adds, with the change to expect if it were released.

        Parameters
        ----------
        level : {"thresholds", "metric", "scalar", "strict"}

        Returns
        -------
        DataFrame
            See :func:`~.release.release_tests`.

        Raises
        ------
        OptionError
            That level was not fitted, or adds nothing.
        """
        from lerende_organisatie.psychometrics.invariance.release import KINDS, release_tests

        fit = self.level(level).fit
        if fit is None or level not in KINDS:
            why = self.level(level).reason or "it holds nothing equal"
            raise OptionError(f"level {level!r} has no equalities to release: {why}")
        return release_tests(fit, level)

    def item_bias(self, level: str = "scalar") -> pd.DataFrame:
        """How much answers differ between groups at the same standing: dMACS, signed and unsigned bias of every item.

        Parameters
        ----------
        level : {"scalar", "strict"}
            Of which model; items that are free in it (``group_partial``) can differ, the others link the groups.

        Returns
        -------
        DataFrame
            See :func:`~.item_bias.item_bias`.

        Raises
        ------
        OptionError
            That level has no common metric, or was not fitted.
        """
        from lerende_organisatie.psychometrics.invariance.item_bias import item_bias

        fit = self.level(level).fit
        if fit is None or self._place(level) < self._place("scalar"):
            raise OptionError(
                f"level={level!r} has no fitted model with factor means on one scale; choose scalar, strict"
            )
        return item_bias(fit)

    def partial_search(self, alpha: float = 0.05, levels: Sequence[str] | None = None) -> PartialInvariance:
        """Search for what breaks the levels, one parameter at a time; see :mod:`~.invariance.partial` for the rule.

        Parameters
        ----------
        alpha : float
            The chance, over all levels and looks, of releasing anything where everything is equal.
        levels : of "thresholds", "metric", "scalar", "strict", optional
            By default all but strict.

        Returns
        -------
        PartialInvariance

        Raises
        ------
        OptionError
            A level is not part of the ladder, or ``alpha`` is no probability.
        """
        from lerende_organisatie.psychometrics.invariance.partial import search

        return search(self, alpha, levels)

    def _objection(self) -> str:
        """Why means should not be compared; empty where they may be."""
        held = self.supported
        if self._place(held) >= self._place("scalar"):
            return ""
        found = "no level: the configural model does not fit" if held is None else f"the {held} level"
        return f"means need the scalar level, and the data support {found} (by {self.rule})"

    def __repr__(self) -> str:
        groups = ", ".join(f"{label} ({n})" for label, n in self.n.items())
        return f"<Invariance over {self.group}: {groups}; supported: {self.supported or 'none'}>"


def _finite(fit: Fit, names: list[str]) -> bool:
    return all(name in fit.fit_measures.index and bool(np.isfinite(fit.fit_measures[name])) for name in names)
