"""Moments out of a publication instead of rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lerende_organisatie.errors import DataError
from lerende_organisatie.psychometrics.moments.complete import GroupMoments, moments_from

Moments = pd.DataFrame | Mapping[str, pd.DataFrame]


def given_moments(
    observed: tuple[str, ...],
    sample_cov: Moments,
    sample_nobs: float | Mapping[str, float],
    sample_mean: pd.Series | Mapping[str, pd.Series] | None,
) -> tuple[GroupMoments, ...]:
    """Published moments, by group, as if they had been computed here.

    Parameters
    ----------
    observed : tuple of str
        The p variables of the model.
    sample_cov : DataFrame (p, p), or one per group
        With divisor n − 1, as published covariances have.
    sample_nobs : float, or one per group
    sample_mean : Series (p,), or one per group, or None

    Raises
    ------
    DataError
        A variable is absent, the matrix is not symmetric or not positive definite, or a number of rows is missing.
    """
    covs = dict(sample_cov) if isinstance(sample_cov, Mapping) else {"": sample_cov}
    nobs = dict(sample_nobs) if isinstance(sample_nobs, Mapping) else dict.fromkeys(covs, sample_nobs)
    means = (
        {} if sample_mean is None else {"": sample_mean} if isinstance(sample_mean, pd.Series) else dict(sample_mean)
    )
    faults, result = [], []
    for label, cov in covs.items():
        where = f"group {label!r}: " if label else ""
        if not isinstance(cov, pd.DataFrame):
            faults.append(f"{where}sample_cov must be a DataFrame with the variables as index and columns")
            continue
        absent = [name for name in observed if name not in cov.index or name not in cov.columns]
        if absent:
            faults.append(f"{where}sample_cov has no {', '.join(map(repr, absent))}")
            continue
        values = cov.loc[list(observed), list(observed)].to_numpy(dtype=float)
        if label not in nobs or not nobs[label] > 1:
            faults.append(f"{where}sample_nobs must be a number above one")
        elif not np.isfinite(values).all():
            faults.append(f"{where}sample_cov holds a missing or infinite value")
        elif not np.allclose(values, values.T, atol=1e-8 * np.abs(values).max()):
            faults.append(f"{where}sample_cov is not symmetric")
        elif label in means and (gone := [name for name in observed if name not in means[label].index]):
            faults.append(f"{where}sample_mean has no {', '.join(map(repr, gone))}")
        else:
            n = float(nobs[label])
            mean = means[label][list(observed)].to_numpy(dtype=float) if label in means else np.zeros(len(observed))
            result.append(moments_from(label, n, mean, values * (n - 1) / n, observed, has_mean=label in means))
    if faults:
        raise DataError("the moments", faults)
    return tuple(result)
