"""The raw files, read with nothing but `csv` and `zoneinfo`: none of the system's own rules."""

import csv
import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from deploy.local.worked_example import data, make_notifications
from services.notifications.intake.inbound import NotificationImport

project = Path(__file__).parents[3]
folder = project / "deploy" / "local" / "worked_example"

published = {
    2021: (536, 223, 284, 29),
    2022: (442, 191, 227, 24),
    2023: (456, 201, 244, 11),
    2024: (405, 205, 180, 20),
    2025: (338, 162, 167, 9),
    2026: (357, 160, 188, 9),
}
"""Total, deaths, serious harm, other, by year to 31 March, as DfE published them."""


def rows(path: Path) -> list[dict[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


NOTIFICATIONS = rows(folder / "notifications.csv")
CHILDREN = rows(folder / "children.csv")
REVIEWS = rows(folder / "rapid_reviews.csv")


def london_day(instant: str) -> date:
    return datetime.fromisoformat(instant).astimezone(ZoneInfo("Europe/London")).date()


def children_of(message_id: str) -> list[dict[str, str]]:
    return [child for child in CHILDREN if child["message_id"] == message_id]


def outcomes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {row["message_id"]: set() for row in NOTIFICATIONS}
    for child in CHILDREN:
        found[child["message_id"]].add(child["outcome"])
    return found


def apart() -> set[str]:
    """Incidents of which every child is a care leaver of 18 or more."""
    grown: set[str] = set()
    others: set[str] = set()
    for child in CHILDREN:
        is_grown = child["care_leaver"] == "yes" and int(child["age_years"] or 0) >= 18
        (grown if is_grown else others).add(child["message_id"])
    return grown - others


def band(child: dict[str, str] | None) -> str:
    """The age band of the first-listed child, by DfE's bands; ours is that the unborn are 0."""
    if child is None or not (child["age_years"] or child["unborn"] == "yes"):
        return "unknown"
    age = int(child["age_years"] or 0)
    ends = {0: "under 1", 5: "1-5", 10: "6-10", 15: "11-15", 99: "16+"}
    return next(name for last, name in ends.items() if age <= last)


def ages_between(first: date, last: date) -> Counter[str]:
    """Notified incidents by age, those of care leavers alone left out."""
    firsts = {child["message_id"]: child for child in CHILDREN if child["number"] == "1"}
    left_out = apart()
    return Counter(
        band(firsts.get(row["message_id"]))
        for row in NOTIFICATIONS
        if first <= london_day(row["notified_at"]) <= last and row["message_id"] not in left_out
    )


def test_all_of_three_years_are_of_some_age() -> None:
    assert ages_between(date(2023, 4, 1), date(2026, 3, 31)).total() == 405 + 338 + 357


@pytest.mark.parametrize("year", published)
def test_the_published_figures_come_out_of_every_year(year: int) -> None:
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    told, left_out = outcomes(), apart()
    found = Counter[str]()
    for row in NOTIFICATIONS:
        counted = first <= london_day(row["notified_at"]) <= last
        if not counted or row["message_id"] in left_out:
            continue
        of_children = told[row["message_id"]]
        harm = "harm" if "serious-harm" in of_children else "other"
        found["death" if "death" in of_children else harm] += 1
    assert (found.total(), found["death"], found["harm"], found["other"]) == published[year]


@pytest.mark.parametrize("year", [2020, *published])
def test_both_sides_of_the_end_of_every_year_are_there(year: int) -> None:
    instants = {row["notified_at"] for row in NOTIFICATIONS}
    assert {f"{year}-03-31T22:59:59Z", f"{year}-03-31T23:00:00Z"} <= instants
    assert london_day(f"{year}-03-31T22:59:59Z") == date(year, 3, 31)
    assert london_day(f"{year}-03-31T23:00:00Z") == date(year, 4, 1)


def test_counting_by_utc_dates_would_be_wrong_in_every_year() -> None:
    """The planted fault: who forgets London's summer time gets other figures."""
    left_out = apart()
    wrong = Counter(
        int(row["notified_at"][:4]) + (row["notified_at"][5:7] >= "04")
        for row in NOTIFICATIONS
        if row["message_id"] not in left_out
    )
    assert all(wrong[year] != total for year, (total, *_) in published.items())


def test_wiltshire_has_ten_notifications_eight_reviews_and_six_children_under_one() -> None:
    ours = [row for row in NOTIFICATIONS if row["authority"] == "E06000054"]
    assert len(ours) == 10
    assert all(london_day(row["notified_at"]) >= date(2018, 6, 1) for row in ours)
    reviewed = [row["message_id"] for row in REVIEWS]
    assert len(set(reviewed)) == len(reviewed) == 8
    assert set(reviewed) <= {row["message_id"] for row in ours}
    assert sum(children_of(one)[0]["age_years"] == "0" for one in reviewed) == 6


def test_a_rapid_review_follows_its_notification() -> None:
    notified = {row["message_id"]: london_day(row["notified_at"]) for row in NOTIFICATIONS}
    for row in REVIEWS:
        assert date.fromisoformat(row["notified_on"]) == notified[row["message_id"]]
        assert row["notified_on"] <= row["opened_on"] <= row["completed_on"]


def test_every_authority_existed_on_its_day() -> None:
    table = {row["code"]: row for row in rows(project / "shared/events/authorities.csv")}
    days = {row["message_id"]: london_day(row["notified_at"]) for row in NOTIFICATIONS}
    named = [(row["authority"], days[row["message_id"]]) for row in NOTIFICATIONS]
    named += [(row["lives_in"], days[row["message_id"]]) for row in CHILDREN if row["lives_in"]]
    for code, day in named:
        first, last = table[code]["first_day"], table[code]["last_day"]
        assert date.fromisoformat(first or "1900-01-01") <= day, (code, day)
        assert day <= date.fromisoformat(last or "9999-12-31"), (code, day)


def test_abolished_authorities_and_their_successors_meet_at_midnight() -> None:
    there = {(row["notified_at"], row["authority"]) for row in NOTIFICATIONS}
    assert ("2023-03-31T22:59:59Z", "E10000006") in there
    assert ("2023-03-31T23:00:00Z", "E06000063") in there
    assert ("2021-03-31T22:59:59Z", "E10000021") in there
    assert ("2021-03-31T23:00:00Z", "E06000062") in there


def test_the_odd_kinds_are_there() -> None:
    with_children = {child["message_id"] for child in CHILDREN}
    assert any(row["message_id"] not in with_children for row in NOTIFICATIONS)
    assert any(child["unborn"] == "yes" for child in CHILDREN)
    assert max(Counter(child["message_id"] for child in CHILDREN).values()) == 4
    assert any(int(row["further_children"]) for row in NOTIFICATIONS)
    firsts = {c["message_id"]: c["outcome"] for c in CHILDREN if c["number"] == "1"}
    assert any(first != "death" and "death" in outcomes()[one] for one, first in firsts.items())
    assert len(apart()) == 6


def test_nothing_happened_after_it_was_notified_and_no_id_comes_twice() -> None:
    for row in NOTIFICATIONS:
        assert date.fromisoformat(row["incident_on"]) <= london_day(row["notified_at"])
    ids = [row["message_id"] for row in NOTIFICATIONS]
    assert len(set(ids)) == len(ids)


def test_making_the_files_anew_gives_the_same_files() -> None:
    for name, text in make_notifications.files().items():
        assert (folder / name).read_text(encoding="utf-8") == text
    assert (
        sum((folder / name).stat().st_size for name in make_notifications.files()) < 1_000_000
    )


def test_every_message_of_the_history_is_one_that_the_intake_understands() -> None:
    for message in data.history():
        fields = {k: v for k, v in message.items() if k not in ("id", "source", "type")}
        NotificationImport.model_validate_json(json.dumps(fields))
