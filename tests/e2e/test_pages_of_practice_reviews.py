"""A commissioned review in a browser: each step a form, until it is taken down."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from deploy.local.stack import Stack
from shared.edge.issuer import local_actor
from shared.log.kafka import case_events
from tests.support.group_page import fault_free, open_form, press
from tests.support.living_case import chair, member
from tests.support.pages import fresh_page, served, sign_in
from tests.support.practice_case import commissioned, copy, done, published
from tests.support.reviews import Reviews, reviews
from tests.support.stack import MakeTopic

pytestmark = pytest.mark.browser
today = "2026-04-20"
digest = "a" * 64
html = {"accept": "text/html"}


@dataclass
class Site:
    v: Reviews
    address: str
    case: str
    browser: Browser


@pytest_asyncio.fixture
async def site(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path, browser: Browser
) -> AsyncIterator[Site]:
    await make_topic(case_events, partitions=3)
    async with reviews(stack, topic_prefix, tmp_path / "keys") as v:
        case = await commissioned(v)
        async with served(v.app) as address:
            yield Site(v, address, case, browser)


async def fill(page: Page, **texts: str) -> None:
    """Fill in fields by the beginning of their labels, `_` for a space."""
    for label, text in texts.items():
        await page.get_by_label(label.replace("_", " ")).fill(text)


async def tick(page: Page, *labels: str) -> None:
    for label in labels:
        await page.get_by_label(label, exact=True).check()


async def of_its_reviewers(page: Page, scripts: bool) -> None:
    await open_form(page, "Record who was told that it was commissioned", scripts)
    await tick(page, "Ofsted", "Email")
    await fill(page, They_were_told_on=today)
    assert "by a person (email)" in await press(page, "Record it")
    await open_form(page, "Record what a reviewer declared", scripts)
    await tick(page, "Yes")
    await fill(page, They_declared_it_on=today)
    assert "independent, declared on 20 April 2026" in await press(page, "Record it")
    await open_form(page, "Appoint a reviewer", scripts)
    await fill(page, Who_carries_it_out="Beatrice Better", They_were_appointed_on=today)
    assert "There is a problem" in await press(page, "Appoint them")
    await fault_free(page, scripts)
    assert await page.get_by_label("Who carries it out?").input_value() == "Beatrice Better"
    await tick(page, "No")
    await fill(page, They_declared_it_on=today)
    told = await press(page, "Appoint them")
    assert "not independent, declared on 20 April 2026" in told and "Beatrice" not in told
    await open_form(page, "Record that a reviewer left", scripts)
    await page.get_by_label("Which reviewer?").select_option(index=1)
    await tick(page, "Not independent")
    await fill(page, They_left_on=today)
    assert "until 20 April 2026 (not independent)" in await press(page, "Record it")


async def of_its_work(page: Page, scripts: bool) -> None:
    await open_form(page, "Record the terms of reference", scripts)
    await fill(page, They_were_agreed_on=today)
    assert "Nothing says what was agreed." in await press(page, "Record it")
    await fill(page, What_is_it_to_find_out="Who knew?")
    await press(page, "Record it")
    await open_form(page, "Record who was involved", scripts)
    await tick(page, "Family", "Took part")
    await fill(page, On_which_day="2026-04-10")
    assert "family, took part" in await press(page, "Record it")
    await open_form(page, "Record a draft of the report", scripts)
    await fill(page, The_draft="not a digest", It_came_on=today)
    assert "64 hex digits" in await press(page, "Record it")
    await fill(page, The_draft=digest)
    assert "draft 1" in await press(page, "Record it")
    await open_form(page, "Record its time and its quality", scripts)
    await tick(page, "At risk", "Satisfactory")
    await fill(page, Looked_at_on=today, To_look_again_on="2026-05-20")
    assert "to look again on 20 May 2026" in await press(page, "Record it")
    await open_form(page, "Record that publication is delayed", scripts)
    await tick(page, "Inquest")
    await fill(page, It_has_been_delayed_since="2026-04-13", Until_when="2026-11-30")
    assert "inquest, until 30 November 2026" in await press(page, "Record it")
    await open_form(page, "Record who was told why it is delayed", scripts)
    await tick(page, "The Panel", "The Secretary of State", "Secure email")
    await fill(page, They_were_told_on=today)
    assert "the Panel, the Secretary of State" in await press(page, "Record it")
    await open_form(page, "Take back that somebody was told", scripts)
    await tick(page, "Why publication is delayed", "The Secretary of State")
    await fill(page, The_day_that_was_recorded="2026-04-19", What_was_wrong="Another case.")
    assert "nothing to take back" in await press(page, "Take it back")
    await fill(page, The_day_that_was_recorded=today)
    await press(page, "Take it back")


async def of_its_publication(page: Page, scripts: bool) -> None:
    await open_form(page, "Hold the publication", scripts)
    await tick(page, "Inquest")
    await fill(page, It_has_been_held_since="2026-04-13")
    await press(page, "Hold it")
    await open_form(page, "Record a copy before publication", scripts)
    await tick(page, "The Panel", "The Secretary of State", "Ofsted", "Full", "Portal")
    await fill(page, The_document_that_was_sent=digest, It_was_sent_on="2026-04-09")
    assert "full, to the Panel, the Secretary of State, Ofsted" in await press(
        page, "Record it"
    )
    await open_form(page, "Publish the report in full", scripts)
    assert "can be published from 20 April 2026" in await text_of(page)
    await fill(page, Its_address_on_the_web="https://partnership.example/x")
    told = await press(page, "Publish it today")
    await fault_free(page, scripts)
    assert "Record first that this is over; until then nothing is published." in told
    assert await page.get_by_label("Its address").input_value() != ""
    await open_form(page, "Record that what held it is over", scripts)
    await tick(page, "Inquest")
    await fill(page, It_was_over_on=today)
    await press(page, "Record it")
    await open_form(page, "Publish the improvements alone", scripts)
    assert "There is a problem" in await press(page, "Publish them today")
    await open_form(page, "Publish the report in full", scripts)
    await fill(page, Its_address_on_the_web="https://partnership.example/x")
    told = await press(page, "Publish it today")
    assert "Review published" in told and "https://partnership.example/x" in told


async def of_its_end(page: Page, scripts: bool) -> None:
    await open_form(page, "Take down what is published", scripts)
    await tick(page, "Fault in report")
    await fill(page, Who_decided_it="Dorothea")
    assert "available for at least a year" in await press(page, "Take it down today")
    await tick(page, "Child identifiable")
    told = await press(page, "Take it down today")
    assert "Publication taken down" in told and "Dorothea" not in told
    assert "(child identifiable)" in told
    await open_form(page, "Record that it was published outside this system", scripts)
    await fill(page, Its_document=digest, It_was_published_on=today)
    assert "in full, outside this system" in await press(page, "Record it")
    await open_form(page, "Record that it was taken down outside this system", scripts)
    await tick(page, "Court order")
    await fill(page, Who_decided_it="A judge", It_was_taken_down_on=today)
    assert "(court order)" in await press(page, "Record it")


async def text_of(page: Page) -> str:
    return (await page.locator("main").inner_text()).replace("\xa0", " ")


@pytest.mark.parametrize("scripts", [False, True], ids=["without a script", "with axe"])
async def test_a_review_is_followed_form_by_form_until_it_is_taken_down(
    site: Site, scripts: bool
) -> None:
    async with fresh_page(site.browser, scripts=scripts) as page:
        await sign_in(page, site.address, site.v.issuer.token(local_actor(chair)))
        await page.goto(f"{site.address}/cases/{site.case}")
        await page.get_by_role("link", name="Record what the group did or decided").click()
        await fault_free(page, scripts)
        for part in (of_its_reviewers, of_its_work, of_its_publication, of_its_end):
            await part(page, scripts)


async def send(site: Site, name: str, fields: dict[str, str], who: str = chair) -> int:
    path = f"/cases/{site.case}/review/{name}"
    answer = await site.v.client.post(path, data=fields, headers=site.v.as_(who) | html)
    return answer.status_code


async def test_a_form_that_is_sent_twice_is_one_fact_and_the_same_as_by_the_interface(
    site: Site,
) -> None:
    declared = {"independence.independent": "yes", "independence.declared_on": today}
    appointed = {"name": "B. Better", "appointed_on": today, **declared}
    sent: dict[str, Any] = {**copy, "sent_on": "2026-04-09"}
    filled = {name: str(text) for name, text in sent.items() if name != "recipients"}
    filled |= {f"recipient-{whom}": "yes" for whom in sent["recipients"]}
    for name, fields in (
        ("told", {"recipient": "panel", "told_on": today, "channel": "email"}),
        ("appoint", appointed),
        ("delay", {"reason": "family", "note": "They ask.", "delayed_on": today}),
        ("copy", filled),
        ("publish", {**published}),
    ):
        assert [await send(site, name, fields) for _ in range(2)] == [303, 303], name
    again = await site.v.post(f"/cases/{site.case}/publication/report", chair, published)
    assert again.status_code == 200 and again.json()["events"] == []
    ((events,),) = await site.v.rows(
        "select count(*) from events where subject = %s", site.case
    )
    # Opened, completed, commissioned; and one each of what was sent.
    assert events == 3 + 5


async def test_a_member_has_no_form_of_the_chair_and_is_refused(site: Site) -> None:
    path = f"/cases/{site.case}/review"
    seen = await site.v.client.get(path, headers=site.v.as_(member) | html)
    assert "Record a draft of the report" in seen.text
    for name, title in (
        ("appoint", "Appoint a reviewer"),
        ("remove", "Record that a reviewer left"),
        ("terms", "Record the terms of reference"),
        ("publish", "Publish the report in full"),
        ("improvements", "Publish the improvements alone"),
    ):
        assert title not in seen.text
        assert await send(site, name, {}, member) == 403, name
    for who in ("officer-wiltshire", "auditor"):
        assert await send(site, "draft", {"document": digest}, who) == 403, who
    position = await done(
        site.v,
        f"/cases/{site.case}/publication/holds",
        {"held_by": "inquest", "held_on": today},
    )
    after = {"after": position, "do": "end-hold"}
    held = await site.v.client.get(path, params=after, headers=site.v.as_(member) | html)
    assert "Criminal proceedings" not in held.text.partition("<form")[2].partition("</form")[0]
