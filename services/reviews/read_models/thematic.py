"""Thematic reviews: where each stands, and which cases it looks at.

Both are folds of the reviews' own streams. That a case says in which thematic reviews it is
comes of `thematic_cases`, asked by the case: nothing is written to the case's stream.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.practice_reviews import reviewer_ref
from shared.events.thematic import (
    CaseIncluded,
    CaseLeftOut,
    ThematicCopySent,
    ThematicLearningRecorded,
    ThematicReviewConcluded,
    ThematicReviewerAppointed,
    ThematicReviewerRemoved,
    ThematicReviewOpened,
    ThematicReviewPublished,
    ThematicReviewTakenDown,
    ThematicTermRecomputed,
)
from shared.folds.read_model import Json, ReadModel, Rows


@dataclass(frozen=True, slots=True)
class ThematicRow:
    """One thematic review, without a name; `stage`: open, concluded, published, taken-down.

    `reviewers` and `learnt` are lists in their order, `copies` the day on which each recipient
    had the last copy; `opens_on` the first day on which it may be published by them.
    """

    subject: str
    stage: str
    theme: str
    authorities: tuple[str, ...]
    opened_on: date
    last_recorded_at: datetime
    reviewers: Json
    learnt: Json
    copies: Json
    covers_from: date | None = None
    covers_until: date | None = None
    concluded_on: date | None = None
    opens_on: date | None = None
    title: str | None = None
    address: str | None = None
    document: str | None = None
    published_on: date | None = None
    outside: bool = False
    too_early: bool = False
    taken_down_on: date | None = None
    taken_down_why: str | None = None


@dataclass(frozen=True, slots=True)
class ThematicCaseRow:
    """A case of a thematic review, as it came in last; `left_out_on`: it is in it no longer."""

    subject: str
    case_id: str
    included_on: date
    left_out_on: date | None = None
    left_out_why: str | None = None


class ThematicReviews(ReadModel[ThematicRow]):
    """One row a thematic review. Pages: /thematic-reviews, /thematic-reviews/{id}."""

    name, version, row = "thematic_reviews", 2, ThematicRow
    indexes = ("opened_on, subject",)
    follows = (
        ThematicReviewOpened,
        ThematicReviewerAppointed,
        ThematicReviewerRemoved,
        ThematicLearningRecorded,
        ThematicReviewConcluded,
        ThematicCopySent,
        ThematicReviewPublished,
        ThematicReviewTakenDown,
        ThematicTermRecomputed,
    )

    def evolve(self, rows: Rows[ThematicRow], event: Recorded) -> Rows[ThematicRow]:
        fact, at = event.event, event.envelope.time
        if isinstance(fact, ThematicReviewOpened):
            return (_opened(event.subject, fact, at),)
        return tuple(replace(row, last_recorded_at=at, **_changes(row, fact)) for row in rows)


class ThematicCases(ReadModel[ThematicCaseRow]):
    """One row a case of a thematic review. Pages: /thematic-reviews/{id}, /cases/{id}."""

    name, version, row = "thematic_cases", 1, ThematicCaseRow
    key = ("subject", "case_id")
    indexes = ("case_id",)
    follows = (CaseIncluded, CaseLeftOut)

    def evolve(self, rows: Rows[ThematicCaseRow], event: Recorded) -> Rows[ThematicCaseRow]:
        match event.event:
            case CaseIncluded(case=case, included_on=on):
                others = tuple(row for row in rows if row.case_id != case)
                return (*others, ThematicCaseRow(event.subject, case, on))
            case CaseLeftOut(case=case, reason=why, left_out_on=on):
                return tuple(
                    replace(row, left_out_on=on, left_out_why=str(why))
                    if row.case_id == case
                    else row
                    for row in rows
                )
            case _:
                return rows


def _opened(subject: str, fact: ThematicReviewOpened, at: datetime) -> ThematicRow:
    return ThematicRow(
        subject=subject,
        stage="open",
        theme=fact.theme,
        authorities=fact.authorities,
        opened_on=fact.opened_on,
        last_recorded_at=at,
        reviewers=[],
        learnt=[],
        copies={},
        covers_from=fact.covers_from,
        covers_until=fact.covers_until,
    )


def _changes(row: ThematicRow, fact: Event) -> dict[str, Any]:
    """The columns that an event changes."""
    match fact:
        case ThematicReviewerAppointed():
            return {"reviewers": [*row.reviewers, _appointed(fact)]}
        case ThematicReviewerRemoved():
            return {"reviewers": _without(list(row.reviewers), fact)}
        case ThematicLearningRecorded():
            told = fact.model_dump(mode="json", include={"number", "learnt_as", "recorded_on"})
            return {"learnt": [*row.learnt, told]}
        case ThematicReviewConcluded(concluded_on=on):
            stage = "concluded" if row.stage == "open" else row.stage
            return {"concluded_on": on, "stage": stage}
        case _:
            return _public(row, fact)


def _public(row: ThematicRow, fact: Event) -> dict[str, Any]:
    match fact:
        case ThematicCopySent(recipients=recipients, sent_on=on, term=term):
            before = dict(row.copies) if isinstance(row.copies, dict) else {}
            day = on.isoformat()
            later = {str(each): max(day, before.get(str(each), day)) for each in recipients}
            return {
                "copies": before | later,
                "opens_on": row.opens_on if term is None else term.ends_on,
            }
        case ThematicTermRecomputed(now=term):
            return {"opens_on": term.ends_on}
        case ThematicReviewPublished():
            return {
                "stage": "published",
                "title": fact.title,
                "address": fact.address,
                "document": fact.document,
                "published_on": fact.published_on,
                "outside": fact.outside,
                "too_early": fact.too_early is not None,
                "taken_down_on": None,
                "taken_down_why": None,
            }
        case ThematicReviewTakenDown():
            return _taken_down(fact)
        case _:
            return {}


def _taken_down(fact: ThematicReviewTakenDown) -> dict[str, Any]:
    """Nothing is left of the text; what goes out next is another one, seen first anew."""
    return {
        "stage": "taken-down",
        "title": None,
        "address": None,
        "document": None,
        "copies": {},
        "opens_on": None,
        "taken_down_on": fact.taken_down_on,
        "taken_down_why": str(fact.reason),
    }


def _appointed(fact: ThematicReviewerAppointed) -> dict[str, Any]:
    return {
        "ref": reviewer_ref(fact.name),
        "organisation": fact.organisation,
        "lead": fact.lead,
        "independent": fact.independence.independent,
        "declared_on": fact.independence.declared_on.isoformat(),
        "appointed_on": fact.appointed_on.isoformat(),
        "removed_on": None,
        "removed_why": None,
    }


def _without(reviewers: list[Any], fact: ThematicReviewerRemoved) -> list[Any]:
    left = {"removed_on": fact.removed_on.isoformat(), "removed_why": str(fact.reason)}
    return [
        {**each, **left}
        if each["ref"] == fact.reviewer and each["removed_on"] is None
        else each
        for each in reviewers
    ]
