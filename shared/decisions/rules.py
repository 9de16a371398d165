"""The clocks of law, as effective-dated data: how long each runs, since when, and who says so.

The day that starts a clock is day 0; what is due is due at the end of a day in London, so the
hour at which a clock started never matters, nor does summer time.

Left out on purpose: in March 2020 the rapid-review and six-month rules were relaxed and the
notification rule was not (published), but neither the terms nor the end of the relaxation are
known here. A due date under invented terms would be false; once the terms are known they are
one more row for each clock, and the row before it gets its last day.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from shared.decisions.calendar import Calendar, Counted, current_calendar, one_day
from shared.decisions.decider import Refused
from shared.events.publication import Term, TermName, TermStart
from shared.events.values import ClockName, Due, Start


class Certainty(StrEnum):
    """How sure a rule is."""

    PUBLISHED = "published"
    UNVERIFIED = "guidance, unverified"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """How long one clock runs when it starts within a period; the name stays with due dates."""

    name: str
    rule: str
    clock: ClockName | TermName
    number: int
    unit: Literal["working days", "months", "days"]
    in_force_from: date
    in_force_to: date | None
    source: str
    certainty: Certainty
    breachable: bool = True
    """False for a target that is only watched."""


safeguarding_arrangements_began = date(2018, 6, 29)
"""When the duties below came into force: widely known, its text was not at hand."""

rule_sets = (
    RuleSet(
        name="notification 2018-06",
        rule="R1",
        clock="notification",
        number=5,
        unit="working days",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="The duty: Children Act 2004 s16C(1). The days: gov.uk, "
        '"report a serious child safeguarding incident".',
        certainty=Certainty.PUBLISHED,
    ),
    RuleSet(
        name="rapid-review 2018-06",
        rule="R7",
        clock="rapid-review",
        number=15,
        unit="working days",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="Published local practice: within fifteen working days of the notification. "
        "That guidance counts from becoming aware is unverified.",
        certainty=Certainty.PUBLISHED,
    ),
    RuleSet(
        name="panel-answer 2018-06",
        rule="R9",
        clock="panel-answer",
        number=10,
        unit="days",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="The Panel answers in about ten days (published); no statutory limit was found. "
        "That they are calendar days is our inference.",
        certainty=Certainty.PUBLISHED,
        breachable=False,
    ),
    RuleSet(
        name="publication 2018-06",
        rule="R14",
        clock="publication",
        number=6,
        unit="months",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="Six months from the decision to initiate the review (published); the exact "
        "wording is unverified.",
        certainty=Certainty.UNVERIFIED,
    ),
    RuleSet(
        name="pre-publication 2018-06",
        rule="R15",
        clock="pre-publication",
        number=7,
        unit="working days",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="The Panel and the Secretary of State are notified in advance (published). That "
        "this is at least seven working days, and that Ofsted is told too, is unverified.",
        certainty=Certainty.UNVERIFIED,
    ),
    RuleSet(
        name="availability 2018-06",
        rule="R16",
        clock="availability",
        number=12,
        unit="months",
        in_force_from=safeguarding_arrangements_began,
        in_force_to=None,
        source="Publish unless inappropriate: Children Act 2004 s16B(4) and (5). Available for "
        "at least one year: published local pages.",
        certainty=Certainty.PUBLISHED,
    ),
)


def rule_set_for(
    clock: ClockName | TermName,
    started_on: date,
    among: tuple[RuleSet, ...] = rule_sets,
) -> RuleSet:
    """The rule that was in force on the day a clock started; it governs until the clock stops.

    Raises:
        Refused: none was.
    """
    for rule in among:
        ended = rule.in_force_to is not None and rule.in_force_to < started_on
        if rule.clock == clock and rule.in_force_from <= started_on and not ended:
            return rule
    raise Refused(
        "No time limit can be counted from this day, for no rule was in force then. Check the "
        "date; what happened before is entered as imported history."
    )


def due(
    clock: ClockName,
    start: Start,
    counted_from: date,
    *,
    calendar: Calendar | None = None,
    among: tuple[RuleSet, ...] = rule_sets,
) -> Due:
    """By when something is due, and why on that day.

    Raises:
        Refused: no rule or no calendar covers the days.
    """
    by = calendar or current_calendar()
    rule = rule_set_for(clock, counted_from, among)
    counted = _count(rule, counted_from, by)
    return Due(
        clock=clock,
        rule=rule.rule,
        start=start,
        counted_from=counted_from,
        due_on=counted.day,
        rule_set=rule.name,
        calendar=by.version,
        skipped=counted.skipped,
    )


def term(
    clock: TermName,
    start: TermStart,
    began_on: date,
    *,
    calendar: Calendar | None = None,
    among: tuple[RuleSet, ...] = rule_sets,
) -> Term:
    """From when on something may be done, and why from that day.

    Working days that begin on another day are counted from the next one that is: so counting
    back from any later day gives `began_on` or a day after it (our inference).

    Raises:
        Refused: no rule or no calendar covers the days.
    """
    by = calendar or current_calendar()
    rule = rule_set_for(clock, began_on, among)
    counted_from = began_on
    while rule.unit == "working days" and not by.is_working(counted_from):
        counted_from += one_day
    counted = _count(rule, counted_from, by)
    return Term(
        clock=clock,
        rule=rule.rule,
        start=start,
        counted_from=counted_from,
        ends_on=counted.day,
        rule_set=rule.name,
        calendar=by.version,
        skipped=counted.skipped,
    )


def copies_by(publish_on: date, *, calendar: Calendar | None = None) -> date:
    """The last day on which copies may go out for a publication on a day.

    Raises:
        Refused: no rule or no calendar covers the days.
    """
    rule = rule_set_for("pre-publication", publish_on)
    by = calendar or current_calendar()
    return by.working_days_before(publish_on, rule.number).day


def warn_by(*dues: Due | None) -> date | None:
    """The earlier of several due dates: people are warned by it, whichever governs."""
    return min((each.due_on for each in dues if each), default=None)


def months_after(day: date, number: int) -> date:
    """The corresponding date so many months later, else that month's last day."""
    years, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _count(rule: RuleSet, counted_from: date, calendar: Calendar) -> Counted:
    match rule.unit:
        case "working days":
            return calendar.working_days_after(counted_from, rule.number)
        case "months":
            return Counted(months_after(counted_from, rule.number), ())
        case "days":
            return Counted(counted_from + timedelta(days=rule.number), ())
