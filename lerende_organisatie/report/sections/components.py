"""The analysis as published: principal components."""

from __future__ import annotations

from collections.abc import Mapping

from lerende_organisatie.report.document import Block, Column, Figure, Fold, Paragraph, Remark, Section, Table
from lerende_organisatie.report.figures.scree import Scree, draw_scree
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.published_analysis import PublishedAnalysis


def components_section(setting: Setting) -> Section:
    """Sampling adequacy, eigenvalues and rotated loadings.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words, numbers = setting.study, setting.words, setting.numbers
    found = study.components
    published = study.instrument.name == "slo"
    title = words("section.components" if published else "section.components_other")
    if found is None:
        why = "; ".join(note.message for note in study.notes if note.where == "components")
        return Section("components", title, (Remark(words("components.absent", why=why), "poor"),))
    lead = words("components.lead" if published else "components.lead_other", rotation=found.rotation)
    figures = words(
        "components.figures",
        kmo=numbers.bounded(found.kmo),
        df=numbers.count(found.bartlett_df),
        chisq=numbers.fixed(found.bartlett_chisq, 1),
        n=numbers.count(found.bartlett_n),
        p=numbers.p(found.bartlett_pvalue),
        above=found.n_above_one,
        kept=found.n_components,
        explained=numbers.percent(found.explained, 1),
    )
    if found.n_components > 1:
        figures += " " + words("components.placed", placed=numbers.percent(found.share_where_expected, 0))
    scree = Scree(
        eigenvalues=found.eigenvalues,
        kept=found.n_components,
        axis=words("figure.scree.axis"),
        threshold=words("figure.scree.threshold"),
        description=words(
            "figure.scree.description",
            above=found.n_above_one,
            total=len(found.eigenvalues),
            first=numbers.fixed(found.eigenvalues[0]),
            last=numbers.fixed(found.eigenvalues[found.n_components - 1]),
        ),
    )
    blocks: list[Block] = [Paragraph(lead), Paragraph(figures), *setting.remarks(found.notes)]
    blocks.append(Figure("scree", words("figure.scree", kept=found.n_components), draw_scree(scree)))
    blocks.append(Fold(words("components.fold"), (_loading_table(setting, found),)))
    blocks.append(Fold(words("components.fold_variance"), (_variance_table(setting, found),)))
    return Section("components", title, tuple(blocks))


def _order(setting: Setting, found: PublishedAnalysis) -> tuple[list[str], dict[str, str]]:
    """Components in the order of the dimensions they were matched to, and what each is called."""
    named = {component: scale for scale, component in found.matched.items()}
    order = [found.matched[d.id] for d in setting.study.structure.dimensions if d.id in found.matched]
    order += [component for component in found.components if component not in order]
    return order, {component: named.get(component, component) for component in order}


def _loading_table(setting: Setting, found: PublishedAnalysis) -> Table:
    order, names = _order(setting, found)
    place = {component: index for index, component in enumerate(found.components)}
    rows: list[Mapping[str, object]] = []
    groups: list[tuple[int, str]] = []
    flags = set()
    current = ""
    for item in found.items:
        if item.dimension != current:
            current = item.dimension
            number = [d.id for d in setting.study.structure.dimensions].index(current) + 1
            groups.append((len(rows), f"{number}  {setting.dimension(current)}"))
        row: dict[str, object] = {"item": item.item, "communality": item.communality}
        row |= {component: item.loadings[place[component]] for component in order}
        row["published_loading"] = item.published_loading
        if not item.where_expected:
            flags.add((len(rows), item.largest))
        rows.append(row)
    columns = [setting.column("item", "id")]
    columns += [
        Column(component, str(index + 1), "bounded", 2, setting.dimension(names[component]), tinted=True)
        for index, component in enumerate(order)
    ]
    columns.append(setting.column("communality", "bounded"))
    if any(item.published_loading is not None for item in found.items):
        columns.append(setting.column("published_loading", "bounded"))
    return Table(
        key="components",
        caption=setting.words("table.components", rotation=found.rotation),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(setting.words("components.note", missing=setting.words(f"components.{found.missing}")),),
        flags=frozenset(flags),
        groups=tuple(groups),
        strongest=True,
        dense=True,
    )


def _variance_table(setting: Setting, found: PublishedAnalysis) -> Table:
    order, names = _order(setting, found)
    place = {component: index for index, component in enumerate(found.components)}
    rows: list[Mapping[str, object]] = []
    for index, component in enumerate(order):
        row: dict[str, object] = {
            "component": f"{index + 1}  {setting.dimension(names[component])}",
            "proportion": found.proportion[place[component]],
        }
        row |= {other: found.component_correlations[place[component]][place[other]] for other in order[:index]}
        rows.append(row)
    columns = [
        Column("component", setting.words("figure.scree.axis")),
        Column("proportion", setting.words("components.proportion"), "percent", 1),
    ]
    columns += [Column(component, str(index + 1), "bounded", tinted=True) for index, component in enumerate(order[:-1])]
    return Table(
        key="component_correlations",
        caption=setting.words("table.variance"),
        columns=tuple(columns),
        rows=tuple(rows),
        triangle=True,
        dense=True,
    )
