"""Every exception and warning that the package raises on purpose, in one small tree.

Catch :class:`LerendeOrganisatieError` to catch them all. Errors about values are also :class:`ValueError`, so that
code which expects the built-in class keeps working.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable
from pathlib import Path

MOST_FAULTS_SHOWN = 20
"""How many faults one message spells out; the rest are counted."""


class LerendeOrganisatieError(Exception):
    """The root of every exception raised on purpose."""


class FaultsError(LerendeOrganisatieError, ValueError):
    """Several faults found at once, each with its place.

    Parameters
    ----------
    what : str
        What was being read or built, for the first line.
    faults : iterable of str
        One line per fault, naming the place and the remedy.

    Attributes
    ----------
    faults : tuple of str
        All faults, also those beyond the :data:`MOST_FAULTS_SHOWN` that the message spells out.
    """

    def __init__(self, what: str, faults: Iterable[str]) -> None:
        self.what = what
        self.faults = tuple(faults)
        shown = self.faults[:MOST_FAULTS_SHOWN]
        more = len(self.faults) - len(shown)
        count = f"{len(self.faults)} fault" + ("" if len(self.faults) == 1 else "s")
        lines = [f"{what}: {count}", *(f"  - {fault}" for fault in shown)]
        if more:
            lines.append(f"  ... and {more} more")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[FaultsError], tuple[str, tuple[str, ...]]]:
        return (type(self), (self.what, self.faults))


class DefinitionError(FaultsError):
    """An instrument definition that cannot be used; lists every fault and where it stands."""


class ResponsesError(FaultsError):
    """An export that cannot be read against its instrument; lists column, row and value."""


class ModelSyntaxError(FaultsError):
    """Model text that cannot be read or that contradicts itself or the data's columns."""


class DataError(FaultsError):
    """Data that cannot be analysed as asked: no rows, a constant item, a missing column, dependent items."""


class OptionError(LerendeOrganisatieError, ValueError):
    """An argument whose value is not offered, or that does not go with another argument."""


class IdentificationError(LerendeOrganisatieError):
    """The model is not identified: some parameters cannot be told apart with any amount of data."""


class MissingExtraError(LerendeOrganisatieError, ImportError):
    """An optional dependency is needed; the message says which extra to install."""


class PrivacyError(LerendeOrganisatieError):
    """What was asked for could single out a respondent."""


class LerendeOrganisatieWarning(UserWarning):
    """The root of every warning given on purpose."""


class ConvergenceWarning(LerendeOrganisatieWarning):
    """The optimiser stopped before the estimates were found."""


class ImproperSolutionWarning(LerendeOrganisatieWarning):
    """A negative variance, a correlation beyond one or a latent covariance matrix that is not positive definite."""


class MissingDataWarning(LerendeOrganisatieWarning):
    """Answers are missing in a way that changes what can be said, or many rows are left out."""


class SmallSampleWarning(LerendeOrganisatieWarning):
    """Too few respondents, clusters or answers for the result to be trusted."""


class SparseCategoryWarning(LerendeOrganisatieWarning):
    """A category that nobody, or hardly anybody, chose."""


class ItemWarning(LerendeOrganisatieWarning):
    """An item that behaves badly: constant, duplicated, negatively related to its scale."""


class AssumptionWarning(LerendeOrganisatieWarning):
    """A number rests on an assumption that the caller did not state, or that the data contradict."""


class ScaledTestWarning(LerendeOrganisatieWarning):
    """A scaled test or difference test could not be computed; its value is NA."""


class RecodedWarning(LerendeOrganisatieWarning):
    """Something was recoded, joined or left out while reading; the result counts it."""


_PACKAGE = str(Path(__file__).parent)


def warn_caller(message: str, category: type[LerendeOrganisatieWarning]) -> None:
    """Give a warning that points at the line outside the package from which the work was asked.

    Parameters
    ----------
    message : str
    category : a named category of this file
    """
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)
