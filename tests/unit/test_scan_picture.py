"""The group's picture: right numbers, nothing about too few, what stands out, contrasts as questions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product

import pytest

from lerende_organisatie.errors import PrivacyError
from lerende_organisatie.instrument import PhasedScan, scan_from_mapping
from lerende_organisatie.psychometrics.aggregation.ordinal_agreement import van_der_eijk_agreement
from lerende_organisatie.schools.selfscan.parts import Rating
from lerende_organisatie.schools.selfscan.picture import STEPS, GroupPicture, group_picture
from tests.unit.scan_example import mini_scan

SUBS = ("dim1_sub1", "dim1_sub2", "dim2_sub1", "dim2_sub2")


@pytest.fixture(scope="module")
def scan() -> PhasedScan:
    return scan_from_mapping(mini_scan())


def rating(person: int, answers: Mapping[str, int], role: str | None = None) -> Rating:
    return Rating(respondent=f"{person:032x}", role=role, language="nl", revision=1, answers=dict(answers))


def picture_of(scan: PhasedScan, phases: Sequence[int], minimum: int = 5) -> GroupPicture:
    """Everyone rates every subdimension alike."""
    return group_picture(scan, [rating(n, dict.fromkeys(SUBS, p)) for n, p in enumerate(phases)], minimum)


def test_too_few_ratings_give_no_picture(scan: PhasedScan) -> None:
    with pytest.raises(PrivacyError, match="fewer than 5 ratings"):
        picture_of(scan, [1, 2, 3, 4])


def test_a_large_group_is_shown_as_it_is(scan: PhasedScan) -> None:
    counts = (10, 20, 30, 5, 15)
    phases = [phase for phase, count in enumerate(counts, start=1) for _ in range(count)]
    spread = picture_of(scan, phases).spread("dim1_sub1")
    assert spread.n == 80
    assert spread.blocks == tuple(((phase,), count) for phase, count in enumerate(counts, start=1))
    assert spread.median == 3.0
    assert spread.mean == pytest.approx(sum(phases) / 80, abs=0.005)
    assert spread.agreement == pytest.approx(van_der_eijk_agreement(counts), abs=0.005)
    assert (spread.lower_quartile, spread.upper_quartile) == (2.0, 3.0)


def test_small_counts_are_shown_together(scan: PhasedScan) -> None:
    spread = picture_of(scan, [2, 2, 2, 3, 3, 3, 4, 4]).spread("dim1_sub1")
    assert spread.blocks == (((1, 2, 3, 4, 5), 8),)
    assert spread.mean == pytest.approx(23 / 8, abs=0.25)
    assert spread.agreement is not None


def test_a_unanimous_group_is_shown_to_be_one(scan: PhasedScan) -> None:
    spread = picture_of(scan, [4] * 8).spread("dim1_sub1")
    assert ((4,), 8) in spread.blocks
    assert spread.mean == 4.0
    assert spread.agreement == 1.0


def consistent(figures: tuple[float | None, ...], counts: Sequence[int]) -> bool:
    """Whether these counts could have given the published figures, at one of the roundings that are used."""
    ordered = [phase for phase, count in enumerate(counts, start=1) for _ in range(count)]
    n = len(ordered)
    ours = (
        sum(ordered) / n,
        van_der_eijk_agreement(counts),
        (ordered[(n - 1) // 2] + ordered[n // 2]) / 2,
        ordered[math.ceil(n / 4) - 1],
        ordered[math.ceil(3 * n / 4) - 1],
    )
    return all(
        published is None or any(abs(round(value / step) * step - published) < 1e-9 for step in steps)
        for published, value, steps in zip(figures, ours, STEPS, strict=True)
    )


@pytest.mark.parametrize(
    "phases",
    [
        (1, 2, 2, 3, 3, 3, 4, 5),
        (1, 1, 1, 1, 5, 5, 5, 5),
        (2, 3, 3, 3, 3, 3, 3, 3),
        (1, 2, 3, 4, 5),
        (3, 3, 3, 3, 4, 4, 4, 4, 4),
    ],
)
def test_no_hidden_count_can_be_worked_out(scan: PhasedScan, phases: tuple[int, ...]) -> None:
    """Of all ways to divide the group, more than one fits what is shown, for every count from one to four."""
    spread = picture_of(scan, phases).spread("dim1_sub1")
    figures = (spread.mean, spread.agreement, spread.median, spread.lower_quartile, spread.upper_quartile)
    assert spread.mean is not None
    n = len(phases)
    fitting = [
        counts
        for counts in product(range(n + 1), repeat=5)
        if sum(counts) == n
        and all(sum(counts[phase - 1] for phase in block) == count for block, count in spread.blocks)
        and consistent(figures, counts)
    ]
    for phase in range(5):
        if 0 < phases.count(phase + 1) < 5:
            assert len({counts[phase] for counts in fitting}) > 1, (phase, figures)


def test_who_skips_is_counted_apart_and_few_are_not_shown(scan: PhasedScan) -> None:
    people = [rating(n, dict.fromkeys(SUBS if n < 4 else SUBS[:3], 3)) for n in range(9)]
    picture = group_picture(scan, people, 5)
    lacking = picture.spread("dim2_sub2")
    assert (lacking.n, lacking.blocks, lacking.mean) == (None, (), None)
    assert picture.spread("dim1_sub1").n == 9
    one_skips = [rating(n, dict.fromkeys(SUBS if n else SUBS[:3], 3)) for n in range(9)]
    assert group_picture(scan, one_skips, 5).spread("dim2_sub2").n is None


ROLES = ["teacher"] * 8 + ["leader"] * 6 + ["support"] * 5


def by_role(scan: PhasedScan, roles: Sequence[str | None], high: str = "leader") -> GroupPicture:
    people = [
        rating(n, {sub: 4 if role == high and sub == "dim1_sub1" else 2 for sub in SUBS}, role)
        for n, role in enumerate(roles)
    ]
    return group_picture(scan, people, 5)


def test_where_roles_differ(scan: PhasedScan) -> None:
    picture = by_role(scan, ROLES)
    assert picture.roles == (("leader", 6), ("support", 5), ("teacher", 8))
    (contrast,) = picture.role_contrasts
    assert (contrast.subdimension, contrast.high_role, contrast.high) == ("dim1_sub1", "leader", 4.0)
    assert contrast.low == 2.0


@pytest.mark.parametrize(
    "roles",
    [
        ["teacher"] * 5 + ["leader"] * 3,
        ["teacher"] * 9 + ["leader"] * 1,
        ["teacher"] * 9 + [None] * 2,
    ],
)
def test_a_role_is_not_shown_when_the_rest_would_be_too_few(scan: PhasedScan, roles: list[str | None]) -> None:
    picture = by_role(scan, roles)
    assert picture.roles == ()
    assert picture.role_views == ()
    assert picture.role_contrasts == ()


def test_what_stands_out_and_where_the_group_is_divided(scan: PhasedScan) -> None:
    people = [
        rating(n, {"dim1_sub1": 1, "dim1_sub2": 3, "dim2_sub1": 5, "dim2_sub2": 1 if n % 2 else 5}) for n in range(20)
    ]
    picture = group_picture(scan, people, 5)
    assert picture.high == ("dim2_sub1",)
    assert picture.low == ("dim1_sub1",)
    assert picture.divided == ("dim2_sub2",)
    assert picture.dimensions == {"dim1": 2.0, "dim2": 4.0}
    assert list(picture.table.columns[:2]) == ["dimension", "n"]
    assert picture.table.loc["dim2_sub2", "agreement"] == -1.0


def test_a_contrast_between_dimensions_is_a_question_and_not_a_score(scan: PhasedScan) -> None:
    low_vision = {"dim1_sub1": 2, "dim1_sub2": 2, "dim2_sub1": 4, "dim2_sub2": 4}
    picture = group_picture(scan, [rating(n, low_vision) for n in range(8)], 5)
    (question,) = picture.questions
    assert (question.low, question.high) == ("dim1", "dim2")
    assert question.text["nl"] == "Hoe kan dat?"
    other_way = {sub: 6 - phase for sub, phase in low_vision.items()}
    assert group_picture(scan, [rating(n, other_way) for n in range(8)], 5).questions == ()
