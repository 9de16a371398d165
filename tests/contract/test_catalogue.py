"""The catalogue: each event has one owner, and the reference says what the code says."""

import tomllib
from pathlib import Path

import pytest

from shared.events.catalogue import CATALOGUE, MAIN_TOPIC, describe, every_service, owner_of
from shared.events.event import Event
from shared.events.reference import page

ROOT = Path(__file__).parents[2]


def test_the_reference_is_current() -> None:
    written = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m shared.events.reference > docs/events.md"


def test_each_event_has_the_owner_that_decides_on_it() -> None:
    assert owner_of("IncidentNotified") == "notifications"
    assert owner_of("RapidReviewCompleted") == "reviews"
    assert owner_of("CSPRCommissioned") == "reviews"
    assert owner_of("PanelReportSubmitted") == "reporting"
    assert owner_of("ReadModelSwapped") == every_service
    assert owner_of("ErasureCarriedOut") == "reporting"
    assert owner_of("RecordAdded") == "reporting"
    assert len(CATALOGUE) == 96
    with pytest.raises(KeyError):
        owner_of("Nothing")


def test_what_operators_do_is_written_by_any_service_on_a_subject_of_its_own() -> None:
    swapped = CATALOGUE["ReadModelSwapped"]
    assert swapped.writers == ("notifications", "reviews", "reporting")
    assert swapped.kinds == ("operation",)
    assert CATALOGUE["IncidentNotified"].writers == ("notifications",)


def test_each_event_of_the_catalogue_can_be_decoded_by_name() -> None:
    assert {name: Event.known[name] for name in CATALOGUE} == {
        name: declared.event for name, declared in CATALOGUE.items()
    }


def test_each_event_says_what_it_means() -> None:
    for name, about in describe().items():
        assert about["schema"]["description"], name
        assert about["type"].startswith(f"uk.cspr.{name}.v")
        assert about["dataschema"] == f"urn:cspr:event:{name}:{CATALOGUE[name].event.version}"


def test_the_main_topic_is_the_declared_one() -> None:
    declared = tomllib.loads((ROOT / "deploy" / "topics.toml").read_text(encoding="utf-8"))
    assert declared["case-events"]["name"] == MAIN_TOPIC
