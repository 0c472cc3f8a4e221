"""A model fitted to ordinal items: the same result, with what their thresholds and scales change."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.bootstrap import Bootstrap, Statistic, bootstrap
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.implied import Directions, Implied, directions, implied_moments
from lerende_organisatie.psychometrics.cfa.implied_tables import ImpliedMoments, ordinal_implied_moments
from lerende_organisatie.psychometrics.cfa.inference import inverse_information
from lerende_organisatie.psychometrics.cfa.matrices import Matrices, Matrix
from lerende_organisatie.psychometrics.cfa.objective import Place
from lerende_organisatie.psychometrics.cfa.ordinal_baseline import OrdinalBaseline, ordinal_baseline
from lerende_organisatie.psychometrics.cfa.ordinal_fit_measures import ordinal_fit_measures
from lerende_organisatie.psychometrics.cfa.ordinal_modification import ordinal_modification_table
from lerende_organisatie.psychometrics.cfa.ordinal_refit import refit_ordinal
from lerende_organisatie.psychometrics.cfa.ordinal_residuals import ordinal_residuals
from lerende_organisatie.psychometrics.cfa.ordinal_scores import ordinal_factor_scores
from lerende_organisatie.psychometrics.cfa.ordinal_tests import (
    Pushed,
    gamma_of,
    meat,
    pushed,
    pushed_meat,
    scaled_test,
    traces,
)
from lerende_organisatie.psychometrics.cfa.residuals import Residuals
from lerende_organisatie.psychometrics.cfa.scaled_tests import ScaledTest
from lerende_organisatie.psychometrics.cfa.score_tests import ScoreTests, released
from lerende_organisatie.psychometrics.cfa.scores import FactorScores
from lerende_organisatie.psychometrics.cfa.second_opinion import SecondOpinion, refused
from lerende_organisatie.psychometrics.cfa.standardised import Derived, Standardisation, Standardised, standardise
from lerende_organisatie.psychometrics.cfa.unbiased_trace import UnbiasedTraces, unbiased_ordinal_traces
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import (
    WeightedObjective,
    WeightedPlace,
    saturated_locations,
)
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments
from lerende_organisatie.psychometrics.moments.ordinal_influence import weighted_square
from lerende_organisatie.repeat import Progress

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class OrdinalFit(Fit):
    """A structural equation model fitted to ordinal items, or to ordinal and continuous ones.

    ``moments`` holds the means and covariances of the responses behind the answers, and ``objective`` their plain
    distance from the implied ones; what was minimised is ``weighted``.

    Attributes
    ----------
    weighted : WeightedObjective
    ordinal : tuple of OrdinalMoments
        Thresholds and correlations, by group.
    """

    weighted: WeightedObjective = field(default_factory=lambda: WeightedObjective((), 0))
    ordinal: tuple[OrdinalMoments, ...] = ()

    @property
    def observed_names(self) -> tuple[str, ...]:
        """The observed variables, in the order of the matrices; without covariates."""
        return self.layout.observed

    @property
    def parameterization(self) -> str:
        """``delta`` or ``theta``."""
        return self.table.parameterization

    # at the estimates ------------------------------------------------------------------------------------------------

    @cached_property
    def weighted_places(self) -> tuple[WeightedPlace, ...]:
        """Implied statistics and their Jacobian, by group."""
        found = self.weighted.places(self.theta)
        assert found is not None
        return tuple(found)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Implied moments of the responses behind the answers, and directions, of each group."""
        result = []
        for term, place in zip(self.objective.terms, self.weighted_places, strict=True):
            now = place.implied.moments
            distance = term.discrepancy.at(now.sigma, now.mu)
            assert distance is not None
            result.append(Place(term, now, distance, place.directions))
        return tuple(result)

    @cached_property
    def matrices(self) -> tuple[Matrices, ...]:
        """Λ, Θ, Ψ, B, ν, α, τ, δ of each group, with the residual variances or scales that follow from the others."""
        return tuple(place.implied.matrices for place in self.weighted_places)

    @property
    def n_moments(self) -> int:
        """Thresholds, correlations, and means and variances of continuous items."""
        return sum(term.at.size for term in self.weighted.terms)

    @property
    def searched(self) -> tuple[Any, list[Any]]:
        """What was minimised, and its places at the estimates."""
        return self.weighted, list(self.weighted_places)

    @cached_property
    def sandwich_places(self) -> tuple[WeightedPlace, ...]:
        """The same with groups weighed by n_g/N, as errors and tests do, where the discrepancy has (n_g − 1)/N."""
        return tuple(
            replace(place, term=replace(place.term, weight=m.n / self.n_obs))
            for place, m in zip(self.weighted_places, self.ordinal, strict=True)
        )

    @property
    def divisor(self) -> int:
        """What turns asymptotic covariance matrices into those of estimates: N less the number of groups."""
        return self.n_obs - len(self.moments)

    @cached_property
    def bread(self) -> Floats:
        """(Δ′W̃Δ)⁻¹ of the free estimates (q, q)."""
        return self.bread_of_estimated if self.equalities.trivial else self.equalities.spread(self.bread_of_estimated)

    @cached_property
    def bread_of_estimated(self) -> Floats:
        """The same of what is estimated, equal parameters counted once (r, r)."""
        information = self.weighted.information_within(list(self.sandwich_places), self.equalities)
        return inverse_information(information, self.equalities, [row.text for row in self.table.free])

    @cached_property
    def vcov(self) -> Floats:
        """Covariance matrix of the free estimates (q, q)."""
        if self.estimator.se == "standard":
            return self.bread / self.divisor
        if self.covariances_only or self.estimator.test == "standard":  # Γ whole is not needed for anything else
            between = meat(self.sandwich_places, self.ordinal, self.weighted.size)
            return np.asarray(self.bread @ between @ self.bread / self.divisor, dtype=float)
        return self.equalities.spread(self.spread_of_estimated) / self.divisor

    @cached_property
    def spread_of_estimated(self) -> Floats:
        """E⁻¹Δ′W̃ΓW̃ΔE⁻¹ of what is estimated, equal parameters counted once (r, r)."""
        if self.covariances_only or self.estimator.test == "standard" or self.estimator.se == "standard":
            return self.equalities.within(self.vcov * self.divisor)
        return np.asarray(self.low_rank @ self.bread_of_estimated, dtype=float)

    @cached_property
    def low_rank(self) -> Floats:
        """E⁻¹Δ′W̃ΓW̃Δ of what is estimated (r, r)."""
        middle = pushed_meat(self.sandwich_places, self.pushes, self.weighted.size)
        return np.asarray(self.bread_of_estimated @ self.equalities.pull_back(middle), dtype=float)

    # tests -----------------------------------------------------------------------------------------------------------

    @cached_property
    def covariances_only(self) -> bool:
        """Whether thresholds and means are reproduced exactly, so that the test is of the covariances alone."""
        return saturated_locations(self.weighted.terms, self.equalities)

    @cached_property
    def gammas(self) -> tuple[Floats, ...]:
        """Γ by group; its block of variances and covariances where thresholds are not tested."""
        return tuple(gamma_of(m, self.covariances_only) for m in self.ordinal)

    @cached_property
    def squares(self) -> tuple[tuple[float, float], ...] | None:
        """The trace of (WΓ)² by group, of what is tested and of the covariances; None where W is not that of DWLS."""
        if self.estimator.discrepancy != "DWLS":
            return None
        if not self.covariances_only:
            return tuple(m.squared_dependence for m in self.ordinal)
        parts = [
            (gamma, gamma[-len(m.pair_rows) :, -len(m.pair_rows) :])
            for gamma, m in zip(self.gammas, self.ordinal, strict=True)
        ]
        found = []
        for gamma, pairs in parts:
            whole = weighted_square(gamma, 1.0 / np.diag(gamma))
            found.append((whole, whole if len(pairs) == len(gamma) else weighted_square(pairs, 1.0 / np.diag(pairs))))
        return tuple(found)

    @cached_property
    def pushes(self) -> tuple[Pushed, ...]:
        """Γ beside what the parameters move, by group."""
        both = zip(self.sandwich_places, self.gammas, strict=True)
        return tuple(pushed(place, gamma, self.covariances_only) for place, gamma in both)

    @cached_property
    def scaled_test(self) -> ScaledTest | None:
        """The scaled chi-square; None where the estimator has none."""
        if self.estimator.test == "standard":
            return None
        found = traces(
            self.sandwich_places, self.gammas, self.bread, self.covariances_only, self.pushes,
            None if self.squares is None else tuple(whole for whole, _ in self.squares), self.low_rank,
        )  # fmt: skip
        return scaled_test(self.estimator.test, self.chisq, self.df, found)

    @cached_property
    def unbiased_traces(self) -> UnbiasedTraces:
        """What the test with the unbiased trace is made of."""
        return unbiased_ordinal_traces(self)

    @cached_property
    def baseline(self) -> OrdinalBaseline:
        """The model in which nothing covaries."""
        scaled = self.estimator.test != "standard"
        own = {name: i for i, name in enumerate(self.observed_names)}
        related = np.array([own[x] for x in self.table.variables.covariates if x in own], dtype=np.intp)
        gammas = self.gammas if scaled else None
        squares = None if self.squares is None else tuple(pairs for _, pairs in self.squares)
        return ordinal_baseline(self.weighted.terms, self.n_obs, gammas, self.estimator.test, related, squares)

    @cached_property
    def fit_measures(self) -> pd.Series:
        """Chi-square, its degrees of freedom, and every index of fit; names as in lavaan with underscores for dots."""
        return ordinal_fit_measures(self)

    # tables ----------------------------------------------------------------------------------------------------------

    @cached_property
    def row_values(self) -> Floats:
        """The value of every row of the table, free, fixed or derived."""
        values = np.zeros(len(self.table.rows))
        for i, row in enumerate(self.table.rows):
            place = self.layout.place(row)
            matrix = self.marginal[row.group - 1][0].all()[place.matrix]
            values[i] = matrix[place.row] if matrix.ndim == 1 else matrix[place.row, place.column]
        return values

    def standardised_groups(self, kind: Standardisation, derivatives: bool = True) -> list[Standardised]:
        """Standardised values of each group's rows, with their derivatives in its free parameters if asked for."""
        result = []
        for g, place in enumerate(self.weighted_places):
            rows = [row for row in self.table.rows if row.group == g + 1]
            group, (x, now) = place.term.group, self.marginal[g]
            d = directions(group, now) if derivatives else None
            derived = None if d is None else self._derived(place, d)
            result.append(standardise(rows, self.layout, group, x, now, d, kind, derived))
        return result

    @cached_property
    def marginal(self) -> tuple[tuple[Matrices, Implied], ...]:
        """The matrices with the covariates' means and variances in the sample, and what they imply: not given x."""
        result = []
        for sample, place in zip(self.ordinal, self.weighted_places, strict=True):
            x = place.implied.matrices
            if sample.given is None:
                result.append((x, place.implied.moments))
                continue
            at = [self.layout.eta.index(name) for name in sample.covariates]
            latent, intercept = x.latent.copy(), x.latent_intercept.copy()
            latent[np.ix_(at, at)], intercept[at] = sample.given.covariance, sample.given.mean
            x = replace(x, latent=latent, latent_intercept=intercept)
            result.append((x, implied_moments(x)))
        return tuple(result)

    def _derived(self, place: WeightedPlace, marginal: Directions) -> Derived:
        """How variances of responses and of residuals, and scales, move with the group's parameters."""
        d, ordered = place.directions, place.term.at.ordered
        total = 2.0 * d.c * d.u * d.v  # given covariates
        by_covariates = 2.0 * marginal.c * marginal.u * marginal.v - total
        group = place.term.group
        residual = np.zeros_like(total)
        k = np.flatnonzero((group.matrix == Matrix.THETA) & (group.row == group.column))
        residual[group.row[k], k] = 1.0
        if self.parameterization == "delta":
            explained = total[ordered]
            total = total.copy()
            total[ordered] = -2.0 * place.scale_moves[ordered] / place.implied.scale[ordered, None] ** 3
            residual[ordered] = total[ordered] - explained
        return Derived(total + by_covariates, residual, place.scale_moves, ordered)

    def modification_indices(self, minimum: float = 0.0) -> pd.DataFrame:
        """What n·F would fall by if one fixed parameter were free; see :meth:`Fit.modification_indices`."""
        return ordinal_modification_table(self, minimum)

    def residuals(self) -> Residuals:
        """Observed less implied thresholds and correlations."""
        return ordinal_residuals(self)

    def implied_moments(self) -> tuple[ImpliedMoments, ...]:
        """Thresholds and correlations that the model implies, by group, in the metric of the observed ones."""
        return ordinal_implied_moments(self)

    def factor_scores(self, method: str = "EBM") -> FactorScores:
        """Factor scores of every row used by the posterior mode, with their determinacy.

        Parameters
        ----------
        method : {"EBM"}
            The mode of the factors given the answers (empirical Bayes modal), lavaan's and Mplus' for ordinal items.

        Returns
        -------
        FactorScores
            Missing answers are left out of a row's posterior. ``determinacy`` is √(1 − v̄/ω), v̄ the posterior variance
            (from the curvature at the mode) averaged over respondents and ω the factor's variance: the correlation of
            the scores with the factor, as ω − v̄ is the variance that answers tell (Green, Bock, Humphreys, Linn &
            Reckase, 1984).

        Raises
        ------
        OptionError
            Another method.
        DataError
            A residual variance, or the latent covariance matrix, is not positive.

        Warns
        -----
        AssumptionWarning
            Residuals of items covary, which scores leave out of account.
        """
        return ordinal_factor_scores(self, method)

    def score_tests(self) -> ScoreTests:
        """What n·F would fall by if one equality constraint, or all of them, were released; as in lavaan not scaled."""
        score = -0.5 * self.weighted.gradient(list(self.weighted_places))
        information = self.weighted.information(list(self.sandwich_places))
        return released(self.table, self.theta, score, information, self.n_obs)

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
        """Refit to resampled rows or whole clusters, thresholds and correlations anew; see :meth:`Fit.bootstrap`.

        A draw in which nobody chose a category that the data use has one threshold fewer, and counts as without
        a solution.
        """
        return bootstrap(
            self, n_boot, seed=seed, statistic=statistic, level=level, n_jobs=n_jobs, progress=progress,
            refit=refit_ordinal,
        )  # fmt: skip

    def second_opinion(self) -> SecondOpinion:
        """None: semopy's estimators for ordinal items do not run."""
        return refused(f"semopy has no {self.estimator.name} for ordinal items that runs")
