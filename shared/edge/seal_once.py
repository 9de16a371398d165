"""A request that is sent twice is sealed once, so that the rules see that it repeats.

Each sealing gives another ciphertext, and rules compare texts unopened. So the seals of a
request are kept under a keyed digest of all that it says, and the same request gets them again.
What then follows is for the rules to say: nothing, if it has happened already in the state the
case is in; another fact, where it is one (the Panel may ask the same thing twice).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb
from pydantic import BaseModel

from shared.decisions.database import Connection
from shared.edge.desk import Desk
from shared.events.sealed import Sealed
from shared.privacy.digest import DIGEST_KEY, body_digest
from shared.privacy.sealer import ToSeal

Name = tuple[str, str]
"""A subject, and the digest of a request about it."""


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """A request in clear: the whole of what was sent, and (key id, text) pairs.

    `asks` is its command, or its form where one form is one command: what it asks for.
    """

    subject: str
    asks: type[BaseModel]
    sent: BaseModel
    texts: Sequence[tuple[str, str]]


async def seal_once(desk: Desk, requests: Sequence[Said]) -> list[list[Sealed]]:
    """The texts of each request, sealed as they were when the same was asked first.

    Two that come at the same moment agree on the seals of the one that is kept first. Where a
    key was destroyed since, nothing of before is used again.

    Raises:
        KeyDestroyed: the case was erased.
        KeysUnavailable: nothing can be sealed now.
    """
    secret = (await desk.keys.ensure({DIGEST_KEY}))[DIGEST_KEY]
    names = [(said.subject, body_digest(secret, _bytes(said))) for said in requests]
    async with desk.pool.connection() as connection:
        known = await _known(connection, names)
    dead = [name for name, seals in known.items() if not await _alive(desk, name[0], seals)]
    fresh = {
        name: said
        for name, said in zip(names, requests, strict=True)
        if said.texts and (name in dead or name not in known)
    }
    if fresh:
        made = await _sealed(desk, fresh)
        async with desk.pool.connection() as connection, connection.transaction():
            await _forget(connection, dead)
            await _keep(connection, made)
            known = await _known(connection, names)
    return [known.get(name, []) for name in names]


def _bytes(said: Said) -> bytes:
    whole = [said.asks.__name__, said.subject, said.sent.model_dump()]
    return json.dumps(whole, sort_keys=True, default=_plain).encode()


def _plain(value: Any) -> Any:
    """A set in its order, a day as text."""
    return sorted(value) if isinstance(value, frozenset) else str(value)


async def _alive(desk: Desk, subject: str, seals: Sequence[Sealed]) -> bool:
    keys = await desk.keys.of_subject(subject)
    return all(keys.get(sealed.key, False) for sealed in seals)


async def _sealed(desk: Desk, fresh: dict[Name, Said]) -> dict[Name, list[Sealed]]:
    """All texts with one question to the store of keys."""
    texts = [
        ToSeal(said.subject, key_id, text)
        for said in fresh.values()
        for key_id, text in said.texts
    ]
    seals = iter(await desk.sealer.seal_all(texts))
    return {name: [next(seals) for _ in said.texts] for name, said in fresh.items()}


async def _known(connection: Connection, names: Sequence[Name]) -> dict[Name, list[Sealed]]:
    rows = await connection.execute(
        "select subject, digest, seals from sealed_requests"
        " join unnest(%s::text[], %s::text[]) as asked (subject, digest)"
        " using (subject, digest)",
        _columns(names),
    )
    return {
        (subject, digest): [Sealed.model_validate(each) for each in seals]
        async for subject, digest, seals in rows
    }


async def _forget(connection: Connection, names: Sequence[Name]) -> None:
    await connection.execute(
        "delete from sealed_requests using unnest(%s::text[], %s::text[])"
        " as dead (subject, digest) where sealed_requests.subject = dead.subject"
        " and sealed_requests.digest = dead.digest",
        _columns(names),
    )


async def _keep(connection: Connection, made: dict[Name, list[Sealed]]) -> None:
    """Sorted, so that two of the same do not deadlock; who comes second keeps nothing."""
    names = sorted(made)
    seals = [Jsonb([sealed.model_dump() for sealed in made[name]]) for name in names]
    await connection.execute(
        "insert into sealed_requests (subject, digest, seals)"
        " select * from unnest(%s::text[], %s::text[], %s::jsonb[]) on conflict do nothing",
        [*_columns(names), seals],
    )


def _columns(names: Sequence[Name]) -> list[list[str]]:
    return [[subject for subject, _ in names], [digest for _, digest in names]]
