"""How often somebody may ask who has not signed in; a bound for each address, and for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Literal

from starlette.requests import Request

from services.notifications.api.parts import desk_of
from shared.edge.refusals import TooBig, TooMany
from shared.privacy.digest import DIGEST_KEY, body_digest

What = Literal["refer", "follow"]
max_open_bytes = 64 * 1024
"""Of a request by somebody who has not signed in."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How many times in an hour: from one address, and from everybody."""

    from_one: int
    from_all: int


bounds: Mapping[What, Bound] = MappingProxyType(
    {"refer": Bound(20, 200), "follow": Bound(60, 2000)}
)
_words = (
    "More was sent here in this hour than is taken without signing in, and this was not kept. "
    "Send it again in an hour. If a child is in danger now, call 999."
)


async def hold_to_bounds(request: Request, what: What) -> None:
    """Count that somebody asks, whatever becomes of it, and go on only within the bounds.

    Of the address only a keyed digest is kept, until the hour is over.

    Raises:
        TooBig: it is longer than what is taken from who has not signed in.
        TooMany: somebody, or everybody together, asked too often in this hour.
    """
    if len(await request.body()) > max_open_bytes:
        raise TooBig(max_open_bytes)
    desk = desk_of(request)
    secret = (await desk.keys.ensure({DIGEST_KEY}))[DIGEST_KEY]
    address = request.client.host if request.client else ""
    now = desk.clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    who = body_digest(secret, f"address:{address}".encode())
    async with desk.pool.connection() as connection, connection.transaction():
        await connection.execute("delete from asked_openly where hour < %s", [hour])
        rows = await connection.execute(
            "insert into asked_openly (what, who, hour, times)"
            " values (%(what)s, 'all', %(hour)s, 1), (%(what)s, %(who)s, %(hour)s, 1)"
            " on conflict (what, who, hour) do update set times = asked_openly.times + 1"
            " returning who, times",
            {"what": what, "who": who, "hour": hour},
        )
        times = {counted: number async for counted, number in rows}
    if times[who] > bounds[what].from_one or times["all"] > bounds[what].from_all:
        ends = hour + timedelta(hours=1)
        raise TooMany(_words, max(1, int((ends - now).total_seconds())))
