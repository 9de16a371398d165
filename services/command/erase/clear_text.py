"""Partners' topics are in clear: until when Kafka may still hold what a partner sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from services.command.erase.here import Here
from services.command.erase.messages import Message
from services.command.erase.streams import records_of, sent_at
from services.notifications import queries
from services.notifications.intake.arrived import Place
from services.notifications.intake.reading import read
from services.notifications.intake.record import arrived_from

retention_check = timedelta(minutes=5)
"""How often a broker looks for what is too old, unless it was set otherwise."""
no_end_ms = 100 * 365 * 86_400_000
"""A topic that keeps longer, or lets a record be dated further ahead, keeps it for ever."""


@dataclass(frozen=True, slots=True)
class Keeps:
    """How long a topic keeps a record, by its settings; None is for ever."""

    topic: str
    longest: timedelta | None

    def until(self, sent_at: datetime) -> datetime | None:
        """When a record that was sent then is gone at the latest, from the disk too."""
        return None if self.longest is None else sent_at + self.longest


@dataclass(frozen=True, slots=True)
class InClear:
    """A record of a partner's topic that is still there."""

    topic: str
    partition: int
    offset: int
    until: datetime | None


async def in_clear(here: Here, messages: Sequence[Message]) -> list[InClear]:
    """Where partners' topics still hold these messages, however often they were sent."""
    config = here.config
    names = {each.name for each in messages}
    senders = {
        topic: sender
        for topic, sender in (
            await queries.senders_by_topic(here.databases["notifications"])
        ).items()
        if sender.name in {partner for partner, _, _ in names}
    }
    kept = await keeping(config.kafka, senders)
    found: list[InClear] = []
    async for record in records_of(config.kafka, sorted(kept)):
        where = Place(record.topic, record.partition, record.offset)
        arrived = arrived_from(record, senders[record.topic], where, here.clock.now())
        if read(arrived).key in names:
            until = kept[record.topic].until(sent_at(record))
            found.append(InClear(*where, until))
    return found


async def keeping(bootstrap: str, topics: Iterable[str]) -> Mapping[str, Keeps]:
    """How long topics keep what they have; one that is gone keeps nothing, and is left out."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        there = sorted(set(topics) & set(await admin.list_topics()))
        asked = [ConfigResource(ConfigResourceType.TOPIC, topic) for topic in there]
        answers = await admin.describe_configs(asked) if asked else []
    finally:
        await admin.close()
    found: dict[str, Keeps] = {}
    for answer in answers:
        for resource in answer.to_object()["resources"]:
            said = {
                entry["config_names"]: entry["config_value"]
                for entry in resource["config_entries"]
            }
            topic = resource["resource_name"]
            found[topic] = Keeps(topic, longest(said))
    return found


def longest(settings: Mapping[str, str]) -> timedelta | None:
    """For how long a record may be there after it was sent, by the settings of its topic.

    A segment goes when its newest record is too old, so an old one waits for the newest; a
    sender may have dated that ahead, as far as the topic lets it.
    """
    retention = int(settings["retention.ms"])
    if retention < 0:
        return None
    ahead = settings.get("message.timestamp.after.max.ms", "0")
    if settings.get("message.timestamp.type") == "LogAppendTime":
        ahead = "0"
    parts = (retention, int(settings["segment.ms"]), int(ahead))
    deleted = int(settings.get("file.delete.delay.ms", "60000"))
    total = sum(parts) + deleted
    return None if total > no_end_ms else timedelta(milliseconds=total) + retention_check
