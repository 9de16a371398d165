"""When a case is due for review: by authority, by the period in force, and never too early."""

from datetime import date
from pathlib import Path

import pytest

from services.command.erase.due import born_by
from shared.events.children import ChildFacts
from shared.events.codes import AbuseOrNeglect, Outcome
from shared.privacy.retention import (
    BadSchedule,
    CountedFrom,
    KeptCase,
    Period,
    due,
    in_force,
    read_schedule,
    years_later,
)

shipped = Path(__file__).parents[3] / "deploy" / "retention.toml"
wiltshire, leeds = "E06000054", "E08000035"
for_all = Period(75, CountedFrom.BIRTH, date(2018, 6, 29), "s")
own = Period(35, CountedFrom.LAST_CONTACT, date(2024, 4, 1), "s", wiltshire)
case = KeptCase("case-1", wiltshire, date(2020, 2, 29), date(2019, 5, 4))


def test_an_authority_has_its_own_period_from_the_day_it_is_in_force() -> None:
    schedule = (for_all, own)
    assert in_force(schedule, wiltshire, date(2024, 3, 31)) == for_all
    assert in_force(schedule, wiltshire, date(2024, 4, 1)) == own
    assert in_force(schedule, leeds, date(2024, 4, 1)) == for_all
    assert in_force(schedule, leeds, date(2018, 6, 28)) is None


def test_a_later_period_takes_the_place_of_an_earlier_one() -> None:
    later = Period(80, CountedFrom.BIRTH, date(2030, 1, 1), "s")
    assert in_force((later, for_all), None, date(2031, 1, 1)) == later


def test_a_case_is_due_so_many_years_after_what_is_counted_from() -> None:
    (found,) = due([case], (for_all,), date(2020, 1, 1))
    assert found.due_on == date(2094, 5, 4)
    # 29 February 2020 and 35 years: 2055 has none, so 1 March.
    (found,) = due([case], (own,), date(2024, 4, 1))
    assert found.due_on == date(2055, 3, 1)


def test_what_is_not_known_is_not_told_due() -> None:
    perpetrator = Period(100, CountedFrom.PERPETRATOR_BIRTH, date(2018, 1, 1), "s")
    assert [each.due_on for each in due([case], (perpetrator,), date(2020, 1, 1))] == [None]
    nobody = KeptCase("case-2", leeds, date(2020, 2, 1), None)
    assert [each.due_on for each in due([nobody], (for_all,), date(2020, 1, 1))] == [None]


def test_those_come_first_that_are_due_first() -> None:
    older = KeptCase("case-9", leeds, date(2020, 1, 1), date(2001, 1, 1))
    unknown = KeptCase("case-0", leeds, date(2020, 1, 1), None)
    found = due([unknown, case, older], (for_all,), date(2020, 1, 1))
    assert [each.case.case for each in found] == ["case-9", "case-1", "case-0"]


def test_the_latest_day_of_birth_follows_from_the_age_and_opens_no_seal() -> None:
    def child(**facts: object) -> ChildFacts:
        return ChildFacts.model_validate(
            {
                "number": 1,
                "outcome": Outcome.OTHER,
                "abuse_or_neglect": AbuseOrNeglect.SUSPECTED,
                **facts,
            }
        )

    on = date(2024, 2, 29)
    assert born_by(child(age_years=3), on) == date(2021, 3, 1)
    assert born_by(child(), on) == on
    assert born_by(child(unborn=True), on) == date(2024, 12, 25)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_the_schedule_that_comes_with_it_is_one() -> None:
    (period,) = read_schedule(shipped)
    assert (period.years, period.counted_from) == (75, CountedFrom.BIRTH)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no"),
        ("period = [", "TOML"),
        ("[[period]]\nyears = 0", "Period 1"),
        (
            "[[period]]\nyears = 7\nin_force_from = 2020-01-01\ncounted_from = 'x'",
            "1",
        ),
    ],
)
def test_a_schedule_that_is_none_is_refused_in_words(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(text)
    with pytest.raises(BadSchedule, match=words):
        read_schedule(path)
