"""What holds for every file: short, one idea, no machine in it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE_FOLDERS = ("lerende_organisatie", "tests", "benchmarks")
MOST_LINES = 400

PYTHON = sorted(path for folder in CODE_FOLDERS for path in (ROOT / folder).rglob("*.py"))
PACKAGE = [path for path in PYTHON if path.is_relative_to(ROOT / "lerende_organisatie")]
TEXT = PYTHON + sorted(
    path
    for pattern in (
        "*.md",
        "*.toml",
        "*.cff",
        "docs/**/*.md",
        "tests/**/*.R",
        "lerende_organisatie/**/*.yaml",
        "Makefile",
    )
    for path in ROOT.glob(pattern)
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_files_to_look_at() -> None:
    assert len(PACKAGE) > 10
    assert len(TEXT) > len(PYTHON)


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES, f"{named(path)} has {lines} lines; make it two files of one idea each"


@pytest.mark.parametrize("path", PACKAGE, ids=named)
def test_no_drawer_for_odds_and_ends(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "misc", "common"}


BAGS = {"kwargs", "kwds", "kw", "options", "opts"}


@pytest.mark.parametrize("path", PACKAGE, ids=named)
def test_options_have_names(path: Path) -> None:
    """No bag of options is taken to be passed on (data under free names is no option), and no module state changes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Global), f"{named(path)}:{node.lineno} changes module state"
        if isinstance(node, ast.FunctionDef) and node.args.kwarg is not None:
            assert node.args.kwarg.arg not in BAGS, f"{named(path)}:{node.lineno} {node.name} takes a bag of options"


@pytest.mark.parametrize("path", PACKAGE, ids=named)
def test_p_values_come_from_the_survival_function(path: Path) -> None:
    assert not re.search(r"\b1(\.0)?\s*-\s*[\w.]*\bcdf\(", path.read_text(encoding="utf-8"))


def test_the_p_value_rule_can_fail() -> None:
    assert re.search(r"\b1(\.0)?\s*-\s*[\w.]*\bcdf\(", "p = 1 - stats.chi2.cdf(x, df)")


FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.:/])/(?:work|root|home|tmp|Users)/\w"),
    "unfinished work": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b"),
}


@pytest.mark.parametrize("path", TEXT, ids=named)
def test_nothing_of_one_machine_or_unfinished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for what, pattern in FORBIDDEN.items():
        found = pattern.search(text)
        assert found is None, f"{named(path)} holds {what}: {found.group(0)!r}"


def test_the_rule_about_machines_can_fail() -> None:
    assert FORBIDDEN["a path of one machine"].search("see /" + "root/file")
    assert not FORBIDDEN["a path of one machine"].search("https://example.org/home/page")
