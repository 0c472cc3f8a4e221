"""Do the analysis of a published study again, on new answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from lerende_organisatie.bibliography import Cited, bibtex, entries
from lerende_organisatie.errors import OptionError, PrivacyError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, check_minimum
from lerende_organisatie.responses.responses import check_responses
from lerende_organisatie.studies.published.checks import StudyCheck, check_study
from lerende_organisatie.studies.published.definition import PublishedStudy
from lerende_organisatie.studies.published.loading import load_study
from lerende_organisatie.studies.replication import same_analysis
from lerende_organisatie.studies.replication.rows import Compared, table_of
from lerende_organisatie.studies.replication.same_analysis import Margins, NewAnswers
from lerende_organisatie.studies.replication.today import Today, fit_today
from lerende_organisatie.studies.rival_models import Noted, publishable

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.structure.components import Components
    from lerende_organisatie.repeat import Progress
    from lerende_organisatie.responses.responses import Responses

METHODS = (
    "Lorenzo-Seva, U., & ten Berge, J. M. F. (2006). Tucker's congruence coefficient as a meaningful index of factor "
    "similarity. Methodology, 2(2), 57–64. https://doi.org/10.1027/1614-2241.2.2.57",
    "Feldt, L. S., Woodruff, D. J., & Salih, F. A. (1987). Statistical inference for coefficient alpha. Applied "
    "Psychological Measurement, 11(1), 93–103. https://doi.org/10.1177/014662168701100107",
    "Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: A general approach. "
    "Statistics in Medicine, 27(10), 1693–1702. https://doi.org/10.1002/sim.3095",
    "Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach. Journal of "
    "Pharmacokinetics and Biopharmaceutics, 15(6), 657–680. https://doi.org/10.1007/BF01068419",
)


@dataclass(frozen=True, slots=True, repr=False)
class Replication(Cited):
    """A published study done again; made by :func:`replicate`.

    Attributes
    ----------
    study : PublishedStudy
    check : StudyCheck
        Whether the study's own printed figures agree with each other.
    structure : str
        The structure of the instrument that stands for the study's.
    n : int
        Respondents.
    rows : tuple of Compared
        Published and new, quantity by quantity.
    components : Components or None
        The study's principal components on the new answers, where it is such a study.
    reliability : DataFrame
        Of the dimensions, new.
    today : Today or None
        The factor models that one would fit today.
    margins : Margins
        The differences that are called none.
    notes : tuple of Noted
        What was warned of, and what could not be done and why.
    """

    CITES: ClassVar[tuple[str, ...]] = ("lorenzoseva2006", "feldt1987", "zou2008", "schuirmann1987")

    study: PublishedStudy
    check: StudyCheck
    structure: str
    n: int
    rows: tuple[Compared, ...]
    components: Components | None
    reliability: pd.DataFrame
    today: Today | None
    margins: Margins
    notes: tuple[Noted, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per quantity, one column per attribute of :class:`Compared`."""
        return table_of(self.rows)

    @property
    def verdicts(self) -> pd.Series[int]:
        """How many quantities got each verdict."""
        return self.table["verdict"].value_counts()

    def references(self) -> str:
        """The study, the methods of comparison, and this package, as BibTeX."""
        if self.study.name in entries():
            return bibtex((self.study.name, *self.CITES))
        return bibtex(self.CITES) + "\n" + self.study.as_bibtex()

    def to_dict(self) -> dict[str, Any]:
        """Everything as nested dicts and lists, safe to publish: no row of a person is in it."""
        today = None
        if self.today is not None:
            today = {
                "estimator": self.today.estimator,
                "missing": self.today.missing,
                "clustered": self.today.clustered,
                "fit": _plain(self.today.table.reset_index()),
            }
        return {
            "study": self.study.name,
            "reference": self.study.cited,
            "structure": self.structure,
            "n": self.n,
            "compared": _plain(self.table),
            "check_of_the_study": _plain(self.check.table),
            "reliability": _plain(self.reliability.reset_index()),
            "today": today,
            "notes": [f"{note.where}: {note.message}" for note in self.notes],
            "references": [self.study.cited, *METHODS],
        }

    def summary(self) -> str:
        """The replication as text, for a terminal or a log."""
        table = self.table[["part", "quantity", "published", "new", "ci_lower", "ci_upper", "verdict"]]
        shown = table.astype(object).where(table.notna(), "")
        lines = [
            f"{self.study.cited}",
            f"New answers: n = {self.n}, structure {self.structure}.",
            "",
            shown.to_string(index=False, float_format=lambda value: f"{value:.3f}"),
        ]
        if self.today is not None and self.today.fits:
            kind = self.today.estimator + (", cluster-robust" if self.today.clustered else "")
            lines += ["", f"Today ({kind}, missing answers: {self.today.missing}):"]
            lines += [self.today.table.to_string(float_format=lambda value: f"{value:.3f}")]
        lines += [f"Note: {note.where}: {note.message}" for note in self.notes]
        lines += [f"The study itself: {row.check}: {row.why}" for row in self.check.disagreements]
        return "\n".join(lines)

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self.verdicts.items())
        return f"Replication of {self.study.name}: n = {self.n}; {counts}"


def replicate(
    responses: Responses,
    study: PublishedStudy | str | Path = "kools2020",
    *,
    structure: str | None = None,
    margins: Margins | None = None,
    today: bool = True,
    n_boot: int = 500,
    seed: int = 1,
    n_jobs: int = 1,
    progress: Progress | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
) -> Replication:
    """Do the analysis of a published study on new answers and put both side by side.

    Parameters
    ----------
    responses : Responses
    study : PublishedStudy, a name of :func:`list_studies`, or a path to a study in YAML or JSON
    structure : str, optional
        The structure of the instrument that stands for the study's dimensions. Without it the one that the study names,
        or the default structure.
    margins : Margins, optional
        The differences that are called none; state them before looking.
    today : bool
        Whether the factor models of today are fitted beside it.
    n_boot, seed, n_jobs : int
        Draws for the intervals of congruence coefficients; whole schools are drawn where there is a cluster column.
    progress : callable (done, total), optional
    minimum_group_size : int
        Fewer respondents are refused.

    Returns
    -------
    Replication
        ``.table`` holds one row per quantity. Verdicts: ``same`` (counts), ``replicates``, ``differs``, ``undecided``,
        ``not printed`` (the study has no figure to compare with), ``no sampling error known``.

    Raises
    ------
    DefinitionError
        The study cannot be loaded.
    OptionError
        There is no such structure; a margin is not positive.
    DataError
        The answers do not allow the study's analysis.
    PrivacyError
        There are fewer respondents than the minimum.

    References
    ----------
    See :meth:`Replication.references`.
    """
    check_responses(responses, "replicate")
    check_minimum(minimum_group_size)
    of = study if isinstance(study, PublishedStudy) else load_study(study)
    if responses.n < minimum_group_size:
        raise PrivacyError(f"{responses.n} respondents are fewer than minimum_group_size={minimum_group_size}")
    name = structure or _structure_for(of, responses)
    seen = responses.with_structure(name)
    given = margins or Margins()
    new = NewAnswers.of(seen, of, minimum_group_size)
    rows, notes = same_analysis.compare_all(of, new, given, n_boot=n_boot, seed=seed, n_jobs=n_jobs, progress=progress)
    fitted = fit_today(seen, _disputed(seen, name)) if today else None
    said = (*new.notes, *notes, *(fitted.notes if fitted else ()))
    return Replication(
        study=of,
        check=check_study(of),
        structure=name,
        n=responses.n,
        rows=rows,
        components=new.components,
        reliability=new.reliability,
        today=fitted,
        margins=given,
        notes=tuple(publishable(note, responses.n, minimum_group_size) for note in said),
    )


def _structure_for(of: PublishedStudy, responses: Responses) -> str:
    wanted = of.design.structure
    if wanted is not None and of.design.catalogue == responses.instrument.name:
        if wanted not in responses.instrument.structures:
            known = ", ".join(responses.instrument.structures)
            raise OptionError(f"the study's structure {wanted!r} is not in the instrument, which has {known}")
        return wanted
    return responses.structure


def _disputed(responses: Responses, first: str) -> tuple[str, ...]:
    """The study's structure and the instrument's others whose items were all read."""
    read = set(responses.item_ids)
    return tuple(
        name
        for name in dict.fromkeys([first, *responses.instrument.structures])
        if all(item in read for items in responses.instrument.structures[name].scales.values() for item in items)
    )


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    whole = frame.astype(object)
    rows = whole.where(whole.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]
