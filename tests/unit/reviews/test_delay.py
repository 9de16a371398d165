"""A publication is delayed, explained, held and let go."""

from typing import Any

import pytest

from services.reviews.domain import RecordDelayExplained
from shared.events.practice_codes import DelayReason, HeldBy
from shared.events.publication import (
    DelayExplained,
    PublicationDelayed,
    PublicationHeld,
    PublicationHoldEnded,
    ReportPublished,
)
from shared.events.values import Recipient
from tests.support.cases import day
from tests.unit.reviews.history import after, cancel, complete, opening
from tests.unit.reviews.practice import (
    commissioned,
    delay,
    due_on,
    elsewhere,
    end_hold,
    explain,
    hold,
    publish,
    send,
)


@pytest.mark.parametrize("command", [delay(), explain(), hold(), end_hold()])
@pytest.mark.parametrize("begun", [(), (opening,), (opening, cancel), (opening, complete())])
def test_only_a_commissioned_review_has_a_publication_to_delay(
    command: Any, begun: tuple[Any, ...]
) -> None:
    after(*begun).when(command).then_refused("Record its commissioning first")


def test_a_delay_says_why_and_whom_to_tell() -> None:
    found = after(*commissioned).when(delay()).then_one(PublicationDelayed)
    assert (found.reason, found.until) == (DelayReason.FAMILY, day("2024-10-31"))
    assert found.due_on == day(due_on)
    assert [(each.recipient, each.rule) for each in found.obligations] == [
        (Recipient.PANEL, "R18"),
        (Recipient.SECRETARY_OF_STATE, "R18"),
    ]
    after(*commissioned, delay()).when(delay()).then_nothing()
    after(*commissioned, delay()).when(delay(DelayReason.REVIEWER)).then_one(PublicationDelayed)


def test_a_delayed_publication_is_late_all_the_same() -> None:
    begun = after(*commissioned, delay(), send("2024-09-23"))
    # Seven working days from Mon 23 September: 24-27 (4), 30, 1, 2 October.
    found = begun.when(publish("2024-10-02")).then_one(ReportPublished)
    assert found.breach is not None
    assert (found.breach.due_on, found.breach.days_late) == (day(due_on), 12)


def test_a_delay_is_told_after_the_publication_if_it_began_before() -> None:
    out = after(*commissioned, elsewhere("2024-09-30"))
    late = delay(on="2024-09-27").model_copy(
        update={"asked_at": elsewhere().asked_at.replace(month=10)}
    )
    out.when(late).then_one(PublicationDelayed)
    out.when(delay(on="2024-10-01")).then_refused("published on 2024-09-30")


def test_days_of_a_delay_that_cannot_be_are_refused() -> None:
    begun = after(*commissioned)
    begun.when(delay(until=day("2024-07-31"))).then_refused("lies before the delay")
    begun.when(delay(delayed_on=day("2024-08-02"))).then_refused("in the future")


def test_who_was_told_is_recorded_once_there_is_something_to_tell() -> None:
    after(*commissioned).when(explain()).then_refused("nothing to explain")
    found = after(*commissioned, delay()).when(explain()).then_one(DelayExplained)
    assert found.recipients == (Recipient.PANEL, Recipient.SECRETARY_OF_STATE)
    after(*commissioned, hold()).when(explain()).then_one(DelayExplained)
    after(*commissioned, delay(), explain()).when(explain()).then_nothing()
    with pytest.raises(ValueError):
        RecordDelayExplained(**{**explain().model_dump(), "recipients": ()})


def test_a_trial_holds_the_publication_until_it_is_over() -> None:
    found = after(*commissioned).when(hold()).then_one(PublicationHeld)
    assert [each.rule for each in found.obligations] == ["R18", "R18"]
    begun = (*commissioned, hold(), send())
    after(*begun).when(publish()).then_refused(
        "Criminal proceedings have held this publication since 2024-06-03"
    )
    after(*begun).when(end_hold()).then_one(PublicationHoldEnded)
    after(*begun, end_hold()).when(publish()).then_one(ReportPublished)


def test_a_trial_and_an_inquest_hold_it_each_for_itself() -> None:
    begun = (*commissioned, hold(), hold(HeldBy.INQUEST), send(), end_hold())
    after(*begun).when(publish()).then_refused("An inquest has held")
    after(*begun, end_hold(HeldBy.INQUEST)).when(publish()).then_one(ReportPublished)


def test_a_hold_begins_once_and_ends_once_and_may_begin_anew() -> None:
    held = after(*commissioned, hold())
    held.when(hold()).then_nothing()
    held.when(hold(on="2024-06-04")).then_refused("holds the publication already")
    held.when(end_hold(on="2024-06-02")).then_refused("cannot have ended before that")
    ended = (*commissioned, hold(), end_hold())
    after(*ended).when(end_hold()).then_nothing()
    after(*ended).when(end_hold(on="2024-08-31")).then_refused("does not hold")
    anew = (*ended, hold(on="2024-08-30"))
    after(*anew).when(end_hold()).then_one(PublicationHoldEnded)
    after(*anew, send()).when(publish()).then_refused("Criminal proceedings")


def test_nothing_holds_what_is_published() -> None:
    out = after(*commissioned, elsewhere())
    out.when(hold(on="2024-09-12")).then_refused("nothing holds its publication")
