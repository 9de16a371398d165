"""Drafts of what officers of an authority send: incidents, notifications, amendments."""

from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.requests import Request

from services.notifications import queries
from services.notifications.api import forms
from services.notifications.api.cases import record_notification
from services.notifications.api.parts import OnCase, case_of, desk_of, holding_of
from shared.decisions.clock import london
from shared.decisions.database import Connection
from shared.edge.drafts.drafting import Drafting, Field, Kind
from shared.edge.drafts.kept import Draft
from shared.edge.identity import Actor, Role
from shared.edge.pages.forms import model_from
from shared.edge.refusals import BadInput, Fault
from shared.edge.visibility import must_act
from shared.events.codes import NotificationChannel

_officers = (Role.AUTHORITY_OFFICER,)
_channels = {one.value: one.value.replace("-", " ").capitalize() for one in NotificationChannel}
notification = Kind(
    "notification",
    "Notification",
    _officers,
    (
        Field(
            "notified_at", "When was the Panel notified?", "In England, as 2026-01-07 10:30."
        ),
        Field("channel", "How?", choices=_channels),
        Field("national_ref", "National reference"),
        Field("notifier", "Who notified, and how to reach them"),
        Field("evidence_note", "What shows it", rows=4),
    ),
)
_what_happened = (
    Field("incident_on", "On which day did it happen?", "As 2026-01-02."),
    Field("place", "At which place?"),
    Field("summary", "What happened?", rows=10),
    Field("children", "The children", "Name, age, what happened to each.", rows=8),
    Field("further_information", "Further information", rows=6),
)
_kinds = (
    notification,
    Kind("incident-report", "Incident", _officers, _what_happened, begins_a_case=True),
    Kind(
        "amendment",
        "Amendment of a notification",
        _officers,
        (*_what_happened, Field("reason", "Why is it amended?", rows=4)),
    ),
)


async def _authority_of(connection: Connection, case: str) -> str | None:
    row = await queries.incident(connection, case)
    return row.authority if row else None


drafting = Drafting({kind.name: kind for kind in _kinds}, _authority_of)


async def send_notification(
    request: Request, actor: Actor, draft: Draft, fields: Mapping[str, str]
) -> str:
    """Record the notification of a draft, with the facts of the case as they stand.

    Raises:
        BadInput: a field is missing or not in its form.
        Refused: the rules say no.
    """
    form = model_from(forms.Notification, {**fields, "notified_at": instant_of(fields)})
    desk = desk_of(request)
    async with desk.pool.connection() as connection:
        state, position = await case_of(connection, draft.subject)
    must_act(actor, holding_of(state), *_officers)
    await record_notification(
        OnCase(request, actor, draft.subject, state, position, None), form
    )
    return "The notification was recorded"


def instant_of(fields: Mapping[str, str]) -> str:
    """When it was notified, told by the clocks of England, as an instant.

    Raises:
        BadInput: it is missing, or no day with a time.
    """
    text = fields.get("notified_at", "").strip()
    try:
        told = datetime.fromisoformat(text)
        if len(text) < len("2026-01-07 10:30") or told.tzinfo is not None:
            raise ValueError(text)
    except ValueError:
        what = "It is not a day with a time." if text else "It is missing."
        raise BadInput(Fault("notified_at", what, "Write it as 2026-01-07 10:30.")) from None
    return told.replace(tzinfo=london).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
