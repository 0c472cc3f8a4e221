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
    faults, result = _faults_of_groups(sample_cov, sample_mean), []
    means: dict[str, pd.Series] = {}
    if isinstance(sample_mean, pd.Series):
        means = {"": sample_mean}
    elif isinstance(sample_mean, Mapping) and not faults:
        means = dict(sample_mean)
    for label, cov in covs.items():
        where = f"group {label!r}: " if label else ""
        mine = _faults_of_one(observed, cov, nobs.get(label), means.get(label))
        if mine:
            faults += [where + fault for fault in mine]
            continue
        values = cov.loc[list(observed), list(observed)].to_numpy(dtype=float)
        n = float(nobs[label])
        mean = means[label][list(observed)].to_numpy(dtype=float) if label in means else np.zeros(len(observed))
        result.append(moments_from(label, n, mean, values * (n - 1) / n, observed, has_mean=label in means))
    if faults:
        raise DataError("the moments", faults)
    return tuple(result)


def _faults_of_groups(sample_cov: object, sample_mean: object) -> list[str]:
    """What is wrong with the groups: none, or means for others than the covariances."""
    several = isinstance(sample_cov, Mapping)
    if isinstance(sample_cov, Mapping) and not sample_cov:
        return ["sample_cov names no group"]
    if sample_mean is None:
        return []
    if isinstance(sample_mean, pd.Series):
        return ["sample_mean must be a mapping of group to Series, as sample_cov is one of groups"] if several else []
    if not isinstance(sample_mean, Mapping) or not several:
        return ["sample_mean must be a Series with the variables as index" + (", one per group" if several else "")]
    assert isinstance(sample_cov, Mapping)
    return [
        f"group {label!r} has a sample_cov and no sample_mean" for label in sample_cov if label not in sample_mean
    ] + [f"group {label!r} has a sample_mean and no sample_cov" for label in sample_mean if label not in sample_cov]


def _faults_of_one(observed: tuple[str, ...], cov: object, n: object, mean: object) -> list[str]:
    """What is wrong with one group's moments."""
    if not isinstance(cov, pd.DataFrame):
        return ["sample_cov must be a DataFrame with the variables as index and columns"]
    faults = []
    if isinstance(n, bool) or not isinstance(n, int | float | np.integer | np.floating) or not 1 < n < np.inf:
        faults.append("sample_nobs must be a number above one")
    absent = [name for name in observed if name not in cov.index or name not in cov.columns]
    doubled = [x for x in observed if (cov.index == x).sum() > 1 or (cov.columns == x).sum() > 1]
    if absent or doubled:
        faults += [f"sample_cov has no {', '.join(map(repr, absent))}"] if absent else []
        faults += [f"sample_cov has {', '.join(map(repr, doubled))} more than once"] if doubled else []
        return faults
    values = _numbers(cov.loc[list(observed), list(observed)])
    if values is None:
        faults.append("sample_cov holds a missing or infinite value, or one that is no number")
    elif not np.allclose(values, values.T, atol=1e-8 * np.abs(values).max()):
        half = "; only one half is filled" if not np.triu(values, 1).any() or not np.tril(values, -1).any() else ""
        faults.append(f"sample_cov is not symmetric{half}")
    else:
        faults += [
            f"the variance of {name!r} is {v:g}; it must be above zero"
            for name, v in zip(observed, np.diag(values), strict=True)
            if v <= 0
        ]
    if mean is not None:
        if not isinstance(mean, pd.Series):
            faults.append("sample_mean must be a Series with the variables as index")
        elif gone := [name for name in observed if name not in mean.index]:
            faults.append(f"sample_mean has no {', '.join(map(repr, gone))}")
        elif _numbers(mean[list(observed)]) is None:
            faults.append("sample_mean holds a missing or infinite value, or one that is no number")
    return faults


def _numbers(given: pd.DataFrame | pd.Series) -> np.ndarray | None:
    """The values as finite numbers; None where they are not."""
    try:
        values = given.to_numpy(dtype=float)
    except (ValueError, TypeError):
        return None
    return values if np.isfinite(values).all() else None
