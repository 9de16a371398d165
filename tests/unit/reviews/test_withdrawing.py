"""A telling of a review that was recorded wrongly is taken back, as if it had not been."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reviews.domain import RecordCommissioningTold, WithdrawReviewTelling, decider
from services.reviews.domain.review import Concluded
from services.reviews.domain.withdrawing import tellings
from services.reviews.read_models.caseload import Caseload
from services.reviews.read_models.clocks import Clocks
from services.reviews.read_models.practice import PracticeReview
from shared.decisions.calendar import shipped_calendar
from shared.decisions.decider import Command
from shared.events.codes import NotificationChannel
from shared.events.commissioning import CommissioningTold, ReviewTellingWithdrawn
from shared.events.event import Event
from shared.events.publication import (
    DelayExplained,
    PrePublicationCopySent,
    ReportPublished,
)
from shared.events.recomputed import DueDateRecomputed
from shared.events.reviews import CSPRCommissioned
from shared.events.values import Recipient
from tests.support.cases import at, day, sealed
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import after
from tests.unit.reviews.practice import (
    commissioned,
    delay,
    earliest_on,
    everybody,
    explain,
    publish,
    send,
    sent_on,
)
from tests.unit.reviews.test_any_sequence import lived

panel, state, ofsted = everybody


def take_back(
    rule: Literal["R13", "R15", "R18"],
    recipient: Recipient = ofsted,
    told_on: str = sent_on,
    on: str = "2024-09-03",
) -> WithdrawReviewTelling:
    return WithdrawReviewTelling(
        asked_at=at(on),
        rule=rule,
        recipient=recipient,
        told_on=day(told_on),
        reason=sealed("another case"),
    )


tell = RecordCommissioningTold(
    asked_at=at("2024-04-20"),
    recipient=ofsted,
    told_on=day("2024-04-20"),
    channel=NotificationChannel.EMAIL,
)


def test_a_copy_that_is_owed_again_is_due_by_the_calendar_in_force() -> None:
    lived_so_far = after(*commissioned, send())
    (owed,) = [
        one.due
        for event in lived_so_far.history
        if isinstance(event, CSPRCommissioned)
        for one in event.obligations
        if (one.rule, one.recipient) == ("R15", ofsted)
    ]
    assert owed is not None
    calendar = replace(
        shipped_calendar().with_holiday(owed.due_on, "Made up", version="other"),
        replaces=frozenset({owed.calendar}),
    )
    wrong = take_back("R15").model_copy(update={"counted_by": calendar})
    withdrawn, moved = lived_so_far.when(wrong).events
    assert isinstance(withdrawn, ReviewTellingWithdrawn)
    assert isinstance(moved, DueDateRecomputed) and moved.recipient is ofsted
    assert moved.now.due_on < owed.due_on == moved.was.due_on


def test_who_was_told_of_the_commissioning_is_to_be_told_again() -> None:
    wrong = take_back("R13", told_on="2024-04-20")
    gone = after(*commissioned, tell).when(wrong).then_one(ReviewTellingWithdrawn)
    assert (gone.rule, gone.told_on, gone.term) == ("R13", day("2024-04-20"), None)
    after(*commissioned, tell, wrong).when(wrong).then_nothing()
    after(*commissioned, tell, wrong).when(tell).then_one(CommissioningTold)


def test_a_delay_that_was_not_explained_to_somebody_is_to_be_explained_to_them() -> None:
    wrong = take_back("R18", state, "2024-08-02")
    history = (*commissioned, delay(), explain(), wrong)
    (row,) = fold(Caseload(), *after(*history).history)
    assert row.to_tell_why == ("secretary-of-state",)
    again = after(*history).when(explain(to=(state,))).then_one(DelayExplained)
    assert again.recipients == (state,)
    after(*history).when(take_back("R18", state, "2024-08-02")).then_nothing()


def test_a_copy_that_never_went_shuts_the_gate_until_it_goes() -> None:
    wrong = take_back("R15")
    gone = after(*commissioned, send()).when(wrong).then_one(ReviewTellingWithdrawn)
    assert gone.term is None
    history = (*commissioned, send(), wrong)
    after(*history).when(publish()).then_refused("No copy of the report has gone to Ofsted")
    events = after(*history).history
    (clock,) = [one for one in fold(Clocks(), *events) if one.clock == "pre-publication"]
    assert (clock.state, clock.ended_why) == ("cancelled", "copy-withdrawn")
    (row,) = fold(Caseload(), *events)
    assert row.opens_on is None
    # Sent to Ofsted on Tue 3 September 2024: 4-6 (3), 9-11 (6), Thu 12.
    anew = after(*history).when(send("2024-09-03", (ofsted,))).then_one(PrePublicationCopySent)
    assert anew.term is not None and anew.term.ends_on == day("2024-09-12")


def test_an_earlier_copy_that_stands_counts_again() -> None:
    # All had it on Mon 2 September; a later copy to Ofsted of Fri 6 was another case's.
    history = (*commissioned, send(), send("2024-09-06", (ofsted,)))
    wrong = take_back("R15", told_on="2024-09-06", on="2024-09-09")
    gone = after(*history).when(wrong).then_one(ReviewTellingWithdrawn)
    assert gone.term is not None and gone.term.ends_on == day(earliest_on)
    found = after(*history, wrong)
    (clock,) = [one for one in fold(Clocks(), *found.history) if one.clock == "pre-publication"]
    assert (clock.state, clock.due_on) == ("guarding", day(earliest_on))
    found.when(publish()).then_one(ReportPublished)


def test_the_parts_of_a_review_show_only_what_stands() -> None:
    wrong = take_back("R15")
    only = (*commissioned, send(to=(ofsted,)), wrong)
    (alone,) = [one for one in parts(*only) if one.part == "copy"]
    assert (alone.ended_on, alone.ended_why) == (day("2024-09-03"), "recorded-wrongly")
    (others,) = [one for one in parts(*commissioned, send(), wrong) if one.part == "copy"]
    assert (others.ended_on, others.facts["recipients"]) == (
        None,
        ["panel", "secretary-of-state"],
    )


def parts(*commands: Command) -> list[Any]:
    return list(fold(PracticeReview(), *after(*commands).history))


def test_only_what_stands_is_taken_back() -> None:
    for rule in ("R13", "R15", "R18"):
        asked = take_back(rule)
        after(*commissioned).when(asked).then_refused("nothing to take back")
    after().when(take_back("R13")).then_refused("was commissioned")
    after(*commissioned).when(take_back("R15", told_on="2024-09-04")).then_refused("future")


@st.composite
def copies_and_withdrawals(draw: st.DrawFn) -> list[Command]:
    on, course = date(2024, 9, 2), []
    for _ in range(draw(st.integers(1, 9))):
        on += timedelta(days=draw(st.sampled_from([0, 0, 1, 3])))
        to = tuple(draw(st.lists(st.sampled_from(everybody), min_size=1, unique=True)))
        day_of = on - timedelta(days=draw(st.integers(0, 4)))
        asked: Any = draw(
            st.sampled_from(
                [
                    send(on.isoformat(), to),
                    take_back("R15", to[0], day_of.isoformat(), on.isoformat()),
                ]
            )
        )
        course.append(asked)
    last = on + timedelta(days=draw(st.integers(0, 16)))
    return [*course, publish(last.isoformat())]


def standing(history: list[Event]) -> dict[Recipient, list[date]]:
    """Who has a copy of which days, told apart from how the rules tell it."""
    sent: dict[Recipient, list[date]] = defaultdict(list)
    for event in history:
        if isinstance(event, PrePublicationCopySent):
            for who in event.recipients:
                sent[who].append(event.sent_on)
        if isinstance(event, ReviewTellingWithdrawn):
            sent[event.recipient] = [d for d in sent[event.recipient] if d != event.told_on]
    return {who: days for who, days in sent.items() if days}


@settings(max_examples=80, deadline=None)
@given(copies_and_withdrawals())
def test_a_copy_that_was_taken_back_never_opens_the_gate(course: list[Command]) -> None:
    history = lived(after(*commissioned).history, course)
    stands = standing(history)
    review = decider.fold(history)
    assert isinstance(review, Concluded)
    assert tellings(review, "R15") == {(w, d) for w, days in stands.items() for d in days}
    if isinstance(history[-1], ReportPublished):
        back = shipped_calendar().working_days_before(history[-1].published_on, 7).day
        assert set(stands) == set(everybody)
        assert max(max(days) for days in stands.values()) <= back
    clocks = [one for one in fold(Clocks(), *history) if one.clock == "pre-publication"]
    assert sum(one.state == "guarding" for one in clocks) <= 1
