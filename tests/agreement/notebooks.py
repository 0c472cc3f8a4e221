"""Run the notebooks from a clean kernel and keep what they show: ``python -m tests.agreement.notebooks [NAME ...]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parents[2] / "notebooks"
MOST_SECONDS = 300


def executed(path: Path, folder: Path) -> NotebookNode:
    """The notebook as a new kernel runs it from first cell to last, its files written to a folder."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(
        notebook, timeout=MOST_SECONDS, kernel_name="python3", resources=resources, record_timing=False
    )
    client.execute()
    notebook.metadata["language_info"] = {"name": "python"}  # not the version of whoever ran it
    return notebook


def main(names: list[str]) -> None:
    for path in sorted(FOLDER.glob("*.ipynb")):
        if names and path.stem not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            nbformat.write(executed(path, Path(folder)), path)
        print(f"{path.stem}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
