"""What they read: tables, figures, HTML, JSON.

Reading order: ``validation_report`` (the call) -> ``validation_document`` and ``sections/`` (a study in words, tables
and figures; ``equivalence_report``, ``translation_document`` and ``sections/equivalence/`` for translations) ->
``document`` (what those are) -> ``html``, ``word``, ``csv_tables``, ``twin`` (how they are written).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lerende_organisatie.report.equivalence_report import TranslationReport, translation_report
    from lerende_organisatie.report.validation_report import ValidationReport, validate

__all__ = ["TranslationReport", "ValidationReport", "translation_report", "validate"]

_HOME = {"TranslationReport": "equivalence_report", "translation_report": "equivalence_report"}


def __getattr__(name: str) -> object:
    """Load the report when it is first asked for."""
    if name in __all__:
        return getattr(import_module(f"lerende_organisatie.report.{_HOME.get(name, 'validation_report')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
