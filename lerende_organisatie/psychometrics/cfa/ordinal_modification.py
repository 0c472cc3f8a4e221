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
from lerende_organisatie.psychometrics.cfa.implied_ordinal import dependence_jacobian, location_jacobian, scale_moves
from lerende_organisatie.psychometrics.cfa.matrices import GroupModel
from lerende_organisatie.psychometrics.cfa.modification import candidates, changes, extra_group, ranked
from lerende_organisatie.psychometrics.cfa.sparse import transposed_times
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
            between[:, block.columns] += share * transposed_times(block.matrix, pull[block.rows]).T
        part = fit.bread[np.ix_(group.index, group.index)]
        left = own - ((between @ part) * between).sum(axis=1)
        frames.append(changes(fit, g, extra, rows, *fit.marginal[g], score, own, left, n))
    return ranked(frames, minimum)


def _jacobian(extra: GroupModel, place: WeightedPlace) -> Floats:
    """∂σ/∂(candidates) (k, candidates)."""
    term, now = place.term, place.implied
    d = directions(extra, now.moments)
    scale = scale_moves(extra, now, d, term.at.ordered, term.parameterization)
    every = np.arange(len(extra.index))
    return np.concatenate(
        [
            location_jacobian(extra, now, d, term.at, scale, every),
            dependence_jacobian(extra, now, d, term.at, scale, every),
        ]
    )
