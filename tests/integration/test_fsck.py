"""fsck: whichever copy of the history was changed is named, and where first."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from deploy.local.stack import Stack
from services.command.fsck import fsck_of
from services.command.reconcile import reconcile
from shared.decisions.clock import SystemClock
from shared.events.envelope import Envelope
from shared.proof.attestation import open_attestation
from shared.proof.fsck import Checked
from shared.proof.growing import grow, newest_checkpoint, sign_root
from shared.proof.handing_over import hand_over
from shared.proof.leaf import leaf_of_event
from shared.proof.leaf_sql import leaf_sql
from shared.proof.notes import Signer, parse_note
from tests.support.still_system import System, system

pytestmark = pytest.mark.asyncio(loop_scope="module")

signer = Signer.generate("cspr.test/ledger")
of_reviews_sql = leaf_sql("'reviews'")
tables = ("ledger", "ledger_size", "ledger_nodes", "ledger_frontier", "checkpoints", "events")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def signed(stack: Stack) -> AsyncIterator[System]:
    """A ledger of 24 leaves, of which 12 and then 18 were signed."""
    async with system(stack) as s:
        more = {"CSPR_LEDGER_KEY": signer.secret_text()}
        s.place = replace(s.place, environment={**s.place.environment, **more})
        for cases in (2, 1):
            await s.played(cases)
            await sign(s)
        await s.played(1)
        for table in tables:
            await s.harm("reporting", f"create table was_{table} as table {table}")
        await s.harm("reviews", "create table was_events as table events")
        yield s


@pytest_asyncio.fixture(loop_scope="module")
async def s(signed: System) -> AsyncIterator[System]:
    yield signed
    for table in tables:
        await signed.harm("reporting", f"truncate {table} cascade")
        columns = "overriding system value" if table == "events" else ""
        put_back = f"insert into {table} {columns} select * from was_{table}"
        await signed.harm("reporting", put_back)
    await signed.harm("reviews", "truncate events cascade")
    await signed.harm(
        "reviews", "insert into events overriding system value select * from was_events"
    )


async def sign(s: System) -> None:
    while await grow(s.connections["reporting"]):
        pass
    await sign_root(s.connections["reporting"], signer, SystemClock().now())


async def check(s: System, folder: Path | None = None) -> Checked:
    if folder is not None:
        more = {"CSPR_LEDGER_FOLDER": str(folder)}
        place = replace(s.place, environment={**s.place.environment, **more})
        return (await fsck_of(place))[0]
    return (await fsck_of(s.place))[0]


async def _by_two(s: System) -> Checked:
    """The same where two processes read the log."""
    return (await fsck_of(s.place, workers=2))[0]


async def leaf(s: System, index: int) -> tuple[object, ...]:
    (row,) = await s.rows(
        "reporting",
        "select partition, log_offset, source, subject, position from ledger"
        " where leaf_index = %s",
        index,
    )
    return row


async def of_reviews(s: System, *, below: int) -> tuple[int, str, int]:
    """An event of reviews that a checkpoint covers: its index, subject and position."""
    (row, *_) = await s.rows(
        "reporting",
        "select leaf_index, subject, position from ledger where source = 'reviews'"
        " and leaf_index < %s order by leaf_index desc",
        below,
    )
    return row[0], row[1], row[2]


async def test_three_copies_that_agree_have_the_root_that_was_signed(s: System) -> None:
    checked, note = await fsck_of(s.place)
    assert checked.faults == []
    assert (checked.size, checked.checkpoints, checked.signed_size) == (24, 2, 18)
    assert checked.vouched == {"ledger": 18, "Kafka": 18, "event stores": 18}
    assert len(set(checked.roots.values())) == 1
    assert note is not None
    said = open_attestation(parse_note(note.encode()), [signer.verifier])
    assert (said["kind"], said["agrees"], said["roots"]) == ("fsck", True, checked.roots)


async def test_the_leaf_of_postgres_is_that_of_python(s: System) -> None:
    """Also without cause and trace, with and without fractions of a second, beyond ASCII."""
    rows = await s.rows(
        "reviews",
        f"select id, 'reviews', subject, position, name, version, time, actor, correlation_id,"
        f" causation_id, traceparent, body, {of_reviews_sql} from (select e.seq, id, subject,"
        " position, name, version, date_trunc('second', time) + t.more as time, actor || t.who"
        " as actor, correlation_id, t.cause as causation_id, t.cause as traceparent, body"
        " from events e, (values (interval '0', 'é€', null), (interval '250 ms', '𝄞', 'c'),"
        " (interval '7 microseconds', '', 'd')) as t (more, who, cause)) as e",
    )
    assert len(rows) == 24
    for row in rows:
        assert bytes(row[-1]) == leaf_of_event(Envelope(*row[:-1]))


async def test_an_altered_leaf_is_the_ledgers_fault_and_its_place_is_named(s: System) -> None:
    expected = await leaf(s, 7)
    await s.harm("reporting", "update ledger set leaf = sha256('') where leaf_index in (7, 14)")
    (fault,) = (await check(s)).faults
    assert (fault.copy, fault.what) == (
        "ledger",
        "has not the root that was signed at 12 leaves: has another event",
    )
    assert fault.first is not None
    first = fault.first
    assert first.index == 7
    place = (first.partition, first.offset, first.source, first.subject, first.position)
    assert place == expected


async def test_an_edited_event_is_the_stores_fault(s: System) -> None:
    index, subject, position = await of_reviews(s, below=18)
    await s.harm(
        "reviews",
        "update events set body = '{}' where subject = %s and position = %s",
        subject,
        position,
    )
    checked = await check(s)
    (fault,) = checked.faults
    assert fault.copy == "event stores"
    assert fault.first is not None
    assert (fault.first.index, fault.first.subject) == (index, subject)
    assert checked.vouched["ledger"] == checked.vouched["Kafka"] == 18


async def test_a_deleted_event_that_no_checkpoint_covers_is_found_by_the_others(
    s: System,
) -> None:
    index, subject, position = await of_reviews(s, below=24)
    await s.harm(
        "reviews",
        "delete from events where subject = %s and position = %s",
        subject,
        position,
    )
    (fault,) = (await check(s)).faults
    assert str(fault).startswith(
        "event stores: lacks an event that the others have; no checkpoint covers it yet;"
        f" first at index {index},"
    )


async def test_a_deleted_leaf_is_found(s: System) -> None:
    await s.harm("reporting", "delete from ledger where leaf_index = 5")
    faults = (await check(s)).faults
    assert (faults[0].copy, faults[0].what) == ("ledger", "lacks leaves")
    assert faults[0].first is not None and faults[0].first.index == 5


async def test_a_ledger_cut_short_is_found(s: System) -> None:
    await s.harm("reporting", "delete from ledger where leaf_index >= 15")
    assert [str(each) for each in (await check(s)).faults] == [
        "ledger: has 15 leaves, 18 were signed"
    ]


async def test_a_changed_order_is_found_though_all_copies_follow_it(s: System) -> None:
    await s.harm(
        "reporting",
        "update ledger set leaf_index = case leaf_index when 13 then 1014 else 1013 end"
        " where leaf_index in (13, 14)",
    )
    await s.harm(
        "reporting", "update ledger set leaf_index = leaf_index - 1000 where leaf_index > 1000"
    )
    checked = await check(s)
    assert {each.copy for each in checked.faults} == {"ledger", "Kafka", "event stores"}
    assert "agrees up to 12: the order" in checked.faults[0].what


async def test_a_forked_ledger_is_found_by_the_log_and_by_what_was_handed_over(
    s: System, tmp_path: Path
) -> None:
    """Who owns the key changes an event in store and ledger, and signs all of it anew."""
    newest = await newest_checkpoint(s.connections["reporting"])
    assert newest is not None
    hand_over(tmp_path, newest)
    index, subject, position = await of_reviews(s, below=18)
    await s.harm(
        "reviews",
        "update events set body = '{}' where subject = %s and position = %s",
        subject,
        position,
    )
    ((forged,),) = await s.rows(
        "reviews",
        f"select {of_reviews_sql} from events e where subject = %s and position = %s",
        subject,
        position,
    )
    await s.harm(
        "reporting", "update ledger set leaf = %s where leaf_index = %s", forged, index
    )
    for table in ("checkpoints", "ledger_nodes"):
        await s.harm("reporting", f"delete from {table}")
    await s.harm("reporting", "update ledger_frontier set size = 0, nodes = ''")
    await sign(s)
    (fault,) = (await check(s)).faults
    assert (fault.copy, fault.first and fault.first.index) == ("Kafka", index)
    assert await _by_two(s) == await check(s)
    both = (await check(s, tmp_path)).faults
    assert {each.copy for each in both} == {"ledger", "event stores", "Kafka"}
    (of_ledger,) = [each for each in both if each.copy == "ledger"]
    assert of_ledger.what.startswith("has not the root that was signed at 18 leaves")
    assert of_ledger.first is not None and of_ledger.first.index == index


async def test_a_checkpoint_that_was_edited_is_found(s: System) -> None:
    await s.harm(
        "reporting", "update checkpoints set note = replace(note, '12', '13') where size = 12"
    )
    (fault,) = (await check(s)).faults
    assert fault.copy == "checkpoint of 12"
    await s.harm("reporting", "update checkpoints set size = 11 where size = 18")
    assert "checkpoint" in {each.copy for each in (await check(s)).faults}


async def test_a_truncated_log_is_kafkas_fault_and_reconcile_names_it_too(s: System) -> None:
    """The last test of this module: what was deleted from Kafka does not come back."""
    number = int(str((await leaf(s, 0))[0]))
    admin = AIOKafkaAdminClient(bootstrap_servers=s.place.config("reporting").kafka)
    await admin.start()
    try:
        where = TopicPartition(s.topic, number)
        await admin.delete_records({where: RecordsToDelete(before_offset=1)})
    finally:
        await admin.close()
    checked = await check(s)
    assert await _by_two(s) == checked
    (fault,) = checked.faults
    assert fault.copy == "Kafka"
    assert fault.what == "has not the root that was signed at 12 leaves: lacks an event"
    assert fault.first is not None
    assert (fault.first.partition, fault.first.offset) == (number, 0)
    sheet = await reconcile(s.place, read_models=False)
    assert ("truncated", f"partition {number}") in {
        (each.kind, each.where) for each in sheet.faults
    }
