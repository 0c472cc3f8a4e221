"""Any instrument survives writing and reading; anything else is refused with a DefinitionError."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument import instrument_from_mapping, load_instrument
from lerende_organisatie.instrument.reading import parse_json, parse_yaml
from tests.unit.test_instrument_definition import VALID

names = st.from_regex(r"[A-Za-z][A-Za-z0-9_.]{0,12}", fullmatch=True).filter(
    lambda name: name not in {"NA", "NaN", "Inf", "NULL", "TRUE", "FALSE"}
)
TROUBLESOME = [  # what YAML 1.1 or 1.2 would read as something else than text
    "no",
    "yes",
    "null",
    "~",
    "0o17",
    "012",
    "1_000",
    "1:30",
    "1e5",
    "1.",
    ".5",
    "0x1f",
    "2026-01-01",
    "<<",
    "=",
    "#x",
    "'",
    '"',
    "{a",
    "[x",
    "?",
    "%",
    "@x",
    "|",
    ">",
    "&x",
    "*x",
    "!x",
    "\ufeffx",
    "é",
    "😀",
]
troublesome = st.sampled_from([*TROUBLESOME, "- a", "a: b", "a #b", "a\nb", " a", "a ", "a\n", "\u00a0x"])
texts = troublesome | st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30)
texts = texts.filter(lambda text: text.strip() and not ("{" in text and "}" in text))
provenances = st.fixed_dictionaries(
    {"kind": st.sampled_from(["own", "licensed", "published", "reconstruction", "user"])},
    optional={"note": texts, "source": texts},
)


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Any definition that can be used."""
    languages = draw(st.lists(st.sampled_from(["en", "nl", "de", "no", "pt-BR"]), min_size=1, max_size=3, unique=True))

    def translated() -> dict[str, str]:
        return {language: draw(texts) for language in languages}

    every = draw(st.lists(names, min_size=4, max_size=12, unique=True))
    n_dimensions = draw(st.integers(1, len(every) // 2))
    higher, dimension_ids, items = every[0], every[1 : n_dimensions + 1], every[n_dimensions + 1 :]
    home = [n % n_dimensions if n < n_dimensions else draw(st.integers(0, n_dimensions - 1)) for n in range(len(items))]
    members = [[item for item, where in zip(items, home, strict=True) if where == n] for n in range(n_dimensions)]
    values = sorted(draw(st.sets(st.integers(-5, 12), min_size=2, max_size=7)))
    structures = {
        "main": {
            "label": translated(),
            "provenance": draw(provenances),
            "dimensions": [
                {"id": dimension, "label": translated(), "items": inside, "published_alpha": draw(st.floats(-1, 1))}
                for dimension, inside in zip(dimension_ids, members, strict=True)
                if inside
            ],
        },
        "no": {"label": translated(), "dimensions": [{"id": higher, "label": translated(), "items": items[:1]}]},
    }
    if draw(st.booleans()):
        structures["main"]["higher_order"] = higher
    return {
        "schema_version": 1,
        "kind": "questionnaire",
        "name": draw(names),
        "title": translated(),
        "version": draw(texts),
        "languages": languages,
        "instruction": translated(),
        "citation": draw(st.lists(texts, max_size=2)),
        "licence": draw(texts),
        "response_scale": {
            "values": values,
            "labels": {code: [f"{code} label {value}" for value in values] for code in languages},
            "missing_codes": draw(st.lists(st.integers(-999, -90), max_size=2, unique=True)),
        },
        "referents": {"team": translated()} if draw(st.booleans()) else {},
        "default_structure": "main",
        "items": [
            {
                "id": item,
                "wording": translated(),
                "reverse": draw(st.booleans()),
                "level": draw(st.sampled_from(["team", "school", "board"])),
                "provenance": draw(provenances),
                "published_loading": draw(st.none() | st.floats(-2, 2)),
            }
            for item in items
        ],
        "structures": structures,
    }


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(definitions())
def test_any_instrument_survives_yaml_and_json_exactly(data: dict[str, Any]) -> None:
    instrument = instrument_from_mapping(data)
    from_yaml = instrument_from_mapping(parse_yaml(instrument.to_yaml(), "yaml"))
    from_json = instrument_from_mapping(parse_json(instrument.to_json(), "json"))
    assert from_yaml == instrument
    assert from_json == instrument
    assert from_yaml.to_json() == instrument.to_json()
    assert from_yaml.item_ids == tuple(item["id"] for item in data["items"])
    assert [item.reverse for item in from_yaml.items] == [item["reverse"] for item in data["items"]]
    assert [item.dimension for item in from_yaml.items] == [item.dimension for item in instrument.items]
    assert [item.published_loading for item in from_yaml.items] == [item["published_loading"] for item in data["items"]]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=4) | st.dates()
    | st.sampled_from(["{referent}", "a1", "en", "team"]) | st.builds(lambda: 10**5000) | st.builds(object),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=6) | st.sampled_from(sorted(VALID)) | st.integers(), inner, max_size=5)
    | st.tuples(inner, inner)
    | st.frozensets(st.integers(), max_size=2),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(anything)
def test_anything_at_all_is_refused_with_a_definition_error(data: object) -> None:
    with pytest.raises(DefinitionError):
        instrument_from_mapping(data)


def places(data: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in nested data."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [*([here] if here else []), *(place for key, child in children for place in places(child, (*here, key)))]


changes_anywhere = st.lists(st.tuples(st.sampled_from(places(VALID)), anything), min_size=1, max_size=3)


@settings(max_examples=300, deadline=None)
@given(changes_anywhere)
def test_a_valid_definition_with_anything_anywhere_works_or_is_refused(changes: list[tuple[Any, Any]]) -> None:
    data = copy.deepcopy(VALID)
    for (*way, last), value in changes:
        here: Any = data
        with contextlib.suppress(KeyError, IndexError, TypeError):
            for key in way:
                here = here[key]
            here[last] = value
    with contextlib.suppress(DefinitionError):
        instrument = instrument_from_mapping(data)
        again = parse_json(instrument.to_json(), "json")
        if instrument_from_mapping(again) != instrument:
            raise AssertionError("an instrument that was made does not survive JSON")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | st.text("[]{}:,-&*!|>'\"# \n\tab1?%@~<=", max_size=60))
def test_any_text_parses_or_is_refused(text: str) -> None:
    for parse in (parse_yaml, parse_json):
        with contextlib.suppress(DefinitionError):
            parse(text, "text")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_works_or_is_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = WHOLE.encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    path = tmp_path_factory.mktemp("damaged") / "damaged.yaml"
    path.write_bytes(whole[:start] + data.draw(st.binary(max_size=8)) + whole[end:])
    with contextlib.suppress(DefinitionError):
        load_instrument(path)


WHOLE = instrument_from_mapping(VALID).to_yaml()
words = st.sampled_from(["a1", "a2", "b1", "nl", "en", "learning", "ja"])
cells = st.none() | st.integers(-3, 9) | st.floats() | st.text(max_size=5) | words
headers = st.sampled_from(
    ["item", "dimension", "language", "wording", "nl", "en", "alpha", "loading", "reverse", "label_nl"]
)
tables = st.integers(0, 6).flatmap(
    lambda width: st.builds(
        lambda columns, rows: pd.DataFrame(rows, columns=columns),
        st.lists(headers | st.text(max_size=5), min_size=width, max_size=width),
        st.lists(st.lists(cells, min_size=width, max_size=width), max_size=4),
    )
)


@settings(max_examples=100, deadline=None)
@given(tables)
def test_any_table_works_or_is_refused(table: pd.DataFrame) -> None:
    mini = instrument_from_mapping({**VALID, "structures": {"main": VALID["structures"]["main"]}})
    for change in (mini.with_wording, mini.with_allocation):
        with contextlib.suppress(DefinitionError):
            change(table)
