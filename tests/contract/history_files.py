"""Every version of every event that was ever published, as files, and how they are made.

`<Name>.v<N>.json` is the exact body; `<Name>.v<N>.about.json` its headers, what it means to
today's reader, and the JSON schema with which it was first written. Run as a module, it writes
what is missing and never touches what is there.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shared.events.catalogue import CATALOGUE, each_service
from shared.events.envelope import Envelope, headers_of
from shared.events.event import Event
from tests.contract.example_parts import subject
from tests.contract.examples import EXAMPLES

HISTORY = Path(__file__).parent / "history"


@dataclass(frozen=True)
class Kept:
    """One published version: its exact body, and what was recorded about it."""

    name: str
    version: int
    body: bytes
    headers: tuple[tuple[str, bytes], ...]
    meaning: dict[str, Any]
    schema: dict[str, Any]


def kept(folder: Path = HISTORY) -> Iterator[Kept]:
    """All that was ever published."""
    for path in sorted(folder.glob("*.about.json")):
        name, version = re.fullmatch(r"(\w+)\.v(\d+)\.about\.json", path.name).groups()  # type: ignore[union-attr]
        about = json.loads(path.read_text(encoding="utf-8"))
        body = path.with_name(f"{name}.v{version}.json").read_bytes()
        headers = tuple((key, value.encode()) for key, value in about["headers"].items())
        yield Kept(name, int(version), body, headers, about["meaning"], about["schema"])


def missing(known: Mapping[str, type[Event]], folder: Path = HISTORY) -> list[tuple[str, int]]:
    """Which versions of the events that are known have no example."""
    there = {(one.name, one.version) for one in kept(folder)}
    wanted = [(name, n) for name, kind in known.items() for n in range(1, kind.version + 1)]
    return [one for one in wanted if one not in there]


def shape(schema: Any) -> Any:
    """A schema without its words: what a reader may rely on."""
    if isinstance(schema, list):
        return [shape(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: shape(part)
        for key, part in schema.items()
        if key not in {"description", "title"} or not isinstance(part, str)
    }


def broken(was: Any, now: Any, at: str = "") -> Iterator[str]:
    """Where a schema has changed under its version; a new optional field is no change."""
    if not (isinstance(was, dict) and isinstance(now, dict)):
        if was != now:
            yield at
        return
    for key, part in was.items():
        yield from broken(part, now.get(key), f"{at}/{key}")
    if at.rpartition("/")[2] not in {"properties", "$defs"}:
        yield from (f"{at}/{key}" for key in now.keys() - was.keys() - {"$defs"})


def known_events() -> dict[str, type[Event]]:
    """The events of the catalogue."""
    return {name: declared.event for name, declared in CATALOGUE.items()}


def _write(event: Event) -> None:
    name, version = type(event).__name__, event.version
    owner = CATALOGUE[name].owner
    envelope = Envelope(
        id="01833fd2-7c00-7000-8000-0000000000aa",
        source="reporting" if owner == each_service else owner,
        subject=subject,
        position=7,
        name=name,
        version=version,
        time=datetime(2022, 9, 23, 10, 15, 30, 250_000, tzinfo=UTC),
        actor="person-7",
        correlation_id="01833fd2-7c00-7000-8000-0000000000bb",
        causation_id="01833fd2-7c00-7000-8000-0000000000cc",
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        body=event.encode(),
    )
    about = {
        "headers": {key: value.decode() for key, value in headers_of(envelope)},
        "meaning": event.model_dump(mode="json"),
        "schema": shape(type(event).model_json_schema()),
    }
    (HISTORY / f"{name}.v{version}.json").write_bytes(envelope.body)
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    (HISTORY / f"{name}.v{version}.about.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    HISTORY.mkdir(exist_ok=True)
    for name, version in missing(known_events()):
        if version == CATALOGUE[name].event.version:
            _write(EXAMPLES[name])
            print(f"written: {name} version {version}")
