"""How close we are to lavaan, case by case: ``python -m tests.agreement.table [--live]`` writes docs/agreement.md."""

from __future__ import annotations

import json
import platform
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from typing import Any

import numpy as np

from lerende_organisatie.errors import LerendeOrganisatieWarning
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.moments.data import draw_sample
from lerende_organisatie.psychometrics.moments.incomplete import by_pattern, expectation, incomplete_moments
from lerende_organisatie.psychometrics.structure.components import pca
from tests.agreement import test_cfa_complete as complete
from tests.agreement import test_cfa_distribution_free as distribution_free
from tests.agreement import test_cfa_grid as grid
from tests.agreement import test_cfa_incomplete as incomplete
from tests.agreement import test_cfa_ordinal as ordinal
from tests.agreement import test_cfa_ordinal_covariates as covariates
from tests.agreement import test_cfa_robust as robust
from tests.agreement.cfa_comparison import (
    Difference,
    measure_differences,
    modification_differences,
    parameter_differences,
    robust_differences,
)
from tests.agreement.test_psych_structure import aligned, frame_of, varimax_variance
from tests.reference.close import ESTIMATES, STANDARD_ERRORS
from tests.reference.data import load
from tests.reference.live import HERE, frozen_values, r_available, run

PAGE = HERE.parents[1] / "docs" / "agreement.md"

KINDS = (
    "estimates",
    "standard errors",
    "chi-square and fit measures",
    "RMSEA bounds and p",
    "standardised",
    "modification indices",
    "scaled and robust",
)

INCOMPLETE = ("hs", "hs_second_order", "hs_scalar", "hs_covariates", "bfi", "survey")

Values = Callable[[str], Any]


def differences(fit: Fit, values: Any, leave_out: tuple[str, ...]) -> Iterator[Difference]:
    """Everything that the tests compare of one case."""
    yield from parameter_differences(fit, values)
    yield from measure_differences(fit, values, leave_out)
    if any(".robust" in name or ".scaled" in name for name in values["fit_measures"]):
        yield from (d for d in robust_differences(fit, values) if d.what not in leave_out)
    if "mi" in values:
        yield from modification_differences(fit, values)


def row(name: str, fit: Fit, found: list[Difference]) -> tuple[str, bool]:
    """One case as a row of the table, and whether all of it is within its tolerance."""
    cells = []
    for kind in KINDS:
        mine = [d for d in found if d.kind == kind]
        worst = max((d.found for d in mine), default=None)
        outside = any(not d.within for d in mine)
        cells.append("" if worst is None else f"**{worst:.1e}**" if outside else f"{worst:.1e}")
    line = f"| {name} | {fit.n_obs} | {fit.npar} | {fit.df} | " + " | ".join(cells) + " |"
    return line, all(d.within for d in found)


DATA = ("HolzingerSwineford1939", "PoliticalDemocracy", "bfi", "simulated survey", "clusters, weights", "incomplete")


def data_of(shown: str) -> str:
    """Which data a case is of, by the name that it is shown under."""
    if "FIML" in shown or "pairwise" in shown:
        return "incomplete"
    if shown.startswith(("cluster", "weights")):
        return "clusters, weights"
    for start, data in (("political", DATA[1]), ("bfi", "bfi"), ("survey", DATA[3])):
        if shown.startswith(start):
            return data
    return DATA[0]


LISTWISE = ("MLM", "MLMV", "MLMVS", "ULS", "GLS", "WLS", "DWLS", "ULSM", "ULSMV", "ULSMVS")
"""Estimators of continuous items that take complete rows only, without clusters and weights, in lavaan as here."""


def cell(label: str, data: str, found: float | None) -> str:
    """What stands in the summary: a figure, "–" for what does not exist, nothing for what was not compared."""
    if found is not None:
        return f"{found:.1e}"
    never = (label in LISTWISE and data in DATA[4:]) or (label, data) == ("ML", DATA[4])
    return "–" if never else ""


def all_cases() -> list[tuple[str, str, str, Callable[[], Fit], tuple[str, ...]]]:
    """Every case: the name that it is shown under, script, name there, how it is fitted, measures left out."""
    cases = [(name, name, "cfa_complete", complete.fitted, ()) for name in complete.NAMES]
    cases += [(f"{name} (FIML)", name, "cfa_incomplete", incomplete.fitted, incomplete.GOODNESS) for name in INCOMPLETE]
    found = [(shown, script, name, partial(fit_of, name), omitted) for shown, name, script, fit_of, omitted in cases]
    found += [(shown, *case) for shown, case in robust.all_cases().items()]
    found += [
        (f"{name} (distribution-free)", "cfa_distribution_free", name, fit_of, ())
        for name, fit_of in distribution_free.CASES.items()
    ]
    found += [(shown, *case) for shown, case in ordinal.all_cases().items()]
    found += [(shown, *case) for shown, case in covariates.all_cases().items()]
    found += [(shown, *case) for shown, case in grid.all_cases().items()]
    return found


def table(values: Values) -> tuple[list[str], list[str], int]:
    """The largest difference of every estimator on every data set, the rows of all cases, how many are outside."""
    lines = [
        "| case | n | parameters | df | " + " | ".join(KINDS) + " |",
        "|---|---:|---:|---:|" + "---:|" * len(KINDS),
    ]
    outside = 0
    largest: dict[str, dict[str, float]] = {}
    for shown, script, name, fitted, leave_out in all_cases():
        fit = fitted()
        theirs = covariates.comparable(fit, values(script)[name])
        found = list(differences(fit, theirs, leave_out))
        line, within = row(shown, fit, found)
        lines.append(line)
        outside += not within
        label = f"{fit.estimator.name} (ordinal)" if "(ordinal" in shown else fit.estimator.name
        cells = largest.setdefault(label, {})
        cells[data_of(shown)] = max([cells.get(data_of(shown), 0.0), *(d.found for d in found)])
    summary = ["| estimator | " + " | ".join(DATA) + " |", "|---|" + "---:|" * len(DATA)]
    for label, cells in largest.items():
        figures = " | ".join(cell(label, d, cells.get(d)) for d in DATA)
        summary.append(f"| {label} | {figures} |")
    return summary, lines, outside


def goodness(values: Values) -> str:
    """GFI under FIML, ours and lavaan's."""
    parts = []
    for name in INCOMPLETE:
        theirs = values("cfa_incomplete")[name]["fit_measures"]["gfi"]
        parts.append(f"{name} {incomplete.fitted(name).fit_measures['gfi']:.4f} against {theirs:.4f}")
    return "; ".join(parts)


def saturated_gap(values: Values) -> float:
    """How far below the maximum of the saturated loglikelihood lavaan's own EM stops."""
    theirs = values("cfa_incomplete")["em"]
    names = tuple(f"x{i}" for i in range(1, 10))
    group = draw_sample(load("holzinger_swineford_incomplete"), names, complete=False).groups[0]
    there = expectation(by_pattern(group), np.array(theirs["mean"], float), np.array(theirs["cov"], float))
    assert there is not None
    return incomplete_moments(group, names).loglik - there.loglik


def varimax(values: Values) -> tuple[float, float, float]:
    """Largest difference of loadings by psych's own stop, and both criteria."""
    theirs = np.array(values("psych_structure")["bfi_complete"]["varimax_early"]["loadings"])
    ours = pca(frame_of("bfi_complete"), 5, "varimax").loadings.to_numpy()
    columns, sign = aligned(ours, theirs)
    return float(np.abs(ours[:, columns] * sign - theirs).max()), varimax_variance(ours), varimax_variance(theirs)


def page(values: Values, versions: dict[str, str], how: str) -> tuple[str, int]:
    """``docs/agreement.md``, and how many cases are outside a tolerance."""
    summary, lines, outside = table(values)
    apart, ours, theirs = varimax(values)
    programs = ", ".join(f"{name} {number}" for name, number in versions.items())
    libraries = ", ".join(f"{name} {version(name)}" for name in ("lerende_organisatie", "numpy", "scipy", "pandas"))
    verdict = "Every case is within." if not outside else f"**{outside} cases are outside** (bold)."
    return (
        f"""# Agreement with lavaan

Written by `make agreement` (`python -m tests.agreement.table`); every figure is computed, none typed in. The same
comparisons are asserted by the tests.

Each cell is the largest |ours − theirs| / max(|theirs|, its standard error) over all parameters or measures of a
case, held against lavaan's {how}. Tolerances: {ESTIMATES:g} for estimates, chi-squares and fit measures;
{STANDARD_ERRORS:g} for standard errors, standardised figures and modification indices, and for the bounds and
p-values of the RMSEA, which lavaan finds by a search that is no closer. An empty cell was not compared. {verdict}

{programs}. Python {platform.python_version()}, {libraries}.

## Every estimator on every kind of data

The largest difference in anything that was compared: estimates, standard errors, tests, fit measures, standardised
figures and, where lavaan gave them, modification indices. "–" is a combination that does not exist:

- FIML is maximum likelihood (ML and MLR), and so are clusters and sampling weights for continuous items; with them ML
  becomes MLR, in lavaan as here. The other estimators of continuous items take complete rows only.
- Clusters with ordinal items have no reference: lavaan 0.6-14 ignores `cluster` there, so that their column has weights
  only. They are held against simulation and against the resampling of whole schools instead
  (`tests/unit/test_cfa_ordinal_clusters.py`,
  `tests/unit/test_ordinal_after.py`).

{chr(10).join(summary)}

The survey is whole (65 items) by ML; the other estimators are compared on eight to twelve of its items, because lavaan
needs minutes for all. PoliticalDemocracy's ordinal items are three indicators each of two of its factors, cut at their
40th and 75th percentiles; 75 countries do not bear more.

## Every case

{chr(10).join(lines)}

Cases are models on HolzingerSwineford1939 (`hs`), PoliticalDemocracy (`political`), psych::bfi (`bfi`) and a
simulated survey of 65 items × 1,703 respondents (`survey`; with FIML its first two factors), each of them in
`tests/reference/cfa_complete.R`, `cfa_incomplete.R`, `cfa_robust.R`, `cfa_robust_incomplete.R`,
`cfa_distribution_free.R`, `cfa_ordinal.R`, `cfa_ordinal_grid.R`, `cfa_ordinal_covariates.R`,
`cfa_ordinal_covariates_groups.R`, `cfa_grid.R` or `cfa_ordinal_cells.R`. For ordinal cases HolzingerSwineford1939 is
cut into three or four categories. `cluster` and
`weights` are twelve items of the survey with staff nested in schools and with sampling weights. lavaan's
optimiser is told to go on to a gradient of 1e-7 (but for the survey), because its default stop leaves up to 3e-5 in
the estimates.

## Where we differ on purpose

- **GFI, AGFI and PGFI under FIML.** lavaan compares the moments of the answers at hand with the implied ones; we
  compare the maximum-likelihood (EM) moments, to which the model was fitted. GFI, ours and theirs:
  {goodness(values)}.
- **`cluster` with `estimator="ML"`.** Both become robust by cluster. lavaan 0.6-14 then takes the test's bread without
  the curvature of the model where its own MLR takes the whole Hessian; we fit MLR, as Mplus does. Standard errors are
  the same.
- **Where the maximum is.** lavaan's EM for the saturated moments of incomplete data stops
  {saturated_gap(values):.1e} below the maximum of the loglikelihood that ours reaches (HolzingerSwineford1939 with a
  fifth of the scores missing, lavaan's default tolerance). We go on to a millionth of a standard error, so the
  comparison tells lavaan to go on as well.
- **Varimax.** psych's rotation stops at its default tolerance before the top: its criterion is {theirs:.7f} where
  ours is {ours:.7f} (psych::bfi, five components), and loadings differ by up to {apart:.1e}. Told to stop later, it
  agrees with ours.
- **Polyserial correlations.** lavaan leaves a respondent whose two answers have a density below 1.5e-8 (about five
  standard deviations out) out of the likelihood of that pair; we count every respondent. There, and only there, the
  two differ: see `lerende_organisatie/psychometrics/moments/polyserial.py`.
- **Robust CFI and TLI of ordinal items in several groups.** lavaan takes the trace of the baseline model over Γ_g·N/n_g
  without weighing groups by n_g/N, which makes it as many times too large as there are groups; ours weighs them, as
  lavaan itself does for the model (its robust RMSEA equals ours). Source: Savalei (2021).
- **Robust indices of ordinal items whose thresholds are restricted.** They look at correlations alone, so we count the
  degrees of freedom of the correlations; divided by those of the whole model, which count the thresholds too, the index
  would improve with every restriction that it cannot see. In one group lavaan's robust RMSEA is the same, while its
  TLI is not; with thresholds equal across groups it gives none (`tests/unit/test_impossible_figures.py`).
- **Posterior-mode scores of ordinal items.** Where responses do not have variance one (theta, later groups), lavaan's
  scores depend on the parameterisation, and a group's on whether others were fitted with it. Ours do not: they are the
  modes of the posterior by its definition (`tests/unit/test_ordinal_after.py`).
- **Factor scores given covariates.** lavaan leaves the effects of covariates on items out of its scores, as if they
  were zero; ours count them and are the modes of the posterior by its definition
  (`tests/unit/test_ordinal_covariates.py`). Without such effects both agree.
- **Standardised residuals with parameters equal across groups.** lavaan 0.6-14 leaves out what the other groups bring
  to the estimates, so its errors are too small; ours have standard deviation one over simulated samples
  (`tests/unit/test_residual_errors.py`). For ordinal items in several groups lavaan divides by all respondents instead
  of the group's own, which makes them √(N/n_g) times as large. One group, or groups without equalities: equal to
  lavaan's by ML, MLM, MLR, GLS and WLS, with weights, covariates and under FIML
  (`tests/agreement/test_cfa_residuals.py`).
- **Which minimum.** By WLS on PoliticalDemocracy (75 countries for 66 moments) lavaan's own start leads to a chi-square
  of 69.97, and its start at the ML estimates to 67.24, where ours ends.
- **Scaled differences after Satorra (2000) with weights or incomplete answers.** lavaan 0.6-14 takes Γ as
  if answers had equal weights and were complete; ours takes the respondents' own scores
  (`tests/agreement/test_satorra_2000.py`).
- **Categorical omega with latent means.** semTools cuts responses at thresholds that the mean does not move; ours are.
  Its AVE and omega of responses change with the parameterisation; ours do not
  (`tests/agreement/test_ordinal_reliability.py`).
- **AVE of a factor with crossloadings.** semTools gives none; ours is the factor's own share in the variances of its
  items.
""",
        outside,
    )


def main(arguments: list[str]) -> int:
    """Compare, write the page, say how it went."""
    live = arguments == ["--live"]
    if arguments and not live:
        print("usage: python -m tests.agreement.table [--live]", file=sys.stderr)
        return 2
    if live and not r_available():
        print("--live needs R with lavaan and psych", file=sys.stderr)
        return 2
    names = (
        "cfa_complete",
        *dict.fromkeys(case[1] for case in all_cases() if case[1] != "cfa_complete"),
        "psych_structure",
    )
    if live:
        found = {name: run(name) for name in names}
    else:
        found = {name: json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")) for name in names}
        assert found[names[0]]["values"] == frozen_values(names[0])
    versions: dict[str, str] = {}
    for each in found.values():
        versions |= each["versions"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LerendeOrganisatieWarning)  # bfi loses rows listwise; the tests say so
        how = "values of today" if live else "frozen values"
        text, outside = page(lambda name: found[name]["values"], versions, how)
    PAGE.write_text(text, encoding="utf-8")
    print(text)
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
