"""One of our fits held against lavaan's numbers for the same model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from lerende_organisatie.psychometrics.cfa.fit import Fit
from tests.reference.close import ESTIMATES, STANDARD_ERRORS, largest_difference

MEASURES_AS_CLOSE_AS_SE = {"rmsea.ci.lower", "rmsea.ci.upper", "rmsea.pvalue", "rmsea.notclose.pvalue"}
"""lavaan finds these by a root search whose own tolerance is about 1e-4 in the noncentrality."""

P_VALUES = {"pvalue", "baseline.pvalue", "rmsea.pvalue", "rmsea.notclose.pvalue"}
"""Compared in absolute terms: a chi-square close to 1e-5 moves a p-value of 1e-100 by more than its 1e-5th part."""

ROBUST = (".robust", ".scaled", "scaling.factor", "shift.parameter")


@dataclass(frozen=True, slots=True)
class Difference:
    """The largest relative difference of some figures, and what is allowed."""

    kind: str
    what: str
    found: float
    tolerance: float

    @property
    def within(self) -> bool:
        """Whether it is small enough."""
        return self.found <= self.tolerance


def difference(
    kind: str, ours: ArrayLike, theirs: ArrayLike, tol: float, scale: Any = None, what: str = ""
) -> Difference:
    return Difference(kind, what or kind, largest_difference(ours, theirs, scale), tol)


def keyed(parameters: Any, columns: tuple[str, ...]) -> pd.DataFrame:
    """lavaan's table by (lhs, op, rhs, group); what is defined belongs to no group."""
    frame = pd.DataFrame(parameters)
    frame["rhs"] = frame["rhs"].fillna("")
    frame["group"] = frame.get("group", 1)
    frame.loc[frame["op"] == ":=", "group"] = 0
    frame = frame[frame["op"] != "=="]
    return frame.set_index(["lhs", "op", "rhs", "group"])[list(columns)].astype(float)


def matched(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """Our rows in lavaan's order; a covariance may stand the other way round, an expression may be spaced otherwise."""
    table = {(r.lhs, r.op, "" if r.op == ":=" else r.rhs, r.group): i for i, r in enumerate(ours.itertuples())}
    order = []
    for lhs, op, rhs, group in theirs.index:
        keys = [(lhs, op, "" if op == ":=" else rhs, group)] + ([(rhs, op, lhs, group)] if op == "~~" else [])
        found = [table[key] for key in keys if key in table]
        assert found, f"we have no {lhs} {op} {rhs} in group {group}"
        order.append(found[0])
    return ours.iloc[order]


def parameter_differences(fit: Fit, values: Any) -> Iterator[Difference]:
    theirs = keyed(values["parameters"], ("est", "se", "std.lv", "std.all"))
    ours = matched(fit.parameters, theirs)
    assert len(theirs) == len(fit.parameters)
    # a parameter that is nearly zero, or fixed, is compared on the scale of its error, or of a thousandth
    scale = np.maximum(theirs["se"].to_numpy(), 1e-3)
    yield difference("estimates", ours["est"], theirs["est"], ESTIMATES, scale)
    yield difference("standard errors", ours["se"], theirs["se"], STANDARD_ERRORS)
    for a, b in (("std_lv", "std.lv"), ("std_all", "std.all")):
        yield difference("standardised", ours[a], theirs[b], STANDARD_ERRORS, np.full(len(theirs), 0.01), b)
    if "standardized" in values:
        theirs = keyed(values["standardized"], ("est.std", "se"))
        theirs = theirs[[op != ":=" for _, op, _, _ in theirs.index]]
        ours = matched(fit.standardized(), theirs)
        floor, small = np.full(len(theirs), 0.01), np.full(len(theirs), 1e-3)
        yield difference("standardised", ours["est_std"], theirs["est.std"], STANDARD_ERRORS, floor)
        yield difference("standardised", ours["se"], theirs["se"], STANDARD_ERRORS, small, "their errors")


def measure_differences(fit: Fit, values: Any, leave_out: tuple[str, ...] = ()) -> Iterator[Difference]:
    ours = fit.fit_measures
    compared = 0
    for name, theirs in values["fit_measures"].items():
        if any(part in name for part in ROBUST) or name in leave_out or theirs in (None, "NA", "NaN"):
            continue
        mine = ours.get(name.replace(".", "_"))
        assert mine is not None, f"we have no {name}"
        searched = name in MEASURES_AS_CLOSE_AS_SE
        kind = "RMSEA bounds and p" if searched else "chi-square and fit measures"
        # an index near zero is compared on the scale of a hundredth, a p-value on that of one
        floor = np.array([1.0 if name in P_VALUES else 1e-2])
        yield difference(kind, [mine], [float(theirs)], STANDARD_ERRORS if searched else ESTIMATES, floor, name)
        compared += 1
    assert compared >= 25


def robust_differences(fit: Fit, values: Any) -> Iterator[Difference]:
    ours = fit.fit_measures
    compared = 0
    for name, theirs in values["fit_measures"].items():
        if not any(part in name for part in ROBUST) or theirs in (None, "NA", "NaN"):
            continue
        mine = ours.get(name.replace(".", "_"))
        assert mine is not None, f"we have no {name}"
        plain = name.replace(".scaled", "").replace(".robust", "")
        floor = np.array([1.0 if plain in P_VALUES else 1e-2])
        yield difference("scaled and robust", [mine], [float(theirs)], STANDARD_ERRORS, floor, name)
        compared += 1
    assert compared >= 9


def modification_differences(fit: Fit, values: Any) -> Iterator[Difference]:
    theirs = keyed(values["mi"], ("mi", "epc", "sepc.lv", "sepc.all"))
    theirs = theirs[theirs["mi"].notna()]
    ours = fit.modification_indices()
    have = {(r.lhs, r.op, r.rhs, r.group) for r in ours.itertuples()}
    both = [k for k in theirs.index if k in have or (k[1] == "~~" and (k[2], k[1], k[0], k[3]) in have)]
    assert len(both) >= 0.9 * len(theirs), f"{len(theirs) - len(both)} of {len(theirs)} are not in our table"
    theirs = theirs.loc[both]
    mine = matched(ours, theirs)
    largest = float(theirs["mi"].max())
    kind = "modification indices"
    # an index far below the largest is compared on the scale of the largest's thousandth: nobody acts on it
    yield difference(kind, mine["mi"], theirs["mi"], STANDARD_ERRORS, np.full(len(theirs), 1e-3 * largest), "mi")
    strong = (theirs["mi"] > 1e-3 * largest).to_numpy()
    for a, b in (("epc", "epc"), ("sepc_lv", "sepc.lv"), ("sepc_all", "sepc.all")):
        yield difference(kind, mine[a].to_numpy()[strong], theirs[b].to_numpy()[strong], STANDARD_ERRORS, what=a)


def assert_within(differences: Iterator[Difference]) -> None:
    for d in differences:
        assert d.within, f"{d.what}: largest relative difference {d.found:.3g} > {d.tolerance:g}"


def assert_parameters_agree(fit: Fit, values: Any) -> None:
    assert_within(parameter_differences(fit, values))


def assert_measures_agree(fit: Fit, values: Any, leave_out: tuple[str, ...] = ()) -> None:
    assert_within(measure_differences(fit, values, leave_out))


def assert_modification_agrees(fit: Fit, values: Any) -> None:
    assert_within(modification_differences(fit, values))
