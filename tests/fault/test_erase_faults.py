"""`cspr erase run` killed at each of its steps: run once more it is done, and all balances."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from deploy.local.stack import Stack
from services.command.reconcile import reconcile
from tests.support.erasing import Erasing
from tests.support.system import running_system
from tests.support.world import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
steps = (
    "erase-ordered",
    "erase-keys-destroyed",
    "erase-bodies-given-up",
    "erase-written-anew",
    "erase-recorded",
)
killed = -9


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def e(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Erasing]:
    async with running_system(stack, tmp_path_factory.mktemp("system")) as system:
        erasing = Erasing(system, stack.data_dir)
        await erasing.begin()
        yield erasing
        await erasing.client.aclose()
        (stack.data_dir / "run.json").unlink(missing_ok=True)


@pytest.mark.parametrize("step", steps)
async def test_an_erasure_killed_at(e: Erasing, step: str) -> None:
    await killed_at(e, step, step)


@pytest.mark.long
@pytest.mark.parametrize("step", steps)
async def test_an_erasure_killed_twenty_times_at(e: Erasing, step: str) -> None:
    for number in range(20):
        await killed_at(e, step, f"{step}-{number}")


async def killed_at(e: Erasing, step: str, id_: str) -> None:
    """A case is erased, killed at a step, and erased to the end."""
    case = await e.over_http(id_)
    run = ("erase", "run", case, "--why", "court-order", "--json")
    assert (await e.cspr(*run, CSPR_CRASH_AT=step))[0] == killed
    hold = await e.cspr("erase", "hold", case, "--why", "inquest")
    assert hold[0] == 1, "a hold slipped between the order and what was ordered"
    status, out, said = await e.cspr(*run)
    assert status == 0, said
    assert json.loads(out)["position"] == f"reporting:{case}:2"
    told = await e.rows("reporting", told_of, case)
    assert [name for name, _ in told] == ["ErasureOrdered", "ErasureCarriedOut"]
    carried_out = json.loads(bytes(told[1][1]))
    assert (carried_out["messages"], len(carried_out["keys"])) == (1, 3)
    assert await e.rows("keys", living, case) == [(0,)]
    assert await e.rows("notifications", kept, case) == [(0,)]

    async def balances() -> bool:
        sheet = await reconcile(e.place, read_models=False)
        return sheet.balances and not any(each.unpublished for each in sheet.stores)

    await until(balances, 60)


told_of = "select name, body from events where subject = %s order by position"
living = "select count(*) from keys where subject = %s and wrapped is not null"
kept = "select count(*) from inbox where subject = %s and body ? 'box'"


async def test_after_all_of_them_every_read_model_is_what_the_log_says(e: Erasing) -> None:
    sheet = await reconcile(e.place, read_models=True)
    assert sheet.balances, sheet.as_json()


@pytest.mark.long
async def test_one_person_is_erased_though_killed_at_every_step_in_turn(e: Erasing) -> None:
    case = await e.over_http("in-turn")
    run = ("erase", "run", case, "--person", "2", "--why", "request-upheld", "--json")
    for step in steps:
        assert (await e.cspr(*run, CSPR_CRASH_AT=step))[0] == killed
    done = json.loads((await e.cspr(*run))[1])
    assert (done["again"], done["position"]) == (True, f"reporting:{case}:2")
    assert await e.rows("keys", living, case) == [(2,)]
