"""Words of the page itself: title, contents, sections, verdicts."""

from __future__ import annotations

from lerende_organisatie.studies.bilingual import Text

PAGE: dict[str, Text] = {
    "page.title": Text("Validation report", "Validatierapport"),
    "page.contents": Text("Contents", "Inhoud"),
    "page.skip": Text("Skip to the findings", "Naar de bevindingen"),
    "page.below": Text("misses the convention", "haalt de vuistregel niet"),
    "page.table": Text("Table", "Tabel"),
    "page.figure": Text("Figure", "Figuur"),
    "page.not_given": Text(
        "– not available, or withheld for privacy", "– niet beschikbaar, of afgeschermd wegens privacy"
    ),
    "page.made_with": Text(
        "Made on {date} with lerende_organisatie {version}. All figures at full precision, with their origin, are in "
        "the "
        "JSON and CSV files that belong to this report.",
        "Gemaakt op {date} met lerende_organisatie {version}. Alle getallen met volledige precisie en herkomst staan "
        "in de "
        "JSON- en CSV-bestanden bij dit rapport.",
    ),
    "page.see": Text("see", "zie"),
    "page.synthetic": Text("Synthetic data", "Synthetische gegevens"),
    "fact.instrument": Text("Instrument", "Instrument"),
    "fact.version": Text("version {version}", "versie {version}"),
    "fact.respondents": Text("Respondents", "Respondenten"),
    "fact.items": Text("Items", "Items"),
    "fact.dimensions": Text("Dimensions", "Dimensies"),
    "fact.hypothesis": Text("Hypothesis", "Hypothese"),
    "fact.clusters": Text("Clusters ({column})", "Clusters ({column})"),
    "fact.date": Text("Date", "Datum"),
    "fact.scale": Text("Response scale", "Antwoordschaal"),
    "fact.scale_of": Text("{n} categories, {low} – {high}", "{n} categorieën, {low} – {high}"),
    "section.findings": Text("Findings", "Bevindingen"),
    "section.sample": Text("Sample and missing answers", "Steekproef en ontbrekende antwoorden"),
    "section.items": Text("Items", "Items"),
    "section.reliability": Text("Reliability", "Betrouwbaarheid"),
    "section.rivals": Text("Rival models", "Concurrerende modellen"),
    "section.loadings": Text("The model of the hypothesis", "Het model van de hypothese"),
    "section.validity": Text("Convergent and discriminant evidence", "Convergente en discriminante validiteit"),
    "section.misfit": Text("Where the model misfits", "Waar het model niet past"),
    "section.components": Text("The analysis as published", "De analyse zoals gepubliceerd"),
    "section.components_other": Text("Principal components", "Principale componenten"),
    "section.checklist": Text("Reporting checklist", "Rapportagechecklist"),
    "section.methods": Text("Methods and versions", "Methoden en versies"),
    "section.references": Text("References and citation", "Literatuur en citeren"),
    "place.sample": Text("Sample", "Steekproef"),
    "place.items": Text("Items", "Items"),
    "place.reliability": Text("Reliability", "Betrouwbaarheid"),
    "place.hypotheses": Text("Relations stated beforehand", "Vooraf gestelde verbanden"),
    "place.rivals": Text("Rival models", "Concurrerende modellen"),
    "place.loadings": Text("Loadings", "Ladingen"),
    "place.diagram": Text("Path diagram", "Paddiagram"),
    "place.correlations": Text("Factor correlations", "Factorcorrelaties"),
    "place.validity": Text("Convergent and discriminant evidence", "Convergente en discriminante validiteit"),
    "place.misfit": Text("Misfit", "Misfit"),
    "place.components": Text("Analysis as published", "Analyse zoals gepubliceerd"),
    "place.checklist": Text("Checklist", "Checklist"),
    "place.methods": Text("Methods", "Methoden"),
    "tone.good": Text("supports", "steunt"),
    "tone.mixed": Text("mixed", "gemengd"),
    "tone.poor": Text("against", "tegen"),
    "tone.note": Text("caution", "let op"),
    "status.computed": Text("computed", "berekend"),
    "status.supplied": Text("supplied", "aangeleverd"),
    "status.not_applicable": Text("not applicable", "n.v.t."),
    "status.missing": Text("missing", "ontbreekt"),
    "status.counts": Text(
        "{computed} computed · {supplied} supplied · {not_applicable} not applicable · {missing} missing",
        "{computed} berekend · {supplied} aangeleverd · {not_applicable} n.v.t. · {missing} ontbrekend",
    ),
    "grouping.role": Text("Role", "Rol"),
    "grouping.sector": Text("Sector", "Sector"),
    "grouping.group": Text("Group", "Groep"),
    "grouping.wave": Text("Wave", "Meetmoment"),
    "warning": Text("Warning", "Waarschuwing"),
}
