"""People's files into a session: what can be taken is taken, and what became of every file is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from lerende_organisatie.errors import OptionError, ResponsesError
from lerende_organisatie.responses.answer_sheet import AnswerSheet, misfits, read_answer_sheet
from lerende_organisatie.schools.selfscan.parts import Rating

if TYPE_CHECKING:
    import pandas as pd

    from lerende_organisatie.schools.selfscan.session import ScanSession

What = Literal["added", "replaced", "sent twice", "older", "too late", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes
    ----------
    file : str
        Its name.
    what : {"added", "replaced", "sent twice", "older", "too late", "refused"}
    faults : tuple of str
        Why, where it was not simply added.
    """

    file: str
    what: What
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """A session with people's files added.

    Attributes
    ----------
    session : ScanSession
    outcomes : tuple of Outcome
        One per file, in the order in which they were given.
    """

    session: ScanSession
    outcomes: tuple[Outcome, ...]

    @property
    def refused(self) -> tuple[Outcome, ...]:
        """The files that could not be taken."""
        return tuple(outcome for outcome in self.outcomes if outcome.what == "refused")

    @property
    def table(self) -> pd.DataFrame:
        """One row per file: what became of it, and why."""
        import pandas as pd

        rows = [(one.file, one.what, "; ".join(one.faults)) for one in self.outcomes]
        return pd.DataFrame(rows, columns=["file", "outcome", "why"])


def added(session: ScanSession, sources: Iterable[str | Path] | str | Path) -> Added:
    """The session with people's files added; see :meth:`ScanSession.add`."""
    if session.status == "closed":
        raise OptionError(f"the session {session.title!r} is closed; nobody can add ratings any more")
    ratings = {rating.respondent: rating for rating in session.ratings}
    outcomes = []
    for path in _files(sources):
        try:
            sheet = read_answer_sheet(path)
        except ResponsesError as error:
            outcomes.append(Outcome(path.name, "refused", error.faults))
            continue
        faults = misfits(sheet, session.scan, session.level)
        if faults:
            outcomes.append(Outcome(path.name, "refused", tuple(faults)))
            continue
        outcome = _outcome(path.name, sheet, ratings.get(sheet.respondent), sheet.respondent in session.shown)
        outcomes.append(outcome)
        if outcome.what in ("added", "replaced"):
            ratings[sheet.respondent] = Rating(
                respondent=sheet.respondent,
                role=sheet.role,
                language=sheet.language,
                revision=sheet.revision,
                answers=sheet.answers,
            )
    return Added(session._with({"ratings": tuple(ratings.values())}), tuple(outcomes))


def _outcome(file: str, sheet: AnswerSheet, earlier: Rating | None, is_shown: bool) -> Outcome:
    """What becomes of a sheet beside what the same device sent before."""
    if earlier is None:
        return Outcome(file, "added")
    if sheet.answers == earlier.answers and sheet.role == earlier.role:
        return Outcome(file, "sent twice", ("the same answers are there already; they count once",))
    if is_shown:
        why = "these ratings are in the picture that the group has seen; the first ones stand"
        return Outcome(file, "too late", (why,))
    if sheet.revision > earlier.revision:
        return Outcome(
            file, "replaced", ("the same person saved again; the newer answers take the place of the older",)
        )
    if sheet.revision < earlier.revision:
        return Outcome(file, "older", ("the same person has sent newer answers; those stand",))
    why = "has the number and revision of answers that are there, but says something else: it was changed by hand"
    return Outcome(file, "refused", (why,))


def _files(sources: Iterable[str | Path] | str | Path) -> list[Path]:
    """The files named, and those in the folders named."""
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    if not given:
        raise OptionError("name at least one file, or a folder with files")
    found: list[Path] = []
    for one in map(Path, given):
        if one.is_dir():
            inside = sorted(path for path in one.iterdir() if path.suffix.lower() == ".json" and path.is_file())
            if not inside:
                raise OptionError(f"the folder {one.name} holds no .json files")
            found += inside
        else:
            found.append(one)
    return found
