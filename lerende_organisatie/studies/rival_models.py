"""The models that compete, named before the data are looked at, and how each of them fits.

For an instrument these are: one factor for all items, every structure that the instrument defines, and the second-order
model of the hypothesis where that has three dimensions or more. The hypothesis is the instrument's default structure
(or the structure that the caller names), whatever fits best.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

from lerende_organisatie.errors import (
    DataError,
    FaultsError,
    IdentificationError,
    LerendeOrganisatieError,
    LerendeOrganisatieWarning,
    OptionError,
)
from lerende_organisatie.privacy import withhold_counts
from lerende_organisatie.studies.bilingual import Text

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.cfa.one_sample import OneSample

Result = TypeVar("Result")

FEWEST_FOR_SECOND_ORDER = 3
"""With two dimensions a second-order factor is not identified."""

MEASURES = (
    "npar",
    "chisq",
    "df",
    "pvalue",
    "cfi",
    "tli",
    "rmsea",
    "rmsea_ci_lower",
    "rmsea_ci_upper",
    "srmr",
    "logl",
    "aic",
    "bic",
    "chisq_scaling_factor",
)
"""What is reported of every model; see :func:`reported_measures` for which version."""


@dataclass(frozen=True, slots=True)
class RivalModel:
    """A model that competes.

    Attributes
    ----------
    key : str
        Its name in the report's data.
    label : Text
    syntax : str
        In lavaan's language.
    structure : str or None
        The structure of the instrument, None for the single factor.
    second_order : bool
    items : tuple of str
        The items in the model; information criteria of models of different items cannot be compared.
    source : str or None
        Where the structure comes from.
    """

    key: str
    label: Text
    syntax: str
    structure: str | None
    second_order: bool
    items: tuple[str, ...]
    source: str | None = None


@dataclass(frozen=True, slots=True)
class SkippedModel:
    """A model that was named but cannot be fitted, with the reason."""

    key: str
    label: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class Noted:
    """A warning that was given while something was computed; it stays with its number.

    Attributes
    ----------
    where : str
        The section of the report.
    category : str
        The name of the warning.
    message : str
    """

    where: str
    category: str
    message: str


@dataclass(frozen=True, slots=True)
class ModelFit:
    """How one model fits.

    Attributes
    ----------
    model : RivalModel
    converged : bool or None
        None when it could not be fitted at all.
    n : int or None
        Respondents used.
    measures : dict of str to float
        The names in :data:`MEASURES`, those that could be computed.
    notes : tuple of Noted
        The warnings given while fitting; never to be separated from the numbers.
    failure : str or None
        Why it could not be fitted.
    """

    model: RivalModel
    converged: bool | None
    n: int | None
    measures: dict[str, float]
    notes: tuple[Noted, ...]
    failure: str | None = None


def rival_models(
    instrument: Instrument, named: Sequence[str] | None = None, hypothesis: str | None = None
) -> tuple[tuple[RivalModel, ...], tuple[SkippedModel, ...]]:
    """The models to compare, before the data are looked at.

    Parameters
    ----------
    instrument : Instrument
    named : sequence of str, optional
        Keys of the models to keep: ``"one_factor"``, the name of a structure, or that name followed by
        ``"_second_order"``. By default one factor, every structure, and the second-order model of the hypothesis.
    hypothesis : str, optional
        The structure that is expected to hold; the instrument's default structure if not given.

    Returns
    -------
    tuple of RivalModel
        Those that can be fitted, in the order given above.
    tuple of SkippedModel
        Those that cannot, with the reason.

    Raises
    ------
    OptionError
        When a key is not known.
    """
    models = [
        RivalModel(
            "one_factor",
            Text("One factor", "Eén factor"),
            "one_factor =~ " + " + ".join(_items(instrument, instrument.default_structure)),
            None,
            False,
            _items(instrument, instrument.default_structure),
        )
    ]
    skipped: list[SkippedModel] = []
    for name, structure in instrument.structures.items():
        label = Text(*(text_in(structure.label, language) for language in ("en", "nl")))
        items = _items(instrument, name)
        if len(structure.dimensions) > 1:
            models.append(RivalModel(name, label, structure.model_syntax(), name, False, items, structure.source))
        else:
            reason = Text("it has one dimension: the same as one factor", "één dimensie: hetzelfde als één factor")
            skipped.append(SkippedModel(name, label, reason))
    for name, structure in instrument.structures.items():
        label = Text(*(text_in(structure.label, language) for language in ("en", "nl")))
        above = Text(f"{label.en}, second-order", f"{label.nl}, tweede-orde")
        key, items = f"{name}_second_order", _items(instrument, name)
        wanted = named is not None and key in named
        if not wanted and name != (hypothesis or instrument.default_structure):
            continue
        if len(structure.dimensions) < FEWEST_FOR_SECOND_ORDER:
            reason = Text(
                "a second-order factor needs three dimensions or more",
                "een tweede-orde factor vraagt drie of meer dimensies",
            )
            skipped.append(SkippedModel(key, above, reason))
            continue
        models.append(RivalModel(key, above, _second_order(instrument, name), name, True, items, structure.source))
    if named is not None:
        known = [model.key for model in models] + [model.key for model in skipped]
        unknown = [key for key in named if key not in known]
        if unknown:
            raise OptionError(
                f"models: {', '.join(map(repr, unknown))} is not known; choose from {', '.join(map(repr, known))}."
            )
        models = [model for key in named for model in models if model.key == key]
        skipped = [model for model in skipped if model.key in named]
    return tuple(models), tuple(skipped)


def text_in(translations: dict[str, str], language: str) -> str:
    """A text of an instrument in the language asked for, else in English, else in its first language.

    Parameters
    ----------
    translations : dict of language to str
    language : str

    Returns
    -------
    str
    """
    for choice in (language, "en"):
        if choice in translations:
            return translations[choice]
    return next(iter(translations.values()))


def fit_model(
    model: RivalModel,
    data: pd.DataFrame,
    estimator: str,
    missing: Literal["listwise", "fiml"],
    cluster: str | None = None,
    at_hand: OneSample | None = None,
) -> tuple[ModelFit, Fit | None]:
    """Fit one model, keeping its warnings with its numbers.

    Parameters
    ----------
    model : RivalModel
    data : DataFrame
        Keyed answers.
    estimator : str
        As in :func:`lerende_organisatie.cfa`.
    missing : {"listwise", "fiml"}
    cluster : str, optional
        The column of the data that respondents are nested in.
    at_hand : OneSample, optional
        The same data, drawn once for several models.

    Returns
    -------
    ModelFit
        What may be reported.
    Fit or None
        The fit itself, None when there is none.
    """
    from lerende_organisatie.psychometrics.cfa import cfa

    try:
        own = lambda: cfa(model.syntax, data, estimator=estimator, missing=missing, cluster=cluster)  # noqa: E731
        fit, notes = noting("rivals", own if at_hand is None else lambda: at_hand.fit(model.syntax))
        if not fit.converged:  # figures of a search that was broken off are nobody's estimates
            return ModelFit(model, False, int(fit.n_obs), {}, notes), fit
        (measures, n), more = noting("rivals", lambda: (fit.fit_measures, int(fit.n_obs)))
    except (DataError, IdentificationError) as error:
        return ModelFit(model, None, None, {}, (), said_shortly(error)), None
    except LerendeOrganisatieError as error:
        return ModelFit(model, None, None, {}, (), f"{type(error).__name__}: {error}"), None
    kept = reported_measures(measures)
    return ModelFit(model, bool(fit.converged), n, kept, (*notes, *more)), fit


def with_clusters(
    keyed: pd.DataFrame, items: Sequence[str], cluster: pd.Series | None
) -> tuple[pd.DataFrame, str | None]:
    """The keyed answers of those who answered any item, with the clusters beside them.

    Parameters
    ----------
    keyed : DataFrame
    items : sequence of str
    cluster : Series, optional
        What respondents are nested in.

    Returns
    -------
    DataFrame
    str or None
        The column of the clusters.
    """
    answers = keyed[list(items)].dropna(how="all")
    if cluster is None:
        return answers, None
    name = str(cluster.name)
    return answers.assign(**{name: cluster.loc[answers.index]}), name


def reported_measures(measures: pd.Series) -> dict[str, float]:
    """The measures that are reported of a model, robust where the estimator has a robust version.

    Parameters
    ----------
    measures : Series
        What ``fit.fit_measures`` gives.

    Returns
    -------
    dict of str to float
        The chi-square scaled; CFI, TLI and RMSEA robust (Brosseau-Liard & Savalei, 2014; Zhang & Savalei, 2023), or
        scaled where the robust one cannot be computed.
    """
    kept: dict[str, float] = {}
    scaled = ("_robust", "_scaled", "") if "chisq_scaled" in measures.index else ("",)
    for name in MEASURES:
        for choice in (name + version for version in scaled):
            if choice in measures.index and math.isfinite(value := float(measures[choice])):
                kept[name] = value
                break
        else:
            if name in measures.index:
                kept[name] = float(measures[name])
    return kept


def said_shortly(error: LerendeOrganisatieError) -> str:
    """What went wrong in a sentence that can stand inside another: the faults without a heading and a count."""
    return "; ".join(error.faults) if isinstance(error, FaultsError) else str(error)


def publishable(note: Noted, total: int, minimum: int) -> Noted:
    """A warning without small numbers of respondents in it.

    Parameters
    ----------
    note : Noted
    total : int
        All respondents.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    Noted
    """
    return replace(note, message=withhold_counts(note.message, total, minimum))


def noting(where: str, compute: Callable[[], Result]) -> tuple[Result, tuple[Noted, ...]]:
    """Compute something and keep the package's warnings beside it.

    Parameters
    ----------
    where : str
        The section of the report that the result belongs to.
    compute : callable
        Takes nothing.

    Returns
    -------
    object
        What was computed.
    tuple of Noted
        The warnings, each once. Warnings of other packages are passed on.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = compute()
    notes: list[Noted] = []
    for warning in caught:
        if issubclass(warning.category, LerendeOrganisatieWarning):
            note = Noted(where, warning.category.__name__, str(warning.message))
            if note not in notes:
                notes.append(note)
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    return result, tuple(notes)


def _items(instrument: Instrument, structure: str) -> tuple[str, ...]:
    """The items of a structure, each once, in the order of the instrument."""
    members = {item for items in instrument.structures[structure].scales.values() for item in items}
    return tuple(item for item in instrument.item_ids if item in members)


def _second_order(instrument: Instrument, name: str) -> str:
    structure = instrument.structures[name]
    if structure.higher_order is not None:
        return structure.model_syntax(second_order=True)
    taken = {*structure.scales, *instrument.item_ids}
    factor = next(choice for choice in ("general", "general_factor", "g_") if choice not in taken)
    return structure.model_syntax() + f"\n{factor} =~ " + " + ".join(structure.scales)
