"""Words of the translation report."""

from __future__ import annotations

from lerende_organisatie.studies.bilingual import Text

TRANSLATION: dict[str, Text] = {
    "translation.title": Text("Translation and equivalence report", "Vertaal- en gelijkwaardigheidsrapport"),
    "translation.groups": Text("Versions", "Versies"),
    "translation.languages": Text("Translation", "Vertaling"),
    "place.invariance": Text("Invariance", "Invariantie"),
    "place.dif": Text("Items that differ", "Items die verschillen"),
    "place.content": Text("Content validity", "Inhoudsvaliditeit"),
    "place.record": Text("Record", "Verslag"),
    "place.means": Text("Differences", "Verschillen"),
    "section.record": Text("The record of the translation", "Het verslag van de vertaling"),
    "section.content": Text("Content validity", "Inhoudsvaliditeit"),
    "section.versions": Text("Versions and respondents", "Versies en respondenten"),
    "section.version_items": Text("Items per version", "Items per versie"),
    "section.invariance": Text("Measurement invariance", "Meetinvariantie"),
    "section.dif": Text("Items that differ", "Items die verschillen"),
    "section.means": Text("Differences between versions", "Verschillen tussen versies"),
    "record.guidelines": Text("The ITC guidelines (2017), in our words", "De ITC-richtlijnen (2017), in onze woorden"),
    "table.changes": Text("Changes to items, with the reason", "Wijzigingen in items, met de reden"),
    "table.decisions": Text("Decisions of the committee", "Besluiten van de commissie"),
    "table.interviews": Text("Findings of the cognitive interviews", "Bevindingen uit de cognitieve interviews"),
    "table.contributors": Text("Who took part, by role", "Wie meewerkten, naar rol"),
    "table.content": Text("Relevance as rated by experts", "Relevantie volgens deskundigen"),
    "table.versions_n": Text("Respondents per version", "Respondenten per versie"),
    "table.version_items": Text(
        "Mean and spread of every item, per version", "Gemiddelde en spreiding van elk item, per versie"
    ),
    "table.version_scales": Text(
        "Reliability of every dimension, per version", "Betrouwbaarheid van elke dimensie, per versie"
    ),
    "table.ladder": Text("The ladder of invariance", "De ladder van invariantie"),
    "table.ladder_rules": Text("What each published rule says", "Wat elke gepubliceerde regel zegt"),
    "table.bias": Text("Differential item functioning", "Differentieel itemfunctioneren"),
    "table.means": Text("Factor means beside the reference version", "Factorgemiddelden naast de referentieversie"),
    "figure.ladder": Text(
        "The ladder: every step holds more parameters equal. Filled: supported. Beneath each step its CFI, and how "
        "much "
        "it fell.",
        "De ladder: elke trede houdt meer parameters gelijk. Gevuld: ondersteund. Onder elke trede de CFI, en hoeveel "
        "die daalde.",
    ),
    "figure.curves": Text(
        "“{item}”: expected answer by matching score, per version.",
        "“{item}”: verwacht antwoord naar de score waarop is vergeleken, per versie.",
    ),
    "curves.axis": Text("matching score", "vergelijkingsscore"),
    "curves.answer": Text("expected answer", "verwacht antwoord"),
    "record.lead": Text(
        "Translated from {source} into {target}. Forward translations: {forward}; back translations: {back}; "
        "recorded decisions: {decisions}; rounds of interviews: {interviews}; recorded changes: {changes}.",
        "Vertaald uit {source} in {target}. Heenvertalingen: {forward}; terugvertalingen: {back}; vastgelegde "
        "besluiten: {decisions}; interviewrondes: {interviews}; vastgelegde wijzigingen: {changes}.",
    ),
    "record.none": Text(
        "No record of the translation was given. Without it a reader cannot judge how the version came about; "
        "record it "
        "with lo.TranslationRecord.",
        "Er is geen verslag van de vertaling gegeven. Zonder dat kan een lezer niet beoordelen hoe de versie tot "
        "stand "
        "kwam; leg het vast met lo.TranslationRecord.",
    ),
    "record.details": Text("Decisions, interviews and contributors", "Besluiten, interviews en betrokkenen"),
    "content.lead": Text(
        "{experts} experts rated the relevance of {items} items from {low} to {high}; {relevant} or more counts as "
        "relevant. S-CVI/Ave = {ave}, S-CVI/UA = {ua}.",
        "{experts} deskundigen beoordeelden de relevantie van {items} items van {low} tot {high}; {relevant} of "
        "hoger telt "
        "als relevant. S-CVI/Ave = {ave}, S-CVI/UA = {ua}.",
    ),
    "content.note": Text(
        "κ: I-CVI corrected for chance (Polit, Beck & Owen, 2007). CVR: Lawshe (1975); critical value exact (Ayre & "
        "Scally, 2014). V: Aiken (1985), interval after Penfield and Giacobbi (2004). † I-CVI below 1 with up to five "
        "experts, below .78 with more (Lynn, 1986).",
        "κ: I-CVI gecorrigeerd voor toeval (Polit, Beck & Owen, 2007). CVR: Lawshe (1975); kritieke waarde exact "
        "(Ayre & "
        "Scally, 2014). V: Aiken (1985), interval naar Penfield en Giacobbi (2004). † I-CVI lager dan 1 bij "
        "hoogstens vijf "
        "deskundigen, lager dan 0,78 bij meer (Lynn, 1986).",
    ),
    "versions.lead": Text(
        "{n} respondents in {groups} versions; {reference} is the version that the others are compared with.",
        "{n} respondenten in {groups} versies; met {reference} worden de andere vergeleken.",
    ),
    "versions.withheld": Text(
        "{groups} version(s) with fewer than {minimum} respondents are left out of everything.",
        "{groups} versie(s) met minder dan {minimum} respondenten zijn overal weggelaten.",
    ),
    "versions.items_note": Text(
        "r: correlation with the rest of the dimension. Answers keyed in the direction of the dimension.",
        "r: samenhang met de rest van de dimensie. Antwoorden in de richting van de dimensie.",
    ),
    "invariance.lead": Text(
        "Multi-group factor analysis ({estimator}; missing answers: {missing}). Each level holds more equal across "
        "the "
        "versions, and is judged by how much fit is lost. Changes are of the {index} CFI and RMSEA. The rule that "
        "decides "
        "is that of {rule}.",
        "Factoranalyse over groepen ({estimator}; ontbrekende antwoorden: {missing}). Elk niveau houdt meer gelijk "
        "tussen "
        "de versies, en wordt beoordeeld naar het verlies aan passing. Veranderingen zijn van de {index} CFI en "
        "RMSEA. De "
        "regel die beslist is die van {rule}.",
    ),
    "invariance.none": Text("The ladder could not be fitted.", "De ladder kon niet worden geschat."),
    "invariance.rules_note": Text(
        "Rules of thumb from simulations of particular conditions; beyond those they are borrowed.",
        "Vuistregels uit simulaties van bepaalde omstandigheden; daarbuiten zijn ze geleend.",
    ),
    "invariance.supported": Text("supported", "ondersteund"),
    "invariance.not_supported": Text("not supported", "niet ondersteund"),
    "invariance.picture": Text(
        "{steps} levels; supported up to: {supported}.", "{steps} niveaus; ondersteund tot en met: {supported}."
    ),
    "invariance.not_fitted": Text("not tested", "niet getoetst"),
    "status.outcome_holds": Text("holds", "houdt stand"),
    "status.outcome_fails": Text("fails", "houdt geen stand"),
    "status.outcome_doubtful": Text("doubtful", "twijfelachtig"),
    "status.outcome_not_derived": Text("not derived", "niet afgeleid"),
    "status.outcome_not_tested": Text("not tested", "niet getoetst"),
    "page.missing_fiml": Text("full-information maximum likelihood", "full-information maximum likelihood"),
    "page.missing_listwise": Text("incomplete rows left out", "onvolledige rijen weggelaten"),
    "page.missing_pairwise": Text("pair by pair", "paarsgewijs"),
    "invariance.nothing": Text("none", "geen"),
    "dif.lead": Text(
        "Ordinal logistic regression on the purified sum score, with Mantel and generalised Mantel–Haenszel tests "
        "beside it. "
        "{flagged} of {tested} items are flagged at .05 after correction ({adjust}).",
        "Ordinale logistische regressie op de gezuiverde somscore, met de toetsen van Mantel en gegeneraliseerd "
        "Mantel–Haenszel ernaast. {flagged} van {tested} items vallen op bij 0,05 na correctie ({adjust}).",
    ),
    "dif.note": Text(
        "ΔR²: Nagelkerke. Size A negligible, B moderate, C large: Jodoin and Gierl (2001), derived for binary items. "
        "† flagged.",
        "ΔR²: Nagelkerke. Grootte A verwaarloosbaar, B matig, C groot: Jodoin en Gierl (2001), afgeleid voor "
        "binaire items. "
        "† valt op.",
    ),
    "dif.all": Text("All items that were tested", "Alle getoetste items"),
    "dif.none": Text("No item could be tested.", "Geen item kon worden getoetst."),
    "dif.uniform": Text("uniform", "uniform"),
    "dif.nonuniform": Text("non-uniform", "niet-uniform"),
    "means.lead": Text(
        "Differences in factor means, divided by the pooled standard deviation of the factor (d).",
        "Verschillen in factorgemiddelden, gedeeld door de gepoolde standaarddeviatie van de factor (d).",
    ),
    "means.objection": Text(
        "These differences should not be interpreted: the supported level does not allow means to be compared.",
        "Deze verschillen horen niet te worden geduid: het ondersteunde niveau staat het vergelijken van "
        "gemiddelden niet "
        "toe.",
    ),
    "means.none": Text("No difference could be estimated.", "Er kon geen verschil worden geschat."),
    "means.alignment": Text(
        "Means after alignment (Asparouhov & Muthén, 2014).", "Gemiddelden na alignment (Asparouhov & Muthén, 2014)."
    ),
    "means.partial": Text(
        "Partial invariance: relations are set free one at a time, the largest score test first, until none of the "
        "{looked} "
        "looked at is significant at {alpha} over all of them.",
        "Partiële invariantie: relaties worden een voor een vrijgelaten, de grootste scoretoets eerst, tot geen van "
        "de "
        "{looked} bekeken relaties nog significant is bij {alpha} over alle samen.",
    ),
    "means.released_note": Text(
        "dMACS: how much answers to the item differ at the same standing, in standard deviations; the largest over "
        "versions "
        "(Nye & Drasgow, 2011).",
        "dMACS: hoeveel antwoorden op het item verschillen bij gelijke positie, in standaarddeviaties; de grootste "
        "over de "
        "versies (Nye & Drasgow, 2011).",
    ),
    "table.released": Text("Relations that were set free", "Relaties die zijn vrijgelaten"),
    "table.means_partial": Text("Factor means with those relations free", "Factorgemiddelden met die relaties vrij"),
    "head.released_by": Text("Change", "Verandering"),
    "head.released_by.title": Text("Expected change of the parameter", "Verwachte verandering van de parameter"),
    "head.dmacs": Text("dMACS", "dMACS"),
    "translation.checklist": Text(
        "Every line of COSMIN and of the ITC guidelines is answered: computed here (with the place), supplied by the "
        "authors, not applicable (with the reason) or missing (with what to do).",
        "Elke regel van COSMIN en van de ITC-richtlijnen is beantwoord: hier berekend (met de plaats), aangeleverd "
        "door de "
        "auteurs, niet van toepassing (met de reden) of nog open (met wat te doen).",
    ),
    "translation.made": Text(
        "Data fingerprint (SHA-256): {hash}. Nothing about fewer than {minimum} respondents is shown.",
        "Vingerafdruk van de gegevens (SHA-256): {hash}. Niets over minder dan {minimum} respondenten wordt getoond.",
    ),
    "translation.cite": Text(
        "lerende_organisatie developers. lerende_organisatie (version {version}) [Computer software].",
        "lerende_organisatie developers. lerende_organisatie (versie {version}) [Software].",
    ),
    "head.before": Text("Before", "Was"),
    "head.after": Text("After", "Werd"),
    "head.reason": Text("Reason", "Reden"),
    "head.stage": Text("Step", "Stap"),
    "head.question": Text("Question", "Vraag"),
    "head.decision": Text("Decision", "Besluit"),
    "head.finding": Text("Finding", "Bevinding"),
    "head.action": Text("Action", "Actie"),
    "head.role_name": Text("Role", "Rol"),
    "head.expertise": Text("Expertise", "Deskundigheid"),
    "head.i_cvi": Text("I-CVI", "I-CVI"),
    "head.kappa": Text("κ", "κ"),
    "head.kappa.title": Text("Kappa corrected for chance", "Kappa gecorrigeerd voor toeval"),
    "head.cvr": Text("CVR", "CVR"),
    "head.cvr_critical": Text("critical", "kritiek"),
    "head.aiken": Text("V", "V"),
    "head.aiken.title": Text("Aiken's V", "V van Aiken"),
    "head.version": Text("Version", "Versie"),
    "head.level": Text("Level", "Niveau"),
    "head.delta_chisq": Text("Δχ²", "Δχ²"),
    "head.delta_df": Text("Δdf", "Δdf"),
    "head.delta_cfi": Text("ΔCFI", "ΔCFI"),
    "head.delta_rmsea": Text("ΔRMSEA", "ΔRMSEA"),
    "head.delta_srmr": Text("ΔSRMR", "ΔSRMR"),
    "head.held": Text("Verdict", "Oordeel"),
    "head.rule": Text("Rule", "Regel"),
    "head.derived_for": Text("Derived for", "Afgeleid voor"),
    "head.p_adjusted": Text("p corr.", "p corr."),
    "head.delta_nagelkerke": Text("ΔR²", "ΔR²"),
    "head.effect": Text("Size", "Grootte"),
    "head.kind": Text("Kind", "Soort"),
    "head.mantel": Text("p Mantel", "p Mantel"),
    "head.gmh": Text("p GMH", "p GMH"),
    "head.smd": Text("SMD", "SMD"),
    "head.smd.title": Text(
        "Mean difference given the score, in standard deviations of the item",
        "Verschil in gemiddelde bij gelijke score, in standaarddeviaties van het item",
    ),
    "head.estimate": Text("Difference", "Verschil"),
    "head.d": Text("d", "d"),
}
