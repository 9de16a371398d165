"""Whatever is sent, over either way: an answer in words, and others' messages go on."""

import json
from collections.abc import AsyncIterator
from typing import Any

from services.notifications.api.examples import child, event, facts, report
from services.notifications.intake.inbound import IMPORT, REPORT
from tests.integration.notifications.world import Partnership

structured = "application/cloudevents+json"
deep = b'{"a":' * 200 + b"1" + b"}" * 200


def with_child(**changes: Any) -> dict[str, Any]:
    return {"children": [{**child, **changes}]}


def plain(**changes: Any) -> bytes:
    return json.dumps({"id": "x", **report, **changes}).encode()


raw: dict[str, tuple[bytes, int, str]] = {
    "broken JSON": (b'{"id": "x", "authority": ', 400, "broken at line 1"),
    "nothing": (b"", 400, "Nothing was sent"),
    "not UTF-8": (b'{"id": "\xff"}', 400, "not UTF-8"),
    "200 levels": (deep, 400, "20 levels deep"),
    "NaN": (plain().replace(b'"F"', b"NaN"), 400, "not a number"),
    "duplicate keys": (b'{"id": "x", "id": "x"}', 400, "the same field twice"),
    "a lone surrogate": (plain(place="\ud800"), 400, "lone surrogate"),
    "NUL": (plain(summary="a\0b"), 400, "control character"),
    "a bidirectional control": (plain(reporter="a\u202eb"), 400, "direction of text"),
    "a list": (b"[]", 400, "not an object"),
    "a wrong type": (plain(further_children="three"), 400, "not a whole number"),
    "an unknown code": (plain(where="abroad"), 400, "not one of the known codes"),
    "an unknown field": (plain(colour="red"), 400, "not a field that is known here"),
    "a child of 40": (plain(**with_child(age_years=40, born_on=None)), 400, "too large"),
    "born 40 years ago": (plain(**with_child(born_on="1985-06-01")), 400, "older than 24"),
    "the year one": (plain(incident_on="0001-01-01"), 422, "too far in the past"),
    "the year 9999": (plain(incident_on="9999-12-31"), 422, "in the future"),
    "a child of 19": (plain(**with_child(age_years=19, born_on=None)), 400, "care leaver"),
    "born tomorrow": (plain(**with_child(born_on="2026-01-08")), 400, "in the future"),
    "tomorrow": (plain(incident_on="2026-01-08"), 422, "in the future"),
    "five children": (plain(children=[child] * 5), 400, "too many"),
    "an abolished authority": (plain(authority="E10000006"), 422, "Cumberland (E06000063)"),
    "an unknown type": (plain(type="uk.cspr.partner.song.v1"), 400, "not a type of message"),
    "no id": (json.dumps(report).encode(), 400, "missing"),
    "300 KiB": (plain(summary="x" * 300_000), 413, "larger than 256 KiB"),
}


async def test_over_http_it_is_an_answer_in_words(p: Partnership) -> None:
    for place, (name, (body, status, words)) in enumerate(raw.items()):
        sent = body.replace(b'"x"', b'"%d"' % place)
        answer = await p.post("partner-police", "/incidents", sent)
        said = answer.json()
        assert (answer.status_code, words in answer.text) == (status, True), (name, answer.text)
        assert said["faults"][0].keys() == {"field", "what", "remedy"}
        told = answer.text.replace(said["reference"], "")  # which is random
        assert "Fractures" not in told and "1985" not in told
        if said["message"]:
            again = await p.post("partner-police", "/incidents", sent)
            assert again.json() == said
    assert await p.rows("select distinct outcome, channel from inbox") == [("refused", "http")]
    assert await p.rows("select count(*) from inbox") == [(len(raw),)]


async def test_over_kafka_all_are_answered_and_others_go_on(p: Partnership) -> None:
    await p.add("nhs")
    p.start("work")
    bodies = [body.replace(b'"x"', b'"%d"' % n) for n, (body, _, _) in enumerate(raw.values())]
    for body in bodies:
        await p.raw("police", body, [("content-type", b"application/json")])
    await p.raw("police", b"{}", [("ce_specversion", b"1.0"), ("ce_id", None)])
    await p.raw("police", b"{}", [("ce_specversion", b"1.0"), ("ce_id", b"\xff")])
    await p.raw("police", None, [])
    await p.raw("police", b"\0" * 900_000, [])
    await p.publish("nhs", event(REPORT, "good", report))
    await p.publish("police", event(REPORT, "good", report))
    (good,) = await p.replies("nhs", 1)
    assert good["outcome"] == "accepted"
    answers = await p.replies("police", len(bodies) + 5)
    refused = [each for each in answers if each["outcome"] == "refused"]
    assert len(refused) == len(bodies) + 4
    said = json.dumps(refused)
    for _, _, words in raw.values():
        assert words in said, words
    assert "header of the message has no value" in said
    assert await p.rows("select outcome, count(*) from inbox group by 1 order by 1") == [
        ("accepted", 2),
        ("refused", len(bodies) + 4),
    ]
    assert await p.rows("select sum(next_offset) from intake_offsets") == [(len(answers) + 1,)]


async def test_a_header_without_a_value_is_refused_over_http_as_over_kafka(
    p: Partnership,
) -> None:
    right = {"ce_specversion": "1.0", "ce_source": "/a", "ce_type": REPORT, "ce_id": "1"}
    for name in ("ce_id", "ce_time"):
        answer = await p.post("partner-police", "/incidents", report, **{**right, name: ""})
        assert answer.status_code == 400
        assert "header of the message has no value" in answer.text
    assert await p.rows("select distinct outcome from inbox") == [("refused",)]


async def test_five_megabytes_are_refused_in_words_and_accounted_for(p: Partnership) -> None:
    long = plain(summary="x" * 5_000_000)
    for headers in ({}, {"idempotency_key": "long"}, {"idempotency_key": "long"}):
        answer = await p.post("partner-police", "/incidents", long, **headers)
        assert answer.status_code == 413
        assert "larger than 256 KiB" in answer.json()["detail"]
    rows = "select message_id = 'long', outcome, bytes, body from inbox order by 1"
    accounted = (len(long), None)
    assert await p.rows(rows) == [(False, "refused", *accounted), (True, "refused", *accounted)]
    other = await p.post("partner-police", "/incidents", report, idempotency_key="long")
    assert (other.status_code, other.json()["outcome"]) == (409, "held")


async def test_five_megabytes_in_pieces_are_too_and_nobody_unknown_is_asked_to_wait(
    p: Partnership,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x" * 100_000

    headers = {"content-type": "application/json", **p.headers("partner-police")}
    answer = await p.http.post("/incidents", content=pieces(), headers=headers)
    nobody = await p.http.post("/incidents", content=pieces())
    assert (answer.status_code, nobody.status_code) == (413, 401)
    elsewhere = await p.post("officer-wiltshire", "/cases", b"x" * 5_000_000)
    assert (elsewhere.status_code, "1024 KiB" in elsewhere.text) == (413, True)
    assert await p.rows("select outcome, bytes from inbox") == [("refused", 5_000_000)]


async def test_an_authority_is_judged_at_the_day_of_the_notification(p: Partnership) -> None:
    await p.add("history", may_import=True)
    past = {name: said for name, said in facts.items() if name != "children"}
    past |= {"authority": "E10000006", "incident_on": "2022-02-27"}
    in_2022 = event(IMPORT, "1", {**past, "notified_at": "2022-03-01T10:00:00Z"})
    in_2024 = event(IMPORT, "2", {**past, "notified_at": "2024-03-01T10:00:00Z"})
    right = await p.post("partner-history", "/incidents", in_2022, content_type=structured)
    wrong = await p.post("partner-history", "/incidents", in_2024, content_type=structured)
    assert right.status_code == 201, right.text
    assert wrong.status_code == 422
    fault = wrong.json()["faults"][0]
    assert fault["field"] == "authority"
    assert "Cumberland (E06000063) or Westmorland and Furness (E06000064)" in fault["what"]


async def test_who_may_not_is_told(p: Partnership) -> None:
    await p.add("leeds", authorities=["E08000035"])
    history = event(IMPORT, "1", {**facts, "notified_at": "2022-03-01T10:00:00Z"})
    imports = await p.post("partner-police", "/incidents", history, content_type=structured)
    others = await p.post("partner-leeds", "/incidents", {"id": "1", **report})
    unknown = await p.post("partner-nobody", "/incidents", {"id": "1", **report})
    role = await p.post("auditor", "/incidents", {"id": "1", **report})
    nobody = await p.http.post("/incidents", json=report)
    found = [each.status_code for each in (imports, others, unknown, role, nobody)]
    assert found == [403, 403, 403, 403, 401]
    assert await p.rows("select count(*) from events") == [(0,)]
