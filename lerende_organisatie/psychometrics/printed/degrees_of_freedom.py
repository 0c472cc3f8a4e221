"""The degrees of freedom of the models that studies describe in words."""

from __future__ import annotations

from dataclasses import dataclass


def correlated_factors_df(items: int, factors: int) -> int:
    """Degrees of freedom of correlated factors on which every item loads once, errors uncorrelated.

    Parameters
    ----------
    items, factors : int

    Returns
    -------
    int
        p(p+1)/2 moments less p loadings, p residual variances and the factors' correlations.

    References
    ----------
    Bollen, K. A. (1989). Structural equations with latent variables. Wiley, ch. 7.
    """
    return items * (items + 1) // 2 - 2 * items - factors * (factors - 1) // 2


def second_order_df(items: int, factors: int) -> int:
    """Degrees of freedom of a second-order factor over first-order factors, with every item loading once.

    Parameters
    ----------
    items, factors : int

    Returns
    -------
    int

    References
    ----------
    Rindskopf, D., & Rose, T. (1988). Some theory and applications of confirmatory second-order factor analysis.
    Multivariate Behavioral Research, 23, 51-67.
    """
    return items * (items + 1) // 2 - 2 * items - factors


def bifactor_df(items: int) -> int:
    """Degrees of freedom of a bifactor model: every item on the general factor and on one specific factor.

    Parameters
    ----------
    items : int

    Returns
    -------
    int

    References
    ----------
    Reise, S. P. (2012). The rediscovery of bifactor measurement models. Multivariate Behavioral Research, 47, 667-696.
    """
    return items * (items + 1) // 2 - 3 * items


@dataclass(frozen=True, slots=True)
class ModelWithDf:
    """A model that has a given number of degrees of freedom.

    Attributes
    ----------
    kind : {"correlated factors", "second-order factor", "bifactor"}
    items, factors : int
    """

    kind: str
    items: int
    factors: int


def models_with(df: int, factors: int, items: int, reach: int = 15) -> tuple[ModelWithDf, ...]:
    """The usual models, with about that many items, that do have the printed degrees of freedom.

    Parameters
    ----------
    df : int
        As printed.
    factors, items : int
        As described.
    reach : int
        How many items more or fewer are tried.

    Returns
    -------
    tuple of ModelWithDf
        The nearest number of items first.
    """
    found = []
    for count in range(max(2, items - reach), items + reach + 1):
        kinds = {
            "correlated factors": correlated_factors_df(count, factors),
            "second-order factor": second_order_df(count, factors),
            "bifactor": bifactor_df(count),
        }
        found += [ModelWithDf(kind, count, factors) for kind, value in kinds.items() if value == df]
    return tuple(sorted(found, key=lambda model: abs(model.items - items)))
