"""The analysis of a period: its months, its distributions, what is held back, its plots."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from xml.etree import ElementTree

import pytest

from services.reporting.analysis import timeliness
from services.reporting.analysis.counting import Valued, working_days
from services.reporting.analysis.csv_file import csv_of
from services.reporting.analysis.holding_back import all_shown, shown
from services.reporting.analysis.parts import agreement, notifications, themes
from services.reporting.analysis.period import period_asked
from services.reporting.analysis.plots import plot
from services.reporting.analysis.printing import printed
from services.reporting.analysis.tables import TOTAL, Table
from services.reporting.analysis.timeliness import Timed, quantile
from services.reporting.analysis.whole import Asked
from services.reporting.documents.pdf import as_pdf
from services.reporting.national.agreement import Agreement
from services.reporting.queries import Count
from services.reporting.topics import TOPICS, YEAR
from shared.decisions.calendar import shipped_calendar
from shared.edge.refusals import BadInput
from shared.events.codes import Nature

today = date(2026, 11, 28)
death, harm = Nature.CHILD_DEATH.value, Nature.SERIOUS_HARM.value
asked = Asked(period_asked("", "", today))


def test_without_months_it_is_three_years_to_the_last_31_march() -> None:
    found = period_asked("", "", today)
    assert (found.first, found.last, found.months) == (
        date(2023, 4, 1),
        date(2026, 3, 31),
        36,
    )
    assert found.words == "April 2023 to March 2026"
    assert period_asked("", "", date(2026, 3, 31)).last == date(2025, 3, 31)
    assert period_asked("", "", date(2026, 4, 1)).last == date(2026, 3, 31)
    assert period_asked("", "2024-02", today).first == date(2021, 3, 1)
    assert period_asked("2024-02", "2024-02", today).last == date(2024, 2, 29)
    assert not period_asked("2026-11", "2026-11", today).is_over(today)


@pytest.mark.parametrize(
    ("begins", "ends", "field", "words"),
    [
        ("2024-04", "2023-04", "from", "ends before it begins"),
        ("2026-01", "2026-12", "to", "still to come"),
        ("2015-01", "2025-01", "from", "longer than ten years"),
        ("April", "2025-01", "from", "not a month"),
        ("2024-04", "2025-13", "to", "not a month"),
        ("0001-04", "2025-01", "from", "before 1990"),
    ],
)
def test_what_is_no_period_is_said_in_words(
    begins: str, ends: str, field: str, words: str
) -> None:
    with pytest.raises(BadInput) as refused:
        period_asked(begins, ends, today)
    (fault,) = refused.value.faults
    assert fault.field == field and words in fault.what and fault.remedy


def test_working_days_are_counted_by_the_published_calendar() -> None:
    days, numbers = working_days(shipped_calendar())
    number = dict(zip(days, numbers, strict=True))
    # from Wednesday 1 April 2026, past Good Friday and Easter Monday, to Friday 10 April
    assert number[date(2026, 4, 10)] - number[date(2026, 4, 1)] == 5
    assert number[date(2026, 4, 11)] == number[date(2026, 4, 12)] == number[date(2026, 4, 10)]


def timed(what: str, days: int | None, how: str | None = "done", number: int = 1) -> Timed:
    return Timed(what, how, days, False, number)


def test_what_was_due_is_told_apart_by_how_late_it_was() -> None:
    table = timeliness.of_clocks(
        [
            *(timed("notification", days) for days in (-2, 0, 1, 5, 6, 10, 11, 20, 21, 300)),
            timed("notification", None, None, 3),
            timed("notification", 4, "not-notified"),
            timed("availability", -4, "taken-down"),
        ]
    )
    found = {c.code: table.cell("notification", c.code) for c in table.columns}
    assert found == {
        "early": 1,
        "on-the-day": 1,
        "late-1": 2,
        "late-6": 2,
        "late-11": 2,
        "late-21": 2,
        "open": 3,
        "otherwise": 1,
        TOTAL: 14,
    }
    assert table.cell("publication", TOTAL) == 0


def test_a_time_that_was_cut_short_is_told_apart_by_how_much() -> None:
    table = timeliness.of_terms(
        [
            timed("availability", -7, "taken-down"),
            timed("availability", None, None, 2),
            timed("pre-publication", 0),
            timed("pre-publication", -1),
        ]
    )
    assert table.cell("availability", "too-early-6") == 1
    assert table.cell("availability", "kept") == 2
    assert (table.cell("pre-publication", "kept"), table.cell("pre-publication", TOTAL)) == (
        1,
        2,
    )


def test_late_publications_are_explained_or_not() -> None:
    late = [
        Timed("publication", "done", 3, True, 2),
        Timed("publication", "done", 3, False, 1),
        Timed("publication", None, None, True, 1),
        Timed("publication", "done", -3, True, 5),
    ]
    table = timeliness.explained(late)
    assert [table.cell("yes", c.code) for c in table.columns] == [2, 1, 3]
    assert [table.cell(TOTAL, c.code) for c in table.columns] == [3, 1, 4]


def test_quartiles_are_the_least_value_that_has_its_share() -> None:
    assert quantile({}, 0.5) is None
    # -3, 0, 0, 2, 9: the second and the fourth of five, and the one in the middle
    counted = {-3: 1, 0: 2, 2: 1, 9: 1}
    assert [quantile(counted, share) for share in (0.25, 0.5, 0.75)] == [0, 0, 2]
    table = timeliness.quartiles([timed("notification", days) for days in (-3, 0, 0, 2, 9)])
    assert table.cell("notification", "median") == 0
    assert shown(table, 0).cell("publication", "median") == "x"
    assert shown(table, 6).cell("notification", "median") == "c"
    assert shown(table, 5).cell("notification", "median") == 0


def test_small_numbers_are_held_back_with_what_would_give_them_away() -> None:
    counts = [Count(True, death, 2), Count(True, harm, 30), Count(False, harm, 40)]
    table = notifications(TOPICS["known-to-agencies"], "known", counts)
    assert table.cell(TOTAL, TOTAL) == 72
    held = shown(table, 5)
    assert held.cell("yes", "deaths") == "c"
    for cells in (
        [held.cell("yes", column.code) for column in table.columns],
        [held.cell(row.code, "deaths") for row in table.rows],
    ):
        assert cells.count("c") != 1
    assert shown(table, 0).cell("yes", "deaths") == 2
    late = shown(
        timeliness.of_clocks([timed("notification", 1), timed("action", 1, number=9)]), 5
    )
    assert late.cell("notification", "late-1") == late.cell("notification", TOTAL) == "c"
    assert late.cell("action", "late-1") == 9


def test_what_tables_have_in_common_gives_nothing_away() -> None:
    # seven deaths: two and five by year, all of one age; the total is held back in both or none
    by_year = notifications(YEAR, "harm", [Count(2024, death, 2), Count(2025, death, 5)])
    by_age = notifications(TOPICS["age"], "age", [Count("under 1", death, 7)])
    year, age = all_shown([by_year, by_age], 5)
    assert [year.cell(row.code, "deaths") for row in year.table.rows] == ["c", "c", 7]
    assert age.cell(TOTAL, "deaths") == 7
    for each in (year, age):
        assert each.cell(TOTAL, "deaths") == year.cell(TOTAL, "deaths")
    publications = [timed("publication", 1, number=2), timed("publication", 7, number=9)]
    late = timeliness.of_clocks(publications), timeliness.explained(publications)
    _, told = all_shown(late, 5)
    assert [told.cell("no", column.code) for column in told.table.columns] == ["c", 0, "c"]
    assert all_shown(late, 2)[1].cell("no", "late") == 11


def test_a_theme_counts_by_its_name_now_and_what_is_public_is_not_held_back() -> None:
    names = {"bruising": ("response to bruising", "harm"), "burns": ("burns", "harm")}
    found = [
        Valued(("bruising", "burns"), 1),
        Valued(("bruising", "neglect"), 2),
        Valued((), 4),
    ]
    held = shown(themes(found, names), 5)
    assert [(row.words, held.cell(row.code, TOTAL)) for row in held.table.rows] == [
        ("Harm", 3),
        ("Response to bruising", 3),
        ("Neglect", 2),
        ("Burns", 1),
        ("All reviews published in it", 7),
    ]


def test_answers_of_the_panel_add_up_over_years_and_kinds() -> None:
    table = agreement(
        [Agreement(2025, 4, 1, 3, 0, 0, 1, 1), Agreement(2026, 2, 1, 0, 1, 0, 0, 0)]
    )
    assert [table.cell(row.code, "2025") for row in table.rows] == [1, 1, 1, 1, 0, 0, 4]
    assert table.cell(TOTAL, TOTAL) == 6


def test_a_median_goes_where_a_number_that_it_tells_of_is_held_back() -> None:
    few_early = [timed("notification", days) for days in (-3, -3, 0, 0, 0, 0)]
    counted, measured = timeliness.of_clocks(few_early), timeliness.quartiles(few_early)
    clocks, quartiles = all_shown([counted, measured], 5)
    assert "c" in {clocks.cell("notification", column.code) for column in counted.columns}
    assert {quartiles.cell("notification", each.code) for each in measured.columns} == {"c"}
    _, of_all = all_shown([counted, measured], 0)
    assert of_all.cell("notification", "median") == 0


def tables() -> list[Table]:
    counts = [Count(2024, death, 5), Count(2025, harm, 7)]
    known = [Count(None, harm, 7)]
    return [
        notifications(YEAR, "harm", counts),
        notifications(TOPICS["known-to-agencies"], "known-to-agencies", known),
        timeliness.of_clocks([timed("notification", days) for days in (-3, 0, 0, 2, 9)]),
        timeliness.quartiles([timed("notification", days) for days in (-3, 0, 0, 2, 9)]),
        themes([Valued(("<script>alert('&')</script>", "=1+1"), 1)], {}),
    ]


def test_each_plot_has_a_title_and_words_and_nothing_that_runs() -> None:
    for table in tables():
        drawn = plot(shown(table, 0))
        assert drawn is not None
        root = ElementTree.fromstring(drawn)  # noqa: S314 - made here
        kinds = [each.tag.rpartition("}")[2] for each in root.iter()]
        assert kinds[:3] == ["svg", "title", "desc"] and set(kinds) <= {
            *("svg", "title", "desc", "rect", "text")
        }
        assert root[0].text == table.title and root[1].text
        assert not {"style", "onload"} & {name for each in root.iter() for name in each.keys()}
        width = float(root.attrib["viewBox"].split()[2])
        for rectangle in root.iter("{http://www.w3.org/2000/svg}rect"):
            left, long = (float(rectangle.attrib[name]) for name in ("x", "width"))
            assert 0 <= left and left + long <= width
    assert plot(shown(notifications(YEAR, "harm", []), 0)) is None
    assert plot(shown(timeliness.quartiles([]), 0)) is None


def test_the_long_table_has_a_line_for_each_number_and_no_formula() -> None:
    found = [shown(each, 0) for each in tables()]
    lines = list(csv.DictReader(StringIO(csv_of(asked, found), newline="")))
    assert len(lines) == sum(len(each.rows) * len(each.columns) for each in tables())
    assert {line["period_from"] for line in lines} == {"2023-04"}
    numbers = {(line["table"], line["row"], line["column"]): line["value"] for line in lines}
    assert numbers["harm", "2024", "deaths"] == "5"
    assert numbers["quartiles", "publication", "median"] == "x"
    assert [line["row"] for line in lines if "1+1" in line["row"]] == ["'=1+1"]


def test_it_is_printed_as_the_same_bytes_with_its_plots() -> None:
    words = printed(asked, [shown(each, 0) for each in tables()], today)
    assert all(part["words"] for part in words["parts"])
    made_at = datetime(2026, 11, 28, tzinfo=UTC)
    first, again = (as_pdf(words, "analysis.typ", made_at) for _ in range(2))
    assert first == again and first.startswith(b"%PDF-")
    assert b"pdfuaid" in first
