"""Answers whose reliability is known, for the tests of reliability."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

Analysis = Callable[..., object]


def with_covariance(cov: np.ndarray, n: int = 200, seed: int = 1) -> pd.DataFrame:
    """Answers whose sample covariance matrix is exactly this."""
    x = np.random.default_rng(seed).normal(size=(n, len(cov)))
    x -= x.mean(0)
    x = x @ np.linalg.inv(np.linalg.cholesky(np.cov(x.T)).T) @ np.linalg.cholesky(cov).T
    return pd.DataFrame(x, columns=[f"i{j + 1}" for j in range(len(cov))])


def one_factor(loadings: list[float], residuals: list[float]) -> np.ndarray:
    return np.outer(loadings, loadings) + np.diag(residuals)


def likert(n: int = 120, k: int = 5, seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, 1)) * 0.8 + rng.normal(size=(n, k)) * 0.6
    answers = np.clip(np.round(y + 3), 1, 5)
    return pd.DataFrame(answers, columns=[f"i{j + 1}" for j in range(k)])


@dataclasses.dataclass(frozen=True)
class Offered:
    """Answers to an instrument as psychometrics sees them."""

    keyed: pd.DataFrame
    scales: Mapping[str, tuple[str, ...]]
    categories: tuple[int, ...]


def survey(n: int = 150) -> Offered:
    frame = pd.concat([likert(n, 4, 3).add_prefix("a_"), likert(n, 3, 4).add_prefix("b_")], axis=1)
    frame.insert(0, "school", "north")
    return Offered(frame, {"a": tuple(frame.columns[1:5]), "b": tuple(frame.columns[5:])}, (1, 2, 3, 4, 5))
