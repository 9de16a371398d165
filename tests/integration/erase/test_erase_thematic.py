"""A thematic review names people under keys of its own, and is erased by its own id."""

import json
from typing import Any

import pytest

from services.command.reconcile import reconcile
from shared.privacy.sealer import ERASED
from tests.support.erasing import Erasing
from tests.support.world import until

pytestmark = pytest.mark.asyncio(loop_scope="package")
opening: dict[str, Any] = {
    "theme": "Bruising in babies",
    "authorities": ["E06000054"],
    "question": "Who asked Hortense Canary?",
    "opened_on": "2026-01-05",
}


async def test_a_reviewer_of_a_thematic_review_is_erased_there(e: Erasing) -> None:
    reviews, chair = e.system.address("reviews"), e._as("chair-wiltshire")
    opened = await e.client.post(f"{reviews}/thematic-reviews", json=opening, headers=chair)
    assert opened.status_code == 201, opened.text
    thematic = opened.json()["id"]
    path = f"/thematic-reviews/{thematic}"
    assert (await e.get("reviews", path))["stage"] == "open"
    status, out, said = await e.cspr("erase", "plan", thematic, "--json")
    plan = json.loads(out)
    assert (status, plan["refused"]) == (0, None), said
    assert [each["key"] for each in plan["keys"]] == [f"{thematic}/narrative"]
    assert "Hortense" not in out + said
    status, _, said = await e.cspr("erase", "run", thematic, "--why", "request-upheld")
    assert status == 0, said

    async def erased() -> bool:
        texts = await e.get("reviews", f"{path}/texts?purpose=audit")
        return [each["text"] for each in texts["texts"]] == [ERASED]

    await until(erased, 30)  # a key is served from memory for a few seconds

    async def told() -> bool:
        found = await e.get("reviews", f"{path}/timeline")
        return [each["what"] for each in found["events"]] == [
            *("ThematicReviewOpened", "ErasureOrdered", "ErasureCarriedOut")
        ]

    async def balances() -> bool:
        return (await reconcile(e.place, read_models=False)).balances

    await until(told, 60)
    await until(balances, 60)
