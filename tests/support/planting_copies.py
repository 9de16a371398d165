"""Faults of read models, followers and the ledger, planted when all has been followed."""

from shared.events.envelope import Envelope
from shared.log.kafka import RawRecord, log_ends, open_consumer
from tests.support.planting import Case, Named, Plant, a_skipped_event, action


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


of_copies: list[Plant] = [
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
