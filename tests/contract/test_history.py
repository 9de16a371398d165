"""What was published once is read for ever, and means what it meant."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.events.envelope import Envelope, open_body, read_record
from shared.events.event import Event, decode
from tests.contract.examples import EXAMPLES
from tests.contract.history_files import Kept, broken, kept, known_events, missing, shape

ALL = list(kept())
EACH = pytest.mark.parametrize("one", ALL, ids=[f"{one.name}.v{one.version}" for one in ALL])


def differences(meant: Any, means: Any, at: str = "") -> list[str]:
    """Where today's reading differs from the recorded one; fields that are new may be there."""
    if isinstance(meant, dict) and isinstance(means, dict):
        parts = [
            differences(part, means.get(key), f"{at}/{key}") for key, part in meant.items()
        ]
        return sum(parts, [])
    if isinstance(meant, list) and isinstance(means, list) and len(meant) == len(means):
        pairs = enumerate(zip(meant, means, strict=True))
        return sum([differences(*pair, f"{at}/{n}") for n, pair in pairs], [])
    return [] if meant == means and type(meant) is type(means) else [at]


def test_each_version_of_each_event_has_an_example() -> None:
    assert missing(known_events()) == []
    assert len(ALL) >= 23


@EACH
def test_an_example_reads_as_what_it_meant(one: Kept) -> None:
    event = decode(one.name, one.version, one.body)
    assert differences(one.meaning, event.model_dump(mode="json")) == []


@EACH
def test_an_example_travels_with_its_headers(one: Kept) -> None:
    record = read_record(b"", one.body, one.headers, 3, 11, 1_663_928_130_250)
    assert isinstance(record, Envelope)
    assert (record.name, record.version, record.position) == (one.name, one.version, 7)
    assert dict(one.headers)["ce_source"].decode() == f"/cspr/{record.source}"
    assert type(open_body(record).event).__name__ == one.name


@EACH
def test_a_version_keeps_the_schema_with_which_it_was_published(one: Kept) -> None:
    event = known_events()[one.name]
    if one.version == event.version:
        assert list(broken(one.schema, shape(event.model_json_schema()))) == []


@EACH
def test_what_is_written_today_is_the_example_to_the_byte(one: Kept) -> None:
    if one.version == known_events()[one.name].version:
        assert decode(one.name, one.version, one.body) == EXAMPLES[one.name]
        assert EXAMPLES[one.name].encode() == one.body


@EACH
def test_an_example_fills_every_field_of_its_version(one: Kept) -> None:
    assert set(json.loads(one.body)) == set(one.schema["properties"])


def test_the_bytes_do_not_depend_on_the_order_of_a_set() -> None:
    program = (
        "import hashlib; from tests.contract.examples import EXAMPLES as all_;"
        "print(hashlib.sha256(b''.join(one.encode() for one in all_.values())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(digests) == 1


def test_planted_an_event_without_an_example_is_found() -> None:
    class Later(Event, version=2):
        pass

    try:
        known = known_events() | {"Later": Later}
        assert missing(known) == [("Later", 1), ("Later", 2)]
    finally:
        del Event.known["Later"]


def test_planted_a_meaning_that_changed_is_found() -> None:
    meant = {"children": [{"number": 1, "unborn": False}], "due": None}
    assert differences(meant, meant | {"new": 3}) == []
    assert differences(meant, {"children": [{"number": 1, "unborn": True}], "due": None}) == [
        "/children/0/unborn"
    ]
    assert differences(meant, {"children": [], "due": None}) == ["/children"]


def test_planted_a_schema_that_changed_is_found() -> None:
    was = {"properties": {"day": {"type": "string"}}, "required": ["day"]}
    optional = {"properties": {**was["properties"], "note": {}}, "required": ["day"]}  # type: ignore[dict-item]
    assert list(broken(was, optional)) == []
    assert list(broken(was, {**optional, "required": ["day", "note"]})) == ["/required"]
    assert list(broken(was, {**was, "properties": {}})) == ["/properties/day"]
    tighter = {"day": {"type": "string", "pattern": "x"}}
    assert list(broken(was, {**was, "properties": tighter})) == ["/properties/day/pattern"]
