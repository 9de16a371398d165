"""A subject that stands in two partitions of the log: no rebuild can fold it; it is named."""

import re
from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from psycopg.errors import UniqueViolation

from shared.events.envelope import read_record
from shared.log.kafka import log_ends, log_starts, read_partition

looked_at_once = 500


class LogUnfit(Exception):
    """The log cannot be replayed as it is; in words for who operates it."""


class SubjectTwice(LogUnfit):
    """A subject stands in two partitions, so that two workers have rows of it."""


async def subject_twice(
    violation: UniqueViolation,
    consumer: AIOKafkaConsumer,
    topic: str,
    partitions: Sequence[int],
) -> SubjectTwice | None:
    """Look through the log for what a table had twice; None if that is in one partition only.

    The database names the key of the row, of which one part is the subject.
    """
    key = re.search(r"\)=\((.*)\)", violation.diag.message_detail or "")
    parts = set(key[1].split(", ")) if key else set()
    found: dict[str, set[int]] = {}
    starts = await log_starts(consumer, topic, partitions)
    ends = await log_ends(consumer, topic, partitions)
    for number in partitions:
        async for records in read_partition(
            consumer,
            TopicPartition(topic, number),
            start=starts[number],
            end=ends[number],
            batch=looked_at_once,
        ):
            for r in records:
                read = read_record(r.key, r.value, r.headers, number, r.offset, r.timestamp)
                if read.subject in parts:
                    found.setdefault(read.subject, set()).add(number)
    for subject, where in found.items():
        if len(where) > 1:
            numbers = " and ".join(str(number) for number in sorted(where))
            return SubjectTwice(
                f"{subject} stands in partitions {numbers} of the log, and a rebuild folds"
                " a subject in one. Nothing that is read was changed; `cspr reconcile` names"
                " the records that are in the wrong partition."
            )
    return None
