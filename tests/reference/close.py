"""What "equal to R" means, in one place, with the reason for each tolerance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

ESTIMATES = 1e-5
"""Estimates and chi-squares: both optimisers stop at gradients that leave about this much."""

STANDARD_ERRORS = 1e-4
"""Standard errors, scaled tests and what is computed from them: they magnify the difference in the estimates."""

CLOSED_FORM = 1e-6
"""Figures without iteration; what is left is the printing of R's output and summation order."""


def largest_difference(ours: ArrayLike, theirs: ArrayLike, se: ArrayLike | None = None) -> float:
    """Largest |a - b| / max(|b|, its standard error); where both are NA the difference is none."""
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    scale = np.abs(b) if se is None else np.maximum(np.abs(b), np.nan_to_num(np.asarray(se, float)))
    difference = np.abs(a - b)
    same = (np.isnan(a) & np.isnan(b)) | (difference == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(same, 0.0, difference / scale)
    return float(np.max(np.where(np.isnan(relative), np.inf, relative), initial=0.0))


def assert_close(ours: ArrayLike, theirs: ArrayLike, tol: float, se: ArrayLike | None = None, what: str = "") -> None:
    """Fail when the largest difference is above ``tol``; NA on one side only is infinitely different."""
    found = largest_difference(ours, theirs, se)
    assert found <= tol, f"{what}: largest relative difference {found:.3g} > {tol:g}"
