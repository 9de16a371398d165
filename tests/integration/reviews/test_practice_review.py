"""A local review from its reviewers to its taking down, on real Kafka and Postgres."""

from typing import Any

from tests.support.cases import SWINDON
from tests.support.living_case import chair, member, officer
from tests.support.practice_case import (
    commissioned,
    copy,
    done,
    everybody,
    published,
    taken_down,
)
from tests.support.reviews import Reviews


async def parts(v: Reviews, subject: str, after: str) -> dict[str, list[dict[str, Any]]]:
    answer = await v.get(f"/cases/{subject}/practice-review", officer, after=after)
    found: dict[str, list[dict[str, Any]]] = {}
    for one in answer.json()["parts"]:
        found.setdefault(one["part"], []).append(one)
    return found


async def test_a_review_at_work_is_shown_without_a_name(v: Reviews) -> None:
    subject = await commissioned(v)
    path = f"/cases/{subject}/practice-review"
    declared = {"independent": True, "declaration": "Free.", "declared_on": "2026-04-02"}
    first = (await v.get(path, officer)).json()["parts"][0]["ref"]
    await done(
        v,
        f"{path}/reviewers",
        {
            "name": "Winifred Writer",
            "organisation": "Example Reviews",
            "independence": declared,
            "replaces": first,
            "appointed_on": "2026-04-02",
        },
        chair,
    )
    await done(
        v, f"{path}/terms-of-reference", {"terms": "Who?", "agreed_on": "2026-04-07"}, chair
    )
    await done(
        v,
        f"{path}/involvement",
        {"who": "family", "how": "took-part", "happened_on": "2026-04-08"},
    )
    await done(v, f"{path}/drafts", {"document": "1" * 64, "received_on": "2026-04-09"})
    after = await done(
        v,
        f"{path}/monitoring",
        {
            "time": "at-risk",
            "quality": "satisfactory",
            "note": "Slow.",
            "monitored_on": "2026-04-10",
            "next_on": "2026-04-17",
        },
    )
    found = await parts(v, subject, after)
    old, new = found["reviewer"]
    assert (old["ref"], old["ended_on"], old["ended_why"]) == (first, "2026-04-02", "replaced")
    assert (new["facts"]["independent"], new["facts"]["replaces"]) == (True, first)
    assert found["draft"][0]["facts"] == {"number": 1, "document": "1" * 64}
    assert found["involvement"][0]["facts"] == {"who": "family", "how": "took-part"}
    assert found["monitoring"][0]["facts"]["time"] == "at-risk"
    assert "Rosalind" not in str(found) and "Winifred" not in str(found)
    steps = (await v.get(f"/cases/{subject}/next-steps", member)).json()["steps"]
    assert {step["by"]: step["what"] for step in steps}["2026-04-17"].startswith("Look at")
    texts = await v.get(
        f"/cases/{subject}/texts", member, purpose="practice-review", after=after
    )
    assert {"Winifred Writer", "Free.", "Who?", "Slow."} <= {
        one["text"] for one in texts.json()["texts"]
    }
    gone = {"reviewer": first, "reason": "resigned", "removed_on": "2026-04-03"}
    answer = await v.post(f"{path}/reviewers/removals", chair, gone)
    assert answer.status_code in (409, 422)
    assert "nobody who reviews at present" in answer.text


async def test_the_gate_holds_and_then_lets_through(v: Reviews) -> None:
    subject = await commissioned(v)
    path = f"/cases/{subject}/publication"
    shut = await v.post(f"{path}/report", chair, published)
    assert shut.status_code == 409
    # Today, 20 April: 21-24 (4), 27, 28, 29.
    assert "on 2026-04-29 at the earliest" in shut.json()["detail"]
    after = await done(v, f"{path}/copies", {**copy, "sent_on": "2026-04-10"})
    case = (await v.get(f"/cases/{subject}", officer, after=after)).json()
    assert case["opens_on"] == "2026-04-21"
    shut = await v.post(f"{path}/report", chair, published)
    assert "on 2026-04-21 at the earliest" in shut.json()["detail"]
    assert (await v.post(f"{path}/report", member, published)).status_code == 403


async def test_a_review_is_published_and_taken_down_as_an_exception(v: Reviews) -> None:
    subject = await commissioned(v)
    path = f"/cases/{subject}/publication"
    await done(v, f"{path}/copies", {**copy, "sent_on": "2026-04-09"})
    after = await done(v, f"{path}/report", {**published, "jointly_with": [SWINDON]}, chair)
    case = (await v.get(f"/cases/{subject}", officer, after=after)).json()
    assert (case["stage"], case["published_as"]) == ("published", "full")
    # The report to the Panel is still owed; the publication is not any more.
    assert (case["next_due_clock"], case["available_until"]) == ("rapid-review", "2027-04-20")
    again = await v.post(f"{path}/report", chair, {**published, "jointly_with": [SWINDON]})
    assert (again.status_code, again.json()["events"]) == (200, [])
    held = await v.post(f"{path}/taken-down", member, {**taken_down, "reason": "other"})
    assert "until 2027-04-20" in held.text

    after = await done(v, f"{path}/taken-down", taken_down)
    case = (await v.get(f"/cases/{subject}", officer, after=after)).json()
    assert (case["stage"], case["taken_down_on"]) == ("taken-down", "2026-04-20")
    clocks = (await v.get(f"/cases/{subject}/clocks", officer, after=after)).json()["clocks"]
    (available,) = [one for one in clocks if one["clock"] == "availability"]
    assert (available["state"], available["days_early"], available["rule"]) == (
        *("stopped", 365),
        "R16",
    )
    await v.get(f"/cases/{subject}/practice-review", officer, after=after)
    listed = (await v.get("/exceptions", officer)).json()["exceptions"]
    assert [(one["case"], one["what"], one["reasons"]) for one in listed] == [
        (subject, "taken-down-early", ["child-identifiable"])
    ]
    assert (listed[0]["guarded_until"], listed[0]["recorded_by"]) == ("2027-04-20", member)
    assert (await v.get("/exceptions", "officer-E06000030")).json()["exceptions"] == []
    timeline = (await v.get(f"/cases/{subject}/timeline", officer, after=after)).json()
    assert "Dorothea" not in str(timeline) and "Annabel" not in str(timeline)
    page = await v.client.get("/exceptions", headers={**v.as_(officer), "accept": "text/html"})
    assert page.status_code == 200 and "Taken down early" in page.text


async def test_what_happened_outside_is_recorded_with_what_it_broke(v: Reviews) -> None:
    subject = await commissioned(v)
    path = f"/cases/{subject}/publication"
    delay = {"reason": "reviewer", "until": "2026-11-30", "delayed_on": "2026-04-13"}
    after = await done(v, f"{path}/delays", delay)
    case = (await v.get(f"/cases/{subject}", officer, after=after)).json()
    assert (case["delay_reason"], case["delayed_until"]) == ("reviewer", "2026-11-30")
    steps = (await v.get(f"/cases/{subject}/next-steps", member)).json()["steps"]
    assert "Tell the Panel and the Secretary of State why publication is delayed" in str(steps)
    told = {"recipients": everybody[:2], "channel": "email", "explained_on": "2026-04-14"}
    await done(v, f"{path}/explanations", told)
    hold = {"held_by": "inquest", "held_on": "2026-04-14"}
    await done(v, f"{path}/holds", hold)
    outside = {"address": "https://council.example/x", "published_on": "2026-04-15"}
    after = await done(v, f"{path}/elsewhere", outside)
    found = await parts(v, subject, after)
    (one,) = found["publication"]
    assert one["facts"]["too_early"] == {
        "earliest_on": None,
        "not_sent_to": everybody,
        "held_by": ["inquest"],
        "relaxed_by": None,
    }
    assert one["facts"]["outside"] is True
    clocks = (await v.get(f"/cases/{subject}/clocks", officer, after=after)).json()["clocks"]
    (publication,) = [one for one in clocks if one["clock"] == "publication"]
    assert (publication["state"], publication["explained"]) == ("stopped", "inquest")
    (listed,) = (await v.get("/exceptions", officer)).json()["exceptions"]
    assert (listed["what"], listed["reasons"]) == ("published-early", [*everybody, "inquest"])
    page = await v.client.get(
        f"/cases/{subject}", headers={**v.as_(officer), "accept": "text/html"}
    )
    assert "The local review" in page.text and "outside this system" in page.text
