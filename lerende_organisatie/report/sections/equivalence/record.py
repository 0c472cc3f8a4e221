"""The record of the translation, and what experts said of the items."""

from __future__ import annotations

from lerende_organisatie.report.document import (
    Block,
    CheckLine,
    Checks,
    Column,
    Fold,
    Paragraph,
    Remark,
    Section,
    Table,
)
from lerende_organisatie.report.sections.equivalence.setting import EquivalenceSetting
from lerende_organisatie.studies.checklist import Status
from lerende_organisatie.studies.translation.record import TranslationRecord


def record_section(setting: EquivalenceSetting) -> Section:
    """What was done, and what there is on each ITC guideline.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section
    """
    words, record = setting.words, setting.study.record
    blocks: list[Block] = []
    if record is None:
        blocks.append(Remark(words("record.none"), "mixed", words("warning")))
    else:
        lead = words(
            "record.lead",
            source=record.source_language,
            target=record.target_language,
            forward=len(record.forward),
            back=len(record.back),
            decisions=len(record.decisions),
            interviews=len(record.interviews),
            changes=len(record.changes),
        )
        blocks.append(Paragraph(lead))
    blocks.append(_guidelines(setting))
    if record is not None:
        if record.changes:
            rows: tuple[dict[str, object], ...] = tuple(
                {"item": one.item, "before": one.before, "after": one.after, "reason": one.reason, "stage": one.stage}
                for one in record.changes
            )
            blocks.append(
                _texts(setting, "changes", words("table.changes"), ("before", "after", "reason", "stage"), rows)
            )
        if details := _details(setting, record):
            blocks.append(Fold(words("record.details"), details))
    return Section("record", words("section.record"), tuple(blocks))


def _guidelines(setting: EquivalenceSetting) -> Checks:
    words, guidelines = setting.words, setting.study.guidelines
    counts = {status.value: sum(one.status == status.value for one in guidelines) for status in Status}
    lines = tuple(
        CheckLine(
            asks=f"{one.number}  {words.of(one.asks)}",
            status=one.status,
            status_label=words(f"status.{one.status}"),
            text=words.of(one.text),
            place="",
            place_label="",
            user_text="",
        )
        for one in guidelines
    )
    return Checks(words("record.guidelines"), words("status.counts", **counts), lines)


def _texts(
    setting: EquivalenceSetting,
    key: str,
    caption: str,
    names: tuple[str, ...],
    rows: tuple[dict[str, object], ...],
    first: str = "item",
) -> Table:
    columns: list[Column] = [setting.column(first, "id" if first == "item" else "text")]
    columns += [setting.column(name) for name in names]
    return Table(key=key, caption=caption, columns=tuple(columns), rows=rows, dense=True)


def _details(setting: EquivalenceSetting, record: TranslationRecord) -> tuple[Block, ...]:
    words = setting.words
    blocks: list[Block] = []
    if record.decisions:
        rows: tuple[dict[str, object], ...] = tuple(
            {"item": one.item, "question": one.question, "decision": one.decision, "reason": one.reason}
            for one in record.decisions
        )
        blocks.append(_texts(setting, "decisions", words("table.decisions"), ("question", "decision", "reason"), rows))
    rows = tuple(
        {"item": one.item, "finding": one.finding, "action": one.action}
        for part in record.interviews
        for one in part.findings
    )
    if rows:
        blocks.append(_texts(setting, "interviews", words("table.interviews"), ("finding", "action"), rows))
    if record.contributors:
        rows = tuple({"role_name": one.role, "expertise": one.expertise} for one in record.contributors)
        blocks.append(
            _texts(setting, "contributors", words("table.contributors"), ("expertise",), rows, first="role_name")
        )
    return tuple(blocks)


def content_section(setting: EquivalenceSetting) -> Section | None:
    """Content validity from experts' ratings.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section or None
        None without ratings.
    """
    words, numbers, content = setting.words, setting.numbers, setting.study.content
    if content is None:
        return None
    lead = words(
        "content.lead",
        experts=numbers.count(content.n_experts),
        items=numbers.count(len(content.items)),
        low=content.scale[0],
        high=content.scale[1],
        relevant=content.relevant,
        ave=numbers.fixed(content.s_cvi_ave),
        ua=numbers.fixed(content.s_cvi_ua),
    )
    rows = tuple(
        {
            "item": one.item,
            "n": one.n,
            "i_cvi": one.i_cvi,
            "kappa": one.kappa,
            "cvr": one.cvr,
            "cvr_critical": one.cvr_critical,
            "aiken_v": one.aiken_v,
            "aiken_v_ci_lower": one.ci_lower,
            "aiken_v_ci_upper": one.ci_upper,
        }
        for one in content.items
    )
    table = Table(
        key="content",
        caption=words("table.content"),
        columns=(
            setting.column("item", "id"),
            setting.column("n", "count"),
            setting.column("i_cvi", "fixed"),
            setting.column("kappa", "fixed"),
            setting.column("cvr", "fixed"),
            setting.column("cvr_critical", "fixed"),
            setting.column("aiken_v", "fixed", head="aiken"),
            setting.column("aiken_v", "interval", head="interval"),
        ),
        rows=rows,
        notes=(words("content.note"),),
        flags=frozenset((at, "i_cvi") for at, one in enumerate(content.items) if not one.sufficient),
        dense=True,
    )
    return Section("content", words("section.content"), (Paragraph(lead), table, *setting.remarks("content")))
