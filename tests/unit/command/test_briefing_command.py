"""`cspr briefing` and `cspr record describe`: what is sent, and what is never overwritten."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from services.__main__ import app
from services.command import briefing, record


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What the service is sent."""
    posted: list[tuple[str, Any]] = []

    def post(service: str, path: str, body: Any) -> Any:
        posted.append((path, body))
        return {"briefing": "record-x", "title": body.get("title")}

    def get(service: str, path: str) -> Any:
        return {"title": "Old", "keywords": ["bruising"], "ages": ["under 1"], "kind": "lcspr"}

    for module in (briefing, record):
        monkeypatch.setattr(module, "post", post)
        monkeypatch.setattr(module, "get", get)
    monkeypatch.setattr(briefing, "get_bytes", lambda service, path: b"%PDF-" + path.encode())
    return posted


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_a_briefing_is_written_and_written_anew(sent: list[tuple[str, Any]]) -> None:
    body = {"title": "Babies", "introduction": None, "reviews": ["record-a", "record-b"]}
    chosen = ("--review", "record-a", "--review", "record-b")
    assert run("briefing", "write", "Babies", *chosen).exit_code == 0
    assert run("briefing", "write", "Babies", *chosen, "--anew", "record-x").exit_code == 0
    assert run("briefing", "withdraw", "record-x", "entered-twice").exit_code == 0
    assert sent == [
        ("/briefings", body),
        ("/briefings/record-x/writing", body),
        ("/briefings/record-x/withdrawal", {"reason": "entered-twice"}),
    ]
    assert run("briefing", "write", "Babies").exit_code == 2


def test_a_pdf_is_written_to_a_new_file_alone(
    sent: list[tuple[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "b.pdf"
    assert run("briefing", "pdf", "record-x", str(file)).exit_code == 0
    assert file.read_bytes() == b"%PDF-/briefings/record-x/pdf"
    again = run("briefing", "pdf", "record-x", str(file))
    assert again.exit_code == 2 and "there already" in again.output


def test_what_is_not_said_of_a_record_stays(sent: list[tuple[str, Any]]) -> None:
    done = run("record", "describe", "record-a", "--title", "Child F")
    assert done.exit_code == 0, done.output
    ((path, body),) = sent
    assert path == "/records/record-a/description"
    assert (body["title"], body["keywords"], body["ages"]) == (
        "Child F",
        ["bruising"],
        ["under 1"],
    )
    assert "kind" not in body
