"""The page of figures: a section is replaced alone, and a missed target is to be seen."""

import pytest

from tests.bench.asked import asked
from tests.bench.profiling import shortened
from tests.bench.report import line, verdict
from tests.bench.sections import preamble, replaced

order = ("First", "Second", "Third")
first = "## First\n\n- day: 2026-01-05\n\n| a | 1 |\n"
third = "## Third\n\n- day: 2026-01-06\n\n```\n## no title, in a profile\n```\n"


def test_a_section_is_added_in_its_order_and_the_others_stay() -> None:
    page = replaced(replaced("", third, order), first, order)
    assert page == f"{preamble}\n{first}\n{third}"
    second = "## Second\n\nnothing yet\n"
    assert replaced(page, second, order) == f"{preamble}\n{first}\n{second}\n{third}"


def test_a_section_takes_the_place_of_the_one_before_it_alone() -> None:
    page = replaced(replaced("", first, order), third, order)
    again = "## First\n\n- day: 2026-02-01\n"
    assert replaced(page, again, order) == f"{preamble}\n{again}\n{third}"
    assert replaced(page, third, order) == page


def test_what_an_earlier_program_wrote_is_left_out() -> None:
    page = f"# Figures\n\nold words\n\n## Of long ago\n\n| x | 1 |\n\n{third}"
    assert replaced(page, first, order) == f"{preamble}\n{first}\n{third}"


def test_a_figure_that_misses_its_target_says_so_and_one_that_meets_it_too() -> None:
    assert line("rate", [1.0, 3.0, 2.0], ".1f", least=2) == (
        "rate",
        "2.0",
        "1.0 to 3.0",
        "≥ 2: met",
    )
    assert line("rate", [1.0], ".1f", least=50_000)[3] == "≥ 50,000: **missed**"
    assert verdict(99.9, most=100) == "≤ 100: met"
    assert verdict(100.1, most=100) == "≤ 100: **missed**"
    assert verdict(1) == ""


def test_parts_are_asked_for_by_name_and_what_is_none_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = asked(["--only", "rebuild,proof", "--sizes", "10_000,3000", "--events", "5000"])
    assert (found.only, found.sizes, found.events) == (
        ("rebuild", "proof"),
        (10_000, 3_000),
        5_000,
    )
    with pytest.raises(SystemExit):
        asked(["--only", "rebiuld"])
    assert "there is no part rebiuld" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        asked(["--events", "0"])


def test_a_profile_shows_no_folder_of_this_machine() -> None:
    shown = shortened(
        " 9 0.1 0.0 /home/a/.venv/lib/python3.11/site-packages/aiokafka/conn.py:4(send)\n\n"
        " 9 0.1 0.0 /usr/lib/python3.11/asyncio/tasks.py:7(run)\n"
    )
    assert shown == " 9 0.1 0.0 aiokafka/conn.py:4(send)\n 9 0.1 0.0 asyncio/tasks.py:7(run)"
