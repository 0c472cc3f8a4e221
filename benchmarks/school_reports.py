"""Pages for 2,000 schools out of a survey of 60,000 staff: time and memory, into docs/school-reports.md."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path

import lerende_organisatie as lo
from benchmarks._run import versions

STAFF, SCHOOLS, SEED, PROCESSES = 60_000, 2_000, 2020, 2
PAGE = Path(__file__).parents[1] / "docs" / "school-reports.md"

TEXT = """# The speed of school pages

A simulated survey of {staff:,} staff in {schools:,} schools (65 items), {processes} processes. Made by
`python -m benchmarks school_reports` ({versions}).

| step | elapsed | processor time |
|---|---|---|
| all figures, one computation for the survey | {figures_wall:.0f} s | {figures:.0f} s |
| {pages:,} pages written | {written_wall:.0f} s | {written:.0f} s |

Largest memory of one process: {memory:.0f} MB. Other work ran on the machine at the same time where elapsed and
processor time are far apart.
"""


def main(staff: int = STAFF, schools: int = SCHOOLS, page: Path = PAGE) -> None:
    """Simulate, compute, write, and say how long it took."""
    responses = lo.simulate(lo.load_instrument("slo"), n=staff, schools=schools, seed=SEED)
    begun = _clock()
    reports = lo.school_report(responses, language="nl")
    computed = _clock()
    with tempfile.TemporaryDirectory() as folder:
        reports.write(folder, n_jobs=PROCESSES)
        written = _clock()
        pages = len(list(Path(folder).glob("*.html")))
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    text = TEXT.format(
        staff=staff,
        schools=schools,
        processes=PROCESSES,
        versions=versions(),
        figures_wall=computed[0] - begun[0],
        figures=computed[1] - begun[1],
        written_wall=written[0] - computed[0],
        written=written[1] - computed[1],
        pages=pages,
        memory=max(peaks) / 1024,
    )
    print(text)
    page.write_text(text, encoding="utf-8")


def _clock() -> tuple[float, float]:
    """Seconds elapsed, and of processor time in this process and its finished children."""
    times = os.times()
    return time.perf_counter(), times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
