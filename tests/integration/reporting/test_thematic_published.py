"""A thematic review that is published through cspr, as anybody finds and reads it."""

from shared.decisions.ids import new_subject
from tests.contract.thematic_examples import of_thematic
from tests.support.reporting import Reporting


async def test_it_is_found_by_theme_leads_to_no_case_and_goes_when_it_is_taken_down(
    r: Reporting,
) -> None:
    thematic = new_subject("thematic")
    *before, outside, taken_down = of_thematic()
    published = outside.model_copy(update={"outside": False, "too_early": None})
    await r.tell(thematic, *before, published)
    for model in ("published_records", "learning_library"):
        await r.settled(model)
    answer = await r.client.get("/records", params={"kind": "thematic-review", "q": "pathway"})
    (found,) = answer.json()["records"]
    assert (found["title"], found["level"]) == (
        "Thematic review: physical abuse of babies",
        "regional",
    )
    assert found["keywords"] == ["physical abuse", "bruising"]
    assert thematic[9:] not in answer.text and "case-" not in answer.text
    (learnt,) = (await r.client.get("/learning", params={"theme": "bruising"})).json()[
        "learning"
    ]
    assert learnt["record"] == found["record"]
    page = await r.client.get(f"/records/{found['record']}", headers={"accept": "text/html"})
    assert "Six rapid reviews" in page.text and "Change the title" not in page.text
    described = await r.post(
        f"/records/{found['record']}/description", "operator", {"title": "Another"}
    )
    assert described.status_code == 409 and "says its title and themes itself" in described.text
    await r.tell(thematic, taken_down)
    for model in ("published_records", "learning_library"):
        await r.settled(model)
    assert (await r.client.get("/records", params={"q": "pathway"})).json()["records"] == []
    gone = await r.client.get(f"/records/{found['record']}")
    assert "pathway" not in gone.text and gone.json()["withdrawn"] == "taken-down"


async def test_one_that_was_published_outside_is_found_and_nothing_of_its_text(
    r: Reporting,
) -> None:
    thematic = new_subject("thematic")
    *course, _ = of_thematic()
    await r.tell(thematic, *course)
    for model in ("published_records", "learning_library"):
        await r.settled(model)
    answer = await r.client.get("/records", params={"kind": "thematic-review", "q": "bruising"})
    (found,) = answer.json()["records"]
    assert (await r.client.get("/records", params={"q": "pathway"})).json()["records"] == []
    page = await r.client.get(f"/records/{found['record']}", headers={"accept": "text/html"})
    assert "https://www.partnership.example/reviews/babies" in page.text
    one = await r.client.get(f"/records/{found['record']}")
    learnt = await r.client.get("/learning", params={"theme": "bruising"})
    assert learnt.json()["learning"] == []
    for text in (page.text, one.text, learnt.text, answer.text):
        for said in ("who lives in the home", "pathway", "Six rapid reviews"):
            assert said not in text
