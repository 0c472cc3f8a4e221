"""Files as the offline form gives them, out of numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lerende_organisatie.instrument import PhasedScan


def sheet(
    scan: PhasedScan,
    person: int,
    phases: Sequence[int | None],
    role: str | None = "teacher",
    level: str = "team",
    revision: int = 1,
) -> dict[str, Any]:
    """What one person's file holds; the phases are repeated over the subdimensions."""
    answers = {
        sub: phase for n, sub in enumerate(scan.subdimension_ids) if (phase := phases[n % len(phases)]) is not None
    }
    return {
        "format": "lerende-organisatie/answers",
        "format_version": 1,
        "instrument": scan.name,
        "instrument_version": scan.version,
        "kind": "phased_scan",
        "level": level,
        "language": "nl",
        "role": role,
        "respondent": f"{person:032x}",
        "revision": revision,
        "answers": answers,
    }


def written(folder: Path, data: object, name: str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path
