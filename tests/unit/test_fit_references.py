"""A fit names the sources of what it used, and of nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest

import lerende_organisatie as lo
from tests.unit.report_survey import answers

MODEL = "clarity =~ cla1 + cla2 + cla3\ntrust =~ tru1 + tru2 + tru3"
INDICES = {"bentler1990", "tucker1973", "steiger1990", "bentler1995"}
ROBUST = {"brosseauliard2012", "brosseauliard2014"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"estimator": "ML"}, {"joreskog1969"}),
        ({"estimator": "MLR"}, {"joreskog1969", "yuan2000"} | ROBUST),
        ({"estimator": "MLM"}, {"joreskog1969", "satorra1994"} | ROBUST),
        ({"estimator": "GLS"}, {"browne1974"}),
        ({"estimator": "ULS"}, set()),
        ({"estimator": "WLS"}, {"browne1984"}),
        ({"ordered": True}, {"muthen1984", "olsson1979", "asparouhov2010", "savalei2021"}),
        (
            {"estimator": "MLR", "missing": "fiml"},
            {"joreskog1969", "arbuckle1996", "yuan2000", "zhang2023"} | ROBUST,
        ),
    ],
)
def test_the_sources_are_those_of_what_was_used(options: dict[str, Any], expected: set[str]) -> None:
    fit = lo.cfa(MODEL, answers(missing=0.004 if "missing" in options else 0.0), **options)
    assert fit.references().count("{") == fit.references().count("}")
    keys = re.findall(r"^@\w+\{(\w+),", fit.references(), re.MULTILINE)
    assert keys[0] == "lerende_organisatie"
    assert set(keys[1:]) == expected | INDICES
    assert len(set(keys)) == len(keys)
