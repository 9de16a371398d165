"""Examples of what an adopted calendar brings about: adopted, and days counted anew."""

from datetime import date

from shared.events.event import Event
from shared.events.operations_calendar import CalendarAdopted, Holiday
from shared.events.recomputed import DueDateRecomputed, Recomputed, TermRecomputed
from shared.events.values import Recipient
from tests.contract.example_parts import due_notification, text
from tests.contract.publication_examples import term

# As it was before Monday 19 September 2022 was proclaimed: 15, 16, 19, 20, 21.
_was_due = due_notification.model_copy(
    update={
        "due_on": date(2022, 9, 21),
        "calendar": "england-and-wales-2022-08",
        "skipped": (date(2022, 9, 17), date(2022, 9, 18)),
    }
)
# And before Monday 8 May 2023 was: 4, 5, 8, 9, 10, 11, 12.
was_term = term.model_copy(
    update={
        "ends_on": date(2023, 5, 12),
        "calendar": "england-and-wales-2022-08",
        "skipped": (date(2023, 5, 6), date(2023, 5, 7)),
    }
)


def of_calendars() -> tuple[Event, ...]:
    return (
        CalendarAdopted(
            calendar="england-and-wales-2022-09",
            before="england-and-wales-2022-08",
            holidays=(
                Holiday(on=date(2022, 8, 29), title="Summer bank holiday"),
                Holiday(on=date(2022, 9, 19), title="Bank Holiday for the State Funeral"),
            ),
            first_on=date(2022, 1, 1),
            last_on=date(2022, 12, 31),
            adopted_on=date(2022, 9, 12),
            why=text(63),
        ),
        DueDateRecomputed(
            was=_was_due,
            now=due_notification,
            recipient=Recipient.OTHER_AREA_PARTNERS,
            area="E06000030",
            why=Recomputed.CALENDAR_ADOPTED,
            recomputed_on=date(2022, 9, 12),
        ),
        TermRecomputed(
            was=was_term,
            now=term,
            why=Recomputed.CALENDAR_ADOPTED,
            recomputed_on=date(2023, 5, 4),
        ),
    )
