"""A session: people rate alone, then see the group, settle on a phase, choose and plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictInt

from lerende_organisatie.errors import DefinitionError, OptionError, PrivacyError
from lerende_organisatie.instrument.loading import load_instrument, load_scan, scan_from_mapping
from lerende_organisatie.instrument.parts import Check, Definition, Level, Text, fields
from lerende_organisatie.instrument.phased_scan import PhasedScan
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE, check_minimum
from lerende_organisatie.responses.answer_sheet import RespondentId
from lerende_organisatie.schools import saving
from lerende_organisatie.schools.selfscan import session_consistency
from lerende_organisatie.schools.selfscan.parts import Consensus, NextStep, Priority, Rating
from lerende_organisatie.schools.selfscan.picture import GroupPicture, group_picture

if TYPE_CHECKING:
    from datetime import date

    from lerende_organisatie.schools.selfscan.adding import Added

__all__ = ["Consensus", "NextStep", "Priority", "Rating", "ScanSession"]


class ScanSession(Definition):
    """The session of a team, a school or a board with a phased scan; every step gives a new session.

    People rate alone (``add`` takes their files). ``reveal`` fixes whose ratings are shown; after it ``picture`` shows
    the group, which can ``agree`` on a phase, ``prioritise``, ``plan_step`` and ``close``. Ratings that arrive after
    the group has seen its picture are kept, and counted once there are enough of them together, so that no picture
    minus an earlier one is a person.

    Parameters
    ----------
    schema_version : 1
    kind : "scan_session"
    title : str
    scan : PhasedScan
    level : {"team", "school", "board"}
    minimum_group_size : int
        The smallest group about which anything is shown; 5 unless the group chose otherwise, never below 3.
    status : {"collecting", "shown", "closed"}
    ratings : tuple of Rating
        One per person, under a number drawn at random. They are people's own: guard the file as you guard answers.
    shown : tuple of str
        The respondents whose ratings are in the picture.
    consensus : tuple of Consensus
    priorities : tuple of Priority
    next_steps : tuple of NextStep

    Raises
    ------
    DefinitionError
        The parts do not fit together; every fault is listed.

    Examples
    --------
    >>> session = ScanSession.new("zelfscan", title="Team 3", level="team")
    >>> session.status, len(session.ratings)
    ('collecting', 0)
    """

    consistent: ClassVar[Check] = staticmethod(session_consistency.session_faults)

    schema_version: Annotated[StrictInt, Field(ge=1, le=1)] = 1
    kind: Literal["scan_session"] = "scan_session"
    title: Text
    scan: PhasedScan
    level: Level
    minimum_group_size: Annotated[StrictInt, Field(ge=3, le=1_000)] = MINIMUM_GROUP_SIZE
    status: Literal["collecting", "shown", "closed"] = "collecting"
    ratings: tuple[Rating, ...] = ()
    shown: tuple[RespondentId, ...] = ()
    consensus: tuple[Consensus, ...] = ()
    priorities: tuple[Priority, ...] = ()
    next_steps: tuple[NextStep, ...] = ()

    def __repr__(self) -> str:
        return f"<ScanSession {self.title!r}: {self.scan.name}, {self.level}, {self.status}>"

    def __str__(self) -> str:
        return repr(self)

    @classmethod
    def new(
        cls,
        scan: PhasedScan | str | Path,
        *,
        title: str,
        level: Level | None = None,
        minimum_group_size: int = MINIMUM_GROUP_SIZE,
    ) -> ScanSession:
        """A session in which nobody has rated yet.

        Parameters
        ----------
        scan : PhasedScan, or what `load_instrument` takes
        title : str
            For whom it is, and when.
        level : {"team", "school", "board"}, optional
            The first that the scan offers, if not given.
        minimum_group_size : int

        Raises
        ------
        OptionError
            The scan is not for that level, or the minimum would protect nobody.
        """
        definition = scan if isinstance(scan, PhasedScan) else load_scan(scan)
        chosen = definition.levels[0] if level is None else level
        definition.referent(definition.languages[0], chosen)
        check_minimum(minimum_group_size)
        return cls(title=title, scan=definition, level=chosen, minimum_group_size=minimum_group_size)

    def _with(self, changes: Mapping[str, Any]) -> ScanSession:
        return ScanSession(**{**fields(self), **changes})

    def add(self, sources: Iterable[str | Path] | str | Path) -> Added:
        """Add people's files; a file that cannot be taken is reported and the others are kept.

        Parameters
        ----------
        sources : path or paths
            Files of the offline form, or folders that hold them.

        Returns
        -------
        Added
            ``.session`` with the ratings, ``.outcomes`` with what became of each file, ``.table``.

        Raises
        ------
        OptionError
            The session is closed, or a folder holds no files.
        """
        from lerende_organisatie.schools.selfscan.adding import added

        return added(self, sources)

    @property
    def counted(self) -> tuple[Rating, ...]:
        """The ratings that are in the picture."""
        return tuple(rating for rating in self.ratings if rating.respondent in self.shown)

    @property
    def n_waiting(self) -> int:
        """Ratings that came after the picture was shown and are not in it yet."""
        return 0 if self.status == "collecting" else len(self.ratings) - len(self.shown)

    def reveal(self) -> ScanSession:
        """Show the group its picture: from here on it is fixed whose ratings are in it.

        Ratings that have come since an earlier time are taken in when they are at least the minimum together.

        Raises
        ------
        PrivacyError
            There are fewer ratings than the minimum.
        OptionError
            The session is closed.
        """
        self._open("show the picture")
        if len(self.ratings) < self.minimum_group_size:
            raise PrivacyError(
                f"there are fewer than {self.minimum_group_size} ratings, so nothing is shown yet; "
                "ask more people to fill in the scan"
            )
        if self.status == "shown" and self.n_waiting < self.minimum_group_size:
            return self
        return self._with({"status": "shown", "shown": tuple(rating.respondent for rating in self.ratings)})

    def picture(self) -> GroupPicture:
        """The group's picture, once it has been revealed.

        Raises
        ------
        PrivacyError
            It has not been revealed, or there are fewer ratings than the minimum.
        """
        if self.status == "collecting":
            if len(self.ratings) >= self.minimum_group_size:
                raise PrivacyError("the picture has not been revealed yet; reveal() first, when everyone has rated")
            raise PrivacyError(
                f"there are fewer than {self.minimum_group_size} ratings, so nothing is shown yet; "
                "ask more people to fill in the scan"
            )
        return group_picture(self.scan, self.counted, self.minimum_group_size)

    def _open(self, what: str) -> None:
        if self.status == "closed":
            raise OptionError(f"the session {self.title!r} is closed; nobody can {what} any more")

    def _discussing(self, what: str) -> None:
        self._open(what)
        if self.status != "shown":
            raise OptionError(f"reveal() the picture before the group can {what}: people rate alone first")

    def agree(self, subdimension: str, phase: int, reason: str) -> ScanSession:
        """Record the phase on which the group settles, in place of an earlier one.

        Parameters
        ----------
        subdimension : str
        phase : int
            Counted from 1. It is a judgement, and need not be the mean or the median.
        reason : str

        Raises
        ------
        OptionError
            There is no such subdimension or phase, or it is not time for this.
        DefinitionError
            The reason is blank.
        """
        self._discussing("agree on a phase")
        self.scan.subdimension(subdimension).description(phase, self.scan.languages[0])
        kept = tuple(one for one in self.consensus if one.subdimension != subdimension)
        return self._with({"consensus": (*kept, Consensus(subdimension=subdimension, phase=phase, reason=reason))})

    def prioritise(self, subdimension: str, reason: str) -> ScanSession:
        """Choose a subdimension to work on, in place of an earlier choice of it.

        Parameters
        ----------
        subdimension : str
        reason : str

        Raises
        ------
        OptionError
            There is no such subdimension, or it is not time for this.
        DefinitionError
            The reason is blank.
        """
        self._discussing("choose priorities")
        self.scan.subdimension(subdimension)
        kept = tuple(one for one in self.priorities if one.subdimension != subdimension)
        return self._with({"priorities": (*kept, Priority(subdimension=subdimension, reason=reason))})

    def plan_step(self, subdimension: str, what: str, *, who: str, when: date | str | None = None) -> ScanSession:
        """Write down a next step for a priority.

        Parameters
        ----------
        subdimension : str
            One of the priorities.
        what : str
        who : str
            A role or a team, not a name.
        when : date or str, optional
            A day, as text written like 2026-03-31.

        Raises
        ------
        OptionError
            It is not a priority, or it is not time for this.
        DefinitionError
            A text is blank, or the day is none.
        """
        self._discussing("plan a next step")
        if subdimension not in [one.subdimension for one in self.priorities]:
            raise OptionError(f"{subdimension!r} is not a priority; prioritise() it first, with the reason")
        step = NextStep(subdimension=subdimension, what=what, who=who, when=when)
        return self._with({"next_steps": (*self.next_steps, step)})

    def close(self) -> ScanSession:
        """Close the session: nothing is added or changed any more.

        Raises
        ------
        OptionError
            It is closed already, or the picture has not been revealed.
        """
        self._discussing("close it")
        return self._with({"status": "closed"})

    def save(self, path: str | Path) -> None:
        """Write the session to a file, in full or not at all.

        A file that holds ratings or decisions which this session lacks is not overwritten.

        Parameters
        ----------
        path : str or Path
            Ending in .yaml, .yml or .json.

        Raises
        ------
        OptionError
            Something in the file that is there would be lost.
        DefinitionError
            The file cannot be written, or what is there cannot be read.
        """
        path = Path(path)
        if path.exists():
            self._refuse_to_lose(ScanSession.load(path), path)
        saving.save(self.as_data(), path)

    def _refuse_to_lose(self, there: ScanSession, path: Path) -> None:
        lost = {one.respondent for one in there.ratings} - {one.respondent for one in self.ratings}
        earlier = {one.respondent: one.revision for one in self.ratings}
        older = [one for one in there.ratings if earlier.get(one.respondent, one.revision) < one.revision]
        decided = [
            one.subdimension
            for kind in ("consensus", "priorities")
            for one in getattr(there, kind)
            if one.subdimension not in {mine.subdimension for mine in getattr(self, kind)}
        ]
        steps = [step for step in there.next_steps if step not in self.next_steps]
        if lost or older or decided or steps or there.scan.name != self.scan.name:
            raise OptionError(
                f"{path.name} holds ratings or decisions that this session lacks; load it and go on from there, "
                "or save under another name"
            )

    def as_data(self) -> dict[str, Any]:
        """The session as nested dicts and lists; a scan of the catalogue by its name, another in full."""
        data = self.model_dump(mode="json", exclude={"scan"})
        scan: str | dict[str, Any] = self.scan.name
        if not _is_catalogue(self.scan):
            scan = self.scan.model_dump(mode="json")
        ordered: dict[str, Any] = {}
        for key, value in data.items():
            ordered[key] = value
            if key == "title":
                ordered["scan"] = scan
        return ordered

    @classmethod
    def load(cls, path: str | Path) -> ScanSession:
        """Read a session that was saved.

        Parameters
        ----------
        path : str or Path

        Returns
        -------
        ScanSession

        Raises
        ------
        DefinitionError
            The file is absent, damaged or inconsistent; every fault is listed.
        """
        what = f"the session in {Path(path).name}"
        data = saving.read(path, what)
        if data.get("kind") != "scan_session":
            raise DefinitionError(what, ["is not a session: kind must be 'scan_session'"])
        scan = data.get("scan")
        try:
            if isinstance(scan, str):
                data = {**data, "scan": load_scan(scan)}
            elif isinstance(scan, Mapping):
                data = {**data, "scan": scan_from_mapping(scan, "scan")}
            return cls(**data)
        except DefinitionError as error:
            raise DefinitionError(what, error.faults) from None


def _is_catalogue(scan: PhasedScan) -> bool:
    """Whether the catalogue has this very scan."""
    if scan.name not in ("zelfscan", "zelfscan-bestuur"):
        return False
    return bool(load_instrument(scan.name) == scan)
