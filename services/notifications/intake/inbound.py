"""What partners send, in clear: the published contract of the partner language.

The codes are those of `shared.events.codes`; what is text here is sealed before it is decided.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from shared.events.codes import (
    AbuseOrNeglect,
    Disability,
    Ethnicity,
    NotificationChannel,
    Outcome,
    Placement,
    ProtectionPlan,
    ReferralConcern,
    Sex,
    Where,
)
from shared.events.event import Value
from shared.events.times import Day, Instant
from shared.events.values import AuthorityCode, MessageSource, Organisation, Reference

Short = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
"""A name or a place, on its way into a seal."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=r"\S")]
"""Free text, on its way into a seal."""

prefix = "uk.cspr.partner."
oldest = 24
"""Years: so old can a care leaver be."""


class Sent(Value):
    """A part of what is sent; a field that is not known is refused, it may be a mistake."""

    model_config = ConfigDict(extra="forbid")


class Child(Sent):
    """One child; `number` is theirs in this case and stays through corrections."""

    number: int | None = Field(default=None, ge=1, le=99)
    name: Short | None = None
    born_on: Day | None = None
    unborn: bool = False
    age_years: int | None = Field(default=None, ge=0, le=oldest)
    sex: Sex = Sex.UNKNOWN
    ethnicity: Ethnicity = Ethnicity.NOT_YET_OBTAINED
    disabilities: frozenset[Disability] = frozenset()
    outcome: Outcome
    abuse_or_neglect: AbuseOrNeglect
    looked_after: bool = False
    care_leaver: bool = False
    placement: Placement | None = None
    child_in_need_plan: bool | None = None
    protection_plan: ProtectionPlan | None = None
    known_to_agencies: bool | None = None
    lives_in: AuthorityCode | None = None
    health: Text | None = None


class Facts(Sent):
    """What happened. Up to four children are listed, more go into `further_information`."""

    authority: AuthorityCode
    where: Where = Where.IN_AREA
    place: Short | None = None
    incident_on: Day | None = None
    summary: Text | None = None
    children: tuple[Child, ...] = Field(default=(), max_length=4)
    further_children: int = Field(default=0, ge=0, le=999)
    further_information: Text | None = None


class IncidentReport(Facts):
    """A partner tells of an incident."""

    reporter: Short | None = None


class IncidentCorrection(Facts):
    """These facts stand in place of the whole of a report that was sent before.

    `corrects` is the id of that message; `corrects_source` its source, if it was another one.
    """

    corrects: Reference
    corrects_source: MessageSource | None = None
    reason: Text | None = None


class IncidentWithdrawal(Sent):
    """A partner takes back a report that it sent before."""

    withdraws: Reference
    withdraws_source: MessageSource | None = None
    reason: Text | None = None


class NotificationImport(Facts):
    """A notification of the past, from a partner that may import; nothing follows from it."""

    notified_at: Instant
    aware_on: Day | None = None
    national_ref: Reference | None = None
    channel: NotificationChannel | None = None


class Referral(Facts):
    """A case is referred to the Practice Review Group; over HTTP only."""

    concern: ReferralConcern
    reason: Text
    referrer: Short | None = None
    organisation: Organisation | None = None


Message = IncidentReport | IncidentCorrection | IncidentWithdrawal | NotificationImport

message_types: Mapping[str, type[Message]] = MappingProxyType(
    {
        prefix + "incident-report.v1": IncidentReport,
        prefix + "incident-correction.v1": IncidentCorrection,
        prefix + "incident-withdrawal.v1": IncidentWithdrawal,
        prefix + "notification-import.v1": NotificationImport,
    }
)
"""Every type that a partner may send, and how its body is read."""

REPORT, CORRECTION, WITHDRAWAL, IMPORT = message_types
