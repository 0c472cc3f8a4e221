"""How the numbers came about: estimator, respondents used, missing answers, versions, a fingerprint of the data."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pandas as pd

from lerende_organisatie import __version__
from lerende_organisatie.studies.bilingual import Text

PACKAGES = ("numpy", "pandas", "scipy", "pydantic", "semopy")
"""The packages whose versions are reported beside this one."""

HANDLING = {
    "fiml": Text("Full information maximum likelihood", "Full information maximum likelihood"),
    "listwise": Text("Respondents with every answer (listwise)", "Respondenten met elk antwoord (listwise)"),
}
"""What each rule for missing answers is called."""


@dataclass(frozen=True, slots=True)
class Methods:
    """How the numbers came about.

    Attributes
    ----------
    estimator : str
    missing : str
        The rule of the factor analyses.
    missing_rule : Text
        The rule in words, with that of the other analyses.
    n_used : int or None
        Respondents in the chosen model.
    n_categories : int
    minimum_group_size : int
    free_and_fixed : Text
    choice : Text
        How the chosen model was chosen.
    versions : dict of str to str
        Packages, Python and platform.
    data_sha256 : str
        Of the item answers as analysed, so that a second analysis can be shown to be of the same data.
    made_on : str
        The date, as YYYY-MM-DD.
    cluster : str or None
        The column whose clusters standard errors and tests take into account.
    """

    estimator: str
    missing: str
    missing_rule: Text
    n_used: int | None
    n_categories: int
    minimum_group_size: int
    free_and_fixed: Text
    choice: Text
    versions: dict[str, str]
    data_sha256: str
    made_on: str
    cluster: str | None = None


def versions() -> dict[str, str]:
    """Versions of the packages that the numbers depend on, of Python and of the system.

    Returns
    -------
    dict of str to str
    """
    found = {"lerende_organisatie": __version__}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    found["python"] = platform.python_version()
    found["platform"] = f"{platform.system()} {platform.machine()}"
    return found


def fingerprint(answers: pd.DataFrame) -> str:
    """A fingerprint of the answers: the same for the same answers in the same order.

    Parameters
    ----------
    answers : DataFrame (n, p)
        Item answers; nothing else goes into the fingerprint.

    Returns
    -------
    str
        SHA-256 of the column names and the values.
    """
    digest = hashlib.sha256("\x1f".join(map(str, answers.columns)).encode())
    values = np.ascontiguousarray(answers.to_numpy(dtype="<f8"))
    values = np.where(np.isnan(values), np.nan, values)
    digest.update(values.tobytes())
    return digest.hexdigest()


def today() -> str:
    """The date as YYYY-MM-DD."""
    return date.today().isoformat()


def missing_rule(missing: str, incomplete: bool) -> Text:
    """How missing answers were handled, in words.

    Parameters
    ----------
    missing : {"listwise", "fiml"}
        In the factor analyses.
    incomplete : bool

    Returns
    -------
    Text
    """
    if not incomplete:
        return Text("No answers are missing.", "Er ontbreken geen antwoorden.")
    models = {
        "fiml": Text(
            "Factor analyses use every answer given (full information maximum likelihood; Enders & Bandalos, 2001)",
            "Factoranalyses gebruiken elk gegeven antwoord (full information maximum likelihood; Enders & Bandalos, "
            "2001)",
        ),
        "listwise": Text(
            "Factor analyses use respondents who answered every item of the model",
            "Factoranalyses gebruiken respondenten die elk item van het model beantwoordden",
        ),
    }[missing]
    return Text(
        f"{models.en}; reliability uses respondents who answered every item of the dimension; principal components "
        f"rest "
        "on pairwise correlations.",
        f"{models.nl}; betrouwbaarheid gebruikt respondenten die elk item van de dimensie beantwoordden; principale "
        "componenten berusten op paarsgewijze correlaties.",
    )


def free_and_fixed(n_free: int, n_fixed: int, factors: Sequence[str], means: bool) -> Text:
    """What was estimated and what was fixed, in words.

    Parameters
    ----------
    n_free, n_fixed : int
    factors : sequence of str
    means : bool
        Whether the model has means.

    Returns
    -------
    Text
    """
    zero = Text(", its mean 0", ", het gemiddelde 0") if means else Text("", "")
    return Text(
        f"{n_free} parameters are free and {n_fixed} fixed: the first loading of each of {len(factors)} "
        f"factor{'' if len(factors) == 1 else 's'} is 1{zero.en}; residuals are uncorrelated.",
        f"{n_free} parameters zijn vrij en {n_fixed} vastgezet: de eerste lading van elk van {len(factors)} "
        f"factor{'' if len(factors) == 1 else 'en'} is 1{zero.nl}; residuen zijn ongecorreleerd.",
    )
