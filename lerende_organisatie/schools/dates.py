"""Days as people write them in a file: 2026-03-31."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from lerende_organisatie.instrument.faults import shown


def _day(value: object) -> date:
    if isinstance(value, date) and type(value) is date:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "{shown} is not a day written as 2026-03-31", {"shown": shown(value)})


Day = Annotated[date, BeforeValidator(_day)]
