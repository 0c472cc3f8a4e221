"""The questionnaire on paper: one HTML file that prints well."""

from __future__ import annotations

import html

from lerende_organisatie.instrument.exchange.questions import Asked

STYLE = """
:root { color: #1a1a1a; background: #fff; font: 11pt/1.4 Georgia, "Times New Roman", serif; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
p.instruction { margin: 0 0 1.5rem; }
dl { margin: 0 0 1.5rem; }
dt { font-weight: bold; margin-top: .6rem; }
dd { margin: .2rem 0 0; }
dd.line { border-bottom: 1px solid #444; height: 1.6rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1.5rem; }
th, td { border-bottom: 1px solid #bbb; padding: .35rem .3rem; vertical-align: middle; }
thead th { font: 8.5pt/1.2 Arial, sans-serif; text-align: center; width: 4.2rem; }
tbody th { font-weight: normal; text-align: left; }
thead th:first-child { width: auto; }
td { text-align: center; }
td span { display: inline-block; width: .9rem; height: .9rem; border: 1px solid #1a1a1a; border-radius: 50%; }
.number { color: #555; padding-right: .5rem; font-variant-numeric: tabular-nums; }
@page { margin: 18mm 15mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } tr, dt, dd { break-inside: avoid; }
  thead { display: table-header-group; } }
"""

NUMBER_HEADING = {"nl": "Uitspraak", "en": "Statement"}


def paper_html(form: Asked, language: str) -> str:
    """The questionnaire as a page to print.

    Parameters
    ----------
    form : Asked
    language : str

    Returns
    -------
    str
        HTML that needs nothing else.
    """
    title = html.escape(form.title(language))
    parts = [
        "<!doctype html>",
        f'<html lang="{html.escape(language)}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{STYLE}</style></head><body>",
        f'<h1>{title}</h1><p class="instruction">{html.escape(form.instruction(language))}</p>',
    ]
    if form.background:
        parts.append("<dl>")
        for question in form.background:
            parts.append(f"<dt>{html.escape(question.wording[language])}</dt>")
            options = [f"☐ {html.escape(texts[language])}" for texts in question.options.values()]
            parts.append(f"<dd>{' &emsp; '.join(options)}</dd>" if options else '<dd class="line"></dd>')
        parts.append("</dl>")
    answers = form.answers(language)
    heads = "".join(f'<th scope="col">{html.escape(label)}</th>' for _, label in answers)
    first = html.escape(NUMBER_HEADING.get(language, ""))
    circles = "".join("<td><span></span></td>" for _ in answers)
    parts.append(f'<table><thead><tr><th scope="col">{first}</th>{heads}</tr></thead><tbody>')
    for number, item in enumerate(form.instrument.item_ids, start=1):
        wording = html.escape(form.item(item, language))
        parts.append(f'<tr><th scope="row"><span class="number">{number}</span>{wording}</th>{circles}</tr>')
    parts.append("</tbody></table>")
    parts.append("</body></html>")
    return "\n".join(parts) + "\n"
