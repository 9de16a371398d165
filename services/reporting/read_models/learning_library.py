"""The learning library: what was learnt from local learning reviews and published reviews."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.reporting.read_models.published_here import record_of_case
from services.reporting.read_models.record_row import first_day
from services.reporting.read_models.searchable import searchable
from shared.decisions.ids import named_subject
from shared.events.authorities import NotAnAuthority, authority
from shared.events.envelope import Recorded
from shared.events.learning import LearningPublished, LearningWithdrawn
from shared.events.records import RecordAdded, RecordCorrected, RecordFacts, RecordWithdrawn
from shared.events.thematic import ThematicReviewPublished, ThematicReviewTakenDown
from shared.folds.read_model import ReadModel, Rows

of_learning_review, of_published_review = "learning-review", "published-review"


@dataclass(slots=True)
class LearningRow:
    """One piece of learning; `learning` is the id in its address.

    `source` says of which kind of review it is; `practice` is that of a learning review, and
    `record` the published review that it stands in. `themes` are in lower case. `sort_on` is
    the first day that `published` can mean. A withdrawn one has lost all that was said.
    """

    subject: str
    place: int
    learning: str
    source: str
    practice: str | None
    heading: str
    text: str
    themes: tuple[str, ...]
    agencies: tuple[str, ...]
    partnership: str | None
    record: str | None
    published: str | None
    year: int | None
    sort_on: date | None
    withdrawn: str | None
    searched_heading: str
    searched_text: str
    changed_at: datetime


class LearningLibrary(ReadModel[LearningRow]):
    """One row a piece of learning. Pages: /learning, /learning/{id}; `cspr learning`.

    Everything in it is public: the texts of `LearningPublished` were cleared (ADR 43), and
    those of records were published before. Of a thematic review that was published outside
    cspr nothing is shown here: no gate was asked of its text.
    """

    name, version, row = "learning_library", 3, LearningRow
    key = ("subject", "place")
    indexes = ("learning", "sort_on desc nulls last, learning")
    generated = (
        (
            "search",
            "tsvector generated always as"
            " (setweight(to_tsvector('english', searched_heading), 'A')"
            " || setweight(to_tsvector('english', searched_text), 'C')) stored",
        ),
    )
    searched = ("search", "themes")
    follows = (
        LearningPublished,
        LearningWithdrawn,
        RecordAdded,
        RecordCorrected,
        RecordWithdrawn,
        ThematicReviewPublished,
        ThematicReviewTakenDown,
    )

    def evolve(self, rows: Rows[LearningRow], event: Recorded) -> Rows[LearningRow]:
        fact, at = event.event, event.envelope.time
        match fact:
            case LearningPublished(number=number):
                return (*_others(rows, number), _cleared(event.subject, fact, at))
            case LearningWithdrawn(number=number, reason=reason):
                return tuple(
                    _withdrawn(row, reason, at) if row.place == number else row for row in rows
                )
            case RecordAdded() | RecordCorrected():
                return _told(event.subject, fact, at)
            case ThematicReviewPublished(outside=False):
                return (_of_thematic(event.subject, fact, at),)
            case RecordWithdrawn(reason=reason) | ThematicReviewTakenDown(reason=reason):
                return tuple(_withdrawn(row, reason, at) for row in rows)
            case _:
                return rows


def learning_of(subject: str, number: int) -> str:
    """The id under which learning is shown; it leads nobody back to its subject."""
    return named_subject("learning", subject, str(number))


def _others(rows: Rows[LearningRow], number: int) -> Rows[LearningRow]:
    return tuple(row for row in rows if row.place != number)


def _cleared(subject: str, fact: LearningPublished, at: datetime) -> LearningRow:
    area = _name(fact.authority)
    return _row(
        subject,
        fact.number,
        at,
        source=of_learning_review,
        practice=str(fact.practice),
        heading=fact.heading,
        text=fact.text,
        themes=fact.themes,
        agencies=tuple(sorted(fact.agencies)),
        partnership=area,
        record=None,
        published=fact.published_on.isoformat(),
    )


def _told(subject: str, facts: RecordFacts, at: datetime) -> Rows[LearningRow]:
    """The learning of a published review, as its record tells of it; not all do."""
    if facts.learning is None:
        return ()
    row = _row(
        subject,
        1,
        at,
        source=of_published_review,
        practice=None,
        heading=facts.title,
        text=facts.learning,
        themes=facts.keywords,
        agencies=tuple(sorted(facts.agencies)),
        partnership=facts.partnership,
        record=subject,
        published=facts.published,
    )
    return (row,)


def _of_thematic(subject: str, fact: ThematicReviewPublished, at: datetime) -> LearningRow:
    """The learning of a thematic review that was published from here, and its record."""
    return _row(
        subject,
        1,
        at,
        source=of_published_review,
        practice=None,
        heading=fact.title,
        text=fact.learning,
        themes=fact.themes,
        agencies=tuple(sorted(fact.agencies)),
        partnership=", ".join(_name(code) for code in fact.authorities),
        record=record_of_case(subject),
        published=fact.published_on.isoformat(),
    )


def _row(  # noqa: PLR0913 - the columns that two kinds of events fill
    subject: str,
    place: int,
    at: datetime,
    *,
    source: str,
    practice: str | None,
    heading: str,
    text: str,
    themes: tuple[str, ...],
    agencies: tuple[str, ...],
    partnership: str | None,
    record: str | None,
    published: str | None,
) -> LearningRow:
    in_heading = [heading, partnership or "", *themes]
    return LearningRow(
        subject=subject,
        place=place,
        learning=learning_of(subject, place),
        source=source,
        practice=practice,
        heading=heading,
        text=text,
        themes=tuple(dict.fromkeys(" ".join(each.lower().split()) for each in themes)),
        agencies=agencies,
        partnership=partnership,
        record=record,
        published=published,
        year=None if published is None else int(published[:4]),
        sort_on=first_day(published),
        withdrawn=None,
        searched_heading=searchable(" \n".join(in_heading)),
        searched_text=searchable(text),
        changed_at=at,
    )


def _withdrawn(row: LearningRow, reason: str, at: datetime) -> LearningRow:
    """Nothing but that it was there, and since when it is not."""
    nothing = _row(
        row.subject,
        row.place,
        at,
        source=row.source,
        practice=None,
        heading="",
        text="",
        themes=(),
        agencies=(),
        partnership=None,
        record=row.record,
        published=None,
    )
    return replace(nothing, withdrawn=str(reason))


def _name(code: str) -> str:
    try:
        return authority(code).name
    except NotAnAuthority:
        return code
