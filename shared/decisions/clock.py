"""The one place that asks what time it is."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

london = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Tells the time; a test's clock tells the time it was set to."""

    def now(self) -> datetime:
        """The instant, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def london_date(instant: datetime) -> date:
    """The calendar day on which an instant falls in England."""
    return instant.astimezone(london).date()
