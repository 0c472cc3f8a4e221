"""Discriminant evidence without a fit: the heterotrait–monotrait ratio of correlations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.cfa.syntax import OffersModel, parse
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.frames import to_frame
from lerende_organisatie.psychometrics.moments.complete import complete_moments
from lerende_organisatie.psychometrics.moments.data import draw_sample
from lerende_organisatie.psychometrics.moments.incomplete import incomplete_moments

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame


@dataclass(frozen=True, slots=True)
class Htmt:
    """Heterotrait–monotrait ratios.

    Attributes
    ----------
    table : DataFrame (m, m)
        Factors by factors, one on the diagonal.
    n : int
        Rows used.
    missing : str
    """

    table: pd.DataFrame
    n: int
    missing: str


def htmt(
    model: str | OffersModel,
    data: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    missing: Literal["listwise", "fiml"] = "listwise",
) -> Htmt:
    """The heterotrait–monotrait ratio of correlations between the items of every two factors.

    Parameters
    ----------
    model : str or an object with ``model_syntax()``
        Which items measure which factor; factors with one observed item, or none, have no ratio and are left out.
    data : DataFrame, any frame that narwhals knows, or Responses
    missing : {"listwise", "fiml"}
        Correlations from complete rows, or by EM from all.

    Returns
    -------
    Htmt

    Raises
    ------
    DataError
        Fewer than two factors have two items, or the data cannot be used.
    OptionError

    References
    ----------
    Henseler, Ringle & Sarstedt (2015), doi 10.1007/s11747-014-0403-8, with absolute correlations, so that reverse-keyed
    items do not cancel. semTools 0.5-6 gives HTMT2 by default, with geometric means (Roemer, Schuberth & Henseler,
    2021); this is its ``htmt2 = FALSE``.
    """
    if missing not in {"listwise", "fiml"}:
        raise OptionError(f"missing={missing!r} is not offered; choose from listwise, fiml")
    variables = roles(parse(model).statements)
    items = {
        f: [i for i in variables.indicators[f] if i not in variables.latent]
        for f in variables.latent
        if sum(i not in variables.latent for i in variables.indicators[f]) > 1
    }
    if len(items) < 2:
        raise DataError("HTMT", ["it compares factors; at least two with two or more observed items are needed"])
    names = tuple(dict.fromkeys(i for members in items.values() for i in members))
    sample = draw_sample(to_frame(data), names, complete=missing == "listwise")
    group = sample.groups[0]
    moments = (complete_moments if missing == "listwise" else incomplete_moments)(group, names)
    sd = np.sqrt(np.diag(moments.cov))
    size = np.abs(moments.cov / np.outer(sd, sd))
    place = {name: i for i, name in enumerate(names)}
    at = [[place[i] for i in members] for members in items.values()]
    within = [_mean_below_diagonal(size[np.ix_(a, a)]) for a in at]
    factors = list(items)
    table = np.eye(len(factors))
    for i in range(len(factors)):
        for j in range(i):
            table[i, j] = table[j, i] = size[np.ix_(at[i], at[j])].mean() / np.sqrt(within[i] * within[j])
    return Htmt(pd.DataFrame(table, index=factors, columns=factors), sample.n, missing)


def _mean_below_diagonal(matrix: np.ndarray) -> float:
    return float(matrix[np.tril_indices(len(matrix), -1)].mean())
