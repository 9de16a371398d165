"""What a thematic review tells of its cases, and to whom; on real Kafka and Postgres."""

from tests.support.living_case import chair, member, officer
from tests.support.practice_case import done
from tests.support.thematic_case import (
    Over,
    canaries,
    concluded,
    over,
    publishing,
    reviewed,
    theirs,
)

__all__ = ["over"]


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
