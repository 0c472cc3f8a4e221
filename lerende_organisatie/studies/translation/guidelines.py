"""The guidelines of the International Test Commission for translating and adapting tests, asked in our own words.

References
----------
International Test Commission (2017), The ITC guidelines for translating and adapting tests (2nd edition), doi
10.1080/15305058.2017.1398166. The numbers are those of the publication; the wording is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.studies.bilingual import Text


@dataclass(frozen=True, slots=True)
class Guideline:
    """One guideline.

    Attributes
    ----------
    number : str
    topic : Text
    asks : Text
        What has to be shown.
    remedy : Text
        What to do where nothing answers it.
    """

    number: str
    topic: Text
    asks: Text
    remedy: Text


_BEFORE = Text("Before translating", "Vóór het vertalen")
_MAKING = Text("Translating", "Vertalen")
_CONFIRMING = Text("Evidence", "Bewijs")
_GIVING = Text("Administration", "Afname")
_READING = Text("Interpretation", "Duiding")
_WRITING = Text("Documentation", "Documentatie")


def _g(number: str, topic: Text, asks: tuple[str, str], remedy: tuple[str, str]) -> Guideline:
    return Guideline(number, topic, Text(*asks), Text(*remedy))


GUIDELINES: tuple[Guideline, ...] = (
    _g(
        "PC-1", _BEFORE,
        ("Leave of whoever holds the rights", "Toestemming van de rechthebbende"),
        ("Ask for it and record it under permission.", "Vraag die en leg haar vast onder permission."),
    ),
    _g(
        "PC-2", _BEFORE,
        ("The construct exists, and means the same, in both populations",
         "Het begrip bestaat in beide populaties en betekent er hetzelfde"),
        ("Argue it under construct_overlap.", "Onderbouw dit onder construct_overlap."),
    ),
    _g(
        "PC-3", _BEFORE,
        ("Differences of culture and language beside the construct are kept small",
         "Verschillen in cultuur en taal buiten het begrip zijn klein gehouden"),
        ("Say how under irrelevant_differences.", "Zeg hoe onder irrelevant_differences."),
    ),
    _g(
        "TD-1", _MAKING,
        ("Translators who know the languages, the cultures, the subject and testing",
         "Vertalers die de talen, de culturen, het onderwerp en het toetsen kennen"),
        ("Give contributors with their expertise.", "Noem de betrokkenen met hun deskundigheid."),
    ),
    _g(
        "TD-2", _MAKING,
        ("A design of translating that checks itself: forward, back, reconciliation",
         "Een opzet die zichzelf controleert: heen- en terugvertaling, afstemming"),
        ("Record forward (two, independent), back and reconciliation.",
         "Leg forward (twee, onafhankelijk), back en reconciliation vast."),
    ),
    _g(
        "TD-3", _MAKING,
        ("Instruction and items mean the same to both populations",
         "Instructie en items betekenen voor beide populaties hetzelfde"),
        ("Hold cognitive interviews and record them.", "Houd cognitieve interviews en leg ze vast."),
    ),
    _g(
        "TD-4", _MAKING,
        ("Format, response scale, conventions and mode suit both populations",
         "Vorm, antwoordschaal, conventies en wijze van afname passen bij beide populaties"),
        ("Argue it under suitability.", "Onderbouw dit onder suitability."),
    ),
    _g(
        "TD-5", _MAKING,
        ("A pilot with analysis of items and revision where needed",
         "Een proefafname met itemanalyse en zo nodig bijstelling"),
        ("Run a pilot and record it.", "Houd een proefafname en leg die vast."),
    ),
    _g(
        "C-1", _CONFIRMING,
        ("Samples that suit the use and are large enough",
         "Steekproeven die passen bij het gebruik en groot genoeg zijn"),
        ("About 200 respondents per language.", "Ongeveer 200 respondenten per taal."),
    ),
    _g(
        "C-2", _CONFIRMING,
        ("Equivalence of construct, method and items, shown in data",
         "Gelijkwaardigheid van begrip, methode en items, aangetoond met gegevens"),
        ("Analyse invariance and differential item functioning.",
         "Toets invariantie en differentieel itemfunctioneren."),
    ),
    _g(
        "C-3", _CONFIRMING,
        ("Reliability and validity of the translated version itself",
         "Betrouwbaarheid en validiteit van de vertaalde versie zelf"),
        ("Report both for each language.", "Rapporteer beide per taal."),
    ),
    _g(
        "C-4", _CONFIRMING,
        ("Scores are linked by a design and analysis that warrant it",
         "Scores zijn gekoppeld met een opzet en analyse die dat dragen"),
        ("Link scores over invariant items, or say that they are not linked.",
         "Koppel scores over invariante items, of zeg dat ze niet gekoppeld zijn."),
    ),
    _g(
        "A-1", _GIVING,
        ("Materials and instructions that keep language and culture out of the way",
         "Materiaal en instructies waarin taal en cultuur niet in de weg staan"),
        ("Describe it under administration.", "Beschrijf dit onder administration."),
    ),
    _g(
        "A-2", _GIVING,
        ("What must be the same at every administration is written down",
         "Wat bij elke afname gelijk moet zijn, ligt vast"),
        ("State it under statements: A-2.", "Zeg het onder statements: A-2."),
    ),
    _g(
        "SSI-1", _READING,
        ("Differences between groups are read with all that is known about them",
         "Verschillen tussen groepen worden geduid met alles wat erover bekend is"),
        ("State it under statements: SSI-1.", "Zeg het onder statements: SSI-1."),
    ),
    _g(
        "SSI-2", _READING,
        ("Scores are compared only at the level of invariance that was shown",
         "Scores worden alleen vergeleken op het aangetoonde niveau van invariantie"),
        ("Analyse invariance.", "Toets de invariantie."),
    ),
    _g(
        "Doc-1", _WRITING,
        ("Every change is documented, with the evidence of equivalence",
         "Elke wijziging is gedocumenteerd, met het bewijs van gelijkwaardigheid"),
        ("Record the changes; state it where there were none.", "Leg de wijzigingen vast; zeg het als er geen waren."),
    ),
    _g(
        "Doc-2", _WRITING,
        ("Users of the version find what they need for good practice",
         "Gebruikers van de versie vinden wat zij nodig hebben voor goed gebruik"),
        ("Say where under statements: Doc-2.", "Zeg waar onder statements: Doc-2."),
    ),
)  # fmt: skip
"""All eighteen."""

GUIDELINE_NUMBERS: tuple[str, ...] = tuple(one.number for one in GUIDELINES)
