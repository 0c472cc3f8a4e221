"""Power of tests of fit beside semTools."""

from __future__ import annotations

from typing import Any

import lerende_organisatie as lo
from tests.reference.close import CLOSED_FORM, assert_close


def test_power_of_a_test_of_fit(reference: Any) -> None:
    for case in reference("planning")["single"]:
        found = lo.rmsea_power(case["df"], case["n"], case["rmsea0"], case["rmsea1"])
        assert_close(found.power, case["power"], CLOSED_FORM, what=str(case))


def test_power_of_a_difference_test(reference: Any) -> None:
    for case in reference("planning")["nested"]:
        found = lo.nested_power(
            (case["df_restricted"], case["df_freer"]), case["n"], (case["restricted"], case["freer"])
        )
        assert_close(found, case["power"], CLOSED_FORM, what=str(case))


def test_sample_size(reference: Any) -> None:
    for case in reference("planning")["sizes"]:
        found = lo.rmsea_sample_size(case["df"], case["power"], case["rmsea0"], case["rmsea1"])
        assert found.n == case["n"], case
        assert found.power >= case["power"]
        assert lo.rmsea_power(case["df"], found.n - 1, case["rmsea0"], case["rmsea1"]).power < case["power"]
