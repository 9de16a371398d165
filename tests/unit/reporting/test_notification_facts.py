from datetime import UTC, date, datetime

import pytest

from services.reporting.financial_year import first_day, last_day, quarter_of, year_of
from services.reporting.read_models.notification_facts import FactsRow, NotificationFacts
from shared.decisions.clock import london_date
from shared.events.codes import AbuseOrNeglect, Disability, Outcome, WithdrawalReason
from shared.events.event import Event
from shared.events.incidents import NotificationWithdrawn
from tests.support.cases import SWINDON, child, day
from tests.unit.reporting.world import amended, died, fold, notified

withdrawn = NotificationWithdrawn(
    reason=WithdrawalReason.CRITERIA_NOT_MET, withdrawn_on=day("2024-05-01")
)


def facts(*events: Event) -> FactsRow:
    row: FactsRow
    (row,) = fold(NotificationFacts(), *events)
    return row


@pytest.mark.parametrize(
    ("on", "year", "quarter"),
    [
        (date(2024, 3, 31), 2024, 4),
        (date(2024, 4, 1), 2025, 1),
        (date(2024, 6, 30), 2025, 1),
        (date(2024, 7, 1), 2025, 2),
        (date(2024, 12, 31), 2025, 3),
        (date(2025, 1, 1), 2025, 4),
    ],
)
def test_a_year_begins_on_1_april(on: date, year: int, quarter: int) -> None:
    assert (year_of(on), quarter_of(on)) == (year, quarter)


def test_a_year_is_named_by_the_one_in_which_it_ends() -> None:
    assert (first_day(2024), last_day(2024)) == (date(2023, 4, 1), date(2024, 3, 31))


def test_half_past_eleven_at_night_utc_in_summer_time_is_the_next_day_and_year() -> None:
    # Clocks went forward on 31 March 2024 at 01:00 UTC, so 23:30 UTC was 00:30 on 1 April.
    at = datetime(2024, 3, 31, 23, 30, tzinfo=UTC)
    row = facts(notified("2024-03-31", notified_at=at, notified_on=london_date(at)))
    assert (row.notified_on, row.year, row.quarter) == (date(2024, 4, 1), 2025, 1)


def test_the_gravest_outcome_decides_the_nature_whoever_is_listed_first() -> None:
    row = facts(notified("2024-02-01", child(Outcome.OTHER, number=1), died(2)))
    assert row.nature == "Child death"


def test_what_a_child_was_like_is_of_the_first_listed() -> None:
    row = facts(
        notified(
            "2024-02-01",
            child(age_years=0, disabilities=frozenset({Disability.NONE}), looked_after=True),
            died(2, age_years=12),
        )
    )
    assert (row.age_band, row.disabled, row.looked_after) == ("under 1", False, True)
    assert row.children == 2


def test_without_a_listed_child_nothing_is_known() -> None:
    row = facts(notified("2024-02-01", children=(), further_children=3))
    assert (row.nature, row.age_band, row.sex, row.ethnicity) == (
        "Other",
        "unknown",
        "U",
        "NOBT",
    )
    assert (row.disabled, row.looked_after, row.children) == (None, None, 3)


def test_an_amendment_replaces_the_facts_and_not_the_day() -> None:
    row = facts(
        notified("2024-02-01", child(age_years=3)),
        amended(died(age_years=7), authority=SWINDON),
    )
    assert (row.nature, row.age_band, row.authority) == ("Child death", "6-10", SWINDON)
    assert row.notified_on == date(2024, 2, 1)


def test_a_withdrawn_notification_stays_marked_even_when_amended() -> None:
    assert facts(notified("2024-02-01"), withdrawn).withdrawn
    assert facts(notified("2024-02-01"), withdrawn, amended(died())).withdrawn


def test_a_notification_after_a_withdrawal_counts_by_its_own_day() -> None:
    row = facts(notified("2024-02-01"), withdrawn, notified("2024-06-01"))
    assert (row.withdrawn, row.year) == (False, 2025)


def test_a_withdrawal_of_nothing_makes_no_row() -> None:
    assert fold(NotificationFacts(), withdrawn) == ()


def test_deaths_of_care_leavers_of_18_or_more_are_kept_apart() -> None:
    leaver = died(age_years=19, care_leaver=True)
    assert facts(notified("2024-02-01", leaver)).care_leavers_only
    assert not facts(notified("2024-02-01", leaver, died(2, age_years=3))).care_leavers_only
    young = died(age_years=17, care_leaver=True)
    assert not facts(notified("2024-02-01", young)).care_leavers_only


def test_what_was_imported_counts_and_says_so() -> None:
    row = facts(notified("2020-02-01", child(abuse=AbuseOrNeglect.KNOWN), imported=True))
    assert row.imported and not row.withdrawn
