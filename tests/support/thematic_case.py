"""A thematic review over cases of two areas, as tests open, fill and conclude it."""

from dataclasses import dataclass
from typing import Any

import pytest_asyncio

from shared.decisions.ids import new_subject
from tests.support.cases import SWINDON, WILTSHIRE, child
from tests.support.living_case import chair, completion, member, notified, officer
from tests.support.practice_case import done, everybody
from tests.support.reviews import Reviews

theirs = f"chair-{SWINDON}"
canaries = ("Annabel Canary", "Found by a canary.", "The canary sang to nobody.")
opening: dict[str, Any] = {
    "theme": "Physical abuse in children under one",
    "authorities": [WILTSHIRE, SWINDON],
    "question": "Who asked Henrietta?",
    "covers_from": "2025-04-01",
    "opened_on": "2026-04-01",
}
publishing: dict[str, Any] = {
    "title": "Thematic review: babies",
    "learning": "Ask who lives in the home.",
    "themes": ["bruising"],
    "agencies": ["health"],
    "cleared_by": "Clarissa Clear",
    "cleared_on": "2026-04-20",
}
copy: dict[str, Any] = {
    "recipients": everybody,
    "document": "a" * 64,
    "channel": "secure-email",
    "sent_on": "2026-04-09",
}


@dataclass
class Over:
    """A thematic review, with one case of each of its two areas in it."""

    v: Reviews
    id: str
    ours: str
    other: str

    @property
    def path(self) -> str:
        return f"/thematic-reviews/{self.id}"

    async def include(self, case: str, who: str = member) -> str:
        return await done(self.v, f"{self.path}/cases", including(case), who)

    async def seen(self, who: str, **query: Any) -> Any:
        answer = await self.v.get(self.path, who, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()


async def reviewed(v: Reviews, authority: str = WILTSHIRE) -> str:
    """A case with canaries in its sealed texts, whose rapid review decided on learning."""
    subject = new_subject("case")
    name, summary, rationale = canaries
    told = notified(
        authority,
        summary=await v.seal(subject, "narrative", summary),
        children=(child(name=await v.seal(subject, "person-1", name)),),
    )
    await v.tell(subject, told)
    await v.opened(subject)
    decided = {
        **completion,
        "decision": "thematic-or-local-learning",
        "rationale": rationale,
    }
    who = chair if authority == WILTSHIRE else theirs
    after = await done(v, f"/cases/{subject}/rapid-review", decided, who)
    assert (await v.get(f"/cases/{subject}", who, after=after)).status_code == 200
    return subject


def including(case: str) -> dict[str, Any]:
    return {"case": case, "why": "A bruise before.", "included_on": "2026-04-02"}


async def opened(v: Reviews) -> str:
    answer = await v.post("/thematic-reviews", chair, opening)
    assert answer.status_code == 201, answer.text
    path = f"/thematic-reviews/{answer.json()['id']}"
    shown = await v.get(path, member, after=answer.json()["position"])
    assert shown.status_code == 200, shown.text
    return str(answer.json()["id"])


@pytest_asyncio.fixture
async def over(v: Reviews) -> Over:
    made = Over(v, await opened(v), await reviewed(v), await reviewed(v, SWINDON))
    await made.include(made.ours)
    await made.seen(officer, after=await made.include(made.other, theirs))
    return made


async def concluded(over: Over) -> str:
    """Its reviewer, what is learnt, its conclusion and its copies; where it stands then."""
    reviewer = {
        "name": "Rosalind Reader",
        "lead": True,
        "independence": {"independent": True, "declared_on": "2026-04-02"},
        "appointed_on": "2026-04-02",
    }
    finding = {"learnt_as": "finding", "text": "Told by Edith.", "recorded_on": "2026-04-07"}
    await done(over.v, f"{over.path}/reviewers", reviewer, chair)
    await done(over.v, f"{over.path}/learning", finding)
    await done(over.v, f"{over.path}/conclusion", {"concluded_on": "2026-04-08"}, chair)
    return await done(over.v, f"{over.path}/copies", copy)
