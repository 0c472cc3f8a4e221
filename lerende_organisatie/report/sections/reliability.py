"""Reliability per dimension."""

from __future__ import annotations

from collections.abc import Mapping

from lerende_organisatie.report.document import Block, Column, Fold, Paragraph, Remark, Section, Table
from lerende_organisatie.report.figures.interval_dots import Dot, IntervalDots, draw_dots_axis, draw_interval_dots
from lerende_organisatie.report.sections.coefficients import coefficients_fold
from lerende_organisatie.report.sections.fit_measures import fit_columns, fit_flags
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.scale_reliability import ScaleReliability
from lerende_organisatie.studies.sources import cutoff

LOSS = "MissingDataWarning"
"""The warning that leaving out incomplete respondents leaves out many; said once for all dimensions."""


def reliability_section(setting: Setting) -> Section:
    """Reliability per dimension, with a look at whether each is one thing.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words, numbers = setting.study, setting.words, setting.numbers
    limit = cutoff("alpha").value
    lows = [row.alpha_ci_lower for row in study.reliability] + [row.omega_ci_lower for row in study.reliability]
    lowest = min((low for low in lows if low is not None), default=0.5)
    low = max(0.0, min(0.5, int(lowest * 10) / 10))
    ticks = tuple((step / 10, numbers.bounded(step / 10, 1)) for step in range(round(low * 10), 11))
    ticks = tuple((value, "1" if value == 1.0 else text) for value, text in ticks)
    axis = draw_dots_axis(low, 1.0, ("α", "ω"), ticks)
    rows = tuple(_row(setting, row, low, limit) for row in study.reliability)
    columns = [
        setting.column("dimension"),
        setting.column("k", "count"),
        setting.column("n", "count"),
        setting.column("alpha", "bounded"),
        setting.column("alpha", "interval", head="interval"),
        setting.column("omega", "bounded"),
        setting.column("omega", "interval", head="interval"),
        Column("picture", str(axis.svg("axis-reliability", "cell-axis")), "drawing", 0, words("head.alpha_omega")),
        setting.column("average_interitem", "bounded", head="interitem"),
        setting.column("mean", "fixed"),
        setting.column("sd", "fixed"),
        setting.column("sem", "fixed"),
        setting.column("sdc", "fixed"),
        setting.column("floor", "percent", 1),
        setting.column("ceiling", "percent", 1),
    ]
    if any(row.published_alpha is not None for row in study.reliability):
        columns.insert(5, setting.column("published_alpha", "bounded"))
    flags = {
        (index, key)
        for index, row in enumerate(study.reliability)
        for key in ("alpha", "omega")
        if cutoff("alpha").met_by(getattr(row, key)) is False
    }
    table = Table(
        key="reliability",
        caption=words("table.reliability"),
        columns=tuple(columns),
        rows=rows,
        notes=(words("reliability.note", limit=numbers.bounded(limit)), words("page.not_given")),
        flags=frozenset(flags),
        dense=True,
    )
    blocks: list[Block] = [Paragraph(words("reliability.lead")), table]
    blocks += [
        Remark(words("reliability.failed", dimension=setting.dimension(row.dimension), why=row.failure), "poor")
        for row in study.reliability
        if row.failure is not None
    ]
    blocks += _complete_respondents(setting)
    blocks += setting.gathered(
        (setting.dimension(row.dimension), note)
        for row in study.reliability
        for note in row.notes
        if note.category != LOSS
    )
    fold: tuple[Block, ...] = (_one_factor_table(setting),) if study.one_factor else ()
    if len(study.one_factor) < len(study.structure.dimensions):
        fold = (*fold, Paragraph(words("reliability.too_few")))
    fold = (
        *fold,
        *setting.gathered(
            (setting.dimension(key), note) for key, fit in study.one_factor.items() for note in fit.notes
        ),
    )
    blocks.append(Fold(words("reliability.fold"), fold))
    blocks.append(coefficients_fold(setting))
    return Section("reliability", words("section.reliability"), tuple(blocks))


def _complete_respondents(setting: Setting) -> tuple[Remark, ...]:
    """How many respondents the figures rest on, where leaving out the incomplete ones costs more than a tenth."""
    study, words, numbers = setting.study, setting.words, setting.numbers
    if not any(note.category == LOSS for row in study.reliability for note in row.notes):
        return ()
    used = [row.n for row in study.reliability if row.n is not None]
    if not used:
        return (Remark(words("reliability.complete_some"), "note"),)
    of = numbers.count(study.sample.n)
    fewest, most = numbers.count(min(used)), numbers.count(max(used))
    if fewest == most:
        return (Remark(words("reliability.complete", n=fewest, of=of), "note"),)
    return (Remark(words("reliability.complete_range", fewest=fewest, most=most, of=of), "note"),)


def _row(setting: Setting, row: ScaleReliability, low: float, limit: float) -> Mapping[str, object]:
    numbers = setting.numbers
    name = setting.dimension(row.dimension)
    picture = IntervalDots(
        dots=(
            Dot(row.alpha, row.alpha_ci_lower, row.alpha_ci_upper, f"α {numbers.bounded(row.alpha)}"),
            Dot(row.omega, row.omega_ci_lower, row.omega_ci_upper, f"ω {numbers.bounded(row.omega)}"),
        ),
        low=low,
        high=1.0,
        reference=limit,
        description=setting.words(
            "reliability.picture",
            dimension=name,
            alpha=numbers.bounded(row.alpha),
            alpha_interval=numbers.interval(row.alpha_ci_lower, row.alpha_ci_upper),
            omega=numbers.bounded(row.omega),
            omega_interval=numbers.interval(row.omega_ci_lower, row.omega_ci_upper),
        ),
    )
    return {
        "dimension": name,
        "k": row.k,
        "n": row.n,
        "alpha": row.alpha,
        "alpha_ci_lower": row.alpha_ci_lower,
        "alpha_ci_upper": row.alpha_ci_upper,
        "omega": row.omega,
        "omega_ci_lower": row.omega_ci_lower,
        "omega_ci_upper": row.omega_ci_upper,
        "picture": draw_interval_dots(picture),
        "average_interitem": row.average_interitem,
        "mean": row.mean,
        "sd": row.sd,
        "sem": row.sem,
        "sdc": row.sdc,
        "floor": row.floor,
        "ceiling": row.ceiling,
        "published_alpha": row.published_alpha,
    }


def _one_factor_table(setting: Setting) -> Table:
    """One factor for each dimension on its own."""
    fits = setting.study.one_factor
    rows = tuple({"dimension": setting.dimension(key), "n": fit.n, **fit.measures} for key, fit in fits.items())
    return Table(
        key="one_factor",
        caption=setting.words("table.one_factor"),
        columns=(
            setting.column("dimension"),
            setting.column("n", "count"),
            *fit_columns(setting),
        ),
        rows=rows,
        flags=fit_flags(fits.values()),
        dense=True,
        notes=(setting.words("reliability.one_factor_note"),),
    )
