"""Corrections of tests of fit where the model is large for the number of rows.

With many variables the plain χ² rejects true models too often: its mean exceeds the degrees of freedom by a share of
order p/n. Swain's and Bartlett's corrections multiply it by a constant that brings the mean back. A test that is
adjusted for mean and variance rejects too seldom instead, because its variance is overestimated (``unbiased_trace``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.cfa.fit_indices import chisq_pvalue
from lerende_organisatie.psychometrics.cfa.scaled_tests import mean_and_variance_adjusted, scaled_and_shifted
from lerende_organisatie.psychometrics.cfa.swain import bartlett_factor, swain_factor

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

Correction = Literal["swain", "bartlett", "unbiased-trace"]

SOURCES = {"swain": "swain1975", "bartlett": "bartlett1950", "unbiased-trace": "asparouhov2010"}
"""What to cite; the unbiased trace itself is this package's own."""


@dataclass(frozen=True, slots=True)
class CorrectedTest(Cited):
    """A corrected test of fit.

    Attributes
    ----------
    correction : str
    factor : float
        What the plain χ² was multiplied with.
    chisq, df, pvalue : float
        The degrees of freedom are no whole number where they are estimated (MLMVS).
    shift : float
        What was added then; zero but for a scaled-and-shifted test.
    """

    correction: str
    factor: float
    chisq: float
    df: float
    pvalue: float
    shift: float = 0.0

    def _cites(self) -> tuple[str, ...]:
        """By the correction."""
        return (SOURCES[self.correction],)


def corrected_test(fit: Fit, correction: Correction = "swain") -> CorrectedTest:
    """The test of fit corrected; see :meth:`~.fit.Fit.corrected_test`.

    Raises
    ------
    OptionError
        The correction is not offered, does not hold for this fit, or the model has no degrees of freedom.
    """
    if correction not in get_args(Correction):
        raise OptionError(f"correction={correction!r} is not offered; choose from {', '.join(get_args(Correction))}")
    if fit.df < 1:
        raise OptionError("a model without degrees of freedom has no test to correct")
    if correction == "unbiased-trace":
        return _with_unbiased_trace(fit)
    if fit.estimator.name != "ML" or len(fit.moments) > 1 or fit.moments[0].incomplete is not None:
        scaled = (
            ", and 'unbiased-trace' for estimators whose test is scaled" if fit.estimator.test != "standard" else ""
        )
        raise OptionError(
            f"swain and bartlett hold for estimator='ML' with complete rows of one group{scaled}; this fit is by "
            f"{fit.estimator.name}"
        )
    n, p = fit.n_obs - 1.0, len(fit.observed_names)
    factor = swain_factor(p, fit.df, n) if correction == "swain" else bartlett_factor(p, len(fit.latent_names), n)
    return CorrectedTest(correction, factor, factor * fit.chisq, fit.df, chisq_pvalue(factor * fit.chisq, fit.df))


def _with_unbiased_trace(fit: Fit) -> CorrectedTest:
    if fit.estimator.test == "standard":
        instead = "estimator='ML' has 'swain' and 'bartlett'" if fit.estimator.discrepancy == "ML" else ""
        raise OptionError(
            f"unbiased-trace corrects a scaled test, and that of {fit.estimator.name} is not scaled"
            + (f"; {instead}" if instead else "; choose WLSMV or ULSMV")
        )
    found = fit.unbiased_traces
    if not (found.first > 0 and found.second > 0 and found.factor > 0):
        raise OptionError(
            f"the unbiased trace is {found.second:.3g} and no variance: there are too few respondents or clusters "
            "for this model"
        )
    adjust = mean_and_variance_adjusted if fit.estimator.test == "mean.var.adjusted" else scaled_and_shifted
    test = adjust(found.factor * fit.chisq, fit.df, found.first, found.adjusted)
    times = found.factor / test.scaling_factor
    return CorrectedTest("unbiased-trace", times, test.chisq, test.df, test.pvalue, test.shift)
