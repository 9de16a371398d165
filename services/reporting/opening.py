"""The sealed parts of a case's history in clear: for whom, why, and never without a note."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from services.reporting.case_file import CaseFile
from services.reporting.history import HistoryRow
from shared.edge.access import note_opening
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import NotAllowed
from shared.edge.visibility import may_open
from shared.events.sealed import Sealed

_of_sealed = set(Sealed.model_fields)


@dataclass(frozen=True, slots=True)
class OpenedPart:
    """A part of an event that was sealed; `[erased]` where its key is gone.

    `field` is where it stands, as `children.1.name`; places in a list are counted from 1.
    """

    event_id: str
    field: str
    text: str


async def open_history(
    desk: Desk, actor: Actor, file: CaseFile, rows: Sequence[HistoryRow], why: str
) -> list[OpenedPart]:
    """All sealed parts of these events; who opened them, and why, is noted first.

    Raises:
        NotAllowed: they may see the case and not read it.
    """
    if not may_open(actor, file.holding):
        raise NotAllowed
    found = [(row.event_id, *part) for row in rows for part in sealed_parts(row.body)]
    if not found:
        return []
    async with desk.pool.connection() as connection:
        await note_opening(
            desk,
            connection,
            actor,
            subject=file.subject,
            purpose="history of a case",
            seals=len(found),
            why=why,
        )
    texts = await desk.sealer.open_many(file.subject, [sealed for _, _, sealed in found])
    return [
        OpenedPart(event_id, field, text)
        for (event_id, field, _), text in zip(found, texts, strict=True)
    ]


def sealed_parts(body: bytes) -> Iterator[tuple[str, Sealed]]:
    """Where in the body of an event something is sealed, and what."""
    yield from _parts(json.loads(body), ())


def _parts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Sealed]]:
    if isinstance(value, list):
        value = {str(number): each for number, each in enumerate(value, 1)}
    if not isinstance(value, dict):
        return
    if value.keys() == _of_sealed:
        yield ".".join(path), Sealed.model_validate(value)
        return
    for name, inner in value.items():
        yield from _parts(inner, (*path, name))
