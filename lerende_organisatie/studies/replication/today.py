"""The analysis that one would do today: factor models with robust errors, for each structure that is in dispute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.errors import DataError, IdentificationError
from lerende_organisatie.studies.rival_models import Noted, noting, said_shortly

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.responses.responses import Responses

MEASURES = ("chisq_scaled", "df_scaled", "pvalue_scaled", "cfi_robust", "tli_robust", "rmsea_robust",
            "rmsea_ci_lower_robust", "rmsea_ci_upper_robust", "srmr")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Today:
    """Confirmatory factor analyses of the same answers.

    Attributes
    ----------
    fits : dict of structure name to Fit
    estimator, missing : str
    clustered : bool
        Whether standard errors and tests allow for staff in schools.
    notes : tuple of Noted
        Warnings, and structures that could not be fitted.
    """

    fits: Mapping[str, Fit]
    estimator: str
    missing: str
    clustered: bool
    notes: tuple[Noted, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per structure with its fit measures, robust where the estimator has them."""
        rows = {name: fit.fit_measures.reindex(MEASURES) for name, fit in self.fits.items()}
        return pd.DataFrame(rows, index=list(MEASURES)).T.rename_axis("structure")


def fit_today(responses: Responses, structures: tuple[str, ...]) -> Today:
    """Fit every structure with robust maximum likelihood.

    Parameters
    ----------
    responses : Responses
        FIML is used where answers are missing; clusters where there is such a column.
    structures : tuple of str

    Returns
    -------
    Today
    """
    from lerende_organisatie.psychometrics.cfa import cfa

    missing: Literal["fiml", "listwise"] = "fiml" if responses.items.isna().to_numpy().any() else "listwise"
    cluster = responses.columns.cluster
    fits: dict[str, Fit] = {}
    notes: list[Noted] = []
    for name in structures:
        fitting = partial(
            cfa,
            responses.instrument.model_syntax(name),
            responses,
            estimator="MLR",
            missing=missing,
            cluster=cluster,
        )
        try:
            fit, said = noting(name, fitting)
        except (DataError, IdentificationError) as error:
            notes.append(Noted(name, type(error).__name__, said_shortly(error)))
            continue
        fits[name] = fit
        notes += said
    return Today(fits, "MLR", missing, cluster is not None, tuple(notes))
