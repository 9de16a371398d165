"""A near miss from its referral to the learning library, on real Kafka and Postgres."""

from typing import Any

from shared.decisions.ids import new_subject
from shared.events.codes import AcceptedAs, ReferralConcern
from shared.events.incidents import CaseReferred, ReferralAccepted
from tests.support.cases import SWINDON, WILTSHIRE, child, day
from tests.support.living_case import chair, member, officer
from tests.support.reviews import Reviews
from tests.support.world import until

showing: dict[str, Any] = {
    "number": 1,
    "heading": "Say who holds the plan",
    "text": "Write down who has it.",
    "themes": ["information sharing"],
    "cleared_by": "Clarissa Clear",
    "cleared_on": "2026-04-20",
}


async def taken_up(v: Reviews, as_what: AcceptedAs) -> str:
    """A case that was referred and accepted, once the policy has opened its review."""
    subject = new_subject("case")
    referred = CaseReferred(
        authority=WILTSHIRE,
        children=(child(),),
        concern=ReferralConcern.NEAR_MISS,
        reason=await v.seal(subject, "narrative", "A near thing."),
        referred_on=day("2026-04-01"),
    )
    accepted = ReferralAccepted(
        as_what=as_what, authority=WILTSHIRE, accepted_on=day("2026-04-02")
    )
    await v.tell(subject, referred, accepted)

    async def opened() -> bool:
        answer = await v.get(f"/cases/{subject}/timeline", "auditor")
        return answer.status_code == 200 and any(
            one["what"] == "LocalReviewOpened" for one in answer.json()["events"]
        )

    await until(opened)
    return subject


async def test_a_near_miss_is_learnt_from_and_comes_into_the_library(v: Reviews) -> None:
    subject = await taken_up(v, AcceptedAs.LOCAL_LEARNING_REVIEW)
    path = f"/cases/{subject}/learning"
    begun = {"practice": "near-miss", "question": "Who had it?", "begun_on": "2026-04-20"}
    assert (await v.post(path, member, begun)).status_code == 403
    answer = await v.post(path, chair, begun)
    assert answer.status_code == 201, answer.text
    assert (await v.post(path, chair, begun)).status_code == 200
    held = {"agencies": ["The hospital"], "account": "It was late.", "held_on": "2026-04-20"}
    point = {"text": "Rosalind rang twice.", "recorded_on": "2026-04-20"}
    early = await v.post(f"{path}/library", chair, showing)
    assert early.status_code == 422 and "no learning point" in early.text
    for address, who, body in (
        (f"{path}/sessions", member, held),
        (f"{path}/points", member, point),
        (f"{path}/completion", chair, {"completed_on": "2026-04-20"}),
        (f"{path}/library", chair, showing),
    ):
        done = await v.post(address, who, body)
        assert done.status_code == 201, done.text
        again = await v.post(address, who, body)
        assert (again.status_code, again.json()["events"]) == (200, []), again.text
    after = done.json()["position"]
    shown = (await v.get(f"/cases/{subject}", member, after=after)).json()
    assert shown["stage"] == "learnt"
    found = await v.get(f"/cases/{subject}/practice-review", officer, after=after)
    assert "Rosalind" not in found.text and "Write down who has it." in found.text
    assert "Clarissa" not in found.text
    texts = await v.get(f"/cases/{subject}/texts", member, purpose="audit", after=after)
    opened = {one["text"] for one in texts.json()["texts"]}
    assert {"Who had it?", "It was late.", "Rosalind rang twice.", "Clarissa Clear"} <= opened
    hidden = {"number": 1, "reason": "child-may-be-identified"}
    assert (await v.post(f"{path}/library/withdrawals", member, hidden)).status_code == 201
    back = await v.post(f"{path}/library", chair, {**showing, "cleared_by": "D. Other"})
    assert back.status_code == 422 and "Write another" in back.text


async def test_a_local_review_is_commissioned_from_an_accepted_referral(v: Reviews) -> None:
    subject = await taken_up(v, AcceptedAs.LCSPR)
    body = {"decided_on": "2026-04-20", "commissioned_on": "2026-04-20"}
    answer = await v.post(f"/cases/{subject}/commissioning", chair, body)
    assert answer.status_code == 201, answer.text
    shown = await v.get(f"/cases/{subject}", member, after=answer.json()["position"])
    assert shown.json()["stage"] == "commissioned"
    assert SWINDON not in shown.text
    begun = {"practice": "near-miss", "begun_on": "2026-04-20"}
    refused = await v.post(f"/cases/{subject}/learning", chair, begun)
    assert refused.status_code == 409 and "Accept the referral first" in refused.text
