"""The checklist, methods and versions, references."""

from __future__ import annotations

from collections.abc import Sequence

from lerende_organisatie.report.document import (
    Block,
    CheckLine,
    Checks,
    Column,
    Listing,
    Paragraph,
    Section,
    Table,
)
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.report.wording import Words
from lerende_organisatie.studies.checklist import Answer, Standard, count_by_status
from lerende_organisatie.studies.references import sources_for
from lerende_organisatie.studies.rival_models import text_in
from lerende_organisatie.studies.sources import CUTOFFS, source

ANCHORS = {"correlations": "table-correlations", "diagram": "figure-diagram"}
"""Places that are not sections."""


def checklist_section(setting: Setting) -> Section:
    """Every line of the reporting checklist with its answer.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    words = setting.words
    blocks = (Paragraph(words("checklist.lead")), *checklist_blocks(words, setting.study.checklist))
    return Section("checklist", words("section.checklist"), blocks, new_page=True)


def checklist_blocks(words: Words, answered: Sequence[Answer]) -> tuple[Block, ...]:
    """The answers by standard; a standard without lines is left out.

    Parameters
    ----------
    words : Words
    answered : sequence of Answer

    Returns
    -------
    tuple of Block
    """
    blocks: list[Block] = []
    for standard in Standard:
        answers = tuple(answer for answer in answered if answer.line.standard is standard)
        if not answers:
            continue
        counts = {status.value: count for status, count in count_by_status(answers).items()}
        blocks.append(
            Checks(
                heading=standard.value,
                summary=words("status.counts", **counts),
                lines=tuple(_line(words, answer) for answer in answers),
            )
        )
    return tuple(blocks)


def _line(words: Words, answer: Answer) -> CheckLine:
    beside = answer.user_text if answer.user_text and words.of(answer.text) != answer.user_text else ""
    return CheckLine(
        asks=words.of(answer.line.asks),
        status=answer.status.value,
        status_label=words(f"status.{answer.status.value}"),
        text=words.of(answer.text),
        place=ANCHORS.get(answer.place or "", answer.place or ""),
        place_label=words(f"place.{answer.place}") if answer.place else "",
        user_text=beside,
    )


def methods_section(setting: Setting) -> Section:
    """How the numbers came about, and the source of each cut-off.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words, numbers = setting.study, setting.words, setting.numbers
    methods = study.methods
    n = words("methods.withheld") if methods.n_used is None else numbers.count(methods.n_used)
    estimation = words(
        "methods.estimation",
        estimator=methods.estimator,
        n=n,
        rule=words.of(methods.missing_rule),
        fixed=words.of(methods.free_and_fixed),
        choice=words.of(methods.choice),
    )
    if study.sample.n_clusters is not None:
        nested = words("methods.nested", column=methods.cluster) if methods.cluster else words("methods.nesting")
        estimation += " " + nested
    blocks: list[Block] = [
        Paragraph(estimation, heading=words("methods.estimation.head")),
        Paragraph(_opinion(setting), heading=words("methods.opinion.head")),
        Paragraph(_provenance(setting), heading=words("methods.provenance.head")),
        Paragraph(
            words("methods.privacy", below=methods.minimum_group_size - 1), heading=words("methods.privacy.head")
        ),
        Paragraph(words("methods.data", hash=methods.data_sha256), heading=words("methods.data.head")),
        _cutoff_table(setting),
        Table(
            key="versions",
            caption=words("table.versions"),
            columns=(setting.column("what"), Column("version", words("head.value"))),
            rows=tuple({"what": name, "version": value} for name, value in methods.versions.items()),
        ),
    ]
    return Section("methods", words("section.methods"), tuple(blocks), new_page=True)


def _opinion(setting: Setting) -> str:
    words, opinion = setting.words, setting.study.opinion
    if opinion is None:
        return words("methods.no_opinion", note=words("methods.no_model"))
    if not opinion.available or opinion.largest_difference is None:
        return words("methods.no_opinion", note=opinion.note)
    return words(
        "methods.opinion",
        version=opinion.version,
        note=opinion.note,
        n=opinion.n_compared,
        largest=scientific(opinion.largest_difference, setting.numbers.decimal_sign),
    )


def scientific(value: float, decimal_sign: str) -> str:
    """A small number as 1.2 × 10⁻⁶.

    Parameters
    ----------
    value : float
    decimal_sign : str

    Returns
    -------
    str
    """
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.1e}".split("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa.replace('.', decimal_sign)} × 10{raised}"


def _provenance(setting: Setting) -> str:
    words, study = setting.words, setting.study
    kinds = dict.fromkeys(item.provenance.kind for item in study.instrument.items)
    return words(
        "methods.provenance",
        wording=", ".join(words(f"provenance.{kind}") for kind in kinds),
        structure=text_in(study.structure.label, setting.language),
        allocation=words(f"provenance.{study.structure.provenance.kind}"),
    )


def _cutoff_table(setting: Setting) -> Table:
    words, numbers = setting.words, setting.numbers
    rows = []
    for one in CUTOFFS:
        sign = "≥" if one.relation == ">=" else "≤"
        written = numbers.bounded(one.value) if one.value < 1 else numbers.fixed(one.value, 0)
        rows.append(
            {
                "measure": one.measure,
                "convention": f"{sign} {written}",
                "about": words.of(one.about),
                "source": source(one.source).cited,
            }
        )
    return Table(
        key="cutoffs",
        caption=words("table.cutoffs"),
        columns=(
            setting.column("measure"),
            setting.column("convention"),
            setting.column("about"),
            setting.column("source"),
        ),
        rows=tuple(rows),
    )


def references_section(setting: Setting) -> Section:
    """How to cite, and the works cited.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words = setting.study, setting.words
    instrument = study.instrument
    cite = [(words("references.cite_software", version=study.methods.versions["lerende_organisatie"]), "")]
    cite += [(text, "") for text in instrument.citation]
    named = words("references.instrument", name=instrument.name, version=instrument.version, licence=instrument.licence)
    works = tuple(
        (one.reference, f"https://doi.org/{one.doi}" if one.doi else "") for one in sources_for(instrument.name)
    )
    blocks: tuple[Block, ...] = (
        Paragraph(named, heading=words("references.cite")),
        Listing(tuple(cite)),
        Paragraph("", heading=words("references.works")),
        Listing(works),
    )
    return Section("references", words("section.references"), blocks)
