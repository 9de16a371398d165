"""A web process that freezes between its append and its answer, and is let go again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from deploy.local.stack import Stack
from deploy.local.system import System
from services.command.place import Place
from services.command.reconcile import reconcile
from shared.edge.issuer import local_actor
from tests.fault.test_services import report
from tests.support.system import running_system
from tests.support.world import until


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=60, trust_env=False) as made:
        yield made


class Officer:
    """An officer at the interface of notifications."""

    def __init__(self, system: System, client: httpx.AsyncClient) -> None:
        self._system, self._client = system, client
        self._token = system.issuer.token(local_actor("officer-wiltshire"))

    async def ask(
        self, method: str, path: str, body: Any = None, service: str = "notifications"
    ) -> httpx.Response:
        return await self._client.request(
            method,
            self._system.address(service) + path,
            json=body,
            headers={"Authorization": f"Bearer {self._token}"},
        )


async def rows(system: System, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    async with await psycopg.AsyncConnection.connect(
        system.config("notifications").dsn
    ) as connection:
        return await (await connection.execute(statement, values)).fetchall()


async def free(system: System, case: str) -> bool:
    """Whether another writer could lock the stream of a case now."""
    found = await rows(
        system, "select 1 from streams where subject = %s for update skip locked", case
    )
    return bool(found)


@pytest.mark.parametrize(
    ("point", "recorded"),
    [
        ("command-appended", False),
        pytest.param("command-committed", True, marks=pytest.mark.long),
    ],
)
async def test_a_serve_that_freezes_at(
    stack: Stack, tmp_path: Path, client: httpx.AsyncClient, point: str, recorded: bool
) -> None:
    mark = tmp_path / "frozen"
    fault = {"CSPR_STOP_AT": point, "CSPR_FAULT_MARK": str(mark)}
    async with running_system(
        stack, tmp_path / "system", for_process={"notifications-serve": fault}
    ) as system:
        watching = asyncio.create_task(system.runner.watch())
        officer = Officer(system, client)
        case = (await officer.ask("POST", "/incidents", report)).json()["incident"]
        today = system.issuer._clock.now().date().isoformat()
        aware = {"aware_on": today}
        first = asyncio.create_task(officer.ask("POST", f"/cases/{case}/awareness", aware))

        async def frozen() -> bool:
            return mark.exists()

        await until(frozen, 30)
        await until(lambda: free(system, case), 15)
        names = await rows(system, "select name from events where subject = %s", case)
        assert (("AwarenessRecorded",) in names) is recorded
        system.process("notifications", "serve").resume()
        answer = await first
        if recorded:
            assert answer.json()["happened"] == ["AwarenessRecorded"]
        else:
            assert answer.status_code in (500, 503) and answer.json()["detail"]
        again = await officer.ask("POST", f"/cases/{case}/awareness", aware)
        assert again.status_code == 200
        assert again.json()["happened"] == ([] if recorded else ["AwarenessRecorded"])
        await notified(system, officer, case, today)
        place = Place(system.environment)

        async def balances() -> bool:
            sheet = await reconcile(place, read_models=False)
            return sheet.balances and not any(each.unpublished for each in sheet.stores)

        await until(balances, 60)
        sheet = await reconcile(place, read_models=True)
        assert sheet.balances, sheet.as_json()
        count = await rows(
            system,
            "select count(*) from events where subject = %s and name = 'AwarenessRecorded'",
            case,
        )
        assert count == [(1,)]
        watching.cancel()


async def notified(system: System, officer: Officer, case: str, today: str) -> None:
    """The case goes on: it is notified, and its rapid review opens."""
    told = {"notified_at": f"{today}T00:00:00Z", "national_ref": "R-1"}
    done = await officer.ask("POST", f"/cases/{case}/notification", told)
    assert done.status_code == 200, done.text

    async def open_() -> bool:
        shown = await officer.ask("GET", f"/cases/{case}", service="reviews")
        return shown.status_code == 200 and shown.json()["stage"] == "rapid-review"

    await until(open_, 60)
