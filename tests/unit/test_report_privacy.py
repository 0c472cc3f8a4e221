"""From everything that a report gives away, nobody can be recognised and no hidden count worked out."""

from __future__ import annotations

import csv
import json
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from lerende_organisatie.privacy import answer_blocks, is_small
from lerende_organisatie.report import ValidationReport, validate
from lerende_organisatie.studies.description import moments_of_counts, protected_items
from tests.unit.report_survey import answers, read, report

MINIMUM = 5


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that the report writes, in one text."""
    folder = tmp_path_factory.mktemp("report")
    made = report()
    parts = [made.to_html(language="en"), made.to_html(language="nl"), made.to_json()]
    parts += [path.read_text(encoding="utf-8-sig") for path in made.to_csv(folder)]
    return "\n".join(parts)


def test_no_identifier_and_no_label_of_a_small_group(everything: str) -> None:
    assert "person-" not in everything
    assert "caretaker" not in everything
    assert "HYPERLINK" not in everything
    assert "teacher" in everything


def test_small_groups_are_only_shown_together() -> None:
    frame = answers()
    (role,) = report().study.sample.groupings
    counts = frame["role"].value_counts()
    assert dict(role.counts.shown) == {"teacher": counts["teacher"], "leader": counts["leader"]}
    assert role.counts.together == counts["support"] + counts["caretaker"] + counts["=HYPERLINK(1)"]
    assert role.smallest is None


def test_no_row_of_a_person(tmp_path: Path) -> None:
    n_items = 12
    for path in report().to_csv(tmp_path):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            assert sum(1 for _ in csv.reader(handle)) < 100

    def longest(value: object) -> int:
        if isinstance(value, dict):
            return max(map(longest, value.values()), default=0)
        if isinstance(value, list):
            return max([len(value), *map(longest, value)])
        return 0

    assert longest(json.loads(report().to_json())) < 240
    assert len(report().study.items) == n_items


def test_no_lowest_or_highest_value_of_a_person(everything: str) -> None:
    assert not re.search(r'"(min|max|minimum|maximum|range)"', everything)


def worlds(item: dict, n: int) -> list[tuple[int, ...]]:
    """Every division of an item's answers that agrees with all that is published of it, and with the rule."""
    values = (1, 2, 3, 4, 5)
    blocks = item["blocks"]
    places = []
    for block in blocks:
        cells = [value - 1 for value in block["values"]] + ([5] if block["missing"] else [])
        places.append((cells, block["count"]))

    def divisions(cells: list[int], size: int) -> list[tuple[int, ...]]:
        if len(cells) == 1:
            return [(size,)]
        return [
            (*parts, size - sum(parts))
            for parts in product(range(size + 1), repeat=len(cells) - 1)
            if sum(parts) <= size
        ]

    shape = tuple(tuple(cells) for cells, _ in places)
    found = []
    for choice in product(*(divisions(cells, size) for cells, size in places)):
        counts = [0] * 6
        for (cells, _), parts in zip(places, choice, strict=True):
            for cell, part in zip(cells, parts, strict=True):
                counts[cell] = part
        assert sum(counts) == n
        if tuple(tuple(sorted(block)) for block in answer_blocks(counts[:5], counts[5])) != tuple(
            tuple(sorted(block)) for block in shape
        ):
            continue
        figures = moments_of_counts(counts[:5], values)
        published = [item[name] for name in ("mean", "sd", "skewness", "kurtosis")]
        if item["decimals"] is not None and any(
            shown is not None and not np.isclose(round(figure, places), shown, atol=1e-9)
            for figure, shown, places in zip(figures, published, item["decimals"], strict=True)
        ):
            continue
        found.append(tuple(counts))
    return found


def test_no_small_count_of_answers_can_be_worked_out() -> None:
    twin = json.loads(report().to_json())
    frame = answers()
    attacked = 0
    for item in twin["items"]:
        column = frame[item["item"]]
        truth = [int((column == value).sum()) for value in range(1, 6)] + [int(column.isna().sum())]
        small = [cell for cell, count in enumerate(truth) if is_small(count, MINIMUM)]
        if not small:
            continue
        hidden = [block for block in item["blocks"] if len(block["values"]) + block["missing"] > 1]
        assert hidden
        if any(len(block["values"]) + block["missing"] > 3 for block in hidden):
            continue
        possible = worlds(item, twin["sample"]["n"])
        assert tuple(truth) in possible
        attacked += 1
        for cell in small:
            assert len({world[cell] for world in possible}) > 1, (item["item"], cell, possible)
    assert attacked >= 4


def test_full_precision_would_have_given_counts_away() -> None:
    """The attack above works where figures are not rounded: it is no attack made of straw."""
    twin = json.loads(report().to_json())
    frame = answers()
    broken = 0
    for item in twin["items"]:
        if item["decimals"] is None or any(len(block["values"]) + block["missing"] > 3 for block in item["blocks"]):
            continue
        column = frame[item["item"]]
        counts = [int((column == value).sum()) for value in range(1, 6)]
        exact = dict(
            zip(("mean", "sd", "skewness", "kurtosis"), moments_of_counts(counts, (1, 2, 3, 4, 5)), strict=True)
        )
        possible = worlds({**item, **exact, "decimals": (12,) * 4}, twin["sample"]["n"])
        broken += len(possible) == 1
    assert broken > 0


def test_what_an_items_metric_gives_is_rounded_with_its_mean() -> None:
    study = report().study
    decimals = protected_items(study.items)
    assert decimals
    assert any(places > 0 for places in decimals.values())
    assert study.detail is not None

    def rounded(value: float | None, places: int) -> bool:
        return value is None if places < 0 else value is None or round(value, places) == value

    for loading in study.detail.loadings:
        if loading.indicator in decimals:
            for value in (loading.est, loading.se, loading.residual):
                assert rounded(value, decimals[loading.indicator]), loading
    for row in study.reliability:
        dimension = next(one for one in study.structure.dimensions if one.id == row.dimension)
        places = [decimals[item] for item in dimension.items if item in decimals]
        for value in (row.mean, row.sd, row.sem) if places else ():
            assert rounded(value, min(places)), row


@pytest.mark.parametrize("missing_rows", [1, 4])
def test_a_count_of_respondents_that_leaves_a_few_out_is_withheld(missing_rows: int) -> None:
    frame = answers(missing=0.0)
    frame.loc[: missing_rows - 1, "gro1"] = np.nan
    made: ValidationReport = validate(read(frame))
    study = made.study
    assert study.sample.n_complete is None
    assert {row.dimension: row.n for row in study.reliability} == {"clarity": 240, "trust": 240, "growth": None}
    item = next(one for one in study.items if one.item == "gro1")
    assert item.n_missing is None
    listwise = validate(read(frame), missing="listwise").study
    assert all(fit.n is None for fit in listwise.models)
    assert listwise.methods.n_used is None
    for text in (made.to_html(), made.to_json()):
        assert not re.search(rf"(?<![\d.,]){240 - missing_rows}(?![\d])", text)


def test_the_share_of_missing_answers_is_rounded_when_one_item_hides_its_number() -> None:
    frame = answers(missing=0.0)
    frame.loc[:2, "gro1"] = np.nan
    study = validate(read(frame)).study
    exact = 3 / (240 * 12)
    assert study.sample.share_missing_rounded
    assert exact < study.sample.share_missing == 0.01
    assert "At most 1.0%" in validate(read(frame)).to_html()


def test_a_larger_minimum_hides_more() -> None:
    study = validate(read(answers()), minimum_group_size=10).study
    (role,) = study.sample.groupings
    assert role.counts.together is not None
    assert role.counts.together >= 10
    for item in study.items:
        for block in item.blocks:
            assert block.count == 0 or block.count >= 10
