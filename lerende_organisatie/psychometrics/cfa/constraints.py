"""Equalities among parameters: labels and ``==`` become θ = θ₀ + Kx; ``:=`` becomes a function with a gradient.

Labels and linear constraints hold exactly at every step, because the optimiser moves in x. The Jacobian in the
unconstrained θ is kept, so that score tests come for free. Constraints that are not linear are in ``nonlinear``.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lerende_organisatie.errors import ModelSyntaxError
from lerende_organisatie.psychometrics.cfa.syntax import NAME
from lerende_organisatie.psychometrics.cfa.table import ParameterTable

Floats = NDArray[np.float64]

Function = Callable[[Floats], float]


@dataclass(frozen=True)
class Equalities:
    """The affine map from what is estimated to the free rows of the table.

    Attributes
    ----------
    offset : ndarray (q,)
        θ₀.
    basis : ndarray (q, r)
        K, of full column rank.
    """

    offset: Floats
    basis: Floats

    def expand(self, x: Floats) -> Floats:
        """θ at x."""
        return self.offset + self.basis @ x

    def reduce(self, theta: Floats) -> Floats:
        """The x whose θ is nearest to the one given."""
        if self.trivial:
            return theta - self.offset
        if (own := self.column_of) is not None:
            used = own >= 0
            count = np.bincount(own[used], minlength=self.basis.shape[1])
            total = np.bincount(own[used], (theta - self.offset)[used], minlength=self.basis.shape[1])
            return np.asarray(total / count, dtype=float)
        return np.asarray(np.linalg.lstsq(self.basis, theta - self.offset, rcond=None)[0], dtype=float)

    @property
    def trivial(self) -> bool:
        """Whether nothing is constrained."""
        return bool(self.basis.shape[0] == self.basis.shape[1])

    @cached_property
    def column_of(self) -> NDArray[np.intp] | None:
        """Where labels are all there is: for each free row the column that it is equal to, −1 for a fixed one."""
        one = self.basis == 1.0
        if np.count_nonzero(one) != np.count_nonzero(self.basis) or (one.sum(axis=1) > 1).any():
            return None
        return np.where(one.any(axis=1), one.argmax(axis=1), -1)

    def pull_back(self, matrix: Floats) -> Floats:
        """The product K′MK (r, r) of a symmetric M (q, q)."""
        own = self.column_of
        if own is None:
            return np.asarray(self.basis.T @ matrix @ self.basis, dtype=float)
        return self.summed(self.summed(matrix).T)

    def summed(self, matrix: Floats) -> Floats:
        """The product K′M (r, ·) of a matrix M (q, ·)."""
        own = self.column_of
        if own is None:
            return np.asarray(self.basis.T @ matrix, dtype=float)
        return _summed(np.ascontiguousarray(matrix), own, self.basis.shape[1])

    def within(self, covariance: Floats) -> Floats:
        """The M (r, r) of a covariance matrix KMK′ (q, q) of θ: that of what is estimated."""
        if self.trivial:
            return covariance
        own = self.column_of
        if own is None:
            pull = np.linalg.pinv(self.basis)
            return np.asarray(pull @ covariance @ pull.T, dtype=float)
        first = np.unique(own, return_index=True)[1][int((own < 0).any()) :]
        return np.asarray(covariance[np.ix_(first, first)], dtype=float)

    def spread(self, matrix: Floats) -> Floats:
        """The product KMK′ (q, q) of a matrix M (r, r)."""
        own = self.column_of
        if own is None:
            return np.asarray(self.basis @ matrix @ self.basis.T, dtype=float)
        result = np.asarray(matrix[np.ix_(own, own)], dtype=float)
        result[own < 0], result[:, own < 0] = 0.0, 0.0
        return result


def _summed(matrix: Floats, column_of: NDArray[np.intp], size: int) -> Floats:
    """Rows that are one parameter added up (size, ·): the first of each, then the second, and so on."""
    result = np.zeros((size, matrix.shape[1]))
    left = np.flatnonzero(column_of >= 0)
    while len(left):
        own, at = np.unique(column_of[left], return_index=True)
        result[own] += matrix[left[at]]
        left = np.delete(left, at)
    return result


_BINARY: dict[type[ast.operator], Callable[[complex, complex], complex]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_UNARY: dict[type[ast.unaryop], Callable[[complex], complex]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
_CALLS: dict[str, Callable[[complex], complex]] = {
    "sqrt": lambda x: complex(np.sqrt(complex(x))),
    "exp": lambda x: complex(np.exp(complex(x))),
    "log": lambda x: complex(np.log(complex(x))),
    "abs": lambda x: x if x.real >= 0 else -x,
}


def _evaluate(node: ast.expr, values: Mapping[str, complex]) -> complex:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return complex(node.value)
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)](_evaluate(node.left, values), _evaluate(node.right, values))
    if isinstance(node, ast.UnaryOp):
        return _UNARY[type(node.op)](_evaluate(node.operand, values))
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    return _CALLS[node.func.id](_evaluate(node.args[0], values))


def _names(node: ast.expr, faults: list[str], where: str) -> set[str]:
    """The names of an expression; what is not arithmetic becomes a fault."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return set()
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _names(node.left, faults, where) | _names(node.right, faults, where)
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        return _names(node.operand, faults, where)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _CALLS
        and len(node.args) == 1
        and not node.keywords
    ):
        return _names(node.args[0], faults, where)
    faults.append(f"{where}: only + - * / ^, {', '.join(_CALLS)} and labels can stand in an expression")
    return set()


_LABEL = re.compile(rf"(?<![\w.])(?:{NAME}|\.p\d+\.)")
"""A label where it stands in an expression, also a dotted one and lavaan's ``.p3.`` for the third parameter."""


def _tree(text: str) -> ast.expr:
    """An expression's tree with every label under its own name, whatever Python makes of that name."""
    labels: list[str] = []

    def plain(found: re.Match[str]) -> str:
        labels.append(found.group())
        return f"_{len(labels) - 1}"

    node = ast.parse(_LABEL.sub(plain, text).replace("^", "**").strip(), mode="eval").body
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            part.id = labels[int(part.id[1:])]
    return node


def _read(
    expression: str, known: Mapping[str, object], where: str, faults: list[str], shown: str | None = None
) -> ast.expr | None:
    """An expression's tree, every label in it known; ``shown`` is how a message writes it."""
    try:
        node = _tree(expression)
    except (SyntaxError, ValueError, IndexError):
        faults.append(f"{where}: {shown or expression!r} is not an expression")
        return None
    before = len(faults)
    unknown = sorted(_names(node, faults, where) - set(known))
    faults.extend(f"{where}: {name!r} is not the label of a parameter" for name in unknown)
    return node if len(faults) == before else None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A function of the free parameters, such as a ``:=`` definition.

    Attributes
    ----------
    name, expression : str
    """

    name: str
    expression: str
    _node: ast.expr
    _place: Mapping[str, int]
    _fixed: Mapping[str, float]
    _earlier: tuple[Quantity, ...]

    def _complex(self, theta: NDArray[np.complex128]) -> complex:
        values: dict[str, complex] = {name: complex(value) for name, value in self._fixed.items()}
        values |= {label: complex(theta[i]) for label, i in self._place.items()}
        for quantity in self._earlier:
            values[quantity.name] = quantity._complex(theta)
        try:
            return _evaluate(self._node, values)
        except (ZeroDivisionError, OverflowError):
            return complex(np.nan)

    def value(self, theta: Floats) -> float:
        """The quantity at θ; NaN where it has none, such as the root of a negative number."""
        value = self._complex(theta.astype(complex))
        return float(value.real) if value.imag == 0.0 else float("nan")

    def gradient(self, theta: Floats) -> Floats:
        """Its gradient in θ (q,), exact to rounding, by a complex step (Squire & Trapp, 1998)."""
        gradient = np.zeros(len(theta))
        for i in self._used():
            moved = theta.astype(complex)
            moved[i] += 1e-30j
            gradient[i] = self._complex(moved).imag / 1e-30
        return gradient

    def _used(self) -> set[int]:
        mine = {self._place[n.id] for n in ast.walk(self._node) if isinstance(n, ast.Name) and n.id in self._place}
        return mine.union(*(quantity._used() for quantity in self._earlier))


def _labels(table: ParameterTable) -> tuple[dict[str, int], dict[str, float]]:
    """The place of each label among the free rows, and the value of each label that stands at a fixed row."""
    place: dict[str, int] = {}
    for i, row in enumerate(table.free):
        for name in (row.label, f".p{i + 1}."):
            if name and name not in place:
                place[name] = i
    fixed = {r.label: float(r.value or 0.0) for r in table.rows if r.label and not r.free and r.label not in place}
    return place, fixed


def defined_quantities(table: ParameterTable) -> tuple[Quantity, ...]:
    """The ``:=`` definitions of a model; one may use those before it.

    Raises
    ------
    ModelSyntaxError
    """
    if not table.text.definitions:
        return ()
    place, fixed = _labels(table)
    faults: list[str] = []
    quantities: list[Quantity] = []
    for d in table.text.definitions:
        known: dict[str, object] = {**place, **fixed, **{q.name: 0 for q in quantities}}
        if d.name in place or d.name in fixed:
            faults.append(f"line {d.line}: {d.name!r} is the label of a parameter; give what is defined another name")
            continue
        node = _read(d.expression, known, f"line {d.line}", faults)
        if node is not None:
            quantities.append(Quantity(d.name, d.expression, node, place, fixed, tuple(quantities)))
    if faults:
        raise ModelSyntaxError("the defined parameters", faults)
    return tuple(quantities)


def constraint_functions(table: ParameterTable) -> tuple[Quantity, ...]:
    """Left minus right of every ``==``, zero where it holds.

    Raises
    ------
    ModelSyntaxError
    """
    if not table.text.constraints:
        return ()
    place, fixed = _labels(table)
    faults: list[str] = []
    functions: list[Quantity] = []
    quantities = defined_quantities(table)
    for c in table.text.constraints:
        known: dict[str, object] = {**place, **fixed, **{q.name: 0 for q in quantities}}
        text = f"({c.left}) - ({c.right})"
        node = _read(text, known, f"line {c.line}", faults, f"{c.left} == {c.right}")
        if node is not None:
            functions.append(Quantity(f"{c.left} == {c.right}", text, node, place, fixed, quantities))
    if faults:
        raise ModelSyntaxError("the constraints", faults)
    return tuple(functions)


def equalities(table: ParameterTable) -> Equalities:
    """Labels and linear ``==`` constraints as θ = θ₀ + Kx.

    Raises
    ------
    ModelSyntaxError
        A constraint contradicts another, or cannot be read.
    """
    rows = table.free
    fixed = {row.label: float(row.value or 0.0) for row in table.rows if row.label and not row.free}
    offset = np.zeros(len(rows))
    column_of: dict[str, int] = {}
    columns: list[int | None] = []
    count = 0
    for i, row in enumerate(rows):
        if row.label in fixed:  # one label is one parameter, so it takes the value of the row that is fixed
            offset[i] = fixed[row.label]
            columns.append(None)
            continue
        known = column_of.get(row.label)
        if known is None:
            known, count = count, count + 1
            if row.label:
                column_of[row.label] = known
        columns.append(known)
    basis = np.zeros((len(rows), count))
    for i, column in enumerate(columns):
        if column is not None:
            basis[i, column] = 1.0
    functions = [f for f in constraint_functions(table) if _is_linear(f, len(rows))]
    if not functions:
        return Equalities(offset, basis)
    matrix = np.array([f.gradient(offset) for f in functions])
    level = np.array([f.value(offset) for f in functions])
    reduced = matrix @ basis
    _, s, vt = np.linalg.svd(reduced)
    rank = int((s > 1e-10 * max(1.0, float(s[0]))).sum())
    shift = np.linalg.lstsq(reduced, -level, rcond=None)[0]
    if not np.allclose(reduced @ shift, -level, atol=1e-8):
        raise ModelSyntaxError("the constraints", ["the == constraints contradict one another"])
    return Equalities(offset + basis @ shift, basis @ vt[rank:].T)


def bent_constraints(table: ParameterTable) -> tuple[Quantity, ...]:
    """The ``==`` constraints that are not linear in the parameters.

    Raises
    ------
    ModelSyntaxError
    """
    return tuple(f for f in constraint_functions(table) if not _is_linear(f, len(table.free)))


def _is_linear(function: Quantity, q: int) -> bool:
    """Whether the gradient is the same at two arbitrary places."""
    here, there = np.linspace(0.3, 0.9, q), np.linspace(-0.7, 1.1, q) ** 2
    return bool(np.allclose(function.gradient(here), function.gradient(there), atol=1e-12))
