"""The names in the JSON twin and in the CSV tables, which scripts rely on; a change to them is a new schema version."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from lerende_organisatie.report.csv_tables import csv_text
from lerende_organisatie.studies.study import SCHEMA_VERSION
from tests.unit.report_survey import report

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / f"report_names_{SCHEMA_VERSION}.json"


def names(value: object) -> object:
    """The keys of nested dicts; of a list those of its first entry."""
    if isinstance(value, dict):
        return {key: names(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [names(value[0])] if value and isinstance(value[0], dict | list) else []
    return None


def current() -> dict[str, object]:
    """The names as they are now; those of dimensions, and of packages, are the survey's own."""
    twin = report().to_dict()
    twin["one_factor"] = {"<dimension>": next(iter(twin["one_factor"].values()))}  # type: ignore[attr-defined]
    tables = {table.key: next(csv.reader(io.StringIO(csv_text(table)))) for table in report().document("en").tables()}
    return {"json": names(twin), "csv": tables}


def test_names_are_those_of_the_schema_version() -> None:
    """To accept a change: raise SCHEMA_VERSION and run ``python -m tests.unit.test_report_names``."""
    assert json.loads(json.dumps(current())) == json.loads(SNAPSHOT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(current(), indent=1) + "\n", encoding="utf-8")
