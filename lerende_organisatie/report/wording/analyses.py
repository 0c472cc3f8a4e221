"""Texts of the sections on screening and on the number of dimensions."""

from __future__ import annotations

from lerende_organisatie.studies.bilingual import Text

ANALYSES: dict[str, Text] = {
    "section.screening": Text("Careless answers", "Onzorgvuldige antwoorden"),
    "screening.absent": Text(
        "The answers could not be screened: {why}", "De antwoorden konden niet worden doorgelicht: {why}"
    ),
    "screening.lead": Text(
        "{flagged} of {n} respondents are flagged by the default rule of this package, which was fixed "
        "before the answers "
        "were read. All other sections are about everybody.",
        "{flagged} van {n} respondenten zijn gemarkeerd door de standaardregel van dit pakket, die "
        "vaststond voordat de "
        "antwoorden zijn gelezen. Alle andere onderdelen gaan over iedereen.",
    ),
    "screening.few": Text(
        "Some respondents are flagged by the default rule of this package, or all but some; with fewer "
        "than {minimum} the "
        "number is not shown. All other sections are about everybody.",
        "Enkele respondenten zijn gemarkeerd door de standaardregel van dit pakket, of op enkele na "
        "iedereen; bij minder "
        "dan {minimum} staat het aantal er niet. Alle andere onderdelen gaan over iedereen.",
    ),
    "screening.mcar": Text(
        "Little’s test that answers are missing completely at random: χ²({df}) = {chisq}, p {p}.",
        "Littles toets dat antwoorden volledig toevallig ontbreken: χ²({df}) = {chisq}, p {p}.",
    ),
    "screening.fold": Text("Index by index", "Index voor index"),
    "respondents.everybody": Text("Everybody", "Iedereen"),
    "respondents.without": Text("Without the flagged", "Zonder de gemarkeerden"),
    "index.longstring": Text("Longest run of one answer", "Langste reeks van één antwoord"),
    "index.irv": Text("Variability of a person’s answers", "Spreiding van iemands antwoorden"),
    "index.even_odd": Text("Even–odd consistency", "Even-onevenconsistentie"),
    "index.synonyms": Text("Psychometric synonyms", "Psychometrische synoniemen"),
    "index.antonyms": Text("Psychometric antonyms", "Psychometrische antoniemen"),
    "index.mahalanobis_p": Text("Mahalanobis distance (p)", "Mahalanobis-afstand (p)"),
    "index.seconds_per_item": Text("Seconds per item", "Seconden per item"),
    "index.share_missing": Text("Share of answers missing", "Aandeel ontbrekende antwoorden"),
    "index_source.longstring": Text(
        "half of the questionnaire or more in one run (Curran, 2016)",
        "de helft van de vragenlijst of meer op een rij (Curran, 2016)",
    ),
    "index_source.irv": Text(
        "no published cut-off (Dunn et al., 2018); flags nobody unless one is given",
        "geen gepubliceerde grens (Dunn e.a., 2018); markeert niemand zonder opgegeven grens",
    ),
    "index_source.even_odd": Text(
        "below .30 (Jackson, 1976, in Johnson, 2005)", "onder ,30 (Jackson, 1976, in Johnson, 2005)"
    ),
    "index_source.synonyms": Text(
        "no published cut-off; flags nobody unless one is given",
        "geen gepubliceerde grens; markeert niemand zonder opgegeven grens",
    ),
    "index_source.antonyms": Text(
        "no published cut-off; flags nobody unless one is given",
        "geen gepubliceerde grens; markeert niemand zonder opgegeven grens",
    ),
    "index_source.mahalanobis_p": Text(
        "p below .001 (Tabachnick & Fidell, 2013)", "p onder ,001 (Tabachnick & Fidell, 2013)"
    ),
    "index_source.seconds_per_item": Text(
        "faster than two seconds an item (Huang et al., 2012)", "sneller dan twee seconden per item (Huang e.a., 2012)"
    ),
    "index_source.share_missing": Text(
        "more than half of the answers; a convention of this package",
        "meer dan de helft van de antwoorden; een conventie van dit pakket",
    ),
    "screening.note": Text(
        "A respondent may be flagged by several indices. An index without a threshold flags nobody; a count that could "
        "single somebody out is left empty.",
        "Een respondent kan door meerdere indices gemarkeerd zijn. Een index zonder grens markeert "
        "niemand; een aantal dat "
        "iemand zou kunnen aanwijzen is leeg gelaten.",
    ),
    "table.screening": Text("Screening by index", "Doorlichting per index"),
    "table.without_flagged": Text(
        "The model of the hypothesis with and without the flagged",
        "Het model van de hypothese met en zonder de gemarkeerden",
    ),
    "head.index": Text("Index", "Index"),
    "head.threshold": Text("Threshold", "Grens"),
    "head.flagged": Text("Beyond it", "Erbuiten"),
    "head.source": Text("Source", "Bron"),
    "head.respondents": Text("Respondents", "Respondenten"),
    "section.dimensionality": Text("How many dimensions", "Hoeveel dimensies"),
    "dimensionality.absent": Text(
        "The number of dimensions could not be judged: {why}", "Het aantal dimensies kon niet worden beoordeeld: {why}"
    ),
    "dimensionality.lead": Text(
        "The hypothesis has {expected}. Parallel analysis counts the eigenvalues above the "
        "{percentile}th percentile of "
        "{replications} sets of the same answers, shuffled over respondents item by item (Horn, 1965; "
        "Buja & Eyuboglu, 1992; "
        "seed {seed}).",
        "De hypothese heeft er {expected}. Parallelle analyse telt de eigenwaarden boven het "
        "{percentile}e percentiel van "
        "{replications} keer dezelfde antwoorden, per item over respondenten geschud (Horn, 1965; Buja "
        "& Eyuboglu, 1992; "
        "seed {seed}).",
    ),
    "dimensionality.fold": Text("Eigenvalues and what they are held against", "Eigenwaarden en waar ze naast liggen"),
    "rule.parallel_components": Text("Parallel analysis, components", "Parallelle analyse, componenten"),
    "rule.parallel_factors": Text("Parallel analysis, factors", "Parallelle analyse, factoren"),
    "rule.map_components": Text("MAP test (Velicer, 1976)", "MAP-toets (Velicer, 1976)"),
    "rule.map_fourth": Text(
        "MAP test, fourth powers (Velicer et al., 2000)", "MAP-toets, vierde machten (Velicer e.a., 2000)"
    ),
    "rule.empirical_kaiser": Text(
        "Empirical Kaiser criterion (Braeken & van Assen, 2017)",
        "Empirisch Kaisercriterium (Braeken & van Assen, 2017)",
    ),
    "rule.expected": Text("The hypothesis", "De hypothese"),
    "dimensionality.note": Text(
        "With correlated factors the MAP test tends to find too few; where rules disagree, theory and "
        "the models of the next "
        "section decide.",
        "Bij samenhangende factoren vindt de MAP-toets er eerder te weinig; waar regels verschillen, "
        "beslissen theorie en de "
        "modellen van het volgende onderdeel.",
    ),
    "table.dimensionality": Text("Numbers of dimensions", "Aantallen dimensies"),
    "table.eigenvalues": Text("Eigenvalues", "Eigenwaarden"),
    "head.rule": Text("Rule", "Regel"),
    "head.number": Text("Dimensions", "Dimensies"),
    "head.component": Text("Comp.", "Comp."),
    "head.component.title": Text("Eigenvalue of the correlation matrix", "Eigenwaarde van de correlatiematrix"),
    "head.component_random": Text("random", "toeval"),
    "head.component_random.title": Text("Percentile of shuffled answers", "Percentiel van geschudde antwoorden"),
    "head.factor_value": Text("Factor", "Factor"),
    "head.factor_value.title": Text(
        "Eigenvalue with squared multiple correlations on the diagonal",
        "Eigenwaarde met gekwadrateerde multipele correlaties op de diagonaal",
    ),
    "head.factor_random": Text("random", "toeval"),
    "head.factor_random.title": Text("Percentile of shuffled answers", "Percentiel van geschudde antwoorden"),
    "head.kaiser_reference": Text("Kaiser", "Kaiser"),
    "head.kaiser_reference.title": Text(
        "Reference of the empirical Kaiser criterion", "Referentie van het empirische Kaisercriterium"
    ),
    "head.partial": Text("MAP", "MAP"),
    "head.partial.title": Text(
        "Mean squared partial correlation after so many components",
        "Gemiddelde gekwadrateerde partiële correlatie na zoveel componenten",
    ),
}
"""All texts by key."""
