"""The main job: everything that a validation study reports, as data that is safe to publish.

The order below is the order of the report. Nothing here is rendered (see ``report/``), and nothing that leaves here
holds a row of a person, an extreme value of a person or a count of fewer than ``minimum_group_size`` people.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from lerende_organisatie.errors import DataError, MissingDataWarning, OptionError, PrivacyError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, check_minimum, is_small, part_of, withhold_counts
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
from lerende_organisatie.studies.evidence import (
    method_evidence,
    model_evidence,
    not_applicable,
    reliability_evidence,
    sample_evidence,
)
from lerende_organisatie.studies.findings import Finding
from lerende_organisatie.studies.methods import Methods, fingerprint, free_and_fixed, missing_rule, today, versions
from lerende_organisatie.studies.model_results import ChosenModel
from lerende_organisatie.studies.opinion import Opinion, opinion_of
from lerende_organisatie.studies.published_analysis import PublishedAnalysis, published_analysis
from lerende_organisatie.studies.rival_models import (
    ModelFit,
    Noted,
    RivalModel,
    SkippedModel,
    fit_model,
    publishable,
    rival_models,
    text_in,
)
from lerende_organisatie.studies.scale_reliability import (
    ScaleReliability,
    scale_reliability,
    unidimensionality,
)
from lerende_organisatie.studies.study import SCHEMA_VERSION, ValidationStudy

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure
    from lerende_organisatie.psychometrics.cfa.fit import Fit
    from lerende_organisatie.responses.responses import Responses

LISTWISE_LOSS = 0.10
"""The share of respondents above which losing them by listwise deletion deserves a warning."""

Progress = Callable[[str, int, int], None]
"""Told the name of the step that begins, how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What was decided before any number was computed."""

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


def validation_study(
    responses: Responses,
    *,
    structure: str | None = None,
    models: Sequence[str] | None = None,
    chosen: str | None = None,
    estimator: str = "ML",
    missing: Literal["listwise", "fiml"] | None = None,
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    supplied: Mapping[str, str | NotApplicable] | None = None,
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
    plan = _plan(responses, structure, models, chosen, estimator, missing, minimum_group_size, made_on)
    resolve(CHECKLIST, {}, {}, supplied or {})  # refuse an unknown key before the long work
    steps = len(plan.models) + 5
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
        for key, fit in unidimensionality(plan.keyed, plan.structure, plan.estimator, plan.missing).items()
    }
    fits: list[ModelFit] = []
    chosen_one: Fit | None = None
    for model in plan.models:
        step(model.key)
        result, fit = fit_model(model, _rows(plan, model), plan.estimator, plan.missing)
        fits.append(_safe_fit(plan, result))
        chosen_one = fit if model.key == plan.chosen else chosen_one
    step("chosen")
    detail, notes = _detail(plan, chosen_one, protected)
    step("components")
    published = {item.id: item.published_loading for item in responses.instrument.items if item.published_loading}
    components, more = published_analysis(plan.keyed, plan.structure, published, sample.incomplete)
    step("second opinion")
    opinion, last = _opinion(chosen_one)
    detail = None if detail is None else replace(detail, notes=_safe(plan, detail.notes))
    components = None if components is None else replace(components, notes=_safe(plan, components.notes))
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
        synthetic=_synthetic(responses),
        detail=detail,
        components=components,
        opinion=opinion,
        checklist=checklist,
        findings=_findings(plan, sample, items, reliability, fits, detail, components, checklist),
        methods=methods,
        notes=_safe(plan, (*notes, *more, *last)),
    )


def _plan(
    responses: Responses,
    structure: str | None,
    models: Sequence[str] | None,
    chosen: str | None,
    estimator: str,
    missing: Literal["listwise", "fiml"] | None,
    minimum: int,
    made_on: str | None,
) -> _Plan:
    """Decide everything that is decided beforehand, and refuse what cannot be done."""
    check_minimum(minimum)
    if missing not in (None, "listwise", "fiml"):
        raise OptionError(f'missing={missing!r}: choose "listwise" or "fiml", or leave it out.')
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
    if complete < 1 - LISTWISE_LOSS:
        rule = missing or "fiml"
        kept = "fiml uses every answer given" if rule == "fiml" else "choose missing='fiml' to use every answer given"
        warnings.warn(
            f"only {complete:.0%} of {len(answers)} respondents answered every item; listwise deletion "
            f"{'would drop' if rule == 'fiml' else 'drops'} the others; {kept}",
            MissingDataWarning,
            stacklevel=4,
        )
    return _Plan(
        responses=responses,
        structure=hypothesis,
        answers=answers,
        keyed=responses.keyed.loc[answers.index, list(answers.columns)],
        models=rivals,
        skipped=skipped,
        chosen=key,
        by_default=chosen is None,
        estimator=estimator,
        missing=missing or ("fiml" if complete < 1 else "listwise"),
        minimum=minimum,
        made_on=made_on or today(),
    )


def _synthetic(responses: Responses) -> bool:
    """Whether the answers say of themselves that they are simulated."""
    marked = responses.frame.attrs.get("synthetic", False)
    return bool(marked) or any(note.startswith("synthetic") for note in responses.reading.notes)


def _rows(plan: _Plan, model: RivalModel) -> pd.DataFrame:
    """The keyed answers of those who answered any item of the model."""
    return plan.keyed[list(model.items)].dropna(how="all")


def _safe(plan: _Plan, notes: tuple[Noted, ...]) -> tuple[Noted, ...]:
    """Warnings without small numbers of respondents in them."""
    return tuple(publishable(note, len(plan.answers), plan.minimum) for note in notes)


def _safe_text(plan: _Plan, text: str | None) -> str | None:
    return None if text is None else withhold_counts(text, len(plan.answers), plan.minimum)


def _safe_fit(plan: _Plan, fit: ModelFit) -> ModelFit:
    """A fit whose number of respondents, warnings and failure tell of no small number of people."""
    n = None if fit.n is None else part_of(len(plan.answers), fit.n, plan.minimum)
    return replace(fit, n=n, notes=_safe(plan, fit.notes), failure=_safe_text(plan, fit.failure))


def _detail(plan: _Plan, fit: Fit | None, protected: Mapping[str, int]) -> tuple[ChosenModel | None, tuple[Noted, ...]]:
    """The chosen model in full, where it was found."""
    if fit is None:
        return None, (Noted("loadings", "failure", f"{plan.chosen} could not be fitted"),)
    if not fit.converged:
        return None, (Noted("loadings", "ConvergenceWarning", f"{plan.chosen} did not converge"),)
    model = next(model for model in plan.models if model.key == plan.chosen)
    structure = plan.responses.instrument.structures.get(model.structure or "")
    scales = structure.scales if structure is not None else {}
    return chosen_model(model, fit, plan.keyed, scales, plan.missing, protected), ()


def _opinion(fit: Fit | None) -> tuple[Opinion | None, tuple[Noted, ...]]:
    """What another program makes of the chosen model."""
    if fit is None or not fit.converged:
        return None, ()
    found, notes = second_opinion(fit)
    return (None if found is None else opinion_of(found)), notes


def _methods(plan: _Plan, sample: Sample, fits: Sequence[ModelFit], detail: ChosenModel | None) -> Methods:
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
    )


def _label(plan: _Plan) -> Text:
    return next(model.label for model in plan.models if model.key == plan.chosen)


def _checklist(
    plan: _Plan,
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
    plan: _Plan,
    sample: Sample,
    items: tuple[ItemDescription, ...],
    reliability: tuple[ScaleReliability, ...],
    fits: Sequence[ModelFit],
    detail: ChosenModel | None,
    components: PublishedAnalysis | None,
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
    found += [] if components is None else [said.component_finding(components)]
    k = len(next(model.items for model in plan.models if model.key == plan.chosen))
    found += caution_findings(sample, items, len(plan.responses.categories), plan.missing, plan.estimator, k)
    found.append(said.checklist_finding(checklist))
    return tuple(found)
