"""A bundle: everything but the answers that a second person needs to get the same numbers."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lerende_organisatie.errors import OptionError
from lerende_organisatie.privacy import MINIMUM_GROUP_SIZE
from lerende_organisatie.report.bundle.recipe import Analysis, Exports, Reading, analysed, paths, script, sha256

if TYPE_CHECKING:
    from lerende_organisatie.instrument.definition import Instrument

SCHEMA_VERSION = 1

MANIFEST, INSTRUMENT, REPORT, SCRIPT = "bundle.json", "instrument.yaml", "report.json", "reproduce.py"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was written.

    Attributes
    ----------
    folder : Path
    files : tuple of str
        What it holds, as paths within it.
    data_sha256 : dict of str to str
        The SHA-256 of each export by language; of a single one under the key ``""``.
    """

    folder: Path
    files: tuple[str, ...]
    data_sha256: Mapping[str, str]


def bundle(
    exports: Exports,
    folder: str | Path,
    *,
    instrument: Instrument | str | Path = "slo",
    respondent: str | None = None,
    group: str | None = None,
    cluster: str | None = None,
    role: str | None = None,
    sector: str | None = None,
    wave: str | None = None,
    weight: str | None = None,
    columns: Mapping[str, str] | None = None,
    structure: str | None = None,
    missing_codes: Sequence[int | str] = (),
    sheet: str | int | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    estimator: str = "MLR",
    minimum_group_size: int = MINIMUM_GROUP_SIZE,
    include_data: bool = False,
) -> Bundle:
    """Validate an export, and keep what a second person needs to get the same numbers from it.

    The folder gets ``bundle.json`` (SHA-256 of the exports, how they were read and analysed, seeds, versions of the
    packages, the command that checks it), ``instrument.yaml``, ``report.json`` and ``reproduce.py``. The answers
    themselves are left out unless asked for: they are of people. :func:`verify` does the analysis again and compares.

    Parameters
    ----------
    exports : path, or mapping of language to path
        Files as :func:`read_responses` takes them.
    folder : path
        New or empty.
    instrument : Instrument, or what ``load_instrument`` takes
    respondent, group, cluster, role, sector, wave, weight : str or None
        Columns, as in :func:`read_responses`.
    columns, structure, missing_codes, sheet, separator, decimal, encoding
        As in :func:`read_responses`.
    estimator, minimum_group_size
        As in :func:`validate`.
    include_data : bool
        Copy the exports, with every row and column in them, to ``data/``. Only for answers that may be given away.

    Returns
    -------
    Bundle

    Raises
    ------
    OptionError
        The folder holds something already; an option that is not offered.
    DataError
        An export is not there.
    ResponsesError, DefinitionError, PrivacyError
        As :func:`read_responses` and :func:`validate`.
    """
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.instrument.loading import load_questionnaire
    from lerende_organisatie.studies.methods import today

    place = Path(folder)
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise OptionError(f"{place} is there already and not an empty folder; give a bundle a new folder")
    files = paths(exports)
    of = instrument if isinstance(instrument, Instrument) else load_questionnaire(instrument)
    codes = (missing_codes,) if isinstance(missing_codes, str | int) else tuple(missing_codes)
    reading = Reading(
        respondent, group, cluster, role, sector, wave, weight, None if columns is None else dict(columns), structure,
        codes, sheet, separator, decimal, encoding,
    )  # fmt: skip
    analysis = Analysis(estimator, minimum_group_size, today())
    report = analysed(files, of, reading, analysis)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=place.resolve().parent) as temporary:
        made = Path(temporary) / "bundle"
        made.mkdir()
        of.to_yaml(made / INSTRUMENT)
        report.to_json(made / REPORT)
        languages = tuple(language for language in files if language)
        (made / SCRIPT).write_text(script(reading, analysis, languages), encoding="utf-8")
        named = {language: _name(language, path) for language, path in files.items()}
        if include_data:
            (made / "data").mkdir()
            for language, path in files.items():
                shutil.copyfile(path, made / "data" / named[language])
        manifest = _manifest(files, reading, analysis, made)
        text = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        (made / MANIFEST).write_text(text, encoding="utf-8")
        if place.exists():
            place.rmdir()
        made.rename(place)
    written = tuple(sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()))
    return Bundle(place, written, {language: sha256(path) for language, path in files.items()})


def _name(language: str, path: Path) -> str:
    return f"{language}_{path.name}" if language else path.name


def _manifest(files: Mapping[str, Path], reading: Reading, analysis: Analysis, made: Path) -> dict[str, object]:
    from lerende_organisatie.studies.dimensionality import SEED
    from lerende_organisatie.studies.methods import versions

    exports = [
        {"language": language or None, "name": path.name, "bytes": path.stat().st_size, "sha256": sha256(path)}
        for language, path in files.items()
    ]
    given = " ".join(f"{language}=EXPORT" if language else "EXPORT" for language in files)
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "bundle",
        "exports": exports,
        "reading": {**asdict(reading), "missing_codes": list(reading.missing_codes)},
        "analysis": asdict(analysis),
        "seeds": {"parallel_analysis": SEED},
        "versions": versions(),
        "files": {name: sha256(made / name) for name in (INSTRUMENT, REPORT, SCRIPT)},
        "command": f"lerende-organisatie verify . {given}",
    }
