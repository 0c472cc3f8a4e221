"""Relations with other variables: a verdict on every hypothesis that was stated beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from lerende_organisatie.errors import DataError, FaultsError, PrivacyError
from lerende_organisatie.privacy import is_small, part_of, withhold_counts
from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.findings import Finding, Tone
from lerende_organisatie.studies.numbers import in_both
from lerende_organisatie.studies.rival_models import Noted, noting

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Structure
    from lerende_organisatie.psychometrics.validity.criterion import Hypothesis


@dataclass(frozen=True, slots=True)
class StatedHypothesis:
    """An expectation, and what the answers make of it.

    Attributes
    ----------
    scale, criterion, direction, source : str
    lowest, highest : float
        The correlations that are in line with it.
    estimate, ci_lower, ci_upper : float
    n : int or None
        None when it differs from all by too few to publish.
    in_line : bool
        Whether the correlation lies within the bounds.
    verdict : {"confirmed", "undecided", "refuted"}
        Whether the whole interval does, or none of it.
    """

    scale: str
    criterion: str
    direction: str
    lowest: float
    highest: float
    estimate: float
    ci_lower: float
    ci_upper: float
    n: int | None
    in_line: bool
    verdict: str
    source: str


@dataclass(frozen=True, slots=True)
class StatedHypotheses:
    """All that was stated beforehand.

    Attributes
    ----------
    rows : tuple of StatedHypothesis
        In the order in which they were stated.
    share_in_line : float
    enough : bool
        Whether three quarters are in line (COSMIN).
    clustered : bool
        Whether the intervals know of clusters.
    notes : tuple of Noted
    """

    rows: tuple[StatedHypothesis, ...]
    share_in_line: float
    enough: bool
    clustered: bool
    notes: tuple[Noted, ...]


def stated_hypotheses(
    keyed: pd.DataFrame,
    structure: Structure,
    hypotheses: Sequence[Hypothesis],
    cluster: pd.Series | None,
    minimum: int,
) -> StatedHypotheses | None:
    """Hold every hypothesis against the answers.

    Parameters
    ----------
    keyed : DataFrame
        Keyed answers and all other columns of the respondents.
    structure : Structure
        Whose dimensions are the scales.
    hypotheses : sequence of Hypothesis
    cluster : Series, optional
        What respondents are nested in.
    minimum : int
        The smallest number of respondents about whom anything is published.

    Returns
    -------
    StatedHypotheses or None
        None when nothing was stated.

    Raises
    ------
    DataError
        A column that is absent, not numeric or constant, or too few respondents with both; all are listed.
    OptionError
        One hypothesis given twice.
    PrivacyError
        A criterion that tells fewer respondents than the minimum from all others: its correlation would be about them.
    """
    from lerende_organisatie.psychometrics.validity.criterion import criterion_validity

    if not hypotheses:
        return None
    frame, column = keyed, None
    if cluster is not None:
        column = str(cluster.name)
        frame = keyed.assign(**{column: cluster.loc[keyed.index]})
    _check_private(frame, [h for one in hypotheses for h in (one.scale, one.criterion)], structure, minimum)
    try:
        found, notes = noting(
            "hypotheses", lambda: criterion_validity(frame, hypotheses, scales=structure.scales, cluster=column)
        )
    except FaultsError as error:
        faults = [withhold_counts(fault, len(keyed), minimum) for fault in error.faults]
        raise DataError("the hypotheses", faults) from None
    rows = []
    for row in found.table.to_dict("records"):
        n = part_of(len(keyed), int(row["n"]), minimum)
        # without the number, the interval could give it away
        lower, upper = (float(row[name]) if n else round(float(row[name]), 3) for name in ("ci_lower", "ci_upper"))
        rows.append(
            StatedHypothesis(
                str(row["scale"]), str(row["criterion"]), str(row["direction"]), float(row["lowest"]),
                float(row["highest"]), float(row["estimate"]), lower, upper, n, bool(row["in_line"]),
                str(row["verdict"]), str(row["source"]),
            )
        )  # fmt: skip
    safe = tuple(replace(note, message=withhold_counts(note.message, len(keyed), minimum)) for note in notes)
    return StatedHypotheses(tuple(rows), found.share_in_line, found.enough, cluster is not None, safe)


def _check_private(frame: pd.DataFrame, names: Sequence[str], structure: Structure, minimum: int) -> None:
    """Refuse a column that nearly everybody has the same value of: a correlation with it is about the others."""
    few = []
    for name in dict.fromkeys(names):
        if name in structure.scales or name not in frame.columns:
            continue
        counts = frame[name].value_counts()
        if len(counts) > 1 and is_small(int(counts.sum() - counts.iloc[0]), minimum):
            few.append(repr(name))
    if few:
        raise PrivacyError(
            f"hypotheses: fewer than minimum_group_size={minimum} respondents differ from the others in "
            f"{', '.join(few)}; a correlation with it would be about them. Leave it out."
        )


def hypotheses_finding(found: StatedHypotheses) -> Finding:
    """How many hypotheses hold.

    Parameters
    ----------
    found : StatedHypotheses

    Returns
    -------
    Finding
        It supports the measurement where three quarters are in line with the results and none is refuted.
    """
    rows = found.rows
    line = sum(row.in_line for row in rows)
    count = {verdict: sum(row.verdict == verdict for row in rows) for verdict in ("confirmed", "undecided", "refuted")}
    tone: Tone = "poor" if not found.enough else "mixed" if count["refuted"] else "good"
    return Finding(
        "hypotheses",
        tone,
        Text("Relations stated beforehand", "Vooraf gestelde verbanden"),
        in_both(
            lambda n: (
                f"{line} of {len(rows)} correlations ({n.percent(found.share_in_line, 0)}) lie where the hypothesis "
                f"put them; COSMIN asks for 75%. By their intervals {count['confirmed']} confirmed, "
                f"{count['undecided']} undecided, {count['refuted']} refuted."
            ),
            lambda n: (
                f"{line} van {len(rows)} correlaties ({n.percent(found.share_in_line, 0)}) liggen waar de hypothese ze "
                f"plaatste; COSMIN vraagt 75%. Naar hun intervallen {count['confirmed']} bevestigd, "
                f"{count['undecided']} onbeslist, {count['refuted']} weerlegd."
            ),
        ),
        "hypotheses",
    )
