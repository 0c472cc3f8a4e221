"""A session: files in, nothing lost, nothing shown too early, decisions recorded, saved whole."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import DefinitionError, OptionError, PrivacyError
from lerende_organisatie.instrument import PhasedScan, scan_from_mapping
from lerende_organisatie.schools.selfscan.session import ScanSession
from tests.unit.scan_example import mini_scan
from tests.unit.scan_sheets import sheet, written


@pytest.fixture(scope="module")
def scan() -> PhasedScan:
    return scan_from_mapping(mini_scan())


@pytest.fixture
def empty(scan: PhasedScan) -> ScanSession:
    return ScanSession.new(scan, title="Team 3", level="team")


def with_people(
    session: ScanSession, folder: Path, people: range, phases: tuple[int, ...] = (1, 2, 4, 5)
) -> ScanSession:
    files = [written(folder, sheet(session.scan, n, phases), f"{n}.json") for n in people]
    return session.add(files).session


@pytest.fixture
def shown(empty: ScanSession, tmp_path: Path) -> ScanSession:
    return with_people(empty, tmp_path, range(6)).reveal()


def test_a_session_is_for_a_level_that_the_scan_has(scan: PhasedScan) -> None:
    assert ScanSession.new(scan, title="T").level == "team"
    with pytest.raises(OptionError, match="not for the level 'board'"):
        ScanSession.new(scan, title="T", level="board")
    with pytest.raises(OptionError, match="at least 3"):
        ScanSession.new(scan, title="T", minimum_group_size=2)
    assert lo.ScanSession is ScanSession


def test_every_fault_of_a_file_is_told_and_no_good_file_is_lost(empty: ScanSession, tmp_path: Path) -> None:
    scan = empty.scan
    good = [written(tmp_path, sheet(scan, n, (2,)), f"good{n}.json") for n in range(5)]
    whole = json.dumps(sheet(scan, 9, (2,))).encode()
    bad = {
        "damaged.json": whole[: len(whole) // 2],
        "empty.json": b"",
        "photo.json": b"\xff\xd8\xff\xe0 not text",
        "other.json": {**sheet(scan, 9, (2,)), "instrument": "zelfscan"},
        "version.json": {**sheet(scan, 9, (2,)), "instrument_version": "0.9.0"},
        "level.json": sheet(scan, 9, (2,), level="school"),
        "phase.json": sheet(scan, 9, (6,)),
        "nobody.json": sheet(scan, 9, (None,)),
        "strange.json": {**sheet(scan, 9, (2,)), "answers": {"dim1_sub9": 2}},
        "list.json": [1, 2, 3],
        "text.json": {**sheet(scan, 9, (2,)), "answers": {"dim1_sub1": "2"}},
        "more.json": {**sheet(scan, 9, (2,)), "name": "Jan"},
    }
    files = [written(tmp_path, data, name) for name, data in bad.items()]
    added = empty.add([*files, *good, tmp_path / "absent.json"])
    assert len(added.session.ratings) == 5
    told = added.table.set_index("file")
    assert list(told.loc[[path.name for path in good], "outcome"]) == ["added"] * 5
    for name, part in (
        ("damaged.json", "damaged"),
        ("empty.json", "empty"),
        ("photo.json", "not text in UTF-8"),
        ("other.json", "answers to 'zelfscan', not to 'mini-scan'"),
        ("version.json", "version '0.9.0'"),
        ("level.json", "about the school, not about the team"),
        ("phase.json", "6 is not one of 1, 2, 3, 4, 5"),
        ("nobody.json", "no answer at all"),
        ("strange.json", "asks no such thing; did you mean"),
        ("list.json", "not a file of the form"),
        ("text.json", "answers.dim1_sub1"),
        ("more.json", "name"),
        ("absent.json", "there is no file"),
    ):
        assert told.loc[name, "outcome"] == "refused", name
        assert part in told.loc[name, "why"], (name, told.loc[name, "why"])


def test_a_file_sent_twice_counts_once_and_a_newer_one_replaces(empty: ScanSession, tmp_path: Path) -> None:
    scan = empty.scan
    first = written(tmp_path, sheet(scan, 1, (2,)), "first.json")
    copy = written(tmp_path, sheet(scan, 1, (2,)), "copy.json")
    newer = written(tmp_path, sheet(scan, 1, (3,), revision=2), "newer.json")
    forged = written(tmp_path, sheet(scan, 1, (5,), revision=2), "forged.json")
    added = empty.add([first, copy, newer, first, forged])
    assert [one.what for one in added.outcomes] == ["added", "sent twice", "replaced", "older", "refused"]
    assert len(added.session.ratings) == 1
    assert set(added.session.ratings[0].answers.values()) == {3}


def test_a_folder_of_files_is_read_and_an_empty_one_refused(empty: ScanSession, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"holds no \.json files"):
        empty.add(tmp_path)
    with pytest.raises(OptionError, match="at least one file"):
        empty.add([])
    for n in range(3):
        written(tmp_path, sheet(empty.scan, n, (2,)), f"{n}.json")
    assert len(empty.add(tmp_path).session.ratings) == 3


def test_nothing_is_shown_before_the_minimum_and_before_it_is_revealed(empty: ScanSession, tmp_path: Path) -> None:
    few = with_people(empty, tmp_path, range(4))
    for call in (few.reveal, few.picture):
        with pytest.raises(PrivacyError, match="fewer than 5 ratings"):
            call()
    enough = with_people(few, tmp_path, range(4, 6))
    with pytest.raises(PrivacyError, match="not been revealed"):
        enough.picture()
    assert enough.reveal().picture().n == 6


def test_a_later_rating_cannot_be_worked_out_by_subtraction(shown: ScanSession, tmp_path: Path) -> None:
    before = shown.picture()
    late = with_people(shown, tmp_path, range(6, 10), phases=(5,))
    assert late.n_waiting == 4
    assert len(late.ratings) == 10
    assert late.reveal().picture() == before
    more = with_people(late, tmp_path, range(10, 11), phases=(5,)).reveal()
    assert more.picture().n == 11
    assert more.n_waiting == 0


def test_who_has_been_shown_cannot_change_the_picture_on_his_own(shown: ScanSession, tmp_path: Path) -> None:
    file = written(tmp_path, sheet(shown.scan, 0, (5,), revision=2), "again.json")
    added = shown.add(file)
    assert [one.what for one in added.outcomes] == ["too late"]
    assert added.session.picture() == shown.picture()


def test_steps_come_in_order_and_leave_the_earlier_session_as_it_was(shown: ScanSession) -> None:
    agreed = shown.agree("dim1_sub1", 2, "De leerlingenraad herkende fase 2.")
    agreed = agreed.agree("dim1_sub1", 3, "Na het voorbeeld van Duits toch fase 3.")
    chosen = agreed.prioritise("dim1_sub1", "Hier begint de rest mee.")
    planned = chosen.plan_step("dim1_sub1", "Twee lessen samen bekijken", who="vakgroep talen", when="2027-02-01")
    closed = planned.close()
    assert shown.consensus == ()
    assert [(one.phase, one.reason) for one in closed.consensus] == [(3, "Na het voorbeeld van Duits toch fase 3.")]
    assert closed.next_steps[0].when == datetime.date(2027, 2, 1)
    assert closed.picture() == shown.picture()
    with pytest.raises(OptionError, match="is closed"):
        closed.prioritise("dim1_sub2", "Toch nog een.")
    with pytest.raises(OptionError, match="is closed"):
        closed.add("any.json")


@pytest.mark.parametrize(
    ("step", "error", "message"),
    [
        (lambda s: s.agree("dim1_sub1", 6, "Nee."), OptionError, "there are 1 to 5"),
        (lambda s: s.agree("dim1_subx", 2, "Nee."), OptionError, "did you mean"),
        (lambda s: s.agree("dim1_sub1", 2, "  "), DefinitionError, "must not be blank"),
        (lambda s: s.plan_step("dim1_sub1", "Iets", who="team"), OptionError, "not a priority"),
        (
            lambda s: s.prioritise("dim1_sub1", "Omdat.").plan_step("dim1_sub1", "Iets", who="team", when="1-2-2027"),
            DefinitionError,
            "not a day written as 2026-03-31",
        ),
    ],
)
def test_steps_that_cannot_be(
    shown: ScanSession, step: Callable[[ScanSession], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        step(shown)


def test_people_rate_alone_before_they_talk(empty: ScanSession) -> None:
    with pytest.raises(OptionError, match="people rate alone first"):
        empty.agree("dim1_sub1", 2, "Alvast.")


@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_saving_and_loading_gives_an_equal_session(shown: ScanSession, tmp_path: Path, suffix: str) -> None:
    session = shown.prioritise("dim1_sub1", "Omdat: 'het' moet.").plan_step("dim1_sub1", "Kijk", who="team")
    path = tmp_path / f"session.{suffix}"
    session.save(path)
    assert ScanSession.load(path) == session
    assert [other.name for other in tmp_path.glob(".writing-*")] == []


def test_a_scan_of_the_catalogue_is_saved_by_its_name(tmp_path: Path) -> None:
    session = ScanSession.new("zelfscan-bestuur", title="Bestuur")
    session.save(tmp_path / "session.yaml")
    text = (tmp_path / "session.yaml").read_text(encoding="utf-8")
    assert "scan: zelfscan-bestuur" in text
    assert len(text) < 1000
    assert ScanSession.load(tmp_path / "session.yaml") == session


def test_saving_never_loses_ratings_or_decisions(shown: ScanSession, empty: ScanSession, tmp_path: Path) -> None:
    path = tmp_path / "session.yaml"
    shown.prioritise("dim1_sub1", "Omdat.").save(path)
    before = path.read_bytes()
    for poorer in (empty, shown):
        with pytest.raises(OptionError, match="this session lacks"):
            poorer.save(path)
    assert path.read_bytes() == before
    with pytest.raises(DefinitionError, match="must end in"):
        shown.save(tmp_path / "session.txt")


def test_a_write_that_fails_leaves_the_old_file(
    shown: ScanSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.yaml"
    shown.save(path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("lerende_organisatie.schools.saving.os.replace", full)
    with pytest.raises(DefinitionError, match="no space left"):
        shown.prioritise("dim1_sub1", "Omdat.").save(path)
    assert path.read_bytes() == before
    assert [other.name for other in tmp_path.glob(".writing-*")] == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda d: d.update(kind="plan"), "kind must be 'scan_session'"),
        (lambda d: d.update(colour="red"), "colour"),
        (lambda d: d["ratings"].append(d["ratings"][0]), "one respondent stands there 2 times"),
        (lambda d: d["ratings"].pop(), "names a respondent who has no rating"),
        (lambda d: d["ratings"][0]["answers"].update(nonsense=3), "asks no such thing"),
        (lambda d: d.update(minimum_group_size=2), "minimum_group_size"),
        (lambda d: d.update(minimum_group_size=7), "fewer respondents than minimum_group_size"),
        (lambda d: d.update(status="collecting"), "must be empty while ratings are being collected"),
        (lambda d: d.update(level="board"), "not for the level"),
        (lambda d: d.update(consensus=[{"subdimension": "x", "phase": 9, "reason": "r"}]), "no subdimension 'x'"),
    ],
)
def test_a_session_file_changed_by_hand_is_checked(
    shown: ScanSession, tmp_path: Path, spoil: Callable[[dict[str, object]], object], message: str
) -> None:
    data = json.loads(json.dumps(shown.as_data()))
    spoil(data)
    (tmp_path / "session.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        ScanSession.load(tmp_path / "session.json")
