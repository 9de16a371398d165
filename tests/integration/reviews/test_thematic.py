"""A thematic review over cases of two areas, on real Kafka and Postgres.

Today is Monday 20 April 2026. Copies that went on Thursday 9 April 2026 are seven working days
old today: 10, 13-17 (6), 20.
"""

import json

from shared.decisions.ids import new_subject
from shared.folds.replay import Place, replay
from tests.support.cases import SWINDON, WILTSHIRE
from tests.support.living_case import chair, member, notified, officer
from tests.support.practice_case import commissioned, done
from tests.support.thematic_case import (
    Over,
    concluded,
    including,
    opening,
    over,
    publishing,
    theirs,
)

__all__ = ["over"]


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
