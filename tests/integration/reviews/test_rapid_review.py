"""A rapid review from a notification to a commissioned review, on real Kafka and Postgres."""

from shared.events.codes import PanelAnswer, SubmissionChannel, WithdrawalReason
from shared.events.incidents import NotificationWithdrawn
from shared.events.reports import PanelReportSubmitted, PanelResponded
from tests.support.cases import day
from tests.support.living_case import chair, completion, decision, living, member, officer
from tests.support.reviews import Reviews
from tests.support.world import until


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
