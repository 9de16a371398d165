"""The small values that events are made of: references, due dates, breaches, sign-offs.

A name that ends in `_on` is a calendar date in England, one in `_at` an instant in UTC.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from shared.events.event import Value
from shared.events.sealed import Sealed
from shared.events.times import Day

Subject = Annotated[
    str,
    StringConstraints(
        pattern="^(case|thematic|record|operation)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
    ),
]
"""What an event is about: a case, a thematic review, an older record, an act of operators."""

AuthorityCode = Annotated[str, StringConstraints(pattern="^E[0-9]{8}$")]
"""The GSS code of an English authority; `shared.events.authorities` says which there were."""

Reference = Annotated[str, StringConstraints(pattern="^[!-~]([ -~]{0,98}[!-~])?$")]
"""Somebody else's reference, 1 to 100 printable ASCII characters. It must not name a person."""

MessageSource = Annotated[str, StringConstraints(pattern="^[!-~]{1,200}$")]
"""The CloudEvents source of a partner's message: a URI reference, without spaces."""

ActorId = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$")]
"""Who did it, as an id that says nothing of the person: no name, no e-mail address."""

Organisation = Annotated[
    str,
    StringConstraints(
        max_length=200,
        pattern=r"^[^\s\p{Cc}\p{Cf}]([^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*[^\s\p{Cc}\p{Cf}])?$",
    ),
]
"""The name of a body (a council, a force, a board), on one line; never that of a person."""

Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
"""A SHA-256 in hex; a keyed one (HMAC) where what it was taken of could be guessed."""

ClockName = Literal["notification", "rapid-review", "publication", "panel-answer"]
Start = Literal["AWARE", "REPORTED", "NOTIFIED", "DECIDED", "RECEIVED"]
"""What a clock is counted from. `REPORTED` is only presumed: a report is not awareness."""


class Due(Value):
    """By when something is to be done, and all that is needed to say why on that day.

    `rule` is a rule of the project's domain notes (R1, R7, R14); `rule_set` and `calendar`
    name the versions in force. `skipped` are the weekend days and holidays that were passed
    over between `counted_from` (day 0) and `due_on`; a clock in months skips none.
    `relaxed_by`: which relaxation of the rule covers the day; to be late is no breach then.
    """

    clock: ClockName
    rule: Annotated[str, StringConstraints(pattern="^R[1-9][0-9]?$")]
    start: Start
    counted_from: Day
    due_on: Day
    rule_set: Reference
    calendar: Reference
    skipped: tuple[Day, ...] = ()
    relaxed_by: Reference | None = None


class Breach(Value):
    """Something was done after it was due; recorded beside the fact, never a refusal.

    `days_late` are calendar days.
    """

    clock: ClockName
    due_on: Day
    done_on: Day
    days_late: int = Field(ge=1)

    @model_validator(mode="after")
    def _adds_up(self) -> "Breach":
        if (self.done_on - self.due_on).days != self.days_late:
            raise ValueError("days_late has to be the days from due_on to done_on")
        return self


def breach_of(due: Due | None, done_on: date) -> Breach | None:
    """The breach, if what was due was done only on a later day.

    Without a due date there is none, nor where the rule was relaxed on that day.
    """
    if due is None or due.relaxed_by is not None or done_on <= due.due_on:
        return None
    days_late = (done_on - due.due_on).days
    return Breach(clock=due.clock, due_on=due.due_on, done_on=done_on, days_late=days_late)


class MessageRef(Value):
    """Which message of which partner: (`source`, `id`) is its identity, as CloudEvents says."""

    partner: ActorId
    source: MessageSource
    id: Reference
    channel: Literal["kafka", "http"]


class PartnerRole(StrEnum):
    """The three safeguarding partners. Source: Children Act 2004 as amended (published).

    Health was the clinical commissioning group and is the integrated care board since
    July 2022 (guidance, unverified); `organisation` beside it says which body it was.
    """

    LOCAL_AUTHORITY = "local-authority"
    POLICE = "police"
    HEALTH = "health"


class SignOff(Value):
    """One safeguarding partner agrees: by a person, or by a delegate of theirs.

    `by` is the actor, `name` the person where another signed than the one who entered it.
    An area may have several forces or boards, so a role may sign more than once.
    `dissent`: they took part and do not agree, and this is what they say. What follows where a
    partner dissents was found nowhere; that it is recorded, and binds nobody, is our inference.
    """

    partner_role: PartnerRole
    organisation: Organisation
    by: ActorId
    name: Sealed | None = None
    delegate: bool = False
    signed_on: Day
    dissent: Sealed | None = None


class Recipient(StrEnum):
    """Who has to be told. Source: gov.uk, "report a serious child safeguarding incident"."""

    PANEL = "panel"
    SECRETARY_OF_STATE = "secretary-of-state"
    OFSTED = "ofsted"
    SAFEGUARDING_PARTNERS = "safeguarding-partners"
    OTHER_AREA_PARTNERS = "other-area-partners"


class Obligation(Value):
    """Somebody has to be told, under a rule.

    `expected_only`: expected by guidance, and not known to be a duty (R3). `area` says whose
    partners, where the recipient is those of another area.
    """

    recipient: Recipient
    rule: Annotated[str, StringConstraints(pattern="^R[1-9][0-9]?$")]
    due: Due | None = None
    expected_only: bool = False
    area: AuthorityCode | None = None
