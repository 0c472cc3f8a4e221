"""One item's column as codes on the response scale, with everything counted that was not simply a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.responses.answer_key import AnswerKey, Meaning
from lerende_organisatie.responses.plain_text import decimal_sign, shown
from lerende_organisatie.responses.raw_table import MissingRange, RawTable, Scalar

_VALUES_NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers to one item in n rows.

    Attributes
    ----------
    codes : ndarray (n,)
        Points of the scale as floats, NaN for no answer.
    positions : ndarray (n,)
        For each row the position of its value in `values`; −1 for an empty cell.
    values : tuple
        The distinct values of the column.
    meanings : tuple of Meaning
        What each of them means.
    faults : tuple of str
        What is not an answer, with its place.
    """

    codes: NDArray[np.float64]
    positions: NDArray[np.intp]
    values: tuple[object, ...]
    meanings: tuple[Meaning, ...]
    faults: tuple[str, ...]

    @property
    def decimal_signs(self) -> frozenset[str]:
        """The decimal signs of numbers in text."""
        numbers = (
            value
            for value, meaning in zip(self.values, self.meanings, strict=True)
            if isinstance(value, str) and meaning.kind == "number"
        )
        return frozenset(sign for number in numbers if (sign := decimal_sign(number)))


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """How the answers to one item were given, in the rows kept.

    Attributes
    ----------
    from_labels : mapping of language to the number of answers given as a label in it
    missing_codes : mapping of code to the number of cells that held that code for no answer
    empty : int
        The number of empty cells.
    by_file_labels : int
        Answers whose number was read through the label that the file gives it, because the two disagree.
    """

    from_labels: Mapping[str, int]
    missing_codes: Mapping[str, int]
    empty: int
    by_file_labels: int


def read_answers(table: RawTable, place: int, key: AnswerKey) -> Answers:
    """Read one column of a table as answers.

    Each distinct value is understood once.

    Parameters
    ----------
    table : RawTable
        n rows.
    place : int
        The column's position.
    key : AnswerKey

    Returns
    -------
    Answers
        With faults in place of an exception, so that all columns can be reported at once.
    """
    positions, values = _distinct_values(table.columns[place])
    labels = table.value_labels.get(place, {})
    relabelled = _relabelled(labels, key)
    contradiction = any(meaning.kind == "label" and code != meaning.code for code, meaning in relabelled.items())
    declared = table.user_missing.get(place, ())
    meanings = tuple(_meaning(value, key, declared, relabelled, labels, contradiction) for value in values)
    points = np.array([np.nan if meaning.code is None else meaning.code for meaning in meanings] + [np.nan])
    return Answers(
        codes=points[positions],
        positions=positions,
        values=tuple(values),
        meanings=meanings,
        faults=_faults(table, place, positions, values, meanings),
    )


def count_answers(answers: Answers, kept: NDArray[np.bool_]) -> AnswerCounts:
    """Count how answers were given.

    Parameters
    ----------
    answers : Answers
        Of n rows.
    kept : ndarray (n,)
        The rows to count.
    """
    positions = answers.positions[kept]
    counts = np.bincount(positions[positions >= 0], minlength=len(answers.values)).tolist()
    from_labels: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    empty = int((positions < 0).sum())
    by_file_labels = 0
    for value, meaning, count in zip(answers.values, answers.meanings, counts, strict=True):
        if not count:
            continue
        if meaning.kind == "label":
            from_labels[meaning.detail] += count
            by_file_labels += count if isinstance(value, (int, float)) and not isinstance(value, bool) else 0
        elif meaning.kind == "missing code":
            missing[meaning.detail] += count
        elif meaning.kind == "empty":
            empty += count
    return AnswerCounts(dict(from_labels), dict(missing), empty, by_file_labels)


def _distinct_values(column: pd.Series) -> tuple[NDArray[np.intp], list[object]]:
    """For each row the position of its value among the distinct ones, −1 where it is missing; and those values."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes, dtype=np.intp), list(column.cat.categories)
    try:
        positions, values = pd.factorize(column)
    except TypeError:  # lists and other unhashable cells
        positions, values = pd.factorize(column.map(lambda cell: cell if _hashable(cell) else str(cell)))
    return np.asarray(positions, dtype=np.intp), list(values)


def _hashable(cell: object) -> bool:
    try:
        hash(cell)
    except TypeError:
        return False
    return True


def _relabelled(labels: Mapping[Scalar, str], key: AnswerKey) -> dict[Scalar, Meaning]:
    """The codes of a file whose labels there are labels of the scale."""
    found = {code: key.label_meaning(label) for code, label in labels.items()}
    return {code: meaning for code, meaning in found.items() if meaning is not None and meaning.kind != "fault"}


def _meaning(
    value: object,
    key: AnswerKey,
    declared: Sequence[MissingRange],
    relabelled: Mapping[Scalar, Meaning],
    labels: Mapping[Scalar, str],
    contradiction: bool,
) -> Meaning:
    """What a value means, given what its file says of its codes.

    Where every label in the file agrees with its number, numbers are read as numbers. Where one does not, as in a file
    that counts from 0 or that turned the scale, the label is what the respondent saw and decides; a number without a
    label cannot be placed then.
    """
    if any(span.holds(value) for span in declared):
        return Meaning("missing code", detail=shown(value).strip("'"))
    plain_meaning = key.meaning(value)
    scalar = value.strip() if isinstance(value, str) else value
    known = relabelled.get(scalar) if isinstance(scalar, (int, float, str)) else None
    if known is not None and known.kind == "missing code":
        return Meaning("missing code", detail=f"{shown(value)} ({known.detail})")
    if not contradiction or plain_meaning.kind in ("missing code", "empty", "label"):
        return plain_meaning
    if known is not None:
        return known
    code, point = next((code, m.code) for code, m in relabelled.items() if m.kind == "label" and code != m.code)
    return Meaning(
        "fault",
        detail=f"the file gives it no label of the scale, while its {shown(code)} is labelled {labels[code]!r}, which "
        f"is {point} on the scale; recode the column or label all its codes",
    )


def _faults(
    table: RawTable,
    place: int,
    positions: NDArray[np.intp],
    values: Sequence[object],
    meanings: Sequence[Meaning],
) -> tuple[str, ...]:
    """One line per value that is not an answer; one line for all where there are many."""
    wrong = [number for number, meaning in enumerate(meanings) if meaning.kind == "fault"]
    wrong = [number for number in wrong if (positions == number).any()] if len(wrong) <= _VALUES_NAMED else wrong
    if not wrong:
        return ()
    column = f"column {table.names[place]!r}"
    if len(wrong) > _VALUES_NAMED:
        rows = np.flatnonzero(np.isin(positions, wrong))
        first = values[positions[rows[0]]] if len(rows) else None
        return (
            f"{column}: {len(rows)} cells hold {len(wrong)} different values that are not answers, the first "
            f"{shown(first)} in {table.places(rows[:1])}; is this the right column?",
        )
    return tuple(
        f"{column}, {table.places(np.flatnonzero(positions == number))}: {shown(values[number])}: "
        f"{meanings[number].detail}"
        for number in wrong
    )
