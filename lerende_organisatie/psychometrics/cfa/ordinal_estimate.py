"""From model text and rows with ordinal items to a fitted model, in steps that read in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import (
    DataError,
    IdentificationError,
    ImproperSolutionWarning,
    OptionError,
    warn_caller,
)
from lerende_organisatie.psychometrics.cfa.constraints import Equalities, defined_quantities, equalities
from lerende_organisatie.psychometrics.cfa.estimators import Estimator
from lerende_organisatie.psychometrics.cfa.improper import (
    warn_of_few_clusters,
    warn_of_few_rows,
    warn_of_the_solution,
)
from lerende_organisatie.psychometrics.cfa.inference import require_identified
from lerende_organisatie.psychometrics.cfa.matrices import compile_table, layout
from lerende_organisatie.psychometrics.cfa.objective import estimate
from lerende_organisatie.psychometrics.cfa.ordinal_estimators import ordinal_estimator
from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit
from lerende_organisatie.psychometrics.cfa.ordinal_objective import ordinal_objectives
from lerende_organisatie.psychometrics.cfa.ordinal_start import correlation_moments, ordinal_start
from lerende_organisatie.psychometrics.cfa.syntax import ModelText
from lerende_organisatie.psychometrics.cfa.table import ParameterTable, build_table, equal_kinds
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import (
    WeightedObjective,
    supported,
    told_exactly,
)
from lerende_organisatie.psychometrics.frames import to_frame
from lerende_organisatie.psychometrics.moments.data import GroupData, Sample, draw_sample
from lerende_organisatie.psychometrics.moments.ordinal import OrdinalMoments, ordinal_moments
from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers
from lerende_organisatie.psychometrics.moments.streamed_ordinal import streamed_ordinal_moments

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]

Parameterization = Literal["delta", "theta"]


@dataclass(frozen=True, slots=True)
class OrdinalOptions:
    """What was asked of a fit to ordinal items, checked once."""

    estimator: Estimator
    ordered: bool | Sequence[str]
    parameterization: str
    missing: Literal["listwise", "pairwise"]
    group: str | None
    group_equal: frozenset[str]
    group_partial: tuple[str, ...]
    std_lv: bool
    orthogonal: bool
    max_iterations: int
    cluster: str | None = None
    sampling_weights: str | None = None


def ordinal_options(
    estimator_name: str,
    ordered: bool | Sequence[str],
    parameterization: str,
    missing: str,
    group: str | None,
    group_equal: Sequence[str],
    group_partial: Sequence[str],
    std_lv: bool,
    orthogonal: bool,
    fixed_x: bool | None,
    meanstructure: bool | None,
    information: str | None,
    max_iterations: int,
    cluster: str | None = None,
    sampling_weights: str | None = None,
) -> OrdinalOptions:
    """What was asked of a fit to ordinal items.

    Raises
    ------
    OptionError
        An option is not offered for ordinal items.
    """
    if parameterization not in {"delta", "theta"}:
        raise OptionError(f"parameterization={parameterization!r} is not offered; choose from delta, theta")
    if missing not in {"listwise", "pairwise"}:
        raise OptionError(f"missing={missing!r} is not offered for ordinal items; choose from listwise, pairwise")
    if meanstructure is False:
        raise OptionError("thresholds are part of a model of ordinal items; leave meanstructure out")
    if fixed_x is False:
        raise OptionError(
            "ordinal items are regressed on their covariates as these are (fixed_x=True); leave fixed_x out, or give "
            "the covariate a variance in the model text ('age ~~ age'), which makes it one of the model's variables"
        )
    if information not in {None, "expected"}:
        raise OptionError("least squares on ordinal items has expected information only; leave information out")
    if group_equal and group is None:
        raise OptionError("group_equal needs group, the column that tells the groups apart")
    return OrdinalOptions(
        ordinal_estimator(estimator_name),
        ordered,
        parameterization,
        "pairwise" if missing == "pairwise" else "listwise",
        group,
        equal_kinds(group_equal),
        (group_partial,) if isinstance(group_partial, str) else tuple(group_partial),
        std_lv,
        orthogonal,
        max_iterations,
        cluster,
        sampling_weights,
    )


def fit_ordinal(
    text: ModelText, ordinal: tuple[OrdinalMoments, ...], sample: Sample, options: OrdinalOptions
) -> OrdinalFit:
    """Fit a model in which some items, or all, are ordinal.

    Raises
    ------
    ModelSyntaxError, DataError, IdentificationError, OptionError
        As :func:`~.estimate.cfa`.
    """
    table = build_table(
        text,
        n_groups=len(ordinal),
        meanstructure=True,
        fixed_x=True,
        std_lv=options.std_lv,
        orthogonal=options.orthogonal,
        thresholds=threshold_counts(ordinal[0]),
        parameterization=options.parameterization,
        group_equal=options.group_equal,
        group_partial=options.group_partial,
    )
    return fit_ordinal_table(table, ordinal, sample, options)


def ordinal_sample(
    text: ModelText, data: pd.DataFrame | OffersFrame | IntoFrame | None, options: OrdinalOptions
) -> tuple[Sample, tuple[OrdinalMoments, ...]]:
    """The rows that a model is fitted to, and their thresholds and correlations by group: once for many models.

    Raises
    ------
    DataError, OptionError
        As :func:`~.estimate.cfa`.
    """
    if data is None:
        raise OptionError("ordinal items need data: moments do not tell how precise their correlations are")
    frame = to_frame(data)
    variables = roles(text.statements)
    items = tuple(name for name in variables.observed if name not in variables.covariates)
    ordered = _ordered_items(options.ordered, items, variables.covariates, frame)
    if options.group is not None and options.group in variables.observed:
        raise OptionError(f"column {options.group!r} is both the group and a variable of the model")
    sample = draw_sample(
        frame,
        (*items, *variables.covariates),
        group=options.group,
        cluster=options.cluster,
        weights=options.sampling_weights,
        complete=options.missing == "listwise",
        required=variables.covariates,
        otherwise="items are regressed on them, so fill them in where they are known, or leave them out of the model",
        keeping="missing='pairwise'",
    )
    ordinal = tuple(
        ordinal_moments(
            data.values[:, : len(items)],
            [name in ordered for name in items],
            items=items,
            weights=data.weight,
            clusters=data.cluster,
            missing=options.missing,
            covariates=data.values[:, len(items) :] if variables.covariates else None,
            covariate_names=variables.covariates,
            what=f"group {data.label!r}" if data.label else "the data",
        )
        for data in sample.groups
    )
    _require_same_categories(ordinal, sample)
    return sample, ordinal


def streamed_ordinal_sample(
    text: ModelText, answers: StreamedAnswers, options: OrdinalOptions
) -> tuple[Sample, tuple[OrdinalMoments, ...]]:
    """The same of streamed answers: a sample without rows, and moments whose Γ was added up batch by batch.

    Raises
    ------
    DataError, OptionError
        As :func:`~.estimate.cfa`; items of the model that are not ordinal, or observed covariates.
    """
    variables = roles(text.statements)
    names = {options.ordered} if isinstance(options.ordered, str) else options.ordered
    plain = [] if names is True else [name for name in variables.observed if name not in set(names or ())]
    if plain:
        raise OptionError(
            f"ordinal items beside continuous ones ({', '.join(plain)}) are not offered for streamed answers; use "
            "ordered=True, or fit to a frame"
        )
    if variables.covariates:
        raise OptionError(
            f"observed covariates ({', '.join(variables.covariates)}) of ordinal items are not offered for streamed "
            "answers; fit to a frame, or leave them out"
        )
    moments = streamed_ordinal_moments(answers, variables.observed)
    nobody = GroupData("", np.empty((0, len(variables.observed))), np.empty(0, dtype=np.intp))
    sample = Sample(variables.observed, (nobody,), answers.n_given, answers.n_left_out, pd.RangeIndex(0))
    return sample, (moments,)


def threshold_counts(moments: OrdinalMoments) -> dict[str, int]:
    """The number of thresholds of each ordinal item."""
    return {name: len(own) - 1 for name, own in zip(moments.items, moments.categories, strict=True) if own}


def _ordered_items(
    ordered: bool | Sequence[str], items: Sequence[str], covariates: Sequence[str], frame: pd.DataFrame
) -> frozenset[str]:
    """The items of the model that are ordinal."""
    if isinstance(ordered, bool):
        return frozenset(items if ordered else ())
    names = (ordered,) if isinstance(ordered, str) else tuple(ordered)
    unknown = [name for name in names if name not in frame.columns]
    if unknown:
        raise OptionError(f"ordered names {', '.join(map(repr, unknown))}, which the data do not have")
    if cut := [name for name in names if name in covariates]:
        raise OptionError(
            f"ordered names {', '.join(map(repr, cut))}, which the model has as a covariate; covariates are taken as "
            "numbers: leave it out of ordered, or make a 0/1 variable of each category but one"
        )
    mine = frozenset(names) & set(items)
    if not mine:
        raise OptionError("none of the items in ordered is in the model; name the model's own, or use ordered=True")
    return mine


def _require_same_categories(ordinal: tuple[OrdinalMoments, ...], sample: Sample) -> None:
    """Refuse groups that did not use the same categories of an item: their thresholds cannot be told apart."""
    if len(ordinal) == 1:
        return
    faults = []
    for j, item in enumerate(ordinal[0].items):
        every = sorted({value for m in ordinal for value in m.categories[j]})
        for m, data in zip(ordinal, sample.groups, strict=True):
            faults += [
                f"item {item!r}: nobody in group {data.label!r} answered {value:g}; merge that category with the one "
                "next to it in every group, or leave the item out"
                for value in every
                if value not in m.categories[j]
            ]
    if faults:
        raise DataError("the groups", faults)


def fit_ordinal_table(
    table: ParameterTable, ordinal: tuple[OrdinalMoments, ...], sample: Sample, options: OrdinalOptions
) -> OrdinalFit:
    """Fit a table of parameters to thresholds and correlations that are at hand.

    Parameters
    ----------
    table : ParameterTable
        As many groups as there are moments.
    ordinal : tuple of OrdinalMoments
    sample : Sample
    options : OrdinalOptions
        The estimator and how to search; what they say of parameters is in the table already.

    Raises
    ------
    IdentificationError, DataError, OptionError
        As :func:`~.estimate.cfa`.
    """
    inside = [name for name in layout(table).eta if name in table.thresholds]
    if inside:
        raise OptionError(
            f"ordinal variables that predict others ({', '.join(inside)}) are not offered yet, nor their covariances "
            "with latent variables; let a latent variable stand for it ('f =~ item' and 'f ~~ 1*f'), or treat it as a "
            "covariate, which nothing predicts and ordered does not name"
        )
    row = options.estimator
    _require_rows(ordinal, sample, len(table.variables.observed))
    moments = [correlation_moments(m, data) for m, data in zip(ordinal, sample.groups, strict=True)]
    n = float(sum(m.n for m in ordinal))
    groups = compile_table(table)
    weighted, plain = ordinal_objectives(groups, list(ordinal), moments, row, table.parameterization, len(table.free))
    equal = equalities(table)
    names = [r.text for r in table.free]
    start = ordinal_start(table, groups, list(ordinal), moments)
    _require_moments(weighted, equal)
    weighted = supported(weighted, start)
    start, moving = told_exactly(weighted, equal, start)
    _require_more_than_one_item(table)
    require_identified(weighted, moving, start, names)
    found = estimate(weighted, moving, start, n, options.max_iterations)
    fit = OrdinalFit(
        table=table,
        estimator=row,
        missing=options.missing,
        information="expected",
        moments=tuple(moments),
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
    warn_of_the_solution(fit)
    warn_of_few_rows(fit)
    warn_of_few_clusters(fit)
    _warn_of_residuals(fit)
    return fit


def _require_rows(ordinal: Sequence[OrdinalMoments], sample: Sample, items: int) -> None:
    """Refuse groups with no more rows than items: their correlations cannot be told from one another."""
    few = [
        f"{rows} usable rows for {items} items{f' in group {group.label!r}' if group.label else ''}; more rows than "
        "items are needed, many times more for estimates that can be trusted"
        for moments, group in zip(ordinal, sample.groups, strict=True)
        if (rows := len(group.values) or int(moments.n)) <= items  # a streamed sample keeps no rows
    ]
    if few:
        raise DataError("the data", few)


def _require_more_than_one_item(table: ParameterTable) -> None:
    """Refuse factors of which nothing is known but one ordinal item: its answers have no variance to divide."""
    ordinal = {row.lhs for row in table.rows if row.op == "|"}
    free = {(row.lhs, row.op, row.rhs) for row in table.free}
    alone = [
        f"factor {factor!r} has one item, {items[0]!r}, and that is ordinal"
        for factor, items in table.variables.indicators.items()
        if len(items) == 1
        and items[0] in ordinal
        and ((factor, "~~", factor) in free or (factor, "=~", items[0]) in free)
        and not any(row.label for row in table.rows if row.lhs == factor and row.op in {"=~", "~~"})
    ]
    if alone:
        raise IdentificationError(
            f"the model is not identified: {'; '.join(alone)}, so that nothing tells error from what it measures. Add "
            "items, or fix the factor's variance beside its loading ('f =~ 1*item' with 'f ~~ 1*f'), which takes the "
            "item as measured without error"
        )


def _warn_of_residuals(fit: OrdinalFit) -> None:
    """Negative residual variances that follow from the other parameters (delta), by item."""
    if not fit.converged or fit.parameterization != "delta":
        return
    negative = []
    for label, sample, x in zip(fit.group_labels, fit.ordinal, fit.matrices, strict=True):
        where = f" in group {label!r}" if label else ""
        own = np.diag(x.residual)
        negative += [
            f"{sample.items[i]!r} ({own[i]:.3g}){where}" for i in np.flatnonzero(sample.ordered & (own < 0)).tolist()
        ]
    if negative:
        warn_caller(
            f"negative residual variance (Heywood case) of {', '.join(negative)}: the factor explains more than all of "
            "it; look at its items, or whether the sample is large enough for this model",
            ImproperSolutionWarning,
        )


def _require_moments(weighted: WeightedObjective, equal: Equalities) -> None:
    moments, npar = sum(term.at.size for term in weighted.terms), equal.basis.shape[1]
    if npar > moments:
        raise IdentificationError(
            f"the model has {npar} parameters for {moments} thresholds and correlations; fix or set equal at least "
            f"{npar - moments}, or give its factors more indicators"
        )
