"""The estimators for ordinal items, as rows of the same kind of table."""

from __future__ import annotations

from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.estimators import ESTIMATORS, Estimator

ORDINAL_ESTIMATORS: dict[str, Estimator] = {
    row.name: row
    for row in (
        Estimator("WLSMV", "DWLS", "robust.sem", "scaled.shifted", unbiased=True, means=True),
        Estimator("WLSM", "DWLS", "robust.sem", "satorra.bentler", unbiased=True, means=True),
        Estimator("WLSMVS", "DWLS", "robust.sem", "mean.var.adjusted", unbiased=True, means=True),
        Estimator("DWLS", "DWLS", "standard", "standard", unbiased=True, means=True),
        Estimator("WLS", "WLS", "standard", "standard", unbiased=True, means=True),
        Estimator("ULS", "ULS", "standard", "standard", unbiased=True, means=True),
        Estimator("ULSM", "ULS", "robust.sem", "satorra.bentler", unbiased=True, means=True),
        Estimator("ULSMV", "ULS", "robust.sem", "scaled.shifted", unbiased=True, means=True),
        Estimator("ULSMVS", "ULS", "robust.sem", "mean.var.adjusted", unbiased=True, means=True),
    )
}

NEEDS_ORDERED = frozenset(ORDINAL_ESTIMATORS) - frozenset(ESTIMATORS)
"""Those that are offered for ordinal items only."""


def ordinal_estimator(name: str) -> Estimator:
    """The row of that name.

    Raises
    ------
    OptionError
        There is no such estimator for ordinal items.
    """
    row = ORDINAL_ESTIMATORS.get(name.upper())
    if row is None:
        raise OptionError(
            f"estimator={name!r} is not offered for ordinal items; choose from {', '.join(ORDINAL_ESTIMATORS)}, or "
            "leave ordered out to treat the answers as continuous"
        )
    return row


def require_ordered(name: str) -> None:
    """Refuse an estimator for ordinal items where no item is declared ordinal.

    Raises
    ------
    OptionError
    """
    if name.upper() in NEEDS_ORDERED:
        raise OptionError(
            f"estimator={name!r} is for ordinal items; declare them with ordered=True, or with a list of the items "
            "that are ordinal"
        )
