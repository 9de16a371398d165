"""Reminders where something is wrong: a case, the store, or a backup that was restored.

Dates are those of `test_reminders.py`: today is Monday 20 April 2026, and the report of the
rapid review is due on Wednesday the 22nd.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from services.reviews.mail_balance import balance_mails
from shared.decisions.gate import StoreBehind
from tests.support.cases import at
from tests.support.living_case import living
from tests.support.reminding import Hand, by_hand
from tests.support.reviews import Reviews


@pytest_asyncio.fixture
async def hand(v: Reviews) -> AsyncIterator[Hand]:
    async with by_hand(v) as found:
        yield found


async def test_a_case_that_cannot_be_read_stops_no_other_and_is_not_mailed_without_end(
    v: Reviews, hand: Hand
) -> None:
    subject = await living(v)
    assert await hand.decide() == 1
    others = {await living(v) for _ in range(3)}
    unreadable = (
        "set local session_replication_role = replica;"
        "update events set version = {} where subject = '{}' and position = 1"
    )
    await v.change(unreadable.format(99, subject))
    assert (await hand.hand_over(), await hand.hand_over()) == (1, 0)
    ((state, answer),) = await v.rows("select state, answer from mails")
    assert state == "refused" and "could not be noted" in answer
    hand.clock.at = at("2026-04-23")
    assert (await hand.decide(), await hand.decide()) == (3, 0)
    rows = await v.rows("select subject from mails where stage = 'overdue'")
    assert {row[0] for row in rows} == others
    await v.change(unreadable.format(1, subject))
    assert await hand.decide() == 1


async def test_a_store_that_falls_behind_while_a_mail_is_handed_over_ends_nothing(
    v: Reviews, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await living(v)
    await hand.decide()

    def behind(*_: object) -> None:
        raise StoreBehind

    with monkeypatch.context() as patched:
        patched.setattr("services.reviews.reminders.mailing.EventStore.decide", behind)
        assert await hand.hand_over() == 0
    assert await hand.states() == [("rapid-review", "ahead", "waiting")]
    assert await hand.hand_over() == 1


async def test_the_mails_of_a_case_that_is_set_aside_wait_for_it(
    v: Reviews, hand: Hand
) -> None:
    subject, other = await living(v), await living(v)
    assert await hand.decide() == 2
    parked = "insert into parked_subjects values ('{}', 'caseload.1', 0, 'fold', 'why', 0)"
    await v.change(parked.format(subject))
    hand.clock.at = at("2026-04-23")
    assert (await hand.decide(), await hand.hand_over()) == (1, 1)
    rows = await v.rows("select subject, stage, state from mails")
    assert set(rows) == {
        (subject, "ahead", "waiting"),
        (other, "ahead", "called-off"),
        (other, "overdue", "sent"),
    }


async def test_a_store_that_was_taken_back_gets_its_mails_again_without_sending(
    v: Reviews, hand: Hand
) -> None:
    """As after a restore: the events are there, what became of the mails is not."""
    await living(v)
    await hand.decide()
    await hand.hand_over()
    before = await v.rows("select reminder, message_id, state, addresses from mails")
    await v.change("delete from mails")
    assert not (await balance_mails(hand.connection)).balances
    assert (await hand.decide(), await hand.hand_over()) == (1, 0)
    assert await v.rows("select reminder, message_id, state, addresses from mails") == before
    assert (await balance_mails(hand.connection)).balances


async def test_a_mail_that_came_back_from_a_backup_as_waiting_is_not_sent_again(
    v: Reviews, hand: Hand
) -> None:
    """The backup is of the moment between the decision and the mail; the log has both."""
    await living(v)
    await hand.decide()
    await hand.hand_over()
    asked = "select reminder, message_id, state, addresses, settled_at is null from mails"
    before = await v.rows(asked)
    for state in ("waiting", "called-off"):
        await v.change(
            f"update mails set state = '{state}', settled_at = null, addresses = null"
        )
        assert await hand.hand_over() == 0
        assert (await hand.decide(), await hand.hand_over()) == (0, 0)
        assert await v.rows(asked) == before
    assert len(hand.sink.mails) == 1
    assert (await balance_mails(hand.connection)).balances
