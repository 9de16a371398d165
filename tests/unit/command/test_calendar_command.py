"""`cspr calendar` and `cspr case show`: what they say of a day that was counted anew."""

from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.__main__ import app
from services.command import calendar, calendar_acts, case
from services.command.calendar_acts import Change, Done, Standing
from shared.decisions.adopting import Adopted
from shared.decisions.calendar import shipped_calendar
from shared.decisions.decider import Refused

version = shipped_calendar().version


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the acts answer, and what they were asked."""
    told: dict[str, Any] = {"standing": [], "asked": []}

    async def history(place: object) -> Adopted:
        return Adopted()

    async def standing(place: object) -> list[Standing]:
        return list(told["standing"])

    async def adopt(place: object, wanted: Any, why: str | None, *, actor: str) -> Done:
        told["asked"].append((wanted.version, why, actor))
        if isinstance(told.get("answer"), Exception):
            raise told["answer"]
        return Done(wanted.version, version, bool(told["answer"]), told["answer"])

    for name, stand_in in (("history", history), ("standing", standing), ("adopt", adopt)):
        monkeypatch.setattr(calendar_acts, name, stand_in)
    monkeypatch.setattr(calendar, "place", lambda: None)
    return told


def test_what_would_change_is_said_and_nothing_is_adopted_without_a_reason(
    acts: dict[str, Any],
) -> None:
    acts["answer"] = [Change(date(2022, 9, 19), "State Funeral", False)]
    looked = run("calendar", "adopt", "before-2022-09-10", "--dry-run", "--by", "op-7")
    assert looked.exit_code == 0 and "Would be adopted" in looked.output
    assert "2022-09-19\tState Funeral\tnone" in looked.output
    assert acts["asked"] == [(f"{version}, as before 2022-09-10", None, "operator:op-7")]
    without = run("calendar", "adopt", "before-2022-09-10")
    assert without.exit_code == 2 and "Say why with --reason" in without.output
    assert len(acts["asked"]) == 1


def test_what_is_in_force_is_said_to_be_so(acts: dict[str, Any]) -> None:
    acts["answer"] = []
    done = run("calendar", "adopt", "shipped", "--why", "It was proclaimed.")
    assert done.exit_code == 0 and "is in force already" in done.output


def test_what_is_refused_is_said_in_words(acts: dict[str, Any]) -> None:
    acts["answer"] = Refused("It covers fewer days.")
    done = run("calendar", "adopt", "shipped", "--reason", "x")
    assert (done.exit_code, done.output) == (1, "It covers fewer days.\n")
    unknown = run("calendar", "adopt", "2031", "--reason", "x")
    assert unknown.exit_code == 2 and "There are: shipped, before-2022-09-10" in unknown.output
    no_file = run("calendar", "adopt", "2031", "--file", "nowhere.json", "--reason", "x")
    assert no_file.exit_code == 2 and "cannot be read as a list" in no_file.output


def test_a_case_that_cannot_be_counted_anew_is_shown_with_a_status(
    acts: dict[str, Any],
) -> None:
    acts["standing"] = [
        Standing("notifications", version, True, 12, 3, True, ("case-x",)),
        Standing("reviews", version, True, 12, 4),
        Standing("reporting", version, False),
    ]
    shown = run("calendar", "show")
    assert shown.exit_code == 1
    assert f"notifications\t{version}\tcounting open clocks anew\t12\t3\tcase-x" in shown.output
    assert f"reviews\t{version}\tadopted\t12\t4\t" in shown.output
    assert f"reporting\t{version}\tas this build came\t0\t0\t" in shown.output
    acts["standing"] = acts["standing"][1:]
    assert run("calendar", "show", "--json").exit_code == 0


def test_the_calendars_are_listed_with_the_one_in_force(acts: dict[str, Any]) -> None:
    listed = run("calendar", "list")
    assert f"shipped\t{version}\t2012-01-01\t2028-12-31" in listed.output
    assert [line.endswith("\tin force") for line in listed.output.splitlines()[1:]] == [
        True,
        False,
    ]


def test_a_case_is_shown_with_the_days_that_were_counted_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moved = {
        "clock": "notification",
        "start": "AWARE",
        "was_due_on": "2022-09-21",
        "due_on": "2022-09-22",
        "recomputed_on": "2022-09-12",
        "calendar": "england-and-wales-2022-09",
    }
    answers = {
        "/cases/x": {"id": "x"},
        "/cases/x/next-steps": {"steps": []},
        "/cases/x/agency-summaries": {"agencies": []},
        "/cases/x/thematic-reviews": {"thematic_reviews": [], "not_shown": 0},
        "/cases/x/clocks": {"clocks": [moved, {**moved, "was_due_on": None}]},
    }
    monkeypatch.setattr(case, "get", lambda service, path: answers[path])
    shown = run("case", "show", "x")
    row = "notification\tAWARE\t2022-09-21\t2022-09-22\t2022-09-12\tengland-and-wales-2022-09"
    assert shown.output.count(row) == 1
    assert '"counted_anew"' in run("case", "show", "x", "--json").output
