"""Whether single printed figures can be what they are called: indices, means and deviations on their scale."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lerende_organisatie.psychometrics.printed.rounding import Range
from lerende_organisatie.studies.published.check import Check
from lerende_organisatie.studies.published.definition import Figure, PrintedDimension, PublishedStudy


def range_checks(of: PublishedStudy) -> Iterator[Check]:
    """Indices of fit within their bounds and interval, means and deviations within what the scale allows.

    Parameters
    ----------
    of : PublishedStudy

    Yields
    ------
    Check
    """
    fit = of.fit
    if fit is not None:
        for name, figure, top in (("CFI", fit.cfi, 1.0), ("SRMR", fit.srmr, 1.0), ("RMSEA", fit.rmsea, math.inf)):
            if figure is not None:
                bounds = Range(0.0, top)
                yield _within(f"{name} within its bounds", figure, bounds, "0 to 1" if top == 1 else "0 or more", "")
        if fit.rmsea is not None and (fit.rmsea_ci_lower is not None or fit.rmsea_ci_upper is not None):
            low = fit.rmsea_ci_lower.figure.range.lower if fit.rmsea_ci_lower else 0.0
            high = fit.rmsea_ci_upper.figure.range.upper if fit.rmsea_ci_upper else math.inf
            ends = [end.printed for end in (fit.rmsea_ci_lower, fit.rmsea_ci_upper) if end is not None]
            why = "an interval holds its estimate"
            yield _within("RMSEA within its interval", fit.rmsea, Range(low, high), " to ".join(ends), why)
    for dimension in of.dimensions:
        yield from _scale(of, dimension)


def _within(name: str, figure: Figure, bounds: Range, implied: str, why: str) -> Check:
    verdict = "agrees" if figure.figure.range.meets(bounds) else "disagrees"
    return Check(name, figure.printed, implied, verdict, why)  # type: ignore[arg-type]


def _scale(of: PublishedStudy, dimension: PrintedDimension) -> Iterator[Check]:
    """The mean of the answers to a scale of s points lies on it; its deviation cannot pass that of the two ends."""
    if dimension.mean is None or of.design.scale_points is None:
        return
    points = of.design.scale_points.value
    ends = Range(0.0, float(points))
    why = f"a mean of answers from 1 to {points}, or from 0 to {points - 1}"
    if dimension.items is not None and dimension.mean.value > points:
        why += "; a sum of answers has to be divided by the number of items"
    yield _within(f"mean of {dimension.id} on its scale", dimension.mean, ends, f"0 to {points}", why)
    if dimension.sd is None or not dimension.mean.figure.range.meets(ends):
        return
    n = of.sample.n.value if of.sample.n is not None else None
    most = max(
        _largest_sd(mean, low, points, n)
        for low in (0.0, 1.0)
        for mean in (dimension.mean.figure.range.lower, dimension.mean.value, dimension.mean.figure.range.upper)
    )
    why = f"everyone at one of the two ends of the scale, with a mean of {dimension.mean.printed}"
    yield _within(f"sd of {dimension.id} on its scale", dimension.sd, Range(0.0, most), f"{most:.2f} or less", why)


def _largest_sd(mean: float, low: float, points: int, n: int | None) -> float:
    """√((m − a)(b − m)·n/(n − 1)) for answers from a to b."""
    spread = max(0.0, (mean - low) * (low + points - 1 - mean))
    return math.sqrt(spread * (n / (n - 1) if n is not None and n > 1 else 2.0))
