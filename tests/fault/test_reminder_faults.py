"""The process of reminders killed after the mail server's yes: the same mail, noted once."""

import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest_asyncio

from deploy.local.stack import Stack
from services.reviews.mail_balance import balance_mails
from shared.log.kafka import case_events
from tests.support.living_case import living
from tests.support.mail_sink import mail_sink
from tests.support.practice_case import done
from tests.support.reminding import by_hand
from tests.support.reviews import Reviews, reviews
from tests.support.stack import MakeTopic
from tests.support.world import until

rules = """
sender = "cspr@p.example"
overdue_days = 36500
[[address]]
authority = "E06000054"
to = "organisation"
organisation = "Wiltshire Police"
mail = ["police@p.example"]
"""
raising = {
    "arises_from": "rapid-review",
    "owner": "Wiltshire Police",
    "action": "Tell the health visitor.",
    "raised_on": "2026-04-02",
    "due_on": "2026-04-10",
}


@pytest_asyncio.fixture
async def v(
    stack: Stack, make_topic: MakeTopic, topic_prefix: str, tmp_path: Path
) -> AsyncIterator[Reviews]:
    await make_topic(case_events, partitions=3)
    async with reviews(stack, topic_prefix, tmp_path / "keys") as running:
        yield running


@contextmanager
def reminding(
    v: Reviews, folder: Path, port: int, **fault: str
) -> "Iterator[subprocess.Popen[bytes]]":
    """The process of reminders, until the test is done with it."""
    file = folder / "reminders.toml"
    file.write_text(rules, encoding="utf-8")
    environment = {
        **os.environ,
        "CSPR_KAFKA": v.config.kafka,
        "CSPR_DATABASE": v.config.database,
        "CSPR_MASTER_KEY": b64encode(v.config.master_key).decode(),
        "CSPR_JWKS": v.config.jwks,
        "CSPR_DATABASE_PREFIX": v.config.prefix,
        "CSPR_TOPIC_PREFIX": v.config.topic_prefix,
        "CSPR_PARTITIONS": str(len(v.config.partitions)),
        "CSPR_REMINDERS": str(file),
        "CSPR_SMTP": f"127.0.0.1:{port}",
        "CSPR_SMTP_SECURITY": "none",
        **fault,
    }
    with (folder / "remind.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.reviews", "remind"],
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def test_killed_after_the_servers_yes_it_sends_the_same_mail_again(
    v: Reviews, tmp_path: Path
) -> None:
    subject = await living(v)
    await done(v, f"/cases/{subject}/actions", raising)
    async with mail_sink() as sink:
        with reminding(v, tmp_path, sink.port, CSPR_CRASH_AT="mail-accepted") as process:

            async def ended() -> bool:
                return process.poll() is not None

            await until(ended, seconds=60)
            assert process.returncode == -signal.SIGKILL
        first = len(sink.raw)
        assert first == 1
        with reminding(v, tmp_path, sink.port):

            async def sent() -> bool:
                rows = await v.rows("select state from mails where about = 'action'")
                return rows == [("sent",)]

            await until(sent, seconds=60)
        assert sink.raw == [sink.raw[0], sink.raw[0]]
    ((count,),) = await v.rows("select count(*) from events where name = 'ReminderSent'")
    assert count == 1
    async with by_hand(v) as hand:
        assert (await balance_mails(hand.connection)).balances
