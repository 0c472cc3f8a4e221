"""The main job from one call: ``validate(responses)`` gives a report that renders itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from lerende_organisatie.errors import OptionError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.studies.bilingual import check_language
from lerende_organisatie.studies.checklist import NotApplicable
from lerende_organisatie.studies.study import ValidationStudy
from lerende_organisatie.studies.validation import Progress, validation_study

if TYPE_CHECKING:
    from lerende_organisatie.report.document import Document
    from lerende_organisatie.responses.responses import Responses


@dataclass(frozen=True, slots=True, eq=False)
class ValidationReport:
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

    def document(self, language: str | None = None) -> Document:
        """The report as sections, tables and figures, before it is rendered.

        Parameters
        ----------
        language : {"en", "nl"}, optional

        Returns
        -------
        Document

        Raises
        ------
        OptionError
            There is no report in that language.
        """
        from lerende_organisatie.report.validation_document import validation_document

        return validation_document(self.study, check_language(language or self.language))

    def to_html(self, path: str | Path | None = None, language: str | None = None) -> str:
        """The report as one self-contained HTML file.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.
        language : {"en", "nl"}, optional

        Returns
        -------
        str

        Raises
        ------
        OptionError
            There is no report in that language, or the file cannot be written.
        """
        from lerende_organisatie.report.html import render_html

        return _written(render_html(self.document(language)), path)

    def to_docx(self, path: str | Path, language: str | None = None) -> None:
        """The report as a Word document; needs the extra ``word``.

        Parameters
        ----------
        path : str or Path
        language : {"en", "nl"}, optional

        Raises
        ------
        MissingExtraError
            python-docx is not installed.
        OptionError
            There is no report in that language, or the file cannot be written.
        """
        from lerende_organisatie.report.word import write_word

        write_word(self.document(language), Path(path))

    def to_dict(self) -> dict[str, object]:
        """Everything that was computed as plain values, at full precision.

        Returns
        -------
        dict
            Lists, dicts, texts, numbers and None.
        """
        from lerende_organisatie.report.twin import twin

        return twin(self.study)

    def to_json(self, path: str | Path | None = None) -> str:
        """The same as JSON.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.

        Returns
        -------
        str

        Raises
        ------
        OptionError
            The file cannot be written.
        """
        return _written(json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False) + "\n", path)

    def to_csv(self, folder: str | Path, language: str | None = None) -> tuple[Path, ...]:
        """Every table of the report as a CSV file in a folder.

        Parameters
        ----------
        folder : str or Path
            Made when it is not there.
        language : {"en", "nl"}, optional
            Of names and labels.

        Returns
        -------
        tuple of Path
            The files, in the order of the report.

        Raises
        ------
        OptionError
            There is no report in that language, or the folder cannot be written to.
        """
        from lerende_organisatie.report.csv_tables import csv_text

        place = Path(folder)
        written = []
        try:
            place.mkdir(parents=True, exist_ok=True)
            for table in self.document(language).tables():
                file = place / f"{table.key}.csv"
                file.write_text(csv_text(table), encoding="utf-8-sig", newline="")
                written.append(file)
        except OSError as error:
            raise OptionError(f"{place}: the tables cannot be written there ({error.strerror or error}).") from error
        return tuple(written)

    def _repr_html_(self) -> str:
        """The report inside a notebook, in a frame of its own."""
        from markupsafe import escape

        return f'<iframe srcdoc="{escape(self.to_html())}" style="width:100%;height:40rem;border:0"></iframe>'

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
    estimator: str = "ML",
    missing: Literal["listwise", "fiml"] | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
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
        Fewer respondents than the minimum group size.
    DataError
        Nobody answered anything.

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
        supplied=supplied,
        synthetic=synthetic,
        made_on=made_on,
        progress=progress,
    )
    return ValidationReport(study, language)


def _written(text: str, path: str | Path | None) -> str:
    """The text, also written to a file when there is a path."""
    if path is not None:
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            raise OptionError(f"{path} cannot be written ({error.strerror or error}).") from error
    return text
