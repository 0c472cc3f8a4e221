"""What a tired researcher would do: every mistake is answered with its place and its remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lerende_organisatie as lo
from lerende_organisatie.errors import (
    ConvergenceWarning,
    DataError,
    IdentificationError,
    ImproperSolutionWarning,
    MissingDataWarning,
    ModelSyntaxError,
    OptionError,
)
from tests.reference.data import load
from tests.reference.models import HS

ITEMS = [f"x{i}" for i in range(1, 10)]


@pytest.fixture(scope="module")
def hs() -> pd.DataFrame:
    return load("holzinger_swineford")


Change = Callable[[pd.DataFrame], pd.DataFrame]

BAD_DATA: dict[str, tuple[Change, str]] = {
    "constant item": (lambda d: d.assign(x1=3.0), "item 'x1' is constant"),
    "duplicated item": (lambda d: d.assign(x2=d["x1"]), "items 'x1', 'x2' are linearly dependent"),
    "a sum of others": (lambda d: d.assign(x3=d["x1"] + d["x2"]), "items 'x1', 'x2', 'x3' are linearly dependent"),
    "absent": (lambda d: d.drop(columns=["x1", "x9"]), "column 'x9' is not in the data"),
    "text": (lambda d: d.assign(x1="often"), "column 'x1' is not numeric (first values: ['often'"),
    "decimal comma": (lambda d: d.assign(x1=d["x1"].astype(str).str.replace(".", ",")), "'x1' is not numeric"),
    "dates": (lambda d: d.assign(x1=pd.date_range("2020", periods=len(d))), "column 'x1' holds dates"),
    "durations": (lambda d: d.assign(x1=pd.to_timedelta(np.arange(len(d)), "D")), "column 'x1' holds durations"),
    "complex numbers": (lambda d: d.assign(x1=d["x1"] + 0j), "column 'x1' holds complex numbers"),
    "infinite": (lambda d: d.assign(x1=d["x1"].mask(d.index == 3, np.inf)), "'x1' holds an infinite value in row 3"),
    "unordered": (lambda d: d.assign(x1=d["x1"].astype("category")), "'x1' is an unordered category"),
    "empty": (lambda d: d.iloc[:0], "the frame is empty"),
    "no columns": (lambda d: pd.DataFrame(), "column 'x1' is not in the data"),
    "nobody answered": (lambda d: d.assign(x1=np.nan), "nobody answered 'x1'"),
    "as many rows as items": (lambda d: d.iloc[:9], "9 usable rows for 9 items; more rows than items are needed"),
    "one row": (lambda d: d.iloc[:1], "the data has 1 usable row(s)"),
    "twice": (lambda d: pd.concat([d, d[["x1"]]], axis=1), "column 'x1' stands in the data 2 times"),
    "capitals": (lambda d: d.rename(columns=str.upper), "column 'x1' is not in the data; did you mean 'X1'?"),
    "blanks": (lambda d: d.rename(columns={"x1": " x1 "}), "did you mean ' x1 '?"),
    "a misspelling": (lambda d: d.rename(columns={"x1": "xx1"}), "did you mean 'xx1'?"),
}


@pytest.mark.parametrize("case", BAD_DATA)
@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.MissingDataWarning")
def test_bad_data(case: str, hs: pd.DataFrame) -> None:
    change, message = BAD_DATA[case]
    with pytest.raises(DataError) as caught:
        lo.cfa(HS, change(hs))
    assert message in str(caught.value)


def test_every_bad_column_at_once(hs: pd.DataFrame) -> None:
    with pytest.raises(DataError) as caught:
        lo.cfa(HS, hs.drop(columns="x1").assign(x2="a"), group="schol")
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    ("data", "kind"), [("file.csv", "str"), (5, "int"), ([1, 2], "list"), ({"x1": [1]}, "dict"), (np.eye(9), "ndarray")]
)
def test_no_frame_at_all(data: Any, kind: str) -> None:
    with pytest.raises(DataError, match=f"a {kind} was given; give a pandas DataFrame"):
        lo.cfa(HS, data)


BAD_GROUPS: dict[str, tuple[Change, dict[str, Any], type[Exception], str]] = {
    "absent": (lambda d: d, {"group": "schol"}, DataError, "group column 'schol' is not in the data"),
    "an item": (lambda d: d, {"group": "x1"}, OptionError, "both the group and a variable of the model"),
    "twice": (lambda d: pd.concat([d, d[["school"]]], axis=1), {"group": "school"}, DataError, "'school' stands in"),
    "one row": (
        lambda d: d.assign(s=["a"] * 300 + ["b"]), {"group": "s"}, DataError, "group 'b' has 1 usable row(s)",
    ),
    "too few rows": (
        lambda d: d.assign(s=["a"] * 296 + ["b"] * 5), {"group": "s"}, DataError, "(group 'b'): 1 fault\n  - 5 usable",
    ),
    "constant in one": (
        lambda d: d.assign(x1=d["x1"].where(d["school"] == "Pasteur", 2.0)), {"group": "school"}, DataError,
        "(group 'Grant-White'): 1 fault\n  - item 'x1' is constant",
    ),
    "nobody has one": (lambda d: d.assign(s=None), {"group": "s"}, DataError, "no row with answers has a group"),
    "misspelt equality": (lambda d: d, {"group": "school", "group_equal": "loading"}, OptionError, "choose from"),
    "equality without groups": (lambda d: d, {"group_equal": "loadings"}, OptionError, "group_equal needs group"),
    "partial without groups": (lambda d: d, {"group_partial": "visual =~ x3"}, OptionError, "partial needs group"),
    "partial of nothing": (
        lambda d: d, {"group": "school", "group_equal": "loadings", "group_partial": "visual =~ x4"}, ModelSyntaxError,
        "'visual =~ x4' is not a parameter of the model",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_GROUPS)
@pytest.mark.filterwarnings("ignore::lerende_organisatie.errors.MissingDataWarning")
def test_bad_groups(case: str, hs: pd.DataFrame) -> None:
    change, options, error, message = BAD_GROUPS[case]
    with pytest.raises(error) as caught:
        lo.cfa(HS, change(hs), **options)
    assert message in str(caught.value)


def test_rows_without_a_group_are_counted_and_left_out(hs: pd.DataFrame) -> None:
    frame = hs.assign(s=hs["school"].where(hs.index >= 5))
    with pytest.warns(MissingDataWarning, match=r"5 rows have no group \(column 's'\)") as seen:
        fit = lo.cfa(HS, frame, group="s")
    assert seen[0].filename == __file__  # it points at the caller
    assert fit.n_obs == 296


def cov(hs: pd.DataFrame) -> pd.DataFrame:
    return hs[ITEMS].cov()


BAD_OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "estimator": ({"estimator": "REML"}, "estimator='REML' is not offered; choose from ML"),
    "no estimator": ({"estimator": None}, "estimator=None is not offered"),
    "missing": ({"missing": "ml"}, "missing='ml' is not offered; choose from listwise, fiml"),
    "information": ({"information": "sandwich"}, "information='sandwich' is not offered"),
    "fiml by ULS": ({"missing": "fiml", "estimator": "ULS"}, "estimator='ULS' cannot use it"),
    "fiml without means": ({"missing": "fiml", "meanstructure": False}, "missing='fiml' estimates means"),
    "no steps": ({"max_iterations": 0}, "max_iterations=0 leaves the optimiser no step"),
    "rows of moments with data": ({"sample_nobs": 301}, "sample_nobs and sample_mean go with sample_cov"),
}


@pytest.mark.parametrize("case", BAD_OPTIONS)
def test_bad_options(case: str, hs: pd.DataFrame) -> None:
    options, message = BAD_OPTIONS[case]
    with pytest.raises(OptionError) as caught:
        lo.cfa(HS, hs, **options)
    assert message in str(caught.value)


def test_means_in_the_text_are_part_of_the_model(hs: pd.DataFrame) -> None:
    assert lo.cfa(HS + "\nx1 ~ 1", hs).npar == lo.cfa(HS, hs, meanstructure=True).npar
    with pytest.raises(OptionError, match="leave meanstructure out"):
        lo.cfa(HS + "\nx1 ~ 1", hs, meanstructure=False)
    with pytest.raises(OptionError, match="needs sample_mean"):
        lo.cfa(HS + "\nx1 ~ 1", sample_cov=cov(hs), sample_nobs=301)


def upper_missing(c: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(np.tril(c), index=c.index, columns=c.columns)


BAD_MOMENTS: dict[str, tuple[Callable[[pd.DataFrame], dict[str, Any]], type[Exception], str]] = {
    "nothing": (lambda c: {}, OptionError, "give either data or sample_cov"),
    "no rows": (lambda c: {"sample_cov": c}, OptionError, "sample_cov needs sample_nobs"),
    "an array": (lambda c: {"sample_cov": c.to_numpy(), "sample_nobs": 301}, DataError, "must be a DataFrame"),
    "rows in text": (lambda c: {"sample_cov": c, "sample_nobs": "301"}, DataError, "must be a number above one"),
    "one row": (lambda c: {"sample_cov": c, "sample_nobs": 1}, DataError, "must be a number above one"),
    "no number": (lambda c: {"sample_cov": c, "sample_nobs": float("nan")}, DataError, "must be a number above one"),
    "one half": (lambda c: {"sample_cov": upper_missing(c), "sample_nobs": 301}, DataError, "only one half is filled"),
    "not symmetric": (
        lambda c: {"sample_cov": c + np.triu(np.ones((9, 9)), 1), "sample_nobs": 301}, DataError, "is not symmetric",
    ),
    "absent": (lambda c: {"sample_cov": c.iloc[:8, :8], "sample_nobs": 301}, DataError, "sample_cov has no 'x9'"),
    "twice": (lambda c: {"sample_cov": pd.concat([c, c.iloc[:1]]), "sample_nobs": 301}, DataError, "more than once"),
    "text": (lambda c: {"sample_cov": c.astype(str) + "?", "sample_nobs": 301}, DataError, "or one that is no number"),
    "missing value": (lambda c: {"sample_cov": c.mask(c > 1.3), "sample_nobs": 301}, DataError, "holds a missing"),
    "negative variance": (
        lambda c: {"sample_cov": c - 2 * np.eye(9), "sample_nobs": 301}, DataError, "the variance of 'x1' is -0.637",
    ),
    "not positive definite": (
        lambda c: {"sample_cov": c * 0 + 1.0, "sample_nobs": 301}, DataError, "are linearly dependent",
    ),
    "indefinite": (
        lambda c: {"sample_cov": c.mask((c < 1) & (c > 0.5), 2.0), "sample_nobs": 301}, DataError, "no answers can",
    ),
    "no group": (lambda c: {"sample_cov": {}, "sample_nobs": 301}, DataError, "sample_cov names no group"),
    "rows of one group": (
        lambda c: {"sample_cov": {"a": c, "b": c}, "sample_nobs": {"a": 301}}, DataError, "group 'b': sample_nobs must",
    ),
    "means of one group": (
        lambda c: {"sample_cov": {"a": c, "b": c}, "sample_nobs": 301, "sample_mean": {"a": c["x1"]}}, DataError,
        "group 'b' has a sample_cov and no sample_mean",
    ),
    "means of another": (
        lambda c: {"sample_cov": {"a": c}, "sample_nobs": 301, "sample_mean": {"a": c["x1"], "b": c["x1"]}}, DataError,
        "group 'b' has a sample_mean and no sample_cov",
    ),
    "means of all": (
        lambda c: {"sample_cov": {"a": c, "b": c}, "sample_nobs": 301, "sample_mean": c["x1"]}, DataError,
        "sample_mean must be a mapping of group to Series",
    ),
    "means in an array": (
        lambda c: {"sample_cov": c, "sample_nobs": 301, "sample_mean": np.zeros(9)}, DataError, "must be a Series",
    ),
    "missing means": (
        lambda c: {"sample_cov": c, "sample_nobs": 301, "sample_mean": c["x1"] * np.nan}, DataError, "mean holds",
    ),
    "means of others": (
        lambda c: {"sample_cov": c, "sample_nobs": 301, "sample_mean": c["x1"].iloc[:8]}, DataError,
        "sample_mean has no 'x9'",
    ),
    "a group column": (
        lambda c: {"sample_cov": c, "sample_nobs": 301, "group": "school"}, OptionError, "given as a mapping",
    ),
    "fiml": (lambda c: {"sample_cov": c, "sample_nobs": 301, "missing": "fiml"}, OptionError, "needs data, not"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_MOMENTS)
def test_bad_moments(case: str, hs: pd.DataFrame) -> None:
    options, error, message = BAD_MOMENTS[case]
    with pytest.raises(error) as caught:
        lo.cfa(HS, **options(cov(hs)))
    assert message in str(caught.value)


UNIDENTIFIED: dict[str, tuple[str, str]] = {
    "two items": ("f =~ x1 + x2", "4 parameters for 3 means and covariances; fix or set equal at least 1"),
    "residuals covary": ("f =~ x1 + x2 + x3\nx1 ~~ x2", "7 parameters for 6 means and covariances"),
    "two unrelated pairs": ("f =~ x1 + x2\ng =~ x4 + x5\nf ~~ 0*g", "f =~ x2"),
    "no marker": ("f =~ NA*x1 + x2 + x3 + x4", "f ~~ f"),
    "no loading": ("f =~ 0*x1 + 0*x2 + 0*x3 + 0*x4", "f ~~ f"),
    "a factor of one factor": ("f =~ x1 + x2 + x3 + x4\ng =~ f\nf ~~ f", "f ~~ f"),
}


@pytest.mark.parametrize("case", UNIDENTIFIED)
def test_unidentified_models_name_their_parameters(case: str, hs: pd.DataFrame) -> None:
    model, message = UNIDENTIFIED[case]
    with pytest.raises(IdentificationError) as caught:
        lo.cfa(model, hs)
    assert message in str(caught.value)


@pytest.mark.parametrize("model", ["f =~ g\ng =~ f", "f =~ f2"])
def test_models_without_a_column(model: str, hs: pd.DataFrame) -> None:
    with pytest.raises((ModelSyntaxError, DataError), match=r"measure only one another|column 'f2' is not in the data"):
        lo.cfa(model, hs)


def test_fixed_values_that_imply_no_covariance_matrix(hs: pd.DataFrame) -> None:
    with pytest.raises(ModelSyntaxError, match="imply no covariance matrix"):
        lo.cfa("f =~ x1 + x2 + x3\nx1 ~~ -5*x1\nx2 ~~ -5*x2\nx3 ~~ -5*x3\nf ~~ 0*f", hs)


def test_starting_values_outside_the_domain_are_moved_inside(hs: pd.DataFrame) -> None:
    plain = lo.cfa(HS, hs)
    from_outside = lo.cfa(HS + "\nvisual ~~ start(9)*textual", hs)
    assert from_outside.converged
    assert from_outside.chisq == pytest.approx(plain.chisq, abs=1e-6)


def test_too_few_iterations(hs: pd.DataFrame) -> None:
    with pytest.warns(ConvergenceWarning, match="stopped after 2 iterations") as seen:
        fit = lo.cfa(HS, hs, max_iterations=2)
    assert seen[0].filename == __file__
    assert not fit.converged
    assert "NOT converged" in repr(fit)
    assert "DID NOT CONVERGE" in fit.summary()


def correlated(*pairs: tuple[int, int, float]) -> pd.DataFrame:
    """Moments of four items that correlate 0.3, with some pairs set."""
    r = np.full((4, 4), 0.3)
    for i, j, value in pairs:
        r[i, j] = r[j, i] = value
    np.fill_diagonal(r, 1.0)
    names = ["a", "b", "c", "d"]
    return pd.DataFrame(r, index=names, columns=names)


def test_heywood_case_names_the_item() -> None:
    moments = correlated((0, 1, 0.68), (0, 2, 0.68), (0, 3, 0.68))
    with pytest.warns(ImproperSolutionWarning, match=r"negative variance \(Heywood case\) of 'a'"):
        lo.cfa("f =~ b + a + c + d", sample_cov=moments, sample_nobs=200)


def test_a_factor_correlation_beyond_one_is_named() -> None:
    moments = correlated((0, 2, 0.5), (0, 3, 0.5), (1, 2, 0.5), (1, 3, 0.5))
    with pytest.warns(ImproperSolutionWarning, match=r"f and g correlate 1\.\d\d; factors that cannot be told apart"):
        lo.cfa("f =~ a + b\ng =~ c + d", sample_cov=moments, sample_nobs=200)


def test_a_definition_without_a_value_is_said(hs: pd.DataFrame) -> None:
    with pytest.warns(ImproperSolutionWarning, match=r"'q' \(log\(a - 9\)\) has no value at the estimates"):
        lo.cfa("f =~ x1 + a*x2 + x3 + x4\nq := log(a - 9)", hs)


def test_listwise_loss_is_said(hs: pd.DataFrame) -> None:
    with pytest.warns(MissingDataWarning, match="leaves out 60 of 301 rows .20%, above 10%.; missing='fiml' would"):
        lo.cfa(HS, hs.assign(x1=hs["x1"].where(hs.index >= 60)))


def test_a_covariate_that_is_missing_is_said(hs: pd.DataFrame) -> None:
    frame = hs.assign(ageyr=hs["ageyr"].where(hs.index >= 9))
    with pytest.warns(MissingDataWarning, match="9 rows miss a fixed covariate .ageyr."):
        lo.sem("t =~ x4 + x5 + x6\nt ~ ageyr", frame, missing="fiml")


def test_scores_of_moments_and_of_an_unknown_method(hs: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="fit it to rows to score them"):
        lo.cfa(HS, sample_cov=cov(hs), sample_nobs=301).factor_scores()
    with pytest.raises(OptionError, match="choose from regression, Bartlett"):
        lo.cfa(HS, hs).factor_scores("mean")


def test_comparing_what_cannot_be_compared(hs: pd.DataFrame) -> None:
    one = lo.cfa(HS, hs)
    with pytest.raises(OptionError, match=r"different data .* 200 rows"):
        lo.compare(one, lo.cfa(HS, hs.iloc[:200]))
    with pytest.raises(OptionError, match=r"ML \(listwise\) and GLS"):
        lo.compare(one, lo.cfa(HS, hs, estimator="GLS"))
