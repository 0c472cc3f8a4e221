"""Equalities and defined parameters."""

from __future__ import annotations

import numpy as np
import pytest

from lerende_organisatie.errors import ModelSyntaxError
from lerende_organisatie.psychometrics.cfa.constraints import Quantity, defined_quantities, equalities
from lerende_organisatie.psychometrics.cfa.syntax import parse
from lerende_organisatie.psychometrics.cfa.table import ParameterTable, build_table

MODEL = "f =~ x1 + a*x2 + b.1*x3 + if*x4\n"


def table(more: str, model: str = MODEL) -> ParameterTable:
    return build_table(parse(model + more))


def theta(t: ParameterTable, **values: float) -> np.ndarray:
    """Free parameters at 0.5, labelled ones (dots written as two underscores) at the given values."""
    names = {key.replace("__", "."): value for key, value in values.items()}
    return np.array([names.get(row.label, 0.5) for row in t.free])


def quantity(expression: str) -> tuple[Quantity, ParameterTable]:
    t = table(f"q := {expression}")
    return defined_quantities(t)[0], t


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a", 0.7),
        ("b.1", 1.3),
        ("a*b.1", 0.7 * 1.3),
        ("a - -b.1", 2.0),
        ("(a + 1)/b.1", 1.7 / 1.3),
        ("a^2 + b.1**3", 0.49 + 1.3**3),
        ("if*2", 0.4),
        ("sqrt(a) + exp(b.1) - log(if)", np.sqrt(0.7) + np.exp(1.3) - np.log(0.2)),
        ("abs(a - b.1)", 0.6),
        ("1e-1*a + 2.5", 2.57),
        (".p1. * 2", 1.4),  # the first free parameter is the loading labelled a
    ],
)
def test_expressions(expression: str, expected: float) -> None:
    q, t = quantity(expression)
    assert q.value(theta(t, a=0.7, b__1=1.3, **{"if": 0.2})) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    "expression", ["a*b.1/if", "sqrt(a^2 + b.1^2)", "exp(a)*log(b.1)", "abs(a - b.1)", "(a - 2)^3", "a^b.1"]
)
def test_gradients_against_differences(expression: str) -> None:
    q, t = quantity(expression)
    at = theta(t, a=0.7, b__1=1.3, **{"if": 0.2})
    steps = np.eye(len(at)) * 1e-6
    numeric = np.array([(q.value(at + s) - q.value(at - s)) / 2e-6 for s in steps])
    np.testing.assert_allclose(q.gradient(at), numeric, rtol=1e-7, atol=1e-9)


def test_a_definition_may_use_those_before_it() -> None:
    t = table("q := a + 1\nr := q*b.1")
    _, r = defined_quantities(t)
    at = theta(t, a=0.7, b__1=2.0)
    assert r.value(at) == pytest.approx(3.4)
    gradient = {row.label: g for row, g in zip(t.free, r.gradient(at), strict=True) if g}
    assert gradient == pytest.approx({"a": 2.0, "b.1": 1.7})


@pytest.mark.parametrize("expression", ["a/0", "log(a - 9)", "sqrt(a - 9)", "(a - 9)^0.5", "a/(b.1 - b.1)"])
def test_no_value_is_no_number(expression: str) -> None:
    q, t = quantity(expression)
    assert np.isnan(q.value(theta(t, a=0.7, b__1=1.3)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("q := zz", "line 2: 'zz' is not the label of a parameter"),
        ("q := a.9", "'a.9' is not the label of a parameter"),
        ("q := a +", "'a +' is not an expression"),
        ("q := a if b.1 else a", "is not an expression"),
        ("q := max(a, b.1)", "only + - * / ^"),
        ("q := a.b(1)", "only + - * / ^"),
        ("q := 'x'", "only + - * / ^"),
        ("q := a // 2", "only + - * / ^"),
        ("q := [a]", "only + - * / ^"),
        ("q := __import__", "is not"),
        ("q := r\nr := a", "'r' is not the label of a parameter"),
        ("a := 2*b.1", "'a' is the label of a parameter; give what is defined another name"),
    ],
)
def test_expressions_that_are_none(text: str, message: str) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        defined_quantities(table(text))
    assert message in str(caught.value)


def test_all_faulty_definitions_at_once() -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        defined_quantities(table("q := zz\nr := yy"))
    assert len(caught.value.faults) == 2


def test_labels_make_one_parameter() -> None:
    t = table("", "f =~ x1 + a*x2 + a*x3 + x4")
    e = equalities(t)
    assert e.basis.shape == (len(t.free), len(t.free) - 1)
    expanded = e.expand(np.arange(1.0, len(t.free)))
    assert expanded[0] == expanded[1]
    assert not e.trivial
    assert equalities(table("")).trivial


LINEAR = {
    "a == b.1": [(1, -1, 0, 0)],
    "a == 2*b.1 - 1": [(1, -2, 0, -1)],
    "a == 1.2\nb.1 == 0.8": [(1, 0, 0, 1.2), (0, 1, 0, 0.8)],
    "a + b.1 == 2*if": [(1, 1, -2, 0)],
    "a == b.1\n2*a == 2*b.1": [(1, -1, 0, 0)],
}
"""Constraints, and what each says of (a, b.1, if): coefficients, then what they sum to; said twice counts once."""


@pytest.mark.parametrize("constraints", LINEAR)
def test_linear_constraints_hold_at_every_x(constraints: str) -> None:
    t = table(constraints)
    e = equalities(t)
    assert e.basis.shape[1] == len(t.free) - len(LINEAR[constraints])
    rng = np.random.default_rng(5)
    for _ in range(3):
        at = e.expand(rng.normal(size=e.basis.shape[1]))
        value = {row.label: x for row, x in zip(t.free, at, strict=True)}
        for a, b, c, total in LINEAR[constraints]:
            assert a * value["a"] + b * value["b.1"] + c * value["if"] == pytest.approx(total, abs=1e-10)


def test_reduce_undoes_expand() -> None:
    e = equalities(table("a == 2*b.1 - 1"))
    x = np.random.default_rng(6).normal(size=e.basis.shape[1])
    np.testing.assert_allclose(e.reduce(e.expand(x)), x, atol=1e-12)


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        ("a == b.1^2", "is not linear in the parameters"),
        ("a*b.1 == 1", "is not linear in the parameters"),
        ("a == 1\na == 2", "contradict one another"),
        ("a == b.1\na == b.1 + 1", "contradict one another"),
        ("a == zz", "'zz' is not the label of a parameter"),
        ("a == (", "'a == (' is not an expression"),
    ],
)
def test_constraints_that_cannot_be(constraints: str, message: str) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        equalities(table(constraints))
    assert message in str(caught.value)
