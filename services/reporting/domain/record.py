"""A record of the repository: added, put right, given its document, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.decisions.commands import today
from shared.decisions.decider import Command, Decider, Refused
from shared.events.authorities import NotAnAuthority, authority
from shared.events.event import Event
from shared.events.record_codes import RecordWithdrawal
from shared.events.records import (
    RecordAdded,
    RecordCorrected,
    RecordFacts,
    RecordWithdrawn,
    ReportDeposited,
)

most_documents = 10
"""So many documents stand beside one record."""


class KeepRecord(RecordFacts, Command):
    """Have the repository say this of a review: add it, or put right what it says."""


class CorrectRecord(RecordFacts, Command):
    """Put right what the repository says of a review that it has."""


class WithdrawRecord(Command):
    """Show a record no longer."""

    reason: RecordWithdrawal


class DepositReport(Command):
    """Put a published document beside its record."""

    report: ReportDeposited


@dataclass(frozen=True, slots=True)
class NoRecord:
    """The repository has nothing under this id."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The repository has a record, and these documents beside it."""

    facts: RecordFacts
    documents: tuple[ReportDeposited, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The record is shown no longer."""

    reason: RecordWithdrawal


Record = NoRecord | Kept | Withdrawn
RecordCommand = KeepRecord | CorrectRecord | WithdrawRecord | DepositReport

not_there = "The repository has no such record. Check its address."
gone = "This record was withdrawn, and stays so. Add it as a new one under another number."


def decide(command: RecordCommand, record: Record) -> Sequence[Event]:
    """Say what `command` makes happen; nothing, if it has happened already.

    Raises:
        Refused: there is no such record, it was withdrawn, or the day has not come yet.
    """
    match command, record:
        case (KeepRecord() | CorrectRecord()) as keep, Kept(facts=known):
            return _correct(keep, known)
        case KeepRecord(), NoRecord():
            _can_be(command)
            return [RecordAdded(**_facts_of(command))]
        case WithdrawRecord(), Kept():
            return [RecordWithdrawn(reason=command.reason)]
        case WithdrawRecord(), Withdrawn():
            return []
        case DepositReport(report=report), Kept():
            return _deposit(report, record)
        case _, Withdrawn():
            raise Refused(gone)
        case _:
            raise Refused(not_there)


def _correct(command: KeepRecord | CorrectRecord, known: RecordFacts) -> Sequence[Event]:
    if _facts_of(command) == _facts_of(known):
        return []
    _can_be(command)
    return [RecordCorrected(**_facts_of(command))]


def _deposit(report: ReportDeposited, kept: Kept) -> Sequence[Event]:
    if report in kept.documents:
        return []
    if kept.facts.metadata_only:
        raise Refused(
            "Of a review from before 2015 the repository keeps the catalogue entry alone. "
            "Send a copy to whoever asks for one."
        )
    if any(report.name == other.name for other in kept.documents):
        raise Refused(
            "Another document stands there under this name. Give this one another name.",
            field="name",
        )
    if len(kept.documents) >= most_documents:
        raise Refused(f"{most_documents} documents stand there already; there is no room.")
    return [report]


def _can_be(command: KeepRecord | CorrectRecord) -> None:
    """Refuse what is said to be published after today, or of an authority there never was."""
    for code in command.authorities:
        try:
            authority(code)
        except NotAnAuthority as never:
            raise Refused(str(never), field="authorities") from None
    said = command.published
    if said is not None and said > today(command).isoformat()[: len(said)]:
        raise Refused(
            "This day is in the future, and only what is published can be recorded. Check it.",
            field="published",
        )


def _facts_of(facts: RecordFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in RecordFacts.model_fields}


def evolve(record: Record, event: Event) -> Record:
    """The record after one more event of its history."""
    match event, record:
        case RecordAdded(), _:
            return Kept(event)
        case RecordCorrected(), Kept(documents=documents):
            return Kept(event, documents)
        case ReportDeposited(), Kept(facts=facts, documents=documents):
            return Kept(facts, (*documents, event))
        case RecordWithdrawn(reason=reason), _:
            return Withdrawn(reason)
        case _:
            return record


decider: Decider[RecordCommand, Record] = Decider(NoRecord(), decide, evolve)
