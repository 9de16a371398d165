"""What operators did to what was set aside: each act is a fact, with who and why."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.values import Digest, Subject

FollowerName = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_.]{0,99}$")]
"""A follower of one service: `policies`, `ledger`, or a read model with its generation."""

FaultKind = Annotated[str, StringConstraints(pattern="^[a-z]{1,20}$")]
"""Why something was set aside: unreadable, gap, fold, database, newer."""

Count = Annotated[int, Field(ge=0)]


class SubjectRedriven(Event, version=1):
    """An operator had the events applied that waited for a subject in one follower.

    Written with what it tells of, in one transaction; a long queue is told of in parts.
    Who did it is the envelope's actor. `subject` is absent where it is not of our form.
    """

    subject: Subject | None = None
    follower: FollowerName
    first_offset: Count
    applied: Annotated[int, Field(ge=1)]
    waiting: Count
    stopped_by: FaultKind | None = None
    why: Sealed


class RecordDiscarded(Event, version=1):
    """An operator took a record of the log out of what waits: no event store wrote it.

    The record stays in the log; `partition` and `offset` say where, and `digest` is the
    SHA-256 of its key, value and headers, as the ledger takes it.
    """

    subject: Subject | None = None
    followers: Annotated[tuple[FollowerName, ...], Field(min_length=1, max_length=100)]
    partition: Count
    offset: Count
    digest: Digest
    kind: FaultKind
    why: Sealed
