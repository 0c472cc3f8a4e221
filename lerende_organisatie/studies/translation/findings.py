"""The verdict in sentences that a journal accepts, each with the figures behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.findings import Finding, Tone
from lerende_organisatie.studies.numbers import Numbers, in_both
from lerende_organisatie.studies.translation.study import (
    Content,
    GroupSize,
    GuidelineAnswer,
    ItemBias,
    Ladder,
    MeanDifference,
    Partial,
    ScaleInGroup,
)

LEVELS: dict[str, Text] = {
    "configural": Text("configural", "configurele"),
    "thresholds": Text("threshold", "drempel"),
    "metric": Text("metric", "metrische"),
    "scalar": Text("scalar", "scalaire"),
    "strict": Text("strict", "strikte"),
}
"""Names of the levels, as adjectives."""

RULE_NAMES: dict[str, str] = {
    "chen2007": "Chen (2007)",
    "cheung2002": "Cheung & Rensvold (2002)",
    "rutkowski2014": "Rutkowski & Svetina (2014)",
    "rutkowski2017": "Rutkowski & Svetina (2017)",
}
"""How a text cites the rules."""

ALLOWS: dict[str | None, Text] = {
    None: Text(
        "The configural model does not fit well enough in all versions: they cannot be said to measure the same "
        "dimensions, and neither relations nor means should be compared.",
        "Het configurele model past niet goed genoeg in alle versies: niet gezegd kan worden dat zij dezelfde "
        "dimensies "
        "meten; verbanden noch gemiddelden horen te worden vergeleken.",
    ),
    "configural": Text(
        "The versions measure the same dimensions, but items do not relate to them equally strongly: neither "
        "relations "
        "nor means should be compared across versions.",
        "De versies meten dezelfde dimensies, maar items hangen er niet even sterk mee samen: verbanden noch "
        "gemiddelden "
        "horen tussen versies te worden vergeleken.",
    ),
    "thresholds": Text(
        "Answer categories work alike, but items do not relate equally strongly to the dimensions: neither "
        "relations nor "
        "means should be compared across versions.",
        "Antwoordcategorieën werken gelijk, maar items hangen niet even sterk samen met de dimensies: verbanden noch "
        "gemiddelden horen tussen versies te worden vergeleken.",
    ),
    "metric": Text(
        "Items relate equally strongly to the dimensions: relations between dimensions may be compared across "
        "versions. "
        "Means may not, unless the items that differ are dealt with.",
        "Items hangen even sterk samen met de dimensies: verbanden tussen dimensies mogen tussen versies worden "
        "vergeleken. Gemiddelden niet, tenzij met de afwijkende items rekening wordt gehouden.",
    ),
    "scalar": Text(
        "The versions measure alike: factor means, and relations, may be compared across versions.",
        "De versies meten gelijk: factorgemiddelden en verbanden mogen tussen versies worden vergeleken.",
    ),
    "strict": Text(
        "The versions measure alike and equally precisely: factor means, observed scores and relations may be "
        "compared "
        "across versions.",
        "De versies meten gelijk en even nauwkeurig: factorgemiddelden, geobserveerde scores en verbanden mogen "
        "tussen "
        "versies worden vergeleken.",
    ),
}
"""What each supported level allows."""


def verdict_finding(ladder: Ladder | None, groups: Sequence[GroupSize], failure: str) -> Finding:
    """What may be compared, and on what grounds.

    Parameters
    ----------
    ladder : Ladder or None
    groups : sequence of GroupSize
    failure : str
        Why there is no ladder.

    Returns
    -------
    Finding
    """
    label = Text("Do the versions measure the same?", "Meten de versies hetzelfde?")
    if ladder is None:
        text = Text(
            f"Invariance could not be tested, so that no comparison is supported: {failure}",
            f"Invariantie kon niet worden getoetst; geen vergelijking wordt ondersteund: {failure}",
        )
        return Finding("verdict", "poor", label, text, "invariance")
    tones: dict[str | None, Tone] = {"scalar": "good", "strict": "good", "metric": "mixed"}
    allows = ALLOWS[ladder.supported]
    english, dutch = _level_words(ladder, "en"), _level_words(ladder, "nl")
    names = ", ".join(f"{group.label} (n = {group.n})" for group in groups[:MOST_NAMED])
    names += ", …" if len(groups) > MOST_NAMED else ""
    text = Text(f"{allows.en} {english} {names}.", f"{allows.nl} {dutch} {names}.")
    return Finding("verdict", tones.get(ladder.supported, "poor"), label, text, "invariance")


MOST_NAMED = 12
"""Groups that a sentence names."""


def _level_words(ladder: Ladder, language: str) -> str:
    rule = RULE_NAMES[ladder.rule]
    if ladder.supported is None:
        return {"en": "Versions compared:", "nl": "Vergeleken versies:"}[language]
    level = LEVELS[ladder.supported].in_language(language)
    if language == "nl":
        return f"Ondersteund is {level} invariantie, naar {rule}, over de versies"
    return f"{level.capitalize()} invariance is supported by the rule of {rule}, across"


def step_findings(ladder: Ladder) -> list[Finding]:
    """Fit of the configural model and of the highest supported level, and why the next one is not.

    Parameters
    ----------
    ladder : Ladder

    Returns
    -------
    list of Finding
    """
    fitted = [step for step in ladder.steps if step.measures["chisq"] is not None]
    if not fitted:
        return []
    first = fitted[0]
    after = [step for step in fitted if not step.supported]
    broken = after[0] if after and ladder.supported is not None else None

    def figures(n: Numbers) -> str:
        m = first.measures
        return (
            f"χ²({n.count(m['df'])}) = {n.fixed(m['chisq'], 1)}, CFI = {n.bounded(m['cfi'], 3)}, "
            f"RMSEA = {n.bounded(m['rmsea'], 3)}, SRMR = {n.bounded(m['srmr'], 3)}"
        )

    def change(n: Numbers) -> str:
        assert broken is not None
        return (
            f"Δχ²({n.count(broken.df_diff)}) = {n.fixed(broken.chisq_diff, 1)}, p {n.p(broken.pvalue_diff)}, "
            f"ΔCFI = {n.bounded(broken.delta_cfi, 3)}, ΔRMSEA = {n.bounded(broken.delta_rmsea, 3)}, "
            f"ΔSRMR = {n.bounded(broken.delta_srmr, 3)}"
        )

    text = in_both(
        lambda n: (
            f"Configural model: {figures(n)}."
            + (f" The {LEVELS[broken.level].en} level is not supported: {change(n)}." if broken else "")
        ),
        lambda n: (
            f"Configureel model: {figures(n)}."
            + (f" Het {LEVELS[broken.level].nl} niveau wordt niet ondersteund: {change(n)}." if broken else "")
        ),
    )
    label = Text("The ladder", "De ladder")
    tone: Tone = "good" if broken is None and ladder.supported is not None else "mixed"
    return [Finding("ladder", tone if ladder.supported else "poor", label, text, "invariance")]


def bias_finding(bias: Sequence[ItemBias]) -> Finding | None:
    """Which items function differently.

    Parameters
    ----------
    bias : sequence of ItemBias

    Returns
    -------
    Finding or None
        None where nothing was tested.
    """
    if not bias:
        return None
    flagged = sorted((one for one in bias if one.kind), key=lambda one: -one.delta_nagelkerke)
    large = [one for one in flagged if one.effect != "A"]
    tone: Tone = "good" if not flagged else "mixed" if len(large) <= len(bias) / 4 else "poor"

    def named(n: Numbers, uniform: str, other: str) -> str:
        shown = [
            f"{one.item} ({uniform if one.kind == 'uniform' else other}, ΔR² = {n.bounded(one.delta_nagelkerke, 3)}, "
            f"{one.effect})"
            for one in flagged[:6]
        ]
        return ", ".join(shown) + (", …" if len(flagged) > 6 else "")

    def english(n: Numbers) -> str:
        if not flagged:
            return f"None of the {len(bias)} items functions differently between versions."
        verb = "functions" if len(flagged) == 1 else "function"
        return (
            f"{len(flagged)} of {len(bias)} items {verb} differently: {named(n, 'uniform', 'non-uniform')}. "
            f"{len(large)} of them moderately or strongly (B or C; Jodoin & Gierl, 2001)."
        )

    def dutch(n: Numbers) -> str:
        if not flagged:
            return f"Geen van de {len(bias)} items functioneert verschillend tussen de versies."
        verb = "functioneert" if len(flagged) == 1 else "functioneren"
        return (
            f"{len(flagged)} van {len(bias)} items {verb} verschillend: {named(n, 'uniform', 'niet-uniform')}. "
            f"Daarvan {len(large)} matig of sterk (B of C; Jodoin & Gierl, 2001)."
        )

    return Finding("dif", tone, Text("Items that differ", "Items die verschillen"), in_both(english, dutch), "dif")


def means_finding(means: Sequence[MeanDifference], objection: str, name: Callable[[str, str], str]) -> Finding | None:
    """The largest difference between factor means, and whether it may be read.

    Parameters
    ----------
    means : sequence of MeanDifference
    objection : str
    name : callable
        Gives the name of a factor in a language.

    Returns
    -------
    Finding or None
    """
    if not means:
        return None
    top = max(means, key=lambda one: abs(one.d))

    def sentence(n: Numbers, language: str) -> str:
        size = f"d = {n.fixed(top.d)} {n.interval(top.d_ci_lower, top.d_ci_upper, bounded=False)}"
        other = top.reference
        where = f"“{name(top.factor, language)}”"
        if language == "nl":
            return f"Het grootste verschil tussen factorgemiddelden is {size} ({where}, {top.group} tegenover {other})."
        return f"The largest difference between factor means is {size} ({where}, {top.group} against {other})."

    against = {
        "en": " It should not be interpreted: the supported level does not allow it." if objection else "",
        "nl": " Het hoort niet te worden geduid: het ondersteunde niveau staat dat niet toe." if objection else "",
    }
    text = in_both(lambda n: sentence(n, "en") + against["en"], lambda n: sentence(n, "nl") + against["nl"])
    tone: Tone = "poor" if objection else "note"
    return Finding("means", tone, Text("Differences between versions", "Verschillen tussen versies"), text, "means")


def partial_finding(partial: Partial | None, name: Callable[[str, str], str]) -> Finding | None:
    """What had to be set free, and what difference is left then.

    Parameters
    ----------
    partial : Partial or None
    name : callable
        Gives the name of a factor in a language.

    Returns
    -------
    Finding or None
    """
    if partial is None or not partial.means:
        return None
    top = max(partial.means, key=lambda one: abs(one.d))
    free = [one.parameter for one in partial.released]
    against, naar = f"{top.group} against {top.reference}", f"{top.group} tegenover {top.reference}"
    listed = ", ".join(free[:6]) + (", …" if len(free) > 6 else "")
    holds = partial.supported in {"scalar", "strict"}

    def size(n: Numbers) -> str:
        return f"d = {n.fixed(top.d)} {n.interval(top.d_ci_lower, top.d_ci_upper, bounded=False)}"

    text = in_both(
        lambda n: (
            f"With {len(free)} relations free ({listed}) scalar invariance is {'' if holds else 'still not '}"
            f"supported; the largest difference is then {size(n)} (“{name(top.factor, 'en')}”, {against})."
        ),
        lambda n: (
            f"Met {len(free)} relaties vrij ({listed}) wordt scalaire invariantie {'' if holds else 'nog niet '}"
            f"ondersteund; het grootste verschil is dan {size(n)} (“{name(top.factor, 'nl')}”, {naar})."
        ),
    )
    label = Text("Partial invariance", "Partiële invariantie")
    return Finding("partial", "mixed" if holds else "poor", label, text, "means")


def reliability_finding(scales: Sequence[ScaleInGroup]) -> Finding | None:
    """How reliable the dimensions are in each version.

    Parameters
    ----------
    scales : sequence of ScaleInGroup

    Returns
    -------
    Finding or None
    """
    groups = list(dict.fromkeys(one.group for one in scales))
    known = {group: [one.alpha for one in scales if one.group == group and one.alpha is not None] for group in groups}
    known = {group: values for group, values in known.items() if values}
    if not known:
        return None
    least = min(min(values) for values in known.values())

    def spread(n: Numbers, to: str) -> str:
        parts = [
            f"{group}: α {n.bounded(min(values))}" + (f" {to} {n.bounded(max(values))}" if len(values) > 1 else "")
            for group, values in list(known.items())[:MOST_NAMED]
        ]
        return "; ".join(parts) + ("; …." if len(known) > MOST_NAMED else ".")

    label = Text("Reliability per version", "Betrouwbaarheid per versie")
    tone: Tone = "good" if least >= 0.70 else "mixed"
    text = in_both(lambda n: spread(n, "to"), lambda n: spread(n, "tot"))
    return Finding("reliability", tone, label, text, "reliability")


def content_finding(content: Content | None) -> Finding | None:
    """What experts said.

    Parameters
    ----------
    content : Content or None

    Returns
    -------
    Finding or None
    """
    if content is None:
        return None
    weak = [one.item for one in content.items if not one.sufficient]
    lowest, highest = min(one.i_cvi for one in content.items), max(one.i_cvi for one in content.items)

    def tail(none: str, some: str) -> str:
        return none if not weak else some.format(", ".join(weak[:6]) + (", …" if len(weak) > 6 else ""))

    text = in_both(
        lambda n: (
            f"{content.n_experts} experts: I-CVI {n.fixed(lowest)} to {n.fixed(highest)}, S-CVI/Ave = "
            f"{n.fixed(content.s_cvi_ave)}, S-CVI/UA = {n.fixed(content.s_cvi_ua)}. "
            + tail("Every item suffices.", "Too few experts find these relevant: {}.")
        ),
        lambda n: (
            f"{content.n_experts} deskundigen: I-CVI {n.fixed(lowest)} tot {n.fixed(highest)}, S-CVI/Ave = "
            f"{n.fixed(content.s_cvi_ave)}, S-CVI/UA = {n.fixed(content.s_cvi_ua)}. "
            + tail("Elk item volstaat.", "Te weinig deskundigen vinden deze relevant: {}.")
        ),
    )
    tone: Tone = "mixed" if weak else "good"
    return Finding("content", tone, Text("Content validity", "Inhoudsvaliditeit"), text, "content")


def record_finding(guidelines: Sequence[GuidelineAnswer]) -> Finding:
    """How much of the ITC guidelines is answered.

    Parameters
    ----------
    guidelines : sequence of GuidelineAnswer

    Returns
    -------
    Finding
    """
    missing = [one.number for one in guidelines if one.status == "missing"]
    answered = len(guidelines) - len(missing)
    text = Text(
        f"{answered} of the {len(guidelines)} guidelines of the ITC (2017) are answered"
        + (f"; open are {', '.join(missing)}." if missing else "."),
        f"{answered} van de {len(guidelines)} richtlijnen van de ITC (2017) zijn beantwoord"
        + (f"; open staan {', '.join(missing)}." if missing else "."),
    )
    label = Text("The record of the translation", "Het verslag van de vertaling")
    return Finding("record", "note" if missing else "good", label, text, "record")
