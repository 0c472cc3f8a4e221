"""Modification indices of a fit to ordinal items, from the score of least squares and its Gauss–Newton information.

The algebra is that of :mod:`~.modification`: with s the score of a fixed parameter and v the information on it that the
free ones leave, the index is s²/(n·v). As in lavaan the index is not scaled, so it is to be read as a ranking.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.psychometrics.cfa.implied import directions
from lerende_organisatie.psychometrics.cfa.implied_ordinal import covariance_jacobian, location_jacobian, scale_moves
from lerende_organisatie.psychometrics.cfa.matrices import GroupModel
from lerende_organisatie.psychometrics.cfa.modification import UNIDENTIFIED, candidates, extra_group
from lerende_organisatie.psychometrics.cfa.standardised import standardise
from lerende_organisatie.psychometrics.cfa.weighted_least_squares import WeightedPlace

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.ordinal_fit import OrdinalFit

Floats = NDArray[np.float64]


def ordinal_modification_table(fit: OrdinalFit, minimum: float = 0.0) -> pd.DataFrame:
    """Modification indices and expected changes; see :meth:`~.fit.Fit.modification_indices`."""
    n = fit.n_obs
    frames = []
    for g, place in enumerate(fit.sandwich_places):
        group, share = place.term.group, place.term.weight
        extra, rows = extra_group(fit, group, candidates(fit, g + 1))
        if not rows:
            continue
        moves = _jacobian(extra, place)
        pull = place.term.apply(moves, slice(0, len(moves)))
        score = fit.weighted.terms[g].weight * (pull.T @ place.residual)
        own = share * (moves * pull).sum(axis=0)
        between = np.zeros((len(rows), len(group.index)))
        for block in place.blocks:
            between[:, block.columns] = share * (pull[block.rows].T @ block.values)
        part = fit.bread[np.ix_(group.index, group.index)]
        left = own - ((between @ part) * between).sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            identified = left > UNIDENTIFIED * own
            change = np.where(identified, score / left, np.nan)
            value = np.where(identified, n * score * change, np.nan)
        x, now = fit.matrices[g], place.implied.moments
        scales = [
            standardise(rows, fit.layout, extra, x, now, None, kind).scale for kind in ("std_lv", "std_all")
        ]  # fmt: skip
        frames.append(
            pd.DataFrame(
                {
                    "lhs": [row.lhs for row in rows],
                    "op": [row.op for row in rows],
                    "rhs": [row.rhs for row in rows],
                    "group": g + 1,
                    "mi": value,
                    "epc": change,
                    "sepc_lv": change * scales[0],
                    "sepc_all": change * scales[1],
                }
            )[identified]
        )
    columns = ["lhs", "op", "rhs", "group", "mi", "epc", "sepc_lv", "sepc_all"]
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    table = table[table["mi"] >= minimum]
    return table.sort_values("mi", ascending=False, kind="stable", ignore_index=True)


def _jacobian(extra: GroupModel, place: WeightedPlace) -> Floats:
    """∂σ/∂(candidates) (k, candidates)."""
    term, now = place.term, place.implied
    d = directions(extra, now.moments)
    scale = scale_moves(extra, now, d, term.at.ordered, term.parameterization)
    every = np.arange(len(extra.index))
    return np.concatenate(
        [
            location_jacobian(extra, now, d, term.at, scale, every),
            covariance_jacobian(now, d, term.at, scale, every),
        ]
    )
