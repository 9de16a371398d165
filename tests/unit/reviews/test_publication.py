"""Before a publication: who has seen it for how long. Published: by cspr, or elsewhere."""

from typing import Any

import pytest

from shared.events.practice_codes import HeldBy, NotInFull, PublishedAs, TakenDownFor
from shared.events.publication import (
    ImprovementsPublished,
    PrePublicationCopySent,
    ReportPublished,
    TooEarly,
)
from shared.events.values import Recipient
from tests.support.cases import day, sealed
from tests.unit.reviews.history import after, cancel, complete, opening
from tests.unit.reviews.practice import (
    commissioned,
    earliest_on,
    elsewhere,
    everybody,
    hold,
    publish,
    publish_improvements,
    send,
    sent_on,
    take_down,
    too_early_on,
)

in_full, improvements = PublishedAs.FULL, PublishedAs.IMPROVEMENTS


@pytest.mark.parametrize("command", [send(), publish(), publish_improvements(), elsewhere()])
@pytest.mark.parametrize("begun", [(), (opening,), (opening, cancel), (opening, complete())])
def test_only_a_commissioned_review_is_published(command: Any, begun: tuple[Any, ...]) -> None:
    after(*begun).when(command).then_refused("Record its commissioning first")


def test_a_copy_to_everybody_starts_seven_working_days() -> None:
    found = after(*commissioned).when(send()).then_one(PrePublicationCopySent)
    # Mon 2 September 2024: 3-6 (4), 9, 10, 11 = 7.
    assert found.term is not None
    assert (found.term.counted_from, found.term.ends_on) == (day(sent_on), day(earliest_on))
    assert (found.term.clock, found.term.rule, found.term.start) == (
        *("pre-publication", "R15"),
        "SENT",
    )
    after(*commissioned, send()).when(send()).then_nothing()


def test_the_seven_days_begin_when_the_last_of_them_has_a_copy() -> None:
    first = send(to=(Recipient.PANEL, Recipient.OFSTED))
    assert after(*commissioned).when(first).then_one(PrePublicationCopySent).term is None
    last = send("2024-09-05", to=(Recipient.SECRETARY_OF_STATE,))
    found = after(*commissioned, first).when(last).then_one(PrePublicationCopySent)
    # Thu 5 September 2024: 6, 9-13 (6), 16 = 7.
    assert found.term is not None and found.term.ends_on == day("2024-09-16")
    begun = after(*commissioned, first, last)
    begun.when(publish("2024-09-13")).then_refused("on 2024-09-16 at the earliest")
    begun.when(publish("2024-09-16")).then_one(ReportPublished)


def test_the_gate_is_shut_until_seven_working_days_have_passed() -> None:
    begun = after(*commissioned, send())
    begun.when(publish(sent_on)).then_refused("on 2024-09-11 at the earliest")
    begun.when(publish(too_early_on)).then_refused("seven working days have not passed")
    found = begun.when(publish(earliest_on)).then_one(ReportPublished)
    assert (found.published_on, found.outside, found.too_early) == (
        *(day(earliest_on), False),
        None,
    )
    assert found.breach is None
    assert found.availability.ends_on == day("2025-09-11")


@pytest.mark.parametrize(
    ("copies_on", "refused_on", "earliest"),
    [
        # 2, 31, 30, 29, 24, 23, 22: seven working days before Mon 5 January 2026.
        ("2025-12-22", "2026-01-02", "2026-01-05"),
        # A copy of the next day needs one more working day.
        ("2025-12-23", "2026-01-05", "2026-01-06"),
        # Saturday: as if it had gone on Monday the 22nd.
        ("2025-12-20", "2026-01-02", "2026-01-05"),
    ],
)
def test_the_gate_counts_over_christmas(copies_on: str, refused_on: str, earliest: str) -> None:
    begun = after(*commissioned, send(copies_on))
    begun.when(publish(refused_on)).then_refused(f"on {earliest} at the earliest")
    begun.when(publish(earliest)).then_one(ReportPublished)


def test_without_copies_the_refusal_says_when_it_could_be() -> None:
    begun = after(*commissioned)
    # Today, Wed 11 September 2024: 12, 13, 16-20 = 7.
    begun.when(publish()).then_refused("that is on 2024-09-20 at the earliest")
    to_two = after(*commissioned, send(to=everybody[:2]))
    to_two.when(publish()).then_refused("has gone to Ofsted yet")


def test_a_newer_copy_begins_the_seven_days_anew() -> None:
    newer = send("2024-09-10", to=(Recipient.PANEL,))
    begun = after(*commissioned, send(), newer)
    # Tue 10 September 2024: 11-13 (3), 16-19 = 7.
    begun.when(publish("2024-09-18")).then_refused("on 2024-09-19 at the earliest")
    begun.when(publish("2024-09-19")).then_one(ReportPublished)


def test_who_has_seen_the_improvements_alone_has_not_seen_the_report() -> None:
    begun = after(*commissioned, send(of=improvements))
    begun.when(publish()).then_refused(
        "gone to the Panel, the Secretary of State and Ofsted yet"
    )
    begun.when(publish_improvements()).then_one(ImprovementsPublished)
    whole = after(*commissioned, send(of=in_full))
    found = whole.when(publish_improvements()).then_one(ImprovementsPublished)
    assert (found.reason, found.why) == (NotInFull.PROCEEDINGS, sealed("trial"))


def test_the_gate_of_the_improvements_is_the_same() -> None:
    begun = after(*commissioned, send(of=improvements))
    begun.when(publish_improvements(too_early_on)).then_refused("at the earliest")
    after(*commissioned, send(), hold(HeldBy.INQUEST)).when(
        publish_improvements()
    ).then_refused("An inquest has held")


def test_a_publication_says_where_and_with_whom() -> None:
    begun = after(*commissioned, send())
    told: dict[str, Any] = {"document": "a" * 64, "jointly_with": ("E06000030",)}
    found = begun.when(publish(**told)).then_one(ReportPublished)
    assert (found.document, found.jointly_with) == ("a" * 64, ("E06000030",))
    begun.when(publish(jointly_with=("E06000030",))).then_refused("Nothing says what")


def test_what_was_published_outside_is_recorded_with_what_it_broke() -> None:
    def early(*begun: Any, on: str = earliest_on) -> TooEarly | None:
        event = after(*commissioned, *begun).when(elsewhere(on)).then_one(ReportPublished)
        assert event.outside
        found: TooEarly | None = event.too_early
        return found

    assert early(send()) is None
    assert early(send(), on=too_early_on) == TooEarly(earliest_on=day(earliest_on))
    assert early() == TooEarly(not_sent_to=everybody)
    held = early(send(), hold())
    assert held == TooEarly(
        earliest_on=day(earliest_on), held_by=(HeldBy.CRIMINAL_PROCEEDINGS,)
    )
    # A copy that went out after it helped nobody.
    assert early(send("2024-09-11"), on="2024-09-10") == TooEarly(not_sent_to=everybody)


def test_a_late_publication_is_recorded_with_its_breach() -> None:
    found = after(*commissioned).when(elsewhere("2024-09-21")).then_one(ReportPublished)
    assert found.breach is not None and found.breach.days_late == 1


def test_improvements_published_elsewhere_say_why_both_ways_or_not_at_all() -> None:
    begun = after(*commissioned)
    both = elsewhere(reason=NotInFull.OTHER, why=sealed("why"))
    assert begun.when(both).then_one(ImprovementsPublished).outside
    begun.when(elsewhere(reason=NotInFull.OTHER)).then_refused("with a code and in words")
    begun.when(elsewhere(why=sealed("why"))).then_refused("with a code and in words")


def test_days_of_a_publication_that_cannot_be_are_refused() -> None:
    begun = after(*commissioned)
    ahead = elsewhere().model_copy(update={"published_on": day("2024-09-12")})
    begun.when(ahead).then_refused("in the future")
    before = elsewhere().model_copy(update={"published_on": day("2024-03-19")})
    begun.when(before).then_refused("2024-03-20")
    begun.when(send().model_copy(update={"sent_on": day("2024-03-19")})).then_refused(
        "2024-03-20"
    )


def test_it_is_published_once_and_said_twice_is_nothing() -> None:
    out = after(*commissioned, send(), publish())
    out.when(publish("2024-09-12")).then_nothing()
    out.when(elsewhere()).then_refused("take down first")
    out.when(publish_improvements()).then_refused("published on 2024-09-11")
    told = after(*commissioned, elsewhere())
    told.when(elsewhere()).then_nothing()
    told.when(publish()).then_refused("published on 2024-09-11")
    part = after(*commissioned, send(), publish_improvements())
    part.when(publish_improvements("2024-09-12")).then_nothing()


def test_the_report_may_follow_the_improvements_and_is_not_late_again() -> None:
    part = (*commissioned, send(of=improvements), publish_improvements())
    after(*part).when(publish("2025-03-03")).then_refused("No copy of the report")
    # Mon 3 March 2025: 4-7 (4), 10, 11, 12 = 7.
    begun = after(*part, send("2025-03-03"))
    begun.when(publish("2025-03-11")).then_refused("on 2025-03-12 at the earliest")
    found = begun.when(publish("2025-03-12")).then_one(ReportPublished)
    assert found.breach is None
    assert found.availability.ends_on == day("2026-03-12")


def test_what_was_taken_down_is_published_anew_through_the_gate_alone() -> None:
    gone = (*commissioned, send(), publish(), take_down(TakenDownFor.CHILD_IDENTIFIABLE))
    after(*gone).when(publish("2025-03-12")).then_refused("No copy of the report")
    after(*gone, send("2025-03-03")).when(publish("2025-03-12")).then_one(ReportPublished)


def test_a_copy_that_is_recorded_after_the_publication_starts_no_clock() -> None:
    out = after(*commissioned, elsewhere())
    found = out.when(send("2024-09-12")).then_one(PrePublicationCopySent)
    assert found.term is None
