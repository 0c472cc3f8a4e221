"""Convergent and discriminant evidence, and where the model misfits."""

from __future__ import annotations

from lerende_organisatie.report.document import Block, Paragraph, Section, Table
from lerende_organisatie.report.sections.factor_pairs import pairs_blocks, total_fold
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.model_results import ChosenModel
from lerende_organisatie.studies.sources import cutoff


def validity_section(setting: Setting) -> Section | None:
    """AVE, composite reliability, Fornell–Larcker; pairs of dimensions; a total score.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section or None
        None without a fitted model.
    """
    words, detail = setting.words, setting.study.detail
    if detail is None:
        return None
    blocks: list[Block] = [Paragraph(words("validity.lead")), _validity_table(setting, detail)]
    if len(detail.factors) == 1:
        blocks.append(Paragraph(words("validity.one_factor")))
    elif detail.distinct is not None:
        blocks += pairs_blocks(setting, detail, detail.distinct)
    blocks += total_fold(setting)
    blocks += setting.remarks(note for note in detail.notes if note.where == "validity")
    return Section("validity", words("section.validity"), tuple(blocks))


def _validity_table(setting: Setting, detail: ChosenModel) -> Table:
    words = setting.words
    rows = tuple(
        {
            "factor": setting.dimension(row.factor),
            "ave": row.ave,
            "composite_reliability": row.composite_reliability,
            "root_ave": row.root_ave,
            "largest_correlation": None if row.largest_correlation is None else abs(row.largest_correlation),
            "with_factor": None if row.with_factor is None else setting.dimension(row.with_factor),
            "distinct": None if row.distinct is None else words("validity.yes" if row.distinct else "validity.no"),
        }
        for row in detail.validity
    )
    flags = {(index, "ave") for index, row in enumerate(detail.validity) if cutoff("ave").met_by(row.ave) is False}
    flags |= {(index, "distinct") for index, row in enumerate(detail.validity) if row.distinct is False}
    columns = [
        setting.column("factor"),
        setting.column("ave", "bounded", 3),
        setting.column("composite_reliability", "bounded", 3, head="cr"),
    ]
    if len(detail.factors) > 1:
        columns += [
            setting.column("root_ave", "bounded", 3),
            setting.column("largest_correlation", "bounded", 3),
            setting.column("with_factor", head="with"),
            setting.column("distinct"),
        ]
    return Table(
        key="validity",
        caption=words("table.validity"),
        columns=tuple(columns),
        rows=rows,
        notes=(words("validity.note"),),
        flags=frozenset(flags),
    )


def misfit_section(setting: Setting) -> Section | None:
    """The largest residuals and modification indices, with a warning against using them.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section or None
        None without a fitted model.
    """
    words = setting.words
    detail = setting.study.detail
    if detail is None:
        return None
    blocks: list[Block] = [Paragraph(words("misfit.lead"))]
    if detail.residuals:
        blocks.append(
            Table(
                key="residuals",
                caption=words("table.residuals"),
                columns=(
                    setting.column("first", "id"),
                    setting.column("second", "id"),
                    setting.column("value", "bounded", 2, head="residual_correlation"),
                ),
                rows=tuple({"first": one.first, "second": one.second, "value": one.value} for one in detail.residuals),
                notes=(words("misfit.note"),),
            )
        )
    if detail.modifications:
        blocks.append(
            Table(
                key="modifications",
                caption=words("table.modifications"),
                columns=(
                    setting.column("parameter", "id"),
                    setting.column("mi", "fixed", 1),
                    setting.column("epc_std", "bounded", 2, head="epc"),
                ),
                rows=tuple(
                    {"parameter": f"{one.lhs} {one.op} {one.rhs}", "mi": one.mi, "epc_std": one.epc_std}
                    for one in detail.modifications
                ),
                notes=(words("misfit.mi_note"),),
            )
        )
    blocks += setting.remarks(note for note in detail.notes if note.where == "misfit")
    return Section("misfit", words("section.misfit"), tuple(blocks))
