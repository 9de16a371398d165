"""The life cycle of a thematic review, asked of its rules: `docs/thematic-life-cycle.md`.

`python -m tests.contract.thematic_life_cycle > docs/thematic-life-cycle.md` asks each command
in each place where one can stand; a test holds the page to what the rules answer.
"""

from collections.abc import Callable, Mapping

from services.reviews.domain.gate import opens_on
from services.reviews.domain.thematic import Standing as CaseStands
from services.reviews.domain.thematic import Thematic, decider
from services.reviews.domain.thematic.course import (
    AtWork,
    NotBegun,
    concluded,
    copies,
    included,
    of_kind,
    published,
)
from shared.decisions.calendar import shipped_calendar
from shared.decisions.decider import Command
from shared.events.event import Event
from shared.events.thematic import ThematicReviewTakenDown
from tests.contract.life_cycle import Course, page
from tests.contract.life_cycle_samples import Standing
from tests.support.cases import day
from tests.unit.reviews.thematic import (
    appoint,
    begin,
    conclude,
    done,
    elsewhere,
    include,
    learn,
    leave_out,
    lived,
    publish,
    remove,
    second,
    send,
    standings,
    take_down,
    two_cases,
)

head = """\
# The life cycle of a thematic review

<!-- Made by `python -m tests.contract.thematic_life_cycle > docs/thematic-life-cycle.md`. -->

What the rules of thematic reviews answer to each command in each place where one can stand,
asked with one made-up review of two cases; a test holds this page to them.
Marks and words are those of the [life cycle of a review](life-cycle.md).
"""
_out = (*done, send(), publish())
_standings = (
    Standing("not begun", (), "2024-03-04"),
    Standing("opened", (begin(), appoint()), "2024-03-11"),
    Standing("over several cases", (*two_cases, appoint(), learn()), "2024-06-03"),
    Standing("concluded", done, "2024-09-02"),
    Standing("copies are out", (*done, send()), "2024-09-10"),
    Standing("free to publish", (*done, send()), "2024-09-11"),
    Standing("published", _out, "2024-10-07"),
    Standing("taken down", (*_out, take_down()), "2024-10-08"),
)
_open = standings(second=CaseStands.RAPID_REVIEW)
SAMPLES: Mapping[str, Callable[[str], Command]] = {
    "OpenThematicReview": lambda on: begin(on=on),
    "IncludeCase": lambda on: include("case-01890a5d-ac96-774b-bcce-000000000003", on),
    "IncludeCase, whose review has not begun": lambda on: include(second, on, reviewed=False),
    "LeaveOutCase": lambda on: leave_out(on=on),
    "AppointThematicReviewer": lambda on: appoint(2, on),
    "RemoveThematicReviewer": lambda on: remove(on=on),
    "RecordThematicLearning": lambda on: learn("more", on),
    "ConcludeThematicReview": lambda on: conclude(on),
    "RecordThematicCopySent": lambda on: send(on),
    "PublishThematicReview": lambda on: publish(
        on, learning="Other words.", recommendations=None
    ),
    "PublishThematicReview, over a case that is not over": lambda on: publish(
        on, learning="Other words.", recommendations=None, standings=_open
    ),
    "RecordThematicPublishedElsewhere": lambda on: elsewhere(on),
    "TakeDownThematicReview": lambda on: take_down(on=on),
}


def _history_of(standing: Standing) -> tuple[Event, ...]:
    return tuple(lived(*standing.commands).history)


def _place_of(review: Thematic, today: str) -> str:
    match review:
        case NotBegun():
            return "not begun"
        case AtWork():
            return _public_place(review, today) or _place_at_work(review)


def _public_place(review: AtWork, today: str) -> str | None:
    if published(review):
        return "published"
    opens = opens_on(copies(review), shipped_calendar())
    if opens is not None and concluded(review):
        return "free to publish" if day(today) >= opens.ends_on else "copies are out"
    return "taken down" if of_kind(review, ThematicReviewTakenDown) else None


def _place_at_work(review: AtWork) -> str:
    if concluded(review):
        return "concluded"
    return "over several cases" if len(included(review)) > 1 else "opened"


OF_THEMATIC = Course(
    decider,
    _standings,
    SAMPLES,
    _history_of,
    _place_of,
    ("copies are out", "free to publish"),
)


def thematic_page() -> str:
    """The whole page."""
    return page(head, OF_THEMATIC)


if __name__ == "__main__":
    print(thematic_page(), end="")
