"""Texts on items among their own, further coefficients, pairs of factors, a total score, stated hypotheses."""

from __future__ import annotations

from lerende_organisatie.studies.bilingual import Text

FURTHER: dict[str, Text] = {
    "items.pairs_none": Text(
        "None of {n} pairs of items within dimensions shares more than its dimension explains (Yen’s Q3, MI) or "
        "correlates {redundant} or more.",
        "Geen van de {n} itemparen binnen dimensies deelt meer dan de dimensie verklaart (Yens Q3, MI) of correleert "
        "{redundant} of meer.",
    ),
    "items.pairs_some": Text(
        "{flagged} of {n} pairs of items within dimensions share more than the dimension explains (Yen’s Q3 more than "
        "{dependent} above its mean, and beyond chance), or correlate {redundant} or more. Read the wordings side by "
        "side: do they say the same twice?",
        "{flagged} van de {n} itemparen binnen dimensies delen meer dan de dimensie verklaart (Yens Q3 meer dan "
        "{dependent} boven het gemiddelde, en meer dan toeval), of correleren {redundant} of meer. Leg de bewoordingen "
        "naast elkaar: zeggen ze tweemaal hetzelfde?",
    ),
    "items.analysis_fold": Text(
        "Item analysis: polychoric correlations, floor and ceiling, pairs",
        "Itemanalyse: polychorische correlaties, vloer en plafond, paren",
    ),
    "items.analysis_note": Text(
        "r(i,t): item–rest correlation of the answers; polychoric: of the responses behind them, which coarse or "
        "skewed "
        "answers do not lower. Floor and ceiling: share of all respondents in the lowest and highest category as "
        "given.",
        "r(i,t): item-restcorrelatie van de antwoorden; polychorisch: van de responsen erachter, die niet dalen door "
        "grove of scheve antwoorden. Vloer en plafond: aandeel van alle respondenten in de laagste en hoogste "
        "categorie "
        "zoals gegeven.",
    ),
    "items.pairs_note": Text(
        "Residual: correlation less what one factor accounts for. Q3: Yen’s, less the mean of the dimension. MI: "
        "modification index of the residual covariance.",
        "Residu: correlatie min wat één factor verklaart. Q3: die van Yen, min het gemiddelde van de dimensie. MI: "
        "modificatie-index van de residuele covariantie.",
    ),
    "table.item_analysis": Text("Items among their own", "Items in hun dimensie"),
    "table.item_pairs": Text(
        "Pairs that share more than their dimension explains", "Paren die meer delen dan hun dimensie verklaart"
    ),
    "head.item_rest_polychoric": Text("polych.", "polych."),
    "head.item_rest_polychoric.title": Text("Item–rest correlation, polychoric", "Item-restcorrelatie, polychorisch"),
    "head.residual_r": Text("Residual", "Residu"),
    "head.q3": Text("Q3", "Q3"),
    "head.q3.title": Text("Yen’s Q3 less its mean", "Yens Q3 min het gemiddelde"),
    "head.why": Text("Why", "Waarom"),
    "pair.dependent": Text("dependent", "afhankelijk"),
    "pair.redundant": Text("redundant", "herhaling"),
    "pair.both": Text("both", "beide"),
    "reliability.others_fold": Text("Other coefficients of reliability", "Andere betrouwbaarheidscoëfficiënten"),
    "reliability.others_note": Text(
        "Ordinal α: of the responses behind the answers; no score has it (interval by the delta method). "
        "Categorical ω: "
        "of the sum of ordinal answers (Green & Yang, 2009). CR: composite reliability in the model of the hypothesis. "
        "λ: Guttman’s bounds (1945), λ4 the highest of all split halves. glb: greatest lower bound. λ4 and glb are "
        "maxima and run high in samples below 1,000. Prefer ω, or categorical ω for skewed answers.",
        "Ordinale α: van de responsen achter de antwoorden; geen score heeft die (interval volgens de deltamethode). "
        "Categorische ω: van de som van ordinale antwoorden (Green & Yang, 2009). CR: composietbetrouwbaarheid in het "
        "model van de hypothese. λ: grenzen van Guttman (1945), λ4 de hoogste van alle splitsingen. glb: grootste "
        "ondergrens. λ4 en glb zijn maxima en vallen hoog uit onder de 1.000 respondenten. Verkies ω, of categorische "
        "ω bij scheve antwoorden.",
    ),
    "table.coefficients": Text("Other coefficients per dimension", "Andere coëfficiënten per dimensie"),
    "head.ordinal_alpha": Text("ord. α", "ord. α"),
    "head.ordinal_alpha.title": Text("Ordinal alpha", "Ordinale alpha"),
    "head.omega_categorical": Text("cat. ω", "cat. ω"),
    "head.omega_categorical.title": Text("Categorical omega", "Categorische omega"),
    "head.alpha_standardised": Text("std. α", "std. α"),
    "head.alpha_standardised.title": Text("Alpha of standardised answers", "Alpha van gestandaardiseerde antwoorden"),
    "head.lambda2": Text("λ2", "λ2"),
    "head.lambda4": Text("λ4", "λ4"),
    "head.lambda6": Text("λ6", "λ6"),
    "head.glb": Text("glb", "glb"),
    "head.glb.title": Text("Greatest lower bound", "Grootste ondergrens"),
    "head.split_half_lowest": Text("β", "β"),
    "head.split_half_lowest.title": Text("Lowest split half", "Laagste splitsing"),
    "head.split_half_mean": Text("halves", "helften"),
    "head.split_half_mean.title": Text("Mean of all split halves", "Gemiddelde van alle splitsingen"),
    "validity.classes": Text(
        "How much of a problem each of {n} pairs of dimensions is, by the end of the 95% interval of their correlation "
        "that is farthest from zero (Rönkkö & Cho, 2022): {classes}.",
        "Hoe groot het probleem is bij elk van de {n} paren dimensies, naar het uiteinde van het 95%-interval van hun "
        "correlatie dat het verst van nul ligt (Rönkkö & Cho, 2022): {classes}.",
    ),
    "validity.pairs_fold": Text(
        "Every pair of dimensions: correlation against .85 and 1, HTMT, HTMT2",
        "Elk paar dimensies: correlatie tegen ,85 en 1, HTMT, HTMT2",
    ),
    "validity.pairs_note": Text(
        "r: factor correlation; p: one-sided, that it is smaller than .85 and than 1 (Wald; the interval is about r). "
        "HTMT2: with geometric means, unbiased where loadings differ (Roemer et al., 2021). Intervals of HTMT and "
        "HTMT2: "
        "percentiles of {draws} draws of respondents (seed {seed}).",
        "r: factorcorrelatie; p: eenzijdig, dat die kleiner is dan ,85 en dan 1 (Wald; het interval is dat van r). "
        "HTMT2: met meetkundige gemiddelden, zuiver bij ongelijke ladingen (Roemer e.a., 2021). Intervallen van "
        "HTMT en "
        "HTMT2: percentielen van {draws} trekkingen van respondenten (seed {seed}).",
    ),
    "validity.class_count": Text("{count} {class_}", "{count} {class_}"),
    "problem.none": Text("none", "geen"),
    "problem.marginal": Text("marginal", "gering"),
    "problem.moderate": Text("moderate", "matig"),
    "problem.severe": Text("severe", "ernstig"),
    "table.factor_pairs": Text("Pairs of dimensions", "Paren dimensies"),
    "head.pair": Text("Pair", "Paar"),
    "head.problem": Text("Problem", "Probleem"),
    "head.p_cutoff": Text("p < .85", "p < ,85"),
    "head.p_cutoff.title": Text("p that r is smaller than .85", "p dat r kleiner is dan ,85"),
    "head.p_one": Text("p < 1", "p < 1"),
    "head.p_one.title": Text("p that r is smaller than 1", "p dat r kleiner is dan 1"),
    "head.htmt": Text("HTMT", "HTMT"),
    "head.htmt2": Text("HTMT2", "HTMT2"),
    "total.fold": Text("What a total score would measure", "Wat een totaalscore zou meten"),
    "total.lead": Text(
        "In a bifactor model, one general factor and one for each dimension beyond it, all uncorrelated: ECV = {ecv}, "
        "PUC = {puc}, ωH = {omega_h} of ω = {omega}. Where ECV and PUC both exceed .70 a total score is essentially "
        "one "
        "thing (Rodriguez et al., 2016). A bifactor model fits almost anything: this says what a total score holds, "
        "not "
        "that the hypothesis is wrong.",
        "In een bifactormodel, één algemene factor en daarnaast één per dimensie, alle ongecorreleerd: ECV = {ecv}, "
        "PUC = {puc}, ωH = {omega_h} van ω = {omega}. Waar ECV en PUC beide boven ,70 liggen is een totaalscore in "
        "wezen "
        "één ding (Rodriguez e.a., 2016). Een bifactormodel past bijna altijd: dit zegt wat een totaalscore bevat, "
        "niet "
        "dat de hypothese onjuist is.",
    ),
    "total.absent": Text(
        "There are no bifactor indices of a total score: {why}.",
        "Er zijn geen bifactorindices van een totaalscore: {why}.",
    ),
    "total.general": Text("General factor", "Algemene factor"),
    "total.note": Text(
        "ECV: share of the common variance of its items; ω: of the sum of its items; ωH(S): of that sum, this factor "
        "alone; H: construct replicability; FD: factor determinacy. Estimated by maximum likelihood.",
        "ECV: aandeel in de gemeenschappelijke variantie van zijn items; ω: van de som van zijn items; ωH(S): daarvan "
        "deze factor alleen; H: repliceerbaarheid; FD: factordeterminatie. Geschat met maximum likelihood.",
    ),
    "table.total": Text("Bifactor indices", "Bifactorindices"),
    "head.ecv": Text("ECV", "ECV"),
    "head.ecv.title": Text("Explained common variance", "Verklaarde gemeenschappelijke variantie"),
    "head.omega_total": Text("ω", "ω"),
    "head.omega_h": Text("ωH(S)", "ωH(S)"),
    "head.omega_h.title": Text("Omega hierarchical (subscale)", "Omega hiërarchisch (subschaal)"),
    "head.relative_omega": Text("ωH/ω", "ωH/ω"),
    "head.h": Text("H", "H"),
    "head.h.title": Text("Construct replicability", "Repliceerbaarheid van het construct"),
    "head.fd": Text("FD", "FD"),
    "head.fd.title": Text("Factor determinacy", "Factordeterminatie"),
    "section.hypotheses": Text("Relations stated beforehand", "Vooraf gestelde verbanden"),
    "hypotheses.lead": Text(
        "{line} of {n} correlations lie where the hypothesis put them; COSMIN asks for three quarters. A hypothesis is "
        "confirmed when the whole 95% interval lies within its bounds, refuted when none of it does, else undecided.",
        "{line} van de {n} correlaties liggen waar de hypothese ze plaatste; COSMIN vraagt driekwart. Een hypothese is "
        "bevestigd als het hele 95%-interval binnen haar grenzen ligt, weerlegd als niets ervan dat doet, anders "
        "onbeslist.",
    ),
    "hypotheses.note": Text(
        "Correlations of the mean over the items of the dimension; intervals without assuming normality.",
        "Correlaties van het gemiddelde over de items van de dimensie; intervallen zonder normaliteit te "
        "veronderstellen.",
    ),
    "hypotheses.clustered": Text(
        "The intervals take the clusters into account.", "De intervallen houden rekening met de clusters."
    ),
    "table.hypotheses": Text("Hypotheses and verdicts", "Hypothesen en uitkomst"),
    "head.criterion": Text("With", "Met"),
    "head.expected": Text("Expected", "Verwacht"),
    "head.verdict": Text("Verdict", "Uitkomst"),
    "head.stated_source": Text("Source", "Bron"),
    "verdict.confirmed": Text("confirmed", "bevestigd"),
    "verdict.undecided": Text("undecided", "onbeslist"),
    "verdict.refuted": Text("refuted", "weerlegd"),
    "expected.to": Text("{low} to {high}", "{low} tot {high}"),
    "table.scales_without": Text(
        "The dimensions with and without the flagged", "De dimensies met en zonder de gemarkeerden"
    ),
    "head.alpha_without": Text("without", "zonder"),
    "head.omega_without": Text("without", "zonder"),
    "head.mean_without": Text("without", "zonder"),
}
"""All texts by key."""
