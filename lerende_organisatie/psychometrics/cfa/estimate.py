"""``cfa`` and ``sem``: from model text and data to a fitted model, in steps that read in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.admissible import inside, require_moments
from lerende_organisatie.psychometrics.cfa.constraints import (
    bent_constraints,
    defined_quantities,
    equalities,
)
from lerende_organisatie.psychometrics.cfa.discrepancy import discrepancy
from lerende_organisatie.psychometrics.cfa.distribution_free import fit_distribution_free
from lerende_organisatie.psychometrics.cfa.estimators import DISTRIBUTION_FREE
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.improper import (
    warn_of_few_clusters,
    warn_of_few_rows,
    warn_of_single_items,
    warn_of_the_solution,
)
from lerende_organisatie.psychometrics.cfa.inference import Information, require_identified
from lerende_organisatie.psychometrics.cfa.matrices import compile_table
from lerende_organisatie.psychometrics.cfa.nonlinear import estimate_constrained
from lerende_organisatie.psychometrics.cfa.objective import Objective, Term
from lerende_organisatie.psychometrics.cfa.options import Missing, Options, resolve, speaks_of_means
from lerende_organisatie.psychometrics.cfa.ordinal_estimate import (
    Parameterization,
    fit_ordinal,
    ordinal_options,
    ordinal_sample,
    streamed_ordinal_sample,
)
from lerende_organisatie.psychometrics.cfa.robust_incomplete import SaturatedModel
from lerende_organisatie.psychometrics.cfa.start import starting_values
from lerende_organisatie.psychometrics.cfa.streamed import (
    require_second_pass,
    require_streamable,
    streamed_fit,
    streamed_ordinal_fit,
)
from lerende_organisatie.psychometrics.cfa.syntax import ModelText, OffersModel, parse
from lerende_organisatie.psychometrics.cfa.table import ParameterTable, build_table
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.frames import to_frame
from lerende_organisatie.psychometrics.moments.complete import GroupMoments, complete_moments
from lerende_organisatie.psychometrics.moments.data import Sample, draw_sample
from lerende_organisatie.psychometrics.moments.given import Moments, given_moments
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments
from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]


def cfa(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers | None = None,
    *,
    estimator: str | None = None,
    group: str | None = None,
    group_equal: Sequence[str] = (),
    group_partial: Sequence[str] = (),
    missing: Missing = "listwise",
    cluster: str | None = None,
    sampling_weights: str | None = None,
    ordered: bool | Sequence[str] = False,
    parameterization: Parameterization = "delta",
    std_lv: bool = False,
    orthogonal: bool = False,
    meanstructure: bool | None = None,
    information: Information | None = None,
    sample_cov: Moments | None = None,
    sample_nobs: float | Mapping[str, float] | None = None,
    sample_mean: pd.Series | Mapping[str, pd.Series] | None = None,
    max_iterations: int = 500,
) -> Fit:
    """Fit a confirmatory factor model.

    Parameters
    ----------
    model : str or an object with ``model_syntax()``
        Lavaan-style text, or an instrument's structure.
    data : DataFrame, any frame that narwhals knows, Responses, or StreamedAnswers
        One row per respondent, or what :func:`stream_moments` makes of a source that does not fit in memory (ML, MLR,
        ULS, GLS; with ``ordered=True`` WLSMV and its family). Leave out when ``sample_cov`` is given.
    estimator : {"ML", "MLR", "MLM", "MLMV", "MLMVS", "GLS", "ULS", "WLSMV", ...} or None
        By default MLR; WLSMV where items are ordinal, ML where only moments are given.
        Those that begin with ML have the same estimates. MLR (sandwich standard errors, Yuan–Bentler test as in Mplus)
        holds whatever the distribution of the answers, also where some are missing; MLM (Satorra–Bentler), MLMV
        (scaled and shifted) and MLMVS (mean-and-variance adjusted) take complete data.
        WLSMV and WLSM are for ordinal items; DWLS, WLS and the ULS family are for both. For continuous ones they rest
        on the distribution-free covariance matrix of the sample moments (WLS is then ADF) and take complete data.
    group : column name
        A model per group, means included; groups in order of appearance, or of the categories.
    group_equal : of "loadings", "intercepts", "residuals", "means", "regressions", "lv_variances", ...
        What is held equal across groups.
    group_partial : of relations such as "visual =~ x3"
        What is left free all the same.
    missing : {"listwise", "fiml", "pairwise"}
        Rows with missing answers are left out, or used by full-information maximum likelihood. For ordinal items
        "pairwise" takes each threshold and correlation from those who gave the answers that it needs.
    cluster : column name
        Who belongs together, staff of one school for instance: standard errors and tests then rest on clusters as the
        independent units. Needs ML or MLR, and makes MLR of ML.
    sampling_weights : column name
        How many members of the population a row stands for; only the ratios count. Needs ML or MLR,
        and makes MLR of ML.
    ordered : bool or list of items
        The items that are ordinal: all (True) or those named. Their thresholds and polychoric (polyserial)
        correlations are fitted.
    parameterization : {"delta", "theta"}
        Whether ordinal items are scaled by their total or by their residual variance.
    std_lv : bool
        Identify by latent variances of one instead of first loadings of one.
    orthogonal : bool
        Exogenous latent variables do not covary.
    meanstructure : bool or None
        Whether means are part of the model; by default where there are groups, clusters or ``missing="fiml"``.
    information : {"expected", "observed"} or None
        What standard errors rest on; by default observed under ``missing="fiml"`` and MLR, expected otherwise.
    sample_cov : DataFrame (p, p) with the variables as index and columns, or one per group
        Published covariances (divisor n − 1) to fit instead of data.
    sample_nobs : float, or one per group
        The number of rows behind ``sample_cov``.
    sample_mean : Series (p,), or one per group
    max_iterations : int

    Returns
    -------
    Fit

    Raises
    ------
    ModelSyntaxError
        The text cannot be read or does not fit the data's columns.
    DataError
        No rows, a constant item, linearly dependent items, a group too small.
    IdentificationError
        Fewer moments than parameters, or parameters that cannot be told apart.
    OptionError
        An option is not offered, or not with another one.

    Warns
    -----
    ConvergenceWarning, ImproperSolutionWarning, MissingDataWarning
    SmallSampleWarning
        There are fewer clusters than free parameters or than degrees of freedom.

    References
    ----------
    Jöreskog (1969); Bollen (1989); Browne (1974) for GLS; Arbuckle (1996) for FIML; Satorra & Bentler (1994) for MLM
    and MLMVS; Asparouhov & Muthén (2010) for MLMV; Yuan & Bentler (2000) for MLR; Asparouhov (2005) for clusters and
    weights; Muthén (1984) and Muthén, du Toit & Spisic (1997) for ordinal items.
    """
    return _fit(
        model, data, estimator, group, group_equal, group_partial, missing, cluster, sampling_weights, std_lv,
        orthogonal, None, meanstructure, information, sample_cov, sample_nobs, sample_mean, max_iterations,
        ordered, parameterization,
    )  # fmt: skip


def sem(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers | None = None,
    *,
    estimator: str | None = None,
    group: str | None = None,
    group_equal: Sequence[str] = (),
    group_partial: Sequence[str] = (),
    missing: Missing = "listwise",
    cluster: str | None = None,
    sampling_weights: str | None = None,
    ordered: bool | Sequence[str] = False,
    parameterization: Parameterization = "delta",
    std_lv: bool = False,
    orthogonal: bool = False,
    fixed_x: bool | None = None,
    meanstructure: bool | None = None,
    information: Information | None = None,
    sample_cov: Moments | None = None,
    sample_nobs: float | Mapping[str, float] | None = None,
    sample_mean: pd.Series | Mapping[str, pd.Series] | None = None,
    max_iterations: int = 500,
) -> Fit:
    """Fit a structural equation model: factors, and regressions among factors and observed variables.

    Parameters
    ----------
    fixed_x : bool or None
        Whether means and covariances of observed covariates are taken from the sample as they are; by default under
        maximum likelihood. Beside ordinal items they always are: items are regressed on the covariates (ordered probit,
        or linear), and thresholds, slopes and correlations of what is left are fitted (Muthén, 1984).
    model, data, estimator, group, group_equal, group_partial, missing, cluster, sampling_weights, ordered
        As in :func:`cfa`.
    parameterization, std_lv, orthogonal
        As in :func:`cfa`.
    meanstructure, information
        As in :func:`cfa`.
    sample_cov, sample_nobs, sample_mean, max_iterations
        As in :func:`cfa`.

    Returns
    -------
    Fit

    Raises
    ------
    ModelSyntaxError, DataError, IdentificationError, OptionError
        As :func:`cfa`.
    """
    return _fit(
        model, data, estimator, group, group_equal, group_partial, missing, cluster, sampling_weights, std_lv,
        orthogonal, fixed_x, meanstructure, information, sample_cov, sample_nobs, sample_mean, max_iterations,
        ordered, parameterization,
    )  # fmt: skip


def _fit(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers | None,
    estimator_name: str | None,
    group: str | None,
    group_equal: Sequence[str],
    group_partial: Sequence[str],
    missing: Missing,
    cluster: str | None,
    sampling_weights: str | None,
    std_lv: bool,
    orthogonal: bool,
    fixed_x: bool | None,
    meanstructure: bool | None,
    information: Information | None,
    sample_cov: Moments | None,
    sample_nobs: float | Mapping[str, float] | None,
    sample_mean: pd.Series | Mapping[str, pd.Series] | None,
    max_iterations: int,
    ordered: bool | Sequence[str],
    parameterization: Parameterization,
) -> Fit:
    if ordered:
        options_ordinal = ordinal_options(
            estimator_name or "WLSMV", ordered, parameterization, missing, group, group_equal, group_partial, std_lv,
            orthogonal, fixed_x, meanstructure, information, max_iterations, cluster, sampling_weights,
        )  # fmt: skip
        text = parse(model)
        if isinstance(data, StreamedAnswers):
            require_streamable(data, group, cluster, sampling_weights, missing)
            sample_ordinal, ordinal = streamed_ordinal_sample(text, data, options_ordinal)
            return streamed_ordinal_fit(fit_ordinal(text, ordinal, sample_ordinal, options_ordinal), data)
        sample_ordinal, ordinal = ordinal_sample(text, data, options_ordinal)
        return fit_ordinal(text, ordinal, sample_ordinal, options_ordinal)
    text = parse(model)
    if isinstance(data, StreamedAnswers):
        require_streamable(data, group, cluster, sampling_weights, missing)
        sampling_weights = data.weights
    options = resolve(
        text, data is not None, estimator_name, group, group_equal, group_partial, missing, cluster, sampling_weights,
        std_lv, orthogonal, fixed_x, meanstructure, information, sample_cov, sample_nobs, sample_mean, max_iterations,
    )  # fmt: skip
    sample: Sample | None = None
    if isinstance(data, StreamedAnswers):
        require_second_pass(data, options.estimator.se, options.estimator.name)
        moments: tuple[GroupMoments, ...] = (data.moments_of(roles(text.statements).observed),)
    elif data is not None:
        sample, moments = sample_moments(text, to_frame(data), group, cluster, sampling_weights, options)
    else:
        assert sample_cov is not None
        assert sample_nobs is not None
        moments = given_moments(roles(text.statements).observed, sample_cov, sample_nobs, sample_mean)
        without_means = any(not m.has_mean for m in moments)
        if without_means and (meanstructure or speaks_of_means(text)):
            raise OptionError("a model with means (meanstructure=True, or ~ 1 in the text) needs sample_mean")
        if without_means:
            options = replace(options, meanstructure=False)
    table = build_table(
        text,
        n_groups=len(moments),
        meanstructure=options.meanstructure,
        fixed_x=options.fixed_x,
        std_lv=options.std_lv,
        orthogonal=options.orthogonal,
        group_equal=options.group_equal,
        group_partial=options.group_partial,
    )
    fit = fit_table(table, moments, sample, options)
    return streamed_fit(fit, data) if isinstance(data, StreamedAnswers) else fit


def sample_moments(
    text: ModelText,
    frame: pd.DataFrame,
    group: str | None,
    cluster: str | None,
    sampling_weights: str | None,
    options: Options,
) -> tuple[Sample, tuple[GroupMoments, ...]]:
    """The rows that a model is fitted to, and their moments by group: computed once for any number of models.

    Raises
    ------
    DataError, OptionError
        As :func:`cfa`.
    """
    variables = roles(text.statements)
    for name, what in ((group, "group"), (cluster, "cluster"), (sampling_weights, "weight")):
        if name is not None and name in variables.observed:
            raise OptionError(f"column {name!r} is both the {what} and a variable of the model")
    sample = draw_sample(
        frame,
        variables.observed,
        group=group,
        cluster=cluster,
        weights=sampling_weights,
        complete=options.missing == "listwise",
        required=variables.covariates if options.fixed_x else (),
        keeping="missing='fiml'" if options.estimator.name in {"ML", "MLR"} else "estimator='MLR' with missing='fiml'",
    )
    compute = complete_moments if options.missing == "listwise" else incomplete_moments
    return sample, tuple(compute(data, sample.observed) for data in sample.groups)


def fit_table(
    table: ParameterTable,
    moments: tuple[GroupMoments, ...],
    sample: Sample | None,
    options: Options,
    saturated: SaturatedModel | None = None,
) -> Fit:
    """Fit a table of parameters to moments that are at hand.

    Parameters
    ----------
    table : ParameterTable
        As many groups as there are moments.
    moments : tuple of GroupMoments
    sample : Sample or None
    options : Options
        The estimator and how to search; what they say of parameters is in the table already.
    saturated : SaturatedModel, optional
        Of the same moments, where several models are fitted to them.

    Raises
    ------
    IdentificationError, DataError
        As :func:`cfa`.
    """
    row = options.estimator
    if row.name in DISTRIBUTION_FREE:
        free = fit_distribution_free(table, moments, sample, options)
        warn_of_the_solution(free)
        warn_of_few_rows(free)
        return free
    n = sum(m.n for m in moments)
    groups = compile_table(table, {g + 1: (m.mean, m.cov) for g, m in enumerate(moments)})
    terms = tuple(
        Term(group, discrepancy(m, row), (m.n - row.unbiased) / n) for group, m in zip(groups, moments, strict=True)
    )
    objective = Objective(terms, len(table.free), options.meanstructure)
    equal, bent = equalities(table), bent_constraints(table)
    names = [r.text for r in table.free]
    start = inside(objective, equal, table, starting_values(table, groups, list(moments)))
    require_moments(table, objective, equal.basis.shape[1] - len(bent))
    if not bent:  # bent constraints may be what identifies the model; there the standard errors will tell
        require_identified(objective, equal, start, names)
    found, equal = estimate_constrained(objective, table, start, n, options.max_iterations)
    fit = Fit(
        table,
        row,
        options.missing if sample is not None else "moments given",
        options.information,
        moments,
        sample,
        objective,
        equal,
        found.x,
        found.converged,
        found.iterations,
        found.value,
        defined_quantities(table),
        saturated=saturated,
    )
    warn_of_the_solution(fit)
    warn_of_few_rows(fit)
    warn_of_few_clusters(fit)
    warn_of_single_items(fit)
    return fit
