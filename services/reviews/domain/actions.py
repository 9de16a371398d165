"""Actions of a case: each raised for an owner and a day, and closed by somebody else.

That actions are taken on reviews and that their effect is reported every year is R19
(published); the states, and that two people close an action, are ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from shared.decisions.commands import Since, has_happened, repeats
from shared.decisions.decider import Command, Decider, Refused
from shared.events.actions import (
    ActionClosed,
    ActionNumber,
    ActionProgress,
    ActionProgressed,
    ActionRaised,
    ActionReopened,
    ActionRescheduled,
    ActionSource,
)
from shared.events.event import Event
from shared.events.sealed import Sealed
from shared.events.times import Day
from shared.events.values import ActorId, Digest, Organisation

most_actions = 999


class RaiseAction(Command):
    """Somebody has to do something."""

    arises_from: ActionSource
    owner: Organisation
    action: Sealed
    recommendation: Sealed | None = None
    raised_on: Day
    due_on: Day


class RecordActionProgress(Command):
    """How far it is."""

    number: ActionNumber
    progress: ActionProgress
    note: Sealed | None = None
    evidence: Digest | None = None
    noted_on: Day
    by: ActorId


class RescheduleAction(Command):
    """It is due on another day."""

    number: ActionNumber
    due_on: Day
    reason: Sealed
    rescheduled_on: Day


class CloseAction(Command):
    """It was done, or cannot be: somebody else agrees, and says what effect it had."""

    number: ActionNumber
    effect: Sealed
    closed_on: Day
    by: ActorId


class ReopenAction(Command):
    """It has to go on."""

    number: ActionNumber
    reason: Sealed
    reopened_on: Day


@dataclass(frozen=True, slots=True)
class Action:
    """One action; `last` is the last that was said of its progress, or of its due day."""

    raised: ActionRaised
    due_on: Day
    progressed: ActionProgressed | None = None
    rescheduled: ActionRescheduled | None = None
    closed: ActionClosed | None = None
    reopened: ActionReopened | None = None


@dataclass(frozen=True, slots=True)
class Actions:
    """The actions of a case, by number."""

    by_number: Mapping[int, Action] = field(default_factory=dict)


ActionCommand = (
    RaiseAction | RecordActionProgress | RescheduleAction | CloseAction | ReopenAction
)


def decide(command: ActionCommand, actions: Actions) -> Sequence[Event]:
    """Say what `command` makes happen; nothing, if it has happened already.

    Raises:
        Refused: there is no such action, it is not where the command needs it, or a day cannot
            be.
    """
    match command:
        case RaiseAction():
            return _raise(command, actions)
        case RecordActionProgress():
            return _progress(command, _action(command.number, actions))
        case RescheduleAction():
            return _reschedule(command, _action(command.number, actions))
        case CloseAction():
            return _close(command, _action(command.number, actions))
        case ReopenAction():
            return _reopen(command, _action(command.number, actions))


def _raise(command: RaiseAction, actions: Actions) -> Sequence[Event]:
    if any(repeats(command, action.raised) for action in actions.by_number.values()):
        return []
    has_happened(command, "raised_on", command.raised_on)
    if command.due_on < command.raised_on:
        raise Refused("An action cannot be due before it is raised.", field="due_on")
    if len(actions.by_number) >= most_actions:
        raise Refused(f"A case has at most {most_actions} actions.")
    return [
        ActionRaised(
            number=len(actions.by_number) + 1,
            arises_from=command.arises_from,
            owner=command.owner,
            action=command.action,
            recommendation=command.recommendation,
            raised_on=command.raised_on,
            due_on=command.due_on,
        )
    ]


def _progress(command: RecordActionProgress, action: Action) -> Sequence[Event]:
    if repeats(command, action.progressed):
        return []
    _must_be_open(action)
    since = Since(action.raised.raised_on, "The action was raised on")
    if action.progressed is not None:
        since = Since(action.progressed.noted_on, "Its progress was last noted on")
    has_happened(command, "noted_on", command.noted_on, since)
    return [
        ActionProgressed(
            number=command.number,
            progress=command.progress,
            note=command.note,
            evidence=command.evidence,
            noted_on=command.noted_on,
            by=command.by,
        )
    ]


def _reschedule(command: RescheduleAction, action: Action) -> Sequence[Event]:
    if repeats(command, action.rescheduled):
        return []
    _must_be_open(action)
    raised = Since(action.raised.raised_on, "The action was raised on")
    has_happened(command, "rescheduled_on", command.rescheduled_on, raised)
    if command.due_on == action.due_on:
        raise Refused("It is due on that day already.", field="due_on")
    if command.due_on < action.raised.raised_on:
        raise Refused("An action cannot be due before it is raised.", field="due_on")
    return [
        ActionRescheduled(
            number=command.number,
            due_on=command.due_on,
            due_before=action.due_on,
            reason=command.reason,
            rescheduled_on=command.rescheduled_on,
        )
    ]


def _close(command: CloseAction, action: Action) -> Sequence[Event]:
    if repeats(command, action.closed):
        return []
    _must_be_open(action)
    said = action.progressed
    if said is None or said.progress is ActionProgress.UNDER_WAY:
        raise Refused(
            "Nobody has recorded yet that it is done, or cannot be done. Record that first; "
            "somebody else closes it then."
        )
    if said.by == command.by:
        raise Refused(
            "You recorded yourself that it is done. Somebody else has to look at it and "
            "close it."
        )
    has_happened(
        command, "closed_on", command.closed_on, Since(said.noted_on, "That was recorded on")
    )
    return [
        ActionClosed(
            number=command.number,
            effect=command.effect,
            closed_on=command.closed_on,
            by=command.by,
        )
    ]


def _reopen(command: ReopenAction, action: Action) -> Sequence[Event]:
    if action.closed is None:
        if repeats(command, action.reopened):
            return []
        raise Refused("This action is not closed.")
    closed = Since(action.closed.closed_on, "It was closed on")
    has_happened(command, "reopened_on", command.reopened_on, closed)
    return [
        ActionReopened(
            number=command.number, reason=command.reason, reopened_on=command.reopened_on
        )
    ]


def _action(number: int, actions: Actions) -> Action:
    found = actions.by_number.get(number)
    if found is None:
        raise Refused(f"This case has no action {number}.", field="number")
    return found


def _must_be_open(action: Action) -> None:
    if action.closed is not None:
        raise Refused(
            f"This action was closed on {action.closed.closed_on.isoformat()}. Reopen it first."
        )


def evolve(actions: Actions, event: Event) -> Actions:
    """The actions after one more event of the case; what is not about them changes nothing."""
    known = actions.by_number
    match event:
        case ActionRaised(number=number):
            changed = Action(event, event.due_on)
        case ActionProgressed(number=number):
            changed = replace(known[number], progressed=event)
        case ActionRescheduled(number=number):
            changed = replace(known[number], rescheduled=event, due_on=event.due_on)
        case ActionClosed(number=number):
            changed = replace(known[number], closed=event)
        case ActionReopened(number=number):
            # what was said of it before says no longer that it is done
            changed = replace(known[number], closed=None, reopened=event, progressed=None)
        case _:
            return actions
    return Actions({**known, number: changed})


decider: Decider[ActionCommand, Actions] = Decider(Actions(), decide, evolve)
