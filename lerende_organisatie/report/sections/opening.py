"""The title block and the findings."""

from __future__ import annotations

from collections.abc import Sequence

from lerende_organisatie.report.document import Block, Paragraph, Point, Points, Remark, Section
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.report.wording import Words
from lerende_organisatie.studies.findings import Finding
from lerende_organisatie.studies.rival_models import text_in


def title_of(setting: Setting) -> tuple[str, str]:
    """Title and subtitle.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    tuple of str
    """
    return text_in(setting.study.instrument.title, setting.language), setting.words("page.title")


def facts_of(setting: Setting) -> tuple[tuple[str, str], ...]:
    """What stands under the title.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    tuple of (label, value)
    """
    study, words, numbers = setting.study, setting.words, setting.numbers
    instrument, scale = study.instrument, study.instrument.response_scale
    facts = [
        (words("fact.instrument"), f"{instrument.name}, {words('fact.version', version=instrument.version)}"),
        (words("fact.respondents"), numbers.count(study.sample.n)),
        (words("fact.items"), numbers.count(study.sample.n_items)),
        (
            words("fact.hypothesis"),
            f"{text_in(study.structure.label, setting.language)} ({len(study.structure.dimensions)} "
            f"{words('fact.dimensions').lower()})",
        ),
        (
            words("fact.scale"),
            words(
                "fact.scale_of",
                n=len(scale.values),
                low=setting.label(scale.minimum),
                high=setting.label(scale.maximum),
            ),
        ),
    ]
    if study.sample.n_clusters is not None:
        label = words("fact.clusters", column=study.sample.cluster_column)
        facts.append((label, numbers.count(study.sample.n_clusters)))
    facts.append((words("fact.date"), study.methods.made_on))
    return tuple(facts)


def findings_section(setting: Setting) -> Section:
    """The findings first.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    words, study = setting.words, setting.study
    return Section("findings", words("section.findings"), findings_blocks(words, study.findings, study.synthetic))


def findings_blocks(words: Words, findings: Sequence[Finding], synthetic: bool) -> tuple[Block, ...]:
    """The findings, and whether they are of simulated answers.

    Parameters
    ----------
    words : Words
    findings : sequence of Finding
    synthetic : bool

    Returns
    -------
    tuple of Block
    """
    points = tuple(
        Point(
            label=words.of(finding.label),
            text=words.of(finding.text),
            tone=finding.tone,
            verdict=words(f"tone.{finding.tone}"),
            place=finding.place,
        )
        for finding in findings
    )
    blocks: list[Block] = [Paragraph(words("findings.lead")), Points(points)]
    if synthetic:
        blocks.insert(0, Remark(words("findings.synthetic"), "note", words("page.synthetic")))
    return tuple(blocks)
