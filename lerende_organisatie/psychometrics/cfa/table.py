"""From statements to the parameter table: every parameter of every group, fixed or free, with its label.

What a model text leaves unsaid is added here, by the conventions that the field knows from lavaan: the first loading
fixed to one (or the latent variances, with ``std_lv``), residual variances, covariances of exogenous latent variables,
intercepts, thresholds and scaling factors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from lerende_organisatie.errors import ModelSyntaxError, OptionError
from lerende_organisatie.psychometrics.cfa.syntax import ModelText, Statement, parse
from lerende_organisatie.psychometrics.cfa.variables import Variables, roles


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the table.

    Attributes
    ----------
    lhs, op, rhs : str
        The relation; ``rhs`` is empty for an intercept.
    group : int
        From 1.
    free : bool
        Whether it is estimated.
    value : float or None
        Where it is fixed, the value; None for a covariate's moment, which takes the sample's value.
    label : str
        Parameters with one label are one parameter.
    start : float or None
        A starting value that the text gives.
    user : bool
        Whether the text names it.
    exogenous : bool
        Whether it is a moment of fixed covariates.
    """

    lhs: str
    op: str
    rhs: str
    group: int
    free: bool = True
    value: float | None = None
    label: str = ""
    start: float | None = None
    user: bool = False
    exogenous: bool = False

    @property
    def text(self) -> str:
        """The relation as one would write it."""
        return f"{self.lhs} ~ 1" if self.op == "~1" else f"{self.lhs} {self.op} {self.rhs}"


@dataclass(frozen=True)
class ParameterTable:
    """All parameters of a model, group after group, with the variables they speak of."""

    rows: tuple[Parameter, ...]
    variables: Variables
    text: ModelText
    n_groups: int
    meanstructure: bool
    thresholds: Mapping[str, int]
    parameterization: str

    @cached_property
    def free(self) -> tuple[Parameter, ...]:
        """The rows that are estimated, in order."""
        return tuple(row for row in self.rows if row.free)


GROUP_EQUAL = (
    "loadings",
    "intercepts",
    "thresholds",
    "residuals",
    "residual_covariances",
    "means",
    "regressions",
    "lv_variances",
    "lv_covariances",
)
"""What can be held equal across groups."""


def equal_kinds(group_equal: Iterable[str]) -> frozenset[str]:
    """The names of ``group_equal``, checked; dots are read as underscores.

    Raises
    ------
    OptionError
        A name is not offered.
    """
    kinds = (group_equal,) if isinstance(group_equal, str) else tuple(group_equal)
    names = frozenset(kind.replace(".", "_") for kind in kinds)
    unknown = sorted(names - set(GROUP_EQUAL))
    if unknown:
        raise OptionError(f"group_equal={unknown} is not offered; choose from {', '.join(GROUP_EQUAL)}")
    return names


def build_table(
    text: ModelText,
    *,
    n_groups: int = 1,
    meanstructure: bool = False,
    fixed_x: bool = True,
    std_lv: bool = False,
    orthogonal: bool = False,
    thresholds: Mapping[str, int] | None = None,
    parameterization: str = "delta",
    group_equal: Iterable[str] = (),
    group_partial: Iterable[str] = (),
) -> ParameterTable:
    """Every parameter of the model.

    Parameters
    ----------
    text : ModelText
    n_groups : int
    meanstructure : bool
        Whether means are part of the model.
    fixed_x : bool
        Whether moments of covariates are taken from the sample as they are.
    std_lv : bool
        Latent variances fixed to one instead of first loadings.
    orthogonal : bool
        Exogenous latent variables do not covary.
    thresholds : mapping of item to number of thresholds
        The ordinal items.
    parameterization : {"delta", "theta"}
    group_equal : iterable of str
        What is held equal across groups, out of :data:`GROUP_EQUAL`.
    group_partial : iterable of str
        Relations left free all the same, written as ``"f =~ x3"`` or ``"x3 ~ 1"``.

    Raises
    ------
    ModelSyntaxError, OptionError
    """
    kinds = equal_kinds(group_equal)
    ordinal = dict(thresholds or {})
    variables = roles(text.statements)
    faults = _contradictions(text, variables, n_groups, ordinal)
    if faults:
        raise ModelSyntaxError("the model", faults)
    template = _complete(text, variables, meanstructure, orthogonal, ordinal)
    rows: list[Parameter] = []
    for group in range(1, n_groups + 1):
        for statement in template:
            rows.append(_parameter(statement, group, variables, fixed_x, std_lv, ordinal, parameterization, kinds))
    partial = partial_keys(group_partial, rows)
    if n_groups > 1 and kinds:
        rows = _label_equal(rows, kinds, partial, variables, ordinal)
    return ParameterTable(tuple(rows), variables, text, n_groups, meanstructure, ordinal, parameterization)


def _contradictions(text: ModelText, variables: Variables, n_groups: int, ordinal: Mapping[str, int]) -> list[str]:
    faults = []
    for s in text.statements:
        for what, given in (("values", s.fixed), ("labels", s.labels), ("starting values", s.start)):
            if len(given) not in {0, 1, n_groups}:
                faults.append(f"line {s.line}: {s.text!r} has {len(given)} {what} for {n_groups} group(s)")
        if s.op == "|" and s.lhs in variables.latent:
            faults.append(f"line {s.line}: {s.lhs!r} is latent and has no thresholds")
        if s.op == "|" and s.lhs not in ordinal:
            faults.append(f"line {s.line}: {s.lhs!r} has thresholds but is not ordinal; add it to ordered=[...]")
        elif s.op == "|" and int(s.rhs[1:]) > ordinal[s.lhs]:
            faults.append(f"line {s.line}: {s.lhs!r} has {ordinal[s.lhs]} threshold(s) in the data, not {s.rhs!r}")
    for factor in variables.latent:
        reached: set[str] = set()
        frontier = set(variables.indicators[factor])
        while frontier:
            reached |= frontier
            frontier = {i for f in frontier for i in variables.indicators.get(f, ())} - reached
        if factor in reached:
            faults.append(f"{factor!r} measures itself through its own indicators")
    return faults


def _complete(
    text: ModelText, variables: Variables, meanstructure: bool, orthogonal: bool, ordinal: Mapping[str, int]
) -> list[Statement]:
    """The statements of the text, then those that convention adds, in lavaan's order."""
    said = {(s.lhs, s.op, s.rhs) for s in text.statements}
    rows = list(text.statements)

    def add(lhs: str, op: str, rhs: str, *fixed: float) -> None:
        if (lhs, op, rhs) not in said and (op != "~~" or (rhs, op, lhs) not in said):
            rows.append(Statement(lhs, op, rhs, fixed))

    for item, count in ordinal.items():
        for k in range(1, count + 1):
            add(item, "|", f"t{k}")
    for name in variables.observed:
        if name not in variables.covariates:
            add(name, "~~", name)
    for name in variables.latent:
        add(name, "~~", name)
    fixed = (0.0,) if orthogonal else ()
    for group in (variables.exogenous_latent, variables.outcomes, variables.covariates):
        for j, name in enumerate(group):
            if group is variables.covariates:
                add(name, "~~", name)
            for other in group[j + 1 :]:
                add(name, "~~", other, *(fixed if group is variables.exogenous_latent else ()))
    for item in ordinal:
        add(item, "~*~", item)
    if meanstructure:
        for name in (*variables.observed, *variables.latent):
            add(name, "~1", "")
    return rows


_T = TypeVar("_T")


def _given(values: tuple[_T, ...], group: int) -> _T | None:
    if not values:
        return None
    return values[0] if len(values) == 1 else values[group - 1]


def _parameter(
    s: Statement,
    group: int,
    variables: Variables,
    fixed_x: bool,
    std_lv: bool,
    ordinal: Mapping[str, int],
    parameterization: str,
    kinds: frozenset[str],
) -> Parameter:
    """One statement in one group, fixed or free by what the text says and else by convention."""
    row = Parameter(
        s.lhs, s.op, s.rhs, group, label=_given(s.labels, group) or "", start=_given(s.start, group), user=s.line > 0
    )
    if s.fixed:
        value = _given(s.fixed, group)
        return row if value is None else replace(row, free=False, value=value)
    first_group_only = group > 1 and "thresholds" in kinds
    variance = s.op == "~~" and s.lhs == s.rhs
    if s.op == "=~":
        first = s.rhs == variables.indicators[s.lhs][0]
        return replace(row, free=False, value=1.0) if first and not std_lv else row
    of_covariates = s.lhs in variables.covariates and (s.op == "~1" or s.rhs in variables.covariates)
    if s.op in {"~~", "~1"} and fixed_x and of_covariates:
        return replace(row, free=False, exogenous=True)
    if variance and s.lhs in variables.latent and std_lv:
        return row if group > 1 and "loadings" in kinds else replace(row, free=False, value=1.0)
    if variance and s.lhs in ordinal:
        freed = parameterization == "theta" and first_group_only and "residuals" not in kinds
        return row if freed else replace(row, free=False, value=1.0)
    if variance and not row.user and _only_indicator(s.lhs, variables):
        return replace(row, free=False, value=0.0)
    if s.op == "~*~":
        freed = parameterization == "delta" and first_group_only
        return row if freed else replace(row, free=False, value=1.0)
    if s.op == "~1" and not row.user:
        if s.lhs in ordinal:
            return replace(row, free=False, value=0.0)
        if s.lhs in variables.latent:
            shifted = group > 1 and bool(kinds & {"intercepts", "thresholds"}) and "means" not in kinds
            freed = shifted and s.lhs in variables.measured_by_observed
            return row if freed else replace(row, free=False, value=0.0)
    return row


def _only_indicator(name: str, variables: Variables) -> bool:
    """Whether a variable is all that a latent variable is measured by."""
    return any(indicators == (name,) for indicators in variables.indicators.values())


def _kind(row: Parameter, variables: Variables, ordinal: Mapping[str, int]) -> str:
    """Which of :data:`GROUP_EQUAL` a parameter belongs to; empty for none."""
    latent = row.lhs in variables.latent
    if row.op == "~1":
        return "means" if latent else ("" if row.lhs in ordinal else "intercepts")
    if row.op == "~~":
        if row.lhs == row.rhs:
            return "lv_variances" if latent else "residuals"
        return "lv_covariances" if latent and row.rhs in variables.latent else "residual_covariances"
    return {"=~": "loadings", "~": "regressions", "|": "thresholds"}.get(row.op, "")


def partial_keys(partial: Iterable[str], rows: list[Parameter]) -> frozenset[tuple[str, str, str]]:
    """The relations of ``group_partial`` as keys of the table, either way round for a covariance.

    Raises
    ------
    ModelSyntaxError
        A relation cannot be read or is not a parameter of the model.
    """
    relations = (partial,) if isinstance(partial, str) else tuple(partial)
    known = {(row.lhs, row.op, row.rhs) for row in rows}
    keys, faults = set(), []
    for relation in relations:
        try:
            statements = parse(relation).statements
        except ModelSyntaxError as error:
            faults += [f"group_partial={relation!r}: {fault}" for fault in error.faults]
            continue
        for s in statements:
            matches = {(s.lhs, s.op, s.rhs), (s.rhs, s.op, s.lhs) if s.op == "~~" else (s.lhs, s.op, s.rhs)} & known
            if not matches:
                faults.append(f"group_partial: {s.text!r} is not a parameter of the model")
            keys |= matches
    if faults:
        raise ModelSyntaxError("group_partial", faults)
    return frozenset(keys)


def _label_equal(
    rows: list[Parameter],
    kinds: frozenset[str],
    partial: frozenset[tuple[str, str, str]],
    variables: Variables,
    ordinal: Mapping[str, int],
) -> list[Parameter]:
    """Give equal parameters of later groups the label of the first group's."""
    kinds = kinds | ({"intercepts"} if "thresholds" in kinds else set())
    first: dict[tuple[str, str, str], int] = {}
    labelled = list(rows)
    for i, row in enumerate(rows):
        key = (row.lhs, row.op, row.rhs)
        if not row.free or key in partial or _kind(row, variables, ordinal) not in kinds:
            continue
        if row.group == 1:
            first[key] = i
        elif key in first:
            j = first[key]
            label = labelled[j].label or f".p{j + 1}."
            labelled[j] = replace(labelled[j], label=label)
            labelled[i] = replace(row, label=label)
    return labelled
