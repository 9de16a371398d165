"""The time before a thematic review may be published, counted anew by another calendar."""

from collections.abc import Sequence

from services.reviews.domain.gate import opens_on
from services.reviews.domain.thematic.course import AtWork, Thematic, copies, open_copy
from shared.decisions.commands import today
from shared.decisions.recounting import RecountDueDates
from shared.events.event import Event
from shared.events.recomputed import Recomputed
from shared.events.thematic import ThematicTermRecomputed


def recount(command: RecountDueDates, review: Thematic) -> Sequence[Event]:
    """Say whether the open term moves; of what is published or taken down none is open."""
    if not isinstance(review, AtWork) or (sent := open_copy(review)) is None:
        return []
    now = opens_on(copies(review), command.counted_by)
    if sent.term is None or now is None or sent.term.ends_on == now.ends_on:
        return []
    return [
        ThematicTermRecomputed(
            was=sent.term,
            now=now,
            why=Recomputed.CALENDAR_ADOPTED,
            recomputed_on=today(command),
        )
    ]
