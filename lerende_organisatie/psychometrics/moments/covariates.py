"""Observed covariates that items are regressed on: what they are, and the units in which the regressions are done.

Regressions are done on covariates with mean zero and standard deviation one, where they are well conditioned whatever
the units, and their results carried back: a threshold, like an intercept, is then that of a respondent whose covariates
are all zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

LEAST_OWN = 1e-8
"""Share of a covariate's variance that the others must leave; below it they say the same."""


@dataclass(frozen=True, slots=True)
class Covariates:
    """The k covariates of one group's respondents.

    Attributes
    ----------
    names : tuple of k names
    mean : ndarray (k,)
    covariance : ndarray (k, k)
        Divisor n - 1, or n where there are weights, as lavaan has it.
    x : ndarray (k, n)
        Less their means, over their standard deviations.
    pattern : ndarray (n,) of int
        Respondents with equal covariates have one number.
    """

    names: tuple[str, ...]
    mean: Floats
    covariance: Floats
    x: Floats
    pattern: Indices

    @property
    def deviations(self) -> Floats:
        """Standard deviations (k,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)), dtype=float)

    def slopes(self, standard: Floats) -> Floats:
        """Slopes (k, ...) on the covariates as they are, from those on standardised ones."""
        return np.asarray((standard.T / self.deviations).T, dtype=float)

    def at_zero(self, standard: Floats) -> Floats:
        """Expectation at covariates of zero less that at their means, from slopes (k, ...) on standardised ones."""
        return -np.asarray((self.mean / self.deviations) @ standard, dtype=float)


def covariates_of(values: Floats, names: Sequence[str], weights: Floats | None, what: str) -> Covariates:
    """The covariates of the respondents used.

    Parameters
    ----------
    values : ndarray (n, k)
        Complete.
    names : k names
    weights : ndarray (n,) or None
        With mean one.
    what : str
        How messages name the data.

    Raises
    ------
    DataError
        Covariates that do not vary, or that follow from the others; all of them.
    """
    casewise = np.ones(len(values)) if weights is None else weights
    total = casewise.sum()
    mean = casewise @ values / total
    centred = (values - mean).T
    covariance = (centred * casewise) @ centred.T / (max(total - 1.0, 1.0) if weights is None else total)
    constant = [name for name, column in zip(names, values.T, strict=True) if (column == column[0]).all()]
    faults = [f"covariate {name!r} is the same for everybody; leave it out of the model" for name in constant]
    if not faults and len(names):
        sd = np.sqrt(np.diag(covariance))
        root = np.linalg.qr((centred / sd[:, None]).T * np.sqrt(casewise / total)[:, None], mode="r")
        own = np.diag(root) ** 2
        faults = [
            f"covariate {name!r} follows from {', '.join(map(repr, names[:j]))}; leave one of them out (of dummy "
            "variables of one question, the one that the others are compared with)"
            for j, name in enumerate(names)
            if own[j] < LEAST_OWN
        ]
    if faults:
        raise DataError(what, faults)
    sd = np.sqrt(np.diag(covariance))
    pattern = np.zeros(len(values), dtype=np.intp)
    if len(names):
        pattern = np.unique(values, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)
    return Covariates(tuple(names), mean, covariance, centred / sd[:, None], pattern)
