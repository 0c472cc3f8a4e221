"""Whether the printed figures of a study agree with each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.psychometrics.printed.alphas import alpha_range, mean_correlation_of_alpha
from lerende_organisatie.psychometrics.printed.content_validity import attainable, scale_average_range
from lerende_organisatie.psychometrics.printed.degrees_of_freedom import (
    bifactor_df,
    correlated_factors_df,
    models_with,
    second_order_df,
)
from lerende_organisatie.psychometrics.printed.fit import rmsea_bound_ranges, rmsea_range, tli_range
from lerende_organisatie.psychometrics.printed.grim import grim
from lerende_organisatie.psychometrics.printed.rounding import Range
from lerende_organisatie.studies.published.check import Check, Verdict
from lerende_organisatie.studies.published.definition import Figure, PrintedDimension, PublishedStudy
from lerende_organisatie.studies.published.loading import load_study
from lerende_organisatie.studies.published.matrix_checks import matrix_checks
from lerende_organisatie.studies.published.range_checks import range_checks


@dataclass(frozen=True, slots=True)
class StudyCheck(Cited):
    """Every check of a study's printed figures.

    Attributes
    ----------
    study : str
    checks : tuple of Check
    """

    CITES: ClassVar[tuple[str, ...]] = (
        "brown2017",
        "steiger1990",
        "bentler1990",
        "cronbach1951",
        "lynn1986",
        "polit2006",
    )

    study: str
    checks: tuple[Check, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per check: check, printed, implied, verdict, why."""
        columns = ["check", "printed", "implied", "verdict", "why"]
        return pd.DataFrame([{c: getattr(row, c) for c in columns} for row in self.checks], columns=columns)

    @property
    def disagreements(self) -> tuple[Check, ...]:
        """The checks that printed figures fail, or pass only by rounding."""
        return tuple(row for row in self.checks if row.verdict in ("disagrees", "only by rounding"))


def check_study(study: PublishedStudy | str | Path) -> StudyCheck:
    """Hold the printed figures of a study against each other.

    Degrees of freedom against the model described; RMSEA and its interval against chi-square, df and n; TLI against
    CFI; indices, means and standard deviations against their bounds; alpha against the mean inter-item correlation and
    against the printed range; means against what whole-number answers can give (GRIM); correlations and loadings
    against each other and the items described; content validity indices against the number of experts and against
    each other; subgroups against the whole.

    Parameters
    ----------
    study : PublishedStudy, or what :func:`load_study` takes

    Returns
    -------
    StudyCheck

    Raises
    ------
    DefinitionError
        The study cannot be loaded.

    Notes
    -----
    A printed figure agrees when some value that rounds to it follows from some values that round to the others. A
    disagreement shows that at least one of the figures is a slip, is of another model, or of other data than described;
    it does not show which.

    References
    ----------
    Brown, N. J. L., & Heathers, J. A. J. (2017). The GRIM test. Social Psychological and Personality Science, 8,
    363-369. Steiger, J. H. (1990). Multivariate Behavioral Research, 25, 173-180. Bentler, P. M. (1990). Psychological
    Bulletin, 107, 238-246.
    """
    of = study if isinstance(study, PublishedStudy) else load_study(study)
    rows = [*_sample(of), *_degrees(of), *_rmsea(of), *_tli(of), *range_checks(of), *_dimensions(of), *_alpha_ends(of)]
    return StudyCheck(of.name, (*rows, *matrix_checks(of), *_content(of)))


def _shown(bounds: Range, decimals: int) -> str:
    if round(bounds.lower, decimals) == round(bounds.upper, decimals):
        return f"{bounds.lower:.{decimals}f}"
    return f"{bounds.lower:.{decimals}f} to {bounds.upper:.{decimals}f}"


def _held(check: str, printed: Figure, implied: Range, why: str) -> Check:
    figure = printed.figure
    shown = _shown(implied, figure.decimals + 2)
    if figure.range.meets(implied):
        return Check(check, printed.printed, shown, "agrees", why)
    if figure.cut_off.meets(implied):
        return Check(check, printed.printed, shown, "only by rounding", f"{why}; cut off, not rounded, it would agree")
    return Check(check, printed.printed, shown, "disagrees", why)


def _sample(of: PublishedStudy) -> Iterator[Check]:
    if of.sample.subgroups and of.sample.n:
        total = sum(count.value for count in of.sample.subgroups.values())
        n = of.sample.n.value
        verdict: Verdict = "agrees" if total == n else "disagrees"
        yield Check("n of the subgroups and in all", str(n), str(total), verdict, "subgroups that exclude each other")


def _degrees(of: PublishedStudy) -> Iterator[Check]:
    if of.fit is None or of.fit.df is None:
        return
    df, name = of.fit.df.value, "df and the model described"
    if of.design.items is None or of.design.dimensions is None:
        yield Check(name, str(df), "", "not checkable", "items or dimensions were not printed")
        return
    items, factors = of.design.items.value, of.design.dimensions.value
    described = {
        "correlated factors": correlated_factors_df(items, factors),
        "second-order factor": second_order_df(items, factors),
        "bifactor": bifactor_df(items),
    }
    if of.design.model is not None:
        described = {of.design.model: described[of.design.model]}
    implied = ", ".join(f"{value} ({kind})" for kind, value in described.items())
    if df in described.values():
        yield Check(name, str(df), implied, "agrees", f"{items} items on {factors} factors, each item on one")
        return
    others = [model for model in models_with(df, factors, items) if of.design.model in (None, model.kind)]
    why = f"{items} items on {factors} factors do not give it"
    if others:
        nearest = others[0]
        why += f"; {nearest.items} items on {nearest.factors} {_plural(nearest.kind)} do"
    yield Check(name, str(df), implied, "disagrees", why)


def _plural(kind: str) -> str:
    return {"second-order factor": "factors under a second-order factor", "bifactor": "factors and a general one"}.get(
        kind, kind
    )


def _rmsea(of: PublishedStudy) -> Iterator[Check]:
    fit = of.fit
    if fit is None or fit.rmsea is None:
        return
    if fit.chisq is None or fit.df is None or of.sample.n is None:
        yield Check("RMSEA, χ², df and n", fit.rmsea.printed, "", "not checkable", "χ², df or n was not printed")
        return
    chisq, df, n = fit.chisq.figure, fit.df.value, of.sample.n.value
    if df < 1 or n < 2:
        why = "it needs one degree of freedom or more and two respondents or more"
        yield Check("RMSEA, χ², df and n", fit.rmsea.printed, "", "not checkable", why)
        return
    why = "from χ², df and n"
    rows = [_held("RMSEA, χ², df and n", fit.rmsea, rmsea_range(chisq, df, n), why)]
    lower, upper = rmsea_bound_ranges(chisq, df, n)
    if fit.rmsea_ci_lower is not None:
        rows.append(_held("lower bound of RMSEA", fit.rmsea_ci_lower, lower, why + ", 90% interval"))
    if fit.rmsea_ci_upper is not None:
        rows.append(_held("upper bound of RMSEA", fit.rmsea_ci_upper, upper, why + ", 90% interval"))
    factor = fit.scaling_factor.figure.value if fit.scaling_factor else None
    if factor is not None and any(row.verdict == "disagrees" for row in rows):
        yield from rows
        yield Check(
            "RMSEA and the scaling factor",
            fit.rmsea.printed,
            "",
            "not checkable",
            "a robust RMSEA is of the unscaled χ² times a factor; it was not said which was printed",
        )
        return
    yield from rows


def _tli(of: PublishedStudy) -> Iterator[Check]:
    fit = of.fit
    if fit is None or fit.tli is None or fit.cfi is None:
        return
    if fit.df is None or of.design.items is None:
        yield Check("TLI and CFI", fit.tli.printed, "", "not checkable", "df or the number of items was not printed")
        return
    df = fit.df.value
    if df < 1:
        yield Check(
            "TLI and CFI", fit.tli.printed, "", "not checkable", "a model without degrees of freedom has no TLI"
        )
        return
    counts = [of.design.items.value]
    if of.design.dimensions is not None:
        counts = [model.items for model in models_with(df, of.design.dimensions.value, counts[0])] + counts
    ranges = [tli_range(fit.cfi.figure, df, p * (p - 1) // 2) for p in counts]
    meeting = [bounds for bounds in ranges if fit.tli.figure.range.meets(bounds)]
    yield _held("TLI and CFI", fit.tli, (meeting or ranges)[0], "both of one model and one independence model")


def _dimensions(of: PublishedStudy) -> Iterator[Check]:
    for dimension in of.dimensions:
        yield from _alpha(dimension)
        yield from _mean(of, dimension)
    total = [dimension.items.value for dimension in of.dimensions if dimension.items]
    if total and len(total) == len(of.dimensions) and of.design.items:
        same: Verdict = "agrees" if sum(total) == of.design.items.value else "disagrees"
        yield Check("items of the dimensions and in all", of.design.items.printed, str(sum(total)), same, "their sum")


def _alpha(dimension: PrintedDimension) -> Iterator[Check]:
    if dimension.alpha is None:
        return
    name = f"alpha of {dimension.id}"
    if dimension.items is None:
        return
    items = dimension.items.value
    if items < 2:
        yield Check(name, dimension.alpha.printed, "", "disagrees", f"{items} item: alpha needs two or more")
        return
    if dimension.mean_interitem is not None:
        yield _held(
            f"{name} and the mean inter-item correlation",
            dimension.alpha,
            alpha_range(dimension.mean_interitem.figure, items),
            "standardised alpha; the raw one differs where the items' variances do",
        )
        return
    implied = mean_correlation_of_alpha(dimension.alpha.value, items)
    yield Check(
        name,
        dimension.alpha.printed,
        f"mean inter-item correlation {implied:.2f}",
        "not checkable",
        "the mean inter-item correlation was not printed",
    )


def _mean(of: PublishedStudy, dimension: PrintedDimension) -> Iterator[Check]:
    if dimension.mean is None or of.sample.n is None:
        return
    items = dimension.items.value if dimension.items else 1
    if items < 1 or of.sample.n.value < 1:
        yield Check(f"mean of {dimension.id} (GRIM)", dimension.mean.printed, "", "disagrees", "a mean of no answers")
        return
    found = grim(dimension.mean.figure, of.sample.n.value, items)
    name = f"mean of {dimension.id} (GRIM)"
    if dimension.items is None or not found.telling:
        why = "so many answers that every printed mean is possible" if dimension.items else "items were not printed"
        yield Check(name, dimension.mean.printed, "", "not checkable", why)
        return
    yield Check(
        name,
        dimension.mean.printed,
        f"nearest {found.nearest:.{dimension.mean.figure.decimals + 2}f}",
        "agrees" if found.possible else "disagrees",
        f"whole-number answers of {of.sample.n.value} respondents to {items} items, none missing",
    )


def _alpha_ends(of: PublishedStudy) -> Iterator[Check]:
    if of.alpha_lowest is not None and of.alpha_highest is not None:
        ordered: Verdict = "agrees" if of.alpha_lowest.value <= of.alpha_highest.value < 1 else "disagrees"
        printed = f"{of.alpha_lowest.printed} to {of.alpha_highest.printed}"
        yield Check("range of the alphas", printed, "", ordered, "in order and below one")
    alphas = [dimension.alpha for dimension in of.dimensions if dimension.alpha is not None]
    every = len(alphas) == len(of.dimensions) and len(alphas) > 0
    for end, name, found in (
        (of.alpha_lowest, "lowest", min(alphas, key=lambda alpha: alpha.value, default=None)),
        (of.alpha_highest, "highest", max(alphas, key=lambda alpha: alpha.value, default=None)),
    ):
        if end is None or found is None:
            continue
        beyond = found.value < end.value if name == "lowest" else found.value > end.value
        if every or (beyond and not end.figure.range.meets(found.figure.range)):
            yield _held(f"{name} alpha and those of the dimensions", end, found.figure.range, "of the same scales")


def _content(of: PublishedStudy) -> Iterator[Check]:
    content = of.content
    if content is None:
        return
    ends = [figure for figure in (content.i_cvi_lowest, content.i_cvi_highest) if figure is not None]
    exact: list[float] = []
    for figure, end in zip(ends, ("lowest", "highest"), strict=False):
        name = f"{end} I-CVI and the number of experts"
        if of.sample.experts is None:
            yield Check(name, figure.printed, "", "not checkable", "the number of experts was not printed")
            continue
        experts = of.sample.experts.value
        found = attainable(figure.figure, experts)
        if found is None:
            yield Check(name, figure.printed, "", "disagrees", f"no share of {experts} experts is printed so")
        else:
            exact.append(found.value)
            yield Check(name, figure.printed, f"{found.agreeing}/{experts}", "agrees", "a share of the experts")
    if content.s_cvi_ave is not None and len(ends) == 2:
        yield _scale_index(of, content.s_cvi_ave, exact, ends)


def _scale_index(of: PublishedStudy, printed: Figure, exact: list[float], ends: list[Figure]) -> Check:
    name = "S-CVI/Ave and the I-CVIs"
    if of.design.items is None:
        return Check(name, printed.printed, "", "not checkable", "the number of items was not printed")
    lowest, highest = exact if len(exact) == 2 else (ends[0].value, ends[1].value)
    bounds = scale_average_range(lowest, highest, of.design.items.value)
    row = _held(name, printed, bounds, f"mean of {of.design.items.value} indices, at least one of them the lowest")
    if row.verdict == "agrees" and not bounds.lower <= printed.value <= bounds.upper:
        why = f"{row.why}: the mean itself cannot be {printed.printed}"
        return Check(name, row.printed, row.implied, "only by rounding", why)
    return row
