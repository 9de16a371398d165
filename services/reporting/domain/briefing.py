"""A thematic briefing: reviews that somebody chose, written, written anew, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import Field

from shared.decisions.decider import Command, Decider, Refused
from shared.events.event import Event
from shared.events.record_codes import RecordWithdrawal
from shared.events.records import Prose, Title
from shared.events.themes import BriefingWithdrawn, BriefingWritten, RecordId
from shared.events.values import Digest


class WriteBriefing(Command):
    """Say which reviews a briefing is about, and what it says before them.

    `document` and `size_bytes` are those of the PDF that was printed of it.
    """

    title: Title
    introduction: Prose | None = None
    reviews: tuple[RecordId, ...] = Field(min_length=1, max_length=100)
    document: Digest
    size_bytes: int


class WithdrawBriefing(Command):
    """Show a briefing no longer."""

    reason: RecordWithdrawal


@dataclass(frozen=True, slots=True)
class Briefing:
    """What was written last; None before, and after a withdrawal."""

    written: BriefingWritten | None = None
    withdrawn: bool = False


BriefingCommand = WriteBriefing | WithdrawBriefing


def decide(command: BriefingCommand, briefing: Briefing) -> Sequence[Event]:
    """Say what `command` makes happen; nothing, if it has happened already.

    Raises:
        Refused: a review is chosen twice, or there is no such briefing.
    """
    match command:
        case WriteBriefing():
            return _write(command, briefing)
        case WithdrawBriefing() if briefing.written is None:
            raise Refused("There is no such briefing. Check its address.")
        case WithdrawBriefing():
            return [] if briefing.withdrawn else [BriefingWithdrawn(reason=command.reason)]


def _write(command: WriteBriefing, briefing: Briefing) -> Sequence[Event]:
    if briefing.withdrawn:
        raise Refused("This briefing was withdrawn, and stays so. Write another.")
    if len(set(command.reviews)) < len(command.reviews):
        raise Refused("A review is chosen twice. Leave it out once.", field="reviews")
    fields = {name: getattr(command, name) for name in BriefingWritten.model_fields}
    written = BriefingWritten(**fields)
    return [] if written == briefing.written else [written]


def evolve(briefing: Briefing, event: Event) -> Briefing:
    """The briefing after one more event of its history."""
    match event:
        case BriefingWritten():
            return Briefing(event)
        case BriefingWithdrawn():
            return Briefing(briefing.written, withdrawn=True)
        case _:
            return briefing


decider: Decider[BriefingCommand, Briefing] = Decider(Briefing(), decide, evolve)
