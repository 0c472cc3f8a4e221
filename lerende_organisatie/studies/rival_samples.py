"""Rival models of the same items are fitted to one sample: what it says of itself is computed once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from lerende_organisatie.errors import LerendeOrganisatieError
from lerende_organisatie.studies.rival_models import RivalModel, with_clusters

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.psychometrics.cfa.one_sample import OneSample


def samples_at_hand(
    models: Sequence[RivalModel],
    keyed: pd.DataFrame,
    cluster: pd.Series | None,
    estimator: str,
    missing: Literal["listwise", "fiml"],
) -> dict[str, OneSample]:
    """The sample of every model that shares its items, in the same order, with another.

    Parameters
    ----------
    models : sequence of RivalModel
    keyed : DataFrame
    cluster : Series, optional
    estimator : str
    missing : {"listwise", "fiml"}

    Returns
    -------
    dict of key to OneSample
        A model that stands alone, or whose sample cannot be drawn, is not in it: fitting it says what is wrong.
    """
    from lerende_organisatie.psychometrics.cfa.one_sample import one_sample

    found: dict[str, OneSample] = {}
    for model in models:
        known = next((s for s in dict.fromkeys(found.values()) if s.takes(model.syntax)), None)
        if known is not None:
            found[model.key] = known
            continue
        if sum(frozenset(other.items) == frozenset(model.items) for other in models) < 2:
            continue
        rows, column = with_clusters(keyed, model.items, cluster)
        try:
            found[model.key] = one_sample(model.syntax, rows, estimator=estimator, missing=missing, cluster=column)
        except LerendeOrganisatieError:
            continue
    return found
