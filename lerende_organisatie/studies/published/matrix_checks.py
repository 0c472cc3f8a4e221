"""Whether printed loadings and correlations can be what they are called, and are of what was described."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from lerende_organisatie.psychometrics.printed.rounding import read_printed
from lerende_organisatie.studies.published.check import Check
from lerende_organisatie.studies.published.definition import PrintedMatrix, PublishedStudy


def matrix_checks(of: PublishedStudy) -> Iterator[Check]:
    """Correlations within one, printed alike on both sides and positive definite; loadings that leave some variance.

    Parameters
    ----------
    of : PublishedStudy

    Yields
    ------
    Check
    """
    if of.correlations is not None:
        yield from _correlations(of.correlations)
    if of.loadings is not None:
        yield from _items(of, of.loadings)
        yield from _communalities(of, of.loadings)


def _pairs(printed: PrintedMatrix) -> dict[tuple[str, str], list[str]]:
    """What was printed for every two names, on either side of the diagonal."""
    found: dict[tuple[str, str], list[str]] = {}
    for row, values in printed.values.items():
        for column, text in values.items():
            first, second = sorted((row, column))
            found.setdefault((first, second), []).append(text)
    return found


def _correlations(printed: PrintedMatrix) -> Iterator[Check]:
    pairs = _pairs(printed)
    sound = True
    for (first, second), texts in pairs.items():
        figures = [read_printed(text) for text in texts]
        name, shown = f"correlation of {first} and {second}", ", ".join(texts)
        if first == second:
            if figures[0].value != 1:
                why = "with itself it is one; an alpha or √AVE printed on the diagonal is no correlation, leave it out"
                yield Check(name, shown, "1", "disagrees", why)
            continue
        if any(figure.range.lower > 1 or figure.range.upper < -1 for figure in figures):
            sound = False
            yield Check(name, shown, "-1 to 1", "disagrees", "no correlation passes one")
        elif len(figures) == 2 and not figures[0].range.meets(figures[1].range):
            sound = False
            yield Check(name, shown, "", "disagrees", "printed twice, differently")
    names = sorted({name for pair in pairs for name in pair})
    wanted = list(combinations(names, 2))
    title = "correlations of the dimensions together"
    if not sound or len(wanted) < 1:
        return
    if any(pair not in pairs for pair in wanted):
        yield Check(title, f"{len(wanted)} pairs", "", "not checkable", "some were not printed")
        return
    matrix = np.eye(len(names))
    unit = 0.0
    for first, second in wanted:
        figure = read_printed(pairs[first, second][0])
        i, j = names.index(first), names.index(second)
        matrix[i, j] = matrix[j, i] = figure.value
        unit = max(unit, figure.half_unit)
    smallest = float(np.linalg.eigvalsh(matrix)[0])
    reach = unit * (len(names) - 1)  # rounding moves no eigenvalue further (Gershgorin)
    verdict = "agrees" if smallest > 0 else "only by rounding" if smallest > -reach else "disagrees"
    why = "smallest eigenvalue; correlations of one sample have none below zero"
    yield Check(title, f"{len(wanted)} pairs", f"{smallest:.3f}", verdict, why)  # type: ignore[arg-type]


def _items(of: PublishedStudy, loadings: PrintedMatrix) -> Iterator[Check]:
    if of.design.items is None:
        return
    rows, items = len(loadings.values), of.design.items.value
    name = "items with loadings and in all"
    if rows < items:
        yield Check(name, str(rows), str(items), "not checkable", "the loadings of some items were not printed")
    else:
        why = "one row of loadings for each item"
        yield Check(name, str(rows), str(items), "agrees" if rows == items else "disagrees", why)


def _communalities(of: PublishedStudy, loadings: PrintedMatrix) -> Iterator[Check]:
    """Share of variance that the printed loadings explain; an item with one loading needs no correlations."""
    between = {} if of.correlations is None else _pairs(of.correlations)
    worst: tuple[float, str] = (0.0, "")
    for item, values in loadings.values.items():
        printed = {factor: read_printed(text) for factor, text in values.items()}
        low = {name: max(0.0, abs(f.value) - f.half_unit) * np.sign(f.value) for name, f in printed.items()}
        total = sum(value**2 for value in low.values())
        for first, second in combinations(sorted(printed), 2):
            texts = between.get((first, second))
            total += 2 * low[first] * low[second] * (read_printed(texts[0]).value if texts else 0.0)
        if total > 1:
            shown = ", ".join(f"{text} on {factor}" for factor, text in values.items())
            why = "the loadings explain more than the item's variance: not standardised, or structure coefficients"
            yield Check(f"loadings of {item}", shown, f"communality {total:.2f}", "disagrees", why)
        worst = max(worst, (float(total), item))
    if worst[0] <= 1 and worst[1]:
        why = f"largest communality, of {worst[1]}; it stays below one"
        yield Check("loadings and variance", f"{len(loadings.values)} items", f"{worst[0]:.2f}", "agrees", why)
