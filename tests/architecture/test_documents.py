"""The documents agree with each other and with the code."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import lerende_organisatie

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_citation_file_is_valid() -> None:
    from cffconvert.citation import Citation

    Citation(read("CITATION.cff")).validate()


def test_the_check_of_the_citation_file_can_fail() -> None:
    from cffconvert.citation import Citation

    without_title = "\n".join(line for line in read("CITATION.cff").splitlines() if not line.startswith("title:"))
    with pytest.raises(Exception, match="title"):
        Citation(without_title).validate()


def test_one_version_one_author_one_licence() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert lerende_organisatie.__version__ == project["version"] == citation["version"]
    assert project["authors"] == [{"name": "lerende_organisatie developers"}] == citation["authors"]
    assert project["license"] == citation["license"] == "GPL-3.0-or-later"
    assert f"## [{project['version']}]" in read("CHANGELOG.md") or "## [Unreleased]" in read("CHANGELOG.md")


def anchors(path: Path) -> set[str]:
    """The anchors of a Markdown file's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_the_project_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{path.name} links to {target}"
        assert not anchor or anchor in anchors(there), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_the_documents_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\bmake ([a-z]+)\b(?=[`\n ]*$|`)", text, re.MULTILINE)) <= targets
    for module in re.findall(r"python -m (benchmarks[\w.]*|tests[\w.]*)", text):
        there = ROOT / module.replace(".", "/")
        assert there.with_suffix(".py").exists() or (there / "__main__.py").exists(), f"{path.name}: {module}"


def test_every_room_of_the_house_stands_in_the_architecture() -> None:
    text = read("ARCHITECTURE.md")
    package = ROOT / "lerende_organisatie"
    rooms = [path for path in package.iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"]
    for room in rooms:
        if not room.name.startswith("__"):
            assert f"{room.stem}" in text, f"{room.name} is not in ARCHITECTURE.md"


PAGES = {
    path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md") if path.name != "reference.md"
}

METHODS = (
    *("screening", "reliability", "dimensionality", "factor-analysis", "validity", "invariance", "alignment", "dif"),
    *("content-validity", "translation", "aggregation", "schools", "replication", "planning"),
)


def test_every_public_function_stands_on_a_page_that_explains_it() -> None:
    functions = [name for name in lerende_organisatie.__all__ if inspect.isfunction(getattr(lerende_organisatie, name))]
    text = "\n".join(PAGES.values())
    assert [name for name in functions if not re.search(rf"\b{name}\b", text)] == []


@pytest.mark.parametrize("name", METHODS)
def test_a_page_of_a_method_has_sources_assumptions_and_what_to_write(name: str) -> None:
    text = PAGES[f"{name}.md"]
    assert re.search(r"assum|suppose", text, re.IGNORECASE)
    assert re.search(r"in a paper|what to write", text, re.IGNORECASE)
    assert re.search(r"\b(?:19|20)\d\d\b", text)
