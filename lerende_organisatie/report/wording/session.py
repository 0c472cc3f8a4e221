"""The words of the session page."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "skip": "Naar het beeld",
        "kicker": "Het beeld van de groep",
        "people": "mensen vulden in",
        "about": "Over",
        "roles": "Rollen",
        "waiting": "Er zijn daarna nog mensen bij gekomen. Zij tellen mee zodra het er samen genoeg zijn.",
        "radar_title": "De dimensies naast elkaar",
        "radar": "Gemiddelde fase per dimensie",
        "radar_note": "Het midden van een dimensie is het gemiddelde van haar onderdelen, van fase 1 (binnenste "
        "ring) tot de laatste fase (buitenste ring).",
        "striking": "Wat opvalt",
        "high": "Hoog",
        "low": "Laag",
        "divided": "Hierover lopen de oordelen uiteen",
        "nothing_out": "Geen onderdeel ligt een halve fase of meer boven of onder het gemiddelde.",
        "ask": "Begin bij een onderdeel waar de oordelen uiteenlopen: wat zag de een dat de ander niet zag?",
        "questions": "Vragen aan elkaar",
        "questions_note": "Dimensies hangen samen. Waar de ene verder is dan de andere waar zij op steunt, staat een "
        "vraag. Het is geen oordeel.",
        "roles_differ": "Waar rollen verschillen",
        "roles_note": "Gemiddelde fase van rollen die een fase of meer uit elkaar liggen.",
        "parts": "Per dimensie",
        "dots": "Gemiddelde fase per onderdeel van",
        "mean_short": "gem.",
        "mean": "Gemiddelde",
        "median": "Mediaan",
        "agreement": "Eensgezindheid A",
        "n": "Aantal",
        "phases": "Aantal per fase",
        "part_name": "Onderdeel",
        "withheld": "–",
        "agreement_withheld": "hoe eensgezind de groep is, is hier niet te tonen",
        "united_word": "de groep is het eens",
        "mixed_word": "de oordelen verschillen iets",
        "divided_word": "de groep is verdeeld",
        "now": "Dichtst bij het gemiddelde",
        "agreed": "De groep kwam uit op",
        "next_step": "Mogelijke volgende stap",
        "figures": "De cijfers",
        "decisions": "Wat de groep koos",
        "who": "wie",
        "when": "wanneer",
        "reading": "Hoe dit te lezen",
        "reading_text": "De stip is het gemiddelde, de band de middelste helft van de oordelen, een getal boven de "
        "lijn het aantal mensen bij die fase of fasen. Eensgezindheid is de A van van der Eijk (2001): 1 als "
        "iedereen dezelfde fase koos, 0 als alle fasen even vaak zijn gekozen, -1 als de groep in tweeën valt. "
        "Onder",
        "reading_privacy": "mensen is niets getoond. Aantallen staan bij elkaar en cijfers zijn afgerond of "
        "weggelaten waar anders te herleiden zou zijn wat enkelen kozen.",
        "made": "Gemaakt met lerende_organisatie, op dit apparaat.",
    },
    "en": {
        "skip": "To the picture",
        "kicker": "The picture of the group",
        "people": "people filled it in",
        "about": "About",
        "roles": "Roles",
        "waiting": "More people have joined since. They count as soon as there are enough of them together.",
        "radar_title": "The dimensions side by side",
        "radar": "Mean phase per dimension",
        "radar_note": "Where a dimension stands is the mean of its parts, from phase 1 (the innermost ring) to the "
        "last phase (the outermost ring).",
        "striking": "What stands out",
        "high": "High",
        "low": "Low",
        "divided": "Opinions differ on this",
        "nothing_out": "No part lies half a phase or more above or below the mean.",
        "ask": "Begin with a part on which opinions differ: what did one person see that another did not?",
        "questions": "Questions to each other",
        "questions_note": "Dimensions hang together. Where one is further than another on which it rests, there is a "
        "question. It is not a verdict.",
        "roles_differ": "Where roles differ",
        "roles_note": "Mean phase of roles that lie a phase or more apart.",
        "parts": "By dimension",
        "dots": "Mean phase per part of",
        "mean_short": "mean",
        "mean": "Mean",
        "median": "Median",
        "agreement": "Agreement A",
        "n": "Number",
        "phases": "Number per phase",
        "part_name": "Part",
        "withheld": "–",
        "agreement_withheld": "how far the group agrees cannot be shown here",
        "united_word": "the group agrees",
        "mixed_word": "opinions differ somewhat",
        "divided_word": "the group is divided",
        "now": "Closest to the mean",
        "agreed": "The group settled on",
        "next_step": "A possible next step",
        "figures": "The figures",
        "decisions": "What the group chose",
        "who": "who",
        "when": "when",
        "reading": "How to read this",
        "reading_text": "The dot is the mean, the band the middle half of the ratings, a number above the line how "
        "many people are at that phase or those phases. Agreement is van der Eijk's A (2001): 1 when all chose one "
        "phase, 0 when all phases were chosen equally, -1 when the group falls in two. Below",
        "reading_privacy": "people nothing is shown. Numbers stand together, and figures are rounded or left out, "
        "where it could otherwise be worked out what a few chose.",
        "made": "Made with lerende_organisatie, on this device.",
    },
}


def session_words(language: str) -> Mapping[str, str]:
    """The words of the session page; English where it is not there in a language.

    Parameters
    ----------
    language : str

    Returns
    -------
    mapping of str to str
    """
    return _WORDS.get(language, _WORDS["en"])
