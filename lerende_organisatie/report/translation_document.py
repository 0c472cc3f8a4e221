"""The translation report as a document: its sections in the order in which they are read."""

from __future__ import annotations

from lerende_organisatie.report.document import Document
from lerende_organisatie.report.sections.equivalence.bias import bias_section, means_section
from lerende_organisatie.report.sections.equivalence.ladder import ladder_section
from lerende_organisatie.report.sections.equivalence.record import content_section, record_section
from lerende_organisatie.report.sections.equivalence.setting import EquivalenceSetting
from lerende_organisatie.report.sections.equivalence.versions import (
    closing_sections,
    findings_section,
    items_section,
    reliability_section,
    versions_section,
)
from lerende_organisatie.report.validation_document import PAGE_WORDS
from lerende_organisatie.report.wording import Words
from lerende_organisatie.studies.numbers import Numbers
from lerende_organisatie.studies.rival_models import text_in
from lerende_organisatie.studies.translation.study import EquivalenceStudy


def translation_document(study: EquivalenceStudy, language: str) -> Document:
    """Put an equivalence study into words, tables and figures.

    Parameters
    ----------
    study : EquivalenceStudy
    language : {"en", "nl"}

    Returns
    -------
    Document
    """
    words = Words(language)
    setting = EquivalenceSetting(study, words, Numbers(language))
    sections = (
        findings_section(setting),
        record_section(setting),
        content_section(setting),
        versions_section(setting),
        items_section(setting),
        reliability_section(setting),
        ladder_section(setting),
        bias_section(setting),
        means_section(setting),
        *closing_sections(setting),
    )
    version = study.methods.versions["lerende_organisatie"]
    made_with = words("page.made_with", date=study.methods.made_on, version=version)
    return Document(
        language=language,
        title=text_in(study.instrument.title, language),
        subtitle=words("translation.title"),
        facts=_facts(setting),
        sections=tuple(section for section in sections if section is not None),
        words={**{key: words(f"page.{key}") for key in PAGE_WORDS}, "made_with": made_with},
    )


def _facts(setting: EquivalenceSetting) -> tuple[tuple[str, str], ...]:
    study, words, numbers = setting.study, setting.words, setting.numbers
    groups = ", ".join(f"{group.label} ({numbers.count(group.n)})" for group in study.groups)
    facts = [
        (
            words("fact.instrument"),
            f"{study.instrument.name}, {words('fact.version', version=study.instrument.version)}",
        ),
        (words("translation.groups"), groups),
        (words("fact.hypothesis"), text_in(study.structure.label, setting.language)),
    ]
    if study.record is not None:
        facts.append(
            (words("translation.languages"), f"{study.record.source_language} → {study.record.target_language}")
        )
    return (*facts, (words("fact.date"), study.methods.made_on))
