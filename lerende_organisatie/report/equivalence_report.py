"""The verdict on a translation from one call: ``translation_report(responses)`` renders itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.report.rendered import RendersItself
from lerende_organisatie.studies.bilingual import check_language
from lerende_organisatie.studies.checklist import NotApplicable
from lerende_organisatie.studies.translation.equivalence import Progress, equivalence_study
from lerende_organisatie.studies.translation.record import TranslationRecord
from lerende_organisatie.studies.translation.study import EquivalenceStudy

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.report.document import Document
    from lerende_organisatie.responses.responses import Responses


@dataclass(frozen=True, slots=True, eq=False)
class TranslationReport(RendersItself):
    """Whether language versions measure the same, and how that is written down.

    Nothing in it is about a person: no row, no name, no count of fewer than ``minimum_group_size`` people.

    Attributes
    ----------
    study : EquivalenceStudy
        Everything that was computed, as frozen data.
    language : {"en", "nl"}
        The language of the report where none is named.
    """

    CITES: ClassVar[tuple[str, ...]] = (
        "itc2017",
        "wu2016",
        "chen2007",
        "cheung2002",
        "rutkowski2014",
        "jodoin2001",
        "zwick1993",
        "polit2007",
        "asparouhov2014",
    )

    study: EquivalenceStudy
    language: str = "en"

    def _document_in(self, language: str) -> Document:
        from lerende_organisatie.report.translation_document import translation_document

        return translation_document(self.study, language)

    def to_dict(self) -> dict[str, object]:
        """Everything that was computed as plain values, at full precision; no names of people.

        Returns
        -------
        dict
            Lists, dicts, texts, numbers and None.
        """
        from lerende_organisatie.report.translation_twin import translation_twin

        return translation_twin(self.study)

    @property
    def verdict(self) -> str:
        """What may be compared, in the report's language."""
        return self.study.findings[0].text.in_language(self.language)

    def __repr__(self) -> str:
        groups = ", ".join(f"{group.label} ({group.n})" for group in self.study.groups)
        supported = self.study.ladder.supported if self.study.ladder else None
        return f"TranslationReport: {self.study.instrument.name}, {groups}; supported: {supported or 'none'}"


def translation_report(
    responses: Responses,
    *,
    record: TranslationRecord | None = None,
    ratings: pd.DataFrame | None = None,
    rating_scale: tuple[int, int] = (1, 4),
    structure: str | None = None,
    group: str | None = None,
    reference: str | None = None,
    estimator: str | None = None,
    ordered: bool = False,
    missing: Literal["listwise", "fiml", "pairwise"] | None = None,
    adjust: str = "BH",
    partial: bool | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    supplied: Mapping[str, str | NotApplicable] | None = None,
    language: str = "en",
    synthetic: bool = False,
    made_on: str | None = None,
    progress: Progress | None = None,
) -> TranslationReport:
    """Whether a translated questionnaire measures the same, with everything behind the verdict.

    Parameters
    ----------
    responses : Responses
        To two or more language versions; read with ``group=`` or from one export per language.
    record : TranslationRecord, optional
        How it was translated.
    ratings : DataFrame, optional
        Experts' ratings of relevance: one row per expert, one column per item.
    rating_scale : (int, int)
        Lowest and highest rating.
    structure : str, optional
        The factor structure; that of the responses if not given.
    group : str, optional
        The column of the versions; by default the one read as the group.
    reference : str, optional
        The version that others are compared with; by default the record's source language, or the first in the data.
    estimator : str, optional
        Of the factor models; by default MLR, or WLSMV where items are ordinal.
    ordered : bool
        Treat the items as ordinal. Categories that a version did not use are joined in all, and that is recorded.
    missing : {"listwise", "fiml", "pairwise"}, optional
        By default "fiml" (ordinal: "pairwise") when answers are missing.
    adjust : {"BH", "holm", "none"}
        Correction of the tests for differential item functioning.
    partial : bool, optional
        Search which relations to set free where the ladder stops below scalar; by default unless more than 40 items
        have incomplete answers, where it takes minutes.
    minimum_group_size : int
        Nothing about fewer respondents than this is shown; versions below it are left out. At least 3.
    supplied : mapping of str to str or NotApplicable, optional
        What only the authors know, by line of the checklists.
    language : {"en", "nl"}
        Of what is rendered, where no other is named.
    synthetic : bool
        The answers are simulated, and the report is to say so.
    made_on : str, optional
        The date on the report; today if not given.
    progress : callable (step, done, total), optional

    Returns
    -------
    TranslationReport

    Raises
    ------
    OptionError
        An option, column or checklist line that does not exist, or a record of another instrument.
    PrivacyError
        Fewer than two versions are large enough to be shown.
    DataError
        Fewer than two versions, labels that differ only in case, or no items in common.

    Notes
    -----
    What cannot be computed does not stop the report: it stands in it with the reason, and so do all warnings. With ten
    versions or more differences in means are those of :func:`lerende_organisatie.alignment`.
    """
    check_language(language)
    study = equivalence_study(
        responses,
        record=record,
        ratings=ratings,
        rating_scale=rating_scale,
        structure=structure,
        group=group,
        reference=reference,
        estimator=estimator,
        ordered=ordered,
        missing=missing,
        adjust=adjust,
        partial=partial,
        minimum_group_size=minimum_group_size,
        supplied=supplied,
        synthetic=synthetic,
        made_on=made_on,
        progress=progress,
    )
    return TranslationReport(study, language)
