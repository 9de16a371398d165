"""Faults that no program of ours makes, each planted in a case of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from services.command.parked_acts import Filters, discard
from shared.events.envelope import Envelope
from shared.events.incidents import IncidentReported
from shared.log.kafka import RawRecord, log_ends, open_consumer
from shared.proof.passing import partition_of
from tests.contract.examples import EXAMPLES
from tests.support.stack import unique
from tests.support.still_system import System

action = EXAMPLES["ImmediateActionRecorded"]
reported = EXAMPLES["IncidentReported"]


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

# --- stores and log


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
    await c.put(first, subject=f"{c.subject}-forged", key=f"{c.subject}-forged")
    return [Named("reviews", "not in the store", f"{c.subject}-forged position 1")]


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


# --- read models, followers, ledger: after all has been followed


async def a_missing_row(c: Case) -> list[Named]:
    await c.harm("reviews", "delete from caseload where subject = %s")
    return [Named("reviews read models", "row missing", c.subject)]


async def a_row_too_many(c: Case) -> list[Named]:
    await c.harm(
        "reviews",
        "insert into caseload select (jsonb_populate_record(c, jsonb_build_object('subject',"
        " c.subject || '-more'))).* from caseload c where subject = %s",
    )
    return [Named("reviews read models", "row too many", f"{c.subject}-more")]


async def an_altered_row(c: Case) -> list[Named]:
    await c.harm("reviews", "update caseload set authority = 'x' where subject = %s")
    return [Named("reviews read models", "row changed", f"{c.subject}: authority")]


async def an_offset_set_ahead(c: Case) -> list[Named]:
    await c.s.append("reviews", c.subject, action)
    await c.s.publish()
    (where,) = {each.partition for each in await c.records()}
    async with open_consumer(c.s.place.config("reviews").kafka) as consumer:
        end = (await log_ends(consumer, c.s.topic, c.s.partitions))[where]
    await c.s.harm(
        "reviews",
        "update follower_offsets set next_offset = %s where partition = %s"
        " and follower like 'caseload.%%'",
        end,
        where,
    )
    words = f"{c.subject} of reviews: position 3 was not taken"
    return [Named("reviews", "passed over", words)]


async def a_mark_set_ahead(c: Case) -> list[Named]:
    await c.harm(
        "reviews",
        "update marks set position = 7 where follower like 'caseload.%%'"
        " and source = 'reviews' and subject = %s",
    )
    words = f"{c.subject} of reviews: stands at 7, the log goes to 2"
    return [Named("reviews", "mark beyond the log", words)]


async def a_mark_set_back(c: Case) -> list[Named]:
    await c.harm(
        "reporting",
        "update marks set position = 1 where follower = 'ledger'"
        " and source = 'reviews' and subject = %s",
    )
    words = f"{c.subject} of reviews: position 2 was not taken"
    return [Named("reporting", "passed over", words)]


async def a_gap_that_was_passed(c: Case) -> list[Named]:
    """A follower without its discipline: the subject is not set aside, and its mark goes on."""
    named = await a_skipped_event(c)
    await c.harm(
        "reviews",
        "update marks set position = 4 where follower like 'caseload.%%'"
        " and source = 'reviews' and subject = %s",
    )
    words = f"{c.subject} of reviews: stands at 4, the log goes to 2"
    return [*named, Named("reviews", "mark beyond the log", words)]


async def an_offset_beyond_the_log(c: Case) -> list[Named]:
    await c.s.harm(
        "notifications",
        "insert into follower_offsets values ('policies', 0, 1000000) on conflict (follower,"
        " partition) do update set next_offset = excluded.next_offset",
    )
    return [Named("notifications", "offset beyond the log", "stands at 1000000")]


async def a_missing_leaf(c: Case) -> list[Named]:
    await c.harm(
        "reporting",
        "delete from ledger where source = 'reviews' and position = 2 and subject = %s",
    )
    return [
        Named("ledger", "not in the ledger", f"{c.subject} position 2"),
        Named("ledger", "hole", "leaves, the last is"),
    ]


async def an_altered_leaf(c: Case) -> list[Named]:
    await c.harm(
        "reporting",
        "update ledger set leaf = sha256('') where source = 'reviews' and position = 1"
        " and subject = %s",
    )
    return [Named("ledger", "altered", f"{c.subject} position 1")]


async def a_leaf_of_nothing(c: Case) -> list[Named]:
    await c.harm("reporting", _another_leaf.format(offset="900000", position=77))
    return [Named("ledger", "not in the log", f"{c.subject} position 77")]


async def a_leaf_of_a_repeat(c: Case) -> list[Named]:
    first, *_ = await c.records()
    await c.put(first)
    repeat = max(each.offset for each in await c.records() if _is(each, "reviews", 1))
    await c.harm("reporting", _another_leaf.format(offset=repeat, position=78))
    await c.s.follow()
    return [Named("ledger", "doubled", f"{c.subject} position 1")]


def _is(record: RawRecord, source: str, position: int) -> bool:
    read = record.read
    return isinstance(read, Envelope) and (read.source, read.position) == (source, position)


_another_leaf = (
    "insert into ledger select (select max(leaf_index) + 1 from ledger), partition, {offset},"
    " recorded_at, subject, source, {position}, name, version, event_id, written_at, actor,"
    " correlation_id, causation_id, traceparent, body, leaf from ledger"
    " where source = 'reviews' and position = 1 and subject = %s"
)

# --- partners' messages


async def a_lost_message(c: Case) -> list[Named]:
    topic = f"{c.s.topic}-police"
    admin = AIOKafkaAdminClient(bootstrap_servers=c.s.place.config("reviews").kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    await c.s.harm(
        "notifications",
        "insert into partners (name, topic_in, topic_out, added_at)"
        " values ('police', %s, %s, now())",
        topic,
        topic + "-out",
    )
    await c.s.harm("notifications", "insert into intake_offsets values (%s, 0, 1, null)", topic)
    headers = {
        "ce_specversion": b"1.0",
        "ce_id": b"lost-1",
        "ce_source": b"https://systems.police.example/incidents",
        "ce_type": b"uk.cspr.partner.IncidentReported.v1",
    }
    await c.s.put("k", b"{}", list(headers.items()), topic=topic, partition=0)
    return [Named("messages", "not accounted for", "lost-1")]


async def a_decision_without_its_message(c: Case) -> list[Named]:
    await c.s.append("notifications", c.subject, _told("without"))
    return [Named("messages", "an event, and no message", "without")]


async def one_message_that_led_to_two_events(c: Case) -> list[Named]:
    await c.s.append("notifications", c.subject, _told("twice"), _told("twice"))
    return [Named("messages", "one message, and several events", "twice")]


async def a_message_that_was_accepted_without_event(c: Case) -> list[Named]:
    await c.s.harm("notifications", _message, "accepted-1", c.subject, 99, '{"it": 1}')
    return [Named("messages", "accepted, and no event", "accepted-1")]


async def a_message_that_was_never_settled(c: Case) -> list[Named]:
    await c.s.harm("notifications", _message, "unsettled-1", c.subject, 1, "{}")
    return [Named("messages", "never settled", "unsettled-1")]


_message = (
    "insert into inbox (partner, source, message_id, body_digest, channel, received_at, bytes,"
    " outcome, subject, position, receipt)"
    " values ('police', 'urn:police', %s, '', 'http', now(), 2, 'accepted', %s, %s, %s)"
)


def _told(id_: str) -> IncidentReported:
    assert isinstance(reported, IncidentReported)
    assert reported.message is not None
    return reported.model_copy(
        update={"message": reported.message.model_copy(update={"id": id_})}
    )


before_following: list[Plant] = [
    a_lost_outbox_row,
    a_doubled_row,
    a_swapped_order,
    a_skipped_event,
    an_edited_event,
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
    a_decision_without_its_message,
    one_message_that_led_to_two_events,
    a_lost_message,
    a_message_that_was_accepted_without_event,
    a_message_that_was_never_settled,
]
after_following: list[Plant] = [
    a_missing_row,
    a_row_too_many,
    an_altered_row,
    a_mark_set_ahead,
    a_mark_set_back,
    a_missing_leaf,
    an_altered_leaf,
    a_leaf_of_nothing,
    a_leaf_of_a_repeat,
    a_gap_that_was_passed,
    an_offset_set_ahead,
    an_offset_beyond_the_log,
]


async def discarded(s: System, subject: str, why: str) -> tuple[int, int]:
    """Bytes that are no event, set aside by all who follow, and discarded; where they are."""
    await s.put(subject, b"?", [])
    await s.follow()
    (done, *_) = await discard(s.place, Filters(subject), None, actor="operator:7", why=why)
    await s.publish()
    return done.partition, done.offset
