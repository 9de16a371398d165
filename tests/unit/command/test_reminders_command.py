"""`cspr reminders`: what is not sent ends with 1, and a faulty file is named in words."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.__main__ import app
from services.command import reminders

root = Path(__file__).parents[3]
one = {
    "case": "case-1",
    "about": "action",
    "item": "1",
    "due_on": "2026-04-24",
    "stage": "ahead",
    "who": "Wiltshire Police",
    "state": "no-address",
    "settled_at": None,
    "answer": None,
}


def test_what_is_not_sent_is_listed_with_exit_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def all_of(*_: str, **query: Any) -> list[dict[str, Any]]:
        asked.append(query)
        return [one]

    monkeypatch.setattr(reminders, "get_all", all_of)
    listed = CliRunner().invoke(app, ["reminders", "list"])
    assert listed.exit_code == 0 and "Wiltshire Police\tno-address" in listed.stdout
    unsent = CliRunner().invoke(app, ["reminders", "list", "--unsent", "--json"])
    assert unsent.exit_code == 1 and '"state": "no-address"' in unsent.stdout
    assert [each["unsent"] for each in asked] == [None, True]


def test_retry_says_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []

    def post(_service: str, path: str, body: object) -> Any:
        sent.append((path, body))
        return {"reminders": ["01"]}

    monkeypatch.setattr(reminders, "post", post)
    done = CliRunner().invoke(app, ["reminders", "retry", "01"])
    assert done.exit_code == 0 and "1 mail will be tried again." in done.output
    assert sent == [("/reminders/retry", {"reminder": "01"})]


def test_a_file_is_checked_before_it_is_used(tmp_path: Path) -> None:
    good = CliRunner().invoke(app, ["reminders", "check", str(root / "deploy/reminders.toml")])
    assert good.exit_code == 0
    assert "E06000054\torganisation\twiltshire police\t" in good.stdout
    bad = CliRunner().invoke(app, ["reminders", "check", str(tmp_path / "none.toml")])
    assert bad.exit_code == 1 and "cannot be read as TOML" in bad.output
