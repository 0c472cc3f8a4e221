"""The rival models side by side."""

from __future__ import annotations

from lerende_organisatie.report.document import Block, Fold, Paragraph, Remark, Section, Table
from lerende_organisatie.report.sections.fit_measures import fit_columns, fit_flags
from lerende_organisatie.report.sections.setting import Setting
from lerende_organisatie.studies.sources import cutoff


def rivals_section(setting: Setting) -> Section:
    """How every model fits, each number with its warnings.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Section
    """
    study, words, numbers = setting.study, setting.words, setting.numbers
    rows = tuple({"model": words.of(fit.model.label), "n": fit.n, **fit.measures} for fit in study.models)
    chosen = study.chosen_fit
    others = [
        words.of(fit.model.label)
        for fit in study.models
        if chosen is not None and set(fit.model.items) != set(chosen.model.items)
    ]
    notes = [
        words(
            "rivals.note",
            estimator=study.methods.estimator,
            n=numbers.count(study.methods.n_used),
            missing=study.methods.missing,
            cfi=numbers.bounded(cutoff("cfi").value),
            rmsea=numbers.bounded(cutoff("rmsea").value),
            srmr=numbers.bounded(cutoff("srmr").value),
        )
    ]
    if others:
        notes.append(words("rivals.other_items", models=", ".join(others)))
    table = Table(
        key="rivals",
        caption=words("table.rivals"),
        columns=(
            setting.column("model"),
            setting.column("npar", "count"),
            *fit_columns(setting),
            setting.column("aic", "fixed", 0),
            setting.column("bic", "fixed", 0),
        ),
        rows=rows,
        notes=tuple(notes),
        flags=fit_flags(study.models),
        strong=frozenset(index for index, fit in enumerate(study.models) if fit.model.key == study.chosen),
        dense=True,
    )
    blocks: list[Block] = [Paragraph(words("rivals.lead", choice=words.of(study.methods.choice))), table]
    for fit in study.models:
        label = f"“{words.of(fit.model.label)}”"
        if fit.failure is not None:
            blocks.append(Remark(words("rivals.failed", model=label, why=fit.failure), "poor"))
        elif fit.converged is False:
            blocks.append(Remark(words("rivals.not_converged", model=label), "poor"))
    blocks += setting.gathered((f"“{words.of(fit.model.label)}”", note) for fit in study.models for note in fit.notes)
    blocks += [
        Remark(words("rivals.skipped", model=f"“{words.of(one.label)}”", why=words.of(one.reason)))
        for one in study.skipped
    ]
    syntax = tuple(Paragraph(fit.model.syntax, heading=words.of(fit.model.label)) for fit in study.models)
    blocks.append(Fold(words("rivals.fold"), syntax))
    return Section("rivals", words("section.rivals"), tuple(blocks), new_page=True)
