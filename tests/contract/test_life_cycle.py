"""Each command in each place has a known answer, and the page says which."""

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import get_args

import pytest

from services.reviews.domain import ReviewsCommand, decider
from shared.events import actions, reminders, thematic
from shared.events.catalogue import CATALOGUE
from tests.contract.life_cycle import Outcome, history_of, outcomes, page, place_of
from tests.contract.life_cycle_samples import SAMPLES, STANDINGS, Standing

ROOT = Path(__file__).parents[2]
FOUND = list(outcomes())


def commands(union: object) -> Iterator[type]:
    if isinstance(union, UnionType):
        for part in get_args(union):
            yield from commands(part)
    elif isinstance(union, type):
        yield union


def found(command: str, place: str) -> Outcome:
    (one,) = [each for each in FOUND if (each.sample, each.standing.name) == (command, place)]
    return one


def test_the_page_is_current() -> None:
    written = (ROOT / "docs" / "life-cycle.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m tests.contract.life_cycle > docs/life-cycle.md"


def test_every_command_is_asked_in_every_place() -> None:
    assert {type(one.command) for one in FOUND} == set(commands(ReviewsCommand))
    assert len(FOUND) == len(SAMPLES) * len(STANDINGS)


@pytest.mark.parametrize("standing", STANDINGS, ids=lambda one: one.name)
def test_a_place_is_the_one_that_its_name_says(standing: Standing) -> None:
    state = decider.fold(history_of(standing))
    assert place_of(state, standing.today) == standing.name


def test_every_command_happens_somewhere_and_every_event_comes_about() -> None:
    assert {one.sample for one in FOUND if one.events} == set(SAMPLES) - {
        "TakeDownReport, for another reason"
    }
    written = {name for one in FOUND for name in one.events}
    # actions outlast the review, and no state of it forbids reminders; a thematic review is no
    # case: their rules are held by tests/unit/reviews
    apart = {actions.__name__, reminders.__name__, thematic.__name__}
    ours = {
        name
        for name, declared in CATALOGUE.items()
        if declared.owner == "reviews"
        and declared.event.__module__ not in apart
        and declared.kinds == ("case",)
    }
    assert written == ours


def test_every_refusal_says_what_is_wrong_in_a_sentence() -> None:
    for one in FOUND:
        if one.refusal is not None:
            assert len(one.refusal) > 30 and one.refusal.endswith("."), one.refusal


def test_every_place_is_reached_from_another() -> None:
    led_to = {one.leads_to for one in FOUND if one.leads_to != one.standing.name}
    by_time = {"no review", "free to publish"}
    assert {standing.name for standing in STANDINGS} - led_to <= by_time


def test_only_the_open_gate_lets_cspr_publish() -> None:
    for command in ("PublishReport", "PublishImprovements"):
        happens = {one.standing.name for one in FOUND if one.sample == command and one.events}
        also = {"improvements published"} if command == "PublishReport" else set()
        assert happens == {"free to publish"} | also, command


def test_what_happened_outside_is_recorded_wherever_there_is_a_review() -> None:
    for place in (
        "commissioned",
        "commissioned and held",
        "copies are out",
        "free to publish",
    ):
        one = found("RecordPublishedElsewhere", place)
        assert one.events == ("ReportPublished",), place


def test_what_is_published_is_taken_down_at_once() -> None:
    for place in ("improvements published", "published in full"):
        one = found("TakeDownReport", place)
        assert (one.events, one.leads_to) == (("ReportTakenDown",), "taken down")
