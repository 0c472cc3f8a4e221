"""Every pair of dimensions by every criterion, and what a total score would measure."""

from __future__ import annotations

from collections.abc import Mapping

from lerende_organisatie.report.document import Block, Fold, Paragraph, Remark, Table
from lerende_organisatie.report.sections.model import triangle
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.distinct_factors import PROBLEMS, DistinctFactors
from lerende_organisatie.studies.model_results import ChosenModel
from lerende_organisatie.studies.sources import cutoff

TROUBLED = ("severe", "moderate")


def pairs_blocks(setting: Setting, detail: ChosenModel, found: DistinctFactors) -> tuple[Block, ...]:
    """How many pairs are a problem, and all of them folded beneath.

    Parameters
    ----------
    setting : Setting
    detail : ChosenModel
    found : DistinctFactors

    Returns
    -------
    tuple of Block
    """
    words, numbers = setting.words, setting.numbers
    blocks: list[Block] = []
    classed = [pair for pair in found.pairs if pair.problem is not None]
    if classed:
        classes = ", ".join(
            words("validity.class_count", count=numbers.count(found.count(one)), class_=words(f"problem.{one}"))
            for one in PROBLEMS
            if found.count(one)
        )
        blocks.append(Paragraph(words("validity.classes", n=numbers.count(len(classed)), classes=classes)))
    folded: list[Block] = [_table(setting, found)]
    if detail.htmt:
        limit = cutoff("htmt").value
        note = words("validity.htmt_note", limit=numbers.bounded(limit))
        folded.append(triangle(setting, "htmt", words("table.htmt"), detail.factors, detail.htmt, limit, (note,)))
    blocks.append(Fold(words("validity.pairs_fold"), tuple(folded)))
    return tuple(blocks)


def _table(setting: Setting, found: DistinctFactors) -> Table:
    words = setting.words
    rows: list[Mapping[str, object]] = []
    flags: set[tuple[int, str]] = set()
    for pair in found.pairs:
        flags |= {
            (len(rows), name) for name in ("htmt", "htmt2") if cutoff("htmt").met_by(getattr(pair, name)) is False
        }
        if pair.problem in TROUBLED:
            flags.add((len(rows), "problem"))
        rows.append(
            {
                "pair": f"{setting.dimension(pair.first)} – {setting.dimension(pair.second)}",
                "correlation": pair.correlation,
                "correlation_ci_lower": pair.ci_lower,
                "correlation_ci_upper": pair.ci_upper,
                "p_cutoff": pair.p_cutoff,
                "p_one": pair.p_one,
                "problem": None if pair.problem is None else words(f"problem.{pair.problem}"),
                "htmt": pair.htmt,
                "htmt_ci_lower": pair.htmt_ci_lower,
                "htmt_ci_upper": pair.htmt_ci_upper,
                "htmt2": pair.htmt2,
                "htmt2_ci_lower": pair.htmt2_ci_lower,
                "htmt2_ci_upper": pair.htmt2_ci_upper,
            }
        )
    columns = [setting.column("pair")]
    if any(pair.correlation is not None for pair in found.pairs):
        columns += [
            setting.column("correlation", "bounded"),
            setting.column("correlation", "interval", head="interval"),
            setting.column("p_cutoff", "p"),
            setting.column("p_one", "p"),
            setting.column("problem"),
        ]
    if found.n_boot:
        columns += [
            setting.column("htmt", "bounded"),
            setting.column("htmt", "interval", head="interval"),
            setting.column("htmt2", "bounded"),
            setting.column("htmt2", "interval", head="interval"),
        ]
    return Table(
        key="factor_pairs",
        caption=words("table.factor_pairs"),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(words("validity.pairs_note", draws=setting.numbers.count(found.n_boot), seed=found.seed),),
        flags=frozenset(flags),
        dense=True,
    )


def total_fold(setting: Setting) -> tuple[Block, ...]:
    """Bifactor indices, folded, or why there are none.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    tuple of Block
    """
    study, words, numbers = setting.study, setting.words, setting.numbers
    found = study.total
    if found is None:
        why = "; ".join(note.message for note in study.notes if note.where == "total")
        return (Remark(words("total.absent", why=why.rstrip(".")), "note"),) if why else ()
    lead = words(
        "total.lead",
        ecv=numbers.bounded(found.ecv),
        puc=numbers.bounded(found.puc),
        omega=numbers.bounded(found.omega),
        omega_h=numbers.bounded(found.omega_hierarchical),
    )
    rows = tuple(
        {
            "factor": words("total.general") if part.factor == found.general else setting.dimension(part.factor),
            "k": part.n_items,
            "ecv": part.ecv,
            "omega_total": part.omega,
            "omega_h": part.omega_h,
            "relative_omega": part.relative_omega,
            "h": part.h,
            "fd": part.fd,
        }
        for part in found.parts
    )
    names = ("ecv", "omega_total", "omega_h", "relative_omega", "h", "fd")
    table = Table(
        key="total",
        caption=words("table.total"),
        columns=(
            setting.column("factor"),
            setting.column("k", "count"),
            *(setting.column(name, "bounded") for name in names),
        ),
        rows=rows,
        notes=(words("total.note"),),
        strong=frozenset({0}),
    )
    return (Fold(words("total.fold"), (Paragraph(lead), table, *setting.remarks(found.notes))),)
