"""Every public name is there, documented in full and typed."""

from __future__ import annotations

import inspect
import re

import pytest

import lerende_organisatie as lo

OF_THE_MAIN_JOB = {
    *("load_instrument", "list_instruments", "instrument_json_schema", "Instrument"),
    *("read_responses", "Responses", "score", "reliability", "cronbach_alpha", "mcdonald_omega", "item_analysis"),
    *("kmo", "bartlett_sphericity", "pca", "congruence", "share_where_expected"),
    *("cfa", "sem", "compare", "htmt", "ave", "validate", "simulate", "errors"),
}


NAMES = sorted(set(lo.__all__) - {"errors", "__version__"})


def test_the_names_of_the_main_job_are_there() -> None:
    assert set(lo.__all__) >= OF_THE_MAIN_JOB


def test_every_name_resolves_and_is_listed() -> None:
    assert len(set(lo.__all__)) == len(lo.__all__)
    for name in lo.__all__:
        assert getattr(lo, name) is not None
        assert name in dir(lo)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = lo.no_such_name


@pytest.mark.parametrize("name", NAMES)
def test_documented_in_full(name: str) -> None:
    """Every parameter stands in the docstring, and so do the result and the faults."""
    thing = getattr(lo, name)
    text = inspect.getdoc(thing) or ""
    assert len(text.splitlines()[0]) > 20, f"{name} has no first line that says what it is"
    if inspect.isclass(thing):
        return
    documented = text.partition("Parameters\n----------")[2]
    for parameter in inspect.signature(thing).parameters:
        assert re.search(rf"^[\w, *]*\b{parameter}\b[\w, *]*(:|$)", documented, re.MULTILINE), f"{name}: {parameter}"
    assert "Returns\n-------" in text, f"{name} does not say what it returns"


@pytest.mark.parametrize("name", NAMES)
def test_typed(name: str) -> None:
    thing = getattr(lo, name)
    if inspect.isclass(thing):
        return
    signature = inspect.signature(thing)
    assert signature.return_annotation is not inspect.Signature.empty
    for parameter in signature.parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty, f"{name}: {parameter.name}"
        assert parameter.kind is not inspect.Parameter.VAR_KEYWORD, f"{name} swallows keywords"


@pytest.mark.parametrize("name", NAMES)
def test_public_methods_are_documented(name: str) -> None:
    thing = getattr(lo, name)
    if not inspect.isclass(thing):
        return
    for key, member in vars(thing).items():
        if key.startswith(("_", "model_")):
            continue
        if inspect.isfunction(member) or isinstance(member, property | classmethod | staticmethod):
            assert inspect.getdoc(member), f"{name}.{key} has no docstring"
