"""The main job: everything that a validation study reports, as data that is safe to publish.

The order below is the order of the report. Nothing here is rendered (see ``report/``), and nothing that leaves here
holds a row of a person, an extreme value of a person or a count of fewer than ``minimum_group_size`` people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, part_of, withhold_counts
from lerende_organisatie.studies import findings as said
from lerende_organisatie.studies.account import account_of, label_of
from lerende_organisatie.studies.cautions import caution_findings
from lerende_organisatie.studies.checklist import Answer, NotApplicable, resolve
from lerende_organisatie.studies.checklist_lines import CHECKLIST
from lerende_organisatie.studies.chosen_model import chosen_model, second_opinion
from lerende_organisatie.studies.description import (
    ItemDescription,
    Sample,
    describe_items,
    describe_sample,
    protected_items,
)
from lerende_organisatie.studies.dimensionality import (
    dimensionality,
    dimensionality_finding,
)
from lerende_organisatie.studies.distinct_finding import discriminant_finding
from lerende_organisatie.studies.evidence import (
    hypotheses_evidence,
    method_evidence,
    model_evidence,
    not_applicable,
    reliability_evidence,
    sample_evidence,
)
from lerende_organisatie.studies.findings import Finding
from lerende_organisatie.studies.item_relations import item_evidence, item_finding
from lerende_organisatie.studies.methods import Methods
from lerende_organisatie.studies.model_results import ChosenModel
from lerende_organisatie.studies.opinion import Opinion, opinion_of
from lerende_organisatie.studies.other_coefficients import other_coefficients
from lerende_organisatie.studies.plan import Plan, plan_study
from lerende_organisatie.studies.published_analysis import PublishedAnalysis, published_analysis
from lerende_organisatie.studies.rival_models import (
    ModelFit,
    Noted,
    fit_model,
    publishable,
    text_in,
    with_clusters,
)
from lerende_organisatie.studies.rival_samples import samples_at_hand
from lerende_organisatie.studies.scale_reliability import (
    ScaleReliability,
    scale_reliability,
    unidimensionality,
)
from lerende_organisatie.studies.screened import Screened, screened, screening_finding
from lerende_organisatie.studies.stated_hypotheses import StatedHypotheses, hypotheses_finding, stated_hypotheses
from lerende_organisatie.studies.study import SCHEMA_VERSION, ValidationStudy
from lerende_organisatie.studies.total_score import total_score, total_score_finding

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.psychometrics.validity.criterion import Hypothesis
    from lerende_organisatie.responses.responses import Responses

Progress = Callable[[str, int, int], None]
"""Told the name of the step that begins, how many are done, and of how many."""


def validation_study(
    responses: Responses,
    *,
    structure: str | None = None,
    models: Sequence[str] | None = None,
    chosen: str | None = None,
    estimator: str = "MLR",
    missing: Literal["listwise", "fiml"] | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    hypotheses: Sequence[Hypothesis] = (),
    supplied: Mapping[str, str | NotApplicable] | None = None,
    synthetic: bool = False,
    made_on: str | None = None,
    progress: Progress | None = None,
) -> ValidationStudy:
    """Compute everything that a validation report holds.

    Parameters
    ----------
    responses : Responses
    structure : str, optional
        The structure of the hypothesis; the instrument's default structure if not given.
    models : sequence of str, optional
        Keys of the rival models; see :func:`~lerende_organisatie.studies.rival_models.rival_models`.
    chosen : str, optional
        Key of the model that is reported in full. By default the model of the hypothesis, whatever fits best.
    estimator : str
        As in :func:`lerende_organisatie.cfa`.
    missing : {"listwise", "fiml"}, optional
        By default "fiml" when answers are missing.
    minimum_group_size : int
        The smallest number of respondents about whom anything is published.
    hypotheses : sequence of Hypothesis
        Relations of the dimensions with other columns, stated beforehand.
    supplied : mapping of str to str or NotApplicable, optional
        What the user supplies to the reporting checklist, by the key of its line.
    synthetic : bool
        The answers are simulated, and the report is to say so; answers of ``simulate`` say so themselves until they
        are written to a file.
    made_on : str, optional
        The date on the report; today if not given.
    progress : callable (step, done, total), optional

    Returns
    -------
    ValidationStudy

    Raises
    ------
    OptionError
        An option, model, structure or checklist line that does not exist.
    PrivacyError
        Fewer respondents than the minimum group size, or a criterion that sets so few apart.
    DataError
        No respondents, or a hypothesis on columns that cannot be used.

    Warns
    -----
    MissingDataWarning
        Listwise deletion would drop more than a tenth of the respondents.
    """
    plan = plan_study(responses, structure, models, chosen, estimator, missing, minimum_group_size, made_on)
    resolve(CHECKLIST, {}, {}, supplied or {})  # refuse an unknown key before the long work
    stated = stated_hypotheses(
        responses.keyed.loc[plan.answers.index],
        plan.structure,
        hypotheses,
        plan.cluster,
        plan.minimum,
    )
    steps = len(plan.models) + 8
    done = 0

    def step(name: str) -> None:
        nonlocal done
        if progress is not None:
            progress(name, done, steps)
        done += 1

    step("sample")
    sample = describe_sample(responses, plan.answers, plan.minimum)
    items = describe_items(plan.answers, responses.categories, plan.minimum)
    protected = protected_items(items)
    step("reliability")
    reliability = _reliability(plan, plan.keyed, protected)
    of_items = item_evidence(plan.keyed, plan.structure, responses.categories)
    of_items = replace(of_items, notes=_safe(plan, of_items.notes))
    one_factor = {
        key: _safe_fit(plan, fit)
        for key, fit in unidimensionality(
            plan.keyed, plan.structure, plan.estimator, plan.missing, plan.cluster
        ).items()
    }
    fits: list[ModelFit] = []
    chosen_one: Fit | None = None
    samples = samples_at_hand(plan.models, plan.keyed, plan.cluster, plan.estimator, plan.missing)
    for model in plan.models:
        step(model.key)
        rows, column = with_clusters(plan.keyed, model.items, plan.cluster)
        result, fit = fit_model(model, rows, plan.estimator, plan.missing, column, samples.get(model.key))
        fits.append(_safe_fit(plan, result))
        chosen_one = fit if model.key == plan.chosen else chosen_one
    step("chosen")
    detail, notes = _detail(plan, chosen_one, protected)
    composite = {} if detail is None else {row.factor: row.composite_reliability for row in detail.validity}
    others = other_coefficients(plan.keyed, plan.structure, composite, plan.minimum)
    others = tuple(replace(row, notes=_safe(plan, row.notes)) for row in others)
    step("total")
    total, no_total = total_score(plan.keyed, plan.structure, plan.missing)
    step("components")
    published = {item.id: item.published_loading for item in responses.instrument.items if item.published_loading}
    components, more = published_analysis(plan.keyed, plan.structure, published, sample.incomplete, plan.minimum)
    step("dimensionality")
    numbers, why_not = dimensionality(plan.keyed, plan.structure, sample.incomplete, plan.minimum)
    step("screening")
    careless, unscreened = _screened(plan, fits, reliability, protected)
    step("second opinion")
    opinion, last = _opinion(chosen_one)
    detail = None if detail is None else replace(detail, notes=_safe(plan, detail.notes))
    components = None if components is None else replace(components, notes=_safe(plan, components.notes))
    numbers = None if numbers is None else replace(numbers, notes=_safe(plan, numbers.notes))
    total = None if total is None else replace(total, notes=_safe(plan, total.notes))
    careless = None if careless is None else replace(careless, notes=_safe(plan, careless.notes))
    methods = account_of(plan, sample, fits, detail)
    checklist = _checklist(
        plan, sample, items, reliability, one_factor, fits, detail, components, stated, methods, supplied or {}
    )
    return ValidationStudy(
        schema_version=SCHEMA_VERSION,
        instrument=responses.instrument,
        structure=plan.structure,
        sample=sample,
        items=items,
        item_evidence=of_items,
        reliability=reliability,
        coefficients=others,
        one_factor=one_factor,
        models=tuple(fits),
        skipped=plan.skipped,
        chosen=plan.chosen,
        synthetic=synthetic or _synthetic(responses),
        detail=detail,
        components=components,
        screening=careless,
        dimensionality=numbers,
        total=total,
        hypotheses=stated,
        opinion=opinion,
        checklist=checklist,
        findings=_findings(
            plan,
            sample,
            items,
            fits,
            detail,
            checklist,
            [
                said.reliability_finding(reliability, plan.structure),
                None if stated is None else hypotheses_finding(stated),
                item_finding(of_items),
                None if total is None else total_score_finding(total),
                None if numbers is None else dimensionality_finding(numbers),
                None if components is None else said.component_finding(components),
                None if careless is None else screening_finding(careless),
            ],
        ),
        methods=methods,
        notes=_safe(plan, (*notes, *no_total, *more, *why_not, *unscreened, *last)),
    )


def _synthetic(responses: Responses) -> bool:
    """Whether the answers say of themselves that they are simulated."""
    marked = responses.frame.attrs.get("synthetic", False)
    return bool(marked) or any(note.startswith("synthetic") for note in responses.reading.notes)


def _safe(plan: Plan, notes: tuple[Noted, ...]) -> tuple[Noted, ...]:
    """Warnings without small numbers of respondents in them."""
    return tuple(publishable(note, len(plan.answers), plan.minimum) for note in notes)


def _safe_text(plan: Plan, text: str | None) -> str | None:
    return None if text is None else withhold_counts(text, len(plan.answers), plan.minimum)


def _safe_fit(plan: Plan, fit: ModelFit) -> ModelFit:
    """A fit whose number of respondents, warnings and failure tell of no small number of people."""
    n = None if fit.n is None else part_of(len(plan.answers), fit.n, plan.minimum)
    return replace(fit, n=n, notes=_safe(plan, fit.notes), failure=_safe_text(plan, fit.failure))


def _reliability(plan: Plan, keyed: pd.DataFrame, protected: Mapping[str, int]) -> tuple[ScaleReliability, ...]:
    """Reliability of the dimensions, with nothing in its warnings about a small number of people."""
    rows = scale_reliability(keyed, plan.structure, plan.responses.categories, protected, plan.minimum)
    return tuple(replace(row, notes=_safe(plan, row.notes), failure=_safe_text(plan, row.failure)) for row in rows)


def _detail(plan: Plan, fit: Fit | None, protected: Mapping[str, int]) -> tuple[ChosenModel | None, tuple[Noted, ...]]:
    """The chosen model in full, where it was found."""
    if fit is None:
        return None, (Noted("loadings", "failure", f"{plan.chosen} could not be fitted"),)
    if not fit.converged:
        return None, (Noted("loadings", "ConvergenceWarning", f"{plan.chosen} did not converge"),)
    model = next(model for model in plan.models if model.key == plan.chosen)
    structure = plan.responses.instrument.structures.get(model.structure or "")
    scales = structure.scales if structure is not None else {}
    return chosen_model(model, fit, plan.keyed, scales, plan.missing, protected), ()


def _screened(
    plan: Plan, fits: Sequence[ModelFit], reliability: tuple[ScaleReliability, ...], protected: Mapping[str, int]
) -> tuple[Screened | None, tuple[Noted, ...]]:
    """Careless answers, and the main results without them."""
    chosen = next((fit for fit in fits if fit.model.key == plan.chosen), None)

    def refit(rows: pd.Index) -> ModelFit:
        model = next(model for model in plan.models if model.key == plan.chosen)
        answers, column = with_clusters(plan.keyed.loc[rows], model.items, plan.cluster)
        return fit_model(model, answers, plan.estimator, plan.missing, column)[0]

    def again(rows: pd.Index) -> tuple[ScaleReliability, ...]:
        return _reliability(plan, plan.keyed.loc[rows], protected)

    return screened(plan.responses, plan.keyed.index, chosen, refit, plan.minimum, reliability, again)


def _opinion(fit: Fit | None) -> tuple[Opinion | None, tuple[Noted, ...]]:
    """What another program makes of the chosen model."""
    if fit is None or not fit.converged:
        return None, ()
    found, notes = second_opinion(fit)
    return (None if found is None else opinion_of(found)), notes


def _checklist(
    plan: Plan,
    sample: Sample,
    items: tuple[ItemDescription, ...],
    reliability: tuple[ScaleReliability, ...],
    one_factor: dict[str, ModelFit],
    fits: Sequence[ModelFit],
    detail: ChosenModel | None,
    components: PublishedAnalysis | None,
    stated: StatedHypotheses | None,
    methods: Methods,
    supplied: Mapping[str, str | NotApplicable],
) -> tuple[Answer, ...]:
    """Every line of the reporting checklist, answered."""
    chosen = next((fit for fit in fits if fit.model.key == plan.chosen), None)
    model = next(model for model in plan.models if model.key == plan.chosen)
    computed = (
        sample_evidence(sample, items, len(model.items))
        | reliability_evidence(reliability, one_factor)
        | model_evidence(fits, chosen, detail, components)
        | hypotheses_evidence(stated)
        | method_evidence(methods)
    )
    groups = {grouping.kind: grouping.n_groups for grouping in sample.groupings}
    reasons = not_applicable(
        sample,
        n_languages=len(plan.responses.instrument.languages),
        n_factors=0 if detail is None else len(detail.factors),
        single_wave=groups.get("wave", 1) == 1,
        several_groups=groups.get("group", 1) > 1,
    )
    return resolve(CHECKLIST, computed, reasons, supplied)


def _findings(
    plan: Plan,
    sample: Sample,
    items: tuple[ItemDescription, ...],
    fits: Sequence[ModelFit],
    detail: ChosenModel | None,
    checklist: tuple[Answer, ...],
    others: Sequence[Finding | None],
) -> tuple[Finding, ...]:
    """What was found, the most important first."""
    chosen = next((fit for fit in fits if fit.model.key == plan.chosen), None)
    found = said.fit_findings(chosen, fits, label_of(plan), None)
    if detail is not None:
        label = {
            dimension.id: dimension.label
            for structure in (*plan.responses.instrument.structures.values(), plan.structure)
            for dimension in structure.dimensions
        }
        found.append(said.loading_finding(detail))

        def name(factor: str, language: str) -> str:
            return text_in(label[factor], language) if factor in label else factor

        discriminant = discriminant_finding(detail, name)
        found += [] if discriminant is None else [discriminant]
    found += [finding for finding in others if finding is not None]
    k = len(next(model.items for model in plan.models if model.key == plan.chosen))
    nested = plan.cluster is not None
    categories = len(plan.responses.categories)
    found += caution_findings(sample, items, categories, plan.missing, plan.estimator, k, nested)
    found.append(said.checklist_finding(checklist))
    return tuple(found)
