"""``docs/speed.md``: what was timed, beside what it is held to."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Timing:
    """What one program took.

    Attributes
    ----------
    name, version : str
    seconds : tuple of float
        Every run.
    products : tuple of float
        Of the matrix product that it is held to, run by run; empty where there is none.
    chisq : float
        What it found, so that a reader sees that the same thing was computed.
    """

    name: str
    version: str
    seconds: tuple[float, ...]
    products: tuple[float, ...]
    chisq: float

    @property
    def best(self) -> float:
        """The shortest run."""
        return min(self.seconds)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is held to.

    Attributes
    ----------
    what : str
    measured, limit : float
    unit : str
        How both are written, with a place for the figure.
    """

    what: str
    measured: float
    limit: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the limit is kept."""
        return self.measured <= self.limit

    @property
    def row(self) -> str:
        """As a row of the table."""
        shown = (self.unit.format(x) for x in (self.measured, self.limit))
        return f"| {self.what} | {' | '.join(shown)} | {'yes' if self.met else '**no**'} |"


def fraction(measured: float) -> str:
    """1/n."""
    return f"1/{1 / measured:.0f}"


def targets(ours: dict[str, Timing], peers: dict[str, Timing], growth: list[Growth]) -> list[Target]:
    """Everything that speed is held to, as far as it could be timed."""

    def products(name: str) -> float:
        return ours[name].best / min(ours[name].products)

    found = [Target("ML, of semopy's time", ours["ML"].best / peers["semopy"].best, 1 / 20, "{:.4f}")]
    for name, of, limit in (
        ("MLR", "lavaan MLR", 30),
        ("WLSMV", "lavaan WLSMV", 20),
        ("FIML first items", "lavaan FIML", 20),
    ):
        if of in peers:
            found.append(Target(f"{name}, of lavaan's time", ours[name].best / peers[of].best, 1 / limit, "{:.4f}"))
    found += [
        Target("MLR, in products of n × 2,210²", products("MLR"), 2.0, "{:.2f}"),
        Target("WLSMV, in products of n × 2,340² and 2,340³ together", products("WLSMV"), 1.5, "{:.2f}"),
        Target("FIML estimates, in products of n × 2,210²", products("FIML estimates"), 4.0, "{:.2f}"),
        Target("FIML by MLR with robust indices", ours["FIML MLR"].best, 5.0, "{:.2f} s"),
    ]
    for name in ("ML", "MLR", "WLSMV"):
        mine = sorted((g for g in growth if g.name == name), key=lambda g: g.n)
        if len(mine) > 1:
            a, b = mine[0], mine[-1]
            times = b.seconds / a.seconds
            limit, of = (b.covariance / a.covariance, "the covariance's growth") if name == "ML" else (b.n / a.n, "n's")
            found.append(
                Target(f"{name}, growth from {a.n:,} to {b.n:,} respondents, beside {of}", times, limit, "{:.1f}")
            )
    if growth:
        found.append(Target("peak memory", max(g.peak for g in growth) / 2**30, 2.0, "{:.2f} GB"))
    return found


@dataclass(frozen=True, slots=True)
class Growth:
    """What one estimator took on n respondents.

    Attributes
    ----------
    name : str
    n : int
    seconds, covariance : float
        Of the whole, and of forming the covariance matrix once.
    peak : float
        Bytes, of the whole process with its data.
    """

    name: str
    n: int
    seconds: float
    covariance: float
    peak: float


def timing_table(timings: list[Timing]) -> str:
    """The timings as a Markdown table."""
    lines = ["| program | version | best, s | worst, s | runs | chi-square |", "|---|---|---:|---:|---:|---:|"]
    for t in timings:
        figures = f"{t.best:.3f} | {max(t.seconds):.3f} | {len(t.seconds)} | {t.chisq:.3f}"
        lines.append(f"| {t.name} | {t.version} | {figures} |")
    return "\n".join(lines)


def growth_table(growth: list[Growth]) -> str:
    """Seconds and memory by the number of respondents."""
    lines = [
        "| estimator | respondents | s | covariance matrix alone, s | peak memory, GB |",
        "|---|---:|---:|---:|---:|",
    ]
    for g in growth:
        lines.append(f"| {g.name} | {g.n:,} | {g.seconds:.3f} | {g.covariance:.4f} | {g.peak / 2**30:.2f} |")
    return "\n".join(lines)


def processor() -> str:
    """The processor's name where the machine tells it."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def page(timings: list[Timing], held: list[Target], growth: list[Growth], first_items: int) -> str:
    """``docs/speed.md``."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    rows = "\n".join(target.row for target in held)
    peer = "" if any("lavaan" in t.name for t in timings) else " R was not on this machine, so lavaan was not timed."
    return f"""# Speed

Written by `make benchmark` (`python -m benchmarks.cfa`) on {datetime.now(UTC):%Y-%m-%d}; not edited by hand.

Eight factors on a simulated survey of 65 items × 1,703 respondents: from the data frame to estimates, all fit measures,
and standardised estimates with standard errors. The programs take turns in one run, each in its own process with one
thread for linear algebra. Seconds are processor seconds, which is what one waits on an idle machine; "best" is the
shortest of all runs. Where answers are missing it is 5% of them, scattered, so that nearly every respondent has a
pattern of their own.{peer}

## What it is held to

| | measured | limit | met |
|---|---:|---:|---|
{rows}

A product of n × 2,210² is X′X, X respondents by means and covariances of 65 items; 2,340 is thresholds and
correlations. Products are timed in the process of the estimator that they measure.

## Timings

{timing_table(timings)}

"First items" are the first {first_items} of them: with all 65 lavaan does not finish under FIML. semopy gives no
standard errors of standardised estimates and fewer fit measures; its chi-square comes from an earlier stop of its
optimiser.

## By the number of respondents

{growth_table(growth)}

Simulated surveys of 65 items. Memory is that of the whole process, the data and the simulation of them included.

Python {platform.python_version()}, {libraries}; {processor()}, {os.cpu_count()} cores.
"""
