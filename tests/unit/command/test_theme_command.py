"""`cspr theme`: names become codes before anything is changed."""

from typing import Any

import pytest
from typer.testing import CliRunner

from services.__main__ import app
from services.command import theme


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What the service is sent; it knows Harm, and Bruising below it."""
    posted: list[tuple[str, Any]] = []
    themes = {"Harm": "harm", "Bruises": "bruising"}
    every = [
        {"theme": "harm", "name": "Harm", "former": [], "broader": None},
        {"theme": "bruising", "name": "Bruising", "former": ["Bruises"], "broader": "harm"},
    ]

    def get(service: str, path: str) -> Any:
        assert service == "reporting"
        return {"themes": every} if path == "/themes" else {"theme": themes[path[8:]]}

    def post(service: str, path: str, body: Any) -> Any:
        posted.append((path, body))
        return {"theme": "falls"}

    monkeypatch.setattr(theme, "get", get)
    monkeypatch.setattr(theme, "post", post)
    return posted


@pytest.mark.parametrize(
    ("arguments", "path", "body"),
    [
        (
            ["add", "Falls", "--under", "Harm"],
            "/themes",
            {"name": "Falls", "scope": None, "broader": "harm"},
        ),
        (["rename", "Bruises", "Marks"], "/themes/bruising/name", {"name": "Marks"}),
        (["move", "Bruises", "--top"], "/themes/bruising/broader", {"broader": None}),
        (
            ["move", "Bruises", "--under", "Harm"],
            "/themes/bruising/broader",
            {"broader": "harm"},
        ),
        (["merge", "Bruises", "Harm"], "/themes/bruising/merging", {"into": "harm"}),
    ],
)
def test_each_change_is_sent_by_code(
    sent: list[tuple[str, Any]], arguments: list[str], path: str, body: Any
) -> None:
    done = CliRunner().invoke(app, ["theme", *arguments])
    assert done.exit_code == 0, done.output
    assert sent == [(path, body)]


def test_a_move_says_where_and_the_list_is_a_tree(sent: list[tuple[str, Any]]) -> None:
    assert CliRunner().invoke(app, ["theme", "move", "Bruises"]).exit_code == 2
    shown = CliRunner().invoke(app, ["theme", "list"])
    assert shown.exit_code == 0 and "  Bruising" in shown.output and "Bruises" in shown.output
    assert sent == []
