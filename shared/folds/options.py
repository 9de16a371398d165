"""What a rebuild is asked for: up to when, of which part, how fast, under which name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.folds.place import Refused
from shared.folds.read_model import ReadModel
from shared.folds.stored import Purpose

london = ZoneInfo("Europe/London")
name_of_a_moment = re.compile(r"asof_[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Until:
    """A moment of the log: what was recorded by then, or what lies below these offsets.

    `before` is the first instant of Kafka's append time that is left out.
    """

    before: datetime | None = None
    offsets: Mapping[int, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The same, as it is noted in a manifest."""
        if self.before is not None:
            return self.before.astimezone(UTC).isoformat()
        return ",".join(f"{number}:{offset}" for number, offset in sorted(self.offsets.items()))

    def has(self, partition: int, offset: int, recorded_at: datetime | None) -> bool:
        """Whether an event had been recorded by then."""
        if self.before is None:
            return offset < self.offsets.get(partition, 0)
        return recorded_at is not None and recorded_at < self.before


def read_until(text: str) -> Until:
    """A day (its end in London), an instant with its zone, or `partition:offset,…`.

    Raises:
        Refused: it is none of them.
    """
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            after = date.fromisoformat(text) + timedelta(days=1)
            return Until(datetime.combine(after, time(), london))
        if re.fullmatch(r"\d+:\d+(,\d+:\d+)*", text):
            pairs = (pair.split(":") for pair in text.split(","))
            return Until(offsets={int(number): int(offset) for number, offset in pairs})
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return Until(instant + timedelta(milliseconds=1))
    except (ValueError, OverflowError):
        pass
    raise Refused(
        "The moment is not one. Say a day (2024-05-01, to its end in London), an instant with"
        " its zone (2024-05-01T12:00:00Z), or offsets by partition (0:120,1:98,…)."
    )


def name_of(until: Until) -> str:
    """The name of a moment that was not given one."""
    if until.before is None:
        return "asof_" + until.text.replace(":", "_").replace(",", "_")[:40]
    local = until.before.astimezone(london)
    if local.time() == time():
        return f"asof_{local.date() - timedelta(days=1):%Y_%m_%d}"
    last = until.before.astimezone(UTC) - timedelta(milliseconds=1)
    return f"asof_{last:%Y_%m_%d_%H%M%S}"


@dataclass(frozen=True, slots=True)
class Options:
    """How a rebuild is to be done; `workers` and what follows change nothing in its result."""

    until: Until | None = None
    as_name: str | None = None
    subjects: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    workers: int = 2
    events_a_second: float | None = None
    subjects_held: int = 500

    def __post_init__(self) -> None:
        if self.as_name is not None and not name_of_a_moment.fullmatch(self.as_name):
            raise Refused(
                "The name does not begin with asof_ and go on with small letters, digits and _."
            )
        if self.as_name is not None and self.until is None:
            raise Refused("Only what is built --until a moment has a name of its own.")

    @property
    def purpose(self) -> Purpose:
        """What the generation will be for."""
        if self.subjects or self.types:
            return Purpose.PART
        return Purpose.SERVE if self.until is None else Purpose.AS_OF

    @property
    def name(self) -> str | None:
        """Under which name it is queried beside the living one."""
        if self.purpose is Purpose.AS_OF and self.until is not None:
            return self.as_name or name_of(self.until)
        return None

    def noted(self) -> dict[str, Any]:
        """What decides the result, for the manifest; the same again is the same rebuild."""
        return {
            "until": None if self.until is None else self.until.text,
            "subjects": sorted(self.subjects),
            "types": sorted(self.types),
        }

    def pace(self) -> dict[str, Any]:
        """What decides how it is done, for whoever resumes it."""
        return {
            "workers": self.workers,
            "events_a_second": self.events_a_second,
            "subjects_held": self.subjects_held,
        }


def refuse_types_nobody_folds(models: Sequence[ReadModel[Any]], types: frozenset[str]) -> None:
    """Go on if each of the events is folded by one of the read models.

    Raises:
        Refused: one is not; a part of it would be empty, and look as if nothing had happened.
    """
    folded = {name for model in models for name in model.event_names}
    if unknown := sorted(types - folded):
        names = ", ".join(model.name for model in models)
        raise Refused(
            f"No event of type {unknown[0]} is folded by {names}. They fold:"
            f" {', '.join(sorted(folded))}."
        )
