"""Run a reference script in R on the data that it names, or read what an earlier run gave.

A script ``tests/reference/NAME.R`` starts with a comment ``# data: a b c`` naming data sets of ``data.py``. It sources
``common.R``, which offers ``load_data("a")`` and ``emit(list(...))``. Its frozen output is ``NAME.json`` beside it:
``{"versions": {...}, "values": {...}}``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.reference.data import load

HERE = Path(__file__).parent


def r_available() -> bool:
    """Whether R with the packages of the reference scripts is on this machine."""
    return shutil.which("Rscript") is not None


def scripts() -> list[str]:
    """The names of all reference scripts."""
    return sorted(path.stem for path in HERE.glob("*.R") if path.stem != "common")


def _data_names(script: Path) -> list[str]:
    for line in script.read_text(encoding="utf-8").splitlines():
        if line.startswith("# data:"):
            return line.removeprefix("# data:").split()
    raise ValueError(f"{script.name} has no '# data:' line")


def run(name: str) -> dict[str, Any]:
    """Run NAME.R now and return its versions and values."""
    script = HERE / f"{name}.R"
    with tempfile.TemporaryDirectory() as folder:
        for data in _data_names(script):
            load(data).to_csv(Path(folder) / f"{data}.csv", index=False, na_rep="NA")
        out = Path(folder) / "out.json"
        done = subprocess.run(
            ["Rscript", "--vanilla", str(script), folder, str(out), str(HERE / "common.R")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode or not out.exists():
            raise RuntimeError(f"{script.name} failed in R:\n{done.stderr[-4000:]}")
        return json.loads(out.read_text(encoding="utf-8"))


@cache
def live_values(name: str) -> Any:
    """The values that R gives today, run once a session."""
    return run(name)["values"]


@cache
def frozen_values(name: str) -> Any:
    """The committed values."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["values"]
