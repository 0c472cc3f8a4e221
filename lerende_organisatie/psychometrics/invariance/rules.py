"""Published rules for the change in fit from one level to the next, each with what it was derived for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

Outcome = Literal["holds", "doubtful", "fails", "not derived", "not tested"]
RuleName = Literal["chen2007", "cheung2002", "rutkowski2014", "rutkowski2017"]

MANY_GROUPS = 10
"""The fewest groups in the simulations of Rutkowski and Svetina."""

ACCEPTABLE_CFI = 0.90
"""Least CFI of a configural model that a ladder can stand on (Bentler & Bonett, 1980)."""

ACCEPTABLE_RMSEA = 0.08
"""Largest RMSEA of such a model (Browne & Cudeck, 1993)."""


@dataclass(frozen=True, slots=True)
class Change:
    """What changed from one level to the next, and between what.

    Attributes
    ----------
    level : str
    cfi, rmsea, srmr : float
        Restricted less unrestricted.
    n : int
        Respondents of all groups.
    n_groups : int
    ordinal : bool
    """

    level: str
    cfi: float
    rmsea: float
    srmr: float
    n: int
    n_groups: int
    ordinal: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one level.

    Attributes
    ----------
    level, rule : str
    outcome : str
        "holds", "doubtful" (the rule's indices disagree), "fails", "not derived" or "not tested".
    limits : str
        The rule as applied here.
    source : str
    derived_for : str
        What the rule was derived for.
    as_derived : bool
        Whether these data are of that kind.
    """

    level: str
    rule: RuleName
    outcome: Outcome
    limits: str
    source: str
    derived_for: str
    as_derived: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A published rule.

    Attributes
    ----------
    name : str
    source : str
    derived_for : str
    index : {"robust", "scaled"}
        Which version of CFI and RMSEA comes nearest to what the rule was derived with.
    """

    name: RuleName
    source: str
    derived_for: str
    index: Literal["robust", "scaled"]


RULES = (
    Rule(
        "chen2007",
        "Chen (2007), Structural Equation Modeling 14, 464-504",
        "two groups, continuous normal items, one factor, maximum likelihood",
        "robust",
    ),
    Rule(
        "cheung2002",
        "Cheung & Rensvold (2002), Structural Equation Modeling 9, 233-255",
        "two groups, continuous normal items, maximum likelihood",
        "robust",
    ),
    Rule(
        "rutkowski2014",
        "Rutkowski & Svetina (2014), Educational and Psychological Measurement 74, 31-57",
        "ten or twenty groups, continuous items, one factor",
        "robust",
    ),
    Rule(
        "rutkowski2017",
        "Rutkowski & Svetina (2017), Applied Measurement in Education 30, 39-51; for this order of levels Svetina, "
        "Rutkowski & Rutkowski (2020), Structural Equation Modeling 27, 111-130; the ΔRMSEA of .050 was not verified",
        "ten or twenty groups, ordinal items, one factor, WLSMV",
        "scaled",
    ),
)


def judge(rule: Rule, change: Change) -> Verdict:
    """What a rule says of a change.

    Parameters
    ----------
    rule : Rule
    change : Change
        In the version of the indices that the rule asks for.
    """
    outcome: Outcome
    if rule.name == "chen2007":
        outcome, limits = _chen(change)
        as_derived = not change.ordinal and change.n_groups == 2
    elif rule.name == "cheung2002":
        outcome = "not tested" if np.isnan(change.cfi) else ("holds" if change.cfi >= -0.01 else "fails")
        limits = "ΔCFI ≥ −.010"
        as_derived = not change.ordinal and change.n_groups == 2
    else:
        outcome, limits = _rutkowski(rule.name, change)
        as_derived = change.ordinal == (rule.name == "rutkowski2017") and change.n_groups >= MANY_GROUPS
    return Verdict(change.level, rule.name, outcome, limits, rule.source, rule.derived_for, as_derived)


def _chen(change: Change) -> tuple[Outcome, str]:
    """A drop in CFI, supplemented by RMSEA or SRMR: alone it is doubtful. SRMR is more lenient for loadings."""
    large = change.n > 300
    cfi, rmsea = (-0.010, 0.015) if large else (-0.005, 0.010)
    loadings = change.level in {"thresholds", "metric"}
    srmr = (0.030 if loadings else 0.010) if large else (0.025 if loadings else 0.005)
    limits = f"ΔCFI > −{-cfi:.3f}, else ΔRMSEA < {rmsea:.3f} and ΔSRMR < {srmr:.3f} (n {'>' if large else '≤'} 300)"
    limits = limits.replace("0.", ".")
    if np.isnan(change.cfi):
        return "not tested", limits
    if change.cfi > cfi:
        return "holds", limits
    return "fails" if change.rmsea >= rmsea or change.srmr >= srmr else "doubtful", limits


def _rutkowski(name: RuleName, change: Change) -> tuple[Outcome, str]:
    """More lenient for the first restriction, the usual limits from then on."""
    later = name == "rutkowski2017" and (change.level == "scalar" or not change.ordinal)
    if change.level == "strict" or later:
        return "not derived", ""
    if name == "rutkowski2014":
        if change.level == "thresholds":
            return "not derived", ""
        cfi, rmsea = (-0.020, 0.030) if change.level == "metric" else (-0.010, 0.010)
    else:
        cfi, rmsea = (-0.004, 0.050 if change.level == "thresholds" else 0.010)
    limits = f"ΔCFI ≥ −{-cfi:.3f}; ΔRMSEA ≤ {rmsea:.3f}".replace("0.", ".")
    if np.isnan(change.cfi):
        return "not tested", limits
    beyond = (change.cfi < cfi) + (change.rmsea > rmsea)
    outcomes: tuple[Outcome, ...] = ("holds", "doubtful", "fails")
    return outcomes[beyond], limits


def deciding_rule(n_groups: int, ordinal: bool) -> RuleName:
    """The rule that decides which level is supported: the one derived for so many groups of such items."""
    if n_groups < MANY_GROUPS:
        return "chen2007"
    return "rutkowski2017" if ordinal else "rutkowski2014"


def configural_fits(cfi: float, rmsea: float) -> bool:
    """Whether the configural model fits well enough for a ladder to stand on it."""
    return cfi >= ACCEPTABLE_CFI and rmsea <= ACCEPTABLE_RMSEA
