"""One call for every way out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from lerende_organisatie.errors import OptionError
from lerende_organisatie.instrument.definition import Instrument
from lerende_organisatie.instrument.exchange.limesurvey import limesurvey_columns, limesurvey_structure
from lerende_organisatie.instrument.exchange.paper import paper_html
from lerende_organisatie.instrument.exchange.qualtrics import qualtrics_text
from lerende_organisatie.instrument.exchange.questions import (
    DEFAULT_PER_PAGE,
    Asked,
    BackgroundQuestion,
    asked,
)
from lerende_organisatie.instrument.exchange.xlsform import write_xlsform
from lerende_organisatie.instrument.loading import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping

Tool = Literal["limesurvey", "xlsform", "qualtrics", "paper"]
TOOLS: tuple[str, ...] = get_args(Tool)
ENDINGS = {"limesurvey": ".txt", "xlsform": ".xlsx", "qualtrics": ".txt", "paper": ".html"}


@dataclass(frozen=True, slots=True)
class ExportedQuestionnaire:
    """A questionnaire that was written for a survey tool.

    Attributes
    ----------
    path : Path
    tool : str
    languages : tuple of str
        The languages in the file.
    columns : mapping of item to str
        What the item's column is called in the tool's export of answers; ``read_responses`` finds it by itself.
    """

    path: Path
    tool: Tool
    languages: tuple[str, ...]
    columns: Mapping[str, str]


def export_questionnaire(
    instrument: Instrument | str | Path,
    path: str | Path,
    tool: Tool,
    *,
    languages: Sequence[str] | None = None,
    background: Sequence[BackgroundQuestion] = (),
    per_page: int = DEFAULT_PER_PAGE,
    overwrite: bool = False,
) -> ExportedQuestionnaire:
    """Write a questionnaire so that a survey tool reads it, or so that it can be printed.

    Parameters
    ----------
    instrument : Instrument, a name of the catalogue, or a path
    path : str or Path
        LimeSurvey and Qualtrics: .txt; XLSForm: .xlsx; paper: .html.
    tool : {"limesurvey", "xlsform", "qualtrics", "paper"}
        XLSForm is for ODK, KoboToolbox and Survey123. LimeSurvey: "Import a survey"; Qualtrics: "Import survey".
    languages : sequence of str, optional
        All of the instrument's if left out. LimeSurvey and XLSForm hold several; Qualtrics and paper hold the first.
    background : sequence of BackgroundQuestion
        Asked before the items: school, role and so on.
    per_page : int
        Items on a page.
    overwrite : bool

    Returns
    -------
    ExportedQuestionnaire

    Raises
    ------
    OptionError
        An unknown tool or language; a name with another ending; a file that is there already.
    DefinitionError
        The instrument cannot be loaded, or holds what the tool cannot take; every fault at once.

    References
    ----------
    LimeSurvey manual, "Tab Separated Value survey structure". XLSForm specification, xlsform.org. Qualtrics support,
    "Preparing an advanced format TXT file".
    """
    if tool not in TOOLS:
        raise OptionError(f"tool={tool!r}: there is {', '.join(TOOLS)}")
    target = Path(path)
    if target.suffix.lower() != ENDINGS[tool]:
        raise OptionError(f"{target.name}: a questionnaire for {tool} ends in {ENDINGS[tool]}")
    if target.exists() and not overwrite:
        raise OptionError(f"{target} is there already; give another name, or overwrite=True")
    known = instrument if isinstance(instrument, Instrument) else load_questionnaire(instrument)
    form = asked(known, languages, background, per_page)
    if tool in ("qualtrics", "paper"):
        form = Asked(form.instrument, form.languages[:1], form.background, form.pages)
    _write_whole(form, target, tool)
    columns = limesurvey_columns(form) if tool == "limesurvey" else {item: item for item in known.item_ids}
    return ExportedQuestionnaire(target, tool, form.languages, columns)


def _write_whole(form: Asked, target: Path, tool: Tool) -> None:
    """Write beside the target first, so that nothing is left half written."""
    first = form.languages[0]
    text = {
        "limesurvey": lambda: limesurvey_structure(form),
        "qualtrics": lambda: qualtrics_text(form, first),
        "paper": lambda: paper_html(form, first),
    }
    written = text[tool]() if tool in text else None
    try:
        handle, name = tempfile.mkstemp(prefix=".writing-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        beside = Path(name)
        try:
            if written is None:
                write_xlsform(form, beside)
            else:
                beside.write_text(written, encoding="utf-8", newline="\n")
            beside.chmod(0o644)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as reason:
        raise OptionError(f"{target}: the file cannot be written ({reason.strerror or reason})") from None
