"""A fitted model: frozen, everything derived from the estimates, each part computed when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.bootstrap import Bootstrap, Statistic, bootstrap
from lerende_organisatie.psychometrics.cfa.constraints import Equalities, Quantity
from lerende_organisatie.psychometrics.cfa.estimators import Estimator
from lerende_organisatie.psychometrics.cfa.fit_measures import fit_measures
from lerende_organisatie.psychometrics.cfa.fit_tables import (
    explained_table,
    parameter_table,
    row_values,
    standardised_groups,
    standardized_table,
)
from lerende_organisatie.psychometrics.cfa.implied_tables import ImpliedMoments, implied_moments_of
from lerende_organisatie.psychometrics.cfa.inference import (
    Information,
    covariance_of_estimates,
    information_matrix,
)
from lerende_organisatie.psychometrics.cfa.matrices import Layout, Matrices, layout
from lerende_organisatie.psychometrics.cfa.modification import modification_table
from lerende_organisatie.psychometrics.cfa.objective import Objective, Place
from lerende_organisatie.psychometrics.cfa.references import keys_of
from lerende_organisatie.psychometrics.cfa.residuals import Residuals, residuals
from lerende_organisatie.psychometrics.cfa.robust import RobustParts, robust_parts, robust_vcov
from lerende_organisatie.psychometrics.cfa.robust_incomplete import SaturatedModel
from lerende_organisatie.psychometrics.cfa.score_tests import ScoreTests, score_tests
from lerende_organisatie.psychometrics.cfa.scores import FactorScores, factor_scores
from lerende_organisatie.psychometrics.cfa.second_opinion import SecondOpinion, second_opinion
from lerende_organisatie.psychometrics.cfa.small_sample import CorrectedTest, Correction, corrected_test
from lerende_organisatie.psychometrics.cfa.standardised import Standardisation, Standardised
from lerende_organisatie.psychometrics.cfa.summary import summary_text
from lerende_organisatie.psychometrics.cfa.table import ParameterTable
from lerende_organisatie.psychometrics.cfa.unbiased_trace import UnbiasedTraces, unbiased_traces
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.data import Sample
from lerende_organisatie.repeat import Progress

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Fit(Cited):
    """A fitted structural equation model.

    Attributes
    ----------
    table : ParameterTable
        Every parameter, fixed or free.
    estimator : Estimator
    missing : str
        How missing answers were treated.
    information : str
        Which information the standard errors rest on.
    moments : tuple of GroupMoments
        Observed means and covariances, by group.
    sample : Sample or None
        The rows used; None where moments were given.
    objective : Objective
    equalities : Equalities
    theta : ndarray (q,)
        Estimates of the free rows.
    converged : bool
    iterations : int
    value : float
        The discrepancy at the end.
    quantities : tuple of Quantity
        The ``:=`` definitions.
    level : float
        Of intervals.
    saturated : SaturatedModel or None
        The unrestricted moments of incomplete data where other models are fitted to the same.
    """

    table: ParameterTable
    estimator: Estimator
    missing: str
    information: Information
    moments: tuple[GroupMoments, ...]
    sample: Sample | None
    objective: Objective
    equalities: Equalities
    theta: Floats
    converged: bool
    iterations: int
    value: float
    quantities: tuple[Quantity, ...] = ()
    level: float = 0.95
    saturated: SaturatedModel | None = None

    def _cites(self) -> tuple[str, ...]:
        """By what was used."""
        return keys_of(self)

    # what was fitted -------------------------------------------------------------------------------------------------

    @property
    def n_obs(self) -> int:
        """Rows used, over all groups."""
        return round(sum(m.n for m in self.moments))

    @property
    def group_labels(self) -> tuple[str, ...]:
        """The groups, in order; one empty label where there is one group."""
        return tuple(m.label for m in self.moments)

    @property
    def model_syntax(self) -> str:
        """The model text as given."""
        return self.table.text.source

    @property
    def latent_names(self) -> tuple[str, ...]:
        """The latent variables."""
        return self.table.variables.latent

    @property
    def observed_names(self) -> tuple[str, ...]:
        """The observed variables, in the order of the matrices."""
        return self.table.variables.observed

    @cached_property
    def layout(self) -> Layout:
        """Names of rows and columns of the matrices."""
        return layout(self.table)

    # at the estimates ------------------------------------------------------------------------------------------------

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Implied moments, discrepancy and directions of each group."""
        found = self.objective.places(self.theta)
        assert found is not None
        return tuple(found)

    @cached_property
    def matrices(self) -> tuple[Matrices, ...]:
        """Λ, Θ, Ψ, B, ν, α of each group."""
        return tuple(term.group.fill(self.theta) for term in self.objective.terms)

    @property
    def searched(self) -> tuple[Any, list[Any]]:
        """What was minimised, and its places at the estimates."""
        return self.objective, list(self.places)

    @property
    def npar(self) -> int:
        """Parameters estimated, equal ones counted once."""
        return int(self.equalities.basis.shape[1])

    @property
    def n_moments(self) -> int:
        """Observed moments that the model speaks of; those of fixed covariates are not counted."""
        p, x = len(self.observed_names), self.n_fixed_covariates
        covariances = p * (p + 1) // 2 - x * (x + 1) // 2
        return len(self.moments) * (covariances + (p - x if self.objective.means else 0))

    @property
    def n_fixed_covariates(self) -> int:
        """Observed covariates whose moments are taken as they are."""
        return len({row.lhs for row in self.table.rows if row.exogenous})

    @property
    def df(self) -> int:
        """Degrees of freedom."""
        return self.n_moments - self.npar

    @property
    def chisq(self) -> float:
        """The test statistic n·F."""
        return self.n_obs * self.value

    @cached_property
    def vcov(self) -> Floats:
        """Covariance matrix of the free estimates (q, q), robust where the estimator says so."""
        return self.normal_vcov if self.estimator.se == "standard" else robust_vcov(self)

    @cached_property
    def normal_vcov(self) -> Floats:
        """Covariance matrix of the free estimates (q, q) if answers were normal and independent."""
        names = [row.text for row in self.table.free]
        return covariance_of_estimates(self.information_at_estimates, self.equalities, self.n_obs, names)

    @cached_property
    def information_at_estimates(self) -> Floats:
        """Information per observation (q, q), expected or observed, in the unconstrained parameters."""
        return information_matrix(self.objective, list(self.places), self.information)

    @cached_property
    def robust_parts(self) -> RobustParts:
        """What scaled tests and robust indices are made of."""
        return robust_parts(self)

    @cached_property
    def unbiased_traces(self) -> UnbiasedTraces:
        """What the test with the unbiased trace is made of.

        Raises
        ------
        OptionError
            The discrepancy is another than maximum likelihood's.
        """
        if self.estimator.discrepancy != "ML":
            raise OptionError(f"unbiased-trace is not offered for {self.estimator.name} with continuous answers")
        return unbiased_traces(self)

    @cached_property
    def fit_measures(self) -> pd.Series:
        """Chi-square, its degrees of freedom, and every index of fit; names as in lavaan with underscores for dots."""
        return fit_measures(self)

    # tables ----------------------------------------------------------------------------------------------------------

    @cached_property
    def row_values(self) -> Floats:
        """The value of every row of the table, free or fixed."""
        return row_values(self)

    def standardised_groups(self, kind: Standardisation, derivatives: bool = True) -> list[Standardised]:
        """Standardised values of each group's rows, with their derivatives in its free parameters if asked for."""
        return standardised_groups(self, kind, derivatives)

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """One row per parameter: ``lhs op rhs group label free est se z pvalue ci_lower ci_upper std_lv std_all``."""
        return parameter_table(self)

    def standardized(self, kind: Standardisation = "std_all") -> pd.DataFrame:
        """Standardised estimates with standard errors by the delta method.

        Parameters
        ----------
        kind : {"std_all", "std_lv"}

        Returns
        -------
        DataFrame
            Columns ``lhs op rhs group est_std se z pvalue ci_lower ci_upper``.
        """
        return standardized_table(self, kind)

    @cached_property
    def r2(self) -> pd.DataFrame:
        """The share of variance explained, one row per endogenous variable and group: ``variable group r2``."""
        return explained_table(self)

    def modification_indices(self, minimum: float = 0.0) -> pd.DataFrame:
        """What chi-square would fall by if one fixed parameter were free, and where it would go.

        Parameters
        ----------
        minimum : float
            Rows with a smaller index are left out.

        Returns
        -------
        DataFrame
            Columns ``lhs op rhs group mi epc sepc_lv sepc_all``, largest index first.
        """
        return modification_table(self, minimum)

    def residuals(self) -> Residuals:
        """Observed less implied moments: raw, as correlations, and standardised."""
        return residuals(self)

    def implied_moments(self) -> tuple[ImpliedMoments, ...]:
        """Means and covariances of observed and latent variables that the model implies, by group.

        Returns
        -------
        tuple of ImpliedMoments
        """
        return implied_moments_of(self)

    def factor_scores(self, method: str = "regression") -> FactorScores:
        """Factor scores of every row used, with their determinacy.

        Parameters
        ----------
        method : {"regression", "Bartlett"}
        """
        return factor_scores(self, method)

    def score_tests(self) -> ScoreTests:
        """What chi-square would fall by if one equality constraint, or all of them, were released.

        Returns
        -------
        ScoreTests

        Raises
        ------
        OptionError
            The model has no equality constraints.
        """
        return score_tests(self)

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
        """Refit to rows drawn with replacement within groups, or to whole clusters.

        Parameters
        ----------
        n_boot : int
        seed : int
            Draw ``i`` is the same whatever ``n_jobs`` is.
        statistic : callable (Fit) -> Series or sequence of float, optional
            What to keep of every draw; by default all free parameters and defined quantities.
        level : float
        n_jobs : int
            Processes; -1 for every core.
        progress : callable (done, total), optional

        Returns
        -------
        Bootstrap

        Raises
        ------
        OptionError, DataError

        References
        ----------
        Efron & Tibshirani (1993); for clusters Field & Welsh (2007).
        """
        return bootstrap(self, n_boot, seed=seed, statistic=statistic, level=level, n_jobs=n_jobs, progress=progress)

    def corrected_test(self, correction: Correction = "swain") -> CorrectedTest:
        """The test of fit corrected for a model that is large for the number of rows or clusters.

        Parameters
        ----------
        correction : {"swain", "bartlett", "unbiased-trace"}
            For ML: Swain (1975) holds for any covariance structure, Bartlett (1950) for factor models.
            For estimators whose test is scaled: scaled and shifted (MLMVS: mean-and-variance adjusted) with an unbiased
            tr((UΓ)²) and the statistic's mean corrected, see :mod:`~.unbiased_trace`.

        Returns
        -------
        CorrectedTest

        Raises
        ------
        OptionError
            The correction does not hold for this fit: the first two for plain maximum likelihood from the complete rows
            of one group alone, the third for estimators with a scaled test.
        """
        return corrected_test(self, correction)

    def second_opinion(self) -> SecondOpinion:
        """The same model refitted in semopy, and the largest differences."""
        return second_opinion(self)

    def summary(self) -> str:
        """The fit as text: what was fitted, how well it fits, every parameter."""
        return summary_text(self)

    def __repr__(self) -> str:
        state = "" if self.converged else ", NOT converged"
        test = f"chisq({self.df}) = {self.chisq:.3f}"
        return f"<Fit {self.estimator.name}: {test}, n = {self.n_obs}, npar = {self.npar}{state}>"
