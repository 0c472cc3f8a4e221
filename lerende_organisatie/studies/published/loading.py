"""Load a published study from the catalogue or from a file, and list those that ship."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument.faults import closest, shown
from lerende_organisatie.instrument.loading import parse_definition, readable_mapping
from lerende_organisatie.instrument.reading import SUFFIXES, parse_yaml, read_text
from lerende_organisatie.studies.published.definition import PublishedStudy

if TYPE_CHECKING:
    import pandas as pd

CATALOGUE = files("lerende_organisatie.studies.published") / "catalogue"


def load_study(name_or_path: str | Path) -> PublishedStudy:
    """A published study from the catalogue, or from a YAML or JSON file.

    Parameters
    ----------
    name_or_path : str or Path
        A name of :func:`list_studies`, or the path of a file ending in .yaml, .yml or .json.

    Returns
    -------
    PublishedStudy

    Raises
    ------
    DefinitionError
        There is no such name or file, or the definition cannot be used; every fault is listed with its place.

    Examples
    --------
    >>> load_study("kools2020").design.items.value
    65
    """
    if isinstance(name_or_path, str) and not Path(name_or_path).suffix and not set(name_or_path) & set("/\\"):
        names = _names()
        if name_or_path not in names:
            hint = closest(name_or_path, names) or ";"
            there = f"is not in the catalogue, which has {', '.join(names)}{hint} the path of a file ends in"
            raise DefinitionError(f"the study {shown(name_or_path)}", [f"{there} {', '.join(SUFFIXES)}"])
        text = (CATALOGUE / f"{name_or_path}.yaml").read_text(encoding="utf-8")
        return study_from_mapping(parse_yaml(text, name_or_path), f"the catalogue's {name_or_path!r}")
    if not isinstance(name_or_path, str | Path):
        raise DefinitionError("the study", [f"give a catalogue name or a path, not {shown(name_or_path)}"])
    path = Path(name_or_path)
    what = f"the study in {shown(path.name)}"
    text = read_text(path, what)
    return study_from_mapping(parse_definition(text, path.suffix.lower(), what), what)


def study_from_mapping(data: object, what: str = "the study") -> PublishedStudy:
    """A study from nested dicts and lists, as YAML and JSON give them.

    Parameters
    ----------
    data : mapping
        Its keys are the parameters of :class:`PublishedStudy`.
    what : str
        How the message names the study.

    Returns
    -------
    PublishedStudy

    Raises
    ------
    DefinitionError
        It cannot be used; every fault is listed with its place.
    """
    checked = readable_mapping(data, what, "name, sample, design")
    try:
        return PublishedStudy(**checked)
    except DefinitionError as error:
        raise DefinitionError(what, error.faults) from None


def list_studies() -> pd.DataFrame:
    """The published studies that ship, one row each.

    Returns
    -------
    DataFrame
        Columns name, year, label, instrument, n, unit, items, dimensions, method, doi; what was not printed is missing.
    """
    import pandas as pd

    rows = []
    for name in _names():
        study = load_study(name)
        rows.append(
            {
                "name": name,
                "year": study.year,
                "label": study.label,
                "instrument": study.design.instrument,
                "n": study.sample.n.value if study.sample.n else None,
                "unit": study.sample.unit,
                "items": study.design.items.value if study.design.items else None,
                "dimensions": study.design.dimensions.value if study.design.dimensions else None,
                "method": study.design.method,
                "doi": study.doi,
            }
        )
    return pd.DataFrame(rows).astype({"year": "Int64", "n": "Int64", "items": "Int64", "dimensions": "Int64"})


def _names() -> list[str]:
    return sorted(entry.name.removesuffix(".yaml") for entry in CATALOGUE.iterdir() if entry.name.endswith(".yaml"))
