"""A survey seen school by school: who may be shown, and scores and answers as arrays.

Schools of fewer than ``minimum_group_size`` respondents are gone from the first step on: every figure about the survey
as a whole is of the schools that are shown, so that nothing about the others follows by subtraction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.errors import DataError, OptionError, PrivacyError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, check_minimum
from lerende_organisatie.responses.responses import check_responses
from lerende_organisatie.responses.scoring import score_dimensions

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.responses.responses import Responses

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

Staff = Mapping[str, int] | pd.Series | str
"""The number of staff of each school: a mapping or Series by school, or the name of a column of the responses."""


@dataclass(frozen=True, slots=True, eq=False)
class SchoolSurvey:
    """The answers of n respondents in the J schools that may be shown.

    Attributes
    ----------
    instrument : Instrument
    dimensions : tuple of D str
        Ids, in the order of the structure.
    scores : ndarray (n, D)
        Dimension scores, NaN where too few items were answered.
    items : tuple of p str
    answers : ndarray (n, p)
        Keyed, NaN for no answer.
    school : ndarray (n,) of int
        0 to J - 1.
    schools : tuple of J str
    role : ndarray (n,) of int
        -1 where it is not known.
    roles : tuple of R str
    sector : tuple of J (str or None)
        That of most of the school's respondents.
    staff : ndarray (J,)
        NaN where it is not known.
    left_out : DataFrame
        Schools that are not shown: `school` and `reason`.
    minimum : int
    """

    instrument: Instrument
    structure: str
    dimensions: tuple[str, ...]
    scores: Floats
    items: tuple[str, ...]
    answers: Floats
    school: Ints
    schools: tuple[str, ...]
    role: Ints
    roles: tuple[str, ...]
    sector: tuple[str | None, ...]
    staff: Floats
    left_out: pd.DataFrame
    minimum: int


def school_survey(
    responses: Responses,
    *,
    staff: Staff | None = None,
    wave: object | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    call: str = "profiles",
) -> SchoolSurvey:
    """The schools of one wave that may be shown.

    Parameters
    ----------
    responses : Responses
        With a cluster, the school.
    staff : mapping, Series or str, optional
    wave : object, optional
        Which wave; the last if left out, where the responses have waves.
    minimum_group_size : int
    call : str
        The public function, for messages.

    Returns
    -------
    SchoolSurvey

    Raises
    ------
    OptionError
        No cluster, no such wave, or a minimum that protects nobody.
    PrivacyError
        No school has enough respondents.
    DataError
        A school has more respondents than staff.
    """
    check_responses(responses, call)
    check_minimum(minimum_group_size)
    if responses.columns.cluster is None:
        raise OptionError(f"{call} needs to know the school: read_responses(..., cluster='school')")
    frame = responses.keyed
    rows = np.ones(len(frame), dtype=bool)
    if responses.columns.wave is not None:
        column = frame[responses.columns.wave]
        rows &= (column == _wave(column, wave, call)).to_numpy()
    elif wave is not None:
        raise OptionError(f"wave={wave!r}: the responses have no wave; read_responses(..., wave='year')")
    label = frame[responses.columns.cluster]
    rows &= label.notna().to_numpy()
    code, labels = pd.factorize(label[rows].map(_text), sort=True)
    size = np.bincount(code, minlength=len(labels))
    shown = size >= minimum_group_size
    if not shown.any():
        raise PrivacyError(
            f"{call}: no school has {minimum_group_size} respondents or more, so nothing can be shown about any of them"
        )
    reason = f"fewer than {minimum_group_size} respondents"
    left_out = pd.DataFrame({"school": np.asarray(labels)[~shown], "reason": reason})
    rows[np.flatnonzero(rows)[~shown[code]]] = False
    renumbered = np.cumsum(shown) - 1
    school = renumbered[code[shown[code]]].astype(np.intp)
    names = tuple(str(name) for name in np.asarray(labels)[shown])
    scores = score_dimensions(responses)
    role, roles = _codes(frame, responses.columns.role, rows)
    answers = frame[list(responses.item_ids)].to_numpy(dtype=float)[rows]
    return SchoolSurvey(
        instrument=responses.instrument,
        structure=responses.structure,
        dimensions=tuple(scores.table.columns),
        scores=scores.table.to_numpy(dtype=float)[rows],
        items=responses.item_ids,
        answers=answers,
        school=school,
        schools=names,
        role=role,
        roles=roles,
        sector=_sector_of(frame, responses.columns.sector, rows, school, len(names)),
        staff=_staff_sizes(staff, frame, rows, school, names, size[shown]),
        left_out=left_out,
        minimum=minimum_group_size,
    )


def _text(label: object) -> str:
    """A label as text; a whole number without decimals."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def _wave(column: pd.Series, wave: object | None, call: str) -> object:
    there = waves_in_order(column)
    if wave is None:
        return there[-1]
    for one in there:
        if one == wave or _text(one) == _text(wave):
            return one
    raise OptionError(f"{call}: wave={wave!r} is not there; there are {', '.join(map(_text, there))}")


def waves_in_order(column: pd.Series) -> list[object]:
    """The waves of a column, the earliest first; numbers inside text count as numbers.

    Parameters
    ----------
    column : Series

    Returns
    -------
    list
    """

    def key(wave: object) -> list[tuple[int, float, str]]:
        parts = re.split(r"(\d+)", _text(wave))
        return [(0, float(part), "") if part.isdigit() else (1, 0.0, part) for part in parts if part]

    there: list[object] = sorted(column.dropna().unique(), key=key)
    return there


def _codes(frame: pd.DataFrame, name: str | None, rows: NDArray[np.bool_]) -> tuple[Ints, tuple[str, ...]]:
    if name is None:
        return np.full(int(rows.sum()), -1, dtype=np.intp), ()
    code, labels = pd.factorize(frame[name][rows].map(_text, na_action="ignore"), sort=True)
    return code.astype(np.intp), tuple(str(label) for label in labels)


def _sector_of(
    frame: pd.DataFrame, name: str | None, rows: NDArray[np.bool_], school: Ints, schools: int
) -> tuple[str | None, ...]:
    code, labels = _codes(frame, name, rows)
    if not labels:
        return (None,) * schools
    known = code >= 0
    counts = np.bincount(school[known] * len(labels) + code[known], minlength=schools * len(labels))
    most = counts.reshape(schools, len(labels))
    return tuple(labels[row.argmax()] if row.any() else None for row in most)


def _staff_sizes(
    staff: Staff | None,
    frame: pd.DataFrame,
    rows: NDArray[np.bool_],
    school: Ints,
    names: tuple[str, ...],
    size: NDArray[np.int64],
) -> Floats:
    """The staff of every school that is shown; NaN where it is not known."""
    unknown = np.full(len(names), np.nan)
    if staff is None:
        return unknown
    if isinstance(staff, str):
        if staff not in frame.columns:
            raise OptionError(f"staff={staff!r} is not a column of the responses; give one, or a mapping by school")
        numbers = pd.to_numeric(frame[staff][rows], errors="coerce").to_numpy(dtype=float)
        per_school = pd.Series(numbers).groupby(school).agg(["min", "max"])
        low, high = (per_school.reindex(range(len(names)))[end].to_numpy() for end in ("min", "max"))
        faults = [
            f"school {names[at]!r} has several staff sizes in column {staff!r}" for at in np.flatnonzero(low < high)
        ]
        known = dict(zip(names, high, strict=True))
    else:
        known = {_text(name): float(value) for name, value in dict(staff).items()}
        faults = []
    found = np.array([known.get(name, np.nan) for name in names], dtype=float)
    faults += [
        f"school {name!r} has more respondents than its {int(there)} staff; correct the staff size"
        for name, there, n in zip(names, found, size, strict=True)
        if np.isfinite(there) and there < n
    ]
    if faults:
        raise DataError("the number of staff", faults)
    return found
