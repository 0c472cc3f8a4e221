"""What a translation record says on each ITC guideline, and the history of one item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.translation.guidelines import GUIDELINES
from lerende_organisatie.studies.translation.record_parts import NotNeeded

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.studies.translation.record import TranslationRecord


def evidence(record: TranslationRecord) -> dict[str, Text]:
    """What the record holds, by guideline; a guideline without anything is absent.

    Parameters
    ----------
    record : TranslationRecord

    Returns
    -------
    dict of guideline number to Text
    """
    found: dict[str, Text] = {}
    if record.permission and record.permission.granted:
        of = record.permission
        date = f", {of.date}" if of.date else ""
        reference = f" ({of.reference})" if of.reference else ""
        found["PC-1"] = Text(
            f"Granted by {of.holder}{date}{reference}.", f"Verleend door {of.holder}{date}{reference}."
        )
    for number, text in (
        ("PC-2", record.construct_overlap),
        ("PC-3", record.irrelevant_differences),
        ("TD-4", record.suitability),
        ("A-1", record.administration),
    ):
        if text:
            found[number] = Text(text, text)
    skilled = [one for one in record.contributors if one.expertise]
    if skilled:
        listed = "; ".join(f"{one.role}: {one.expertise}" for one in skilled)
        found["TD-1"] = Text(f"{listed}.", f"{listed}.")
    if (design := _design(record)) is not None:
        found["TD-2"] = design
    if record.interviews:
        n = sum(one.participants for one in record.interviews)
        findings = sum(len(one.findings) for one in record.interviews)
        found["TD-3"] = Text(
            f"Cognitive interviews with {n} participants in {len(record.interviews)} round(s); {findings} findings.",
            f"Cognitieve interviews met {n} deelnemers in {len(record.interviews)} ronde(n); {findings} bevindingen.",
        )
    if record.pilot:
        of_pilot = record.pilot
        found["TD-5"] = Text(
            f"Pilot with {of_pilot.n} respondents: {of_pilot.findings}",
            f"Proefafname bij {of_pilot.n} respondenten: {of_pilot.findings}",
        )
    if record.changes:
        items = len({one.item for one in record.changes})
        found["Doc-1"] = Text(
            f"{len(record.changes)} changes to {items} items are recorded, each with its reason.",
            f"{len(record.changes)} wijzigingen in {items} items zijn vastgelegd, elk met de reden.",
        )
    return found


def _design(record: TranslationRecord) -> Text | None:
    """Two forward translations, a back translation and a reconciliation; or None where one of them lacks."""
    if len(record.forward) < 2 or not record.back or record.reconciliation is None:
        return None
    decisions = len(record.decisions)
    return Text(
        f"{len(record.forward)} forward translations, {len(record.back)} back translation(s), reconciliation and "
        f"{decisions} committee decision(s).",
        f"{len(record.forward)} heenvertalingen, {len(record.back)} terugvertaling(en), afstemming en "
        f"{decisions} besluit(en) van de commissie.",
    )


def lacking_design(record: TranslationRecord) -> Text:
    """Which steps of the design are not in the record.

    Parameters
    ----------
    record : TranslationRecord

    Returns
    -------
    Text
        Empty where none lacks.
    """
    steps = (
        (len(record.forward) < 2, "a second forward translation" if record.forward else "two forward translations",
         "een tweede heenvertaling" if record.forward else "twee heenvertalingen"),
        (not record.back, "a back translation", "een terugvertaling"),
        (record.reconciliation is None, "the reconciliation", "de afstemming"),
    )  # fmt: skip
    lacking = [(en, nl) for absent, en, nl in steps if absent]
    if not lacking:
        return Text("", "")
    return Text(
        f"Not in the record: {', '.join(en for en, _ in lacking)}.",
        f"Niet vastgelegd: {', '.join(nl for _, nl in lacking)}.",
    )


def completeness_table(record: TranslationRecord) -> pd.DataFrame:
    """One row per guideline.

    Parameters
    ----------
    record : TranslationRecord

    Returns
    -------
    DataFrame
        Index ``guideline``, columns ``topic asks status evidence``.
    """
    import pandas as pd

    held = evidence(record)
    rows = []
    for one in GUIDELINES:
        said = record.statements.get(one.number)
        if isinstance(said, NotNeeded):
            status, text = "not_applicable", said.reason
        elif one.number in held or said is not None:
            parts = [held[one.number].en] if one.number in held else []
            status, text = "supplied", " ".join([*parts, *([said] if said is not None else [])])
        else:
            lacking = lacking_design(record).en if one.number == "TD-2" else ""
            status, text = "missing", lacking or one.remedy.en
        rows.append((one.number, one.topic.en, one.asks.en, status, text))
    return pd.DataFrame(rows, columns=["guideline", "topic", "asks", "status", "evidence"]).set_index("guideline")


def history_table(record: TranslationRecord, item: str) -> pd.DataFrame:
    """Everything that happened to one item.

    Parameters
    ----------
    record : TranslationRecord
    item : str

    Returns
    -------
    DataFrame
        Columns ``step by date text``.
    """
    import pandas as pd

    rows: list[tuple[str, str, str | None, str]] = []
    rows += [("forward", one.by, one.date, one.items[item]) for one in record.forward if item in one.items]
    if record.reconciliation and item in record.reconciliation.items:
        of = record.reconciliation
        rows.append(("reconciliation", ", ".join(of.by), of.date, of.items[item]))
    rows += [("back", one.by, one.date, one.items[item]) for one in record.back if item in one.items]
    rows += [
        ("decision", ", ".join(one.by), one.date, f"{one.question} {one.decision} ({one.reason})")
        for one in record.decisions
        if one.item == item
    ]
    for part in record.interviews:
        rows += [
            ("interviews", "", part.date, f"{one.finding}" + (f" → {one.action}" if one.action else ""))
            for one in part.findings
            if one.item == item
        ]
    rows += [
        (f"change ({one.stage})", "", one.date, f"“{one.before}” → “{one.after}”: {one.reason}")
        for one in record.changes
        if one.item == item
    ]
    return pd.DataFrame(rows, columns=["step", "by", "date", "text"])
