"""What the screening of answers found, without a person in it."""

from __future__ import annotations

from collections.abc import Mapping

from lerende_organisatie.report.document import Block, Fold, Paragraph, Remark, Section, Table
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.screened import Screened


def screening_section(setting: Setting) -> Section:
    """Careless answers by index, and the fit with and without them.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words, numbers = setting.study, setting.words, setting.numbers
    found = study.screening
    title = words("section.screening")
    if found is None:
        why = "; ".join(note.message for note in study.notes if note.where == "screening")
        return Section("screening", title, (Remark(words("screening.absent", why=why), "poor"),))
    if found.flagged_is_small:
        lead = words("screening.few", minimum=study.methods.minimum_group_size)
    else:
        count = found.n_flagged or 0
        lead = words("screening.lead", flagged=numbers.count(count), n=numbers.count(found.n))
    if found.mcar_chisq is not None:
        lead += " " + words(
            "screening.mcar",
            df=numbers.count(found.mcar_df),
            chisq=numbers.fixed(found.mcar_chisq, 1),
            p=numbers.p(found.mcar_pvalue),
        )
    blocks: list[Block] = [Paragraph(lead)]
    if found.without:
        blocks.append(_compared(setting, found))
    if found.scales:
        blocks.append(_scales(setting, found))
    blocks.append(Fold(words("screening.fold"), (_indices(setting, found),)))
    blocks += setting.remarks(found.notes)
    return Section("screening", title, tuple(blocks))


def _compared(setting: Setting, found: Screened) -> Table:
    words = setting.words
    rows = [
        {"respondents": words(f"respondents.{key}"), **measures}
        for key, measures in (("everybody", found.everybody), ("without", found.without))
    ]
    return Table(
        key="without_flagged",
        caption=words("table.without_flagged"),
        columns=(
            setting.column("respondents"),
            setting.column("chisq", "fixed", 1),
            setting.column("df", "count"),
            setting.column("cfi", "bounded", 3),
            setting.column("tli", "bounded", 3),
            setting.column("rmsea", "bounded", 3),
            setting.column("srmr", "bounded", 3),
        ),
        rows=tuple(rows),
    )


def _scales(setting: Setting, found: Screened) -> Table:
    """Reliability and mean of every dimension, twice."""
    rows = tuple(
        {
            "dimension": setting.dimension(row.dimension),
            "alpha": row.alpha,
            "alpha_without": row.alpha_without,
            "omega": row.omega,
            "omega_without": row.omega_without,
            "mean": row.mean,
            "mean_without": row.mean_without,
        }
        for row in found.scales
    )
    return Table(
        key="scales_without_flagged",
        caption=setting.words("table.scales_without"),
        columns=(
            setting.column("dimension"),
            setting.column("alpha", "bounded"),
            setting.column("alpha_without", "bounded"),
            setting.column("omega", "bounded"),
            setting.column("omega_without", "bounded"),
            setting.column("mean", "fixed"),
            setting.column("mean_without", "fixed"),
        ),
        rows=rows,
    )


def _indices(setting: Setting, found: Screened) -> Table:
    words = setting.words
    rows: list[Mapping[str, object]] = [
        {
            "index": words(f"index.{one.index}"),
            "threshold": one.threshold,
            "flagged": one.n_flagged,
            "source": words(f"index_source.{one.index}"),
        }
        for one in found.indices
    ]
    return Table(
        key="screening",
        caption=words("table.screening"),
        columns=(
            setting.column("index"),
            setting.column("threshold", "fixed", 3),
            setting.column("flagged", "count"),
            setting.column("source"),
        ),
        rows=tuple(rows),
        notes=(words("screening.note"),),
    )
