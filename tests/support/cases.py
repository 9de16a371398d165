"""Small parts of cases, for tests of rules: days, sealed texts, children, sign-offs."""

from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from shared.events.children import ChildFacts
from shared.events.codes import AbuseOrNeglect, Outcome
from shared.events.envelope import Envelope, Recorded
from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.values import MessageRef, PartnerRole, SignOff

WILTSHIRE = "E06000054"
SWINDON = "E06000030"
CUMBRIA = "E10000006"
subject = "case-01890a5d-ac96-774b-bcce-b302099a8057"
day = date.fromisoformat


def at(iso_day: str, hour: int = 12) -> datetime:
    """An instant on a day."""
    return datetime.combine(day(iso_day), time(hour), UTC)


def sealed(text: str) -> Sealed:
    """What stands for a sealed text; the same text gives the same value."""
    seal = sha256(text.encode()).hexdigest()[:32]
    return Sealed(key=f"{subject}/narrative", seal=seal, box="x" * 40)


def child(
    outcome: Outcome = Outcome.SERIOUS_HARM,
    abuse: AbuseOrNeglect = AbuseOrNeglect.SUSPECTED,
    **facts: Any,
) -> ChildFacts:
    """A child of which little is known."""
    return ChildFacts(**{"number": 1, "outcome": outcome, "abuse_or_neglect": abuse, **facts})


def message(number: int, *, channel: Any = "kafka") -> MessageRef:
    """A message of a partner."""
    return MessageRef(partner="police", source="/police", id=f"m-{number}", channel=channel)


def signed(*roles: PartnerRole, on: str) -> tuple[SignOff, ...]:
    """Sign-offs by these partners; without any, by all three."""
    return tuple(
        SignOff(
            partner_role=role, organisation=f"The {role}", by=f"{role}-1", signed_on=day(on)
        )
        for role in roles or tuple(PartnerRole)
    )


def recorded(event: Event, iso_day: str) -> Recorded:
    """An event as it comes along the log."""
    envelope = Envelope(
        id="01890a5d-ac96-774b-bcce-b302099a8058",
        source="elsewhere",
        subject=subject,
        position=1,
        name=type(event).__name__,
        version=event.version,
        time=at(iso_day),
        actor="somebody",
        correlation_id="c",
        causation_id=None,
        traceparent=None,
        body=event.encode(),
    )
    return Recorded(envelope, event)
