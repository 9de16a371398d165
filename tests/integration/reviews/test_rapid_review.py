"""A rapid review from a notification to a commissioned review, on real Kafka and Postgres."""

from typing import Any

from shared.decisions.ids import new_subject
from shared.events.codes import PanelAnswer, SubmissionChannel, WithdrawalReason
from shared.events.incidents import IncidentNotified, NotificationWithdrawn
from shared.events.reports import PanelReportSubmitted, PanelResponded
from tests.support.cases import SWINDON, WILTSHIRE, at, child, day
from tests.support.reviews import Reviews
from tests.support.world import until

chair, member, officer = "chair-wiltshire", "member-wiltshire", "officer-wiltshire"
decision: dict[str, Any] = {
    "decision": "lcspr",
    "criteria": ["c", "a"],
    "rationale": "Nobody asked Annabel's grandmother.",
    "signed_off_by": [
        {"partner_role": role, "organisation": f"The {role}", "signed_on": "2026-04-17"}
        for role in ("local-authority", "police", "health")
    ],
}
completion = {**decision, "completed_on": "2026-04-17"}


def notified(authority: str = WILTSHIRE, **more: Any) -> IncidentNotified:
    facts = {"authority": authority, "children": (child(),), "aware_on": day("2026-03-30")}
    return IncidentNotified(
        **{**facts, "notified_at": at("2026-04-01"), "notified_on": day("2026-04-01"), **more}
    )


async def living(v: Reviews, authority: str = WILTSHIRE, **more: Any) -> str:
    subject = new_subject("case")
    await v.tell(subject, notified(authority, **more))
    await v.opened(subject)
    return subject


async def test_a_rapid_review_opens_by_policy_and_says_why_it_is_due(v: Reviews) -> None:
    subject = await living(v)
    answer = (await v.get(f"/cases/{subject}/clocks", officer)).json()
    both = {one["start"]: one for one in answer["clocks"]}
    # From Wednesday 1 April 2026, less Good Friday (3rd) and Easter Monday (6th): 24 April.
    # From Monday 30 March: 31 March, 1, 2, 7-10, 13-17, 20-22 April.
    assert (both["NOTIFIED"]["due_on"], both["AWARE"]["due_on"]) == ("2026-04-24", "2026-04-22")
    assert answer["warn_by"] == "2026-04-22"
    assert (both["NOTIFIED"]["governs"], both["AWARE"]["governs"]) == (True, False)
    assert (both["NOTIFIED"]["warns"], both["AWARE"]["warns"]) == (False, True)
    skipped = {one["day"]: one["why"] for one in both["NOTIFIED"]["skipped"]}
    assert skipped["2026-04-03"] == "Good Friday"
    assert skipped["2026-04-06"] == "Easter Monday"
    assert skipped["2026-04-04"] == "Saturday"
    assert len(skipped) == 8
    assert both["NOTIFIED"]["rule_set"] == "rapid-review 2018-06"
    assert both["NOTIFIED"]["length"] == "15 working days"
    case = (await v.get(f"/cases/{subject}", officer)).json()
    assert (case["next_due_on"], case["days_left"], case["overdue"]) == ("2026-04-22", 2, False)


async def test_from_agency_summaries_to_a_commissioned_review(v: Reviews) -> None:
    subject = await living(v)
    path = f"/cases/{subject}"
    asked = await v.post(f"{path}/agency-summaries", member, {"agency": "The police"})
    assert (asked.status_code, asked.json()["events"]) == (201, ["AgencySummaryRequested"])
    after = asked.json()["position"]
    steps = (await v.get(f"{path}/next-steps", member, after=after)).json()["steps"]
    # The tenth working day from 1 April 2026 is the 17th, and today is the 20th.
    assert {step["who"] for step in steps} == {
        "The police",
        "The chair of the Practice Review Group",
    }
    came = {"agency": "The police", "summary": "Known.", "received_on": "2026-04-16"}
    received = await v.post(f"{path}/agency-summaries/received", member, came)
    assert received.status_code == 201
    acted = {"action": "The siblings are safe.", "taken_on": "2026-04-02"}
    assert (await v.post(f"{path}/immediate-actions", member, acted)).status_code == 201

    completed = await v.post(f"{path}/rapid-review", chair, completion)
    assert completed.json()["events"] == ["RapidReviewCompleted"]
    case = (await v.get(path, officer, after=completed.json()["position"])).json()
    assert (case["stage"], case["decision"]) == ("decided", "lcspr")
    commissioned = await v.post(
        f"{path}/commissioning",
        chair,
        {
            "reviewers": [{"name": "Rosalind Reader"}],
            "decided_on": "2026-04-17",
            "commissioned_on": "2026-04-20",
        },
    )
    after = commissioned.json()["position"]
    clocks = (await v.get(f"{path}/clocks", officer, after=after)).json()["clocks"]
    (publication,) = [one for one in clocks if one["clock"] == "publication"]
    assert publication["due_on"] == "2026-10-17"
    timeline = (await v.get(f"{path}/timeline", officer, after=after)).json()["events"]
    assert [one["what"] for one in timeline] == [
        "IncidentNotified",
        "RapidReviewOpened",
        "AgencySummaryRequested",
        "AgencySummaryReceived",
        "ImmediateActionRecorded",
        "RapidReviewCompleted",
        "CSPRCommissioned",
    ]
    assert timeline[1]["actor"] == "policy:reviews"
    assert timeline[1]["causation_id"] == timeline[0]["event_id"]
    assert "Annabel" not in str(timeline) and "Rosalind" not in str(timeline)


async def test_the_report_stops_the_clock_and_the_panel_can_ask_again(v: Reviews) -> None:
    subject = await living(v)
    path = f"/cases/{subject}"
    done = await v.post(f"{path}/rapid-review", chair, completion)
    await v.get(path, chair, after=done.json()["position"])
    early = await v.post(
        f"{path}/rapid-review/reconsideration",
        chair,
        {**decision, "reconsidered_on": "2026-04-20"},
    )
    assert early.status_code == 409
    await v.tell(
        subject,
        PanelReportSubmitted(
            document_digest="0" * 64,
            channel=SubmissionChannel.SECURE_EMAIL,
            submitted_on=day("2026-04-18"),
        ),
        PanelResponded(answer=PanelAnswer.ASKS_TO_RECONSIDER, responded_on=day("2026-04-20")),
    )

    async def to_reconsider() -> bool:
        return bool((await v.get(path, chair)).json()["stage"] == "to-reconsider")

    async def noted() -> bool:
        rows = await v.rows("select 1 from events where name = 'PanelAnswerReceived'")
        return bool(rows)

    await until(to_reconsider)
    await until(noted)
    clocks = (await v.get(f"{path}/clocks", officer)).json()["clocks"]
    assert {one["state"] for one in clocks} == {"stopped"}
    again = await v.post(
        f"{path}/rapid-review/reconsideration",
        chair,
        {**decision, "decision": "no-further-review", "reconsidered_on": "2026-04-20"},
    )
    assert again.json()["events"] == ["RapidReviewReconsidered"]
    case = (await v.get(path, chair, after=again.json()["position"])).json()
    assert (case["stage"], case["decision"]) == ("decided", "no-further-review")


async def test_a_withdrawn_notification_cancels_the_clock(v: Reviews) -> None:
    subject = await living(v)
    await v.tell(
        subject,
        NotificationWithdrawn(
            reason=WithdrawalReason.CRITERIA_NOT_MET, withdrawn_on=day("2026-04-10")
        ),
    )

    async def withdrawn() -> bool:
        events = (await v.get(f"/cases/{subject}/timeline", officer)).json()["events"]
        return bool(events[-1]["what"] == "RapidReviewCancelled")

    await until(withdrawn)
    case = (await v.get(f"/cases/{subject}", officer)).json()
    assert (case["withdrawn"], case["stage"], case["next_due_on"]) == (True, "withdrawn", None)
    clocks = (await v.get(f"/cases/{subject}/clocks", officer)).json()["clocks"]
    assert {one["state"] for one in clocks} == {"cancelled"}


async def test_what_is_refused_says_what_is_missing(v: Reviews) -> None:
    subject = await living(v)
    two = {**completion, "signed_off_by": decision["signed_off_by"][:2]}
    answer = await v.post(f"/cases/{subject}/rapid-review", chair, two)
    assert answer.status_code == 422
    assert "Not signed off yet by health" in answer.json()["detail"]
    unknown = {**completion, "rational": "x", "decision": "maybe"}
    answer = await v.post(f"/cases/{subject}/rapid-review", chair, unknown)
    assert answer.status_code == 400
    assert {fault["field"] for fault in answer.json()["faults"]} == {"decision", "rational"}


async def test_a_case_of_others_answers_like_one_that_is_not_there(v: Reviews) -> None:
    theirs = await living(v, SWINDON)
    for case in (theirs, new_subject("case"), "case-1", "a%00b"):
        for part in ("", "/clocks", "/timeline", "/next-steps", "/texts?purpose=audit"):
            answer = await v.client.get(f"/cases/{case}{part}", headers=v.as_(officer))
            assert answer.status_code == 404, (case, part)
            body = answer.json()
            del body["reference"]
            assert body == {
                "type": "about:blank",
                "title": "Not found",
                "status": 404,
                "detail": "There is nothing here that you may see."
                " Check the address or the reference.",
            }
        sent = await v.post(f"/cases/{case}/rapid-review", chair, completion)
        assert sent.status_code == 404
    after = f"notifications:{theirs}:1"
    assert (await v.get(f"/cases/{theirs}", officer, after=after)).status_code == 404
    assert (await v.get("/cases", officer)).json() == {"cases": [], "next": None}
    assert len((await v.get("/cases", "auditor")).json()["cases"]) == 1


async def test_who_may_do_what(v: Reviews) -> None:
    subject = await living(v)
    path = f"/cases/{subject}"
    for who in (officer, member, "auditor", "operator", "reporting-wiltshire"):
        answer = await v.post(f"{path}/rapid-review", who, completion)
        assert answer.status_code == 403, who
    asking = {"agency": "The police"}
    for who in (officer, "auditor", "operator"):
        assert (await v.post(f"{path}/agency-summaries", who, asking)).status_code == 403
    assert (await v.client.get(path)).status_code == 401
    assert (await v.get(path, "partner-police")).status_code == 404


async def test_sealed_texts_are_opened_for_who_may_and_it_is_noted(v: Reviews) -> None:
    subject = new_subject("case")
    summary = await v.seal(subject, "narrative", "Found by a neighbour.")
    name = await v.seal(subject, "person-1", "Annabel")
    await v.tell(subject, notified(summary=summary, children=(child(name=name),)))
    await v.opened(subject)
    done = await v.post(f"/cases/{subject}/rapid-review", chair, completion)
    after = done.json()["position"]
    answer = await v.get(f"/cases/{subject}/texts", member, purpose="rapid-review", after=after)
    opened = {one["field"]: one["text"] for one in answer.json()["texts"]}
    assert opened == {
        "summary": "Found by a neighbour.",
        "children.1.name": "Annabel",
        "rationale": "Nobody asked Annabel's grandmother.",
    }
    notes = await v.rows("select actor, purpose, seals, subject from access_notes")
    assert notes == [(member, "rapid-review", 3, subject)]
    assert (
        await v.get(f"/cases/{subject}/texts", "operator", purpose="audit")
    ).status_code == 403
    assert (await v.get(f"/cases/{subject}/texts", member)).status_code == 400
    for table in ("texts", "timeline", "caseload", "clocks"):
        (row,) = await v.rows(f"select string_agg(t::text, '') from {table} t")
        assert "Annabel" not in row[0] and "neighbour" not in row[0]


async def test_history_is_imported_without_clocks_and_each_review_says_what_became_of_it(
    v: Reviews,
) -> None:
    ours, theirs = new_subject("case"), new_subject("case")
    for subject, authority in ((ours, WILTSHIRE), (theirs, SWINDON)):
        after = await v.tell(
            subject, notified(authority, imported=True, notified_on=day("2021-05-05"))
        )
        await v.get(f"/cases/{subject}", "auditor", after=after)
    past = {**decision, "opened_on": "2021-05-06", "completed_on": "2021-05-20"}
    sent = {
        "reviews": [
            {**past, "case": ours, "authority": WILTSHIRE},
            {**past, "case": theirs, "authority": SWINDON},
        ]
    }
    assert (await v.post("/imports/rapid-reviews", officer, sent)).status_code == 403
    answer = (await v.post("/imports/rapid-reviews", "reporting-wiltshire", sent)).json()
    assert (answer["imported"], answer["refused"]) == (1, 1)
    assert answer["reviews"][1]["position"] is None
    answer = (await v.post("/imports/rapid-reviews", "operator", sent)).json()
    assert (answer["imported"], answer["refused"]) == (1, 1)
    assert "History can only be imported" in answer["reviews"][0]["refused"]
    after = answer["reviews"][1]["position"]
    case = (await v.get(f"/cases/{theirs}", "auditor", after=after)).json()
    assert (case["imported"], case["stage"], case["decision"]) == (True, "decided", "lcspr")
    assert (await v.get(f"/cases/{ours}/clocks", officer)).json()["clocks"] == []
    assert (await v.get(f"/cases/{ours}/next-steps", officer)).json() == {"steps": []}


async def test_the_caseload_is_read_part_by_part_the_soonest_due_first(v: Reviews) -> None:
    soon = await living(v, aware_on=day("2026-03-20"))
    later = await living(v)
    unclocked = new_subject("case")
    await v.tell(unclocked, notified(imported=True))
    cases: list[str] = []
    cursor: str | None = None

    async def all_there() -> bool:
        return len((await v.get("/cases", officer)).json()["cases"]) == 3

    await until(all_there)
    while True:
        query = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        part = (await v.get("/cases", officer, **query)).json()
        cases.extend(one["id"] for one in part["cases"])
        cursor = part["next"]
        if cursor is None:
            break
    assert cases == [soon, later, unclocked]
    due = (await v.get("/cases", officer, due_before="2026-04-20")).json()["cases"]
    assert [(one["id"], one["overdue"]) for one in due] == [(soon, True)]
    history = (await v.get("/cases", officer, imported=True)).json()["cases"]
    assert [one["id"] for one in history] == [unclocked]
    assert (await v.get("/cases", officer, cursor="x")).status_code == 400


async def test_a_refused_policy_is_shown_to_the_people_of_the_case(v: Reviews) -> None:
    subject = await living(v)
    done = await v.post(f"/cases/{subject}/rapid-review", chair, completion)
    await v.get(f"/cases/{subject}", chair, after=done.json()["position"])
    withdrawn = NotificationWithdrawn(
        reason=WithdrawalReason.ENTERED_BY_MISTAKE, withdrawn_on=day("2026-04-20")
    )
    await v.tell(subject, withdrawn)

    async def told() -> bool:
        return bool((await v.get("/refusals", officer)).json()["refusals"])

    await until(told)
    (refusal,) = (await v.get("/refusals", officer)).json()["refusals"]
    assert (refusal["case"], refusal["command"]) == (subject, "CancelRapidReview")
    assert "cannot be cancelled" in refusal["words"]
    assert (await v.get("/refusals", "officer-E06000030")).json()["refusals"] == []
