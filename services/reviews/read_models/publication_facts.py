"""What the caseload shows of a local review: watched, delayed, held, published, taken down."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.events.commissioning import ReviewTellingWithdrawn
from shared.events.event import Event
from shared.events.practice_codes import PublishedAs
from shared.events.practice_reviews import ReviewMonitored
from shared.events.publication import (
    DelayExplained,
    ImprovementsPublished,
    PrePublicationCopySent,
    Publication,
    PublicationDelayed,
    PublicationHeld,
    PublicationHoldEnded,
    ReportPublished,
    ReportTakenDown,
)
from shared.events.values import Obligation

followed = (
    ReviewMonitored,
    PublicationDelayed,
    DelayExplained,
    PublicationHeld,
    PublicationHoldEnded,
    PrePublicationCopySent,
    ReportPublished,
    ImprovementsPublished,
    ReportTakenDown,
    ReviewTellingWithdrawn,
)
"""What changes a case's row in the caseload."""

Texts = tuple[str, ...]


def publication_facts(event: Event, held_by: Texts, to_tell: Texts) -> Mapping[str, Any]:
    """The columns that an event changes, with what held and who was to be told before it."""
    match event:
        case ReviewMonitored(next_on=next_on):
            return {"monitor_next_on": next_on}
        case PublicationDelayed() | PublicationHeld() | PublicationHoldEnded():
            return _delayed(event, held_by)
        case DelayExplained() | ReviewTellingWithdrawn():
            return _told(event, to_tell)
        case PrePublicationCopySent(term=term) if term is not None:
            return {"opens_on": term.ends_on}
        case ReportPublished():
            return _published(event, PublishedAs.FULL)
        case ImprovementsPublished():
            return _published(event, PublishedAs.IMPROVEMENTS)
        case ReportTakenDown(taken_down_on=on):
            return {"taken_down_on": on, "available_until": None, "opens_on": None}
        case _:
            return {}


def _delayed(
    event: PublicationDelayed | PublicationHeld | PublicationHoldEnded, held_by: Texts
) -> Mapping[str, Any]:
    match event:
        case PublicationDelayed(reason=reason, until=until):
            return _why(reason, until) | _to_tell(event.obligations)
        case PublicationHeld(held_by=by):
            others = tuple(each for each in held_by if each != by)
            held = {"held_by": (*others, str(by))}
            return held | _why(by, None) | _to_tell(event.obligations)
        case PublicationHoldEnded(held_by=by):
            return {"held_by": tuple(each for each in held_by if each != by)}


def _told(event: DelayExplained | ReviewTellingWithdrawn, to_tell: Texts) -> Mapping[str, Any]:
    """Who was not told after all is to be told; who has no copy keeps the gate shut."""
    match event:
        case DelayExplained(recipients=told):
            return {"to_tell_why": tuple(each for each in to_tell if each not in told)}
        case ReviewTellingWithdrawn(rule="R18", recipient=who):
            return {"to_tell_why": (*(each for each in to_tell if each != who), str(who))}
        case ReviewTellingWithdrawn(rule="R15", term=term):
            return {"opens_on": term.ends_on if term else None}
        case _:
            return {}


def _why(reason: str, until: date | None) -> dict[str, Any]:
    return {"delay_reason": str(reason), "delayed_until": until}


def _to_tell(obligations: tuple[Obligation, ...]) -> dict[str, Any]:
    return {"to_tell_why": tuple(str(each.recipient) for each in obligations)}


def _published(event: Publication, as_what: PublishedAs) -> Mapping[str, Any]:
    return {
        "published_on": event.published_on,
        "published_as": str(as_what),
        "available_until": event.availability.ends_on,
        "taken_down_on": None,
        "publication_due_on": None,
        "monitor_next_on": None,
        "opens_on": None,
    }
