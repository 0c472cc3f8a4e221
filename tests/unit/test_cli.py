"""The command line: help that teaches, exit codes, and no traceback for a user's mistake."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie import cli
from lerende_organisatie.cli import commands
from lerende_organisatie.errors import RecodedWarning

Said = pytest.CaptureFixture[str]
COMMANDS = (
    ("demo",),
    ("validate",),
    ("score",),
    ("instrument", "list"),
    ("instrument", "show"),
    ("instrument", "check"),
    ("instrument", "export"),
    ("export",),
    ("replicate",),
    ("study", "list"),
    ("study", "check"),
)


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    lo.simulate(lo.load_instrument("slo"), n=80, schools=8, seed=3).frame.to_csv(path, index=False)
    return path


def test_the_version(capsys: Said) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out == f"lerende-organisatie {lo.__version__}\n"


def test_it_runs_as_a_program() -> None:
    code = "from lerende_organisatie.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "score", "nowhere.csv"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "nowhere.csv" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_teaches_with_an_example(command: tuple[str, ...], capsys: Said) -> None:
    assert cli.run([*command, "--help"]) == 0
    said = capsys.readouterr().out
    assert f"lerende-organisatie {' '.join(command)}" in said.partition("Usage")[2].partition("\n")[2]


def test_nothing_asked_shows_the_help(capsys: Said) -> None:
    assert cli.run([]) in {0, 2}
    assert "validate" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [["--nonsense"], ["nonsense"], ["validate"], ["demo", "--n", "none"], ["demo", "--n", "0"]], ids=" ".join
)
def test_a_fault_in_the_command_is_a_two(wrong: list[str], capsys: Said) -> None:
    assert cli.run(wrong) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert said


def test_a_group_in_which_each_knows_the_others_answer_is_refused(survey: Path, tmp_path: Path, capsys: Said) -> None:
    output = tmp_path / "report"
    assert cli.run(["validate", str(survey), "--minimum-group-size", "2", "--output", str(output)]) == 1
    assert "at least 3; below that a group of two knows the other's answer" in capsys.readouterr().err
    assert not output.exists()


def test_a_file_that_is_not_there_is_a_one(capsys: Said, tmp_path: Path) -> None:
    for command in ("validate", "score"):
        assert cli.run([command, str(tmp_path / "none.csv"), "--output", str(tmp_path / "out")]) == 1
        assert "none.csv" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_every_fault_of_an_export_is_told(survey: Path, tmp_path: Path, capsys: Said) -> None:
    frame = pd.read_csv(survey)
    frame["slo01"] = frame["slo01"].astype(object)
    frame.loc[[2, 5], "slo01"] = [9, "perhaps"]
    frame.drop(columns="slo07").to_csv(survey, index=False)
    assert cli.run(["score", str(survey), "--output", str(tmp_path / "scores.csv")]) == 1
    said = capsys.readouterr().err
    assert "slo07" in said
    assert "slo01" in said
    assert "perhaps" in said
    assert not (tmp_path / "scores.csv").exists()


def test_scores_without_a_respondent_column_name_nobody(survey: Path, tmp_path: Path, capsys: Said) -> None:
    scores = tmp_path / "scores.csv"
    assert cli.run(["score", str(survey), "--output", str(scores)]) == 0
    table = pd.read_csv(scores)
    assert list(table.columns) == list(lo.load_instrument("slo").structures["kools2020"].scales)
    assert len(table) == 80
    said = capsys.readouterr().out
    assert "left out: 4 other columns (respondent, school, role, sector)" in said
    assert "guard" in said


def test_scores_with_a_respondent_column_are_those_of_the_library(survey: Path, tmp_path: Path) -> None:
    scores = tmp_path / "scores.csv"
    asked = ["score", str(survey), "--respondent", "respondent", "--method", "pomp", "--structure", "theory7"]
    assert cli.run([*asked, "--output", str(scores)]) == 0
    table = pd.read_csv(scores)
    responses = lo.read_responses(survey, "slo", respondent="respondent", structure="theory7")
    expected = lo.score(responses, method="pomp").table
    assert table["respondent"].tolist() == responses.frame["respondent"].tolist()
    pd.testing.assert_frame_equal(table.drop(columns="respondent"), expected, check_names=False)


def test_an_identifier_never_becomes_a_formula(survey: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(survey)
    frame["respondent"] = [f"=1+{number}" for number in range(len(frame))]
    frame.to_csv(survey, index=False)
    scores = tmp_path / "scores.csv"
    assert cli.run(["score", str(survey), "--respondent", "respondent", "--output", str(scores)]) == 0
    assert not pd.read_csv(scores)["respondent"].str.startswith("=").any()


def test_a_file_is_replaced_only_when_asked(survey: Path, tmp_path: Path, capsys: Said) -> None:
    before = survey.read_bytes()
    assert cli.run(["score", str(survey), "--output", str(survey)]) == 1
    assert "--overwrite" in capsys.readouterr().err
    assert survey.read_bytes() == before
    scores = tmp_path / "scores.csv"
    scores.write_text("old")
    assert cli.run(["score", str(survey), "--output", str(scores), "--overwrite"]) == 0
    assert scores.read_text() != "old"


@pytest.mark.parametrize(
    "wrong",
    [["--method", "median"], ["--structure", "nine"], ["--minimum-answered", "0"], ["--instrument", "none"],
     ["--instrument", "none.yaml"], ["--columns", "none.csv"], ["--respondent", "nobody"]],
    ids=" ".join,
)  # fmt: skip
def test_an_option_that_is_not_offered_is_told(wrong: list[str], survey: Path, tmp_path: Path, capsys: Said) -> None:
    assert cli.run(["score", str(survey), "--output", str(tmp_path / "scores.csv"), *wrong]) == 1
    said = capsys.readouterr().err
    assert wrong[1] in said
    assert "Traceback" not in said


def test_exports_need_their_language(survey: Path, capsys: Said) -> None:
    assert cli.run(["score", str(survey), str(survey)]) == 1
    assert "nl=dutch.csv" in capsys.readouterr().err
    assert cli.run(["score", f"nl={survey}", f"nl={survey}"]) == 1
    assert "two exports" in capsys.readouterr().err


def test_columns_can_have_other_names(survey: Path, tmp_path: Path, capsys: Said) -> None:
    frame = pd.read_csv(survey).rename(columns={"slo01": "Q1", "slo02": "Q2"})
    frame.to_csv(survey, index=False)
    names = tmp_path / "names.csv"
    names.write_text("item;column\nslo01;Q1\nslo02;Q2\n")
    scores = tmp_path / "scores.csv"
    assert cli.run(["score", str(survey), "--columns", str(names), "--output", str(scores)]) == 0
    for text, says in (
        ("item,column\nslo01,\n", "line 2"),
        ("a,b\n", "names no item"),
        ("item,column\na,b\na,c\n", "twice"),
    ):
        names.write_text(text)
        assert cli.run(["score", str(survey), "--columns", str(names), "--output", str(scores)]) == 1
        assert says in capsys.readouterr().err


def test_the_instruments(capsys: Said, tmp_path: Path) -> None:
    assert cli.run(["instrument", "list"]) == 0
    assert "slo" in capsys.readouterr().out
    assert cli.run(["instrument", "show", "slo", "--language", "nl"]) == 0
    said = capsys.readouterr().out
    slo = lo.load_instrument("slo")
    assert all(item.text("nl") in said for item in slo.items)
    assert cli.run(["instrument", "show", "slo", "--language", "xx"]) == 1
    assert "en, nl" in capsys.readouterr().err
    for name in ("mine.yaml", "mine.json"):
        path = tmp_path / name
        assert cli.run(["instrument", "export", "slo", "--output", str(path)]) == 0
        assert lo.load_instrument(path) == slo
        assert cli.run(["instrument", "check", str(path)]) == 0
        assert "65 items" in capsys.readouterr().out
        assert cli.run(["instrument", "export", "slo", "--output", str(path)]) == 1
    assert cli.run(["instrument", "export", "slo", "--output", str(tmp_path / "mine.txt")]) == 1
    assert ".yaml or .json" in capsys.readouterr().err


def test_a_definition_is_checked_with_every_fault(capsys: Said, tmp_path: Path) -> None:
    definition = json.loads(lo.load_instrument("slo").to_json())
    definition["items"][0]["id"] = definition["items"][1]["id"]
    definition["response_scale"]["values"] = [1]
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(definition))
    assert cli.run(["instrument", "check", str(path)]) == 1
    said = capsys.readouterr().err
    assert "slo02" in said
    assert "response_scale" in said


def raising(fault: BaseException) -> Callable[..., None]:
    def app(**_: object) -> None:
        raise fault

    return app


@pytest.mark.parametrize(
    ("fault", "code", "says"),
    [
        (PermissionError(13, "Permission denied", "locked.csv"), 1, "locked.csv: Permission denied"),
        (MemoryError(), 1, "memory"),
        (KeyboardInterrupt(), 130, "stopped"),
        (ZeroDivisionError("division"), 3, "not in your input"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_happens_ends_in_a_sentence(
    fault: BaseException, code: int, says: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "app", raising(fault))
    assert cli.run([]) == code
    said = capsys.readouterr().err
    assert says in said
    assert "Traceback" not in said


def test_a_fault_of_ours_can_be_traced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "app", raising(ZeroDivisionError("division")))
    monkeypatch.setenv(cli.TRACEBACK, "1")
    with pytest.raises(ZeroDivisionError):
        cli.run([])


def test_a_warning_is_one_plain_line(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def app(**_: object) -> None:
        warnings.warn("two rows were left out", RecodedWarning, stacklevel=2)
        warnings.warn("of no concern to the user", DeprecationWarning, stacklevel=2)

    monkeypatch.setattr(commands, "app", app)
    assert cli.run([]) == 0
    assert capsys.readouterr().err == "note: two rows were left out\n"
