"""The words of the pages for a school team, in English and in Dutch: plain language, no statistics."""

from __future__ import annotations

from lerende_organisatie.studies.bilingual import Text

TITLE = Text("How we see our school", "Hoe wij onze school zien")
ANSWERED = Text("{n} colleagues answered", "{n} collega's vulden in")
OF_STAFF = Text("{rate} of the {staff} who work here", "{rate} van de {staff} die hier werken")
COMPARED = Text("Beside {count} schools in the same survey", "Naast {count} scholen in hetzelfde onderzoek")
ALONE = Text("The only school in this survey", "De enige school in dit onderzoek")

ALL_DIMENSIONS = Text("all dimensions", "alle dimensies")
AND_MORE = Text("and {count} more", "en nog {count}")

STRIKING = Text("What strikes us?", "Wat valt op?")
HIGHEST_DIMENSION = Text(
    "We are most positive about {name} ({mean}).", "Het meest positief zijn we over {name} ({mean})."
)
LOWEST_DIMENSION = Text(
    "We are least positive about {name} ({mean}).", "Het minst positief zijn we over {name} ({mean})."
)
ALL_ALIKE = Text(
    "Our scores lie close together: no dimension clearly stands out.",
    "Onze scores liggen dicht bij elkaar: geen enkele dimensie springt eruit.",
)
ABOVE = Text("Clearly higher than in other schools: {names}.", "Duidelijk hoger dan op andere scholen: {names}.")
BELOW = Text("Clearly lower than in other schools: {names}.", "Duidelijk lager dan op andere scholen: {names}.")
RISEN = Text("Clearly higher than last time: {names}.", "Duidelijk hoger dan de vorige keer: {names}.")
FALLEN = Text("Clearly lower than last time: {names}.", "Duidelijk lager dan de vorige keer: {names}.")
UNCHANGED = Text(
    "Compared with last time nothing has clearly changed.",
    "Vergeleken met de vorige keer is er niets duidelijk veranderd.",
)
IN_PLACE = Text(
    "{count} of the {all} dimensions score {limit} or more on average.",
    "{count} van de {all} dimensies scoren gemiddeld {limit} of hoger.",
)

PICTURE = Text("Our scores", "Onze scores")
KEY = Text(
    "Dot: our average. Band: how sure we are of it; the wider, the less sure. Upright line: the average of the schools "
    "in this survey. Dashed: {limit}, agreed as the mark for 'in place'.",
    "Stip: ons gemiddelde. Band: hoe zeker dat is; hoe breder, hoe onzekerder. Streepje: het gemiddelde van de scholen "
    "in dit onderzoek. Stippellijn: {limit}, de afgesproken grens voor 'op orde'.",
)
LAST_TIME = Text("since last time", "sinds vorige keer")
SAYS = Text("{mean}; other schools {others}", "{mean}; andere scholen {others}")

HIGH = Text("What we agree with most", "Waar we het meest mee eens zijn")
LOW = Text("What we agree with least", "Waar we het minst mee eens zijn")

DIFFER = Text("Where do we differ?", "Waar verschillen we?")
ROLES_DIFFER = Text(
    "Colleagues in different roles see this differently: {names}.",
    "Collega's in verschillende functies kijken hier anders naar: {names}.",
)
ROLES_AGREE = Text(
    "The roles that can be shown see the school in much the same way.",
    "De functies die getoond kunnen worden zien de school ongeveer hetzelfde.",
)
NO_ROLES = Text(
    "Scores per role are not shown: then it could be seen what a few colleagues answered.",
    "Scores per functie staan er niet bij: dan zou te zien zijn wat enkele collega's hebben ingevuld.",
)
SOME_ROLES = Text(
    "Roles with few colleagues are not shown separately.",
    "Functies met weinig collega's staan er niet apart bij.",
)
WIDE = Text(
    "We differ most among ourselves about {names}: some are positive, others are not.",
    "Onderling verschillen we het meest over {names}: sommigen zijn positief, anderen niet.",
)
CLOSE = Text(
    "Among ourselves we see the school in much the same way; we differ most about {name}.",
    "Onderling zien we de school ongeveer hetzelfde; het meest verschillen we over {name}.",
)

LEADERSHIP = Text("Leadership, three ways", "Leiderschap, op drie manieren")
FACETS = {
    "knowledge-driven": Text("Led by knowledge", "Kennisgedreven"),
    "distributed": Text("Shared among colleagues", "Gespreid"),
    "teacher-leadership": Text("Led by teachers", "Door leraren"),
}

TALK = Text("To talk about", "Om over te praten")
TALK_FIRST = Text(
    "First ask, then judge. Let everyone write down an answer before you talk.",
    "Eerst vragen, dan pas oordelen. Laat iedereen een antwoord opschrijven voordat jullie praten.",
)

READING = Text(
    "Averages from {low} to {high}. 'Clearly' means: more than chance would give. A school with few answers lies "
    "closer "
    "to the others in that comparison. That {limit} or more is 'in place' is an agreement, not a law. These pages are "
    "meant for a conversation and are no ranking. Nothing is shown about fewer than {minimum} colleagues.",
    "Gemiddelden van {low} tot {high}. 'Duidelijk' betekent: meer dan toeval zou geven. Een school met weinig "
    "antwoorden "
    "ligt in die vergelijking dichter bij de andere. Dat {limit} of hoger 'op orde' is, is een afspraak en geen "
    "wet. Deze "
    "pagina's zijn bedoeld voor een gesprek en zijn geen ranglijst. Over minder dan {minimum} collega's staat "
    "hier niets.",
)
