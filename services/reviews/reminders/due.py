"""What is due in living cases and to be reminded of, as the read models have it on a day."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psycopg.rows import class_row

from services.reviews.domain.reminding import Remind
from services.reviews.read_models.stages import Stage
from services.reviews.reminders.rules import ReminderRules
from shared.decisions.calendar import Calendar
from shared.decisions.database import Connection
from shared.decisions.decider import Refused
from shared.decisions.in_force import calendar_in_force
from shared.events.reminders import ReminderAbout, ReminderTo

most_at_once = 200
told_by_group = frozenset({"R13", "R15", "R18"})
"""By these the group tells: of a commissioned review, a copy before publication, a delay."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One thing that is due in a case; `item` is empty where there is one of its kind."""

    subject: str
    about: str
    item: str
    rule: str | None
    due_on: date
    authority: str
    owner: str | None

    def command(self, at: datetime) -> Remind:
        """To remind whoever has to see to it."""
        about = ReminderAbout(self.about)
        return Remind(
            asked_at=at,
            about=about,
            item=self.item or None,
            rule=self.rule,
            due_on=self.due_on,
            authority=self.authority,
            to=_to(about, self.rule),
            organisation=self.owner,
        )


def _to(about: ReminderAbout, rule: str | None) -> ReminderTo:
    """Who sees to it (our inference): what the authority tells, it tells; else the group."""
    match about:
        case ReminderAbout.NOTIFICATION:
            return ReminderTo.AUTHORITY
        case ReminderAbout.OBLIGATION:
            return ReminderTo.GROUP if rule in told_by_group else ReminderTo.AUTHORITY
        case ReminderAbout.AGENCY_SUMMARY | ReminderAbout.ACTION:
            return ReminderTo.ORGANISATION
        case _:
            return ReminderTo.GROUP


def horizons(
    rules: ReminderRules, today: date, calendar: Calendar
) -> Mapping[ReminderAbout, date]:
    """Up to which due day each thing is reminded of today; without any, from the day after.

    Beyond the days for which holidays are known, working days are counted as calendar days.
    """
    return dict(_horizons(rules, today, calendar))


def _horizons(
    rules: ReminderRules, today: date, calendar: Calendar
) -> Iterator[tuple[ReminderAbout, date]]:
    for about in ReminderAbout:
        days = rules.ahead.get(about)
        if days is None:
            yield about, today - timedelta(days=1)
            continue
        try:
            yield about, calendar.working_days_after(today, days).day
        except Refused:
            yield about, today + timedelta(days=days)


async def due_and_undecided(
    connection: Connection, rules: ReminderRules, today: date, passed_over: Collection[str]
) -> list[DueRow]:
    """What is due soon or overdue, and was not decided on yet in that stage; some at a time.

    Nothing of the cases that are `passed_over`.
    """
    until = horizons(rules, today, await calendar_in_force(connection))
    async with connection.cursor(row_factory=class_row(DueRow)) as cursor:
        await cursor.execute(
            _due + " join unnest(%(abouts)s::text[], %(until)s::date[]) as h (about, until)"
            " using (about)"
            " where due_on between %(first)s and h.until"
            " and subject <> all(%(passed_over)s::text[])"
            " and not exists (select from mails m"
            " where (m.subject, m.about, m.item, m.due_on, m.authority)"
            "     = (due.subject, due.about, due.item, due.due_on, due.authority)"
            " and m.stage = case when due_on < %(today)s then 'overdue' else 'ahead' end)"
            + _columns_in_order
            + " limit %(most)s",
            {
                "abouts": [about.value for about in until],
                "until": list(until.values()),
                "first": today - timedelta(days=rules.overdue_days),
                "today": today,
                "most": most_at_once,
                "passed_over": list(passed_over),
                **_stages,
            },
        )
        return await cursor.fetchall()


async def call_on_again(connection: Connection, today: date) -> None:
    """Let mails wait again that were called off and whose thing is due again on that day.

    An action that was closed and is reopened, say: nobody has been reminded of it yet.
    """
    await connection.execute(
        "update mails m set state = 'waiting', settled_at = null from ("
        + _due
        + ") as due where m.state = 'called-off'"
        " and (m.subject, m.about, m.item, m.due_on, m.authority)"
        "     = (due.subject, due.about, due.item, due.due_on, due.authority)"
        " and m.stage = case when due.due_on < %(today)s then 'overdue' else 'ahead' end",
        {"today": today, **_stages},
    )


async def still_due(connection: Connection, reminder: str, today: date) -> bool:
    """Whether it is due still, on the same day, in the same stage, of the same authority."""
    rows = await connection.execute(
        _due + " join mails m using (subject, about, item, due_on, authority)"
        " where m.reminder = %(reminder)s"
        " and m.stage = case when due_on < %(today)s then 'overdue' else 'ahead' end"
        " and due.subject = (select subject from mails where reminder = %(reminder)s)",
        {"reminder": reminder, "today": today, **_stages},
    )
    return await rows.fetchone() is not None


_columns_in_order = " order by due_on, subject, about, item"
# Only while its rapid review goes on is an agency to send a summary.
_stages = {"asking": Stage.RAPID_REVIEW.value}
# An action of an imported case is nobody's history: a person raised it here.
# A case that a fold has set aside is not shown as it stands, so nobody is reminded by it.
_due = """
select due.* from (select * from (
    select c.subject, d.about, ''::text as item, d.rule, d.due_on, c.authority,
           null::text as owner
    from caseload c cross join lateral (values
        ('notification', 'R1', c.notification_due_on),
        ('rapid-review', 'R7', c.rapid_review_due_on),
        ('panel-answer', 'R9', c.panel_answer_due_on),
        ('publication', 'R14', c.publication_due_on)) as d (about, rule, due_on)
    where not c.imported
    union all
    select c.subject, 'agency-summary', w.agency, null, nullif(w.until, '')::date,
           c.authority, w.agency
    from caseload c cross join lateral unnest(c.waiting_for, c.waiting_until)
        as w (agency, until)
    where not c.imported and c.stage = %(asking)s
    union all
    select o.subject, 'obligation', concat_ws(' ', o.rule, o.recipient, nullif(o.area, '')),
           o.rule, o.due_on, c.authority, null
    from obligations o join caseload c using (subject)
    where not c.imported and o.state = 'open' and not o.expected_only
    union all
    select a.subject, 'action', a.number::text, null, a.due_on, c.authority, a.owner
    from actions a join caseload c using (subject)
    where a.closed_on is null
) as all_of_them
where due_on is not null and authority is not null
and not exists (select from parked_subjects p where p.subject = all_of_them.subject)
) as due
"""
