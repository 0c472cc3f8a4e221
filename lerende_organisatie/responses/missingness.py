"""How many answers are missing, per item and overall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Missingness:
    """What is missing in n rows × k items; made by :func:`missingness`.

    Attributes
    ----------
    table : DataFrame
        One row per item: `n_answered`, `n_missing`, `share` (of the rows that miss the item, 0 to 1).
    n : int
    complete_rows : int
        Rows with an answer to every item, which is what listwise deletion leaves.
    patterns : int
        Distinct patterns of answered and missing items.
    share : float
        Missing answers over n × k, 0 to 1.
    """

    table: pd.DataFrame
    n: int
    complete_rows: int
    patterns: int
    share: float

    def __repr__(self) -> str:
        return (
            f"Missingness: {self.share:.1%} of the answers; {self.complete_rows} of {self.n} rows complete; "
            f"{self.patterns} patterns"
        )


def missingness(items: pd.DataFrame) -> Missingness:
    """Count missing answers.

    Parameters
    ----------
    items : DataFrame
        n rows × k items, NaN for no answer.
    """
    absent = items.isna().to_numpy()
    n, k = absent.shape
    per_item = absent.sum(axis=0)
    table = pd.DataFrame(
        {"n_answered": n - per_item, "n_missing": per_item, "share": per_item / n if n else np.full(k, np.nan)},
        index=pd.Index(items.columns, name="item"),
    )
    packed = np.packbits(absent, axis=1)
    return Missingness(
        table=table,
        n=n,
        complete_rows=int((~absent.any(axis=1)).sum()),
        patterns=len(np.unique(packed, axis=0)) if n else 0,
        share=float(absent.mean()) if absent.size else float("nan"),
    )
