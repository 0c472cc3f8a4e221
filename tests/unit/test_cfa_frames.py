"""Every form in which answers and models come."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from tests.reference.data import load
from tests.reference.models import HS

ITEMS = [f"x{i}" for i in range(1, 10)]


def whole() -> pd.DataFrame:
    """Answers in whole numbers from one to seven."""
    return load("holzinger_swineford")[ITEMS].round().clip(1, 7)


FORMS = {
    "float32": lambda d: d.astype("float32"),
    "small integers": lambda d: d.astype("int8"),
    "nullable integers": lambda d: d.astype("Int64"),
    "Arrow integers": lambda d: d.astype("int64[pyarrow]"),
    "numbers in text": lambda d: d.astype(int).astype(str),
    "objects": lambda d: d.astype(object),
    "ordered numbers": lambda d: d.apply(lambda c: pd.Categorical(c, ordered=True)),
    "other columns": lambda d: d.assign(name="somebody", when=pd.Timestamp("2024-05-01"))[
        ["name", *reversed(ITEMS), "when"]
    ],
    "another index": lambda d: d.set_index(pd.Index([f"r{i}" for i in range(len(d))])),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_a_frame(form: str) -> None:
    plain = lo.cfa(HS, whole())
    other = lo.cfa(HS, FORMS[form](whole()))
    np.testing.assert_allclose(other.theta, plain.theta, rtol=1e-8)


def test_an_arrow_table_by_narwhals() -> None:
    import pyarrow

    other = lo.cfa(HS, pyarrow.Table.from_pandas(whole()))
    np.testing.assert_allclose(other.theta, lo.cfa(HS, whole()).theta, rtol=1e-8)


def test_booleans_are_noughts_and_ones() -> None:
    above = whole() > whole().median()
    np.testing.assert_allclose(lo.cfa(HS, above).theta, lo.cfa(HS, above.astype(float)).theta, rtol=1e-10)
    np.testing.assert_allclose(lo.cfa(HS, above.astype("boolean")).theta, lo.cfa(HS, above).theta, rtol=1e-10)


def test_labels_in_order_are_one_two_three() -> None:
    words = pd.CategoricalDtype(["never", "sometimes", "often", "always"], ordered=True)
    numbers = whole().clip(1, 4)
    frame = numbers.apply(lambda c: pd.Categorical.from_codes(c.astype(int) - 1, dtype=words))
    np.testing.assert_allclose(lo.cfa(HS, frame).theta, lo.cfa(HS, numbers).theta, rtol=1e-10)


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
def test_missing_in_every_form_is_one_missing(missing: str) -> None:
    gone = whole().mask((np.arange(301)[:, None] + np.arange(9)) % 101 == 0)
    assert 10 < gone.isna().sum().sum() < 40
    plain = lo.cfa(HS, gone, missing=missing)  # type: ignore[arg-type]
    for form in ("Int64", "object"):
        other = lo.cfa(HS, gone.astype(form), missing=missing)  # type: ignore[arg-type]
        assert other.n_obs == plain.n_obs
        np.testing.assert_allclose(other.theta, plain.theta, rtol=1e-8)


@pytest.fixture(scope="module")
def responses() -> lo.Responses:
    return lo.simulate(lo.load_instrument("slo"), n=400, schools=20, seed=3)


def test_responses_and_a_structure_of_their_instrument(responses: lo.Responses) -> None:
    structure = responses.instrument.structures["kools2020"]
    fit = lo.cfa(structure, responses, missing="fiml")
    again = lo.cfa(structure.model_syntax(), responses.keyed, missing="fiml")
    assert fit.latent_names == tuple(d.id for d in structure.dimensions)
    np.testing.assert_allclose(fit.theta, again.theta, rtol=1e-10)


def test_nothing_is_silently_not_a_number(responses: lo.Responses) -> None:
    fit = lo.cfa(responses.instrument, responses, missing="fiml", std_lv=True)
    estimated = fit.parameters[fit.parameters["free"] > 0]
    assert not estimated.isna().any().any()
    assert not fit.fit_measures.isna().any()
    assert not fit.standardized()[["est_std", "se"]].isna().any().any()
