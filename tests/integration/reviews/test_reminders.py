"""Reminders: decided once from what is due, handed over at least once, never of what is past.

Today is Monday 20 April 2026. The case was notified on Wednesday 1 April and known since
30 March, so its report is due by the earlier start on 22 April: 31 March (1), 1 and 2 April
(3), not Good Friday nor Easter Monday, 7 to 10 (7), 13 to 17 (12), 20, 21, 22 (15).
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from services.reviews.mail_balance import balance_mails
from shared.decisions.ids import new_subject
from shared.events.reports import PanelReportSubmitted
from tests.contract.examples import EXAMPLES
from tests.support.cases import SWINDON, WILTSHIRE, at, day
from tests.support.living_case import chair, living, member, notified
from tests.support.practice_case import done
from tests.support.reminding import Hand, by_hand, group, police
from tests.support.reviews import Reviews

raising: dict[str, Any] = {
    "arises_from": "rapid-review",
    "owner": "Wiltshire Police",
    "action": "Tell Annabel's health visitor of each call.",
    "raised_on": "2026-04-02",
    "due_on": "2026-04-24",
}
later = {
    "number": 1,
    "due_on": "2026-04-27",
    "reason": "The form is late.",
    "rescheduled_on": "2026-04-20",
}


@pytest_asyncio.fixture
async def hand(v: Reviews) -> AsyncIterator[Hand]:
    async with by_hand(v) as found:
        yield found


async def test_what_is_due_is_decided_once_and_mailed(v: Reviews, hand: Hand) -> None:
    subject = await living(v)
    assert (await hand.decide(), await hand.decide()) == (1, 0)
    assert (await hand.hand_over(), await hand.hand_over()) == (1, 0)
    (mail,) = hand.sink.mails
    assert mail["To"] == group and mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert f"https://reviews.example/cases/{subject}" in text and "22 April 2026" in text
    ((id_,),) = await v.rows("select id from events where name = 'ReminderDecided'")
    assert mail["Message-ID"] == f"<{id_}@p.example>"
    noted = await v.rows("select causation_id from events where name = 'ReminderSent'")
    assert noted == [(id_,)]
    hand.clock.at = at("2026-04-23")
    assert (await hand.decide(), await hand.hand_over()) == (1, 1)
    assert hand.sink.mails[1]["Subject"].startswith("Overdue since 22 April 2026")
    hand.clock.at = at("2026-04-24")
    assert await hand.decide() == 0
    assert (await balance_mails(hand.connection)).balances
    timeline = (await v.get(f"/cases/{subject}/timeline", chair)).json()
    told = [each["words"] for each in timeline["events"] if "eminder" in each["what"]]
    assert told[0].startswith("The Practice Review Group is to be reminded of the report")
    assert "handed to the mail server for 1 address." in told[1]


async def test_a_killed_hand_over_comes_again_as_the_same_mail(
    v: Reviews, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await living(v)
    await hand.decide()

    def killed(_name: str) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr("services.reviews.reminders.mailing.crash_point", killed)
        with pytest.raises(asyncio.CancelledError):
            await hand.hand_over()
    assert await hand.states() == [("rapid-review", "ahead", "waiting")]
    assert await hand.hand_over() == 1
    first, again = hand.sink.raw
    assert first == again and b"Message-ID: <" in first
    ((count,),) = await v.rows("select count(*) from events where name = 'ReminderSent'")
    assert count == 1


async def test_a_refusal_for_now_is_tried_again_later_and_one_for_good_is_shown(
    v: Reviews, hand: Hand
) -> None:
    await living(v)
    await hand.decide()
    hand.sink.answers = ["451 Later, please", "554 Never"]
    assert await hand.hand_over() == 0
    ((state, answer, attempts),) = await v.rows("select state, answer, attempts from mails")
    assert (state, answer, attempts) == (
        "waiting",
        "The mail server refused the mail (451).",
        1,
    )
    assert await hand.hand_over() == 0 and hand.sink.answers, "it waits a minute"
    hand.clock.at = at("2026-04-20", hour=13)
    assert await hand.hand_over() == 0
    assert await hand.states() == [("rapid-review", "ahead", "refused")]
    (one,) = (await v.get("/reminders", chair, unsent=True)).json()["reminders"]
    assert one["answer"] == "The mail server refused the mail (554)."
    again = await v.post("/reminders/retry", "auditor", {})
    assert again.status_code == 403
    elsewhere = await v.post("/reminders/retry", "chair-E06000030", {})
    assert elsewhere.json() == {"reminders": []}
    again = await v.post("/reminders/retry", member, {"reminder": one["reminder"]})
    assert again.json() == {"reminders": [one["reminder"]]}
    assert await hand.hand_over() == 1
    assert (await v.get("/reminders", chair, unsent=True)).json()["reminders"] == []
    again = await v.post("/reminders/retry", "operator", {})
    assert again.json() == {"reminders": []}, "what was sent is not sent again"


async def test_a_server_that_is_away_or_refuses_an_address_is_told_in_words(
    v: Reviews, hand: Hand
) -> None:
    subject = await living(v)
    position = await done(v, f"/cases/{subject}/actions", raising)
    assert position and await hand.decide() == 2
    port, hand.sink.port = hand.sink.port, 1
    assert (await hand.hand_over(), await hand.hand_over()) == (0, 0)
    answers = {row[0] for row in await v.rows("select answer from mails")}
    assert answers == {"The mail server does not answer, or not as it is set."}
    hand.clock.at, hand.sink.port = at("2026-04-20", hour=14), port
    hand.sink.refused = {group: "550 Nobody here", police: "550 Nobody here"}
    assert await hand.hand_over() == 1
    rows = dict(await v.rows("select about, answer from mails"))
    assert rows == {
        "rapid-review": "The mail server refused every address (550).",
        "action": "1 of 2 addresses were refused.",
    }


async def test_a_day_that_moved_calls_off_what_was_not_sent_and_decides_anew(
    v: Reviews, hand: Hand
) -> None:
    subject = await living(v)
    await done(v, f"/cases/{subject}/actions", raising)
    assert await hand.decide() == 2
    await done(v, f"/cases/{subject}/actions/rescheduled", later)
    assert await hand.decide() == 1
    assert await hand.hand_over() == 2
    rows = await v.rows("select due_on, state from mails where about = 'action' order by 1")
    assert rows == [(day("2026-04-24"), "called-off"), (day("2026-04-27"), "sent")]
    assert "Annabel" not in "".join(str(mail) for mail in hand.sink.mails)


async def test_an_action_that_is_reopened_is_reminded_of_after_all(
    v: Reviews, hand: Hand
) -> None:
    subject = await living(v)
    path = f"/cases/{subject}/actions"
    await done(v, path, raising)
    assert await hand.decide() == 2
    finished = {"number": 1, "progress": "done", "noted_on": "2026-04-20"}
    await done(v, f"{path}/progress", finished)
    closing = {"number": 1, "effect": "All are told.", "closed_on": "2026-04-20"}
    await done(v, f"{path}/closed", closing, chair)
    assert await hand.decide() == 0
    assert await hand.hand_over() == 1
    assert ("action", "ahead", "called-off") in await hand.states()
    reopening = {"number": 1, "reason": "None is.", "reopened_on": "2026-04-20"}
    await done(v, f"{path}/reopened", reopening)
    assert (await hand.decide(), await hand.hand_over()) == (0, 1)
    assert ("action", "ahead", "sent") in await hand.states()


async def test_no_agency_is_reminded_for_a_review_that_was_cancelled(
    v: Reviews, hand: Hand
) -> None:
    subject = await living(v)
    asked = {"agency": "Wiltshire Police", "due_on": "2026-04-21"}
    await done(v, f"/cases/{subject}/agency-summaries", asked)
    assert await hand.decide() == 2
    await v.tell(subject, EXAMPLES["NotificationWithdrawn"])
    assert (await hand.decide(), await hand.hand_over()) == (0, 0)
    assert {state for *_, state in await hand.states()} == {"called-off"}
    hand.clock.at = at("2026-04-27")
    assert await hand.decide() == 0


async def test_a_case_that_changes_its_authority_is_reminded_to_the_present_one(
    v: Reviews, hand: Hand
) -> None:
    subject = await living(v)
    assert await hand.decide() == 1
    amended = EXAMPLES["NotificationAmended"].model_copy(
        update={"authority": SWINDON, "imported": False, "obligations": ()}
    )
    await v.tell(subject, amended)
    assert (await hand.decide(), await hand.hand_over()) == (1, 0)
    asked = "select authority, state from mails order by decided_at"
    assert await v.rows(asked) == [(WILTSHIRE, "called-off"), (SWINDON, "no-address")]
    assert (await v.get("/reminders", chair)).json()["reminders"] == []
    of_swindon = (await v.get("/reminders", "chair-E06000030")).json()["reminders"]
    assert [each["authority"] for each in of_swindon] == [SWINDON, WILTSHIRE]
    again = await v.post("/reminders/retry", chair, {})
    assert again.json() == {"reminders": []}
    await v.tell(subject, amended.model_copy(update={"authority": WILTSHIRE}))
    assert (await hand.decide(), await hand.hand_over()) == (0, 1)


async def test_nobody_is_reminded_of_history_nor_of_what_is_done(
    v: Reviews, hand: Hand
) -> None:
    imported = new_subject("case")
    await v.tell(imported, notified(imported=True))
    submitted = EXAMPLES["PanelReportSubmitted"]
    assert isinstance(submitted, PanelReportSubmitted)
    subject = await living(v)
    told = submitted.model_copy(update={"submitted_on": day("2026-04-17"), "answer_due": None})
    await v.tell(subject, told)
    assert await hand.decide() == 0


async def test_an_authority_without_address_is_listed_and_reads_only_its_own(
    v: Reviews, hand: Hand
) -> None:
    await living(v, authority=SWINDON)
    assert (await hand.decide(), await hand.hand_over()) == (1, 0)
    assert await hand.states() == [("rapid-review", "ahead", "no-address")]
    assert (await v.get("/reminders", chair)).json()["reminders"] == []
    (seen,) = (await v.get("/reminders", "operator")).json()["reminders"]
    assert (seen["state"], seen["authority_name"]) == ("no-address", "Swindon")
    assert (await v.get("/reminders", "chair-E06000030")).json()["reminders"] == [seen]
    page = await v.client.get(
        "/reminders", headers={**v.as_("chair-E06000030"), "accept": "text/html"}
    )
    assert "No address is known" in page.text and "Try all that is not sent now" in page.text
    assert (await v.client.get("/reminders")).status_code == 401
    bad = await v.get("/reminders", chair, cursor="x")
    assert bad.status_code == 400 and "not a cursor" in bad.text


async def test_the_metrics_say_how_long_the_oldest_waits(v: Reviews, hand: Hand) -> None:
    await living(v)
    await hand.decide()
    await v.change("update mails set decided_at = now() - interval '1 hour'")
    metrics = (await v.client.get("/metrics")).text
    assert 'cspr_reminders_unsent{state="waiting"} 1.0' in metrics
    (line,) = [
        each
        for each in metrics.splitlines()
        if each.startswith("cspr_reminders_oldest_unsent_seconds ")
    ]
    assert 3_600 <= float(line.split()[1]) < 3_660
