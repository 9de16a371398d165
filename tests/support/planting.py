"""Faults that no program of ours makes, each planted in a case of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

from services.command.parked_acts import Filters, discard
from shared.log.kafka import RawRecord
from shared.proof.passing import partition_of
from tests.contract.examples import EXAMPLES
from tests.support.stack import unique
from tests.support.still_system import System

action = EXAMPLES["ImmediateActionRecorded"]


class Named(NamedTuple):
    """What reconcile has to say: in which part, which kind, and words of what and where."""

    part: str
    kind: str
    words: str


@dataclass
class Case:
    """A case of three services, two events of reviews among them, and the system it is in."""

    s: System
    subject: str

    async def records(self) -> list[RawRecord]:
        """What the log has of it, reviews' events first."""
        found = [each for each in await self.s.log() if each.read.subject == self.subject]
        return sorted(found, key=lambda each: each.read.source != "reviews")  # type: ignore[union-attr]

    async def put(
        self, record: RawRecord, *, key: str = "", partition: int = -1, **other: str
    ) -> None:
        """A record like this one, put there by somebody else's program."""
        headers = dict(record.headers) | {f"ce_{n}": text.encode() for n, text in other.items()}
        await self.s.put(
            key or (headers["ce_subject"] or b"").decode(),
            record.value,
            [(name, value or b"") for name, value in headers.items()],
            partition=record.partition if partition < 0 else partition,
        )

    async def seq(self, position: int) -> int:
        ((seq,),) = await self.s.rows(
            "reviews",
            "select seq from events where subject = %s and position = %s",
            self.subject,
            position,
        )
        return int(seq)

    async def hold_back(self, position: int) -> None:
        """Take an event's place in the queue of the relay away."""
        await self.s.harm(
            "reviews", "delete from outbox where seq = %s", await self.seq(position)
        )

    async def harm(self, service: str, statement: str) -> None:
        """Do something to the rows of this case."""
        await self.s.harm(service, statement, self.subject)


Plant = Callable[[Case], Awaitable[list[Named]]]


async def a_lost_outbox_row(c: Case) -> list[Named]:
    await c.s.append("reviews", c.subject, action)
    await c.hold_back(3)
    return [Named("reviews", "not in the log", f"{c.subject} position 3")]


async def a_doubled_row(c: Case) -> list[Named]:
    await c.harm(
        "reviews",
        "insert into events (id, subject, position, name, version, time, actor,"
        " correlation_id, causation_id, traceparent, body) select id || 'x', subject, 3, name,"
        " version, time, actor, correlation_id, causation_id, traceparent, body from events"
        " where position = 2 and subject = %s",
    )
    return [
        Named("reviews", "not in the log", f"{c.subject} position 3"),
        Named("reviews", "wrong count", f"{c.subject}: counted to 2, its events end at 3"),
    ]


async def a_swapped_order(c: Case) -> list[Named]:
    await c.s.append("reviews", c.subject, action, action)
    await c.hold_back(3)
    await c.s.publish()
    await c.s.harm("reviews", "insert into outbox values (%s)", await c.seq(3))
    await c.s.publish()
    return [Named("reviews", "out of order", f"{c.subject} position 3 comes behind")]


async def a_skipped_event(c: Case) -> list[Named]:
    await c.s.append("reviews", c.subject, action, action)
    await c.hold_back(3)
    await c.s.publish()
    return [
        Named("reviews", "gap", f"{c.subject} position 4 comes after position 2"),
        Named("reviews", "not in the log", f"{c.subject} position 3"),
    ]


async def an_edited_event(c: Case) -> list[Named]:
    await c.harm("reviews", "update events set body = '{}' where position = 2 and subject = %s")
    return [Named("reviews", "altered", f"{c.subject} position 2: body")]


async def an_emptied_event(c: Case) -> list[Named]:
    """A value that is no value equals nothing, and differs from nothing."""
    await c.s.harm("reviews", "alter table events alter column body drop not null")
    await c.harm("reviews", "update events set body = null where subject = %s and position = 2")
    return [Named("reviews", "altered", f"{c.subject} position 2: body")]


async def an_edited_actor(c: Case) -> list[Named]:
    await c.harm("reviews", "update events set actor = 'x' where position = 1 and subject = %s")
    return [Named("reviews", "altered", f"{c.subject} position 1: actor")]


async def a_deleted_event(c: Case) -> list[Named]:
    await c.harm("reviews", "delete from events where position = 1 and subject = %s")
    return [
        Named("reviews", "not in the store", f"{c.subject} position 1"),
        Named("reviews", "hole", f"{c.subject}: 1 events up to 2"),
    ]


async def a_deleted_last_event(c: Case) -> list[Named]:
    await c.harm("reviews", "delete from events where position = 2 and subject = %s")
    return [
        Named("reviews", "not in the store", f"{c.subject} position 2"),
        Named("reviews", "wrong count", f"{c.subject}: counted to 2, its events end at 1"),
    ]


async def a_count_set_ahead(c: Case) -> list[Named]:
    await c.harm("reviews", "update streams set position = 9 where subject = %s")
    return [Named("reviews", "wrong count", f"{c.subject}: counted to 9")]


async def a_zombie_writer(c: Case) -> list[Named]:
    """A service of before, with a store of before, draws a position a second time."""
    _, second, *_ = await c.records()
    await c.put(second, id=unique("zombie"), actor="zombie")
    return [
        Named("reviews", "second event at its position", f"{c.subject} position 2: id, actor")
    ]


async def an_invented_event(c: Case) -> list[Named]:
    first, *_ = await c.records()
    forged = f"{c.subject}-forged"
    right = partition_of(forged.encode(), c.s.partitions)
    await c.put(first, subject=forged, key=forged, partition=right)
    return [Named("reviews", "not in the store", f"{forged} position 1")]


async def a_stranger(c: Case) -> list[Named]:
    first, *_ = await c.records()
    await c.put(first, source="/cspr/nobody")
    return [Named("notifications", "stranger", f"{c.subject} position 1, of nobody")]


async def bytes_that_are_no_event(c: Case) -> list[Named]:
    first, *_ = await c.records()
    await c.put(first, type="noise")
    return [Named("notifications", "unreadable", f"{c.subject}: its type")]


async def a_wrong_partition(c: Case) -> list[Named]:
    first, *_ = await c.records()
    astray = f"{c.subject}-astray"
    right = partition_of(astray.encode(), c.s.partitions)
    await c.put(first, subject=astray, partition=(right + 1) % len(c.s.partitions))
    words = f"{astray} position 1 belongs into partition {right}"
    return [Named("reviews", "wrong partition", words)]


async def a_wrong_key(c: Case) -> list[Named]:
    first, *_ = await c.records()
    await c.put(first, key="case-other")
    return [Named("reviews", "wrong key", f"{c.subject} position 1")]


async def discarded(s: System, subject: str, why: str) -> tuple[int, int]:
    """Bytes that are no event, set aside by all who follow, and discarded; where they are."""
    await s.put(subject, b"?", [])
    await s.follow()
    (done, *_) = await discard(s.place, Filters(subject), None, actor="operator:7", why=why)
    await s.publish()
    return done.partition, done.offset


of_stores_and_log: list[Plant] = [
    a_lost_outbox_row,
    a_doubled_row,
    a_swapped_order,
    a_skipped_event,
    an_edited_event,
    an_emptied_event,
    an_edited_actor,
    a_deleted_event,
    a_deleted_last_event,
    a_count_set_ahead,
    a_zombie_writer,
    an_invented_event,
    a_stranger,
    bytes_that_are_no_event,
    a_wrong_partition,
    a_wrong_key,
]
