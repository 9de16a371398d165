"""What operators do to what was set aside, in all services: tried, done, and recorded."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from deploy.local.stack import Stack
from services.command.parked_acts import (
    Filters,
    NotDiscarded,
    discard,
    find,
    redrive_all,
    show,
)
from services.reviews.read_models.caseload import Caseload, CaseRow
from shared.decisions.ids import new_subject
from shared.events.envelope import Recorded
from shared.folds.read_model import Rows
from tests.contract.examples import EXAMPLES
from tests.support.still_system import System, system

why = "The fold was mended by release 12."


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def s(stack: Stack) -> AsyncIterator[System]:
    async with system(stack) as made:
        yield made


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    evolve = Caseload.evolve

    def breaks(model: Caseload, rows: Rows[CaseRow], event: Recorded) -> Rows[CaseRow]:
        if event.envelope.name == "RapidReviewOpened":
            raise RuntimeError("planted")
        return evolve(model, rows, event)

    monkeypatch.setattr(Caseload, "evolve", breaks)


async def operations(s: System, service: str, subject: str) -> list[tuple[object, ...]]:
    return await s.rows(
        service,
        "select name, actor, convert_from(body, 'UTF8')::jsonb - 'why' from events"
        " where subject like 'operation-%%'"
        " and convert_from(body, 'UTF8')::jsonb ->> 'subject' = %s order by seq",
        subject,
    )


async def test_what_is_set_aside_is_listed_with_its_first_event(
    s: System, broken: None
) -> None:
    (subject,) = await s.played(1)
    ((service, parked),) = await find(s.place, Filters(subject))
    assert (service, parked.subject, parked.follower) == ("reviews", subject, "caseload.1")
    assert (parked.event, parked.source, parked.position) == ("RapidReviewOpened", "reviews", 1)
    assert parked.waiting == 3
    at = (parked.partition, parked.first_offset)
    (record,) = [each for each in await s.log() if (each.partition, each.offset) == at]
    assert record.read.subject == subject
    for other in (
        Filters(subject="case-x"),
        Filters(subject, kind="gap"),
        Filters(subject, follower="clocks"),
        Filters(subject, service="reporting"),
        Filters(subject, older_than_seconds=3_600),
    ):
        assert await find(s.place, other) == []
    mine = Filters(subject, "fold", "caseload", "reviews")
    assert len(await find(s.place, mine)) == 1
    rows = await show(s.place, mine)
    assert [(row["event"], row["position"]) for row in rows] == [
        ("RapidReviewOpened", 1),
        ("ImmediateActionRecorded", 2),
        ("PanelReportRequired", 1),
    ]


async def test_a_dry_run_says_what_would_be_applied_and_leaves_all_as_it_was(
    s: System, broken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (subject,) = await s.played(1)
    before = await s.rows("reviews", "select * from caseload where subject = %s", subject)
    ((_, still),) = await redrive_all(s.place, Filters(subject), actor="operator:7", why=None)
    assert (still.applied, still.waiting) == (0, 3)
    assert still.stopped_by is not None and still.stopped_by.kind == "fold"
    monkeypatch.undo()
    ((_, would),) = await redrive_all(s.place, Filters(subject), actor="operator:7", why=None)
    assert (would.subject, would.applied, would.waiting) == (subject, 3, 0)
    assert (
        await s.rows("reviews", "select * from caseload where subject = %s", subject) == before
    )
    assert len(await find(s.place, Filters(subject))) == 1
    assert await operations(s, "reviews", subject) == []


async def test_a_redrive_is_an_event_with_who_and_why_in_the_transaction_of_what_it_did(
    s: System, broken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (subject,) = await s.played(1)
    ((_, parked),) = await find(s.place, Filters(subject))
    monkeypatch.undo()
    ((_, done),) = await redrive_all(s.place, Filters(subject), actor="operator:7", why=why)
    assert (done.applied, done.waiting, done.stopped_by) == (3, 0, None)
    assert await find(s.place, Filters(subject)) == []
    assert await operations(s, "reviews", subject) == [
        (
            "SubjectRedriven",
            "operator:7",
            {
                "subject": subject,
                "follower": "caseload.1",
                "first_offset": parked.first_offset,
                "applied": 3,
                "waiting": 0,
            },
        )
    ]
    await s.publish()
    await s.follow()
    kept = await s.rows("reporting", "select body from ledger where name = 'SubjectRedriven'")
    assert any(subject.encode() in bytes(body) for (body,) in kept)
    assert not any(why.encode() in bytes(body) for (body,) in kept)


async def test_a_redrive_that_applies_nothing_is_no_event(s: System, broken: None) -> None:
    (subject,) = await s.played(1)
    ((_, still),) = await redrive_all(s.place, Filters(subject), actor="operator:7", why=why)
    assert (still.applied, still.waiting) == (0, 3)
    assert await operations(s, "reviews", subject) == []


async def test_a_record_that_no_store_wrote_is_discarded_everywhere_and_what_waits_goes_on(
    s: System,
) -> None:
    subject = new_subject("case")
    await s.put(subject, b"?", [("ce_id", b"\xff")])
    await s.append("reviews", subject, EXAMPLES["RapidReviewOpened"])
    await s.publish()
    await s.follow()
    waiting = await find(s.place, Filters(subject))
    assert {service for service, _ in waiting} == {"notifications", "reviews", "reporting"}
    would = await discard(s.place, Filters(subject), None, actor="operator:7", why=None)
    assert len(would) == 3
    assert await find(s.place, Filters(subject, "discarded")) == []
    done = await discard(s.place, Filters(subject), None, actor="operator:7", why=why)
    assert [(each.service, each.digest) for each in done] == [
        (each.service, each.digest) for each in would
    ]
    (name, actor, body), *more = await operations(s, "reviews", subject)
    assert (name, actor, more) == ("RecordDiscarded", "operator:7", [])
    assert isinstance(body, dict)
    assert set(body["followers"]) >= {"caseload.1", "timeline.1"}
    left = await find(s.place, Filters(subject))
    assert {(each.kind, each.waiting) for _, each in left} == {("discarded", 1)}
    applied = await redrive_all(s.place, Filters(subject), actor="operator:7", why=why)
    assert {(each.applied, each.waiting) for _, each in applied} == {(1, 0)}
    shown = "select count(*) from caseload where subject = %s"
    assert await s.rows("reviews", shown, subject) == [(1,)]


async def test_an_event_that_a_store_wrote_is_never_discarded(s: System, broken: None) -> None:
    (subject,) = await s.played(1)
    with pytest.raises(NotDiscarded, match="reviews wrote it: it is .* position 1"):
        await discard(s.place, Filters(subject), None, actor="operator:7", why=why)
    ((_, parked),) = await find(s.place, Filters(subject))
    assert parked.waiting == 3
    assert await operations(s, "reviews", subject) == []


async def test_a_record_that_claims_the_place_of_an_event_is_not_discarded(
    s: System, broken: None
) -> None:
    """Which of the two is right is for a person to say: docs/runbooks/store-shut.md."""
    (subject,) = await s.played(1)
    await s.harm("reviews", "update events set id = id || 'x' where subject = %s", subject)
    with pytest.raises(NotDiscarded, match="has another event at its position 1"):
        await discard(s.place, Filters(subject), None, actor="operator:7", why=why)


async def test_a_record_whose_envelope_was_lost_is_known_by_its_body(s: System) -> None:
    subject = new_subject("case")
    await s.append("reviews", subject, EXAMPLES["RapidReviewOpened"])
    await s.put(subject, EXAMPLES["RapidReviewOpened"].encode(), [])
    await s.follow()
    with pytest.raises(NotDiscarded, match="reviews wrote its body, at position 1"):
        await discard(s.place, Filters(subject), None, actor="operator:7", why=why)
