"""`cspr replay` before it comes to a running system: what it takes, and what it refuses."""

import pytest
from typer.testing import CliRunner, Result

from services.__main__ import app


def cspr(*words: str) -> Result:
    return CliRunner().invoke(app, ("replay", *words))


@pytest.mark.parametrize("operation", ["plan", "start", "status", "diff", "swap", "cancel"])
def test_an_unknown_read_model_is_answered_with_those_there_are(operation: str) -> None:
    done = cspr(operation, "nosuch", *(["--dry-run"] if operation == "swap" else []))
    assert done.exit_code == 2
    assert "caseload" in done.output


@pytest.mark.parametrize(
    "words",
    [("swap", "caseload"), ("rollback", "caseload"), ("drop", "caseload", "--generation", "1")],
)
def test_what_changes_what_is_read_needs_a_reason(words: tuple[str, ...]) -> None:
    for given in (words, (*words, "--why", " ")):
        done = cspr(*given)
        assert done.exit_code == 2
        assert "--why" in done.output


@pytest.mark.parametrize(
    "words",
    [
        ("--until", "yesterday"),
        ("--as", "asof_then"),
        ("--until", "2024-05-01", "--as", "public"),
        ("--workers", "0"),
        ("--max-rate", "0"),
        ("--hold", "0"),
    ],
)
def test_a_start_that_cannot_be_is_refused_before_anything_is_done(
    words: tuple[str, ...],
) -> None:
    assert cspr("start", "caseload", *words).exit_code == 2


def test_every_operation_is_named_and_the_one_shot_check_is_without_a_name() -> None:
    named = cspr("--help").output
    for operation in (
        "plan", "start", "status", "diff", "swap", "rollback", "cancel", "resume", "drop",
    ):  # fmt: skip
        assert operation in named
    assert "│ once" not in named
    assert "--swap" in cspr("--swap", "--help").output
