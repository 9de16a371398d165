"""Reviews that are published through cspr, as records of the repository.

Until its publication a case has a row that nobody is shown, with its authorities alone.
The record's id is made of the case's and leads nobody back to it.
"""

from datetime import datetime

from services.reporting.domain.thesaurus import term
from services.reporting.read_models.record_row import RecordRow, empty_row, first_day
from services.reporting.read_models.searchable import searchable
from shared.decisions.ids import named_subject
from shared.events.authorities import NotAnAuthority, authority
from shared.events.described import PublishedReviewDescribed
from shared.events.envelope import Recorded
from shared.events.incidents import ReferralAccepted
from shared.events.publication import (
    ImprovementsPublished,
    Publication,
    ReportPublished,
    ReportTakenDown,
)
from shared.events.record_codes import RecordKind, RecordLevel
from shared.events.reviews import RapidReviewOpened
from shared.events.thematic import ThematicReviewPublished, ThematicReviewTakenDown
from shared.folds.changed import changed
from shared.folds.read_model import Rows

of_reviews = (
    RapidReviewOpened,
    ReferralAccepted,
    ReportPublished,
    ImprovementsPublished,
    ReportTakenDown,
    PublishedReviewDescribed,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
)
taken_down = "taken-down"


def record_of_case(case: str) -> str:
    """The id under which what is published of a case is kept."""
    return named_subject("record", "published-here", case)


def published_here(rows: Rows[RecordRow], event: Recorded) -> Rows[RecordRow]:
    """The record of a case after an event of reviews; only a publication makes it shown."""
    fact, at = event.event, event.envelope.time
    row = rows[0] if rows else empty_row(event.subject, record_of_case(event.subject), at)
    match fact:
        case RapidReviewOpened(authority=code) | ReferralAccepted(authority=str(code)):
            return (row if row.shown else changed(row, authorities=(code,)),)
        case ReportPublished():
            return (_published(row, fact, RecordKind.LCSPR, at),)
        case ImprovementsPublished():
            return (_published(row, fact, RecordKind.IMPROVEMENTS_BRIEFING, at),)
        case PublishedReviewDescribed() if row.shown and row.withdrawn is None:
            return (_described(row, fact, at),)
        case ThematicReviewPublished():
            return (_thematic(row, fact, at),)
        case ReportTakenDown() | ThematicReviewTakenDown() if rows and row.shown:
            return (_taken_down(row, at),)
        case _:
            return rows


def _published(row: RecordRow, fact: Publication, kind: RecordKind, at: datetime) -> RecordRow:
    again = row.shown
    codes = tuple(dict.fromkeys((*row.authorities, *fact.jointly_with)))
    areas = ", ".join(_name(code) for code in codes)
    title = "Local child safeguarding practice review" + (f", {areas}" if areas else "")
    published = fact.published_on.isoformat()
    made = changed(
        row,
        title=row.title if row.described else title,
        kind=kind,
        level=RecordLevel.REGIONAL if len(codes) > 1 else RecordLevel.LOCAL,
        published=published,
        year=fact.published_on.year,
        sort_on=first_day(published),
        partnership=areas or None,
        authorities=codes,
        address=fact.address,
        withdrawn=None,
        change="corrected" if again else "added",
        shown=True,
        added_at=row.added_at if again else at,
        changed_at=at,
    )
    return changed(made, heading=_heading(made))


def _thematic(row: RecordRow, fact: ThematicReviewPublished, at: datetime) -> RecordRow:
    """A thematic review says title, themes and texts itself; of its cases it says nothing.

    Of one that was published outside cspr no text is shown, for no gate was asked of it here.
    """
    again = row.shown
    told = not fact.outside
    codes, published = fact.authorities, fact.published_on.isoformat()
    texts = (fact.learning, fact.method, fact.recommendations) if told else ()
    made = changed(
        row,
        title=fact.title,
        kind=RecordKind.THEMATIC_REVIEW,
        level=RecordLevel.REGIONAL if len(codes) > 1 else RecordLevel.LOCAL,
        published=published,
        year=fact.published_on.year,
        sort_on=first_day(published),
        partnership=", ".join(_name(code) for code in codes),
        authorities=codes,
        agencies=tuple(sorted(fact.agencies)),
        keywords=tuple(dict.fromkeys(term(each) for each in fact.themes)),
        learning=fact.learning if told else None,
        method=fact.method if told else None,
        recommendations=fact.recommendations if told else None,
        address=fact.address,
        withdrawn=None,
        prose=searchable(" \n".join(text for text in texts if text)),
        change="corrected" if again else "added",
        shown=True,
        added_at=row.added_at if again else at,
        changed_at=at,
    )
    return changed(made, heading=_heading(made))


def _described(row: RecordRow, fact: PublishedReviewDescribed, at: datetime) -> RecordRow:
    texts = (fact.incident, fact.learning, fact.recommendations)
    made = changed(
        row,
        title=fact.title,
        keywords=tuple(dict.fromkeys(term(each) for each in fact.keywords)),
        ages=tuple(sorted(fact.ages)),
        agencies=tuple(sorted(fact.agencies)),
        incident=fact.incident,
        learning=fact.learning,
        recommendations=fact.recommendations,
        prose=searchable(" \n".join(text for text in texts if text)),
        described=True,
        change="corrected",
        changed_at=at,
    )
    return changed(made, heading=_heading(made))


def _heading(row: RecordRow) -> str:
    return searchable(" \n".join([row.title, row.partnership or "", *row.keywords]))


def _taken_down(row: RecordRow, at: datetime) -> RecordRow:
    """Where it is taken down nothing is left to be found; its authorities wait for another."""
    nothing = empty_row(row.subject, row.record, row.added_at)
    return changed(
        nothing,
        authorities=row.authorities,
        withdrawn=taken_down,
        change="withdrawn",
        shown=True,
        changed_at=at,
    )


def _name(code: str) -> str:
    try:
        return authority(code).name
    except NotAnAuthority:
        return code
