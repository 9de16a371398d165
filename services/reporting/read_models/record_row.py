"""The row of a published review, of whichever source it comes from."""

from dataclasses import dataclass
from datetime import date, datetime

from shared.events.record_codes import RecordKind, RecordLevel
from shared.folds.read_model import Json


@dataclass(slots=True)
class RecordRow:
    """One published review; `record` is the id in its permanent address.

    `sort_on` is the first day that `published` can mean. `heading` and `prose` are what a
    search looks in. A withdrawn record has lost all that could identify somebody.
    `change` is what happened last: added, corrected, deposited or withdrawn.
    `shown` is false only of a case of ours that is not published yet: no query may show it.
    """

    subject: str
    record: str
    title: str
    kind: str
    level: str
    published: str | None
    year: int | None
    sort_on: date | None
    partnership: str | None
    authorities: tuple[str, ...]
    ref: str | None
    ages: tuple[str, ...]
    agencies: tuple[str, ...]
    keywords: tuple[str, ...]
    incident: str | None
    background: str | None
    learning: str | None
    method: str | None
    recommendations: str | None
    note: str | None
    address: str | None
    metadata_only: bool
    withdrawn: str | None
    documents: Json
    shown: bool
    heading: str
    prose: str
    change: str
    added_at: datetime
    changed_at: datetime


def empty_row(subject: str, record: str, at: datetime) -> RecordRow:
    """A row that says nothing and is not shown."""
    return RecordRow(
        subject=subject,
        record=record,
        title="",
        kind=RecordKind.LCSPR,
        level=RecordLevel.LOCAL,
        published=None,
        year=None,
        sort_on=None,
        partnership=None,
        authorities=(),
        ref=None,
        ages=(),
        agencies=(),
        keywords=(),
        incident=None,
        background=None,
        learning=None,
        method=None,
        recommendations=None,
        note=None,
        address=None,
        metadata_only=False,
        withdrawn=None,
        documents=[],
        shown=False,
        heading="",
        prose="",
        change="added",
        added_at=at,
        changed_at=at,
    )


def first_day(published: str | None) -> date | None:
    """The first day that a day known in part can mean."""
    if published is None:
        return None
    year, month, day = (*(int(part) for part in published.split("-")), 1, 1)[:3]
    return date(year, month, day)
