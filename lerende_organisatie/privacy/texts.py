"""Text that may leave the house: messages without small counts, cells that start no formula."""

from __future__ import annotations

import re

from lerende_organisatie.privacy.counts import MINIMUM_GROUP_SIZE, is_small

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""First characters that a spreadsheet may take for the start of a formula or a command."""

_NUMBER_IN_TEXT = re.compile(
    r"(?<![\w.,-])(?P<number>\d+)(?![\w]|[.,]\d)(?P<people>\s+(?:\w+\s+)?(?:of|respondent|row|answer|person|people|case)\w*)?"
)


def withhold_counts(text: str, total: int, minimum: int = MINIMUM_GROUP_SIZE) -> str:
    """A message without small numbers of people in it.

    Numbers of 1 to ``minimum - 1`` before a word for people or their answers, and numbers that leave out that few of
    all respondents, are replaced by an ellipsis.

    Parameters
    ----------
    text : str
        A warning or error message, in English.
    total : int
        All respondents.
    minimum : int

    Returns
    -------
    str
    """

    def replaced(match: re.Match[str]) -> str:
        number = int(match["number"])
        few = is_small(number, minimum) and match["people"]
        return f"…{match['people'] or ''}" if few or is_small(total - number, minimum) else match[0]

    return _NUMBER_IN_TEXT.sub(replaced, text)


def safe_cell(value: object) -> object:
    """A value for a spreadsheet cell that no spreadsheet takes for a formula.

    Text that begins, after any white space, with a character that starts a formula gets an apostrophe in front;
    numbers stay numbers.

    Parameters
    ----------
    value : object
        What goes into the cell.

    Returns
    -------
    object
        The same value, or the text made harmless.

    References
    ----------
    OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
    """
    if not isinstance(value, str):
        return value
    if value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS):
        return "'" + value
    return value
