"""The parameter table: what convention adds, what groups share, what contradicts itself."""

from __future__ import annotations

import pytest

from lerende_organisatie.errors import ModelSyntaxError, OptionError
from lerende_organisatie.psychometrics.cfa.syntax import parse
from lerende_organisatie.psychometrics.cfa.table import ParameterTable, build_table, equal_kinds
from lerende_organisatie.psychometrics.cfa.variables import roles

TWO = "f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3"


def table(text: str, **options: object) -> ParameterTable:
    return build_table(parse(text), **options)  # type: ignore[arg-type]


def free(t: ParameterTable, group: int = 1) -> set[str]:
    return {row.text for row in t.free if row.group == group}


def fixed(t: ParameterTable, group: int = 1) -> dict[str, float | None]:
    return {row.text: row.value for row in t.rows if not row.free and row.group == group}


def test_roles() -> None:
    v = roles(parse("f =~ x1 + x2\ng =~ f + h\nh =~ y1\ny ~ f + a + b\nz ~ y\nb ~~ b").statements)
    assert v.latent == ("f", "g", "h")
    assert v.observed == ("x1", "x2", "y1", "y", "z", "a", "b")
    assert v.covariates == ("a",)  # the text speaks of the variance of b
    assert v.exogenous_latent == ("g",)
    assert v.outcomes == ("z",)
    assert v.measured_by_observed == {"f", "h"}


def test_marker_convention() -> None:
    t = table(TWO)
    assert fixed(t) == {"f =~ x1": 1.0, "g =~ y1": 1.0}
    residuals = {f"{x} ~~ {x}" for x in ("x1", "x2", "x3", "y1", "y2", "y3")}
    loadings = {"f =~ x2", "f =~ x3", "g =~ y2", "g =~ y3"}
    assert free(t) == residuals | loadings | {"f ~~ f", "g ~~ g", "f ~~ g"}


def test_std_lv_and_orthogonal() -> None:
    t = table(TWO, std_lv=True, orthogonal=True)
    assert fixed(t) == {"f ~~ f": 1.0, "g ~~ g": 1.0, "f ~~ g": 0.0}


def test_na_frees_the_marker_and_a_value_fixes() -> None:
    t = table("f =~ NA*x1 + 0.5*x2 + x3\nf ~~ 1*f")
    assert fixed(t) == {"f =~ x2": 0.5, "f ~~ f": 1.0}


def test_means() -> None:
    t = table(TWO, meanstructure=True)
    assert {"x1 ~ 1", "y3 ~ 1"} <= free(t)
    assert fixed(t)["f ~ 1"] == 0.0


def test_fixed_covariates_take_the_samples_moments() -> None:
    text = "f =~ x1 + x2 + x3\nf ~ a + b"
    t = table(text)
    assert {"a ~~ a", "a ~~ b", "b ~~ b"} <= set(fixed(t))
    assert {r.text for r in t.rows if r.exogenous} == {"a ~~ a", "a ~~ b", "b ~~ b"}
    assert {"a ~~ a", "a ~~ b", "b ~~ b"} <= free(table(text, fixed_x=False))


def test_outcomes_covary_and_second_order_factors_do_not_with_their_own() -> None:
    assert "y ~~ z" in free(table("y ~ x\nz ~ x"))
    t = table("f =~ x1 + x2\ng =~ y1 + y2\nh =~ f + g")
    assert "f ~~ g" not in free(t)
    assert fixed(t)["h =~ f"] == 1.0


def test_a_single_indicator_has_no_residual() -> None:
    assert fixed(table("f =~ x1\ng =~ y1 + y2 + y3"))["x1 ~~ x1"] == 0.0


def test_equal_kinds_reads_dots_and_one_name() -> None:
    assert equal_kinds("loadings") == {"loadings"}
    assert equal_kinds(("lv.variances",)) == {"lv_variances"}
    with pytest.raises(OptionError, match=r"loading.*choose from loadings"):
        equal_kinds("loading")


EQUAL = {
    "loadings": "f =~ x2",
    "intercepts": "x2 ~ 1",
    "residuals": "x2 ~~ x2",
    "residual_covariances": "x1 ~~ x2",
    "regressions": "g ~ f",
    "lv_variances": "f ~~ f",
}


@pytest.mark.parametrize("kind", EQUAL)
def test_each_kind_of_equality_shares_a_label(kind: str) -> None:
    text = "f =~ x1 + x2 + x3 + x4\ng =~ y1 + y2 + y3\ng ~ f\nx1 ~~ x2"
    for equal in ((), (kind,)):
        t = table(text, n_groups=2, meanstructure=True, group_equal=equal)
        labels = [r.label for r in t.rows if r.text == EQUAL[kind]]
        assert (labels[0] == labels[1] != "") is bool(equal)
        others = [r for r in t.rows if r.text in set(EQUAL.values()) - {EQUAL[kind]}]
        assert not any(r.label for r in others)


def test_scalar_invariance_frees_later_means_and_std_lv_later_variances() -> None:
    t = table(TWO, n_groups=2, meanstructure=True, std_lv=True, group_equal=("loadings", "intercepts"))
    assert fixed(t, 1)["f ~ 1"] == 0.0
    assert fixed(t, 1)["f ~~ f"] == 1.0
    assert {"f ~ 1", "f ~~ f"} <= free(t, 2)


def test_partial_leaves_free() -> None:
    t = table(TWO, n_groups=2, group_equal="loadings", group_partial="f =~ x3")
    labels = {(r.text, r.group): r.label for r in t.free}
    assert labels["f =~ x2", 1] == labels["f =~ x2", 2] != ""
    assert labels["f =~ x3", 1] == labels["f =~ x3", 2] == ""


def test_values_and_labels_per_group() -> None:
    t = table("f =~ x1 + c(0.5, NA)*x2 + c(a, b)*x3", n_groups=2)
    assert fixed(t, 1)["f =~ x2"] == 0.5
    assert "f =~ x2" in free(t, 2)
    assert [r.label for r in t.rows if r.text == "f =~ x3"] == ["a", "b"]


FAULTS = {
    "f =~ x1 + c(1, 2, 3)*x2 + x3": "'f =~ x2' has 3 values for 2 group(s)",
    "f =~ x1 + c(a, b, d)*x2 + x3": "'f =~ x2' has 3 labels for 2 group(s)",
    "f =~ x1 + start(c(1, 2, 3))*x2 + x3": "'f =~ x2' has 3 starting values for 2 group(s)",
    "f =~ x1 + x2\nf | t1": "'f' is latent and has no thresholds",
    "f =~ x1 + x2\nx1 | t1": "'x1' has thresholds but is not ordinal",
    "f =~ x1 + g\ng =~ x2 + f": "'f' measures itself through its own indicators",
}


@pytest.mark.parametrize("text", FAULTS)
def test_contradictions(text: str) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        table(text, n_groups=2)
    assert FAULTS[text] in str(caught.value)


@pytest.mark.parametrize(
    ("partial", "message"),
    [("f =~ y1", "'f =~ y1' is not a parameter of the model"), ("x3", "group_partial='x3': line 1")],
)
def test_partial_that_names_nothing(partial: str, message: str) -> None:
    with pytest.raises(ModelSyntaxError) as caught:
        table(TWO, n_groups=2, group_equal="loadings", group_partial=(partial,))
    assert message in str(caught.value)
