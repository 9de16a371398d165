"""How much is decided and not sent, for the metrics of the web process."""

from services.reviews.reminders.mails import unsent
from shared.edge.desk import Desk
from shared.edge.metrics import reminders_oldest_unsent_seconds, reminders_unsent


async def measure_reminders(desk: Desk) -> None:
    """Set the gauges to what the database says now."""
    async with desk.pool.connection() as connection:
        found = await unsent(connection)
    reminders_unsent.labels("waiting").set(found.waiting)
    reminders_unsent.labels("refused").set(found.refused)
    reminders_unsent.labels("no-address").set(found.no_address)
    reminders_oldest_unsent_seconds.set(found.oldest_seconds)
