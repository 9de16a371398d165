"""What was missed while its rule was relaxed is shown so: no breach, and no exception."""

from services.reviews.api.shown import shown_case, shown_clocks
from services.reviews.domain import OpenRapidReview, RecordPublishedElsewhere, decider
from services.reviews.read_models.caseload import Caseload
from services.reviews.read_models.clocks import Clocks
from services.reviews.read_models.exceptions import Exceptions
from services.reviews.read_models.timeline import Timeline
from shared.events.event import Event
from shared.events.publication import ReportPublished
from tests.support.cases import WILTSHIRE, at, day
from tests.support.given import given
from tests.support.panel import sent
from tests.unit.reviews.folding import fold
from tests.unit.reviews.history import commission, complete

opening = OpenRapidReview(
    asked_at=at("2020-04-06"), authority=WILTSHIRE, notified_on=day("2020-04-06")
)


def lived(*commands: object) -> list[Event]:
    history: list[Event] = []
    for command in commands:
        history += decider.decide(command, decider.fold(history))  # type: ignore[arg-type]
    return history


def test_a_rapid_review_that_was_late_then_is_relaxed_and_not_breached() -> None:
    """Due on Wed 29 April 2020; sent on Mon 4 May, five days later."""
    history = lived(opening)
    (running,) = shown_clocks(list(fold(Clocks(), *history)), day("2020-05-04"))
    assert running.relaxed_by and not running.overdue and running.days_left == -5
    (case,) = fold(Caseload(), *history)
    assert not shown_case(case, day("2020-05-04")).overdue
    late = sent("2020-05-04")
    (row,) = fold(Clocks(), *history, late)
    assert (row.state, row.days_late, row.breached) == ("stopped", 5, False)


def test_a_publication_outside_without_notice_is_no_exception_then() -> None:
    elsewhere = RecordPublishedElsewhere(
        asked_at=at("2020-06-01"),
        address="https://partnership.example/child-x",
        published_on=day("2020-06-01"),
    )
    history = lived(
        opening, complete(on="2020-04-20"), commission("2020-04-20", "2020-04-21"), elsewhere
    )
    published = history[-1]
    assert isinstance(published, ReportPublished) and published.too_early is not None
    assert published.too_early.relaxed_by is not None
    assert fold(Exceptions(), *history) == ()
    assert "the rule was relaxed at that time" in fold(Timeline(), *history)[-1].words


def test_a_publication_long_after_is_an_exception_as_ever() -> None:
    elsewhere = RecordPublishedElsewhere(
        asked_at=at("2021-06-01"),
        address="https://partnership.example/child-x",
        published_on=day("2021-06-01"),
    )
    decided = [opening, complete(on="2020-04-20"), commission("2020-04-20", "2020-04-21")]
    assert len(fold(Exceptions(), *lived(*decided, elsewhere))) == 1
    given(decider, *lived(*decided)).when(elsewhere).then_one(ReportPublished)
