"""What printed figures imply about each other."""

from __future__ import annotations

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import OptionError
from lerende_organisatie.psychometrics.printed.alphas import alpha_range, mean_correlation_of_alpha
from lerende_organisatie.psychometrics.printed.content_validity import attainable, scale_average_range
from lerende_organisatie.psychometrics.printed.degrees_of_freedom import (
    bifactor_df,
    correlated_factors_df,
    models_with,
    second_order_df,
)
from lerende_organisatie.psychometrics.printed.differences import alpha_estimate, correlation_estimate, difference
from lerende_organisatie.psychometrics.printed.fit import rmsea_bound_ranges, rmsea_range, tli_range
from lerende_organisatie.psychometrics.printed.grim import grim
from lerende_organisatie.psychometrics.printed.rounding import Printed, read_printed


@pytest.mark.parametrize(
    ("text", "value", "decimals"), [(".84", 0.84, 2), ("5507.55", 5507.55, 2), ("-.5", -0.5, 1), ("65", 65.0, 0)]
)
def test_a_printed_figure_keeps_its_decimals(text: str, value: float, decimals: int) -> None:
    assert read_printed(text) == Printed(value, decimals)


@pytest.mark.parametrize("text", ["", "p < .05", "1e5", ".", "0,84", "1" * 40, "nan"])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="printed figure"):
        read_printed(text)


def test_rounding_reaches_half_a_unit_both_ways() -> None:
    bounds = read_printed(".84").range
    assert bounds.lower == pytest.approx(0.835, abs=1e-8)
    assert bounds.upper == pytest.approx(0.845, abs=1e-8)
    assert bounds.lower <= 0.835
    assert bounds.upper >= 0.845


MODEL = "one =~ x1 + x2 + x3\ntwo =~ x4 + x5 + x6\nthree =~ x7 + x8 + x9\nfour =~ y1 + y2 + y3"


def sample() -> dict[str, object]:
    rng = np.random.default_rng(5)
    factors = rng.standard_normal((300, 4)) + rng.standard_normal((300, 1))
    names = [name for line in MODEL.splitlines() for name in line.split("=~")[1].replace(" ", "").split("+")]
    answers = np.repeat(factors, 3, axis=1) + rng.standard_normal((300, 12))
    return {"data": dict(zip(names, answers.T, strict=True)), "names": names}


def test_degrees_of_freedom_are_those_of_the_fitted_models() -> None:
    import pandas as pd

    data = pd.DataFrame(sample()["data"])
    second = MODEL + "\ng =~ one + two + three + four"
    assert lo.cfa(MODEL, data, estimator="ML").fit_measures["df"] == correlated_factors_df(12, 4)
    assert lo.cfa(second, data, estimator="ML").fit_measures["df"] == second_order_df(12, 4)
    assert bifactor_df(12) == 12 * 13 // 2 - 36
    assert models_with(correlated_factors_df(12, 4), 4, 14)[0].items == 12


def test_fit_measures_of_a_fit_agree_when_rounded() -> None:
    """Whatever our own fit prints with two or three decimals must be possible."""
    import pandas as pd

    fit = lo.cfa("f =~ x1 + x2 + x3 + x4 + x5 + x6 + y1 + y2", pd.DataFrame(sample()["data"]), estimator="ML")
    of = fit.fit_measures
    df, df_b = int(of["df"]), int(of["baseline_df"])
    chisq = read_printed(f"{of['chisq']:.2f}")
    assert read_printed(f"{of['rmsea']:.3f}").range.meets(rmsea_range(chisq, df, 300))
    lower, upper = rmsea_bound_ranges(chisq, df, 300)
    assert read_printed(f"{of['rmsea_ci_lower']:.3f}").range.meets(lower)
    assert read_printed(f"{of['rmsea_ci_upper']:.3f}").range.meets(upper)
    assert read_printed(f"{of['tli']:.2f}").range.meets(tli_range(read_printed(f"{of['cfi']:.2f}"), df, df_b))
    assert not read_printed(f"{of['rmsea'] + 0.02:.3f}").range.meets(rmsea_range(chisq, df, 300))
    assert not read_printed(f"{of['tli'] + 0.05:.2f}").range.meets(
        tli_range(read_printed(f"{of['cfi']:.2f}"), df, df_b)
    )


def test_alpha_and_the_mean_correlation_are_each_others_inverse() -> None:
    for r in (0.05, 0.3, 0.8):
        bounds = alpha_range(Printed(r, 2), 7)
        assert mean_correlation_of_alpha((bounds.lower + bounds.upper) / 2, 7) == pytest.approx(r, abs=0.005)


@pytest.mark.parametrize("n", [12, 25, 37])
def test_grim_by_counting(n: int) -> None:
    """Every mean that whole numbers can have is possible, and no other two-decimal figure is."""
    attained = {f"{total / n:.2f}" for total in range(n, 5 * n + 1)}
    for hundredths in range(100, 501):
        text = f"{hundredths / 100:.2f}"
        if text in attained:
            assert grim(read_printed(text), n).possible
        elif not grim(read_printed(text), n).possible:
            assert text not in attained
    impossible = [h for h in range(100, 501) if not grim(Printed(h / 100, 2), n).possible]
    assert impossible
    assert grim(Printed(3.0, 2), n).telling
    assert not grim(Printed(3.0, 2), 1703, 8).telling


def test_an_index_of_experts() -> None:
    found = attainable(read_printed(".83"), 6)
    assert found is not None
    assert (found.agreeing, found.experts) == (5, 6)
    assert attainable(read_printed(".85"), 6) is None
    indices = [5 / 6] + [1.0] * 9
    assert scale_average_range(5 / 6, 1.0, 10).upper == pytest.approx(np.mean(indices))


def test_the_verdicts_hold_their_error_rates() -> None:
    """On the margin at most 5% are called a replication, and without a difference at most 5% are called different.

    Correlations of normal scores, two samples of 400; 600 pairs give a standard error of .9 points, and 7.5% is the
    rate that a true 5% passes with a chance below one in two hundred.
    """
    rng = np.random.default_rng(11)

    def drawn(rho: float) -> float:
        x = rng.standard_normal((400, 2))
        return float(np.corrcoef(x[:, 0], rho * x[:, 0] + np.sqrt(1 - rho**2) * x[:, 1])[0, 1])

    def rates(new: float, published: float) -> dict[str, float]:
        outcomes = [
            difference(
                correlation_estimate(drawn(new), 400),
                correlation_estimate(round(drawn(published), 2), 400),
                0.15,
                0.005,
            ).outcome
            for _ in range(600)
        ]
        return {name: outcomes.count(name) / 600 for name in ("replicates", "differs", "undecided")}

    on_the_margin, none, far = rates(0.45, 0.30), rates(0.30, 0.30), rates(0.65, 0.30)
    assert on_the_margin["replicates"] <= 0.075
    assert none["differs"] <= 0.075
    assert none["replicates"] >= 0.40
    assert far["differs"] >= 0.99


def test_an_alpha_with_its_interval_covers() -> None:
    estimate = alpha_estimate(0.85, 200, 8)
    assert estimate.wide.lower < estimate.narrow.lower < 0.85 < estimate.narrow.upper < estimate.wide.upper
