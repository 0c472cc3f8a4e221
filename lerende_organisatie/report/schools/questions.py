"""Questions for a team, after the inquiring attitude: ask on, look for the evidence, question assumptions.

The words are ours; which questions are asked depends on what a school's scores look like.
"""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.report.schools.content import DimensionLine, SchoolContent, spread_is_wide
from lerende_organisatie.studies.bilingual import Text

MOST = 6
"""More questions than this are not asked at one meeting."""

ASK_ON_HIGH = Text(
    "{name} scores highest. What do we do that makes it so? Ask three times: 'and what made that work?'",
    "{name} scoort het hoogst. Wat doen we waardoor dat zo is? Vraag drie keer door: 'en waardoor lukte dat?'",
)
EVIDENCE_LOW = Text(
    "{name} scores lowest. What did each of us see in the past month that fits this score, and what did we see that "
    "does not?",
    "{name} scoort het laagst. Wat heeft ieder van ons de afgelopen maand gezien dat bij deze score past, en wat juist "
    "niet?",
)
ITEM_LOW = Text(
    "'{text}' What would we see and hear in our school if we agreed with this?",
    "'{text}' Wat zouden we op onze school zien en horen als we het hiermee eens waren?",
)
ROLES = Text(
    "In the role {high}, {name} is seen more positively than in the role {low}. What does the one see that the other "
    "does not? Exchange examples before you explain.",
    "In de functie {high} wordt positiever gekeken naar {name} dan in de functie {low}. Wat ziet de een dat de ander "
    "niet ziet? Wissel voorbeelden uit voordat je verklaart.",
)
ASSUMPTIONS_WIDE = Text(
    "About {name} we differ among ourselves. What do we each take for granted here? Which of those assumptions "
    "could we "
    "test?",
    "Over {name} verschillen we onderling. Wat vindt ieder van ons hier vanzelfsprekend? Welke van die aannames zouden "
    "we kunnen toetsen?",
)
CHANGED = Text(
    "{name} has changed since last time. What else could explain it than what we first think of?",
    "{name} is veranderd sinds de vorige keer. Wat kan dat verklaren, behalve wat ons als eerste te binnen schiet?",
)
LEADERSHIP = {
    "knowledge-driven": Text(
        "When did we last decide something because of what we knew, and not because we always did it so?",
        "Wanneer besloten we voor het laatst iets om wat we wisten, en niet omdat we het altijd zo deden?",
    ),
    "distributed": Text(
        "For which subject do we look to the colleague who knows most, whatever the job title? For which not yet?",
        "Bij welk onderwerp kijken we naar de collega die er het meest van weet, ongeacht de functie? Waarbij "
        "nog niet?",
    ),
    "teacher-leadership": Text(
        "What room does a teacher with a good idea get here? Who notices when that room is missing?",
        "Welke ruimte krijgt een leraar met een goed idee hier? Wie merkt het als die ruimte er niet is?",
    ),
}
MISSING_VIEW = Text(
    "Whose view is missing from these figures, and how do we get to hear it?",
    "Wiens blik ontbreekt in deze cijfers, en hoe horen we die alsnog?",
)
ONE_STEP = Text(
    "Which one thing do we try in the next six weeks, and how will we see whether it helps?",
    "Welk ene ding proberen we de komende zes weken uit, en waaraan zien we of het helpt?",
)

LOW_RESPONSE = 0.7
"""Below this share of the staff the question is asked whose view is missing."""


@dataclass(frozen=True, slots=True)
class Names:
    """How dimensions and items are called in the language of the page."""

    dimensions: dict[str, str]
    items: dict[str, str]


def questions(content: SchoolContent, names: Names, language: str) -> tuple[str, ...]:
    """The questions for one school, at most six, the last about what to try.

    Parameters
    ----------
    content : SchoolContent
    names : Names
    language : {"en", "nl"}

    Returns
    -------
    tuple of str
    """
    lines = sorted(content.dimensions, key=lambda line: line.mean)
    if not lines:
        return (ONE_STEP.in_language(language),)

    def ask(text: Text, line: DimensionLine) -> str:
        return sentence(text.in_language(language).format(name=quoted(names.dimensions[line.key])))

    low, high = lines[0], lines[-1]
    asked = [ask(EVIDENCE_LOW, low)]
    if content.lowest:
        text = names.items[content.lowest[0][0]]
        asked.append(ITEM_LOW.in_language(language).format(text=text))
    if high is not low:
        asked.append(ask(ASK_ON_HIGH, high))
    gaps = [line for line in lines if line.role_gap_is_clear]
    if gaps:
        widest = max(gaps, key=lambda line: line.role_gap or 0.0)
        by_mean = sorted(widest.roles, key=lambda pair: pair[1])
        asked.append(
            sentence(
                ROLES.in_language(language).format(
                    name=quoted(names.dimensions[widest.key]), high=quoted(by_mean[-1][0]), low=quoted(by_mean[0][0])
                )
            )
        )
    spread = max(lines, key=lambda line: line.spread)
    if spread_is_wide(spread, content.scale):
        asked.append(ask(ASSUMPTIONS_WIDE, spread))
    changed = [line for line in lines if line.change_is_clear]
    if changed:
        asked.append(ask(CHANGED, max(changed, key=lambda line: abs(line.change or 0.0))))
    known = [pair for pair in content.facets if pair[0] in LEADERSHIP]
    if known:
        asked.append(LEADERSHIP[min(known, key=lambda pair: pair[1])[0]].in_language(language))
    if content.response_rate is not None and content.response_rate < LOW_RESPONSE:
        asked.append(MISSING_VIEW.in_language(language))
    return (*asked[: MOST - 1], ONE_STEP.in_language(language))


def quoted(name: str) -> str:
    """A name in quotation marks, so that it can stand in a sentence as it is."""
    return f"‘{name}’"


def sentence(text: str) -> str:
    """The text with a capital where it begins."""
    for at, letter in enumerate(text):
        if letter.isalpha():
            return text[:at] + letter.upper() + text[at + 1 :]
    return text
