"""Whatever is asked in whatever order: no gate is passed early, and no clock runs twice."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reviews.domain import (
    EndHold,
    HoldPublication,
    PublishImprovements,
    PublishReport,
    RecordCopySent,
    RecordDelay,
    RecordPublishedElsewhere,
    RecordTakenDownElsewhere,
    TakeDownReport,
    decider,
)
from services.reviews.read_models.clocks import Clocks, open_states
from shared.decisions.calendar import shipped_calendar
from shared.decisions.clock import london_date
from shared.decisions.decider import Command, Refused
from shared.events.codes import SubmissionChannel
from shared.events.event import Event
from shared.events.practice_codes import (
    DelayReason,
    HeldBy,
    NotInFull,
    PublishedAs,
    TakenDownFor,
)
from shared.events.publication import (
    ImprovementsPublished,
    PrePublicationCopySent,
    PublicationHeld,
    PublicationHoldEnded,
    ReportPublished,
    ReportTakenDown,
)
from shared.events.values import Recipient
from tests.support.cases import sealed
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import after, answer, complete, opening, reconsider
from tests.unit.reviews.practice import commissioned, everybody, name

_first = date(2024, 4, 16)
_where: dict[str, Any] = {"address": "https://partnership.example/child-x"}
_why: dict[str, Any] = {"reason": NotInFull.OTHER, "why": sealed("why")}
_taken: dict[str, Any] = {"decided_by": name("person-9")}


def _noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


def copies_sent(
    asked_on: date, sent_on: date, to: tuple[Recipient, ...], form: PublishedAs
) -> RecordCopySent:
    """Copies that went to some on a day, as recorded on another."""
    return RecordCopySent(
        asked_at=_noon(asked_on),
        recipients=to,
        copy_of=form,
        document="a" * 64,
        channel=SubmissionChannel.POST,
        sent_on=sent_on,
    )


@st.composite
def asked(draw: st.DrawFn, on: date) -> Command:
    """One request of a day, about something up to twelve days before it."""
    at = _noon(on)
    day = on - timedelta(days=draw(st.integers(0, 12)))
    form = draw(st.sampled_from(PublishedAs))
    held_by = draw(st.sampled_from(HeldBy))
    reason = draw(st.sampled_from(TakenDownFor))
    to = tuple(draw(st.lists(st.sampled_from(everybody), min_size=1, unique=True)))
    made: Command = draw(
        st.sampled_from(
            [
                copies_sent(on, day, to, form),
                HoldPublication(asked_at=at, held_by=held_by, held_on=day),
                EndHold(asked_at=at, held_by=held_by, ended_on=on),
                RecordDelay(asked_at=at, reason=DelayReason.OTHER, delayed_on=day),
                PublishReport(asked_at=at, **_where),
                PublishImprovements(asked_at=at, **_where, **_why),
                RecordPublishedElsewhere(asked_at=at, **_where, published_on=day),
                TakeDownReport(asked_at=at, reason=reason, **_taken),
                RecordTakenDownElsewhere(
                    asked_at=at, reason=reason, **_taken, taken_down_on=day
                ),
            ]
        )
    )
    return made


@st.composite
def to_the_gate(draw: st.DrawFn, on: date) -> list[Command]:
    """Copies to everybody, and some days later, too early or not, a publication."""
    later = on + timedelta(days=draw(st.integers(5, 14)))
    form = draw(st.sampled_from(PublishedAs))
    publishing: Command = draw(
        st.sampled_from(
            [
                PublishReport(asked_at=_noon(later), **_where),
                PublishImprovements(asked_at=_noon(later), **_where, **_why),
            ]
        )
    )
    return [copies_sent(on, on, everybody, form), publishing]


@st.composite
def courses(draw: st.DrawFn) -> list[Command]:
    """A course of requests over some months, with days between them."""
    on, course = _first, []
    for _ in range(draw(st.integers(1, 10))):
        on += timedelta(days=draw(st.sampled_from([0, 1, 3, 7, 9, 12, 40])))
        course += draw(st.one_of(st.tuples(asked(on)).map(list), to_the_gate(on)))
        on = max(on, london_date(course[-1].asked_at))
    return course


def lived(begun: Sequence[Event], course: Sequence[Command]) -> list[Event]:
    """The history after a course; what is refused leaves none."""
    history = list(begun)
    for command in course:
        try:
            history += decider.decide(command, decider.fold(history))  # type: ignore[arg-type]
        except Refused as refused:
            assert refused.words.endswith(".")
    return history


def check_gate(history: Sequence[Event]) -> int:
    """Count what cspr published, each of it rightly; told apart from how the rules tell it."""
    count = 0
    for place, event in enumerate(history):
        if isinstance(event, ReportPublished | ImprovementsPublished) and not event.outside:
            count += 1
            check_free(event, history[:place])
    return count


def check_free(event: ReportPublished | ImprovementsPublished, before: Sequence[Event]) -> None:
    """Nothing held it, and everybody had it by the seventh working day counted back from it."""
    began = Counter(each.held_by for each in before if isinstance(each, PublicationHeld))
    ended = Counter(each.held_by for each in before if isinstance(each, PublicationHoldEnded))
    assert not began - ended
    downs = [place for place, each in enumerate(before) if isinstance(each, ReportTakenDown)]
    since = before[downs[-1] :] if downs else before
    copies = [each for each in since if isinstance(each, PrePublicationCopySent)]
    if isinstance(event, ReportPublished):
        copies = [each for each in copies if each.copy_of is PublishedAs.FULL]
    back = shipped_calendar().working_days_before(event.published_on, 7).day
    assert {who for each in copies for who in each.recipients} == set(everybody)
    assert max(each.sent_on for each in copies) <= back


def check_clocks(history: Sequence[Event]) -> None:
    """After each event at most one clock of a kind is open, of those that govern."""
    for end in range(1, len(history) + 1):
        rows = fold(Clocks(), *history[:end])
        running = Counter(row.clock for row in rows if row.governs and row.state in open_states)
        assert not running or max(running.values()) == 1, running
        published = [
            event
            for event in history[:end]
            if isinstance(event, ReportPublished | ImprovementsPublished | ReportTakenDown)
        ]
        stands = bool(published) and not isinstance(published[-1], ReportTakenDown)
        assert running["availability"] == int(stands)
        assert not (running["publication"] and published)


def test_no_course_publishes_through_cspr_before_its_gate() -> None:
    published: list[int] = []

    @settings(max_examples=250, deadline=None)
    @given(courses())
    def holds(course: list[Command]) -> None:
        published.append(check_gate(lived(after(*commissioned).history, course)))

    holds()
    assert sum(published) > 0, "the courses never came through the gate"


@settings(max_examples=60, deadline=None)
@given(courses())
def test_no_course_leaves_two_open_clocks_of_one_kind(course: list[Command]) -> None:
    check_clocks(lived(after(*commissioned).history, course))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([(), (opening,), (opening, complete(), answer(), reconsider())]), courses()
)
def test_no_course_publishes_what_was_not_commissioned(
    begun: tuple[Command, ...], course: list[Command]
) -> None:
    history = after(*begun).history
    assert lived(history, course) == list(history)


def test_planted_a_publication_before_its_gate_is_found() -> None:
    history = lived(after(*commissioned).history, [])
    free = PublishReport(asked_at=_noon(date(2024, 9, 11)), **_where)
    sent_on = date(2024, 9, 2)
    copy = copies_sent(sent_on, sent_on, everybody, PublishedAs.FULL)
    right = lived(history, [copy, free])
    assert check_gate(right) == 1
    early = right[-1].model_copy(update={"published_on": date(2024, 9, 10)})
    with pytest.raises(AssertionError):
        check_gate([*right[:-1], early])
