"""The study's own analysis on the new answers, and each of its figures compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.printed.differences import (
    Estimate,
    alpha_estimate,
    correlation_estimate,
    difference,
    mean_estimate,
    rmsea_estimate,
)
from lerende_organisatie.psychometrics.printed.rounding import Range
from lerende_organisatie.studies.published.definition import PrintedDimension, PublishedStudy
from lerende_organisatie.studies.published_analysis import counted
from lerende_organisatie.studies.replication.congruent import EQUAL, FAIR, congruences
from lerende_organisatie.studies.replication.rows import (
    Compared,
    Verdict,
    exact,
    only_new,
    side_by_side,
    tested,
)
from lerende_organisatie.studies.rival_models import Noted, noting, said_shortly

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.structure.components import Components
    from lerende_organisatie.repeat import Progress
    from lerende_organisatie.responses.responses import Responses

ROTATION: Literal["oblimin"] = "oblimin"


@dataclass(frozen=True, slots=True)
class Margins:
    """The largest differences that are called none; conventions, to be stated before the answers are seen.

    Attributes
    ----------
    alpha : float
    correlation : float
        Of two factors.
    mean : float
        Points of the response scale.
    rmsea : float
    """

    alpha: float = 0.05
    correlation: float = 0.10
    mean: float = 0.20
    rmsea: float = 0.015

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (isinstance(value, int | float) and np.isfinite(value) and value > 0):
                raise OptionError(f"the margin for {field.name} must be a positive number, not {value!r}")


@dataclass(frozen=True, slots=True)
class NewAnswers:
    """What the new answers give, in the way of the study.

    Attributes
    ----------
    responses : Responses
        In the study's structure.
    reliability : DataFrame
        One row per dimension.
    components : Components or None
    fit : Fit or None
        The study's factor model, for a study that fitted one.
    notes : tuple of Noted
    """

    responses: Responses
    reliability: pd.DataFrame
    components: Components | None
    fit: Fit | None
    notes: tuple[Noted, ...]

    @staticmethod
    def of(responses: Responses, study: PublishedStudy, minimum: int) -> NewAnswers:
        """Do the study's analysis; numbers of respondents are such that nobody's missing answer shows."""
        from lerende_organisatie.psychometrics.cfa import cfa
        from lerende_organisatie.psychometrics.reliability.table import reliability
        from lerende_organisatie.psychometrics.structure.components import pca

        table, notes = noting("reliability", lambda: reliability(responses, missing="listwise").table)
        table = table.assign(n=[counted(responses.n, int(n), minimum) for n in table["n"]])
        said = [*notes]
        components: Components | None = None
        fit: Fit | None = None
        if study.design.method == "pca":
            items = [item for members in responses.scales.values() for item in members]
            components, warned = noting(
                "components", lambda: pca(responses.keyed[items], len(responses.scales), ROTATION)
            )
            said += warned
            if study.design.rotation is None:
                said.append(Noted("components", "Rotation", f"the study's rotation was not verified; {ROTATION} here"))
        elif study.design.method == "cfa":
            printed = (study.design.estimator or "ML").casefold()
            ordinal = "wlsmv" in printed
            estimator = "WLSMV" if ordinal else "MLM" if "satorra" in printed else "ML"
            try:
                fit, warned = noting(
                    "factor model",
                    lambda: cfa(responses.instrument.model_syntax(responses.structure), responses,
                                estimator=estimator, ordered=ordinal),
                )  # fmt: skip
                said += warned
            except DataError as error:
                said.append(Noted("factor model", type(error).__name__, said_shortly(error)))
        return NewAnswers(responses, table, components, fit, tuple(said))


def compare_all(
    study: PublishedStudy,
    new: NewAnswers,
    margins: Margins,
    *,
    n_boot: int,
    seed: int,
    n_jobs: int,
    progress: Progress | None,
) -> tuple[tuple[Compared, ...], tuple[Noted, ...]]:
    """Every quantity that the study has or that its analysis gives.

    Parameters
    ----------
    study : PublishedStudy
    new : NewAnswers
    margins : Margins
    n_boot, seed, n_jobs : int
    progress : callable (done, total), optional

    Returns
    -------
    rows : tuple of Compared
    notes : tuple of Noted
        What could not be compared.
    """
    notes: list[Noted] = []
    rows = [*_design(study, new), *_reliability(study, new, margins), *_means(study, new, margins)]
    if new.components is not None:
        rows += _structure(study, new, new.components, notes, n_boot, seed, n_jobs, progress)
    rows += _correlations(study, new, margins)
    if new.fit is not None:
        rows += _fit(study, new.fit, margins)
    unknown = [dimension.id for dimension in study.dimensions if dimension.id not in new.responses.scales]
    notes += [Noted("dimensions", "Unknown", f"{name!r} is not a dimension of the structure") for name in unknown]
    return tuple(rows), tuple(notes)


def _design(study: PublishedStudy, new: NewAnswers) -> Iterator[Compared]:
    responses, design = new.responses, study.design
    if study.sample.n is not None:
        rule = "sizes are not compared"
        yield side_by_side("design", "n", study.sample.n.value, study.sample.n.source, responses.n, rule)
    counts = (
        ("items", design.items, sum(len(items) for items in responses.scales.values())),
        ("dimensions", design.dimensions, len(responses.scales)),
        ("points of the scale", design.scale_points, len(responses.categories)),
    )
    for name, printed, value in counts:
        if printed is not None:
            yield exact("design", name, printed.value, printed.source, value)


def _rows(table: pd.DataFrame) -> dict[str, dict[str, float]]:
    """A table's rows by name."""
    return {
        str(name): {str(key): float(value) for key, value in row.items()}
        for name, row in table.to_dict("index").items()
    }


def _printed(study: PublishedStudy) -> dict[str, PrintedDimension]:
    return {dimension.id: dimension for dimension in study.dimensions}


def _reliability(study: PublishedStudy, new: NewAnswers, margins: Margins) -> Iterator[Compared]:
    printed = _printed(study)
    for name, row in _rows(new.reliability).items():
        quantity = f"alpha of {name}"
        k, n = int(row["k"]), int(row["n"])
        if not np.isfinite(row["alpha"]):
            yield only_new("reliability", quantity, None)
            continue
        ours = alpha_estimate(row["alpha"], n, k)
        theirs = printed.get(name)
        if theirs is None or theirs.alpha is None:
            yield only_new("reliability", quantity, ours.value, ours.wide)
            continue
        figure, source = theirs.alpha.figure, theirs.alpha.source
        if study.sample.n is None:
            yield side_by_side("reliability", quantity, figure.value, source, ours.value, "the study's n is not known")
            continue
        items = theirs.items.value if theirs.items else k
        published = alpha_estimate(figure.value, study.sample.n.value, items)
        found = difference(ours, published, margins.alpha, figure.half_unit)
        yield tested("reliability", quantity, figure.value, source, ours, found)


def _means(study: PublishedStudy, new: NewAnswers, margins: Margins) -> Iterator[Compared]:
    rows = _rows(new.reliability)
    for name, theirs in _printed(study).items():
        if theirs.mean is None or name not in rows:
            continue
        row = rows[name]
        ours = mean_estimate(row["mean"], row["sd"], int(row["n"]))
        figure, source, quantity = theirs.mean.figure, theirs.mean.source, f"mean of {name}"
        if theirs.sd is None or study.sample.n is None:
            rule = "the study's standard deviation or n is not known"
            yield side_by_side("means", quantity, figure.value, source, ours.value, rule)
            continue
        published = mean_estimate(figure.value, theirs.sd.value, study.sample.n.value)
        found = difference(ours, published, margins.mean, figure.half_unit)
        yield tested("means", quantity, figure.value, source, ours, found)


def _structure(
    study: PublishedStudy,
    new: NewAnswers,
    components: Components,
    notes: list[Noted],
    n_boot: int,
    seed: int,
    n_jobs: int,
    progress: Progress | None,
) -> Iterator[Compared]:
    from lerende_organisatie.psychometrics.structure.adequacy import kmo
    from lerende_organisatie.psychometrics.structure.placement import share_where_expected

    answers = new.responses.keyed[list(components.loadings.index)]
    adequacy, warned = noting("components", lambda: kmo(answers, missing="pairwise"))
    placed, warned_too = noting("components", lambda: share_where_expected(components.loadings, new.responses.scales))
    notes += [*warned, *warned_too]
    yield only_new("structure", "KMO", float(adequacy.overall))
    yield only_new("structure", "components with an eigenvalue above one", float((components.eigenvalues > 1).sum()))
    yield only_new("structure", "variance explained", float(components.variance["proportion"].sum()))
    yield only_new("structure", "share of items that load most where expected", float(placed.share))
    if study.loadings is None:
        return
    printed = pd.DataFrame(
        {item: {dim: float(text) for dim, text in row.items()} for item, row in study.loadings.values.items()}
    ).T
    shared = [item for item in components.loadings.index if item in printed.index]
    absent = [item for item in printed.index if item not in shared]
    if absent:
        notes.append(Noted("structure", "Items", f"published loadings without answers here: {', '.join(absent)}"))
    names = [dim for dim in printed.columns if dim in placed.matched.index]
    if len(shared) < 2 or not names:
        notes.append(Noted("structure", "Loadings", "no published loading is of an item and dimension that are here"))
        return
    target = printed.loc[shared, names].fillna(0.0).to_numpy()
    rotated = components.loadings.loc[shared, [placed.matched[dim] for dim in names]].to_numpy()
    clusters = new.responses.design("cluster")
    found = congruences(
        answers[shared], rotated, target, clusters, n_boot=n_boot, seed=seed, n_jobs=n_jobs, progress=progress
    )
    for name, one in zip(names, found, strict=True):
        yield _congruent(f"congruence of {name}", study.loadings.source, one.phi, one.interval)


def _congruent(quantity: str, source: str, phi: float, interval: Range) -> Compared:
    verdict: Verdict = "replicates" if interval.lower >= EQUAL else "differs" if interval.upper < FAIR else "undecided"
    rule = f"replicates: interval from {EQUAL}; differs: interval below {FAIR} (Lorenzo-Seva & ten Berge, 2006)"
    return Compared(
        "structure", quantity, 1.0, source, phi, interval.lower, interval.upper, None, None, None, None, verdict, rule
    )


def _correlations(study: PublishedStudy, new: NewAnswers, margins: Margins) -> Iterator[Compared]:
    if study.correlations is None or study.sample.n is None:
        return
    ours = _new_correlations(new)
    done: set[frozenset[str]] = set()
    for first, row in study.correlations.values.items():
        for second, text in row.items():
            pair = frozenset((first, second))
            if len(pair) < 2 or pair in done or first not in ours.index or second not in ours.index:
                continue
            done.add(pair)
            mine = correlation_estimate(float(ours[first].to_dict()[second]), new.responses.n)
            value, decimals = float(text), len(text.partition(".")[2])
            theirs = correlation_estimate(value, study.sample.n.value)
            found = difference(mine, theirs, margins.correlation, 0.5 * 10.0**-decimals)
            quantity = f"correlation of {first} and {second}"
            yield tested("correlations", quantity, value, study.correlations.source, mine, found)


def _new_correlations(new: NewAnswers) -> pd.DataFrame:
    """Of the factors, the components, or the dimensions' means, as the study has them."""
    from lerende_organisatie.psychometrics.structure.placement import share_where_expected

    if new.fit is not None:
        table = new.fit.parameters
        names = list(new.responses.scales)
        rows = table[(table["op"] == "~~") & table["lhs"].isin(names) & table["rhs"].isin(names)]
        matrix = np.eye(len(names))
        for first, second, value in zip(rows["lhs"], rows["rhs"], rows["std_all"], strict=True):
            a, b = names.index(first), names.index(second)
            matrix[a, b] = matrix[b, a] = value
        return pd.DataFrame(matrix, names, names)
    if new.components is not None:
        matched = share_where_expected(new.components.loadings, new.responses.scales).matched
        phi = new.components.factor_correlations.loc[list(matched), list(matched)]
        return pd.DataFrame(phi.to_numpy(), list(matched.index), list(matched.index))
    keyed = new.responses.keyed
    means = {name: keyed[list(items)].mean(axis=1) for name, items in new.responses.scales.items()}
    return pd.DataFrame(means).corr()


def _fit(study: PublishedStudy, fit: Fit, margins: Margins) -> Iterator[Compared]:
    printed = study.fit
    if printed is None:
        return
    measures = fit.fit_measures
    scaled = "_scaled" if "chisq_scaled" in measures.index else ""
    ours = rmsea_estimate(float(measures[f"chisq{scaled}"]), float(measures[f"df{scaled}"]), fit.n_obs)
    if printed.rmsea is not None:
        figure, source = printed.rmsea.figure, printed.rmsea.source
        theirs = _printed_rmsea(study)
        if theirs is None:
            yield side_by_side("fit", "RMSEA", figure.value, source, ours.value, "the study's χ², df or n is not known")
        else:
            found = difference(ours, theirs, margins.rmsea, figure.half_unit)
            yield tested("fit", "RMSEA", figure.value, source, ours, found)
    for name in ("cfi", "tli", "srmr"):
        figure_of = getattr(printed, name)
        if figure_of is not None:
            key = name if name == "srmr" else f"{name}{scaled}"
            rule = "no interval can be had from what is printed"
            yield side_by_side("fit", name.upper(), figure_of.value, figure_of.source, float(measures[key]), rule)


def _printed_rmsea(study: PublishedStudy) -> Estimate | None:
    fit = study.fit
    if fit is None or fit.chisq is None or fit.df is None or study.sample.n is None:
        return None
    return rmsea_estimate(fit.chisq.value, fit.df.value, study.sample.n.value)
