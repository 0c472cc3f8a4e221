"""The correlations that published loadings imply, and what they give when a model is fitted to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import AssumptionWarning, DataError, warn_caller
from lerende_organisatie.psychometrics.positive_definite import above
from lerende_organisatie.studies.published.definition import PrintedMatrix, PublishedStudy
from lerende_organisatie.studies.published.loading import load_study

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

ORTHOGONAL = ("varimax", "quartimax", "equamax", "parsimax", "orthogonal", "none")
"""Rotations that leave the factors uncorrelated, as studies name them."""

SMALLEST_EIGENVALUE = 1e-8
"""A correlation matrix with an eigenvalue below this counts as not positive definite."""


@dataclass(frozen=True, slots=True, eq=False)
class ImpliedCorrelations(Cited):
    """Correlations between items, as published loadings and factor correlations imply them.

    Attributes
    ----------
    study : str
    matrix : DataFrame (p, p)
        Correlations between the items.
    loadings : DataFrame (p, k)
        As printed; what was not printed is zero.
    factor_correlations : DataFrame (k, k)
    communalities : Series (p,)
        Share of each item's variance that the factors explain.
    n : int or None
        Respondents of the study.
    """

    CITES: ClassVar[tuple[str, ...]] = ("thurstone1947",)

    study: str
    matrix: pd.DataFrame
    loadings: pd.DataFrame
    factor_correlations: pd.DataFrame
    communalities: pd.Series
    n: int | None

    @property
    def table(self) -> pd.DataFrame:
        """The correlations between the items."""
        return self.matrix

    @property
    def model(self) -> str:
        """Model text with each item on the factor on which it loads most."""
        home = self.loadings.abs().idxmax(axis=1)
        lines = [(name, [str(i) for i in home.index[home == name]]) for name in self.loadings.columns]
        return "\n".join(f"{name} =~ {' + '.join(items)}" for name, items in lines if items)

    def refit(self, model: str | None = None) -> Fit:
        """Fit a factor model to the implied correlations by maximum likelihood.

        Parameters
        ----------
        model : str, optional
            Model text; by default :attr:`model`.

        Returns
        -------
        Fit
            Its chi-square is zero where the model is the one behind the loadings; elsewhere it shows what the model
            leaves out, cross-loadings for one. It says nothing of how well the study's model fitted its answers.

        Raises
        ------
        DataError
            The study's n was not printed.
        ModelSyntaxError, IdentificationError
            As :func:`lerende_organisatie.cfa`.
        """
        from lerende_organisatie.psychometrics.cfa import cfa

        if self.n is None:
            raise DataError(
                f"a refit of {self.study}", ["n was not printed; call cfa(..., sample_nobs=...) with yours"]
            )
        return cfa(self.model if model is None else model, sample_cov=self.matrix, sample_nobs=self.n, estimator="ML")


def implied_correlations(study: PublishedStudy | str | Path) -> ImpliedCorrelations:
    """The correlation matrix that a study's printed loadings and factor correlations imply.

    Parameters
    ----------
    study : PublishedStudy, or what :func:`load_study` takes

    Returns
    -------
    ImpliedCorrelations

    Raises
    ------
    DefinitionError
        The study cannot be loaded.
    DataError
        No loadings were printed; correlations between factors are absent, contradict each other or are not positive
        definite; a communality is one or more; the correlations between the items are not positive definite. All that
        can be seen at once.

    Warns
    -----
    AssumptionWarning
        Loadings of components or of an exploratory analysis: of components, or with small loadings left out in print.

    Notes
    -----
    R = L F L' with a diagonal of one, for pattern loadings L and factor correlations F. Rounding in print moves a
    correlation by a few hundredths. Components explain the items' own variance too, so that the correlations which
    component loadings imply are too high.

    References
    ----------
    Thurstone, L. L. (1947). Multiple-factor analysis. University of Chicago Press.
    """
    of = study if isinstance(study, PublishedStudy) else load_study(study)
    what = f"the correlations that {of.name} implies"
    if of.loadings is None:
        raise DataError(what, ["no loadings were printed (or entered under the key loadings)"])
    printed = _matrix(of.loadings)
    factors, faults = _factor_correlations(of, list(printed.columns))
    loadings = printed.fillna(0.0)
    if faults:
        raise DataError(what, faults)
    pattern, between = loadings.to_numpy(), factors.to_numpy()
    if not above(between, SMALLEST_EIGENVALUE):
        raise DataError(what, ["the printed correlations between the factors are not positive definite: one is a slip"])
    common = pattern @ between @ pattern.T
    communalities = pd.Series(np.diag(common).copy(), loadings.index, name="communality")
    improper = communalities[communalities >= 1]
    if len(improper):
        raise DataError(what, [
            f"{item}: its loadings explain {value:.3f} of its variance, one or more; they may be structure "
            "coefficients or not standardised" for item, value in improper.items()
        ])  # fmt: skip
    matrix = common.copy()
    np.fill_diagonal(matrix, 1.0)
    if not above(matrix, SMALLEST_EIGENVALUE):
        raise DataError(what, ["the correlations between the items are not positive definite"])
    _assumed(of, printed)
    n = of.sample.n.value if of.sample.n else None
    items = list(loadings.index)
    return ImpliedCorrelations(of.name, pd.DataFrame(matrix, items, items), loadings, factors, communalities, n)


def _matrix(printed: PrintedMatrix) -> pd.DataFrame:
    rows = {row: {column: float(text) for column, text in values.items()} for row, values in printed.values.items()}
    return pd.DataFrame.from_dict(rows, orient="index", dtype=float)


def _factor_correlations(of: PublishedStudy, names: list[str]) -> tuple[pd.DataFrame, list[str]]:
    matrix = pd.DataFrame(np.eye(len(names)), names, names)
    if of.correlations is None:
        if len(names) > 1 and (of.design.rotation or "").lower() not in ORTHOGONAL:
            return matrix, ["correlations between the factors were not printed, and no orthogonal rotation is named"]
        return matrix, []
    given = {
        row: {name: float(text) for name, text in entries.items()} for row, entries in of.correlations.values.items()
    }
    faults: list[str] = []
    for place, first in enumerate(names):
        for second in names[:place]:
            both = ((first, second), (second, first))
            pair = [given[a][b] for a, b in both if a in given and b in given[a]]
            if not pair:
                faults.append(f"the correlation of {second} and {first} was not printed")
            elif len(pair) == 2 and pair[0] != pair[1]:
                faults.append(f"the correlation of {second} and {first} is printed as {pair[1]} and as {pair[0]}")
            elif abs(pair[0]) > 1:
                faults.append(f"the correlation of {second} and {first} is {pair[0]}, beyond one")
            else:
                matrix.loc[first, second] = matrix.loc[second, first] = pair[0]
    return matrix, faults


def _assumed(of: PublishedStudy, printed: pd.DataFrame) -> None:
    if of.design.method == "pca":
        warn_caller(
            f"{of.name}: these are loadings of components, which take up the items' own variance too; the correlations "
            "that they imply are too high",
            AssumptionWarning,
        )
    absent = int(printed.isna().to_numpy().sum())
    if absent and of.design.method != "cfa":
        warn_caller(
            f"{of.name}: {absent} loadings were not printed and are taken as zero; small ones are often "
            "left out in print",
            AssumptionWarning,
        )
