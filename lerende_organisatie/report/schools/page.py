"""The pages of one school as HTML: one file, no network, fit for A4, a laptop and a phone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from lerende_organisatie.report.schools import words
from lerende_organisatie.report.schools.content import DimensionLine, SchoolContent, spread_is_wide
from lerende_organisatie.report.schools.questions import Names, questions, quoted
from lerende_organisatie.report.schools.strips import axis, mark, role_strip, score_strip
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.numbers import Numbers

NAMED_UP_TO = 3
"""Dimensions that a sentence names; the picture shows the others."""

NEARLY_ALIKE = 0.3
"""Where highest and lowest dimension differ by less, in points of the scale, neither is said to stand out."""


def style() -> str:
    """The style sheet of the pages."""
    return files("lerende_organisatie.report").joinpath("templates/school.css").read_text(encoding="utf-8")


def school_page(content: SchoolContent, names: Names, language: str, css: str) -> str:
    """The pages of one school.

    Parameters
    ----------
    content : SchoolContent
    names : Names
        Of dimensions and items, in the language.
    language : {"en", "nl"}
    css : str

    Returns
    -------
    str
        Every text in it is escaped.
    """
    page = _Page(content, names, language, Numbers(language))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(content.school)} · {escape(page.say(words.TITLE))}</title>\n<style>\n{css}</style>\n</head>\n"
        f"<body>\n<main>\n{page.head()}{page.striking()}{page.picture()}{page.items()}{page.differ()}"
        f"{page.leadership()}{page.talk()}{page.reading()}</main>\n</body>\n</html>\n"
    )


class _Page:
    """One page being written: the content with the words of its language."""

    def __init__(self, content: SchoolContent, names: Names, language: str, numbers: Numbers) -> None:
        self.content, self.names, self.language, self.numbers = content, names, language, numbers

    def say(self, text: Text) -> str:
        return text.in_language(self.language)

    def mean(self, value: float) -> str:
        return self.numbers.fixed(value, 1)

    def limit(self) -> str:
        return self.numbers.fixed(self.content.threshold, 1)

    def head(self) -> str:
        c = self.content
        answered = self.say(words.ANSWERED).format(n=self.numbers.count(c.n))
        facts = [answered]
        if c.staff is not None and c.response_rate is not None:
            rate = self.numbers.percent(c.response_rate, 0)
            facts.append(self.say(words.OF_STAFF).format(rate=rate, staff=self.numbers.count(c.staff)))
        beside = words.COMPARED if c.schools > 1 else words.ALONE
        facts.append(self.say(beside).format(count=self.numbers.count(c.schools)))
        listed = "".join(f"<li>{escape(fact)}</li>" for fact in facts)
        title = f"<h1>{escape(self.say(words.TITLE))}</h1><p class=school>{escape(c.school)}</p>"
        return f"<header>{title}<ul>{listed}</ul></header>\n"

    def striking(self) -> str:
        said = [f"<li>{escape(text)}</li>" for text in self._striking()]
        return _section("striking", self.say(words.STRIKING), f"<ul>{''.join(said)}</ul>") if said else ""

    def _striking(self) -> Iterable[str]:
        lines = self.content.dimensions
        if not lines:
            return
        low, high = min(lines, key=lambda line: line.mean), max(lines, key=lambda line: line.mean)
        if high.mean - low.mean < NEARLY_ALIKE:
            if len(lines) > 1:
                yield self.say(words.ALL_ALIKE)
        else:
            for text, line in ((words.HIGHEST_DIMENSION, high), (words.LOWEST_DIMENSION, low)):
                yield self.say(text).format(name=self._name(line), mean=self.mean(line.mean))
        if self.content.schools > 1:
            yield from self._named(words.ABOVE, [line for line in lines if line.against_others > 0])
            yield from self._named(words.BELOW, [line for line in lines if line.against_others < 0])
        if any(line.change is not None for line in lines):
            clear = [line for line in lines if line.change_is_clear]
            yield from self._named(words.RISEN, [line for line in clear if (line.change or 0) > 0])
            yield from self._named(words.FALLEN, [line for line in clear if (line.change or 0) < 0])
            if not clear:
                yield self.say(words.UNCHANGED)
        count = sum(line.in_place for line in lines)
        yield self.say(words.IN_PLACE).format(count=count, all=len(lines), limit=self.limit())

    def _name(self, line: DimensionLine) -> str:
        return quoted(self.names.dimensions[line.key])

    def _named(self, text: Text, lines: list[DimensionLine]) -> Iterable[str]:
        if not lines:
            return
        if len(lines) == len(self.content.dimensions) > NAMED_UP_TO:
            names = self.say(words.ALL_DIMENSIONS)
        else:
            names = ", ".join(self._name(line) for line in lines[:NAMED_UP_TO])
            if len(lines) > NAMED_UP_TO:
                names += " " + self.say(words.AND_MORE).format(count=len(lines) - NAMED_UP_TO)
        yield self.say(text).format(names=names)

    def picture(self) -> str:
        c = self.content
        changes = any(line.change is not None for line in c.dimensions)
        rows = []
        for line in c.dimensions:
            says = self.say(words.SAYS).format(mean=self.mean(line.mean), others=self.mean(line.others))
            strip = score_strip(line.mean, line.lower, line.upper, line.others, c.threshold, c.scale, says)
            cells = f"<td>{strip}</td><td class=n>{self.mean(line.mean)}</td>"
            if changes:
                cells += f"<td class=n>{self._change(line)}</td>"
            rows.append(f"<tr><th scope=row>{escape(self.names.dimensions[line.key])}</th>{cells}</tr>")
        last = f"<th class=n>{escape(self.say(words.LAST_TIME))}</th>" if changes else ""
        table = (
            f"<table class=scores><thead><tr><td></td><td>{axis(c.scale)}</td><td></td>{last}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>"
        )
        key = f"<p class=key>{escape(self.say(words.KEY).format(limit=self.limit()))}</p>"
        return _section("scores", self.say(words.PICTURE), table + key)

    def _change(self, line: DimensionLine) -> str:
        if line.change is None:
            return "–"
        text = ("+" if line.change > 0 else "") + self.mean(line.change)
        return f"<b>{text}</b>" if line.change_is_clear else text

    def items(self) -> str:
        c = self.content
        if not c.highest:
            return ""
        halves = "".join(
            f"<div><h3>{escape(self.say(title))}</h3><ol>{self._listed(pairs)}</ol></div>"
            for title, pairs in ((words.HIGH, c.highest), (words.LOW, c.lowest))
            if pairs
        )
        return f"<section id=items class=halves>{halves}</section>\n"

    def _listed(self, pairs: tuple[tuple[str, float], ...]) -> str:
        return "".join(
            f"<li><span>{escape(self.names.items[item])}</span> <b>{self.mean(mean)}</b></li>" for item, mean in pairs
        )

    def differ(self) -> str:
        c = self.content
        if not c.dimensions:
            return ""
        order = tuple(dict.fromkeys(role for line in c.dimensions for role, _ in line.roles))
        body = ""
        gaps = [line for line in c.dimensions if line.role_gap_is_clear]
        if len(order) > 1:
            said = list(self._named(words.ROLES_DIFFER, gaps)) or [self.say(words.ROLES_AGREE)]
            body += f"<p>{escape(said[0])}</p>{self._roles(order)}"
            if c.roles_hidden:
                body += f"<p class=key>{escape(self.say(words.SOME_ROLES))}</p>"
        elif c.roles_hidden:
            body += f"<p>{escape(self.say(words.NO_ROLES))}</p>"
        wide = sorted((line for line in c.dimensions if spread_is_wide(line, c.scale)), key=lambda line: -line.spread)
        if wide:
            text = next(iter(self._named(words.WIDE, wide[:3])))
        else:
            most = max(c.dimensions, key=lambda line: line.spread)
            text = self.say(words.CLOSE).format(name=self._name(most))
        return _section("differ", self.say(words.DIFFER), body + f"<p>{escape(text)}</p>")

    def _roles(self, order: tuple[str, ...]) -> str:
        key = "".join(
            f'<li><svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">{mark(at, 7, 7)}</svg> '
            f"{escape(role)}</li>"
            for at, role in enumerate(order)
        )
        rows = "".join(
            f"<tr><th scope=row>{escape(self.names.dimensions[line.key])}</th>"
            f"<td>{role_strip(line.roles, order, self.content.scale)}</td></tr>"
            for line in self.content.dimensions
            if line.roles
        )
        head = f"<thead><tr><td></td><td>{axis(self.content.scale)}</td></tr></thead>"
        return f"<ul class=marks>{key}</ul><table class=scores>{head}<tbody>{rows}</tbody></table>"

    def leadership(self) -> str:
        facets = [(words.FACETS[name], mean) for name, mean in self.content.facets if name in words.FACETS]
        facets += [(Text(name, name), mean) for name, mean in self.content.facets if name not in words.FACETS]
        if not facets:
            return ""
        listed = "".join(
            f"<li><span>{escape(self.say(text))}</span> <b>{self.mean(mean)}</b></li>" for text, mean in facets
        )
        return _section("leadership", self.say(words.LEADERSHIP), f"<ul class=facets>{listed}</ul>")

    def talk(self) -> str:
        asked = "".join(
            f"<li>{escape(question)}</li>" for question in questions(self.content, self.names, self.language)
        )
        first = f"<p>{escape(self.say(words.TALK_FIRST))}</p>"
        return _section("talk", self.say(words.TALK), f"{first}<ol>{asked}</ol>")

    def reading(self) -> str:
        c = self.content
        text = self.say(words.READING).format(
            low=f"{c.scale[0]:g}", high=f"{c.scale[1]:g}", limit=self.limit(), minimum=c.minimum_group_size
        )
        return f"<footer><p>{escape(text)}</p></footer>\n"


def _section(key: str, title: str, body: str) -> str:
    return f"<section id={key}><h2>{escape(title)}</h2>{body}</section>\n"
