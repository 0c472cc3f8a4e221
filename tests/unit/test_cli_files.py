"""Nothing is left half written, and nothing of somebody else is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from lerende_organisatie import cli
from lerende_organisatie.cli.files import UNFINISHED, check_folder, whole_folder, write_whole
from lerende_organisatie.cli.progress import doing
from lerende_organisatie.errors import OptionError


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    out = tmp_path / "a" / "report"
    with whole_folder(out) as made:
        (made / "report.html").write_text("one")
        assert names(out) == {f"{made.name}/report.html"}
    assert names(out) == {"report.html"}


def test_a_fault_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "report"

    def interrupted() -> None:
        with whole_folder(out) as made:
            (made / "report.html").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not out.exists()
    with whole_folder(out) as made:
        (made / "report.html").write_text("whole")
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (out / "report.html").read_text() == "whole"
    assert names(out) == {"report.html"}


def test_writing_again_replaces_and_leaves_nothing_of_before(tmp_path: Path) -> None:
    out = tmp_path / "report"
    with whole_folder(out) as made:
        (made / "tables").mkdir()
        (made / "tables" / "old.csv").write_text("old")
        (made / "report.html").write_text("old")
    with whole_folder(out) as made:
        (made / "tables").mkdir()
        (made / "tables" / "new.csv").write_text("new")
        (made / "report.html").write_text("new")
    assert names(out) == {"report.html", "tables/new.csv"}
    assert (out / "report.html").read_text() == "new"


def test_a_run_that_was_cut_off_does_not_stand_in_the_way(tmp_path: Path) -> None:
    leftover = tmp_path / f"{UNFINISHED}abc"
    leftover.mkdir()
    (leftover / "anything.txt").write_text("half")
    check_folder(tmp_path)


@pytest.mark.parametrize("name", ["thesis.docx", "report.html.bak", "tables/notes.txt", "tables/deeper/item.csv"])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("precious")
    with pytest.raises(OptionError, match=Path(name).name), whole_folder(tmp_path):
        pytest.fail("it was opened")
    assert names(tmp_path) == {name}


def test_a_folder_is_not_a_file_nor_the_other_way_round(tmp_path: Path) -> None:
    file = tmp_path / "report"
    file.write_text("text")
    with pytest.raises(OptionError, match="is a file"):
        check_folder(file)
    with pytest.raises(OptionError, match="is a folder"):
        write_whole(tmp_path, lambda path: path.write_text("x"), overwrite=True)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "scores.csv"

    def broken(path: Path) -> None:
        path.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(file, broken, overwrite=False)
    assert names(tmp_path) == set()
    write_whole(file, lambda path: path.write_text("whole"), overwrite=False)
    with pytest.raises(OptionError, match="--overwrite"):
        write_whole(file, lambda path: path.write_text("again"), overwrite=False)
    with pytest.raises(OSError, match="disk full"):
        write_whole(file, broken, overwrite=True)
    assert file.read_text() == "whole"
    assert names(tmp_path) == {"scores.csv"}


def test_what_is_being_done_is_a_plain_line_away_from_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with doing("validating") as step:
        assert capsys.readouterr().err == "validating ...\n"
        step("reliability", 1, 9)
        assert capsys.readouterr().err == "  2 of 9: reliability\n"
    assert capsys.readouterr().err == ""


def test_a_terminal_is_left_alone_when_it_is_quick(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with doing("validating") as step:
        step("reliability", 1, 9)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("lerende_organisatie.cli.progress.PATIENCE", -1.0)
    with doing("reading export.csv"):
        pass
    assert "reading export.csv: 0.0 s" in capsys.readouterr().err


def test_a_questionnaire_is_written_for_a_survey_tool(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = tmp_path / "slo.txt"
    assert cli.run(["export", "slo", "--tool", "limesurvey", "--language", "nl", "--output", str(wanted)]) == 0
    assert wanted.read_text(encoding="utf-8-sig").startswith("id\trelated_id\tclass")
    assert "limesurvey in nl" in capsys.readouterr().out
    assert cli.run(["export", "slo", "--tool", "paper", "--output", str(wanted)]) == 1
    assert ".html" in capsys.readouterr().err
