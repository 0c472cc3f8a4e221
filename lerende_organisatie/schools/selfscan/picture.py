"""What the group may see of its ratings: spread per subdimension, what stands out, where roles differ, questions.

Everything here is computed from figures that may be shown. Of a subdimension, phases are counted together wherever a
small count could be worked out, and every figure is rounded, or withheld, until it gives no hidden count away
(:mod:`lerende_organisatie.privacy`); dimensions, contrasts and questions are computed from those rounded figures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from lerende_organisatie.bibliography import Cited
from lerende_organisatie.errors import PrivacyError
from lerende_organisatie.privacy import answer_blocks, figures_that_hide, is_small, part_of, suppress
from lerende_organisatie.psychometrics.aggregation.ordinal_agreement import van_der_eijk_agreement

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.instrument.phased_scan import PhasedScan
    from lerende_organisatie.schools.selfscan.parts import Rating

STEPS = ((0.01, 0.1, 0.25, 0.5), (0.01, 0.1, 0.25, 0.5), (0.5,), (1.0,), (1.0,))
"""To what mean, agreement, median and quartiles are rounded: the first at which no count that is hidden shows."""

STEPS_OF_A_ROLE = ((0.1, 0.25, 0.5), (0.5,))

STANDS_OUT = 0.5
"""Phases from the mean of all subdimensions from which one stands out."""

MOST_STANDING_OUT = 3
"""How many are named at either side; ties beyond are named too."""

DIVIDED = 0.5
"""Agreement A below which the group is said to be divided; spread evenly over three neighbouring phases of five it is
1/2, over all five it is 0."""

CONTRAST = 1.0
"""Phases between two dimensions, or two roles, from which the difference is put to the group."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How a subdimension was rated, as far as it may be shown; what may not is None.

    Attributes
    ----------
    subdimension, dimension : str
    n : int or None
        Ratings; None when that, or how many skipped it, would be a small count.
    blocks : tuple of ((int, ...), int)
        Phases and how many chose one of them; phases stand together where their counts must not be told apart.
    mean, agreement, median, lower_quartile, upper_quartile : float or None
        Rounded, in a small group coarsely. Agreement is van der Eijk's A; a quartile is a phase that somebody chose.
    """

    subdimension: str
    dimension: str
    n: int | None
    blocks: tuple[tuple[tuple[int, ...], int], ...]
    mean: float | None
    agreement: float | None
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None

    @property
    def centre(self) -> float | None:
        """The mean, or else the median."""
        return self.mean if self.mean is not None else self.median


@dataclass(frozen=True, slots=True)
class RoleView:
    """How one role rated a subdimension; only roles that may be shown."""

    role: str
    subdimension: str
    mean: float | None
    median: float | None


@dataclass(frozen=True, slots=True)
class RoleContrast:
    """Two roles whose means of a subdimension lie a phase or more apart."""

    subdimension: str
    low_role: str
    low: float
    high_role: str
    high: float


@dataclass(frozen=True, slots=True)
class Question:
    """A contrast between two dimensions, put as a question.

    Attributes
    ----------
    low, high : str
        The dimensions.
    text : dict of language to str
    """

    low: str
    high: str
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GroupPicture(Cited):
    """The group's picture; nothing in it is about fewer people than the minimum.

    Attributes
    ----------
    n : int
        People whose ratings are in it.
    minimum_group_size : int
    spreads : tuple of Spread
    dimensions : dict of dimension to float or None
        The mean of its subdimensions' centres.
    roles : tuple of (str, int)
        Roles that may be shown, with how many people.
    role_views : tuple of RoleView
    high, low, divided : tuple of str
        Subdimensions that stand out, and those on which the group is divided, the most so first.
    role_contrasts : tuple of RoleContrast
    questions : tuple of Question
    """

    CITES: ClassVar[tuple[str, ...]] = ("vandereijk2001",)

    n: int
    minimum_group_size: int
    spreads: tuple[Spread, ...]
    dimensions: Mapping[str, float | None]
    roles: tuple[tuple[str, int], ...]
    role_views: tuple[RoleView, ...]
    high: tuple[str, ...]
    low: tuple[str, ...]
    divided: tuple[str, ...]
    role_contrasts: tuple[RoleContrast, ...]
    questions: tuple[Question, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per subdimension: dimension, n, the figures, and counts per block of phases."""
        import pandas as pd

        rows = []
        for spread in self.spreads:
            rows.append(
                {
                    "subdimension": spread.subdimension,
                    "dimension": spread.dimension,
                    "n": spread.n,
                    "mean": spread.mean,
                    "agreement": spread.agreement,
                    "median": spread.median,
                    "lower_quartile": spread.lower_quartile,
                    "upper_quartile": spread.upper_quartile,
                    "phases": "; ".join(f"{block_name(phases)}: {count}" for phases, count in spread.blocks),
                }
            )
        return pd.DataFrame(rows).set_index("subdimension")

    def spread(self, subdimension: str) -> Spread:
        """The spread of one subdimension."""
        return next(spread for spread in self.spreads if spread.subdimension == subdimension)


def block_name(phases: Sequence[int]) -> str:
    """Phases as text: ``3``, or ``1-3`` where they are counted together, ``1+3`` where they are not neighbours."""
    if len(phases) > 1 and list(phases) == list(range(phases[0], phases[-1] + 1)):
        return f"{phases[0]}-{phases[-1]}"
    return "+".join(map(str, phases))


def group_picture(scan: PhasedScan, ratings: Sequence[Rating], minimum: int) -> GroupPicture:
    """The group's picture out of people's ratings.

    Parameters
    ----------
    scan : PhasedScan
    ratings : sequence of Rating
    minimum : int
        The smallest group about which anything is shown.

    Returns
    -------
    GroupPicture

    Raises
    ------
    PrivacyError
        There are fewer ratings than the minimum.
    """
    if len(ratings) < minimum:
        raise PrivacyError(
            f"there are fewer than {minimum} ratings, so nothing is shown yet; ask more people to fill in the scan"
        )
    counts = {
        sub.id: _counts([rating.answers.get(sub.id) for rating in ratings], scan.n_phases) for sub in scan.subdimensions
    }
    spreads = tuple(
        _spread(sub.id, dimension.id, counts[sub.id], len(ratings), minimum)
        for dimension in scan.dimensions
        for sub in dimension.subdimensions
    )
    by_role: dict[str, list[Rating]] = {}
    for rating in ratings:
        by_role.setdefault(rating.role or "", []).append(rating)
    shown_roles = _shown({role: len(members) for role, members in by_role.items()}, minimum)
    views = _role_views(scan, by_role, shown_roles, minimum)
    dimensions = {dimension.id: _dimension_mean(spreads, dimension.id) for dimension in scan.dimensions}
    high, low = _standing_out(spreads)
    divided = sorted(
        (spread for spread in spreads if spread.agreement is not None and spread.agreement < DIVIDED),
        key=lambda spread: spread.agreement or 0.0,
    )
    return GroupPicture(
        n=len(ratings),
        minimum_group_size=minimum,
        spreads=spreads,
        dimensions=dimensions,
        roles=tuple((role, len(by_role[role])) for role in shown_roles),
        role_views=views,
        high=high,
        low=low,
        divided=tuple(spread.subdimension for spread in divided),
        role_contrasts=_role_contrasts(views, scan),
        questions=_questions(scan, dimensions),
    )


def _counts(phases: Sequence[int | None], n_phases: int) -> tuple[int, ...]:
    return tuple(sum(phase == number for phase in phases) for number in range(1, n_phases + 1))


def _spread(subdimension: str, dimension: str, counts: tuple[int, ...], total: int, minimum: int) -> Spread:
    """A subdimension's counts as far as they may be shown."""
    rated = sum(counts)
    if rated < minimum:
        return Spread(subdimension, dimension, None, (), None, None, None, None, None)
    missing = total - rated
    figures = figures_that_hide(counts, missing, _figures, STEPS, minimum)
    n = part_of(total, rated, minimum)
    blocks = []
    for cells in answer_blocks(counts, missing, minimum):
        phases = tuple(cell + 1 for cell in cells if cell < len(counts))
        count = sum(counts[phase - 1] for phase in phases)
        if phases and not (len(counts) in cells and missing):  # a block with skipped answers in it has no count to show
            blocks.append((phases, count))
    return Spread(subdimension, dimension, n, tuple(blocks), *figures)


def _figures(counts: Sequence[int]) -> tuple[float, ...]:
    """Mean, agreement, median and quartiles, the one that matters most first."""
    n = sum(counts)
    if n == 0:
        return (math.nan,) * 5
    mean, median = _centre_figures(counts)
    lower, upper = _phase_at(counts, math.ceil(n / 4)), _phase_at(counts, math.ceil(3 * n / 4))
    return mean, van_der_eijk_agreement(counts), median, float(lower), float(upper)


def _centre_figures(counts: Sequence[int]) -> tuple[float, ...]:
    """Mean and median."""
    n = sum(counts)
    if n == 0:
        return (math.nan,) * 2
    mean = sum(phase * count for phase, count in enumerate(counts, start=1)) / n
    return mean, (_phase_at(counts, (n + 1) // 2) + _phase_at(counts, n // 2 + 1)) / 2


def _phase_at(counts: Sequence[int], rank: int) -> int:
    """The phase of the person at a rank, counted from 1."""
    return next(phase for phase, reached in enumerate(accumulate(counts), start=1) if reached >= rank)


def _shown(counts: Mapping[str, int], minimum: int) -> tuple[str, ...]:
    """The roles whose counts may be shown: not small, nor to be worked out from the others; nobody's lack of one."""
    if is_small(sum(counts.values()), minimum):
        return ()
    kept = suppress(tuple(counts.values()), minimum)
    return tuple(sorted(role for role, count in zip(counts, kept, strict=True) if role and count))


def _role_views(
    scan: PhasedScan, by_role: Mapping[str, Sequence[Rating]], shown: Sequence[str], minimum: int
) -> tuple[RoleView, ...]:
    views = []
    for sub in scan.subdimensions:
        counts = {
            role: _counts([rating.answers.get(sub.id) for rating in members], scan.n_phases)
            for role, members in by_role.items()
        }
        here = _shown({role: sum(count) for role, count in counts.items()}, minimum)
        for role in shown:
            median = mean = None
            if role in here:
                missing = len(by_role[role]) - sum(counts[role])
                mean, median = figures_that_hide(counts[role], missing, _centre_figures, STEPS_OF_A_ROLE, minimum)
            views.append(RoleView(role, sub.id, mean, median))
    return tuple(views)


def _dimension_mean(spreads: Sequence[Spread], dimension: str) -> float | None:
    """The mean over a dimension's subdimensions, if most of them may be shown."""
    members = [spread.centre for spread in spreads if spread.dimension == dimension]
    known = [centre for centre in members if centre is not None]
    return round(sum(known) / len(known), 2) if known and 2 * len(known) > len(members) else None


def _standing_out(spreads: Sequence[Spread]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The subdimensions well above and well below the mean of all, the furthest first."""
    known = [(spread.centre, spread.subdimension) for spread in spreads if spread.centre is not None]
    if not known:
        return (), ()
    middle = sum(centre for centre, _ in known) / len(known)
    high = sorted((one for one in known if one[0] - middle >= STANDS_OUT), key=lambda one: -one[0])
    low = sorted((one for one in known if middle - one[0] >= STANDS_OUT), key=lambda one: one[0])
    return _first(high), _first(low)


def _first(ordered: Sequence[tuple[float, str]]) -> tuple[str, ...]:
    if len(ordered) <= MOST_STANDING_OUT:
        return tuple(name for _, name in ordered)
    last = ordered[MOST_STANDING_OUT - 1][0]
    tied = [name for centre, name in ordered[MOST_STANDING_OUT:] if centre == last]
    return (*(name for _, name in ordered[:MOST_STANDING_OUT]), *tied)


def _role_contrasts(views: Sequence[RoleView], scan: PhasedScan) -> tuple[RoleContrast, ...]:
    contrasts = []
    for sub in scan.subdimension_ids:
        known = [(view.mean, view.role) for view in views if view.subdimension == sub and view.mean is not None]
        if len(known) < 2:
            continue
        (low, low_role), (high, high_role) = min(known), max(known)
        if high - low >= CONTRAST:
            contrasts.append(RoleContrast(sub, low_role, low, high_role, high))
    return tuple(sorted(contrasts, key=lambda contrast: contrast.low - contrast.high))


def _questions(scan: PhasedScan, dimensions: Mapping[str, float | None]) -> tuple[Question, ...]:
    questions = []
    for tension in scan.tensions:
        low, high = dimensions[tension.low], dimensions[tension.high]
        if low is not None and high is not None and high - low >= CONTRAST:
            questions.append(Question(tension.low, tension.high, tension.question))
    return tuple(questions)
