"""The lines of the reporting checklist: COSMIN, the ITC guidelines, JARS-Quant for factor analysis, the Standards.

References
----------
Prinsen, C. A. C., et al. (2018), doi 10.1007/s11136-018-1798-3 and Mokkink, L. B., et al. (2018), doi
10.1007/s11136-017-1765-4 (COSMIN); International Test Commission (2017), Guidelines for translating and adapting tests;
Appelbaum, M., et al. (2018), doi 10.1037/amp0000191 (JARS-Quant) and Jackson, D. L., et al. (2009), doi
10.1037/a0014694 (factor analysis); AERA, APA & NCME (2014), Standards for educational and psychological testing.
"""

from __future__ import annotations

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.checklist import ChecklistLine, Standard


def _line(standard: Standard, key: str, asks: Text, remedy: Text, place: str | None = None) -> ChecklistLine:
    return ChecklistLine(key=key, standard=standard, asks=asks, remedy=remedy, place=place)


_DESCRIBE = Text("Describe it in a sentence or two.", "Beschrijf dit in een of twee zinnen.")
_EXPERTS = Text(
    "Ask respondents and experts, and report who they were and what they said.",
    "Vraag het respondenten en deskundigen, en meld wie zij waren en wat zij zeiden.",
)
_INVARIANCE = Text(
    "Compare the languages or groups with a multi-group factor analysis.",
    "Vergelijk de talen of groepen met een factoranalyse over meerdere groepen.",
)
_ANALYSIS = Text(
    "It did not come out of this analysis; see the notes in the section concerned.",
    "Deze analyse leverde het niet op; zie de opmerkingen bij het betreffende onderdeel.",
)

COSMIN = tuple(
    _line(Standard.COSMIN, *line)
    for line in (
        ("construct", Text("The construct that is measured", "Het begrip dat wordt gemeten"), _DESCRIBE),
        ("population", Text("The target population", "De doelpopulatie"), _DESCRIBE),
        ("context", Text("The context of use", "De context van het gebruik"), _DESCRIBE),
        (
            "missing_share",
            Text("The share of missing answers, per property", "Het aandeel ontbrekende antwoorden, per eigenschap"),
            _ANALYSIS,
            "sample",
        ),
        (
            "missing_handling",
            Text("How missing answers were handled", "Hoe met ontbrekende antwoorden is omgegaan"),
            _ANALYSIS,
            "methods",
        ),
        (
            "sample_adequacy",
            Text(
                "Adequacy of the number of respondents, per property",
                "Of het aantal respondenten volstaat, per eigenschap",
            ),
            _ANALYSIS,
            "sample",
        ),
        (
            "unidimensionality",
            Text(
                "Unidimensionality of each subscale, shown before its internal consistency",
                "Eendimensionaliteit van elke subschaal, aangetoond vóór de interne consistentie",
            ),
            _ANALYSIS,
            "reliability",
        ),
        (
            "internal_consistency",
            Text("Internal consistency per subscale", "Interne consistentie per subschaal"),
            _ANALYSIS,
            "reliability",
        ),
        (
            "test_retest",
            Text(
                "Test–retest reliability with an intraclass correlation",
                "Test-hertestbetrouwbaarheid met een intraklassecorrelatie",
            ),
            Text(
                "Analyse the repeated measurement; this report covers one occasion.",
                "Analyseer de herhaalde meting; dit rapport gaat over één meetmoment.",
            ),
        ),
        (
            "measurement_error",
            Text("The standard error of measurement", "De standaardmeetfout"),
            _ANALYSIS,
            "reliability",
        ),
        (
            "smallest_detectable_change",
            Text("The smallest detectable change", "De kleinste aantoonbare verandering"),
            _ANALYSIS,
            "reliability",
        ),
        ("relevance", Text("Content: relevance of the items", "Inhoud: relevantie van de items"), _EXPERTS),
        (
            "comprehensiveness",
            Text("Content: comprehensiveness of the items", "Inhoud: volledigheid van de items"),
            _EXPERTS,
        ),
        (
            "comprehensibility",
            Text("Content: comprehensibility of the items", "Inhoud: begrijpelijkheid van de items"),
            _EXPERTS,
        ),
        (
            "cross_cultural",
            Text(
                "Cross-cultural validity: multi-group factor analysis or differential item functioning",
                "Cross-culturele validiteit: factoranalyse over groepen of differentieel itemfunctioneren",
            ),
            _INVARIANCE,
        ),
        (
            "group_size",
            Text("About 200 respondents per group compared", "Ongeveer 200 respondenten per vergeleken groep"),
            Text(
                "Collect more answers in the groups that fall short.",
                "Verzamel meer antwoorden in de groepen die tekortkomen.",
            ),
            "sample",
        ),
        (
            "cfa_sample_size",
            Text(
                "Factor analysis: at least 7 respondents per item, and 100",
                "Factoranalyse: minstens 7 respondenten per item, en 100",
            ),
            _ANALYSIS,
            "sample",
        ),
        ("floor_ceiling", Text("Floor and ceiling effects", "Vloer- en plafondeffecten"), _ANALYSIS, "reliability"),
        (
            "hypotheses",
            Text("Hypotheses stated beforehand", "Vooraf geformuleerde hypothesen"),
            Text(
                "State them, with the place and date of registration.",
                "Vermeld ze, met plaats en datum van registratie.",
            ),
            "hypotheses",
        ),
    )
)

ITC = tuple(
    _line(Standard.ITC, *line)
    for line in (
        (
            "permission",
            Text("Permission of the holder of the rights", "Toestemming van de rechthebbende"),
            Text("Obtain it and cite it.", "Vraag die en vermeld haar."),
        ),
        (
            "construct_overlap",
            Text("Overlap of the construct between the populations", "Overlap van het begrip tussen de populaties"),
            _DESCRIBE,
        ),
        ("translators", Text("Expertise of the translators", "Deskundigheid van de vertalers"), _DESCRIBE),
        (
            "translation_design",
            Text(
                "Translation design: forward and back translation, reconciliation",
                "Opzet van de vertaling: heen- en terugvertaling, afstemming",
            ),
            _DESCRIBE,
        ),
        (
            "suitability",
            Text("Suitability of instruction, items and scale", "Geschiktheid van instructie, items en schaal"),
            _DESCRIBE,
        ),
        ("pilot", Text("Pilot of the translation", "Proefafname van de vertaling"), _DESCRIBE),
        (
            "construct_equivalence",
            Text("Equivalence of the construct", "Gelijkwaardigheid van het begrip"),
            _INVARIANCE,
        ),
        (
            "method_equivalence",
            Text("Equivalence of the method", "Gelijkwaardigheid van de methode"),
            Text(
                "Describe administration, mode and sampling in each language.",
                "Beschrijf afname, vorm en steekproef in elke taal.",
            ),
        ),
        ("item_equivalence", Text("Equivalence of the items", "Gelijkwaardigheid van de items"), _INVARIANCE),
        (
            "reliability_per_language",
            Text("Reliability per language", "Betrouwbaarheid per taal"),
            Text("Run this report for each language.", "Maak dit rapport voor elke taal."),
        ),
        (
            "validity_per_language",
            Text("Validity per language", "Validiteit per taal"),
            Text("Run this report for each language.", "Maak dit rapport voor elke taal."),
        ),
        (
            "interpretation_of_differences",
            Text(
                "Differences interpreted only at the supported level of invariance",
                "Verschillen alleen geduid op het ondersteunde niveau van invariantie",
            ),
            _INVARIANCE,
        ),
        (
            "record_of_changes",
            Text("A record of the changes made", "Een verslag van de aanpassingen"),
            Text("List every change of wording and why.", "Noem elke wijziging van bewoording en de reden."),
        ),
    )
)

JARS = tuple(
    _line(Standard.JARS, *line)
    for line in (
        (
            "recruitment",
            Text("How respondents were found, when and where", "Hoe, wanneer en waar respondenten zijn geworven"),
            _DESCRIBE,
        ),
        (
            "ethics",
            Text("Ethical review and consent", "Ethische toetsing en toestemming"),
            Text("Name the committee and the reference.", "Noem de commissie en het kenmerk."),
        ),
        (
            "rival_models",
            Text("Rival models, named beforehand", "Concurrerende modellen, vooraf genoemd"),
            _ANALYSIS,
            "rivals",
        ),
        ("path_diagram", Text("A path diagram", "Een paddiagram"), _ANALYSIS, "diagram"),
        (
            "free_and_fixed",
            Text("Free and fixed parameters", "Vrije en vastgezette parameters"),
            _ANALYSIS,
            "methods",
        ),
        ("degrees_of_freedom", Text("Degrees of freedom", "Vrijheidsgraden"), _ANALYSIS, "rivals"),
        ("variable_type", Text("Type of the variables", "Soort variabelen"), _ANALYSIS, "methods"),
        ("normality", Text("Normality", "Normaliteit"), _ANALYSIS, "items"),
        ("missing_amount", Text("Missing data: amount", "Ontbrekende gegevens: hoeveelheid"), _ANALYSIS, "sample"),
        ("missing_pattern", Text("Missing data: pattern", "Ontbrekende gegevens: patroon"), _ANALYSIS, "sample"),
        ("missing_method", Text("Missing data: method", "Ontbrekende gegevens: methode"), _ANALYSIS, "methods"),
        ("estimator", Text("Estimator", "Schatter"), _ANALYSIS, "methods"),
        ("software", Text("Software and version", "Software en versie"), _ANALYSIS, "methods"),
        ("convergence", Text("Convergence", "Convergentie"), _ANALYSIS, "rivals"),
        ("improper_solutions", Text("Improper solutions", "Oneigenlijke oplossingen"), _ANALYSIS, "rivals"),
        (
            "chi_square",
            Text("Chi-square with degrees of freedom and p", "Chi-kwadraat met vrijheidsgraden en p"),
            _ANALYSIS,
            "rivals",
        ),
        ("rmsea", Text("RMSEA with its interval", "RMSEA met interval"), _ANALYSIS, "rivals"),
        ("cfi_tli", Text("CFI and TLI", "CFI en TLI"), _ANALYSIS, "rivals"),
        ("srmr", Text("SRMR", "SRMR"), _ANALYSIS, "rivals"),
        ("cutoffs", Text("Cut-offs with their source", "Grenswaarden met hun bron"), _ANALYSIS, "methods"),
        ("loadings", Text("All loadings", "Alle ladingen"), _ANALYSIS, "loadings"),
        ("factor_correlations", Text("Factor correlations", "Factorcorrelaties"), _ANALYSIS, "correlations"),
        ("residual_variances", Text("Residual variances", "Residuele varianties"), _ANALYSIS, "loadings"),
        ("r_squared", Text("R² per item", "R² per item"), _ANALYSIS, "loadings"),
        ("factor_reliability", Text("Reliability", "Betrouwbaarheid"), _ANALYSIS, "reliability"),
        ("ave", Text("Average variance extracted", "Gemiddelde verklaarde variantie (AVE)"), _ANALYSIS, "validity"),
        ("discriminant", Text("Discriminant evidence", "Bewijs van discriminante validiteit"), _ANALYSIS, "validity"),
        ("residuals", Text("Residuals", "Residuen"), _ANALYSIS, "misfit"),
        (
            "modifications",
            Text(
                "Every modification with its index and reason",
                "Elke modelaanpassing met index en reden",
            ),
            Text("List them; none may be silent.", "Noem ze allemaal."),
            "misfit",
        ),
    )
)

STANDARDS = tuple(
    _line(Standard.STANDARDS, *line)
    for line in (
        (
            "interpretation",
            Text("The intended interpretation of each score", "De bedoelde interpretatie van elke score"),
            _DESCRIBE,
        ),
        ("use", Text("The intended use of each score", "Het bedoelde gebruik van elke score"), _DESCRIBE),
        (
            "score_reliability",
            Text(
                "Reliability or standard error of every reported score",
                "Betrouwbaarheid of meetfout van elke gerapporteerde score",
            ),
            _ANALYSIS,
            "reliability",
        ),
        (
            "school_mean_reliability",
            Text(
                "Reliability or standard error of reported school means",
                "Betrouwbaarheid of meetfout van gerapporteerde schoolgemiddelden",
            ),
            Text(
                "Before reporting school means, compute ICC(1), ICC(2) and agreement within schools.",
                "Bereken ICC(1), ICC(2) en overeenstemming binnen scholen voordat schoolgemiddelden worden gemeld.",
            ),
        ),
        (
            "cut_scores",
            Text("The rationale of any cut-score", "De onderbouwing van elke normgrens"),
            Text(
                "Say that no cut-score is used, or why this one.",
                "Meld dat geen normgrens wordt gebruikt, of waarom deze.",
            ),
        ),
    )
)

CHECKLIST: tuple[ChecklistLine, ...] = (*COSMIN, *ITC, *JARS, *STANDARDS)
"""Every line that a validation report answers."""
