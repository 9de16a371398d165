"""Two ways in, one answer: over Kafka and over HTTP, once, twice, at once, and wrongly."""

import asyncio
from typing import Any

from services.notifications.api.examples import event, facts, report
from services.notifications.intake.inbound import CORRECTION, REPORT, WITHDRAWAL
from tests.integration.notifications.world import Partnership

source = "/wiltshire-police/records"


def told(id_: str, **changes: Any) -> dict[str, Any]:
    return event(REPORT, id_, {**report, **changes})


def without_way(receipt: dict[str, Any]) -> dict[str, Any]:
    changing = ("incident", "position", "message", "reference")
    return {name: said for name, said in receipt.items() if name not in changing}


async def test_both_ways_give_the_same_answer(p: Partnership) -> None:
    p.start("work")
    over_http = await p.post(
        "partner-police", "/incidents", told("h-1"), content_type="application/cloudevents+json"
    )
    await p.publish("police", told("k-1"))
    (over_kafka,) = await p.replies("police", 1)
    assert over_http.status_code == 201, over_http.text
    assert without_way(over_http.json()) == without_way(over_kafka)
    rows = await p.rows("select message_id, channel, outcome from inbox order by 1")
    assert rows == [("h-1", "http", "accepted"), ("k-1", "kafka", "accepted")]
    assert await p.rows("select count(*), count(distinct subject) from events") == [(2, 2)]
    bodies = await p.rows("select convert_from(body, 'utf8') from events")
    kept = await p.rows("select body::text from inbox")
    assert "Fractures" not in str(bodies + kept) and "Trowbridge" not in str(bodies + kept)


async def test_the_three_forms_say_the_same_message(p: Partnership) -> None:
    headers = {"ce_specversion": "1.0", "ce_id": "1", "ce_source": source, "ce_type": REPORT}
    structured = await p.post(
        "partner-police", "/incidents", told("1"), content_type="application/cloudevents+json"
    )
    binary = await p.post("partner-police", "/incidents", report, **headers)
    plain = await p.post(
        "partner-police", "/incidents", {"source": source, **report}, idempotency_key="1"
    )
    assert structured.json() == binary.json() == plain.json()
    assert await p.rows("select count(*) from events") == [(1,)]


async def test_the_same_message_at_once_over_both_ways_is_one_incident(p: Partnership) -> None:
    p.start("work")
    messages = [told(str(number)) for number in range(30)]

    async def over_http(message: dict[str, Any]) -> str:
        found = await p.post(
            "partner-police", "/incidents", message, content_type="application/cloudevents+json"
        )
        assert found.status_code == 201, found.text
        return str(found.json()["incident"])

    answers, *_ = await asyncio.gather(
        asyncio.gather(*(over_http(each) for each in messages + messages)),
        p.publish("police", *messages),
        p.publish("police", *reversed(messages)),
    )
    replies = await p.replies("police", 60)
    by_id = {reply["message"]["id"]: reply["incident"] for reply in replies}
    assert answers == [by_id[str(number)] for number in range(30)] * 2
    assert await p.rows("select count(*), count(distinct subject) from events") == [(30, 30)]


async def test_the_same_id_with_another_body_is_held(p: Partnership) -> None:
    p.start("work")
    first = await p.post("partner-police", "/incidents", {"id": "1", **report})
    other = await p.post(
        "partner-police", "/incidents", {"id": "1", **report, "incident_on": "2026-01-03"}
    )
    assert (first.status_code, other.status_code) == (201, 409)
    assert other.json()["outcome"] == "held"
    assert other.json()["faults"][0]["field"] == "id"
    await p.publish("police", {"id": "1", **report, "further_children": 3})
    (over_kafka,) = await p.replies("police", 1)
    assert over_kafka["outcome"] == "held"
    assert await p.rows("select count(*) from events") == [(1,)]
    held = (await p.get("operator", "/held"))["held"]
    assert [each["message_id"] for each in held] == ["1", "1"]
    settled = await p.post("operator", f"/held/{held[0]['id']}/settled", {})
    assert settled.status_code == 200
    assert len((await p.get("operator", "/held"))["held"]) == 1


async def test_a_partner_corrects_withdraws_and_sees_what_became_of_it(p: Partnership) -> None:
    p.start("work", "relay")
    await p.publish("police", told("1"))
    (receipt,) = await p.replies("police", 1)
    case = receipt["incident"]
    corrected = await p.post(
        "partner-police",
        f"/incidents/{case}/corrections",
        {"id": "2", **facts, "further_children": 1},
    )
    assert corrected.status_code == 201, corrected.text
    again = event(CORRECTION, "2", {"corrects": "1", **facts, "further_children": 1})
    again["source"] = "/partner/police"
    again["data"]["corrects_source"] = source
    await p.publish("police", again)
    replies = await p.replies("police", 2)
    assert corrected.json() in replies
    await p.publish("police", event(WITHDRAWAL, "3", {"withdraws": "1"}))
    (withdrawn,) = [r for r in await p.replies("police", 3) if r["message"]["id"] == "3"]
    assert withdrawn["outcome"] == "accepted", withdrawn
    seen = await p.get("partner-police", f"/incidents/{case}", after=withdrawn["position"])
    assert (seen["stage"], seen["children"]) == ("report-withdrawn", 2)
    assert [each["id"] for each in seen["messages"]] == ["1", "2", "3"]
    listed = await p.get("partner-police", "/incidents")
    assert [each["id"] for each in listed["incidents"]] == [case]
    await p.add("nhs")
    assert (await p.get("partner-nhs", "/incidents"))["incidents"] == []
    theirs = await p.http.get(f"/incidents/{case}", headers=p.headers("partner-nhs"))
    nobodys = await p.http.get(
        "/incidents/case-00000000-0000-0000-0000-000000000000", headers=p.headers("partner-nhs")
    )
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json()["detail"] == nobodys.json()["detail"]
    refused = await p.post("partner-nhs", f"/incidents/{case}/withdrawal", {"id": "x"})
    assert refused.status_code == 404


async def test_who_corrects_what_was_never_sent_is_told(p: Partnership) -> None:
    p.start("work")
    await p.publish("police", event(CORRECTION, "2", {"corrects": "1", **facts}))
    (refused,) = await p.replies("police", 1)
    assert (refused["outcome"], refused["faults"][0]["field"]) == ("refused", "corrects")
    assert await p.rows("select count(*) from events") == [(0,)]


async def test_a_partner_lists_what_it_sent_with_outcomes_page_by_page(p: Partnership) -> None:
    await p.add("nhs")
    for number in range(3):
        await p.post("partner-police", "/incidents", {"id": f"good-{number}", **report})
    await p.post("partner-police", "/incidents", b"{")
    await p.post("partner-nhs", "/incidents", {"id": "other", **report})
    seen: list[str] = []
    page = await p.get("partner-police", "/messages", limit="2")
    while True:
        seen += [f"{each['source']} {each['outcome']}" for each in page["messages"]]
        if page["next"] is None:
            break
        page = await p.get("partner-police", "/messages", limit="2", cursor=page["next"])
    assert sorted(seen) == [
        *["/partner/police accepted"] * 3,
        "unidentified over http refused",
    ]
    refused = await p.get("partner-police", "/messages", outcome="refused")
    assert refused["messages"][0]["receipt"]["faults"][0]["what"].startswith(
        "The JSON is broken"
    )
    everything = await p.get("operator", "/messages")
    assert {each["partner"] for each in everything["messages"]} == {"police", "nhs"}
    assert (await p.get("officer-wiltshire", "/refusals"))["refusals"] == []
