"""Test-retest reliability of scale scores: agreement, error of measurement, smallest detectable change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import DataError, ItemWarning, MissingDataWarning, SmallSampleWarning
from lerende_organisatie.psychometrics.frames import OffersFrame, numeric_items, to_frame
from lerende_organisatie.psychometrics.reliability.answers import LARGE_LOSS, check_level, scales_of
from lerende_organisatie.psychometrics.reliability.bland_altman import BlandAltman, agreement_of
from lerende_organisatie.psychometrics.reliability.findings import Finding, warn_of
from lerende_organisatie.psychometrics.reliability.icc_forms import icc_table, mean_squares
from lerende_organisatie.psychometrics.reliability.products import correlations

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

Floats = NDArray[np.float64]

FEWEST_FOR_COSMIN = 50
"""COSMIN calls fewer respondents than this doubtful for reliability and measurement error (Terwee et al., 2007)."""


@dataclass(frozen=True, slots=True)
class TestRetest(Cited):
    """How well scores of the same respondents agree between two occasions.

    Attributes
    ----------
    table : DataFrame
        One row per scale: ``n mean_first mean_second mean_difference difference_ci_lower difference_ci_upper pearson
        icc icc_ci_lower icc_ci_upper icc_consistency consistency_ci_lower consistency_ci_upper sem_agreement
        sem_consistency sdc sdc_of_mean loa_lower loa_upper``. ``icc`` is ICC(A,1), ``icc_consistency`` ICC(C,1);
        ``sdc`` is the smallest detectable change of one respondent, ``sdc_of_mean`` that of the mean of n.
    agreement : dict of scale to BlandAltman
        For :func:`bland_altman_picture`; not printed.
    level : float
    """

    CITES: ClassVar[tuple[str, ...]] = ("devet2006", "terwee2007", "mcgraw1996")

    __test__ = False
    table: pd.DataFrame
    agreement: dict[str, BlandAltman] = field(repr=False)
    level: float


def test_retest(
    first: pd.DataFrame | OffersFrame | IntoFrame,
    second: pd.DataFrame | OffersFrame | IntoFrame,
    *,
    scales: Mapping[str, Iterable[str]] | None = None,  # noqa: PT028
    respondent: str | None = None,  # noqa: PT028
    level: float = 0.95,  # noqa: PT028
) -> TestRetest:
    """Compare the scores of the same respondents on two occasions.

    Parameters
    ----------
    first, second : DataFrame, any frame that narwhals knows, or Responses
        Items keyed in the same direction, one row per respondent.
    scales : mapping of scale to items, optional
        Without it the scales of the Responses, or every column of a frame by itself (of scores, say).
    respondent : str, optional
        The column that says who answered; respondents of one occasion only are left out. Without it the rows of the two
        must have the same index.
    level : float

    Returns
    -------
    TestRetest
        A score is the mean over the items of a scale, of respondents who answered all of them twice.

    Raises
    ------
    DataError
        Nothing to compare; respondents that cannot be matched; columns that are absent or not numeric; fewer than three
        pairs; scores that do not vary, or that changed by the same amount for everybody. All scales' faults are listed.
    OptionError
        The level lies outside 0 to 1.

    Warns
    -----
    ItemWarning
        Everybody has the same score on one occasion.
    SmallSampleWarning
        Fewer than fifty respondents.
    MissingDataWarning
        More than a tenth of the respondents of either occasion is left out.

    Notes
    -----
    With mean squares of persons, occasions and error: ``sem_agreement`` is the root of the error variance with that
    between occasions, MSE + (MSC - MSE) / n (not below MSE), ``sem_consistency`` of MSE alone; ``sdc`` is 1.96 *
    sqrt(2) * ``sem_agreement``, at any ``level``.

    References
    ----------
    de Vet, H. C. W., Terwee, C. B., Knol, D. L., & Bouter, L. M. (2006). When to use agreement versus reliability
    measures. Journal of Clinical Epidemiology, 59, 1033-1039. Terwee, C. B., et al. (2007). Quality criteria were
    proposed for measurement properties of health status questionnaires. Journal of Clinical Epidemiology, 60, 34-42.
    McGraw, K. O., & Wong, S. P. (1996). Psychological Methods, 1, 30-46.
    """
    check_level(level)
    what = "test-retest reliability"
    frames = [to_frame(first), to_frame(second)]
    members = _scales(first, frames[0], scales, respondent)
    if not members:
        raise DataError(what, ["no scale and no score is given"])
    frames = _matched(frames, respondent, what)
    rows: dict[str, dict[str, float]] = {}
    agreement: dict[str, BlandAltman] = {}
    faults: list[str] = []
    found: list[Finding] = []
    for scale, items in members.items():
        try:
            scores = np.column_stack([numeric_items(frame, items, what).mean(1) for frame in frames])
            complete = scores[~np.isnan(scores).any(1)]
            rows[scale], agreement[scale] = _row(complete, len(scores), level, what)
        except DataError as error:
            faults.extend(f"scale {scale!r}: {fault}" for fault in error.faults)
            continue
        if np.isnan(rows[scale]["pearson"]):
            message = f"scale {scale!r}: everybody has the same score on one occasion; pearson is NA"
            found.append(Finding(ItemWarning, message))
        if len(complete) < FEWEST_FOR_COSMIN:
            message = f"scale {scale!r}: {len(complete)} respondents; COSMIN asks for {FEWEST_FOR_COSMIN} or more"
            found.append(Finding(SmallSampleWarning, message))
        if len(complete) < (1 - LARGE_LOSS) * len(scores):
            message = f"scale {scale!r}: {len(scores) - len(complete)} of {len(scores)} respondents miss an answer"
            found.append(Finding(MissingDataWarning, message))
    if faults:
        raise DataError(what, faults)
    warn_of(found)
    table = pd.DataFrame.from_dict(rows, orient="index").astype({"n": int}).rename_axis("scale")
    return TestRetest(table, agreement, level)


def _scales(
    data: pd.DataFrame | OffersFrame | IntoFrame,
    frame: pd.DataFrame,
    scales: Mapping[str, Iterable[str]] | None,
    respondent: str | None,
) -> dict[str, tuple[str, ...]]:
    if scales is None and not isinstance(data, OffersFrame):
        return {str(name): (name,) for name in frame.columns if name != respondent}
    return scales_of(data, scales)


def _matched(frames: list[pd.DataFrame], respondent: str | None, what: str) -> list[pd.DataFrame]:
    """Both frames with the same respondents in the same order."""
    if respondent is None:
        if not frames[0].index.equals(frames[1].index):
            fault = (
                f"the two occasions have different rows ({len(frames[0])} and {len(frames[1])}); name the column that "
                "says who answered with respondent=, or give both frames the same index"
            )
            raise DataError(what, [fault])
        return frames
    faults = []
    for frame, occasion in zip(frames, ("first", "second"), strict=True):
        if respondent not in frame.columns:
            faults.append(f"column {respondent!r} is not in the data of the {occasion} occasion")
        elif again := int(frame[respondent].dropna().duplicated().sum()):
            faults.append(f"column {respondent!r} of the {occasion} occasion names {again} respondents more than once")
    if faults:
        raise DataError(what, faults)
    indexed = [frame[frame[respondent].notna()].set_index(respondent) for frame in frames]
    both = indexed[0].index[indexed[0].index.isin(indexed[1].index)]
    if not len(both):
        raise DataError(what, [f"no respondent in column {respondent!r} answered on both occasions"])
    return [frame.loc[both] for frame in indexed]


def _row(scores: Floats, given: int, level: float, what: str) -> tuple[dict[str, float], BlandAltman]:
    """One scale's figures.

    Parameters
    ----------
    scores : ndarray (n, 2)
        Without missing values.
    """
    squares = mean_squares(scores, what, given)
    limits = agreement_of(scores.mean(1), scores[:, 1] - scores[:, 0], 0.95, level)
    icc = icc_table(squares, level)
    absolute, consistent = (icc.loc[name].to_dict() for name in ("ICC(A,1)", "ICC(C,1)"))
    n = squares.n
    sem = float(np.sqrt(squares.error + max(squares.occasions - squares.error, 0.0) / n))
    sdc = 1.959963984540054 * float(np.sqrt(2)) * sem
    difference = limits.mean_difference
    row: dict[str, float] = {
        "n": n,
        "mean_first": float(scores[:, 0].mean()),
        "mean_second": float(scores[:, 1].mean()),
        "mean_difference": difference.estimate,
        "difference_ci_lower": difference.ci_lower,
        "difference_ci_upper": difference.ci_upper,
        "pearson": float(correlations(scores)[0, 1]),
        "icc": absolute["estimate"],
        "icc_ci_lower": absolute["ci_lower"],
        "icc_ci_upper": absolute["ci_upper"],
        "icc_consistency": consistent["estimate"],
        "consistency_ci_lower": consistent["ci_lower"],
        "consistency_ci_upper": consistent["ci_upper"],
        "sem_agreement": sem,
        "sem_consistency": float(np.sqrt(squares.error)),
        "sdc": sdc,
        "sdc_of_mean": sdc / float(np.sqrt(n)),
        "loa_lower": limits.lower_limit.estimate,
        "loa_upper": limits.upper_limit.estimate,
    }
    return row, limits
