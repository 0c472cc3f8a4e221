"""Least squares on the moments of continuous items, weighted without assuming a distribution: WLS, DWLS and ULSM(V).

The same algebra as for ordinal items (see ``weighted_least_squares``), with means, variances and covariances for
statistics and Browne's (1984) distribution-free Γ: WLS weighs with its inverse (asymptotically distribution-free, ADF),
DWLS with the inverse of its diagonal, ULSM and ULSMV with ones and Γ in their errors and tests.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa import fit_indices as index
from lerende_organisatie.psychometrics.cfa.bootstrap import Bootstrap, Statistic, bootstrap, resampled
from lerende_organisatie.psychometrics.cfa.constraints import bent_constraints, defined_quantities, equalities
from lerende_organisatie.psychometrics.cfa.fit_measures import residual_measures
from lerende_organisatie.psychometrics.cfa.implied_tables import ImpliedMoments, implied_moments_of
from lerende_organisatie.psychometrics.cfa.inference import require_identified
from lerende_organisatie.psychometrics.cfa.matrices import compile_table
from lerende_organisatie.psychometrics.cfa.objective import Objective, estimate
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.ordinal_fit_measures import ordinal_fit_measures
from lerende_organisatie.psychometrics.cfa.ordinal_objective import ordinal_objectives
from lerende_organisatie.psychometrics.cfa.robust_indices import Noncentrality, robust_measures
from lerende_organisatie.psychometrics.cfa.scores import FactorScores, factor_scores
from lerende_organisatie.psychometrics.cfa.second_opinion import SecondOpinion, refused
from lerende_organisatie.psychometrics.cfa.start import starting_values
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedObjective, told_exactly
from lerende_organisatie.psychometrics.moments.complete import GroupMoments, complete_moments
from lerende_organisatie.psychometrics.moments.moment_influence import MomentInfluence
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments
from lerende_organisatie.psychometrics.moments.ordinal_pairs import lower_triangle
from lerende_organisatie.repeat import Progress

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.estimators import Estimator
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.cfa.options import Options
    from lerende_organisatie.psychometrics.cfa.table import ParameterTable
    from lerende_organisatie.psychometrics.moments.data import Sample

MOST_STEPS = 200


class DistributionFreeFit(OrdinalFit):
    """A model fitted by weighted least squares to the moments of continuous items.

    ``ordinal`` holds these moments with what each respondent adds to them; no item is ordinal.
    """

    @cached_property
    def fit_measures(self) -> pd.Series:
        """Chi-square, its degrees of freedom, and every index of fit; names as in lavaan with underscores for dots."""
        return _fit_measures(self)

    def implied_moments(self) -> tuple[ImpliedMoments, ...]:
        """Means and covariances that the model implies, by group; see :meth:`Fit.implied_moments`."""
        return implied_moments_of(self)

    def factor_scores(self, method: str = "regression") -> FactorScores:
        """Factor scores of every row used; see :meth:`Fit.factor_scores`."""
        return factor_scores(self, method)

    def bootstrap(
        self,
        n_boot: int = 1000,
        *,
        seed: int = 1,
        statistic: Statistic | None = None,
        level: float = 0.95,
        n_jobs: int = 1,
        progress: Progress | None = None,
    ) -> Bootstrap:
        """Refit to rows drawn with replacement; see :meth:`Fit.bootstrap`."""
        return bootstrap(
            self, n_boot, seed=seed, statistic=statistic, level=level, n_jobs=n_jobs, progress=progress, refit=_refit
        )

    def second_opinion(self) -> SecondOpinion:
        """None: semopy has no such estimator with lavaan's weights."""
        return refused(f"semopy has no {self.estimator.name} with distribution-free weights")


def distribution_free_moments(moments: GroupMoments, observed: tuple[str, ...], means: bool) -> OrdinalMoments:
    """Means, variances and covariances (divisor n − 1) of one group as statistics with influence values.

    Parameters
    ----------
    moments : GroupMoments
        Of complete rows.
    observed : p names
    means : bool
        Whether means are among the statistics.
    """
    assert moments.data is not None
    n, p = moments.data.values.shape
    rows, columns = lower_triangle(p)
    unbiased = moments.cov * (n / (n - 1.0))
    deviation = np.sqrt(np.diag(unbiased))
    return OrdinalMoments(
        items=observed,
        ordered=np.zeros(p, dtype=bool),
        categories=((),) * p,
        rows=np.arange(n),
        locations=moments.mean if means else np.zeros(0),
        location_items=np.arange(p if means else 0),
        means=moments.mean,
        variances=np.diag(unbiased).copy(),
        correlations=unbiased / np.outer(deviation, deviation),
        covariance=unbiased,
        pair_rows=rows,
        pair_columns=columns,
        counts=np.zeros((0, 0)),
        filled_pairs=(),
        influence=MomentInfluence((moments.data.values - moments.mean).T, moments.cov, rows, columns, means),
        given=None,
        slopes=np.zeros((p, 0)),
    )


def _objectives(
    table: ParameterTable, moments: tuple[GroupMoments, ...], ordinal: tuple[OrdinalMoments, ...], row: Estimator
) -> tuple[WeightedObjective, Objective]:
    groups = compile_table(table, {g + 1: (m.mean, m.cov) for g, m in enumerate(moments)})
    weighted, plain = ordinal_objectives(groups, list(ordinal), list(moments), row, "delta", len(table.free))
    return weighted, replace(plain, means=table.meanstructure)


def fit_distribution_free(
    table: ParameterTable, moments: tuple[GroupMoments, ...], sample: Sample | None, options: Options
) -> DistributionFreeFit:
    """Fit a table of parameters to the moments of complete rows, weighted without assuming a distribution.

    Raises
    ------
    OptionError
        Covariates have fixed moments, or a constraint is not linear.
    DataError
        Too few rows for WLS.
    IdentificationError
    """
    from lerende_organisatie.psychometrics.cfa.admissible import require_moments

    row = options.estimator
    if any(r.exogenous for r in table.rows):
        raise OptionError(f"estimator={row.name!r} takes covariates as random; leave fixed_x out, or choose MLR")
    if bent_constraints(table):
        raise OptionError(f"estimator={row.name!r} takes linear constraints only; choose MLR")
    observed = table.variables.observed
    ordinal = tuple(distribution_free_moments(m, observed, table.meanstructure) for m in moments)
    weighted, plain = _objectives(table, moments, ordinal, row)
    equal = equalities(table)
    require_moments(table, plain, equal.basis.shape[1])
    n = float(sum(m.n for m in moments))
    groups = [term.group for term in weighted.terms]
    start, moving = told_exactly(weighted, equal, starting_values(table, groups, list(moments)))
    require_identified(weighted, moving, start, [r.text for r in table.free])
    found = estimate(weighted, moving, start, n, options.max_iterations)
    return DistributionFreeFit(
        table=table,
        estimator=row,
        missing=options.missing,
        information="expected",
        moments=moments,
        sample=sample,
        objective=plain,
        equalities=equal,
        theta=found.x,
        converged=found.converged,
        iterations=found.iterations,
        value=found.value,
        quantities=defined_quantities(table),
        weighted=weighted,
        ordinal=ordinal,
    )


def _refit(fit: Fit, rng: np.random.Generator) -> Fit | None:
    """The same model fitted to resampled rows, begun at the estimates."""
    assert isinstance(fit, DistributionFreeFit)
    assert fit.sample is not None
    groups = tuple(resampled(data, rng) for data in fit.sample.groups)
    observed = fit.sample.observed
    moments = tuple(complete_moments(data, observed) for data in groups)
    ordinal = tuple(distribution_free_moments(m, observed, fit.table.meanstructure) for m in moments)
    weighted, plain = _objectives(fit.table, moments, ordinal, fit.estimator)
    start, moving = told_exactly(weighted, fit.equalities, fit.theta)
    found = estimate(weighted, moving, start, float(sum(m.n for m in moments)), MOST_STEPS)
    return replace(
        fit,
        sample=replace(fit.sample, groups=groups),
        moments=moments,
        ordinal=ordinal,
        weighted=weighted,
        objective=plain,
        theta=found.x,
        converged=found.converged,
        iterations=found.iterations,
        value=found.value,
    )


def _fit_measures(fit: DistributionFreeFit) -> pd.Series:
    """Those of least squares, residual indices over means, variances and covariances, robust indices as for ML."""
    values: dict[str, float] = {str(k): float(v) for k, v in ordinal_fit_measures(fit).drop("wrmr").items()}
    values |= residual_measures(fit)
    n, groups, df = float(fit.n_obs - len(fit.moments)), len(fit.moments), fit.df
    values["ecvi"] = index.ecvi(fit.chisq, fit.npar, n)
    test, test_b = fit.scaled_test, fit.baseline.scaled
    if test is not None and test_b is not None and fit.estimator.test != "mean.var.adjusted" and df:
        model = Noncentrality(fit.chisq, df, test.mean_factor)
        unrelated = Noncentrality(fit.baseline.chisq, fit.baseline.df, test_b.mean_factor)
        values |= robust_measures(model, unrelated, (test.chisq, test.scaling_factor), n, groups)
    return pd.Series(values, name=fit.estimator.name, dtype=float)
