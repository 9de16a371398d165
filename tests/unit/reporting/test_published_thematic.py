"""A thematic review that is published through cspr is a record and learning, without a case."""

from typing import cast

from services.reporting.read_models.learning_library import LearningLibrary
from services.reporting.read_models.published_here import record_of_case
from services.reporting.read_models.published_records import PublishedRecords
from services.reporting.repository.describing import is_from_here
from shared.events.thematic import ThematicReviewPublished
from tests.contract.examples import EXAMPLES
from tests.support.cases import subject
from tests.unit.reporting.world import fold

outside = cast(ThematicReviewPublished, EXAMPLES["ThematicReviewPublished"])
published = outside.model_copy(update={"outside": False, "too_early": None})
taken_down = EXAMPLES["ThematicReviewTakenDown"]


def test_it_is_a_record_with_the_title_and_themes_that_it_says_itself() -> None:
    (row,) = fold(PublishedRecords(), published)
    assert (row.shown, row.kind, row.level) == (True, "thematic-review", "regional")
    assert row.title == published.title and row.keywords == ("physical abuse", "bruising")
    assert row.partnership == "Wiltshire, Swindon" and row.published == "2023-05-12"
    assert "bruising" in row.heading and "pathway" in row.prose
    assert row.record == record_of_case(subject) and subject[5:] not in row.record
    assert not is_from_here(row)


def test_its_learning_leads_to_its_record() -> None:
    (row,) = fold(LearningLibrary(), published)
    assert (row.source, row.record) == ("published-review", record_of_case(subject))
    assert row.text == published.learning and row.heading == published.title
    assert row.agencies == ("health", "police")


def test_of_one_that_was_published_outside_there_is_a_link_and_no_text() -> None:
    (row,) = fold(PublishedRecords(), outside)
    assert (row.title, row.address) == (published.title, published.address)
    assert row.keywords == ("physical abuse", "bruising") and row.published == "2023-05-12"
    assert (row.learning, row.method, row.recommendations, row.prose) == (None, None, None, "")
    assert fold(LearningLibrary(), outside) == ()
    (record,) = fold(PublishedRecords(), published, taken_down, outside)
    assert (record.learning, record.prose, record.withdrawn) == (None, "", None)
    (learning,) = fold(LearningLibrary(), published, taken_down, outside)
    assert (learning.withdrawn, learning.text) == ("child-identifiable", "")


def test_taken_down_it_leaves_its_addresses_and_nothing_more() -> None:
    (record,) = fold(PublishedRecords(), published, taken_down)
    assert (record.withdrawn, record.title, record.learning) == ("taken-down", "", None)
    assert (record.keywords, record.agencies, record.method) == ((), (), None)
    (learning,) = fold(LearningLibrary(), published, taken_down)
    assert (learning.withdrawn, learning.text) == ("child-identifiable", "")
    assert fold(PublishedRecords(), taken_down) == fold(LearningLibrary(), taken_down) == ()
    (again,) = fold(PublishedRecords(), published, taken_down, published)
    assert (again.title, again.withdrawn, again.change) == (published.title, None, "corrected")
