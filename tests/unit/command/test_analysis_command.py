"""`cspr analysis`: one form at a time, and a file that is there is kept."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.__main__ import app
from services.command import analysis

answer = {
    "tables": [
        {
            "name": "harm",
            "title": "Notifications by year to 31 March and harm",
            "unit": "notified incidents",
            "row_head": "Year to 31 March",
            "columns": [{"code": "deaths", "words": "Deaths"}],
            "rows": [{"code": "2024", "words": "2024", "numbers": {"deaths": "c"}}],
        }
    ]
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What reporting was asked for, without what was left out."""
    seen: list[tuple[str, dict[str, Any]]] = []

    def answering(body: Any) -> Any:
        def get(service: str, path: str, **query: Any) -> Any:
            assert service == "reporting"
            seen.append((path, {name: one for name, one in query.items() if one is not None}))
            return body

        return get

    monkeypatch.setattr(analysis, "get", answering(answer))
    monkeypatch.setattr(analysis, "get_text", answering("table\r\nharm\r\n"))
    monkeypatch.setattr(analysis, "get_bytes", answering(b"%PDF-"))
    return seen


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["analysis", *words])
    return done.exit_code, done.stdout


def test_a_period_is_printed_in_each_form(
    asked: list[tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    assert run("--from", "2023-04", "--to", "2026-03") == (0, "2024\tc\n")
    assert asked == [("/analysis", {"from": "2023-04", "to": "2026-03", "suppress_below": 0})]
    assert run("--csv", "--suppress-below", "5")[1] == "table\nharm\n"
    assert run("--json", "--as-of", "2024-05-01")[1].startswith("{")
    assert asked[1:] == [
        ("/analysis/tables.csv", {"suppress_below": 5}),
        ("/analysis", {"suppress_below": 0, "as_of": "2024-05-01"}),
    ]
    file = tmp_path / "analysis.pdf"
    assert run("--pdf", str(file)) == (0, "")
    assert file.read_bytes() == b"%PDF-"


def test_two_forms_at_once_and_a_file_that_is_there_are_refused(
    asked: list[tuple[str, dict[str, Any]]], tmp_path: Path
) -> None:
    assert run("--json", "--csv")[0] == 2 and asked == []
    file = tmp_path / "analysis.pdf"
    file.write_text("mine")
    assert run("--pdf", str(file))[0] == 2
    assert file.read_text() == "mine"
