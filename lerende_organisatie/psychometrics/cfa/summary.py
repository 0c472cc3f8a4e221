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
    head = f"  {'':38s}{'est':>10s}{'se':>9s}{'z':>9s}{'p':>8s}{'std_lv':>9s}{'std_all':>9s}"
    result = [head]
    for r in rows.itertuples():
        name = r.lhs if r.op in {"~1", ":="} else f"{r.lhs} {r.op} {r.rhs}"
        name = f"{name} ({r.label})" if r.label and not str(r.label).startswith(".") and r.op != ":=" else name
        tested = f"{r.z:9.3f}{r.pvalue:8.3f}" if r.se > 0 else f"{'':17s}"
        error = f"{r.se:9.3f}" if r.se > 0 else f"{'':9s}"
        result.append(f"  {name:38.38s}{r.est:10.3f}{error}{tested}{r.std_lv:9.3f}{r.std_all:9.3f}")
    return result
