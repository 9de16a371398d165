from services.reporting.queries import Count
from services.reporting.statistics import (
    Figures,
    breakdown,
    by_authority,
    by_region,
    by_year,
    sum_of,
)
from services.reporting.topics import TOPICS

counted = [
    Count("E06000054", "Child death", 3),
    Count("E06000054", "Other", 1),
    Count("E10000006", "Serious harm", 2),
]


def test_years_come_in_their_order_with_a_total() -> None:
    rows = by_year([Count(2025, "Other", 9), Count(2024, "Child death", 205)])
    assert rows == ((2024, Figures(205, 0, 0)), (2025, Figures(0, 0, 9)))
    assert sum_of(figures for _, figures in rows).total == 214


def test_what_never_occurred_is_a_true_zero() -> None:
    rows = breakdown(TOPICS["age"], [Count("under 1", "Child death", 4)])
    assert [(row.words, row.figures.total) for row in rows] == [
        ("Under 1", 4),
        ("1 to 5", 0),
        ("6 to 10", 0),
        ("11 to 15", 0),
        ("16 and over", 0),
        ("Unknown", 0),
    ]


def test_yes_no_and_not_known_are_told_apart() -> None:
    topic = TOPICS["looked-after"]
    rows = breakdown(topic, [Count(None, "Other", 1), Count(True, "Other", 2)])
    assert [(row.value, row.figures.other) for row in rows] == [
        ("yes", 2),
        ("no", 0),
        ("unknown", 1),
    ]


def test_an_abolished_authority_keeps_its_name_and_its_region() -> None:
    assert [(row.words, row.figures.total) for row in by_authority(counted)] == [
        ("Cumbria", 2),
        ("Wiltshire", 4),
    ]
    regions = {row.words: row.figures.total for row in by_region(counted)}
    assert len(regions) == 9
    assert (regions["North West"], regions["South West"], regions["London"]) == (2, 4, 0)


def test_a_code_that_was_never_one_is_shown_as_it_is() -> None:
    (row,) = by_authority([Count("E99999999", "Other", 1)])
    assert row.words == "E99999999"
