"""`cspr thematic`: the list, one of them, and where a case says that it is in one."""

from typing import Any

import pytest
from typer.testing import CliRunner

from services.__main__ import app
from services.command import case, thematic
from services.reviews.api import examples as of_cases
from services.reviews.api import thematic_examples as examples
from services.reviews.api import waiting

shown: dict[str, Any] = {
    "/thematic-reviews": examples.listed,
    f"/thematic-reviews/{examples.thematic}": examples.one,
    "/cases/case-1": of_cases.case,
    "/cases/case-1/next-steps": of_cases.steps,
    "/cases/case-1/clocks": of_cases.clocks,
    "/cases/case-1/agency-summaries": waiting.listed,
    "/cases/case-1/thematic-reviews": examples.of_case,
}


def answered(service: str, path: str, *_: object, **__: object) -> Any:
    assert service == "reviews"
    found = shown[path][200]["content"]["application/json"]["example"]
    return found["thematic_reviews"] if path == "/thematic-reviews" else found


@pytest.fixture(autouse=True)
def service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thematic, "get", answered)
    monkeypatch.setattr(thematic, "get_all", answered)
    monkeypatch.setattr(case, "get", answered)


def said(*words: str) -> str:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_list_begins_with_ids_and_one_is_shown_with_its_cases() -> None:
    (line,) = [one for one in said("thematic", "list").splitlines() if "abuse" in one]
    assert line.startswith(examples.thematic) and line.split("\t")[3] == "2"
    one = said("thematic", "show", examples.thematic)
    assert "Wiltshire, Swindon" in one and "cases_not_shown\t1" in one
    assert "case-019bc8d1" in one and "person-1" in one
    assert '"cases_not_shown": 1' in said("thematic", "show", examples.thematic, "--json")


def test_a_case_says_which_agencies_owe_it_what_and_in_which_thematic_reviews_it_is() -> None:
    shown = said("case", "show", "case-1")
    assert examples.thematic in shown
    (police,) = [one for one in shown.splitlines() if "2026-01-22" in one]
    assert police.endswith("\t1\t2026-01-22\t\tyes")
    assert '"thematic_reviews"' in said("case", "show", "case-1", "--json")
