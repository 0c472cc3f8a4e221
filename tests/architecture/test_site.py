"""The documentation is built without a warning, and no public name is left out of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import lerende_organisatie as lo

ROOT = Path(__file__).parents[2]


def test_the_reference_has_every_public_name() -> None:
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    told = re.findall(r"^::: lerende_organisatie\.(\w+)$", text, re.MULTILINE)
    assert len(set(told)) == len(told)
    assert set(told) == set(lo.__all__) - {"__version__"}


def test_the_site_is_built_strictly(tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    reference = (site / "reference" / "index.html").read_text(encoding="utf-8")
    for name in ("cfa", "invariance", "reliability", "validate"):
        assert f'id="lerende_organisatie.{name}"' in reference, f"{name} has no entry"
    assert not re.search(r":(func|class|meth|attr|mod):<code>", reference), "a Sphinx role is shown as it stands"
    assert not list(site.rglob("*.py"))
