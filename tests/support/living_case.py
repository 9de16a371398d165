"""What tests of the reviews service start from: a notified case, and what completes it."""

from typing import Any

from shared.decisions.ids import new_subject
from shared.events.incidents import IncidentNotified
from tests.support.cases import WILTSHIRE, at, child, day
from tests.support.reviews import Reviews

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
