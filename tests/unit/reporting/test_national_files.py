"""DfE's files: their lines and columns, and what is held back before they leave."""

import csv
from collections.abc import Sequence
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.national.csv_file import columns, csv_of
from services.reporting.national.disclosure import held_back, rounded
from services.reporting.national.lines import (
    TOTAL,
    Counted,
    Level,
    Line,
    authority_lines,
    national_lines,
    national_topics,
    regional_lines,
)
from services.reporting.topics import TOPICS
from shared.events.codes import Nature
from tests.support.cases import SWINDON, WILTSHIRE

CUMBRIA = "E10000006"
age, sex = TOPICS["age"], TOPICS["sex"]


def counted(
    number: int, *, value: str | None = None, authority: str = "", year: int = 2024
) -> Counted:
    return Counted(year, authority, Nature.CHILD_DEATH, value, number)


def numbers(lines: Sequence[Line], breakdown: str) -> dict[str, int | None]:
    return {line.nature: line.number for line in lines if line.breakdown == breakdown}


def test_each_nature_and_their_total_for_each_value_of_each_topic() -> None:
    found = list(national_lines({topic: [counted(3)] for topic in national_topics}))
    assert {line.topic for line in found} == {TOTAL, *(t.title for t in national_topics)}
    assert numbers(found, TOTAL) == {
        "Child death": 3,
        "Serious harm": 0,
        "Other": 0,
        "Total": 3,
    }


def test_regions_are_all_there_and_rounded_to_ten() -> None:
    lines = regional_lines([counted(14, authority=WILTSHIRE), counted(1, authority=SWINDON)])
    shown = {(s.line.place, s.line.nature): s.number for s in rounded(lines)}
    assert (shown["South West", TOTAL], shown["London", TOTAL]) == ("20", "0")
    assert len({place for place, _ in shown}) == 9


def test_an_authority_that_there_was_not_in_a_year_has_no_number() -> None:
    rows = [
        counted(1, authority=WILTSHIRE, year=2022),
        counted(1, authority=SWINDON, year=2025),
    ]
    shown = {
        (s.line.place, s.line.year): s.number
        for s in held_back(authority_lines(rows, [CUMBRIA, WILTSHIRE]), 0)
        if s.line.nature == TOTAL
    }
    assert shown == {
        (CUMBRIA, 2022): "0",
        (CUMBRIA, 2025): "x",
        (WILTSHIRE, 2022): "1",
        (WILTSHIRE, 2025): "0",
    }


def test_the_columns_are_those_of_the_published_file() -> None:
    lines = authority_lines([counted(7, authority=WILTSHIRE)], [WILTSHIRE])
    text = "".join(csv_of(Level.AUTHORITY, held_back(lines, 0)))
    head, *rows = csv.reader(StringIO(text, newline=""))
    assert tuple(head) == columns[Level.AUTHORITY]
    death = dict(zip(head, rows[0], strict=True))
    assert (death["time_period"], death["geographic_level"]) == ("202324", "Local authority")
    assert (death["region_code"], death["new_la_code"]) == ("E12000009", WILTSHIRE)
    assert (death["old_la_code"], death["number_notifications"]) == ("x", "7")


def test_a_quarter_stands_in_its_own_column_too() -> None:
    quarter = TOPICS["quarter"]
    lines = national_lines({quarter: [Counted(2024, "", Nature.OTHER, 1, 5)]})
    rows = csv.DictReader(StringIO("".join(csv_of(Level.NATIONAL, held_back(lines, 0)))))
    of_first = [r for r in rows if r["quarter"] == "April to June"]
    assert [r["number_notifications"] for r in of_first] == ["0", "0", "5", "5"]


def test_a_small_number_takes_another_with_it_so_that_none_follows_by_subtraction() -> None:
    under_1, older = age.choices[0], age.choices[1]
    rows = [counted(2, value=str(under_1.value)), counted(40, value=str(older.value))]
    shown = {
        (s.line.breakdown, s.line.nature): s.number
        for s in held_back(national_lines({age: rows}), 5)
    }
    assert shown[under_1.words, "Child death"] == shown[older.words, "Child death"] == "c"
    assert shown[TOTAL, TOTAL] == "42" and shown[under_1.words, "Other"] == "0"


def test_what_was_held_back_of_the_total_does_not_follow_from_a_topic() -> None:
    rows = [
        Counted(2024, "", Nature.CHILD_DEATH, "F", 20),
        Counted(2024, "", Nature.SERIOUS_HARM, "M", 1),
    ]
    shown = {
        (s.line.breakdown, s.line.nature): s.number
        for s in held_back(national_lines({sex: rows}), 6)
    }
    assert shown[TOTAL, "Child death"] == shown["Female", "Child death"] == "c"


def test_one_authority_does_not_follow_from_england_and_the_others() -> None:
    rows = [counted(2, authority=WILTSHIRE), counted(40, authority=SWINDON)]
    shown = {
        (s.line.place, s.line.nature): s.number
        for s in held_back(authority_lines(rows, [WILTSHIRE, SWINDON]), 5)
    }
    assert shown[WILTSHIRE, "Child death"] == shown[SWINDON, "Child death"] == "c"


tables = st.lists(
    st.tuples(
        st.sampled_from([str(choice.value) for choice in sex.choices]),
        st.sampled_from(list(Nature)),
        st.integers(0, 30),
    ),
    max_size=12,
)


@given(rows=tables, below=st.integers(0, 12))
def test_of_what_adds_up_never_exactly_one_is_held_back(
    rows: list[tuple[str, Nature, int]], below: int
) -> None:
    found = [Counted(2024, "", nature, value, number) for value, nature, number in rows]
    lines = list(national_lines({sex: found}))
    shown = [each.number for each in held_back(lines, below)]
    if not lines:
        return
    of = {
        (line.topic, line.breakdown, line.nature): number
        for line, number in zip(lines, shown, strict=True)
    }
    values = [choice.words for choice in sex.choices]
    natures = [*map(str, Nature), TOTAL]
    across = [[of[sex.title, value, nature] for nature in natures] for value in values]
    down = [
        [*(of[sex.title, value, nature] for value in values), of[TOTAL, TOTAL, nature]]
        for nature in natures
    ]
    total = [of[TOTAL, TOTAL, nature] for nature in natures]
    for cells in (*across, *down, total):
        assert cells.count("c") != 1
    for line, number in zip(lines, shown, strict=True):
        assert number == "c" or number == str(line.number)
        assert not (line.number and line.number < below) or number == "c"
