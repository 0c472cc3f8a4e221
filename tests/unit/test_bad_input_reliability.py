"""Whatever is given, screening and reliability answer with figures, a named warning or a named error: no silent NaN."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import LerendeOrganisatieError, LerendeOrganisatieWarning
from tests.unit.reliability_answers import likert

SPOILS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "as they are": lambda f: f,
    "whole numbers": lambda f: f.astype(int),
    "constant": lambda f: f.assign(i1=3.0),
    "perfectly correlated": lambda f: f.assign(copy=f["i1"]),
    "reversed": lambda f: f.assign(i1=-f["i1"]),
    "fewer respondents than items": lambda f: f.iloc[:4],
    "one item": lambda f: f[["i1"]],
    "two items": lambda f: f[["i1", "i2"]],
    "everything missing": lambda f: f * np.nan,
    "half missing": lambda f: f.where(np.random.default_rng(1).random(f.shape) < 0.5),
    "no rows": lambda f: f.iloc[:0],
    "no columns": lambda f: f[[]],
    "words": lambda f: f.assign(i1="often"),
}

CALLS: dict[str, Callable[[pd.DataFrame], object]] = {
    "screen": lo.screen,
    "screening_sensitivity": lo.screening_sensitivity,
    "little_mcar": lo.little_mcar,
    "missing_patterns": lo.missing_patterns,
    "guttman": lo.guttman,
    "split_half": lo.split_half,
    "glb": lo.glb,
    "ordinal_alpha": lo.ordinal_alpha,
    "omega_categorical": lo.omega_categorical,
    "omega_hierarchical": lo.omega_hierarchical,
    "local_dependence": lo.local_dependence,
    "icc_forms": lo.icc_forms,
    "test_retest": lambda f: lo.test_retest(
        f, f.apply(pd.to_numeric, errors="coerce") + np.random.default_rng(2).normal(0, 0.3, f.shape)
    ),
    "item_analysis": lambda f: lo.item_analysis(f, polychoric=True),
}


def silent_gaps(result: object) -> bool:
    """Whether a figure is NaN: a screening counts its own in its summary, and two items have no alpha without one."""
    figures = [getattr(result, name) for name in ("estimate", "se", "ci_lower", "ci_upper") if hasattr(result, name)]
    table = getattr(result, "table", None)
    if table is not None and not isinstance(result, lo.Screening):
        table = table.drop(columns="alpha_if_deleted", errors="ignore")
        figures += table.select_dtypes("number").to_numpy().ravel().tolist()
    return bool(np.isnan(np.array(figures, dtype=float)).any())


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("spoil", SPOILS)
def test_no_silent_gap_and_no_foreign_fault(call: str, spoil: str) -> None:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            result = CALLS[call](SPOILS[spoil](likert(60, 6)))
        except LerendeOrganisatieError:
            return
    assert all(issubclass(one.category, LerendeOrganisatieWarning) for one in heard)
    assert heard or not silent_gaps(result)
