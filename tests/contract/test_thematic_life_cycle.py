"""Each command of a thematic review in each place has a known answer, on its page."""

from pathlib import Path

import pytest

from services.reviews.domain.thematic import ThematicCommand, decider
from shared.events import thematic
from shared.events.catalogue import CATALOGUE
from tests.contract.life_cycle import outcomes
from tests.contract.life_cycle_samples import Standing
from tests.contract.test_life_cycle import commands
from tests.contract.thematic_life_cycle import OF_THEMATIC, SAMPLES, thematic_page

ROOT = Path(__file__).parents[2]
FOUND = list(outcomes(OF_THEMATIC))


def test_the_page_is_current() -> None:
    written = (ROOT / "docs" / "thematic-life-cycle.md").read_text(encoding="utf-8")
    module = "tests.contract.thematic_life_cycle"
    assert written == thematic_page(), f"run: python -m {module} > docs/thematic-life-cycle.md"


def test_every_command_is_asked_and_every_event_comes_about() -> None:
    assert {type(one.command) for one in FOUND} == set(commands(ThematicCommand))
    written = {name for one in FOUND for name in one.events}
    ours = {
        name for name, one in CATALOGUE.items() if one.event.__module__ == thematic.__name__
    }
    assert written == ours - {thematic.ThematicTermRecomputed.__name__}, "no person asks for it"
    idle = {one.sample for one in FOUND} - {one.sample for one in FOUND if one.events}
    assert idle == {
        "IncludeCase, whose review has not begun",
        "PublishThematicReview, over a case that is not over",
    }
    assert len(FOUND) == len(SAMPLES) * len(OF_THEMATIC.standings)


@pytest.mark.parametrize("standing", OF_THEMATIC.standings, ids=lambda one: one.name)
def test_a_place_is_the_one_that_its_name_says(standing: Standing) -> None:
    state = decider.fold(OF_THEMATIC.history_of(standing))
    assert OF_THEMATIC.place_of(state, standing.today) == standing.name


def test_every_refusal_says_what_is_wrong_in_a_sentence() -> None:
    for one in FOUND:
        if one.refusal is not None:
            assert len(one.refusal) > 30 and one.refusal.endswith("."), one.refusal


def test_only_the_open_gate_lets_cspr_publish() -> None:
    happens = {
        one.standing.name
        for one in FOUND
        if one.sample == "PublishThematicReview" and one.events
    }
    assert happens == {"free to publish"}
