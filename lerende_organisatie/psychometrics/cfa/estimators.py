"""The estimators as rows of a table: discrepancy, standard errors, test, and how chi-square is scaled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lerende_organisatie.errors import OptionError

Discrepancy = Literal["ML", "ULS", "GLS", "DWLS", "WLS"]
StandardErrors = Literal["standard", "robust.sem"]
Test = Literal["standard", "satorra.bentler", "mean.var.adjusted", "scaled.shifted"]


@dataclass(frozen=True, slots=True)
class Estimator:
    """One row.

    Attributes
    ----------
    name : str
    discrepancy : str
        What is minimised.
    se : str
        How standard errors are computed.
    test : str
        Which test statistic stands beside the plain one.
    unbiased : bool
        Whether it works on S with divisor n − 1 and χ² = (n − 1)·F, instead of n for both.
    means : bool
        Whether means are part of the model unless told otherwise.
    """

    name: str
    discrepancy: Discrepancy
    se: StandardErrors
    test: Test
    unbiased: bool
    means: bool


ESTIMATORS: dict[str, Estimator] = {
    row.name: row
    for row in (
        Estimator("ML", "ML", "standard", "standard", unbiased=False, means=False),
        Estimator("ULS", "ULS", "standard", "standard", unbiased=True, means=False),
        Estimator("GLS", "GLS", "standard", "standard", unbiased=True, means=False),
    )
}


def estimator(name: str) -> Estimator:
    """The row of that name.

    Raises
    ------
    OptionError
        There is no such estimator.
    """
    try:
        return ESTIMATORS[name.upper()]
    except KeyError:
        raise OptionError(f"estimator={name!r} is not offered; choose from {', '.join(ESTIMATORS)}") from None
