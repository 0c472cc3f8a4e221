"""Every estimator on twelve items, held to 94–96% coverage of 95% intervals and 4–6% rejection of true models.

The populations stand in :mod:`benchmarks._populations`. Where R is there, lavaan fits the first of the same surveys, to
show that no fewer of ours converge.
"""

from __future__ import annotations

import warnings

import numpy as np

import lerende_organisatie as lo
from benchmarks._lavaan import shares_converged
from benchmarks._populations import CONDITIONS, MODEL, Condition, truth
from benchmarks._run import Run, share

TITLE = "Twelve items, three factors"
BESIDE_LAVAAN = 40

HEAD = """
Simulated surveys (1,000 respondents, or schools of eight, unless a row says otherwise) of twelve items and three
factors with known parameters, fitted by `cfa(..., std_lv=True)`. *Coverage* is the average over all free parameters;
behind every share stands what 1.96 standard errors of the simulation come to. Where a condition breaks an estimator's
assumption on purpose, it says so: those rows show what the assumption is worth. *Corrected* is the same test by
`fit.corrected_test(...)`, `"swain"` for ML and `"unbiased-trace"` where the test is scaled.

| condition | surveys | converged | coverage of 95% intervals | rejection at 5% | corrected |
|---|---:|---|---|---|---|
"""

BESIDE = """
## Convergence beside lavaan

Of the first {n} surveys of each condition, the same data given to both{how}. Where all of ours converge, in the table
above, no program has a larger share.

| condition | ours | lavaan |
|---|---|---|
"""


def one_survey(rng: np.random.Generator, condition: Condition) -> tuple[float, float, float, float]:
    """Converged, the share of free parameters whose interval holds the true value, whether the tests reject."""
    frame = condition.draw(rng)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", lo.errors.LerendeOrganisatieWarning)
        fit = lo.cfa(MODEL, frame, std_lv=True, **condition.options)  # type: ignore[arg-type]
        if not fit.converged:
            return 0.0, float("nan"), float("nan"), float("nan")
        table = fit.parameters
        rejected = float(fit.fit_measures[condition.test] < 0.05)
        corrected = float("nan")
        if condition.corrected:
            corrected = float(fit.corrected_test(condition.corrected).pvalue < 0.05)  # type: ignore[arg-type]
    rows = table[table["free"] > 0]
    true = np.array([truth(*key) for key in rows[["lhs", "op", "rhs"]].itertuples(index=False, name=None)])
    inside = (rows["ci_lower"].to_numpy() <= true) & (true <= rows["ci_upper"].to_numpy())
    return 1.0, float(inside.mean()), rejected, corrected


def section(run: Run) -> str:
    """The page."""
    rows, ours, short = [], {}, False
    for condition in CONDITIONS:
        found = run.repeat(f"twelve items {condition.name}", one_survey, condition, condition.surveys)
        short = short or len(found) < condition.surveys
        ours[condition.name] = found[:BESIDE_LAVAAN, 0]
        shares = f"{found[:, 0].mean():.2%} | {share(found[:, 1])} | {share(found[:, 2])} | {share(found[:, 3])}"
        rows.append(f"| {condition.name} | {len(found):,} | {shares} |")
        print(f"  {rows[-1]}", flush=True)
    fewer = "\n\nThese are fewer surveys than the 4,000 per condition of a full run." if short else ""
    text = HEAD + "\n".join(rows) + fewer + "\n"
    count = min(BESIDE_LAVAAN, *(len(each) for each in ours.values()))
    theirs = shares_converged(run, count)
    if theirs is None:
        return text + "\nR was not on this machine, so lavaan fitted none of them.\n"
    version, shares_of_lavaan = theirs
    how = f" (lavaan {version}, which takes no clusters with ordinal items and is given none there)"
    beside = [f"| {name} | {ours[name][:count].mean():.1%} | {rate:.1%} |" for name, rate in shares_of_lavaan.items()]
    return text + BESIDE.format(n=count, how=how) + "\n".join(beside) + "\n"
