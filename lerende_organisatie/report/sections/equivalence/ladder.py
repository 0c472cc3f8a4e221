"""The ladder of invariance as a table and a picture."""

from __future__ import annotations

from lerende_organisatie.report.document import Block, Column, Figure, Paragraph, Remark, Section, Table
from lerende_organisatie.report.figures.ladder_steps import LadderStep, draw_ladder
from lerende_organisatie.report.sections.equivalence.setting import EquivalenceSetting
from lerende_organisatie.report.wording import Words
from lerende_organisatie.studies.translation.findings import RULE_NAMES
from lerende_organisatie.studies.translation.study import Ladder, Step


def ladder_section(setting: EquivalenceSetting) -> Section:
    """Every level with its fit, what it costs and what the rules say.

    Parameters
    ----------
    setting : EquivalenceSetting

    Returns
    -------
    Section
    """
    words, ladder = setting.words, setting.study.ladder
    blocks: list[Block] = []
    if ladder is None:
        blocks.append(Paragraph(words("invariance.none")))
    else:
        lead = words(
            "invariance.lead",
            estimator=ladder.estimator,
            missing=_missing(words, ladder.missing),
            index=ladder.index,
            rule=RULE_NAMES[ladder.rule],
        )
        blocks += [Paragraph(lead), _picture(setting, ladder), _table(setting, ladder), _rules(setting, ladder)]
        if ladder.left_out:
            blocks.append(Remark("\n".join(ladder.left_out), "mixed", words("warning")))
    return Section("invariance", words("section.invariance"), (*blocks, *setting.remarks("invariance")), new_page=True)


def _missing(words: Words, rule: str) -> str:
    return words(f"page.missing_{rule}")


def _outcome(words: Words, outcome: str) -> str:
    """What a rule says, in the language of the report; nothing where a level was not judged."""
    return words(f"status.outcome_{outcome.replace(' ', '_')}") if outcome else ""


def _verdict(setting: EquivalenceSetting, step: Step) -> str:
    if step.measures["chisq"] is None:
        return setting.words("invariance.not_fitted")
    return setting.words("invariance.supported") if step.supported else setting.words("invariance.not_supported")


def _picture(setting: EquivalenceSetting, ladder: Ladder) -> Figure:
    words, numbers = setting.words, setting.numbers
    steps = tuple(
        LadderStep(
            name=step.level,
            figures=(
                f"CFI {numbers.bounded(step.measures['cfi'], 3)}",
                "" if step.delta_cfi is None else f"Δ {numbers.bounded(step.delta_cfi, 3)}",
            ),
            verdict=_verdict(setting, step),
            holds=step.supported,
            fitted=step.measures["chisq"] is not None,
        )
        for step in ladder.steps
    )
    supported = ladder.supported or words("invariance.nothing")
    description = words("invariance.picture", steps=len(steps), supported=supported)
    return Figure("ladder", words("figure.ladder"), draw_ladder(steps, description))


def _table(setting: EquivalenceSetting, ladder: Ladder) -> Table:
    words = setting.words
    rows = tuple(
        {
            "level": step.level,
            **{name: step.measures[name] for name in ("chisq", "df", "cfi", "rmsea", "srmr")},
            "delta_chisq": step.chisq_diff,
            "delta_df": step.df_diff,
            "pvalue": step.pvalue_diff,
            "delta_cfi": step.delta_cfi,
            "delta_rmsea": step.delta_rmsea,
            "delta_srmr": step.delta_srmr,
            "held": _verdict(setting, step),
        }
        for step in ladder.steps
    )
    columns = [
        setting.column("level"),
        setting.column("chisq", "fixed", 1),
        setting.column("df", "count"),
        setting.column("cfi", "bounded", 3),
        setting.column("rmsea", "bounded", 3),
        setting.column("srmr", "bounded", 3),
        setting.column("delta_chisq", "fixed", 1),
        setting.column("delta_df", "count"),
        setting.column("pvalue", "p"),
        setting.column("delta_cfi", "bounded", 3),
        setting.column("delta_rmsea", "bounded", 3),
        setting.column("delta_srmr", "bounded", 3),
        setting.column("held"),
    ]
    return Table(
        key="ladder",
        caption=words("table.ladder"),
        columns=tuple(columns),
        rows=rows,
        notes=tuple(f"{step.level}: {step.reason}" for step in ladder.steps if step.reason),
        strong=frozenset(at for at, step in enumerate(ladder.steps) if step.level == ladder.supported),
        dense=True,
    )


def _rules(setting: EquivalenceSetting, ladder: Ladder) -> Table:
    words = setting.words
    levels = [step.level for step in ladder.steps[1:]]
    rows = tuple(
        {
            "rule": RULE_NAMES[rule],
            "derived_for": derived,
            **{step.level: _outcome(words, step.rules[rule]) for step in ladder.steps[1:]},
        }
        for rule, (_, derived) in ladder.rules.items()
    )
    columns = (setting.column("rule"), *(Column(level, level) for level in levels), setting.column("derived_for"))
    return Table(
        key="ladder_rules",
        caption=words("table.ladder_rules"),
        columns=columns,
        rows=rows,
        notes=(words("invariance.rules_note"),),
        strong=frozenset(at for at, rule in enumerate(ladder.rules) if rule == ladder.rule),
        dense=True,
    )
