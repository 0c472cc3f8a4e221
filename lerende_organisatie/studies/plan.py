"""What is decided before any number is computed: the hypothesis, its rivals, and how answers are treated."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError, PrivacyError
from lerende_organisatie.privacy import check_minimum, is_small
from lerende_organisatie.psychometrics.cfa.estimators import estimator as estimator_named
from lerende_organisatie.responses.responses import check_responses
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.methods import today
from lerende_organisatie.studies.rival_models import RivalModel, SkippedModel, rival_models

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure
    from lerende_organisatie.responses.responses import Responses

LISTWISE_LOSS = 0.10
"""The share of respondents above which losing them by listwise deletion deserves a warning."""


FEWEST_CLUSTERS = 20
"""With fewer, cluster-robust standard errors are too small themselves (Cameron, Gelbach & Miller, 2008)."""

CLUSTERED = frozenset({"MLR"})
"""The estimators whose errors and tests take clusters into account here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided.

    Attributes
    ----------
    responses : Responses
    structure : Structure
        Of the hypothesis.
    answers, keyed : DataFrame (n, p)
        Of those with at least one answer: as given, and keyed in the direction of the dimensions.
    models : tuple of RivalModel
    skipped : tuple of SkippedModel
    chosen : str
        Key of the model that is reported in full.
    by_default : bool
        Whether that is so because nobody named another.
    estimator : str
    missing : {"listwise", "fiml"}
    minimum : int
        The smallest number of respondents about whom anything is published.
    made_on : str
    cluster : Series or None
        What respondents are nested in, where standard errors and tests can take it into account.
    """

    responses: Responses
    structure: Structure
    answers: pd.DataFrame
    keyed: pd.DataFrame
    models: tuple[RivalModel, ...]
    skipped: tuple[SkippedModel, ...]
    chosen: str
    by_default: bool
    estimator: str
    missing: Literal["listwise", "fiml"]
    minimum: int
    made_on: str
    cluster: pd.Series | None = None


def plan_study(
    responses: Responses,
    structure: str | None,
    models: Sequence[str] | None,
    chosen: str | None,
    estimator: str,
    missing: Literal["listwise", "fiml"] | None,
    minimum: int,
    made_on: str | None,
) -> Plan:
    """Decide everything that is decided beforehand, and refuse what cannot be done.

    Parameters
    ----------
    responses, structure, models, chosen, estimator, missing, minimum, made_on
        As in :func:`~lerende_organisatie.studies.validation.validation_study`.

    Returns
    -------
    Plan

    Raises
    ------
    OptionError, PrivacyError, DataError
        What cannot be done.

    Warns
    -----
    MissingDataWarning
        Listwise deletion would drop more than a tenth of the respondents.
    """
    check_responses(responses, "validate")
    check_minimum(minimum)
    if missing not in (None, "listwise", "fiml"):
        raise OptionError(f'missing={missing!r}: choose "listwise" or "fiml", or leave it out.')
    by_likelihood = estimator_named(estimator).discrepancy == "ML"
    if missing == "fiml" and not by_likelihood:
        raise OptionError(f"missing='fiml' is maximum likelihood; it does not go with estimator={estimator!r}")
    instrument = responses.instrument
    hypothesis = instrument.structure(structure or responses.structure)
    responses.with_structure(hypothesis.name)
    answers = responses.items.dropna(how="all")
    if answers.empty:
        raise DataError("the responses", ["nobody answered any item"])
    if is_small(len(answers), minimum):
        raise PrivacyError(
            f"{len(answers)} respondents is fewer than minimum_group_size={minimum}: nothing can be shown."
        )
    rivals, skipped = rival_models(instrument, models, hypothesis.name)
    unread = Text("it needs items that were not read", "er zijn items voor nodig die niet zijn ingelezen")
    unfit = [model for model in rivals if not set(model.items) <= set(answers.columns)]
    rivals = tuple(model for model in rivals if model not in unfit)
    skipped = (*skipped, *(SkippedModel(model.key, model.label, unread) for model in unfit))
    default = hypothesis.name if len(hypothesis.dimensions) > 1 else "one_factor"
    key = chosen or default
    if key not in [model.key for model in rivals]:
        known = ", ".join(repr(model.key) for model in rivals)
        raise OptionError(f"the chosen model {key!r} is not among the models that can be fitted: {known}.")
    complete = float(answers.notna().all(axis=1).mean())
    rule = missing or ("fiml" if complete < 1 and by_likelihood else "listwise")
    if complete < 1 - LISTWISE_LOSS:
        choice = "missing='fiml'" if by_likelihood else "estimator='ML'"
        kept = "fiml uses every answer given" if rule == "fiml" else f"choose {choice} to use every answer given"
        warnings.warn(
            f"only {complete:.0%} of {len(answers)} respondents answered every item; listwise deletion "
            f"{'would drop' if rule == 'fiml' else 'drops'} the others; {kept}",
            MissingDataWarning,
            stacklevel=4,
        )
    return Plan(
        responses=responses,
        structure=hypothesis,
        answers=answers,
        keyed=responses.keyed.loc[answers.index, list(answers.columns)],
        models=rivals,
        skipped=skipped,
        chosen=key,
        by_default=chosen is None,
        estimator=estimator,
        missing=rule,
        minimum=minimum,
        made_on=made_on or today(),
        cluster=_clusters(responses, answers, estimator),
    )


def _clusters(responses: Responses, answers: pd.DataFrame, estimator: str) -> pd.Series | None:
    """The clusters of the respondents, where the estimator can use them and there are enough of them, known for all."""
    found = responses.design("cluster")
    if found is None or estimator not in CLUSTERED:
        return None
    own = found.loc[answers.index]
    return own if own.notna().all() and own.nunique() >= FEWEST_CLUSTERS else None
