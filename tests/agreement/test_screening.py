"""Screening beside R: indices written out in base R, psych's distances, Little's test on EM moments."""

from __future__ import annotations

import pytest

from lerende_organisatie.psychometrics.screening.little import little_mcar
from lerende_organisatie.psychometrics.screening.rule import ScreeningRule
from lerende_organisatie.psychometrics.screening.screen import screen
from tests.conftest import Reference
from tests.reference.close import CLOSED_FORM, STANDARD_ERRORS, assert_close
from tests.reference.data import load

REVERSED = ("A1", "C4", "C5", "E1", "E2", "O2", "O5")
RULE = ScreeningRule(synonym_r=0.5, fewest_pairs=3)
OPPOSITE = ScreeningRule(synonym_r=0.3, fewest_pairs=3)


def test_figures_per_respondent_equal_r(reference: Reference) -> None:
    theirs = reference("screening")
    bfi = load("bfi").iloc[:, :25]
    scales = {s: [c for c in bfi if c[0] == s] for s in "ACENO"}
    ours = screen(bfi, scales=scales, reverse=REVERSED, categories=range(1, 7), rule=RULE)
    table = ours.table.iloc[:400]
    assert (ours.pairs["kind"] == "synonym").sum() == theirs["n_synonyms"]
    for name in ("longstring", "irv", "even_odd", "synonyms"):
        assert_close(table[name], theirs[name], CLOSED_FORM, what=name)
    opposite = screen(bfi, rule=OPPOSITE)
    assert (opposite.pairs["kind"] == "antonym").sum() == theirs["n_antonyms"]
    assert_close(opposite.table["antonyms"].iloc[:400], theirs["antonyms"], CLOSED_FORM, what="antonyms")


def test_distances_of_complete_rows_equal_psych(reference: Reference) -> None:
    theirs = reference("screening")
    table = screen(load("bfi").iloc[:, :25].dropna()).table.iloc[:200]
    assert_close(table["mahalanobis"], theirs["distance"], CLOSED_FORM, what="distance")
    assert_close(table["mahalanobis_p"], theirs["p"], CLOSED_FORM, what="p")


@pytest.mark.parametrize("name", ["bfi", "tests"])
def test_little_and_the_distances_of_incomplete_rows_equal_r(reference: Reference, name: str) -> None:
    theirs = reference("screening")["little"][name]
    frame = load("bfi").iloc[:, :25] if name == "bfi" else load("holzinger_swineford_incomplete").filter(regex="^x")
    if name == "tests":  # a fifth of nine tests missing: fewer than five respondents per pattern
        with pytest.warns(match="patterns of missing answers among 301"):
            ours = little_mcar(frame)
    else:
        ours = little_mcar(frame)
    assert (ours.df, ours.n, ours.n_patterns) == (theirs["df"], theirs["n"], theirs["patterns"])
    # both EM runs stop a millionth of a standard error from the maximum
    assert_close(ours.chisq, theirs["chisq"], CLOSED_FORM, what="d²")
    assert_close(ours.pvalue, theirs["p"], STANDARD_ERRORS, what="p")
    if name == "bfi":
        table = screen(frame).table.iloc[:200]
        assert_close(table["mahalanobis"], theirs["distance"], CLOSED_FORM, what="distance over the items answered")
