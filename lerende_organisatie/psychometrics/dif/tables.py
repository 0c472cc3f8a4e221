"""The results of one scale as rows."""

from __future__ import annotations

import numpy as np

from lerende_organisatie.psychometrics.dif.logistic import design
from lerende_organisatie.psychometrics.dif.mantel_haenszel import (
    generalised_test,
    mantel_test,
    standardised_mean_difference,
)
from lerende_organisatie.psychometrics.dif.purification import ScaleResult

POINTS = 25
"""Points of a curve, over the scores that the items allow."""


def item_rows(result: ScaleResult) -> list[dict[str, object]]:
    """One row per item: tests and effect sizes.

    Parameters
    ----------
    result : ScaleResult

    Returns
    -------
    list of dict
    """
    rows = []
    for j, (item, cells, models) in enumerate(zip(result.scale.items, result.cells, result.models, strict=True)):
        both = models.test(models.base, models.nonuniform)
        uniform, nonuniform = models.test(models.base, models.uniform), models.test(models.uniform, models.nonuniform)
        mantel, general = mantel_test(cells.counts, cells.values), generalised_test(cells.counts)
        steps = [models.nagelkerke(one) for one in (models.base, models.uniform, models.nonuniform)]
        row: dict[str, object] = {
            "item": item,
            "scale": result.scale.name,
            "n": models.n,
            "chisq": both.chisq,
            "df": both.df,
            "pvalue": both.pvalue,
            "chisq_uniform": uniform.chisq,
            "pvalue_uniform": uniform.pvalue,
            "chisq_nonuniform": nonuniform.chisq,
            "pvalue_nonuniform": nonuniform.pvalue,
            "delta_mcfadden": models.mcfadden(models.nonuniform) - models.mcfadden(models.base),
            "delta_nagelkerke": steps[2] - steps[0],
            "delta_nagelkerke_uniform": steps[1] - steps[0],
            "delta_nagelkerke_nonuniform": steps[2] - steps[1],
            "mantel": mantel.chisq,
            "mantel_df": mantel.df,
            "mantel_pvalue": mantel.pvalue,
            "gmh": general.chisq,
            "gmh_df": general.df,
            "gmh_pvalue": general.pvalue,
            "anchor": j in result.anchors,
            "converged": models.converged,
        }
        if result.scale.groups == 2:
            place = len(models.uniform.thresholds) + 1
            difference = standardised_mean_difference(cells.counts, cells.values)
            row |= {
                "log_odds": float(models.uniform.slopes[1]),
                "log_odds_se": float(np.sqrt(models.uniform.vcov[place, place])),
                "smd": difference,
                "smd_standardised": difference / float(np.std(result.scale.values[:, j])),
            }
        rows.append(row)
    return rows


def curve_rows(result: ScaleResult, groups: tuple[str, ...]) -> list[dict[str, object]]:
    """The expected answer to every item by matching score and group.

    Parameters
    ----------
    result : ScaleResult
    groups : tuple of str

    Returns
    -------
    list of dict
        ``item group score expected``. The scores run over what the categories allow, not over what people had.
    """
    low, high = float(result.scale.values.min()), float(result.scale.values.max())
    rows: list[dict[str, object]] = []
    for j, (item, cells, models) in enumerate(zip(result.scale.items, result.cells, result.models, strict=True)):
        size = len({*result.anchors, j})
        score = np.linspace(low * size, high * size, POINTS)
        z = (score - models.centre) / models.spread
        for code, label in enumerate(groups):
            x = design(z, np.full(POINTS, code, dtype=np.intp), len(groups))
            expected = models.nonuniform.expected(x, cells.values)
            rows += [
                {"item": item, "group": label, "score": float(s), "expected": float(e)}
                for s, e in zip(score, expected, strict=True)
            ]
    return rows
