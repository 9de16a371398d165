"""One command of an operator on the running system; what stands against it is said in words."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from services.command.erase.carrying_out import TableBusy
from services.command.erase.here import Here, opened
from services.command.erase.target import NothingToErase
from services.command.output import fail
from services.command.place import place
from shared.decisions.decider import Refused
from shared.events.values import ActorId
from shared.log.own import Forked
from shared.privacy.refusals import KeysUnavailable, SealBroken

Answer = TypeVar("Answer")


def ask_at(ask: Callable[[Here], Awaitable[Answer]], *, by: str = "operator") -> Answer:
    """Open the system and ask.

    Raises:
        typer.Exit: it was refused, with status 1; or it cannot be done now, with 2.
    """
    try:
        actor = TypeAdapter[str](ActorId).validate_python(by)
    except ValidationError:
        raise fail("`--by` is an id without spaces, such as operator-7.", 2) from None
    try:
        return asyncio.run(_ask(ask, actor))
    except Refused as refusal:
        raise fail(refusal.words) from None
    except ValidationError:
        raise fail("The reference is 1 to 100 printable ASCII characters.", 2) from None
    except (NothingToErase, TableBusy, Forked) as error:
        raise fail(str(error), 2) from None
    except (KeysUnavailable, SealBroken) as error:
        raise fail(error.words, 2) from None


async def _ask(ask: Callable[[Here], Awaitable[Answer]], by: str) -> Answer:
    async with opened(place(), by=by) as here:
        return await ask(here)
