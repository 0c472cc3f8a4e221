"""A whole session: eight people fill in, three files are wrong, the group sees its picture, decides and plans."""

from __future__ import annotations

import json
import shutil
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import lerende_organisatie as lo
from lerende_organisatie.cli import run
from lerende_organisatie.psychometrics.aggregation.ordinal_agreement import van_der_eijk_agreement
from tests.browser.chromium import LAPTOP, PHONE

Open = Callable[..., tuple[Any, list[str]]]

PEOPLE = 8
ROLES = ("leader", "teacher", "teacher", "teacher", "teacher", "teacher", "support", "")


def phase_of(person: int, place: int, dimension: str) -> int:
    """What a person rates: vision low, leadership high, the first part of vision split in two."""
    if place == 0:
        return 1 if person % 2 else 5
    base = {"visie": 2, "leiderschap": 4}.get(dimension, 3)
    return max(1, min(5, base + (person + place) % 3 - 1))


TICK = """chosen => { for (const [name, phase] of Object.entries(chosen))
  document.querySelector(`input[name='${name}'][value='${phase}']`).click(); }"""
"""A click on each choice, without waiting for each to be painted."""


@dataclass(frozen=True)
class Played:
    """What a played session left."""

    folder: Path
    said: str
    errors: str


@pytest.fixture(scope="module")
def played(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Eight people on phones and laptops, in two languages; their files, and three that are wrong, into a session."""
    import contextlib
    import io

    folder = tmp_path_factory.mktemp("session")
    scan = lo.load_instrument("zelfscan")
    answers = folder / "answers"
    answers.mkdir()
    for language in ("nl", "en"):
        assert run(["form", "zelfscan", "--language", language, "-o", str(folder / f"form-{language}.html")]) == 0
    for person in range(PEOPLE):
        language = "nl" if person % 2 else "en"
        context = browser.new_context(viewport=PHONE if person < 4 else LAPTOP, accept_downloads=True)
        page = context.new_page()
        page.goto((folder / f"form-{language}.html").as_uri())
        page.locator(f"input[name='role'][value='{ROLES[person]}']").check()
        chosen = {
            sub.id: phase_of(person, place, dimension.id)
            for place, (dimension, sub) in enumerate((d, s) for d in scan.dimensions for s in d.subdimensions)
        }
        next_ = page.get_by_role("button", name={"nl": "Verder", "en": "Next"}[language])
        for dimension in scan.dimensions:
            next_.click()
            for sub in dimension.subdimensions:
                if person == 0 and sub is dimension.subdimensions[0]:
                    page.locator(f"input[name='{sub.id}']").nth(chosen[sub.id] - 1).click()
            page.evaluate(TICK, {sub.id: chosen[sub.id] for sub in dimension.subdimensions})
        next_.click()
        with page.expect_download() as download:
            page.locator("#save").click()
        download.value.save_as(answers / f"person{person}.json")
        context.close()
    whole = (answers / "person0.json").read_bytes()
    (answers / "damaged.json").write_bytes(whole[: len(whole) // 2])
    shutil.copy(answers / "person1.json", answers / "sent-again.json")
    other = {**json.loads(whole), "instrument": "zelfscan-bestuur", "level": "board", "respondent": "f" * 32}
    (answers / "other.json").write_text(json.dumps(other), encoding="utf-8")
    session = str(folder / "session.yaml")
    said, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(errors):
        assert run(["session", "new", "zelfscan", "--title", "Team 3", "-o", session]) == 0
        assert run(["session", "show", session]) == 1
        assert run(["session", "add", session, str(answers)]) == 1
        for language in ("nl", "en"):
            page_file = str(folder / f"picture-{language}.html")
            assert run(["session", "show", session, "-o", page_file, "-l", language]) == 0
    return Played(folder, said.getvalue(), errors.getvalue())


def test_each_fault_is_reported_and_no_good_file_is_lost(played: Played) -> None:
    assert "damaged.json: refused: is damaged or not a file of the form" in played.errors
    assert "other.json: refused: holds answers to 'zelfscan-bestuur', not to 'zelfscan'" in played.errors
    assert "sent-again.json: sent twice" in played.said
    for person in range(PEOPLE):
        assert f"person{person}.json: added" in played.said
    assert "session.yaml: 8 people" in played.said
    assert "fewer than 5 ratings" in played.errors
    assert len(lo.ScanSession.load(played.folder / "session.yaml").ratings) == PEOPLE


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_picture_and_its_numbers_are_right(
    open_page: Open, played: Played, language: str, size: dict[str, int]
) -> None:
    scan = lo.load_instrument("zelfscan")
    page, wrong = open_page(played.folder / f"picture-{language}.html", size)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("#n").inner_text() == "8"
    assert page.locator("svg[role='img']").count() == 8
    for image in page.locator("svg[role='img']").all():
        assert len(image.get_attribute("aria-label")) > 40
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    place = 0
    shown_agreements = 0
    for dimension in scan.dimensions:
        for sub in dimension.subdimensions:
            phases = [phase_of(person, place, dimension.id) for person in range(PEOPLE)]
            row = page.locator(f"tr[data-subdimension='{sub.id}']")
            mean = row.locator("td.mean").inner_text().replace(",", ".")
            agreement = row.locator("td.agreement").inner_text().replace(",", ".").replace("−", "-")
            assert row.locator("td.n").inner_text() == "8"
            assert float(mean) == pytest.approx(statistics.mean(phases), abs=0.26), sub.id
            if agreement != "–":
                shown_agreements += 1
                counts = [phases.count(phase) for phase in range(1, 6)]
                assert float(agreement) == pytest.approx(van_der_eijk_agreement(counts), abs=0.26), sub.id
            place += 1
    assert shown_agreements > 25
    text = page.locator("main").inner_text()
    question = next(one for one in scan.tensions if (one.low, one.high) == ("visie", "leiderschap"))
    assert question.question[language] in text
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert wrong == []


def test_the_dots_stand_where_the_numbers_say(open_page: Open, played: Played) -> None:
    page, _ = open_page(played.folder / "picture-en.html", LAPTOP)
    picture = lo.ScanSession.load(played.folder / "session.yaml").picture()
    radar = page.locator("svg.radar ellipse")
    assert radar.count() == 7
    titles = [one.inner_html() for one in radar.all()]
    for dimension, title in zip(lo.load_instrument("zelfscan").dimensions, titles, strict=True):
        assert f"{dimension.name('en')}: {picture.dimensions[dimension.id]:g}" in title
    first = page.locator("svg.dots").nth(1)
    for dot, spread in zip(first.locator("ellipse").all(), picture.spreads[5:10], strict=True):
        x = float(dot.get_attribute("cx"))
        assert x == pytest.approx(22 + (spread.mean - 1) / 4 * 316, abs=0.01)


def test_nothing_on_the_page_is_about_one_person(open_page: Open, played: Played) -> None:
    """One leader, one supporter and one without a role: no role is shown, and no count from one to four."""
    page, _ = open_page(played.folder / "picture-nl.html", LAPTOP)
    source = page.content()
    for rating in lo.ScanSession.load(played.folder / "session.yaml").ratings:
        assert rating.respondent not in source
    assert "Rollen:" not in source
    assert "Waar rollen verschillen" not in source
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    counts = [cell.inner_text() for cell in page.locator("td.phases").all()]
    assert len(counts) == 35
    for cell in counts:
        assert not any(part.rpartition(": ")[2] in ("1", "2", "3", "4") for part in cell.split("; ")), cell
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy.startswith("default-src 'none'; ")
    assert page.locator("script").count() == 0


def test_the_group_decides_and_a_plan_follows(open_page: Open, played: Played, tmp_path: Path) -> None:
    session, plan, page_file = (str(tmp_path / name) for name in ("session.yaml", "plan.yaml", "after.html"))
    shutil.copy(played.folder / "session.yaml", session)
    steps = [
        ["session", "agree", session, "visie_samen", "2", "--reason", "Twee <b>lokalen</b> lieten het zien."],
        ["session", "choose", session, "visie_samen", "--reason", "Hier begint het.", "--step", "Samen lezen",
         "--who", "team 3", "--when", "2027-02-01"],
        ["session", "show", session, "-o", page_file, "-l", "nl"],
        ["session", "close", session],
        ["plan", "new", session, "-o", plan],
        ["plan", "move", plan, "goal1", "verdiepen", "--reason", "Waarom is dit zo?", "--on", "2027-01-10"],
        ["plan", "show", plan],
        ["plan", "compare", plan, "--session", session],
    ]  # fmt: skip
    for step in steps:
        assert run(step) == 0, step
    assert run(["session", "add", session, str(played.folder / "answers")]) == 1
    assert run(["plan", "move", plan, "goal1", "borgen", "--reason", "Te vroeg.", "--on", "2027-01-11"]) == 1
    page, wrong = open_page(Path(page_file), PHONE)
    text = page.locator("main").inner_text()
    assert "Hier begint het." in text
    assert "Samen lezen (wie: team 3; wanneer: 2027-02-01)" in text
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert "Twee <b>lokalen</b> lieten het zien." in page.locator("#visie").inner_text()
    assert wrong == []
