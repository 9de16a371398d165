"""What notifications answers, as models; what is not known of a case is left out."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import create_model

from services.notifications.queries import HeldRow, MessageRow, RefusalRow
from services.notifications.read_models import IncidentRow
from shared.edge.answers import Answer, in_clear, shown_as
from shared.events.children import IncidentFacts
from shared.events.codes import AcceptedAs, ReferralConcern
from shared.events.values import Subject


class MessageNamed(Answer):
    """Which message is meant."""

    source: str
    id: str
    type: str | None


class Receipt(Answer):
    """What became of a message: the same again gets the same receipt."""

    type: str
    title: str
    status: int
    detail: str
    outcome: Literal["accepted", "refused", "held"]
    message: MessageNamed
    received_at: datetime
    reference: str
    incident: Subject
    position: str


class MessageOfCase(Answer):
    """A message about a case."""

    source: str
    id: str
    type: str | None
    channel: str
    received_at: datetime
    outcome: str


_id = {"subject": "id"}
Incident = shown_as("Incident", IncidentRow, renamed=_id)
IncidentWithMessages = create_model(
    "IncidentWithMessages", __base__=Incident, messages=(list[MessageOfCase], ...)
)
CaseNow = create_model("CaseNow", __base__=Incident, position=(str, ...))
FactsInClear = in_clear("FactsInClear", IncidentFacts)
MessageShown = shown_as("MessageShown", MessageRow)
HeldShown = shown_as("HeldShown", HeldRow)
RefusedShown = shown_as("RefusedShown", RefusalRow)


def _listed(name: str, field: str, shown: Any) -> Any:
    fields: Any = {field: (list[shown], ...), "next": (str | None, ...)}
    doc = "A part of a list; ask with `cursor=next` for what comes after it."
    return create_model(name, __base__=Answer, __doc__=doc, **fields)


Incidents = _listed("Incidents", "incidents", Incident)
Referrals = _listed("Referrals", "referrals", Incident)
ReferralInClear = create_model(
    "ReferralInClear",
    __base__=FactsInClear,
    concern=(ReferralConcern, ...),
    reason=(str, ...),
    referrer=(str | None, None),
    organisation=(str | None, None),
    referred_on=(date, ...),
)
Messages = _listed("Messages", "messages", MessageShown)
Held = _listed("Held", "held", HeldShown)
Refusals = _listed("Refusals", "refusals", RefusedShown)


class Done(Answer):
    """Where the case stands: hand `position` on as `after=`. Nothing happened: it was so."""

    case: Subject
    position: str
    happened: list[str]


class Referred(Done):
    """As every command is answered, with the reference by which a referrer follows it."""

    reference: str


class OpenlyReferred(Answer):
    """It was received; `reference` is shown to nobody else, and cannot be had again."""

    reference: str


class ReferralFollowed(Answer):
    """What became of a referral; `reasons` are the group's, where it was not taken up."""

    state: Literal["waiting", "accepted", "declined"]
    referred_on: date
    answered_on: date | None = None
    accepted_as: AcceptedAs | None = None
    reasons: str | None = None


class Settled(Answer):
    """The number of the message that was looked at."""

    settled: int
