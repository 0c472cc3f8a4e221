"""The reliability coefficients that some readers ask for, folded beneath alpha and omega."""

from __future__ import annotations

from lerende_organisatie.report.document import Block, Fold, Table
from lerende_organisatie.report.sections.setting import Setting


def coefficients_fold(setting: Setting) -> Fold:
    """Ordinal alpha, categorical omega, composite reliability, Guttman's bounds, split halves.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    Fold
    """
    words, study = setting.words, setting.study
    standardised = {row.dimension: row.alpha_standardised for row in study.reliability}
    rows = tuple(
        {
            "dimension": setting.dimension(row.dimension),
            "alpha_standardised": standardised.get(row.dimension),
            "ordinal_alpha": row.ordinal_alpha,
            "ordinal_alpha_ci_lower": row.ordinal_alpha_ci_lower,
            "ordinal_alpha_ci_upper": row.ordinal_alpha_ci_upper,
            "omega_categorical": row.omega_categorical,
            "composite_reliability": row.composite_reliability,
            "lambda2": row.lambda2,
            "lambda4": row.lambda4,
            "lambda6": row.lambda6,
            "glb": row.glb,
            "split_half_lowest": row.split_half_lowest,
            "split_half_mean": row.split_half_mean,
        }
        for row in study.coefficients
    )
    table = Table(
        key="coefficients",
        caption=words("table.coefficients"),
        columns=(
            setting.column("dimension"),
            setting.column("alpha_standardised", "bounded"),
            setting.column("ordinal_alpha", "bounded"),
            setting.column("ordinal_alpha", "interval", head="interval"),
            setting.column("omega_categorical", "bounded"),
            setting.column("composite_reliability", "bounded", head="cr"),
            setting.column("lambda2", "bounded"),
            setting.column("lambda4", "bounded"),
            setting.column("lambda6", "bounded"),
            setting.column("glb", "bounded"),
            setting.column("split_half_lowest", "bounded"),
            setting.column("split_half_mean", "bounded"),
        ),
        rows=rows,
        notes=(words("reliability.others_note"), words("page.not_given")),
        dense=True,
    )
    remarks = setting.gathered(
        (setting.dimension(row.dimension), note) for row in study.coefficients for note in row.notes
    )
    blocks: tuple[Block, ...] = (table, *remarks)
    return Fold(words("reliability.others_fold"), blocks)
