"""What a sender is answered, the same over Kafka and over HTTP; it quotes nothing but ids."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from services.notifications.intake.arrived import Arrived
from services.notifications.intake.inbound import IMPORT, REPORT
from services.notifications.intake.reading import Read
from shared.decisions.decider import Refused
from shared.decisions.store import Outcome
from shared.edge.refusals import Fault
from shared.edge.words import correct_it
from shared.privacy.refusals import KeyDestroyed

Receipt = Mapping[str, Any]
"""`outcome` is accepted, refused or held; `status` is the HTTP status that goes with it."""

receipt_type, refusal_type = "uk.cspr.partner.receipt.v1", "uk.cspr.partner.refusal.v1"
again = "Correct it and send it again, under a new id."


def accepted(read: Read, outcome: Outcome) -> Receipt:
    """It was taken."""
    words = {
        REPORT: "The report was received. The authority decides whether it is to be notified.",
        IMPORT: "The notification was taken over as history; nothing follows from it.",
    }
    detail = words.get(read.type or REPORT, "It was received, and the case shows it.")
    return {
        **_about(read, "accepted", 201, "Received", detail),
        "incident": outcome.position.subject,
        "position": str(outcome.position),
    }


def refused(read: Read, reason: BaseException | None = None) -> Receipt:
    """It was not taken, for what it says or for what the rules say to it."""
    faults: tuple[Fault, ...]
    match reason:
        case Refused(field=None):
            status, faults = 409, (Fault("", reason.words, again),)
        case Refused():
            status, faults = 422, (Fault(reason.field or "", reason.words, again),)
        case KeyDestroyed():
            status, faults = 410, (Fault("", reason.words, "Ask the operators if in doubt."),)
        case _:
            status, faults = 413 if read.too_big else 400, read.faults
    first = faults[0]
    detail = f"{first.what} {_remedy(first)}"
    title = "This cannot be done" if status in (409, 410, 422) else "Bad input"
    said = [{"field": f.field, "what": f.what, "remedy": _remedy(f)} for f in faults]
    return {**_about(read, "refused", status, title, detail), "faults": said}


def not_permitted(read: Read, words: str, field: str = "") -> Receipt:
    """The sender is known and may not send this."""
    remedy = "Ask the operators if it should be."
    return {
        **_about(read, "refused", 403, "Not allowed", f"{words} {remedy}"),
        "faults": [{"field": field, "what": words, "remedy": remedy}],
    }


def held(read: Read) -> Receipt:
    """The id is known with another body: nothing is done until a person has looked."""
    what = "Another message was received with this source and id, and it says something else."
    remedy = (
        "A person will look at this one; nothing was done with it. To correct a report, send a "
        "correction under an id of its own."
    )
    return {
        **_about(read, "held", 409, "Held for a person", f"{what} {remedy}"),
        "faults": [{"field": "id", "what": what, "remedy": remedy}],
    }


def failed(read: Read) -> Receipt:
    """A fault of ours: the message is kept, and a person has to look."""
    what = "This message could not be taken because of a fault on our side."
    remedy = "It is kept, and the operators can see it; there is no need to send it again."
    return {
        **_about(read, "held", 500, "Held for a person", f"{what} {remedy}"),
        "faults": [{"field": "", "what": what, "remedy": remedy}],
    }


def _remedy(fault: Fault) -> str:
    return again if fault.remedy == correct_it else fault.remedy


def _about(read: Read, outcome: str, status: int, title: str, detail: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "outcome": outcome,
        "message": _named(read, read.arrived),
        "received_at": _iso(read.arrived.at),
        "reference": read.arrived.cause.correlation_id,
    }


def _named(read: Read, arrived: Arrived) -> dict[str, Any]:
    if read.identified:
        return {"source": read.key.source, "id": read.key.id, "type": read.type}
    if arrived.place is not None:
        return dict(arrived.place._asdict())
    return {}


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
