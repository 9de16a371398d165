"""`/learning`: the learning library, read by anybody."""

from dataclasses import asdict
from datetime import UTC, datetime

from fastapi import APIRouter

from services.reporting.asking import OpenDesk, PublicAfter
from services.reporting.faceted import Choice, Found, PageNumber, Shown
from services.reporting.library import queries
from services.reporting.library.reader import LookedFor, shown_learning
from services.reporting.read_models.learning_library import LearningLibrary, LearningRow
from services.reporting.repository.citing import address_of
from services.reporting.repository.reader import checked_record
from shared.edge.answers import Answer, answered_with, shown_as
from shared.edge.example_case import authority
from shared.edge.refusals import NotFound
from shared.events.envelope import Envelope, Recorded
from shared.events.learning import LearningPublished
from shared.events.learning_codes import Practice
from shared.events.record_codes import AgencyKind
from shared.events.sealed import Sealed

hidden = ("subject", "place", "sort_on", "searched_heading", "searched_text")
LearningShown = shown_as(
    "LearningShown", LearningRow, without=hidden, permanent_address=(str, ...)
)


class LearningChoice(Answer):
    """A value of a facet, and how much of the learning has it."""

    value: str
    number: int


class LearningFound(Answer):
    """A page of what was found; `facets` count all that was."""

    total: int
    page: int
    pages: int
    learning: list[LearningShown]  # type: ignore[valid-type]
    facets: dict[str, list[LearningChoice]]


def learning_shown(row: LearningRow) -> Answer:
    """A piece of learning with its address; nothing of it is sealed."""
    values = {name: value for name, value in asdict(row).items() if name not in hidden}
    address = address_of(f"/learning/{row.learning}")
    made: Answer = LearningShown(**values, permanent_address=address)
    return made


def learning_found(part: Shown[LearningRow]) -> LearningFound:
    """A page of learning as it is answered."""
    return LearningFound(
        total=part.found.total,
        page=part.page,
        pages=part.pages,
        learning=[learning_shown(row) for row in part.found.rows],
        facets={
            name: [LearningChoice(value=each.value, number=each.number) for each in choices]
            for name, choices in part.found.facets.items()
        },
    )


def _example() -> LearningRow:
    subject, at = "case-019bc8d1-5a00-7000-8000-000000000001", datetime(2026, 4, 1, tzinfo=UTC)
    fact = LearningPublished(
        number=1,
        practice=Practice.NEAR_MISS,
        authority=authority,
        heading="Say who holds the plan",
        text="Two services each thought that the other had it. Write down who has.",
        themes=("information sharing",),
        agencies=frozenset({AgencyKind.HEALTH}),
        cleared_by=Sealed(key=f"{subject}/person-1", seal="0" * 32, box="x" * 40),
        cleared_on=at.date(),
        published_on=at.date(),
    )
    envelope = Envelope(
        id="019bc8d1-5a00-7000-8000-0000000000aa",
        source="reviews",
        subject=subject,
        position=1,
        name="LearningPublished",
        version=1,
        time=at,
        actor="chair-wiltshire",
        correlation_id="019bc8d1-5a00-7000-8000-0000000000bb",
        causation_id=None,
        traceparent=None,
        body=b"",
    )
    (row,) = LearningLibrary().evolve((), Recorded(envelope, fact))
    return row


_row = _example()
_facets = {
    "theme": [Choice("theme", _row.themes[0], 1)],
    "practice": [Choice("practice", "near-miss", 1)],
    "source": [Choice("source", _row.source, 1)],
    "agency": [Choice("agency", "health", 1)],
    "year": [Choice("year", "2026", 1)],
}
example_found = learning_found(Shown(Found(1, [_row], _facets), 1))


def learning_routes() -> APIRouter:
    """Search, and one piece of learning; all of it is public."""
    router = APIRouter(prefix="/learning", tags=["learning library"])

    @router.get("", summary="Search the learning library", **answered_with(example_found))
    async def search(
        desk: OpenDesk, looked_for: LookedFor, page: PageNumber = 1, after: PublicAfter = None
    ) -> LearningFound:
        """Open to all. Words find what has all of them; a theme, a practice, a year narrow."""
        await desk.seen("learning_library", after)
        async with desk.reading("learning_library") as connection:
            return learning_found(await shown_learning(connection, looked_for, page))

    @router.get(
        "/{learning}",
        summary="One piece of learning",
        **answered_with(learning_shown(_row)),
    )
    async def one(learning: str, desk: OpenDesk) -> Answer:
        """Open to all, at an address that never changes; a withdrawn one says only that."""
        async with desk.reading("learning_library") as connection:
            row = await queries.find_learning(connection, checked_record(learning))
        if row is None:
            raise NotFound
        return learning_shown(row)

    return router
