"""Thematic reviews as they are shown: each case only to who may see it, the others counted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from services.reviews.api.seen import holding_of
from services.reviews.api.shown import stage_words as case_stage_words
from services.reviews.read_models import CaseRow, ThematicCaseRow, ThematicRow
from services.reviews.thematic import OfCaseRow
from shared.edge.identity import Actor
from shared.edge.visibility import Holding, may_see
from shared.events.authorities import NotAnAuthority, authority

stage_words = {
    "open": "At work",
    "concluded": "Concluded",
    "published": "Published",
    "taken-down": "Publication taken down",
}


@dataclass(frozen=True, slots=True)
class Area:
    """An authority whose cases may come into it."""

    authority: str
    name: str


@dataclass(frozen=True, slots=True)
class CaseInIt:
    """A case of it; `left_out_on`: it is looked at no longer."""

    case: str
    stage: str
    stage_words: str
    included_on: date
    left_out_on: date | None
    left_out_why: str | None


@dataclass(frozen=True, slots=True)
class ReviewerOfIt:
    """Who carries it out, without the name; `ref` is what a removal names them by."""

    ref: str
    organisation: str | None
    lead: bool
    independent: bool
    declared_on: date
    appointed_on: date
    removed_on: date | None
    removed_why: str | None


@dataclass(frozen=True, slots=True)
class LearntInIt:
    """A finding or a recommendation; its text is sealed, and read with a purpose."""

    number: int
    learnt_as: str
    recorded_on: date


@dataclass(frozen=True, slots=True)
class ThematicInList:
    """A thematic review in a list; `cases` counts those that it looks at now."""

    id: str
    theme: str
    stage: str
    stage_words: str
    authorities: list[Area]
    cases: int
    opened_on: date
    concluded_on: date | None
    published_on: date | None
    title: str | None


@dataclass(frozen=True, slots=True)
class ThematicList:
    """Thematic reviews, the latest first; ask with `cursor=next` for what comes after them."""

    thematic_reviews: list[ThematicInList]
    next: str | None


@dataclass(frozen=True, slots=True)
class ThematicShown:
    """A thematic review; `cases` are those that one may see, `cases_not_shown` the others.

    `copies` is the day on which each recipient had the last copy before publication.
    """

    id: str
    theme: str
    stage: str
    stage_words: str
    authorities: list[Area]
    covers_from: date | None
    covers_until: date | None
    opened_on: date
    concluded_on: date | None
    cases: list[CaseInIt]
    left_out: list[CaseInIt]
    cases_not_shown: int
    reviewers: list[ReviewerOfIt]
    learnt: list[LearntInIt]
    copies: dict[str, date]
    opens_on: date | None
    title: str | None
    address: str | None
    document: str | None
    published_on: date | None
    outside: bool
    too_early: bool
    taken_down_on: date | None
    taken_down_why: str | None


@dataclass(frozen=True, slots=True)
class ThematicOfCase:
    """A thematic review that a case is in, or was."""

    id: str
    theme: str
    stage: str
    stage_words: str
    included_on: date
    left_out_on: date | None
    left_out_why: str | None


@dataclass(frozen=True, slots=True)
class ThematicReviewsOfCase:
    """Those that one may see; `not_shown` counts the others."""

    thematic_reviews: list[ThematicOfCase]
    not_shown: int


def shown_in_list(row: ThematicRow, cases: int) -> ThematicInList:
    """A row of the list."""
    return ThematicInList(
        id=row.subject,
        theme=row.theme,
        stage=row.stage,
        stage_words=stage_words[row.stage],
        authorities=_areas(row.authorities),
        cases=cases,
        opened_on=row.opened_on,
        concluded_on=row.concluded_on,
        published_on=row.published_on if row.stage == "published" else None,
        title=row.title,
    )


def shown_thematic(
    row: ThematicRow,
    cases: Sequence[ThematicCaseRow],
    of_cases: Mapping[str, CaseRow],
    actor: Actor,
) -> ThematicShown:
    """A thematic review as this person may see it."""
    seen = [
        (one, of_cases[one.case_id])
        for one in cases
        if one.case_id in of_cases and may_see(actor, holding_of(of_cases[one.case_id]))
    ]
    told = {name: value for name, value in asdict(row).items() if name in _as_they_are}
    return ThematicShown(
        id=row.subject,
        stage_words=stage_words[row.stage],
        authorities=_areas(row.authorities),
        cases=[_case(*each) for each in seen if each[0].left_out_on is None],
        left_out=[_case(*each) for each in seen if each[0].left_out_on is not None],
        cases_not_shown=sum(one.left_out_on is None for one in cases)
        - sum(one.left_out_on is None for one, _ in seen),
        reviewers=[_reviewer(each) for each in row.reviewers],
        learnt=[_learnt(each) for each in row.learnt],
        copies={who: date.fromisoformat(day) for who, day in dict(row.copies).items()},
        **told,
    )


_as_they_are = (
    *("theme", "stage", "covers_from", "covers_until", "opened_on", "concluded_on"),
    *("opens_on", "title", "address", "document", "published_on", "outside", "too_early"),
    *("taken_down_on", "taken_down_why"),
)


def shown_of_case(rows: Sequence[OfCaseRow], actor: Actor) -> ThematicReviewsOfCase:
    """The thematic reviews of a case, those that this person may see."""
    seen = [row for row in rows if may_see(actor, Holding(frozenset(row.authorities)))]
    shown = [
        ThematicOfCase(
            row.subject,
            row.theme,
            row.stage,
            stage_words[row.stage],
            row.included_on,
            row.left_out_on,
            row.left_out_why,
        )
        for row in seen
    ]
    now = sum(row.left_out_on is None for row in rows)
    return ThematicReviewsOfCase(shown, now - sum(row.left_out_on is None for row in seen))


def _case(one: ThematicCaseRow, row: CaseRow) -> CaseInIt:
    return CaseInIt(
        one.case_id,
        row.stage,
        case_stage_words[row.stage],
        one.included_on,
        one.left_out_on,
        one.left_out_why,
    )


def _reviewer(each: Any) -> ReviewerOfIt:
    days = {
        name: date.fromisoformat(each[name]) if each[name] else None
        for name in ("declared_on", "appointed_on", "removed_on")
    }
    return ReviewerOfIt(**{**each, **days})


def _learnt(each: Any) -> LearntInIt:
    return LearntInIt(**{**each, "recorded_on": date.fromisoformat(each["recorded_on"])})


def _areas(codes: Sequence[str]) -> list[Area]:
    return [Area(code, _name(code)) for code in codes]


def _name(code: str) -> str:
    try:
        return authority(code).name
    except NotAnAuthority:
        return code
