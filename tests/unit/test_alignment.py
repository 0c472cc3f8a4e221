"""Alignment: derivatives, standard errors, recovery of known means, the groups that differ, faults."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime

import lerende_organisatie as lo
from lerende_organisatie.errors import AssumptionWarning, DataError, OptionError
from lerende_organisatie.psychometrics.invariance.aligned_parameters import Configural, align
from lerende_organisatie.psychometrics.invariance.alignment_solution import _loss, _polished, _second, basis, solve
from lerende_organisatie.psychometrics.invariance.invariant_groups import invariant_groups
from lerende_organisatie.psychometrics.invariance.simplicity import pair_weights, simplicity

MODEL = "f =~ " + " + ".join(f"i{j}" for j in range(6))
MEANS, SDS = np.array([0.0, 0.4, -0.3, 0.2]), np.array([1.0, 1.2, 0.9, 1.1])


def survey(n: int = 1500, seed: int = 5, shift: float = 0.8) -> pd.DataFrame:
    """Four groups; the intercept of item 3 differs in group d."""
    rng = np.random.default_rng(seed)
    loadings, intercepts = rng.uniform(0.7, 1.0, 6), rng.normal(3, 0.3, 6)
    frames = []
    for g, label in enumerate("abcd"):
        eta = MEANS[g] + SDS[g] * rng.normal(size=n)
        values = intercepts + loadings * eta[:, None] + 0.6 * rng.normal(size=(n, 6))
        values[:, 3] += shift * (g == 3)
        frames.append(pd.DataFrame(values, columns=[f"i{j}" for j in range(6)]).assign(language=label))
    return pd.concat(frames, ignore_index=True)


def small(seed: int = 0) -> Configural:
    """Four groups, two factors, an item that loads on both, intercepts and thresholds."""
    rng = np.random.default_rng(seed)
    item = [0, 1, 2, 3, 4, 5, 2]
    loads = (np.arange(6)[:, None] == np.array(item)).astype(float)
    return Configural(
        rng.uniform(0.5, 1, (4, 7)),
        rng.normal(3, 0.3, (4, 6)),
        np.stack([np.eye(13) * 0.002] * 4),
        np.array([100.0, 200, 300, 150]),
        np.array([0, 0, 0, 1, 1, 1, 1]),
        loads,
        np.array([1.0, 1, 1, -1, -1, 1]),
        2,
    )


@pytest.mark.parametrize(("fixed", "product"), [(True, False), (False, True)])
def test_derivatives(fixed: bool, product: bool) -> None:
    configural, free = small(), basis(4, 2, fixed, 1, product)
    weights = pair_weights(configural.n)
    z = np.random.default_rng(1).normal(size=free.shape[1]) * 0.3
    gradient = _loss(z, configural, free, weights, 0.01)[1]
    assert gradient == pytest.approx(
        approx_fprime(z, lambda t: _loss(t, configural, free, weights, 0.01)[0], 1e-7), abs=1e-4
    )
    rows = [
        approx_fprime(z, lambda t, i=i: _loss(t, configural, free, weights, 0.01)[1][i], 1e-7) for i in range(len(z))
    ]
    assert _second(z, configural, free, weights, 0.01) == pytest.approx(np.array(rows), abs=1e-3)


def test_errors_are_those_of_moving_the_configural_estimates() -> None:
    """The covariances equal those from numerical derivatives of the whole minimisation."""
    configural, free = small(), basis(4, 2, True, 0, False)
    weights = pair_weights(configural.n)
    found = solve(configural, free, 0, 0.01, 3, np.random.default_rng(1))
    assert found.converged
    x = np.concatenate([found.mean.ravel(), found.log_sd.ravel()])
    z = np.linalg.lstsq(free, x, rcond=None)[0]

    def moved(group: int, at: int, by: float) -> tuple[np.ndarray, np.ndarray]:
        loadings, locations = configural.loadings.copy(), configural.locations.copy()
        (loadings if at < 7 else locations)[group, at % 7 if at < 7 else at - 7] += by
        other = replace(configural, loadings=loadings, locations=locations)
        there = free @ _polished(z, other, free, weights, 0.01)[0]
        half = len(there) // 2
        return there, align(other, there[:half].reshape(4, 2), there[half:].reshape(4, 2)).values

    step = 1e-5
    pairs = [(moved(g, j, step), moved(g, j, -step)) for g in range(4) for j in range(13)]
    unknowns = np.array([(up[0] - down[0]) / (2 * step) for up, down in pairs])
    values = np.array([(up[1] - down[1]) / (2 * step) for up, down in pairs])
    assert found.vcov == pytest.approx(unknowns.T @ unknowns * 0.002, abs=1e-6)
    assert found.value_covariance == pytest.approx(np.einsum("kgy,khy->ygh", values, values) * 0.002, abs=1e-6)


def test_factors_without_shared_items_are_aligned_apart() -> None:
    linked = small()
    assert [block.tolist() for block in linked.blocks()] == [[0, 1]]
    apart = replace(linked, loadings=linked.loadings[:, :6], loads=linked.loads[:, :6], factor=linked.factor[:6])
    assert [block.tolist() for block in apart.blocks()] == [[0], [1]]


def test_the_loss_is_the_published_one() -> None:
    values, weights = np.array([[1.0], [1.5], [3.0]]), pair_weights(np.array([100.0, 100, 100]))
    gaps = np.array([0.5, 2.0, 1.5])
    assert simplicity(values, weights, 0.01).value == pytest.approx(np.sqrt(np.sqrt(gaps**2 + 0.01)).sum())


def test_known_means_and_the_planted_item_are_found() -> None:
    found = lo.alignment(MODEL, survey(), group="language")
    means = found.means.set_index("group")
    assert means["mean"].to_numpy() == pytest.approx(MEANS, abs=0.12)
    off = np.abs(means["variance"].to_numpy() - SDS**2)[1:]
    assert (off < 3.5 * means["variance_se"].to_numpy()[1:]).all()
    assert (np.abs(means["mean"].to_numpy() - MEANS)[1:] < 3 * means["se"].to_numpy()[1:]).all()
    assert means.loc["a", ["mean", "se", "variance", "variance_se"]].tolist() == [0, 0, 1, 0]
    odd = found.table[found.table["n_noninvariant"] > 0]
    assert odd[["item", "parameter", "noninvariant"]].to_numpy().tolist() == [["i3", "intercept", "d"]]
    shifted = found.parameters.query("item == 'i3' and parameter == 'intercept'").set_index("group")["est"]
    assert shifted["d"] - shifted["a"] == pytest.approx(0.8, abs=0.1)
    assert found.converged
    assert found.agreeing_starts >= 2
    r2 = found.table.set_index(["item", "parameter"])["r2"]
    assert r2["i0", "intercept"] > 0.95 > r2["i3", "intercept"]
    assert found.share_noninvariant == pytest.approx(1 / 48)


def test_a_difference_does_not_depend_on_the_reference() -> None:
    """In the metric of another reference group the same differences stand, over its standard deviation."""
    one = lo.alignment(MODEL, survey(shift=0), group="language", n_starts=2)
    other = lo.alignment(MODEL, survey(shift=0), group="language", reference="b", n_starts=2)
    a, b = one.means.set_index("group"), other.means.set_index("group")
    scale = np.sqrt(a.loc["b", "variance"])
    assert b["mean"].to_numpy() == pytest.approx(((a["mean"] - a.loc["b", "mean"]) / scale).to_numpy(), abs=0.02)


def test_the_product_metric() -> None:
    found = lo.alignment(MODEL, survey(), group="language", metric="product", n_starts=2)
    assert np.prod(found.means["variance"]) == pytest.approx(1)


def test_free_estimates_the_mean_of_the_reference_group_too() -> None:
    data = survey()
    rng = np.random.default_rng(9)
    for item in ("i1", "i4"):  # loadings that differ identify the location
        data.loc[data["language"] == "c", item] += 0.5 * rng.normal(size=1500)
        data.loc[data["language"] == "b", item] *= 1.6
    found = lo.alignment(MODEL, data, group="language", kind="free", n_starts=3)
    reference = found.means.set_index("group").loc["a"]
    assert reference["se"] > 0
    assert reference["variance"] == 1


def test_ordinal_items_align_their_thresholds() -> None:
    data = survey(n=700)
    items = [f"i{j}" for j in range(6)]
    cut = data[items].apply(lambda c: np.digitize(c, [1.7, 2.6, 3.4, 4.3]) + 1.0)
    found = lo.alignment(MODEL, cut.assign(language=data["language"]), group="language", ordered=True, n_starts=2)
    assert set(found.table["parameter"]) == {"loading", *(f"threshold {k}" for k in range(1, 5))}
    assert found.means["mean"].to_numpy() == pytest.approx(MEANS, abs=0.2)
    odd = found.table[found.table["n_noninvariant"] > 0]
    assert set(odd["item"]) == {"i3"}


def test_the_set_of_invariant_groups() -> None:
    covariance, n = np.eye(5) * 0.01, np.full(5, 100.0)
    assert invariant_groups(np.array([0.0, 0.1, -0.1, 1.0, 0.05]), covariance, n).tolist() == [True] * 3 + [False, True]
    assert invariant_groups(np.zeros(5), covariance, n).all()
    two_camps = invariant_groups(np.array([0.0, 0.02, 0.01, 2.0, 2.01]), covariance, n)
    assert two_camps.tolist() == [True, True, True, False, False]


def test_many_differences_are_warned_of() -> None:
    data = survey()
    for g, label in enumerate("abcd"):
        for j in range(6):
            data.loc[data["language"] == label, f"i{j}"] += 0.7 * np.cos(3 * g + 5 * j)
    with pytest.warns(AssumptionWarning, match="in doubt"):
        lo.alignment(MODEL, data, group="language", n_starts=2)


def test_faults() -> None:
    data = survey(n=60)
    with pytest.raises(DataError, match="column 'x' is not in the data"):
        lo.alignment(MODEL, data, group="x")
    with pytest.raises(DataError, match="differ only in case"):
        lo.alignment(MODEL, data.replace({"language": {"b": "A"}}), group="language")
    with pytest.raises(DataError, match="two or more"):
        lo.alignment(MODEL, data[data["language"] == "a"], group="language")
    with pytest.raises(DataError, match="measured by factors"):
        lo.alignment("f =~ i0 + i1 + i2\ng =~ i3 + i4 + i5\nh =~ f + g", data, group="language")
    with pytest.raises(DataError, match="regressions"):
        lo.alignment("f =~ i0 + i1 + i2\ng =~ i3 + i4 + i5\ng ~ f", data, group="language")
    with pytest.raises(OptionError, match="free"):
        lo.alignment("f =~ 1*i0 + i1 + i2 + i3", data, group="language")
    with pytest.raises(DataError, match="group 'd'"):
        lo.alignment(MODEL, data.assign(i0=data["i0"].where(data["language"] != "d")), group="language")


def test_a_category_that_one_group_did_not_use() -> None:
    data = survey(n=300)
    items = [f"i{j}" for j in range(6)]
    cut = data[items].apply(lambda c: np.digitize(c, [2.2, 3.0, 3.9]) + 1.0).assign(language=data["language"])
    cut.loc[(cut["language"] == "b") & (cut["i2"] == 4), "i2"] = 3
    with pytest.raises(DataError, match="'i2' has another number of categories in group 'b'"):
        lo.alignment(MODEL, cut, group="language", ordered=True)


@pytest.mark.parametrize(
    ("name", "value"), [("kind", "loose"), ("metric", "x"), ("epsilon", 0), ("n_starts", 0), ("level", 2)]
)
def test_options_that_cannot_be(name: str, value: object) -> None:
    with pytest.raises(OptionError, match=name):
        lo.alignment(MODEL, survey(n=60), group="language", **{name: value})


def test_the_reference_must_be_a_group() -> None:
    with pytest.raises(OptionError, match="reference"):
        lo.alignment(MODEL, survey(n=60), group="language", reference="z")
