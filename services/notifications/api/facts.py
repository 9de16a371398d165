"""The facts of a case at the edge: sealed on their way in, opened for who may read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services.notifications.intake.inbound import Facts, Sent
from services.notifications.intake.sealing import (
    SealedTexts,
    check_children,
    facts_of,
    texts_of,
)
from shared.decisions.clock import london_date
from shared.decisions.database import Connection
from shared.edge.access import note_opening
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import BadInput, Fault, NotFound
from shared.edge.seal_once import Said, seal_once
from shared.events.children import IncidentFacts
from shared.events.sealed import Sealed


async def sealed_facts(desk: Desk, said: Facts, subject: str, *, within: str) -> IncidentFacts:
    """Facts that are a part of a form, with their texts sealed.

    Raises:
        BadInput: a child cannot be as it was told.
    """
    now = desk.clock.now()
    try:
        check_children(said, now)
    except BadInput as bad:
        raise BadInput(
            *(Fault(f"{within}.{each.field}", each.what, each.remedy) for each in bad.faults)
        ) from None
    sealed = await seal_again(desk, said, subject)
    return facts_of(said, sealed, london_date(now))


async def seal_again(desk: Desk, said: Sent, subject: str) -> SealedTexts:
    """The texts of what is said of a known case, sealed as they were when it was said first.

    Raises:
        KeyDestroyed: the case was erased.
    """
    texts = texts_of(said, subject)
    if not texts:
        return {}
    pairs = [(text.key_id, text.text) for text in texts.values()]
    (seals,) = await seal_once(desk, [Said(subject, type(said), said, pairs)])
    return dict(zip(texts, seals, strict=True))


async def open_facts(
    desk: Desk, connection: Connection, actor: Actor, subject: str, facts: IncidentFacts | None
) -> dict[str, Any]:
    """The facts in clear; the opening is noted before anything is shown."""
    if facts is None:
        raise NotFound
    shown = facts.model_dump(
        mode="json", include=set(IncidentFacts.model_fields), exclude_none=True
    )
    return await open_shown(desk, connection, actor, Shown(subject, "facts of a case", shown))


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a subject, still sealed in places, and why somebody opens it."""

    subject: str
    purpose: str
    fields: dict[str, Any]


async def open_shown(
    desk: Desk, connection: Connection, actor: Actor, shown: Shown
) -> dict[str, Any]:
    """The fields in clear; the opening is noted before anything is shown."""
    found = list(_sealed(shown.fields))
    if found:
        await note_opening(
            desk,
            connection,
            actor,
            subject=shown.subject,
            purpose=shown.purpose,
            seals=len(found),
        )
    texts = await desk.sealer.open_many(shown.subject, [sealed for _, _, sealed in found])
    for (holder, name, _), text in zip(found, texts, strict=True):
        holder[name] = text
    return shown.fields


def _sealed(holder: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, Sealed]]:
    for name, value in holder.items():
        if isinstance(value, dict) and value.keys() == {"key", "seal", "box"}:
            yield holder, name, Sealed.model_validate(value)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict):
                    yield from _sealed(each)
