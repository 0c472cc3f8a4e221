"""The page about agreement speaks of every case, and its comparison can fail."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lerende_organisatie.psychometrics.cfa.estimators import ESTIMATORS
from lerende_organisatie.psychometrics.cfa.ordinal_estimators import ORDINAL_ESTIMATORS
from tests.agreement import test_cfa_complete as complete
from tests.agreement.cfa_comparison import Difference
from tests.agreement.table import DATA, KINDS, PAGE, all_cases, data_of, differences, main, row
from tests.reference.live import frozen_values


def rows() -> dict[str, list[str]]:
    text = PAGE.read_text(encoding="utf-8")
    lines = [line for line in text[text.index("## Every case") :].splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {each[0]: each[1:] for each in cells[1:]}


def test_every_case_is_on_the_page_and_within() -> None:
    assert list(rows()) == [case[0] for case in all_cases()]
    text = PAGE.read_text(encoding="utf-8")
    assert "Every case is within." in text
    assert "**" not in "".join(cell for cells in rows().values() for cell in cells)


def test_every_estimator_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    summary = text[: text.index("## Every case")]
    listed = {line.split("|")[1].strip() for line in summary.splitlines() if line.startswith("| ")}
    assert set(ESTIMATORS) <= listed
    assert {f"{name} (ordinal)" for name in ORDINAL_ESTIMATORS} <= listed
    cells = [line.strip("|").split("|")[1:] for line in summary.splitlines() if line.startswith("| ")]
    assert all(cell.strip() for line in cells for cell in line), "a combination that exists was not compared"
    assert {data_of(case[0]) for case in all_cases()} == set(DATA)


def test_a_row_is_computed_anew() -> None:
    """To a factor of ten: what is left is rounding, which another machine does otherwise."""
    fit, values = complete.fitted("hs_ML"), frozen_values("cfa_complete")["hs_ML"]
    line, within = row("hs_ML", fit, list(differences(fit, values, ())))
    assert within
    now = [cell.strip() for cell in line.strip("|").split("|")][1:]
    then = rows()["hs_ML"]
    assert now[:3] == then[:3]
    ours, theirs = (np.array([float(x) for x in cells[3:] if x]) for cells in (now, then))
    assert (ours < 10 * theirs + 1e-6).all()


def test_a_difference_outside_is_bold_and_counted() -> None:
    fit = complete.fitted("hs_ML")
    line, within = row("hs_ML", fit, [Difference(kind, kind, 1e-3, 1e-4) for kind in KINDS])
    assert not within
    assert len(re.findall(r"\*\*1.0e-03\*\*", line)) == len(KINDS)


def test_it_wants_to_be_asked_rightly(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--now"]) == 2
    assert "usage" in capsys.readouterr().err
