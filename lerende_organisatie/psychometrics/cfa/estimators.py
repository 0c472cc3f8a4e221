"""The estimators as rows of a table: discrepancy, standard errors, test, and how chi-square is scaled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lerende_organisatie.errors import OptionError

Discrepancy = Literal["ML", "ULS", "GLS", "DWLS", "WLS"]
StandardErrors = Literal["standard", "robust.sem", "robust.huber.white", "robust.cluster"]
Test = Literal["standard", "satorra.bentler", "yuan.bentler.mplus", "mean.var.adjusted", "scaled.shifted"]


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
        Estimator("MLM", "ML", "robust.sem", "satorra.bentler", unbiased=False, means=False),
        Estimator("MLMV", "ML", "robust.sem", "scaled.shifted", unbiased=False, means=False),
        Estimator("MLMVS", "ML", "robust.sem", "mean.var.adjusted", unbiased=False, means=False),
        Estimator("MLR", "ML", "robust.huber.white", "yuan.bentler.mplus", unbiased=False, means=False),
        Estimator("ULS", "ULS", "standard", "standard", unbiased=True, means=False),
        Estimator("GLS", "GLS", "standard", "standard", unbiased=True, means=False),
        Estimator("WLS", "WLS", "standard", "standard", unbiased=True, means=False),
        Estimator("DWLS", "DWLS", "standard", "standard", unbiased=True, means=False),
        Estimator("ULSM", "ULS", "robust.sem", "satorra.bentler", unbiased=True, means=False),
        Estimator("ULSMV", "ULS", "robust.sem", "scaled.shifted", unbiased=True, means=False),
        Estimator("ULSMVS", "ULS", "robust.sem", "mean.var.adjusted", unbiased=True, means=False),
    )
}

DISTRIBUTION_FREE = frozenset({"WLS", "DWLS", "ULSM", "ULSMV", "ULSMVS"})
"""Those that rest on the distribution-free covariance matrix of the sample moments of continuous items."""


def estimator(name: str) -> Estimator:
    """The row of that name.

    Raises
    ------
    OptionError
        There is no such estimator.
    """
    try:
        return ESTIMATORS[str(name).upper()]
    except KeyError:
        raise OptionError(f"estimator={name!r} is not offered; choose from {', '.join(ESTIMATORS)}") from None


def for_design(row: Estimator, cluster: str | None, sampling_weights: str | None) -> Estimator:
    """The row that holds where rows are clustered or weighted: MLR for ML, and its standard errors by cluster.

    Raises
    ------
    OptionError
        The estimator is not ML or MLR.
    """
    if cluster is None and sampling_weights is None:
        return row
    what = "cluster" if cluster is not None else "sampling_weights"
    if row.name not in {"ML", "MLR"}:
        raise OptionError(f"estimator={row.name!r} does not go with {what}; choose ML or MLR")
    robust = ESTIMATORS["MLR"]
    return robust if cluster is None else replace(robust, se="robust.cluster")
