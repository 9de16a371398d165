"""Faults between partners' messages and the events that they led to."""

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.events.incidents import IncidentReported
from tests.contract.examples import EXAMPLES
from tests.support.planting import Case, Named, Plant

reported = EXAMPLES["IncidentReported"]


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


of_messages: list[Plant] = [
    a_decision_without_its_message,
    one_message_that_led_to_two_events,
    a_lost_message,
    a_message_that_was_accepted_without_event,
    a_message_that_was_never_settled,
]
