"""A thematic review over cases of two areas, on real Kafka and Postgres.

Today is Monday 20 April 2026. Copies that went on Thursday 9 April 2026 are seven working days
old today: 10, 13-17 (6), 20.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest_asyncio

from shared.decisions.ids import new_subject
from shared.folds.replay import Place, replay
from tests.support.cases import SWINDON, WILTSHIRE, child
from tests.support.living_case import chair, completion, member, notified, officer
from tests.support.practice_case import commissioned, done, everybody
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


async def test_it_is_opened_worked_on_and_published_with_links_both_ways(over: Over) -> None:
    v, path = over.v, over.path
    again = await v.post("/thematic-reviews", chair, opening)
    assert (again.status_code, again.json()["id"]) == (200, over.id)
    position = await concluded(over)
    early = await v.post(f"{path}/publication", member, publishing)
    assert early.status_code == 403
    out = await done(v, f"{path}/publication", publishing, chair, after=position)
    same = await v.post(f"{path}/publication", chair, publishing)
    assert (same.status_code, same.json()["events"]) == (200, []), same.text
    shown = await over.seen(officer, after=out)
    assert (shown["stage"], shown["title"]) == ("published", publishing["title"])
    assert [one["lead"] for one in shown["reviewers"]] == [True]
    (of_case,) = (await v.get(f"/cases/{over.ours}/thematic-reviews", officer)).json()[
        "thematic_reviews"
    ]
    assert (of_case["id"], of_case["theme"]) == (over.id, opening["theme"])
    (listed,) = (await v.get("/thematic-reviews", officer)).json()["thematic_reviews"]
    assert (listed["id"], listed["cases"]) == (over.id, 2)
    told = await v.get(f"{path}/timeline", officer)
    assert [one["what"] for one in told.json()["events"]][:3] == [
        "ThematicReviewOpened",
        "CaseIncluded",
        "CaseIncluded",
    ]
    assert over.other not in told.text and over.ours not in told.text
    down = {"reason": "child-identifiable", "note": "A paper told."}
    gone = await done(v, f"{path}/publication/taken-down", down)
    assert (await over.seen(officer, after=gone))["title"] is None
    models = ["thematic_reviews", "thematic_cases", "timeline", "texts"]
    place = Place(v.config.dsn, v.config.kafka, v.config.topic, "services.reviews.read_models")
    rebuilt = await replay(place, models, swap=False, say=lambda line: None)
    assert [one.equal for one in rebuilt.comparisons] == [True] * 4


async def test_each_case_is_seen_by_its_own_people_and_counted_for_the_others(
    over: Over,
) -> None:
    v = over.v
    for who, theirs_, hidden in (
        (member, over.ours, over.other),
        (theirs, over.other, over.ours),
    ):
        shown = await over.seen(who)
        assert [one["case"] for one in shown["cases"]] == [theirs_]
        assert shown["cases_not_shown"] == 1 and hidden not in json.dumps(shown)
    assert len((await over.seen("auditor"))["cases"]) == 2
    for who in ("chair-E10000006", "partner-police"):
        assert (await v.get(over.path, who)).status_code == 404
        assert (await v.get("/thematic-reviews", who)).json()["thematic_reviews"] == []
        assert (
            await v.post(f"{over.path}/cases", who, including(over.ours))
        ).status_code == 404
    foreign = await v.post(f"{over.path}/cases", member, including(over.other))
    assert foreign.status_code == 422 and "that you may act on" in foreign.text
    for who in (officer, "auditor", "operator"):
        assert (
            await v.post(f"{over.path}/cases", who, including(over.ours))
        ).status_code == 403
    elsewhere = {**opening, "authorities": [SWINDON]}
    assert (await v.post("/thematic-reviews", chair, elsewhere)).status_code == 403
    unknown = await v.post(
        "/thematic-reviews", chair, {**opening, "authorities": [WILTSHIRE, "E99999999"]}
    )
    assert unknown.status_code == 422 and "no authority in England" in unknown.text
    private = await v.post("/thematic-reviews", theirs, {**elsewhere, "theme": "Fathers"})
    alone = f"/thematic-reviews/{private.json()['id']}"
    after = private.json()["position"]
    assert (await v.get(alone, theirs, after=after)).status_code == 200
    after = await done(v, f"{alone}/cases", including(over.other), theirs)
    assert (await v.get(alone, theirs, after=after)).status_code == 200
    of_case = (await v.get(f"/cases/{over.other}/thematic-reviews", theirs)).json()
    assert len(of_case["thematic_reviews"]) == 2 and of_case["not_shown"] == 0
    assert (await v.get(f"/cases/{over.other}/thematic-reviews", officer)).status_code == 404


async def test_nothing_sealed_of_a_case_comes_into_the_subject_of_a_thematic_review(
    over: Over,
) -> None:
    v = over.v
    position = await concluded(over)
    out = await done(v, f"{over.path}/publication", publishing, chair, after=position)
    await over.seen(officer, after=out)
    texts = await v.get(f"{over.path}/texts", member, purpose="thematic-review", after=out)
    own = {one["text"] for one in texts.json()["texts"]}
    assert own == {
        *("Who asked Henrietta?", "A bruise before.", "Rosalind Reader", "Told by Edith."),
        "Clarissa Clear",
    }
    assert (await v.rows("select subject, purpose from access_notes")) == [
        (over.id, "thematic-review")
    ]
    of_cases = await v.rows("select seal, box, key from texts where subject like 'case-%%'")
    assert len(of_cases) >= len(canaries)
    written = await v.rows(
        "select convert_from(body, 'UTF8') from events where subject = %s", over.id
    )
    tables = ("thematic_reviews", "thematic_cases", "timeline", "texts")
    rows = [
        row
        for table in tables
        for row in await v.rows(f"select t::text from {table} t where subject = %s", over.id)
    ]
    assert len(written) == 8 and len(rows) > 8
    for (text,) in (*written, *rows):
        for secret in (*canaries, *(part for row in of_cases for part in row)):
            assert secret not in text
        for said in ("Henrietta", "Rosalind", "Edith", "Clarissa"):
            assert said not in text
    (keys,) = zip(
        *await v.rows("select key from texts where subject = %s", over.id), strict=True
    )
    assert {key.partition("/")[0] for key in keys} == {over.id}


async def test_what_is_said_of_one_case_is_read_by_who_may_see_that_case(over: Over) -> None:
    v = over.v
    fresh = await reviewed(v)
    told = {"case": fresh, "why": "Wilhelmina was there.", "included_on": "2026-04-02"}
    await over.seen(officer, after=await done(v, f"{over.path}/cases", told))
    left = {"case": fresh, "reason": "own-review", "note": "Wilhelmina went."}
    left |= {"left_out_on": "2026-04-20"}
    after = await done(v, f"{over.path}/cases/left-out", left)
    said = {"Wilhelmina was there.", "Wilhelmina went."}
    for who, reads in ((member, True), (theirs, False)):
        texts = await v.get(f"{over.path}/texts", who, purpose="thematic-review", after=after)
        found = [one["text"] for one in texts.json()["texts"]]
        assert said.isdisjoint(found) is not reads and "Who asked Henrietta?" in found
        assert found.count("A bruise before.") == 1
        html = {**v.as_(who), "accept": "text/html"}
        page = await v.client.get(
            f"{over.path}/texts", params={"purpose": "thematic-review"}, headers=html
        )
        assert ("Wilhelmina" in page.text) is reads and "Henrietta" in page.text


async def test_erasing_a_case_leaves_a_thematic_review_as_it_was(over: Over) -> None:
    v = over.v
    keys = v.app.state.desk.keys
    before = await over.seen("auditor")
    for key in ("person-1", "narrative"):
        await keys.destroy(f"{over.ours}/{key}")
    assert await over.seen("auditor") == before
    texts = await v.get(f"{over.path}/texts", member, purpose="audit")
    assert "A bruise before." in {one["text"] for one in texts.json()["texts"]}
    await done(
        v,
        f"{over.path}/cases/left-out",
        {
            "case": over.ours,
            "reason": "asked-by-family",
            "left_out_on": "2026-04-20",
        },
    )
    await keys.destroy(f"{over.id}/narrative")
    gone = await v.get(f"{over.path}/texts", member, purpose="audit")
    assert {one["text"] for one in gone.json()["texts"]} == {"[erased]"}


async def test_a_case_that_is_set_aside_holds_the_publication(over: Over) -> None:
    v = over.v
    position = await concluded(over)
    aside = "insert into parked_subjects values ('{}', 'caseload.1', 0, 'fold', 'why', 0)"
    await v.change(aside.format(over.other))
    held = await v.post(f"{over.path}/publication", chair, publishing, after=position)
    assert held.status_code == 409 and "is set aside" in held.text
    await v.change(f"delete from parked_subjects where subject = '{over.other}'")
    await done(v, f"{over.path}/publication", publishing, chair)


async def test_a_case_whose_own_review_is_not_over_holds_the_publication(over: Over) -> None:
    v = over.v
    fresh = new_subject("case")
    told = await v.tell(fresh, notified(children=()))
    await v.get(f"/cases/{fresh}", officer, after=told)
    none = await v.post(f"{over.path}/cases", member, including(fresh))
    assert none.status_code == 422 and "No review of this case has begun" in none.text
    own = await commissioned(v)
    await done(v, f"{over.path}/cases", including(own))
    position = await concluded(over)
    held = await v.post(f"{over.path}/publication", chair, publishing, after=position)
    assert held.status_code == 409 and "commissioned and not published" in held.text
    left = {"case": own, "reason": "own-review", "left_out_on": "2026-04-20"}
    position = await done(v, f"{over.path}/cases/left-out", left)
    await done(v, f"{over.path}/publication", publishing, chair, after=position)
