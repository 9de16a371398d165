"""What partners and people report: told, corrected, taken back. It obliges nobody by itself."""

from collections.abc import Sequence
from dataclasses import replace

from services.notifications.domain.case import (
    Case,
    MessageKey,
    NotReported,
    Report,
    Reported,
    ReportWithdrawn,
)
from services.notifications.domain.duties import notification_due
from services.notifications.domain.facts import TellsFacts, check_facts, facts_in, only_facts
from shared.decisions.commands import repeats, today
from shared.decisions.decider import Command, Refused
from shared.events.event import Event
from shared.events.incidents import (
    IncidentReportCorrected,
    IncidentReported,
    IncidentReportWithdrawn,
)
from shared.events.sealed import Sealed
from shared.events.values import MessageRef


class ReportIncident(TellsFacts):
    """Tell of an incident; without a `message`, a person enters it by hand."""

    message: MessageRef | None = None
    reporter: Sealed | None = None


class CorrectReport(TellsFacts):
    """Put these facts in place of those of a message sent before."""

    message: MessageRef
    corrects: MessageRef
    reason: Sealed | None = None


class WithdrawReport(Command):
    """Take back a message sent before."""

    message: MessageRef
    withdraws: MessageRef
    reason: Sealed | None = None


Reporting = ReportIncident | CorrectReport | WithdrawReport


def decide(command: Reporting, case: Case) -> Sequence[Event]:
    """Say what a report, a correction or a withdrawal makes happen.

    Raises:
        Refused: its facts cannot be, or there is no such report to correct or withdraw.
    """
    match command:
        case ReportIncident():
            return _report(command, case)
        case CorrectReport():
            return _correct(command, case.report)
        case WithdrawReport():
            return _withdraw(command, case.report)


def _report(command: ReportIncident, case: Case) -> Sequence[Event]:
    match case.report:
        case Reported() | ReportWithdrawn() as known if _sent(command.message, known):
            return []
        case Reported(report=report) if command.message is None and repeats(command, report):
            return []
        case NotReported() if case == Case():
            check_facts(command, command, today(command))
            return [reported(command, presumed=True)]
        case _:
            raise Refused(
                "This case is known already. Correct the report that it has, or report the "
                "other incident as a case of its own."
            )


def reported(command: ReportIncident, *, presumed: bool) -> IncidentReported:
    """The report as an event; a clock is presumed unless awareness is recorded with it."""
    on = today(command)
    return IncidentReported(
        **facts_in(command),
        message=command.message,
        reporter=command.reporter,
        reported_at=command.asked_at,
        reported_on=on,
        presumed_due=(
            notification_due(command, "REPORTED", on, command.counted_by) if presumed else None
        ),
    )


def _correct(command: CorrectReport, report: Report) -> Sequence[Event]:
    if _sent(command.message, report):
        return []
    _check_known(command.corrects, report, "corrects")
    if isinstance(report, ReportWithdrawn):
        raise Refused(
            "This report was withdrawn, so there is nothing to correct. Report the incident "
            "anew, under another id.",
            field="corrects",
        )
    check_facts(command, command, today(command))
    return [
        IncidentReportCorrected(
            **facts_in(command),
            message=command.message,
            corrects=command.corrects,
            corrected_at=command.asked_at,
            corrected_on=today(command),
            reason=command.reason,
        )
    ]


def _withdraw(command: WithdrawReport, report: Report) -> Sequence[Event]:
    _check_known(command.withdraws, report, "withdraws")
    if isinstance(report, ReportWithdrawn):
        return []
    return [
        IncidentReportWithdrawn(
            message=command.message,
            withdraws=command.withdraws,
            withdrawn_at=command.asked_at,
            withdrawn_on=today(command),
            reason=command.reason,
        )
    ]


def evolve(case: Case, event: Event) -> Case:
    """The case after an event about its report."""
    match event, case.report:
        case IncidentReported(message=message), _:
            messages = frozenset([_key(message)] if message else [])
            return replace(case, report=Reported(event, only_facts(event), messages))
        case IncidentReportCorrected(message=message), Reported() as known:
            messages = known.messages | {_key(message)}
            return replace(case, report=Reported(known.report, only_facts(event), messages))
        case IncidentReportWithdrawn(message=message), Reported() as known:
            messages = known.messages | {_key(message)}
            return replace(case, report=ReportWithdrawn(known.facts, messages))
        case _:
            return case


def _key(message: MessageRef) -> MessageKey:
    return message.partner, message.source, message.id


def _sent(message: MessageRef | None, report: Report) -> bool:
    known = () if isinstance(report, NotReported) else report.messages
    return message is not None and _key(message) in known


def _check_known(message: MessageRef, report: Report, field: str) -> None:
    if not _sent(message, report):
        raise Refused(
            "No message with this source and id was received from you in this case. Give the "
            "source and id with which you sent it.",
            field=field,
        )
