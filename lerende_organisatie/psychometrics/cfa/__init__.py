"""Confirmatory factor analysis and structural equation models.

Reading order: ``syntax`` (text to statements), ``variables`` (their roles), ``table`` (every parameter), ``matrices``
(where each stands), ``implied`` (moments and derivatives), ``estimators`` and ``discrepancy``, ``constraints``,
``start``, ``objective``, ``estimate`` (``cfa``, ``sem``), ``information`` and ``inference``, ``fit`` (the result) with
``standardised``, ``fit_indices``, ``baseline``, ``modification``, ``residuals``, ``scores``, ``comparison``.

What is robust: ``casewise`` (scores of respondents), ``sandwich`` (breads, meats, traces), ``robust_incomplete``,
``robust`` (all of it for one fit), ``scaled_tests``, ``robust_indices``, ``robust_measures``, ``scaled_difference``,
``small_sample`` and ``unbiased_trace``. ``one_sample`` fits several models to one sample.

Ordinal items: ``implied_ordinal`` (thresholds, correlations and their Jacobian), ``sparse``, ``ordinal_estimators``,
``weighted_least_squares``, ``ordinal_objective``, ``ordinal_start``, ``ordinal_estimate``, then ``ordinal_fit`` with
``ordinal_tests``,
``ordinal_baseline``, ``ordinal_robust_indices``, ``ordinal_fit_measures``, ``ordinal_modification``,
``ordinal_residuals``, ``ordinal_scores``, ``ordinal_refit``, ``ordinal_comparison``.
``distribution_free`` is the same for continuous items.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.comparison import Comparison, compare
    from lerende_organisatie.psychometrics.cfa.estimate import cfa, sem
    from lerende_organisatie.psychometrics.cfa.fit import Fit

__all__ = ["Comparison", "Fit", "cfa", "compare", "sem"]

_FILES = {"comparison": ("Comparison", "compare"), "estimate": ("cfa", "sem"), "fit": ("Fit",)}


def __getattr__(name: str) -> object:
    """Load a file when one of its names is first asked for."""
    for file, names in _FILES.items():
        if name in names:
            return getattr(import_module(f"lerende_organisatie.psychometrics.cfa.{file}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
