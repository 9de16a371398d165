"""Legal holds and erasures of a case: a hold refuses one, and what was ordered is final."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.decisions.commands import today
from shared.decisions.decider import Command, Decider, Refused
from shared.events.erasures import (
    ErasureCarriedOut,
    ErasureOrdered,
    ErasureReason,
    HoldReason,
    KeyIds,
    LegalHoldPlaced,
    LegalHoldReleased,
)
from shared.events.event import Event
from shared.events.values import Reference


class PlaceLegalHold(Command):
    """Let nothing of the case be erased."""

    reason: HoldReason
    reference: Reference | None = None


class ReleaseLegalHold(Command):
    """End the hold for a reason."""

    reason: HoldReason


class OrderErasure(Command):
    """Decide to destroy keys; `everything` means all keys of the case, those to come too."""

    keys: KeyIds
    everything: bool
    why: ErasureReason


class RecordErasure(Command):
    """Record that what was ordered is done, and of how many messages no body is kept."""

    messages: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a case is kept for, what was ordered and is not done yet, and what is erased."""

    holds: frozenset[HoldReason] = frozenset()
    ordered: ErasureOrdered | None = None
    erased: frozenset[str] = frozenset()
    everything: bool = False


ErasureCommand = PlaceLegalHold | ReleaseLegalHold | OrderErasure | RecordErasure


def decide(command: ErasureCommand, keeping: Keeping) -> Sequence[Event]:
    """Say what `command` makes happen; nothing, if it has happened already.

    Raises:
        Refused: a hold stands against it, or another erasure is under way.
    """
    match command:
        case PlaceLegalHold():
            return _hold(command, keeping)
        case ReleaseLegalHold():
            return _release(command, keeping)
        case OrderErasure():
            return _order(command, keeping)
        case RecordErasure():
            return _record(command, keeping)


def _hold(command: PlaceLegalHold, keeping: Keeping) -> Sequence[Event]:
    if command.reason in keeping.holds:
        return []
    if keeping.ordered is not None:
        raise Refused(
            f"An erasure of this case was ordered on {keeping.ordered.ordered_on.isoformat()},"
            " and keys may be destroyed already. See it through first (`cspr erase run`); a"
            " hold can then be placed on what is left."
        )
    if keeping.everything:
        raise Refused("All of this case has been erased, so nothing is left to hold.")
    return [
        LegalHoldPlaced(
            reason=command.reason, reference=command.reference, placed_on=today(command)
        )
    ]


def _release(command: ReleaseLegalHold, keeping: Keeping) -> Sequence[Event]:
    if command.reason not in keeping.holds:
        return []
    return [LegalHoldReleased(reason=command.reason, released_on=today(command))]


def _order(command: OrderErasure, keeping: Keeping) -> Sequence[Event]:
    if is_done(keeping, command.keys, everything=command.everything):
        return []
    if (pending := keeping.ordered) is not None:
        if command.everything if pending.everything else pending.keys == command.keys:
            return []
        raise Refused(
            "Another erasure of this case was ordered and is not finished. See that one through"
            f" first; it is of {_scope_in_words(pending)}."
        )
    if refusal := refusal_of(keeping):
        raise refusal
    return [
        ErasureOrdered(
            keys=command.keys,
            everything=command.everything,
            why=command.why,
            ordered_on=today(command),
        )
    ]


def refusal_of(keeping: Keeping) -> Refused | None:
    """Why nothing of this case may be erased now."""
    if not keeping.holds:
        return None
    why = ", ".join(sorted(keeping.holds))
    return Refused(
        f"A legal hold stands on this case ({why}), so nothing of it is erased. Whoever asked"
        " for the hold has to agree before it is released (`cspr erase release`)."
    )


def _scope_in_words(ordered: ErasureOrdered) -> str:
    return "the whole case" if ordered.everything else ", ".join(ordered.keys)


def is_done(keeping: Keeping, keys: Sequence[str], *, everything: bool) -> bool:
    """Whether this was erased already."""
    if keeping.everything:
        return True
    return not everything and keeping.erased.issuperset(keys)


def _record(command: RecordErasure, keeping: Keeping) -> Sequence[Event]:
    if (ordered := keeping.ordered) is None:
        return []
    return [
        ErasureCarriedOut(
            keys=ordered.keys,
            everything=ordered.everything,
            why=ordered.why,
            messages=command.messages,
            carried_out_on=today(command),
        )
    ]


def evolve(keeping: Keeping, event: Event) -> Keeping:
    """What stands after one more event; those of the Panel's report are passed over."""
    match event:
        case LegalHoldPlaced(reason=reason):
            return replace(keeping, holds=keeping.holds | {reason})
        case LegalHoldReleased(reason=reason):
            return replace(keeping, holds=keeping.holds - {reason})
        case ErasureOrdered():
            return replace(keeping, ordered=event)
        case ErasureCarriedOut(keys=keys, everything=everything):
            return replace(
                keeping,
                ordered=None,
                erased=keeping.erased | set(keys),
                everything=keeping.everything or everything,
            )
        case _:
            return keeping


erasing: Decider[ErasureCommand, Keeping] = Decider(Keeping(), decide, evolve)
