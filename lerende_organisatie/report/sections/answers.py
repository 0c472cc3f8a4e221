"""Sample, missing answers, and the items."""

from __future__ import annotations

from collections.abc import Mapping

from lerende_organisatie.report.document import Block, Column, Fold, Key, Paragraph, Section, Table
from lerende_organisatie.report.figures.answer_bars import (
    AnswerBar,
    BarPart,
    answered_share,
    draw_answer_bar,
    draw_axis,
    left_share,
)
from lerende_organisatie.report.figures.drawing import MISSING, diverging_palette
from lerende_organisatie.report.sections.item_analysis import item_analysis_blocks
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.description import NOT_GIVEN, ItemDescription

LETTERS = "abcdefgh"


def sample_section(setting: Setting) -> Section:
    """Who answered, and what is missing.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    sample, words, numbers = setting.study.sample, setting.words, setting.numbers
    missing = numbers.percent(sample.share_missing)
    if sample.share_missing_rounded:
        missing = words("sample.at_most", share=missing)
    lines = [words("sample.lead", n=numbers.count(sample.n), items=sample.n_items)]
    lines.append(words("sample.missing", share=missing) if sample.incomplete else words("sample.none_missing"))
    if sample.incomplete and sample.n_complete is not None:
        lines.append(
            words(
                "sample.complete",
                complete=numbers.count(sample.n_complete),
                share=numbers.percent(sample.share_complete),
                patterns=numbers.count(sample.n_patterns),
            )
        )
    if sample.n_without_answers:
        lines.append(words("sample.left_out", n=numbers.count(sample.n_without_answers)))
    if sample.n_clusters is not None:
        lines.append(
            words(
                "sample.clusters",
                n=numbers.count(sample.n_clusters),
                column=sample.cluster_column,
                size=numbers.fixed(sample.mean_cluster_size, 1),
            )
        )
    blocks: list[Block] = [Paragraph(" ".join(lines))]
    rows: list[Mapping[str, object]] = []
    groups: list[tuple[int, str]] = []
    hidden = False
    for grouping in sample.groupings:
        kind = words(f"grouping.{grouping.kind}")
        column = "" if grouping.column.lower() in (kind.lower(), grouping.kind) else f" ({grouping.column})"
        groups.append((len(rows), kind + column))
        for label, count in grouping.counts.shown:
            shown = words("sample.not_given") if label == NOT_GIVEN else label
            rows.append({"column": grouping.column, "group": shown, "n": count, "share": count / sample.n})
        if grouping.counts.together is not None:
            hidden = True
            together = words("sample.together", n=grouping.counts.n_together)
            count = grouping.counts.together
            rows.append({"column": grouping.column, "group": together, "n": count, "share": count / sample.n})
    if rows:
        notes = (words("sample.privacy", minimum=setting.study.methods.minimum_group_size),) if hidden else ()
        blocks.append(
            Table(
                key="groups",
                caption=words("table.groups"),
                columns=(
                    setting.column("group"),
                    setting.column("n", "count"),
                    setting.column("share", "percent", 1),
                ),
                rows=tuple(rows),
                notes=notes,
                groups=tuple(groups),
            )
        )
    else:
        blocks.append(Paragraph(words("sample.no_groups")))
    return Section("sample", words("section.sample"), tuple(blocks))


def items_section(setting: Setting) -> Section:
    """The items with the distribution of their answers.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words = setting.study, setting.words
    values = study.instrument.response_scale.values
    described = {item.item: item for item in study.items}
    relation = {one.item: one for one in study.item_evidence.relations}
    order = [item for dimension in study.structure.dimensions for item in dimension.items if item in described]
    order += [item for item in described if item not in order]
    parts = {item: _parts(setting, described[item], values) for item in order}
    left = max(left_share(part, len(values)) for part in parts.values())
    right = max(answered_share(part) - left_share(part, len(values)) for part in parts.values())
    rows: list[Mapping[str, object]] = []
    groups: list[tuple[int, str]] = []
    for dimension in study.structure.dimensions:
        groups.append((len(rows), setting.dimension(dimension.id)))
        rows += [
            _item_row(setting, described[item], parts[item], left, right, relation.get(item))
            for item in dimension.items
            if item in described
        ]
    rest = [item for item in order if item not in relation]
    if rest:
        groups.append((len(rows), "–"))
        rows += [_item_row(setting, described[item], parts[item], left, right, None) for item in rest]
    notes = [words("items.note"), words("page.not_given")]
    if any(item.protected for item in study.items):
        notes.insert(1, words("items.privacy", minimum=study.methods.minimum_group_size))
    axis = draw_axis(left, right, words("axis.disagree"), words("axis.agree"), words("axis.missing"))
    table = Table(
        key="items",
        caption=words("table.items"),
        columns=(
            setting.column("item", "id"),
            setting.column("wording"),
            Column("answers", str(axis.svg("axis-answers", "cell-axis")), "drawing", 0, words("head.answers")),
            setting.column("mean", "fixed"),
            setting.column("sd", "fixed"),
            setting.column("skewness", "fixed", 1),
            setting.column("kurtosis", "fixed", 1),
            setting.column("item_rest", "bounded"),
            setting.column("alpha_if_deleted", "bounded"),
            setting.column("missing", "percent", 1),
        ),
        rows=tuple(rows),
        notes=tuple(notes),
        groups=tuple(groups),
        coarser=_coarser(rows, described),
        dense=True,
    )
    blocks: tuple[Block, ...] = (
        Paragraph(words("items.lead", n=setting.numbers.count(study.sample.n))),
        _key(setting, values),
        table,
        *item_analysis_blocks(setting),
        Fold(words("items.fold"), (_answer_table(setting, [described[item] for item in order], values),)),
    )
    return Section("items", words("section.items"), blocks)


def _coarser(
    rows: list[Mapping[str, object]], described: Mapping[str, ItemDescription]
) -> Mapping[tuple[int, str], int]:
    """Decimals of the figures that are rounded to protect a count."""
    found: dict[tuple[int, str], int] = {}
    for index, row in enumerate(rows):
        decimals = described[str(row["item"]).removesuffix(" R")].decimals
        if decimals is not None:
            names = ("mean", "sd", "skewness", "kurtosis")
            found |= {(index, name): places for name, places in zip(names, decimals, strict=True) if places is not None}
    return found


def _key(setting: Setting, values: tuple[int, ...]) -> Key:
    """What the colours of the bars mean."""
    colours = diverging_palette(len(values))
    entries = [(setting.label(value), colour) for value, colour in zip(values, colours, strict=True)]
    if setting.study.sample.incomplete:
        entries.append((setting.words("items.missing"), MISSING))
    return Key(setting.words("items.legend"), tuple(entries))


def _item_row(
    setting: Setting,
    item: ItemDescription,
    parts: tuple[BarPart, ...],
    left: float,
    right: float,
    relation: object,
) -> Mapping[str, object]:
    """One item: its bar and its statistics."""
    listed = "; ".join(part.title for part in parts)
    bar = AnswerBar(
        parts, len(setting.study.instrument.response_scale.values), left, right,
        setting.words("items.bar", item=item.item, parts=listed),
    )  # fmt: skip
    reverse = setting.study.instrument.item(item.item).reverse
    return {
        "item": item.item + (" R" if reverse else ""),
        "wording": setting.wording(item.item),
        "answers": draw_answer_bar(bar),
        "mean": item.mean,
        "sd": item.sd,
        "skewness": item.skewness,
        "kurtosis": item.kurtosis,
        "item_rest": getattr(relation, "item_rest", None),
        "alpha_if_deleted": getattr(relation, "alpha_if_deleted", None),
        "missing": None if item.n_missing is None else item.n_missing / setting.study.sample.n,
    }


def _parts(setting: Setting, item: ItemDescription, values: tuple[int, ...]) -> tuple[BarPart, ...]:
    """The blocks of answers as parts of a bar."""
    parts = []
    for block in item.blocks:
        names = [setting.label(value) for value in block.values]
        names += [setting.words("items.missing")] if block.missing else []
        title = f"{' + '.join(names)} {setting.numbers.percent(block.share)}"
        parts.append(BarPart(tuple(values.index(value) for value in block.values), block.missing, block.share, title))
    return tuple(parts)


def _answer_table(setting: Setting, items: list[ItemDescription], values: tuple[int, ...]) -> Table:
    """Counts per category; cells that are counted together share a letter and their sum."""
    rows: list[Mapping[str, object]] = []
    for item in items:
        row: dict[str, object] = {"item": item.item}
        letter = 0
        for block in item.blocks:
            keys = [f"answer_{value}" for value in block.values] + (["missing_count"] if block.missing else [])
            if len(keys) == 1:
                row[keys[0]] = block.count
            else:
                row |= dict.fromkeys(keys, f"({setting.numbers.count(block.count)}){LETTERS[letter]}")
                letter += 1
        rows.append(row)
    columns = [setting.column("item", "id")]
    columns += [Column(f"answer_{value}", str(value), "count", 0, setting.label(value)) for value in values]
    columns.append(setting.column("missing_count", "count"))
    return Table(
        key="answers",
        caption=setting.words("table.answers"),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(setting.words("items.answers_note"),),
        dense=True,
    )
