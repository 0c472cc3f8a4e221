"""10,000 damaged answer files, definitions, sessions and plans: refused in one message or taken whole, never half."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lerende_organisatie.errors import DefinitionError, LerendeOrganisatieError, ResponsesError
from lerende_organisatie.instrument import load_instrument, scan_from_mapping
from lerende_organisatie.instrument.reading import parse_json
from lerende_organisatie.responses.answer_sheet import AnswerSheet, answer_sheet, misfits
from lerende_organisatie.schools.improvement.plan import ImprovementPlan
from lerende_organisatie.schools.selfscan.session import ScanSession
from tests.unit.scan_example import mini_scan
from tests.unit.scan_sheets import sheet, written

SCAN = scan_from_mapping(mini_scan(1, 2, 3))
STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 10**400, 1e308, float("nan"), "", " ", "\x00", "\ud800", "🙂" * 9, [], {}, [[]], {"": 0},
    "=1+1", "<script>", "../../x", "9" * 5000, ["x"] * 50,
)  # fmt: skip


def damaged_bytes(rng: random.Random, whole: bytes) -> bytes:
    """Cut, doubled, flipped or interspersed with rubbish."""
    content = bytearray(whole)
    for _ in range(rng.randint(1, 4)):
        if not content:
            break
        place = rng.randrange(len(content))
        match rng.randrange(6):
            case 0:
                del content[place:]
            case 1:
                del content[place : place + rng.randint(1, 20)]
            case 2:
                content[place] = rng.randrange(256)
            case 3:
                content[place:place] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 8)))
            case 4:
                content[place:place] = content[: rng.randint(1, 60)]
            case _:
                content[place:place] = rng.choice(
                    (b"{", b"]", b'"', b",", b"\\u0000", b"1e999", b"NaN", b"\xef\xbb\xbf")
                )
    return bytes(content)


def spoilt(rng: random.Random, data: Any) -> Any:
    """Nested data with something put in another's place, left out or added."""
    if isinstance(data, dict) and data and rng.random() < 0.9:
        key = rng.choice(list(data))
        match rng.randrange(5):
            case 0:
                return {name: value for name, value in data.items() if name != key}
            case 1:
                return {**data, rng.choice(("extra", "", key + " ", "__class__")): rng.choice(STRANGE)}
            case _:
                return {**data, key: spoilt(rng, data[key])}
    if isinstance(data, list) and data and rng.random() < 0.8:
        place = rng.randrange(len(data))
        return [*data[:place], spoilt(rng, data[place]), *data[place + rng.randint(0, 1) :]]
    return rng.choice(STRANGE)


def test_damaged_answer_files_are_refused_or_taken_whole() -> None:
    rng = random.Random(20)
    whole = sheet(SCAN, 7, (2, 3))
    content = json.dumps(whole, indent=1).encode()
    taken = 0
    refusals: list[ResponsesError] = []
    for number in range(7_000):
        try:
            if number % 2:
                found = answer_sheet(damaged_bytes(rng, content))
            else:
                found = answer_sheet(json.dumps(spoilt(rng, whole)).encode("utf-8", "surrogatepass"))
        except ResponsesError as error:
            refusals.append(error)
            continue
        taken += 1
        assert isinstance(found, AnswerSheet)
        assert found == AnswerSheet(**json.loads(found.model_dump_json()))
        if not misfits(found, SCAN, "team"):
            assert set(found.answers) <= set(SCAN.subdimension_ids)
            assert all(type(phase) is int and 1 <= phase <= 3 for phase in found.answers.values())
    assert 0 < taken < 3_500
    assert all(error.faults for error in refusals)


def test_damaged_files_leave_a_session_with_the_good_ones(tmp_path: Path) -> None:
    rng = random.Random(21)
    session = ScanSession.new(SCAN, title="T", level="team")
    good = [written(tmp_path, sheet(SCAN, n, (2, 3)), f"good{n}.json") for n in range(5)]
    content = json.dumps(sheet(SCAN, 99, (1, 1))).encode()
    bad = [written(tmp_path, damaged_bytes(rng, content), f"bad{n}.json") for n in range(300)]
    added = session.add([*bad[:150], *good, *bad[150:]])
    kept = {rating.respondent: rating for rating in added.session.ratings}
    for n in range(5):
        assert dict(kept[f"{n:032x}"].answers) == sheet(SCAN, n, (2, 3))["answers"]
    for outcome in added.outcomes:
        assert outcome.what != "refused" or outcome.faults


@pytest.mark.parametrize(
    ("make", "read", "count"),
    [
        (lambda: mini_scan(1, 1, 3), scan_from_mapping, 1_500),
        (lambda: session_data(), lambda data: ScanSession(**{**data, "scan": SCAN}), 1_000),
        (lambda: plan_data(), lambda data: ImprovementPlan(**data), 500),
    ],
    ids=["definition", "session", "plan"],
)
def test_spoilt_definitions_sessions_and_plans_are_refused_or_taken_whole(
    make: Callable[[], dict[str, Any]], read: Callable[[Any], Any], count: int
) -> None:
    rng = random.Random(22)
    whole = make()
    read(whole)
    refusals: list[str] = []
    for _ in range(count):
        data = spoilt(rng, whole)
        if rng.random() < 0.3:
            data = spoilt(rng, data)
        if not isinstance(data, dict):
            continue
        try:
            found = read(data)
        except LerendeOrganisatieError as error:
            refusals.append(str(error))
            continue
        assert type(found)(**{name: getattr(found, name) for name in type(found).model_fields}) == found
    assert all(0 < len(message) < 20_000 for message in refusals)
    assert len(refusals) > count // 2


def session_data() -> dict[str, Any]:
    rating = {"respondent": "0" * 32, "role": None, "language": "nl", "revision": 1, "answers": {"dim1_sub1": 2}}
    people = [{**rating, "respondent": f"{n:032x}"} for n in range(5)]
    return {
        "schema_version": 1,
        "kind": "scan_session",
        "title": "T",
        "level": "team",
        "minimum_group_size": 5,
        "status": "shown",
        "ratings": people,
        "shown": [f"{n:032x}" for n in range(5)],
        "consensus": [{"subdimension": "dim1_sub1", "phase": 2, "reason": "Zo is het."}],
        "priorities": [{"subdimension": "dim1_sub1", "reason": "Hier begint het."}],
        "next_steps": [{"subdimension": "dim1_sub1", "what": "Kijken", "who": "team", "when": "2027-01-01"}],
    }


def plan_data() -> dict[str, Any]:
    measure = {"kind": "indicator", "id": "verzuim", "what": "Verzuim", "baseline": 4, "expected": 5}
    goal = {
        "id": "doel",
        "priority": "dim1_sub1",
        "because": "Laag.",
        "step": "verdiepen",
        "goal": "Beter",
        "measure": measure,
        "evidence": ["a"],
        "start": "2027-01-01",
        "reviews": [{"planned": "2027-02-01", "held": "2027-02-02", "observed": 4.5, "findings": "Goed."}],
        "history": [{"to": "verdiepen", "on": "2027-01-02", "reason": "r"}],
    }
    return {"schema_version": 1, "kind": "improvement_plan", "title": "T", "goals": [goal]}


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b]\n"
HOSTILE = {
    "a python object": "kind: !!python/object/apply:os.system ['touch pwned']\n",
    "a tag": "kind: !secret x\n",
    "billion laughs": LAUGHS,
    "a merge": "base: &b {x: 1}\nkind:\n  <<: *b\n",
    "an enormous number": f"kind: phased_scan\nschema_version: {'9' * 10_000}\n",
    "an infinite number": "kind: phased_scan\nschema_version: .inf\n",
    "endless nesting": "kind: " + "[" * 500 + "]" * 500 + "\n",
    "a doubled key": "kind: phased_scan\nkind: questionnaire\n",
    "a null byte": "kind: 'phased\0scan'\n",
    "a document too many": "kind: phased_scan\n---\nkind: phased_scan\n",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "read", [load_instrument, ScanSession.load, ImprovementPlan.load], ids=["definition", "session", "plan"]
)
def test_a_hostile_file_does_nothing(
    name: str, read: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hostile.yaml").write_text(HOSTILE[name], encoding="utf-8")
    with pytest.raises(DefinitionError):
        read(tmp_path / "hostile.yaml")
    assert [path.name for path in tmp_path.iterdir()] == ["hostile.yaml"]


def test_hostile_json_is_refused() -> None:
    deep = b'{"format": "lerende-organisatie/answers", "answers": ' + b"[" * 100_000
    for content in (deep, b'{"format": 1, "format": 2}', b'{"revision": ' + b"9" * 10_000 + b"}"):
        with pytest.raises(ResponsesError):
            answer_sheet(content)
    with pytest.raises(DefinitionError):
        parse_json('{"a": ' + "9" * 10_000 + "}", "it")
