"""Model text: every construct, every fault, several faults at once."""

from __future__ import annotations

import pytest

from lerende_organisatie.errors import ModelSyntaxError
from lerende_organisatie.psychometrics.cfa.syntax import ModelText, Statement, parse


def only(text: str) -> Statement:
    statements = parse(text).statements
    assert len(statements) == 1
    return statements[0]


def relations(model: ModelText) -> list[tuple[str, str, str]]:
    return [(s.lhs, s.op, s.rhs) for s in model.statements]


def test_every_operator() -> None:
    text = "f =~ x1 + x2\ny ~ f\nx1 ~~ x2\ny ~ 1\nx1 | t1\nx1 ~*~ x1\nd := a\na == b"
    model = parse(text)
    assert relations(model) == [
        ("f", "=~", "x1"), ("f", "=~", "x2"), ("y", "~", "f"), ("x1", "~~", "x2"), ("y", "~1", ""), ("x1", "|", "t1"),
        ("x1", "~*~", "x1"),
    ]  # fmt: skip
    assert [(d.name, d.expression, d.line) for d in model.definitions] == [("d", "a", 7)]
    assert [(c.left, c.right, c.line) for c in model.constraints] == [("a", "b", 8)]
    assert model.source == text


def test_comments_continuations_and_semicolons() -> None:
    text = "# a comment\nf =~ x1 + ! first\n  x2\n  + x3; g =~ y1\n\n"
    model = parse(text)
    assert relations(model) == [("f", "=~", "x1"), ("f", "=~", "x2"), ("f", "=~", "x3"), ("g", "=~", "y1")]
    assert [s.line for s in model.statements] == [2, 2, 2, 4]


def test_several_names_on_the_left() -> None:
    assert relations(parse("y1 + y2 ~ x")) == [("y1", "~", "x"), ("y2", "~", "x")]


def test_dotted_names() -> None:
    assert relations(parse("f.1 =~ x.1 + x_2")) == [("f.1", "=~", "x.1"), ("f.1", "=~", "x_2")]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("x", {}),
        ("1*x", {"fixed": (1.0,)}),
        ("-.5e-1*x", {"fixed": (-0.05,)}),
        ("1e+2*x", {"fixed": (100.0,)}),
        ("NA*x", {"fixed": (None,)}),
        ("a*x", {"labels": ("a",)}),
        ("a.1*x", {"labels": ("a.1",)}),
        ('label("a")*x', {"labels": ("a",)}),
        ("equal('a')*x", {"labels": ("a",)}),
        ("start(0.7)*x", {"start": (0.7,)}),
        ("c(1, NA)*x", {"fixed": (1.0, None)}),
        ("c(a, b)*x", {"labels": ("a", "b")}),
        ("c(a, NA)*x", {"labels": ("a", "")}),
        ("start(c(0.5, 0.6))*x", {"start": (0.5, 0.6)}),
        ("NA*a*x", {"fixed": (None,), "labels": ("a",)}),
        ("a*start(2)*x", {"labels": ("a",), "start": (2.0,)}),
    ],
)
def test_modifiers(term: str, expected: dict[str, object]) -> None:
    found = only(f"f =~ {term}")
    for name in ("fixed", "labels", "start"):
        assert getattr(found, name) == expected.get(name, ()), name


def test_an_intercept_with_a_value_or_a_label() -> None:
    assert only("x ~ 1") == Statement("x", "~1", "", line=1)
    assert only("x ~ 0").fixed == (0.0,)
    assert only("x ~ 3*1").fixed == (3.0,)
    assert only("x ~ m*1").labels == ("m",)


def test_a_relation_twice_adds_a_second_modifier() -> None:
    found = only("f =~ a*x\nf =~ start(0.8)*x")
    assert (found.labels, found.start) == (("a",), (0.8,))
    assert only("x ~~ a*y\ny ~~ start(1)*x").start == (1.0,)


def test_anything_that_writes_itself_as_model_text() -> None:
    class Structure:
        def model_syntax(self) -> str:
            return "f =~ x"

    assert relations(parse(Structure())) == [("f", "=~", "x")]


FAULTS = {
    "": "the text holds no statement",
    "# nothing": "the text holds no statement",
    "f x1 x2": "line 1: 'f x1 x2' has no operator",
    "=~ x": "has nothing before =~",
    "f =~": "has nothing after =~",
    "f =~ x1 +": "an empty term",
    "f =~ x1 + + x2": "an empty term",
    "1f =~ x": "'1f' is not a name that can stand before =~",
    "f =~ 2x": "'2x', which is not a name; a value is joined to its variable with *",
    "f =~ x1 x2": "join the terms with +",
    "f =~ x1, x2": "join the terms with +",
    "f =~ x1-x9": "ranges are not read",
    "f =~ 'x1'": "names stand without quotes",
    "f = ~ x1": "'f =' is not a name that can stand before ~; the operator is written =~",
    "f ~= x1": "a factor is written with =~",
    "f = x1 + x2": "is it a factor? Then write =~",
    "f BY x1 x2": "Mplus writes so; here it is f =~ x1 + x2",
    "y on x": "Mplus writes so",
    "[x1]": "Mplus writes so; here an intercept is x1 ~ 1",
    "f =~ x1\nf@1": "Mplus writes so; here a value is fixed as",
    "f -> x1": "arrows ('f -> x1') are not read",
    "y ~ a:b": "an interaction must be a column of the data",
    "y ~ a + b + a*b": "an interaction must be a column of the data",
    "a > 0": "inequality constraints are not offered",
    "f <~ x": "formative constructs (<~) are not offered",
    "group: 1\nf =~ x": "blocks ('group: 1') are not offered",
    "x | a": "a threshold is named t1, t2, ..., not 'a'",
    "x ~*~ y": "a scaling factor relates a variable to itself",
    "f =~ f": "'f' cannot measure itself",
    "y ~ y": "'y' cannot predict itself",
    "1 := a": "'1' cannot be the name of a defined parameter",
    "f =~ a*x + b*y\nd := a\nd := b": "defined parameter 'd' is defined 2 times",
    "f =~ x\nf =~ x": "'f =~ x' stands again; it is already on line 1",
    "f =~ x + x": "stands again",
    "f =~ a*x\nf =~ b*x": "stands with another label",
    "f =~ 1*x\nf =~ 2*x": "stands with another value",
    "x ~~ start(1)*y\ny ~~ start(2)*x": "stands with another start",
    "f =~ a*b*x": "'b' is a second label of the same term",
    "f =~ 1*2*x": "'2' is a second value of the same term",
    "f =~ 1e999*x": "'1e999' is not finite",
    "f =~ (a)*x": "'(a)' is neither a number, NA nor a label",
    "f =~ start(a)*x": "'start(a)' does not give numbers to start from",
    "f =~ start(NA)*x": "does not give numbers to start from",
}


@pytest.mark.parametrize("text", FAULTS)
def test_faults_are_named(text: str) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        parse(text)
    assert FAULTS[text] in str(caught.value)


def test_all_faults_at_once_each_with_its_line() -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        parse("f =~ x1 x2\n\ny ~ a:b\nz\nf <~ x")
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["line 1", "line 3", "line 4", "line 5"]


@pytest.mark.parametrize("model", [None, 3, ["f =~ x"], {"f": ["x"]}, b"f =~ x"])
def test_what_is_no_model_at_all(model: object) -> None:
    with pytest.raises(ModelSyntaxError, match="give model text or an instrument's structure"):
        parse(model)  # type: ignore[arg-type]
