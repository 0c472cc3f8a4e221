"""Pages for school teams from one call: one school, or every school of the survey, in parallel."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, overload

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import OptionError, PrivacyError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, safe_cell
from lerende_organisatie.repeat import Progress, repeat
from lerende_organisatie.report.rendered import written
from lerende_organisatie.report.schools.content import SchoolContent, content_of
from lerende_organisatie.report.schools.page import school_page, style
from lerende_organisatie.report.schools.questions import Names
from lerende_organisatie.schools.profiles import Profiles, profiles
from lerende_organisatie.studies.bilingual import check_language

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.responses.responses import Responses
    from lerende_organisatie.schools.survey import Staff

CHUNK = 40
"""Schools whose pages are written as one task."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SchoolReport(Cited):
    """The pages of one school; made by :func:`school_report`.

    Attributes
    ----------
    content : SchoolContent
        Everything that stands on them.
    instrument : Instrument
    structure : str
        The factor structure whose dimensions are shown.
    language : {"en", "nl"}
    """

    CITES: ClassVar[tuple[str, ...]] = Profiles.CITES

    content: SchoolContent
    instrument: Instrument
    structure: str
    language: str

    def to_html(self, path: str | Path | None = None, language: str | None = None) -> str:
        """The pages as one self-contained HTML file that prints on A4.

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
            There is no page in that language, or the file cannot be written.
        """
        chosen = check_language(language or self.language)
        return written(
            school_page(self.content, names_in(self.instrument, self.structure, chosen), chosen, style()), path
        )

    def to_dict(self) -> dict[str, object]:
        """Everything on the pages as plain values.

        Returns
        -------
        dict
        """
        return self.content.to_dict()

    def to_json(self, path: str | Path | None = None) -> str:
        """Everything on the pages as JSON.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.

        Returns
        -------
        str
        """
        return written(json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False), path)

    def __repr__(self) -> str:
        return f"SchoolReport: {self.content.school}, {self.content.n} respondents"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SchoolReports(Cited):
    """The pages of many schools; made by :func:`school_report`.

    Attributes
    ----------
    profiles : Profiles
        The figures.
    schools : tuple of str
        The schools with a report.
    left_out : DataFrame
        `school` and `reason` of those without.
    instrument : Instrument
    structure : str
    language : {"en", "nl"}
    """

    CITES: ClassVar[tuple[str, ...]] = Profiles.CITES

    profiles: Profiles
    schools: tuple[str, ...]
    left_out: pd.DataFrame
    instrument: Instrument
    structure: str
    language: str

    def __len__(self) -> int:
        return len(self.schools)

    def __iter__(self) -> Iterator[SchoolReport]:
        return (self.school(name) for name in self.schools)

    def school(self, school: object) -> SchoolReport:
        """The report of one school.

        Parameters
        ----------
        school : object

        Raises
        ------
        PrivacyError
            The school has too few respondents.
        OptionError
            There is no such school.
        """
        profile = self.profiles.school(school)
        content = content_of(profile, self.profiles, self.instrument)
        return SchoolReport(content, self.instrument, self.structure, self.language)

    def write(
        self, folder: str | Path, *, language: str | None = None, n_jobs: int = 1, progress: Progress | None = None
    ) -> pd.DataFrame:
        """Write one HTML file per school, and ``summary.csv``: who has a report, who has none, and why.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there.
        language : {"en", "nl"}, optional
        n_jobs : int
            Processes; -1 for every core.
        progress : callable (done, total), optional
            Told of schools.

        Returns
        -------
        DataFrame
            The summary: `school`, `report`, `file`, `reason`.

        Raises
        ------
        OptionError
            There are no pages in that language, or a file cannot be written.
        """
        chosen = check_language(language or self.language)
        where = Path(folder)
        _folder(where)
        names, css = names_in(self.instrument, self.structure, chosen), style()
        file_of = file_names(self.schools)
        contents = [(file_of[one.content.school], one.content) for one in self]
        tasks = [
            _Pages(tuple(contents[start : start + CHUNK]), names, chosen, css, where)
            for start in range(0, len(contents), CHUNK)
        ]

        def told(done: int, _: int) -> None:
            if progress is not None:
                progress(min(done * CHUNK, len(contents)), len(contents))

        repeat(_write_pages, tasks, seed=0, n_jobs=n_jobs, progress=told)
        summary = self.summary()
        safe = summary.map(safe_cell)
        try:
            safe.to_csv(where / "summary.csv", index=False, encoding="utf-8-sig")
        except OSError as reason:
            raise OptionError(f"{where / 'summary.csv'} cannot be written ({reason.strerror or reason})") from None
        return summary

    def summary(self) -> pd.DataFrame:
        """Who has a report, in which file, and who has none and why.

        Returns
        -------
        DataFrame
            `school`, `report`, `file`, `reason`.
        """
        files = file_names(self.schools)
        made = pd.DataFrame({"school": list(self.schools), "report": "yes", "file": list(files.values()), "reason": ""})
        without = self.left_out.assign(report="no", file="")[["school", "report", "file", "reason"]]
        return pd.concat([made, without], ignore_index=True)

    def __repr__(self) -> str:
        return f"SchoolReports: {len(self.schools)} schools, {len(self.left_out)} without a report"


@overload
def school_report(
    responses: Responses,
    school: str | int,
    *,
    language: str = ...,
    staff: Staff | None = ...,
    threshold: float | None = ...,
    wave: object | None = ...,
    earlier: Responses | None = ...,
    level: float = ...,
    minimum_group_size: int = ...,
) -> SchoolReport: ...


@overload
def school_report(
    responses: Responses,
    school: list[str] | tuple[str, ...] | None = ...,
    *,
    language: str = ...,
    staff: Staff | None = ...,
    threshold: float | None = ...,
    wave: object | None = ...,
    earlier: Responses | None = ...,
    level: float = ...,
    minimum_group_size: int = ...,
) -> SchoolReports: ...


def school_report(
    responses: Responses,
    school: str | int | list[str] | tuple[str, ...] | None = None,
    *,
    language: str = "nl",
    staff: Staff | None = None,
    threshold: float | None = None,
    wave: object | None = None,
    earlier: Responses | None = None,
    level: float = 0.95,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
) -> SchoolReport | SchoolReports:
    """One or two pages per school for a team meeting: what strikes, high and low, where we differ, what to talk about.

    Parameters
    ----------
    responses : Responses
        Of the whole survey, with a cluster, the school.
    school : str, int, list, tuple or None
        One school gives its report; several, or None for all, give the reports together, whose ``write(folder)`` puts
        a page for each in a folder, in parallel.
    language : {"en", "nl"}
    staff : mapping or Series of school to number, or str, optional
        The number of staff of each school, or the column that holds it.
    threshold : float, optional
        From which mean a dimension counts as in place; see :func:`profiles`.
    wave : object, optional
        Which wave; the last if left out.
    earlier : Responses, optional
        The answers of an earlier wave.
    level : float
        Of the margins and of what counts as clearly different.
    minimum_group_size : int
        Nothing is shown about fewer respondents; 3 or more.

    Returns
    -------
    SchoolReport or SchoolReports

    Raises
    ------
    OptionError
        No cluster, no such school, wave or language.
    PrivacyError
        The one school that was asked for, or every school, has too few respondents.
    DataError
        A school has more respondents than staff.

    Notes
    -----
    "Clearly" above or below other schools: the interval of the shrunken mean does not hold the mean of the schools.
    "Clearly" changed: the reliable-change criterion. Roles differ where the widest gap is beyond its standard error.
    """
    check_language(language)
    every = profiles(
        responses,
        staff=staff,
        threshold=threshold,
        wave=wave,
        earlier=earlier,
        level=level,
        minimum_group_size=minimum_group_size,
    )
    instrument = responses.instrument
    if isinstance(school, str | int | np.integer):
        content = content_of(every.school(school), every, instrument)
        return SchoolReport(content, instrument, responses.structure, language)
    left_out = every.left_out
    chosen = tuple(every.schools.index)
    if school is not None:
        asked = [str(one) for one in school]
        small = set(left_out["school"])
        chosen = tuple(every.school(one).school for one in asked if one not in small)
        left_out = left_out[left_out["school"].isin(asked)]
        if not chosen:
            raise PrivacyError(f"none of the schools has {minimum_group_size} respondents or more")
    return SchoolReports(every, chosen, left_out, instrument, responses.structure, language)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The pages that one task writes."""

    contents: tuple[tuple[str, SchoolContent], ...]
    names: Names
    language: str
    css: str
    folder: Path


def _write_pages(_: np.random.Generator, task: _Pages) -> int:
    for file, content in task.contents:
        written(school_page(content, task.names, task.language, task.css), task.folder / file)
    return len(task.contents)


def names_in(instrument: Instrument, structure: str, language: str) -> Names:
    """Dimensions and items by name in a language; in the instrument's first where it is not there in that one.

    Parameters
    ----------
    instrument : Instrument
    structure : str
    language : str

    Returns
    -------
    Names
    """
    dimensions = {
        dimension.id: dimension.label.get(language, next(iter(dimension.label.values())))
        for dimension in instrument.structures[structure].dimensions
    }
    items = {
        item.id: item.text(language if language in item.wording else next(iter(item.wording)))
        for item in instrument.items
    }
    return Names(dimensions, items)


def file_names(schools: Iterable[str]) -> dict[str, str]:
    """A file name for each school: letters, digits, ``-`` and ``_`` of its label, numbered where two would be one.

    Parameters
    ----------
    schools : iterable of str

    Returns
    -------
    dict of str to str
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for school in schools:
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", school).strip("-")[:80] or "school"
        name, number = stem, 2
        while name.casefold() in taken or name.casefold() == "summary":
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.casefold())
        found[school] = f"{name}.html"
    return found


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise OptionError(f"{path}: the folder cannot be made ({reason.strerror or reason})") from None
