"""The repository of published reviews, as it is searched and browsed by anybody."""

from datetime import datetime
from typing import Any

from services.reporting.domain.thesaurus import term
from services.reporting.read_models.published_here import of_reviews, published_here
from services.reporting.read_models.record_row import RecordRow, empty_row, first_day
from services.reporting.read_models.searchable import searchable
from shared.events.envelope import Recorded
from shared.events.records import (
    RecordAdded,
    RecordCorrected,
    RecordFacts,
    RecordWithdrawn,
    ReportDeposited,
)
from shared.folds.changed import changed
from shared.folds.read_model import ReadModel, Rows


class PublishedRecords(ReadModel[RecordRow]):
    """One row a published review. Pages: /records, /records/{id}, /records/new.

    Everything that is shown of it is public. Reviews that are published through cspr come in
    here too, by the events with which reviews tells so (`published_here`).
    """

    name, version, row = "published_records", 5, RecordRow
    indexes = ("record", "changed_at, record", "sort_on desc nulls last, record")
    generated = (
        (
            "search",
            "tsvector generated always as (setweight(to_tsvector('english', heading), 'A')"
            " || setweight(to_tsvector('simple', heading), 'A')"
            " || setweight(to_tsvector('english', prose), 'C')) stored",
        ),
    )
    searched = ("search", "keywords")
    follows = (RecordAdded, RecordCorrected, RecordWithdrawn, ReportDeposited, *of_reviews)

    def evolve(self, rows: Rows[RecordRow], event: Recorded) -> Rows[RecordRow]:
        fact, at = event.event, event.envelope.time
        match fact:
            case RecordAdded():
                return (_row(event.subject, fact, at),)
            case RecordCorrected() if rows:
                (before,) = rows
                return (_corrected(before, fact, at),)
            case RecordWithdrawn() if rows:
                return (_withdrawn(rows[0], fact, at),)
            case ReportDeposited() if rows:
                (before,) = rows
                documents = [*before.documents, _document(fact)]
                return (
                    changed(before, documents=documents, change="deposited", changed_at=at),
                )
            case _:
                return published_here(rows, event)


def _row(subject: str, facts: RecordFacts, at: datetime) -> RecordRow:
    heading = [facts.title, facts.partnership or "", *facts.keywords, facts.ref or ""]
    texts = (
        facts.incident,
        facts.background,
        facts.learning,
        facts.method,
        facts.recommendations,
        facts.note,
    )
    return RecordRow(
        subject=subject,
        record=subject,
        title=facts.title,
        kind=facts.kind,
        level=facts.level,
        published=facts.published,
        year=None if facts.published is None else int(facts.published[:4]),
        sort_on=first_day(facts.published),
        partnership=facts.partnership,
        authorities=facts.authorities,
        ref=facts.ref,
        ages=tuple(sorted(facts.ages)),
        agencies=tuple(sorted(facts.agencies)),
        keywords=tuple(dict.fromkeys(term(keyword) for keyword in facts.keywords)),
        incident=facts.incident,
        background=facts.background,
        learning=facts.learning,
        method=facts.method,
        recommendations=facts.recommendations,
        note=facts.note,
        address=facts.address,
        metadata_only=facts.metadata_only,
        withdrawn=None,
        documents=[],
        described=False,
        shown=True,
        heading=searchable(" \n".join(heading)),
        prose=searchable(" \n".join(text for text in texts if text)),
        change="added",
        added_at=at,
        changed_at=at,
    )


def _corrected(before: RecordRow, facts: RecordFacts, at: datetime) -> RecordRow:
    documents: Any = [] if facts.metadata_only else before.documents
    return changed(
        _row(before.subject, facts, at),
        record=before.record,
        documents=documents,
        change="corrected",
        added_at=before.added_at,
    )


def _withdrawn(before: RecordRow, fact: RecordWithdrawn, at: datetime) -> RecordRow:
    """Nothing but that it was there, and since when it is not."""
    return changed(
        empty_row(before.subject, before.record, before.added_at),
        kind=before.kind,
        level=before.level,
        withdrawn=fact.reason,
        change="withdrawn",
        shown=True,
        changed_at=at,
    )


def _document(fact: ReportDeposited) -> dict[str, Any]:
    return fact.model_dump(mode="json")


__all__ = ["PublishedRecords", "RecordRow", "first_day", "term"]
