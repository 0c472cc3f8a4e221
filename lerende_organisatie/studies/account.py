"""How a validation study was done, told from its plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.methods import Methods, fingerprint, free_and_fixed, missing_rule, versions

if TYPE_CHECKING:
    from lerende_organisatie.studies.description import Sample
    from lerende_organisatie.studies.model_results import ChosenModel
    from lerende_organisatie.studies.plan import Plan
    from lerende_organisatie.studies.rival_models import ModelFit


def account_of(plan: Plan, sample: Sample, fits: Sequence[ModelFit], detail: ChosenModel | None) -> Methods:
    """How the study was done.

    Parameters
    ----------
    plan : Plan
    sample : Sample
    fits : sequence of ModelFit
    detail : ChosenModel or None

    Returns
    -------
    account : Methods
        Estimator, rule for missing answers, n used, versions.
    """
    chosen = next((fit for fit in fits if fit.model.key == plan.chosen), None)
    nothing = Text("No model was estimated.", "Er is geen model geschat.")
    factors = () if detail is None else (*detail.factors, *((detail.higher,) if detail.higher else ()))
    label = label_of(plan)
    return Methods(
        estimator=plan.estimator,
        missing=plan.missing,
        missing_rule=missing_rule(plan.missing, sample.incomplete),
        n_used=None if chosen is None else chosen.n,
        n_categories=len(plan.responses.categories),
        minimum_group_size=plan.minimum,
        free_and_fixed=nothing
        if detail is None
        else free_and_fixed(detail.n_free, detail.n_fixed, factors, detail.means),
        choice=Text(
            f"“{label.en}” is reported in full because it is the hypothesis, named before the data were analysed; it "
            "would be so if another model fitted better.",
            f"“{label.nl}” wordt volledig gerapporteerd omdat het de hypothese is, genoemd voordat de gegevens werden "
            "geanalyseerd; dat zou ook zo zijn als een ander model beter paste.",
        )
        if plan.by_default
        else Text(
            f"“{label.en}” is reported in full because the analyst asked for it by name.",
            f"“{label.nl}” wordt volledig gerapporteerd omdat de onderzoeker er met name om vroeg.",
        ),
        versions=versions(),
        data_sha256=fingerprint(plan.answers),
        made_on=plan.made_on,
        cluster=None if plan.cluster is None else str(plan.cluster.name),
    )


def label_of(plan: Plan) -> Text:
    """The name of the chosen model.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Text
    """
    return next(model.label for model in plan.models if model.key == plan.chosen)
