"""The rules of the repository: kept once, put right, withdrawn for good, old ones in part."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.reporting.domain.record import (
    CorrectRecord,
    DepositReport,
    KeepRecord,
    WithdrawRecord,
    decider,
)
from services.reporting.read_models.published_records import PublishedRecords
from services.reporting.repository.identity import record_of
from shared.events.event import Event
from shared.events.record_codes import RecordKind, RecordWithdrawal
from shared.events.records import (
    RecordAdded,
    RecordCorrected,
    RecordFacts,
    RecordWithdrawn,
    ReportDeposited,
)
from tests.support.cases import at
from tests.support.given import Given, given
from tests.unit.reporting.world import fold

child_l: dict[str, Any] = {
    "title": "Child L",
    "kind": RecordKind.SCR,
    "published": "2020-01",
    "partnership": "Wiltshire",
    "keywords": ("Substance  misuse", "unassessed father"),
    "incident": "Significant non-accidental injuries to a young baby.",
}
added = RecordAdded(**child_l)
report = ReportDeposited(
    name="child-l.pdf", media_type="application/pdf", digest="a" * 64, size_bytes=9
)
withdrawn = RecordWithdrawn(reason=RecordWithdrawal.CHILD_MAY_BE_IDENTIFIED)


def keep(**facts: Any) -> KeepRecord:
    return KeepRecord(asked_at=at("2026-04-01"), **{**child_l, **facts})


def withdraw() -> WithdrawRecord:
    return WithdrawRecord(
        asked_at=at("2026-04-01"), reason=RecordWithdrawal.CHILD_MAY_BE_IDENTIFIED
    )


def after(*history: Event) -> Given:
    return given(decider, *history)


def test_a_record_is_added_once_and_put_right_after() -> None:
    after().when(keep()).then(added)
    after(added).when(keep()).then_nothing()
    after(added).when(keep(published="2020-01-14")).then(
        RecordCorrected(**{**child_l, "published": "2020-01-14"})
    )


def test_what_is_not_there_is_not_put_right_or_withdrawn() -> None:
    correct = CorrectRecord(asked_at=at("2026-04-01"), **child_l)
    after().when(correct).then_refused("no such record")
    after().when(withdraw()).then_refused("no such record")
    after(added).when(correct).then_nothing()


def test_a_withdrawn_record_stays_so() -> None:
    after(added).when(withdraw()).then(withdrawn)
    after(added, withdrawn).when(withdraw()).then_nothing()
    after(added, withdrawn).when(keep()).then_refused("was withdrawn, and stays so")


@pytest.mark.parametrize("day", ["2026-04-02", "2026-05", "2027"])
def test_a_day_that_has_not_come_is_refused_as_far_as_it_is_known(day: str) -> None:
    after().when(keep(published=day)).then_refused("in the future")


@pytest.mark.parametrize("day", ["2026-04-01", "2026-04", "2026", None])
def test_a_day_known_in_part_or_not_at_all_is_taken(day: str | None) -> None:
    assert after().when(keep(published=day)).then_one(RecordAdded).published == day


def test_an_authority_that_there_never_was_is_refused() -> None:
    after().when(keep(authorities=("E99999999",))).then_refused("not the code")


def test_of_a_review_from_before_2015_only_the_catalogue_entry_is_kept() -> None:
    old = {**child_l, "published": "2014-12"}
    after().when(keep(published="2014-12")).then(RecordAdded(**old))
    with pytest.raises(ValidationError, match="from before 2015"):
        RecordFacts(**old, learning="Ask.")
    deposit = DepositReport(asked_at=at("2026-04-01"), report=report)
    after(RecordAdded(**old)).when(deposit).then_refused("catalogue entry alone")


def test_a_document_stands_beside_its_record_once_and_under_a_name_of_its_own() -> None:
    deposit = DepositReport(asked_at=at("2026-04-01"), report=report)
    after(added).when(deposit).then(report)
    after(added, report).when(deposit).then_nothing()
    other = report.model_copy(update={"digest": "b" * 64})
    after(added, report).when(
        DepositReport(asked_at=at("2026-04-01"), report=other)
    ).then_refused("Another document")


def test_a_record_is_the_same_by_its_number_else_by_what_names_it() -> None:
    joe = RecordFacts(**{**child_l, "title": "Child “Joe”"})
    straight = RecordFacts(**{**child_l, "title": 'child  "Joe"'})
    assert record_of(joe) == record_of(straight)
    others = [
        RecordFacts(**child_l),
        RecordFacts(**{**child_l, "partnership": None}),
        RecordFacts(**{**child_l, "published": "2025"}),
        RecordFacts(**{**child_l, "kind": RecordKind.LCSPR_BRIEFING}),
        RecordFacts(**{**child_l, "ref": "C1"}),
    ]
    assert len({record_of(each) for each in others}) == 5
    renamed = RecordFacts(**{**child_l, "ref": "C1", "title": "Child M"})
    assert record_of(renamed) == record_of(others[-1])


def test_the_read_model_shows_what_is_said_last_and_nothing_of_what_was_withdrawn() -> None:
    corrected = RecordCorrected(**{**child_l, "published": "2020-01-14", "title": "Baby L"})
    (row,) = fold(PublishedRecords(), added, report, corrected)
    assert (row.title, row.year, str(row.sort_on)) == ("Baby L", 2020, "2020-01-14")
    assert row.keywords == ("substance misuse", "unassessed father")
    assert [each["name"] for each in row.documents] == ["child-l.pdf"]
    assert row.change == "corrected"
    (row,) = fold(PublishedRecords(), added, report, withdrawn)
    assert row.withdrawn == "child-may-be-identified"
    shown = str(row)
    for text in ("Child L", "Wiltshire", "2020", "baby", "misuse", "child-l"):
        assert text not in shown
