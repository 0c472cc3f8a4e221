"""``invariance``: the ladder of levels, from data to what may be compared between groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.psychometrics.cfa.options import Missing
from lerende_organisatie.psychometrics.cfa.syntax import OffersModel
from lerende_organisatie.psychometrics.cfa.table import partial_keys
from lerende_organisatie.psychometrics.invariance.bench import climb, set_up
from lerende_organisatie.psychometrics.invariance.prepare import Collapse, prepare
from lerende_organisatie.psychometrics.invariance.result import Invariance

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame


def invariance(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    group: str | None = None,
    estimator: str | None = None,
    ordered: bool | Sequence[str] = False,
    missing: Missing = "listwise",
    cluster: str | None = None,
    sampling_weights: str | None = None,
    group_partial: Sequence[str] = (),
    collapse: Collapse = "never",
) -> Invariance:
    """Test step by step whether a questionnaire measures the same in two or more groups.

    Every level holds more parameters equal across groups. For continuous items: configural (nothing), metric
    (loadings), scalar (and intercepts), strict (and residual variances). For ordinal items, after Wu and Estabrook
    (2016) in the theta parameterisation: configural, thresholds, metric (and loadings), scalar (and intercepts), strict
    (and residual variances). Latent variances are one and latent means zero in the first group, so that no item is
    taken as invariant beforehand. A level that restricts nothing, or that could not be fitted, keeps its row with the
    reason, and the ladder goes on from the level below it.

    Parameters
    ----------
    model : str or an object with ``model_syntax()``
        Lavaan-style text, or an instrument's structure. Factors of factors are allowed; the means compared are then
        those of factors with items.
    data : DataFrame, any frame that narwhals knows, or Responses
        One row per respondent.
    group : column name, optional
        The language, for instance. By default the group column of a Responses. The first group that appears (or the
        first category) is the one others are compared with.
    estimator : str or None
        By default MLR, and WLSMV where items are ordinal; others as of :func:`cfa`.
    ordered : bool or list of items
        The items that are ordinal: all (True) or those named.
    missing : {"listwise", "fiml", "pairwise"}
        As of :func:`cfa`.
    cluster : column name
        Who belongs together, staff of one school for instance.
    sampling_weights : column name
        How many members of the population a row stands for, as of :func:`cfa`; only the ratios count.
    group_partial : of relations such as "visual =~ x3", "x3 ~ 1", "x3 ~~ x3" or "x3 | t2"
        What stays free in every group although its level holds it equal.
    collapse : {"never", "pooled"}
        What to do where a group did not use a category of an ordinal item: refuse, or join the category with the one
        next to it in every group. What was joined stands in the result.

    Returns
    -------
    Invariance
        Its ``table`` has one row per level.

    Raises
    ------
    DataError
        Fewer than two groups can take part, their labels differ only in case, or one did not use a category.
    ModelSyntaxError, IdentificationError, OptionError
        As :func:`cfa`, for the configural model.

    Warns
    -----
    ItemWarning, SmallSampleWarning
        An item that a group was not asked, or a group that is too small, is left out.
    ImproperSolutionWarning, ScaledTestWarning
        Of a level; the message begins with its name.

    References
    ----------
    Meredith (1993); Wu & Estabrook (2016); for the rules see :mod:`~.invariance.rules`.
    """
    ready = prepare(model, data, group, ordered, missing == "listwise", collapse)
    bench = set_up(ready.text, ready.frame, ready.group, estimator, ready.ordered, missing, cluster, sampling_weights)
    partial = partial_keys(group_partial, list(bench.configural.rows))
    levels = climb(bench, partial)
    return Invariance(levels, bench, ready.group, tuple(sorted(partial)), ready.left_out, ready.joined)
