"""The main job from one call: ``validate(responses)`` gives a report that renders itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.report.rendered import RendersItself
from lerende_organisatie.studies.bilingual import check_language
from lerende_organisatie.studies.checklist import NotApplicable
from lerende_organisatie.studies.references import sources_for
from lerende_organisatie.studies.study import ValidationStudy
from lerende_organisatie.studies.validation import Progress, validation_study

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.validity.criterion import Hypothesis
    from lerende_organisatie.report.document import Document
    from lerende_organisatie.responses.responses import Responses


@dataclass(frozen=True, slots=True, eq=False)
class ValidationReport(RendersItself):
    """What a validation found, and how it is written down.

    Nothing in it is about a person: no row, no extreme value, no count of fewer than ``minimum_group_size`` people.

    Attributes
    ----------
    study : ValidationStudy
        Everything that was computed, as frozen data.
    language : {"en", "nl"}
        The language of the report where none is named.
    """

    study: ValidationStudy
    language: str = "en"

    def _cites(self) -> tuple[str, ...]:
        """The works in its list of references."""
        return tuple(one.key for one in sources_for(self.study.instrument.name))

    def _document_in(self, language: str) -> Document:
        from lerende_organisatie.report.validation_document import validation_document

        return validation_document(self.study, language)

    def to_dict(self) -> dict[str, object]:
        """Everything that was computed as plain values, at full precision.

        Returns
        -------
        dict
            Lists, dicts, texts, numbers and None.
        """
        from lerende_organisatie.report.twin import twin

        return twin(self.study)

    def __repr__(self) -> str:
        study = self.study
        return (
            f"ValidationReport: {study.instrument.name} ({study.structure.name}), {study.sample.n} respondents, "
            f"{study.sample.n_items} items, {len(study.models)} models; use to_html, to_docx, to_json or to_csv"
        )


def validate(
    responses: Responses,
    *,
    structure: str | None = None,
    models: Sequence[str] | None = None,
    chosen: str | None = None,
    estimator: str = "MLR",
    missing: Literal["listwise", "fiml"] | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    hypotheses: Sequence[Hypothesis] = (),
    supplied: Mapping[str, str | NotApplicable] | None = None,
    language: str = "en",
    synthetic: bool = False,
    made_on: str | None = None,
    progress: Progress | None = None,
) -> ValidationReport:
    """Validate the measurement in a set of responses: the main job.

    Parameters
    ----------
    responses : Responses
    structure : str, optional
        The structure of the hypothesis; that of the responses if not given.
    models : sequence of str, optional
        Which rival models to compare: ``"one_factor"``, the name of a structure of the instrument, or such a name
        followed by ``"_second_order"``. By default one factor, every structure, and the second-order model of the
        hypothesis.
    chosen : str, optional
        The model that is reported in full; by default the hypothesis, whatever fits best.
    estimator : str
        As in :func:`lerende_organisatie.cfa`.
    missing : {"listwise", "fiml"}, optional
        In the factor analyses; by default "fiml" when answers are missing.
    minimum_group_size : int
        No count of fewer respondents than this is shown, nor can one be worked out. At least 3.
    hypotheses : sequence of Hypothesis
        Relations of the dimensions with other columns of the responses, stated before the answers were looked at; each
        gets a verdict.
    supplied : mapping of str to str or NotApplicable, optional
        What only the authors know, by line of the reporting checklist: ``{"construct": "...", "ethics": "..."}``. The
        keys are those of ``study.checklist``.
    language : {"en", "nl"}
        Of what is rendered, where no other is named.
    synthetic : bool
        The answers are simulated, and the report is to say so; answers of ``simulate`` say so themselves until they
        are written to a file.
    made_on : str, optional
        The date on the report; today if not given.
    progress : callable (step, done, total), optional
        Told when each step begins.

    Returns
    -------
    ValidationReport

    Raises
    ------
    OptionError
        An option, language, model, structure or checklist line that does not exist.
    PrivacyError
        Fewer respondents than the minimum group size, or a hypothesis on a column that sets so few apart.
    DataError
        Nobody answered anything, or a hypothesis names a column that is absent, not numeric or constant.

    Notes
    -----
    Answers of one occasion: a repeated measurement of the same respondents goes to
    :func:`lerende_organisatie.test_retest`, and what it gives to ``supplied={"test_retest": ...}``.

    Warns
    -----
    MissingDataWarning
        Listwise deletion would drop more than a tenth of the respondents. All other warnings stand in the report
        beside their numbers.
    """
    check_language(language)
    study = validation_study(
        responses,
        structure=structure,
        models=models,
        chosen=chosen,
        estimator=estimator,
        missing=missing,
        minimum_group_size=minimum_group_size,
        hypotheses=hypotheses,
        supplied=supplied,
        synthetic=synthetic,
        made_on=made_on,
        progress=progress,
    )
    return ValidationReport(study, language)
