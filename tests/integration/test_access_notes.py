"""Whoever has a sealed text opened is written down, in a list and as an event of the ledger."""

import json
from collections.abc import AsyncIterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest

from deploy.local.stack import Stack
from shared.edge.access import note_opening
from shared.edge.desk import Desk
from shared.edge.issuer import local_actor
from shared.events.sealed import Sealed
from tests.contract.example_parts import text
from tests.support.stack import MakeTopic
from tests.support.world import World, moment, world

case = "case-00000000-0000-4000-8000-000000000001"
listed = "select noted_at, actor, organisation, subject, purpose, seals from access_notes"
recorded = (
    "select subject, actor, convert_from(body, 'UTF8') from events"
    " where name = 'SealedPartsRead' order by seq"
)


class Sealing:
    """Seals nothing, and remembers under which subject it was asked to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Sequence[tuple[str, str]]]] = []

    async def seal_many(self, subject: str, texts: Sequence[tuple[str, str]]) -> list[Sealed]:
        self.asked.append((subject, texts))
        return [text(60)]


@pytest.fixture
async def w(stack: Stack, database: str, make_topic: MakeTopic) -> AsyncIterator[World]:
    topic = await make_topic("events", partitions=3)
    async with world(database, stack.kafka, topic) as made:
        yield made


def desk_of(w: World, sealing: Sealing) -> Desk:
    made: Any = SimpleNamespace(
        store=w.store, clock=SimpleNamespace(now=lambda: moment), sealer=sealing
    )
    return cast(Desk, made)


async def opened(w: World, desk: Desk, why: str | None = None) -> None:
    await note_opening(
        desk,
        w.connection,
        local_actor("auditor"),
        subject=case,
        purpose="case page",
        seals=3,
        why=why,
    )


async def test_an_opening_is_listed_and_recorded_with_who_why_and_how_many(w: World) -> None:
    sealing = Sealing()
    await opened(w, desk_of(w, sealing))
    assert await w.rows(listed) == [(moment, "auditor", "Audit", case, "case page", 3)]
    ((subject, actor, body),) = await w.rows(recorded)
    assert subject.startswith("operation-") and actor == "auditor"
    assert json.loads(body) == {"of": case, "purpose": "case page", "parts": 3}
    assert await w.rows("select count(*) from outbox") == [(1,)]
    assert sealing.asked == []


async def test_a_reason_in_words_of_a_person_is_sealed_under_the_opening_itself(
    w: World,
) -> None:
    sealing = Sealing()
    await opened(w, desk_of(w, sealing), why="Ms Smith asked")
    ((subject, _, body),) = await w.rows(recorded)
    assert sealing.asked == [(subject, [(f"{subject}/narrative", "Ms Smith asked")])]
    assert "Smith" not in body and json.loads(body)["why"].keys() == {"key", "seal", "box"}


async def test_what_cannot_be_recorded_is_not_listed_and_is_not_opened(w: World) -> None:
    await w.connection.execute("set cspr.rebuild = 'on'")
    with pytest.raises(psycopg.errors.RaiseException):
        await opened(w, desk_of(w, Sealing()))
    assert await w.rows(listed) == []
    assert await w.rows(recorded) == []


async def test_two_openings_are_two_facts(w: World) -> None:
    for _ in range(2):
        await opened(w, desk_of(w, Sealing()))
    first, second = await w.rows(recorded)
    assert first[0] != second[0]
    assert await w.publish() == 2
