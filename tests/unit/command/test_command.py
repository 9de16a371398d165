"""What the command says, and how it ends, before it comes to a running system."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from deploy.local.worked_example.expectation import Expectation
from services.__main__ import app
from services.command import audit, fsck, parked_acts, reconcile
from services.command.audit import tree
from services.command.place import place
from services.command.run import report
from shared.folds.workers import WorkerLost


@pytest.fixture(autouse=True)
def local_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A data folder that looks as if a local run was there."""
    (tmp_path / "run.json").write_text("{}")
    monkeypatch.setenv("CSPR_DATA", str(tmp_path))
    for name in ("CSPR_MASTER_KEY", "CSPR_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    place.cache_clear()
    yield
    place.cache_clear()


def cspr(*words: str) -> Result:
    return CliRunner().invoke(app, words)


@pytest.mark.parametrize("workers", ["0", "-1"])
def test_a_replay_without_workers_is_refused_and_not_done_on_nothing(workers: str) -> None:
    assert cspr("replay", "--swap", "--workers", workers).exit_code == 2


@pytest.mark.parametrize("words", [("reconcile",), ("audit", "fsck")], ids=lambda w: w[-1])
def test_a_check_that_lost_a_worker_says_so_and_not_that_all_balances(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    async def lost(*_: object, **__: object) -> None:
        raise WorkerLost("A worker process was killed.")

    monkeypatch.setattr(reconcile, "reconcile", lost)
    monkeypatch.setattr(fsck, "fsck_of", lost)
    done = cspr(*words, "--workers", "2")
    assert done.exit_code == 2
    assert "is not known. A worker process was killed." in done.output
    assert cspr(*words, "--workers", "0").exit_code == 2


def test_an_unknown_read_model_is_answered_with_those_there_are() -> None:
    done = cspr("replay", "nosuch")
    assert done.exit_code == 2
    assert "caseload" in done.output


def test_a_token_comes_alone_or_as_json() -> None:
    said = json.loads(cspr("token", "--as", "auditor", "--json").stdout)
    assert (said["actor"], said["token"].count(".")) == ("auditor", 2)
    assert cspr("token", "--as", "auditor").stdout.count(".") == 2
    assert cspr("token", "--as", "nobody").exit_code == 2


@pytest.mark.parametrize("token", ["schön", "two words", "a\nb"])
def test_what_cannot_be_a_token_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("CSPR_TOKEN", token)
    done = cspr("statistics")
    assert done.exit_code == 2
    assert "CSPR_TOKEN is not a token" in done.output


def test_causes_stand_above_what_they_caused_and_messages_beside() -> None:
    def event(id_: str, cause: str | None, name: str, who: str) -> dict[str, str | None]:
        return {"event_id": id_, "causation_id": cause, "name": name, "actor": who}

    told = event("1", "message:/police:7", "IncidentReported", "partner-police")
    notified = event("2", None, "IncidentNotified", "officer")
    opened = event("3", "2", "RapidReviewOpened", "policy:reviews")
    assert list(tree([told, notified, opened])) == [
        "IncidentReported by partner-police (from message:/police:7)",
        "IncidentNotified by officer",
        "  RapidReviewOpened by policy:reviews",
    ]


def test_an_audit_opens_nothing_without_a_purpose_and_asks_as_of_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str, object]] = []
    event = {
        **dict.fromkeys(("written_at", "source", "position", "actor", "causation_id"), ""),
        **{"event_id": "1", "name": "IncidentNotified"},
    }

    def get_all(_service: str, path: str, _rows: str, **query: object) -> list[object]:
        asked.append(("get", path, query["as_of"]))
        return [dict(event)]

    def post(_service: str, path: str, body: object, **query: object) -> object:
        asked.append(("post", path, body))
        return {"parts": [{"event_id": "1", "field": "summary", "text": "in clear"}]}

    monkeypatch.setattr(audit, "get_all", get_all)
    monkeypatch.setattr(audit, "post", post)
    assert "in clear" not in cspr("audit", "case", "case-1", "--as-of", "2024-05-01").output
    assert asked == [("get", "/cases/case-1/history", "2024-05-01")]
    assert "in clear" in cspr("audit", "case", "case-1", "--purpose", "a complaint").output
    assert asked[-1] == ("post", "/cases/case-1/history/opened", {"purpose": "a complaint"})
    said = cspr("audit", "case", "case-1", "--purpose", "a complaint", "--json").stdout
    assert json.loads(said)[0]["opened"] == {"summary": "in clear"}
    assert cspr("audit", "case", "case-1", "--purpose", " ").exit_code == 2


def test_a_run_tells_as_json_what_was_expected_and_found(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report([Expectation("deaths", "205", "204")], {}, as_json=True)
    (deaths,) = json.loads(capsys.readouterr().out)["expectations"]
    assert deaths == {"what": "deaths", "expected": "205", "found": "204", "met": False}


def test_a_redrive_of_what_does_not_wait_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_which: object, **_how: object) -> list[object]:
        return []

    monkeypatch.setattr(parked_acts, "redrive_all", nothing)
    done = cspr("parked", "redrive", "case-1", "--dry-run")
    assert done.exit_code == 1
    assert "Nothing waits" in done.output
    assert cspr("parked", "redrive", "--dry-run").exit_code == 0
    assert "Say why" in cspr("parked", "redrive").output


@pytest.mark.parametrize(
    "command", [("partner", "add", "x"), ("case", "show", "x"), ("audit", "case", "x")]
)
def test_where_nothing_runs_it_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CSPR_DATA", str(tmp_path / "none"))
    place.cache_clear()
    assert "No system runs here" in str(cspr(*command).exception)
