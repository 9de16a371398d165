"""A message as it arrived, whichever way, before anybody has read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from shared.decisions.store import Cause

Channel = Literal["kafka", "http"]


class Key(NamedTuple):
    """The identity of a message; `source` and `id` as CloudEvents says."""

    partner: str
    source: str
    id: str


class Place(NamedTuple):
    """Where on Kafka a message stands."""

    topic: str
    partition: int
    offset: int


class Unread(NamedTuple):
    """What is known of a body that was too long to be read: its size, and its SHA-256."""

    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and what they may; a person of an authority is one too, without a partner.

    `authorities`: for which they may send; None is for any.
    """

    name: str
    topic_out: str = ""
    authorities: frozenset[str] | None = None
    may_import: bool = False
    person: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message: `attributes` are the CloudEvents headers without their prefix.

    A header without a value, or not of text, is None. `supposed` is what a plain JSON body
    is taken to say where it does not: its type, its id, what it corrects.
    """

    sender: Sender
    channel: Channel
    attributes: Mapping[str, str | None]
    content_type: str | None
    body: bytes = field(repr=False)
    at: datetime
    cause: Cause
    place: Place | None = None
    supposed: Mapping[str, Any] = field(default_factory=dict)
    unread: Unread | None = None

    @property
    def size(self) -> int:
        """How many bytes the body had."""
        return len(self.body) if self.unread is None else self.unread.size

    def unidentified(self) -> Key:
        """What it is known by if no id can be read; a space is in no partner's own source."""
        if self.place is not None:
            topic, partition, offset = self.place
            return Key(self.sender.name, f"unidentified on {topic}", f"{partition}/{offset}")
        return Key(self.sender.name, "unidentified over http", self.cause.correlation_id)
