"""The examples on the pages about translation and equivalence run as they stand."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from tests.agreement.test_documents_run import python_blocks

PAGES = ["docs/alignment.md", "docs/content-validity.md", "docs/dif.md", "docs/translation.md"]


@pytest.mark.parametrize("name", PAGES)
def test_the_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = python_blocks(name)
    assert "import lerende_organisatie as lo" in code
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is small in the simulated answers
        exec(compile(code, name, "exec"), {})
