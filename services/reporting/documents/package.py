"""What a Panel report is made of; its JSON schema is in docs/panel-report.md."""

from typing import Literal

from pydantic import Field

from shared.events.children import IncidentFacts
from shared.events.codes import Decision, Nature, NotificationChannel, PanelAnswer
from shared.events.event import Value
from shared.events.reviews import Criteria, PanelReportDue, Round, SignOffs
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import AuthorityCode, Digest, Organisation, Reference, Subject


class Area(Value):
    """The authority that notified, and owns the rapid review."""

    code: AuthorityCode
    name: str


class Notified(IncidentFacts):
    """The notification, its facts as last amended; `nature` is derived from the children."""

    notified_on: Day
    aware_on: Day | None = None
    national_ref: Reference | None = None
    channel: NotificationChannel | None = None
    amended_on: Day | None = None
    nature: Nature


class Review(PanelReportDue):
    """The rapid review and its decision; `decided_on` is the day of the latest one."""

    opened_on: Day | None = None
    decision: Decision
    criteria: Criteria = frozenset()
    rationale: Sealed
    signed_off_by: SignOffs = ()
    decided_on: Day


class Summary(Value):
    """What an agency told."""

    agency: Organisation
    document: Digest | None = None
    summary: Sealed | None = None
    received_on: Day


class Action(Value):
    """What was done at once to keep children safe."""

    action: Sealed
    agency: Organisation | None = None
    taken_on: Day


class Answer(Value):
    """What the Panel answered before this report, in an earlier round or asking for more."""

    round: Round
    answer: PanelAnswer
    responded_on: Day
    note: Sealed | None = None


class Step(Value):
    """One line of the chronology."""

    on: Day
    what: str


class PanelReport(Value):
    """The report of one rapid review to the Panel, one a round.

    `up_to` is the id of the last event that went into it: the same report can be made again
    from the log as of that event, and has the same digest.
    """

    format: Literal["cspr-panel-report-1"] = "cspr-panel-report-1"
    case: Subject
    round: Round
    up_to: str = Field(min_length=1, max_length=100)
    area: Area | None = None
    notification: Notified | None = None
    rapid_review: Review
    agencies: tuple[Summary, ...] = ()
    immediate_actions: tuple[Action, ...] = ()
    earlier_answers: tuple[Answer, ...] = ()
    chronology: tuple[Step, ...] = ()
