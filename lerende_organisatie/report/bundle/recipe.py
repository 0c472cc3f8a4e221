"""What an analysis needs to be done again: which exports, how they are read, how they are analysed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from lerende_organisatie.errors import DataError, OptionError

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.report.validation_report import ValidationReport

Exports = str | Path | Mapping[str, str | Path]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the exports are read; the arguments of ``read_responses``.

    Attributes
    ----------
    respondent, group, cluster, role, sector, wave, weight : str or None
    columns : dict of item to column, or None
    structure : str or None
    missing_codes : tuple of int or str
    sheet : str, int or None
    separator, decimal, encoding : str or None
    """

    respondent: str | None = None
    group: str | None = None
    cluster: str | None = None
    role: str | None = None
    sector: str | None = None
    wave: str | None = None
    weight: str | None = None
    columns: Mapping[str, str] | None = None
    structure: str | None = None
    missing_codes: tuple[int | str, ...] = ()
    sheet: str | int | None = None
    separator: str | None = None
    decimal: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    """How the answers are analysed; the arguments of ``validate``.

    Attributes
    ----------
    estimator : str
    minimum_group_size : int
    made_on : str
        The date on the report, kept so that a second report is of the same date.
    """

    estimator: str
    minimum_group_size: int
    made_on: str


def paths(exports: Exports) -> dict[str, Path]:
    """The exports by language; the only one has no language and the key ``""``.

    Parameters
    ----------
    exports : path, or mapping of language to path

    Returns
    -------
    dict of str to Path

    Raises
    ------
    OptionError
        Something else than paths is given: a bundle is of files, whose fingerprint it keeps.
    DataError
        Files that are not there.
    """
    given = dict(exports) if isinstance(exports, Mapping) else {"": exports}
    if not given or not all(isinstance(path, str | Path) for path in given.values()):
        raise OptionError("exports: give the path of an export, or a mapping of language to path; save a frame first")
    found = {language: Path(path) for language, path in given.items()}
    absent = [f"{path} is not a file" for path in found.values() if not path.is_file()]
    if absent:
        raise DataError("the exports", absent)
    return found


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        In hexadecimal.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def analysed(
    files: Mapping[str, Path], instrument: Instrument, reading: Reading, analysis: Analysis
) -> ValidationReport:
    """Read the exports and validate, as the recipe says.

    Parameters
    ----------
    files : mapping of language to Path
    instrument : Instrument
    reading : Reading
    analysis : Analysis

    Returns
    -------
    ValidationReport
    """
    from lerende_organisatie.report.validation_report import validate
    from lerende_organisatie.responses.reading import read_responses

    source = files[""] if set(files) == {""} else dict(files)
    responses = read_responses(
        source,
        instrument,
        respondent=reading.respondent,
        group=reading.group,
        cluster=reading.cluster,
        role=reading.role,
        sector=reading.sector,
        wave=reading.wave,
        weight=reading.weight,
        columns=reading.columns,
        structure=reading.structure,
        missing_codes=reading.missing_codes,
        sheet=reading.sheet,
        separator=reading.separator,
        decimal=reading.decimal,
        encoding=reading.encoding,
    )
    return validate(
        responses,
        estimator=analysis.estimator,
        minimum_group_size=analysis.minimum_group_size,
        made_on=analysis.made_on,
    )


def script(reading: Reading, analysis: Analysis, languages: tuple[str, ...]) -> str:
    """A Python script, to be run in the bundle's folder, that does the analysis again.

    Parameters
    ----------
    reading : Reading
    analysis : Analysis
    languages : tuple of str
        Empty for a single export.

    Returns
    -------
    str
    """
    empty = Reading()
    said = [(field.name, getattr(reading, field.name)) for field in fields(reading)]
    read = "".join(f"    {name}={value!r},\n" for name, value in said if value != getattr(empty, name))
    run = "".join(f"    {name}={value!r},\n" for name, value in asdict(analysis).items())
    taken = "exports = sys.argv[1]"
    usage = "EXPORT"
    if languages:
        taken = f"exports = dict(zip({languages!r}, sys.argv[1:], strict=True))"
        usage = " ".join(f"EXPORT_{language.upper()}" for language in languages)
    return f'''"""Does the analysis again: python reproduce.py {usage}; writes report.again.json and .html."""

import sys
from pathlib import Path

import lerende_organisatie as lo

here = Path(__file__).parent
{taken}
responses = lo.read_responses(
    exports,
    lo.load_instrument(here / "instrument.yaml"),
{read})
report = lo.validate(
    responses,
{run})
report.to_json(here / "report.again.json")
report.to_html(here / "report.again.html")
'''
