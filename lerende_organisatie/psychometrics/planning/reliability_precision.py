"""How many respondents an interval of alpha of a given width needs."""

from __future__ import annotations

import math

from lerende_organisatie.errors import OptionError


def alpha_sample_size(alpha: float, items: int, width: float, level: float = 0.95) -> int:
    """The respondents with whom the interval of Cronbach's alpha is expected to be no wider than ``width``.

    Parameters
    ----------
    alpha : float
        The value that is expected.
    items : int
    width : float
        From the lower to the upper bound.
    level : float

    Returns
    -------
    int

    Raises
    ------
    OptionError
        A number is out of range.

    Notes
    -----
    The interval is Bonett's, 1 − (1 − α)·exp(∓ z·√(2k / ((k − 1)(n − 2)))): compound symmetry and normal scores are
    assumed, respondents independent. The n that it gives is searched for, not approximated.

    References
    ----------
    Bonett, D. G. (2002). Sample size requirements for testing and estimating coefficient alpha. Journal of Educational
    and Behavioral Statistics, 27, 335-340.
    """
    from scipy.special import ndtri

    if not (alpha < 1 and items >= 2 and 0 < width < 1 and 0 < level < 1):
        raise OptionError(
            f"alpha={alpha!r} must lie below 1, items={items!r} be 2 or more, width={width!r} and level={level!r} lie "
            "between 0 and 1"
        )
    z = float(ndtri(1 - (1 - level) / 2))
    # exp(x) − exp(−x) = width / (1 − α) for x = z·√(2k / ((k − 1)(n − 2)))
    x = math.asinh(width / (2 * (1 - alpha)))
    return math.ceil(2 + 2 * items / (items - 1) * (z / x) ** 2 - 1e-9)
