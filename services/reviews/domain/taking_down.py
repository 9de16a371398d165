"""What was published is taken down: at once for a child's sake, else not in the year."""

from collections.abc import Sequence

from services.reviews.domain.course import commissioned_of, of_kind, published
from services.reviews.domain.review import Concluded, Review
from shared.decisions.commands import has_happened, repeats, today
from shared.decisions.decider import Command, Refused
from shared.events.event import Event
from shared.events.practice_codes import TakenDownFor
from shared.events.publication import ReportTakenDown
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import Organisation

at_once = (TakenDownFor.CHILD_IDENTIFIABLE, TakenDownFor.COURT_ORDER)
"""What no year of availability stands against (our inference for the order of a court)."""


class Taking(Command):
    """Why a report is taken down, and who decided so."""

    reason: TakenDownFor
    note: Sealed | None = None
    decided_by: Sealed
    organisation: Organisation | None = None


class TakeDownReport(Taking):
    """Take down, today, what is published."""


class RecordTakenDownElsewhere(Taking):
    """Record that what was published was taken down outside cspr."""

    taken_down_on: Day


def take_down(
    command: TakeDownReport | RecordTakenDownElsewhere, review: Review
) -> Sequence[Event]:
    """Say what taking down makes happen; before the year is over it is an exception.

    Raises:
        Refused: nothing is published, or it has to be available for longer.
    """
    at_work, _ = commissioned_of(review)
    now = published(at_work)
    if now is None and _known(command, at_work):
        return []
    if now is None:
        raise Refused("Nothing of this review is published, so nothing can be taken down.")
    outside = isinstance(command, RecordTakenDownElsewhere)
    on = command.taken_down_on if isinstance(command, RecordTakenDownElsewhere) else None
    on = on or today(command)
    has_happened(command, "taken_down_on", on)
    if on < now.published_on:
        raise Refused(
            f"This was published on {now.published_on.isoformat()} and cannot have been taken "
            "down before that. Check the day.",
            field="taken_down_on",
        )
    is_early = on < now.availability.ends_on
    if is_early and not outside and command.reason not in at_once:
        raise Refused(
            "A published review is available for at least a year, this one until "
            f"{now.availability.ends_on.isoformat()}. Before that it is taken down where a "
            "child may be identifiable or a court orders it, and then at once.",
            field="reason",
        )
    return [
        ReportTakenDown(
            reason=command.reason,
            note=command.note,
            decided_by=command.decided_by,
            organisation=command.organisation,
            taken_down_on=on,
            outside=outside,
            cut_short=now.availability if is_early else None,
        )
    ]


def _known(command: TakeDownReport | RecordTakenDownElsewhere, review: Concluded) -> bool:
    """Whether the last taking down is the one that is asked for."""
    taken = of_kind(review, ReportTakenDown)
    outside = isinstance(command, RecordTakenDownElsewhere)
    return bool(taken) and repeats(command, taken[-1]) and taken[-1].outside is outside
