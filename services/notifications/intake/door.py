"""The door: a batch of messages is written down, decided and answered in one transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.notifications.intake import inbox, receipts
from services.notifications.intake.arrived import Arrived, Key
from services.notifications.intake.commands import Of, Plan, plan, referred
from services.notifications.intake.inbox import Arrival, Known
from services.notifications.intake.reading import Read, read
from services.notifications.intake.receipts import Receipt
from shared.decisions.crash import crash_point
from shared.decisions.database import Connection, in_one_go
from shared.decisions.decider import Decider
from shared.decisions.store import Cause, EventStore, Request
from shared.edge.metrics import intake_messages
from shared.log.follow import refused_by_database
from shared.privacy.digest import DIGEST_KEY, body_digest
from shared.privacy.keys import Keys
from shared.privacy.sealer import Sealer, ToSeal

max_kept_bytes = 256 * 1024
"""Of a body larger than what is read at all, only its size and digest are kept."""

Advance = Callable[[Connection, Sequence[Arrived]], Awaitable[Callable[[], Awaitable[None]]]]
"""Moves offsets past messages, in the transaction that decides them.

It does not wait for the answer: what it gives does, and raises NotMine.
"""


async def no_offsets(
    connection: Connection, arrived: Sequence[Arrived]
) -> Callable[[], Awaitable[None]]:
    """Over HTTP there are none."""

    async def nothing_moved() -> None:
        return None

    return nothing_moved


@dataclass(frozen=True)
class Door:
    """Takes messages in, whichever way they came."""

    store: EventStore
    decider: Decider[Any, Any]
    keys: Keys

    async def receive(
        self,
        connection: Connection,
        arrived: Sequence[Arrived],
        *,
        advance: Advance = no_offsets,
    ) -> list[Receipt]:
        """Take messages in, in their order; one receipt each, refusals among them.

        A batch that the database refuses, or whose decision fails, is halved until the one
        message is found; that one is kept for a person, and the others go on.

        Raises:
            StoreBehind: nothing is taken now.
            KeysUnavailable: nothing can be sealed, so nothing is taken.
        """
        reads = [read(message) for message in arrived]
        try:
            return await self._receive(connection, reads, advance, {})
        except refused_by_database:
            if len(arrived) > 1:
                middle = len(arrived) // 2
                first = await self.receive(connection, arrived[:middle], advance=advance)
                return first + await self.receive(connection, arrived[middle:], advance=advance)
            failed = {reads[0].key: receipts.failed(reads[0])}
            return await self._receive(connection, reads, advance, failed)

    async def _receive(
        self,
        connection: Connection,
        reads: Sequence[Read],
        advance: Advance,
        settled: Mapping[Key, Receipt],
    ) -> list[Receipt]:
        while True:
            try:
                answers = await self._attempt(connection, reads, advance, settled)
            except _CameFirst:
                continue
            _count(reads, answers)
            return answers

    async def _attempt(
        self,
        connection: Connection,
        reads: Sequence[Read],
        advance: Advance,
        settled: Mapping[Key, Receipt],
    ) -> list[Receipt]:
        about = [key for each in reads if (key := referred(each)) is not None]
        known = await inbox.known(connection, [*about, *(each.key for each in reads)])
        arrivals = await self._digested(reads)
        first = [at for at in _first_of_each(arrivals) if arrivals[at].key not in known]
        asked = [reads[at] for at in first if reads[at].key not in settled]
        bodies = {
            at: _body_of(each.read.arrived)
            for at, each in enumerate(arrivals)
            if _is_kept(each, known)
        }
        made = await plan(Sealer(self.keys), asked, _cases(known), bodies)
        for at, sealed in made.bodies.items():
            if arrivals[at].key not in made.erased:
                arrivals[at] = replace(arrivals[at], body=sealed)
        fresh = [arrivals[at] for at in first]
        async with in_one_go(connection):
            advanced = await advance(connection, [each.arrived for each in reads])
            claimed = await inbox.claim(connection, fresh)
            await advanced()
            if len(claimed) < len(fresh):
                raise _CameFirst
            became = {**settled, **made.refused, **await self._decide(connection, made)}
            await inbox.settle(connection, became)
            for each in fresh:
                if each.key in settled:
                    await inbox.hold(connection, each, settled[each.key])
            known |= {each.key: _known(each, became[each.key]) for each in fresh}
            answers = [await _answer(connection, each, known[each.key]) for each in arrivals]
            await _reply(connection, reads, answers)
            crash_point("intake-decided")
        crash_point("intake-committed")
        return answers

    async def _digested(self, reads: Sequence[Read]) -> list[Arrival]:
        secret = (await self.keys.find({DIGEST_KEY}))[DIGEST_KEY]
        if secret is None:
            secret = (await self.keys.ensure({DIGEST_KEY}))[DIGEST_KEY]
        return [Arrival(each, body_digest(secret, each.same)) for each in reads]

    async def _decide(self, connection: Connection, made: Plan) -> dict[Key, Receipt]:
        requests = [
            Request(subject, command, _cause(read)) for read, subject, command in made.decide
        ]
        outcomes = await self.store.decide(connection, self.decider, requests)
        return {
            read.key: receipts.accepted(read, outcome)
            if outcome.refusal is None
            else receipts.refused(read, outcome.refusal)
            for (read, _, _), outcome in zip(made.decide, outcomes, strict=True)
        }


def _cause(read: Read) -> Cause:
    """A partner's message is the cause of what follows from it."""
    if read.arrived.sender.person:
        return read.arrived.cause
    return replace(read.arrived.cause, causation_id=f"message:{read.key.source}:{read.key.id}")


class _CameFirst(Exception):
    """Somebody else wrote one of these messages down at the same time: look again."""


def _first_of_each(arrivals: Sequence[Arrival]) -> list[int]:
    first: dict[Key, int] = {}
    for at, arrival in enumerate(arrivals):
        first.setdefault(arrival.key, at)
    return list(first.values())


def _cases(known: Mapping[Key, Known]) -> dict[Key, Of]:
    return {
        key: Of(each.subject, each.channel)
        for key, each in known.items()
        if each.subject is not None and each.outcome == "accepted"
    }


def _known(arrival: Arrival, receipt: Receipt) -> Known:
    channel = arrival.read.arrived.channel
    return Known(arrival.digest, channel, receipt["outcome"], receipt.get("incident"), receipt)


def _is_kept(arrival: Arrival, known: Mapping[Key, Known]) -> bool:
    """A body is kept if it can be read at all, and was not kept before."""
    before = known.get(arrival.key)
    repeated = before is not None and before.digest == arrival.digest
    return not repeated and arrival.read.arrived.size <= max_kept_bytes


def _body_of(arrived: Arrived) -> ToSeal:
    subject = f"partner-{arrived.sender.name}"
    return ToSeal(subject, f"{subject}/inbox", inbox.as_text(arrived.body))


async def _answer(connection: Connection, arrival: Arrival, known: Known) -> Receipt:
    """What became of the first of its id, if it says the same; else it is held."""
    if arrival.digest == known.digest:
        return known.receipt
    receipt = receipts.held(arrival.read)
    await inbox.hold(connection, arrival, receipt)
    return receipt


async def _reply(
    connection: Connection, reads: Sequence[Read], answers: Sequence[Receipt]
) -> None:
    """Answer on Kafka what came over Kafka, a repeated message again."""
    await inbox.queue(
        connection,
        [
            (each.arrived.sender.topic_out, each.key.id, answer)
            for each, answer in zip(reads, answers, strict=True)
            if each.arrived.channel == "kafka"
        ],
    )


def _count(reads: Sequence[Read], answers: Sequence[Receipt]) -> None:
    for each, answer in zip(reads, answers, strict=True):
        sender = each.arrived.sender
        name = "person" if sender.person else sender.name
        intake_messages.labels(name, each.arrived.channel, answer["outcome"]).inc()
