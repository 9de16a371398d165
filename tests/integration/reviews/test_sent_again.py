"""A request that comes again is recorded once, though each sealing gives other ciphertext."""

import asyncio
from typing import Any

import pytest

from shared.decisions.ids import new_subject
from shared.events.codes import PanelAnswer, SubmissionChannel
from shared.events.reports import PanelReportSubmitted, PanelResponded
from shared.events.sealed import narrative_key
from tests.support.cases import WILTSHIRE, day
from tests.support.living_case import (
    chair,
    completion,
    decision,
    living,
    member,
    notified,
)
from tests.support.reviews import Reviews
from tests.support.world import until

acted = {"action": "The siblings are safe.", "taken_on": "2026-04-02"}
noted: list[tuple[str, dict[str, Any], str]] = [
    ("agency-summaries", {"agency": "The police", "asked_for": "What is known?"}, "asked_for"),
    (
        "agency-summaries/received",
        {"agency": "The police", "summary": "Known.", "received_on": "2026-04-16"},
        "summary",
    ),
    ("immediate-actions", acted, "action"),
]
named_sign_offs = [
    {**sign_off, "name": f"Person {number}"}
    for number, sign_off in enumerate(decision["signed_off_by"])
]
named: dict[str, Any] = {**completion, "signed_off_by": named_sign_offs}
commissioning = {
    "reviewers": [{"name": "Rosalind Reader"}, {"name": "Roger Reader"}],
    "decided_on": "2026-04-17",
    "commissioned_on": "2026-04-20",
}


async def events_of(v: Reviews, subject: str) -> list[str]:
    rows = await v.rows("select name from events where subject = %s order by position", subject)
    return [name for (name,) in rows]


@pytest.mark.parametrize(("path", "body", "field"), noted)
async def test_the_same_text_again_appends_nothing_and_another_text_is_another_fact(
    v: Reviews, path: str, body: dict[str, Any], field: str
) -> None:
    subject = await living(v)
    first = await v.post(f"/cases/{subject}/{path}", member, body)
    again = await v.post(f"/cases/{subject}/{path}", member, dict(reversed(body.items())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {"position": first.json()["position"], "events": []}
    other = await v.post(f"/cases/{subject}/{path}", member, {**body, field: "Another text."})
    assert other.json()["events"] == first.json()["events"]
    late = await v.post(f"/cases/{subject}/{path}", member, body)
    assert late.json() == {"position": other.json()["position"], "events": []}
    assert await events_of(v, subject) == ["RapidReviewOpened", *first.json()["events"] * 2]


async def test_the_same_text_in_another_case_is_sealed_anew(v: Reviews) -> None:
    cases = [await living(v), await living(v)]
    for subject in cases:
        done = await v.post(f"/cases/{subject}/immediate-actions", member, acted)
        assert done.status_code == 201
    kept = await v.rows("select subject, digest, seals::text from sealed_requests")
    assert sorted(subject for subject, _, _ in kept) == sorted(cases)
    assert len({digest for _, digest, _ in kept}) == 2
    assert "siblings" not in str(kept)


async def test_a_decision_and_its_commissioning_with_names_may_be_sent_again(
    v: Reviews,
) -> None:
    subject = await living(v)
    path = f"/cases/{subject}"
    for to, body, event in (
        ("rapid-review", named, "RapidReviewCompleted"),
        ("commissioning", commissioning, "CSPRCommissioned"),
    ):
        first = await v.post(f"{path}/{to}", chair, body)
        again = await v.post(f"{path}/{to}", chair, body)
        assert (first.status_code, first.json()["events"]) == (201, [event])
        assert (again.status_code, again.json()["events"]) == (200, [])
        assert again.json()["position"] == first.json()["position"]
    other = await v.post(f"{path}/rapid-review", chair, {**named, "rationale": "Another."})
    assert other.status_code == 409
    assert len(await events_of(v, subject)) == 3


async def test_two_of_the_same_at_one_moment_are_one_fact(v: Reviews) -> None:
    subject = await living(v)
    answers = await asyncio.gather(
        *(v.post(f"/cases/{subject}/immediate-actions", member, acted) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert await events_of(v, subject) == ["RapidReviewOpened", "ImmediateActionRecorded"]


async def test_what_was_refused_can_be_sent_again_when_it_may_be(v: Reviews) -> None:
    subject = await living(v)
    path = f"/cases/{subject}"
    early = await v.post(f"{path}/commissioning", chair, commissioning)
    assert early.status_code == 409
    await v.post(f"{path}/rapid-review", chair, completion)
    done = await v.post(f"{path}/commissioning", chair, commissioning)
    assert done.json()["events"] == ["CSPRCommissioned"]


async def test_a_decision_that_reads_as_before_is_another_fact_on_another_day(
    v: Reviews,
) -> None:
    subject = await living(v)
    path = f"/cases/{subject}"
    await v.post(f"{path}/rapid-review", chair, completion)
    for round_, on in ((1, "2026-04-19"), (2, "2026-04-20")):
        again = {**decision, "reconsidered_on": on}
        await v.tell(
            subject,
            PanelReportSubmitted(
                document_digest="0" * 64,
                channel=SubmissionChannel.SECURE_EMAIL,
                submitted_on=day("2026-04-18"),
                round=round_,
            ),
            PanelResponded(
                answer=PanelAnswer.ASKS_TO_RECONSIDER,
                responded_on=day("2026-04-19"),
                round=round_,
            ),
        )

        async def answered(so_often: int = round_) -> bool:
            return (await events_of(v, subject)).count("PanelAnswerReceived") == so_often

        await until(answered)
        first = await v.post(f"{path}/rapid-review/reconsideration", chair, again)
        assert first.json()["events"] == ["RapidReviewReconsidered"]
        repeated = await v.post(f"{path}/rapid-review/reconsideration", chair, again)
        assert (repeated.status_code, repeated.json()["events"]) == (200, [])


async def test_an_import_sent_again_appends_nothing(v: Reviews) -> None:
    subject = new_subject("case")
    at = await v.tell(subject, notified(imported=True))

    async def shown() -> bool:
        return (await v.get(f"/cases/{subject}", "auditor", after=at)).status_code == 200

    await until(shown)
    one = {**named, "case": subject, "authority": WILTSHIRE, "opened_on": "2026-04-01"}
    first, again, twice = [
        (await v.post("/imports/rapid-reviews", "operator", {"reviews": reviews})).json()
        for reviews in ([one], [one], [one, one])
    ]
    assert first == again and first["imported"] == 1
    assert twice["reviews"] == first["reviews"] * 2
    assert await events_of(v, subject) == ["RapidReviewOpened", "RapidReviewCompleted"]


async def test_a_text_whose_key_is_destroyed_is_not_recorded_again(v: Reviews) -> None:
    subject = await living(v)
    first = await v.post(f"/cases/{subject}/immediate-actions", member, acted)
    assert first.status_code == 201
    await v.app.state.desk.keys.destroy(narrative_key(subject))
    again = await v.post(f"/cases/{subject}/immediate-actions", member, acted)
    assert again.status_code == 410 and "erased" in again.json()["detail"]
    assert await events_of(v, subject) == ["RapidReviewOpened", "ImmediateActionRecorded"]
