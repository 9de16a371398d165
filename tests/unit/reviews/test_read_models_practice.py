"""The rows of a local review, given events: caseload, clocks, parts, exceptions, next steps."""

from services.reviews.next_steps import next_steps
from services.reviews.read_models.caseload import Caseload, CaseRow
from services.reviews.read_models.clocks import ClockRow, Clocks
from services.reviews.read_models.exceptions import ExceptionRow, Exceptions
from services.reviews.read_models.practice import PartRow, PracticeReview
from services.reviews.read_models.timeline import Timeline
from shared.events.codes import PanelAnswer
from shared.events.event import Event
from shared.events.practice_codes import HeldBy, NotInFull, PublishedAs, TakenDownFor
from tests.support.cases import day, sealed
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import after
from tests.unit.reviews.practice import (
    appoint,
    commissioned,
    delay,
    elsewhere,
    end_hold,
    everybody,
    explain,
    hold,
    publish,
    publish_improvements,
    send,
    take_down,
)
from tests.unit.reviews.test_practice_review import declare, draft, monitor, remove
from tests.unit.reviews.test_read_models import answered, submitted

agreed = answered(PanelAnswer.AGREES)


def events(*commands: object) -> tuple[Event, ...]:
    """The events of a commissioned review after these commands."""
    return tuple(after(*commissioned, *commands).history)


def case(*commands: object) -> CaseRow:
    (row,) = fold(Caseload(), *events(*commands), submitted, agreed)
    assert isinstance(row, CaseRow)
    return row


def clocks(*commands: object) -> dict[str, ClockRow]:
    return {row.clock: row for row in fold(Clocks(), *events(*commands))}


def parts(*commands: object) -> list[PartRow]:
    return list(fold(PracticeReview(), *events(*commands)))


def exceptions(*commands: object) -> list[ExceptionRow]:
    return list(fold(Exceptions(), *events(*commands)))


def steps(*commands: object) -> list[str]:
    return [step.what for step in next_steps(case(*commands))]


def test_a_case_goes_on_from_commissioned_to_published_and_taken_down() -> None:
    assert case().stage == "commissioned"
    row = case(send())
    assert (row.stage, row.opens_on) == ("commissioned", day("2024-09-11"))
    row = case(send(), publish())
    assert (row.stage, row.published_as) == ("published", "full")
    assert (row.publication_due_on, row.opens_on) == (None, None)
    assert row.available_until == day("2025-09-11")
    row = case(send(), publish(), take_down())
    assert (row.stage, row.taken_down_on) == ("taken-down", day("2024-12-02"))
    assert row.available_until is None
    again = case(send(), publish(), take_down(), send("2025-03-03"), publish("2025-03-12"))
    assert (again.stage, again.taken_down_on) == ("published", None)


def test_improvements_are_shown_as_what_they_are() -> None:
    assert case(send(), publish_improvements()).published_as == PublishedAs.IMPROVEMENTS


def test_a_delay_and_a_hold_are_shown_with_who_is_to_be_told() -> None:
    row = case(delay())
    assert (row.delay_reason, row.delayed_until) == ("family", day("2024-10-31"))
    assert row.to_tell_why == ("panel", "secretary-of-state")
    assert case(delay(), explain(to=everybody[:1])).to_tell_why == ("secretary-of-state",)
    assert case(delay(), explain()).to_tell_why == ()
    assert case(delay(), explain(), hold()).to_tell_why == ("panel", "secretary-of-state")
    assert case(hold(), hold(HeldBy.INQUEST)).held_by == ("criminal-proceedings", "inquest")
    assert case(hold(), hold(HeldBy.INQUEST), end_hold()).held_by == ("inquest",)


def test_seven_days_run_from_the_copies_until_the_publication() -> None:
    row = clocks(send())["pre-publication"]
    assert (row.state, row.rule, row.start) == ("guarding", "R15", "SENT")
    assert (row.counted_from, row.due_on) == (day("2024-09-02"), day("2024-09-11"))
    assert row.skipped == ("2024-09-07", "2024-09-08")
    done = clocks(send(), publish())["pre-publication"]
    assert (done.state, done.ended_why, done.days_early) == ("stopped", "published", 0)
    early = clocks(send(), elsewhere("2024-09-09"))["pre-publication"]
    assert (early.state, early.days_early, early.breached) == ("stopped", 2, False)
    assert "pre-publication" not in clocks(send(to=everybody[:2]))


def test_a_publication_stops_its_clock_in_time_or_late_and_explained() -> None:
    in_time = clocks(send(), publish())["publication"]
    assert (in_time.state, in_time.breached, in_time.explained) == ("stopped", False, None)
    late = clocks(delay(), elsewhere("2024-09-30"))["publication"]
    assert (late.breached, late.days_late, late.explained) == (True, 10, "family")
    held = clocks(hold(), elsewhere("2024-09-30"))["publication"]
    assert (held.breached, held.explained) == (True, "criminal-proceedings")


def test_a_year_of_availability_guards_what_is_published() -> None:
    row = clocks(send(), publish())["availability"]
    assert (row.state, row.rule, row.due_on) == ("guarding", "R16", day("2025-09-11"))
    gone = clocks(send(), publish(), take_down())["availability"]
    # From 2 December 2024 to 11 September 2025: 29 + 31+28+31+30+31+30+31+31 + 11.
    assert (gone.state, gone.ended_why, gone.days_early) == ("stopped", "taken-down", 283)
    in_time = take_down(TakenDownFor.OTHER, on="2025-09-11")
    assert clocks(send(), publish(), in_time)["availability"].days_early == 0


def test_the_parts_of_a_review_are_told_without_names() -> None:
    named, appointed, drafted = parts(appoint(), draft)
    assert (named.ref, named.facts) == ("narrative", {"organisation": "Independent"})
    assert (appointed.ref, appointed.facts) == (
        "person-1",
        {
            "organisation": "Example Reviews",
            "independent": True,
            "declared_on": "2024-04-20",
        },
    )
    assert drafted.facts == {"number": 1, "document": "d" * 64}


def test_what_a_reviewer_declares_and_leaving_stand_with_the_reviewer() -> None:
    *_, row = parts(appoint(), declare, remove())
    assert (row.ended_on, row.ended_why) == (day("2024-05-02"), "resigned")
    assert isinstance(row.facts, dict) and row.facts["independent"] is False


def test_a_hold_and_a_publication_end_in_their_place() -> None:
    _, held, *_ = parts(hold(), end_hold())
    assert (held.ref, held.ended_on) == ("criminal-proceedings", day("2024-08-30"))
    out = parts(send(), publish_improvements(), send("2025-03-03"), publish("2025-03-12"))
    assert [row.part for row in out] == ["reviewer", *("copy", "publication") * 2]
    *_, first, _, second = parts(
        *(send(), publish_improvements(), send("2025-03-03"), publish("2025-03-12")),
        take_down(on="2025-03-13"),
    )
    assert first.ended_on == second.ended_on == day("2025-03-13")


def test_taken_down_before_its_year_is_an_exception_and_after_it_is_not() -> None:
    (row,) = exceptions(send(), publish(), take_down())
    assert (row.what, row.rule, row.reasons) == (
        *("taken-down-early", "R16"),
        ("child-identifiable",),
    )
    assert (row.happened_on, row.guarded_until) == (day("2024-12-02"), day("2025-09-11"))
    assert exceptions(send(), publish(), take_down(on="2025-09-11")) == []


def test_published_before_its_day_is_an_exception() -> None:
    (row,) = exceptions(send(), elsewhere("2024-09-10"))
    assert (row.what, row.guarded_until) == ("published-early", day("2024-09-11"))
    assert row.outside
    why = elsewhere(reason=NotInFull.OTHER, why=sealed("why"))
    (row,) = exceptions(send(to=everybody[:2]), hold(), why)
    assert (row.guarded_until, row.reasons) == (None, ("ofsted", "criminal-proceedings"))
    assert exceptions(send(), publish()) == []


def test_next_steps_say_when_the_copies_have_to_go_and_what_holds_it() -> None:
    (copies, _) = next_steps(case())
    # Seven working days before Fri 20 September 2024: 19-16 (4), 13, 12, 11.
    assert copies.what.startswith("Send the report to the Panel")
    assert copies.by == day("2024-09-11")
    assert steps(send()) == ["Publish the review, or say why that is delayed."]
    assert "Record when what holds the publication is over: inquest." in steps(
        hold(HeldBy.INQUEST)
    )
    assert (
        "Tell the Panel and the Secretary of State why publication is delayed, and record it."
        in steps(delay())
    )
    assert "Look at the time taken and the quality of the review." in steps(monitor)
    assert steps(send(), publish()) == []


def test_the_timeline_says_when_it_opens_and_what_was_broken() -> None:
    def told(*commands: object) -> str:
        return str(fold(Timeline(), *events(*commands))[-1].words)

    assert told(send()).endswith("It can be published from 11 September 2024 on.")
    assert told(send(), elsewhere("2024-09-10")) == (
        "The report was published, outside this system. This was too early. By the copies, the "
        "earliest day was 11 September 2024. It has to be available until 10 September 2025 at "
        "least."
    )
    assert told(send(), publish(), take_down()) == (
        "What was published was taken down: child identifiable. It should have been available "
        "until 11 September 2025."
    )
