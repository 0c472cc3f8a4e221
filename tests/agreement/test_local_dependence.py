"""Local dependence beside lavaan, polychoric item-rest correlations and omega hierarchical beside psych."""

from __future__ import annotations

import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning
from tests.agreement.test_psych_reliability import items_of_scale, keyed_bfi
from tests.conftest import Reference
from tests.reference.close import CLOSED_FORM, ESTIMATES, STANDARD_ERRORS, assert_close


@pytest.mark.parametrize("scale", [*"ACENO", "d1"])
def test_pairs_equal_lavaan(reference: Reference, scale: str) -> None:
    theirs = pd.DataFrame(reference("local_dependence")["scales"][scale]).set_index(["first", "second"])
    ours = lo.local_dependence(items_of_scale(scale)).table.set_index(["first", "second"]).loc[theirs.index]
    assert_close(ours["r"], theirs["r"], CLOSED_FORM, what="correlation")
    # residuals near zero are held to the size that matters: a thousandth of a correlation would be seen
    assert ours["residual"].to_numpy() == pytest.approx(theirs["residual"].to_numpy(), abs=ESTIMATES)
    assert_close(ours["q3"], theirs["q3"], STANDARD_ERRORS, what="Q3")
    for name in ("mi", "epc"):
        scale_of = theirs[name].abs().clip(lower=theirs[name].abs().median())
        assert ((ours[name] - theirs[name]).abs() / scale_of).max() < STANDARD_ERRORS, name


@pytest.mark.parametrize("scale", list("ACENO"))
def test_polychoric_item_rest_equals_psych(reference: Reference, scale: str) -> None:
    theirs = reference("psych_bounds")["scales"][scale]["rest_polychoric"]
    table = lo.item_analysis(items_of_scale(scale).dropna(), polychoric=True).table
    assert_close(table["item_rest_polychoric"], theirs, STANDARD_ERRORS, what="polychoric item-rest")


@pytest.mark.parametrize(("n_factors", "name"), [(3, "three"), (5, "five")])
def test_omega_hierarchical_equals_psych(reference: Reference, n_factors: int, name: str) -> None:
    theirs = reference("local_dependence")["omega"][name]
    frame = keyed_bfi().dropna()
    with pytest.warns(AssumptionWarning, match="load negatively on the general factor"):
        general = lo.omega_hierarchical(frame, n_factors).loadings["general"]
    turned = general.index[general < 0]  # psych turns these by itself
    frame[turned] *= -1
    ours = lo.omega_hierarchical(frame, n_factors)
    for figure, key in ((ours.estimate, "omega_h"), (ours.total, "omega_total"), (ours.ecv, "ecv")):
        assert_close(figure, theirs[key], STANDARD_ERRORS, what=key)
    assert ours.loadings["general"].to_numpy() == pytest.approx(theirs["g"], abs=STANDARD_ERRORS)
