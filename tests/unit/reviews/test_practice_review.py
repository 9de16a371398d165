"""A local review at work: reviewers, terms, people involved, drafts and monitoring."""

from typing import Any

import pytest

from services.reviews.domain import (
    AgreeTermsOfReference,
    DeclareIndependence,
    RecordDraft,
    RecordInvolvement,
    RecordMonitoring,
    RemoveReviewer,
)
from shared.decisions.decider import Command
from shared.events.codes import Decision
from shared.events.practice_codes import (
    Involved,
    Involvement,
    QualityJudged,
    ReviewerLeft,
    TimeJudged,
)
from shared.events.practice_reviews import (
    DraftReceived,
    Independence,
    IndependenceDeclared,
    InvolvementRecorded,
    ReviewerAppointed,
    ReviewerRemoved,
    ReviewMonitored,
    TermsOfReferenceAgreed,
)
from tests.support.cases import at, day, sealed
from tests.unit.reviews.history import after, cancel, complete, opening
from tests.unit.reviews.practice import (
    agree_terms,
    appoint,
    commissioned,
    elsewhere,
    name,
)

independent = Independence(independent=False, declared_on=day("2024-05-01"))
declare = DeclareIndependence(
    asked_at=at("2024-05-01"), reviewer="person-1", independence=independent
)
involve = RecordInvolvement(
    asked_at=at("2024-06-03"),
    who=Involved.FAMILY,
    how=Involvement.DECLINED,
    note=sealed("note"),
    happened_on=day("2024-06-01"),
)
draft = RecordDraft(
    asked_at=at("2024-07-01"),
    document="d" * 64,
    note=sealed("n"),
    received_on=day("2024-07-01"),
)
monitor = RecordMonitoring(
    asked_at=at("2024-06-17"),
    time=TimeJudged.AT_RISK,
    quality=QualityJudged.SATISFACTORY,
    note=sealed("note"),
    monitored_on=day("2024-06-17"),
    next_on=day("2024-07-15"),
)


def remove(reviewer: str = "person-1", on: str = "2024-05-02") -> RemoveReviewer:
    return RemoveReviewer(
        asked_at=at(on), reviewer=reviewer, reason=ReviewerLeft.RESIGNED, removed_on=day(on)
    )


def changed(command: Any, **fields: Any) -> Any:
    return command.model_copy(update=fields)


every: list[Command] = [appoint(), declare, remove(), agree_terms(), involve, draft, monitor]


@pytest.mark.parametrize("command", every)
@pytest.mark.parametrize(
    "begun",
    [(), (opening,), (opening, cancel), (opening, complete(Decision.NO_FURTHER_REVIEW))],
)
def test_nothing_is_recorded_of_a_review_that_was_not_commissioned(
    command: Command, begun: tuple[Any, ...]
) -> None:
    after(*begun).when(command).then_refused("Record its commissioning first")


@pytest.mark.parametrize("command", every)
def test_to_say_the_same_twice_is_nothing(command: Any) -> None:
    begun = (*commissioned, *([appoint()] if command in (declare, remove()) else []), command)
    after(*begun).when(command).then_nothing()


def test_a_reviewer_is_appointed_with_what_was_declared() -> None:
    found = after(*commissioned).when(appoint()).then_one(ReviewerAppointed)
    assert found.name == name("person-1")
    assert (found.independence.independent, found.replaces) == (True, None)
    assert (found.organisation, found.appointed_on) == ("Example Reviews", day("2024-04-20"))


def test_a_reviewer_takes_the_place_of_another_on_the_same_day() -> None:
    begun = after(*commissioned, appoint())
    new = appoint("person-2", on="2024-05-07", replaces="person-1")
    removed, appointed = begun.when(new).events
    assert removed == ReviewerRemoved(
        reviewer="person-1", reason=ReviewerLeft.REPLACED, removed_on=day("2024-05-07")
    )
    assert isinstance(appointed, ReviewerAppointed) and appointed.replaces == "person-1"
    gone = after(*commissioned, appoint(), new)
    gone.when(remove("person-1")).then_refused("nobody who reviews at present")
    gone.when(remove("person-2", on="2024-05-09")).then_one(ReviewerRemoved)
    begun.when(changed(new, replaces="person-7")).then_refused("nobody who reviews")


def test_a_reviewer_named_on_commissioning_can_declare_and_leave() -> None:
    # The name of the commissioning in these tests is sealed under the key of the narrative.
    begun = after(*commissioned)
    found = begun.when(changed(declare, reviewer="narrative")).then_one(IndependenceDeclared)
    assert not found.independence.independent
    begun.when(remove("narrative")).then_one(ReviewerRemoved)
    begun.when(declare).then_refused("nobody who reviews at present")


def test_terms_of_reference_are_a_text_or_a_document() -> None:
    begun = after(*commissioned)
    assert begun.when(agree_terms()).then_one(TermsOfReferenceAgreed).terms == sealed("terms")
    found = begun.when(agree_terms(document="1" * 64)).then_one(TermsOfReferenceAgreed)
    assert found.document == "1" * 64
    nothing = AgreeTermsOfReference(asked_at=at("2024-04-22"), agreed_on=day("2024-04-22"))
    begun.when(nothing).then_refused("Nothing says what was agreed")
    again = agree_terms("2024-06-01")
    after(*commissioned, agree_terms()).when(again).then_one(TermsOfReferenceAgreed)


def test_involvement_is_recorded_also_where_nothing_came_of_it() -> None:
    found = after(*commissioned).when(involve).then_one(InvolvementRecorded)
    assert (found.who, found.how) == (Involved.FAMILY, Involvement.DECLINED)


def test_drafts_are_counted() -> None:
    assert after(*commissioned).when(draft).then_one(DraftReceived).number == 1
    second = changed(draft, document="e" * 64)
    assert after(*commissioned, draft).when(second).then_one(DraftReceived).number == 2


def test_monitoring_says_when_to_look_again() -> None:
    found = after(*commissioned).when(monitor).then_one(ReviewMonitored)
    assert (found.time, found.next_on) == (TimeJudged.AT_RISK, day("2024-07-15"))
    backward = changed(monitor, next_on=day("2024-06-17"))
    after(*commissioned).when(backward).then_refused("has to be after this one")


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (appoint(), "appointed_on"),
        (agree_terms(), "agreed_on"),
        (involve, "happened_on"),
        (draft, "received_on"),
        (changed(monitor, next_on=None), "monitored_on"),
    ],
)
def test_what_has_not_happened_yet_is_not_recorded(command: Any, field: str) -> None:
    ahead = changed(command, **{field: day("2024-12-01")})
    after(*commissioned).when(ahead).then_refused("in the future")


@pytest.mark.parametrize("command", [involve, draft, monitor, agree_terms(), appoint()])
def test_what_happened_is_recorded_after_the_publication_too(command: Any) -> None:
    after(*commissioned, elsewhere()).when(command).then_one(
        after(*commissioned).when(command).events[0].__class__
    )
