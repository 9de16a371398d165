"""The learning library as a fold: cleared texts, learning of records, and what is withdrawn."""

import json
from typing import Any

from services.reporting.read_models.learning_library import LearningLibrary, learning_of
from shared.events.event import Event
from shared.events.learning import LearningPublished, LearningWithdrawn
from shared.events.learning_codes import LearningHidden, Practice
from shared.events.record_codes import AgencyKind, RecordWithdrawal
from shared.events.records import RecordAdded, RecordCorrected, RecordWithdrawn
from tests.support.cases import WILTSHIRE, day, sealed, subject
from tests.unit.reporting.world import fold


def published(number: int = 1, **told: Any) -> LearningPublished:
    base = {
        "practice": Practice.NEAR_MISS,
        "authority": WILTSHIRE,
        "heading": "Say who holds the plan",
        "text": "Write down who has it.",
        "themes": ("Information  Sharing", "information sharing"),
        "agencies": frozenset({AgencyKind.POLICE, AgencyKind.HEALTH}),
        "cleared_by": sealed("somebody"),
        "cleared_on": day("2026-03-30"),
        "published_on": day("2026-04-01"),
    }
    return LearningPublished(number=number, **{**base, **told})


def added(kind: type[Any] = RecordAdded, **told: Any) -> Any:
    facts = {"title": "Child L", "kind": "scr", "published": "2020-01", "keywords": ["Neglect"]}
    return kind.model_validate_json(json.dumps({**facts, **told}))


def rows(*events: Event) -> list[Any]:
    return sorted(fold(LearningLibrary(), *events), key=lambda row: int(row.place))


def test_a_cleared_text_is_shown_with_its_practice_area_and_themes() -> None:
    (row,) = rows(published())
    assert (row.source, row.practice) == ("learning-review", "near-miss")
    assert (row.heading, row.text) == ("Say who holds the plan", "Write down who has it.")
    assert (row.partnership, row.published, row.year) == ("Wiltshire", "2026-04-01", 2026)
    assert row.themes == ("information sharing",)
    assert row.agencies == ("health", "police")


def test_its_address_does_not_lead_to_the_case_and_nothing_sealed_is_in_it() -> None:
    (row,) = rows(published())
    assert row.learning == learning_of(subject, 1) != learning_of(subject, 2)
    assert subject[5:] not in row.learning
    assert "somebody" not in repr(row) and "Sealed" not in repr(row)


def test_published_again_it_is_replaced_and_others_stay() -> None:
    first, second = rows(published(), published(2), published(text="Other words."))
    assert (first.text, second.text) == ("Other words.", "Write down who has it.")


def test_withdrawn_it_leaves_nothing_but_its_address() -> None:
    gone = LearningWithdrawn(
        number=1, reason=LearningHidden.CHILD_MAY_BE_IDENTIFIED, withdrawn_on=day("2026-04-02")
    )
    first, second = rows(published(), published(2), gone)
    assert (first.learning, first.withdrawn) == (
        learning_of(subject, 1),
        "child-may-be-identified",
    )
    told = (first.heading, first.text, first.themes, first.partnership, first.searched_text)
    assert told == ("", "", (), None, "")
    assert second.withdrawn is None and second.text
    (back,) = rows(published(), gone, published(text="New words."))
    assert (back.withdrawn, back.text) == (None, "New words.")


def test_the_learning_of_a_published_review_is_in_it_as_far_as_its_record_tells() -> None:
    assert rows(added()) == []
    (row,) = rows(added(learning="Ask who lives in the home."))
    assert (row.source, row.practice, row.record) == ("published-review", None, subject)
    assert (row.heading, row.text) == ("Child L", "Ask who lives in the home.")
    assert (row.themes, row.partnership) == (("neglect",), None)
    (right,) = rows(added(learning="Wrong."), added(RecordCorrected, learning="Right."))
    assert right.text == "Right."
    assert rows(added(learning="Wrong."), added(RecordCorrected)) == []
    gone = RecordWithdrawn(reason=RecordWithdrawal.ENTERED_TWICE)
    (hidden,) = rows(added(learning="Wrong."), gone)
    assert (hidden.withdrawn, hidden.text) == ("entered-twice", "")
    assert rows(gone) == []
