"""Briefings, and titles for what is published from here, through the interface."""

from hashlib import sha256
from typing import Any

from services.reporting.read_models.published_here import record_of_case
from shared.decisions.ids import new_subject
from shared.folds.replay import Place, replay
from tests.integration.reporting.test_repository import keeper, records, titles, told
from tests.support.reporting import Reporting
from tests.unit.reporting.test_published_here import opened, published, taken_down


async def briefed(r: Reporting, *reviews: str, path: str = "", **more: Any) -> str:
    """The id of a briefing on these reviews, once it is shown."""
    body = {"title": "Babies under one", "reviews": list(reviews), **more}
    answer = await r.post(f"/briefings{path}", keeper, body)
    assert answer.status_code == 201, answer.text
    said = answer.json()
    await r.client.get("/briefings", params={"after": said["position"]})
    return str(said["briefing"])


async def test_a_briefing_is_printed_once_and_a_replay_prints_nothing(r: Reporting) -> None:
    ids = await told(r)
    chosen = (ids["Child L"], ids["Child A & Baby N"])
    briefing = await briefed(r, *chosen, introduction="What two reviews share.")
    shown = (await r.client.get(f"/briefings/{briefing}")).json()
    assert shown["shared"]["age"] == [{"value": "under 1", "number": 2}]
    assert shown["shared"]["agency"] == [{"value": "health", "number": 2}]
    assert {one["title"] for one in shown["records"]} == {"Child L", "Child A & Baby N"}
    pdf = await r.client.get(f"/briefings/{briefing}/pdf")
    assert pdf.status_code == 200 and pdf.headers["content-type"] == "application/pdf"
    assert sha256(pdf.content).hexdigest() == shown["document"]
    place = Place(
        r.config.dsn, r.config.kafka, r.config.topic, "services.reporting.read_models"
    )
    done = await replay(place, ["briefings"], swap=False, say=lambda line: None)
    assert [(one.equal, one.rows_live) for one in done.comparisons] == [(True, 1)]
    assert (await r.client.get(f"/briefings/{briefing}/pdf")).content == pdf.content
    assert await briefed(r, chosen[0], path=f"/{briefing}/writing") == briefing
    anew = (await r.client.get(f"/briefings/{briefing}")).json()
    assert anew["document"] != shown["document"] and len(anew["records"]) == 1
    assert await r.rows("select count(*) from briefing_documents") == [(1,)]


async def test_what_is_withdrawn_leaves_no_briefing_that_was_printed_with_it(
    r: Reporting,
) -> None:
    ids = await told(r)
    both = await briefed(r, ids["Child L"], ids["Child P"])
    corrected = next(one for one in records() if one["title"] == "Child P")
    old_one = await briefed(r, ids["Child P"])
    right = {**corrected, "incident": "Neglect of a boy of seven."}
    put_right = await r.post(f"/records/{ids['Child P']}/corrections", keeper, right)
    await r.client.get("/records", params={"after": put_right.json()["position"]})
    assert (await r.client.get(f"/briefings/{old_one}/pdf")).status_code == 409
    assert (await r.client.get(f"/briefings/{old_one}")).json()["in_print"] is False
    reason = {"reason": "child-may-be-identified"}
    gone = await r.post(f"/records/{ids['Child L']}/withdrawal", keeper, reason)
    await r.client.get("/records", params={"after": gone.json()["position"]})
    refused = await r.client.get(f"/briefings/{both}/pdf")
    assert refused.status_code == 409 and "was withdrawn" in refused.text
    assert await r.rows("select briefing from briefing_documents") == [(old_one,)]
    shown = await r.client.get(f"/briefings/{both}")
    assert shown.json()["gone"] == 1 and "Child L" not in shown.text
    again = await r.post("/briefings", keeper, {"title": "X", "reviews": [ids["Child L"]]})
    assert "not there, or was withdrawn" in again.text
    done = await r.post(f"/briefings/{both}/withdrawal", keeper, reason)
    assert done.status_code == 201, done.text
    await r.client.get("/briefings", params={"after": done.json()["position"]})
    left = (await r.client.get("/briefings")).json()["briefings"]
    assert [one["briefing"] for one in left] == [old_one]
    assert (await r.client.get(f"/briefings/{both}")).json()["withdrawn"] is True


async def test_a_briefing_takes_published_records_alone_and_from_keepers_alone(
    r: Reporting,
) -> None:
    ids = await told(r)
    case = new_subject("case")
    await r.tell(case, opened)
    await r.settled("published_records")
    for unpublished in (record_of_case(case), new_subject("record")):
        body = {"title": "X", "reviews": [ids["Child L"], unpublished]}
        answer = await r.post("/briefings", keeper, body)
        assert "not there, or was withdrawn" in answer.text, answer.text
    for bad in ({"title": "X", "reviews": []}, {"title": "X", "reviews": [case]}):
        assert (await r.post("/briefings", keeper, bad)).status_code == 400
    good = {"title": "X", "reviews": [ids["Child L"]]}
    assert (await r.client.post("/briefings", json=good)).status_code == 401
    assert (await r.post("/briefings", "auditor", good)).status_code == 403
    assert (
        await r.post(f"/briefings/{ids['Child L']}/writing", keeper, good)
    ).status_code == 404
    assert (await r.client.get(f"/briefings/{ids['Child L']}/pdf")).status_code == 404


async def test_a_review_published_from_here_gets_title_and_themes_and_loses_them(
    r: Reporting,
) -> None:
    case = new_subject("case")
    record = record_of_case(case)
    path = f"/records/{record}/description"
    said = {
        "title": "Child F",
        "keywords": ["Bruising"],
        "ages": ["under 1"],
        "learning": "Ask.",
    }
    await r.tell(case, opened)
    await r.settled("published_records")
    assert (await r.post(path, keeper, said)).status_code == 404
    await r.tell(case, published)
    await r.settled("published_records")
    answer = await r.post(path, keeper, said)
    assert answer.status_code == 201 and answer.json()["title"] == "Child F", answer.text
    assert case not in answer.text
    assert await titles(r, theme="bruising", q="wiltshire ask", age="under 1") == ["Child F"]
    assert (await r.client.post(path, json=said)).status_code == 401
    assert (await r.post(path, "auditor", said)).status_code == 403
    ids = await told(r)
    imported = await r.post(f"/records/{ids['Child L']}/description", keeper, said)
    assert imported.status_code == 409 and "not published from here" in imported.text
    briefing = await briefed(r, record)
    await r.tell(case, taken_down)
    await r.settled("published_records")
    assert "Child F" not in (await r.client.get(f"/records/{record}")).text
    pdf = f"/briefings/{briefing}/pdf"
    assert (await r.client.get(pdf)).status_code == 409
    await r.tell(case, published)
    await r.settled("published_records")
    assert (await r.client.get(pdf)).status_code == 409, "what was taken down is printed there"
    await r.tell(case, taken_down)
    await r.settled("published_records")
    assert (await r.post(path, keeper, said)).status_code == 404
    place = Place(
        r.config.dsn, r.config.kafka, r.config.topic, "services.reporting.read_models"
    )
    done = await replay(place, ["published_records"], swap=False, say=lambda line: None)
    assert [one.equal for one in done.comparisons] == [True]
