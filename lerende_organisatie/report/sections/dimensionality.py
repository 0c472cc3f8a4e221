"""How many dimensions: parallel analysis, the MAP test, the empirical Kaiser criterion."""

from __future__ import annotations

from collections.abc import Mapping

from lerende_organisatie.report.document import Block, Column, Fold, Paragraph, Remark, Section, Table
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.dimensionality import Dimensionality

MOST_SHOWN = 3
"""Eigenvalues shown beyond the largest number that any rule gives."""


def dimensionality_section(setting: Setting) -> Section:
    """The number of dimensions by every rule, and the eigenvalues behind it.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words, numbers = setting.study, setting.words, setting.numbers
    found = study.dimensionality
    title = words("section.dimensionality")
    if found is None:
        why = "; ".join(note.message for note in study.notes if note.where == "dimensionality")
        return Section("dimensionality", title, (Remark(words("dimensionality.absent", why=why), "poor"),))
    lead = words(
        "dimensionality.lead",
        expected=found.expected,
        replications=numbers.count(found.replications),
        percentile=numbers.fixed(found.percentile, 0),
        seed=found.seed,
    )
    blocks: list[Block] = [Paragraph(lead), _rules(setting, found), *setting.remarks(found.notes)]
    blocks.append(Fold(words("dimensionality.fold"), (_eigenvalues(setting, found),)))
    return Section("dimensionality", title, tuple(blocks))


def _rules(setting: Setting, found: Dimensionality) -> Table:
    words = setting.words
    by_rule = {
        "parallel_components": found.parallel_components,
        "parallel_factors": found.parallel_factors,
        "map_components": found.map_components,
        "map_fourth": found.map_fourth,
        "empirical_kaiser": found.empirical_kaiser,
        "expected": found.expected,
    }
    rows = tuple({"rule": words(f"rule.{rule}"), "number": number} for rule, number in by_rule.items())
    return Table(
        key="dimensionality",
        caption=words("table.dimensionality"),
        columns=(setting.column("rule"), setting.column("number", "count")),
        rows=rows,
        notes=(words("dimensionality.note"),),
    )


def _eigenvalues(setting: Setting, found: Dimensionality) -> Table:
    words = setting.words
    most = max(
        found.expected, found.parallel_components, found.parallel_factors, found.map_components, found.empirical_kaiser
    )
    rows: list[Mapping[str, object]] = [
        {
            "position": one.position,
            "component": one.component,
            "component_random": one.component_random,
            "factor_value": one.factor,
            "factor_random": one.factor_random,
            "kaiser_reference": one.kaiser_reference,
            "partial": one.partial,
        }
        for one in found.positions[: most + MOST_SHOWN]
    ]
    names = ("component", "component_random", "factor_value", "factor_random", "kaiser_reference", "partial")
    columns = [Column("position", "#", "count")]
    columns += [
        Column(name, words(f"head.{name}"), "fixed", 4 if name == "partial" else 3, words(f"head.{name}.title"))
        for name in names
    ]
    return Table(
        key="eigenvalues",
        caption=words("table.eigenvalues"),
        columns=tuple(columns),
        rows=tuple(rows),
        dense=True,
    )
