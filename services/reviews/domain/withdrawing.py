"""Taking back that somebody was told, where that was recorded wrongly: it is open again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, TypeVar

from services.reviews.domain.course import commissioned_of, copies, of_kind, published, recorded
from services.reviews.domain.gate import opens_on
from services.reviews.domain.recount import open_copy
from services.reviews.domain.review import Concluded, Review
from shared.decisions.commands import has_happened, today
from shared.decisions.decider import Command, Refused
from shared.decisions.recounting import moved, overtaken
from shared.events.commissioning import ReviewTellingWithdrawn
from shared.events.event import Event
from shared.events.practice_codes import PublishedAs
from shared.events.publication import DelayExplained, PrePublicationCopySent, Term
from shared.events.reviews import CSPRCommissioned
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Recipient

Told = TypeVar("Told", PrePublicationCopySent, DelayExplained)


class WithdrawReviewTelling(Command):
    """Take back that somebody was told on a day, under a rule, and say why."""

    rule: Literal["R13", "R15", "R18"]
    recipient: Recipient
    told_on: Day
    reason: Sealed


def decide(command: WithdrawReviewTelling, review: Review) -> Sequence[Event]:
    """Say what taking a telling back makes happen; nothing, if it was taken back already.

    Raises:
        Refused: no such telling stands.
    """
    at_work, _ = commissioned_of(review)
    stands = (command.recipient, command.told_on) in tellings(at_work, command.rule)
    if not stands and recorded(command, at_work, ReviewTellingWithdrawn):
        return []
    has_happened(command, "told_on", command.told_on)
    if not stands:
        raise Refused(
            "It is not recorded that they were told of this on that day, so there is nothing "
            "to take back. Check the rule, the recipient and the day.",
            field="told_on",
        )
    withdrawn = ReviewTellingWithdrawn(
        rule=command.rule,
        recipient=command.recipient,
        told_on=command.told_on,
        reason=command.reason,
        withdrawn_on=today(command),
    )
    if command.rule != "R15" or published(at_work) is not None:
        return [withdrawn]
    term = _term_after(command, at_work, withdrawn)
    return [
        withdrawn.model_copy(update={"term": term}),
        *_counted_anew(command, _without(at_work, withdrawn)),
    ]


def tellings(review: Concluded, rule: str) -> set[tuple[Recipient, date]]:
    """Who was told under a rule, and when, as it stands."""
    match rule:
        case "R13":
            return {(each.recipient, each.told_on) for each in review.told}
        case "R15":
            copies_sent = of_kind(review, PrePublicationCopySent)
            return {(who, one.sent_on) for one in copies_sent for who in one.recipients}
        case _:
            explained = of_kind(review, DelayExplained)
            return {(who, one.explained_on) for one in explained for who in one.recipients}


def _term_after(
    command: WithdrawReviewTelling, review: Concluded, withdrawn: ReviewTellingWithdrawn
) -> Term | None:
    """The time that then stands: from the last copy, in the form that it was counted for."""
    counted = open_copy(review)
    if counted is None:
        return None
    return opens_on(copies(_without(review, withdrawn), counted.copy_of), command.counted_by)


def _counted_anew(command: WithdrawReviewTelling, review: Concluded) -> Sequence[Event]:
    """What is open again was over when another calendar was adopted, and is not any more."""
    commissioned = review.commissioned
    sent = copies(review, PublishedAs.IMPROVEMENTS)
    if not isinstance(commissioned, CSPRCommissioned) or command.recipient in sent:
        return []
    return [
        event
        for one in commissioned.obligations
        if one.recipient is command.recipient
        for due in overtaken(command, one.due)
        for event in moved(command, due, of=one)
    ]


def evolve(review: Review, event: Event) -> Review:
    """The review after a telling was taken back: as if it had not been recorded."""
    if isinstance(event, ReviewTellingWithdrawn) and isinstance(review, Concluded):
        return _without(review, event)
    return review


def _without(review: Concluded, event: ReviewTellingWithdrawn) -> Concluded:
    if event.rule == "R13":
        left = tuple(
            each
            for each in review.told
            if (each.recipient, each.told_on) != (event.recipient, event.told_on)
        )
        return replace(review, told=left)
    since: list[Event] = []
    for each in review.since:
        match each:
            case PrePublicationCopySent() if event.rule == "R15":
                term = None if event.term is None else each.term
                since += _left_of(each, each.sent_on, event, {"term": term})
            case DelayExplained() if event.rule == "R18":
                since += _left_of(each, each.explained_on, event, {})
            case _:
                since.append(each)
    return replace(review, since=_with_term(since, event.term))


def _left_of(
    told: Told, on: date, event: ReviewTellingWithdrawn, update: dict[str, Term | None]
) -> list[Told]:
    """A telling without one of its recipients; none, if nobody else was told."""
    gone = on == event.told_on
    left = tuple(who for who in told.recipients if not (gone and who is event.recipient))
    return [told.model_copy(update={"recipients": left, **update})] if left else []


def _with_term(since: Sequence[Event], term: Term | None) -> tuple[Event, ...]:
    """The time that stands belongs to the last copy."""
    last = max(
        (n for n, each in enumerate(since) if isinstance(each, PrePublicationCopySent)),
        default=None,
    )
    if term is None or last is None:
        return tuple(since)
    copy = since[last].model_copy(update={"term": term})
    return (*since[:last], copy, *since[last + 1 :])
