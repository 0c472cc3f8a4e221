"""Files that hold a definition: read without trust, written so that reading gives the same back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lerende_organisatie.errors import DefinitionError
from lerende_organisatie.instrument import Instrument, instrument_from_mapping, load_instrument
from tests.unit.test_instrument_definition import VALID


def refused(path: object) -> str:
    with pytest.raises(DefinitionError) as caught:
        load_instrument(path)  # type: ignore[arg-type]
    return str(caught.value)


def written(tmp_path: Path, text: str | bytes, name: str = "mini.yaml") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.fixture
def mini() -> Instrument:
    return instrument_from_mapping(VALID)


@pytest.mark.parametrize("name", ["slo", "dloq"])
def test_catalogue_survives_yaml_and_json_exactly(name: str, tmp_path: Path) -> None:
    instrument = load_instrument(name)
    for path in (tmp_path / "copy.yaml", tmp_path / "copy.yml"):
        instrument.to_yaml(path)
        assert load_instrument(path) == instrument
        assert load_instrument(str(path)).to_yaml() == instrument.to_yaml()
    instrument.to_json(tmp_path / "copy.JSON")
    again = load_instrument(tmp_path / "copy.JSON")
    assert again == instrument
    assert [item.dimension for item in again.items] == [item.dimension for item in instrument.items]
    assert again.to_json() == instrument.to_json()


@pytest.mark.parametrize("name", ["slo", "dloq"])
def test_catalogue_file_is_what_to_yaml_writes(name: str) -> None:
    from lerende_organisatie.instrument.loading import CATALOGUE

    text = (CATALOGUE / f"{name}.yaml").read_text(encoding="utf-8")
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("# "))
    assert body == load_instrument(name).to_yaml()


def test_a_reversed_item_stays_reversed(mini: Instrument, tmp_path: Path) -> None:
    mini.to_yaml(tmp_path / "mini.yaml")
    assert [item.reverse for item in load_instrument(tmp_path / "mini.yaml").items] == [False, True, False]


def test_yes_no_and_dates_are_text_as_in_yaml_1_2(mini: Instrument, tmp_path: Path) -> None:
    text = (
        mini.to_yaml()
        .replace("['no', so so, 'yes']", "[no, so so, yes]")
        .replace("version: '1'", "version: 2026-01-01")
    )
    assert "[no, so so, yes]" in text
    read = load_instrument(written(tmp_path, text))
    assert read.response_scale.labels["en"] == ("no", "so so", "yes")
    assert read.version == "2026-01-01"


def test_a_byte_order_mark_does_not_matter(mini: Instrument, tmp_path: Path) -> None:
    assert load_instrument(written(tmp_path, b"\xef\xbb\xbf" + mini.to_yaml().encode())) == mini
    assert load_instrument(written(tmp_path, b"\xef\xbb\xbf" + mini.to_json().encode(), "mini.json")) == mini


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [1, 2", "line 1, column 9"),
        ("a: 1\n\tb: 2", "line 2"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1: the key 'a' stands here twice"),
        ("a: {b: 1, b: 2}", "line 1, column 11: the key 'b' stands here twice"),
        ("a: &x [1]\nb: *x", "line 2, column 4: an alias is not read"),
        ("a: &x [*x]", "an alias is not read"),
        ("a: !!python/object/apply:os.system ['true']", "the tag 'tag:yaml.org,2002:python/object/apply:os.system'"),
        ("a: !!set {b}", "the tag 'tag:yaml.org,2002:set' is not read"),
        ("a: !!int abc", "cannot be read"),
        ("a: " + "9" * 6000, "cannot be read"),
        ("[a]: 1", "a key must be text"),
        ("5: 1", "the key 5 is not text"),
        ("~: 1", "the key nothing is not text"),
        ("a: 1\n---\nb: 2", "expected a single document"),
        ("a: \x01", "not YAML"),
        ("[" * 3000, "nested too deeply"),
        ("", "not nothing"),
        ("just text", "must be a mapping"),
        ("- a\n- b", "must be a mapping"),
    ],
)
def test_yaml_that_is_not_a_definition_is_refused_in_one_message(text: str, expected: str, tmp_path: Path) -> None:
    assert expected in refused(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,}', "line 1, column "),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice"),
        ('{"a": ' + "9" * 6000 + "}", "cannot be read"),
        ("[" * 100_000, "nested too deeply"),
        ("", "line 1, column 1"),
        ("null", "must be a mapping"),
        ('{"name": "\\ud800"}', "name: "),
    ],
)
def test_json_that_is_not_a_definition_is_refused_in_one_message(text: str, expected: str, tmp_path: Path) -> None:
    assert expected in refused(written(tmp_path, text, "mini.json"))


def test_aliases_cannot_blow_up(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert "an alias is not read" in refused(written(tmp_path, "\n".join(lines)))


def test_files_that_cannot_be_read_are_refused_with_a_remedy(tmp_path: Path) -> None:
    assert "there is no file" in refused(tmp_path / "absent.yaml")
    assert "there is no file" in refused("absent.yaml")
    assert "is a folder" in refused(tmp_path)
    assert "must end in .yaml, .yml, .json" in refused(written(tmp_path, "a: 1", "mini.txt"))
    assert "not UTF-8 text" in refused(written(tmp_path, b"title: caf\xe9"))
    assert "line 2: not UTF-8 text" in refused(written(tmp_path, b"a: 1\n\x00\xff\xfe\x80"))
    assert "larger than 2,000,000 bytes" in refused(written(tmp_path, b"a: " + b"x" * 2_000_001))
    assert "catalogue name or a path" in refused(5)
    assert "catalogue name or a path" in refused(None)
    for odd in ("", ".", "..", "a\x00.yaml", "x" * 5000 + ".yaml", "x" * 5000, "\ud800.yaml"):
        refused(odd)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.yaml")
        assert "not an ordinary file" in refused(tmp_path / "pipe.yaml")


def test_the_message_names_the_file(tmp_path: Path) -> None:
    data = {**VALID, "kind": "exam"}
    message = refused(written(tmp_path, json.dumps(data), "exam.json"))
    assert message.splitlines()[0] == "the definition in 'exam.json': 1 fault"


def test_a_file_that_cannot_be_written_is_refused(mini: Instrument, tmp_path: Path) -> None:
    for write in (mini.to_yaml, mini.to_json):
        with pytest.raises(DefinitionError, match="writing the definition"):
            write(tmp_path)
        with pytest.raises(DefinitionError, match="writing the definition"):
            write(tmp_path / "absent" / "mini.yaml")
