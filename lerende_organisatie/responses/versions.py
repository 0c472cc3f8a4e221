"""One export read against the instrument: its answers, its other columns, and everything wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.responses.answer_key import answer_key
from lerende_organisatie.responses.answers import AnswerCounts, Answers, count_answers, read_answers
from lerende_organisatie.responses.covariates import Covariates, read_covariates
from lerende_organisatie.responses.form_files import form_table, is_form_source
from lerende_organisatie.responses.formats import Dialect, raw_table
from lerende_organisatie.responses.matching import Matching, match_columns
from lerende_organisatie.responses.raw_table import RawTable
from lerende_organisatie.responses.reading_log import SourceLog
from lerende_organisatie.responses.responses import DesignColumns

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of every export that takes part in one reading.

    Attributes
    ----------
    instrument : Instrument
    structure : str
    required : tuple of str
        The items that must be there.
    named : DesignColumns
        The columns as the caller names them.
    missing_codes : tuple of int or str
    dialect : Dialect
    joined : bool
        Whether several exports are joined, so that columns must be called alike.
    """

    instrument: Instrument
    structure: str
    required: tuple[str, ...]
    named: DesignColumns
    missing_codes: tuple[int | str, ...]
    dialect: Dialect
    joined: bool


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """One export, read.

    Attributes
    ----------
    language : str or None
    table : RawTable
        n rows.
    matching : Matching
    answers : mapping of item to Answers
    covariates : Covariates
    names : mapping of use to the name of its column among the covariates
    kept : ndarray (n,)
        The rows with at least one answer.
    faults : tuple of str
    """

    language: str | None
    table: RawTable
    matching: Matching
    answers: Mapping[str, Answers]
    covariates: Covariates
    names: Mapping[str, str]
    kept: NDArray[np.bool_]
    faults: tuple[str, ...]

    def log(self, decimal: str | None) -> SourceLog:
        """What was read, recoded and left out."""
        counts = {item: count_answers(answers, self.kept) for item, answers in self.answers.items()}
        signs = frozenset[str]().union(self.covariates.decimal_signs, *(a.decimal_signs for a in self.answers.values()))
        notes = [*self.table.notes, *self.covariates.notes]
        if len(signs) > 1:
            notes.append("decimal points and decimal commas both occur, in different columns")
        return SourceLog(
            name=self.table.name,
            language=self.language,
            format=self.table.format,
            separator=self.table.separator,
            decimal=decimal or ("," if signs == {","} else "." if signs else None),
            encoding=self.table.encoding,
            sheet=self.table.sheet,
            row_word=self.table.row_word,
            rows_read=self.table.n,
            rows_kept=int(self.kept.sum()),
            rows_blank=self.table.blank_rows,
            rows_unanswered=tuple(self.table.row_numbers[~self.kept].tolist()),
            columns=self.matching.matches,
            from_labels=_summed(counts, "from_labels"),
            missing_codes=_summed(counts, "missing_codes"),
            by_file_labels={
                self.table.names[self.matching.items[item]]: count.by_file_labels
                for item, count in counts.items()
                if count.by_file_labels
            },
            empty=sum(count.empty for count in counts.values()),
            notes=tuple(notes),
        )


def read_version(source: object, request: Request, language: str | None, columns: Mapping[str, str]) -> Version:
    """Read one export.

    Parameters
    ----------
    source : path or frame
    request : Request
    language : str or None
        The language it was filled in in.
    columns : mapping of item or name to the column's name in this export

    Raises
    ------
    ResponsesError
        It cannot be read at all. What is wrong inside it is in the result's `faults`.
    """
    dialect = request.dialect
    key = answer_key(request.instrument.response_scale, language, request.missing_codes, dialect.decimal)
    table = form_table(source, request.instrument) if is_form_source(source) else raw_table(source, dialect)
    given = request.named.given()
    matching = match_columns(table, request.instrument, request.required, given, columns)
    answers = {item: read_answers(table, place, key) for item, place in matching.items.items()}
    own = {
        place: given[use] if request.joined or given[use] in columns else table.names[place]
        for use, place in matching.named.items()
    }
    taken = set(matching.items.values())
    others = {place: own.get(place, name) for place, name in enumerate(table.names) if place not in taken}
    faults = list(matching.faults)
    faults += _collisions(others, own)
    for item_answers in answers.values():
        faults += item_answers.faults
    if not table.n:
        faults.append("there is a header but there are no rows below it")
    kept = _kept(list(answers.values()), table.n)
    return Version(
        language=language,
        table=table,
        matching=matching,
        answers=answers,
        covariates=read_covariates(table, others, dialect.decimal),
        names={use: own[place] for use, place in matching.named.items() if place in others},
        kept=kept,
        faults=tuple(faults),
    )


def _collisions(others: Mapping[int, str], own: Mapping[int, str]) -> list[str]:
    """Covariates that have the name which a column that the caller names elsewhere is to get."""
    named = {name: place for place, name in own.items()}
    return [
        f"column {name!r} is called like the one that columns= finds elsewhere; rename or remove it"
        for place, name in others.items()
        if name in named and named[name] != place
    ]


def _kept(answers: Sequence[Answers], n: int) -> NDArray[np.bool_]:
    """The rows with an answer, or with something that is not one but was meant so."""
    kept = np.zeros(n, dtype=bool)
    for one in answers:
        meant = np.array([meaning.kind not in ("empty", "missing code") for meaning in one.meanings] + [False])
        kept |= meant[one.positions]
    return kept


def _summed(counts: Mapping[str, AnswerCounts], what: str) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts.values():
        total.update(getattr(count, what))
    return dict(total)
