"""From the school as a learning organisation to what staff gain: the structural model, with schools accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.psychometrics.cfa import Fit, sem
from lerende_organisatie.psychometrics.cfa.references import keys_of
from lerende_organisatie.responses.responses import Responses, check_responses
from lerende_organisatie.responses.scoring import score_dimensions

if TYPE_CHECKING:
    from collections.abc import Sequence

Form = Literal["scores", "items"]

GENERAL = "learning_organisation"
"""The factor that the dimensions have in common, where the structure names none."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OutcomesModel(Cited):
    """The structural model; made by :func:`outcomes_model`.

    Attributes
    ----------
    table : DataFrame
        One row per outcome: `estimate`, `se`, `z`, `pvalue`, `ci_lower`, `ci_upper` (the path, the general factor and
        the outcome's residual with variance one), `std` (fully standardised) and `r2`.
    fit : Fit
    syntax : str
    n : int
        Respondents with answers to both.
    clusters : int or None
        Schools; None where they are not known and standard errors take staff as independent.
    """

    table: pd.DataFrame
    fit: Fit
    syntax: str
    n: int
    clusters: int | None

    def _cites(self) -> tuple[str, ...]:
        """The model, and what its fit rests on."""
        return ("bollen1989", "podsakoff2003", *keys_of(self.fit))

    def __repr__(self) -> str:
        rows = (f"{name}: standardised {row['std']:.2f}, R² {row['r2']:.2f}" for name, row in self.table.iterrows())
        return "\n".join(rows)


def outcomes_model(
    responses: Responses,
    outcomes: Responses,
    *,
    form: Form = "scores",
    scales: Sequence[str] | None = None,
    estimator: str = "MLR",
    missing: Literal["listwise", "fiml"] = "fiml",
) -> OutcomesModel:
    """Regress staff outcomes on the school as a learning organisation, as latent variables.

    Parameters
    ----------
    responses : Responses
        To the questionnaire about the learning organisation, with a cluster, the school.
    outcomes : Responses
        Of the same people to companion scales, such as ``"staff_outcomes"``. Matched by the respondent column where
        both have one, else row by row.
    form : {"scores", "items"}
        ``"scores"``: the general factor is measured by the dimension scores; ``"items"``: a second-order factor, each
        dimension measured by its items, for large samples.
    scales : sequence of str, optional
        The outcomes; all of them if left out.
    estimator : str
        One with robust standard errors; see :func:`sem`.
    missing : {"fiml", "listwise"}

    Returns
    -------
    OutcomesModel
        Standard errors and test allow for staff nested in schools.

    Raises
    ------
    OptionError
        A form or scale that does not exist, or one name for two things.
    DataError
        The two cannot be matched, or nobody answered both; see also :func:`sem`.

    Notes
    -----
    Both sides come from the same people at the same moment: what they share in mood and manner of answering is part of
    the path (common method variance), and no direction is shown. The path is mostly one between colleagues within
    schools; for one between schools there must be many of them.

    References
    ----------
    Bollen, K. A. (1989). Structural equations with latent variables. Wiley. Podsakoff, P. M., MacKenzie, S. B., Lee, J.
    Y., & Podsakoff, N. P. (2003). Common method biases in behavioral research. Journal of Applied Psychology, 88,
    879-903.
    """
    check_responses(responses, "outcomes_model")
    check_responses(outcomes, "outcomes_model")
    if form not in ("scores", "items"):
        raise OptionError(f"form={form!r}: give 'scores' or 'items'")
    wanted = list(outcomes.scales) if scales is None else list(scales)
    unknown = [name for name in wanted if name not in outcomes.scales]
    if unknown or not wanted:
        raise OptionError(
            f"scales: {', '.join(map(repr, unknown)) or 'none'} given; there are {', '.join(outcomes.scales)}"
        )
    general = responses.instrument.structures[responses.structure].higher_order or GENERAL
    syntax = model_syntax(responses, outcomes, wanted, general, form)
    columns = _columns(responses, form)
    items = [item for name in wanted for item in outcomes.scales[name]]
    names = [*columns.columns, *items, *wanted, general]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OptionError(f"outcomes_model: {', '.join(twice)} names two things; rename one")
    frame = _together(responses, outcomes, columns, items)
    cluster = responses.columns.cluster
    if cluster is not None:
        frame = frame.rename(columns={cluster: "school of the respondent"})
    fit = sem(
        syntax,
        frame,
        estimator=estimator,
        std_lv=True,
        missing=missing if frame[[*columns.columns, *items]].isna().to_numpy().any() else "listwise",
        cluster=None if cluster is None else "school of the respondent",
    )
    schools = None if cluster is None else int(frame["school of the respondent"].nunique())
    return OutcomesModel(_table(fit, wanted), fit, syntax, len(frame), schools)


def model_syntax(responses: Responses, outcomes: Responses, scales: Sequence[str], general: str, form: Form) -> str:
    """The structural model as text.

    Parameters
    ----------
    responses, outcomes : Responses
    scales : sequence of str
    general : str
        The name of the general factor.
    form : {"scores", "items"}

    Returns
    -------
    str
    """
    dimensions = responses.scales
    lines = [] if form == "scores" else [f"{name} =~ {' + '.join(items)}" for name, items in dimensions.items()]
    lines.append(f"{general} =~ {' + '.join(dimensions)}")
    lines += [f"{name} =~ {' + '.join(outcomes.scales[name])}" for name in scales]
    lines += [f"{name} ~ {general}" for name in scales]
    lines += [f"{a} ~~ {b}" for at, a in enumerate(scales) for b in scales[at + 1 :]]
    return "\n".join(lines)


def _columns(responses: Responses, form: Form) -> pd.DataFrame:
    if form == "scores":
        return score_dimensions(responses).table
    items = [item for members in responses.scales.values() for item in members]
    return responses.keyed[items]


def _together(responses: Responses, outcomes: Responses, columns: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """Both sides of the same people in one frame, with the school."""
    left = columns.reset_index(drop=True)
    right = outcomes.keyed[items].reset_index(drop=True)
    cluster = responses.design("cluster")
    if cluster is not None:
        left = left.assign(**{str(cluster.name): cluster.to_numpy()})
    ours, theirs = responses.design("respondent"), outcomes.design("respondent")
    if ours is None or theirs is None:
        if len(left) != len(right):
            raise DataError(
                "outcomes_model",
                [
                    f"{len(left)} rows of {responses.instrument.name} and {len(right)} of {outcomes.instrument.name} "
                    "cannot be matched row by row; name the respondent column when reading both"
                ],
            )
        return pd.concat([left, right], axis=1)
    if ours.duplicated().any() or theirs.duplicated().any():
        raise DataError("outcomes_model", ["a respondent stands in the answers more than once; choose one wave"])
    joined = left.assign(_who=ours.to_numpy()).merge(right.assign(_who=theirs.to_numpy()), on="_who", how="inner")
    if joined.empty:
        raise DataError("outcomes_model", ["no respondent answered both questionnaires; are the identifiers the same?"])
    return joined.drop(columns="_who")


def _table(fit: Fit, scales: list[str]) -> pd.DataFrame:
    parameters = fit.parameters
    rows = {}
    for name in scales:
        path = parameters[(parameters["lhs"] == name) & (parameters["op"] == "~")].iloc[0]
        rest = parameters[(parameters["lhs"] == name) & (parameters["op"] == "~~") & (parameters["rhs"] == name)].iloc[
            0
        ]
        figures = {"estimate": path["est"], "se": path["se"], "z": path["z"], "pvalue": path["pvalue"]}
        figures |= {"ci_lower": path["ci_lower"], "ci_upper": path["ci_upper"]}
        rows[name] = figures | {"std": path["std_all"], "r2": 1 - float(rest["std_all"])}
    return pd.DataFrame(rows).T.astype(float).rename_axis("outcome")
