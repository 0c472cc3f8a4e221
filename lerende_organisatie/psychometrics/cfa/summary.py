"""A fit as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.psychometrics.cfa.fit import Fit

SECTIONS = (
    ("=~", "Latent variables"),
    ("~", "Regressions"),
    ("~~", "Variances and covariances"),
    ("~1", "Intercepts and means"),
    ("|", "Thresholds"),
    ("~*~", "Scaling factors"),
    (":=", "Defined parameters"),
)


def summary_text(fit: Fit) -> str:
    """What was fitted, how well it fits, and every parameter, as text of a fixed width."""
    m = fit.fit_measures
    lines = [
        f"{fit.estimator.name}, missing answers: {fit.missing}, standard errors: {fit.estimator.se} ({fit.information} "
        "information)",
        f"{'converged' if fit.converged else 'DID NOT CONVERGE'} after {fit.iterations} iterations; "
        f"n = {fit.n_obs}, {fit.npar} parameters"
        + ("" if len(fit.moments) == 1 else f", groups {', '.join(fit.group_labels)}"),
        "",
        f"chi-square({m['df']:.0f}) = {m['chisq']:.3f}, p = {m['pvalue']:.4f}" if m["df"] else "saturated model",
        f"CFI = {m['cfi']:.3f}, TLI = {m['tli']:.3f}, SRMR = {m['srmr']:.3f}",
        f"RMSEA = {m['rmsea']:.3f}, 90% interval [{m['rmsea_ci_lower']:.3f}, {m['rmsea_ci_upper']:.3f}]",
    ]
    if "chisq_scaled" in m and m["df"]:
        lines += [
            f"scaled chi-square({m['df_scaled']:.4g}) = {m['chisq_scaled']:.3f}, p = {m['pvalue_scaled']:.4f}, scaling "
            f"factor {m['chisq_scaling_factor']:.3f}",
            f"scaled CFI = {m['cfi_scaled']:.3f}, TLI = {m['tli_scaled']:.3f}, RMSEA = {m['rmsea_scaled']:.3f}",
        ]
    if "cfi_robust" in m and m["df"]:
        lines.append(
            f"robust CFI = {m['cfi_robust']:.3f}, TLI = {m['tli_robust']:.3f}, RMSEA = {m['rmsea_robust']:.3f}, "
            f"90% interval [{m['rmsea_ci_lower_robust']:.3f}, {m['rmsea_ci_upper_robust']:.3f}]"
        )
    if "aic" in m:
        lines.append(f"logl = {m['logl']:.3f}, AIC = {m['aic']:.3f}, BIC = {m['bic']:.3f}")
    table = fit.parameters
    for g in sorted(set(table["group"])):
        if len(fit.moments) > 1 and g > 0:
            lines += ["", f"Group {g}: {fit.group_labels[g - 1]}"]
        for op, title in SECTIONS:
            rows = table[(table["group"] == g) & (table["op"] == op)]
            if len(rows):
                lines += ["", f"{title}:", *_rows(rows)]
    return "\n".join(lines)


def _rows(rows: pd.DataFrame) -> list[str]:
    result = [f"  {'':38s}{'est':>10s}{'se':>9s}{'z':>9s}{'p':>8s}{'std_lv':>9s}{'std_all':>9s}"]
    names = ["lhs", "op", "rhs", "label"]
    figures = rows[["est", "se", "z", "pvalue", "std_lv", "std_all"]].to_numpy(dtype=float)
    for (lhs, op, rhs, label), (est, se, z, p, std_lv, std_all) in zip(rows[names].to_numpy(), figures, strict=True):
        name = str(lhs) if op in {"~1", ":="} else f"{lhs} {op} {rhs}"
        if label and not str(label).startswith(".") and op != ":=":
            name = f"{name} ({label})"
        tested = f"{se:9.3f}{z:9.3f}{p:8.3f}" if se > 0 else f"{'':26s}"
        result.append(f"  {name:38.38s}{est:10.3f}{tested}{std_lv:9.3f}{std_all:9.3f}")
    return result
