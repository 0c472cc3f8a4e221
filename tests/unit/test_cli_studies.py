"""The commands about published studies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lerende_organisatie as lo
from lerende_organisatie import cli

Said = pytest.CaptureFixture[str]


def test_the_studies_are_listed(capsys: Said) -> None:
    assert cli.run(["study", "list"]) == 0
    said = capsys.readouterr().out
    assert "kools2020" in said
    assert "NaN" not in said
    assert "<NA>" not in said


def test_a_slip_is_said(capsys: Said) -> None:
    assert cli.run(["study", "check", "latvia2023"]) == 0
    said = capsys.readouterr().out
    assert "disagrees  df and the model described: printed 2974" in said
    assert cli.run(["study", "check", "latvia"]) == 1
    assert "did you mean 'latvia2023'" in capsys.readouterr().err


def test_a_replication_is_written(tmp_path: Path, capsys: Said) -> None:
    export = tmp_path / "export.csv"
    lo.simulate(lo.load_instrument("slo"), n=600, seed=3).frame.to_csv(export, index=False)
    wanted = tmp_path / "replication.json"
    assert cli.run(["replicate", str(export), "--cluster", "school", "--output", str(wanted)]) == 0
    assert "alpha of vision" in capsys.readouterr().out
    found = json.loads(wanted.read_text(encoding="utf-8"))
    assert found["study"] == "kools2020"
    assert found["today"]["clustered"] is True
    assert cli.run(["replicate", str(export), "--output", str(tmp_path / "a.txt")]) == 1
    assert ".json" in capsys.readouterr().err
