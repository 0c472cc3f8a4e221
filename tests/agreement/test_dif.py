"""Differential item functioning beside R: MASS::polr, mantelhaen.test and p.adjust; and beside statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lerende_organisatie.psychometrics.dif.answers import answers_by_scale
from lerende_organisatie.psychometrics.dif.correction import benjamini_hochberg, holm
from lerende_organisatie.psychometrics.dif.logistic import item_models
from lerende_organisatie.psychometrics.dif.mantel_haenszel import generalised_test, mantel_test
from lerende_organisatie.psychometrics.dif.matching import Cells, count_cells
from tests.conftest import Reference
from tests.reference.close import CLOSED_FORM, ESTIMATES, assert_close
from tests.reference.data import load

AGREE = [f"A{i}" for i in range(1, 6)]

POLR = 1e-3
"""polr stops BFGS at a numerical gradient; its log-likelihoods are held to ESTIMATES, and are never above ours."""

pytestmark = pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.SmallSampleWarning")


def complete() -> pd.DataFrame:
    frame = load("bfi")[[*AGREE, "gender", "education"]].dropna()
    return frame.assign(A1=7 - frame["A1"])


def cells_of(group: str, item: str) -> Cells:
    frame = complete()
    frame[group] = pd.Categorical(frame[group], categories=sorted(frame[group].unique()))
    scale = answers_by_scale(frame, group, AGREE, None, None).scales[0]
    return count_cells(scale, AGREE.index(item), range(5))


@pytest.mark.parametrize("group", ["gender", "education"])
@pytest.mark.parametrize("item", AGREE)
def test_regression_and_generalised_test_equal_r(group: str, item: str, reference: Reference) -> None:
    theirs = reference("dif")[group][item]
    cells = cells_of(group, item)
    ours = item_models(cells.counts, cells.score)
    assert ours.converged
    found = [one.logl for one in (ours.base, ours.uniform, ours.nonuniform)]
    assert_close(found, theirs["logl"], ESTIMATES, what="log-likelihoods")
    assert (np.array(found) >= np.array(theirs["logl"]) - 1e-7).all()
    assert_close(ours.null_logl, theirs["null"], CLOSED_FORM, what="without predictors")
    last = ours.nonuniform
    se = np.sqrt(np.diag(last.vcov))
    assert_close(last.thresholds, theirs["thresholds"], POLR, se[: len(last.thresholds)], what="thresholds")
    assert_close(last.slopes, theirs["slopes"], POLR, se[len(last.thresholds) :], what="slopes")
    test = generalised_test(cells.counts)
    assert test.df == theirs["gmh_df"]
    assert_close(test.chisq, theirs["gmh"], CLOSED_FORM, what="generalised Mantel-Haenszel")
    assert_close(test.pvalue, theirs["gmh_pvalue"], CLOSED_FORM, what="its p-value")


def test_with_two_categories_mantel_is_mantel_haenszel(reference: Reference) -> None:
    theirs = reference("dif")["binary"]
    frame = complete()
    rest = frame[AGREE].sum(axis=1) - frame["A3"]
    table = pd.crosstab([rest, frame["gender"]], frame["A3"] > 4).unstack(fill_value=0)
    counts = table.to_numpy(float).reshape(len(table), 2, 2).transpose(0, 2, 1)
    for test in (mantel_test(counts, np.array([0.0, 1.0])), generalised_test(counts)):
        assert test.df == 1
        assert_close(test.chisq, theirs["chisq"], CLOSED_FORM, what="Mantel-Haenszel")
        assert_close(test.pvalue, theirs["pvalue"], CLOSED_FORM, what="its p-value")


def test_corrections_equal_r(reference: Reference) -> None:
    values = reference("dif")["adjusted"]
    raw = np.array(values["raw"])
    assert_close(benjamini_hochberg(raw), values["bh"], CLOSED_FORM, what="Benjamini-Hochberg")
    assert_close(holm(raw), values["holm"], CLOSED_FORM, what="Holm")


def test_regression_equals_statsmodels() -> None:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    frame = complete()
    cells = cells_of("gender", "A4")
    ours = item_models(cells.counts, cells.score)
    total = frame[AGREE].sum(axis=1)
    z = (total - ours.centre) / ours.spread
    focal = (frame["gender"] == 2).astype(float)
    exog = np.column_stack([z, focal, z * focal])
    theirs = OrderedModel(frame["A4"].to_numpy(), exog, distr="logit").fit(method="bfgs", gtol=1e-8, disp=False)
    assert_close(ours.nonuniform.logl, theirs.llf, ESTIMATES, what="log-likelihood")
    se = np.sqrt(np.diag(ours.nonuniform.vcov))[-3:]
    assert_close(ours.nonuniform.slopes, theirs.params[:3], 1e-4, se, what="slopes")  # BFGS, as polr above
    assert_close(se, theirs.bse[:3], 1e-3, what="their standard errors")  # a numerical Hessian on their side
