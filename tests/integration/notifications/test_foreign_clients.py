"""Partners use clients of every kind: transactions, and header names that are no text."""

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.producer import message_accumulator
from aiokafka.producer import producer as sending
from aiokafka.record import default_records

from services.notifications.api.examples import event, report
from services.notifications.intake.inbound import REPORT
from services.notifications.message_balance import balance_messages
from services.notifications.partners import as_record
from shared.log.kafka import open_producer
from tests.integration.notifications.world import Partnership
from tests.support.stack import unique

outcomes = "select message_id, outcome from inbox order by received_at, message_id"


async def test_a_partner_that_writes_in_transactions_is_read_on(p: Partnership) -> None:
    """Each end of a transaction takes an offset of its own, in which there is no message."""
    producer = AIOKafkaProducer(
        bootstrap_servers=p.config.kafka, transactional_id=unique("partner")
    )
    await producer.start()
    try:
        for number in range(3):
            key, value, headers = as_record("police", event(REPORT, str(number), dict(report)))
            async with producer.transaction():
                await producer.send_and_wait(
                    p.topic("in", "police"), value, key=key, headers=headers, partition=0
                )
            if number == 0:
                p.start("work")
                await p.until_rows(outcomes, [("0", "accepted")])
    finally:
        await producer.stop()
    await p.until_rows(outcomes, [(str(number), "accepted") for number in range(3)])
    assert not p.tasks[0].done()


async def test_what_a_partner_s_transaction_took_back_is_no_message(p: Partnership) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=p.config.kafka, transactional_id=unique("partner")
    )
    await producer.start()
    p.start("work")
    try:
        for number, kept in ((0, False), (1, True)):
            key, value, headers = as_record("police", event(REPORT, str(number), dict(report)))
            await producer.begin_transaction()
            await producer.send_and_wait(
                p.topic("in", "police"), value, key=key, headers=headers, partition=0
            )
            await (producer.commit_transaction() if kept else producer.abort_transaction())
    finally:
        await producer.stop()
    await p.until_rows(outcomes, [("1", "accepted")])
    assert not p.tasks[0].done()


class NoText(str):
    """A name as a client writes it that does not care what bytes it sends."""

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"\xff\xfe"


async def test_a_header_name_that_is_no_text_is_answered_and_the_others_go_on(
    p: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    p.start("work")
    key, value, headers = as_record("police", event(REPORT, "2", dict(report)))
    topic = p.topic("in", "police")
    with monkeypatch.context() as patched:
        builder = default_records._DefaultRecordBatchBuilderPy
        for module in (message_accumulator, sending):
            patched.setattr(module, "DefaultRecordBatchBuilder", builder)
        async with open_producer(p.config.kafka) as producer:
            sent = [
                await producer.send(topic, value, key=key, headers=own, partition=1)
                for own in (headers, [*headers, (NoText("x"), b"v")])
            ]
            for each in sent:
                await each
    await p.publish("police", event(REPORT, "3", dict(report)))
    await p.until_rows(
        "select starts_with(source, 'unidentified on'), outcome, count(*) from inbox"
        " group by 1, 2 order by 1",
        [(False, "accepted", 2), (True, "refused", 1)],
    )
    assert not p.tasks[0].done()
    balance = await balance_messages(p.connection, p.config.kafka)
    assert (balance.balances, balance.on_kafka) == (True, 3), balance
