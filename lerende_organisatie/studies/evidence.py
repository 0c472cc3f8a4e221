"""What the analysis itself answers of the reporting checklist, and what cannot apply to these data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.methods import HANDLING
from lerende_organisatie.studies.numbers import Numbers, in_both
from lerende_organisatie.studies.sources import cutoff

if TYPE_CHECKING:
    from lerende_organisatie.studies.description import ItemDescription, Sample
    from lerende_organisatie.studies.methods import Methods
    from lerende_organisatie.studies.model_results import ChosenModel
    from lerende_organisatie.studies.published_analysis import PublishedAnalysis
    from lerende_organisatie.studies.rival_models import ModelFit
    from lerende_organisatie.studies.scale_reliability import ScaleReliability
    from lerende_organisatie.studies.stated_hypotheses import StatedHypotheses

LANGUAGE_LINES = (
    "permission",
    "construct_overlap",
    "translators",
    "translation_design",
    "suitability",
    "pilot",
    "construct_equivalence",
    "method_equivalence",
    "item_equivalence",
    "reliability_per_language",
    "validity_per_language",
    "interpretation_of_differences",
    "record_of_changes",
)
"""The lines about translation."""


def sample_evidence(sample: Sample, items: Sequence[ItemDescription], k: int) -> dict[str, Text]:
    """What the description of sample and items answers.

    Parameters
    ----------
    sample : Sample
    items : sequence of ItemDescription
    k : int
        Items in the chosen model.

    Returns
    -------
    dict of line to Text
    """
    per_item = sample.n / k
    enough = cutoff("n_per_item").met_by(per_item) and sample.n >= 100
    shares = [item.n_missing / sample.n for item in items if item.n_missing is not None]

    def missing(n: Numbers, words: tuple[str, str]) -> str:
        text = words[0].format(("≤ " if sample.share_missing_rounded else "") + n.percent(sample.share_missing))
        return text + (words[1].format(n.percent(max(shares))) if shares and max(shares) > 0 else "")

    english = ("{} of the answers", "; at most {} for one item")
    dutch = ("{} van de antwoorden", "; hoogstens {} bij één item")
    share = in_both(lambda n: missing(n, english), lambda n: missing(n, dutch))
    skews = [abs(item.skewness) for item in items if item.skewness is not None]
    kurtoses = [abs(item.kurtosis) for item in items if item.kurtosis is not None]
    found = {
        "missing_share": share,
        "missing_amount": share,
        "missing_pattern": in_both(
            lambda n: (
                f"{n.count(sample.n_patterns)} pattern{'s' if sample.n_patterns > 1 else ''} of missing answers"
                + _complete(sample, n, "; {} of the respondents complete")
            ),
            lambda n: (
                f"{n.count(sample.n_patterns)} {'patronen' if sample.n_patterns > 1 else 'patroon'} van ontbrekende "
                "antwoorden" + _complete(sample, n, "; {} van de respondenten compleet")
            ),
        ),
        "sample_adequacy": in_both(
            lambda n: f"{n.count(sample.n)} respondents, {n.fixed(per_item, 1)} per item",
            lambda n: f"{n.count(sample.n)} respondenten, {n.fixed(per_item, 1)} per item",
        ),
        "cfa_sample_size": in_both(
            lambda n: f"{n.fixed(per_item, 1)} per item; {'met' if enough else 'not met'}",
            lambda n: f"{n.fixed(per_item, 1)} per item; {'voldaan' if enough else 'niet voldaan'}",
        ),
    }
    if skews and kurtoses:
        found["normality"] = in_both(
            lambda n: (
                f"Skewness up to {n.fixed(max(skews))} and excess kurtosis up to {n.fixed(max(kurtoses))} in size, "
                "per item; multivariate normality is not tested"
            ),
            lambda n: (
                f"Scheefheid tot {n.fixed(max(skews))} en excess kurtosis tot {n.fixed(max(kurtoses))} in grootte, "
                "per item; multivariate normaliteit is niet getoetst"
            ),
        )
    smallest = [group.smallest for group in sample.groupings if group.kind == "group"]
    if smallest and smallest[0] is not None:
        size = smallest[0]
        found["group_size"] = in_both(
            lambda n: f"The smallest group has {n.count(size)} respondents",
            lambda n: f"De kleinste groep telt {n.count(size)} respondenten",
        )
    return found


def _complete(sample: Sample, n: Numbers, words: str) -> str:
    return "" if sample.share_complete is None else words.format(n.percent(sample.share_complete))


def reliability_evidence(rows: Sequence[ScaleReliability], one_factor: dict[str, ModelFit]) -> dict[str, Text]:
    """What the reliability of the dimensions answers.

    Parameters
    ----------
    rows : sequence of ScaleReliability
    one_factor : dict of dimension to ModelFit

    Returns
    -------
    dict of line to Text
    """
    found: dict[str, Text] = {}
    known = [row for row in rows if row.alpha is not None]
    every = len(known) == len(rows)
    if known:
        counted = Text(
            f"α and ω with intervals for {'all' if every else len(known)} of {len(rows)} dimensions",
            f"α en ω met intervallen voor {'alle' if every else len(known)} van {len(rows)} dimensies",
        )
        if every:
            counted = Text(
                f"α and ω with intervals for all {len(rows)} dimensions",
                f"α en ω met intervallen voor alle {len(rows)} dimensies",
            )
        found["internal_consistency"] = found["factor_reliability"] = found["score_reliability"] = counted
        errors = [row.sem for row in known if row.sem is not None]
        if errors:
            found["measurement_error"] = in_both(
                lambda n: f"{n.fixed(min(errors))} to {n.fixed(max(errors))} scale points, from internal consistency",
                lambda n: f"{n.fixed(min(errors))} tot {n.fixed(max(errors))} schaalpunten, uit interne consistentie",
            )
            found["smallest_detectable_change"] = Text(
                "From the same standard error; a repeated measurement would be better",
                "Uit dezelfde meetfout; een herhaalde meting is beter",
            )
        found["floor_ceiling"] = Text(
            "Shares at both ends, per dimension and item", "Aandeel aan beide uiteinden, per dimensie en item"
        )
    tested = [fit for fit in one_factor.values() if fit.measures]
    if tested:
        good = sum(bool(cutoff("cfi").met_by(fit.measures.get("cfi"))) for fit in tested)
        found["unidimensionality"] = Text(
            f"One-factor model per dimension: CFI ≥ .95 for {good} of {len(tested)}",
            f"Eenfactormodel per dimensie: CFI ≥ ,95 bij {good} van {len(tested)}",
        )
    return found


def model_evidence(
    fits: Sequence[ModelFit], chosen: ModelFit | None, detail: ChosenModel | None, components: PublishedAnalysis | None
) -> dict[str, Text]:
    """What the factor analyses answer.

    Parameters
    ----------
    fits : sequence of ModelFit
    chosen : ModelFit or None
    detail : ChosenModel or None
    components : PublishedAnalysis or None

    Returns
    -------
    dict of line to Text
    """
    found: dict[str, Text] = {}
    fitted = [fit for fit in fits if fit.measures]
    if not fitted:
        return found
    found["rival_models"] = Text(
        f"{len(fits)} models, compared side by side", f"{len(fits)} modellen, naast elkaar vergeleken"
    )
    found["degrees_of_freedom"] = Text("For every model", "Voor elk model")
    converged = sum(fit.converged is True for fit in fits)
    found["convergence"] = Text(
        f"{converged} of {len(fits)} models converged", f"{converged} van {len(fits)} modellen convergeerden"
    )
    improper = sum(any(note.category == "ImproperSolutionWarning" for note in fit.notes) for fit in fits)
    found["improper_solutions"] = (
        Text("None", "Geen")
        if not improper
        else Text(f"In {improper} of {len(fits)} models", f"In {improper} van {len(fits)} modellen")
    )
    if chosen is not None and chosen.measures:
        m = chosen.measures
        found["chi_square"] = in_both(
            lambda n: f"χ²({n.count(m.get('df'))}) = {n.fixed(m.get('chisq'))}, p {n.p(m.get('pvalue'))}",
            lambda n: f"χ²({n.count(m.get('df'))}) = {n.fixed(m.get('chisq'))}; p {n.p(m.get('pvalue'))}",
        )
        found["rmsea"] = _both(
            lambda n: (
                f"{n.bounded(m.get('rmsea'), 3)} {n.interval(m.get('rmsea_ci_lower'), m.get('rmsea_ci_upper'), 3)}"
            )
        )
        found["cfi_tli"] = _both(lambda n: f"{n.bounded(m.get('cfi'), 3)}; {n.bounded(m.get('tli'), 3)}")
        found["srmr"] = _both(lambda n: n.bounded(m.get("srmr"), 3))
    if detail is not None:
        found |= _detail_evidence(detail)
    if components is not None and "discriminant" not in found and detail is None:
        found["loadings"] = Text("Of the components only", "Alleen van de componenten")
    return found


def _detail_evidence(detail: ChosenModel) -> dict[str, Text]:
    """What the chosen model in full answers."""
    k = len(detail.loadings)
    found = {
        "path_diagram": Text("Drawn", "Getekend"),
        "loadings": Text(f"All {k}, with intervals", f"Alle {k}, met intervallen"),
        "residual_variances": Text(f"All {k}", f"Alle {k}"),
        "r_squared": Text(f"All {k}", f"Alle {k}"),
    }
    if len(detail.factors) > 1:
        value = detail.pairs[0][2]
        found["factor_correlations"] = _both(lambda n: f"{len(detail.pairs)}; max. {n.bounded(value)}")
    if detail.validity:
        aves = [row.ave for row in detail.validity]
        found["ave"] = in_both(
            lambda n: f"{n.bounded(min(aves))} to {n.bounded(max(aves))}",
            lambda n: f"{n.bounded(min(aves))} tot {n.bounded(max(aves))}",
        )
    if len(detail.factors) > 1:
        close = len(detail.too_close())
        found["discriminant"] = Text(
            "Fornell–Larcker, factor correlations against .85 and 1"
            + (f", HTMT and HTMT2; {close} pair{'' if close == 1 else 's'} above .85" if detail.htmt else ""),
            "Fornell–Larcker, factorcorrelaties tegen ,85 en 1"
            + (f", HTMT en HTMT2; {close} {'paar' if close == 1 else 'paren'} boven ,85" if detail.htmt else ""),
        )
    if detail.largest_residual is not None:
        largest = detail.largest_residual
        found["residuals"] = in_both(
            lambda n: f"The largest residual correlation is {n.bounded(largest)}",
            lambda n: f"De grootste residuele correlatie is {n.bounded(largest)}",
        )
    found["modifications"] = Text(
        "None was made; the largest indices are listed", "Er is er geen gedaan; de grootste indices staan vermeld"
    )
    return found


def hypotheses_evidence(stated: StatedHypotheses | None) -> dict[str, Text]:
    """What relations that were stated beforehand answer.

    Parameters
    ----------
    stated : StatedHypotheses or None

    Returns
    -------
    dict of line to Text
    """
    if stated is None:
        return {}
    line, total = sum(row.in_line for row in stated.rows), len(stated.rows)
    return {
        "hypotheses": Text(
            f"{line} of {total} relations with other variables in line; the registration is the authors’ to name",
            f"{line} van {total} verbanden met andere variabelen in lijn; de registratie noemen de auteurs",
        )
    }


def method_evidence(methods: Methods) -> dict[str, Text]:
    """What the account of the methods answers.

    Parameters
    ----------
    methods : Methods

    Returns
    -------
    dict of line to Text
    """
    handled = HANDLING[methods.missing]
    return {
        "missing_handling": handled,
        "missing_method": handled,
        "free_and_fixed": methods.free_and_fixed,
        "variable_type": Text(
            f"Ordered answers in {methods.n_categories} categories, treated as continuous",
            f"Geordende antwoorden in {methods.n_categories} categorieën, behandeld als continu",
        ),
        "estimator": Text(methods.estimator, methods.estimator),
        "software": Text(
            f"lerende_organisatie {methods.versions['lerende_organisatie']}, Python {methods.versions['python']}",
            f"lerende_organisatie {methods.versions['lerende_organisatie']}, Python {methods.versions['python']}",
        ),
        "cutoffs": Text("Listed with their sources", "Vermeld met hun bronnen"),
    }


def not_applicable(
    sample: Sample, n_languages: int, n_factors: int, single_wave: bool, several_groups: bool
) -> dict[str, Text]:
    """Lines that cannot apply to these data, with the reason.

    Parameters
    ----------
    sample : Sample
    n_languages : int
        Of the instrument.
    n_factors : int
        First-order factors of the chosen model.
    single_wave : bool
    several_groups : bool
        Whether a group column with more than one group is given.

    Returns
    -------
    dict of line to Text
    """
    found: dict[str, Text] = {}
    if single_wave:
        found["test_retest"] = Text(
            "The answers are of one occasion; nothing is claimed about stability",
            "De antwoorden zijn van één meetmoment; over stabiliteit wordt niets beweerd",
        )
    if not several_groups:
        reason = Text(
            "No groups are compared: no group column is given",
            "Er worden geen groepen vergeleken: geen groepskolom gegeven",
        )
        found |= {"cross_cultural": reason, "group_size": reason}
    if n_languages == 1 and not several_groups:
        reason = Text("The instrument is in one language", "Het instrument is in één taal")
        found |= dict.fromkeys(LANGUAGE_LINES, reason)
    if sample.n_clusters is None:
        found["school_mean_reliability"] = Text(
            "No school means are reported: no cluster column is given",
            "Er worden geen schoolgemiddelden gerapporteerd: geen clusterkolom gegeven",
        )
    else:
        found["school_mean_reliability"] = Text(
            "This report gives no school means", "Dit rapport geeft geen schoolgemiddelden"
        )
    if n_factors == 1:
        reason = Text("The model has one factor", "Het model heeft één factor")
        found |= {"factor_correlations": reason, "discriminant": reason}
    return found


def _both(write: Callable[[Numbers], str]) -> Text:
    """The same figures in the number formats of both languages."""
    return in_both(write, write)
