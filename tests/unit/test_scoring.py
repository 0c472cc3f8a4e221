"""Scores by hand: keying, mean, sum, POMP and the minimum-answered rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from lerende_organisatie.errors import OptionError
from lerende_organisatie.responses import Responses, keyed_frame, read_responses, score_dimensions
from lerende_organisatie.responses.scoring import scored
from tests.responses_example import answers, tea


@pytest.fixture
def responses() -> Responses:
    frame = answers().astype({"q1": float, "q2": float, "q4": float})
    frame.loc[1, "q1"] = np.nan
    frame.loc[2, ["q1", "q2"]] = np.nan
    frame.loc[3, "q4"] = np.nan
    return read_responses(frame, tea())


def test_means_of_keyed_answers(responses: Responses) -> None:
    scores = score_dimensions(responses)
    # q3 is turned: 5 4 3 2 becomes 1 2 3 4
    expected = pd.DataFrame(
        {"pot": [(1 + 2 + 1) / 3, (3 + 2) / 2, np.nan, (4 + 5 + 4) / 3], "tin": [1.5, 2.5, 4.5, 2.0]}
    )
    pd.testing.assert_frame_equal(scores.table, expected, check_column_type=False)
    assert scores.n_scored.to_dict() == {"pot": 3, "tin": 4}
    assert scores.too_few.to_dict() == {"pot": 1, "tin": 0}
    assert scores.needed.to_dict() == {"pot": 2, "tin": 1}
    assert scores.n_items.to_dict() == {"pot": 3, "tin": 2}
    assert (scores.minimum.tolist(), scores.maximum.tolist()) == ([1, 1], [5, 5])
    assert (
        repr(scores)
        == "Scores (mean): 4 respondents × 2 dimensions of structure whole; 1 scores missing for too few answers"
    )


def test_sums_put_the_mean_of_the_person_in_the_place_of_a_missing_answer(responses: Responses) -> None:
    scores = score_dimensions(responses, method="sum")
    assert scores.table["pot"].tolist()[:2] == [4, 2.5 * 3]
    assert scores.table["tin"].tolist() == [3, 5, 9, 4]
    assert (scores.minimum.tolist(), scores.maximum.tolist()) == ([3, 2], [15, 10])


def test_pomp_is_the_percentage_of_the_maximum_possible(responses: Responses) -> None:
    scores = score_dimensions(responses, method="pomp")
    assert scores.table["tin"].tolist() == [12.5, 37.5, 87.5, 25.0]
    assert (scores.minimum.tolist(), scores.maximum.tolist()) == ([0, 0], [100, 100])


@pytest.mark.parametrize(
    ("minimum_answered", "needed"), [(1, 1), (2, 2), (1.0, 3), (0.5, 2), (1 / 3, 1), (2 / 3, 2), (0.67, 3), (1e-9, 1)]
)
def test_a_share_or_a_number_of_items(responses: Responses, minimum_answered: float, needed: int) -> None:
    scores = score_dimensions(responses, minimum_answered=minimum_answered, structure="short")
    assert scores.needed.tolist() == [needed]
    answered = responses.items[["q1", "q3", "q4"]].notna().sum(axis=1)
    assert scores.table["tray"].notna().tolist() == (answered >= needed).tolist()
    assert scores.structure == "short"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "median"}, "give one of 'mean', 'sum', 'pomp'"),
        ({"minimum_answered": 0}, "at least one answer"),
        ({"minimum_answered": 0.0}, "a share lies above 0"),
        ({"minimum_answered": -0.5}, "a share lies above 0"),
        ({"minimum_answered": 1.5}, "give a whole number to count items"),
        ({"minimum_answered": 3}, "dimension tin has only 2 items"),
        ({"minimum_answered": float("nan")}, "give a share"),
        ({"minimum_answered": True}, "give a share"),
        ({"minimum_answered": "half"}, "give a share"),
        ({"structure": "long"}, "long"),
    ],
)
def test_arguments_that_are_not_offered(responses: Responses, options: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        score_dimensions(responses, **options)  # type: ignore[arg-type]


def test_a_scale_from_zero_is_turned_around_its_own_middle() -> None:
    frame = pd.DataFrame({"q3": [0.0, 1, 4, np.nan], "other": [1, 2, 3, 4]})
    keyed = keyed_frame(frame, {"q3", "absent"}, 0, 4)
    assert keyed["q3"].tolist()[:3] == [4, 3, 0]
    assert np.isnan(keyed["q3"].iloc[3])
    assert keyed["other"].tolist() == [1, 2, 3, 4]
    assert frame["q3"].tolist()[:3] == [0, 1, 4]


def test_nobody_answered() -> None:
    nothing = np.full((3, 2), np.nan)
    assert np.isnan(scored(nothing, "mean", 1, 1, 5)).all()
    assert scored(np.empty((0, 2)), "pomp", 1, 1, 5).shape == (0,)
