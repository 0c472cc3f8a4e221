"""The main results with and without the flagged respondents, side by side."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import (
    ConvergenceWarning,
    DataError,
    ItemWarning,
    LerendeOrganisatieError,
    LerendeOrganisatieWarning,
    OptionError,
)
from lerende_organisatie.psychometrics.cfa.syntax import OffersModel
from lerende_organisatie.psychometrics.frames import to_frame
from lerende_organisatie.psychometrics.reliability.answers import scales_of
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of
from lerende_organisatie.psychometrics.screening.rule import ScreeningRule
from lerende_organisatie.psychometrics.screening.screen import Screening, screen

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

    from lerende_organisatie.psychometrics.frames import OffersFrame

MEASURES = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "cfi_robust", "rmsea_robust")
"""Fit measures that are set side by side, where the estimator has them."""

FIGURES = ("alpha", "omega", "mean", "sd")
"""Per scale."""


@dataclass(frozen=True, slots=True)
class ScreeningSensitivity(Cited):
    """Results with everybody and without the flagged respondents.

    Attributes
    ----------
    table : DataFrame
        One row per figure: ``part`` ("reliability" or "fit"), ``scale`` (empty for fit), ``figure``, ``all``,
        ``without_flagged`` and ``difference`` (without minus all).
    n, n_flagged : int
    rule : ScreeningRule
    model : str
        The model that was fitted; empty where none could be.
    estimator, missing : str
        Of the model.
    notes : tuple of str
        What the analyses warned of, each with the respondents it is about, and why a figure is NA.
    """

    CITES: ClassVar[tuple[str, ...]] = ("curran2016", "meade2012")

    table: pd.DataFrame
    n: int
    n_flagged: int
    rule: ScreeningRule
    model: str
    estimator: str
    missing: str
    notes: tuple[str, ...]


def screening_sensitivity(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    screening: Screening | None = None,
    *,
    scales: Mapping[str, Iterable[str]] | None = None,
    model: str | OffersModel | None = None,
    estimator: str = "MLR",
    missing: Literal["listwise", "fiml"] = "listwise",
) -> ScreeningSensitivity:
    """Reliability and model fit with everybody, and without the respondents that a screening flagged.

    Parameters
    ----------
    data : DataFrame, any frame that narwhals knows, or Responses
        Items keyed in the direction of their scales.
    screening : Screening, optional
        Of the same respondents; without it ``screen(data, scales=scales)`` with the default rule.
    scales : mapping of scale to items, optional
        Those of the Responses without it; all columns of a frame as one scale.
    model : str or an object with ``model_syntax()``, optional
        Without it one correlated factor per scale of two or more items (three or more where there is one scale).
    estimator : str
        As in :func:`cfa`.
    missing : "listwise" or "fiml"
        For the model; reliability is listwise per scale.

    Returns
    -------
    ScreeningSensitivity

    Raises
    ------
    DataError
        The screening is of other respondents; reliability cannot be computed, with everybody or without the flagged.
    OptionError
        An option that is not offered.

    Warns
    -----
    ItemWarning, ConvergenceWarning, and what :func:`screen`, :func:`reliability` and :func:`cfa` warn of
        Each says whether it is about everybody or about those without a flag. ``notes`` keeps the messages.

    References
    ----------
    Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. Journal of
    Experimental Social Psychology, 66, 4-19 (report results with and without).
    """
    if missing not in ("listwise", "fiml"):
        raise OptionError(f'missing must be "listwise" or "fiml", not {missing!r}')
    frame = to_frame(data)
    members = scales_of(data, scales)
    notes: list[Finding] = []
    if screening is None:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always", LerendeOrganisatieWarning)
            screening = screen(data, scales=scales)
        notes += _messages(heard, "screening")
    if len(screening.table) != len(frame) or not screening.table.index.equals(frame.index):
        fault = f"the screening is of {screening.n} respondents and the data are of {len(frame)}, or in another order"
        raise DataError("screening sensitivity", [fault])
    keep = ~screening.table["flagged"].to_numpy(dtype=bool)
    text = _model_text(model, members)
    everybody = _results(frame, members, text, estimator, missing, "with everybody", notes)
    if keep.all():
        without = everybody
    elif not keep.any():
        raise DataError("screening sensitivity", ["every respondent is flagged; nobody is left to compare with"])
    else:
        without = _results(frame[keep], members, text, estimator, missing, "without the flagged", notes)
    warn_of(notes)
    table = everybody.to_frame("all").join(without.rename("without_flagged"), how="left")
    table = table.assign(difference=table["without_flagged"] - table["all"]).reset_index()
    return ScreeningSensitivity(
        table=table,
        n=len(frame),
        n_flagged=int((~keep).sum()),
        rule=screening.rule,
        model=text,
        estimator=estimator,
        missing=missing,
        notes=tuple(dict.fromkeys(note.message for note in notes)),
    )


def _model_text(model: str | OffersModel | None, scales: Mapping[str, tuple[str, ...]]) -> str:
    """The model asked for, or one factor per scale; empty where that would not be identified."""
    if isinstance(model, str):
        return model
    if model is not None:
        return model.model_syntax()
    fewest = 3 if len(scales) == 1 else 2
    measured = {name: items for name, items in scales.items() if len(items) >= fewest}
    names = {name: f"f{i + 1}" for i, name in enumerate(measured)}
    plain = {name: name if name.isidentifier() and name.isascii() else names[name] for name in measured}
    return "\n".join(f"{plain[name]} =~ {' + '.join(items)}" for name, items in measured.items())


def _results(
    frame: pd.DataFrame,
    scales: Mapping[str, tuple[str, ...]],
    model: str,
    estimator: str,
    missing: Literal["listwise", "fiml"],
    who: str,
    notes: list[Finding],
) -> pd.Series:
    """The figures of one set of respondents, indexed by part, scale and figure."""
    from lerende_organisatie.psychometrics.cfa import cfa
    from lerende_organisatie.psychometrics.reliability.table import reliability

    figures: dict[tuple[str, str, str], float] = {}
    several = {name: items for name, items in scales.items() if len(items) > 1}
    for name in (name for name in scales if name not in several):
        notes.append(Finding(ItemWarning, f"scale {name!r} has one item; it has no reliability"))
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always", LerendeOrganisatieWarning)
        if several:
            try:
                rows = reliability(frame, several).table
            except DataError as error:
                raise DataError(f"screening sensitivity, {who}", error.faults) from None
            for scale, row in rows.iterrows():
                figures["reliability", str(scale), "n"] = float(row["n"])
                figures |= {("reliability", str(scale), name): float(row[name]) for name in FIGURES}
        if model:
            try:
                fit = cfa(model, frame, estimator=estimator, missing=missing)
            except LerendeOrganisatieError as error:
                notes.append(Finding(ConvergenceWarning, f"{who}: no model was fitted, its figures are NA: {error}"))
                figures |= {("fit", "", name): np.nan for name in ("n", *MEASURES[:7])}
            else:
                if not fit.converged:
                    message = f"{who}: the model did not converge; its figures are NA"
                    notes.append(Finding(ConvergenceWarning, message))
                figures["fit", "", "n"] = float(fit.sample.n) if fit.sample is not None else np.nan
                measures = fit.fit_measures
                figures |= {
                    ("fit", "", name): float(measures[name]) if fit.converged else np.nan
                    for name in MEASURES
                    if name in measures.index
                }
    notes += _messages(heard, who)
    index = pd.MultiIndex.from_tuples(figures, names=["part", "scale", "figure"])
    return pd.Series(list(figures.values()), index=index, dtype=float)


def _messages(heard: list[warnings.WarningMessage], who: str) -> list[Finding]:
    return [
        Finding(one.category, f"{who}: {one.message}")
        for one in heard
        if issubclass(one.category, LerendeOrganisatieWarning)
    ]
