"""How cases and clocks are shown: with names beside codes, and judged by the edge's clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.reviews.next_steps import Step
from services.reviews.read_models import CaseRow, ClockRow
from services.reviews.read_models.clocks import open_states
from shared.decisions.calendar import shipped_calendar
from shared.decisions.rule_sets import rule_sets
from shared.events.authorities import NotAnAuthority, authority

soon_days = 7
clock_words = {
    "notification": "Notification to the Panel",
    "rapid-review": "Rapid review to the Panel",
    "publication": "Publication of the review",
    "panel-answer": "The Panel's answer",
    "pre-publication": "Seen before publication",
    "availability": "Availability of what is published",
}
start_words = {
    "AWARE": "the day on which the authority became aware",
    "REPORTED": "the day of the report, which is only presumed to be when the authority knew",
    "NOTIFIED": "the day of the notification",
    "DECIDED": "the day of the decision to begin the review",
    "RECEIVED": "the day on which the report went to the Panel",
    "SENT": "the first working day on which all who see it first had a copy",
    "PUBLISHED": "the day of the publication",
}
stage_words = {
    "reported": "Reported",
    "report-withdrawn": "Report taken back",
    "referred": "Referred",
    "referral-declined": "Referral declined",
    "aware": "Authority aware",
    "not-notified": "Not notified",
    "referral-accepted": "Referral accepted",
    "notified": "Notified",
    "rapid-review": "Rapid review",
    "decided": "Decided, report owed",
    "with-panel": "With the Panel",
    "answered": "Panel has answered",
    "to-reconsider": "To be decided again",
    "learning": "Local learning review",
    "learnt": "Learning review completed",
    "commissioned": "Review commissioned",
    "published": "Review published",
    "taken-down": "Publication taken down",
    "withdrawn": "Withdrawn",
}
decision_words = {
    "lcspr": "Local child safeguarding practice review",
    "no-further-review": "No further review",
    "refer-national": "Refer for a national review",
    "thematic-or-local-learning": "Thematic or other local learning",
}
answer_words = {
    "agrees": "Agrees",
    "asks-to-reconsider": "Asks to reconsider",
    "asks-for-more": "Asks for more information",
    "national-or-thematic-review": "National or thematic review",
}
published_words = {"full": "In full", "improvements": "The improvements alone"}
_ended_words = {
    "notified": "the notification was made",
    "not-notified": "it was decided not to notify",
    "submitted": "the report went to the Panel",
    "answered": "the Panel answered",
    "withdrawn": "the notification was withdrawn",
    "report-withdrawn": "the report was taken back",
    "published": "the review was published",
    "copy-withdrawn": "a copy that was recorded wrongly was taken back",
    "taken-down": "what was published was taken down",
    "superseded": "it was recorded since when the authority has been aware",
}


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as the caseload shows it; `days_left` is below 0 when the day is over."""

    id: str
    authority: str | None
    authority_name: str | None
    stage: str
    stage_words: str
    imported: bool
    withdrawn: bool
    nature: str | None
    reported_on: date | None
    aware_on: date | None
    notified_on: date | None
    opened_on: date | None
    completed_on: date | None
    submitted_on: date | None
    answered_on: date | None
    commissioned_on: date | None
    delay_reason: str | None
    delayed_until: date | None
    held_by: list[str]
    opens_on: date | None
    published_on: date | None
    published_as: str | None
    published_words: str | None
    available_until: date | None
    taken_down_on: date | None
    decision: str | None
    decision_words: str | None
    panel_answer: str | None
    panel_answer_words: str | None
    next_due_on: date | None
    next_due_clock: str | None
    next_due_words: str | None
    days_left: int | None
    overdue: bool
    last_recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that was not counted, and why."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A clock with all that explains its date.

    `governs`: the case is judged by it. `warns`: it is the earlier of the starts that run.
    `explained`: why what is late is late, a code; `extended_until`: a day that was agreed on.
    `was_due_on`, by `was_calendar`: the day before it was last counted anew, on
    `recomputed_on`. `relaxed_by`: by which relaxation of its rule being late is no breach.
    """

    clock: str
    clock_words: str
    start: str
    start_words: str
    due_on: date
    counted_from: date
    length: str
    rule: str
    rule_set: str
    source: str
    certainty: str
    calendar: str
    skipped: list[Skipped]
    governs: bool
    warns: bool
    state: str
    stopped_on: date | None
    ended_words: str | None
    breached: bool
    days_late: int
    days_early: int
    explained: str | None
    extended_until: date | None
    days_left: int | None
    overdue: bool
    was_due_on: date | None
    was_calendar: str | None
    recomputed_on: date | None
    relaxed_by: str | None


@dataclass(frozen=True, slots=True)
class StepShown:
    """Who should do what by when."""

    who: str
    what: str
    by: date | None
    clock: str | None
    target_only: bool
    overdue: bool


def shown_case(row: CaseRow, today: date) -> CaseShown:
    """A case as it stands on a day."""
    days_left = None if row.next_due_on is None else (row.next_due_on - today).days
    only_watched = row.next_due_clock == "panel-answer" or row.next_due_clock in row.relaxed
    return CaseShown(
        id=row.subject,
        authority=row.authority,
        authority_name=_authority_name(row.authority),
        stage=row.stage,
        stage_words=stage_words[row.stage],
        imported=row.imported,
        withdrawn=row.withdrawn,
        nature=row.nature,
        reported_on=row.reported_on,
        aware_on=row.aware_on,
        notified_on=row.notified_on,
        opened_on=row.opened_on,
        completed_on=row.completed_on,
        submitted_on=row.submitted_on,
        answered_on=row.answered_on,
        commissioned_on=row.commissioned_on,
        delay_reason=row.delay_reason,
        delayed_until=row.delayed_until,
        held_by=list(row.held_by),
        opens_on=row.opens_on,
        published_on=row.published_on,
        published_as=row.published_as,
        published_words=published_words.get(row.published_as or ""),
        available_until=row.available_until,
        taken_down_on=row.taken_down_on,
        decision=row.decision,
        decision_words=decision_words.get(row.decision or ""),
        panel_answer=row.panel_answer,
        panel_answer_words=answer_words.get(row.panel_answer or ""),
        next_due_on=row.next_due_on,
        next_due_clock=row.next_due_clock,
        next_due_words=clock_words.get(row.next_due_clock or ""),
        days_left=days_left,
        overdue=days_left is not None and days_left < 0 and not only_watched,
        last_recorded_at=row.last_recorded_at,
    )


def shown_clocks(rows: list[ClockRow], today: date) -> list[ClockShown]:
    """The clocks of a case as they stand on a day."""
    return [_shown_clock(row, rows, today) for row in rows]


def shown_step(step: Step, today: date) -> StepShown:
    """A step as it stands on a day."""
    overdue = step.by is not None and step.by < today and not step.target_only
    return StepShown(step.who, step.what, step.by, step.clock, step.target_only, overdue)


def soon(today: date) -> date:
    """Until when something counts as due soon."""
    return today + timedelta(days=soon_days)


def _shown_clock(row: ClockRow, rows: list[ClockRow], today: date) -> ClockShown:
    rule = next((rule for rule in rule_sets if rule.name == row.rule_set), None)
    runs = row.state in open_states
    days_left = (row.due_on - today).days if runs else None
    running = [one.due_on for one in rows if one.clock == row.clock and one.state == "running"]
    return ClockShown(
        clock=row.clock,
        clock_words=clock_words[row.clock],
        start=row.start,
        start_words=start_words[row.start],
        due_on=row.due_on,
        counted_from=row.counted_from,
        length=f"{rule.number} {rule.unit}" if rule else "not known to this version",
        rule=row.rule,
        rule_set=row.rule_set,
        source=rule.source if rule else "not known to this version",
        certainty=rule.certainty if rule else "not known to this version",
        calendar=row.calendar,
        skipped=[_skipped(date.fromisoformat(day)) for day in row.skipped],
        governs=row.governs,
        warns=row.state == "running" and row.due_on == min(running, default=None),
        state=row.state,
        stopped_on=row.stopped_on,
        ended_words=_ended_words.get(row.ended_why or ""),
        breached=row.breached,
        days_late=row.days_late,
        days_early=row.days_early,
        explained=row.explained,
        extended_until=row.extended_until,
        days_left=days_left,
        overdue=row.state == "running" and row.due_on < today and row.relaxed_by is None,
        was_due_on=row.was_due_on,
        was_calendar=row.was_calendar,
        recomputed_on=row.recomputed_on,
        relaxed_by=row.relaxed_by,
    )


def _skipped(day: date) -> Skipped:
    """Why a day was not counted; a holiday that this build does not know is named as such."""
    if title := shipped_calendar().holidays.get(day):
        return Skipped(day, title)
    return Skipped(day, f"{day:%A}" if day.weekday() > 4 else "bank holiday")


def _authority_name(code: str | None) -> str | None:
    try:
        return authority(code).name if code else None
    except NotAnAuthority:
        return code
