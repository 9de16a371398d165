"""What the routes of thematic reviews answer, shown on one made-up review of two cases."""

from datetime import UTC, date, datetime

from services.reviews.api.answered import TextsOfCase, TimelineOfCase
from services.reviews.api.asked import Recorded
from services.reviews.api.texts import OpenedText
from services.reviews.api.thematic_acts import Opened
from services.reviews.api.thematic_shown import (
    ThematicList,
    shown_in_list,
    shown_of_case,
    shown_thematic,
)
from services.reviews.read_models import TimelineRow
from services.reviews.read_models.caseload import Caseload
from services.reviews.read_models.thematic import ThematicCaseRow, ThematicRow
from services.reviews.thematic import OfCaseRow
from shared.edge.answers import Answers, answers, recorded_answers
from shared.edge.example_case import authority, event_id, rows_after, subject
from shared.edge.identity import Actor, Role
from shared.events.event import Event

thematic = "thematic-019bc8d1-5a00-7000-8000-000000000011"
_opened_on, _at = date(2026, 4, 20), datetime(2026, 4, 20, 10, 0, 12, tzinfo=UTC)
_theme = "Significant physical abuse in children under one"
_actor = Actor(
    "member-wiltshire",
    "Wiltshire Council",
    frozenset({Role.GROUP_MEMBER}),
    frozenset({authority}),
)
_row = ThematicRow(
    subject=thematic,
    stage="open",
    theme=_theme,
    authorities=(authority, "E06000030"),
    opened_on=_opened_on,
    last_recorded_at=_at,
    reviewers=[
        {
            "ref": "person-1",
            "organisation": "Independent",
            "lead": True,
            "independent": True,
            "declared_on": "2026-04-20",
            "appointed_on": "2026-04-20",
            "removed_on": None,
            "removed_why": None,
        }
    ],
    learnt=[{"number": 1, "learnt_as": "finding", "recorded_on": "2026-06-01"}],
    copies={},
    covers_from=date(2024, 4, 1),
    covers_until=date(2026, 3, 31),
)
_cases = [
    ThematicCaseRow(thematic, subject, _opened_on),
    ThematicCaseRow(thematic, "case-019bc8d1-5a00-7000-8000-000000000002", _opened_on),
]
_of_case = OfCaseRow(thematic, _theme, "open", [authority], _opened_on, None, None)

listed = answers(ThematicList([shown_in_list(_row, len(_cases))], None))
one = answers(shown_thematic(_row, _cases, {subject: rows_after(Caseload())[0]}, _actor))
of_case = answers(shown_of_case([_of_case], _actor))
timeline = answers(
    TimelineOfCase(
        [
            TimelineRow(
                subject=thematic,
                place=1,
                recorded_at=_at,
                happened_on=_opened_on,
                what="ThematicReviewOpened",
                words=f"A thematic review was opened: {_theme}.",
                actor="chair-wiltshire",
                source="reviews",
                event_id=event_id(1),
                causation_id=None,
            )
        ],
        None,
    )
)
texts = answers(
    TextsOfCase(
        [
            OpenedText(
                "ThematicReviewOpened",
                "question",
                _opened_on,
                "What did the agencies know before the injuries?",
            )
        ]
    )
)
opened = recorded_answers(
    Opened(f"reviews:{thematic}:1", ["ThematicReviewOpened"], thematic),
    Opened(f"reviews:{thematic}:1", [], thematic),
)


def recorded(event: type[Event]) -> Answers:
    """The answer to a command after which this event was recorded; 200 if it was before."""
    at = f"reviews:{thematic}:2"
    return recorded_answers(Recorded(at, [event.__name__]), Recorded(at, []))
