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
from lerende_organisatie.studies.bilingual import Text
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
    Dimensionality,
    dimensionality,
    dimensionality_finding,
)
from lerende_organisatie.studies.evidence import (
    method_evidence,
    model_evidence,
    not_applicable,
    reliability_evidence,
    sample_evidence,
)
from lerende_organisatie.studies.findings import Finding
from lerende_organisatie.studies.methods import Methods, fingerprint, free_and_fixed, missing_rule, versions
from lerende_organisatie.studies.model_results import ChosenModel
from lerende_organisatie.studies.opinion import Opinion, opinion_of
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
from lerende_organisatie.studies.scale_reliability import (
    ScaleReliability,
    scale_reliability,
    unidimensionality,
)
from lerende_organisatie.studies.screened import Screened, screened, screening_finding
from lerende_organisatie.studies.study import SCHEMA_VERSION, ValidationStudy

if TYPE_CHECKING:
    from lerende_organisatie.psychometrics.cfa.fit import Fit
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
        Fewer respondents than the minimum group size.
    DataError
        No respondents.

    Warns
    -----
    MissingDataWarning
        Listwise deletion would drop more than a tenth of the respondents.
    """
    plan = plan_study(responses, structure, models, chosen, estimator, missing, minimum_group_size, made_on)
    resolve(CHECKLIST, {}, {}, supplied or {})  # refuse an unknown key before the long work
    steps = len(plan.models) + 7
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
    reliability, relations = scale_reliability(
        plan.keyed, plan.structure, responses.categories, protected, plan.minimum
    )
    reliability = tuple(
        replace(row, notes=_safe(plan, row.notes), failure=_safe_text(plan, row.failure)) for row in reliability
    )
    one_factor = {
        key: _safe_fit(plan, fit)
        for key, fit in unidimensionality(
            plan.keyed, plan.structure, plan.estimator, plan.missing, plan.cluster
        ).items()
    }
    fits: list[ModelFit] = []
    chosen_one: Fit | None = None
    for model in plan.models:
        step(model.key)
        rows, column = with_clusters(plan.keyed, model.items, plan.cluster)
        result, fit = fit_model(model, rows, plan.estimator, plan.missing, column)
        fits.append(_safe_fit(plan, result))
        chosen_one = fit if model.key == plan.chosen else chosen_one
    step("chosen")
    detail, notes = _detail(plan, chosen_one, protected)
    step("components")
    published = {item.id: item.published_loading for item in responses.instrument.items if item.published_loading}
    components, more = published_analysis(plan.keyed, plan.structure, published, sample.incomplete, plan.minimum)
    step("dimensionality")
    numbers, why_not = dimensionality(plan.keyed, plan.structure, sample.incomplete, plan.minimum)
    step("screening")
    careless, unscreened = _screened(plan, fits)
    step("second opinion")
    opinion, last = _opinion(chosen_one)
    detail = None if detail is None else replace(detail, notes=_safe(plan, detail.notes))
    components = None if components is None else replace(components, notes=_safe(plan, components.notes))
    numbers = None if numbers is None else replace(numbers, notes=_safe(plan, numbers.notes))
    careless = None if careless is None else replace(careless, notes=_safe(plan, careless.notes))
    methods = _methods(plan, sample, fits, detail)
    checklist = _checklist(
        plan, sample, items, reliability, one_factor, fits, detail, components, methods, supplied or {}
    )
    return ValidationStudy(
        schema_version=SCHEMA_VERSION,
        instrument=responses.instrument,
        structure=plan.structure,
        sample=sample,
        items=items,
        relations=relations,
        reliability=reliability,
        one_factor=one_factor,
        models=tuple(fits),
        skipped=plan.skipped,
        chosen=plan.chosen,
        synthetic=synthetic or _synthetic(responses),
        detail=detail,
        components=components,
        screening=careless,
        dimensionality=numbers,
        opinion=opinion,
        checklist=checklist,
        findings=_findings(plan, sample, items, reliability, fits, detail, components, numbers, careless, checklist),
        methods=methods,
        notes=_safe(plan, (*notes, *more, *why_not, *unscreened, *last)),
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


def _screened(plan: Plan, fits: Sequence[ModelFit]) -> tuple[Screened | None, tuple[Noted, ...]]:
    """Careless answers, and the chosen model without them."""
    chosen = next((fit for fit in fits if fit.model.key == plan.chosen), None)

    def refit(rows: pd.Index) -> ModelFit:
        model = next(model for model in plan.models if model.key == plan.chosen)
        answers, column = with_clusters(plan.keyed.loc[rows], model.items, plan.cluster)
        return fit_model(model, answers, plan.estimator, plan.missing, column)[0]

    return screened(plan.responses, plan.keyed.index, chosen, refit, plan.minimum)


def _opinion(fit: Fit | None) -> tuple[Opinion | None, tuple[Noted, ...]]:
    """What another program makes of the chosen model."""
    if fit is None or not fit.converged:
        return None, ()
    found, notes = second_opinion(fit)
    return (None if found is None else opinion_of(found)), notes


def _methods(plan: Plan, sample: Sample, fits: Sequence[ModelFit], detail: ChosenModel | None) -> Methods:
    chosen = next((fit for fit in fits if fit.model.key == plan.chosen), None)
    nothing = Text("No model was estimated.", "Er is geen model geschat.")
    factors = () if detail is None else (*detail.factors, *((detail.higher,) if detail.higher else ()))
    label = _label(plan)
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
            f"would "
            "be so if another model fitted better.",
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


def _label(plan: Plan) -> Text:
    return next(model.label for model in plan.models if model.key == plan.chosen)


def _checklist(
    plan: Plan,
    sample: Sample,
    items: tuple[ItemDescription, ...],
    reliability: tuple[ScaleReliability, ...],
    one_factor: dict[str, ModelFit],
    fits: Sequence[ModelFit],
    detail: ChosenModel | None,
    components: PublishedAnalysis | None,
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
    reliability: tuple[ScaleReliability, ...],
    fits: Sequence[ModelFit],
    detail: ChosenModel | None,
    components: PublishedAnalysis | None,
    numbers: Dimensionality | None,
    careless: Screened | None,
    checklist: tuple[Answer, ...],
) -> tuple[Finding, ...]:
    """What was found, the most important first."""
    chosen = next((fit for fit in fits if fit.model.key == plan.chosen), None)
    found = said.fit_findings(chosen, fits, _label(plan), None)
    if detail is not None:
        label = {
            dimension.id: dimension.label
            for structure in (*plan.responses.instrument.structures.values(), plan.structure)
            for dimension in structure.dimensions
        }
        found.append(said.loading_finding(detail))

        def name(factor: str, language: str) -> str:
            return text_in(label[factor], language) if factor in label else factor

        discriminant = said.discriminant_finding(detail, name)
        found += [] if discriminant is None else [discriminant]
    alpha = said.reliability_finding(reliability, plan.structure)
    found += [] if alpha is None else [alpha]
    found += [] if numbers is None else [dimensionality_finding(numbers)]
    found += [] if components is None else [said.component_finding(components)]
    found += [] if careless is None else [screening_finding(careless)]
    k = len(next(model.items for model in plan.models if model.key == plan.chosen))
    nested = plan.cluster is not None
    categories = len(plan.responses.categories)
    found += caution_findings(sample, items, categories, plan.missing, plan.estimator, k, nested)
    found.append(said.checklist_finding(checklist))
    return tuple(found)
