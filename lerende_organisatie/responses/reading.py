"""Reading survey exports against an instrument: the way in for all answers."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from os import PathLike, fsdecode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lerende_organisatie.errors import DefinitionError, MissingDataWarning, OptionError, RecodedWarning, ResponsesError
from lerende_organisatie.responses.design import check_design
from lerende_organisatie.responses.formats import Dialect
from lerende_organisatie.responses.joining import joined
from lerende_organisatie.responses.reading_log import ReadingLog
from lerende_organisatie.responses.responses import USES, DesignColumns, Responses
from lerende_organisatie.responses.versions import Request, Version, read_version

if TYPE_CHECKING:
    import pandas as pd
    from narwhals.typing import IntoFrame

    from lerende_organisatie.instrument.definition import Instrument

    Export = str | PathLike[str] | pd.DataFrame | IntoFrame


def read_responses(
    source: Export | Mapping[str, Export],
    instrument: Instrument | str | PathLike[str],
    *,
    respondent: str | None = None,
    group: str | None = None,
    cluster: str | None = None,
    role: str | None = None,
    sector: str | None = None,
    wave: str | None = None,
    weight: str | None = None,
    columns: Mapping[str, str] | Mapping[str, Mapping[str, str]] | None = None,
    structure: str | None = None,
    language: str | None = None,
    missing_codes: Sequence[int | str] = (),
    sheet: str | int | None = None,
    separator: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
) -> Responses:
    """Read a survey export, or one per language, against an instrument.

    Answers may be numbers, numbers in text (``4``, ``4.0``, ``4,0``), labels of the response scale in any of its
    languages whatever their case and spacing, or both (``4 - agree``). Empty cells, ``NA``, ``N/A`` and ``.`` are
    missing answers, and so are the scale's codes for no answer and those that an SPSS or Stata file declares. Rows
    without any answer are left out. All of it is counted in ``responses.reading``.

    Parameters
    ----------
    source : path, DataFrame, any frame that narwhals knows, or a mapping of language to one of these
        Files: CSV (``.csv .tsv .tab .txt``), Excel (``.xlsx .xlsm``), Parquet (``.parquet .pq``), SPSS (``.sav
        .zsav``), Stata (``.dta``), what the offline form gave (one ``.json`` file, or a folder of them). Exports of
        several languages are put under each other; a column ``language`` says which one a respondent comes from and is
        the group, unless `group` names another.
    instrument : Instrument, or what `load_instrument` takes
    respondent, group, cluster, role, sector, wave, weight : str or None
        The columns that say who answered, the groups to compare, what respondents were sampled in, and so on. Every
        other column is kept under its own name.
    columns : mapping or None
        Where names differ: item, or name given above, to the column's name in the export, such as ``{"slo01":
        "Q1_1"}``; for exports per language also a mapping of language to such a mapping. Items that are not mentioned
        are found by their id whatever its case, or by their wording as the column's name or variable label.
    structure : str or None
        The factor structure to see the answers through; only its items must be there. None takes the instrument's
        default.
    language : str or None
        The language of the labels in a single export, for when two languages use one label for different answers.
    missing_codes : sequence of int or str
        Codes for no answer besides those of the response scale, such as ``(99, "don't know")``.
    sheet : str, int or None
        The worksheet's name, or its position counting from 0; None takes the first.
    separator, decimal, encoding : str or None
        How text files are written; None finds it.

    Returns
    -------
    Responses

    Raises
    ------
    ResponsesError
        Everything that is wrong with the export at once, with column, row, value and remedy.
    OptionError
        An argument that does not exist or does not go with another.
    MissingExtraError
        An SPSS or Stata file is read without pyreadstat.

    Warns
    -----
    RecodedWarning
        Rows without any answer were left out, or numbers were read by the file's labels because the two disagree.
    MissingDataWarning
        Rows have no group or no cluster.

    Examples
    --------
    >>> responses = read_responses("export.sav", "slo", respondent="id", cluster="school")  # doctest: +SKIP
    >>> print(responses.reading.summary())  # doctest: +SKIP
    """
    known = _instrument(instrument)
    named = DesignColumns(respondent, group, cluster, role, sector, wave, weight)
    _check_names(named)
    chosen = known.structure(structure)
    request = Request(
        instrument=known,
        structure=chosen.name,
        required=tuple(dict.fromkeys(item for items in chosen.scales.values() for item in items)),
        named=named,
        missing_codes=(missing_codes,) if isinstance(missing_codes, (str, int)) else tuple(missing_codes),
        dialect=Dialect(separator, decimal, encoding, sheet),
        joined=isinstance(source, Mapping) and len(source) > 1,
    )
    sources = _sources(source, language, known)
    mappings = _mappings(columns, list(sources), request)
    versions, faults = _versions(sources, mappings, request)
    what = f"reading {_what(sources)} against {known.name}"
    if len(versions) < len(sources):
        raise ResponsesError(what, faults)
    together = joined(versions, known.item_ids, request.required, group is not None)
    checked = check_design(together, decimal)
    faults = [*faults, *together.faults, *checked.faults]
    if not faults and together.frame.empty:
        faults = ["no row holds an answer to any item"]
    if faults:
        raise ResponsesError(what, faults)
    frame = together.frame
    if checked.weight is not None:
        frame = frame.assign(**{together.names["weight"]: checked.weight})
    items = {item for version in versions for item in version.answers}
    log = ReadingLog(
        sources=tuple(version.log(decimal) for version in versions),
        covariates=tuple(name for name in frame.columns if name not in items),
        design_missing=dict(checked.missing),
        notes=together.notes,
    )
    _warn(log)
    return Responses(frame, known, DesignColumns(**together.names), log, chosen.name)


def _instrument(instrument: object) -> Instrument:
    from lerende_organisatie.instrument.definition import Instrument
    from lerende_organisatie.instrument.loading import load_questionnaire
    from lerende_organisatie.instrument.phased_scan import PhasedScan

    if isinstance(instrument, Instrument):
        return instrument
    if isinstance(instrument, PhasedScan):
        message = "is a phased scan, not a questionnaire; a ScanSession reads the answers to it"
        raise DefinitionError(f"the instrument {instrument.name!r}", [message])
    if isinstance(instrument, (str, PathLike)):
        return load_questionnaire(instrument)  # type: ignore[arg-type]
    raise OptionError(
        f"instrument: a {type(instrument).__name__} was given; give an Instrument, a name of the catalogue or a path"
    )


def _check_names(named: DesignColumns) -> None:
    for use, name in asdict(named).items():
        if name is not None and (not isinstance(name, str) or not name):
            raise OptionError(f"{use}={name!r}: give the name of a column, or None")


def _sources(source: Any, language: str | None, instrument: Instrument) -> dict[str | None, Any]:
    """The exports by language."""
    if not isinstance(source, Mapping):
        if language is not None and language not in instrument.languages:
            raise OptionError(f"language={language!r}: {instrument.name} is there in {', '.join(instrument.languages)}")
        return {language: source}
    if language is not None:
        raise OptionError("language= goes with a single export; the mapping already says the language of each")
    if not source:
        raise OptionError("source: the mapping of language to export is empty")
    unknown = [name for name in source if name not in instrument.languages]
    if unknown:
        raise OptionError(
            f"source: a mapping has the languages of the instrument ({', '.join(instrument.languages)}) as keys, and "
            f"{', '.join(map(repr, unknown[:5]))} is none of them; put columns of answers in a DataFrame first"
        )
    return dict(source)


def _mappings(columns: Any, languages: Sequence[str | None], request: Request) -> dict[str | None, dict[str, str]]:
    """The column mapping of each export."""
    if columns is None:
        return {language: {} for language in languages}
    if not isinstance(columns, Mapping):
        raise OptionError("columns: give a mapping of item to column name")
    nested = bool(columns) and all(isinstance(value, Mapping) for value in columns.values())
    if nested:
        unknown = [name for name in columns if name not in languages]
        if unknown:
            raise OptionError(f"columns: {', '.join(map(repr, unknown))} is not a language of the source")
    mappings = {language: dict(columns.get(language, {}) if nested else columns) for language in languages}
    allowed = {*request.instrument.item_ids, *request.named.given().values()}
    for mapping in mappings.values():
        for name, column in mapping.items():
            if not isinstance(name, str) or not isinstance(column, str):
                raise OptionError(f"columns: {name!r}: {column!r} is not a pair of names")
            if name in allowed:
                continue
            if column in allowed:
                raise OptionError(f"columns maps an item to its column: {{{column!r}: {name!r}}}, not the other way")
            raise OptionError(
                f"columns: {name!r} is neither an item of {request.instrument.name} nor a column named in respondent=, "
                "group=, cluster=, role=, sector=, wave= or weight="
            )
    return mappings


def _versions(
    sources: Mapping[str | None, object], mappings: Mapping[str | None, Mapping[str, str]], request: Request
) -> tuple[list[Version], list[str]]:
    """Every export that can be read, and everything wrong with all of them."""
    versions: list[Version] = []
    faults: list[str] = []
    for language, source in sources.items():
        prefix = f"{language}: " if request.joined else ""
        try:
            version = read_version(source, request, language, mappings[language])
        except ResponsesError as error:
            faults += [prefix + fault for fault in error.faults]
            continue
        versions.append(version)
        faults += [prefix + fault for fault in version.faults]
    return versions, faults


def _what(sources: Mapping[str | None, object]) -> str:
    """The exports as a message names them, without folders."""
    names = []
    for language, source in sources.items():
        name = Path(fsdecode(source)).name if isinstance(source, (str, PathLike)) else "the frame"
        names.append(f"{language} ({name})" if len(sources) > 1 else name)
    return " and ".join(names)


def _warn(log: ReadingLog) -> None:
    """Say what the caller should know before using the numbers; everything is in the log."""
    if log.rows_unanswered:
        warnings.warn(
            f"{log.rows_unanswered} of {log.rows_read} rows hold no answer to any item and were left out "
            "(responses.reading says which)",
            RecodedWarning,
            stacklevel=3,
        )
    by_labels = {name: count for source in log.sources for name, count in source.by_file_labels.items()}
    if by_labels:
        shown = ", ".join(list(by_labels)[:5]) + (", ..." if len(by_labels) > 5 else "")
        warnings.warn(
            f"in {len(by_labels)} columns ({shown}) the labels in the file and its numbers do not agree with the "
            "response scale; the answers were read by their labels",
            RecodedWarning,
            stacklevel=3,
        )
    for use in USES:
        count = log.design_missing.get(use, 0)
        if count and use in ("group", "cluster"):
            warnings.warn(
                f"{count} of {log.rows_kept} rows have no {use}; analyses by {use} leave them out",
                MissingDataWarning,
                stacklevel=3,
            )
