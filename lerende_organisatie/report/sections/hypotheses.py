"""Hypotheses on relations with other variables, and the verdict on each."""

from __future__ import annotations

from collections.abc import Mapping

from lerende_organisatie.report.document import Paragraph, Section, Table
from lerende_organisatie.report.sections.setting import Setting


def hypotheses_section(setting: Setting) -> Section | None:
    """What was stated beforehand, and what came of it.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section or None
        None when nothing was stated.
    """
    words, numbers, found = setting.words, setting.numbers, setting.study.hypotheses
    if found is None:
        return None
    line = sum(row.in_line for row in found.rows)
    lead = words("hypotheses.lead", line=numbers.count(line), n=numbers.count(len(found.rows)))
    rows: list[Mapping[str, object]] = [
        {
            "scale": setting.dimension(row.scale),
            "criterion": setting.dimension(row.criterion),
            "expected": words("expected.to", low=numbers.bounded(row.lowest), high=numbers.bounded(row.highest)),
            "estimate": row.estimate,
            "estimate_ci_lower": row.ci_lower,
            "estimate_ci_upper": row.ci_upper,
            "n": row.n,
            "verdict": words(f"verdict.{row.verdict}"),
            "source": row.source,
        }
        for row in found.rows
    ]
    flags = frozenset((index, "verdict") for index, row in enumerate(found.rows) if row.verdict == "refuted")
    notes = [words("hypotheses.note")]
    if found.clustered:
        notes.append(words("hypotheses.clustered"))
    notes.append(words("page.not_given"))
    table = Table(
        key="hypotheses",
        caption=words("table.hypotheses"),
        columns=(
            setting.column("scale", head="dimension"),
            setting.column("criterion"),
            setting.column("expected"),
            setting.column("estimate", "bounded", head="correlation"),
            setting.column("estimate", "interval", head="interval"),
            setting.column("n", "count"),
            setting.column("verdict"),
            setting.column("source", head="stated_source"),
        ),
        rows=tuple(rows),
        notes=tuple(notes),
        flags=flags,
    )
    return Section("hypotheses", words("section.hypotheses"), (Paragraph(lead), table, *setting.remarks(found.notes)))
