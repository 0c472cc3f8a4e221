"""The correlation matrix of many items, and why it cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import AssumptionWarning, DataError, ItemWarning, MissingDataWarning, OptionError
from lerende_organisatie.psychometrics.moments.correlation_newton import LARGEST_CORRELATION
from lerende_organisatie.psychometrics.moments.streamed import StreamedAnswers
from lerende_organisatie.psychometrics.reliability.answers import (
    Missing,
    check_missing,
    choose_answers,
    items_of,
    loss_message,
)
from lerende_organisatie.psychometrics.reliability.coefficients import correlation as correlation_of
from lerende_organisatie.psychometrics.reliability.findings import PERFECT, Finding, dependence_faults
from lerende_organisatie.psychometrics.reliability.products import correlations as correlations_of_values
from lerende_organisatie.psychometrics.reliability.streamed import streamed_scale
from lerende_organisatie.psychometrics.structure.polychoric import code_answers, polychoric_matrix, require_shared

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

Floats = NDArray[np.float64]
Correlation = Literal["pearson", "polychoric"]


@dataclass(frozen=True, slots=True)
class Correlations:
    """Correlations of p items.

    Attributes
    ----------
    matrix : ndarray (p, p)
    items : tuple of p str
    n : int
        Respondents used: those who answered every item, or under pairwise the fewest that any two items share.
    missing : "listwise" or "pairwise"
    findings : tuple of Finding
        What the caller must hear.
    values : ndarray (rows, p)
        The answers that the matrix comes from.
    """

    matrix: Floats
    items: tuple[str, ...]
    n: int
    missing: Missing
    findings: tuple[Finding, ...]
    values: Floats


def check_correlation(correlation: str) -> Correlation:
    """``correlation`` when it is offered.

    Raises
    ------
    OptionError
        It is not.
    """
    if correlation == "pearson":
        return "pearson"
    if correlation == "polychoric":
        return "polychoric"
    raise OptionError(f'correlation must be "pearson" or "polychoric", not {correlation!r}')


def correlate(
    data: pd.DataFrame | OffersFrame | IntoFrame | StreamedAnswers,
    items: Iterable[str] | None,
    missing: Missing,
    what: str,
    invertible: bool,
    correlation: Correlation = "pearson",
) -> Correlations:
    """Correlate the items, or say everything that stands in the way.

    Parameters
    ----------
    data : frame, an object that offers one, or StreamedAnswers
        Streamed answers are listwise whatever ``missing`` says.
    items : names of p columns, the name of a scale, or None for all
    missing : "listwise" or "pairwise"
        Pairwise correlations are those of R's ``cor(use = "pairwise")``: means and variances too are of the rows that
        answered both items.
    what : str
        What is analysed, for the message.
    invertible : bool
        Whether a matrix without an inverse is a fault.
    correlation : "pearson" or "polychoric"
        Polychoric correlations take every item as ordinal.

    Raises
    ------
    DataError
        As ``choose_answers``; when ``invertible``, fewer rows than items and perfectly dependent items too, by name.
    """
    polychoric = check_correlation(correlation) == "polychoric"
    if isinstance(data, StreamedAnswers):
        if polychoric:
            raise OptionError(
                "polychoric correlations of streamed answers come with a fit: cfa(model, streamed, ordered=True); "
                'correlation="pearson" is offered here'
            )
        answers, cov = streamed_scale(data, items, what)
        matrix = correlation_of(cov)
    else:
        answers = choose_answers(data, items_of(data, items), check_missing(missing), what)
        if polychoric:
            require_shared(answers.values, answers.items, what)
            matrix = polychoric_matrix(code_answers(answers.values, answers.items, what))
        else:
            matrix = correlations_of_values(answers.values)
    undefined = np.argwhere(np.triu(~np.isfinite(matrix)))
    if len(undefined):
        raise DataError(
            what,
            [
                f"item {answers.items[i]!r} or {answers.items[j]!r} is constant among those who answered both"
                for i, j in undefined
            ],
        )
    found: list[Finding] = []
    loss = loss_message(answers)
    if loss:
        found.append(Finding(MissingDataWarning, loss))
    if invertible:
        faults = dependence_faults(matrix, answers.items, answers.n)
        if polychoric and faults:
            faults.append('the polychoric matrix has no inverse; correlation="pearson" may have one')
        if faults:
            raise DataError(what, faults)
    elif polychoric and (smallest := float(np.linalg.eigvalsh(matrix)[0])) < PERFECT:
        message = (
            f"the polychoric correlation matrix is not positive definite (smallest eigenvalue {smallest:.3g}); its "
            'smallest components explain less than nothing; use correlation="pearson" beside it'
        )
        found.append(Finding(AssumptionWarning, message))
    elif answers.missing == "pairwise" and (smallest := float(np.linalg.eigvalsh(matrix)[0])) < -PERFECT:
        message = (
            f"the pairwise correlation matrix is not positive definite (smallest eigenvalue {smallest:.3g}); its "
            'components explain more than all variance; use missing="listwise" or fill in the missing answers'
        )
        found.append(Finding(MissingDataWarning, message))
    if polychoric:
        found += _same_items(matrix, answers.items)
    return Correlations(matrix, answers.items, answers.n, answers.missing, tuple(found), answers.values)


def _same_items(matrix: NDArray[np.float64], items: tuple[str, ...]) -> list[Finding]:
    """Pairs whose polychoric correlation stands at its bound."""
    first, second = np.nonzero(np.triu(np.abs(matrix) > LARGEST_CORRELATION - 1e-5, 1))
    return [
        Finding(
            ItemWarning, f"the polychoric correlation of {items[i]!r} and {items[j]!r} is (almost) ±1; leave one out"
        )
        for i, j in zip(first, second, strict=True)
    ]
