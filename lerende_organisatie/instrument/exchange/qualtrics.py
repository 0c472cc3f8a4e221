"""Qualtrics: a survey in the Advanced Format TXT that "Import survey" reads."""

from __future__ import annotations

import html
import re

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.exchange.questions import Asked, one_line


def qualtrics_text(form: Asked, language: str) -> str:
    """The survey in one language as Advanced Format TXT.

    Every item is a single-choice question whose id is the item's, so that the export's column has its name, and whose
    choices are numbered by the values of the response scale. Qualtrics takes further languages as translations, not in
    this file.

    Parameters
    ----------
    form : Asked
    language : str

    Returns
    -------
    str

    Raises
    ------
    DefinitionError
        A text holds ``${`` or ``[[``, which mean something there; a value that cannot number a choice.
    """
    faults = [
        f"the value {value} cannot number a choice in Qualtrics, which counts from 1"
        for value in form.instrument.response_scale.values
        if value < 1
    ]

    def said(where: str, text: str) -> str:
        line = html.escape(one_line(text), quote=False)
        if "${" in line or "[[" in line:
            faults.append(f"{where}: '${{' and '[[' mean something in Qualtrics; write it otherwise")
        return line

    lines = ["[[AdvancedFormat]]", "", f"[[Block:{re.sub(r'[^0-9A-Za-z ]', ' ', form.name)}]]", ""]
    lines += ["[[Question:DB]]", "[[ID:instruction]]", said("the instruction", form.instruction(language)), ""]
    for question in form.background:
        kind = "MC:SingleAnswer:Vertical" if question.options else "TE:SingleLine"
        wording = said(question.id, question.wording[language])
        lines += [f"[[Question:{kind}]]", f"[[ID:{question.id}]]", wording]
        if question.options:
            lines.append("[[Choices]]")
            lines += [said(f"{question.id}, {code}", texts[language]) for code, texts in question.options.items()]
        lines.append("")
    choices = ["[[AdvancedChoices]]"]
    for value, label in form.answers(language):
        choices += [f"[[Choice:{value}]]", said(f"the label of {value}", label)]
    for items in form.pages:
        lines += ["[[PageBreak]]", ""]
        for item in items:
            wording = said(item, form.item(item, language))
            lines += ["[[Question:MC:SingleAnswer:Horizontal]]", f"[[ID:{item}]]", wording, *choices, ""]
    if faults:
        raise DefinitionError(f"{form.instrument.name} for Qualtrics", list(dict.fromkeys(faults)))
    return "\n".join(lines)
