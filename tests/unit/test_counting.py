"""Rules count days by the calendar of their command: none reads one of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTING = {"due", "term", "copies_by"}


def uncounted(source: str) -> Iterator[str]:
    """Where a rule counts by a calendar that nobody handed over."""
    tree = ast.parse(source)
    counting = COUNTING & {
        each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "shared.decisions.rules"
        for each in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == "shipped_calendar":
            yield f"line {node.lineno}: shipped_calendar"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in counting:
            if "calendar" not in {each.arg for each in node.keywords}:
                yield f"line {node.lineno}: {ast.unparse(node.func)}"


def test_every_rule_counts_by_the_calendar_that_it_is_given() -> None:
    rules = sorted(ROOT.glob("services/*/domain/**/*.py"))
    assert len(rules) > 30
    assert {
        path.name: found for path in rules if (found := [*uncounted(path.read_text())])
    } == {}


def test_planted_a_rule_that_counts_by_another_calendar_is_found() -> None:
    rules = "from shared.decisions.rules import due\n"
    assert [*uncounted(f"{rules}due('publication', 'DECIDED', day)")] == ["line 2: due"]
    assert [*uncounted(f"{rules}due('publication', 'DECIDED', day, calendar=by)")] == []
    assert [*uncounted("shipped_calendar().is_working(day)")] == ["line 1: shipped_calendar"]
