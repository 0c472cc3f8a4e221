"""LimeSurvey: the structure of a survey as a tab-separated file, which "Import a survey" reads.

The format is that of the LimeSurvey manual, "Tab Separated Value survey structure": one row per setting, group,
question, subquestion and answer; the first language whole, then each other language with the same rows.
"""

from __future__ import annotations

import csv
import html
import io
import re

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.exchange.questions import Asked, BackgroundQuestion, one_line

COLUMNS = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
    "mandatory", "other", "default", "same_default",
)  # fmt: skip

LONGEST_CODE = 20
LONGEST_ANSWER_CODE = 5


def limesurvey_structure(form: Asked) -> str:
    """The survey as LimeSurvey's tab-separated structure.

    Items stand in array questions, one per page, so that respondents see the labels once per page; each item is a
    subquestion whose code is its id. Answers are anonymous.

    Parameters
    ----------
    form : Asked

    Returns
    -------
    str
        With a byte order mark, as LimeSurvey writes it.

    Raises
    ------
    DefinitionError
        An id or a value cannot be a code in LimeSurvey.
    """
    faults = _code_faults(form)
    if faults:
        raise DefinitionError(f"{form.instrument.name} for LimeSurvey", faults)
    rows = [
        _row("S", name="language", text=form.languages[0]),
        _row("S", name="additional_languages", text=" ".join(form.languages[1:])),
        _row("S", name="format", text="G"),
        _row("S", name="anonymized", text="Y"),
        _row("S", name="showprogress", text="Y"),
        _row("S", name="allowprev", text="Y"),
    ]
    for language in form.languages:
        rows.append(_row("SL", name="surveyls_title", text=_html(form.title(language)), language=language))
        rows.append(_row("SL", name="surveyls_welcometext", text=_html(form.instruction(language)), language=language))
    for language in form.languages:
        rows += _contents(form, language)
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + written.getvalue()


def limesurvey_columns(form: Asked) -> dict[str, str]:
    """Item to the column's name in a response export with question codes as headings."""
    return {item: f"{_question(page)}[{item}]" for page, items in enumerate(form.pages, start=1) for item in items}


def _question(page: int) -> str:
    return f"page{page:02d}"


def _contents(form: Asked, language: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    identity = 0
    group = 0
    if form.background:
        group = 1
        rows.append(_row("G", id=str(group), name=_html(form.title(language)), language=language))
        for question in form.background:
            identity += 1
            rows += _background(question, identity, language)
    for page, items in enumerate(form.pages, start=1):
        group += 1
        identity += 1
        name = f"{page}/{len(form.pages)}"
        rows.append(_row("G", id=str(group), name=name, language=language))
        here = str(identity)
        text = _html(form.instruction(language)) if page == 1 else ""
        rows.append(
            _row("Q", id=here, scale="F", name=_question(page), relevance="1", text=text, language=language,
                 mandatory="N", other="N")
        )  # fmt: skip
        for item in items:
            identity += 1
            text = _html(form.item(item, language))
            sub = _row("SQ", id=str(identity), scale="0", name=item, relevance="1", text=text, language=language)
            rows.append(sub | {"related_id": here})
        rows += [
            _row("A", id=here, scale="0", name=str(value), relevance="0", text=_html(label), language=language)
            for value, label in form.answers(language)
        ]
    return rows


def _background(question: BackgroundQuestion, identity: int, language: str) -> list[dict[str, str]]:
    here = str(identity)
    first = _row(
        "Q", id=here, scale="L" if question.options else "S", name=question.id, relevance="1",
        text=_html(question.wording[language]), language=language, mandatory="Y" if question.required else "N",
        other="N",
    )  # fmt: skip
    return [first] + [
        _row("A", id=here, scale="0", name=code, relevance="0", text=_html(texts[language]), language=language)
        for code, texts in question.options.items()
    ]


def _row(
    kind: str,
    *,
    name: str,
    id: str = "",
    scale: str = "",
    relevance: str = "",
    text: str = "",
    language: str = "",
    mandatory: str = "",
    other: str = "",
) -> dict[str, str]:
    return {
        "id": id, "class": kind, "type/scale": scale, "name": name, "relevance": relevance, "text": text,
        "language": language, "mandatory": mandatory, "other": other,
    }  # fmt: skip


def _html(text: str) -> str:
    """Text as LimeSurvey shows it: HTML is escaped, and a brace does not begin an expression."""
    return re.sub(r"\{(?=\S)", "{ ", html.escape(one_line(text), quote=False))


def _code_faults(form: Asked) -> list[str]:
    """Ids and values that are no codes there: letters and digits only, 20 at most, 5 for answers."""
    names = [*form.instrument.item_ids, *(question.id for question in form.background)]
    faults = [
        f"{name!r} cannot be a code: letters and digits only, {LONGEST_CODE} at most; give the item another id"
        for name in names
        if not re.fullmatch(rf"[A-Za-z][A-Za-z0-9]{{0,{LONGEST_CODE - 1}}}", name)
    ]
    faults += [
        f"the value {value} cannot be a code: digits only, {LONGEST_ANSWER_CODE} at most"
        for value in form.instrument.response_scale.values
        if value < 0 or len(str(value)) > LONGEST_ANSWER_CODE
    ]
    return faults + [
        f"option {code!r} of {question.id!r} cannot be a code: letters and digits only, {LONGEST_ANSWER_CODE} at most"
        for question in form.background
        for code in question.options
        if not re.fullmatch(rf"[A-Za-z0-9]{{1,{LONGEST_ANSWER_CODE}}}", code)
    ]
