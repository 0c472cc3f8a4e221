"""Reliability and average variance extracted of factors of ordinal items beside semTools."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import MissingDataWarning, OptionError
from tests.conftest import Reference
from tests.reference.close import ESTIMATES, assert_close
from tests.reference.data import load
from tests.reference.models import HS

FOUR = "visual =~ z1 + z2 + z3\ntextual =~ z4 + z5 + z6\nspeed =~ z7 + z8 + z9"
BFI = "E =~ E3 + E4 + E5\nN =~ N1 + N2 + N3 + N4 + N5"


def hs(model: str = HS, **options: Any) -> Any:
    return lo.cfa(model, load("holzinger_swineford_ordinal"), ordered=True, **options)


def bfi() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingDataWarning)  # loses rows listwise
        return lo.cfa(BFI, load("bfi"), ordered=True)


FITS: dict[str, Callable[[], Any]] = {
    "hs": hs,
    "hs_theta": lambda: hs(parameterization="theta"),
    "hs_std_lv": lambda: hs(std_lv=True),
    "hs_four": lambda: hs(FOUR),
    "hs_crossloading": lambda: hs(HS + "\nvisual =~ x9"),
    "hs_residuals": lambda: hs(HS + "\nx1 ~~ x2"),
    "hs_second_order": lambda: hs(HS + "\ng =~ visual + textual + speed"),
    "hs_groups": lambda: hs(group="school"),
    "hs_metric": lambda: hs(group="school", group_equal=("thresholds", "loadings")),
    "bfi": bfi,
}

SCALED_BY_THE_MODEL = {"hs_theta": 0, "hs_metric": 1}
"""Where responses do not have variance one (in so many groups from the first), semTools computes AVE, and omega of the
responses, from the variances that the model happens to give them, so that both change with the parameterisation; ours
take every response with the variance one that its correlations have."""

WITH_MEANS = {"hs_metric": 1}
"""Where responses have a mean (in so many groups from the first), semTools cuts them at thresholds that are scaled but
not moved by that mean. Ours stand where the model has them, at the distances from the mean that it fits to the
answers."""


@pytest.mark.parametrize("name", FITS)
def test_equal_to_semtools(name: str, reference: Reference) -> None:
    values = reference("ordinal_reliability")[name]
    fit = FITS[name]()
    ours, extracted = lo.reliability(fit).table, lo.ave(fit).table
    factors = [f for f in values["omega"] if f != "group"]
    assert sorted(set(ours.index)) == sorted(factors)
    table = ours.assign(ave=extracted["ave"].to_numpy())
    for kind in ("omega", "omega_model", "omega_responses", "ave"):
        leave_out = WITH_MEANS if kind in {"omega", "omega_model"} else SCALED_BY_THE_MODEL
        for factor in factors:
            mine = table.loc[[factor]].sort_values("group")[kind].to_numpy()
            theirs = np.atleast_1d(np.array(values[kind][factor], dtype=float))
            compared = slice(leave_out.get(name, len(mine)))
            if not np.isnan(theirs).any():  # semTools has no AVE where an item loads on several factors
                assert_close(mine[compared], theirs[compared], ESTIMATES, what=f"{kind} of {factor}")


def test_both_parameterisations_have_one_reliability() -> None:
    delta, theta = lo.reliability(FITS["hs"]()).table, lo.reliability(FITS["hs_theta"]()).table
    np.testing.assert_allclose(delta, theta, rtol=1e-6)


def test_ordinal_beside_continuous_items() -> None:
    model = "visual =~ x1 + x2 + y3\ntextual =~ y4 + x5 + x6"
    cut = ["x1", "x2", "x5", "x6"]
    table = lo.reliability(lo.cfa(model, load("holzinger_swineford_ordinal"), ordered=cut)).table
    assert table[["omega", "omega_model", "ave"]].stack().between(0, 1).all()


@pytest.mark.parametrize("given", ["text", None, 3])
def test_what_is_no_fit_is_refused(given: Any) -> None:
    with pytest.raises(OptionError, match="a fitted model is needed"):
        lo.ave(given)
