"""`cspr record import`: faulty rows in words, and nothing kept while there is one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.__main__ import app
from services.command import record

right = "title,kind,published\nChild L,SCR,January 2020\nBaby J,SCR,April 2016\n"


class Reporting:
    """Stands for the service: takes all that it is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, str | None]] = []

    def post(self, service: str, path: str, body: Any, *, dry_run: str | None) -> Any:
        assert (service, path) == ("reporting", "/records/imports")
        self.sent.append((body["records"], dry_run))
        return {
            "rows": [
                {"row": n, "record": f"record-{n}", "outcome": "added", "refused": None}
                for n, _ in enumerate(body["records"], 1)
            ]
        }


@pytest.fixture
def reporting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reporting]:
    stands = Reporting()
    monkeypatch.setattr(record, "post", stands.post)
    yield stands


def imported(folder: Path, text: str, *more: str) -> Result:
    file = folder / "records.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, ["record", "import", str(file), *more])


def test_a_file_is_sent_as_facts_and_counted(reporting: Reporting, tmp_path: Path) -> None:
    done = imported(tmp_path, right, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["kept"] and said["counts"]["added"] == 2
    assert [one["row"] for one in said["rows"]] == [2, 3]
    ((facts, dry_run),) = reporting.sent
    assert (facts[0]["title"], facts[0]["published"], dry_run) == ("Child L", "2020-01", None)


def test_a_dry_run_keeps_nothing_and_names_every_faulty_row(
    reporting: Reporting, tmp_path: Path
) -> None:
    done = imported(tmp_path, right + "X,secret,2021-13\nY,SCR,2021,more\n", "--dry-run")
    assert done.exit_code == 1
    for words in ("row 4: kind:", "row 4: published:", "row 5: It has 4 cells", "2 of 4 rows"):
        assert words in done.stderr, done.stderr
    assert "secret" not in done.output
    assert [dry_run for _, dry_run in reporting.sent] == ["true"]


def test_where_a_row_is_faulty_the_right_ones_are_only_tried(
    reporting: Reporting, tmp_path: Path
) -> None:
    done = imported(tmp_path, right + "X,secret,\n", "--json")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert (said["kept"], [one["row"] for one in said["faulty"]]) == (False, [4])
    assert [dry_run for _, dry_run in reporting.sent] == ["true"]


def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    done = imported(tmp_path, "name,kind\n")
    assert done.exit_code == 1 and "Column 1 of the first line is not known" in done.stderr
