"""Who has to be told: asked of the interface and shown on a page, with what is overdue."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from deploy.local.stack import Stack
from shared.decisions.rules import due
from shared.edge.issuer import local_actor
from shared.events.codes import NotificationChannel
from shared.events.obligations import RecipientTold
from shared.events.values import Obligation, Recipient
from shared.log.kafka import case_events
from tests.support.cases import SWINDON, day
from tests.support.living_case import chair, living, member, officer
from tests.support.pages import fresh_page, served, sign_in, wrong_with
from tests.support.practice_case import commissioned, done
from tests.support.reviews import reviews
from tests.support.stack import MakeTopic

pytestmark = pytest.mark.browser

# Five working days from Monday 30 March 2026: 31 March, 1, 2 April, Tue 7 April (Good Friday
# and Easter Monday passed over), Wed 8. Today is Monday 20 April: 12 calendar days later.
by = due("notification", "AWARE", day("2026-03-30"))
partners = Recipient.SAFEGUARDING_PARTNERS


def owing(*pairs: tuple[Recipient, str]) -> dict[str, Any]:
    return {
        "obligations": tuple(
            Obligation(recipient=who, rule=rule, due=by, expected_only=rule == "R3")
            for who, rule in pairs
        )
    }


async def test_who_was_not_told_in_time_is_counted_and_shown(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path, browser: Browser
) -> None:
    await make_topic(case_events, partitions=3)
    async with reviews(stack, topic_prefix, tmp_path / "keys") as v, served(v.app) as address:
        state, ofsted = Recipient.SECRETARY_OF_STATE, Recipient.OFSTED
        first, other, mine = await asyncio.gather(
            living(v, **owing((Recipient.PANEL, "R1"), (partners, "R4"), (state, "R2"))),
            living(v, SWINDON, **owing((partners, "R4"), (ofsted, "R3"))),
            commissioned(v),
        )
        told = RecipientTold(
            recipient=state,
            rules=("R2",),
            told_on=day("2026-04-09"),
            channel=NotificationChannel.EMAIL,
            reference="MAIL-7",
        )
        position = await v.tell(first, told)
        path = f"/cases/{mine}/commissioning/told"
        body = {"recipient": "ofsted", "told_on": "2026-04-02", "channel": "email"}
        last = await done(v, path, body)
        again = await v.post(path, member, body)
        assert (again.status_code, again.json()["events"]) == (200, [])
        wrong = await v.post(path, member, {**body, "recipient": "safeguarding-partners"})
        assert wrong.status_code == 422 and "need not be told" in wrong.json()["detail"]

        shown = (await v.get(f"/cases/{first}/obligations", officer, after=position)).json()
        rows = {(one["rule"], one["recipient"]): one for one in shown["obligations"]}
        assert shown["overdue"] == 1
        assert rows["R1", "panel"]["how"] == "notification"
        met = rows["R2", "secretary-of-state"]
        assert (met["met_on"], met["reference"], met["breached"], met["days_late"]) == (
            "2026-04-09",
            "MAIL-7",
            True,
            1,
        )
        late = rows["R4", "safeguarding-partners"]
        assert (late["overdue"], late["days_late"], late["due_on"]) == (True, 12, "2026-04-08")
        assert rows["R5", "ofsted"]["state"] == "passed-on"
        mines = (await v.get(f"/cases/{mine}/obligations", officer, after=last)).json()
        r13 = [one["state"] for one in mines["obligations"] if one["rule"] == "R13"]
        assert sorted(r13) == ["met", "open", "open"]
        # Decided on 1 April 2026, due for publication on Thu 1 October: copies by Tue 22
        # September (30, 29, 28, 25, 24, 23, 22), a target until it is published.
        r15 = [one for one in mines["obligations"] if one["rule"] == "R15"]
        assert {(one["due_on"], one["state"]) for one in r15} == {("2026-09-22", "open")}
        withdrawal = {
            "rule": "R13",
            "recipient": "ofsted",
            "told_on": "2026-04-02",
            "reason": "Henrietta wrote of another case.",
        }
        path = f"/cases/{mine}/obligations/withdrawals"
        last = await done(v, path, withdrawal)
        again = await v.post(path, member, withdrawal)
        assert (again.status_code, again.json()["events"]) == (200, [])
        no_such = await v.post(path, member, {**withdrawal, "rule": "R15"})
        assert no_such.status_code == 422 and "nothing to take back" in no_such.text
        mines = (await v.get(f"/cases/{mine}/obligations", officer, after=last)).json()
        told_again = [
            (one["state"], one["met_on"])
            for one in mines["obligations"]
            if (one["rule"], one["recipient"]) == ("R13", "ofsted")
        ]
        assert told_again == [("open", None)]
        hidden = await v.get(f"/cases/{other}/obligations", officer)
        assert hidden.status_code == 404

        everybody = (await v.get("/obligations/overdue", "auditor")).json()
        assert everybody["on"] == "2026-04-20"
        counted = [
            (one["authority_name"], one["recipient"], one["overdue"], one["cases"])
            for one in everybody["overdue"]
        ]
        assert sorted(counted) == [
            ("Swindon", "safeguarding-partners", 1, [other]),
            ("Wiltshire", "safeguarding-partners", 1, [first]),
        ]
        own = (await v.get("/obligations/overdue", chair)).json()["overdue"]
        assert [one["cases"] for one in own] == [[first]]

        async with fresh_page(browser) as page:
            await sign_in(page, address, v.issuer.token(local_actor(officer)))
            await page.wait_for_url("**/cases")
            await page.goto(f"{address}/cases/{first}")
            text = (await page.locator("main").inner_text()).replace("\xa0", " ")
            assert "Who has to be told" in text and "Overdue by 12 days" in text
            assert "1 April 2026, by the notification" in text
            assert "9 April 2026, by a person (email), reference MAIL-7" in text
            assert "The Panel passes the notification on" in text
            assert await wrong_with(page) == []
