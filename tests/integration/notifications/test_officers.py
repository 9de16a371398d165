"""Officers and the group: awareness, notification, decline, amendment, withdrawal, referral."""

from typing import Any

from services.notifications.api.examples import facts, report
from tests.integration.notifications.world import Partnership

officer = "officer-wiltshire"


async def reported(p: Partnership) -> str:
    p.start("work", "relay")
    answer = await p.post("partner-police", "/incidents", {"id": "1", **report})
    return str(answer.json()["incident"])


async def act(p: Partnership, path: str, body: Any, who: str = officer) -> dict[str, Any]:
    answer = await p.post(who, path, body)
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_from_a_report_to_a_notification_that_is_amended_and_withdrawn(
    p: Partnership,
) -> None:
    case = await reported(p)
    aware = await act(p, f"/cases/{case}/awareness", {"aware_on": "2026-01-05", "how": "Call"})
    assert aware["happened"] == ["AwarenessRecorded"]
    seen = await p.get(officer, f"/cases/{case}", after=aware["position"])
    # 5 January 2026 is a Monday: the 6th is day 1, Monday the 12th is day 5.
    assert (seen["stage"], seen["due_on"]) == ("aware", "2026-01-12")
    made = await act(p, f"/cases/{case}/notification", {"notified_at": "2026-01-07T09:00:00Z"})
    amended = await act(
        p, f"/cases/{case}/amendment", {"reason": "One more.", **facts, "further_children": 1}
    )
    assert (made["happened"], amended["happened"]) == (
        ["IncidentNotified"],
        ["NotificationAmended"],
    )
    seen = await p.get(officer, f"/cases/{case}", after=amended["position"])
    assert (seen["stage"], seen["children"], seen["nature"]) == ("notified", 2, "Serious harm")
    elsewhere = {"reason": "It was in Leeds.", **facts, "authority": "E08000035"}
    other = await p.post(officer, f"/cases/{case}/amendment", elsewhere)
    assert (other.status_code, "not act for this authority" in other.text) == (403, True)
    theirs = await p.get("partner-police", f"/incidents/{case}")
    assert theirs["notified_on"] == "2026-01-07"
    gone = await act(p, f"/cases/{case}/withdrawal", {"reason": "criteria-not-met"})
    seen = await p.get(officer, f"/cases/{case}", after=gone["position"])
    assert seen["stage"] == "notification-withdrawn"


async def test_what_is_sealed_opens_for_an_officer_and_that_is_noted(p: Partnership) -> None:
    case = await reported(p)
    clear = await p.get(officer, f"/cases/{case}/facts")
    assert clear["summary"] == report["summary"]
    assert clear["children"][0]["name"] == "Child L"
    assert clear["children"][0]["born_on"] == "2025-11-03"
    assert clear["children"][0]["age_years"] == 0
    noted = await p.rows("select actor, subject, seals from access_notes")
    assert noted == [(officer, case, 4)]
    for who, status in (("partner-police", 403), ("operator", 403), ("officer-E08000035", 404)):
        found = await p.http.get(f"/cases/{case}/facts", headers=p.headers(who))
        assert found.status_code == status, who


async def test_an_officer_declines_and_the_case_is_referred(p: Partnership) -> None:
    case = await reported(p)
    refused = await p.post(officer, f"/cases/{case}/decline", {"rationale": "None."})
    assert refused.status_code == 409 and "Record first" in refused.json()["detail"]
    await act(p, f"/cases/{case}/awareness", {"aware_on": "2026-01-05"})
    stale = await p.post(officer, f"/cases/{case}/decline?expected=1", {"rationale": "None."})
    assert stale.status_code == 409 and "look again" in stale.json()["detail"]
    await act(p, f"/cases/{case}/decline?expected=2", {"rationale": "No serious harm."})
    await act(
        p, "/referrals", {"case": case, "concern": "near-miss", "reason": "Learning.", **facts}
    )
    taken = await act(
        p,
        f"/referrals/{case}/acceptance",
        {"as_what": "local-learning-review"},
        "chair-wiltshire",
    )
    seen = await p.get("member-wiltshire", f"/cases/{case}", after=taken["position"])
    assert (seen["stage"], seen["accepted_as"]) == (
        "referral-accepted",
        "local-learning-review",
    )


async def test_an_officer_begins_a_case_and_enters_a_report_once(p: Partnership) -> None:
    p.start("work", "relay")
    begun = await act(p, "/cases", {"aware_on": "2026-01-05", **facts})
    assert begun["happened"] == ["IncidentReported", "AwarenessRecorded"]
    again_begun = [
        await p.post(officer, "/cases", {"aware_on": day, **facts}, idempotency_key="case-1")
        for day in ("2026-01-05", "2026-01-05", "2026-01-06")
    ]
    assert [each.status_code for each in again_begun] == [201, 201, 409]
    assert again_begun[0].json() == again_begun[1].json()
    first = await p.post(officer, "/incidents", report, idempotency_key="form-1")
    again = await p.post(officer, "/incidents", report, idempotency_key="form-1")
    assert first.status_code == 201 and first.json() == again.json()
    assert await p.rows("select count(distinct subject) from events") == [(3,)]
    message = "select convert_from(body, 'utf8')::jsonb ? 'message' from events"
    assert set(await p.rows(message)) == {(False,)}


async def test_an_officer_of_another_authority_finds_nothing(p: Partnership) -> None:
    case = await reported(p)
    answer = await p.post(
        "officer-E08000035", f"/cases/{case}/awareness", {"aware_on": "2026-01-05"}
    )
    nobodys = await p.post(
        "officer-E08000035",
        "/cases/case-00000000-0000-0000-0000-000000000000/awareness",
        {"aware_on": "2026-01-05"},
    )
    assert answer.status_code == nobodys.status_code == 404
    other = await p.post("officer-E08000035", "/cases", {"aware_on": "2026-01-05", **facts})
    assert other.status_code == 403


async def test_the_interface_is_described_with_examples(p: Partnership) -> None:
    document = (await p.http.get("/openapi.json")).json()
    content = document["paths"]["/incidents"]["post"]["requestBody"]["content"]
    assert content.keys() == {"application/json", "application/cloudevents+json"}
    assert "imported_history" in content["application/cloudevents+json"]["examples"]


async def test_an_officer_records_that_the_partners_were_told(p: Partnership) -> None:
    case = await reported(p)
    told = {"recipient": "safeguarding-partners", "told_on": "2026-01-07", "channel": "email"}
    early = await p.post(officer, f"/cases/{case}/told", told)
    assert early.status_code == 409 and "Record the notification first" in early.text
    await act(p, f"/cases/{case}/awareness", {"aware_on": "2026-01-05"})
    await act(p, f"/cases/{case}/notification", {"notified_at": "2026-01-07T09:00:00Z"})
    noted = {**told, "evidence_note": "Sent by Henrietta Sender."}
    done = await act(p, f"/cases/{case}/told", noted)
    assert done["happened"] == ["RecipientTold"]
    wrong = {
        "recipient": "safeguarding-partners",
        "told_on": "2026-01-07",
        "reason": "Henrietta wrote about another case.",
    }
    for happened in (["TellingWithdrawn"], []):
        again = await act(p, f"/cases/{case}/told/withdrawal", wrong)
        assert again["happened"] == happened
    no_such = await p.post(officer, f"/cases/{case}/told/withdrawal", {**wrong, "reason": "x"})
    assert (no_such.status_code, no_such.json()["faults"][0]["field"]) == (422, "told_on")
    done = await act(p, f"/cases/{case}/told", noted)
    assert done["happened"] == ["RecipientTold"]
    whom = await p.post(officer, f"/cases/{case}/told", {**told, "recipient": "ofsted"})
    assert (whom.status_code, whom.json()["faults"][0]["field"]) == (422, "recipient")
    kept = await p.rows("select convert_from(body, 'utf8') from events")
    assert "safeguarding-partners" in str(kept) and "Henrietta" not in str(kept)
    other = await p.post("chair-wiltshire", f"/cases/{case}/told", told)
    assert other.status_code == 403
