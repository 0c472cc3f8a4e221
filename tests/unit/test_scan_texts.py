"""The texts of the scans that ship: every cell filled, told apart, short and plain, in Dutch and English.

Reading ease is bounded by words per sentence and by LIX (Björnsson, 1968: words per sentence plus the percentage of
words of more than six letters; 40 is ordinary newspaper prose, 50 is official prose). Dutch writes compounds as one
word and so has higher values at the same ease.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import pytest

from lerende_organisatie.instrument import PhasedScan, load_scan

NAMES = ("zelfscan", "zelfscan-bestuur")
MOST_ALIKE = 0.5
"""Share of the words of two texts together that stand in both: from here on a reader could take one for the other."""
WORDS = {"description": (10, 36), "next_step": (7, 21)}
WORDS_PER_SENTENCE = 22
MEAN_WORDS_PER_SENTENCE = 13
LIX = {"nl": 35, "en": 33}
"""For the texts of one dimension together."""
NOT_SEEN_ON_A_TUESDAY = re.compile(
    r"\b(soms|vaak|altijd|meestal|regelmatig|zelden|structureel|often|always|sometimes|usually|seldom|regularly)\b",
    re.I,
)

_LOADED = {name: load_scan(name) for name in NAMES}


@pytest.fixture(params=NAMES)
def scan(request: pytest.FixtureRequest) -> PhasedScan:
    return _LOADED[request.param]


def texts(scan: PhasedScan, kind: str, language: str) -> Iterator[tuple[str, str]]:
    for sub in scan.subdimensions:
        for number, phase in enumerate(sub.phases, start=1):
            yield f"{scan.name} {sub.id} {number} {kind} {language}", getattr(phase, kind)[language]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.!?:]+(?:\s|$)", text) if part.strip()]


def lix(text: str) -> float:
    found = words(text)
    return len(found) / len(sentences(text)) + 100 * sum(len(word) > 6 for word in found) / len(found)


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def test_seven_dimensions_five_subdimensions_five_phases_two_languages(scan: PhasedScan) -> None:
    assert len(scan.dimensions) == 7
    assert [len(dimension.subdimensions) for dimension in scan.dimensions] == [5] * 7
    assert [len(sub.phases) for sub in scan.subdimensions] == [5] * 35
    assert scan.languages == ("nl", "en")
    for kind in WORDS:
        for language in scan.languages:
            assert len([text for _, text in texts(scan, kind, language) if text.strip()]) == 175


def test_the_dimensions_of_zelfscan_are_those_it_is_known_to_have() -> None:
    labels = [dimension.name("nl") for dimension in _LOADED["zelfscan"].dimensions]
    assert labels == [
        "Gedeelde visie op leren",
        "Professionele ontwikkeling van teamleden",
        "Teamleren en samenwerking",
        "Samenwerking met partners",
        "Onderzoeks- en innovatiecultuur",
        "Lerend en gespreid leiderschap",
        "Organisatorische voorwaarden",
    ]


def test_the_scan_for_boards_has_what_boards_asked_for() -> None:
    labels = " · ".join(dimension.name("nl") for dimension in _LOADED["zelfscan-bestuur"].dimensions)
    for part in ("Systemen en beleid op orde", "Leren tussen scholen", "Coachende rol"):
        assert part in labels
    assert _LOADED["zelfscan-bestuur"].levels == ("board",)
    assert _LOADED["zelfscan"].levels == ("team", "school")


def test_texts_are_ours_and_say_so(scan: PhasedScan) -> None:
    assert {sub.provenance.kind for sub in scan.subdimensions} == {"own"}
    assert "written for this package" in (scan.note or "")
    assert "not" in (scan.note or "")
    for language, word in (("nl", "nu"), ("en", "now")):
        assert word in words(scan.instruction_text(language))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", sorted(WORDS))
def test_no_two_texts_are_alike_within_or_between_the_scans(kind: str, language: str) -> None:
    everything = [
        (place, frozenset(word.casefold() for word in words(text)))
        for scan in _LOADED.values()
        for place, text in texts(scan, kind, language)
    ]
    too_near = [(a, b) for (a, one), (b, other) in combinations(everything, 2) if alike(one, other) > MOST_ALIKE]
    assert too_near == []


def test_the_bound_on_likeness_can_fail() -> None:
    one = "Collega's weten van elkaar niet waar zij beter in willen worden."
    other = "Collega's weten van elkaar goed waar zij beter in willen worden."
    assert alike(frozenset(words(one)), frozenset(words(other))) > MOST_ALIKE


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", sorted(WORDS))
def test_texts_are_short_and_plain(scan: PhasedScan, kind: str, language: str) -> None:
    shortest, longest = WORDS[kind]
    for place, text in texts(scan, kind, language):
        assert shortest <= len(words(text)) <= longest, (place, len(words(text)), text)
        assert max(len(words(sentence)) for sentence in sentences(text)) <= WORDS_PER_SENTENCE, (place, text)
        assert text[0].isupper(), place
        assert text[-1] in ".?", place
        assert not NOT_SEEN_ON_A_TUESDAY.search(text), (place, text)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_reading_level_is_bounded_per_dimension(scan: PhasedScan, language: str) -> None:
    for dimension in scan.dimensions:
        together = " ".join(
            text[language]
            for sub in dimension.subdimensions
            for phase in sub.phases
            for text in (phase.description, phase.next_step)
        )
        per_sentence = len(words(together)) / len(sentences(together))
        assert per_sentence <= MEAN_WORDS_PER_SENTENCE, (dimension.id, language, per_sentence)
        assert lix(together) <= LIX[language], (dimension.id, language, lix(together))


def test_lix_tells_plain_from_official_prose() -> None:
    plain = "De deur staat open. Wie wil, komt binnen."
    official = "De implementatie van kwaliteitsverbetering geschiedt overeenkomstig vastgestelde beleidsuitgangspunten."
    assert lix(plain) < LIX["en"] < LIX["nl"] < lix(official)


def test_languages_are_not_swapped(scan: PhasedScan) -> None:
    dutch = re.compile(r"\b(de|het|een|niet|voor|wat|zij|aan)\b", re.I)
    english = re.compile(r"\b(the|not|for|and|with|they|what)\b", re.I)
    for kind in WORDS:
        for place, text in texts(scan, kind, "nl"):
            assert len(dutch.findall(text)) + 1 > len(english.findall(text)), (place, text)
        for place, text in texts(scan, kind, "en"):
            assert len(english.findall(text)) + 1 > len(dutch.findall(text)), (place, text)
