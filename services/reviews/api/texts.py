"""Opening the sealed texts of a case: for whom, why, and never without a note of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.reviews.api.seen import holding_of
from services.reviews.read_models import CaseRow, TextRow
from shared.edge.access import note_opening
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import NotAllowed
from shared.edge.visibility import Holding, may_open
from shared.events.sealed import Sealed


class Purpose(StrEnum):
    """Why somebody opens sealed texts; codes, so that no address holds a free text."""

    RAPID_REVIEW = "rapid-review"
    PRACTICE_REVIEW = "practice-review"
    THEMATIC_REVIEW = "thematic-review"
    PANEL_REPORT = "panel-report"
    CORRECTION = "correction"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class OpenedText:
    """A text that was sealed; `[erased]` where its key is gone."""

    event: str
    field: str
    happened_on: date
    text: str


async def open_texts(
    desk: Desk, actor: Actor, row: CaseRow, sealed: Sequence[TextRow], purpose: Purpose
) -> list[OpenedText]:
    """The texts of a case in clear; who opened them, and why, is noted first.

    Raises:
        NotAllowed: they may see the case and not read it.
    """
    return await open_held(desk, actor, (row.subject, holding_of(row)), sealed, purpose=purpose)


async def open_held(
    desk: Desk,
    actor: Actor,
    of: tuple[str, Holding],
    sealed: Sequence[TextRow],
    *,
    purpose: Purpose,
) -> list[OpenedText]:
    """The texts of a subject in clear, with whose it is; noted first.

    Raises:
        NotAllowed: they may see it and not read it.
    """
    subject, holding = of
    if not may_open(actor, holding):
        raise NotAllowed
    async with desk.pool.connection() as connection:
        await note_opening(
            desk,
            connection,
            actor,
            subject=subject,
            purpose=purpose,
            seals=len(sealed),
        )
    opened = await desk.sealer.open_many(
        subject, [Sealed(key=one.key, seal=one.seal, box=one.box) for one in sealed]
    )
    return [
        OpenedText(one.what, one.field, one.happened_on, text)
        for one, text in zip(sealed, opened, strict=True)
    ]
