"""Cases that do not meet the definition, referred to the Practice Review Group."""

from collections.abc import Sequence
from dataclasses import replace

from services.notifications.domain.case import (
    Accepted,
    Case,
    NotAccepted,
    Notified,
    NotReferred,
    Referral,
    Referred,
)
from services.notifications.domain.facts import TellsFacts, check_facts, facts_in
from shared.decisions.commands import repeats, today
from shared.decisions.decider import Command, Refused
from shared.events.codes import AcceptedAs, ReferralConcern
from shared.events.event import Event
from shared.events.incidents import CaseReferred, ReferralAccepted, ReferralDeclined
from shared.events.sealed import Sealed
from shared.events.values import MessageRef, Organisation


class ReferCase(TellsFacts):
    """Bring a case to the Practice Review Group; anyone may."""

    concern: ReferralConcern
    reason: Sealed
    referrer: Sealed | None = None
    organisation: Organisation | None = None
    message: MessageRef | None = None


class AcceptReferral(Command):
    """Take a referral up."""

    as_what: AcceptedAs
    note: Sealed | None = None


class DeclineReferral(Command):
    """Do not take a referral up."""

    rationale: Sealed


Referring = ReferCase | AcceptReferral | DeclineReferral


def decide(command: Referring, case: Case) -> Sequence[Event]:
    """Say what a referral, or the answer to it, makes happen.

    Raises:
        Refused: the case is notified, or its referral is not where the command needs it.
    """
    match command:
        case ReferCase():
            return _refer(command, case)
        case AcceptReferral():
            return _accept(command, case.referral)
        case DeclineReferral():
            return _decline(command, case.referral)


def _refer(command: ReferCase, case: Case) -> Sequence[Event]:
    match case.referral:
        case Referred(referral=known) if repeats(command, known):
            return []
        case Referred() | Accepted():
            raise Refused("This case was referred already, and the referral stands.")
        case NotReferred() | NotAccepted() if isinstance(case.notification, Notified):
            raise Refused(
                "This case was notified to the Panel, so it needs no referral: its rapid "
                "review decides what follows."
            )
        case NotReferred() | NotAccepted():
            check_facts(command, command, today(command))
            return [_referred(command)]


def _referred(command: ReferCase) -> CaseReferred:
    return CaseReferred(
        **facts_in(command),
        concern=command.concern,
        reason=command.reason,
        referrer=command.referrer,
        organisation=command.organisation,
        message=command.message,
        referred_on=today(command),
    )


def _accept(command: AcceptReferral, state: Referral) -> Sequence[Event]:
    match state:
        case Accepted(accepted=known) if repeats(command, known):
            return []
        case Accepted():
            raise Refused("This referral was accepted already.")
        case Referred(referral=referral):
            return [
                ReferralAccepted(
                    as_what=command.as_what,
                    authority=referral.authority,
                    note=command.note,
                    accepted_on=today(command),
                )
            ]
        case NotReferred() | NotAccepted():
            raise Refused(_none_open)


def _decline(command: DeclineReferral, state: Referral) -> Sequence[Event]:
    match state:
        case NotAccepted(declined=known) if repeats(command, known):
            return []
        case Referred():
            return [ReferralDeclined(rationale=command.rationale, declined_on=today(command))]
        case Accepted():
            raise Refused("This referral was accepted, so it can no longer be declined.")
        case NotReferred() | NotAccepted():
            raise Refused(_none_open)


def evolve(case: Case, event: Event) -> Case:
    """The case after an event about its referral."""
    match event, case.referral:
        case CaseReferred(), _:
            return replace(case, referral=Referred(event))
        case ReferralAccepted(), Referred(referral=referral):
            return replace(case, referral=Accepted(referral, event))
        case ReferralDeclined(), Referred(referral=referral):
            return replace(case, referral=NotAccepted(referral, event))
        case _:
            return case


_none_open = "No referral of this case is waiting for an answer. It has to be referred first."
