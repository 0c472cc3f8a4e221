"""A bundle gives a second person the same numbers, and says so when it does not."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import lerende_organisatie as lo
from lerende_organisatie import cli
from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.report.bundle.verification import TOLERANCE, compared
from tests.unit.report_survey import answers, instrument

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A bundle, and the export that it is of."""
    place = tmp_path_factory.mktemp("bundles")
    export, definition = place / "export.csv", place / "mine.yaml"
    answers(missing=0.0).to_csv(export, index=False)
    instrument().to_yaml(definition)
    said = ["bundle", str(export), "-o", str(place / "bundle"), "-i", str(definition)]
    assert cli.run([*said, "--respondent", "person", "--role", "role", "--cluster", "school"]) == 0
    return place / "bundle", export


@contextmanager
def rewritten(bundle: Path, to: Path, old: str, new: str) -> Iterator[Path]:
    """A copy whose report was changed by somebody who also corrected its fingerprint."""
    shutil.copytree(bundle, to)
    text = (to / "report.json").read_text(encoding="utf-8")
    assert old in text
    (to / "report.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    manifest = json.loads((to / "bundle.json").read_text(encoding="utf-8"))
    manifest["files"]["report.json"] = hashlib.sha256((to / "report.json").read_bytes()).hexdigest()
    (to / "bundle.json").write_text(json.dumps(manifest), encoding="utf-8")
    yield to


def elsewhere(home: Path, *said: str) -> subprocess.CompletedProcess[str]:
    """A fresh process with an empty home and an empty working directory."""
    (home / "cwd").mkdir(parents=True)
    environment = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, *said], cwd=home / "cwd", env=environment, capture_output=True, text=True, check=False
    )


def test_what_a_bundle_holds(made: tuple[Path, Path]) -> None:
    bundle, export = made
    assert sorted(path.name for path in bundle.iterdir()) == [
        "bundle.json",
        "instrument.yaml",
        "report.json",
        "reproduce.py",
    ]
    manifest = json.loads((bundle / "bundle.json").read_text(encoding="utf-8"))
    assert manifest["exports"][0]["sha256"] == hashlib.sha256(export.read_bytes()).hexdigest()
    assert manifest["versions"]["lerende_organisatie"] == lo.__version__
    report = json.loads((bundle / "report.json").read_text(encoding="utf-8"))
    assert manifest["seeds"] == {"parallel_analysis": report["dimensionality"]["seed"]}
    together = "".join(path.read_text(encoding="utf-8") for path in bundle.iterdir())
    assert "person-0001" not in together
    assert str(export.parent) not in together


def test_a_second_person_gets_the_same_numbers(made: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, export = made
    sent, received = tmp_path / "sent", tmp_path / "received" / "export.csv"
    shutil.copytree(bundle, sent)
    received.parent.mkdir()
    shutil.copyfile(export, received)
    done = elsewhere(tmp_path / "home", "-m", "lerende_organisatie", "verify", str(sent), str(received))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the exports are the same files" in done.stdout
    assert "same: " in done.stdout.splitlines()[-1]


def test_the_script_gives_the_same_report(made: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, export = made
    shutil.copytree(bundle, tmp_path / "sent")
    done = elsewhere(tmp_path / "home", str(tmp_path / "sent" / "reproduce.py"), str(export))
    assert done.returncode == 0, done.stderr
    again = json.loads((tmp_path / "sent" / "report.again.json").read_text(encoding="utf-8"))
    recorded = json.loads((bundle / "report.json").read_text(encoding="utf-8"))
    assert max(off for *_, off in compared(recorded, again, "")) <= TOLERANCE


def test_other_answers_are_found_out(
    made: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, _ = made
    other = tmp_path / "export.csv"
    frame = answers(missing=0.0)
    frame.loc[0, "cla1"] = 6 - frame.loc[0, "cla1"]
    frame.to_csv(other, index=False)
    assert cli.run(["verify", str(bundle), str(other)]) == 1
    said = capsys.readouterr().out
    assert "other files than the bundle's" in said
    assert "methods.data_sha256" in said
    assert "not the same" in said


def test_another_number_is_found_out(made: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, export = made
    alpha = json.loads((bundle / "report.json").read_text(encoding="utf-8"))["reliability"][0]["alpha"]
    with rewritten(bundle, tmp_path / "copy", repr(alpha), repr(alpha + 0.001)) as copy:
        found = lo.verify(copy, export)
    assert found.same_files
    assert not found.same_numbers
    assert [one.place for one in found.differences] == ["reliability[0].alpha"]
    assert found.largest == pytest.approx(0.001)


def test_a_changed_bundle_is_refused(made: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, export = made
    shutil.copytree(bundle, tmp_path / "copy")
    with (tmp_path / "copy" / "instrument.yaml").open("a", encoding="utf-8") as file:
        file.write("# more\n")
    (tmp_path / "copy" / "reproduce.py").unlink()
    with pytest.raises(DataError) as fault:
        lo.verify(tmp_path / "copy", export)
    assert [line.split()[0] for line in fault.value.faults] == ["instrument.yaml", "reproduce.py"]
    with pytest.raises(DataError, match=r"bundle\.json is not there"):
        lo.verify(tmp_path, export)
    with pytest.raises(OptionError, match="holds no data"):
        lo.verify(bundle)
    with pytest.raises(OptionError, match="one export"):
        lo.verify(bundle, {"nl": export})


def test_a_folder_of_somebody_else_is_left_alone(made: tuple[Path, Path], tmp_path: Path) -> None:
    _, export = made
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OptionError, match="not an empty folder"):
        lo.bundle(export, tmp_path)
    with pytest.raises(DataError, match="not a file"):
        lo.bundle(tmp_path / "absent.csv", tmp_path / "new")
    with pytest.raises(OptionError, match="save a frame first"):
        lo.bundle(answers(), tmp_path / "new")  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_data_go_along_only_when_asked(made: tuple[Path, Path], tmp_path: Path) -> None:
    """With two languages, whose exports have one name."""
    frame = answers(missing=0.0).drop(columns="role")
    for place, rows in (("a", frame.iloc[:120]), ("b", frame.iloc[120:])):
        (tmp_path / place).mkdir()
        rows.to_csv(tmp_path / place / "export.csv", index=False)
    exports = {"nl": tmp_path / "a" / "export.csv", "en": tmp_path / "b" / "export.csv"}
    bundled = lo.bundle(
        exports, tmp_path / "bundle", instrument=made[0] / "instrument.yaml", respondent="person", include_data=True
    )
    assert {"data/nl_export.csv", "data/en_export.csv"} <= set(bundled.files)
    assert set(bundled.data_sha256) == {"nl", "en"}
    shutil.rmtree(tmp_path / "a")
    found = lo.verify(bundled.folder)
    assert found.same_files
    assert found.same_numbers
    assert found.compared > 100
    assert found.table.empty
