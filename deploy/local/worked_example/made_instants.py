"""When the made-up notifications were made: at working hours, and at the edges of year and day.

On the evening of 31 March there is always summer time in London: it begins on the last Sunday
of March. So a year of the statistics ends at 23:00 UTC, one hour before the UTC day does.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from deploy.local.worked_example.drawing import Draw

london = ZoneInfo("Europe/London")


def edges_of(year: int) -> dict[datetime, str]:
    """The instants of one year, 1 April to 31 March, at which a wrong count would show."""
    told = {
        f"{year - 1}-03-31T23:00:00Z": "1 April begins in London",
        f"{year - 1}-06-30T22:59:59Z": "30 June ends in London",
        f"{year - 1}-06-30T23:00:00Z": "1 July begins in London",
        f"{year - 1}-09-30T22:59:59Z": "30 September ends in London",
        f"{year - 1}-09-30T23:00:00Z": "1 October begins in London",
        f"{year - 1}-12-31T23:59:59Z": "31 December ends in London",
        f"{year}-01-01T00:00:00Z": "1 January begins in London",
        f"{year}-03-31T00:00:00Z": "31 March, midnight in UTC",
        f"{year}-03-31T22:59:59Z": "31 March ends in London",
    }
    found = {datetime.fromisoformat(at): remark for at, remark in told.items()}
    if year % 2 == 0:  # else those gained and those lost by counting UTC dates make even
        half_past = datetime.fromisoformat(f"{year - 1}-03-31T23:30:00Z")
        found[half_past] = "00:30 on 1 April in London, and still March in UTC"
    spring, autumn = _last_sunday(year, 3), _last_sunday(year - 1, 10)
    found[_utc(spring, 0, 59)] = "the last minute before summer time"
    found[_utc(spring, 1, 0)] = "the first minute of summer time"
    found[_utc(autumn, 0, 30)] = "01:30 in London for the first time that night"
    found[_utc(autumn, 1, 30)] = "01:30 in London for the second time that night"
    return found


def instants(draw: Draw, year: int, count: int) -> list[datetime]:
    """So many instants of one year, by chance: nine in ten of them at working hours."""
    return [_instant(draw, year) for _ in range(count)]


def _instant(draw: Draw, year: int) -> datetime:
    first = date(year - 1, 4, 1)
    days = (date(year, 4, 1) - first).days
    while True:
        day = first + timedelta(days=draw.number(days))
        if day.weekday() < 5 or draw.chance(0.05):
            break
    hour = 8 + draw.number(10) if draw.chance(0.9) else 3 + draw.number(21)
    at = time(hour, draw.number(60), draw.number(60), tzinfo=london)
    return datetime.combine(day, at).astimezone(UTC)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _utc(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute, tzinfo=UTC))
