"""The model with school intercepts beside lme4, Welch beside R."""

from __future__ import annotations

import numpy as np
import pytest

import lerende_organisatie as lo
from lerende_organisatie.psychometrics.aggregation.mixed import school_intercepts
from tests.conftest import Reference
from tests.reference.close import ESTIMATES, STANDARD_ERRORS, assert_close
from tests.reference.data import load


@pytest.mark.parametrize("case", ["role_scale", "role_outcome", "role_flat", "large_scale"])
def test_mixed_models_equal_lme4(reference: Reference, case: str) -> None:
    theirs = reference("mixed")[case]
    factor, outcome = case.split("_")
    frame = load("schools_unequal").assign(scale=lambda data: data[["a1", "a2", "a3", "a4"]].mean(axis=1))
    labels, code = np.unique(frame[factor].astype(str), return_inverse=True)
    ours = school_intercepts(frame[outcome].to_numpy(), code.astype(np.intp), len(labels), frame["school"].to_numpy())
    assert theirs["groups"] == [f"{factor}{label}" for label in labels]
    se = np.sqrt(np.diag(np.array(theirs["covariance"])))
    assert_close(ours.mean, theirs["mean"], STANDARD_ERRORS, se=se, what="means")
    assert_close(np.diag(ours.covariance), se**2, STANDARD_ERRORS, what="variances of the means")
    assert_close(ours.between, theirs["between"], STANDARD_ERRORS, what="variance between schools")
    assert_close(ours.within, theirs["within"], STANDARD_ERRORS, what="variance within schools")


def test_compare_groups_is_that_model_and_welch_is_that_of_r(reference: Reference) -> None:
    theirs = reference("mixed")
    frame = load("schools_unequal").assign(scale=lambda data: data[["a1", "a2", "a3", "a4"]].mean(axis=1))
    frame["school"] = frame["school"].astype(str)
    small = frame.groupby("school")["school"].transform("size") < 5
    assert small.sum() >= 5, "otherwise the small schools would be left out of the comparison"
    found = lo.compare_groups(frame, "role", ["scale"], cluster="school")
    mean, v = np.array(theirs["role_scale"]["mean"]), np.array(theirs["role_scale"]["covariance"])
    row = found.table.loc[("scale", "leader", "teacher")]
    assert_close(row["estimate"], mean[0] - mean[2], STANDARD_ERRORS, what="difference")
    assert_close(row["se"], np.sqrt(v[0, 0] + v[2, 2] - 2 * v[0, 2]), STANDARD_ERRORS, what="its standard error")
    welch = found.tests.loc["scale"]
    assert_close(welch["welch_f"], theirs["welch"]["f"], ESTIMATES, what="Welch F")
    assert_close(welch["welch_df2"], theirs["welch"]["df2"], ESTIMATES, what="Welch df")
    assert_close(welch["welch_p"], theirs["welch"]["pvalue"], ESTIMATES, what="Welch p")
