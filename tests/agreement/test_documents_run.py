"""The Python examples in the documents and the cells of the notebooks run as they stand."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.agreement.notebooks import executed
from tests.architecture.test_files import FORBIDDEN

ROOT = Path(__file__).parents[2]


def python_blocks(name: str) -> str:
    """All Python blocks of a document, one after the other."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^( *)```python\n(.*?)^\1```", text, re.DOTALL | re.MULTILINE)
    return "\n".join(dedent(code) for _, code in blocks)


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


def test_the_guided_studies_are_there() -> None:
    assert {"replication", "translation", "board"} <= {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs_from_a_clean_kernel(path: Path, tmp_path: Path) -> None:
    """It shows what is stored: as many outputs of the same kinds in every cell."""
    fresh = [cell for cell in executed(path, tmp_path).cells if cell.cell_type == "code"]
    assert [kinds(cell) for cell in fresh] == [kinds(cell) for cell in code_cells(path)]
    if path.stem in {"validation", "replication"}:
        assert "</html>" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_stored_as_it_ran(path: Path) -> None:
    """Every cell in order, no fault, nothing on standard error, nothing of the machine that it ran on."""
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
    assert (
        sum(
            "png" in str(output.get("data", {}).keys()) or "html" in str(output.get("data", {}).keys())
            for output in outputs
        )
        > 2
    )
    assert not FORBIDDEN["a path of one machine"].search(json.dumps(outputs).replace("base64,", ""))
    assert len(path.read_bytes()) < 600_000


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]


def kinds(cell: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [(output["output_type"], *sorted(output.get("data", {}))) for output in cell["outputs"]]
