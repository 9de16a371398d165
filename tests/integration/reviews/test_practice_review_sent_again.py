"""A request about a local review that comes again is recorded once, names and texts and all."""

from typing import Any

import pytest

from tests.support.living_case import chair
from tests.support.practice_case import commissioned
from tests.support.reviews import Reviews

declared = {
    "independent": True,
    "declaration": "Free of all three.",
    "declared_on": "2026-04-02",
}
appointed = {
    "name": "Winifred Writer",
    "independence": declared,
    "appointed_on": "2026-04-02",
}
delayed = {"reason": "family", "note": "They ask for time.", "delayed_on": "2026-04-14"}
held = {"held_by": "inquest", "note": "It is opened.", "held_on": "2026-04-13"}
told: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("practice-review/reviewers", appointed, {"name": "Wolfram Writer"}),
    (
        "practice-review/terms-of-reference",
        {"terms": "What was known?", "agreed_on": "2026-04-07"},
        {"terms": "What was known, and to whom?"},
    ),
    ("publication/delays", delayed, {"note": "They ask for more time."}),
]


@pytest.mark.parametrize(("path", "body", "other"), told)
async def test_the_same_again_appends_nothing_and_another_text_is_another_fact(
    v: Reviews, path: str, body: dict[str, Any], other: dict[str, Any]
) -> None:
    subject = await commissioned(v)
    first = await v.post(f"/cases/{subject}/{path}", chair, body)
    again = await v.post(f"/cases/{subject}/{path}", chair, dict(reversed(body.items())))
    assert (first.status_code, again.status_code) == (201, 200), again.text
    assert again.json() == {"position": first.json()["position"], "events": []}
    another = await v.post(f"/cases/{subject}/{path}", chair, {**body, **other})
    assert another.json()["events"] == first.json()["events"]


async def test_a_hold_told_twice_holds_once(v: Reviews) -> None:
    subject = await commissioned(v)
    path = f"/cases/{subject}/publication/holds"
    first = await v.post(path, chair, held)
    again = await v.post(path, chair, held)
    assert first.json()["events"] == ["PublicationHeld"]
    assert again.json() == {"position": first.json()["position"], "events": []}


async def test_a_day_before_anybodys_time_is_refused_with_its_field(v: Reviews) -> None:
    subject = await commissioned(v)
    path = f"/cases/{subject}/publication/delays"
    answer = await v.post(path, chair, {**delayed, "delayed_on": "1924-04-14"})
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["field"] == "delayed_on"
