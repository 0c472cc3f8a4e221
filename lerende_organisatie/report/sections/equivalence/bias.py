"""The items that differ, with their curves, and the differences between factor means."""

from __future__ import annotations

from collections.abc import Sequence

from lerende_organisatie.report.document import Block, Figure, Fold, Paragraph, Remark, Section, Table
from lerende_organisatie.report.figures.item_curves import CurveLine, ItemCurves, draw_curves
from lerende_organisatie.report.sections.equivalence.setting import EquivalenceSetting
from lerende_organisatie.studies.translation.study import ItemBias, MeanDifference, Partial

MOST_CURVES = 8
"""Pictures that are shown; the rest are folded."""


def bias_section(setting: EquivalenceSetting) -> Section:
    """Differential item functioning.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section
    """
    words, study = setting.words, setting.study
    flagged = sorted((one for one in study.bias if one.kind), key=lambda one: -one.delta_nagelkerke)
    if not study.bias:
        blocks: list[Block] = [Paragraph(words("dif.none"))]
    else:
        lead = words("dif.lead", flagged=len(flagged), tested=len(study.bias), adjust=study.dif_adjust)
        blocks = [Paragraph(lead)]
        if flagged:
            blocks.append(_table(setting, "bias", flagged))
        blocks += [_figure(setting, one) for one in flagged[:MOST_CURVES]]
        blocks.append(Fold(words("dif.all"), (_table(setting, "bias_all", study.bias),)))
    return Section("dif", words("section.dif"), (*blocks, *setting.remarks("dif")), new_page=True)


def _table(setting: EquivalenceSetting, key: str, bias: Sequence[ItemBias]) -> Table:
    words = setting.words
    kinds = {"": "", "uniform": words("dif.uniform"), "nonuniform": words("dif.nonuniform")}
    rows = tuple(
        {
            "item": one.item,
            "chisq": one.chisq,
            "df": one.df,
            "p_adjusted": one.pvalue_adjusted,
            "kind": kinds[one.kind],
            "delta_nagelkerke": one.delta_nagelkerke,
            "effect": one.effect,
            "smd": one.smd_standardised,
            "mantel": one.mantel_pvalue,
            "gmh": one.gmh_pvalue,
        }
        for one in bias
    )
    columns = [
        setting.column("item", "id"),
        setting.column("chisq", "fixed", 1),
        setting.column("df", "count"),
        setting.column("p_adjusted", "p"),
        setting.column("kind"),
        setting.column("delta_nagelkerke", "bounded", 3),
        setting.column("effect"),
        setting.column("mantel", "p"),
        setting.column("gmh", "p"),
    ]
    if any(one.smd_standardised is not None for one in bias):
        columns.insert(7, setting.column("smd", "fixed"))
    return Table(
        key=key,
        caption=words("table.bias"),
        columns=tuple(columns),
        rows=rows,
        notes=(words("dif.note"),),
        flags=frozenset((at, "p_adjusted") for at, one in enumerate(bias) if one.kind),
        dense=True,
    )


def _figure(setting: EquivalenceSetting, one: ItemBias) -> Figure:
    words, scale = setting.words, setting.study.instrument.response_scale
    caption = words("figure.curves", item=one.item)
    lines = tuple(CurveLine(curve.group, curve.scores, curve.expected) for curve in one.curves)
    data = ItemCurves(lines, scale.minimum, scale.maximum, words("curves.axis"), words("curves.answer"), caption)
    return Figure(f"curve-{one.item}", caption, draw_curves(data))


def means_section(setting: EquivalenceSetting) -> Section:
    """Factor means beside those of the reference version.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section
    """
    words, study = setting.words, setting.study
    blocks: list[Block] = []
    if not study.means:
        blocks.append(Paragraph(words("means.none")))
    else:
        blocks.append(Paragraph(words("means.lead")))
        if study.means[0].method == "alignment":
            blocks.append(Paragraph(words("means.alignment")))
        if study.means_objection:
            blocks.append(Remark(words("means.objection"), "poor", words("tone.poor")))
        blocks.append(_differences(setting, "means", words("table.means"), study.means))
    if study.partial is not None and study.partial.means:
        blocks += _partial(setting, study.partial)
    return Section("means", words("section.means"), (*blocks, *setting.remarks("means")))


def _partial(setting: EquivalenceSetting, partial: Partial) -> tuple[Block, ...]:
    words, numbers = setting.words, setting.numbers
    lead = words("means.partial", alpha=numbers.bounded(partial.alpha), looked=partial.looked_at)
    rows = tuple(
        {
            "level": one.level,
            "parameter": one.parameter,
            "epc": one.epc,
            "p_adjusted": one.pvalue_adjusted,
            "dmacs": max(one.dmacs.values(), default=None),
        }
        for one in partial.released
    )
    released = Table(
        key="released",
        caption=words("table.released"),
        columns=(
            setting.column("level"),
            setting.column("parameter", "id"),
            setting.column("epc", "fixed", head="released_by"),
            setting.column("p_adjusted", "p"),
            setting.column("dmacs", "fixed"),
        ),
        rows=rows,
        notes=(words("means.released_note"),),
    )
    means = _differences(setting, "means_partial", words("table.means_partial"), partial.means)
    return (Paragraph(lead), *((released,) if rows else ()), means)


def _differences(setting: EquivalenceSetting, key: str, caption: str, means: Sequence[MeanDifference]) -> Table:
    rows = tuple(
        {
            "factor": setting.dimension(one.factor),
            "version": one.group,
            "estimate": one.estimate,
            "se": one.se,
            "pvalue": one.pvalue,
            "d": one.d,
            "d_ci_lower": one.d_ci_lower,
            "d_ci_upper": one.d_ci_upper,
        }
        for one in means
    )
    return Table(
        key=key,
        caption=caption,
        columns=(
            setting.column("factor"),
            setting.column("version"),
            setting.column("estimate", "fixed"),
            setting.column("se", "fixed"),
            setting.column("pvalue", "p"),
            setting.column("d", "fixed"),
            setting.column("d", "interval_fixed", head="interval"),
        ),
        rows=rows,
    )
