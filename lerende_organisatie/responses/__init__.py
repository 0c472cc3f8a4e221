"""What was answered: reading, validating, joining language versions, keying and scoring.

Reading order: :mod:`~lerende_organisatie.responses.reading` (the way in),
:mod:`~lerende_organisatie.responses.formats` (files and frames to one kind of table),
:mod:`~lerende_organisatie.responses.matching` (which column is which item),
:mod:`~lerende_organisatie.responses.answer_key` (what a value means on the scale),
:mod:`~lerende_organisatie.responses.joining` (one export per language),
:mod:`~lerende_organisatie.responses.responses` (the result),
:mod:`~lerende_organisatie.responses.scoring` (what the answers come to).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lerende_organisatie.responses.keying import keyed_frame, reversed_answers
    from lerende_organisatie.responses.missingness import Missingness, missingness
    from lerende_organisatie.responses.reading import read_responses
    from lerende_organisatie.responses.reading_log import ColumnMatch, ReadingLog, SourceLog
    from lerende_organisatie.responses.responses import DesignColumns, Responses
    from lerende_organisatie.responses.scoring import Scores, score_dimensions

__all__ = [
    "ColumnMatch",
    "DesignColumns",
    "Missingness",
    "ReadingLog",
    "Responses",
    "Scores",
    "SourceLog",
    "keyed_frame",
    "missingness",
    "read_responses",
    "reversed_answers",
    "score_dimensions",
]

_FILES = {
    "keying": ("keyed_frame", "reversed_answers"),
    "missingness": ("Missingness", "missingness"),
    "reading": ("read_responses",),
    "reading_log": ("ColumnMatch", "ReadingLog", "SourceLog"),
    "responses": ("DesignColumns", "Responses"),
    "scoring": ("Scores", "score_dimensions"),
}


def __getattr__(name: str) -> object:
    """Load a file when one of its names is first asked for."""
    for file, names in _FILES.items():
        if name in names:
            return getattr(import_module(f"lerende_organisatie.responses.{file}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
