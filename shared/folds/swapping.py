"""Swap and rollback: another generation becomes the one that readers see, and back again."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from shared.decisions.database import Connection
from shared.folds.catching import catch_up_closely, held
from shared.folds.generations import live_projection
from shared.folds.place import Place, Refused, SwapRefused, alone
from shared.folds.projection import Projection
from shared.folds.read_model import ReadModel
from shared.folds.rebuild import models_named
from shared.folds.stored import (
    Generation,
    Purpose,
    State,
    is_unfinished,
    stored_generations,
)
from shared.folds.switch import Pair, switch

Model = ReadModel[object]


@dataclass(frozen=True, slots=True)
class Switched:
    """What readers see now, and what they saw before; equal if it was so already."""

    read_model: str
    generation: int
    before: int
    accepted: str | None


SwitchNote = Callable[[Connection, Switched, Generation], Awaitable[None]]
"""What else is written in the transaction of a switch, of what was chosen."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a switch is made: for how long it can be undone, what else is written with it.

    A moment for it is sought for so many `seconds`; a dry run changes nothing.
    """

    keep_for: timedelta = timedelta(days=1)
    note: SwitchNote | None = None
    seconds: float = 10.0
    dry_run: bool = False


async def swap(
    place: Place, name: str, *, accepted: str | None = None, terms: Terms | None = None
) -> Switched:
    """Let readers see the generation that is ready; the one before can be brought back.

    Does nothing if the newest is live already.

    Raises:
        Refused: it is not ready, not accepted, or no moment was found for it.
    """
    async with _one(place, name) as one:
        chosen = to_swap_to(name, await stored_generations(one.connection, [name]))
        if chosen is None:
            return one.as_it_is()
        _refuse_unaccepted(chosen, accepted)
        return await one.switch(chosen, accepted, terms or Terms())


async def rollback(place: Place, name: str, *, terms: Terms | None = None) -> Switched:
    """Let readers see again the generation that was live before.

    Does nothing if that was done already; `swap` goes forward again.

    Raises:
        Refused: none was kept, or this code folds otherwise than it was folded.
    """
    async with _one(place, name) as one:
        chosen = to_roll_back_to(one.model, await stored_generations(one.connection, [name]))
        if chosen is None:
            return one.as_it_is()
        return await one.switch(chosen, None, terms or Terms())


def to_swap_to(name: str, there: Sequence[Generation]) -> Generation | None:
    """What is ready, else what a rollback put aside; None if the newest is live.

    Raises:
        Refused: there is neither.
    """
    ready = [each for each in there if _serves(each, State.READY)]
    live = _live(there)
    if ready:
        return ready[-1]
    if put_aside := [each for each in _kept(there) if each.generation > live]:
        return put_aside[-1]
    if all(each.generation <= live for each in there if is_unfinished(each)):
        return None
    raise Refused(f"No generation of {name} is ready yet: see `cspr replay status`.")


def to_roll_back_to(model: Model, there: Sequence[Generation]) -> Generation | None:
    """The generation that was live before this one and whose rows were kept.

    Raises:
        Refused: none was kept, or this code folds otherwise than it was folded.
    """
    live, kept = _live(there), _kept(there)
    earlier = [each for each in kept if each.generation < live]
    if not earlier:
        if kept:
            return None
        raise Refused(f"No earlier generation of {model.name} was kept.")
    last = max(earlier, key=lambda each: each.changed_at)
    if last.version != model.version:
        raise Refused(
            f"The {last.label} was folded by version {last.version} and this code is version"
            f" {model.version}: deploy the code that folded it, then roll back."
        )
    return last


def _serves(each: Generation, state: State) -> bool:
    return each.state == state and each.purpose == Purpose.SERVE


def _live(there: Sequence[Generation]) -> int:
    return max((each.generation for each in there if _serves(each, State.LIVE)), default=0)


def _kept(there: Sequence[Generation]) -> list[Generation]:
    return [
        each
        for each in there
        if _serves(each, State.RETIRED) and each.follows_until is not None
    ]


def _refuse_unaccepted(chosen: Generation, accepted: str | None) -> None:
    found: Mapping[str, object] = chosen.manifest.get("diff", {})
    if not found.get("identical") and (accepted is None or accepted != found.get("digest")):
        raise SwapRefused(
            f"The {chosen.label} differs from the living one. Look at"
            f" `cspr replay diff {chosen.read_model}`, and swap with --accept and the digest"
            " that it prints."
        )


@dataclass(frozen=True, slots=True)
class _One:
    """A read model whose generations this process has for itself."""

    place: Place
    connection: Connection
    model: Model
    old: Projection

    def as_it_is(self) -> Switched:
        return Switched(self.model.name, self.old.generation, self.old.generation, None)

    async def switch(self, chosen: Generation, accepted: str | None, terms: Terms) -> Switched:
        new = Projection(self.model, chosen.generation, beside=True)
        done = Switched(self.model.name, new.generation, self.old.generation, accepted)
        if terms.dry_run:
            return done

        async def note(connection: Connection) -> None:
            if terms.note is not None:
                await terms.note(connection, done, chosen)

        async with held(self.connection, new):
            await catch_up_closely(self.place, self.connection, new, self.old.name)
            await switch(
                self.place,
                self.connection,
                [Pair(self.old, new)],
                keep_for=terms.keep_for,
                note=note,
                seconds=terms.seconds,
            )
        return done


@asynccontextmanager
async def _one(place: Place, name: str) -> AsyncIterator[_One]:
    (model,) = models_named(place.models_at, [name])
    async with alone(place) as connection:
        yield _One(place, connection, model, await live_projection(connection, model))
