"""What people send to reviews, as JSON; free texts and names are sealed at once."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.events.codes import Criterion, Decision
from shared.events.times import Day
from shared.events.values import (
    AuthorityCode,
    Digest,
    Organisation,
    PartnerRole,
    Subject,
)

Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"\S")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]


class Sent(BaseModel):
    """A body; a field that is not known here is refused, so that nothing is lost unseen."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, allow_inf_nan=False
    )


class SummaryRequest(Sent):
    """Ask an agency what it knows; without `due_on`, by the tenth working day."""

    agency: Organisation
    asked_for: Text | None = None
    due_on: Day | None = None


class SummaryReceived(Sent):
    """What an agency told; `document` is the SHA-256 of a file that is kept elsewhere."""

    agency: Organisation
    summary: Text | None = None
    document: Digest | None = None
    received_on: Day


class ImmediateAction(Sent):
    """What was done at once to keep children safe."""

    action: Text
    agency: Organisation | None = None
    taken_on: Day


class SentSignOff(Sent):
    """A safeguarding partner agrees; `name` where another signed than the one who enters it.

    With `dissent` they took part and do not agree: these are their words, and are sealed.
    """

    partner_role: PartnerRole
    organisation: Organisation
    name: Name | None = None
    delegate: bool = False
    signed_on: Day
    dissent: Text | None = None


class SentDecision(Sent):
    """A decision, its reasons, and who agreed to it."""

    decision: Decision
    criteria: frozenset[Criterion] = frozenset()
    rationale: Text
    signed_off_by: Annotated[tuple[SentSignOff, ...], Field(max_length=50)] = ()


class Completion(SentDecision):
    """The rapid review is completed."""

    completed_on: Day


class Reconsideration(SentDecision):
    """The decision was taken again, since the Panel asked for it."""

    reconsidered_on: Day


class SentReviewer(Sent):
    """Who carries out a review."""

    name: Name
    organisation: Organisation | None = None


class Commissioning(Sent):
    """A review is commissioned; it is to be published six months from `decided_on`."""

    reviewers: Annotated[tuple[SentReviewer, ...], Field(max_length=20)] = ()
    decided_on: Day
    commissioned_on: Day


class ImportedReview(SentDecision):
    """A rapid review that was concluded before this system held it, in a case that is here."""

    case: Subject
    authority: AuthorityCode
    notified_on: Day | None = None
    opened_on: Day
    completed_on: Day


class Imports(Sent):
    """Imported history, up to 200 reviews at a time."""

    reviews: Annotated[tuple[ImportedReview, ...], Field(min_length=1, max_length=200)]


_day = date(2024, 5, 20).isoformat()
example_decision = {
    "decision": "lcspr",
    "criteria": ["a", "c"],
    "rationale": "Several agencies held parts of the picture and nobody put them together.",
    "signed_off_by": [
        {"partner_role": "local-authority", "organisation": "Wiltshire Council"},
        {"partner_role": "police", "organisation": "Wiltshire Police"},
        {"partner_role": "health", "organisation": "BSW Integrated Care Board"},
    ],
}
for _sign_off in example_decision["signed_off_by"]:
    _sign_off["signed_on"] = _day  # type: ignore[index]
example_completion = {**example_decision, "completed_on": _day}
example_reconsideration = {**example_decision, "reconsidered_on": _day}
example_commissioning = {
    "reviewers": [{"name": "A. Reviewer", "organisation": "Independent"}],
    "decided_on": _day,
    "commissioned_on": _day,
}
