"""What was found, in plain sentences made from the numbers, each with how it turned out and its caveat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.checklist import Answer, Status, count_by_status
from lerende_organisatie.studies.numbers import Numbers, in_both
from lerende_organisatie.studies.rival_models import ModelFit, text_in
from lerende_organisatie.studies.sources import cutoff

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure
    from lerende_organisatie.studies.model_results import ChosenModel
    from lerende_organisatie.studies.published_analysis import PublishedAnalysis
    from lerende_organisatie.studies.scale_reliability import ScaleReliability

Tone = Literal["good", "mixed", "poor", "note"]

VERDICTS: dict[str, Text] = {
    "good": Text("supports", "ondersteunt"),
    "mixed": Text("mixed", "gemengd"),
    "poor": Text("against", "spreekt tegen"),
    "note": Text("note", "let op"),
}
"""What each tone is called."""

FIT_MEASURES = ("cfi", "tli", "rmsea", "srmr")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes
    ----------
    key : str
    tone : {"good", "mixed", "poor", "note"}
        Whether it supports the measurement.
    label : Text
        What it is about.
    text : Text
        The sentence.
    place : str
        The section of the report with the detail.
    """

    key: str
    tone: Tone
    label: Text
    text: Text
    place: str


def fit_findings(
    chosen: ModelFit | None, rivals: Sequence[ModelFit], label: Text, failure: str | None
) -> list[Finding]:
    """How well the hypothesis fits, and whether a rival does better.

    Parameters
    ----------
    chosen : ModelFit or None
    rivals : sequence of ModelFit
    label : Text
        The chosen model's name.
    failure : str or None
        Why there is no fit.

    Returns
    -------
    list of Finding
    """
    about = Text("Fit of the hypothesis", "Passing van de hypothese")
    if chosen is not None and chosen.converged is False:
        text = Text(
            f"“{label.en}” did not converge: its estimates were not found, and no figure of it is given.",
            f"“{label.nl}” convergeerde niet: de schattingen zijn niet gevonden en er staat geen cijfer van.",
        )
    elif chosen is None or not chosen.measures:
        why = failure or (chosen.failure if chosen else None) or ""
        text = Text(f"“{label.en}” could not be estimated: {why}", f"“{label.nl}” kon niet worden geschat: {why}")
    if chosen is None or not chosen.measures:
        return [Finding("fit", "poor", about, text, "rivals")]
    m = chosen.measures
    met = [name for name in FIT_MEASURES if cutoff(name).met_by(m.get(name))]
    missed = [name for name in FIT_MEASURES if cutoff(name).met_by(m.get(name)) is False]
    tone: Tone = "good" if not missed else "poor" if len(met) < len(missed) else "mixed"
    if improper := any(note.category == "ImproperSolutionWarning" for note in chosen.notes):
        tone = "poor"

    def figures(n: Numbers) -> str:
        return (
            f"χ²({n.count(m.get('df'))}) = {n.fixed(m.get('chisq'), 1)}, p {n.p(m.get('pvalue'))}, "
            f"CFI = {n.bounded(m.get('cfi'), 3)}, TLI = {n.bounded(m.get('tli'), 3)}, "
            f"RMSEA = {n.bounded(m.get('rmsea'), 3)} "
            f"{n.interval(m.get('rmsea_ci_lower'), m.get('rmsea_ci_upper'), 3)}, "
            f"SRMR = {n.bounded(m.get('srmr'), 3)}"
        )

    def names(keys: Sequence[str]) -> str:
        return ", ".join(key.upper() for key in keys)

    def english(n: Numbers) -> str:
        end = (
            "All four meet the conventions of Hu and Bentler (1999)."
            if not missed
            else f"{names(missed)} {'misses' if len(missed) == 1 else 'miss'} the convention of Hu and Bentler (1999)"
            + (f"; {names(met)} {'meets' if len(met) == 1 else 'meet'} it." if met else ".")
        )
        first = "The solution is improper; its figures cannot be trusted. " if improper else ""
        return f"{first}“{label.en}”: {figures(n)}. {end}"

    def dutch(n: Numbers) -> str:
        end = (
            "Alle vier voldoen aan de vuistregels van Hu en Bentler (1999)."
            if not missed
            else f"{names(missed)} {'haalt' if len(missed) == 1 else 'halen'} de regel van Hu en Bentler (1999) niet"
            + (f"; {names(met)} wel." if met else ".")
        )
        first = "De oplossing is oneigenlijk; de cijfers zijn niet te vertrouwen. " if improper else ""
        return f"{first}“{label.nl}”: {figures(n)}. {end}"

    found = [Finding("fit", tone, about, in_both(english, dutch), "rivals")]
    return found + _rival_finding(chosen, rivals)


def _rival_finding(chosen: ModelFit, rivals: Sequence[ModelFit]) -> list[Finding]:
    """Which of the models on the same items has the lowest BIC."""
    comparable = [
        fit
        for fit in rivals
        if fit.measures.get("bic") is not None and set(fit.model.items) == set(chosen.model.items) and fit.n == chosen.n
    ]
    about = Text("Against its rivals", "Naast de concurrenten")
    if len(comparable) < 2:
        return []
    best = min(comparable, key=lambda fit: fit.measures["bic"])
    if best is chosen:
        runner = min((fit for fit in comparable if fit is not chosen), key=lambda fit: fit.measures["bic"])
        gap = runner.measures["bic"] - chosen.measures["bic"]
        text = in_both(
            lambda n: (
                f"Of {len(comparable)} models named beforehand it has the lowest BIC; “{runner.model.label.en}” "
                f"comes next, {n.fixed(gap, 0)} higher."
            ),
            lambda n: (
                f"Van {len(comparable)} vooraf genoemde modellen heeft het de laagste BIC; "
                f"“{runner.model.label.nl}” volgt, {n.fixed(gap, 0)} hoger."
            ),
        )
        return [Finding("rivals", "good", about, text, "rivals")]
    gap = chosen.measures["bic"] - best.measures["bic"]
    text = in_both(
        lambda n: (
            f"“{best.model.label.en}” has a lower BIC, by {n.fixed(gap, 0)}. The hypothesis was chosen beforehand "
            "and stays the model of this report; the difference is evidence to discuss, no reason to switch."
        ),
        lambda n: (
            f"“{best.model.label.nl}” heeft een lagere BIC, met een verschil van {n.fixed(gap, 0)}. De hypothese is "
            "vooraf gekozen en blijft het model van dit rapport; het verschil is stof voor bespreking, geen reden om "
            "stilzwijgend te wisselen."
        ),
    )
    return [Finding("rivals", "mixed", about, text, "rivals")]


def loading_finding(chosen: ChosenModel) -> Finding:
    """How strongly the items load.

    Parameters
    ----------
    chosen : ChosenModel

    Returns
    -------
    Finding
    """
    limit = cutoff("loading").value
    known = sorted((loading for loading in chosen.loadings if loading.std is not None), key=lambda one: one.std or 0.0)
    weak = [one for one in known if (one.std or 0.0) < limit]
    tone: Tone = "good" if not weak else "poor" if len(weak) > len(known) / 4 else "mixed"
    low, high = known[0], known[-1]
    named = ", ".join(one.indicator for one in weak[:6]) + (", …" if len(weak) > 6 else "")
    text = in_both(
        lambda n: (
            f"Standardised loadings run from {n.bounded(low.std)} ({low.indicator}) to {n.bounded(high.std)} "
            f"({high.indicator}); "
            + (
                f"none is below {n.bounded(limit)}."
                if not weak
                else f"{len(weak)} of {len(known)} {'is' if len(weak) == 1 else 'are'} below {n.bounded(limit)} "
                f"({named})."
            )
        ),
        lambda n: (
            f"De gestandaardiseerde ladingen lopen van {n.bounded(low.std)} ({low.indicator}) tot "
            f"{n.bounded(high.std)} ({high.indicator}); "
            + (
                f"geen ervan ligt onder {n.bounded(limit)}."
                if not weak
                else f"{len(weak)} van {len(known)} {'ligt' if len(weak) == 1 else 'liggen'} onder "
                f"{n.bounded(limit)} ({named})."
            )
        ),
    )
    return Finding("loadings", tone, Text("Items", "Items"), text, "loadings")


def reliability_finding(rows: Sequence[ScaleReliability], structure: Structure) -> Finding | None:
    """How reliable the dimensions are.

    Parameters
    ----------
    rows : sequence of ScaleReliability
    structure : Structure

    Returns
    -------
    Finding or None
        None when no dimension has a coefficient.
    """
    known = sorted((row for row in rows if row.alpha is not None), key=lambda row: row.alpha or 0.0)
    if not known:
        return None
    limit = cutoff("alpha").value
    label = {dimension.id: dimension.label for dimension in structure.dimensions}
    weak = [row for row in known if (row.alpha or 0.0) < limit]
    omegas = [row.omega for row in known if row.omega is not None]
    low, high = known[0], known[-1]
    tone: Tone = "good" if not weak else "poor" if len(weak) == len(known) else "mixed"

    def name(row: ScaleReliability, language: str) -> str:
        return f"“{text_in(label[row.dimension], language)}”"

    def spread(n: Numbers, language: str) -> str:
        word = {"en": "to", "nl": "tot"}[language]
        if len(known) == 1:
            return f"α = {n.bounded(low.alpha)}" + (f", ω = {n.bounded(omegas[0])}" if omegas else "")
        text = (
            f"α {n.bounded(low.alpha)} ({name(low, language)}) {word} {n.bounded(high.alpha)} ({name(high, language)})"
        )
        if not omegas:
            return text
        least, most = n.bounded(min(omegas)), n.bounded(max(omegas))
        return f"{text}; ω {least}" + (f" {word} {most}" if least != most else "")

    def which(language: str) -> str:
        return ", ".join(name(row, language) for row in weak)

    text = in_both(
        lambda n: (
            f"{spread(n, 'en')}. "
            + (
                f"Every dimension reaches {n.bounded(limit)}."
                if not weak
                else f"Below {n.bounded(limit)}: {which('en')}."
            )
        ),
        lambda n: (
            f"{spread(n, 'nl')}. "
            + (f"Elke dimensie haalt {n.bounded(limit)}." if not weak else f"Onder {n.bounded(limit)}: {which('nl')}.")
        ),
    )
    return Finding("reliability", tone, Text("Reliability", "Betrouwbaarheid"), text, "reliability")


def component_finding(found: PublishedAnalysis) -> Finding:
    """Whether the items load where they should in the analysis as published.

    Parameters
    ----------
    found : PublishedAnalysis

    Returns
    -------
    Finding
    """
    about = Text("Principal components", "Principale componenten")
    if found.n_components == 1:
        return Finding(
            "components", "good" if found.n_above_one == 1 else "mixed", about, _one_component(found), "components"
        )
    share = found.share_where_expected
    tone: Tone = "good" if share >= 0.9 else "mixed" if share >= 0.7 else "poor"
    text = in_both(
        lambda n: (
            f"In a principal component analysis with {found.n_components} components (KMO = {n.bounded(found.kmo)}; "
            f"{n.percent(found.explained, 0)} of the variance), {n.percent(share, 0)} of the items load most on the "
            "component of their own dimension."
        ),
        lambda n: (
            f"In een principalecomponentenanalyse met {found.n_components} componenten (KMO = {n.bounded(found.kmo)}; "
            f"{n.percent(found.explained, 0)} van de variantie) laadt {n.percent(share, 0)} van de items het hoogst "
            "op de component van de eigen dimensie."
        ),
    )
    return Finding("components", tone, about, text, "components")


def _one_component(found: PublishedAnalysis) -> Text:
    """What a single component says; that every item loads most on it says nothing."""
    more = found.n_above_one - 1
    return in_both(
        lambda n: (
            f"The first principal component holds {n.percent(found.explained, 0)} of the variance (KMO = "
            f"{n.bounded(found.kmo)}); {more or 'no'} other eigenvalue{'' if more == 1 else 's'} exceed"
            f"{'s' if more == 1 else ''} one."
        ),
        lambda n: (
            f"De eerste principale component bevat {n.percent(found.explained, 0)} van de variantie (KMO = "
            f"{n.bounded(found.kmo)}); {more or 'geen'} andere eigenwaarde{'' if more in (0, 1) else 'n'} "
            f"{'is' if more in (0, 1) else 'zijn'} groter dan één."
        ),
    )


def checklist_finding(answers: tuple[Answer, ...]) -> Finding:
    """How much of the reporting checklist is answered.

    Parameters
    ----------
    answers : tuple of Answer

    Returns
    -------
    Finding
    """
    count = count_by_status(answers)
    missing = count[Status.MISSING]
    text = Text(
        f"Of {len(answers)} lines of the reporting guidelines, {count[Status.COMPUTED]} are computed here, "
        f"{count[Status.SUPPLIED]} supplied, {count[Status.NOT_APPLICABLE]} not applicable and {missing} missing.",
        f"Van {len(answers)} regels uit de rapportagerichtlijnen zijn er {count[Status.COMPUTED]} hier berekend, "
        f"{count[Status.SUPPLIED]} door de auteurs aangeleverd, {count[Status.NOT_APPLICABLE]} niet van toepassing en "
        f"{missing} nog open.",
    )
    label = Text("Reporting checklist", "Rapportagechecklist")
    return Finding("checklist", "good" if missing == 0 else "note", label, text, "checklist")
