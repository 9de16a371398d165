"""A calendar is adopted and what counts anew is killed: it happens once, and all balances."""

import asyncio
import json
from pathlib import Path
from typing import Any

from deploy.local.stack import Stack
from services.command.reconcile import reconcile
from tests.support.erasing import Erasing
from tests.support.system import running_system
from tests.support.world import until

cases = 5
point = "recount-decided"
moved_in = (
    "select subject, convert_from(body, 'UTF8')::jsonb #>> '{was,due_on}',"
    " convert_from(body, 'UTF8')::jsonb #>> '{now,due_on}' from events"
    " where name = 'DueDateRecomputed' and subject like 'case-%%' order by subject, seq"
)


async def test_counting_anew_is_killed_and_happens_once(stack: Stack, tmp_path: Path) -> None:
    """Aware on Wed 14 September 2022: due on Wed 21, and with Mon 19 a holiday on Thu 22."""
    killed = {
        service: tmp_path / f"{service}.fault" for service in ("notifications", "reviews")
    }
    faults = {
        f"{service}-work": {"CSPR_CRASH_AT": point, "CSPR_FAULT_MARK": str(mark)}
        for service, mark in killed.items()
    }
    async with running_system(stack, tmp_path / "system", for_process=faults) as system:
        watching = asyncio.create_task(system.runner.watch())
        a = Erasing(system, tmp_path / "system")
        await a.begin()

        async def cspr(*arguments: str) -> Any:
            status, out, said = await a.cspr("calendar", *arguments, "--json")
            assert status == 0, said
            return json.loads(out)

        async def adopted(name: str) -> None:
            done = await cspr("adopt", name, "--reason", "It was proclaimed.")
            assert done["adopted"]
            version = done["calendar"]

            async def all_follow() -> bool:
                found = await cspr("show")
                return {(one["calendar"], one["unfinished"]) for one in found} == {
                    (version, False)
                }

            await until(all_follow, 60)

        await adopted("before-2022-09-10")
        subjects = [await a.over_http(f"m-{number}") for number in range(cases)]
        for subject in subjects:
            await post(a, f"/cases/{subject}/awareness", {"aware_on": "2022-09-14"})
        notified = subjects[0]
        at = {"notified_at": "2022-09-16T10:00:00Z", "national_ref": "R-1"}
        await post(a, f"/cases/{notified}/notification", at)

        async def open_in_reviews() -> bool:
            rows = await a.rows(
                "reviews", "select 1 from events where name = 'RapidReviewOpened'"
            )
            return len(rows) == 1

        await until(open_in_reviews, 60)
        await adopted("shipped")
        assert [service for service, mark in killed.items() if not mark.exists()] == []
        # The notification of the first was made; its partners are still to be told.
        assert await a.rows("notifications", moved_in) == sorted(
            (subject, "2022-09-21", "2022-09-22") for subject in subjects
        )
        # Fifteen from Fri 16 September, and from Wed 14: Mon 10 and Thu 6 October.
        assert await a.rows("reviews", moved_in) == [
            (notified, "2022-10-07", "2022-10-10"),
            (notified, "2022-10-05", "2022-10-06"),
        ]

        async def balances() -> bool:
            sheet = await reconcile(a.place, read_models=False)
            return sheet.balances and not any(each.unpublished for each in sheet.stores)

        await until(balances, 60)
        sheet = await reconcile(a.place, read_models=True)
        assert sheet.balances, sheet.as_json()
        again = await cspr("adopt", "shipped", "--reason", "Once more.")
        assert (again["adopted"], again["changes"]) == (False, [])
        listed = {one["name"]: one["in_force"] for one in await cspr("list")}
        assert listed == {"shipped": True, "before-2022-09-10": False}
        status, _, said = await a.cspr("calendar", "adopt", "2031", "--reason", "x")
        assert status == 2 and "There are: shipped, before-2022-09-10" in said
        status, _, said = await a.cspr("calendar", "adopt", "before-2022-09-10")
        assert status == 2 and "Say why with --reason" in said
        await a.client.aclose()
        watching.cancel()


async def post(a: Erasing, path: str, body: dict[str, Any]) -> None:
    """Ask as an officer of the authority."""
    address = a.system.address("notifications") + path
    answer = await a.client.post(address, json=body, headers=a._as("officer-wiltshire"))
    assert answer.status_code in (200, 201), answer.text
