"""The model of the hypothesis: path diagram, loadings, factor correlations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lerende_organisatie.report.document import Block, Column, Figure, Fold, Paragraph, Remark, Section, Table
from lerende_organisatie.report.figures.path_diagram import FactorPaths, ItemPath, PathDiagram, draw_path_diagram
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.model_results import ChosenModel, Loading
from lerende_organisatie.studies.rival_models import Noted
from lerende_organisatie.studies.sources import cutoff


def model_section(setting: Setting) -> Section:
    """The chosen model in full.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words = setting.study, setting.words
    detail = study.detail
    if detail is None:
        blocks: tuple[Block, ...] = (Remark(words("loadings.absent"), "poor"),)
        notes = setting.remarks(note for note in study.notes if note.where == "loadings")
        return Section("loadings", words("section.loadings"), (*blocks, *notes), new_page=True)
    label = words.of(detail.model.label)
    lead = words(
        "loadings.lead",
        model=label,
        factors=len(detail.factors),
        items=len(detail.loadings),
        fixed=words.of(study.methods.free_and_fixed),
    )
    caption = "figure.diagram_second" if detail.higher else "figure.diagram"
    figure = Figure("diagram", words(caption, model=label), draw_path_diagram(diagram_of(setting, detail)), tall=True)
    found: list[Block] = [Paragraph(lead), *setting.remarks(_notes(setting))]
    found += [figure, _loading_table(setting, detail)]
    if detail.higher_loadings:
        found.append(_higher_table(setting, detail))
    found.append(Fold(words("loadings.fold"), (_unstandardised_table(setting, detail),)))
    if len(detail.factors) > 1:
        found.append(correlation_table(setting, detail))
    return Section("loadings", words("section.loadings"), tuple(found), new_page=True)


def diagram_of(setting: Setting, detail: ChosenModel) -> PathDiagram:
    """The path diagram as data.

    Parameters
    ----------
    setting : Setting
    detail : ChosenModel

    Returns
    -------
    PathDiagram
    """
    numbers, words = setting.numbers, setting.words
    higher = {one.indicator: one.std for one in detail.higher_loadings}
    factors = tuple(
        FactorPaths(
            label=setting.dimension(factor),
            items=tuple(
                ItemPath(one.indicator, one.std or 0.0, numbers.bounded(one.std), numbers.bounded(one.residual_std))
                for one in detail.loadings
                if one.factor == factor
            ),
            higher_loading=numbers.bounded(higher[factor]) if factor in higher else None,
        )
        for factor in detail.factors
    )
    correlations = tuple(
        (first, second, detail.correlations[first][second], numbers.bounded(detail.correlations[first][second]))
        for first in range(len(detail.factors))
        for second in range(first)
    )
    loadings = [one.std for one in detail.loadings if one.std is not None]
    return PathDiagram(
        factors=factors,
        correlations=() if detail.higher else correlations,
        higher=None if detail.higher is None else _higher_name(setting, detail),
        loading_heading=words("figure.loading"),
        residual_heading=words("figure.residual"),
        weak=cutoff("loading").value,
        zero="0",
        one="1",
        description=words(
            "figure.diagram.description",
            factors=len(detail.factors),
            items=len(detail.loadings),
            low=numbers.bounded(min(loadings, default=None)),
            high=numbers.bounded(max(loadings, default=None)),
        ),
    )


def correlation_table(setting: Setting, detail: ChosenModel) -> Table:
    """Factor correlations as a tinted lower triangle.

    Parameters
    ----------
    setting : Setting
    detail : ChosenModel

    Returns
    -------
    Table
    """
    key = "table.correlations_implied" if detail.higher else "table.correlations"
    return triangle(setting, "correlations", setting.words(key), detail.factors, detail.correlations)


def triangle(
    setting: Setting,
    key: str,
    caption: str,
    factors: Sequence[str],
    matrix: Sequence[Sequence[float | None]],
    limit: float | None = None,
    notes: tuple[str, ...] = (),
) -> Table:
    """The lower triangle of a symmetric matrix, tinted.

    Parameters
    ----------
    setting : Setting
    key, caption : str
    factors : sequence of str
    matrix : sequence of sequence of (float or None)
    limit : float, optional
        Values above it are marked.
    notes : tuple of str

    Returns
    -------
    Table
    """
    rows: list[Mapping[str, object]] = []
    flags = set()
    for i, factor in enumerate(factors):
        row: dict[str, object] = {"factor": f"{i + 1}  {setting.dimension(factor)}"}
        for j in range(i):
            row[factors[j]] = matrix[i][j]
            value = matrix[i][j]
            if limit is not None and value is not None and value > limit:
                flags.add((i, factors[j]))
        rows.append(row)
    columns = [setting.column("factor")]
    columns += [
        Column(factor, str(index + 1), "bounded", 2, setting.dimension(factor), tinted=True)
        for index, factor in enumerate(factors[:-1])
    ]
    return Table(key, caption, tuple(columns), tuple(rows), notes, frozenset(flags), triangle=True)


def _notes(setting: Setting) -> list[Noted]:
    """The warnings of the chosen fit, repeated where its numbers are."""
    chosen = setting.study.chosen_fit
    return [] if chosen is None else list(chosen.notes)


def _higher_name(setting: Setting, detail: ChosenModel) -> str:
    """The second-order factor goes by the name of the instrument unless the definition names it otherwise."""
    return setting.dimension(detail.higher or "")


def _loading_table(setting: Setting, detail: ChosenModel) -> Table:
    rows: list[Mapping[str, object]] = []
    groups: list[tuple[int, str]] = []
    flags = set()
    limit = cutoff("loading").value
    for factor in detail.factors:
        groups.append((len(rows), setting.dimension(factor)))
        for one in (one for one in detail.loadings if one.factor == factor):
            if cutoff("loading").met_by(one.std) is False:
                flags.add((len(rows), "std"))
            rows.append(_loading_row(setting, one))
    notes = [setting.words("loadings.note", limit=setting.numbers.bounded(limit))]
    return Table(
        key="loadings",
        caption=setting.words("table.loadings", model=setting.words.of(detail.model.label)),
        columns=(
            setting.column("item", "id"),
            setting.column("wording"),
            setting.column("std", "bounded"),
            setting.column("std_se", "bounded", 3, head="se"),
            setting.column("std", "interval", head="interval"),
            setting.column("r_squared", "bounded"),
            setting.column("residual_std", "bounded"),
        ),
        rows=tuple(rows),
        notes=tuple(notes),
        flags=frozenset(flags),
        groups=tuple(groups),
        dense=True,
    )


def _loading_row(setting: Setting, one: Loading) -> Mapping[str, object]:
    return {
        "item": one.indicator,
        "wording": setting.wording(one.indicator),
        "factor": one.factor,
        "std": one.std,
        "std_se": one.std_se,
        "std_ci_lower": one.std_ci_lower,
        "std_ci_upper": one.std_ci_upper,
        "r_squared": one.r_squared,
        "residual_std": one.residual_std,
    }


def _higher_table(setting: Setting, detail: ChosenModel) -> Table:
    rows = tuple(
        {
            "factor": setting.dimension(one.indicator),
            "std": one.std,
            "std_se": one.std_se,
            "std_ci_lower": one.std_ci_lower,
            "std_ci_upper": one.std_ci_upper,
            "r_squared": one.r_squared,
            "residual_std": one.residual_std,
        }
        for one in detail.higher_loadings
    )
    return Table(
        key="higher_loadings",
        caption=setting.words("table.higher"),
        columns=(
            setting.column("factor"),
            setting.column("std", "bounded"),
            setting.column("std_se", "bounded", 3, head="se"),
            setting.column("std", "interval", head="interval"),
            setting.column("r_squared", "bounded"),
            setting.column("residual_std", "bounded"),
        ),
        rows=rows,
    )


def _unstandardised_table(setting: Setting, detail: ChosenModel) -> Table:
    rows: list[Mapping[str, object]] = []
    groups: list[tuple[int, str]] = []
    for one in (*detail.loadings, *detail.higher_loadings):
        heading = setting.dimension(one.factor)
        if not groups or groups[-1][1] != heading:
            groups.append((len(rows), heading))
        indicator = one.indicator if one.factor != detail.higher else setting.dimension(one.indicator)
        row = {
            "item": indicator,
            "est": one.est,
            "se": one.se,
            "est_ci_lower": one.ci_lower,
            "est_ci_upper": one.ci_upper,
            "pvalue": one.pvalue,
            "residual": one.residual,
        }
        rows.append(row)
    rounded = any(item.protected for item in setting.study.items)
    return Table(
        key="unstandardised",
        caption=setting.words("loadings.fold"),
        columns=(
            setting.column("item", "id"),
            setting.column("est", "fixed", 3),
            setting.column("se", "fixed", 3),
            setting.column("est", "interval_fixed", 3, head="interval"),
            setting.column("pvalue", "p"),
            setting.column("residual", "fixed", 3),
        ),
        rows=tuple(rows),
        groups=tuple(groups),
        notes=(setting.words("loadings.privacy"),) if rounded else (),
        dense=True,
    )
