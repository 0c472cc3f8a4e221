"""The validation report as a document: its sections in the order in which they are read."""

from __future__ import annotations

from lerende_organisatie.report.document import Document
from lerende_organisatie.report.sections.answers import items_section, sample_section
from lerende_organisatie.report.sections.closing import checklist_section, methods_section, references_section
from lerende_organisatie.report.sections.components import components_section
from lerende_organisatie.report.sections.dimensionality import dimensionality_section
from lerende_organisatie.report.sections.evidence import misfit_section, validity_section
from lerende_organisatie.report.sections.hypotheses import hypotheses_section
from lerende_organisatie.report.sections.model import model_section
from lerende_organisatie.report.sections.opening import facts_of, findings_section, title_of
from lerende_organisatie.report.sections.reliability import reliability_section
from lerende_organisatie.report.sections.rivals import rivals_section
from lerende_organisatie.report.sections.screening import screening_section
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.report.wording import Words
from lerende_organisatie.studies.numbers import Numbers
from lerende_organisatie.studies.study import ValidationStudy

PAGE_WORDS = ("contents", "skip", "below", "table", "figure", "see")


def validation_document(study: ValidationStudy, language: str) -> Document:
    """Put a validation study into words, tables and figures.

    Parameters
    ----------
    study : ValidationStudy
    language : {"en", "nl"}

    Returns
    -------
    Document

    Raises
    ------
    OptionError
        There is no report in that language.
    """
    words = Words(language)
    setting = Setting(study, words, Numbers(language))
    title, subtitle = title_of(setting)
    sections = (
        findings_section(setting),
        sample_section(setting),
        screening_section(setting),
        items_section(setting),
        reliability_section(setting),
        dimensionality_section(setting),
        rivals_section(setting),
        model_section(setting),
        validity_section(setting),
        hypotheses_section(setting),
        misfit_section(setting),
        components_section(setting),
        checklist_section(setting),
        methods_section(setting),
        references_section(setting),
    )
    made_with = words(
        "page.made_with", date=study.methods.made_on, version=study.methods.versions["lerende_organisatie"]
    )
    return Document(
        language=language,
        title=title,
        subtitle=subtitle,
        facts=facts_of(setting),
        sections=tuple(section for section in sections if section is not None),
        words={**{key: words(f"page.{key}") for key in PAGE_WORDS}, "made_with": made_with},
    )
