"""The Python examples in the documents and the cells of the notebooks run as they stand."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def python_blocks(name: str) -> str:
    """All Python blocks of a document, one after the other."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))


WITH_EXAMPLES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))
    if "```python\n" in path.read_text(encoding="utf-8")
)


def test_there_are_examples() -> None:
    assert {"README.md", "docs/quick-start.md"} <= set(WITH_EXAMPLES)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = python_blocks(name)
    assert "import lerende_organisatie as lo" in code
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is incomplete in the simulated answers
        exec(compile(code, name, "exec"), {})
    if name == "README.md":
        assert "</html>" in (tmp_path / "report.html").read_text(encoding="utf-8")


NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_and_holds_no_output(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    names: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is incomplete in the simulated answers
        for cell in cells:
            exec(compile("".join(cell["source"]), path.name, "exec"), names)
    if path.stem == "validation":
        assert "</html>" in (tmp_path / "report.html").read_text(encoding="utf-8")
