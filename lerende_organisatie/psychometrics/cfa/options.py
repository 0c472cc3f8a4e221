"""What was asked of a fit, checked once and together, before any number is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from lerende_organisatie.errors import ModelSyntaxError, OptionError
from lerende_organisatie.psychometrics.cfa.estimators import DISTRIBUTION_FREE, Estimator, estimator, for_design
from lerende_organisatie.psychometrics.cfa.inference import Information
from lerende_organisatie.psychometrics.cfa.ordinal_estimators import require_ordered
from lerende_organisatie.psychometrics.cfa.syntax import ModelText
from lerende_organisatie.psychometrics.cfa.table import equal_kinds
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.moments.given import Moments

Missing = Literal["listwise", "fiml", "pairwise"]

HUBER = {"robust.huber.white", "robust.cluster"}
"""Standard errors that rest on scores of respondents or clusters, and on observed information."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked of a fit, checked once."""

    estimator: Estimator
    missing: Missing
    group_equal: frozenset[str]
    group_partial: tuple[str, ...]
    std_lv: bool
    orthogonal: bool
    fixed_x: bool
    meanstructure: bool
    information: Information
    max_iterations: int


def speaks_of_means(text: ModelText) -> bool:
    """Whether the text has intercepts or means."""
    return any(s.op == "~1" for s in text.statements)


def resolve(
    text: ModelText,
    has_data: bool,
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
) -> Options:
    """The options of a fit; arguments as of :func:`cfa`.

    Raises
    ------
    OptionError, ModelSyntaxError
        An option is not offered, or not with another one.
    """
    name = estimator_name or ("MLR" if has_data else "ML")
    require_ordered(name)
    row = for_design(estimator(name), cluster, sampling_weights)
    _check(row, missing, has_data, group, group_equal, sample_cov, sample_nobs, sample_mean, information)
    if max_iterations < 1:
        raise OptionError(f"max_iterations={max_iterations} leaves the optimiser no step; give one or more")
    several = group is not None or isinstance(sample_cov, Mapping)
    if group_partial and not several:
        raise OptionError("group_partial needs group, the column that tells the groups apart")
    if speaks_of_means(text) and meanstructure is False:
        raise OptionError("the model has intercepts or means (~ 1); leave meanstructure out or set it to True")
    if not roles(text.statements).observed:
        raise ModelSyntaxError("the model", ["its factors measure only one another; give them items of the data"])
    means = row.means or several or speaks_of_means(text) or missing == "fiml" or cluster is not None
    if missing == "fiml" and meanstructure is False:
        raise OptionError("missing='fiml' estimates means; leave meanstructure out or set it to True")
    return Options(
        row,
        missing,
        equal_kinds(group_equal),
        (group_partial,) if isinstance(group_partial, str) else tuple(group_partial),
        std_lv,
        orthogonal,
        row.discrepancy == "ML" if fixed_x is None else fixed_x,
        means if meanstructure is None else meanstructure,
        information or ("observed" if missing == "fiml" or row.se in HUBER else "expected"),
        max_iterations,
    )


def _check(
    row: Estimator,
    missing: str,
    has_data: bool,
    group: str | None,
    group_equal: Sequence[str],
    sample_cov: Moments | None,
    sample_nobs: float | Mapping[str, float] | None,
    sample_mean: pd.Series | Mapping[str, pd.Series] | None,
    information: str | None,
) -> None:
    if missing == "pairwise":
        raise OptionError("missing='pairwise' is for ordinal items; declare them with ordered, or use missing='fiml'")
    if missing not in {"listwise", "fiml"}:
        raise OptionError(f"missing={missing!r} is not offered; choose from listwise, fiml")
    if missing == "fiml" and row.discrepancy != "ML":
        raise OptionError(f"missing='fiml' is maximum likelihood; estimator={row.name!r} cannot use it")
    if missing == "fiml" and row.se == "robust.sem":
        raise OptionError(f"estimator={row.name!r} needs complete data; with missing='fiml' choose MLR")
    if sample_cov is not None and (row.se != "standard" or row.name in DISTRIBUTION_FREE):
        raise OptionError(f"estimator={row.name!r} needs data, not moments: it looks at every respondent's answers")
    if information not in {None, "expected", "observed"}:
        raise OptionError(f"information={information!r} is not offered; choose from expected, observed")
    if has_data == (sample_cov is not None):
        raise OptionError("give either data or sample_cov with sample_nobs")
    if sample_cov is None and not (sample_nobs is None and sample_mean is None):
        raise OptionError("sample_nobs and sample_mean go with sample_cov; data bring their own")
    if sample_cov is not None and sample_nobs is None:
        raise OptionError("sample_cov needs sample_nobs, the number of rows behind it")
    if sample_cov is not None and missing == "fiml":
        raise OptionError("missing='fiml' needs data, not moments")
    if sample_cov is not None and group is not None:
        raise OptionError("with sample_cov, groups are given as a mapping of label to covariance matrix")
    if group_equal and group is None and not isinstance(sample_cov, Mapping):
        raise OptionError("group_equal needs group, the column that tells the groups apart")
