"""Processes that are killed or frozen at named points; then, without help, all balances."""

import asyncio

import pytest

from tests.fault.conftest import ToySystem
from tests.support.world import until

points = [
    ("notifications", "relay", "relay-published"),
    ("reviews", "relay", "relay-published"),
    ("reviews", "work", "follow-applied"),
    ("reviews", "work", "follow-committed"),
    ("reviews", "work", "policy-decided"),
]
frozen_at = [
    ("notifications", "relay", "relay-published"),
    pytest.param("reviews", "relay", "relay-published", marks=pytest.mark.long),
    pytest.param("reviews", "work", "follow-applied", marks=pytest.mark.long),
    ("reviews", "work", "follow-committed"),
    pytest.param("reviews", "work", "policy-decided", marks=pytest.mark.long),
]


async def reached(toys: ToySystem, name: str) -> None:
    async def marked() -> bool:
        return toys.mark(name).exists()

    await until(marked, 30)


@pytest.mark.parametrize(("service", "part", "point"), points)
async def test_a_process_killed_at(
    toys: ToySystem, service: str, part: str, point: str
) -> None:
    victim = f"{service}-{part}"
    for each in (("notifications", "relay"), ("reviews", "relay"), ("reviews", "work")):
        fault = {"CSPR_CRASH_AT": point} if each == (service, part) else {}
        await toys.start("-".join(each), *each, **fault)
    await toys.count(subjects=5, each=4)
    await reached(toys, victim)
    await toys.count(subjects=5, each=2)
    await toys.balance()


@pytest.mark.parametrize(("service", "part", "point"), frozen_at)
async def test_a_process_frozen_and_let_go_at(
    toys: ToySystem, service: str, part: str, point: str
) -> None:
    frozen = await toys.start("frozen", service, part, CSPR_STOP_AT=point)
    await asyncio.gather(
        *(
            toys.start("-".join(each), *each)
            for each in (("notifications", "relay"), ("reviews", "relay"), ("reviews", "work"))
            if each != (service, part)
        )
    )
    await toys.count(subjects=5, each=2)
    await reached(toys, "frozen")
    await toys.start("standby", service, part)
    await toys.count(subjects=5, each=2)
    await until(toys.answered, 60)
    frozen.resume()
    await toys.count(subjects=5, each=2)
    await toys.balance()


async def test_postgres_is_killed_and_comes_back(toys: ToySystem) -> None:
    await toys.start_all()
    await toys.count(subjects=5, each=2)
    postgres = toys.stack.postgres_process
    assert postgres is not None
    await postgres.kill()
    await postgres.start()
    await toys.count(subjects=5, each=2)
    await toys.balance()


@pytest.mark.parametrize("seconds", [5, pytest.param(60, marks=pytest.mark.long)])
async def test_kafka_is_away_for(toys: ToySystem, seconds: int) -> None:
    await toys.start_all()
    await toys.count(subjects=5, each=2)
    kafka = toys.stack.kafka_process
    assert kafka is not None
    await kafka.stop()
    away = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < away:
        await toys.count(subjects=5, each=1)
        await asyncio.sleep(1)
    await kafka.start()
    await toys.balance(120)


async def test_two_relays_at_once_publish_nothing_twice_in_effect(toys: ToySystem) -> None:
    await toys.start_all()
    await toys.start("second", "notifications", "relay")
    await toys.start("third", "reviews", "work")
    await toys.count(subjects=5, each=6)
    await toys.runner.process("notifications-relay").kill()
    await toys.count(subjects=5, each=2)
    await toys.balance()
