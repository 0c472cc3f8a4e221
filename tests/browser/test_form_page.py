"""The offline form in a real browser: by keyboard, read aloud, on a phone, without storage, and nothing leaves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import ResponsesError
from lerende_organisatie.instrument import PhasedScan, scan_from_mapping
from tests.browser.chromium import LAPTOP, PHONE
from tests.unit.scan_example import mini_scan

WORDS = {
    "nl": {"next": "Verder", "back": "Terug", "save": "Bewaar als bestand", "erase": "Wis alles"},
    "en": {"next": "Next", "back": "Back", "save": "Save as a file", "erase": "Erase all"},
}
Open = Callable[..., tuple[Any, list[str]]]


@pytest.fixture(scope="module")
def scan() -> PhasedScan:
    return scan_from_mapping(mini_scan())


def page_of(folder: Path, instrument: Any, language: str) -> Path:
    path = folder / f"form-{language}.html"
    path.write_text(lo.form_page(instrument, language), encoding="utf-8")
    return path


def saved(page: Any, words: dict[str, str]) -> dict[str, Any]:
    with page.expect_download() as download:
        page.get_by_role("button", name=words["save"]).click()
    content: dict[str, Any] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_a_scan_is_filled_in_and_saved(
    open_page: Open, scan: PhasedScan, tmp_path: Path, language: str, size: dict[str, int]
) -> None:
    words = WORDS[language]
    page, wrong = open_page(page_of(tmp_path, scan, language), size)
    assert page.locator("html").get_attribute("lang") == language
    assert page.get_by_role("heading", level=1).inner_text() == scan.title[language]
    page.locator("input[name='role'][value='teacher']").check()
    page.get_by_role("button", name=words["next"]).click()
    assert page.evaluate("document.activeElement.tagName") == "H2"
    group = page.get_by_role("group", name=scan.subdimension("dim1_sub1").name(language))
    group.get_by_role("radio", name=scan.subdimension("dim1_sub1").description(3, language)).check()
    assert page.get_by_role("progressbar").get_attribute("value") == "1"
    page.get_by_role("button", name=words["next"]).click()
    page.locator("input[name='dim2_sub2'][value='5']").check()
    page.locator("input[name='dim2_sub1'][value='2']").check()
    page.locator("input[name='dim2_sub1'][value='']").check()
    page.get_by_role("button", name=words["next"]).click()
    assert page.locator("#open li").count() == 2
    sheet = saved(page, words)
    assert sheet["answers"] == {"dim1_sub1": 3, "dim2_sub2": 5}
    assert (sheet["language"], sheet["role"], sheet["level"], sheet["revision"]) == (language, "teacher", "team", 1)
    assert saved(page, words) == sheet
    page.locator("#open button").first.click()
    assert page.evaluate("document.activeElement.name") == "dim1_sub2"
    page.locator("input[name='dim1_sub2'][value='4']").check()
    for _ in range(2):
        page.get_by_role("button", name=words["next"]).click()
    again = saved(page, words)
    assert (again["revision"], again["respondent"]) == (2, sheet["respondent"])
    assert again["answers"]["dim1_sub2"] == 4
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert wrong == []


def test_all_of_it_works_by_keyboard_alone(open_page: Open, scan: PhasedScan, tmp_path: Path) -> None:
    page, wrong = open_page(page_of(tmp_path, scan, "en"), LAPTOP)
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keys.press("Tab")
    assert page.evaluate("document.activeElement.name") == "role"
    keys.press("ArrowUp")
    assert page.evaluate("document.activeElement.checked") is True
    for _ in range(5):
        keys.press("Tab")
        if page.evaluate("document.activeElement.id") == "next":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Space")
    keys.press("ArrowDown")
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["dim1_sub1", "2"]
    keys.press("Tab")
    assert page.evaluate("document.activeElement.name") == "dim1_sub2"
    assert wrong == []


def test_what_a_screen_reader_needs_is_there(open_page: Open, scan: PhasedScan, tmp_path: Path) -> None:
    page, _ = open_page(page_of(tmp_path, scan, "nl"), LAPTOP)
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role
    page.get_by_role("button", name="Verder").click()
    radios = page.locator("main [data-step]:not([hidden]) input[type='radio']")
    names = radios.evaluate_all(
        "all => all.map(one => one.labels.length === 1 && one.labels[0].innerText.trim() !== '')"
    )
    assert len(names) == 12
    assert all(names)
    fieldsets = page.locator("fieldset")
    legends = fieldsets.evaluate_all("all => all.map(one => one.firstElementChild.tagName)")
    assert set(legends) == {"LEGEND"}
    assert page.locator("#saved").get_attribute("role") == "status"
    assert page.locator("#progress-text").get_attribute("aria-live") == "polite"
    assert page.get_by_role("progressbar").get_attribute("aria-label") == "Ingevuld"


CONTRASTS = """() => {
  const light = rgb => { const c = rgb.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126*c[0] + .7152*c[1] + .0722*c[2]; };
  const behind = one => { for (let e = one; e; e = e.parentElement) { const b = getComputedStyle(e).backgroundColor;
    if (b !== 'rgba(0, 0, 0, 0)') return b; } return 'rgb(255, 255, 255)'; };
  return [...document.querySelectorAll('h1, h2, h3, p, legend, label, label span, button, li, summary, th, td, dt, dd')]
    .filter(one => one.offsetParent && one.innerText.trim() && !one.disabled)
    .map(one => { const a = light(getComputedStyle(one).color), b = light(behind(one));
      return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), one.innerText.slice(0, 40)]; });
}"""


def test_text_stands_out_from_its_background(open_page: Open, scan: PhasedScan, tmp_path: Path) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    page, _ = open_page(page_of(tmp_path, scan, "nl"), PHONE)
    page.get_by_role("button", name="Verder").click()
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 20
    assert min(contrasts)[0] >= 4.5, min(contrasts)


def test_it_is_kept_on_the_device_and_erased_for_the_next_person(
    open_page: Open, scan: PhasedScan, tmp_path: Path
) -> None:
    path = page_of(tmp_path, scan, "en")
    page, _ = open_page(path, PHONE)
    page.get_by_role("button", name="Next").click()
    page.locator("input[name='dim1_sub1'][value='4']").check()
    again, wrong = open_page(path, PHONE, page.context)
    assert again.locator("input[name='dim1_sub1'][value='4']").is_checked()
    assert again.get_by_role("heading", level=2).first.is_visible()
    for _ in range(2):
        again.get_by_role("button", name="Next").click()
    first = saved(again, WORDS["en"])
    again.get_by_role("button", name="Erase all").click()
    assert again.locator("#progress").get_attribute("value") == "1"
    again.get_by_role("button", name="Are you sure").click()
    assert not again.locator("input[name='dim1_sub1'][value='4']").is_checked()
    again.locator("input[name='dim1_sub1'][value='1']").evaluate("one => one.click()")
    for _ in range(3):
        again.get_by_role("button", name="Next").click()
    second = saved(again, WORDS["en"])
    assert second["respondent"] != first["respondent"]
    assert second["answers"] == {"dim1_sub1": 1}
    assert wrong == []


def test_without_storage_it_works_and_says_so(browser: Any, scan: PhasedScan, tmp_path: Path) -> None:
    context = browser.new_context(viewport=PHONE, accept_downloads=True)
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(page_of(tmp_path, scan, "en").as_uri())
    assert page.locator("#no-storage").is_visible()
    page.get_by_role("button", name="Next").click()
    page.locator("input[name='dim1_sub1'][value='4']").check()
    for _ in range(2):
        page.get_by_role("button", name="Next").click()
    assert saved(page, WORDS["en"])["answers"] == {"dim1_sub1": 4}
    assert wrong == []
    context.close()


def test_damaged_storage_does_no_harm(open_page: Open, scan: PhasedScan, tmp_path: Path) -> None:
    path = page_of(tmp_path, scan, "en")
    page, _ = open_page(path, PHONE)
    key = page.evaluate("Object.keys(localStorage)[0]")
    for kept in ("{", "null", '{"respondent": 5, "answers": {}}', '{"respondent": "x", "answers": null, "step": 99}'):
        page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, kept])
        again, wrong = open_page(path, PHONE, page.context)
        assert again.get_by_role("heading", level=1).is_visible()
        assert wrong == []
        again.close()


def test_nothing_can_leave_the_device(open_page: Open, scan: PhasedScan, tmp_path: Path) -> None:
    """The policy refuses every way out, also to a script that got in."""
    page, _ = open_page(page_of(tmp_path, scan, "en"), LAPTOP)
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    sent = page.evaluate(
        "fetch('https://example.org/', { method: 'POST', body: '1' }).then(() => 'sent', () => 'refused')"
    )
    assert sent == "refused"
    ran = page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); const i = new Image(); i.src = 'https://example.org/x.png';"
        " document.body.append(i); return window.ran === 1; }"
    )
    assert ran is False


def test_a_label_with_a_script_in_it_is_only_text(open_page: Open, tmp_path: Path) -> None:
    data = mini_scan()
    evil = "<script>window.evil = 1</script><img src=x onerror='window.evil = 1'>\"'>"
    data["title"]["nl"] = evil
    data["dimensions"][0]["label"]["nl"] = evil
    data["dimensions"][0]["subdimensions"][0]["label"]["nl"] = evil
    data["dimensions"][0]["subdimensions"][0]["phases"][0]["description"]["nl"] = evil
    page, wrong = open_page(page_of(tmp_path, scan_from_mapping(data), "nl"), LAPTOP)
    assert page.evaluate("window.evil") is None
    assert page.get_by_role("heading", level=1).inner_text() == evil
    assert wrong == []


@pytest.mark.parametrize("language", ["en"])
def test_a_questionnaire_gives_files_that_read_responses_reads(open_page: Open, tmp_path: Path, language: str) -> None:
    slo = lo.load_instrument("slo")
    path = page_of(tmp_path, slo, language)
    folder = tmp_path / "answers"
    folder.mkdir()
    for person in range(2):
        page, wrong = open_page(path, PHONE)
        page.locator("input[name='role'][value='leader']").check()
        values = {item: 1 + (number + person) % 5 for number, item in enumerate(slo.item_ids) if number != 7}
        page.evaluate(
            "values => { for (const [name, value] of Object.entries(values))"
            " document.querySelector(`input[name='${name}'][value='${value}']`).click(); }",
            values,
        )
        for _ in range(9):
            page.get_by_role("button", name=WORDS[language]["next"]).click()
        sheet = saved(page, WORDS[language])
        assert sheet["answers"] == values
        (folder / f"{person}.json").write_text(json.dumps(sheet), encoding="utf-8")
        assert wrong == []
    responses = lo.read_responses(folder, slo, respondent="respondent", role="role")
    assert responses.n == 2
    assert responses.frame["slo01"].tolist() == [1, 2]
    assert responses.frame["slo08"].isna().all()
    assert responses.frame["role"].tolist() == ["leader", "leader"]
    (folder / "2.json").write_text("{", encoding="utf-8")
    with pytest.raises(ResponsesError, match=r"2\.json: is damaged"):
        lo.read_responses(folder, slo)
