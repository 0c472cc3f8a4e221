"""The model that the design asks for: a group factor with a random intercept per school, through statsmodels."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.aggregation.one_way import cluster_sums, reml

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class MixedModel:
    """Group means with school intercepts, by REML.

    Attributes
    ----------
    mean : ndarray (G,)
        Of each group, in a school of average effect.
    covariance : ndarray (G, G)
        Of these means.
    between, within : float
        Variances of schools and of people in a school, given the group.
    df : float
        Degrees of freedom of the denominator: schools minus groups where the factor belongs to schools, else people
        minus schools minus groups plus one (the containment rule).
    converged : bool
    """

    mean: Floats
    covariance: Floats
    between: float
    within: float
    df: float
    converged: bool


def school_intercepts(y: Floats, group: Ints, groups: int, school: Ints) -> MixedModel:
    """Fit y = group mean + school intercept + error.

    Parameters
    ----------
    y : ndarray (n,)
    group, school : ndarrays (n,) of int
    groups : int

    Returns
    -------
    MixedModel

    References
    ----------
    Laird, N. M., & Ware, J. H. (1982). Biometrics, 38, 963-974. Pinheiro, J. C., & Bates, D. M. (2000). Mixed-effects
    models in S and S-PLUS, section 2.4.2 (degrees of freedom). Springer.
    """
    import statsmodels.api as sm
    from statsmodels.regression.mixed_linear_model import MixedLMParams

    design = (group[:, None] == np.arange(groups)).astype(float)
    code = np.unique(school, return_inverse=True)[1].astype(np.intp)
    schools = int(code.max()) + 1
    start = reml(cluster_sums((y - _group_mean(y, group, groups)[group])[:, None], code, schools))
    ratio = float(np.nan_to_num(start.between / start.within)[0])
    order = np.argsort(code, kind="stable")
    model = sm.MixedLM(y[order], design[order], groups=code[order])
    initial = MixedLMParams.from_components(
        fe_params=_group_mean(y, group, groups), cov_re=np.array([[max(ratio, 1e-3)]])
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a variance at its bound, which the estimate shows
        fit = model.fit(reml=True, start_params=initial, method=["bfgs", "lbfgs", "powell"], gtol=1e-9)
    constant = len(np.unique(school * groups + group)) == schools
    df = schools - groups if constant else len(y) - schools - groups + 1
    between, within = float(np.asarray(fit.cov_re)[0, 0]), float(fit.scale)
    return MixedModel(
        mean=np.asarray(fit.fe_params, dtype=float),
        covariance=_covariance(group, groups, code, schools, between, within),
        between=between,
        within=within,
        df=float(df),
        converged=bool(fit.converged),
    )


def _covariance(group: Ints, groups: int, school: Ints, schools: int, between: float, within: float) -> Floats:
    """(X′V⁻¹X)⁻¹ at the estimated variances, as lme4 has it (statsmodels inverts the Hessian with the variances)."""
    counts = np.bincount(school * groups + group, minlength=schools * groups).reshape(schools, groups).astype(float)
    shared = between / (within + counts.sum(axis=1) * between)
    information = (np.diag(counts.sum(axis=0)) - counts.T @ (counts * shared[:, None])) / within
    out: Floats = np.linalg.inv(information)
    return out


def _group_mean(y: Floats, group: Ints, groups: int) -> Floats:
    out: Floats = np.bincount(group, weights=y, minlength=groups) / np.bincount(group, minlength=groups)
    return out


@dataclass(frozen=True, slots=True)
class Contrast:
    """The difference between two groups under the mixed model."""

    difference: float
    se: float
    ci_lower: float
    ci_upper: float
    pvalue: float


def contrast(model: MixedModel, first: int, second: int, level: float) -> Contrast:
    """The first group minus the second, with a t interval.

    Parameters
    ----------
    model : MixedModel
    first, second : int
    level : float

    Returns
    -------
    Contrast
    """
    from scipy.stats import t as t_distribution

    difference = float(model.mean[first] - model.mean[second])
    v = model.covariance
    se = float(np.sqrt(v[first, first] + v[second, second] - 2 * v[first, second]))
    if model.df < 1 or not np.isfinite(se) or se == 0:
        nan = float("nan")
        return Contrast(difference, se, nan, nan, nan)
    half = float(t_distribution.isf((1 - level) / 2, model.df)) * se
    pvalue = float(2 * t_distribution.sf(abs(difference / se), model.df))
    return Contrast(difference, se, difference - half, difference + half, pvalue)


def equal_means(model: MixedModel) -> tuple[float, float]:
    """The F test that all groups have one mean.

    Parameters
    ----------
    model : MixedModel

    Returns
    -------
    f, pvalue : float
    """
    from scipy.stats import f as f_distribution

    groups = len(model.mean)
    differences = np.eye(groups)[1:] - np.eye(groups)[0]
    d = differences @ model.mean
    v = differences @ model.covariance @ differences.T
    if model.df < 1 or not np.isfinite(v).all() or np.linalg.matrix_rank(v) < groups - 1:
        return float("nan"), float("nan")
    f = float(d @ np.linalg.solve(v, d)) / (groups - 1)
    return f, float(f_distribution.sf(f, groups - 1, model.df))
