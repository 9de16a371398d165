"""The store of keys on a real Postgres."""

import asyncio
import secrets

import psycopg
import pytest

from shared.events.sealed import narrative_key, person_key
from shared.privacy.keys import KeyStore
from shared.privacy.refusals import KeyDestroyed, KeysUnavailable
from shared.privacy.sealer import ERASED, Sealer

master = secrets.token_bytes(32)


async def test_two_makers_agree_on_every_key(database: str) -> None:
    await asyncio.gather(*(KeyStore.prepare(database) for _ in range(4)))
    ids = [narrative_key(f"case-{number}") for number in range(200)]
    async with KeyStore(database, master) as one, KeyStore(database, master) as two:
        made = await asyncio.gather(
            one.ensure(ids), two.ensure(ids[::-1]), one.ensure(ids[::2]), two.ensure(ids)
        )
    assert made[0] == made[1] == made[3] and made[2].items() <= made[0].items()
    assert len(set(made[0].values())) == 200


async def test_a_maker_waits_for_one_whose_transaction_is_still_open(database: str) -> None:
    await KeyStore.prepare(database)
    async with KeyStore(database, master) as store:
        theirs = await psycopg.AsyncConnection.connect(database)
        await store._make(theirs, ["case-1/narrative"])  # theirs is not autocommit: held open
        ours = asyncio.create_task(store.ensure(["case-1/narrative"]))
        async with await psycopg.AsyncConnection.connect(database, autocommit=True) as looking:
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while (await (await looking.execute(waits)).fetchone()) == (0,):
                await asyncio.sleep(0.01)
        assert not ours.done()
        await theirs.commit()
        await theirs.close()
        async with KeyStore(database, master) as other:
            assert await ours == await other.find(["case-1/narrative"])


async def test_a_destroyed_key_reads_as_erased_and_is_never_made_again(database: str) -> None:
    await KeyStore.prepare(database)
    one, two = person_key("case-1", 1), person_key("case-1", 2)
    async with KeyStore(database, master) as store:
        sealer = Sealer(store)
        sealed = await sealer.seal_many("case-1", [(one, "Ann"), (two, "Bob")])
        assert await store.destroy(one) and await store.destroy(one)
        assert not await store.destroy("case-9/person-1")
        assert await sealer.open_many("case-1", sealed) == [ERASED, "Bob"]
        for asked in ([one], [two, one]):
            with pytest.raises(KeyDestroyed) as refusal:
                await store.ensure(asked)
            assert refusal.value.key_ids == {one}
        never = "case-9/person-1"
        assert await store.find([one, never]) == {one: None, never: None}
        assert await store.of_subject("case-1") == {one: False, two: True}


async def test_the_key_bytes_are_gone_and_the_row_stays(database: str) -> None:
    await KeyStore.prepare(database)
    async with KeyStore(database, master) as store:
        key = (await store.ensure(["case-1/narrative"]))["case-1/narrative"]
        rows = "SELECT key_id, subject, wrapped, destroyed_at FROM keys"
        with psycopg.connect(database, autocommit=True) as looking:
            wrapped = looking.execute(rows).fetchall()[0][2]
            assert key not in wrapped and len(wrapped) == 12 + 32 + 16
            await store.destroy("case-1/narrative")
            row = looking.execute(rows).fetchall()[0]
    assert row[:3] == ("case-1/narrative", "case-1", None) and row[3] is not None


async def test_another_process_reads_an_erased_key_only_until_its_cache_expires(
    database: str,
) -> None:
    await KeyStore.prepare(database)
    async with (
        KeyStore(database, master) as one,
        KeyStore(database, master, cache_seconds=0) as two,
    ):
        await one.ensure(["case-1/narrative"])
        await two.find(["case-1/narrative"])
        await one.destroy("case-1/narrative")
        assert await two.find(["case-1/narrative"]) == {"case-1/narrative": None}


async def test_a_wrong_master_key_makes_nothing_and_says_so(database: str) -> None:
    await KeyStore.prepare(database)
    async with KeyStore(database, master) as store:
        await store.ensure(["case-1/narrative"])
    async with KeyStore(database, secrets.token_bytes(32)) as wrong:
        for ask in (
            wrong.ensure(["case-2/narrative"]),
            wrong.find(["case-1/narrative"]),
            wrong.ping(),
        ):
            with pytest.raises(KeysUnavailable, match="master key"):
                await ask
        assert await wrong.of_subject("case-2") == {}


async def test_a_wrapped_key_put_under_another_id_is_refused(database: str) -> None:
    await KeyStore.prepare(database)
    async with KeyStore(database, master, cache_seconds=0) as store:
        await store.ensure(["case-1/person-1", "case-1/person-2"])
        with psycopg.connect(database) as thief:
            thief.execute(
                "UPDATE keys SET wrapped = (SELECT wrapped FROM keys"
                " WHERE key_id = 'case-1/person-1') WHERE key_id = 'case-1/person-2'"
            )
        with pytest.raises(KeysUnavailable):
            await store.find(["case-1/person-2"])


async def test_without_a_store_nothing_is_sealed_and_the_answer_says_so() -> None:
    async with KeyStore("host=/nowhere-at-all", master, wait_seconds=0.3) as store:
        with pytest.raises(KeysUnavailable, match="does not answer") as refusal:
            await Sealer(store).seal_many("case-1", [("case-1/narrative", "secret")])
    assert "names or free text" in refusal.value.words and "secret" not in refusal.value.words


async def test_a_store_that_was_not_prepared_says_so(database: str) -> None:
    async with KeyStore(database, master) as store:
        with pytest.raises(KeysUnavailable, match="not been prepared"):
            await store.ensure(["case-1/narrative"])


async def test_a_store_that_comes_back_is_used_again(database: str) -> None:
    await KeyStore.prepare(database)
    async with KeyStore(database, master) as store:
        await store.ensure(["case-1/narrative"])
        with psycopg.connect(database, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert await store.ensure(["case-1/narrative"])


async def test_no_key_of_an_erased_subject_is_made_not_even_one_it_never_had(
    database: str,
) -> None:
    await KeyStore.prepare(database)
    kept = narrative_key("case-2")
    async with KeyStore(database, master) as store:
        await store.ensure([person_key("case-1", 1), narrative_key("case-1"), kept])
        await store.erase_subject("case-1")
        await store.erase_subject("case-1")
        assert await store.of_subject("case-1") == {
            narrative_key("case-1"): False,
            person_key("case-1", 1): False,
        }
        with pytest.raises(KeyDestroyed) as refusal:
            await store.ensure([person_key("case-1", 7), kept])
        assert refusal.value.key_ids == {person_key("case-1", 7)}
        assert set(await store.ensure([kept])) == {kept}
        assert list(await store.destroyed_of("case-1")) == [
            narrative_key("case-1"),
            person_key("case-1", 1),
        ]


async def test_a_key_in_the_making_waits_for_the_erasure_of_its_subject_and_is_not_made(
    database: str,
) -> None:
    await KeyStore.prepare(database)
    async with (
        KeyStore(database, master) as store,
        await psycopg.AsyncConnection.connect(database) as eraser,
    ):
        await eraser.execute("LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE")
        await eraser.execute("INSERT INTO erased_subjects (subject) VALUES ('case-1')")
        making = asyncio.create_task(store.ensure([person_key("case-1", 1)]))
        async with await psycopg.AsyncConnection.connect(database, autocommit=True) as looking:
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while (await (await looking.execute(waits)).fetchone()) == (0,):
                await asyncio.sleep(0.01)
        await eraser.commit()
        with pytest.raises(KeyDestroyed):
            await making
        assert await store.of_subject("case-1") == {}
