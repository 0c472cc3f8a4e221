"""The analysis of a bundle done again, and held against what the bundle has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from lerende_organisatie.errors import DataError, OptionError
from lerende_organisatie.report.bundle.bundle import INSTRUMENT, MANIFEST, REPORT, SCHEMA_VERSION, SCRIPT
from lerende_organisatie.report.bundle.recipe import Analysis, Exports, Reading, analysed, paths, sha256

TOLERANCE = 1e-6
"""How far a number may be off: other processors and libraries add up in another order, and optimisers stop near by."""

ANSWERS = "methods.data_sha256"
"""Where a report has the fingerprint of the answers as analysed; what differs there comes first."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in the report where the two analyses do not agree.

    Attributes
    ----------
    place : str
        Path within report.json, ``reliability[0].alpha`` for example.
    recorded, found : str
        What the bundle has, and what came out now.
    """

    place: str
    recorded: str
    found: str


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether a bundle's numbers came out again.

    Attributes
    ----------
    same_numbers : bool
        Everything in the report came out again, numbers within the tolerance.
    same_files : bool
        The exports are byte for byte those of the bundle.
    compared : int
        Values that were compared.
    largest : float
        The largest difference of two numbers, relative to the larger of one and the recorded number.
    differences : tuple of Difference
    versions : tuple of Difference
        Packages of another version than in the bundle.
    tolerance : float
    """

    same_numbers: bool
    same_files: bool
    compared: int
    largest: float
    differences: tuple[Difference, ...]
    versions: tuple[Difference, ...]
    tolerance: float

    @property
    def table(self) -> pd.DataFrame:
        """One row per difference: place, recorded, found; other versions come last."""
        rows = [(one.place, one.recorded, one.found) for one in (*self.differences, *self.versions)]
        return pd.DataFrame(rows, columns=["place", "recorded", "found"])

    def summary(self) -> str:
        """What was found, in a few lines.

        Returns
        -------
        str
        """
        lines = [
            "the exports are the same files" if self.same_files else "the exports are other files than the bundle's"
        ]
        lines += [f"{one.place}: {one.recorded} in the bundle, {one.found} now" for one in self.versions]
        if self.same_numbers:
            lines.append(f"same: {self.compared} values, largest difference {self.largest:.1g}")
        else:
            lines += [f"{one.place}: {one.recorded} in the bundle, {one.found} now" for one in self.differences[:20]]
            lines.append(f"not the same: {len(self.differences)} of {self.compared} values differ")
        return "\n".join(lines)


def verify(bundle: str | Path, exports: Exports | None = None, *, tolerance: float = TOLERANCE) -> Verification:
    """Do the analysis of a bundle again and compare every value of the report.

    Parameters
    ----------
    bundle : path
        A folder that :func:`bundle` wrote.
    exports : path, or mapping of language to path, optional
        The same exports; by default those in the bundle, if it has any.
    tolerance : float
        Largest difference of two numbers, relative to the larger of one and the recorded number.

    Returns
    -------
    Verification

    Raises
    ------
    DataError
        The folder is not a bundle, or a file of it was changed since; every fault is listed.
    OptionError
        No exports, those of other languages, or a negative tolerance.
    ResponsesError
        The exports cannot be read as those of the bundle were.
    """
    from lerende_organisatie.instrument.loading import load_questionnaire
    from lerende_organisatie.studies.methods import versions

    if not tolerance >= 0:
        raise OptionError(f"tolerance must not be negative: {tolerance!r}")
    place = Path(bundle)
    manifest = _manifest(place)
    files = _exports(place, manifest, exports)
    recorded = json.loads((place / REPORT).read_text(encoding="utf-8"))
    reading = Reading(**{**manifest["reading"], "missing_codes": tuple(manifest["reading"]["missing_codes"])})
    report = analysed(files, load_questionnaire(place / INSTRUMENT), reading, Analysis(**manifest["analysis"]))
    again = json.loads(report.to_json())
    for one in (recorded, again):
        one["methods"].pop("versions", None)
    rows = sorted(compared(recorded, again, ""), key=lambda row: row[0] != ANSWERS)
    differences = tuple(Difference(where, _shown(a), _shown(b)) for where, a, b, off in rows if off > tolerance)
    largest = max((off for *_, off in rows), default=0.0)
    now, then = versions(), manifest["versions"]
    others = tuple(
        Difference(name, then.get(name, "none"), now.get(name, "none"))
        for name in dict.fromkeys([*then, *now])
        if then.get(name) != now.get(name)
    )
    same_files = all(one["sha256"] == sha256(files[one["language"] or ""]) for one in manifest["exports"])
    return Verification(not differences, same_files, len(rows), largest, differences, others, tolerance)


def _manifest(place: Path) -> dict[str, Any]:
    what = f"the bundle in {place}"
    try:
        manifest = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(what, [f"{MANIFEST} is not there or is not JSON; give the folder that bundle wrote"]) from error
    if not isinstance(manifest, dict) or manifest.get("kind") != "bundle":
        raise DataError(what, [f"{MANIFEST} is not that of a bundle"])
    if manifest.get("schema_version") != SCHEMA_VERSION:
        raise DataError(what, [f"schema_version {manifest.get('schema_version')!r} is not {SCHEMA_VERSION}; use the "
                               "version of lerende_organisatie that wrote it"])  # fmt: skip
    faults = []
    parts = {"exports": list, "reading": dict, "analysis": dict, "versions": dict, "files": dict}
    faults += [f"{MANIFEST} has no {key}" for key, kind in parts.items() if not isinstance(manifest.get(key), kind)]
    for key, of in (("reading", Reading), ("analysis", Analysis)):
        named, known = set(manifest.get(key) or ()), {field.name for field in fields(of)}
        faults += [f"{MANIFEST}, {key}: {name} is missing or unknown" for name in sorted(named ^ known)]
    for name in (INSTRUMENT, REPORT, SCRIPT):
        if not (place / name).is_file():
            faults.append(f"{name} is not there")
        elif not faults and manifest["files"].get(name) != sha256(place / name):
            faults.append(f"{name} was changed since the bundle was written")
    if faults:
        raise DataError(what, faults)
    return manifest


def _exports(place: Path, manifest: dict[str, Any], exports: Exports | None) -> dict[str, Path]:
    wanted = {one["language"] or "": one["name"] for one in manifest["exports"]}
    if exports is None:
        kept = {key: place / "data" / (f"{key}_{name}" if key else name) for key, name in wanted.items()}
        if not all(path.is_file() for path in kept.values()):
            raise OptionError(f"the bundle holds no data; give the export ({', '.join(wanted.values())}) as well")
        return kept
    files = paths(exports)
    if set(files) != set(wanted):
        asked = "one export per language: " + ", ".join(wanted) if set(wanted) != {""} else "one export, of no language"
        raise OptionError(f"the bundle is of {asked}")
    return files


def compared(recorded: object, found: object, where: str) -> Iterator[tuple[str, object, object, float]]:
    """Each value of two reports with how far they are apart; infinitely where they are not two numbers and differ.

    Parameters
    ----------
    recorded, found : object
        Dicts, lists, texts, numbers and None.
    where : str
        Their place in the reports.

    Yields
    ------
    tuple of place, recorded, found, difference
        The difference of numbers is relative to the larger of one and the recorded number.
    """
    if isinstance(recorded, Mapping) and isinstance(found, Mapping):
        for key in dict.fromkeys([*recorded, *found]):
            here = f"{where}.{key}" if where else str(key)
            if key in recorded and key in found:
                yield from compared(recorded[key], found[key], here)
            else:
                yield here, recorded.get(key, "absent"), found.get(key, "absent"), float("inf")
    elif isinstance(recorded, list) and isinstance(found, list):
        if len(recorded) != len(found):
            yield where, f"{len(recorded)} entries", f"{len(found)} entries", float("inf")
            return
        for index, (one, other) in enumerate(zip(recorded, found, strict=True)):
            yield from compared(one, other, f"{where}[{index}]")
    elif _number(recorded) and _number(found):
        a, b = float(recorded), float(found)  # type: ignore[arg-type]
        yield where, recorded, found, abs(a - b) / max(1.0, abs(a))
    else:
        yield where, recorded, found, 0.0 if recorded == found else float("inf")


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
