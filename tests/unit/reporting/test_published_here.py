"""Reviews published through cspr are records too, and nothing of them is shown before."""

from typing import Any

from services.reporting.read_models.published_here import record_of_case
from services.reporting.read_models.published_records import PublishedRecords
from shared.events.event import Event
from shared.events.practice_codes import NotInFull
from shared.events.publication import ImprovementsPublished, ReportPublished, Term
from shared.events.reviews import RapidReviewOpened
from tests.contract.examples import EXAMPLES
from tests.support.cases import SWINDON, WILTSHIRE, day, sealed, subject
from tests.unit.reporting.world import fold

opened = RapidReviewOpened(authority=WILTSHIRE, opened_on=day("2026-01-05"))
taken_down = EXAMPLES["ReportTakenDown"]
facts: dict[str, Any] = {
    "address": "https://partnership.example/reviews/child-f",
    "jointly_with": (SWINDON,),
    "published_on": day("2026-04-01"),
    "availability": Term(
        clock="availability",
        rule="R16",
        start="PUBLISHED",
        counted_from=day("2026-04-01"),
        ends_on=day("2027-04-01"),
        rule_set="rules",
        calendar="calendar",
    ),
}
published = ReportPublished(**facts)


def row(*events: Event) -> Any:
    (found,) = fold(PublishedRecords(), *events)
    return found


def test_before_its_publication_a_case_is_shown_to_nobody() -> None:
    hidden = row(opened)
    assert not hidden.shown and (hidden.title, hidden.heading) == ("", "")
    assert fold(PublishedRecords(), taken_down) == ()


def test_a_published_review_is_a_record_whose_id_does_not_lead_to_the_case() -> None:
    shown = row(opened, published)
    assert shown.shown and shown.title.endswith(", Wiltshire, Swindon")
    assert (shown.published, shown.level, shown.kind) == ("2026-04-01", "regional", "lcspr")
    assert shown.address == facts["address"]
    assert shown.record == record_of_case(subject) and subject[5:] not in shown.record
    improvements = ImprovementsPublished(
        **{**facts, "jointly_with": ()}, reason=NotInFull.OTHER, why=sealed("why")
    )
    alone = row(opened, improvements)
    assert (alone.kind, alone.level) == ("improvements-briefing", "local")


def test_what_is_taken_down_leaves_its_address_and_may_be_published_again() -> None:
    gone = row(opened, published, taken_down)
    assert (gone.withdrawn, gone.address, gone.title, gone.published) == (
        "taken-down",
        None,
        "",
        None,
    )
    again = row(opened, published, taken_down, published)
    assert again.withdrawn is None and again.title.endswith("Wiltshire, Swindon")
