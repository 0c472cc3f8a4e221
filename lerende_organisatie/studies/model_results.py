"""What is reported of a model in full, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.studies.distinct_factors import DistinctFactors
from lerende_organisatie.studies.rival_models import Noted, RivalModel
from lerende_organisatie.studies.sources import cutoff


@dataclass(frozen=True, slots=True)
class Loading:
    """A loading of an item on a factor, or of a factor on the second-order factor.

    Attributes
    ----------
    factor, indicator : str
    est, se, pvalue, ci_lower, ci_upper : float or None
        Unstandardised; the standard error is None for a fixed loading.
    fixed : bool
    std, std_se, std_ci_lower, std_ci_upper : float or None
        Standardised on both sides; the error by the delta method.
    r_squared : float or None
        Of the indicator.
    residual : float or None
        The indicator's unstandardised residual variance.
    residual_std : float or None
    """

    factor: str
    indicator: str
    est: float | None
    se: float | None
    pvalue: float | None
    ci_lower: float | None
    ci_upper: float | None
    fixed: bool
    std: float | None
    std_se: float | None
    std_ci_lower: float | None
    std_ci_upper: float | None
    r_squared: float | None
    residual: float | None
    residual_std: float | None


@dataclass(frozen=True, slots=True)
class FactorValidity:
    """Convergent and discriminant evidence of one factor.

    Attributes
    ----------
    factor : str
    ave : float
        Average variance extracted, mean squared standardised loading.
    composite_reliability : float
        From the standardised loadings.
    root_ave : float
    largest_correlation : float or None
        With another factor, by size.
    with_factor : str or None
    distinct : bool or None
        The Fornell–Larcker criterion: root_ave exceeds the largest correlation.
    """

    factor: str
    ave: float
    composite_reliability: float
    root_ave: float
    largest_correlation: float | None
    with_factor: str | None
    distinct: bool | None


@dataclass(frozen=True, slots=True)
class FactorCorrelation:
    """The correlation of two factors, its standard error by the delta method."""

    first: str
    second: str
    value: float
    se: float | None
    ci_lower: float | None
    ci_upper: float | None


@dataclass(frozen=True, slots=True)
class Residual:
    """A residual correlation: observed minus implied."""

    first: str
    second: str
    value: float


@dataclass(frozen=True, slots=True)
class Modification:
    """A modification index: how much the chi-square would fall if a parameter were freed."""

    lhs: str
    op: str
    rhs: str
    mi: float
    epc: float
    epc_std: float | None


@dataclass(frozen=True, slots=True)
class ChosenModel:
    """The model of the hypothesis, in full.

    Attributes
    ----------
    model : RivalModel
    factors : tuple of str
        First-order factors.
    higher : str or None
        The second-order factor.
    n_free, n_fixed : int
        Parameters estimated and fixed.
    means : bool
        Whether the model has means.
    loadings, higher_loadings : tuple of Loading
    correlations : tuple of tuple of float
        Of the first-order factors; those the model implies, for a second-order model.
    correlation_intervals : tuple of FactorCorrelation
        The same with their intervals, the strongest first; empty for a second-order model.
    validity : tuple of FactorValidity
    htmt : tuple of tuple of (float or None)
        Heterotrait–monotrait ratios; empty where they could not be computed.
    distinct : DistinctFactors or None
        Every pair of factors by every criterion; None for a single factor.
    residuals : tuple of Residual
        The largest, by size.
    largest_residual : float or None
    modifications : tuple of Modification
        The largest.
    notes : tuple of Noted
    """

    model: RivalModel
    factors: tuple[str, ...]
    higher: str | None
    n_free: int
    n_fixed: int
    means: bool
    loadings: tuple[Loading, ...]
    higher_loadings: tuple[Loading, ...]
    correlations: tuple[tuple[float, ...], ...]
    correlation_intervals: tuple[FactorCorrelation, ...]
    validity: tuple[FactorValidity, ...]
    htmt: tuple[tuple[float | None, ...], ...]
    distinct: DistinctFactors | None
    residuals: tuple[Residual, ...]
    largest_residual: float | None
    modifications: tuple[Modification, ...]
    notes: tuple[Noted, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str, float], ...]:
        """Every pair of factors with its correlation, the strongest first."""
        found = [
            (first, second, self.correlations[i][j])
            for i, first in enumerate(self.factors)
            for j, second in enumerate(self.factors[:i])
        ]
        return tuple(sorted(found, key=lambda pair: -abs(pair[2])))

    def too_close(self) -> tuple[tuple[str, str, float], ...]:
        """Pairs of factors whose HTMT exceeds the convention, the largest first."""
        limit = cutoff("htmt").value
        found = [
            (first, second, value)
            for i, first in enumerate(self.factors)
            for j, second in enumerate(self.factors[:i])
            if self.htmt and (value := self.htmt[i][j]) is not None and value > limit
        ]
        return tuple(sorted(found, key=lambda pair: -pair[2]))
