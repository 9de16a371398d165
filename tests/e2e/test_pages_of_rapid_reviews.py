"""A rapid review in a browser: each step a form, from its opening to a commissioned review."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page

from deploy.local.stack import Stack
from shared.edge.issuer import local_actor
from shared.events.codes import PanelAnswer
from shared.events.reports import PanelResponded
from shared.log.kafka import case_events
from tests.support.cases import SWINDON, day
from tests.support.group_page import fault_free, open_form, press
from tests.support.living_case import chair, living, member
from tests.support.pages import fresh_page, served, sign_in
from tests.support.reviews import Reviews, reviews
from tests.support.stack import MakeTopic
from tests.support.world import until

pytestmark = pytest.mark.browser
today = "2026-04-20"


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
        case = await living(v)
        async with served(v.app) as address:
            yield Site(v, address, case, browser)


def row(page: Page, legend: str) -> Locator:
    return page.get_by_role("group", name=legend, exact=True)


async def sign(page: Page, legend: str, organisation: str, on: str = today) -> None:
    await row(page, legend).get_by_label("Organisation").fill(organisation)
    await row(page, legend).get_by_label("Signed on").fill(on)


async def fill_in(page: Page, decision: str, on: str) -> None:
    """A decision that all three partners sign; health by a delegate who dissents."""
    await page.get_by_label(decision, exact=True).check()
    await page.get_by_label("(a) Improvements").check()
    await page.get_by_label("(c) Concerns").check()
    await page.get_by_label("Why?", exact=True).fill("Nobody asked Annabel’s grandmother.")
    await sign(page, "The local authority", "Wiltshire Council")
    await sign(page, "Health", "The board")
    health = row(page, "Health")
    await health.get_by_label("Who signed").fill("Dorothea Delegate")
    await health.get_by_label("Signed as a delegate").check()
    await health.get_by_label("If they do not agree").fill("It can wait.")
    await page.get_by_label(on).fill(today)


async def work_on(page: Page, scripts: bool) -> None:
    """Agencies are asked, reminded and heard; what was done at once; more time."""
    await open_form(page, "Ask an agency what it knows", scripts)
    assert "There is a problem" in await press(page, "Ask it")
    await fault_free(page, scripts)
    await page.get_by_label("Which agency?").fill("Wiltshire Police")
    await page.get_by_label("What is it asked for?").fill("About Annabel.")
    told = await press(page, "Ask it")
    assert "Wiltshire Police" in told and "Annabel" not in told
    await open_form(page, "Remind an agency", scripts)
    await page.get_by_label("By another day?").fill("2026-04-13")
    told = await press(page, "Remind it")
    assert "This day is over. Give one that is still to come." in told
    await page.get_by_label("By another day?").fill("2026-04-24")
    assert "1 time, last on 20 April 2026" in await press(page, "Remind it")
    await open_form(page, "Record what an agency told", scripts)
    await page.get_by_label("Which agency?").fill("Wiltshire Police")
    await page.get_by_label("What did it tell?").fill("Annabel rang.")
    await page.get_by_label("It came on").fill("2026-04-21")
    told = await press(page, "Record it")
    assert "in the future" in told
    assert await page.get_by_label("What did it tell?").input_value() == "Annabel rang."
    await page.get_by_label("It came on").fill(today)
    await press(page, "Record it")
    assert await page.get_by_role("link", name="Remind an agency").count() == 0
    await open_form(page, "Record what was done at once", scripts)
    await page.get_by_label("What was done at once").fill("Annabel is with her aunt.")
    await page.get_by_label("It was done on").fill("2026-04-02")
    await press(page, "Record it")
    await open_form(page, "Record that more time was agreed on", scripts)
    await page.get_by_label("Until when?").fill("2026-04-02")
    await page.get_by_label("Capacity").check()
    await page.get_by_label("Why, in words?").fill("They are two.")
    await page.get_by_label("Who agreed to it?").fill("Dorothea")
    await page.get_by_label("For which organisation?").fill("Wiltshire Council")
    await page.get_by_label("Agreed on").fill(today)
    assert "an extension is until a day after that" in await press(page, "Record it")
    await page.get_by_label("Until when?").fill("2026-05-29")
    await press(page, "Record it")


@pytest.mark.parametrize("scripts", [False, True], ids=["without a script", "with axe"])
async def test_a_rapid_review_is_recorded_form_by_form_until_a_review_is_commissioned(
    site: Site, scripts: bool
) -> None:
    async with fresh_page(site.browser, scripts=scripts) as page:
        await sign_in(page, site.address, site.v.issuer.token(local_actor(chair)))
        await page.goto(f"{site.address}/cases/{site.case}")
        await page.get_by_role("link", name="Record what the group did or decided").click()
        await fault_free(page, scripts)
        await work_on(page, scripts)
        await open_form(page, "Complete the rapid review", scripts)
        await fill_in(page, "No further review", "It was completed on")
        extra = row(page, "Somebody else, 1 (optional)")
        await extra.get_by_label("Organisation").fill("A second council")
        told = await press(page, "Complete it")
        await fault_free(page, scripts)
        assert "There is a problem" in told
        extra = row(page, "Somebody else, 1 (optional)")
        assert await extra.get_by_text("It is missing.").count() == 2
        assert await extra.get_by_label("Organisation").input_value() == "A second council"
        await extra.get_by_label("Organisation").fill("")
        told = await press(page, "Complete it")
        assert "Not signed off yet by the police" in told
        health = row(page, "Health")
        assert await health.get_by_label("Signed as a delegate").is_checked()
        assert await health.get_by_label("If they do not agree").input_value() == "It can wait."
        await sign(page, "The police", "Wiltshire Police", "2026-04-21")
        told = await press(page, "Complete it")
        assert await row(page, "The police").get_by_text("in the future").count() == 1
        await row(page, "The police").get_by_label("Signed on").fill(today)
        told = await press(page, "Complete it")
        assert "Decided, report owed" in told and "Ask an agency" not in told
        await asked_to_reconsider(site)
        await page.goto(f"{site.address}/cases/{site.case}/review")
        await open_form(page, "Record what was decided again", scripts)
        await fill_in(
            page, "Local child safeguarding practice review", "It was decided again on"
        )
        await sign(page, "The police", "Wiltshire Police")
        await press(page, "Record it")
        await open_form(
            page, "Commission the local child safeguarding practice review", scripts
        )
        second = row(page, "Reviewer 2 (optional)")
        await second.get_by_label("Organisation (optional)").fill("Independent")
        await page.get_by_label("The decision to begin it was taken on").fill(today)
        await page.get_by_label("It was commissioned on").fill(today)
        await press(page, "Commission it")
        second = row(page, "Reviewer 2 (optional)")
        assert await second.get_by_text("It is missing.").count() == 1
        await second.get_by_label("Name").fill("Rosalind Reader")
        told = await press(page, "Commission it")
        assert "Review commissioned" in told and "Rosalind" not in told
        await fault_free(page, scripts)
    await recorded_once(site)


async def asked_to_reconsider(site: Site) -> None:
    """The Panel asks to decide again, and that is noted and shown."""
    after = await site.v.tell(
        site.case,
        PanelResponded(answer=PanelAnswer.ASKS_TO_RECONSIDER, responded_on=day(today)),
    )
    await site.v.get(f"/cases/{site.case}", chair, after=after)

    async def noted() -> bool:
        found = await site.v.rows(
            "select name from events where subject = %s and name = 'PanelAnswerReceived'",
            site.case,
        )
        return bool(found)

    await until(noted)


async def recorded_once(site: Site) -> None:
    """Each thing stands once in the store of events, and no name or text in clear."""
    found = await site.v.rows(
        "select name, body from events where subject = %s order by position", site.case
    )
    assert not any(text in str(found) for text in ("Annabel", "Dorothea", "Rosalind"))
    names = [name for name, _ in found if name != "PanelAnswerReceived"]
    assert names == [
        "RapidReviewOpened",
        "AgencySummaryRequested",
        "AgencyReminded",
        "AgencySummaryReceived",
        "ImmediateActionRecorded",
        "RapidReviewExtended",
        "RapidReviewCompleted",
        "RapidReviewReconsidered",
        "CSPRCommissioned",
    ]


html = {"accept": "text/html"}
asking: dict[str, str] = {"agency": "Wiltshire Police", "asked_for": "About Annabel."}


async def send(site: Site, name: str, fields: dict[str, str], who: str = chair) -> int:
    path = f"/cases/{site.case}/review/{name}"
    answer = await site.v.client.post(path, data=fields, headers=site.v.as_(who) | html)
    return answer.status_code


async def test_a_form_that_is_sent_twice_is_one_fact(site: Site) -> None:
    signed = {
        f"signed_off_by.{place}.{name}": value
        for place in range(3)
        for name, value in (("organisation", "One of three"), ("signed_on", today))
    }
    decided = {"decision": "lcspr", "criterion-a": "yes", "rationale": "So it was."}
    commissioned = {"reviewers.3.name": "R. Reader", "decided_on": today}
    for name, fields in (
        ("ask", asking),
        ("remind", {"agency": "Wiltshire Police", "note": "Again."}),
        ("complete", {**decided, **signed, "completed_on": today}),
        ("commission", {**commissioned, "commissioned_on": today}),
    ):
        assert [await send(site, name, fields) for _ in range(2)] == [303, 303], name
    ((events,),) = await site.v.rows(
        "select count(*) from events where subject = %s", site.case
    )
    assert events == 5


async def test_who_may_not_sees_no_form_and_is_refused(site: Site) -> None:
    path = f"/cases/{site.case}/review"
    seen = await site.v.client.get(path, headers=site.v.as_(member) | html)
    assert seen.status_code == 200 and "Ask an agency what it knows" in seen.text
    assert "Complete the rapid review" not in seen.text and "more time" not in seen.text
    shown = await site.v.client.get(
        path, params={"do": "complete"}, headers=site.v.as_(member) | html
    )
    assert "<form" not in shown.text.partition("<main")[2]
    for name in ("complete", "extend", "reconsider", "commission"):
        assert await send(site, name, {}, member) == 403, name
    for who, status in (
        ("officer-wiltshire", 403),
        ("auditor", 403),
        (f"chair-{SWINDON}", 404),
    ):
        answer = await site.v.client.get(path, headers=site.v.as_(who) | html)
        assert answer.status_code == status, who
        assert await send(site, "ask", asking, who) == status, who
        case = await site.v.client.get(f"/cases/{site.case}", headers=site.v.as_(who) | html)
        assert path not in case.text
