"""What partners sent in a case: the bodies that are kept of it, and giving them up.

They are sealed under the partner's key and not under one of the case, so destroying the keys
of a case does not touch them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from services.command.erase.here import Here
from services.notifications.intake.inbound import CORRECTION, WITHDRAWAL
from shared.decisions.database import Connection
from shared.events.sealed import Sealed
from shared.privacy.keys import subject_of
from shared.privacy.sealer import Sealer

Name = tuple[str, str, str]
"""Partner, source and id of a message."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a partner: where it came in, and whether its body is still kept.

    `table` is `inbox`, or `held_messages` where another body came under a known id.
    """

    table: str
    name: Name
    digest: str
    received_at: datetime
    topic: str | None
    partition: int | None
    offset: int | None
    body: dict[str, Any] | None

    @property
    def sealed(self) -> Sealed | None:
        """Its body, if that is kept."""
        if self.body is None or "box" not in self.body:
            return None
        return Sealed.model_validate(self.body)

    @property
    def given_up(self) -> tuple[str, str] | None:
        """Key and seal of a body that was given up."""
        if self.body is None or "erased_at" not in self.body:
            return None
        return f"partner-{self.name[0]}/inbox", str(self.body["seal"])


_fields: LiteralString = (
    " m.partner, m.source, m.message_id, m.body_digest, m.received_at, m.topic, m.partition,"
    ' m."offset", m.body'
)
_of_case: LiteralString = (
    "select 'inbox'," + _fields + " from inbox m where m.subject = %(case)s"
    " union all select 'held_messages'," + _fields + " from held_messages m join inbox i"
    " using (partner, source, message_id) where i.subject = %(case)s"
)
_given_up_before: LiteralString = (
    "select 'inbox'," + _fields + " from inbox m where m.subject is null"
    " and m.body ->> 'case' = %(case)s"
)
_refused_changes: LiteralString = (
    "select 'inbox'," + _fields + " from inbox m where m.subject is null"
    " and m.partner = any(%(partners)s) and m.type = any(%(types)s)"
    " and coalesce(m.body ? 'box', false)"
)
_every_body: LiteralString = (
    "select 'inbox'," + _fields + " from inbox m where m.body ? 'box'"
    " union all select 'held_messages'," + _fields + " from held_messages m"
    " where m.body ? 'box'"
)


async def messages_of(here: Here, case: str) -> list[Message]:
    """The messages of a case; those too that were refused and say that they change one of it.

    A refused report that is nowhere connected with the case cannot be known as one of it.
    """
    connection = here.databases["notifications"]
    found = await _read(connection, _of_case, {"case": case})
    found += await _read(connection, _given_up_before, {"case": case})
    partners = sorted({message.name[0] for message in found})
    asked = {"partners": partners, "types": [CORRECTION, WITHDRAWAL]}
    changes = await _read(connection, _refused_changes, asked)
    names = {message.name for message in found}
    texts = await open_bodies(here, changes)
    meant = [
        each
        for each, text in zip(changes, texts, strict=True)
        if _about(each.name, text) in names
    ]
    return found + meant


async def every_body(here: Here) -> list[Message]:
    """Every message of which a body is kept, of whatever case."""
    return await _read(here.databases["notifications"], _every_body, {})


async def open_bodies(here: Here, messages: Sequence[Message]) -> list[str]:
    """The bodies that are kept of these messages, for a program to look into."""
    sealed = [each.sealed for each in messages]
    values = [(subject_of(one.key), one) for one in sealed if one is not None]
    return await Sealer(here.keys).open_all(values)


async def give_up(
    connection: Connection, case: str, messages: Sequence[Message], at: datetime
) -> int:
    """Keep no body of these messages; says of how many one was kept.

    Digest, outcome and receipt stay, so a message that comes again gets its receipt again. In
    place of the body stand when and for which case, and the seal's id, by which files can be
    searched for what was there.
    """
    given_up = 0
    async with connection.transaction():
        for each in messages:
            if (sealed := each.sealed) is None:
                continue
            note = {
                "erased_at": at.astimezone(UTC).isoformat(),
                "case": case,
                "seal": sealed.seal,
            }
            done = await connection.execute(
                _updates[each.table], [Jsonb(note), *each.name, each.digest]
            )
            given_up += done.rowcount
    return given_up


_updates: dict[str, LiteralString] = {
    "inbox": "update inbox set body = %s where partner = %s and source = %s"
    " and message_id = %s and body_digest = %s and body ? 'box'",
    "held_messages": "update held_messages set body = %s where partner = %s and source = %s"
    " and message_id = %s and body_digest = %s and body ? 'box'",
}


async def _read(
    connection: Connection, statement: LiteralString, values: dict[str, Any]
) -> list[Message]:
    rows = await connection.execute(statement, values)
    return [
        Message(table, (partner, source, id_), digest, *rest)
        async for table, partner, source, id_, digest, *rest in rows
    ]


def _about(name: Name, text: str) -> Name | None:
    """Which message a correction or withdrawal is about, if it can be read so far."""
    try:
        document = json.loads(text)
    except ValueError:
        return None
    said = document.get("data", document) if isinstance(document, dict) else None
    if not isinstance(said, dict):
        return None
    for word in ("corrects", "withdraws"):
        if isinstance(id_ := said.get(word), str):
            other = said.get(f"{word}_source")
            return name[0], other if isinstance(other, str) else name[1], id_
    return None
