"""What the reader must keep in mind with the results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.findings import Finding
from lerende_organisatie.studies.numbers import in_both
from lerende_organisatie.studies.sources import cutoff

if TYPE_CHECKING:
    from lerende_organisatie.studies.description import ItemDescription, Sample


def caution_findings(
    sample: Sample,
    items: Sequence[ItemDescription],
    n_categories: int,
    missing: str,
    estimator: str,
    k: int,
    clustered: bool = False,
) -> list[Finding]:
    """What the reader must keep in mind with these results.

    Parameters
    ----------
    sample : Sample
    items : sequence of ItemDescription
    n_categories : int
        Of the response scale.
    missing : str
        The missing-data rule of the factor analysis.
    estimator : str
    k : int
        Items in the chosen model.
    clustered : bool
        Whether standard errors and tests take clusters into account.

    Returns
    -------
    list of Finding
    """
    found: list[Finding] = []
    at_most = Text("At most ", "Hoogstens ") if sample.share_missing_rounded else Text("", "")
    if sample.n < cutoff("n_per_item").value * k or sample.n < 100:
        found.append(
            Finding(
                "sample_size",
                "poor",
                Text("Sample size", "Omvang van de steekproef"),
                in_both(
                    lambda n: (
                        f"{n.count(sample.n)} respondents for {k} items is fewer than the 7 per item (and 100 in all) "
                        "that COSMIN asks for a factor analysis."
                    ),
                    lambda n: (
                        f"{n.count(sample.n)} respondenten voor {k} items is minder dan de 7 per item (en 100 in "
                        "totaal) die COSMIN voor een factoranalyse vraagt."
                    ),
                ),
                "sample",
            )
        )
    if sample.n_clusters is not None:
        found.append(
            Finding(
                "nesting",
                "note",
                Text("Nesting", "Nesting"),
                in_both(
                    lambda n: (
                        f"Respondents are nested in {n.count(sample.n_clusters)} groups ({sample.cluster_column}). "
                        + (
                            "Standard errors, p-values and the chi-square take that into account."
                            if clustered
                            else "The estimates use everybody, but standard errors, p-values and the chi-square take "
                            "respondents as independent and are too favourable to the extent that groups differ."
                        )
                    ),
                    lambda n: (
                        f"Respondenten zijn genest in {n.count(sample.n_clusters)} groepen ({sample.cluster_column}). "
                        + (
                            "Standaardfouten, p-waarden en chi-kwadraat houden daar rekening mee."
                            if clustered
                            else "De schattingen gebruiken iedereen, maar standaardfouten, p-waarden en chi-kwadraat "
                            "behandelen respondenten als onafhankelijk en zijn te gunstig voor zover groepen "
                            "verschillen."
                        )
                    ),
                ),
                "methods",
            )
        )
    if estimator in ("ML", "MLR"):
        skewed = [
            item.item
            for item in items
            if cutoff("skew").met_by(_size(item.skewness)) is False
            or cutoff("kurtosis").met_by(_size(item.kurtosis)) is False
        ]
        found.append(_ordinal(n_categories, skewed, estimator == "MLR"))
    if missing == "fiml":
        found.append(
            Finding(
                "missing",
                "note",
                Text("Missing answers", "Ontbrekende antwoorden"),
                in_both(
                    lambda n: (
                        f"{at_most.en}{n.percent(sample.share_missing)} of the answers are missing"
                        + (
                            f" and {n.percent(sample.share_complete)} of the respondents are complete"
                            if sample.share_complete is not None
                            else ""
                        )
                        + ". The factor analysis uses every answer given (full information maximum likelihood), "
                        "which assumes "
                        "that what is missing depends only on what was answered."
                    ),
                    lambda n: (
                        f"{at_most.nl}{n.percent(sample.share_missing)} van de antwoorden ontbreekt"
                        + (
                            f" en {n.percent(sample.share_complete)} van de respondenten is compleet"
                            if sample.share_complete is not None
                            else ""
                        )
                        + ". De factoranalyse gebruikt elk gegeven antwoord (full information maximum likelihood) en "
                        "neemt "
                        "aan dat wat ontbreekt alleen afhangt van wat wel is beantwoord."
                    ),
                ),
                "sample",
            )
        )
    return found


def _ordinal(n_categories: int, skewed: Sequence[str], robust: bool) -> Finding:
    """What treating ordered categories as continuous means here."""
    few = n_categories < 5
    named = ", ".join(skewed[:5]) + (", …" if len(skewed) > 5 else "")
    normal = Text(
        "; errors and tests suppose no normality (MLR)" if robust else " and normal",
        "; fouten en toetsen veronderstellen geen normaliteit (MLR)" if robust else " en normaal verdeeld",
    )
    english = f"Answers in {n_categories} categories are treated as continuous{normal.en}. " + (
        "With fewer than five categories loadings are underestimated (Rhemtulla et al., 2012)."
        if few
        else "With five or more categories that is common practice (Rhemtulla et al., 2012)"
        + (
            f", but {len(skewed)} item{'s' if len(skewed) > 1 else ''} ({named}) "
            f"{'are' if len(skewed) > 1 else 'is'} clearly skewed or peaked."
            if skewed
            else "; no item is strongly skewed or peaked"
            + ("." if robust else ", though the chi-square may still be too large.")
        )
    )
    dutch = f"Antwoorden in {n_categories} categorieën worden behandeld als continu{normal.nl}. " + (
        "Met minder dan vijf categorieën worden ladingen onderschat (Rhemtulla et al., 2012)."
        if few
        else "Met vijf of meer categorieën is dat gangbaar (Rhemtulla et al., 2012)"
        + (
            f", maar {len(skewed)} item{'s' if len(skewed) > 1 else ''} ({named}) "
            f"{'zijn' if len(skewed) > 1 else 'is'} duidelijk scheef of gepiekt."
            if skewed
            else "; geen item is sterk scheef of gepiekt"
            + ("." if robust else ", al kan chi-kwadraat nog te groot zijn.")
        )
    )
    label = Text("Ordered answers", "Geordende antwoorden")
    return Finding("ordinal", "mixed" if few or skewed else "note", label, Text(english, dutch), "items")


def _size(value: float | None) -> float | None:
    return None if value is None else abs(value)
