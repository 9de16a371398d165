"""The real services, each process killed while cases walk; then, without help, all balances."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.stack import Stack
from deploy.local.system import System, services
from services.command.place import Place
from services.command.reconcile import reconcile
from services.notifications.partners import add_partner, publish
from shared.edge.issuer import local_actor
from tests.support.system import running_system
from tests.support.world import until

cases = 12
report: dict[str, Any] = {
    "authority": "E06000054",
    "summary": "Fractures without an explanation.",
    "children": [{"name": "A", "outcome": "serious-harm", "abuse_or_neglect": "suspected"}],
}
points = {
    "notifications-work": "intake-committed",
    "notifications-relay": "relay-published",
    "notifications-serve": "command-committed",
    "reviews-work": "policy-decided",
    "reviews-relay": "relay-published",
    "reporting-work": "follow-applied",
}


class Officer:
    """An officer whose program tries again when it is not answered, as a person would."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._client = httpx.AsyncClient(timeout=10, trust_env=False)
        token = system.issuer.token(local_actor("officer-wiltshire"))
        self._headers = {"Authorization": f"Bearer {token}"}

    async def get(self, service: str, path: str) -> Any:
        """What is answered; None if nobody answers now."""
        try:
            answer = await self._client.get(
                self._system.address(service) + path, headers=self._headers
            )
        except httpx.TransportError:
            return None
        return answer.json() if answer.status_code == 200 else None

    async def post(self, service: str, path: str, body: dict[str, Any]) -> None:
        """Ask until it is done; asking twice for one thing is allowed."""

        async def done() -> bool:
            try:
                answer = await self._client.post(
                    self._system.address(service) + path, headers=self._headers, json=body
                )
            except httpx.TransportError:
                return False
            assert answer.status_code in (200, 201, 409, 503), answer.text
            return answer.status_code != 503

        await until(done, 60)


@pytest.fixture
async def marked(tmp_path: Path) -> AsyncIterator[dict[str, Path]]:
    yield {name: tmp_path / f"{name}.fault" for name in points}


async def test_every_process_is_killed_at_its_point_and_all_balances(
    stack: Stack, tmp_path: Path, marked: dict[str, Path]
) -> None:
    faults = {
        name: {"CSPR_CRASH_AT": point, "CSPR_FAULT_MARK": str(marked[name])}
        for name, point in points.items()
    }
    async with running_system(stack, tmp_path / "system", for_process=faults) as system:
        watching = asyncio.create_task(system.runner.watch())
        await walk(system)
        assert [name for name, mark in marked.items() if not mark.exists()] == []
        watching.cancel()


@pytest.mark.long
async def test_kill_9_of_every_process_in_turn_while_cases_walk(
    stack: Stack, tmp_path: Path
) -> None:
    async with running_system(stack, tmp_path / "system") as system:
        watching = asyncio.create_task(system.runner.watch())

        async def kill_in_turn() -> None:
            for part in ("work", "relay", "serve"):
                for service in services:
                    process = system.process(service, part)
                    await process.kill()
                    await process.start()

        killing = asyncio.create_task(kill_in_turn())
        await walk(system)
        await killing
        watching.cancel()


async def walk(system: System) -> None:
    """Partners report, an officer notifies, reviews open; then the balance sheet balances."""
    config = system.config("notifications")
    partner = f"{config.prefix.replace('_', '-')}-police"
    await add_partner(config, partner)
    topic = f"{config.topic_prefix}cspr-in-{partner}"
    messages = [{"id": f"m-{number}", **report} for number in range(cases)]
    await publish(config.kafka, topic, partner, messages + messages[::3])
    officer = Officer(system)

    async def incidents() -> list[str]:
        found = await officer.get("notifications", "/incidents?limit=100")
        return [each["id"] for each in found["incidents"]] if found else []

    async def all_reported() -> bool:
        return len(await incidents()) == cases

    await until(all_reported, 90)
    for case in await incidents():
        today = system.issuer._clock.now().date().isoformat()
        await officer.post("notifications", f"/cases/{case}/awareness", {"aware_on": today})
        await officer.post(
            "notifications",
            f"/cases/{case}/notification",
            {"notified_at": f"{today}T00:00:00Z", "national_ref": f"R-{case[-4:]}"},
        )

    async def all_open() -> bool:
        found = await officer.get("reviews", "/cases?stage=rapid-review&limit=100")
        return found is not None and len(found["cases"]) == cases

    await until(all_open, 90)
    place = Place(system.environment)

    async def balances() -> bool:
        sheet = await reconcile(place, read_models=False)
        return sheet.balances and not any(each.unpublished for each in sheet.stores)

    await until(balances, 60)
    sheet = await reconcile(place, read_models=True)
    assert sheet.balances, sheet.as_json()
    assert sheet.messages.events == cases
    by_service = {each.service: each for each in sheet.stores}
    assert by_service["reviews"].in_store == cases
