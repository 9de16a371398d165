"""A commissioned review of the running service, and what is then asked of it.

Today is Monday 20 April 2026. Copies that went on Thursday 9 April 2026 are seven working days
old today: 10, 13-17 (6), 20.
"""

from typing import Any

from tests.support.living_case import chair, completion, living, member, officer
from tests.support.reviews import Reviews

everybody = ["panel", "secretary-of-state", "ofsted"]
copy: dict[str, Any] = {
    "recipients": everybody,
    "copy_of": "full",
    "document": "a" * 64,
    "channel": "secure-email",
    "evidence_note": "Sent by Henrietta Sender.",
}
published = {"address": "https://partnership.example/child-x", "document": "a" * 64}
taken_down = {
    "reason": "child-identifiable",
    "note": "A newspaper named Annabel.",
    "decided_by": "Dorothea Decider",
}


async def done(
    v: Reviews, path: str, body: dict[str, Any], who: str = member, **query: Any
) -> str:
    """Ask for something that is to happen; where the case stands then."""
    answer = await v.post(path, who, body, **query)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["position"])


async def commissioned(v: Reviews) -> str:
    """A case whose local review was decided on and commissioned on 1 April 2026."""
    subject = await living(v)
    early = {**completion, "completed_on": "2026-04-01"}
    signed = [{**one, "signed_on": "2026-04-01"} for one in completion["signed_off_by"]]
    await done(v, f"/cases/{subject}/rapid-review", {**early, "signed_off_by": signed}, chair)
    position = await done(
        v,
        f"/cases/{subject}/commissioning",
        {
            "reviewers": [{"name": "Rosalind Reader"}],
            "decided_on": "2026-04-01",
            "commissioned_on": "2026-04-01",
        },
        chair,
    )
    await v.get(f"/cases/{subject}", officer, after=position)
    return subject
