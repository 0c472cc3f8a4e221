"""An attacker has everything that the package gives out about a survey and tries to work out what is hidden.

Every figure is taken for an equation about the sums of scores of cells (school × role): the mean of a school is the sum
of its cells, the mean of a role over the survey the sum of that column, a mean of a role in a school one cell. A hidden
cell, or a set of hidden cells of fewer than five people, is safe when its sum does not follow from the equations: it is
not in their row space.
"""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import MissingDataWarning
from tests.unit.school_survey import STAFF, last_wave

Key = tuple[str, str]


@pytest.fixture(scope="module")
def cells() -> pd.Series:
    """Who is where, as only the data know it."""
    return last_wave().frame.groupby(["school", "role"]).size()


@pytest.fixture(scope="module")
def rows(cells: pd.Series) -> list[np.ndarray]:
    """What everything that is given out says, as sums over cells."""
    keys: list[Key] = list(cells.index)
    found = lo.profiles(last_wave(), staff=STAFF)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingDataWarning)
        by_role = lo.compare_groups(last_wave(), "role")
        by_sector = lo.compare_groups(last_wave(), "sector")
    rows = [np.array([key[0] == school for key in keys], float) for school in found.schools.index]
    for school, role in {index[:2] for index in found.roles.index}:
        rows.append(np.array([key == (school, role) for key in keys], float))
    shown = set(by_role.descriptives.index.get_level_values("group"))
    rows += [np.array([key[1] == role for key in keys], float) for role in shown]
    sector = last_wave().frame.groupby("school")["sector"].first()
    sectors = set(by_sector.descriptives.index.get_level_values("group"))
    # as if the comparison held the staff of schools that are not shown; it leaves them out where they are few
    rows += [np.array([sector[key[0]] == one for key in keys], float) for one in sectors]
    return rows


def follows(target: np.ndarray, rows: list[np.ndarray]) -> bool:
    """Whether a sum over cells is a combination of the sums that are given out."""
    matrix = np.array(rows)
    solved = np.linalg.lstsq(matrix.T, target, rcond=None)[0]
    return bool(np.abs(matrix.T @ solved - target).max() < 1e-8)


def test_no_hidden_role_of_a_school_that_is_shown_can_be_worked_out(cells: pd.Series, rows: list[np.ndarray]) -> None:
    small = [key for key, n in cells.items() if n < 5 and key[0] != "gorse"]
    assert len(small) > 5
    for key in small:
        assert not follows(np.array([other == key for other in cells.index], float), rows), key


def test_the_attack_succeeds_on_what_is_shown_and_would_on_a_leak(cells: pd.Series, rows: list[np.ndarray]) -> None:
    found = lo.profiles(last_wave(), staff=STAFF)
    shown = next(iter({index[:2] for index in found.roles.index}))
    assert follows(np.array([key == shown for key in cells.index], float), rows)
    school, role = next(key for key, n in cells.items() if n < 5 and key[0] != "gorse")
    others = [
        np.array([key == (school, r) for key in cells.index], float)
        for r in ("leader", "teacher", "support")
        if r != role
    ]
    assert follows(np.array([key == (school, role) for key in cells.index], float), [*rows, *others])


def test_the_small_school_leaves_no_trace_in_any_total() -> None:
    """Changing every answer of the school that is too small changes nothing that is given out."""
    frame = last_wave().frame
    other = frame.copy()
    items = list(last_wave().item_ids)
    hidden = other["school"] == "gorse"
    other.loc[hidden, items] = 6 - other.loc[hidden, items]
    changed = lo.read_responses(
        other, last_wave().instrument, respondent="person", cluster="school", role="role", sector="sector"
    )
    for make in (
        lambda r: lo.profiles(r, staff=STAFF).table,
        lambda r: lo.profiles(r, staff=STAFF).survey,
        lambda r: lo.board_overview(r).table,
    ):
        pd.testing.assert_frame_equal(make(last_wave()), make(changed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingDataWarning)
        for by in ("role", "sector"):
            ours, theirs = (lo.compare_groups(r, by) for r in (last_wave(), changed))
            pd.testing.assert_frame_equal(ours.descriptives, theirs.descriptives)
            pd.testing.assert_frame_equal(ours.table, theirs.table)


def given_out(folder: Path) -> str:
    """Every page, twin, table and picture's data as text."""
    reports = lo.school_report(last_wave(), staff=STAFF, language="en")
    reports.write(folder)
    parts = [path.read_text(encoding="utf-8-sig") for path in sorted(folder.iterdir())]
    parts += [one.to_json() for one in reports]
    parts += [lo.board_report(last_wave(), language="en").to_html()]
    found = reports.profiles
    for table in (found.table, found.schools, found.survey, found.roles, found.items, found.facets):
        parts.append(table.to_csv())
    return "\n".join(parts)


def test_nothing_given_out_names_a_person_or_a_small_count(tmp_path: Path) -> None:
    text = given_out(tmp_path)
    assert not re.search(r"\bp\d{3}\b", text), "an identifier"
    assert not any(str(person) in text for person in last_wave().frame["person"])
    found = lo.profiles(last_wave(), staff=STAFF)
    assert found.table["n"].min() >= 5
    assert found.roles["n"].min() >= 5
    assert found.schools["n"].min() >= 5
    for name, column in (("roles", found.roles["n"]), ("facets", found.facets.get("n", pd.Series(dtype=float)))):
        assert not ((column > 0) & (column < 5)).any(), name


def test_pictures_hold_only_roles_that_may_be_shown(tmp_path: Path) -> None:
    found = lo.profiles(last_wave(), staff=STAFF)
    for report in lo.school_report(last_wave(), staff=STAFF, language="en"):
        name = report.content.school
        shown = set(found.school(name).roles.index.get_level_values("role")) if len(found.school(name).roles) else set()
        twin = json.loads(report.to_json())
        assert {role for line in twin["dimensions"] for role, _ in line["roles"]} == shown
        drawn = re.findall(r'aria-label="((?:leader|teacher|support) [^"]*)"', report.to_html())
        assert {word for label in drawn for word in re.findall("leader|teacher|support", label)} <= shown
