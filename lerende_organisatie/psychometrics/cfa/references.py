"""What to cite for a fit: the sources of the estimator, tests and fit indices that it used, as BibTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit

_MBR, _PSYCHOMETRIKA = "Multivariate Behavioral Research", "Psychometrika"


def _article(author: str, title: str, journal: str, year: int, volume: str, pages: str, doi: str = "") -> str:
    entry = f"author = {{{author}}}, title = {{{title}}}, journal = {{{journal}}}, year = {{{year}}}"
    number = volume.split("(")
    entry += f", volume = {{{number[0]}}}" + (f", number = {{{number[1][:-1]}}}" if len(number) > 1 else "")
    return entry + f", pages = {{{pages}}}" + (f", doi = {{{doi}}}" if doi else "")


SOURCES: dict[str, tuple[str, str]] = {
    "joreskog1969": ("article", _article(
        "Jöreskog, K. G.", "A general approach to confirmatory maximum likelihood factor analysis", _PSYCHOMETRIKA,
        1969, "34(2)", "183--202", "10.1007/BF02289343")),
    "browne1974": ("article", _article(
        "Browne, M. W.", "Generalized least squares estimators in the analysis of covariance structures",
        "South African Statistical Journal", 1974, "8", "1--24")),
    "browne1984": ("article", _article(
        "Browne, M. W.", "Asymptotically distribution-free methods for the analysis of covariance structures",
        "British Journal of Mathematical and Statistical Psychology", 1984, "37(1)", "62--83",
        "10.1111/j.2044-8317.1984.tb00789.x")),
    "muthen1984": ("article", _article(
        "Muthén, B.", "A general structural equation model with dichotomous, ordered categorical, and continuous "
        "latent variable indicators", _PSYCHOMETRIKA, 1984, "49(1)", "115--132", "10.1007/BF02294210")),
    "olsson1979": ("article", _article(
        "Olsson, U.", "Maximum likelihood estimation of the polychoric correlation coefficient", _PSYCHOMETRIKA, 1979,
        "44(4)", "443--460", "10.1007/BF02296207")),
    "arbuckle1996": ("incollection",
        "author = {Arbuckle, J. L.}, title = {Full information estimation in the presence of incomplete data}, "
        "booktitle = {Advanced structural equation modeling: Issues and techniques}, editor = {Marcoulides, G. A. and "
        "Schumacker, R. E.}, publisher = {Erlbaum}, year = {1996}, pages = {243--277}"),
    "asparouhov2005": ("article", _article(
        "Asparouhov, T.", "Sampling weights in latent variable modeling", "Structural Equation Modeling", 2005, "12(3)",
        "411--434", "10.1207/s15328007sem1203_4")),
    "yuan2000": ("article", _article(
        "Yuan, K.-H. and Bentler, P. M.", "Three likelihood-based methods for mean and covariance structure analysis "
        "with nonnormal missing data", "Sociological Methodology", 2000, "30(1)", "165--200",
        "10.1111/0081-1750.00078")),
    "satorra1994": ("incollection",
        "author = {Satorra, A. and Bentler, P. M.}, title = {Corrections to test statistics and standard errors in "
        "covariance structure analysis}, booktitle = {Latent variables analysis: Applications for developmental "
        "research}, editor = {von Eye, A. and Clogg, C. C.}, publisher = {Sage}, year = {1994}, pages = {399--419}"),
    "asparouhov2010": ("techreport",
        "author = {Asparouhov, T. and Muthén, B.}, title = {Simple second order chi-square correction}, institution = "
        "{Mplus Technical Appendix}, year = {2010}"),
    "bentler1990": ("article", _article(
        "Bentler, P. M.", "Comparative fit indexes in structural models", "Psychological Bulletin", 1990, "107(2)",
        "238--246", "10.1037/0033-2909.107.2.238")),
    "tucker1973": ("article", _article(
        "Tucker, L. R. and Lewis, C.", "A reliability coefficient for maximum likelihood factor analysis",
        _PSYCHOMETRIKA, 1973, "38(1)", "1--10", "10.1007/BF02291170")),
    "steiger1990": ("article", _article(
        "Steiger, J. H.", "Structural model evaluation and modification: An interval estimation approach", _MBR, 1990,
        "25(2)", "173--180", "10.1207/s15327906mbr2502_4")),
    "bentler1995": ("book",
        "author = {Bentler, P. M.}, title = {{EQS} structural equations program manual}, publisher = {Multivariate "
        "Software}, year = {1995}"),
    "brosseauliard2012": ("article", _article(
        "Brosseau-Liard, P. E. and Savalei, V. and Li, L.", "An investigation of the sample performance of two "
        "nonnormality corrections for {RMSEA}", _MBR, 2012, "47(6)", "904--930", "10.1080/00273171.2012.715252")),
    "brosseauliard2014": ("article", _article(
        "Brosseau-Liard, P. E. and Savalei, V.", "Adjusting incremental fit indices for nonnormality", _MBR, 2014,
        "49(5)", "460--470", "10.1080/00273171.2014.933697")),
    "savalei2021": ("article", _article(
        "Savalei, V.", "Improving fit indices in structural equation modeling with categorical data", _MBR, 2021,
        "56(3)", "390--407", "10.1080/00273171.2020.1717922")),
    "zhang2023": ("article", _article(
        "Zhang, X. and Savalei, V.", "New computations for {RMSEA} and {CFI} following {FIML} and {TS} estimation with "
        "missing data", "Psychological Methods", 2023, "28(2)", "263--283", "10.1037/met0000445")),
}  # fmt: skip
"""BibTeX type and fields by key."""

BY_TEST = {
    "yuan.bentler.mplus": "yuan2000",
    "satorra.bentler": "satorra1994",
    "mean.var.adjusted": "satorra1994",
    "scaled.shifted": "asparouhov2010",
}

BY_INDEX = {"cfi": "bentler1990", "tli": "tucker1973", "rmsea": "steiger1990", "srmr": "bentler1995"}


def keys_of(fit: Fit) -> tuple[str, ...]:
    """The keys of what a fit rests on: estimator, missing answers, design, test, indices.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    tuple of str
        Each once.
    """
    ordinal = any(row.op == "|" for row in fit.table.rows)
    discrepancy, keys = fit.estimator.discrepancy, []
    if ordinal:
        keys += ["muthen1984", "olsson1979"]
    elif discrepancy == "ML":
        keys += ["joreskog1969"]
    elif discrepancy == "GLS":
        keys += ["browne1974"]
    elif discrepancy in ("WLS", "DWLS") or fit.estimator.test != "standard":
        keys += ["browne1984"]
    if fit.missing == "fiml":
        keys += ["arbuckle1996"]
    groups = () if fit.sample is None else fit.sample.groups
    if any(group.weight is not None for group in groups) or fit.estimator.se == "robust.cluster":
        keys += ["asparouhov2005"]
    if fit.estimator.test in BY_TEST:
        keys += [BY_TEST[fit.estimator.test]]
    measures = fit.fit_measures
    keys += [key for index, key in BY_INDEX.items() if pd.notna(measures.get(index))]
    if pd.notna(measures.get("cfi_robust")):
        if ordinal:
            keys += ["savalei2021"]
        else:
            keys += ["brosseauliard2012", "brosseauliard2014"] + ["zhang2023"] * (fit.missing == "fiml")
    return tuple(dict.fromkeys(keys))


def bibtex(fit: Fit) -> str:
    """The sources of a fit as BibTeX, this package first.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    str
    """
    from lerende_organisatie import __version__

    package = (
        "@misc{lerende_organisatie, author = {{lerende\\_organisatie developers}}, title = {lerende\\_organisatie: "
        "measuring the school as a learning organisation and validating the measurement}, "
        f"note = {{Version {__version__}}}}}"
    )
    entries = [f"@{SOURCES[key][0]}{{{key}, {SOURCES[key][1]}}}" for key in keys_of(fit)]
    return "\n".join([package, *entries]) + "\n"
