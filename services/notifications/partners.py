"""Partners: added with topics of their own, listed, and stood in for by a file of messages."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from services.notifications.intake.inbound import REPORT
from services.notifications.intake.reading import structured
from shared.decisions.clock import Clock, SystemClock
from shared.edge.config import Config
from shared.events.authorities import NotAnAuthority, authority
from shared.log.kafka import open_consumer, open_producer
from shared.log.topics import ensure_topics, partner_in, partner_out


class PartnerRefused(Exception):
    """A partner, or a file of messages, is not what it has to be; in words."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner as it was added; `authorities` None is any. The counts are of its messages."""

    name: str
    topic_in: str
    topic_out: str
    authorities: tuple[str, ...] | None
    may_import: bool
    added_at: datetime
    accepted: int
    refused: int
    held: int


async def add_partner(
    config: Config,
    name: str,
    may_import: bool = False,
    *,
    authorities: Sequence[str] | None = None,
    clock: Clock | None = None,
) -> None:
    """Make a partner's topics and let it in; once more changes what it may.

    A topic that is gone is made anew, and read from its beginning.

    Raises:
        PartnerRefused: there is no such authority.
        TopicRefused: the name cannot be one, or a topic cannot be made.
    """
    topic_in = config.topic_prefix + partner_in(name).name
    topic_out = config.topic_prefix + partner_out(name).name
    _check_authorities(authorities or ())
    async with await psycopg.AsyncConnection.connect(config.dsn, autocommit=True) as connection:
        if not await _is_there(config.kafka, topic_in):
            await connection.execute("delete from intake_offsets where topic = %s", [topic_in])
        await ensure_topics(config.kafka, [name], prefix=config.topic_prefix)
        await connection.execute(
            "insert into partners"
            " (name, topic_in, topic_out, authorities, may_import, added_at)"
            " values (%s, %s, %s, %s, %s, %s) on conflict (name) do update set"
            " authorities = excluded.authorities, may_import = excluded.may_import",
            [
                name,
                topic_in,
                topic_out,
                None if authorities is None else sorted(authorities),
                may_import,
                (clock or SystemClock()).now(),
            ],
        )


def _check_authorities(codes: Sequence[str]) -> None:
    for code in codes:
        try:
            authority(code)
        except NotAnAuthority as error:
            raise PartnerRefused(str(error)) from None


async def _is_there(bootstrap: str, topic: str) -> bool:
    async with open_consumer(bootstrap) as consumer:
        return topic in await consumer.topics()


async def list_partners(config: Config) -> list[Partner]:
    """All partners by name, each with how many of its messages became what."""
    async with await psycopg.AsyncConnection.connect(config.dsn, autocommit=True) as connection:
        rows = await connection.execute(
            "select name, topic_in, topic_out, authorities, may_import, added_at,"
            " count(i.*) filter (where outcome = 'accepted'),"
            " count(i.*) filter (where outcome = 'refused'),"
            " count(i.*) filter (where outcome = 'held')"
            "  + (select count(*) from held_messages h where h.partner = p.name"
            "     and not exists (select from inbox j where j.outcome = 'held' and"
            "       (j.partner, j.source, j.message_id) = (h.partner, h.source, h.message_id)))"
            " from partners p left join inbox i on i.partner = p.name"
            " group by p.name order by p.name"
        )
        return [
            Partner(name, into, out, None if codes is None else tuple(codes), *rest)
            async for name, into, out, codes, *rest in rows
        ]


async def send(config: Config, partner: str, file: Path) -> int:
    """Publish a file's messages as the partner's own system would; says how many.

    A file holds one JSON object, a list of them, or one a line. An object with `specversion`
    is sent as a CloudEvent in structured mode; another one in binary mode, its `id`, `source`
    and `type` as headers and the rest as its body. A line that is no JSON is sent as it is.

    Raises:
        PartnerRefused: there is no such partner, or nothing in the file.
    """
    async with await psycopg.AsyncConnection.connect(config.dsn, autocommit=True) as connection:
        row = await (
            await connection.execute("select topic_in from partners where name = %s", [partner])
        ).fetchone()
    if row is None:
        raise PartnerRefused("There is no partner of this name; `cspr partner add` adds one.")
    return await publish(config.kafka, str(row[0]), partner, messages_in(file.read_bytes()))


Record = tuple[bytes, bytes, list[tuple[str, bytes]]]
"""Key, value and headers."""


async def publish(
    bootstrap: str, topic: str, partner: str, messages: Sequence[Mapping[str, Any] | bytes]
) -> int:
    """Publish messages to a partner's topic, those about one report under one key."""
    async with open_producer(bootstrap) as producer:
        sending = []
        for message in messages:
            key, value, headers = as_record(partner, message)
            sending.append(await producer.send(topic, key=key, value=value, headers=headers))
        for sent in sending:
            await sent
    return len(sending)


def messages_in(content: bytes) -> list[Mapping[str, Any] | bytes]:
    """The messages of a file.

    Raises:
        PartnerRefused: there are none.
    """
    found = list(_whole(content)) or [_line(each) for each in content.splitlines() if each]
    if not found:
        raise PartnerRefused("There are no messages in this file.")
    return found


def _whole(content: bytes) -> Iterator[Mapping[str, Any] | bytes]:
    try:
        document = json.loads(content)
    except ValueError:
        return
    for each in document if isinstance(document, list) else [document]:
        yield each if isinstance(each, dict) else json.dumps(each).encode()


def _line(line: bytes) -> Mapping[str, Any] | bytes:
    try:
        document = json.loads(line)
    except ValueError:
        return line
    return document if isinstance(document, dict) else line


def as_record(partner: str, message: Mapping[str, Any] | bytes) -> Record:
    """A message as a record: structured, binary, or just the bytes."""
    if isinstance(message, bytes):
        return b"", message, [("content-type", b"application/json")]
    if "specversion" in message:
        headers = [("content-type", structured.encode())]
        return _key(message, message.get("data")), json.dumps(message).encode(), headers
    rest = {
        name: said for name, said in message.items() if name not in ("id", "source", "type")
    }
    pairs = {
        "ce_specversion": "1.0",
        "ce_id": message.get("id", ""),
        "ce_source": message.get("source", f"/partner/{partner}"),
        "ce_type": message.get("type", REPORT),
        "content-type": "application/json",
    }
    headers = [(name, str(text).encode(errors="replace")) for name, text in pairs.items()]
    return _key(message, rest), json.dumps(rest).encode(), headers


def _key(message: Mapping[str, Any], data: object) -> bytes:
    """The id of the report that a message is about: so they stay in order."""
    about = data if isinstance(data, dict) else {}
    named = about.get("corrects") or about.get("withdraws") or message.get("id")
    return str(named or "").encode(errors="replace")
