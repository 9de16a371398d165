"""The clocks of law: by when something is due, from when it may be done, and why on that day.

The day that starts a clock is day 0; what is due is due at the end of a day in London, so the
hour at which a clock started never matters, nor does summer time.
"""

from calendar import monthrange
from datetime import date, timedelta

from shared.decisions.calendar import Calendar, Counted, one_day, shipped_calendar
from shared.decisions.refused import Refused
from shared.decisions.rule_sets import RuleSet, relaxed_on, rule_sets
from shared.events.publication import Term, TermName, TermStart
from shared.events.values import ClockName, Due, Start


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
    by = calendar or shipped_calendar()
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
        relaxed_by=relaxed_on(clock, counted.day),
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
    by = calendar or shipped_calendar()
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
    by = calendar or shipped_calendar()
    return by.working_days_before(publish_on, rule.number).day


def copies_due(publication: Due, *, calendar: Calendar) -> Due:
    """By when copies have to be out for a review to be published on the day that it is due.

    It says why on that day, as any due date; it is counted back (R15).

    Raises:
        Refused: no rule or no calendar covers the days.
    """
    rule = rule_set_for("pre-publication", publication.due_on)
    counted = calendar.working_days_before(publication.due_on, rule.number)
    return Due(
        clock=publication.clock,
        rule=rule.rule,
        start=publication.start,
        counted_from=publication.due_on,
        due_on=counted.day,
        rule_set=rule.name,
        calendar=calendar.version,
        skipped=counted.skipped,
        relaxed_by=relaxed_on("pre-publication", counted.day),
    )


def recounted(before: Due, calendar: Calendar) -> Due:
    """The same due date by another calendar, under the rule set by which it was counted.

    As it was where that rule set is not known here, or the calendar does not cover the days.
    """
    rule = next((rule for rule in rule_sets if rule.name == before.rule_set), None)
    if rule is None:
        return before
    try:
        if rule.clock == "pre-publication":
            counted = calendar.working_days_before(before.counted_from, rule.number)
        else:
            counted = _count(rule, before.counted_from, calendar)
    except Refused:
        return before
    return before.model_copy(
        update={
            "due_on": counted.day,
            "skipped": counted.skipped,
            "calendar": calendar.version,
            "relaxed_by": relaxed_on(rule.clock, counted.day),
        }
    )


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
