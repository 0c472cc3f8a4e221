"""The words of the offline form, and of the roles that it offers."""

from __future__ import annotations

from collections.abc import Mapping

_WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "skip": "Naar de vragen",
        "progress_label": "Ingevuld",
        "progress": "{done} van {all} ingevuld",
        "where": "Stap {step} van {all}",
        "noscript": "Deze pagina heeft JavaScript nodig om antwoorden als bestand te bewaren.",
        "private": "Iedereen vult dit alleen in, zonder naam. De antwoorden blijven op dit apparaat. Aan het eind "
        "kunnen ze als bestand worden bewaard en doorgegeven. Er wordt niets verstuurd.",
        "no_storage": "Deze browser bewaart niets tussentijds. Sluit de pagina pas als het bestand is bewaard.",
        "role": "Rol",
        "no_role": "Zeg ik liever niet",
        "reminder": "Hoe het nu is, niet hoe het zou moeten zijn.",
        "unknown": "Weet ik niet of sla ik over",
        "end": "Bewaren",
        "end_text": "Bewaar de antwoorden als bestand en geef dat aan wie dit begeleidt. Het bestand bevat de "
        "antwoorden, de rol als die gekozen is, en een willekeurig nummer; geen naam, tijd of plaats.",
        "open": "Nog niet ingevuld (dat mag zo blijven):",
        "save": "Bewaar als bestand",
        "saved": "Bewaard als {file}. Verandert er later iets, bewaar dan opnieuw: het nieuwste bestand telt.",
        "erase": "Wis alles, voor wie hierna komt",
        "sure": "Zeker weten? Alles wissen",
        "steps": "Door de vragen",
        "back": "Terug",
        "next": "Verder",
        "ours": "De teksten zijn voor dit pakket geschreven en zijn niet die van een gepubliceerd instrument.",
        "theirs": "De teksten zijn die van de eigenaar van het instrument.",
    },
    "en": {
        "skip": "To the questions",
        "progress_label": "Filled in",
        "progress": "{done} of {all} filled in",
        "where": "Step {step} of {all}",
        "noscript": "This page needs JavaScript to save your answers as a file.",
        "private": "You fill this in alone, without your name. Your answers stay on this device until you save them "
        "as a file at the end and pass it on yourself. Nothing is sent.",
        "no_storage": "This browser keeps nothing in between. Do not close the page before you have saved the file.",
        "role": "Your role",
        "no_role": "I would rather not say",
        "reminder": "How it is now, not how it ought to be.",
        "unknown": "I do not know, or skip this",
        "end": "Saving",
        "end_text": "Save your answers as a file and give it to whoever leads this. The file holds your answers, "
        "your role if you chose one, and a random number; no name, time or place.",
        "open": "Not filled in yet (you may leave it so):",
        "save": "Save as a file",
        "saved": "Saved as {file}. If you change something later, save again: the newest file counts.",
        "erase": "Erase all, for whoever comes next",
        "sure": "Are you sure? Erase all",
        "steps": "Through the questions",
        "back": "Back",
        "next": "Next",
        "ours": "The texts were written for this package and are not those of a published instrument.",
        "theirs": "The texts are those of the instrument's owner.",
    },
}

_ROLES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "school": {"leader": "Leidinggevende", "teacher": "Leraar", "support": "Ondersteuner"},
        "board": {
            "executive": "Bestuurder of toezichthouder",
            "leader": "Schoolleider",
            "office": "Medewerker van het bestuurskantoor",
            "teacher": "Leraar of ondersteuner",
        },
    },
    "en": {
        "school": {"leader": "Leader", "teacher": "Teacher", "support": "Support staff"},
        "board": {
            "executive": "Chief executive or supervisor",
            "leader": "Head of a school",
            "office": "Staff of the board's office",
            "teacher": "Teacher or support staff",
        },
    },
}


def form_words(language: str) -> Mapping[str, str]:
    """The words of the form; English where it is not there in a language.

    Parameters
    ----------
    language : str

    Returns
    -------
    mapping of str to str
    """
    return _WORDS.get(language, _WORDS["en"])


def role_labels(level: str, language: str) -> list[tuple[str, str]]:
    """The roles that the form offers, with their labels.

    Parameters
    ----------
    level : {"team", "school", "board"}
    language : str

    Returns
    -------
    list of (str, str)
        What the file says, and what the person reads.
    """
    roles = _ROLES.get(language, _ROLES["en"])
    return list(roles["board" if level == "board" else "school"].items())
