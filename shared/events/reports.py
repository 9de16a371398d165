"""What reporting owns: what is owed to the Panel, what was sent to it and what it answered."""

from pydantic import Field

from shared.events.codes import Decision, PanelAnswer, SubmissionChannel
from shared.events.event import Event
from shared.events.reviews import PanelReportDue, Round
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Breach, Digest, Due, Reference


class PanelReportRequired(PanelReportDue, Event, version=1):
    """A rapid review was completed, or reconsidered, so the Panel has to be told its decision.

    `completed_on` is the day of that decision; the due dates are those of the rapid review.
    """

    decision: Decision
    completed_on: Day
    round: Round = 1


class PanelReportSubmitted(Event, version=1):
    """A person sent the report to the Panel, and recorded how and with what proof.

    `answer_due` is a target that is watched, never a breach: no statutory limit was found.
    """

    document_digest: Digest
    channel: SubmissionChannel
    national_ref: Reference | None = None
    evidence_note: Sealed | None = None
    submitted_on: Day
    round: Round = 1
    breach: Breach | None = None
    answer_due: Due | None = None


class PanelReportRendered(Event, version=1):
    """A version of the report was printed as a PDF, once, and is kept sealed.

    `document_digest` is that of the package that it was made from, `ciphertext` the SHA-256 of
    the bytes as they are kept, `size_bytes` the size of the PDF. A replay prints nothing.
    """

    round: Round = 1
    document_digest: Digest
    ciphertext: Digest
    size_bytes: int = Field(ge=1)
    rendered_on: Day


class PanelResponded(Event, version=1):
    """The Panel answered, and a person recorded what."""

    answer: PanelAnswer
    responded_on: Day
    note: Sealed | None = None
    national_ref: Reference | None = None
    round: Round = 1
