"""Run a reference script in R on the data that it names, or read what an earlier run gave.

A script ``tests/reference/NAME.R`` starts with a comment ``# data: a b c`` naming data sets of ``data.py``. It sources
``common.R``, which offers ``load_data("a")`` and ``emit(list(...))``. Its frozen output is ``NAME.json`` beside it:
``{"versions": {...}, "values": {...}}``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from tests.reference.data import load

HERE = Path(__file__).parent

LONGEST_RUN = 900
"""Seconds that one worker waits for another's run of a script."""


PACKAGES = ("lavaan", "psych", "semTools", "multilevel", "GPArotation", "lme4", "jsonlite")
"""The R packages that the reference scripts use."""


@cache
def r_available() -> bool:
    """Whether R with the packages of the reference scripts is on this machine."""
    if shutil.which("Rscript") is None:
        return False
    names = ", ".join(f'"{package}"' for package in PACKAGES)
    asked = f"stopifnot(sapply(c({names}), requireNamespace, quietly = TRUE))"
    return subprocess.run(["Rscript", "--vanilla", "-e", asked], capture_output=True, check=False).returncode == 0


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
    """The values that R gives today, run once a session, also where several workers share the session."""
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    if session is None:
        return run(name)["values"]
    folder = Path(tempfile.gettempdir()) / f"reference-{session}"
    folder.mkdir(exist_ok=True)
    done, failed = folder / f"{name}.json", folder / f"{name}.failed"
    try:
        (folder / f"{name}.taken").touch(exist_ok=False)
    except FileExistsError:  # another worker is at it
        deadline = time.monotonic() + LONGEST_RUN
        while not done.exists():
            if failed.exists():
                raise RuntimeError(failed.read_text(encoding="utf-8")) from None
            if time.monotonic() > deadline:
                raise TimeoutError(f"{name}: another worker has not finished in {LONGEST_RUN} s") from None
            time.sleep(0.1)
        return json.loads(done.read_text(encoding="utf-8"))
    try:
        values = run(name)["values"]
    except BaseException as fault:
        failed.write_text(str(fault), encoding="utf-8")
        raise
    whole = folder / f"{name}.writing"
    whole.write_text(json.dumps(values), encoding="utf-8")
    whole.rename(done)
    return values


@cache
def frozen_values(name: str) -> Any:
    """The committed values."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["values"]
