"""Running text and notes under tables."""

from __future__ import annotations

from lerende_organisatie.studies.bilingual import Text

PROSE: dict[str, Text] = {
    "findings.lead": Text(
        "What was found, most important first. Each sentence is made from the numbers in the section that it refers "
        "to; “supports”, "
        "“mixed” and “against” hold them against published conventions, which are rules of thumb and not tests.",
        "Wat er is gevonden, het belangrijkste eerst. Elke zin is gemaakt uit de getallen in het onderdeel waarnaar "
        "wordt "
        "verwezen; “steunt”, “gemengd” en “tegen” leggen ze naast gepubliceerde vuistregels, en dat zijn geen "
        "toetsen.",
    ),
    "findings.synthetic": Text(
        "These answers are simulated. Nothing in this report says anything about real schools or people.",
        "Deze antwoorden zijn gesimuleerd. Niets in dit rapport zegt iets over echte scholen of mensen.",
    ),
    "sample.lead": Text(
        "{n} respondents answered at least one of {items} items.",
        "{n} respondenten beantwoordden ten minste één van {items} items.",
    ),
    "sample.missing": Text(
        "{share} of all possible answers are missing.", "{share} van alle mogelijke antwoorden ontbreekt."
    ),
    "sample.at_most": Text("At most {share}", "Hoogstens {share}"),
    "sample.complete": Text(
        "{complete} respondents ({share}) answered every item; there are {patterns} patterns of missing answers.",
        "{complete} respondenten ({share}) beantwoordden elk item; er zijn {patterns} patronen van ontbrekende "
        "antwoorden.",
    ),
    "sample.left_out": Text(
        "{n} rows without any answer were left out.", "{n} rijen zonder enig antwoord zijn weggelaten."
    ),
    "sample.clusters": Text(
        "They are nested in {n} clusters ({column}), {size} respondents on average.",
        "Zij zijn genest in {n} clusters ({column}), gemiddeld {size} respondenten.",
    ),
    "sample.none_missing": Text("No answer is missing.", "Er ontbreekt geen enkel antwoord."),
    "sample.together": Text("Other ({n} groups, shown together)", "Overige ({n} groepen, samen getoond)"),
    "sample.not_given": Text("Not given", "Niet opgegeven"),
    "sample.privacy": Text(
        "Groups with fewer than {minimum} respondents, and the next smallest where needed, are shown together, so "
        "that no small "
        "count can be worked out.",
        "Groepen met minder dan {minimum} respondenten, en zo nodig de op een na kleinste, staan samen, zodat geen "
        "klein aantal kan "
        "worden afgeleid.",
    ),
    "sample.no_groups": Text("No role, sector or group was given.", "Er is geen rol, sector of groep opgegeven."),
    "items.lead": Text(
        "The bars show how all {n} respondents answered, stacked from the middle of the scale; missing answers stand "
        "apart at "
        "the right. Statistics are of the answers as given; R marks an item that is turned before scoring.",
        "De balken laten zien hoe alle {n} respondenten antwoordden, gestapeld vanuit het midden van de schaal; "
        "ontbrekende "
        "antwoorden staan apart rechts. Kengetallen zijn van de antwoorden zoals gegeven; R markeert een item dat "
        "voor het scoren "
        "wordt omgekeerd.",
    ),
    "items.note": Text(
        "r(i,t): corrected item–total correlation; α − i: alpha without the item; both among respondents with every "
        "answer in the "
        "dimension, reverse-keyed items turned.",
        "r(i,t): gecorrigeerde item-totaalcorrelatie; α − i: alpha zonder het item; beide bij respondenten met elk "
        "antwoord in de "
        "dimensie, omgekeerde items omgedraaid.",
    ),
    "items.privacy": Text(
        "A category chosen by fewer than {minimum} respondents is shown together with a neighbour (hatched), a small "
        "number of "
        "missing answers together with the middle category; mean, SD, skewness and kurtosis of such items are "
        "rounded so that the "
        "division cannot be worked out.",
        "Een categorie die door minder dan {minimum} respondenten is gekozen, staat samen met een buur (gearceerd), "
        "een klein aantal "
        "ontbrekende antwoorden samen met de middelste categorie; gemiddelde, SD, scheefheid en kurtosis van zulke "
        "items zijn zo "
        "afgerond dat de verdeling niet is af te leiden.",
    ),
    "items.fold": Text("Answers per category, as numbers", "Antwoorden per categorie, in getallen"),
    "items.answers_note": Text(
        "Numbers of respondents. A count in brackets is of the cells with the same letter together.",
        "Aantallen respondenten. Een aantal tussen haken hoort bij de cellen met dezelfde letter samen.",
    ),
    "items.legend": Text("Legend", "Legenda"),
    "items.bar": Text("{item}: {parts}", "{item}: {parts}"),
    "items.missing": Text("missing", "ontbrekend"),
    "reliability.lead": Text(
        "Internal consistency means something only for a set of items that measure one thing; the fit of a "
        "one-factor model "
        "for each dimension stands below.",
        "Interne consistentie betekent alleen iets bij items die één ding meten; de passing van een eenfactormodel per "
        "dimensie staat hieronder.",
    ),
    "reliability.note": Text(
        "α with Feldt's interval, ω (observed variance) with an interval by the delta method; dashed line at {limit}. "
        "Feldt's interval supposes normal answers and is too short for skewed ones: there go by that of ω. "
        "SEM = SD√(1−α); SDC = 1.96·√2·SEM, from internal consistency. M, SD and SEM are of the mean over the items.",
        "α met Feldts interval, ω (geobserveerde variantie) met een interval volgens de deltamethode; stippellijn "
        "bij {limit}. "
        "Feldts interval veronderstelt normale antwoorden en is te kort bij scheve: ga daar af op dat van ω. "
        "SEM = SD√(1−α); SDC = 1,96·√2·SEM, uit interne consistentie. M, SD en SEM zijn van het gemiddelde over de "
        "items.",
    ),
    "reliability.complete": Text(
        "These figures rest on the {n} of {of} respondents who answered every item of the dimension (column n). If "
        "those who skipped an item differ from them, so would the figures.",
        "Deze cijfers berusten op de {n} van {of} respondenten die elk item van de dimensie beantwoordden (kolom n). "
        "Als wie een item oversloeg van hen verschilt, zouden de cijfers dat ook doen.",
    ),
    "reliability.complete_range": Text(
        "These figures rest on the respondents who answered every item of the dimension: {fewest} to {most} of {of} "
        "(column n). If those who skipped an item differ from them, so would the figures.",
        "Deze cijfers berusten op de respondenten die elk item van de dimensie beantwoordden: {fewest} tot {most} van "
        "{of} (kolom n). Als wie een item oversloeg van hen verschilt, zouden de cijfers dat ook doen.",
    ),
    "reliability.complete_some": Text(
        "These figures rest on the respondents who answered every item of the dimension. If those who skipped an "
        "item differ from them, so would the figures.",
        "Deze cijfers berusten op de respondenten die elk item van de dimensie beantwoordden. Als wie een item "
        "oversloeg van hen verschilt, zouden de cijfers dat ook doen.",
    ),
    "reliability.failed": Text("{dimension}: {why}", "{dimension}: {why}"),
    "reliability.picture": Text(
        "{dimension}: alpha {alpha} {alpha_interval}; omega {omega} {omega_interval}",
        "{dimension}: alpha {alpha} {alpha_interval}; omega {omega} {omega_interval}",
    ),
    "reliability.fold": Text("Is each dimension one thing?", "Is elke dimensie één ding?"),
    "reliability.one_factor_note": Text("† misses the convention.", "† haalt de vuistregel niet."),
    "reliability.too_few": Text(
        "Dimensions with fewer than four items have no test of a single factor.",
        "Voor dimensies met minder dan vier items is er geen toets op één factor.",
    ),
    "rivals.lead": Text("{choice}", "{choice}"),
    "rivals.note": Text(
        "Estimator {estimator}; n = {n}; missing answers: {missing}. In bold the model of the hypothesis. † misses "
        "the convention "
        "(CFI and TLI ≥ {cfi}, RMSEA ≤ {rmsea}, SRMR ≤ {srmr}; Hu & Bentler, 1999), which was found in simulations "
        "of one kind of "
        "model and is no test (Marsh et al., 2004; McNeish & Wolf, 2023).",
        "Schatter {estimator}; n = {n}; ontbrekende antwoorden: {missing}. Vet: het model van de hypothese. † haalt "
        "de vuistregel niet "
        "(CFI en TLI ≥ {cfi}, RMSEA ≤ {rmsea}, SRMR ≤ {srmr}; Hu & Bentler, 1999), die uit simulaties van één soort "
        "model komt en geen "
        "toets is (Marsh et al., 2004; McNeish & Wolf, 2023).",
    ),
    "rivals.other_items": Text(
        "Models of other items than the hypothesis cannot be compared on χ², AIC or BIC: {models}.",
        "Modellen met andere items dan de hypothese zijn niet te vergelijken op χ², AIC of BIC: {models}.",
    ),
    "rivals.failed": Text("{model} could not be estimated: {why}", "{model} kon niet worden geschat: {why}"),
    "rivals.not_converged": Text(
        "{model} did not converge; its figures are not estimates.",
        "{model} convergeerde niet; de getallen zijn geen schattingen.",
    ),
    "rivals.skipped": Text("{model} was not fitted: {why}.", "{model} is niet geschat: {why}."),
    "rivals.fold": Text("The models in lavaan's syntax", "De modellen in de syntaxis van lavaan"),
    "loadings.lead": Text(
        "“{model}” with {factors} factors and {items} items. {fixed}",
        "“{model}” met {factors} factoren en {items} items. {fixed}",
    ),
    "loadings.note": Text(
        "λ: standardised loading with 95% interval by the delta method; † below {limit}. b: unstandardised, the "
        "first of each "
        "factor fixed at 1; θ: residual variance.",
        "λ: gestandaardiseerde lading met 95%-interval volgens de deltamethode; † onder {limit}. b: "
        "ongestandaardiseerd, de eerste "
        "van elke factor vastgezet op 1; θ: residuele variantie.",
    ),
    "loadings.privacy": Text(
        "Unstandardised figures of factors with a hidden count are rounded.",
        "Ongestandaardiseerde getallen van factoren met een afgeschermd aantal zijn afgerond.",
    ),
    "loadings.absent": Text(
        "The model of the hypothesis could not be estimated, so there is nothing to show here.",
        "Het model van de hypothese kon niet worden geschat; hier valt niets te tonen.",
    ),
    "loadings.fold": Text(
        "Unstandardised loadings and residual variances", "Ongestandaardiseerde ladingen en residuele varianties"
    ),
    "validity.lead": Text(
        "A factor should explain half of its items' variance (AVE ≥ .50) and share less with other factors than with "
        "its items "
        "(√AVE above its largest correlation; Fornell & Larcker, 1981). An HTMT above .85 says that two dimensions "
        "are hard to tell "
        "apart (Henseler et al., 2015).",
        "Een factor hoort de helft van de variantie van zijn items te verklaren (AVE ≥ ,50) en minder te delen met "
        "andere factoren dan "
        "met zijn items (√AVE boven de grootste correlatie; Fornell & Larcker, 1981). Een HTMT boven ,85 zegt dat "
        "twee dimensies moeilijk "
        "te onderscheiden zijn (Henseler et al., 2015).",
    ),
    "validity.note": Text(
        "† misses the convention. AVE and CR from the standardised loadings.",
        "† haalt de vuistregel niet. AVE en CR uit de gestandaardiseerde ladingen.",
    ),
    "validity.one_factor": Text(
        "With one factor there is nothing to tell apart.", "Bij één factor valt er niets te onderscheiden."
    ),
    "validity.yes": Text("yes", "ja"),
    "validity.no": Text("no", "nee"),
    "validity.htmt_note": Text("† above {limit}.", "† boven {limit}."),
    "misfit.lead": Text(
        "What the model leaves unexplained, for judgement. No modification was made. Modifying a model after seeing "
        "these "
        "capitalises on chance (MacCallum et al., 1992); a modified model asks for new data.",
        "Wat het model onverklaard laat, ter beoordeling. Er is niets aangepast. Een model aanpassen na deze cijfers "
        "speelt in op "
        "toeval (MacCallum et al., 1992); een aangepast model vraagt om nieuwe gegevens.",
    ),
    "misfit.note": Text("Observed minus implied correlation.", "Geobserveerde min geïmpliceerde correlatie."),
    "misfit.mi_note": Text(
        "MI: fall in χ² if the parameter were free; EPC: its expected value, standardised. =~ is a loading, ~~ a "
        "residual covariance.",
        "MI: daling van χ² als de parameter vrij was; EPC: de verwachte waarde, gestandaardiseerd. =~ is een lading, "
        "~~ een residuele "
        "covariantie.",
    ),
    "components.lead": Text(
        "The published scale rests on a principal component analysis; the same analysis here, with as many "
        "components as the "
        "structure has dimensions and {rotation} rotation.",
        "De gepubliceerde schaal berust op een principalecomponentenanalyse; hier dezelfde analyse, met zoveel "
        "componenten als de "
        "structuur dimensies heeft en {rotation}-rotatie.",
    ),
    "components.lead_other": Text(
        "A principal component analysis beside the factor analysis, with as many components as the structure has "
        "dimensions and {rotation} "
        "rotation.",
        "Een principalecomponentenanalyse naast de factoranalyse, met zoveel componenten als de structuur dimensies "
        "heeft en "
        "{rotation}-rotatie.",
    ),
    "components.figures": Text(
        "Sampling adequacy: KMO = {kmo} (Kaiser, 1974). Bartlett's test of sphericity: χ²({df}, n = {n}) = {chisq}, "
        "p {p}. Eigenvalues above one: {above}. Variance in the components kept ({kept}): {explained}.",
        "Geschiktheid: KMO = {kmo} (Kaiser, 1974). Bartletts sfericiteitstoets: χ²({df}, n = {n}) = {chisq}; "
        "p {p}. Eigenwaarden boven één: {above}. Variantie in de behouden componenten ({kept}): {explained}.",
    ),
    "components.placed": Text(
        "{placed} of the items load most on the component of their own dimension.",
        "{placed} van de items laadt het hoogst op de component van de eigen dimensie.",
    ),
    "components.note": Text(
        "Pattern loadings; components are named after the dimension that they were matched to. Tinted: the largest "
        "loading of the item. † loads most elsewhere. "
        "Correlations: {missing}.",
        "Patroonladingen; componenten heten naar de dimensie waaraan ze zijn gekoppeld. Getint: de grootste lading "
        "van het item. † laadt elders het hoogst. "
        "Correlaties: {missing}.",
    ),
    "components.listwise": Text("respondents with every answer", "respondenten met elk antwoord"),
    "components.pairwise": Text("pairwise", "paarsgewijs"),
    "components.fold": Text("Loadings of all items", "Ladingen van alle items"),
    "components.fold_variance": Text(
        "Variance and correlations of the components", "Variantie en correlaties van de componenten"
    ),
    "components.proportion": Text("share of variance", "aandeel variantie"),
    "components.absent": Text("It could not be computed: {why}", "Die kon niet worden berekend: {why}"),
    "checklist.lead": Text(
        "Every line of COSMIN, the ITC guidelines, JARS-Quant for factor analysis and the Standards is answered: "
        "computed here (with the "
        "place), supplied by the authors, not applicable (with the reason) or missing (with what to do).",
        "Elke regel van COSMIN, de ITC-richtlijnen, JARS-Quant voor factoranalyse en de Standards is beantwoord: "
        "hier berekend (met de "
        "plaats), aangeleverd door de auteurs, niet van toepassing (met de reden) of ontbrekend (met wat er te doen "
        "staat).",
    ),
    "methods.estimation": Text(
        "Estimator: {estimator}. Respondents used: {n}. {rule} {fixed} {choice}",
        "Schatter: {estimator}. Gebruikte respondenten: {n}. {rule} {fixed} {choice}",
    ),
    "methods.estimation.head": Text("Estimation", "Schatting"),
    "methods.withheld": Text("withheld (too close to all)", "afgeschermd (te dicht bij alle)"),
    "methods.nested": Text(
        "Standard errors and the chi-square take the clusters ({column}) into account.",
        "Standaardfouten en chi-kwadraat houden rekening met de clusters ({column}).",
    ),
    "methods.nesting": Text(
        "Clusters were not taken into account in standard errors and test statistics.",
        "Met clusters is bij standaardfouten en toetsen geen rekening gehouden.",
    ),
    "methods.opinion.head": Text("Second opinion", "Second opinion"),
    "methods.opinion": Text(
        "The chosen model was refitted with semopy {version} (Igolkina & Meshcheryakov, 2020): {note}. Over {n} "
        "parameters the largest "
        "difference is {largest} of the estimate or its standard error, whichever is larger.",
        "Het gekozen model is opnieuw geschat met semopy {version} (Igolkina & Meshcheryakov, 2020): {note}. Over "
        "{n} parameters is het "
        "grootste verschil {largest} van de schatting of de standaardfout, welke van de twee groter is.",
    ),
    "methods.no_opinion": Text("There is no second opinion: {note}.", "Er is geen second opinion: {note}."),
    "methods.no_model": Text("there is no fitted model", "er is geen geschat model"),
    "methods.privacy.head": Text("Privacy", "Privacy"),
    "methods.privacy": Text(
        "No count of 1 to {below} respondents is shown, nor can one be worked out by subtraction; no row of a person "
        "and no "
        "lowest or highest value of a person is in this report, its JSON or its tables.",
        "Geen aantal van 1 tot {below} respondenten wordt getoond of is door aftrekken af te leiden; geen rij van "
        "een persoon en geen "
        "laagste of hoogste waarde van een persoon staat in dit rapport, de JSON of de tabellen.",
    ),
    "methods.data.head": Text("Data", "Gegevens"),
    "methods.data": Text(
        "SHA-256 of the item answers as analysed: {hash}.", "SHA-256 van de itemantwoorden zoals geanalyseerd: {hash}."
    ),
    "methods.provenance.head": Text("Wording and allocation", "Bewoording en indeling"),
    "methods.provenance": Text(
        "Wording of the items: {wording}. Allocation of items to dimensions in “{structure}”: {allocation}.",
        "Bewoording van de items: {wording}. Indeling van items bij dimensies in “{structure}”: {allocation}.",
    ),
    "provenance.own": Text("the package's own", "eigen aan het pakket"),
    "provenance.licensed": Text("licensed", "gelicentieerd"),
    "provenance.published": Text("as published", "zoals gepubliceerd"),
    "provenance.reconstruction": Text("a reconstruction", "een reconstructie"),
    "provenance.user": Text("the user's", "van de gebruiker"),
    "references.cite": Text("How to cite", "Citeren"),
    "references.cite_software": Text(
        "lerende_organisatie developers. lerende_organisatie (version {version}) [Computer software].",
        "lerende_organisatie developers. lerende_organisatie (versie {version}) [Computersoftware].",
    ),
    "references.instrument": Text(
        "Instrument: {name} {version}; licence: {licence}.", "Instrument: {name} {version}; licentie: {licence}."
    ),
    "references.works": Text("Works cited", "Aangehaalde werken"),
}
