"""What creates a case is done once for each `Idempotency-Key`, and answered the same again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from services.notifications.api.parts import cause_of, desk_of, done
from shared.decisions.database import Connection
from shared.decisions.decider import Command, Refused
from shared.decisions.store import Request as Asked
from shared.edge.desk import Desk
from shared.edge.identity import Actor
from shared.edge.refusals import BadInput, Fault
from shared.events.values import Reference
from shared.privacy.digest import DIGEST_KEY, body_digest

_key = TypeAdapter(Reference)


async def do_once(
    request: Request, actor: Actor, subject: str, command: Command, key: str | None = None
) -> Mapping[str, Any]:
    """Decide a command about a new case; under a key that was used, answer as it was then.

    The key is that of a form, or the request's header.

    Raises:
        Refused: the rules say no, or the key was used for something else.
        BadInput: the key is not one.
    """
    desk = desk_of(request)
    asked = Asked(subject, command, cause_of(request, actor))
    key = key or request.headers.get("idempotency-key")
    if key is None:
        return done(await desk.decide(subject, command, asked.cause))
    name = (f"person/{actor.id}", f"POST {request.url.path}", _checked(key))
    body = await request.body()
    secret = (await desk.keys.ensure({DIGEST_KEY}))[DIGEST_KEY]
    digest = body_digest(secret, body)
    async with desk.pool.connection() as connection, connection.transaction():
        if await _claim(connection, name, digest, len(body), desk.clock.now()):
            return await _decide(desk, connection, asked, name)
        return await _answered(connection, name, digest)


def _checked(key: str) -> str:
    try:
        return _key.validate_python(key, strict=True)
    except ValidationError:
        what = "The header Idempotency-Key is not in the expected form."
        raise BadInput(Fault("", what, "Use 1 to 100 printable ASCII characters.")) from None


async def _claim(
    connection: Connection, name: tuple[str, str, str], digest: str, size: int, at: datetime
) -> bool:
    claimed = await connection.execute(
        "insert into inbox (partner, source, message_id, body_digest, channel, received_at,"
        " bytes, outcome, receipt) values (%s, %s, %s, %s, 'http', %s, %s, 'held', '{}')"
        " on conflict do nothing",
        [*name, digest, at, size],
    )
    return claimed.rowcount == 1


async def _decide(
    desk: Desk, connection: Connection, asked: Asked, name: tuple[str, str, str]
) -> Mapping[str, Any]:
    """A refusal takes the claim back with it: the key is free for the corrected form."""
    (outcome,) = await desk.decide_in(connection, [asked])
    if outcome.refusal is not None:
        raise outcome.refusal
    answer = done(outcome)
    await connection.execute(
        "update inbox set outcome = 'accepted', subject = %s, position = %s, receipt = %s"
        " where (partner, source, message_id) = (%s, %s, %s)",
        [asked.subject, outcome.position.position, Jsonb(answer), *name],
    )
    return answer


async def _answered(
    connection: Connection, name: tuple[str, str, str], digest: str
) -> Mapping[str, Any]:
    row = await (
        await connection.execute(
            "select body_digest, receipt from inbox"
            " where (partner, source, message_id) = (%s, %s, %s)",
            list(name),
        )
    ).fetchone()
    if row is None or row[0] != digest:
        raise Refused(
            "This Idempotency-Key was used for something else. Use a new one for each form."
        )
    answer: Mapping[str, Any] = row[1]
    return answer
