"""The columns in which the fit of a model is printed, and which of its figures miss their convention."""

from __future__ import annotations

from collections.abc import Iterable

from lerende_organisatie.report.document import Column
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.findings import FIT_MEASURES
from lerende_organisatie.studies.rival_models import ModelFit
from lerende_organisatie.studies.sources import cutoff


def fit_columns(setting: Setting) -> tuple[Column, ...]:
    """Chi-square with its degrees of freedom and p, CFI, TLI, RMSEA with its interval, SRMR.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    tuple of Column
    """
    return (
        setting.column("chisq", "fixed", 1),
        setting.column("df", "count"),
        setting.column("pvalue", "p"),
        setting.column("cfi", "bounded", 3),
        setting.column("tli", "bounded", 3),
        setting.column("rmsea", "bounded", 3),
        setting.column("rmsea", "interval", 3, head="rmsea_interval"),
        setting.column("srmr", "bounded", 3),
    )


def fit_flags(fits: Iterable[ModelFit]) -> frozenset[tuple[int, str]]:
    """The row and column of every figure that misses its convention.

    Parameters
    ----------
    fits : iterable of ModelFit
        In the order of the rows.

    Returns
    -------
    frozenset of (int, str)
    """
    return frozenset(
        (index, name)
        for index, fit in enumerate(fits)
        for name in FIT_MEASURES
        if cutoff(name).met_by(fit.measures.get(name)) is False
    )
