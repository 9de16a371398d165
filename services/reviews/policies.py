"""What reviews does when others' facts come along the log: it opens, cancels and takes note."""

from collections.abc import Callable, Mapping
from typing import Literal, cast

from services.reviews.domain import (
    CancelRapidReview,
    NotePanelAnswer,
    OpenLocalReview,
    OpenRapidReview,
)
from shared.decisions.decider import Command
from shared.events.children import abuse_known_or_suspected
from shared.events.codes import AcceptedAs
from shared.events.envelope import Recorded
from shared.events.event import Event
from shared.events.incidents import (
    IncidentNotified,
    NotificationAmended,
    NotificationWithdrawn,
    ReferralAccepted,
)
from shared.events.reports import PanelResponded

Policy = Callable[[Recorded], Command | None]


def on_incident(recorded: Recorded) -> OpenRapidReview | None:
    """Open a rapid review where abuse or neglect is known or suspected."""
    notified = cast(IncidentNotified, recorded.event)
    if notified.imported or not abuse_known_or_suspected(notified.children):
        return None
    return OpenRapidReview(
        asked_at=recorded.envelope.time,
        authority=notified.authority,
        notified_on=notified.notified_on,
        aware_on=notified.aware_on,
    )


def on_amendment(recorded: Recorded) -> OpenRapidReview | None:
    """Open a rapid review where abuse or neglect came to be suspected after the notification.

    Counted from the amendment, for that is when it was notified; a review that is there
    already stays as it is.
    """
    amended = cast(NotificationAmended, recorded.event)
    if amended.imported or not abuse_known_or_suspected(amended.children):
        return None
    return OpenRapidReview(
        asked_at=recorded.envelope.time,
        authority=amended.authority,
        notified_on=amended.amended_on,
    )


def on_withdrawal(recorded: Recorded) -> CancelRapidReview:
    """Cancel the rapid review of a notification that was withdrawn."""
    withdrawn = cast(NotificationWithdrawn, recorded.event)
    return CancelRapidReview(
        asked_at=recorded.envelope.time, reason=withdrawn.reason, note=withdrawn.note
    )


def on_referral(recorded: Recorded) -> OpenRapidReview | OpenLocalReview | None:
    """Begin what a referral was taken up as; no clock of a notification runs."""
    accepted = cast(ReferralAccepted, recorded.event)
    if accepted.authority is None:
        return None
    if accepted.as_what is AcceptedAs.RAPID_REVIEW:
        return OpenRapidReview(asked_at=recorded.envelope.time, authority=accepted.authority)
    return OpenLocalReview(
        asked_at=recorded.envelope.time,
        as_what=accepted.as_what,
        authority=accepted.authority,
    )


def on_panel_answer(recorded: Recorded) -> NotePanelAnswer:
    """Take note of what the Panel answered, so that the group can decide again."""
    responded = cast(PanelResponded, recorded.event)
    return NotePanelAnswer(
        asked_at=recorded.envelope.time,
        answer=responded.answer,
        responded_on=responded.responded_on,
        note=responded.note,
        national_ref=responded.national_ref,
        round=responded.round,
    )


def judged_by(governing: Literal["NOTIFIED", "AWARE"]) -> Mapping[type[Event], Policy]:
    """The policies, with the start by which a rapid review is judged (R7: both are in use)."""

    def governed(opens: Callable[[Recorded], OpenRapidReview | None]) -> Policy:
        def policy(recorded: Recorded) -> Command | None:
            command = opens(recorded)
            return command and command.model_copy(update={"governing": governing})

        return policy

    return {
        IncidentNotified: governed(on_incident),
        NotificationAmended: governed(on_amendment),
        NotificationWithdrawn: on_withdrawal,
        ReferralAccepted: on_referral,
        PanelResponded: on_panel_answer,
    }


policies: Mapping[type[Event], Policy] = judged_by("NOTIFIED")
