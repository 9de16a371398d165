"""What each event says on a timeline: in plain words, with codes, and nothing of a person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.reviews.read_models.action_words import says_of_actions
from services.reviews.read_models.learning_words import says_of_learning
from services.reviews.read_models.publication_words import says as says_of_publication
from services.reviews.read_models.recomputed_words import says_of_recomputed
from services.reviews.read_models.reminder_words import says_of_reminders
from services.reviews.read_models.telling_words import says_of_telling
from services.reviews.read_models.thematic_words import says_of_thematic
from services.reviews.read_models.waiting_words import says_of_waiting
from services.reviews.read_models.wording import Happening, by, code, day, due, late
from shared.events.authorities import NotAnAuthority, authority
from shared.events.children import IncidentFacts
from shared.events.described import PublishedReviewDescribed
from shared.events.erasures import (
    ErasureCarriedOut,
    ErasureOrdered,
    LegalHoldPlaced,
    LegalHoldReleased,
)
from shared.events.event import Event
from shared.events.incidents import (
    AwarenessRecorded,
    CaseReferred,
    IncidentNotified,
    IncidentReportCorrected,
    IncidentReported,
    IncidentReportWithdrawn,
    NotificationAmended,
    NotificationDeclined,
    NotificationWithdrawn,
    ReferralAccepted,
    ReferralDeclined,
)
from shared.events.reports import (
    PanelReportRendered,
    PanelReportRequired,
    PanelReportSubmitted,
    PanelResponded,
)
from shared.events.reviews import (
    AgencySummaryReceived,
    AgencySummaryRequested,
    CSPRCommissioned,
    ImmediateActionRecorded,
    PanelAnswerReceived,
    PanelReportDue,
    RapidReviewCancelled,
    RapidReviewCompleted,
    RapidReviewOpened,
    RapidReviewReconsidered,
)
from shared.events.values import PartnerRole, SignOff


def happening(event: Event) -> Happening:
    """What an event says on a timeline."""
    return _says[type(event)](event)


def _reported(event: IncidentReported) -> Happening:
    by = f"{event.message.partner} reported" if event.message else "A person entered"
    return Happening(event.reported_on, f"{by} an incident {_of(event)}.")


def _notified(event: IncidentNotified) -> Happening:
    what = "Imported from history: notified" if event.imported else "Notified to the Panel"
    return Happening(event.notified_on, f"{what} {_of(event)}.{late(event.breach)}")


def _opened(event: RapidReviewOpened) -> Happening:
    if event.imported:
        return Happening(event.opened_on, "Imported from history: a rapid review was opened.")
    return Happening(event.opened_on, f"A rapid review opened.{_both_dues(event)}")


def _completed(event: RapidReviewCompleted) -> Happening:
    criteria = ", ".join(sorted(event.criteria))
    named = f" Criteria: {criteria}." if criteria else ""
    before = "Imported from history: the" if event.imported else "The"
    words = f"{before} rapid review was completed: {code(event.decision)}.{named}"
    return Happening(
        event.completed_on, words + _dissents(event.signed_off_by) + late(event.breach)
    )


def _commissioned(event: CSPRCommissioned) -> Happening:
    count = len(event.reviewers)
    reviewers = f" {count} reviewer{'' if count == 1 else 's'} named." if count else ""
    return Happening(
        event.commissioned_on,
        "A local child safeguarding practice review was commissioned."
        f"{reviewers} Publication is {due(event.due)}.",
    )


def _submitted(event: PanelReportSubmitted) -> Happening:
    return Happening(
        event.submitted_on,
        f"The report went to the Panel by {code(event.channel)}{_round(event.round)}."
        f"{late(event.breach)}",
    )


_says: Mapping[type[Event], Callable[[Any], Happening]] = {
    IncidentReported: _reported,
    IncidentReportCorrected: lambda e: Happening(
        e.corrected_on, f"{e.message.partner} corrected its report {_of(e)}."
    ),
    IncidentReportWithdrawn: lambda e: Happening(
        e.withdrawn_on, f"{e.message.partner} took its report back."
    ),
    AwarenessRecorded: lambda e: Happening(
        e.aware_on,
        "The authority became aware."
        + (f" A notification is {due(e.due)}." if e.due else " No notification clock runs."),
    ),
    IncidentNotified: _notified,
    NotificationDeclined: lambda e: Happening(
        e.declined_on, "The authority decided that this is not an incident to notify."
    ),
    NotificationAmended: lambda e: Happening(
        e.amended_on, f"The notification was corrected: it is {_of(e)}."
    ),
    NotificationWithdrawn: lambda e: Happening(
        e.withdrawn_on, f"The notification was withdrawn: {code(e.reason)}."
    ),
    CaseReferred: lambda e: Happening(
        e.referred_on,
        f"A case was referred{by(e.organisation)}: {code(e.concern)}.",
    ),
    ReferralAccepted: lambda e: Happening(
        e.accepted_on, f"The referral was accepted, as a {code(e.as_what)}."
    ),
    ReferralDeclined: lambda e: Happening(e.declined_on, "The referral was declined."),
    RapidReviewOpened: _opened,
    RapidReviewCancelled: lambda e: Happening(
        e.cancelled_on, f"The rapid review was cancelled: {code(e.reason)}."
    ),
    AgencySummaryRequested: lambda e: Happening(
        e.requested_on,
        f"{e.agency} was asked for a summary" + (f" by {day(e.due_on)}." if e.due_on else "."),
    ),
    AgencySummaryReceived: lambda e: Happening(e.received_on, f"{e.agency} sent its summary."),
    ImmediateActionRecorded: lambda e: Happening(
        e.taken_on, f"Immediate action was taken{by(e.agency)}."
    ),
    RapidReviewCompleted: _completed,
    PanelAnswerReceived: lambda e: Happening(
        e.responded_on, f"The Practice Review Group has the Panel's answer: {code(e.answer)}."
    ),
    RapidReviewReconsidered: lambda e: Happening(
        e.reconsidered_on,
        f"The decision was taken again: {code(e.decision)}.{_dissents(e.signed_off_by)}",
    ),
    CSPRCommissioned: _commissioned,
    PanelReportRequired: lambda e: Happening(
        e.completed_on,
        f"A report to the Panel is owed{_round(e.round)}."
        + (f" It is {due(e.due)}." if e.due else ""),
    ),
    PanelReportRendered: lambda e: Happening(
        e.rendered_on, f"The report to the Panel was printed and kept{_round(e.round)}."
    ),
    PublishedReviewDescribed: lambda e: Happening(
        e.described_on, "Its published review was given a title and themes in the repository."
    ),
    PanelReportSubmitted: _submitted,
    PanelResponded: lambda e: Happening(
        e.responded_on, f"The Panel answered{_round(e.round)}: {code(e.answer)}."
    ),
    LegalHoldPlaced: lambda e: Happening(
        e.placed_on, f"A legal hold was placed: {code(e.reason)}."
    ),
    LegalHoldReleased: lambda e: Happening(
        e.released_on, f"The legal hold was released: {code(e.reason)}."
    ),
    ErasureOrdered: lambda e: Happening(e.ordered_on, f"It was decided to erase {_erased(e)}."),
    ErasureCarriedOut: lambda e: Happening(
        e.carried_out_on, f"Erased: {_erased(e)}. What was sealed there reads as erased."
    ),
    **says_of_publication,
    **says_of_actions,
    **says_of_telling,
    **says_of_learning,
    **says_of_thematic,
    **says_of_waiting,
    **says_of_recomputed,
    **says_of_reminders,
}

told = tuple(_says)
"""Every event that a timeline tells of."""


def _of(facts: IncidentFacts) -> str:
    try:
        name = authority(facts.authority).name
    except NotAnAuthority:
        name = facts.authority
    count = len(facts.children) + facts.further_children
    return f"in {name}, {count or 'no'} child{'' if count == 1 else 'ren'} listed"


def _both_dues(event: PanelReportDue) -> str:
    told = [
        f"{day(due.due_on)} counted from {start}"
        for due, start in ((event.due_notified, "notification"), (event.due_aware, "awareness"))
        if due is not None
    ]
    return f" The report is due at the Panel: {', '.join(told)}." if told else ""


def _dissents(sign_offs: Sequence[SignOff]) -> str:
    """Of which partners somebody dissents; never in which words."""
    roles = {one.partner_role for one in sign_offs if one.dissent is not None}
    who = ", ".join(code(role) for role in PartnerRole if role in roles)
    return f" Dissent recorded: {who}." if who else ""


def _erased(event: ErasureOrdered | ErasureCarriedOut) -> str:
    count = len(event.keys)
    part = f"what {count} key{'' if count == 1 else 's'} of it had sealed"
    what = "all that names people in this case" if event.everything else part
    return f"{what} ({code(event.why)})"


def _round(number: int) -> str:
    return f" (round {number})" if number > 1 else ""
