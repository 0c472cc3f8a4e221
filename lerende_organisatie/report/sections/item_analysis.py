"""Items among their own: polychoric item-rest correlations, floor and ceiling, pairs that share too much."""

from __future__ import annotations

from collections.abc import Mapping

from lerende_organisatie.report.document import Block, Fold, Paragraph, Table
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.sources import cutoff


def item_analysis_blocks(setting: Setting) -> tuple[Block, ...]:
    """A sentence on pairs of items, and the item analysis folded beneath it.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    tuple of Block
    """
    words, numbers, found = setting.words, setting.numbers, setting.study.item_evidence
    blocks: list[Block] = []
    limits = {
        "n": numbers.count(found.n_pairs),
        "redundant": numbers.bounded(found.redundant_from),
    }
    if found.pairs:
        flagged, dependent = numbers.count(len(found.pairs)), numbers.bounded(found.dependent_above)
        blocks.append(Paragraph(words("items.pairs_some", flagged=flagged, dependent=dependent, **limits)))
    elif found.n_pairs:
        blocks.append(Paragraph(words("items.pairs_none", **limits)))
    detail: list[Block] = [_table(setting)]
    if found.pairs:
        detail.append(_pairs(setting))
    detail += setting.remarks(found.notes)
    blocks.append(Fold(words("items.analysis_fold"), tuple(detail)))
    return tuple(blocks)


def _table(setting: Setting) -> Table:
    described = {item.item: item for item in setting.study.items}
    rows: list[Mapping[str, object]] = []
    groups: list[tuple[int, str]] = []
    flags: set[tuple[int, str]] = set()
    for one in setting.study.item_evidence.relations:
        heading = setting.dimension(one.dimension)
        if not groups or groups[-1][1] != heading:
            groups.append((len(rows), heading))
        item = described.get(one.item)
        ends = {"floor": None if item is None else item.floor, "ceiling": None if item is None else item.ceiling}
        flags |= {(len(rows), end) for end, share in ends.items() if cutoff("floor_ceiling").met_by(share) is False}
        rows.append(
            {
                "item": one.item,
                "item_rest": one.item_rest,
                "item_rest_polychoric": one.item_rest_polychoric,
                "alpha_if_deleted": one.alpha_if_deleted,
                **ends,
            }
        )
    return Table(
        key="item_analysis",
        caption=setting.words("table.item_analysis"),
        columns=(
            setting.column("item", "id"),
            setting.column("item_rest", "bounded"),
            setting.column("item_rest_polychoric", "bounded"),
            setting.column("alpha_if_deleted", "bounded"),
            setting.column("floor", "percent", 1),
            setting.column("ceiling", "percent", 1),
        ),
        rows=tuple(rows),
        groups=tuple(groups),
        notes=(setting.words("items.analysis_note"), setting.words("page.not_given")),
        dense=True,
    )


def _pairs(setting: Setting) -> Table:
    words = setting.words
    rows: list[Mapping[str, object]] = [
        {
            "first": pair.first,
            "second": pair.second,
            "r": pair.r,
            "residual": pair.residual,
            "q3": pair.q3_excess,
            "mi": pair.mi,
            "why": words(
                "pair.both"
                if pair.dependent and pair.redundant
                else "pair.dependent"
                if pair.dependent
                else "pair.redundant"
            ),
        }
        for pair in setting.study.item_evidence.pairs
    ]
    return Table(
        key="item_pairs",
        caption=words("table.item_pairs"),
        columns=(
            setting.column("first", "id"),
            setting.column("second", "id"),
            setting.column("r", "bounded", head="correlation"),
            setting.column("residual", "bounded", head="residual_r"),
            setting.column("q3", "bounded"),
            setting.column("mi", "fixed", 1),
            setting.column("why"),
        ),
        rows=tuple(rows),
        notes=(words("items.pairs_note"),),
    )
