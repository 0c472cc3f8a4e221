"""Cells of a table that cannot be drawn as the others."""

from __future__ import annotations

from lerende_organisatie.report.document import Column, Table
from lerende_organisatie.report.html import cells_of
from lerende_organisatie.studies.numbers import Numbers


def test_a_correlation_that_could_not_be_computed_is_a_dash_without_a_tint() -> None:
    columns = (Column("a", "A", "bounded", tinted=True), Column("b", "B", "bounded", tinted=True))
    table = Table("correlations", "Correlations", columns, ({"a": float("nan"), "b": 0.4},), strongest=True)
    missing, given = cells_of(table, 0, table.rows[0], Numbers("en"))
    assert missing.style == ""
    assert given.style.startswith("background:#")
    assert "largest" in given.css
    assert str(missing.text) != str(given.text)
    assert "nan" not in str(missing.text).lower()
