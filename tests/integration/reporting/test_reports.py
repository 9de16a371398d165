"""From a decision to the Panel's answer, through the interface; equal after a replay."""

import hashlib
import json
from typing import Any

from shared.decisions.ids import new_subject
from shared.events.children import ChildFacts
from shared.events.event import Event
from shared.events.sealed import narrative_key, person_key
from shared.folds.replay import Place, replay
from tests.support.cases import child
from tests.support.panel import completed, opened, reconsidered
from tests.support.reporting import Reporting
from tests.support.world import until
from tests.unit.reporting.world import amended, died, notified

officer = "reporting-wiltshire"


async def told(r: Reporting, *more: Event) -> str:
    """A case in Wiltshire with a decided rapid review; its texts are really sealed."""
    case = new_subject("case")
    texts = [
        (person_key(case, 1), "Annabel"),
        (narrative_key(case), "what happened"),
        (narrative_key(case), "why it was decided"),
    ]
    name, summary, why = await r.app.state.desk.sealer.seal_many(case, texts)
    named: ChildFacts = child(name=name)
    await r.tell(
        case,
        notified("2026-04-01", named, summary=summary),
        opened(),
        completed(rationale=why),
        *more,
    )
    await required(r, case, 1)
    return case


async def required(r: Reporting, case: str, round_: int) -> None:
    """The policy has required the report of a round, and its history shows it."""
    r.positions["reporting", case] = (await own(r, case)) + 1
    await r.settled("ledger")
    await r.settled("submissions")


async def own(r: Reporting, case: str) -> int:
    (found,) = await r.rows(
        "select coalesce(max(position), 0) from ledger where subject = %s"
        " and source = 'reporting'",
        case,
    )
    return int(found[0])


def recomputed(package: dict[str, Any]) -> str:
    raw = json.dumps(package, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(raw.encode()).hexdigest()


async def test_a_report_goes_to_the_panel_and_is_answered(r: Reporting) -> None:
    case = await told(r)
    opened_ = (await r.get(f"/cases/{case}/panel-report", officer)).json()
    package = opened_["package"]
    assert package["notification"]["children"][0]["name"] == "Annabel"
    assert package["rapid_review"]["rationale"] == "why it was decided"
    sealed = (await r.get(f"/cases/{case}/panel-report", officer, sealed=True)).json()
    assert "Annabel" not in json.dumps(sealed)
    assert (
        recomputed(sealed["package"]) == sealed["document_digest"] == opened_["document_digest"]
    )
    body = {
        "document_digest": opened_["document_digest"],
        "channel": "secure-email",
        "national_ref": "PANEL-1",
        "submitted_on": "2026-04-20",
        "evidence_note": "The receipt of Ms Smith is filed.",
    }
    done = await r.post(f"/cases/{case}/submissions", officer, body)
    assert done.status_code == 201 and done.json()["is_the_package"] is True
    position = done.json()["position"]
    register = (await r.get("/submissions", officer, after=position)).json()
    (row,) = register["submissions"]
    assert (row["stage"], row["on_time"], row["due_on"]) == ("sent", True, "2026-04-24")
    assert register["timeliness"] == {"sent": 1, "on_time": 1, "late": 0, "owed": 0}
    answer = {"answer": "agrees", "responded_on": "2026-04-28"}
    said = await r.post(f"/cases/{case}/panel-responses", officer, answer)
    after = {"after": said.json()["position"]}
    (row,) = (await r.get("/submissions", officer, **after)).json()["submissions"]
    assert (row["stage"], row["answer"], row["national_ref"]) == (
        "answered",
        "agrees",
        "PANEL-1",
    )
    again = (await r.get(f"/cases/{case}/panel-report", officer, sealed=True)).json()
    assert again["document_digest"] == body["document_digest"]
    bodies = await r.rows("select string_agg(convert_from(body, 'UTF8'), '') from ledger")
    assert "Smith" not in bodies[0][0] and "Annabel" not in bodies[0][0]


async def test_every_opening_is_noted_and_a_sealed_report_opens_nothing(r: Reporting) -> None:
    case = await told(r)
    await r.get(f"/cases/{case}/panel-report", officer, sealed=True)
    assert await r.rows("select count(*) from access_notes") == [(0,)]
    await r.get(f"/cases/{case}/panel-report", "auditor")
    assert await r.rows("select actor, subject, purpose, seals from access_notes") == [
        ("auditor", case, "Panel report, round 1", 3)
    ]

    async def in_the_ledger() -> bool:
        return await r.rows(
            "select actor, convert_from(body, 'UTF8')::jsonb - 'why' from ledger"
            " where name = 'SealedPartsRead'"
        ) == [("auditor", {"of": case, "purpose": "Panel report, round 1", "parts": 3})]

    await until(in_the_ledger)


async def test_a_case_of_others_is_as_if_it_were_not_there(r: Reporting) -> None:
    case = await told(r)
    nowhere = new_subject("case")
    for path in ("panel-report", "history"):
        others = await r.get(f"/cases/{case}/{path}", "reporting-E06000030")
        none = await r.get(f"/cases/{nowhere}/{path}", "reporting-E06000030")
        assert (others.status_code, others.json()["detail"]) == (404, none.json()["detail"])
    body = {"answer": "agrees", "responded_on": "2026-04-28"}
    others = await r.post(f"/cases/{case}/panel-responses", "reporting-E06000030", body)
    assert others.status_code == 404
    assert (await r.get("/submissions", "reporting-E06000030")).json()["submissions"] == []


async def test_a_role_that_may_not_report_is_told_so(r: Reporting) -> None:
    case = await told(r)
    assert (await r.get(f"/cases/{case}/panel-report", "officer-wiltshire")).status_code == 403
    body = {"answer": "agrees", "responded_on": "2026-04-28"}
    for who in ("auditor", "officer-wiltshire", "operator"):
        answer = await r.post(f"/cases/{case}/panel-responses", who, body)
        assert answer.status_code == 403
    early = await r.post(f"/cases/{case}/panel-responses", officer, body)
    assert early.status_code == 409 and "was sent to the Panel yet" in early.json()["detail"]


async def test_an_erased_text_leaves_the_digest_as_it_was(r: Reporting) -> None:
    case = await told(r)
    before = (await r.get(f"/cases/{case}/panel-report", officer)).json()
    await r.app.state.desk.keys.destroy(person_key(case, 1))
    after = (await r.get(f"/cases/{case}/panel-report", officer)).json()
    assert after["package"]["notification"]["children"][0]["name"] == "[erased]"
    assert after["document_digest"] == before["document_digest"]


async def test_a_history_tells_who_and_from_what_in_the_order_of_the_log(r: Reporting) -> None:
    case = await told(r)
    first = (await r.get(f"/cases/{case}/history", "auditor", limit=3)).json()
    rest = (await r.get(f"/cases/{case}/history", "auditor", cursor=first["next"])).json()
    events = first["events"] + rest["events"]
    assert [event["name"] for event in events] == [
        "IncidentNotified",
        "RapidReviewOpened",
        "RapidReviewCompleted",
        "PanelReportRequired",
    ]
    assert events[3]["causation_id"] == events[2]["event_id"]
    assert events[3]["actor"] == "policy:reporting" and rest["next"] is None
    assert [event["place"] for event in events] == [1, 2, 3, 4]
    assert "body" not in events[0]


async def test_a_history_is_told_as_of_a_moment_and_opened_for_who_may_with_a_note(
    r: Reporting,
) -> None:
    case = await told(r)
    path, body = f"/cases/{case}/history/opened", {"purpose": "Ms Smith complained"}
    events = (await r.get(f"/cases/{case}/history", "auditor")).json()["events"]
    until_ = events[1]["recorded_at"]
    known = (await r.get(f"/cases/{case}/history", "auditor", as_of=until_)).json()["events"]
    assert known == [each for each in events if each["recorded_at"] <= until_]
    assert 2 <= len(known)
    before = await r.get(f"/cases/{case}/history", "auditor", as_of="2026-01-01")
    assert before.json()["events"] == []
    assert (await r.get(f"/cases/{case}/history", "auditor", as_of="x")).status_code == 400
    assert (await r.post(path, "operator", body)).status_code == 403
    assert (await r.post(path, "auditor", {"purpose": " "})).status_code == 400
    assert await r.rows("select count(*) from access_notes") == [(0,)]
    parts = (await r.post(path, "auditor", body)).json()["parts"]
    assert {(part["field"], part["text"]) for part in parts} == {
        ("summary", "what happened"),
        ("children.1.name", "Annabel"),
        ("rationale", "why it was decided"),
    }
    assert {part["event_id"] for part in parts} == {
        events[0]["event_id"],
        events[2]["event_id"],
    }
    ((actor, noted),) = await r.rows(
        "select actor, convert_from(body, 'UTF8') from events where name = 'SealedPartsRead'"
    )
    assert (actor, json.loads(noted)["purpose"]) == ("auditor", "history of a case")
    assert "Smith" not in noted and json.loads(noted)["why"].keys() == {"key", "seal", "box"}


async def test_the_register_goes_on_where_a_page_ended(r: Reporting) -> None:
    cases = {await told(r) for _ in range(3)}
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = (await r.get("/submissions", officer, **query)).json()
        seen += [row["case"] for row in page["submissions"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert sorted(seen) == sorted(cases)
    assert (await r.get("/submissions", officer, cursor="nonsense")).status_code == 400


async def test_all_read_models_are_equal_after_a_replay(r: Reporting) -> None:
    case = await told(r, amended(died()), reconsidered())
    await r.settled("notification_facts")
    await r.settled("panel_facts")
    place = Place(
        r.config.dsn, r.config.kafka, r.config.topic, "services.reporting.read_models"
    )
    done = await replay(place, None, swap=False, say=lambda line: None)
    of_cases = (
        "due_facts", "notification_facts", "panel_facts", "published_records", "submissions",
    )  # fmt: skip
    assert all(one.equal for one in done.comparisons)
    assert {one.read_model for one in done.comparisons if one.rows_live > 0} == {*of_cases}
    assert (await r.get(f"/cases/{case}/history", "auditor")).status_code == 200


async def test_waiting_for_another_s_case_tells_nothing_of_it(r: Reporting) -> None:
    case, none = await told(r), new_subject("case")
    stranger = "reporting-E06000030"
    for subject in (case, none):
        after = f"reviews:{subject}:99"
        answer = await r.get(f"/cases/{subject}/history", stranger, after=after)
        assert answer.status_code == 404
    late = await r.get(f"/cases/{case}/history", officer, after=f"reviews:{case}:99")
    assert late.status_code == 503
    other = await r.get(f"/cases/{case}/history", officer, after=f"reviews:{none}:1")
    assert (other.status_code, other.json()["faults"][0]["field"]) == (400, "after")
