"""The parameters of one level: which are equal across groups, and which that frees in the other groups.

Latent variables have variance one and mean zero in the first group, so that no item is a marker that must be taken as
invariant. What is equal identifies the rest in later groups: equal loadings their latent variances, equal intercepts
their latent means. A factor that another factor is measured by has a loading of one on it instead and a free residual
variance, which can then come out at zero or below; fixed at one it could not.

Ordinal items (Wu & Estabrook, 2016, theta parameterisation). Where nothing is equal, an item's intercept is zero and
its residual variance one in every group. Two equal thresholds give the response behind the answers one origin and unit
in all groups, so that intercept and residual variance of later groups are free; an item with two categories has one
threshold, which cannot do so, and equality of its threshold and loading is no restriction either. Such an item stays
as it is until the scalar level, where threshold, loading and intercept are equal and the residual variance is free.
At the strict level all residual variances are one again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lerende_organisatie.psychometrics.cfa.table import Parameter, ParameterTable
from lerende_organisatie.psychometrics.invariance.levels import Step

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a level does to each item and factor of later groups; see the module.

    Attributes
    ----------
    table : ParameterTable
        Of the configural level.
    step : Step
    partial : frozenset of (lhs, op, rhs)
        Relations that stay free.
    """

    table: ParameterTable
    step: Step
    partial: frozenset[Key]

    def kept(self, lhs: str, op: str, rhs: str, kind: str) -> bool:
        """Whether a relation is to be equal at this level."""
        return kind in self.step.equal and (lhs, op, rhs) not in self.partial

    def shared_thresholds(self, item: str) -> int:
        """How many of an ordinal item's thresholds are equal, or would be at the level of thresholds."""
        count = self.table.thresholds[item]
        return sum((item, "|", f"t{k + 1}") not in self.partial for k in range(count))

    def linked(self, item: str) -> bool:
        """Whether an ordinal item's thresholds are equal at this level."""
        if "thresholds" not in self.step.equal:
            return False
        shared = self.shared_thresholds(item)
        return shared >= 2 or (shared == 1 and "intercepts" in self.step.equal)

    def equal_loading(self, factor: str, indicator: str) -> bool:
        """Whether a loading is equal: asked for, and of an indicator whose unit is the same in all groups."""
        return self.kept(factor, "=~", indicator, "loadings") and self.has_unit(indicator)

    def has_unit(self, indicator: str) -> bool:
        """Whether an indicator's unit is the same in all groups."""
        if indicator in self.table.thresholds:
            return self.linked(indicator)
        latent = self.table.variables.latent
        return indicator not in latent or self.has_equal_loading(indicator)

    def has_equal_loading(self, factor: str) -> bool:
        """Whether something carries a factor's unit from the first group to the others."""
        return any(self.equal_loading(factor, i) for i in self.table.variables.indicators[factor])

    def equal_intercept(self, item: str) -> bool:
        """Whether an item's intercept is equal in all groups."""
        return self.kept(item, "~1", "", "intercepts") and (item not in self.table.thresholds or self.linked(item))

    def free_intercept(self, item: str) -> bool:
        """Whether an ordinal item's intercept is free in later groups."""
        return self.linked(item) and not self.equal_intercept(item)

    def free_residual(self, item: str) -> bool:
        """Whether an ordinal item's residual variance is free in later groups."""
        if not self.linked(item) or self.kept(item, "~~", item, "residuals"):
            return False
        loads_on = [f for f, items in self.table.variables.indicators.items() if item in items]
        return self.shared_thresholds(item) >= 2 or any(self.equal_loading(f, item) for f in loads_on)

    def scaled_by(self, factor: str) -> Key | None:
        """The loading that fixes a factor's unit in place of its variance: one of the text's, or on its own factor."""
        above = [(r.lhs, r.op, r.rhs) for r in self.table.rows if r.group == 1 and r.op == "=~" and r.rhs == factor]
        return fixed_loading(self.table, factor) or next(iter(above), None)

    def free_mean(self, factor: str) -> bool:
        """Whether a factor's mean is free in later groups."""
        observed = set(self.table.variables.observed)
        items = [i for i in self.table.variables.indicators[factor] if i in observed]
        return any(self.equal_loading(factor, i) and self.equal_intercept(i) for i in items)


def fixed_loading(table: ParameterTable, factor: str) -> Key | None:
    """The first loading that the text fixes at another value than zero; None where it fixes none."""
    for r in table.rows:
        if r.op == "=~" and r.lhs == factor and r.user and not r.free and r.value:
            return (r.lhs, r.op, r.rhs)
    return None


def level_table(configural: ParameterTable, step: Step, partial: Iterable[Key]) -> ParameterTable:
    """The parameters of one level.

    Parameters
    ----------
    configural : ParameterTable
        All groups, nothing equal, latent variances one, ordinal items in the theta parameterisation.
    step : Step
    partial : relations as (lhs, op, rhs)
        What stays free although the level holds its kind equal.

    Returns
    -------
    ParameterTable
    """
    plan = Plan(configural, step, frozenset(partial))
    first = {(row.lhs, row.op, row.rhs): row for row in configural.rows if row.group == 1}
    rows = [_row(row, first[row.lhs, row.op, row.rhs], plan) for row in configural.rows]
    used = {row.label for row in rows if row.group > 1 and row.free}
    rows = [_labelled(row, used) if row.group == 1 else row for row in rows]
    return replace(configural, rows=tuple(rows))


def _shared_label(row: Parameter) -> str:
    return row.label or f"{row.lhs}{row.op}{row.rhs}"


def _labelled(row: Parameter, used: set[str]) -> Parameter:
    return replace(row, label=_shared_label(row)) if row.free and _shared_label(row) in used else row


def _row(row: Parameter, first: Parameter, plan: Plan) -> Parameter:
    """One parameter of one group at a level; ``first`` is that of the first group."""
    variables, ordinal = plan.table.variables, plan.table.thresholds
    latent = row.lhs in variables.latent
    if row.op == "~~" and row.lhs == row.rhs and latent and not row.user:
        if plan.scaled_by(row.lhs):
            return replace(row, free=True, value=None)
        freed = row.group > 1 and plan.has_equal_loading(row.lhs)
        return replace(row, free=True, value=None) if freed else row
    if row.op == "=~" and row.rhs in variables.latent and row.free and not row.label:
        key = (row.lhs, row.op, row.rhs)
        freed = row.group > 1 and key in plan.partial and plan.has_unit(row.rhs)
        if plan.scaled_by(row.rhs) == key and not freed:
            return replace(row, free=False, value=1.0)
    if row.group == 1 or row.exogenous:
        return row
    if row.op == "=~":
        return _equal(row, first) if plan.equal_loading(row.lhs, row.rhs) else row
    if row.op == "|":
        kept = plan.linked(row.lhs) and plan.kept(row.lhs, row.op, row.rhs, "thresholds")
        return _equal(row, first) if kept else row
    if row.op == "~1" and latent:
        return replace(row, free=True, value=None) if not row.user and plan.free_mean(row.lhs) else row
    if row.op == "~1" and row.lhs in ordinal:
        return replace(row, free=True, value=None) if not row.user and plan.free_intercept(row.lhs) else row
    if row.op == "~1":
        return _equal(row, first) if plan.equal_intercept(row.lhs) else row
    if row.op == "~~" and row.lhs == row.rhs and row.lhs in ordinal:
        return replace(row, free=True, value=None) if not row.user and plan.free_residual(row.lhs) else row
    if row.op == "~~" and row.lhs == row.rhs and not latent:
        return _equal(row, first) if plan.kept(row.lhs, "~~", row.rhs, "residuals") else row
    return row


def _equal(row: Parameter, first: Parameter) -> Parameter:
    """The row under the first group's label; labels that the text gives each group are left as they are."""
    own = row.user and row.label and row.label != first.label
    return row if not row.free or not first.free or own else replace(row, label=_shared_label(first))


def untestable(configural: ParameterTable, step: Step, partial: Iterable[Key]) -> str:
    """Why a level is no restriction on these items and is left out; empty where it can be tested."""
    plan = Plan(configural, step, frozenset(partial))
    ordinal = plan.table.thresholds
    if not ordinal or "thresholds" not in step.equal or "intercepts" in step.equal:
        return ""
    if "loadings" not in step.equal:
        if any(plan.shared_thresholds(item) >= 2 for item in ordinal):
            return ""
        return (
            "no item has two thresholds to hold equal, so equal thresholds are no restriction; the first level that "
            "can be tested is thresholds, loadings and intercepts together (Wu & Estabrook, 2016)"
        )
    if any(plan.equal_loading(f, i) for f, items in plan.table.variables.indicators.items() for i in items):
        return ""
    return (
        "the items have two categories, and equal thresholds and loadings are no restriction on them; the first level "
        "that can be tested is thresholds, loadings and intercepts together (Wu & Estabrook, 2016)"
    )


def remark(configural: ParameterTable, step: Step) -> str:
    """What is to be known of a level that is fitted but restricts not every item; empty where nothing is."""
    counts = configural.thresholds
    if not counts or "thresholds" not in step.equal or "intercepts" in step.equal:
        return ""
    binary = [item for item, count in counts.items() if count == 1]
    if step.name == "thresholds" and all(count <= 2 for count in counts.values()):
        return (
            "no item has more than three categories, so equal thresholds are no restriction: the same fit as "
            "configural (Wu & Estabrook, 2016)"
        )
    if binary:
        return f"items with two categories are not restricted at this level: {', '.join(binary)}"
    return ""
