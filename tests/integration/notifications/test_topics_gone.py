"""A partner's topics are deleted: it alone stops, and goes on once they are made anew."""

from aiokafka.admin import AIOKafkaAdminClient

from services.notifications.api.examples import event, report
from services.notifications.intake.inbound import REPORT
from tests.integration.notifications.world import Partnership


async def delete(p: Partnership, *topics: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=p.config.kafka)
    await admin.start()
    await admin.delete_topics(list(topics))
    await admin.close()


async def test_others_go_on_and_its_answers_wait(p: Partnership) -> None:
    await p.add("nhs")
    await p.publish("police", event(REPORT, "1", report))
    await delete(p, p.topic("out", "police"))
    p.start("work")
    await p.publish("nhs", event(REPORT, "1", report))
    assert (await p.replies("nhs", 1))[0]["outcome"] == "accepted"
    await p.until_rows("select topic from replies", [(p.topic("out", "police"),)])

    await delete(p, p.topic("in", "police"))
    stopped = "select distinct topic from intake_offsets where stopped is not null"
    await p.until_rows(stopped, [(p.topic("in", "police"),)])
    await p.publish("nhs", event(REPORT, "2", report))
    assert (await p.replies("nhs", 2))[1]["outcome"] == "accepted"

    await p.add("police")
    assert (await p.replies("police", 1))[0]["message"]["id"] == "1"
    await p.until_rows(stopped, [])
    await p.publish("police", event(REPORT, "1", report), event(REPORT, "2", report))
    assert [each["outcome"] for each in await p.replies("police", 3)] == ["accepted"] * 3
    assert await p.rows("select count(*) from events") == [(4,)]
