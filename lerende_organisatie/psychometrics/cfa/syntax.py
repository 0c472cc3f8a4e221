"""Model text in lavaan's notation, read into plain statements.

``f =~ x1 + x2`` measures, ``y ~ x`` regresses, ``a ~~ b`` covaries, ``x ~ 1`` has an intercept, ``x | t1`` a
threshold, ``x ~*~ x`` a scaling factor; ``name := expression`` defines and ``expression == expression`` constrains. A
term may carry modifiers: a value fixes (``1*x``), ``NA*x`` frees, a name labels (``a*x``), ``start(0.5)*x`` starts, and
``c(...)`` gives one of these per group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from lerende_organisatie.errors import ModelSyntaxError

Operator = Literal["=~", "~", "~~", "~1", "|", "~*~"]

PerGroup = tuple[float | None, ...]
"""One value per group, or a single one for all; None stands for NA."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One parameter as written: what it relates, and what was asked of it.

    Attributes
    ----------
    lhs, op, rhs : str
        The relation; ``rhs`` is empty for an intercept.
    fixed : tuple of float or None
        Values per group (one value stands for all groups); None frees. Empty when nothing was said.
    labels : tuple of str
        Labels per group; an empty text is no label. Empty when nothing was said.
    start : tuple of float or None
        Starting values per group.
    line : int
        The line of the model text.
    """

    lhs: str
    op: str
    rhs: str
    fixed: PerGroup = ()
    labels: tuple[str, ...] = ()
    start: PerGroup = ()
    line: int = 0

    @property
    def text(self) -> str:
        """The relation as one would write it."""
        return f"{self.lhs} ~ 1" if self.op == "~1" else f"{self.lhs} {self.op} {self.rhs}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A quantity computed from labelled parameters: ``name := expression``."""

    name: str
    expression: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Constraint:
    """Two expressions in labelled parameters that are equal."""

    left: str
    right: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class ModelText:
    """A model as read: its statements in order, definitions and constraints."""

    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    source: str = ""


@runtime_checkable
class OffersModel(Protocol):
    """Anything that can write itself as model text, such as an instrument's structure."""

    def model_syntax(self) -> str:
        """The model in lavaan's notation."""


NAME = r"[^\W\d][\w.]*"
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NAME = re.compile(rf"^{NAME}$")
_NUMBER = re.compile(rf"^{NUMBER}$")
_OPERATOR = re.compile(r"=~|:=|==|~\*~|~~|<~|~|\||<|>")
_OTHER_NOTATION = (
    (
        re.compile(r"\b(?:BY|ON|WITH)\b", re.IGNORECASE),
        "Mplus writes so; here it is f =~ x1 + x2, y ~ x, x1 ~~ x2",
    ),
    (re.compile(r"^\[.*\]$"), "Mplus writes so; here an intercept is x1 ~ 1"),
    (re.compile(r"@"), "Mplus writes so; here a value is fixed as f =~ 1*x1 or f ~~ 1*f"),
    (re.compile(r"="), "is it a factor? Then write =~"),
)
"""What a line without an operator may have meant."""

_UNSUPPORTED = {
    "<": "inequality constraints are not offered; fit without and look whether the estimate obeys",
    ">": "inequality constraints are not offered; fit without and look whether the estimate obeys",
    "<~": "formative constructs (<~) are not offered",
}


def parse(model: str | OffersModel) -> ModelText:
    """Read model text.

    Parameters
    ----------
    model : str or an object with ``model_syntax()``
        Lavaan-style text; statements end at a line's end or at ``;``, comments begin with ``#`` or ``!``. A line
        without an operator continues the one before.

    Returns
    -------
    ModelText

    Raises
    ------
    ModelSyntaxError
        Lists every line that cannot be read, with what is wrong in it.
    """
    if not isinstance(model, str):
        if not isinstance(model, OffersModel):
            raise ModelSyntaxError(
                "the model", [f"a {type(model).__name__} was given; give model text or an instrument's structure"]
            )
        model = model.model_syntax()
    faults: list[str] = []
    statements: dict[tuple[str, str, str], Statement] = {}
    definitions: list[Definition] = []
    constraints: list[Constraint] = []
    for line, text in _logical_lines(model, faults):
        found = _OPERATOR.search(text)
        if found is None:
            meant = next((hint for pattern, hint in _OTHER_NOTATION if pattern.search(text)), "")
            faults.append(f"line {line}: {text!r} has no operator (=~, ~, ~~, |, :=, ==)" + (meant and f"; {meant}"))
            continue
        op, left, right = found.group(), text[: found.start()].strip(), text[found.end() :].strip()
        if "->" in text or "<-" in text:
            faults.append(f"line {line}: arrows ({text!r}) are not read; f =~ x1 measures and y ~ x regresses")
        elif op in _UNSUPPORTED:
            faults.append(f"line {line}: {_UNSUPPORTED[op]}")
        elif not left or not right:
            faults.append(f"line {line}: {text!r} has nothing {'before' if not left else 'after'} {op}")
        elif op == ":=":
            if _NAME.match(left):
                definitions.append(Definition(left, right, line))
            else:
                faults.append(f"line {line}: {left!r} cannot be the name of a defined parameter")
        elif op == "==":
            constraints.append(Constraint(left, right, line))
        else:
            for statement in _relations(left, op, right, line, faults):
                key = (statement.lhs, statement.op, statement.rhs)
                mirrored = (key[2], key[1], key[0])
                if statement.op == "~~" and mirrored in statements:
                    key = mirrored
                statements[key] = _merge(statements[key], statement, faults) if key in statements else statement
    if not statements and not faults:
        faults.append("the text holds no statement; a factor is written as 'f =~ x1 + x2 + x3'")
    faults += _products(tuple(statements.values()))
    names = [d.name for d in definitions]
    faults += [
        f"defined parameter {n!r} is defined {names.count(n)} times" for n in dict.fromkeys(names) if names.count(n) > 1
    ]
    if faults:
        raise ModelSyntaxError("the model text", faults)
    return ModelText(tuple(statements.values()), tuple(definitions), tuple(constraints), model)


def _products(statements: tuple[Statement, ...]) -> list[str]:
    """Predictors whose label is itself a predictor: a product was meant, and a label would be read."""
    predictors = {s.rhs for s in statements if s.op == "~"}
    return [
        f"line {s.line}: '{s.lhs} {s.op} {label}*{s.rhs}' would label the parameter {label!r}, which is also a "
        "predictor; an interaction must be a column of the data"
        for s in statements
        for label in s.labels
        if s.op == "~" and label in predictors
    ]


def _logical_lines(model: str, faults: list[str]) -> list[tuple[int, str]]:
    """Lines without comments, continuations joined, with the number of the line where each begins."""
    result: list[tuple[int, str]] = []
    for number, raw in enumerate(model.splitlines(), start=1):
        for part in re.split(r"[#!]", raw, maxsplit=1)[0].split(";"):
            text = part.strip()
            if not text:
                continue
            if re.match(r"^(group|level|block)\s*:\s*\S+$", text, flags=re.IGNORECASE):
                faults.append(f"line {number}: blocks ({text!r}) are not offered; give values per group with c(...)")
            elif _OPERATOR.search(text) is None and result and (text[0] == "+" or result[-1][1][-1] in "+*~|,=("):
                result[-1] = (result[-1][0], f"{result[-1][1]} {text}")
            else:
                result.append((number, text))
    return result


def _split(text: str, separator: str) -> list[str]:
    """Split at a separator that stands outside parentheses and quotes; a sign in a number such as 1e-5 stays."""
    parts, depth, current, quote = [], 0, "", ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        if (
            character == separator
            and depth == 0
            and not quote
            and not (separator == "+" and re.search(r"\d[eE]$", current))
        ):
            parts.append(current.strip())
            current = ""
        else:
            current += character
    return [*parts, current.strip()]


def _relations(left: str, op: str, right: str, line: int, faults: list[str]) -> list[Statement]:
    lefts = _split(left, "+")
    bad = [name for name in lefts if not _NAME.match(name)]
    if bad:
        spaced = "; the operator is written =~, without a space" if op == "~" and left.endswith("=") else ""
        faults.extend(f"line {line}: {name!r} is not a name that can stand before {op}{spaced}" for name in bad)
        return []
    statements: list[Statement] = []
    for term in _split(right, "+"):
        *modifiers, name = _split(term, "*")
        kind, rhs = op, name
        if op == "~" and name in {"1", "0"}:
            kind, rhs = "~1", ""
            if name == "0":
                modifiers = [*modifiers, "0"]
        elif not _NAME.match(name):
            what = "an empty term" if not name else f"{name!r}, which is not a name"
            hint = next((text for pattern, text in _TERM_HINTS if pattern.search(name)), "")
            faults.append(f"line {line}: {op} is followed by {what}{hint}")
            continue
        if op == "|" and not re.match(r"^t\d+$", name):
            faults.append(f"line {line}: a threshold is named t1, t2, ..., not {name!r}")
            continue
        if op == "~*~" and name not in lefts:
            faults.append(f"line {line}: a scaling factor relates a variable to itself ({left} ~*~ {left})")
            continue
        fixed, labels, start = _modifiers(modifiers, line, faults)
        for lhs in lefts:
            if op in {"=~", "~"} and lhs == rhs:
                faults.append(f"line {line}: {lhs!r} cannot {'measure' if op == '=~' else 'predict'} itself")
                continue
            statements.append(Statement(lhs, kind, rhs, fixed, labels, start, line))
    return statements


def _modifiers(modifiers: list[str], line: int, faults: list[str]) -> tuple[PerGroup, tuple[str, ...], PerGroup]:
    fixed: PerGroup = ()
    labels: tuple[str, ...] = ()
    start: PerGroup = ()
    for modifier in modifiers:
        call = re.match(r"^(c|start|label|equal)\((.*)\)$", modifier, flags=re.DOTALL)
        parts = [modifier]
        kind = ""
        if call:
            kind, inner = call.groups()
            nested = re.match(r"^c\((.*)\)$", inner.strip(), flags=re.DOTALL)
            parts = _split(nested.group(1) if nested else inner, ",")
        numbers = [_number(part) for part in parts]
        if kind == "start":
            if any(n is _NOT_A_NUMBER or n is None for n in numbers):
                faults.append(f"line {line}: {modifier!r} does not give numbers to start from")
            else:
                start = tuple(_value(n) for n in numbers)
        elif kind in {"label", "equal"} or any(n is _NOT_A_NUMBER for n in numbers):
            names = tuple("" if part == "NA" else part.strip("\"'") for part in parts)
            bad = [name for name in names if name and not _NAME.match(name)]
            if bad:
                faults.append(f"line {line}: {modifier!r} is neither a number, NA nor a label")
            elif labels:
                faults.append(f"line {line}: {modifier!r} is a second label of the same term")
            else:
                labels = names
        elif any(isinstance(n, float) and abs(n) == float("inf") for n in numbers):
            faults.append(f"line {line}: {modifier!r} is not finite")
        elif fixed:
            faults.append(f"line {line}: {modifier!r} is a second value of the same term")
        else:
            fixed = tuple(_value(n) for n in numbers)
    return fixed, labels, start


_TERM_HINTS = (
    (re.compile(":"), "; an interaction must be a column of the data"),
    (re.compile(r"^="), "; a factor is written with =~"),
    (re.compile(r"^[\"']"), "; names stand without quotes"),
    (re.compile(r"^[^\W\d][\w.]*\s*-"), "; ranges are not read, write every name and join them with +"),
    (re.compile(r"^[\w.]+(?:\s*,\s*|\s+)[\w.]"), "; join the terms with +"),
    (re.compile(r"^[\d.]+[^\W\d]"), "; a value is joined to its variable with *"),
)
"""What a term that is no name may have meant."""


class _NotANumber:
    """What a text that is no number reads as."""


_NOT_A_NUMBER = _NotANumber()


def _number(text: str) -> float | _NotANumber | None:
    text = text.strip()
    if text == "NA":
        return None
    return float(text) if _NUMBER.match(text) else _NOT_A_NUMBER


def _value(number: float | _NotANumber | None) -> float | None:
    return None if isinstance(number, _NotANumber) else number


def _merge(first: Statement, second: Statement, faults: list[str]) -> Statement:
    """One relation written twice: lavaan's way to give it a second modifier."""
    said_twice = [
        what
        for what, a, b in (
            ("value", first.fixed, second.fixed),
            ("label", first.labels, second.labels),
            ("start", first.start, second.start),
        )
        if a and b and a != b
    ]
    nothing_new = not (second.fixed or second.labels or second.start)
    if said_twice or nothing_new:
        what = f"with another {said_twice[0]}" if said_twice else "again"
        faults.append(f"line {second.line}: {second.text!r} stands {what}; it is already on line {first.line}")
    return Statement(
        first.lhs,
        first.op,
        first.rhs,
        first.fixed or second.fixed,
        first.labels or second.labels,
        first.start or second.start,
        first.line,
    )
