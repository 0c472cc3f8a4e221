"""Turning answers to reverse-keyed items, so that a higher number means more of the dimension."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Answers = TypeVar("Answers", pd.DataFrame, pd.Series, NDArray[np.float64])


def reversed_answers(answers: Answers, minimum: float, maximum: float) -> Answers:
    """Answers counted from the other end of the scale: minimum + maximum − x; a missing answer stays missing.

    Parameters
    ----------
    answers : DataFrame, Series or ndarray of floats
    minimum, maximum : float
        The ends of the response scale.
    """
    return (minimum + maximum) - answers


def keyed_frame(frame: pd.DataFrame, reverse: Collection[str], minimum: float, maximum: float) -> pd.DataFrame:
    """A frame whose reverse-keyed items are turned; every other column is as it was.

    Parameters
    ----------
    frame : DataFrame
        n rows; item columns and others.
    reverse : collection of str
        The items to turn; those that are not in the frame are passed over.
    minimum, maximum : float
        The ends of the response scale.

    Returns
    -------
    DataFrame
        A new one; keying twice gives the answers back.
    """
    turned = {item: reversed_answers(frame[item], minimum, maximum) for item in frame.columns if item in reverse}
    return frame.assign(**turned) if turned else frame.copy(deep=False)
