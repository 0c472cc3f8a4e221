"""Moments computed once, and any level fitted to them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lerende_organisatie.errors import LerendeOrganisatieError, LerendeOrganisatieWarning, OptionError
from lerende_organisatie.psychometrics.cfa.comparison import Comparison, compare
from lerende_organisatie.psychometrics.cfa.estimate import fit_table, sample_moments
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.options import Missing, Options, resolve
from lerende_organisatie.psychometrics.cfa.ordinal_estimate import (
    OrdinalOptions,
    fit_ordinal_table,
    ordinal_options,
    ordinal_sample,
    threshold_counts,
)
from lerende_organisatie.psychometrics.cfa.robust import exogenous_columns
from lerende_organisatie.psychometrics.cfa.robust_incomplete import SaturatedModel
from lerende_organisatie.psychometrics.cfa.syntax import ModelText
from lerende_organisatie.psychometrics.cfa.table import ParameterTable, build_table
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.invariance.levels import LevelName, Step, ladder
from lerende_organisatie.psychometrics.invariance.not_found import why_not_found
from lerende_organisatie.psychometrics.invariance.parameters import Key, fixed_loading, level_table, remark, untestable
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.data import Sample
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments


@dataclass(frozen=True, slots=True)
class Level:
    """One level as fitted, beside the level before it.

    Attributes
    ----------
    name : str
        "configural", "thresholds", "metric", "scalar" or "strict".
    equal : tuple of str
        What is equal across groups.
    allows : str
        What may be compared between groups where the level holds.
    fit : Fit or None
        None where it could not be tested.
    compared_with : str
        The nearest level below that was fitted; empty at the first.
    comparison : Comparison or None
    reason : str
        Why it could not be tested, or what is to be known of the test; mostly empty.
    warnings : tuple of str
        What the fit was warned of.
    """

    name: LevelName
    equal: tuple[str, ...]
    allows: str
    fit: Fit | None
    compared_with: str
    comparison: Comparison | None
    reason: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """Moments computed once, and how any level is fitted to them.

    Attributes
    ----------
    configural : ParameterTable
    moments : tuple of GroupMoments, or of OrdinalMoments
    sample : Sample
    options : Options or OrdinalOptions
    saturated : SaturatedModel or None
        The unrestricted moments of incomplete answers, which every level is compared with.
    """

    configural: ParameterTable
    moments: tuple[GroupMoments, ...] | tuple[OrdinalMoments, ...]
    sample: Sample
    options: Options | OrdinalOptions
    saturated: SaturatedModel | None = None

    @property
    def ordinal(self) -> bool:
        """Whether items are ordinal."""
        return isinstance(self.options, OrdinalOptions)

    def fit(self, step: Step, partial: Iterable[Key], near: Fit | None = None) -> Fit:
        """Fit a level.

        Parameters
        ----------
        step : Step
        partial : relations as (lhs, op, rhs)
            What stays free.
        near : Fit, optional
            Of another level; the search starts at its estimates.

        Raises
        ------
        IdentificationError, DataError, OptionError
        """
        table = level_table(self.configural, step, partial)
        if near is not None:
            table = _started(table, near)
        if isinstance(self.options, OrdinalOptions):
            ordinal = tuple(m for m in self.moments if isinstance(m, OrdinalMoments))
            return fit_ordinal_table(table, ordinal, self.sample, self.options)
        moments = tuple(m for m in self.moments if isinstance(m, GroupMoments))
        if self.saturated is not None:
            moments = self.saturated.moments
        return fit_table(table, moments, self.sample, self.options, self.saturated)

    def level(self, step: Step, partial: Iterable[Key], before: Level | None) -> Level:
        """A level beside the one before it; where it cannot be tested, the reason."""
        partial = tuple(partial)
        name = before.name if before else ""
        if why := untestable(self.configural, step, partial):
            return Level(step.name, step.equal, step.allows, None, name, None, why, ())
        fit, comparison, reason = None, None, remark(self.configural, step)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", LerendeOrganisatieWarning)
            try:
                fit = self.fit(step, partial, before.fit if before else None)
                if not fit.converged and before and before.fit:  # from starting values of its own
                    fit = self.fit(step, partial)
                if fit.converged and before is None:
                    fit = self._upright(fit, step, partial)
                if fit.converged:
                    _ = fit.fit_measures
                    comparison = None if before is None or before.fit is None else compare(before.fit, fit)
                    if comparison is not None and comparison.df_diff and np.isnan(comparison.chisq_diff):
                        reason = (
                            "the scaled difference test does not exist here (Satorra & Bentler, 2001); "
                            "compare(..., method='satorra.bentler.2010') of the two fits has one"
                        )
                else:
                    reason = why_not_found(fit, step)
                    fit = None
            except LerendeOrganisatieError as error:
                if before is None:
                    raise
                fit, comparison, reason = None, None, str(error)
        for seen in caught:
            warnings.warn(f"{step.name}: {seen.message}", seen.category, stacklevel=4)
        told = tuple(dict.fromkeys(str(seen.message) for seen in caught))
        return Level(step.name, step.equal, step.allows, fit, name, comparison, reason, told)

    def _upright(self, fit: Fit, step: Step, partial: Iterable[Key]) -> Fit:
        """The same fit with every factor pointing where most of its items do: with variances fixed its sign is free."""
        turned = {
            (factor, g + 1)
            for g, x in enumerate(fit.matrices)
            for k, factor in enumerate(fit.latent_names)
            if x.loading[:, k].sum() < 0 and not fixed_loading(fit.table, factor)
        }
        if not turned:
            return fit
        signed = fit.theta * [_sign(row.lhs, row.rhs, row.group, turned) for row in fit.table.free]
        return self.fit(step, partial, replace(fit, theta=signed))


def _sign(lhs: str, rhs: str, group: int, turned: set[tuple[str, int]]) -> float:
    """What turning some factors does to a parameter."""
    return float((-1) ** (((lhs, group) in turned) + ((rhs, group) in turned)))


def _started(table: ParameterTable, near: Fit) -> ParameterTable:
    """The table with another fit's estimates for starting values, where the text gives none."""
    value = {
        (row.lhs, row.op, row.rhs, row.group): float(x) for row, x in zip(near.table.free, near.theta, strict=True)
    }
    rows = tuple(
        replace(row, start=value.get((row.lhs, row.op, row.rhs, row.group), _neutral(row.op)))
        if row.free and row.start is None
        else row
        for row in table.rows
    )
    return replace(table, rows=rows)


def _neutral(op: str) -> float:
    """Where a parameter that has just become free stood."""
    return 0.0 if op == "~1" else 1.0


def set_up(
    text: ModelText,
    frame: pd.DataFrame,
    group: str,
    estimator: str | None,
    ordered: Sequence[str],
    missing: Missing,
    cluster: str | None,
    sampling_weights: str | None,
) -> Bench:
    """Draw the sample and compute its moments.

    Parameters
    ----------
    text, frame, group
        As :func:`~.prepare.prepare` leaves them.
    estimator, missing, cluster, sampling_weights
        As of :func:`~.ladder.invariance`.
    ordered : items
        The ordinal ones.

    Raises
    ------
    DataError, OptionError, ModelSyntaxError
    """
    options: Options | OrdinalOptions
    moments: tuple[GroupMoments, ...] | tuple[OrdinalMoments, ...]
    if ordered:
        if missing == "fiml":
            raise OptionError("missing='fiml' is for continuous items; for ordinal items choose listwise or pairwise")
        options = ordinal_options(
            estimator or "WLSMV", ordered, "theta", missing, group, (), (), True, False, None, None, None, 500, cluster,
            sampling_weights,
        )  # fmt: skip
        if given := roles(text.statements).covariates:
            raise OptionError(
                f"invariance of ordinal items given covariates ({', '.join(given)}) is not offered; leave them "
                "out of the model, and ask sem(..., group=...) about them once the level that holds is known"
            )
        sample, moments = ordinal_sample(text, frame, options)
        table = build_table(
            text, n_groups=len(moments), meanstructure=True, fixed_x=False, std_lv=True,
            thresholds=threshold_counts(moments[0]), parameterization="theta",
        )  # fmt: skip
        return Bench(table, moments, sample, options)
    options = resolve(
        text,
        True,
        estimator,
        group,
        (),
        (),
        missing,
        cluster,
        sampling_weights,
        True,
        False,
        None,
        True,
        None,
        None,
        None,
        None,
        500,
    )
    sample, moments = sample_moments(text, frame, group, cluster, sampling_weights, options)
    table = build_table(text, n_groups=len(moments), meanstructure=True, fixed_x=options.fixed_x, std_lv=True)
    incomplete = any(m.incomplete is not None for m in moments)
    saturated = SaturatedModel(moments, exogenous_columns(table)) if incomplete else None
    return Bench(table, moments, sample, options, saturated)


def climb(bench: Bench, partial: frozenset[Key]) -> tuple[Level, ...]:
    """All levels, each beside the nearest one below it that was fitted."""
    levels: list[Level] = []
    for step in ladder(bench.ordinal):
        before = next((level for level in reversed(levels) if level.fit is not None), None)
        levels.append(bench.level(step, partial, before))
    return tuple(levels)
