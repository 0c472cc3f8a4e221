"""A small survey of schools with all that privacy must be careful with: small schools, small roles, two waves."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import lerende_organisatie as lo
from lerende_organisatie.responses.reading import read_responses
from tests.unit.report_survey import HOSTILE, instrument

SIZES = {"alder": 30, "birch": 24, "cedar": 12, "dogwood": 9, "elder": 7, "fir": 5, "gorse": 3, HOSTILE: 14, "=2+3": 11}


@cache
def answers() -> pd.DataFrame:
    """Two waves of nine schools; gorse has three respondents, and most schools one or two leaders."""
    rng = np.random.default_rng(11)
    waves = []
    for wave, lift in ((2024, 0.0), (2025, 0.5)):
        school = np.repeat(list(SIZES), list(SIZES.values()))
        n = len(school)
        effect = dict(zip(SIZES, rng.normal(scale=0.5, size=len(SIZES)), strict=True))
        base = np.array([effect[name] for name in school]) + rng.normal(size=n) + lift * (school == "alder")
        columns = {}
        for name in ("cla", "tru", "gro"):
            factor = 0.8 * base + 0.6 * rng.normal(size=n)
            for number in range(1, 5):
                latent = 0.8 * factor + 0.6 * rng.normal(size=n)
                answer = 1.0 + (latent[:, None] > np.array([-2.0, -1.0, 0.0, 1.0])).sum(1)
                columns[f"{name}{number}"] = 6 - answer if number == 4 else answer
        frame = pd.DataFrame(columns).mask(rng.uniform(size=(n, 12)) < 0.02)
        role = rng.choice(["teacher", "support", "leader"], n, p=[0.6, 0.28, 0.12]).astype(object)
        role[:6] = "leader"
        frame["role"], frame["school"], frame["year"] = role, school, wave
        frame["sector"] = np.where(np.isin(school, ["alder", "dogwood", "fir", "=2+3"]), "vo", "po")
        frame["person"] = [f"p{number:03d}" for number in range(n)]
        waves.append(frame)
    return pd.concat(waves, ignore_index=True)


def read(frame: pd.DataFrame, wave: str | None = "year") -> lo.Responses:
    """The survey read against its instrument."""
    return read_responses(
        frame, instrument(), respondent="person", cluster="school", role="role", sector="sector", wave=wave
    )


@cache
def responses() -> lo.Responses:
    """Both waves."""
    return read(answers())


@cache
def last_wave() -> lo.Responses:
    """The wave of 2025 alone."""
    frame = answers()
    return read(frame[frame["year"] == 2025].drop(columns="year"), wave=None)


STAFF = {name: size + 4 for name, size in SIZES.items()}
